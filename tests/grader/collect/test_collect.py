"""A download goes into submitted/, and every file of it is accounted for."""

import string
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.collect import FORMS, CollectError, collect
from grader.pipeline.course import Course
from tests.grader.collect.downloads import (
    NOON,
    NOTEBOOKS,
    everything,
    gru,
    in_folder,
    notebook,
    zipped,
)

MOODLE = "Ada Byron_101_assignsubmission_file_/"
BLACKBOARD = "Week_1_{}_attempt_2026-11-{}-10-31-22"
LATER = NOON + timedelta(days=1)


def test_moodle(collected, submitted):
    rows = collected(
        {
            f"{MOODLE}1_gru (2).ipynb": gru(),
            "Bob Roe_102_assignsubmission_file_/answers.ipynb": gru("Bob's"),
            "Bob Roe_102_assignsubmission_file_/2_lstm.ipynb": b"not JSON",
        }
    )
    assert submitted() == {
        "Ada Byron/1_gru/1_gru.ipynb": gru(),
        "Bob Roe/1_gru/1_gru.ipynb": gru("Bob's"),
        "Bob Roe/2_lstm/2_lstm.ipynb": b"not JSON",  # it is graded as unreadable
    }
    assert {row.status for row in rows.values()} == {"placed"}
    assert collected.people == []  # Moodle's numbers are of one assignment only


def test_canvas_ids_last_and_are_recorded(collected, submitted):
    collected({"byronada_LATE_77_901_1_gru-1.ipynb": gru()})
    assert list(submitted()) == ["77/1_gru/1_gru.ipynb"]
    assert [(p.id, p.lms_ids) for p in collected.people] == [("77", ("77",))]


def test_an_anonymous_code_of_canvas_is_not_recorded_as_an_id(collected, submitted):
    collected({"anon_x1Yz2_901_1_gru.ipynb": gru()})
    assert list(submitted()) == ["anon_x1Yz2/1_gru/1_gru.ipynb"]
    assert collected.people == []


def test_of_several_uploads_to_canvas_the_last_counts_whatever_the_names(
    collected, submitted
):
    collected(
        {
            "byronada_77_902_1_gru.ipynb": gru("second"),
            "byronada_77_901_1_gru-9.ipynb": (gru("first"), LATER),
        }
    )
    assert submitted() == {"77/1_gru/1_gru.ipynb": gru("second")}


def test_blackboards_last_attempt_counts_and_its_time_is_kept(collected, submitted):
    first, last = (BLACKBOARD.format("ada_b", day) for day in (19, 20))
    rows = collected(
        {
            f"{first}.txt": b"Name: Ada Byron (ada_b)\n",
            f"{first}_1_gru.ipynb": (gru("first"), LATER),
            f"{last}.txt": b"Name: Ada Byron (ada_b)\n",
            f"{last}_1_gru.ipynb": gru("last"),
        }
    )
    assert submitted() == {
        "ada_b/1_gru/1_gru.ipynb": gru("last"),
        "ada_b/1_gru/timestamp.txt": b"2026-11-20 10:31:22\n",
    }
    assert rows[f"{first}_1_gru.ipynb"].status == "earlier"
    assert rows[f"{first}.txt"].status == "read"


def test_without_blackboards_text_file_the_report_says_how_the_id_was_read(collected):
    name = f"{BLACKBOARD.format('ada', 19)}_1_gru.ipynb"
    row = collected({name: gru()})[name]
    assert (row.status, row.student) == ("placed", "ada")
    assert "no text file" in row.why


@pytest.mark.parametrize("says", ["Name: Ada Roe (roe)", "Comments: (roe)", ""])
def test_a_text_file_that_does_not_fit_its_name_is_not_gone_by(collected, says):
    start = BLACKBOARD.format("jroe", 19)
    rows = collected({f"{start}.txt": says.encode(), f"{start}_1_gru.ipynb": gru()})
    row = rows[f"{start}_1_gru.ipynb"]
    assert (row.student, "no text file" in row.why) == ("jroe", True)


@pytest.mark.parametrize(
    "file", ["ada/1_gru/1_gru.ipynb", "ada/1_gru.ipynb", "ada/x/y/answer.ipynb"]
)
def test_plain_folders_zipped_or_not(collected, submitted, tmp_path, file):
    files = {file: gru(), "bob/1_gru.ipynb": gru("Bob's")}
    collected(files)
    at_once = submitted()
    assert set(at_once) == {"ada/1_gru/1_gru.ipynb", "bob/1_gru/1_gru.ipynb"}
    rows = collected(in_folder(tmp_path / "unpacked", files))
    assert {row.status for row in rows.values()} == {"unchanged"}
    assert submitted() == at_once


def test_the_last_in_time_counts_then_the_copys_number(collected, submitted):
    rows = collected(
        {
            f"{MOODLE}1_gru (9).ipynb": gru("old"),
            f"{MOODLE}1_gru.ipynb": (gru("same time"), LATER),
            f"{MOODLE}1_gru (1).ipynb": (gru("last"), LATER),
        }
    )
    assert submitted() == {"Ada Byron/1_gru/1_gru.ipynb": gru("last")}
    earlier = [row for row in rows.values() if row.status == "earlier"]
    assert len(earlier) == 2
    assert {row.why for row in earlier} == {"1_gru (1).ipynb is later"}


def test_collecting_twice_changes_nothing(collected, course):
    files = {
        f"{MOODLE}1_gru.ipynb": gru(),
        f"{MOODLE}1_gru (1).ipynb": gru("another"),
        f"{MOODLE}picture.png": b"PNG",
        f"{MOODLE}unknown.ipynb": b"{}",
        "notes.txt": b"mine",
    }
    collected(files)
    before = everything(course.root)
    rows = collected(files)
    assert everything(course.root) == before
    assert rows[f"{MOODLE}1_gru (1).ipynb"].status == "unchanged"


def test_a_later_download_replaces_and_keeps_a_copy(collected, submitted, course):
    old, new = (
        {f"{MOODLE}1_gru.ipynb": gru()},
        {f"{MOODLE}1_gru.ipynb": (gru("improved"), LATER)},
    )
    collected(old)
    row = collected(new)[f"{MOODLE}1_gru.ipynb"]
    assert row.status == "placed"
    assert submitted() == {"Ada Byron/1_gru/1_gru.ipynb": gru("improved")}
    (copy,) = (course.root / "collected/replaced").rglob("*.ipynb")
    assert copy.read_bytes() == gru()
    assert copy.relative_to(course.root).as_posix() in row.why


def test_an_older_download_does_not_undo_a_later_one(collected, submitted):
    new = {f"{MOODLE}1_gru.ipynb": (gru("improved"), LATER)}
    collected(new)
    row = collected({f"{MOODLE}1_gru.ipynb": gru()})[f"{MOODLE}1_gru.ipynb"]
    assert row.status == "earlier"
    assert submitted() == {"Ada Byron/1_gru/1_gru.ipynb": gru("improved")}


def test_what_an_instructor_put_there_is_kept_as_a_copy(collected, submitted, course):
    folder = course.submitted / "Ada Byron" / "1_gru"
    in_folder(folder, {"1_gru.ipynb": b"by hand", "timestamp.txt": b"2026-11-01\n"})
    collected({f"{MOODLE}1_gru.ipynb": gru()})
    assert submitted() == {"Ada Byron/1_gru/1_gru.ipynb": gru()}
    copies = everything(course.root / "collected/replaced/Ada Byron/1_gru")
    assert set(copies.values()) == {b"by hand", b"2026-11-01\n"}


def test_a_dry_run_says_the_same_and_writes_nothing(collected, course):
    files = {
        f"{MOODLE}1_gru.ipynb": gru(),
        f"{MOODLE}1_gru (1).ipynb": gru("another"),
        f"{MOODLE}picture.png": b"PNG",
    }
    dry = collected(files, dry_run=True)
    assert not course.root.exists()
    assert collected(files) == dry


def test_what_has_no_place_is_kept_with_the_reason(collected, course):
    rows = collected(
        {
            f"{MOODLE}1_gru.ipynb": gru(),
            f"{MOODLE}a picture.png": b"PNG",
            f"{MOODLE}mine.ipynb": notebook("gru_cell"),
            f"{MOODLE}answers.7z": b"7z",
            "1_gru.ipynb": b"whose?",
            "a-student_5_assignsubmission_onlinetext_/onlinetext.html": b"<p>",
        }
    )
    why = {name: (row.status, row.why) for name, row in rows.items()}
    assert why[f"{MOODLE}a picture.png"] == ("other", "it is no notebook")
    assert why[f"{MOODLE}mine.ipynb"][0] == "unplaced"
    assert "neither its name nor its cells" in why[f"{MOODLE}mine.ipynb"][1]
    assert "unpack it" in why[f"{MOODLE}answers.7z"][1]
    assert "not named as Moodle names" in why["1_gru.ipynb"][1]
    for row in rows.values():
        assert (course.root / row.to).is_file()
    kept = everything(course.root / "collected/unplaced")
    assert sorted(kept.values()) == sorted(
        [b"PNG", notebook("gru_cell"), b"7z", b"whose?", b"<p>"]
    )


def test_a_name_that_the_cells_contradict_is_gone_by_and_noted(collected, submitted):
    row = collected({f"{MOODLE}2_lstm.ipynb": gru()})[f"{MOODLE}2_lstm.ipynb"]
    assert list(submitted()) == ["Ada Byron/2_lstm/2_lstm.ipynb"]
    assert row.why == "by its name it is 2_lstm, by its cells 1_gru"


def test_a_notebook_in_a_zip_file_that_was_handed_in(collected, submitted, tmp_path):
    inner = {"work/1_gru.ipynb": gru(), "work/data.csv": b"1", "__MACOSX/._x": b""}
    handed_in = zipped(tmp_path / "inner.zip", inner).read_bytes()
    empty = zipped(tmp_path / "empty.zip", {"a.txt": b""}).read_bytes()
    files = {f"{MOODLE}all.zip": handed_in, f"{MOODLE}none.zip": empty}
    rows = collected(files | {f"{MOODLE}broken.zip": b"PK"})
    assert submitted() == {"Ada Byron/1_gru/1_gru.ipynb": gru()}
    assert rows[f"{MOODLE}all.zip/work/1_gru.ipynb"].status == "placed"
    assert rows[f"{MOODLE}all.zip"].status == "other"
    assert rows[f"{MOODLE}none.zip"].status == "unplaced"
    assert "can't be unpacked" in rows[f"{MOODLE}broken.zip"].why


def test_two_people_of_one_name_are_not_taken_for_one(collected, submitted):
    rows = collected(
        {
            f"{MOODLE}1_gru.ipynb": gru(),
            "Ada Byron_102_assignsubmission_file_/1_gru.ipynb": gru("the other's"),
        }
    )
    assert submitted() == {}
    assert all("2 people are called Ada Byron" in row.why for row in rows.values())


@pytest.mark.parametrize("twin", ["JOSÉ", "Jose\u0301", "josé"])
def test_names_that_cannot_be_told_apart_are_not_placed(collected, submitted, twin):
    rows = collected({"José/1_gru.ipynb": gru(), f"{twin}/1_gru.ipynb": gru("x")})
    assert submitted() == {}
    assert {row.status for row in rows.values()} == {"unplaced"}


def test_a_folder_that_is_there_in_another_case_is_not_joined(collected, course):
    in_folder(course.submitted, {"ADA/1_gru/1_gru.ipynb": b"hers"})
    rows = collected({"ada/1_gru.ipynb": gru(), "bob/1_gru.ipynb": gru()})
    assert "can't be told from the folder ADA" in rows["ada/1_gru.ipynb"].why


def test_a_folder_that_is_there_in_another_spelling_is_hers(collected, submitted):
    spelled, collected_as = "Jose\u0301", "José"
    collected({f"{spelled}/1_gru.ipynb": gru(), "bob/1_gru.ipynb": gru()})
    assert f"{collected_as}/1_gru/1_gru.ipynb" in submitted()
    rows = collected({f"{collected_as}/1_gru.ipynb": gru(), "bob/1_gru.ipynb": gru()})
    assert {row.status for row in rows.values()} == {"unchanged"}


@pytest.mark.parametrize("name", ["-rf", ".hidden", "a:b", "x" * 80, "a\tb", "…"])
def test_a_name_that_can_be_no_id_asks_for_a_roster(collected, submitted, name):
    rows = collected({f"{name}/1_gru.ipynb": gru(), "bob/1_gru.ipynb": gru()})
    assert list(submitted()) == ["bob/1_gru/1_gru.ipynb"]
    (row,) = (row for row in rows.values() if row.status == "unplaced")
    assert "give it an id in a roster" in row.why


def test_the_folder_that_was_zipped_is_no_student(collected, submitted):
    files = {"week1/ada/1_gru.ipynb": gru(), "week1/bob/1_gru.ipynb": gru("B")}
    collected(files, name="week1.zip")
    assert set(submitted()) == {"ada/1_gru/1_gru.ipynb", "bob/1_gru/1_gru.ipynb"}
    with pytest.raises(CollectError, match="one folder week1"):
        collected(files, name="download.zip")
    with pytest.raises(CollectError, match="one folder week1"):
        collected({f"week1/{MOODLE}1_gru.ipynb": gru()})


@pytest.mark.parametrize("file", ["1_gru.ipynb", "1_gru/1_gru.ipynb", "x/1_gru.ipynb"])
def test_one_students_folder_alone_is_a_students(collected, submitted, file):
    collected({f"ada/{file}": gru()}, name="ada.zip" if file[0] == "1" else "a.zip")
    assert list(submitted()) == ["ada/1_gru/1_gru.ipynb"]


def test_a_folder_named_after_a_notebook_is_no_student(collected, submitted):
    rows = collected({"1_gru/ada.ipynb": gru(), "1_gru/bob.ipynb": gru("B")})
    assert submitted() == {}
    assert "is a notebook's name" in rows["1_gru/ada.ipynb"].why


def test_a_download_within_students_folders_is_nobodys(collected, submitted):
    files = {"ada/1_gru.ipynb": gru(), "bob/1_gru.ipynb": gru("B")}
    rows = collected(files | {"eve/byronada_77_901_1_gru.ipynb": gru("forged")})
    assert set(submitted()) == {"ada/1_gru/1_gru.ipynb", "bob/1_gru/1_gru.ipynb"}
    why = rows["eve/byronada_77_901_1_gru.ipynb"].why
    assert "collect from the folder" in why


def test_a_ledger_that_cannot_be_read_says_what_to_do(collected, course):
    in_folder(course.root, {"collected/placed.json": b"{"})
    with pytest.raises(CollectError, match="move it away"):
        collected({f"{MOODLE}1_gru.ipynb": gru()})


PREFIXES = st.sampled_from(
    ["", MOODLE, "ab_1_2_", "ab_3_4_", "H_ab_attempt_2026-01-02-03-04-05_"]
)
NAMES = st.text(string.ascii_letters + " _-.éE\u0301\u00c9(1)", max_size=8)
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
CONTENTS = st.sampled_from([gru(), gru("another"), notebook(), b"", b"PNG"])
ENDINGS = st.sampled_from(["/1_gru.ipynb", "1_gru (1).ipynb", ".ipynb", ".png", ""])
FILES = st.dictionaries(
    st.tuples(PREFIXES, PATHS, ENDINGS).map("".join), CONTENTS, max_size=6
)
TIMES = st.lists(st.datetimes(datetime(1990, 1, 1), NOON), max_size=6)


@settings(deadline=None, max_examples=80)
@given(FILES, TIMES, st.sampled_from(sorted(FORMS)))
def test_whatever_is_in_a_download_nothing_is_lost(
    tmp_path_factory, files, times, form
):
    """Each file has one row; its bytes are placed, set aside, or count as earlier."""
    root = tmp_path_factory.mktemp("any")
    files |= {"two/1_gru.ipynb": gru("2"), "folders/1_gru.ipynb": gru("f")}
    times = [*times, *[NOON] * len(files)]
    dated = {n: (c, t) for (n, c), t in zip(files.items(), times, strict=False)}
    path, course = zipped(root / "x.zip", dated), Course(root / "course")
    rows, _ = collect(course, path, NOTEBOOKS, form=form)
    real = [name for name in files if not name.endswith("/")]
    assert len(rows) == len(real)
    assert all((course.root / row.to).is_file() for row in rows if row.to)
    kept = set(everything(course.root).values())
    if not {"earlier", "read"} & {row.status for row in rows}:
        assert {files[name] for name in real} <= kept
    before = everything(course.root)
    again, _ = collect(course, path, NOTEBOOKS, form=form)
    assert everything(course.root) == before
    assert "placed" not in {row.status for row in again}
    outside = {p for p in root.rglob("*") if p.is_file()} - {path}
    assert all(p.is_relative_to(course.root) for p in outside)
