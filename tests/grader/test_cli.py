"""The instructor's commands, on a demo class, as they are typed."""

import json
import shutil
import subprocess
import sys

import pytest

from grader.cli import choices, main
from grader.judge.verdict import Status
from grader.pipeline.course import Course
from tests.grader.pipeline.test_grading import scores
from tests.grader.pipeline.test_nbgrader_hooks import nbgrader

needs_box = pytest.mark.skipif(not shutil.which("bwrap"), reason="needs bubblewrap")
NAME = "1_gru"
SLIPS = {
    "swapped-gates": ("gru_gates", "gates_swapped"),
    "reset-after": ("gru_candidate", "reset_after_product"),
    "update-and-keep-swapped": ("gru_cell", "update_and_keep_swapped"),
    "nothing-carried-back": ("gru_backward", "nothing_carried"),
}
SPOILED = {
    "syntax-error": "gru_cell",
    "endless-loop": "gru_forward",
    "kernel-killer": "gru_candidate",
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A folder in which `grade` was typed and made, and graded, the demo class."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("demo"))
        assert main(["demo", "course-demo"]) == 0
        hurry = "[limits]\ncall_seconds = 2.0\n"
        Course("course-demo").limits_file.write_text(hurry)
        assert main(["grade", "--json", "results.json"]) == 0
        yield Course(choices.DEMO)


@pytest.fixture(scope="module")
def results(demo):
    return json.loads((demo.root.parent / "results.json").read_text())


def of(results, student):
    return results["students"][student][NAME]


def lost(graded):
    """The functions that lost points."""
    return [
        name.removeprefix("check_")
        for name, check in graded["checks"].items()
        if check["score"] < check["max_score"]
    ]


@needs_box
def test_the_document_is_as_it_is_documented(results):
    assert (results["schema"], results["device"], results["sandbox"]) == (
        1,
        "cpu",
        True,
    )
    assert len(results["students"]) >= 10
    for student, notebooks in results["students"].items():
        graded = notebooks[NAME]
        assert graded["status"] in set(Status), student
        total = sum(check["score"] for check in graded["checks"].values())
        assert graded["score"] == pytest.approx(total)
        for check in graded["checks"].values():
            assert set(check) == {"score", "max_score", "named", "expectations"}
            for expectation in check["expectations"]:
                assert set(expectation) == {"name", "weight", "passed", "message"}


@needs_box
def test_the_perfect_and_the_pasted_twice_get_everything(results):
    for student in ("perfect", "pasted-twice"):
        assert lost(of(results, student)) == []
    assert of(results, "pasted-twice")["flags"]


@needs_box
@pytest.mark.parametrize("student", SLIPS)
def test_one_slip_costs_its_own_function_and_is_named(results, student):
    function, mistake = SLIPS[student]
    graded = of(results, student)
    assert lost(graded) == [function]
    assert mistake in graded["checks"][f"check_{function}"]["named"]


@needs_box
@pytest.mark.parametrize("student", SPOILED)
def test_what_breaks_costs_its_own_function(results, student):
    assert lost(of(results, student)) == [SPOILED[student]]


@needs_box
def test_nothing_is_given_for_nothing(results):
    for student in ("empty", "no-file", "not-json"):
        assert of(results, student)["score"] == 0
    assert of(results, "no-file")["status"] == "missing"
    assert of(results, "not-json")["status"] == "unreadable"
    half = of(results, "half-done")
    assert 0 < half["score"] < half["max_score"]


@needs_box
def test_a_second_run_writes_the_same_document_and_leaves_the_classes_summary(
    demo, capsys
):
    summary = demo.summary_file.read_text()
    who = ["--student", "perfect", "--student", "reset-after"]
    for name in ("one.json", "two.json"):
        assert main(["grade", NAME, *who, "--json", name, "--jobs", "1"]) == 0
    folder = demo.root.parent
    assert (folder / "one.json").read_bytes() == (folder / "two.json").read_bytes()
    out, err = capsys.readouterr()
    assert err == ""
    assert out.count("reset_after_product") == 2
    assert demo.summary_file.read_text() == summary
    assert "endless-loop" in summary


@needs_box
def test_nbgrader_gives_the_whole_demo_class_the_same_scores(demo, results, tmp_path):
    """Some fifteen seconds: nbgrader grades one submission after the other."""
    stock = Course(shutil.copytree(demo.root, tmp_path / "stock"))
    shutil.rmtree(stock.root / "autograded")
    stock.summary_file.unlink()
    shutil.rmtree(stock.root / "feedback", ignore_errors=True)
    ran = nbgrader(stock, "autograde", NAME)
    assert ran.returncode == 0, ran.stderr
    ours = {who: nb[NAME]["score"] for who, nb in results["students"].items()}
    assert scores(stock) == pytest.approx(ours)


@needs_box
def test_feedback_gives_everyone_a_page_with_the_named_mistake(demo, capsys):
    assert main(["feedback"]) == 0
    pages = {p.parts[-3] for p in (demo.root / "feedback").glob("*/*/*.html")}
    assert pages == {p.name for p in demo.submitted.iterdir()}
    page = demo.feedback("reset-after", NAME).read_text()
    assert "This looks like a well-known slip" in page
    assert "This notebook is missing" in demo.feedback("no-file", NAME).read_text()


@needs_box
def test_a_judge_that_fails_is_told_by_the_exit_status(demo, capsys, monkeypatch):
    monkeypatch.setattr("grader.pipeline.executor.GRACE_SECONDS", -299.9)
    assert main(["grade", "--force", "--student", "perfect"]) == 1
    assert "1 could not be graded: run this again." in capsys.readouterr().err


@needs_box
def test_without_a_sandbox_it_says_so_loudly_and_on_record(demo, capsys):
    who = ["--student", "perfect", "--json", "open.json"]
    assert main(["grade", "--no-sandbox", *who]) == 0
    out, err = capsys.readouterr()
    assert "NO SANDBOX" in err
    assert "graded without a sandbox" in out
    document = json.loads((demo.root.parent / "open.json").read_text())
    assert document["sandbox"] is False
    assert of(document, "perfect")["score"] == of(document, "perfect")["max_score"]


@needs_box
def test_two_runs_do_not_write_to_one_course(demo, capsys):
    with demo.alone():
        assert "being graded by another run" in usage_error(capsys, "grade")


def usage_error(capsys, *arguments):
    assert main(list(arguments)) == 2
    return capsys.readouterr().err


def test_errors_of_use_say_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert "submitted/<student>" in usage_error(capsys, "grade", "--course", "none")
    assert "There is no notebook 7_x" in usage_error(capsys, "grade", "7_x")
    (tmp_path / "course" / "submitted").mkdir(parents=True)
    assert "Nothing was handed in" in usage_error(capsys, "grade")
    assert "no folder of ann" in usage_error(capsys, "grade", NAME, "--student", "ann")
    assert not (tmp_path / choices.DEMO).exists()
    assert "make grade" in usage_error(capsys, "feedback", NAME)


def test_a_bad_limit_is_an_error_of_use(tmp_path, capsys):
    course = Course(tmp_path)
    (course.submitted / "ann" / NAME).mkdir(parents=True)
    course.limits_file.write_text("[limits]\nmemroy = 1\n")
    assert "memroy" in usage_error(capsys, "grade", "--course", str(tmp_path))


def test_prepare_makes_a_folder_ready(tmp_path, capsys):
    assert main(["prepare", str(tmp_path / "new")]) == 0
    assert Course(tmp_path / "new").release(NAME).exists()
    assert "is ready" in capsys.readouterr().out


def test_python_m_grader_lists_every_command():
    ran = subprocess.run(
        [sys.executable, "-m", "grader", "--help"], capture_output=True, text=True
    )
    assert ran.returncode == 0
    commands = ("grade", "feedback", "collect", "prepare", "demo", "build", "release")
    for command in commands:
        assert f"\n    {command} " in ran.stdout
