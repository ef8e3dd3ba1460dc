"""Stands for a library that could do the exercise: it imports, and refuses its use.

What is really there is hidden from the box; this only says so in words. A notebook may
import such a library for a plot of its own, and lose nothing by it.
"""

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType


class NotAvailable(RuntimeError):
    """A library that is not there while a notebook is graded was used."""


class StandIn:
    """Any part of such a library: it can be named, and not used."""

    def __init__(self, path):
        self._path = path

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self._path}.{name}")

    def __call__(self, *args, **kwargs):
        raise NotAvailable(message(self._path))

    def __mro_entries__(self, bases):
        raise NotAvailable(message(self._path))


class StandInModule(ModuleType):
    """A module of such a library."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self.__name__}.{name}")


class Finder:
    """Finds a stand-in for every module of the libraries `names`."""

    def __init__(self, names):
        self.names = frozenset(names)

    def find_spec(self, fullname, path=None, target=None):
        """The spec of a stand-in; None for any other module."""
        if fullname.partition(".")[0] not in self.names:
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec):
        """A module that can be named, and not used."""
        return StandInModule(spec.name)

    def exec_module(self, module):
        """There is nothing to run."""


def message(path):
    """What is said at the first use."""
    library = path.partition(".")[0]
    return (
        f"{library} isn't available while this notebook is graded ({path} was used): "
        "write it yourself, in NumPy"
    )


def stand_in_for(names):
    """From here on, importing one of `names` gives a stand-in."""
    sys.meta_path.insert(0, Finder(names))
