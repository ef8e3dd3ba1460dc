"""Limits come from one place, and a course's file can only say what makes sense."""

from dataclasses import fields

import pytest

from grader.sandbox.limits import Limits, LimitsError


def read(tmp_path, text):
    """The limits in a file of this text."""
    path = tmp_path / "course.toml"
    path.write_text(text)
    return Limits.read(path)


def test_a_file_without_limits_leaves_the_defaults(tmp_path):
    assert read(tmp_path, "") == Limits()
    assert read(tmp_path, "[demo]\nx = 1\n") == Limits()


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path):
    limits = read(
        tmp_path, "[limits]\ncell_seconds = 5\nrestarts = 0\nsandbox = false\n"
    )
    assert (limits.cell_seconds, limits.restarts, limits.sandbox) == (5, 0, False)
    assert limits.memory == Limits().memory


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("memory =", "course.toml"),
        ("memroy = 1", "no limit 'memroy'"),
        ("memory = 'much'", "memory = 'much'"),
        ("memory = 1.5", "memory = 1.5"),
        ("memory = 0", "memory = 0"),
        ("memory = -1", "memory = -1"),
        ("memory = true", "memory = True"),
        ("cell_seconds = 0.0", "cell_seconds"),
        ("cell_seconds = nan", "cell_seconds"),
        ("restarts = -1", "restarts"),
        ("sandbox = 0", "sandbox"),
        ("hidden = ['/']", "no limit 'hidden'"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_name(tmp_path, line, said):
    with pytest.raises(LimitsError, match=r"course\.toml") as caught:
        read(tmp_path, f"[limits]\n{line}\n")
    assert said in str(caught.value)


def test_a_table_that_is_none_is_refused(tmp_path):
    with pytest.raises(LimitsError):
        read(tmp_path, "limits = 7\n")


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "course.toml").write_bytes(b"\xff\xfe[limits]")
    with pytest.raises(LimitsError):
        Limits.read(tmp_path / "course.toml")


def test_every_limit_has_a_default_above_zero_but_those_that_say_how():
    for field in fields(Limits):
        assert field.default in ((), "") or field.default > 0, field.name
