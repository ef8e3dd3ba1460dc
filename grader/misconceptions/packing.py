"""The values are right, and they are packed in another way than was asked."""

from grader.checks.compare import describe, difference
from grader.misconceptions.relations import Relation


def packing_of(pairs, names):
    """How the right values were packed, as a `Relation`; None where they weren't.

    `pairs` are the (learner's, right) answers of all calls, `names` what the parts of
    the right ones are called.
    """
    for explain in (_without_names, _one_part, _some_parts):
        relation = explain(pairs, names)
        if relation is not None:
            return relation
    return None


def _without_names(pairs, names):
    if not all(hasattr(right, "_fields") for _, right in pairs):
        return None
    if all(_is_plain(got) and _equal(got, tuple(right)) for got, right in pairs):
        kind = type(pairs[0][1]).__name__
        hint = (
            "The values are right, but you return them without their names. Put them "
            f"into a {kind}, so that a field can be taken by its name."
        )
        return Relation("record_without_names", hint)
    return None


def _one_part(pairs, names):
    for part, name in enumerate(_called(pairs, names)):
        if all(_equal(got, _parts(right)[part]) for got, right in pairs):
            hint = f"You return {name} alone. The docstring's last line says what else."
            return Relation("only_one_result", hint)
    return None


def _some_parts(pairs, names):
    """Some of the parts in their order, or all of them and more."""
    called = _called(pairs, names)
    counts = {len(got) if _is_plain(got) else 0 for got, _ in pairs}
    if len(counts) != 1 or not called or counts & {0, len(called)}:
        return None
    count = counts.pop()
    if count > len(called):
        ours = range(len(called))
        if all(_equal(tuple(got[i] for i in ours), _parts(r)) for got, r in pairs):
            hint = (
                f"The first {len(called)} values are right; there are more than asked."
            )
            return Relation("results_too_many", hint)
        return None
    kept = []
    for i in range(count):
        fits = [
            part
            for part in range(len(called))
            if part not in kept and all(_equal(g[i], _parts(r)[part]) for g, r in pairs)
        ]
        if not fits:
            return None
        kept.append(fits[0])
    missing = [name for part, name in enumerate(called) if part not in kept]
    hint = (
        f"What you return is right as far as it goes, but {_list(missing)} is missing."
    )
    return Relation("results_missing", hint)


def _called(pairs, names):
    """The names of the right answer's parts; none where it has no parts."""
    parts = _parts(pairs[0][1])
    if hasattr(pairs[0][1], "_fields"):
        return pairs[0][1]._fields
    if not parts or any(len(_parts(right)) != len(parts) for _, right in pairs):
        return ()
    counted = tuple(f"result {i + 1}" for i in range(len(parts)))
    return names if len(names) == len(parts) else counted


def _parts(right):
    return tuple(right) if isinstance(right, tuple) else ()


def _is_plain(value):
    return isinstance(value, (tuple, list)) and not hasattr(value, "_fields")


def _equal(got, expected):
    return describe(got) != "None" and difference(got, expected) is None


def _list(names):
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
