"""Does a function use a library's unit where it should be the learner's own?

A static look at the learner's cells: what the function's text reaches, through the
learner's own helpers and variables, but not through other exercises.
"""

import ast

from IPython.core.inputtransformer2 import TransformerManager

# Other ways to the same things.
SYNONYMS = (
    ("torch._C._VariableFunctions.", "torch."),
    ("torch._VF.", "torch."),
    ("torch.nn.modules.rnn.", "torch.nn."),
    ("torch.ops.aten.", "torch."),
    ("torch.nn.functional.", "torch."),
    ("torch.autograd.grad_mode.", "torch."),
)


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
        self.tails = {name.rsplit(".", 1)[1]: name for name in self.forbids}
        self.aliases = {}  # a name in the cells -> a dotted name
        self.defined = {}  # a name in the cells -> the syntax tree that gives it

    def read(self, source):
        try:
            tree = ast.parse(TransformerManager().transform_cell(source))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                self._import(node)
            elif isinstance(node, ast.ImportFrom) and node.module:
                self._import_from(node)
        for node in tree.body:
            for name in _names_given(node):
                self.defined[name] = node

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
            for node in ast.walk(self.defined[name]):
                found = self._forbidden(node)
                if found:
                    return found
                if isinstance(node, ast.Name):
                    todo.append(node.id)
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
        dotted = ".".join(reversed(parts))
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


def _names_given(node):
    """The names that a statement at the top of a cell gives a meaning to."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    return [n.id for t in targets if t for n in ast.walk(t) if isinstance(n, ast.Name)]
