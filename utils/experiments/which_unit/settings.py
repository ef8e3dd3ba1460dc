"""The tasks of the experiment, what each unit may have, and which seeds count."""

from pathlib import Path
from typing import NamedTuple

RESULTS = Path(__file__).parents[1] / "6_which_unit.json"
RATES = (0.003, 0.01, 0.03, 0.1, 0.3)
"""The learning rates that are tried for every unit, on the seeds for tuning."""
TUNING, SEEDS = range(8), range(100, 120)
"""The seeds on which a rate is chosen, and the others, whose results count."""
UNITS = ("plain", "gru", "lstm", "peephole")
STACKS = ("gru_2", "lstm_2")
"""Two layers of equal width that have the budget of one."""


class Task(NamedTuple):
    """One task: its units' budget of parameters, and how they are trained.

    span: gated units begin with gates that keep a memory for up to so many steps, see
    `training.init_gru`; None: with a forget bias of 1, or an update bias of 0.
    better: whether a good result is a "low" or a "high" one.
    """

    title: str
    measured: str
    better: str
    budget: int
    updates: int
    batch: int
    span: int | None
    units: tuple = UNITS


TASKS = {
    "adding": Task(
        "adding two of 100 numbers", "mean squared error", "low", 2000, 600, 32, 100
    ),
    "counting": Task(
        "counting aⁿbⁿ, n up to 10", "right up to n =", "high", 125, 2000, 10, None
    ),
    "digits": Task(
        "digits, pixel by pixel",
        "held-out digits that are right, %",
        "high",
        4500,
        600,
        32,
        64,
        UNITS + STACKS,
    ),
    "names": Task(
        "names, character by character",
        "nats per character",
        "low",
        12_000,
        600,
        64,
        None,
        UNITS + STACKS,
    ),
}
