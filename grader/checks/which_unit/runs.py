"""Results of runs, drawn so that what is asked of them has one clear answer.

One and other come as a pair of (R,): one[k] and other[k] are from the same seed. How
hard the batches of a seed are is shared by both, and is far more than they differ by.
"""

import numpy as np

SPREAD = 0.002  # of two medians that count as different, against the largest
LITTLE = 0.002  # by which every run is off, for no reason


def picks_of(rng, *, R, B):
    """B draws of R places with replacement, (B, R)."""
    return rng.integers(0, R, (B, R))


def results(rng, *, R, B, level=0.95, astray=None):
    """Values (R,) and picks (B, R) for an interval whose ends are like no others.

    The values are skew, so that their mean is not their median, and the larger of them
    are drawn more often, so that no other draws will do; `astray` is put in place of
    one of the small ones.
    """
    often = np.arange(1, R + 1) / (R * (R + 1) / 2)
    while True:
        values = np.sort(np.exp(rng.normal(size=R)) - 0.5)
        if astray is not None:
            values[rng.integers(R // 2)] = astray
        order = rng.permutation(R)
        values, picks = values[order], rng.choice(R, (B, R), p=often[order])
        if _distinct(np.sort(np.median(values[picks], axis=1)), level):
            return values, picks


def _distinct(medians, level):
    """Are the ends unlike those of other rules, and unlike the medians beside them?"""
    tail = 1 - level
    at = np.unique(np.round([0, tail / 2, tail, 0.5, 1 - tail, 1 - tail / 2, 1], 6))
    gaps = np.diff(np.quantile(medians, at))
    for place in (len(medians) - 1) * np.array([tail / 2, 1 - tail / 2]):
        if abs(place - round(place)) > 1e-6:
            gaps = np.append(gaps, medians[int(place) + 1] - medians[int(place)])
    return gaps.min() > SPREAD * np.abs(medians).max()


def steadily_more(rng, R=20, *, by=0.1, around=2.0):
    """One has a little more than other, whatever the seed."""
    hard = seeds(R) - 2 + around
    return shuffled(rng, hard + by + noise(rng, R), hard + noise(rng, R))


def now_more_now_less(rng, R=20, *, by=0.0):
    """One has more than other as often as less; their medians differ `by` this."""
    hard = seeds(R) + noise(rng, R)
    return shuffled(rng, np.roll(hard, R // 2) + by, hard)


def from_other_seeds(rng, R=20):
    """One has what other has and a little more, but on other seeds."""
    hard = seeds(R)
    return shuffled(rng, hard[::-1] + 0.05 + noise(rng, R), hard + noise(rng, R))


def one_run_went_wrong(rng, R=20):
    """One has more than other on all seeds but one, where it has far less."""
    one, other = steadily_more(rng, R, by=0.65)
    one[rng.integers(R)] -= 50.0
    return one, other


def medians_that_differ_in_vain(rng):
    """The median of one is far from that of other, that of the differences near zero.

    Both lie near 5 or near 6: one mostly near 6, other mostly near 5, but most often
    both near the same.
    """
    one = np.repeat([6.0, 6.0, 5.0, 5.0], [16, 12, 8, 4])
    other = np.repeat([5.02, 6.1, 5.1, 4.9], [16, 12, 8, 4])
    return shuffled(rng, one + noise(rng, 40), other + noise(rng, 40))


def mostly_more(rng, R=20):
    """One has more than other on three seeds in five, and a little less on two.

    The two are the easiest and the hardest, and the order of the seeds is kept.
    """
    hard = seeds(R)
    by = np.where(np.abs(hard - 2) < 0.6, 0.05, -0.02)
    return shuffled(rng, hard + by + noise(rng, R), hard + noise(rng, R))


def equal_but_for_a_few(rng, R=20):
    """One equals other, but has more where both have most, so their medians are equal.

    All are eighths, of which float32 makes nothing else.
    """
    other = np.arange(R) / 8 + 1
    by = np.where(np.arange(R) < 13, 0.0, rng.integers(4, 9, R) / 8)
    return shuffled(rng, other + by, other)


def seeds(R):
    """How hard the batches of each seed are: from 1 to 3."""
    return np.linspace(1, 3, R)


def noise(rng, R):
    """A little that is different in every run."""
    return LITTLE * rng.uniform(-1, 1, R)


def shuffled(rng, one, other):
    """The pairs in another order of seeds."""
    order = rng.permutation(len(one))
    return one[order], other[order]
