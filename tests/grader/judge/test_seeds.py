"""Each learner's inputs are their own, and the same when graded again."""

import stat

import pytest

from grader.judge.seeds import course_secret, generator, seed


def test_the_secret_is_made_once_for_the_owner_alone(tmp_path):
    secret = course_secret(tmp_path)
    assert course_secret(tmp_path) == secret
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert len(secret) >= 32


def test_two_courses_have_two_secrets(tmp_path):
    (tmp_path / "other").mkdir()
    assert course_secret(tmp_path) != course_secret(tmp_path / "other")


def test_a_secret_that_is_too_short_is_refused(tmp_path):
    (tmp_path / "secret").write_text("guess me")
    with pytest.raises(ValueError, match="too short"):
        course_secret(tmp_path)


def draws(*names, check="gru_cell"):
    return generator(seed(b"s" * 32, *names), check).integers(0, 2**60, 4).tolist()


def test_the_same_names_draw_the_same():
    assert draws("perfect", "1_gru") == draws("perfect", "1_gru")


def test_student_notebook_and_check_each_change_the_draw():
    others = [
        draws("empty", "1_gru"),
        draws("perfect", "2_lstm"),
        draws("perfect", "1_gru", check="sigmoid"),
    ]
    assert draws("perfect", "1_gru") not in others
