"""What the experiment found: read from its file."""

import json
from typing import NamedTuple

import numpy as np

from utils.experiments.which_unit.settings import RESULTS

NAMES = {
    "plain": "plain",
    "gru": "GRU",
    "lstm": "LSTM",
    "peephole": "peephole LSTM",
    "gru_2": "GRU, two layers",
    "lstm_2": "LSTM, two layers",
}
"""What the units are called in tables and figures."""


class Found(NamedTuple):
    """One unit on one task.

    width: of each layer; parameters: of all of them; tried: {rate: median on the seeds
    for tuning}; rate: the best of them, which was used; results (R,): one for each
    seed in `settings.SEEDS`, in that order.
    """

    width: int
    parameters: int
    tried: dict
    rate: float
    results: np.ndarray


def found(path=RESULTS):
    """Everything, as {task: {unit: Found}}."""
    read = {}
    for block in json.loads(path.read_text(encoding="utf-8"))["blocks"]:
        tried = np.array(block["tried"], float)  # None, where a run broke down, is nan
        medians = dict(zip(block["rates_tried"], np.median(tried, axis=1), strict=True))
        read.setdefault(block["task"], {})[block["unit"]] = Found(
            block["width"],
            block["parameters"],
            medians,
            block["rate"],
            np.array(block["results"], float),
        )
    return read
