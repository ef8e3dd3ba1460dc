"""How the checks of this stage ask: what is made over there, what counts after what."""

from dataclasses import replace

from grader.checks.answer import opened
from grader.checks.expect import Expectation, not_run, same

EXACT = 1e-10  # of what is computed in float64 throughout
GRUS = ("torch.nn.GRU", "torch.nn.GRUCell", "torch.gru", "torch.gru_cell")
LSTMS = ("torch.nn.LSTM", "torch.nn.LSTMCell", "torch.lstm", "torch.lstm_cell")
NO_GPU = "no CUDA GPU here"


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


def on_gpu(name, student, ask, *, weight=1.0):
    """The expectation that ``ask()`` gives, if the learner's process sees a GPU."""
    there, _, _ = opened(told(student, "best_device"))
    return ask() if there == "cuda" else not_run(name, NO_GPU, weight=weight)
