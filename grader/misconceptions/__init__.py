"""The well-known wrong answers, one function each; its docstring is the hint."""

from importlib import import_module

from grader.checks import NOTEBOOKS


class Misconceptions(dict):
    """Function name -> its wrong versions in order of definition."""

    def of(self, function):
        """Register the decorated function as a wrong version of `function`."""

        def register(variant):
            self.setdefault(function, []).append(variant)
            return variant

        return register


def for_notebook(notebook):
    """The `Misconceptions` of a notebook, by function."""
    module = import_module(f"grader.misconceptions.{NOTEBOOKS[notebook]}")
    return module.MISCONCEPTIONS


def hint(variant):
    """What a learner who made this mistake is told: the docstring, on one line."""
    return " ".join(variant.__doc__.split())
