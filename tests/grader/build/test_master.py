"""What is wrong with a master is found, with its file and line."""

import re

import pytest

from grader.build.errors import BuildError
from grader.build.master import read_master, solution_lines
from grader.build.rules import check_master
from tests.grader.build.small import SMALL

FUNCTIONS = {"double", "halve"}


def line_of(text, part):
    """The number of the first line of `text` that has `part` in it."""
    return next(n for n, x in enumerate(text.splitlines(), 1) if part in x)


def read(folder, text):
    """The checked master of `text`."""
    path = folder / "0_small.py"
    path.write_text(text, encoding="utf-8")
    master = read_master(path)
    check_master(master, FUNCTIONS)
    return master


def test_cells_have_their_kinds_attributes_and_lines(tmp_path):
    master = read(tmp_path, SMALL)
    kinds = [cell.kind for cell in master.cells]
    graded = ["text", "exercise", "check"]
    assert kinds == ["text", "setup", *graded, *graded, "show"]
    double = master.exercises[0]
    assert double.function == "double"
    assert double.attributes["points"] == 4
    assert SMALL.splitlines()[double.line - 1].startswith('# %% exercise="double"')


def test_a_comment_that_begins_with_a_shell_word_stays_a_comment(tmp_path):
    master = read(tmp_path, SMALL.replace("import math", "import math\n# cat a file"))
    assert master.cells[1].source == "import math\n# cat a file"


def test_the_lines_of_a_solution_are_those_between_its_markers(tmp_path):
    master = read(tmp_path, SMALL)
    assert solution_lines(master.exercises[1].source) == [
        "    return math.ldexp(float(x), -1)"
    ]


CHECK_OF_DOUBLE = """# %% check="double"
assert double(2) == 4, "double(2) is not 4"
print("double is right")
"""
WRONG = {
    "a missing check": (CHECK_OF_DOUBLE, "", 'exercise="double"', "no check cell"),
    "a check before its exercise": (
        "# %% [markdown]\n# ## Doubling\n",
        CHECK_OF_DOUBLE,
        'check="double"',
        "before",
    ),
    "a doubled exercise": (
        'exercise="halve"',
        'exercise="double"',
        'exercise="double" points=1.5',
        "doubled id",
    ),
    "a doubled id": (
        "# %% show=true",
        '# %% id="x"\n\n# %% id="x" show=true',
        'id="x" show',
        "doubled id: x",
    ),
    "no solution region": (
        "    ### BEGIN SOLUTION\n    return math.ldexp(float(x), -1)\n"
        "    ### END SOLUTION\n",
        "    return x / 2\n",
        'exercise="halve"',
        "no solution region",
    ),
    "an empty solution": (
        "    return math.ldexp(float(x), -1)\n",
        "",
        'exercise="halve"',
        "no solution region",
    ),
    "a region left open": (
        "-1)\n    ### END SOLUTION\n",
        "-1)\n",
        'exercise="halve"',
        "### END SOLUTION",
    ),
    "a region in a region": (
        "    twice_as",
        "    ### BEGIN SOLUTION  \n    twice_as",
        "### BEGIN SOLUTION  ",
        "expected '### END SOLUTION'",
    ),
    "a solution in a set-up cell": (
        "import math",
        "### BEGIN SOLUTION\nimport math\n### END SOLUTION",
        "### BEGIN",
        "outside an exercise",
    ),
    "hidden tests by hand": (
        'print("double is right")',
        "### BEGIN HIDDEN TESTS",
        "### BEGIN HIDDEN TESTS",
        "the build's to write",
    ),
    "points of zero": ("points=4", "points=0", 'exercise="double"', "points"),
    "points below zero": ("points=4", "points=-1", 'exercise="double"', "points"),
    "points in words": ("points=4", 'points="4"', 'exercise="double"', "points"),
    "no points": ("points=4 ", "", 'exercise="double"', "points"),
    "no minutes": (" minutes=10", "", 'exercise="double"', "minutes"),
    "an unknown attribute": ("minutes=10", "minuets=10", "minuets", "minuets"),
    "an attribute of another kind": (
        "show=true",
        "show=true points=1",
        "show=true",
        "unknown attribute 'points'",
    ),
    "a bare word": ("# %%\nimport", "# %% set up\nimport", "set up", "set up"),
    "another bare word": ("show=true", "show", "# %% show", "show"),
    "show that is not true": ("show=true", "show=false", "show=false", "show=true"),
    "Python that does not parse": ("import math", "import", "import", "syntax"),
    "a function under another name": ("def halve", "def half", 'e="halve"', "define"),
    "no docstring": ('    """Half of x."""\n', "", 'exercise="halve"', "docstring"),
    "a docstring in the solution": (
        '    """Half of x."""\n    ### BEGIN SOLUTION\n',
        '    ### BEGIN SOLUTION\n    """Half of x."""\n',
        'exercise="halve"',
        "docstring of halve",
    ),
    "text before the first cell": (
        "# %% [markdown]\n# # A",
        "x = 1\n# # A",
        "x = 1",
        "text",
    ),
    "a check of nothing": ("show=true", 'check="third"', 'check="third"', "third"),
    "two kinds at once": ("show=true", 'show=true check="x"', "show=true", "one of"),
    "an exercise in prose": (
        "# %% [markdown]\n# ## Halving",
        '# %% [markdown] exercise="x"\n# ## Halving',
        'exercise="x"',
        "code cell",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_broken_rule_is_named_with_its_line(wrong, tmp_path):
    part, instead, at, message = WRONG[wrong]
    text = SMALL.replace(part, instead)
    if wrong == "a check before its exercise":
        text = SMALL.replace(CHECK_OF_DOUBLE, "").replace(part, instead)
    assert text != SMALL
    with pytest.raises(BuildError, match=re.escape(message)) as caught:
        read(tmp_path, text)
    said = str(caught.value)
    assert said.startswith(f"{tmp_path / '0_small.py'}:{line_of(text, at)}: ")


def test_an_exercise_that_the_grader_does_not_know_is_named(tmp_path):
    path = tmp_path / "0_small.py"
    path.write_text(SMALL, encoding="utf-8")
    with pytest.raises(BuildError, match=r"halve has no check in grader\.checks"):
        check_master(read_master(path), {"double"})


def test_a_master_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BuildError, match="no such master"):
        read_master(tmp_path / "none.py")
