"""Data without a download: drawn when it is needed, or read from a small package."""

from pathlib import Path

import numpy as np

CONSTANT_GUESS = 1 / 6
"""Mean squared error of always guessing 1 on the adding problem.

The target is the sum of two independent uniform numbers; each has variance 1/12.
"""


def adding_problem(rng, length, batch, dtype=np.float64):
    """Sequences of numbers of which two are marked; the target is the marked sum.

    Each x<t> holds a number drawn from U[0, 1) and a mark, 0 or 1. One mark is in
    the first half of the sequence and one in the second, so that a unit has to
    remember for up to `length` steps.

    rng: a NumPy generator; length: at least 2.
    Returns x (length, batch, 2), time first, and y (batch,), both of `dtype`.
    Raises ValueError for a length below 2.
    Source: after Hochreiter & Schmidhuber 1997, section 5.4, in the later form of
    Martens & Sutskever 2011 and Le et al. 2015, with marks 0 and 1 and one length.
    """
    if length < 2:
        raise ValueError(f"two marks need a length of at least 2, not {length}")
    numbers = rng.random((length, batch))
    rows = np.arange(batch)
    first = rng.integers(0, length // 2, batch)
    second = rng.integers(length // 2, length, batch)
    marks = np.zeros((length, batch))
    marks[first, rows] = marks[second, rows] = 1
    x = np.stack([numbers, marks], axis=2)  # (length, batch, 2)
    y = numbers[first, rows] + numbers[second, rows]
    return x.astype(dtype), y.astype(dtype)


def sentences(rng, length, batch, dtype=np.float64):
    """Sentences whose first word decides how they end: *The cat, which …, was full.*

    Word 0 is a subject, singular (0) or plural (1); the other words are six fillers,
    drawn at random (2 to 7). After the last word, say which subject it was: 0 or 1.

    Returns x (length, batch, 8), a 1 for the word and 0 elsewhere, and y (batch,).
    """
    words = rng.integers(2, 8, (length, batch))
    words[0] = rng.integers(0, 2, batch)
    return np.eye(8, dtype=dtype)[words], words[0].astype(dtype)


def first_names():
    """First names of the US census of 1990 in lower case, each once, in order.

    They come with the package `names`. Returns a list of about 5,000 strings.
    """
    import names

    found = set()
    for file in ("dist.female.first", "dist.male.first"):
        lines = Path(names.__file__).with_name(file).read_text().splitlines()
        found |= {line.split()[0].lower() for line in lines}
    return sorted(found)


def split(items, rng, held_out=0.1):
    """The items in random order in two lists: to learn from, and held out."""
    mixed = [items[k] for k in rng.permutation(len(items))]
    count = round(held_out * len(items))
    return mixed[count:], mixed[:count]
