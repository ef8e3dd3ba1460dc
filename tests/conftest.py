"""For all tests: one that has to be stopped says where each of its threads stood.

Triton, where it is installed, is imported as its interpreter, before torch imports it
as its compiler. It is at work only where a test sets TRITON_INTERPRET.
"""

import contextlib
import faulthandler
import os
import signal
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

STDERR = sys.__stderr__.fileno()  # pytest puts another in its place
A_GPU = Path("/dev/nvidiactl").exists()  # where Triton had better compile


def pytest_configure(config):
    """`make test` sends SIGTERM when the time for all tests is up."""
    faulthandler.register(signal.SIGTERM, file=STDERR, all_threads=True, chain=True)
    if not A_GPU:
        asked = patch.dict(os.environ, TRITON_INTERPRET="1")
        with asked, contextlib.suppress(ImportError):
            import triton  # noqa: F401
    os.environ.pop("TRITON_INTERPRET", None)


@pytest.fixture(autouse=True)
def _environment_as_it_was():
    """A notebook's set-up cell may ask for the interpreter, in this process too."""
    with patch.dict(os.environ):
        yield
