"""``python -m grader.gpu``: all that needs a CUDA GPU, the most important first."""

import argparse
import sys
from pathlib import Path

import torch

from grader.gpu.items import items
from grader.gpu.page import write_figure
from grader.gpu.record import Record

RESULTS = Path("docs", "gpu.json")
NO_GPU = """make gpu needs a CUDA GPU, and torch sees none on this machine.
{}
The tests and the grading of a class need none: make test, make grade."""


def main(arguments=None):
    """Run the command; 0 when all went well, 1 when something failed, 2 with no GPU."""
    parser = argparse.ArgumentParser(prog="python -m grader.gpu", description=__doc__)
    parser.add_argument("--minutes", type=float, default=8, help="begin nothing later")
    parser.add_argument(
        "--into", type=Path, default=RESULTS, help=f"default: {RESULTS}"
    )
    parser.add_argument(
        "--again", action="store_true", help="begin anew; the old results are kept"
    )
    parser.add_argument(
        "--rehearse", action="store_true", help="on a CPU, little of it, to try it out"
    )
    options = parser.parse_args(arguments)
    if not options.rehearse and not torch.cuda.is_available():
        print(NO_GPU.format(why_none()), file=sys.stderr)
        return 2

    device = torch.device("cpu" if options.rehearse else "cuda")
    record = Record(options.into, device, again=options.again)
    left = record.run(items(device, short=options.rehearse), 60 * options.minutes)
    print(f"written: {options.into} and {write_figure(record.document, options.into)}")
    if left:
        print(f"{left} left, for the time was up: the same command goes on with them")
    problems = record.problems()
    for where, problem in problems:
        print(f"failed: {where}: {problem}")
    return 1 if problems else 0


def why_none():
    """What is probably the reason that torch sees no GPU."""
    if torch.version.cuda is None:
        return f"This is torch {torch.__version__}, built without CUDA."
    return f"torch {torch.__version__} is built for CUDA {torch.version.cuda}."


if __name__ == "__main__":
    sys.exit(main())
