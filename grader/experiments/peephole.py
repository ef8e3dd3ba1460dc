"""Do peepholes help? Plain LSTMs against both forms, 100 seeds, two tasks, two sizes.

The results go into `RESULTS`, which learners read. What computes them stays here: it is
the peephole LSTM, forward and backward, that learners write themselves.
"""

import json
import platform

import numpy as np

from grader.experiments.learning import train
from utils.experiments.first import FORMS, first_weights
from utils.experiments.settings import (
    AT_ANOTHER_RATE,
    EXAMPLES,
    RESULTS,
    SEEDS,
    SETTINGS,
)

ROWS = SETTINGS | AT_ANOTHER_RATE
BLOCK = 25  # seeds that are trained side by side and saved together


def run(path=RESULTS, settings=ROWS, seeds=SEEDS, block=BLOCK, tell=print):
    """Run what is not yet in the file at `path`, a block of seeds at a time.

    Stopped and started again, it goes on with the first block that is missing. Blocks
    of other settings than these are run anew.
    """
    said = {name: setting._asdict() for name, setting in settings.items()}
    kept = _kept(path, said)
    for name, setting in settings.items():
        for first in range(0, len(seeds), block):
            part = list(seeds[first : first + block])
            where = f"{setting.title}, seeds {part[0]} to {part[-1]}"
            if any(b["setting"] == name and b["seeds"] == part for b in kept):
                tell(f"{where}: there already")
                continue
            kept.append(run_block(name, setting, part, lambda x, w=where: tell(w + x)))
            _write(path, said, kept)


def run_block(name, setting, seeds, tell=None):
    """All forms with all `seeds`, side by side: a block of results, as plain data."""
    pairs = [(form, seed) for form in FORMS for seed in seeds]
    forms, each = zip(*pairs, strict=True)
    task, test = setting.tasks()
    w = first_weights(each, forms, task.x.shape[2], setting.cells)

    def progress(update, solved):
        if tell is not None and (update % 500 == 0 or np.all(solved)):
            counts = zip(FORMS, _by_form(solved, seeds), strict=True)
            words = ", ".join(f"{np.sum(s > 0)} {form}" for form, s in counts)
            tell(f": update {update} of {setting.updates}: succeeded {words}")

    limits = {"updates": setting.updates, "lr": setting.lr, "every": setting.every}
    solved, w = train(task, test, w, forms, **limits, tell=progress)
    by_form = dict(zip(FORMS, _by_form(solved, seeds).tolist(), strict=True))
    block = {"setting": name, "seeds": list(seeds), "versions": versions()}
    block["solved_at"] = by_form
    if name == EXAMPLES:
        block["examples"] = _examples(pairs, solved, w)
    return block


def versions():
    """What the numbers may depend on: the last digits differ, and runs are chaotic."""
    return {"python": platform.python_version(), "numpy": np.__version__}


def _by_form(solved, seeds):
    return np.asarray(solved).reshape(len(FORMS), len(seeds))


def _examples(pairs, solved, w):
    """Of each form the first seed that succeeded, with its weights as lists."""
    found = {}
    for k, (form, seed) in enumerate(pairs):
        if solved[k] and form not in found:
            weights = {key: array[k].tolist() for key, array in w._asdict().items()}
            found[form] = {"seed": seed, "weights": weights}
    return found


def _kept(path, said):
    """The blocks in the file that were run with the settings of today."""
    if not path.exists():
        return []
    old = json.loads(path.read_text(encoding="utf-8"))
    same = {name for name in said if old["settings"].get(name) == said[name]}
    return [block for block in old["blocks"] if block["setting"] in same]


def _write(path, said, blocks):
    """A line each; whole or not at all, so that what is stopped can be taken up."""
    settings = (f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in said.items())
    lines = ['{"schema": 1,', ' "settings": {', ",\n".join(settings), "  },"]
    lines += [' "blocks": [', ",\n".join(f"  {json.dumps(b)}" for b in blocks), " ]}"]
    new = path.with_suffix(".new")
    new.write_text("\n".join(lines) + "\n", encoding="utf-8")
    new.replace(path)
