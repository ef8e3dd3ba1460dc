"""What the judge makes of a version of a function, in this process, asked once."""

from functools import cache, lru_cache

from grader import checks, misconceptions, reference
from grader.checks.asking import NO_GPU, NO_TRITON
from grader.checks.student import Here, Student
from grader.judge.naming import failures as failures_by_name
from grader.judge.naming import named
from grader.judge.score import run_check
from grader.judge.seeds import generator
from grader.misconceptions.source import wrong_version
from utils.fixtures import BUILDERS, PROBES

CHECKS = {nb: checks.for_notebook(nb) for nb in checks.NOTEBOOKS}
MISTAKES = {nb: misconceptions.for_notebook(nb) for nb in checks.NOTEBOOKS}
wrong = cache(wrong_version)
RIGHT = {nb: reference.for_notebook(nb) for nb in checks.NOTEBOOKS}
FUNCTIONS = [(nb, name) for nb, of in CHECKS.items() for name in of]
SEEDS = {nb: [bytes([i]) for i in range(20)] for nb in checks.NOTEBOOKS}
IN_TORCH = ("4_cuda", "5_kernels")
SEEDS |= {nb: SEEDS[nb][:4] for nb in IN_TORCH}  # their checks take long


@lru_cache(maxsize=64)  # the arrays of all would be gigabytes
def judged(nb, name, function, seed=b""):
    """The expectations and the calls of one run of a check; None is no function."""
    calls, rng = [], generator(seed, name)
    functions = {} if function is None else {name: function}
    student = Student(Here(functions, BUILDERS, PROBES), calls)
    return tuple(run_check(CHECKS[nb][name], student, rng)), calls


def failures(nb, name, function, seed=b""):
    """Names and messages of what does not hold; what asks for a GPU or Triton aside."""
    expectations, _ = judged(nb, name, function, seed)
    return [
        (e.name, e.message)
        for e in expectations
        if not e.clue
        and (
            e.passed is False
            or (e.passed is None and e.message not in (NO_GPU, NO_TRITON))
        )
    ]


@cache
def failed(nb, name, function, seed=b""):
    """The names of the expectations that do not hold."""
    expectations, _ = judged(nb, name, function, seed)
    return frozenset(e.name for e in expectations if e.passed is False)


def naming(nb, name, function, seed):
    """What the judge says of a mistake of this version, as a `Naming`."""
    expectations, calls = judged(nb, name, function, seed)
    check = CHECKS[nb][name]

    def failed_by(mistake):  # as the judge does, each version run once
        return failures_of(nb, name, wrong(mistake), seed)

    known = MISTAKES[nb], seed, RIGHT[nb], failed_by
    return named(check, calls, expectations, *known)


@cache
def failures_of(nb, name, function, seed):
    """The names of what fails, mistakes of form aside."""
    expectations, _ = judged(nb, name, function, seed)
    return frozenset(failures_by_name(expectations))


def names(nb, name, function, seed):
    """What the judge calls the mistake of this version."""
    return list(naming(nb, name, function, seed).names)
