"""Does a function use a library's unit where it should be the learner's own?

A static look at the learner's cells: what the function's text reaches, through the
learner's own helpers and global variables, but not through other exercises. A local
name is no global variable, whatever a cell elsewhere calls so.
"""

import ast
import symtable

from IPython.core.inputtransformer2 import TransformerManager

from grader.judge.imports import DEFINITIONS, IMPORTS, name_given

# Other ways to the same things.
SYNONYMS = (
    ("torch._C._VariableFunctions.", "torch."),
    ("torch._VF.", "torch."),
    ("torch.nn.modules.rnn.", "torch.nn."),
    ("torch.ops.aten.", "torch."),
    ("torch.nn.functional.", "torch."),
    ("torch.autograd.grad_mode.", "torch."),
)
# The last part of a forbidden name, and of much that is not: `getattr(x, "grad")`.
COMMON = {"backward", "checkpoint", "grad", "jacobian", "vjp"}


def forbidden_use(sources, function, forbids, exercises=()):
    """The first of the dotted names `forbids` that `function` reaches, or None.

    `sources` are the learner's code cells in the order in which they ran; the last
    definition of a name counts. `exercises` are looked into only as `function`.
    """
    scan = _Scan(forbids)
    for source in sources:
        scan.read(source)
    return scan.reached(function, set(exercises) - {function})


class _Scan:
    def __init__(self, forbids):
        self.forbids = tuple(forbids)
        tails = {name.rsplit(".", 1)[1]: name for name in self.forbids}
        self.tails = {tail: tails[tail] for tail in tails if tail not in COMMON}
        self.aliases = {}  # a name in the cells -> a dotted name
        self.defined = {}  # a name in the cells -> the syntax tree that gives it

    def read(self, source):
        if source.lstrip().startswith("%%"):  # %%time and its kin run what is below
            source = source.lstrip().partition("\n")[2]
        try:
            tree = ast.parse(TransformerManager().transform_cell(source))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return
        for node in ast.walk(tree):
            self._import_any(node)
        for node in _statements(tree.body):
            for name in _names_given(node):
                self.defined[name] = node
                self.aliases.pop(name, None)  # the learner's own from here on
            self._import_any(node)

    def _import_any(self, node):
        if isinstance(node, ast.Import):
            self._import(node)
        elif isinstance(node, ast.ImportFrom) and node.module:
            self._import_from(node)

    def _import(self, node):
        for alias in node.names:
            if alias.asname:
                self.aliases[alias.asname] = alias.name
            else:
                top = alias.name.split(".")[0]
                self.aliases[top] = top

    def _import_from(self, node):
        for alias in node.names:
            if alias.name == "*":
                inside = {
                    t: n for t, n in self.tails.items() if n.startswith(node.module)
                }
                self.aliases |= inside
            else:
                given = alias.asname or alias.name
                self.aliases[given] = f"{node.module}.{alias.name}"

    def reached(self, name, closed):
        seen, todo = set(), [name]
        while todo:
            name = todo.pop()
            if name in seen or name in closed or name not in self.defined:
                continue
            seen.add(name)
            imported = isinstance(self.defined[name], IMPORTS)
            whole = self._short(self.aliases.get(name, ""))
            if imported and whole in self.forbids:
                return whole
            for node in ast.walk(self.defined[name]):
                found = self._forbidden(node)
                if found:
                    return found
            todo += _globals_read(self.defined[name])
        return None

    def _forbidden(self, node):
        if isinstance(node, (ast.Call, ast.Subscript)):
            return self.tails.get(_looked_up(node))
        if isinstance(node, (ast.Name, ast.Attribute)):
            dotted = self._dotted(node)
            return dotted if dotted in self.forbids else None
        return None

    def _dotted(self, node):
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        parts.append(self.aliases.get(node.id, node.id))
        return self._short(".".join(reversed(parts)))

    @staticmethod
    def _short(dotted):
        for long, short in SYNONYMS:
            if dotted.startswith(long):
                dotted = short + dotted.removeprefix(long)
        return dotted


def _looked_up(node):
    """The text in ``getattr(x, "text")`` or ``vars(x)["text"]``, or None."""
    if isinstance(node, ast.Call):
        named = getattr(node.func, "id", None) == "getattr" and len(node.args) > 1
        key = node.args[1] if named else None
    else:
        of = node.value
        named = getattr(of, "attr", None) == "__dict__" or (
            isinstance(of, ast.Call) and getattr(of.func, "id", None) == "vars"
        )
        key = node.slice if named else None
    return key.value if isinstance(getattr(key, "value", None), str) else None


def _statements(body):
    """The statements of a cell that are run with it, those in blocks too."""
    for node in body:
        yield node
        if not isinstance(node, DEFINITIONS):
            for part in ("body", "orelse", "finalbody"):
                yield from _statements(getattr(node, part, None) or ())
            for handler in getattr(node, "handlers", ()):
                yield from _statements(handler.body)


def _globals_read(node):
    """The global names that a statement reads, when it runs or when it is called."""
    try:
        top = symtable.symtable(ast.unparse(node), "cell", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    found, tables = (
        [s.get_name() for s in top.get_symbols() if s.is_referenced()],
        [top],
    )
    while tables:
        inner = tables.pop().get_children()
        tables += inner
        found += [s.get_name() for t in inner for s in t.get_symbols() if s.is_global()]
    return found


def _names_given(node):
    """The names that a statement at the top of a cell gives a meaning to."""
    if isinstance(node, DEFINITIONS):
        return [node.name]
    if isinstance(node, IMPORTS):
        return [name_given(alias) for alias in node.names]
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    return [n.id for t in targets if t for n in ast.walk(t) if isinstance(n, ast.Name)]
