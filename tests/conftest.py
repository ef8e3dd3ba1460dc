"""For all tests: one that has to be stopped says where each of its threads stood."""

import faulthandler
import signal
import sys

STDERR = sys.__stderr__.fileno()  # pytest puts another in its place


def pytest_configure(config):
    """`make test` sends SIGTERM when the time for all tests is up."""
    faulthandler.register(signal.SIGTERM, file=STDERR, all_threads=True, chain=True)
