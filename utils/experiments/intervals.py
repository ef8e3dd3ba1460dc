"""How sure one can be of a success rate."""

from math import sqrt

Z_95 = 1.959964
"""95 % of a normal distribution lie within so many standard deviations."""


def wilson(successes, runs, z=Z_95):
    """The interval of success rates that fit `successes` out of `runs`: (low, high).

    (k + z²/2 ± z √(k (n - k) / n + z²/4)) / (n + z²),  k successes in n runs

    Unlike the rate ± z standard errors it stays within 0 and 1, and has a width where
    all runs succeed, or none. Raises ValueError where the two numbers do not fit.
    Source: Wilson 1927, "Probable inference, the law of succession, and statistical
    inference".
    """
    if not 0 <= successes <= runs or runs == 0:
        raise ValueError(f"{successes} successes in {runs} runs")
    middle = successes + z**2 / 2
    half = z * sqrt(successes * (runs - successes) / runs + z**2 / 4)
    return (middle - half) / (runs + z**2), (middle + half) / (runs + z**2)


def apart(one, other):
    """Whether two intervals (low, high) have no number in common."""
    return one[1] < other[0] or other[1] < one[0]
