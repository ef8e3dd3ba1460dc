"""How the parts of a wrong answer are related to those of the right one.

Two have changed places, one is transposed, or divided by the number of examples: that
is seen in the answers alone, whatever the function, and needs no list.
"""

from itertools import combinations, permutations
from typing import NamedTuple

import numpy as np

from grader.checks.compare import difference, is_number

MOST_BLOCKS = 4


class Relation(NamedTuple):
    """What is the matter with some parts of an answer: a name, and a hint."""

    name: str
    hint: str


def relations_of(wrong, got, right, sizes):
    """What explains the `wrong` parts of an answer, if it is as simple as that.

    `got` and `right` map the name of a part to the list of its arrays over all calls;
    `sizes` has, for each call, the leading sizes of its first argument. Gives
    `Relation`s that together account for all of `wrong`, or an empty list.
    """
    left, found = list(wrong), []
    for one, other in combinations(wrong, 2):
        if _same(got[one], right[other]) and _same(got[other], right[one]):
            hint = (
                f"{one} and {other} have changed places: each holds what the other "
                "should. Look at the order in which you return or unpack them."
            )
            found.append(Relation("parts_exchanged", hint))
            left = [part for part in left if part not in (one, other)]
    for part in left:
        relation = _of_one(part, got[part], right, sizes)
        if relation is None:
            return []
        found.append(relation)
    return _merged(found)


def _of_one(part, got, right, sizes):
    """What one wrong part is instead of the right one; None if it is nothing simple."""
    if not all(map(is_number, got)) or not all(map(is_number, right[part])):
        return None
    expected = right[part]
    for name, hint, change in CHANGES:
        changed = [change(np.asarray(value)) for value in expected]
        if all(value is not None for value in changed) and _same(got, changed):
            return Relation(name, hint.format(part))
    return (
        _scaled(part, got, expected, sizes)
        or _reordered(part, got, expected)
        or _nothing(part, got)
        or _repeated(part, got, right)
    )


def _if_axes(count, change):
    return lambda value: change(value) if value.ndim >= count else None


CHANGES = (
    ("sign_turned", "{} has the wrong sign.", lambda v: -v),
    (
        "transposed",
        "{} is transposed: rows and columns have changed places.",
        lambda v: v.T if v.ndim == 2 else None,
    ),
    (
        "time_reversed",
        "{} runs backwards in time. The first step comes first.",
        lambda v: v[::-1] if v.ndim == 3 and len(v) > 1 else None,
    ),
    (
        "batch_before_time",
        "{} has its first two axes the wrong way round: time comes first here, and the "
        "examples after it.",
        lambda v: v.swapaxes(0, 1) if v.ndim == 3 else None,
    ),
    (
        "only_the_last",
        "{} holds the last step only. Keep every step, the first one first.",
        _if_axes(3, lambda v: v[-1]),
    ),
    (
        "leading_axis_missing",
        "{} lacks its first axis, which has size 1 here but belongs to the layout.",
        lambda v: v[0] if v.ndim > 1 and len(v) == 1 else None,
    ),
    (
        "squared_instead",
        "{} is the square of what it should be.",
        lambda v: v * v,
    ),
    (
        "exponential_instead",
        "{} is what it should be, put through a sigmoid once more.",
        lambda v: 1 / (1 + np.exp(-np.clip(v, -700, 700))),
    ),
    (
        "tanh_once_more",
        "{} is what it should be, put through tanh once more.",
        np.tanh,
    ),
    (
        "complement_instead",
        "{} is 1 minus what it should be.",
        lambda v: 1 - v,
    ),
)


def _scaled(part, got, right, sizes):
    """A constant factor: the number of examples or of steps, or another."""
    factors = [_factor(a, b) for a, b in zip(got, right, strict=True)]
    if None in factors:
        return None
    over = {
        "batch": [1 / size[-1] for size in sizes],
        "time": [1 / size[0] for size in sizes],
        "both": [1 / float(np.prod(size)) for size in sizes],
    }
    for name, words in (
        ("batch", "the number of examples: it should be a sum over them"),
        ("time", "the number of steps: it should be a sum over them"),
        ("both", "the number of examples and steps: it should be a sum over them"),
    ):
        if np.allclose(factors, over[name], rtol=1e-4):
            hint = f"{part} is divided by {words}."
            return Relation(f"averaged_over_{name}", hint)
    if np.ptp(factors) < 1e-4 * abs(factors[0]):
        hint = f"{part} is {factors[0]:.3g} times what it should be."
        return Relation("off_by_a_factor", hint)
    return None


def _factor(got, right):
    """The number by which `right` is multiplied in `got`; None if by no one number."""
    got, right = np.asarray(got), np.asarray(right)
    if got.shape != right.shape or not np.isfinite(got).all() or not right.any():
        return None
    factor = float((got * right).sum() / (right * right).sum())
    return factor if factor and difference(got, factor * right) is None else None


def _reordered(part, got, right):
    """Blocks of rows, or of what the last axis counts, in another order."""
    for axis in (-2, -1):
        for count in (*range(2, MOST_BLOCKS + 1), 2 * MOST_BLOCKS):
            if not all(
                np.ndim(v) >= -axis and v.shape[axis] % count == 0 for v in right
            ):
                continue
            for order in _orders(count):
                if _same(got, [_in_order(value, order, axis) for value in right]):
                    words = ", ".join(str(i + 1) for i in order)
                    hint = (
                        f"The blocks of {part} stand in another order than they "
                        f"should: in yours come, of the right ones, {words}."
                    )
                    return Relation("blocks_in_another_order", hint)
    return None


def _orders(count):
    """Orders of blocks that are wrong; of two halves both in the same order."""
    if count == 2 * MOST_BLOCKS:
        halves = permutations(range(MOST_BLOCKS))
        found = [(*half, *(i + MOST_BLOCKS for i in half)) for half in halves]
    else:
        found = list(permutations(range(count)))
    return [order for order in found if list(order) != sorted(order)]


def _in_order(value, order, axis):
    blocks = np.split(value, len(order), axis=axis)
    return np.concatenate([blocks[i] for i in order], axis=axis)


def _nothing(part, got):
    if all(isinstance(value, np.ndarray) and not value.any() for value in got):
        hint = f"{part} is zero throughout: it is made, and never filled."
        return Relation("all_zero", hint)
    return None


def _repeated(part, got, right):
    for other in right:
        if other != part and _same(got, right[other]):
            hint = (
                f"{part} holds what belongs into {other}. Look for a line that was "
                "copied and not changed everywhere."
            )
            return Relation("part_repeated", hint)
    return None


def _merged(relations):
    """One of each name, with the hints of up to three parts."""
    merged = {}
    for relation in relations:
        merged.setdefault(relation.name, []).append(relation.hint)
    return [Relation(name, " ".join(hints[:3])) for name, hints in merged.items()]


def _same(got, expected):
    if not any(np.any(value) for value in expected if is_number(value)):
        return False  # nothing but zeros: that tells nothing
    return all(difference(*pair) is None for pair in zip(got, expected, strict=True))
