"""What the calls of a wrong answer show: which parts are wrong, and why."""

import ast
from typing import NamedTuple

import numpy as np

from grader.checks.answer import Call
from grader.checks.compare import difference, is_number
from grader.checks.student import run_here
from grader.misconceptions.packing import packing_of
from grader.misconceptions.relations import relations_of
from grader.misconceptions.source import source_of

LARGE = 20_000  # numbers in a question that is asked for its size


class Parts(NamedTuple):
    """What a wrong version has to do with the parts of an answer."""

    explained: frozenset  # wrong parts that it gives as the learner does
    contradicted: frozenset  # parts that it changes, and the learner has otherwise


NO_PARTS = Parts(frozenset(), frozenset())


class Evidence:
    """The calls of one function, beside what the reference answers to each."""

    def __init__(self, calls, right):
        self._names = names_of_results(right)
        plain = [call for call in calls if not call.scribble] or calls
        plain = [call for call in plain if _size(call.args) < LARGE] or plain
        asked = [call for call in plain if call.problem is None or call.error]
        pairs = [(call, _answered(right, call)) for call in asked]
        pairs = [(call, twin) for call, twin in pairs if not twin.error]
        differing = [_differs(call, twin) for call, twin in pairs]
        self.wrong = any(differing)
        # What is wrong comes first: most versions are ruled out by one such call.
        order = sorted(range(len(pairs)), key=lambda i: not differing[i])
        self._pairs = [pairs[i] for i in order]

    def fit(self, version):
        """Does `version` give the learner's values in each call that came back?

        "wholly"; "partly" where errors of the learner's are left that it doesn't
        account for; None where it doesn't, or accounts for nothing that is wrong.
        """
        if version is None:
            return None
        shown = unexplained = 0
        for call, _ in self._pairs:
            twin = _answered(version, call)
            if call.error:
                same = twin.error == call.error and _same_words(call, twin)
                shown += same
                unexplained += not same
            elif twin.error or difference(call.value, twin.value) is not None:
                return None
            else:
                shown += 1
        if shown and not unexplained:
            return "wholly"
        returned_wrong = any(_differs(*pair) for pair in self._returned())
        return "partly" if shown and returned_wrong else None

    def relations(self):
        """How the answer's parts are related to the right ones, if that explains it."""
        returned, table = self._returned(), self._table()
        if not returned or len(returned) < len(self._pairs):
            return []
        if table is None:
            packed = [(call.value, twin.value) for call, twin in returned]
            relation = packing_of(packed, self._names)
            return [relation] if relation else []
        got, right = table
        wrong = [name for name in right if not _equal(got[name], right[name])]
        sizes = [_leading(call.args[0]) for call, _ in returned]
        return relations_of(wrong, got, right, sizes)

    def parts(self, version):
        """What `version` accounts for, part by part, as `Parts`.

        A version that accounts for no part of the first wrong call is left at that.
        """
        table, returned = self._table(), [call for call, _ in self._returned()]
        for calls in (returned[:1], returned):
            found = self._parts_over(version, table, calls) if table else NO_PARTS
            if not found.explained:
                return NO_PARTS
        return found

    def _parts_over(self, version, table, calls):
        twins = [_answered(version, call) for call in calls]
        if any(twin.error for twin in twins):
            return NO_PARTS
        got, right = table
        flat = [parts_of(twin.value, self._names) for twin in twins]
        if any(set(one) != set(right) for one in flat):
            return NO_PARTS
        its, count = {name: [one[name] for one in flat] for name in right}, len(calls)
        changed = {n for n in right if not _equal(its[n], right[n][:count])}
        explained = {n for n in changed if _equal(got[n][:count], its[n])}
        return Parts(frozenset(explained), frozenset(changed - explained))

    def complete(self, one, other):
        """Do two versions account for every wrong part, and change no other?"""
        got, right = self._table()
        wrong = {name for name in right if not _equal(got[name], right[name])}
        explained = one.explained | other.explained
        contradicted = (one.contradicted | other.contradicted) - explained
        return wrong <= explained and not contradicted

    def _returned(self):
        return [(call, twin) for call, twin in self._pairs if not call.error]

    def _table(self):
        """Part -> its arrays over all calls, the learner's and the right ones."""
        if not hasattr(self, "_made"):
            self._made = self._parts_by_name()
        return self._made

    def _parts_by_name(self):
        pairs = [
            (parts_of(call.value, self._names), parts_of(twin.value, self._names))
            for call, twin in self._returned()
        ]
        if not pairs or any(set(a) != set(b) for a, b in pairs):
            return None
        names = list(pairs[0][1])
        if any(list(b) != names for _, b in pairs):
            return None
        return tuple(
            {name: [p[i][name] for p in pairs] for name in names} for i in (0, 1)
        )


def parts_of(value, names=(), of=""):
    """The parts of an answer by name: fields, keys, and `names` for the items.

    In a list of steps, what has one name is one part, an array stacked over the steps.
    """
    if hasattr(value, "_fields"):
        items = value._asdict().items()
    elif isinstance(value, dict):
        items = value.items()
    elif isinstance(value, (tuple, list)) and _of_one_kind(value):
        items = {
            field: _stacked([getattr(step, field) for step in value])
            for field in value[0]._fields
        }.items()
    elif isinstance(value, (tuple, list)):
        counted = [f"result {i + 1}" for i in range(len(value))]
        items = zip(names if len(names) == len(value) else counted, value, strict=True)
    else:
        return {of or "the result": value}
    found = {}
    for name, item in items:
        found |= parts_of(item, of=f"{of}.{name}" if of else name)
    return found


def names_of_results(function):
    """What the reference calls the things that it returns; empty where that varies."""
    try:
        tree = ast.parse(source_of(function))
    except (OSError, TypeError):
        return ()
    found = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    if len(found) != 1 or not isinstance(found[0], ast.Tuple):
        return ()
    return tuple(ast.unparse(part) for part in found[0].elts)


def _of_one_kind(items):
    kinds = {getattr(item, "_fields", None) for item in items}
    return len(kinds) == 1 and None not in kinds


def _stacked(items):
    numbers = all(is_number(item) for item in items)
    if numbers and len({np.shape(item) for item in items}) == 1:
        return np.stack([np.asarray(item) for item in items])
    return items


def _answered(function, call):
    twin = Call(call.function, call.args, call.kwargs, call.scribble)
    run_here(function, twin)
    return twin


def _differs(call, twin):
    if call.error or twin.error:
        return call.error != twin.error
    return difference(call.value, twin.value) is not None


def _same_words(call, twin):
    """Do two errors say the same, as far as the version's own words go?"""
    said = (twin.problem or "").partition(": ")[2].partition(" (line ")[0][:80]
    return bool(said) and said in (call.problem or "")


def _equal(got, expected):
    return all(difference(*pair) is None for pair in zip(got, expected, strict=True))


def _leading(value):
    """All sizes of an array but the last; of anything else one."""
    return (np.shape(value)[:-1] if isinstance(value, np.ndarray) else ()) or (1,)


def _size(value):
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, (tuple, list)):
        return sum(map(_size, value))
    return 1
