"""The page and the figure of how fast a class is graded."""

import json
import statistics

from utils.figures import ratios

HEAD = """# How fast a class is graded

`make bench-grading` measures this and writes this page. The same hand-ins, made by
code (right ones, slips, untouched ones, endless loops, ones that end their kernel), go
through `nbgrader autograde` as it comes, in one process and with no sandbox, and
through this grader with its sandbox on. nbgrader gets them without show cells, for it
would run these.
In both a cell may take 20 s; this grader ends a single call after 10 s.
Each number is a median over the rounds; "times as fast" is that of the ratios within
each round. CPU time is that of all processes together. Memory is the sum of what they
hold, at most, what they share counted for each.
"""
STOCK = "nbgrader autograde"


def write_page(folder):
    """Write ``bench-grading.md`` and its figure from the JSON file in `folder`."""
    found = json.loads((folder / "bench-grading.json").read_text("utf-8"))
    machine = ", ".join(f"{name} {value}" for name, value in found["machine"].items())
    parts = [HEAD, f"{machine}; rounds: {found['rounds']}.\n"]
    picture = ratios(rows(found), STOCK)
    (folder / "bench-grading.png").write_bytes(picture.png())
    parts.append(f"![{picture.alt}](bench-grading.png)\n")
    for name, of in found["notebooks"].items():
        parts += [f"## {name}: {of['hand-ins']} hand-ins\n", table(of), ""]
    parts += ["## A class of 1,000\n", long_class(found["a class of 1,000"])]
    page = folder / "bench-grading.md"
    page.write_text("\n".join(parts), encoding="utf-8")
    return page


def rows(found):
    """Notebook -> way -> time over nbgrader's, for the figure."""
    return {
        name: {way: 1 / r for way, r in of["times as fast"].items() if way != STOCK}
        for name, of in found["notebooks"].items()
    }


def table(of):
    """A Markdown table, a row for each way."""
    lines = ["| | seconds | a minute | times as fast | CPU s each | memory, MiB |"]
    lines.append("|---|---|---|---|---|---|")
    count = of["hand-ins"]
    for way, runs in of["runs"].items():
        seconds, cpu, memory = (
            statistics.median(run[key] for run in runs)
            for key in ("seconds", "cpu", "memory")
        )
        lines.append(
            f"| {way} | {seconds:.1f} | {60 * count / seconds:.0f} "
            f"| {of['times as fast'][way]:.1f} | {cpu / count:.2f} "
            f"| {memory / 2**20:.0f} |"
        )
    return "\n".join(lines)


def long_class(found):
    """What the coordinator does for each, early and late, in words."""
    early, late = (found[f"seconds each, the {w} ones"] for w in ("first", "last"))
    return (
        f"{found['hand-ins']:,} hand-ins, judged in no time: reading, handing on and "
        f"storing take {1e3 * early:.0f} ms for each of the first and {1e3 * late:.0f} "
        f"ms for each of the last; the coordinator grows by "
        f"{found['bytes each'] / 1024:.0f} KiB for each.\n"
    )
