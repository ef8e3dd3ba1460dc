"""A misconception as the source of a learner's cell: for demo classes and tests."""

import ast
import inspect
from types import ModuleType

OURS = "grader."
PREFIX = "_own_"  # so that nothing here takes the name of another exercise
PLAIN = (bool, int, float, str, tuple, list, dict, type(None))


def as_answer(variant, function):
    """Source that defines `function` as the misconception `variant` does.

    All that it uses of the grader comes along, under names of its own; modules and
    parameter types are imported.
    """
    parts, done = [], set()
    _add(variant, function, parts, done)
    return "\n\n".join(dict.fromkeys(parts))


def _add(thing, name, parts, done):
    """Append the source of a function or class, after all that it uses."""
    tree = ast.parse(inspect.getsource(thing))
    (definition,) = tree.body
    definition.name = name
    definition.decorator_list = [d for d in definition.decorator_list if not _is_of(d)]
    if isinstance(definition, ast.FunctionDef) and ast.get_docstring(definition):
        definition.body = definition.body[1:] or [ast.Pass()]
    module_names = dict(vars(inspect.getmodule(thing)))
    for local in _local_names(definition):
        module_names.pop(local, None)
    renamed = _Renamer(module_names, parts, done).visit(tree)
    parts.append(ast.unparse(ast.fix_missing_locations(renamed)))


def _local_names(definition):
    """Names of arguments and of what is assigned: these hide the module's own."""
    for node in ast.walk(definition):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _is_of(decorator):
    """Is it the one that registers a misconception?"""
    call = getattr(decorator, "func", None)
    return getattr(call, "id", None) == "of" or getattr(call, "attr", None) == "of"


class _Renamer(ast.NodeTransformer):
    """Gives what the grader's modules name names of their own, and brings it along."""

    def __init__(self, module_names, parts, done):
        self.module_names, self.parts, self.done = module_names, parts, done

    def visit_Attribute(self, node):
        module = self.module_names.get(getattr(node.value, "id", None))
        if isinstance(module, ModuleType) and module.__name__.startswith(OURS):
            return ast.Name(
                self._bring(node.attr, getattr(module, node.attr)), node.ctx
            )
        return self.generic_visit(node)

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load) and node.id in self.module_names:
            node.id = self._bring(node.id, self.module_names[node.id])
        return node

    def _bring(self, name, value):
        """Have `value` defined above; the name it gets there."""
        if isinstance(value, ModuleType):
            self.parts.append(f"import {value.__name__} as {name}")
            return name
        module = getattr(value, "__module__", None) or ""
        if module.startswith(OURS):
            own = PREFIX + value.__name__
            if own not in self.done:
                self.done.add(own)
                _add(value, own, self.parts, self.done)
            return own
        if isinstance(value, PLAIN) and not name.startswith("__"):
            self.parts.append(f"{PREFIX}{name} = {value!r}")
            return PREFIX + name
        if module:
            self.parts.append(f"from {module} import {value.__name__} as {name}")
        return name
