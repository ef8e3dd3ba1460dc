"""Writing what is built of the masters, or telling what of it is out of date."""

import nbformat

from grader import checks
from grader.build.errors import BuildError
from grader.build.expand import expand
from grader.build.master import read_master
from grader.build.release import released, uncovered
from grader.build.rules import check_master
from grader.build.solve import CellExecutionError, digest, execute, why
from grader.build.tree import Tree, write


def build(names=(), check=False, force=False, tree=None, say=print):
    """Make the released and the solved notebook of each name; give the problems.

    `names` are notebooks' names, all masters where there are none. A solved notebook
    is executed anew only if its master or a module of ``utils/`` has changed, or by
    `force`. With `check` nothing is written and nothing is executed: a file that
    differs from what would be written, outputs aside, is a problem. `say` hears
    what was done, a line at a time.
    """
    tree = tree or Tree()
    problems = []
    for name in names or tree.names:
        try:
            if check:
                found = list(_out_of_date(name, tree))
                problems += found
                if not found:
                    say(f"{name}: all that is built of its master is up to date")
            else:
                _make(name, tree, force, say)
        except BuildError as error:
            problems.append(str(error))
        except CellExecutionError as error:
            problems.append(f"{tree.master(name)}: a cell fails: {why(error)}")
    return problems


def source_notebook(name, tree=None):
    """nbgrader's source version of a notebook, made from its master.

    Raises `BuildError`, which names the line, where the master breaks a rule.
    """
    return expand(_checked_master(name, tree or Tree()))


def release_text(name, tree=None):
    """The file that learners get of a notebook, made from its master."""
    return _text(released(source_notebook(name, tree)))


def pristine_text(name, tree=None):
    """The file of a released notebook's cells that ``utils/released`` holds.

    Text cells are left out: they are nobody's answer, and what remains is small.
    """
    return _pristine(source_notebook(name, tree))


def _pristine(source):
    notebook = released(source)
    notebook.cells = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    return _text(notebook)


def _checked_master(name, tree):
    master = read_master(tree.master(name))
    if name not in checks.NOTEBOOKS:
        raise BuildError(master.path, 1, f"{name} is not in grader.checks.NOTEBOOKS")
    check_master(master, checks.for_notebook(name))
    return master


def _make(name, tree, force, say):
    master = _checked_master(name, tree)
    source = expand(master)
    write(tree.pristine(name), _pristine(source))
    changed = write(tree.release(name), _text(released(source)))
    say(f"{name}: {tree.release(name)} {'written' if changed else 'is up to date'}")
    solved, utils = _unexecuted(master, source), _utils_digest(tree)
    if not force and _is_current(_read(tree.solved(name)), solved, utils):
        say(f"{name}: {tree.solved(name)} is up to date")
        return
    folder = tree.release(name).parent
    execute(solved, folder, say=lambda cell: say(f"{name}: executing {cell}"))
    solved.metadata["course"]["utils"] = utils
    write(tree.solved(name), _text(solved))
    say(f"{name}: {tree.solved(name)} written")


def _out_of_date(name, tree):
    master = _checked_master(name, tree)
    source = expand(master)
    remedy = "is not what its master makes: run make notebooks"
    release, solved = tree.release(name), _read(tree.solved(name))
    made = {release: _text(released(source)), tree.pristine(name): _pristine(source)}
    for path, text in made.items():
        if not path.is_file() or path.read_text("utf-8") != text:
            yield f"{path} {remedy}"
    if solved is None or _differs(solved, _unexecuted(master, source)):
        yield f"{tree.solved(name)} {remedy}"


def _unexecuted(master, source):
    solved = uncovered(source)
    solved.metadata["course"] = {"master": master.digest}
    return solved


def _is_current(there, wanted, utils):
    if there is None or _differs(there, wanted):
        return False
    return there.metadata["course"].get("utils") == utils


def _differs(there, wanted):
    """Do two notebooks differ in anything but outputs and the hash of utils?"""
    return _bare(there) != _bare(wanted)


def _bare(notebook):
    course = dict(notebook.metadata.get("course", {}))
    course.pop("utils", None)
    cells = [(c.cell_type, c.id, c.source, c.metadata) for c in notebook.cells]
    return {**notebook.metadata, "course": course}, cells


def _utils_digest(tree):
    sources = ("*.py", "*.cpp")
    return digest(p for kind in sources for p in (tree.root / "utils").rglob(kind))


def _read(path):
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError):
        return None


def _text(notebook):
    return nbformat.writes(notebook) + "\n"
