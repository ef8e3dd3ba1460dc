"""Wrong answers that people give for the bootstrap interval of a median."""

from statistics import NormalDist

import numpy as np

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.which_unit")

MISTAKES.of(
    "interval",
    """
    means_for_medians
      np.median(  →  np.mean(
      You take the mean of each draw. A single run that went wrong would drag it along:
      the interval of the median is wanted.
    one_median_of_all_draws
      [picks], axis=1)  →  [picks])
      You take one median of all draws together. Each row of picks is a draw and has its
      own: axis=1.
    medians_across_the_draws
      axis=1  →  axis=0
      Your medians go across the draws: one for each place in them. A row is a draw, so
      go along the rows, axis=1.
    medians_of_the_places
      np.median(np.asarray(values)[picks], axis=1)  →  np.median(picks, axis=1)
      You take the medians of picks itself. It holds places: look up what stands there,
      values[picks].
    quantiles_of_the_values
      np.median(np.asarray(values)[picks], axis=1)  →  np.asarray(values)
      These are quantiles of the results themselves, which say how much single runs
      differ. How sure the median is, the medians of the draws say.
    quantiles_of_all_that_was_drawn
      np.median(np.asarray(values)[picks], axis=1)  →  np.asarray(values)[picks]
      You take the quantiles of everything that was drawn. First comes the median of
      each draw, then the quantiles of those medians.
    own_draws
      - medians = np.median(
      + picks = np.random.default_rng(0).integers(0, len(values), picks.shape)
      + medians = np.median(
      You make draws of your own. They are given: each row of picks holds the places of
      one draw.
    level_ignored
      [(1 - level) / 2, (1 + level) / 2]  →  [0.025, 0.975]
      Your ends are those of 95 % whatever the level. Work out both from level:
      (1 - level)/2 and (1 + level)/2.
    whole_tail_at_each_end
      [(1 - level) / 2, (1 + level) / 2]  →  [1 - level, level]
      You cut off 1 - level at each end, twice as much as you should. The two ends share
      it: (1 - level)/2 each.
    half_of_the_level
      [(1 - level) / 2, (1 + level) / 2]  →  [level / 2, 1 - level / 2]
      You cut off half of level, and only the middle 5 % is left at 95 %. Cut off half
      of what is beside it: (1 - level)/2.
    one_tail_only
      [(1 - level) / 2, (1 + level) / 2]  →  [1 - level, 1]
      You cut off the lower end alone. Half of what lies outside is below and half of it
      above: (1 - level)/2 at each end.
    least_and_greatest
      - np.quantile(medians, [(1 - level) / 2, (1 + level) / 2])
      + np.min(medians), np.max(medians)
      You return the least and the greatest of the medians, and the more draws the
      farther they are apart. Cut off (1 - level)/2 at each end.
    shares_as_per_cents
      np.quantile(medians,  →  np.percentile(medians,
      np.percentile wants per cent and gets shares: 0.025 is hardly more than the least.
      np.quantile takes shares.
    high_before_low
      return low, high  →  return high, low
      The two ends have changed places: the low end comes first.
    place_in_the_sorted_list
      - low, high = np.quantile(medians, [(1 - level) / 2, (1 + level) / 2])
      + ends = [int(q * len(medians)) for q in ((1 - level) / 2, (1 + level) / 2)]
      + low, high = np.sort(medians)[ends]
      You pick the ends out of the sorted medians. Nearly right, but where an end lies
      between two of them, np.quantile as it comes goes part of the way.
    nearest_median
      (1 + level) / 2])  →  (1 + level) / 2], method="nearest")
      Nearly right, but you take the nearest median where an end lies between two. Use
      np.quantile as it comes, without a method.
    half_the_width
      return low, high  →  return (high - low) / 2
      You return one number, half the interval's width. Where it begins and where it
      ends is wanted: (low, high).
    median_and_half_the_width
      return low, high  →  return np.median(values), (high - low) / 2
      You return the median and half the interval's width. The interval need not be the
      same to both sides: return its two ends.
    spread_of_the_medians
      return low, high  →  return np.std(medians)
      You return the standard deviation of the medians. The interval's two ends are
      wanted, and they need no normal distribution.
    turned_round_the_median
      - return low, high
      + middle = np.median(values)
      + return 2 * middle - high, 2 * middle - low
      You reflect the interval at the median. That is another bootstrap, the basic one:
      here the quantiles themselves are wanted.
    """,
)


@MISTAKES.written("interval")
def two_standard_deviations(right, values, picks, level=0.95):
    """You go 1.96 standard deviations to both sides, as if the medians were normally
    distributed. The bootstrap needs no such thing: take their quantiles.
    """
    medians = np.median(np.asarray(values)[picks], axis=1)
    middle, reach = np.median(values), 1.96 * np.std(medians)
    return middle - reach, middle + reach


@MISTAKES.written("interval")
def normal_curve_around_their_mean(right, values, picks, level=0.95):
    """You fit a normal distribution to the medians of the draws. The bootstrap needs no
    such thing: take their quantiles.
    """
    medians = np.median(np.asarray(values)[picks], axis=1)
    reach = NormalDist().inv_cdf((1 + level) / 2) * np.std(medians)
    return np.mean(medians) - reach, np.mean(medians) + reach


@MISTAKES.written("interval")
def standard_error_of_the_mean(right, values, picks, level=0.95):
    """This is the textbook's interval of the mean, 1.96 standard errors to both sides,
    and picks is never used. Take the median of each draw, then quantiles.
    """
    reach = 1.96 * np.std(values, ddof=1) / np.sqrt(len(values))
    return np.mean(values) - reach, np.mean(values) + reach
