"""The gradebook in PostgreSQL: a real server on loopback, from the system's package."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest
from nbgrader.api import Gradebook

from grader.pipeline.course import Course, CourseError
from grader.pipeline.executor import Executor
from grader.pipeline.gradebook import Grades
from grader.pipeline.grading import grade_class
from grader.pipeline.kept import Kept
from grader.pipeline.registration import register
from grader.pipeline.results import document, failed, in_order
from grader.pipeline.submissions import students
from grader.pipeline.writer import Writer
from tests.grader.pipeline import fakes
from tests.grader.pipeline.small import NAME, hand_in

WORDS = {"ann": b"right", "bob": b"half-way", "cem": b"wrong", "dan": None}
PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
SERVER = shutil.which("pg_ctl") or next(
    (str(place / "pg_ctl") for place in PLACES if (place / "pg_ctl").exists()), None
)
pytestmark = pytest.mark.skipif(
    SERVER is None, reason="PostgreSQL's server is not installed (apt: postgresql)"
)


class Server:
    """A PostgreSQL server of its own, in a folder of its own."""

    def __init__(self, folder):
        self.data = folder / "data"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        self.run("initdb", "-U", "grader", "--auth=trust", "--no-sync")
        self.start()

    def run(self, program, *arguments):
        """One of the server's programs, as a user that it accepts."""
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        program = str(Path(SERVER).with_name(program))
        command = [*as_user, program, "-D", str(self.data), *arguments]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
        subprocess.run(command, check=True, cwd=self.data.parent, timeout=60, **quiet)

    def start(self):
        """Start, and wait until it answers."""
        here = f"-p {self.port} -k {self.data.parent} -c listen_addresses=127.0.0.1"
        self.run("pg_ctl", "-w", "-o", f"{here} -c fsync=off", "start")

    def stop(self):
        """End at once, as in a crash: whoever is connected loses the connection."""
        self.run("pg_ctl", "-m", "immediate", "stop")

    def url(self, name):
        """SQLAlchemy's URL of a database."""
        return f"postgresql+psycopg://grader@127.0.0.1:{self.port}/{name}"

    def new_database(self, name):
        """The URL of a new, empty database."""
        how = {"host": "127.0.0.1", "port": self.port, "user": "grader"}
        with psycopg.connect(dbname="postgres", autocommit=True, **how) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)


@pytest.fixture(scope="module")
def server():
    # Its sockets need a short path, and its user a way to the folder.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        server = Server(Path(folder))
        yield server
        server.stop()


@pytest.fixture
def klass(course, server, request):
    """The small course with hand-ins, and its gradebook on the server."""
    for student, content in WORDS.items():
        hand_in(course, student, content)
    course = Course(course.root, server.new_database(request.node.name[:60]))
    release = course.assignment(NAME).notebook
    register(course.db_url, NAME, course.read_source(NAME), release)
    return course


def grade(course, between=lambda: None, kept=None):
    """The results of a run; `between` is called after the first of them."""
    assignments, who = [course.assignment(NAME)], students(course.submitted)
    executor = Executor(2, course.limits, fakes.judge)
    with Grades(course.db_url) as grades, grades.alone():
        writer, results = Writer(course, grades), []
        for result in grade_class(course, assignments, who, executor, writer, kept):
            results.append(result)
            if len(results) == 1:
                between()
    return in_order(results)


def rows(db_url):
    """All scores and comments of a gradebook, by student and cell."""
    with Gradebook(db_url) as gradebook:
        found = {}
        for submission in gradebook.find_assignment(NAME).submissions:
            (notebook,) = submission.notebooks
            who = submission.student.id
            for grade_row in notebook.grades:
                found[who, grade_row.name] = (
                    grade_row.auto_score,
                    grade_row.manual_score,
                    grade_row.needs_manual_grade,
                )
            for comment in notebook.comments:
                found[who, comment.name, "comment"] = comment.comment
        return found


def test_results_are_those_that_a_file_holds(klass):
    a_file = Course(klass.root)
    in_a_file = document(grade(a_file), sandbox=True)
    on_a_server = document(grade(klass), sandbox=True)
    assert on_a_server == in_a_file
    assert rows(klass.db_url) == rows(a_file.db_url)
    assert ("ann", "check_sigmoid") in rows(klass.db_url)


def test_a_second_run_changes_nothing_and_what_was_given_by_hand_stays(klass):
    first = document(grade(klass), sandbox=True)
    with Gradebook(klass.db_url) as gradebook:
        row = gradebook.find_grade("check_gru_gates", NAME, NAME, "bob")
        row.manual_score = 3.5
        gradebook.find_comment("gru_gates", NAME, NAME, "bob").manual_comment = "Nice."
        gradebook.db.commit()
    before = rows(klass.db_url)
    assert document(grade(klass), sandbox=True) == first
    after = rows(klass.db_url)
    assert after["bob", "check_gru_gates"][:2] == (2.0, 3.5)
    assert after["bob", "gru_gates", "comment"] == "Nice."
    assert {k: v[:2] for k, v in after.items()} == {k: v[:2] for k, v in before.items()}


def test_two_runs_do_not_grade_into_one_gradebook_at_a_time(klass, tmp_path):
    elsewhere = Course(shutil.copytree(klass.root, tmp_path / "copy"), klass.db_url)
    refused = []

    def second_run():
        with pytest.raises(CourseError, match="Another run") as caught:
            grade(elsewhere)
        refused.append(caught.value)

    assert failed(grade(klass, between=second_run)) == []
    assert len(refused) == 1
    assert failed(grade(elsewhere)) == []  # and afterwards it may


def test_a_lost_connection_costs_one_run_nothing_else(klass, server):
    kept = Kept(klass.verdicts, klass.limits)
    lost = grade(klass, between=server.stop, kept=kept)
    server.start()
    assert {"OperationalError" in r.verdict.reason for r in failed(lost)} == {True}
    assert len(failed(lost)) == len(WORDS) - 1
    again = grade(klass, kept=kept)
    assert failed(again) == []
    assert sum(r.kept for r in again) == len(WORDS) - 1  # all but who has nothing
    whole = document(grade(Course(klass.root)), sandbox=True)
    assert document(again, sandbox=True) == whole
