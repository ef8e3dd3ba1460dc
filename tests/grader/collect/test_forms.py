"""The names that bulk downloads have: what is read off them, and what is not."""

import string
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.collect import CollectError
from grader.collect.forms import (
    blackboard,
    canvas,
    folders,
    form_of,
    moodle,
    told_by_name,
    who_sent,
)

FILES = ("1_gru.ipynb", "1_gru (2).ipynb", "Jane_2_lstm_7_8_final.ipynb")
LEARNERS = st.text(string.ascii_letters + string.digits + "_-. ()é", min_size=1)
FORGED = (
    "bob_7_8_1_gru.ipynb",
    "HW_bob_attempt_2026-11-20-10-31-22_1_gru.ipynb",
    "Bob Roe_9_assignsubmission_file_1_gru.ipynb",
)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("ending", ["_/", "/", "_/my work/"])
def test_moodle_with_a_folder_for_each_person(file, ending):
    name = f"Zoë Ann Ångström-Roe_123456_assignsubmission_file{ending}{file}"
    found = moodle(tuple(name.split("/")))
    assert (found.name, found.number) == ("Zoë Ann Ångström-Roe", "123456")
    assert found.file == file


@pytest.mark.parametrize("file", FILES)
def test_moodle_with_flat_names(file):
    found = moodle((f"Jane Roe_123456_assignsubmission_file_{file}",))
    assert (found.name, found.number, found.file) == ("Jane Roe", "123456", file)


def test_moodle_typed_text_is_no_file():
    assert (
        moodle(("Jane Roe_1_assignsubmission_onlinetext_", "onlinetext.html")) is None
    )


@pytest.mark.parametrize("late", ["", "LATE_"])
@pytest.mark.parametrize("file", FILES)
def test_canvas(file, late):
    found = canvas((f"roejane_{late}12345_67890_{file}",))
    assert (found.name, found.number) == ("roejane", "12345")
    assert (found.file, found.sequence) == (file, 67890)


def test_canvas_marked_anonymously():
    found = canvas(("LATE_anon_x1Yz2_67890_1_gru.ipynb",))
    assert (found.name, found.number, found.file) == ("", "anon_x1Yz2", "1_gru.ipynb")


@pytest.mark.parametrize("file", FILES)
def test_blackboard(file):
    name = f"Week_3: GRU_jroe_attempt_2026-11-20-10-31-22_{file}"
    found = blackboard((name,))
    assert (found.number, found.file) == ("jroe", file)
    assert found.when == datetime(2026, 11, 20, 10, 31, 22)
    assert found.datafile == "Week_3: GRU_jroe_attempt_2026-11-20-10-31-22.txt"
    assert blackboard((found.datafile,)).file == ""
    assert blackboard((name.replace("11-20", "13-20"),)) is None


def test_blackboards_text_file_says_who_in_its_first_line_and_nowhere_else():
    assert who_sent("\nName: Jane (JR) Roe (j_roe)\nAssignment: GRU\n") == (
        "Jane (JR) Roe",
        "j_roe",
    )
    assert who_sent("Comments:\nName: Bob (bob)\n") is None
    assert who_sent("") is None


@settings(deadline=None)
@given(LEARNERS)
def test_no_name_of_a_file_changes_whose_it_is(file):
    for forged in (file, *FORGED, *(file + f for f in FORGED)):
        assert moodle((f"A B_1_assignsubmission_file_{forged}",)).name == "A B"
        assert moodle(("A B_1_assignsubmission_file_", forged, forged)).name == "A B"
        assert canvas((f"ab_1_2_{forged}",)).number == "1"
        assert (
            blackboard((f"H_ab_attempt_2026-01-02-03-04-05_{forged}",)).number == "ab"
        )


@pytest.mark.parametrize("forged", FORGED)
def test_one_file_does_not_change_the_form_of_a_download(forged):
    names = [(f"roe{k}_{k}_{k + 5}_1_gru.ipynb",) for k in (1, 2)]
    assert form_of([*names, (f"eve_3_9_{forged}",)]) == "canvas"
    start = "HW_roe_attempt_2026-11-20-10-31-22"
    names = [(f"{start}.txt",), (f"{start}_1_gru.ipynb",), (f"{start}_{forged}",)]
    assert form_of(names) == "blackboard"


def test_two_forms_that_fit_equally_well_are_an_error_that_says_what_to_do():
    both = ("Lab_1_2_x_roe_attempt_2026-11-20-10-31-22_1_gru.ipynb",)
    assert set(told_by_name([both])) == {"canvas", "blackboard"}
    with pytest.raises(CollectError, match="--form canvas or --form blackboard"):
        form_of([both])


def test_plain_folders_are_what_is_left():
    assert form_of([("jane", "1_gru.ipynb"), ("notes.txt",)]) == "folders"
    assert folders(("jane", "1_gru", "1_gru.ipynb")).name == "jane"
    assert folders(("1_gru.ipynb",)) is None
    for forged in FORGED:
        assert folders(("jane", forged)) is None
