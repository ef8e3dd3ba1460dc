"""What the experiment of the peephole notebook found: read from its file."""

import json
from typing import NamedTuple

import numpy as np

from utils.experiments.first import FORMS, Weights, peephole_params
from utils.experiments.settings import EXAMPLES, RESULTS, SETTINGS
from utils.params import PeepholeParams

NAMES = {
    "plain": "plain LSTM",
    "previous": "peepholes, Γo sees c<t-1>",
    "current": "peepholes, Γo sees c<t>",
}
"""What the forms are called in figures."""


class Counter(NamedTuple):
    """A unit that has learned to count, and its readout: σ(a v + d)."""

    p: PeepholeParams
    v: np.ndarray
    d: np.ndarray


def solved_at(path=RESULTS, settings=SETTINGS):
    """At which update each run succeeded, 0 for never: {setting: {form: (R,)}}."""
    blocks = _read(path)["blocks"]
    return {
        name: {
            form: np.concatenate(
                [b["solved_at"][form] for b in blocks if b["setting"] == name]
            )
            for form in FORMS
        }
        for name in settings
    }


def successes(path=RESULTS, settings=SETTINGS):
    """How many runs of how many succeeded: {setting: {form: (successes, runs)}}."""
    return {
        name: {form: (int(np.sum(at > 0)), len(at)) for form, at in by_form.items()}
        for name, by_form in solved_at(path, settings).items()
    }


def counter(form="previous", path=RESULTS):
    """The first one-cell unit of a form that learned to count aⁿbⁿ."""
    for block in _read(path)["blocks"]:
        if block["setting"] == EXAMPLES and form in block["examples"]:
            kept = block["examples"][form]["weights"]
            w = Weights(*(np.array([kept[name]]) for name in Weights._fields))
            return Counter(peephole_params(w, 0), w.v[0], w.d[0])
    raise LookupError(f"no unit of the form {form!r} has learned to count")


def _read(path):
    return json.loads(path.read_text(encoding="utf-8"))
