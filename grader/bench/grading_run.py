"""How fast a class is graded, beside nbgrader.

The same hand-ins go through `nbgrader autograde` as it comes, which runs a notebook's
cells in a kernel with no sandbox and takes the visible checks for tests, and through
this grader with one worker, with two, and with two once more after one hand-in has
changed. Show cells are taken out of what nbgrader gets: it would run them, and train.
The ways take turns, so that a busy machine slows all alike.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from grader.bench.class_of import COUNTS, hand_ins, long_class
from grader.bench.grading_page import write_page
from grader.bench.usage import measured
from grader.build import source_notebook

STOCK = "nbgrader autograde"
WAYS = (STOCK, "1 worker", "2 workers", "2 workers, one changed")
SECONDS = 20  # that a cell may take, in both
CONFIG = f"""\
c = get_config()
c.ExecutePreprocessor.timeout = {SECONDS}
c.ExecutePreprocessor.interrupt_on_timeout = True
"""


def main(arguments=None):
    """Run the command; the exit status is 0 when all was measured and written."""
    parser = argparse.ArgumentParser("python -m grader.bench.grading")
    parser.add_argument("notebooks", nargs="*", help=f"default: {' '.join(COUNTS)}")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="a few; nothing is kept")
    parser.add_argument("--into", type=Path, default=Path("docs"))
    options = parser.parse_args(arguments)
    rounds = 1 if options.quick else options.rounds
    found = {"machine": _machine(), "rounds": rounds, "notebooks": {}}
    for name in options.notebooks or list(COUNTS):
        students = hand_ins(name, quick=options.quick)
        found["notebooks"][name] = of_notebook(name, students, rounds)
    found["a class of 1,000"] = long_class(50 if options.quick else 1000)
    print(json.dumps(found["a class of 1,000"]))
    if not options.quick:
        options.into.mkdir(parents=True, exist_ok=True)
        text = json.dumps(found, indent=1) + "\n"
        (options.into / "bench-grading.json").write_text(text, encoding="utf-8")
        print(f"written: {write_page(options.into)}")
    return 0


def of_notebook(name, students, rounds):
    """What each way takes for these hand-ins, over all rounds, and the ratios."""
    runs = {way: [] for way in WAYS}
    for number in range(rounds):
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            for way, run in each_way(Path(folder), name, students):
                runs[way].append(run)
                rate = 60 * len(students) / run["seconds"]
                print(
                    f"{name}, round {number + 1}: {way}: {run['seconds']:.1f} s, "
                    f"{rate:.0f} a minute, {run['cpu']:.1f} CPU s, "
                    f"{run['memory'] / 2**20:.0f} MiB at most",
                    flush=True,
                )
    stock = [run["seconds"] for run in runs[STOCK]]
    ratios = {
        way: statistics.median(s / r["seconds"] for s, r in zip(stock, of, strict=True))
        for way, of in runs.items()
    }
    return {"hand-ins": len(students), "runs": runs, "times as fast": ratios}


def each_way(folder, name, students):
    """Yield each way's name and what it took, in their order."""
    root, plain = folder / "plain", {w: without_show(b) for w, b in students.items()}
    source = nbformat.writes(source_notebook(name))
    write_class(root / "submitted", name, plain)
    write(root / "source" / name / f"{name}.ipynb", without_show(source.encode()))
    write(root / "nbgrader_config.py", CONFIG.encode())
    run = [sys.executable, "-m", "nbgrader"]
    measured([*run, "generate_assignment", name, "--create"], root)
    stock = measured([*run, "autograde", name], root)
    yield (
        STOCK,
        stock | {"graded": len(list(root.glob(f"autograded/*/{name}/*.ipynb")))},
    )

    command = [sys.executable, "-m", "grader", "grade", name, "--course"]
    for jobs in (1, 2):
        course = folder / f"workers-{jobs}"
        write_class(course / "submitted", name, students)
        result = folder / f"{jobs}.json"
        how = ["--jobs", str(jobs), "--json", str(result)]
        run = measured([*command, str(course), *how], Path.cwd())
        graded = json.loads(result.read_text("utf-8"))["students"]
        yield WAYS[jobs], run | {"graded": len(graded)}
    who, content = next(iter(students.items()))
    write_class(course / "submitted", name, {who: content + b"\n"})
    yield WAYS[3], measured([*command, str(course), *how], Path.cwd())


def without_show(content):
    """A notebook's bytes without its show cells; those that are none, as they are."""
    try:
        notebook = nbformat.reads(content.decode(), as_version=4)
    except ValueError:
        return content
    notebook.cells = [
        cell
        for cell in notebook.cells
        if not cell.metadata.get("course", {}).get("show")
    ]
    return nbformat.writes(notebook).encode()


def write_class(submitted, name, students):
    """Put each hand-in where it belongs."""
    for who, content in students.items():
        write(submitted / who / name / f"{name}.ipynb", content)


def write(path, content):
    """A file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _machine():
    return {
        "processors": len(os.sched_getaffinity(0)),
        "python": sys.version.split()[0],
        "load before": round(os.getloadavg()[0], 2),
        "date": time.strftime("%Y-%m-%d"),
        "bubblewrap": bool(shutil.which("bwrap")),
    }
