"""Slips that no misconception makes, each of a right function, by what should see it.

They are of form (inputs, precision, traces left behind), which is judged where the
values are right.
"""

from grader.checks.student import scribble
from tests.grader.checks.cuda.mutants import OF_CUDA
from tests.grader.checks.kernels.mutants import OF_KERNELS

OF_TENSORS = {"4_cuda": OF_CUDA, "5_kernels": OF_KERNELS}
"""Notebook whose questions are tensors -> its slips."""


def reading_over(right):
    """Right, but leaves its array arguments changed."""

    def function(*args, **kwargs):
        answer = right(*args, **kwargs)
        scribble(args)
        return answer

    return function


def answering(otherwise):
    """Makes of a right function one that answers `otherwise` where that refuses."""

    def made(right):
        def function(*args, **kwargs):
            try:
                return right(*args, **kwargs)
            except ValueError:
                return otherwise

        return function

    return made


def without_a_word(right):
    """Right, but where it refuses it doesn't say what was wrong."""

    def function(*args, **kwargs):
        try:
            return right(*args, **kwargs)
        except ValueError:
            raise ValueError from None

    return function


def mutants(nb, name, right):
    """The slips of a function, made of the right one."""
    if nb in OF_TENSORS:
        slips = OF_TENSORS[nb]
        return [slip(right) for function, slip, _ in slips if function == name]
    return [reading_over(right), answering(None)(right), without_a_word(right)]
