"""What a run says of itself while it lasts: how far, how fast, and what takes long."""

import json
import threading
import time
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn
from rich.text import Text

from grader.pipeline.verdict_text import visible_text

SECONDS_BETWEEN = 30.0  # lines, where nobody watches
LONG = 15.0  # seconds, after which one that is being judged is named
MOST_NAMED = 3


class Pace:
    """Counts what is done of `total`, and says so; `under_way()`: what is judged now.

    That gives pairs (name, seconds). Verdicts that were kept cost no time: the rate is
    that of the others.
    """

    def __init__(self, total, under_way, clock=time.monotonic):
        self.total, self.under_way, self._clock = total, under_way, clock
        self.done = self.kept = 0
        self._begun = clock()

    def step(self, result):
        """One more is done."""
        self.done += 1
        self.kept += result.kept

    def words(self):
        """As `7 of 20 done, 24 a minute, about 30 s left, s07 1_gru takes 20 s`."""
        said = [f"{self.done} of {self.total} done"]
        said += [f"{self.kept} as they were"] if self.kept else []
        judged, minutes = self.done - self.kept, (self._clock() - self._begun) / 60
        if judged and minutes:
            rate = judged / minutes
            said.append(f"{rate:.0f} a minute" if rate >= 2 else f"{rate:.1f} a minute")
            if left := self.total - self.done:
                said.append(f"about {_duration(60 * left / rate)} left")
        slow = [(who, s) for who, s in self.under_way() if s >= LONG]
        slow.sort(key=lambda pair: -pair[1])
        said += [f"{visible_text(who)} takes {s:.0f} s" for who, s in slow[:MOST_NAMED]]
        return ", ".join(said)


@contextmanager
def progress(total, under_way=tuple, console=None):
    """Give a function to call with each `Result` as it comes.

    On a terminal a line is drawn on stderr, again and again; elsewhere a line is
    printed there every half minute.
    """
    console = console or Console(stderr=True)
    pace = Pace(total, under_way)
    if console.is_terminal:
        with _drawn(pace, console) as step:
            yield step
        return
    over = threading.Event()
    told = threading.Thread(target=_tell, args=(pace, console, over), daemon=True)
    told.start()
    try:
        yield pace.step
    finally:
        over.set()
        told.join()


class _Words(ProgressColumn):
    """What `Pace.words` says, at each moment."""

    def __init__(self, pace):
        super().__init__()
        self.pace = pace

    def render(self, task):
        """The words, as they are."""
        return Text(self.pace.words())


@contextmanager
def _drawn(pace, console):
    columns = TextColumn("Grading"), BarColumn(bar_width=20), _Words(pace)
    with Progress(*columns, console=console, transient=True) as bar:
        grading = bar.add_task("Grading", total=pace.total)

        def step(result):
            pace.step(result)
            bar.advance(grading)

        yield step


def _tell(pace, console, over):
    while not over.wait(SECONDS_BETWEEN):
        console.print(pace.words(), markup=False, highlight=False, soft_wrap=True)


def json_line(result):
    """One result as a line of JSON, without its expectations."""
    verdict = result.verdict
    line = {
        "student": result.student,
        "notebook": result.notebook,
        "status": str(verdict.status),
        "score": verdict.score,
        "max_score": verdict.max_score,
        "named": result.named,
        "reason": verdict.reason,
        "kept": result.kept,
    }
    return json.dumps(line, ensure_ascii=False)


def _duration(seconds):
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
