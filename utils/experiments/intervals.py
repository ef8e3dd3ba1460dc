"""How sure one can be of a success rate, and that two of them differ."""

from math import comb, sqrt

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


def mcnemar(only_one, only_other):
    """How surprising it is that, of two equally good units, one wins so often: p.

    p = min(1, 2 Σ_{k ≤ min(a, b)} C(m, k) / 2^m),  m = a + b

    only_one, only_other: in how many matched pairs (the same seed) one succeeded and
    the other did not. Pairs in which both did, or neither, say nothing and are left
    out. Source: McNemar 1947, in its exact form.
    """
    m, fewer = only_one + only_other, min(only_one, only_other)
    return min(1.0, 2 * sum(comb(m, k) for k in range(fewer + 1)) / 2**m)


def holm(p_values):
    """The p of each of several comparisons, corrected for how many they are.

    The smallest of n is multiplied by n, the next by n - 1, and so on; none becomes
    smaller than the one before, or larger than 1. Source: Holm 1979.
    """
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    corrected, least = [0.0] * len(p_values), 0.0
    for rank, k in enumerate(order):
        least = max(least, min(1.0, (len(order) - rank) * p_values[k]))
        corrected[k] = least
    return corrected
