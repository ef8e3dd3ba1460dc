"""Classes made by code, to be graded against the clock."""

import statistics
import tempfile
import time
from itertools import islice, pairwise
from pathlib import Path

import nbformat
import psutil

from grader import misconceptions
from grader.bench.at_once import at_once
from grader.build import Tree, source_notebook
from grader.build.release import released
from grader.pipeline.course import Course
from grader.pipeline.demo import ENDLESS_LOOP, KERNEL_KILLER, slipped, with_sources
from grader.pipeline.executor import Executor
from grader.pipeline.gradebook import Grades
from grader.pipeline.grading import grade_class
from grader.pipeline.registration import register
from grader.pipeline.submissions import students
from grader.pipeline.writer import Writer

# Notebook -> numbers: right, have a slip, are untouched, never end, end the kernel.
COUNTS = {"1_gru": (20, 12, 4, 2, 2), "4_cuda": (12, 4, 4, 0, 0)}
FEW = {"1_gru": (3, 1, 1, 0, 1), "4_cuda": (2, 1, 1, 0, 0)}
NOTEBOOK = "1_gru"


def hand_ins(name, quick=False):
    """Student -> bytes, as `COUNTS` has them."""
    solved_file = Tree().solved(name)
    solved = nbformat.read(solved_file, as_version=4)
    release = released(source_notebook(name))
    right, slips, untouched, loops, killers = (FEW if quick else COUNTS)[name]
    found = {f"right-{k}": solved for k in range(right)}
    pairs = (
        (function, mistake.name)
        for function, mistakes in misconceptions.for_notebook(name).items()
        for mistake in mistakes[:2]
    )
    for number, (function, mistake) in enumerate(islice(pairs, slips)):
        slip = {function: slipped(name, function, mistake)}
        found[f"slip-{number}"] = with_sources(solved, slip)
    found |= {f"untouched-{k}": release for k in range(untouched)}
    endless, deadly = {"gru_forward": ENDLESS_LOOP}, {"gru_candidate": KERNEL_KILLER}
    found |= {f"loop-{k}": with_sources(solved, endless) for k in range(loops)}
    found |= {f"killer-{k}": with_sources(solved, deadly) for k in range(killers)}
    return {who: nbformat.writes(nb).encode() for who, nb in found.items()}


def long_class(count):
    """What the coordinator takes for each of so many hand-ins, early and late.

    They are judged in no time, so that what is left is reading, handing on and storing.
    A dict of seconds a hand-in around the 10th and around the last, and of the memory
    that this process gained between them for each.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        course = Course(Path(folder) / "course")
        content = nbformat.writes(released(source_notebook(NOTEBOOK))).encode()
        for number in range(count):
            file = course.submitted / f"s{number:04}" / NOTEBOOK / f"{NOTEBOOK}.ipynb"
            file.parent.mkdir(parents=True)
            file.write_bytes(content)
        source = source_notebook(NOTEBOOK)
        course.prepare({NOTEBOOK: source}, released)
        assignment = course.assignment(NOTEBOOK)
        register(course.db_url, NOTEBOOK, source, assignment.notebook)
        times, memory, this = [], [], psutil.Process()
        with Grades(course.db_url) as grades:
            runs, writer = Executor(2, course.limits, at_once), Writer(course, grades)
            who = students(course.submitted)
            results = []
            for result in grade_class(course, [assignment], who, runs, writer):
                results.append(result)
                times.append(time.perf_counter())
                memory.append(this.memory_info().rss)
    steps = [after - before for before, after in pairwise(times)]
    few = max(5, count // 20)
    return {
        "hand-ins": count,
        "seconds each, the first ones": statistics.median(steps[5 : 5 + few]),
        "seconds each, the last ones": statistics.median(steps[-few:]),
        "bytes each": (memory[-1] - memory[10]) / (count - 11),
    }
