"""A class's list: how it is read, whom it finds, and what the gradebook learns."""

import pytest
from nbgrader.api import Gradebook

from grader.collect import CollectError, Roster, record
from grader.collect.forms import Given
from grader.collect.roster import Person
from tests.grader.collect.downloads import gru

HEADER = "id,first_name,last_name,email,lms_id,lms_name\n"
CLASS = [
    Person("ada", "Ada", "Byron", "ada@example.org"),
    Person("doe1", "Sam", "Doe", "s1@example.org", ("103", "203")),
    Person("doe2", "Sam", "Doe", "s2@example.org", ("104",)),
    Person("77", "José", "O'Neil", lms_name="Pepe"),
]


@pytest.fixture
def read(tmp_path):
    """A function: the roster in a file of this text."""

    def roster(text, encoding="utf-8"):
        path = tmp_path / "roster.csv"
        path.write_bytes(text.encode(encoding))
        return Roster.read(path)

    return roster


def test_a_roster_with_all_columns(read):
    row = 'ada,Ada,"Byron, Lady",ada@example.org,101 201,Lady B\n\n'
    (person,) = read(HEADER + row).people
    assert person == Person(
        "ada", "Ada", "Byron, Lady", "ada@example.org", ("101", "201"), "Lady B"
    )


def test_a_roster_as_a_spreadsheet_saves_it(read):
    text = "\ufeffE-mail;Student ID;Surname;Group\r\na@example.org;ada;Byron;3\r\n"
    assert read(text).people == [Person("ada", "", "Byron", "a@example.org")]


def test_of_two_columns_for_ids_the_plainer_one_counts(read):
    text = "Student ID,Username,ID\n5,adab,ada\n"
    assert read(text).people == [Person("ada", lms_ids=("adab",))]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("name,email\n", "no column id"),
        (HEADER + "ada\nada\n", "ada is there twice"),
        (HEADER + "ada\nADA\n", "is there twice"),
        (HEADER + "José\nJose\u0301\n", "is there twice"),
        (HEADER + "ada\n../x,Ada\n", "row 3: '../x' can't be a student's id"),
        (HEADER + ",Ada\n", "row 2: ''"),
    ],
)
def test_a_roster_that_cannot_be_gone_by_says_where(read, text, says):
    with pytest.raises(CollectError, match=says):
        read(text)


def test_another_encoding_says_what_to_do(read):
    with pytest.raises(CollectError, match="CSV UTF-8"):
        read(HEADER + "josé\n", "latin-1")


@pytest.mark.parametrize(
    ("form", "given", "student"),
    [
        ("moodle", Given("f", "Ada Byron", "101"), "ada"),
        ("moodle", Given("f", "Byron Ada", "101"), "ada"),
        ("moodle", Given("f", "Sam Doe", "203"), "doe1"),
        ("moodle", Given("f", "Jose\u0301 ONeil", "77"), "77"),
        ("moodle", Given("f", "PEPE", "9"), "77"),
        ("canvas", Given("f", "byronada", "5"), "ada"),
        ("canvas", Given("f", "doesam", "104"), "doe2"),
        ("blackboard", Given("f", "", "ada"), "ada"),
        ("folders", Given("f", "ada@example.org"), "ada"),
        ("folders", Given("f", "ada byron"), "ada"),
    ],
)
def test_who_is_meant(form, given, student):
    person, why = Roster(CLASS).find(form, given)
    assert (person.id, why) == (student, "")


@pytest.mark.parametrize(
    ("form", "given", "says"),
    [
        ("moodle", Given("f", "Sam Doe", "999"), "may be doe1, doe2"),
        ("moodle", Given("f", "Eve Mal", "77"), "not in the roster"),
        ("canvas", Given("f", "maleve", "77"), "not in the roster"),
        ("canvas", Given("f", "doesam", "999"), "not in the roster"),
        ("moodle", Given("f", "", "5"), "not in the roster"),
    ],
)
def test_who_cannot_be_told(form, given, says):
    person, why = Roster(CLASS).find(form, given)
    assert person is None
    assert says in why


def test_a_roster_tells_two_of_one_name_apart(collected, submitted):
    rows = collected(
        {
            "Sam Doe_103_assignsubmission_file_/1_gru.ipynb": gru("first"),
            "Sam Doe_104_assignsubmission_file_/1_gru.ipynb": gru("second"),
            "Eve Mal_105_assignsubmission_file_/1_gru.ipynb": gru("third"),
        },
        roster=Roster(CLASS),
    )
    assert submitted() == {
        "doe1/1_gru/1_gru.ipynb": gru("first"),
        "doe2/1_gru/1_gru.ipynb": gru("second"),
    }
    why = rows["Eve Mal_105_assignsubmission_file_/1_gru.ipynb"].why
    assert "add a row" in why


def test_two_of_one_name_are_not_taken_for_the_one_in_the_roster(collected, submitted):
    files = {f"Ada Byron_{k}_assignsubmission_file_/1_gru.ipynb": gru() for k in "12"}
    rows = collected(files, roster=Roster(CLASS))
    assert submitted() == {}
    assert all("tell them apart by lms_id" in row.why for row in rows.values())


def test_the_gradebook_learns_names_and_forgets_nothing(course):
    url = f"sqlite:///{course.root.parent}/gradebook.db"
    record(url, CLASS)
    record(url, [Person("ada", "", "Lovelace", lms_ids=("77",)), Person("new")])
    with Gradebook(url) as gradebook:
        ada, doe = gradebook.find_student("ada"), gradebook.find_student("doe1")
        assert (ada.first_name, ada.last_name) == ("Ada", "Lovelace")
        assert (ada.email, ada.lms_user_id) == ("ada@example.org", "77")
        assert doe.lms_user_id is None  # two ids, of two assignments
        assert len(gradebook.students) == 5
