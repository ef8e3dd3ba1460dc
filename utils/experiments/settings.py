"""The rows of the peephole experiment, and where its results are.

The settings were chosen on seeds 0 to 39, so that some runs succeed and some do not;
the seeds that count are others.
"""

from pathlib import Path
from typing import NamedTuple

from utils.experiments.tasks import counting, timed_spikes

RESULTS = Path(__file__).with_name("3_peephole.json")
SEEDS = range(100, 200)


class Setting(NamedTuple):
    """One row of the experiment: a task, a size, and how long it may take.

    span: steps between spikes, or the longest n that is trained; reach: the steps of
    the test, or its longest n.
    """

    title: str
    task: str
    span: int
    reach: int
    cells: int
    updates: int
    lr: float = 0.01
    every: int = 50

    def tasks(self):
        """The task that is trained and the longer one that is tested."""
        if self.task == "spikes":
            spikes = timed_spikes(self.span, 5 * self.span)
            return spikes, timed_spikes(self.span, self.reach)
        return counting(self.span), counting(self.reach)


SETTINGS = {
    "spikes_2": Setting("a spike every 6 steps, 2 cells", "spikes", 6, 120, 2, 4000),
    "spikes_4": Setting("a spike every 8 steps, 4 cells", "spikes", 8, 160, 4, 4000),
    "count_1": Setting("counting aⁿbⁿ, 1 cell", "count", 10, 30, 1, 2000),
    "count_2": Setting("counting aⁿbⁿ, 2 cells", "count", 10, 30, 2, 2000),
}
AT_ANOTHER_RATE = {
    f"{name}_fast": SETTINGS[name]._replace(
        title=f"{SETTINGS[name].title}, rate 0.03", lr=0.03
    )
    for name in ("spikes_2", "spikes_4")
}
"""The rows on timing once more, at three times the learning rate."""
EXAMPLES = "count_1"
"""The setting of which the first unit that succeeds is kept, for each form."""
