"""``python -m grader.bench``: measure, print, and write JSON, figure and page."""

import argparse
import json
from pathlib import Path

import torch

from grader.bench.measure import PASSES, measured
from grader.bench.page import table, write_page


def main(arguments=None):
    """Run the command; the exit status is 0 when all was measured and written."""
    parser = argparse.ArgumentParser(prog="python -m grader.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one shape, nothing kept")
    parser.add_argument("--device", choices=("cpu", "cuda"), help="default: the best")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--no-compile", action="store_true", help="no torch.compile")
    parser.add_argument("--into", type=Path, help="folder of the page (docs)")
    options = parser.parse_args(arguments)

    torch.set_num_threads(options.threads)
    best = "cuda" if torch.cuda.is_available() else "cpu"
    device = torch.device(options.device or best)
    document = measured(
        device,
        rounds=options.rounds,
        quick=options.quick,
        compiled=not options.no_compile,
        say=lambda line: print(line, flush=True),
    )
    for passes in PASSES:
        print(table(document, passes))
    folder = options.into or (None if options.quick else Path("docs"))
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(document, indent=1, ensure_ascii=False)
        file = folder / f"bench-{device.type}.json"
        file.write_text(text + "\n", encoding="utf-8")
        print(f"written: {file} and {write_page(folder)}")


if __name__ == "__main__":
    main()
