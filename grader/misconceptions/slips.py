"""Slips that nobody wrote down: what one can get wrong in any line of a formula.

A factor or a term is left out, a sign is turned round, one name stands for another,
a tanh is forgotten. They are read off the reference's syntax tree, and serve where no
mistake of the lists fits; the hint says which quantity to look at, and in what way.
"""

import ast
import re
from functools import cache
from itertools import combinations

from grader.misconceptions.changes import changes_at, in_symbols, is_name, plain
from grader.misconceptions.mistakes import Mistake
from grader.misconceptions.source import Edit, source_of

MOST_ALIKE = 4  # gates that may be wrong in the same way


@cache
def slips_of(function):
    """All slips in the reference's `function`, as `Mistake`s.

    First those in one place, then those that are made alike for several gates.
    """
    source = source_of(function)
    if not source.startswith("def "):
        return ()
    places, found, alike = _Places(source), {}, {}
    for node, quantity in places.expressions:
        old = ast.unparse(node)
        for text, kind, hint in changes_at(node, places.names):
            edit = Edit(*places.span(node), text)
            slip = (edit, quantity, kind, hint)
            found.setdefault((edit,), _mistake(function, [slip], places))
            alike.setdefault(tuple(map(_any_gate, (old, text, kind))), []).append(slip)
    for slips in alike.values():
        for some in _several(slips):
            edits = tuple(sorted(slip[0] for slip in some))
            found.setdefault(edits, _mistake(function, some, places))
    return tuple(found.values())


def _several(slips):
    """All of the slips that are made alike, and each two of them."""
    quantities = {quantity for _, quantity, _, _ in slips}
    if 2 <= len(slips) == len(quantities) <= MOST_ALIKE:
        yield slips
        if len(slips) > 2:
            yield from combinations(slips, 2)


def _mistake(function, slips, places):
    edits = tuple(sorted(edit for edit, _, _, _ in slips))
    _, quantity, kind, hint = slips[0]
    name, hint = f"in_{plain(quantity)}_{kind}", places.in_words(hint)
    if len(slips) == 1:
        words = f"Look at {places.described(quantity)}: {hint}"
    else:
        *most, last = [places.in_words(in_symbols(q)) for _, q, _, _ in slips]
        name, hint = _any_gate(name), re.sub(r"(Γ|[Wbp]|dz)[urfoc]\b", r"\1", hint)
        words = f"Look at {', '.join(most)} and {last}, in the same way: {hint}"
    return Mistake(name, words, function.__name__, function.__module__, edits)


def _any_gate(text):
    """`text` with the letters of gates taken out."""
    return re.sub(r"(gamma_|\b[Wbp]|\bdz|_[wbp]|_dz|σ_)[urfoc](?![a-z])", r"\1", text)


class _Places:
    """A function's expressions, each with the quantity that it is a part of."""

    def __init__(self, source):
        tree = ast.parse(source)
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line.encode()))
        self._bytes, self.expressions = source.encode(), []
        self.names = {ast.unparse(n) for n in ast.walk(tree) if is_name(n)}
        for statement in ast.walk(tree):
            for quantity, value in _quantities(statement):
                inner = [n for n in ast.walk(value) if isinstance(n, ast.expr)]
                self.expressions += [(node, quantity) for node in inner]
        joined = re.findall(r"(\w+) = np\.concatenate\((\[[^]]*\]), axis=1\)", source)
        self._joined = {name: in_symbols(parts) for name, parts in joined}

    def in_words(self, hint):
        """`hint` with what is joined written out."""
        for name, parts in self._joined.items():
            hint = re.sub(rf"\b{name}\b", lambda match, parts=parts: parts, hint)
        return hint

    def described(self, quantity):
        """A quantity, and what it is where its name does not say it."""
        if quantity.startswith("d_") and quantity[2:] in self._joined:
            return f"the gradient of {self._joined[quantity[2:]]}"
        if re.fullmatch(r"dz[urfoc]", quantity):
            of = "c̃'s tanh" if quantity == "dzc" else f"Γ{quantity[2]}'s σ"
            return f"{quantity}, the gradient at the sum inside {of}"
        return self.in_words(in_symbols(quantity))

    def span(self, node):
        """Where `node` stands in the source, in characters."""
        start = self._starts[node.lineno - 1] + node.col_offset
        end = self._starts[node.end_lineno - 1] + node.end_col_offset
        return len(self._bytes[:start].decode()), len(self._bytes[:end].decode())


def _quantities(statement):
    """The quantities that a statement makes: (its name, the expression)."""
    if isinstance(statement, (ast.Assign, ast.AugAssign)) and statement.value:
        call = statement.value
        if isinstance(call, ast.Call) and len(call.keywords) > 3:  # GRUParams(Wu=…)
            yield from ((f"d{word.arg}", word.value) for word in call.keywords)
        else:
            target = getattr(statement, "target", None) or statement.targets[0]
            yield ast.unparse(target), call
    elif isinstance(statement, ast.Return) and statement.value is not None:
        yield "what you return", statement.value
    elif isinstance(statement, ast.If):
        yield f"where you ask for {ast.unparse(statement.test)}", statement.test
    elif isinstance(statement, ast.For):
        yield f"what you go through as {ast.unparse(statement.target)}", statement.iter
