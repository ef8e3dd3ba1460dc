"""The checks of collate and masked_mean."""

import numpy as np

from grader.checks import draw
from grader.checks.answer import opened
from grader.checks.asking import after, form, made, shown, told
from grader.checks.expect import Checks, Expectation, holds, kept, same

CHECKS = Checks()


@CHECKS.check("collate", by_properties=True)
def collate(student, rng):
    """Sequences of unequal length side by side, and which of the steps are real."""

    def ask(pairs):
        things = made(student, "tensor", pairs)
        kept = student.keeping.collate(things)
        return things, kept, told(student, "plain", kept)

    def question(lengths, n_x, *more):
        return [(draw.normal(rng, T, n_x), draw.normal(rng, T, *more)) for T in lengths]

    lengths = [5, 2, 7, 3]
    pairs = question(lengths, 4, 2)
    things, kept, batch = ask(pairs)
    for k, name in enumerate(("x", "y", "mask")):
        yield same(name, batch[k], padded(pairs)[k])
    yield holds(
        "no step is lost and none is added",
        batch,
        lambda parts: parts[2].sum() == sum(lengths) and len(parts[0]) == max(lengths),
        "the mask should be true once for each real step, and T the longest length",
    )
    first = told(student, "plain", things)
    yield form("inputs are left unchanged", batch, first, pairs)
    dtypes = told(student, "where", kept)
    wanted = [["cpu", "float64", [7, 4, n], False] for n in (4, 2)]
    wanted.append(["cpu", "bool", [7, 4], False])
    yield shown("the mask is of bools, on the CPU", batch, dtypes, wanted)
    falling = sorted(lengths, reverse=True)
    _, _, batch = ask(pairs := question(falling, 3, 2))
    yield same("the longest first", batch, padded(pairs))
    _, _, batch = ask(pairs := question([4, 4, 4], 5, 2))
    yield same("all of one length", batch, padded(pairs))
    _, _, batch = ask(pairs := question([6], 3))
    yield same("one sequence, numbers as targets", batch, padded(pairs))
    _, _, batch = ask(pairs := question([1], 3, 2))
    yield same("a single step", batch, padded(pairs))
    pairs = [(x, rng.integers(1, 9, size=len(x))) for x, _ in question(lengths, 4)]
    _, kept, batch = ask(pairs)
    yield same("whole numbers as targets", batch, padded(pairs))
    place = told(student, "where", kept)[1]
    whole = ["cpu", "int64", [7, 4], False]
    yield shown("whole numbers stay whole", batch, place, whole)
    pairs = question(lengths, 4, 2)
    for part in (part for pair in pairs for part in pair):
        part[[0, -1]] = 0
    _, _, batch = ask(pairs)
    yield same("rows of zeros at real steps", batch, padded(pairs))


@CHECKS.check("masked_mean", by_properties=True)
def masked_mean(student, rng):
    """A mean over the real steps, whatever stands at the others."""

    def ask(name, losses, mask):
        things = made(student, "tensor", losses, None, "cpu", True)
        loss = student.keeping.masked_mean(things, made(student, "tensor", mask))
        answer = told(student, "plain", loss)
        yield same(name, answer, losses[mask].mean())
        return told(student, "gradients", loss, 1.0, things)[0], answer

    lengths = np.array([6, 2, 4])
    mask = np.arange(6)[:, None] < lengths
    losses = rng.uniform(0.5, 3.0, size=mask.shape)
    gradient, answer = yield from ask("the mean over real steps", losses, mask)
    yield kept("float64 in, float64 out", answer, np.float64)
    yield same("its gradient", gradient, mask / mask.sum())
    yield holds(
        "a gradient at the real steps only",
        gradient,
        lambda d: np.all(d[mask] > 0) and not np.any(d[~mask]),
        "padded steps have a gradient, or real ones have none",
    )
    full = np.ones((5, 4), bool)
    yield from ask("nothing padded", rng.uniform(0.5, 3.0, size=full.shape), full)
    one = np.arange(6)[:, None] < np.array([4])
    yield from ask("one sequence", rng.uniform(0.5, 3.0, size=one.shape), one)
    for name, bad in (("zeros", 0.0), ("NaN", np.nan), ("infinity", np.inf)):
        at_rest = np.where(mask, losses, bad)
        gradient, _ = yield from ask(f"{name} at the padded steps", at_rest, mask)
        yield same(f"its gradient, {name} there", gradient, mask / mask.sum())
    _, answer = yield from ask("values in float32", losses.astype(np.float32), mask)
    yield kept("float32 in, float32 out", answer, np.float32)
    there = made(student, "tensor", losses, None, "meta")
    away = student.keeping.masked_mean(
        there, made(student, "tensor", mask, None, "meta")
    )
    _, problem, _ = opened(away)
    name = "the host doesn't wait for the device"
    yield after(answer, Expectation(name, problem is None, problem or "", weight=8))


def padded(pairs):
    """x, y and mask of pairs of arrays, time first, zeros at the end."""
    T = max(len(x) for x, _ in pairs)
    mask = np.arange(T)[:, None] < np.array([len(x) for x, _ in pairs])
    return (*(filled(T, part) for part in zip(*pairs, strict=True)), mask)


def filled(T, sequences):
    """Sequences of unequal length in one array (T, m, ...)."""
    whole = np.zeros((T, len(sequences), *sequences[0].shape[1:]), sequences[0].dtype)
    for i, sequence in enumerate(sequences):
        whole[: len(sequence), i] = sequence
    return whole
