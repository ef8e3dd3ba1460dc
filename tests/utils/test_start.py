"""The start page shows true progress, and says where it knows none yet."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.utils.learning import NAME, RIGHT, course, write
from utils import lab, start

TITLE = "# Some\n\n| | |\n|---|---|\n| time | about 3 hours (an estimate) |"


@pytest.fixture
def path(tmp_path, monkeypatch):
    """The notebook of a small course."""
    path = course(tmp_path, monkeypatch)
    write(path, **{"text-some": TITLE})
    return path


def row(path):
    """The notebook's row of the page."""
    page = (path.parent / "start.md").read_text("utf-8")
    (found,) = [line for line in page.split("\n") if f"({path.name})" in line]
    return found


def test_a_notebook_that_was_not_begun_has_its_row(path):
    start.write_page(path.parent)
    assert (
        row(path) == f"| [{NAME}]({NAME}.ipynb) | Some | about 3 hours | ○○○ | 0 of 2 |"
    )


def test_a_changed_notebook_is_said_to_be_until_its_checks_were_run(path):
    write(path, double=RIGHT["double"])
    start.write_page(path.parent)
    assert row(path).endswith("| *changed* | |")
    assert "They are being run" in (path.parent / "start.md").read_text("utf-8")
    assert start.main() == 0
    assert row(path).endswith("| ✓○○ | 1 of 2 |")
    assert "They are being run" not in (path.parent / "start.md").read_text("utf-8")


def test_a_notebook_that_is_missing_or_broken_does_not_keep_the_page_away(path):
    path.write_text("{")
    start.write_page(path.parent)
    page = (path.parent / "start.md").read_text("utf-8")
    assert f"| {NAME} | it is missing, or is not a notebook |" in page
    assert start.main() == 0


def test_outside_the_course_one_is_told_where_to_go(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert start.main() == lab.main([]) == 1
    assert capsys.readouterr().out.count("go to the folder of the course") == 2


def test_only_this_session_is_without_the_menus_of_instructors(monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "mine")
    paths = lab.environment()["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert paths == [str(lab.SETTINGS), "mine"]
    assert os.environ["JUPYTER_CONFIG_PATH"] == "mine"
    ask = (
        "import json; from jupyterlab_server.config import get_page_config as page;"
        "from jupyterlab_server.settings_utils import _get_overrides as overrides;"
        "print(json.dumps([page([])['disabledExtensions'], overrides('')[0]]))"
    )
    said = subprocess.run(
        [sys.executable, "-c", ask],
        env=lab.environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    disabled, settings = json.loads(said)
    assert "@jupyter/nbgrader" in disabled
    viewers = settings["@jupyterlab/docmanager-extension:plugin"]["defaultViewers"]
    assert viewers == {"markdown": "Markdown Preview"}


def test_what_lab_runs_is_jupyterlab_on_the_start_page(path, monkeypatch):
    ran = []

    class Process:
        """A process that has ended well."""

        def __init__(self, command, env=None):
            ran.append(command)

        def wait(self):
            """Its exit status."""
            return 0

        terminate = wait

    monkeypatch.setattr(subprocess, "Popen", Process)
    monkeypatch.setattr("signal.signal", lambda number, act: None)
    assert lab.main(["--no-browser"]) == 0
    assert (Path("notebooks") / "start.md").is_file()
    assert ran[1][1:] == [
        *("-m", "jupyterlab", "--ServerApp.root_dir=notebooks"),
        *("--LabApp.default_url=/lab/tree/start.md", "--no-browser"),
    ]
