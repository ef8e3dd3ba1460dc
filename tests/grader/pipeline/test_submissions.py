"""Only plain files under plain names are ever opened."""

import os
import socket
import unicodedata

import pytest

from grader.judge.verdict import Status
from grader.pipeline.names import escaped, is_plain
from grader.pipeline.submissions import read_submission, students

NAME = "1_gru"


@pytest.fixture
def submitted(tmp_path):
    folder = tmp_path / "submitted"
    file = folder / "ann" / NAME / f"{NAME}.ipynb"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"ann's work")
    return folder


def read(submitted, student, most=1000):
    return read_submission(submitted, student, NAME, most)


def folder_of(submitted, student):
    folder = submitted / student / NAME
    folder.mkdir(parents=True)
    return folder


def test_a_plain_file_is_read(submitted):
    found = read(submitted, "ann")
    assert (found.content, found.status, found.recorded) == (b"ann's work", None, True)


def test_a_file_of_just_the_allowed_size_is_read_and_a_larger_one_refused(submitted):
    assert read(submitted, "ann", most=10).content == b"ann's work"
    found = read(submitted, "ann", most=9)
    assert found.content is None
    assert found.status is Status.REFUSED
    assert "larger than 9 bytes" in found.reason


@pytest.mark.parametrize("there", ["", "eve", f"eve/{NAME}"])
def test_nothing_handed_in_is_missing(submitted, there):
    (submitted / there).mkdir(parents=True, exist_ok=True)
    found = read(submitted, "eve")
    assert (found.status, found.content) == (Status.MISSING, None)


def link_student(submitted):
    (submitted / "eve").symlink_to(submitted / "ann")


def link_folder(submitted):
    (submitted / "eve").mkdir()
    (submitted / "eve" / NAME).symlink_to(submitted / "ann" / NAME)


def link_file(submitted):
    file = folder_of(submitted, "eve") / f"{NAME}.ipynb"
    file.symlink_to(submitted / "ann" / NAME / f"{NAME}.ipynb")


def link_to_nothing(submitted):
    (folder_of(submitted, "eve") / f"{NAME}.ipynb").symlink_to("/nowhere")


def fifo(submitted):
    os.mkfifo(folder_of(submitted, "eve") / f"{NAME}.ipynb")


def folder_for_file(submitted):
    (folder_of(submitted, "eve") / f"{NAME}.ipynb").mkdir()


def file_for_folder(submitted):
    (submitted / "eve").mkdir()
    (submitted / "eve" / NAME).write_text("not a folder")


def unix_socket(submitted):
    folder = folder_of(submitted, "eve")
    before = os.getcwd()
    os.chdir(folder)  # a socket's path must be short
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(f"{NAME}.ipynb")
    finally:
        os.chdir(before)


@pytest.mark.parametrize(
    ("plant", "kind"),
    [
        (link_student, "a link"),
        (link_folder, "a link"),
        (link_file, "a link"),
        (link_to_nothing, "a link"),
        (fifo, "a named pipe"),
        (unix_socket, "a socket"),
        (folder_for_file, "a folder"),
        (file_for_folder, "a file"),
    ],
)
def test_what_is_no_plain_file_is_refused_and_never_opened(submitted, plant, kind):
    plant(submitted)
    found = read(submitted, "eve")
    assert (found.status, found.content) == (Status.REFUSED, None)
    assert kind in found.reason


ODD = ["-rf", ".hidden", "a;b", "a\nb", "x" * 65, "~", "%41", "x,alice", " lead"]
ODD += [os.fsdecode(b"\xff"), "x" * 66, "é" * 65, "dot.", "a\u202eb", "a\u200bb"]
PLAIN = ["vertauschte Türen", "交换的门", "two words", "ворота", "O'role", "é" * 60]
PLAIN += ["a.b_c@d+e-f", "7th-gate", "नियम"]


@pytest.mark.parametrize("name", PLAIN)
def test_a_name_of_people_is_a_students_id_as_it_is_written(submitted, name):
    (folder_of(submitted, name) / f"{NAME}.ipynb").write_bytes(b"work")
    found = read(submitted, name)
    assert (found.student, found.content, found.recorded) == (name, b"work", True)


def test_accents_written_in_two_parts_are_the_same_name(submitted):
    decomposed = unicodedata.normalize("NFD", "Türen")
    (folder_of(submitted, decomposed) / f"{NAME}.ipynb").write_bytes(b"work")
    found = read(submitted, decomposed)
    assert (found.student, found.content) == ("Türen", b"work")


@pytest.mark.parametrize("twin", ["ANN", "Ann"])
def test_a_name_that_cannot_be_told_from_another_is_refused(submitted, twin):
    folder_of(submitted, twin)
    both = [read(submitted, name) for name in ("ann", twin)]
    refused = [found for found in both if found.status is Status.REFUSED]
    assert len(refused) == 1
    assert "can't be told from" in refused[0].reason


@pytest.mark.parametrize(
    "place",
    [
        f"eve/{NAME}/{NAME} (2).ipynb",
        f"eve/{NAME}.ipynb",
        f"eve/{NAME}/1_GRU.ipynb",
        f"eve/{NAME}/{NAME}.ipynb.txt",
        f"eve/work/{NAME}.ipynb",
        f"eve/{NAME}/answers.ipynb",
    ],
)
def test_a_misplaced_file_is_named(submitted, place):
    file = submitted / place
    file.parent.mkdir(parents=True)
    file.write_bytes(b"work")
    found = read(submitted, "eve")
    assert found.status is Status.MISSING
    assert place in found.reason
    assert f"eve/{NAME}/{NAME}.ipynb" in found.reason


def test_nothing_is_said_of_links_and_of_other_files_nearby(submitted):
    folder = folder_of(submitted, "eve")
    (folder / "notes.txt").write_text("x")
    (folder / f"{NAME} (2).ipynb").symlink_to(submitted / "ann")
    assert read(submitted, "eve").reason == f"there is no file {NAME}/{NAME}.ipynb"


@pytest.mark.parametrize("name", ODD)
def test_an_odd_name_is_refused_under_a_form_that_is_safe_and_never_plain(
    submitted, name
):
    found = read(submitted, name)
    assert (found.status, found.recorded) == (Status.REFUSED, False)
    assert found.student == escaped(name)
    assert found.student.isprintable()
    assert not is_plain(found.student)
    assert "/" not in found.student


def test_odd_names_stay_apart():
    assert len({escaped(name) for name in ODD}) == len(ODD)


@pytest.mark.parametrize("name", ["ann", "0", "a.b_c@d+e-f", "x" * 64])
def test_usual_student_ids_are_plain(name):
    assert is_plain(name)


def test_students_are_folders_and_links_but_no_files_and_nothing_hidden(submitted):
    (submitted / "roster.csv").write_text("ann")
    (submitted / ".git").mkdir()
    (submitted / "eve").symlink_to("ann")
    (submitted / "two words").mkdir()
    assert students(submitted) == ["ann", "eve", "two words"]


def test_a_timestamp_is_taken_along_and_a_linked_one_is_not(submitted, tmp_path):
    stamp = submitted / "ann" / NAME / "timestamp.txt"
    stamp.write_text("2026-03-01 12:00:00 UTC\n")
    assert read(submitted, "ann").timestamp == "2026-03-01 12:00:00 UTC"
    stamp.unlink()
    (tmp_path / "secret").write_text("secret")
    stamp.symlink_to(tmp_path / "secret")
    assert read(submitted, "ann").timestamp == ""
