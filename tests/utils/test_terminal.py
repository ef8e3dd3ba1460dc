"""Marks tell the states apart; colours are added where a terminal wants them."""

import io

import pytest

from utils import terminal


class Terminal(io.StringIO):
    """A terminal with colours, as far as Python can tell."""

    encoding = "utf-8"

    def isatty(self):
        """It is one."""
        return True


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    """No setting of whoever runs the tests."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")


def said(text, out):
    """What comes out."""
    terminal.say(text, out)
    return out.getvalue()


def test_a_terminal_gets_colours_on_marks_alone():
    assert said("✗ f\n    f: not yet", Terminal()) == (
        "\033[31m✗\033[0m f\n    f: not yet\n"
    )
    assert said("  ✓ f", Terminal()) == "  \033[32m✓\033[0m f\n"


def test_a_strip_is_coloured_mark_by_mark():
    assert said("1_gru  ✓○  1 of 2", Terminal()) == (
        "1_gru  \033[32m✓\033[0m\033[2m○\033[0m  1 of 2\n"
    )


def test_a_file_gets_no_colours():
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    terminal.say("✗ f", out)
    assert out.buffer.getvalue() == "✗ f\n".encode()


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_who_wants_no_colours_gets_none(name, value, monkeypatch):
    monkeypatch.setenv(name, value)
    assert said("✓ f", Terminal()) == "✓ f\n"


def test_an_encoding_without_the_marks_gets_others():
    out = io.TextIOWrapper(io.BytesIO(), encoding="cp1252", newline="\n")
    terminal.say("✓ a\n✗ b\n○ c", out)
    assert out.buffer.getvalue() == b"+ a\nx b\no c\n"


def test_all_marks_differ_without_colours_and_without_unicode():
    assert len(set(terminal.PLAIN.values())) == len(terminal.COLOURS)
