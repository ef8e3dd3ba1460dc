"""Many answers at once, each graded in a process that has run nothing else."""

import multiprocessing
import os

from pebble import ProcessPool

from tests.audit.grading import outcome, worthless_outcome
from tests.audit.worthless import BODIES

MOST_SECONDS = 300.0  # for one submission


def tasks(answers, notebooks):
    """What is to be done: (function, arguments), the worthless answers included."""
    work = [(outcome, (answer,)) for answer in answers]
    work += [(worthless_outcome, (nb, kind)) for nb in notebooks for kind in BODIES]
    return work


def graded(work):
    """The outcomes of tasks in their order, one at a time for each processor."""
    context = multiprocessing.get_context("forkserver")
    with ProcessPool(max_workers=os.cpu_count(), context=context) as pool:
        futures = [
            pool.schedule(function, args, timeout=MOST_SECONDS)
            for function, args in work
        ]
        for future in futures:
            yield future.result()
