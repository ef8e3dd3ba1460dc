"""How the checks of tensors ask: what is made over there, what counts after what."""

import re
from dataclasses import replace
from functools import wraps

from grader.checks.answer import opened
from grader.checks.compare import describe, difference
from grader.checks.expect import Expectation, not_run, same

EXACT = 1e-10  # of what is computed in float64 throughout
GRUS = ("torch.nn.GRU", "torch.nn.GRUCell", "torch.gru", "torch.gru_cell")
LSTMS = ("torch.nn.LSTM", "torch.nn.LSTMCell", "torch.lstm", "torch.lstm_cell")
NO_GPU = "no CUDA GPU here"
NO_TRITON = "no Triton interpreter here, so loads and stores are not counted"
NOTHING_SAID = re.compile(r"it raised \w+(: *(\(line \d.*)?|\((''|\"\")?\))", re.DOTALL)


def seeded(check):
    """`check`, begun with all generators of the learner's process seeded."""

    @wraps(check.run)
    def run(student, rng):
        told(student, "seed_all", int(rng.integers(2**31)))
        yield from check.run(student, rng)

    return replace(check, run=run)


def made(student, probe, *things):
    """What the probe makes of `things` in the learner's process, where it stays."""
    return student.keeping.probe(probe, *things)


def told(student, probe, *things):
    """What the probe tells about `things`, in plain data."""
    return student.probe(probe, *things)


def after(answer, expectation):
    """`expectation`, as one of form: it counts where the values of `answer` held."""
    return replace(expectation, form=True, call=opened(answer)[2])


def form(name, answer, asked, expected, *, weight=0.5):
    """What was `asked` is as `expected`; it counts where `answer`'s values held."""
    return after(answer, same(name, asked, expected, weight=weight))


def says(name, answer, word, *, weight=0.5):
    """The error that was raised has `word` in its message."""
    _, problem, call = opened(answer)
    passed = call.error is not None and word in (problem or "")
    message = "" if passed else f"the error's message should say {word!r}"
    return Expectation(name, passed, message, weight, call=call)


def shown(name, answer, asked, expected, *, weight=0.5):
    """Like `form`, of devices, dtypes, shapes and names: what differs is told."""
    value, problem, _ = opened(asked)
    if problem is None and difference(value, expected):
        got, wanted = map(in_words, where_they_differ(value, expected))
        problem = f"got {got}, expected {wanted}"
    found = Expectation(name, not problem, problem or "", weight)
    return after(answer, found)


def where_they_differ(got, expected):
    """The first parts of two nested lists that differ."""
    lists = isinstance(got, (list, tuple)) and isinstance(expected, (list, tuple))
    if lists and len(got) == len(expected) and not is_place(expected):
        for pair in zip(got, expected, strict=True):
            if difference(*pair):
                return where_they_differ(*pair)
    return got, expected


def in_words(told):
    """A place, as `where` tells of it, a name, or a list of names, in words."""
    if is_place(told):
        device, dtype, shape, history = told
        past = "with" if history is True else "without"
        size = f"({', '.join(map(str, shape))})"
        return f"{dtype} of shape {size} on {device}, {past} a history"[:120]
    if isinstance(told, str):
        return told[:60]
    if isinstance(told, list) and all(isinstance(name, str) for name in told):
        return ", ".join(told)[:60] or "nothing"
    return describe(told)


def is_place(told):
    """Is it the device, dtype, shape and history of a tensor?"""
    return isinstance(told, list) and len(told) == 4 and isinstance(told[2], list)


def failed_aloud(name, answer, *, weight=1.0):
    """The call raised an error, of whatever kind."""
    _, _, call = opened(answer)
    passed = call.error is not None
    message = "" if passed else "got no error, expected the one that stopped it"
    return Expectation(name, passed, message, weight, call=call)


def all_say_why(name, answers, *, weight=0.5):
    """Each error that the calls raised has a message."""
    calls = [(opened(answer)[1], opened(answer)[2]) for answer in answers]
    problems = [problem for problem, call in calls if call.error is not None]
    passed = bool(problems) and not any(map(NOTHING_SAID.fullmatch, problems))
    message = "" if passed else "an error has no message: say what is wrong"
    return Expectation(name, passed, message, weight)


def on_gpu(name, student, ask, *, weight=1.0):
    """The expectation that ``ask()`` gives, if the learner's process sees a GPU."""
    there, _, _ = opened(told(student, "best_device"))
    return ask() if there == "cuda" else not_run(name, NO_GPU, weight=weight)
