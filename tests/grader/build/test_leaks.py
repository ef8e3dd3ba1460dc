"""No line of a solution, of the reference or of the hidden text gets to a learner."""

import zipfile

import pytest

from grader.build import BuildError, Tree, release_bundle
from grader.build.bundle import readable
from grader.build.expand import SEAL
from grader.build.leaks import body_lines, leaked, secrets
from grader.build.tree import ROOT
from tests.grader.build.small import SMALL

ROOT_FILES = ("AGENTS.md", "LICENSE", "LICENSE-prose", "constraints.txt")


@pytest.fixture
def whole(tree):
    """The small tree with the other files a bundle needs, and a reference."""
    for name in (*ROOT_FILES, "environment.yml", "pyproject.toml"):
        (tree.root / name).write_bytes((ROOT / name).read_bytes())
    reference = tree.root / "grader" / "reference"
    reference.mkdir(parents=True)
    (reference / "small.py").write_text(
        '"""The reference."""\n\ndef double(x):\n    """Twice x, by the reference."""\n'
        "    the_reference_doubles = 2 * x\n    return the_reference_doubles\n"
    )
    return tree


def test_secrets_are_the_long_lines_of_solutions_reference_and_seal(whole):
    assert secrets(whole) == {
        SEAL,
        "twice_as_much = x + x  # the solution's own line",
        "return math.ldexp(float(x), -1)",
        "the_reference_doubles = 2 * x",
        "return the_reference_doubles",
    }


def test_signatures_and_docstrings_are_no_secret():
    source = 'def f(a, b):\n    """What f does with a and b."""\n    return a\n'
    assert body_lines(source) == ["    return a"]


def test_the_bundle_works_alone_and_holds_nothing_of_the_graders(whole, tmp_path):
    path = release_bundle(tmp_path / "dist", whole)
    with zipfile.ZipFile(path) as bundle:
        names = bundle.namelist()
        texts = {name: readable(name, bundle.read(name)) for name in names}
    top = path.stem
    assert path.name == f"{top}.zip"
    assert {name.removeprefix(f"{top}/") for name in names} == {
        *ROOT_FILES,
        "Makefile",
        "README.md",
        "environment.yml",
        "notebooks/0_small.ipynb",
        "pyproject.toml",
        "utils/params.py",
        "utils/released/0_small.ipynb",
    }
    assert not any("grader/" in name or "solutions" in name for name in names)
    for name, text in texts.items():
        assert leaked(text, secrets(whole)) == [], name


def test_two_bundles_are_byte_equal(whole, tmp_path):
    first = release_bundle(tmp_path / "one", whole).read_bytes()
    assert release_bundle(tmp_path / "two", whole).read_bytes() == first


def test_a_bundle_is_made_of_the_masters_even_if_nothing_was_built(whole, tmp_path):
    whole.release("0_small").write_text("stale")
    path = release_bundle(tmp_path, whole)
    with zipfile.ZipFile(path) as bundle:
        notebook = bundle.read(f"{path.stem}/notebooks/0_small.ipynb").decode()
    assert "Exercise 1: double" in notebook


@pytest.mark.parametrize(
    "prose", ["return math.ldexp(float(x), -1)", "the_reference_doubles = 2 * x", SEAL]
)
def test_a_bundle_whose_prose_gives_a_line_away_is_refused(whole, tmp_path, prose):
    text = SMALL.replace("# ## Halving", f"# ## Halving\n#\n# {prose}")
    whole.master("0_small").write_text(text)
    with pytest.raises(BuildError, match="a line of a solution"):
        release_bundle(tmp_path / "dist", whole)
    assert not (tmp_path / "dist").exists()


def test_a_bundle_whose_utils_give_a_line_away_is_refused(whole, tmp_path):
    path = whole.root / "utils" / "params.py"
    path.write_text("def f(x):\n    return math.ldexp(float(x), -1)\n")
    with pytest.raises(BuildError, match=r"utils/params\.py:2: a line of a solution"):
        release_bundle(tmp_path / "dist", whole)


def test_the_courses_own_bundle_is_what_every_notebook_promises(tmp_path):
    """Line by line: no solution, no hidden text, no reference in what we hand out."""
    tree = Tree()
    assert tree.names, "there is no master"
    secret_lines = secrets(tree)
    with zipfile.ZipFile(release_bundle(tmp_path, tree)) as bundle:
        for name in bundle.namelist():
            assert leaked(readable(name, bundle.read(name)), secret_lines) == [], name
    for name in tree.names:
        path = tree.release(name)
        text = readable(path.name, path.read_bytes())
        assert leaked(text, secret_lines) == []
        assert "### BEGIN" not in text
