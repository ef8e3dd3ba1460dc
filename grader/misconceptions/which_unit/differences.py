"""Wrong answers that people give for whether two units are told apart."""

import numpy as np

from grader.misconceptions.mistakes import Mistakes
from grader.reference.which_unit import interval

MISTAKES = Mistakes("grader.reference.which_unit")

MISTAKES.of(
    "told_apart",
    """
    said_the_wrong_way_round
      bool(low > 0 or high < 0)  →  bool(low <= 0 <= high)
      You say True where zero lies within the interval. That is when the two are *not*
      told apart.
    end_at_zero_counted
      bool(low > 0 or high < 0)  →  bool(low >= 0 or high <= 0)
      An end that is exactly zero counts as apart in yours. It isn't: that median may be
      no difference at all. Use > and <.
    only_more_is_a_difference
      bool(low > 0 or high < 0)  →  bool(low > 0)
      You see only when one has more than other. It is a difference as well where the
      whole interval is below zero: high < 0.
    only_less_is_a_difference
      bool(low > 0 or high < 0)  →  bool(high < 0)
      You see only when one has less than other. It is a difference as well where the
      whole interval is above zero: low > 0.
    both_ends_at_once
      low > 0 or high < 0  →  low > 0 and high < 0
      Low can't be above zero while high is below it, so that yours is never True. One
      of the two is enough: or.
    ends_of_different_sign
      bool(low > 0 or high < 0)  →  bool(low < 0 or high > 0)
      Your comparisons point the wrong way: nearly every interval has its low end below
      zero or its high end above. It is apart where low > 0 or high < 0.
    sizes_of_differences
      interval(one - other, picks  →  interval(np.abs(one - other), picks
      You take the differences without their signs. What is now more and now less then
      always looks like more: keep the sign.
    ratio_for_difference
      interval(one - other, picks  →  interval(one / other, picks
      You divide where you should subtract. A ratio of two positive numbers is never
      zero, whether they differ or not.
    results_sorted_first
      interval(one - other, picks  →  interval(np.sort(one) - np.sort(other), picks
      You sort the results before you subtract, and the pairs are lost: one[k] belongs
      with other[k], of the same seed.
    sum_for_difference
      interval(one - other, picks  →  interval(one + other, picks
      You add the results where you should subtract one from the other.
    level_not_handed_on
      picks, level)  →  picks)
      Your interval is always that of 95 %: level isn't passed on.
    """,
)


@MISTAKES.written("told_apart")
def intervals_overlap(right, one, other, picks, level=0.95):
    """You compare two separate intervals. They may overlap although one is better on
    every single seed: the runs come in pairs, so take the interval of one - other.
    """
    if len(one) != len(other):
        raise ValueError("these cannot be paired")
    low, high = interval(one, picks, level)
    others_low, others_high = interval(other, picks, level)
    return bool(low > others_high or high < others_low)


@MISTAKES.written("told_apart")
def median_in_the_others_interval(right, one, other, picks, level=0.95):
    """You ask whether the median of one lies in the interval of other. That forgets how
    unsure the first is, and the pairs: take the interval of one - other.
    """
    if len(one) != len(other):
        raise ValueError("these cannot be paired")
    low, high = interval(other, picks, level)
    return bool(not low <= np.median(one) <= high)


@MISTAKES.written("told_apart")
def difference_of_medians(right, one, other, picks, level=0.95):
    """You subtract medians from medians. The median of the differences is something
    else: subtract run by run first, and then take the interval.
    """
    if len(one) != len(other):
        raise ValueError("these cannot be paired")
    medians = [np.median(np.asarray(values)[picks], axis=1) for values in (one, other)]
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(medians[0] - medians[1], tails)
    return bool(low > 0 or high < 0)


@MISTAKES.written("told_apart")
def mean_difference(right, one, other, picks, level=0.95):
    """You take means of the differences. One run that went wrong then decides: the
    interval of their median is what `interval` gives.
    """
    if len(one) != len(other):
        raise ValueError("these cannot be paired")
    means = np.mean((np.asarray(one) - np.asarray(other))[picks], axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return bool(low > 0 or high < 0)


@MISTAKES.written("told_apart")
def medians_compared(right, one, other, picks, level=0.95):
    """You compare two medians, and any two differ. Whether the difference is more than
    chance, the interval of one - other says.
    """
    if len(one) != len(other):
        raise ValueError("these cannot be paired")
    return bool(np.median(one) != np.median(other))
