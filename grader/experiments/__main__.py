"""``python -m grader.experiments NOTEBOOK``: run the experiment behind a notebook."""

import argparse
from functools import partial
from importlib import import_module

EXPERIMENTS = {"3_peephole": "peephole", "6_which_unit": "which_unit"}
"""Notebook -> the module of this package that runs its experiment."""


def main(arguments=None):
    """Run one experiment, or go on with it; ``--again`` forgets what is there."""
    parser = argparse.ArgumentParser(prog="python -m grader.experiments")
    parser.add_argument("notebook", choices=EXPERIMENTS)
    parser.add_argument("--again", action="store_true", help="forget earlier results")
    chosen = parser.parse_args(arguments)
    experiment = import_module(f"grader.experiments.{EXPERIMENTS[chosen.notebook]}")
    if chosen.again:
        experiment.RESULTS.unlink(missing_ok=True)
    experiment.run(tell=partial(print, flush=True))
    print(f"Results: utils/experiments/{experiment.RESULTS.name}")


if __name__ == "__main__":
    main()
