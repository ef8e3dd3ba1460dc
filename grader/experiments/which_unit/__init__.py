"""GRU or LSTM? Four units on four tasks, at one budget, each at its own best rate.

For each task and unit all learning rates are tried on the seeds for tuning, more where
the best one is at the end of the grid. The one with the best median is used on the
other seeds, whose results count. They go into `RESULTS`, which learners read.
"""

import json
import platform
from time import monotonic

import numpy as np
import torch

from grader.experiments.which_unit.learning import first_nets, train
from grader.experiments.which_unit.tasks import TASKS
from grader.reference.which_unit import parameter_count, width_for
from utils.experiments.which_unit import settings
from utils.experiments.which_unit.settings import RESULTS

MOST_BEYOND = 2  # rates beyond the grid that are tried
LOOKS = 10
"""How often progress is told in a block."""


def run(path=RESULTS, tasks=settings.TASKS, tell=print, **seeds_and_rates):
    """Run what is not yet in the file at `path`, one task and unit after the other.

    Stopped and started again, it goes on with the first block that is missing. Blocks
    of other settings than these are run anew. `seeds_and_rates`: see `blocks`.
    """
    torch.set_num_threads(1)
    todo = list(blocks(tasks, **seeds_and_rates))
    kept = _kept(path, todo)
    for block in todo:
        where = f"{block['task']}, {block['unit']}"
        if any(_is(block, done) for done in kept):
            tell(f"{where}: there already")
            continue
        kept.append(block | run_block(block, lambda text, w=where: tell(w + text)))
        _write(path, [done for each in todo for done in kept if _is(each, done)])


def blocks(tasks, rates=settings.RATES, tuning=settings.TUNING, seeds=settings.SEEDS):
    """What is to be run, as plain data: a block for each task and unit."""
    for name, task in tasks.items():
        for unit in task.units:
            yield {
                "task": name,
                "unit": unit,
                "setting": json.loads(json.dumps(task._asdict())),
                "rates": list(rates),
                "tuning": list(tuning),
                "seeds": list(seeds),
            }


def run_block(block, tell=lambda text: None):
    """Choose a rate on the seeds for tuning, then train on the others: the results."""
    setting, (unit, depth) = block["setting"], split(block["unit"])
    task = TASKS[block["task"]](setting["batch"])
    n = width(unit, depth, task.n_x, setting["budget"])
    began, half = monotonic(), 0

    def trained(seeds, rates):
        nets = first_nets(unit, depth, task.n_x, n, task.k, setting["span"], seeds)
        updates = setting["updates"]

        def progress(update):
            if update % max(1, updates // LOOKS) == 0:
                done = (half + update / updates) / 2
                left = (monotonic() - began) * (1 - done) / done
                phase = ("tuning", "the runs that count")[half]
                tell(f": {phase}, update {update} of {updates}, {left:.0f} s left")

        train(nets, task, seeds, torch.tensor(rates), updates, progress)
        with torch.no_grad():
            return task.measure(nets).double().numpy()

    tried = {}
    ahead = block["rates"]
    while ahead:  # and on, where the best rate is the last on either side
        pairs = [(rate, seed) for rate in ahead for seed in block["tuning"]]
        said = trained([seed for _, seed in pairs], [rate for rate, _ in pairs])
        tried |= zip(ahead, said.reshape(len(ahead), -1), strict=True)
        rates = sorted(tried)
        which = best(np.array([tried[r] for r in rates]), setting["better"])
        more = len(rates) < len(block["rates"]) + MOST_BEYOND
        ahead = beyond(rates, which) if more else []
    rate = rates[which]
    half = 1
    found = trained(block["seeds"], [rate] * len(block["seeds"]))
    return {
        "width": n,
        "parameters": parameters(unit, depth, task.n_x, n),
        "rates_tried": rates,
        "tried": [_rounded(tried[rate]) for rate in rates],
        "rate": rate,
        "results": _rounded(found),
        "seconds": round(monotonic() - began),
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
    }


def best(tried, better):
    """Which row of `tried` (rates, seeds) has the best median; a nan is the worst."""
    good = np.nan_to_num(tried if better == "high" else -tried, nan=-np.inf)
    return int(np.argmax(np.median(good, axis=1)))


def beyond(rates, which):
    """The rate to try next where the best one, `which`, is the first or the last."""
    if which == 0:
        return [float(f"{rates[0] / 3:.0e}")]
    return [float(f"{rates[-1] * 3:.0e}")] if which == len(rates) - 1 else []


def split(unit):
    """A unit's kind and its number of layers: "gru_2" is ("gru", 2)."""
    kind, _, depth = unit.partition("_")
    return kind, int(depth or 1)


def parameters(unit, depth, n_x, n):
    """How many parameters `depth` layers of width `n` have."""
    first, above = parameter_count(unit, n_x, n), parameter_count(unit, n, n)
    return first + (depth - 1) * above


def width(unit, depth, n_x, budget):
    """The width of each layer, the greatest that keeps all of them to the budget."""
    n = width_for(unit, n_x, budget)
    while parameters(unit, depth, n_x, n) > budget:
        n -= 1
    return n


def _rounded(numbers):
    """Six digits, as lists; what is not a number is written as None."""
    rounded = np.array([float(f"{x:.6g}") for x in numbers.flat]).reshape(numbers.shape)
    return np.where(np.isfinite(rounded), rounded, None).tolist()


def _is(block, done):
    return all(done.get(key) == value for key, value in block.items())


def _kept(path, todo):
    """The blocks in the file that are still wanted, in the order they were run."""
    if not path.exists():
        return []
    found = json.loads(path.read_text(encoding="utf-8"))["blocks"]
    return [done for done in found if any(_is(block, done) for block in todo)]


def _write(path, kept):
    """A line each; whole or not at all, so that what is stopped can be taken up."""
    lines = ",\n".join(f"  {json.dumps(block)}" for block in kept)
    beside = path.with_suffix(".new")
    beside.write_text(f'{{"schema": 1, "blocks": [\n{lines}\n]}}\n', encoding="utf-8")
    beside.replace(path)
