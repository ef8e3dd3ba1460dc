"""What goes wrong at one place of a formula: new text, a name for it, and a hint."""

import ast
import re

SYMBOLS = {
    "gamma_u": "Γu",
    "gamma_r": "Γr",
    "gamma_f": "Γf",
    "gamma_o": "Γo",
    "c_tilde": "c̃",
    "expit": "σ",
    "sigmoid": "σ",
}
FAMILIES = (  # names that are taken for each other
    r"(step\.)?(c_prev|c_t|c_tilde|a_prev|a_t|h_prev|c_seen|x_t|tanh_c)",
    r"(step\.)?gamma_\w",
    r"dz\w|d_reset",
    r"dc_t|da_t|dc|da",
    r"p\.W\w",
    r"p\.b\w",
    r"p\.p\w",
    r"concat\w*",
    r"[rzn]",
    r"W_\w+",
    r"b_\w+",
)
STATES = ("c_t", "a_t", "c_prev", "a_prev", "c_tilde")
SQUASHES = {"np.tanh": "tanh", "special.expit": "σ", "sigmoid": "σ"}
STABLE_SIGMOID = "(1 / (1 + np.exp(-({}))))"
SHORT = 48  # a longer expression isn't quoted in a hint


def changes_at(node, names):
    """The ways in which one goes wrong at `node`, each (new text, kind, hint).

    `names` are all names and attributes that the function reads.
    """
    if isinstance(node, ast.BinOp):
        yield from _OF_OPERATION.get(type(node.op), _none)(node)
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Subscript):
        yield from _of_part(node)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        inner = ast.unparse(node.value)
        hint = f"{in_symbols(inner)} should be transposed there."
        yield inner, "not_transposed", hint
    elif isinstance(node, ast.Compare):
        yield "True", "always", "one way is taken whatever it says."
        yield "False", "never", "one way is never taken."
    if is_name(node):
        yield from _of_name(node, names)


def is_name(node):
    """Is it a name, or an attribute of one, that is read?"""
    kinds = ast.Name, ast.Attribute
    return isinstance(node, kinds) and isinstance(node.ctx, ast.Load)


def in_symbols(text):
    """An expression as a learner would write it, in the lecture's symbols."""
    text = re.sub(r"\b(p|step|special|np)\.(?=\w)", "", text)
    text = re.sub(r"\w+", lambda match: SYMBOLS.get(match[0], match[0]), text)
    text = re.sub(r" \*\* 2\b", "²", text)
    return text if len(text) <= SHORT else f"{text[:SHORT].rsplit(' ', 1)[0]} …"


def plain(text):
    """An expression as a part of a name."""
    text = re.sub(r"\b(p|step|special|np)\.", "", text.replace("σ", "sigmoid"))
    return re.sub(r"\W+", "_", text).strip("_").lower()[:40] or "one"


def _none(node):
    return ()


def _sides(node):
    left, right = ast.unparse(node.left), ast.unparse(node.right)
    return left, right, in_symbols(left), in_symbols(right)


def _of_product(node):
    left, right, a, b = _sides(node)
    yield f"({left})", f"without_{plain(right)}", f"the factor {b} is missing."
    yield f"({right})", f"without_{plain(left)}", f"the factor {a} is missing."
    hint = f"{a} and {b} are added where they should be multiplied."
    yield f"(({left}) + ({right}))", f"adds_{plain(right)}", hint
    hint = f"the factor {b} is there twice."
    yield f"({left}) * ({right}) * ({right})", f"{plain(right)}_twice", hint


def _of_sum(node):
    left, right, a, b = _sides(node)
    yield f"({left})", f"without_{plain(right)}", f"the term {b} is missing."
    yield f"({right})", f"without_{plain(left)}", f"the term {a} is missing."
    hint = f"{b} is subtracted and should be added."
    yield f"(({left}) - ({right}))", f"minus_{plain(right)}", hint
    hint = f"{a} and {b} are multiplied where they should be added."
    yield f"(({left}) * ({right}))", f"times_{plain(right)}", hint


def _of_difference(node):
    left, right, a, b = _sides(node)
    whole = f"{a} - {b}"
    hint = f"{b} stands where {whole} should."
    yield f"({right})", f"{plain(right)}_alone", hint
    yield f"({left})", f"{plain(left)}_alone", f"{a} stands where {whole} should."
    hint = f"{b} is added and should be subtracted."
    yield f"(({left}) + ({right}))", f"plus_{plain(right)}", hint
    hint = f"it should be {whole}, and the two have changed places."
    yield f"(({right}) - ({left}))", "upside_down", hint


def _of_power(node):
    left, _, a, _ = _sides(node)
    yield f"({left})", "not_squared", f"{a} should be squared."
    hint = f"{a} goes through tanh once more; it should be squared as it stands."
    yield f"np.tanh({left})**2", "tanh_once_more", hint


def _of_matrix_product(node):
    left, right, _, b = _sides(node)
    yield f"({left}) @ ({right}).T", "transposed", f"{b} is transposed there."


def _of_quotient(node):
    left, right, _, b = _sides(node)
    hint = f"it should be divided by {b}."
    yield f"({left})", f"not_divided_by_{plain(right)}", hint


_OF_OPERATION = {
    ast.Mult: _of_product,
    ast.Add: _of_sum,
    ast.Sub: _of_difference,
    ast.Pow: _of_power,
    ast.MatMult: _of_matrix_product,
    ast.Div: _of_quotient,
}


def _of_call(node):
    called, first = ast.unparse(node.func), node.args[:1]
    if called == "reversed":
        hint = "it should be gone through from the last to the first."
        yield ast.unparse(first[0]), "not_reversed", hint
    if called in SQUASHES and first:
        yield from _of_squash(called, ast.unparse(first[0]))
    elif called.endswith(".sum") and len(node.keywords) == 1:
        summed = ast.unparse(node.func.value)
        hint = "it is averaged over the batch, and should be summed."
        yield f"({summed}).mean(axis=0)", "averaged", hint
        hint = "it isn't summed over the batch."
        yield f"({summed})", "not_summed", hint
        hint = "it is summed over the wrong axis."
        yield f"({summed}).sum(axis=-1)", "other_axis", hint
    elif called == "np.concatenate" and first and isinstance(first[0], ast.List):
        parts = [ast.unparse(part) for part in first[0].elts]
        rest = ", ".join(ast.unparse(word) for word in node.keywords)
        joined = f"np.concatenate([{', '.join(reversed(parts))}], {rest})"
        words = ", ".join(map(in_symbols, parts))
        yield joined, "other_order", f"the parts should be joined as [{words}]."
    if len(node.args) > 2 and isinstance(node.args[-1], ast.Name):
        last = node.args[-1].id
        kept = ", ".join(ast.unparse(arg) for arg in node.args[:-1])
        yield f"{called}({kept})", f"without_{last}", f"{last} isn't passed on."


def _of_squash(called, inner):
    squash = SQUASHES[called]
    named = plain(squash)
    yield f"({inner})", f"without_{named}", f"the {squash} is missing."
    yield f"{called}({called}({inner}))", f"{named}_twice", f"it has {squash} twice."
    if squash == "tanh":
        hint = "it goes through σ, and should go through tanh."
        yield STABLE_SIGMOID.format(inner), "through_sigmoid", hint
    else:
        hint = "it goes through tanh, and should go through σ."
        yield f"np.tanh({inner})", "through_tanh", hint


def _of_part(node):
    text, whole = ast.unparse(node), in_symbols(ast.unparse(node.value))
    hint = (
        f"{whole} is cut on the wrong side: the state's columns come first, the "
        "input's after them."
    )
    for first, last in (":n_c]", "n_c:]"), (":n]", "n:]"):
        if text.endswith(f", {first}"):
            yield text.replace(first, last), "other_columns", hint
        elif text.endswith(f", {last}"):
            yield text.replace(last, first), "other_columns", hint


def _of_name(node, names):
    text = ast.unparse(node)
    shown = in_symbols(text)
    for family in FAMILIES:
        if re.fullmatch(family, text):
            for other in sorted(n for n in names if re.fullmatch(family, n)):
                if other != text:
                    hint = f"{in_symbols(other)} stands where {shown} should."
                    yield other, f"{plain(other)}_for_{plain(text)}", hint
    if isinstance(node, ast.Attribute) and "[" in text and node.attr in STATES:
        inner = ast.unparse(node.value)
        for other in STATES:
            if other != node.attr:
                hint = f"{other} stands where {node.attr} should."
                yield f"{inner}.{other}", f"{other}_for_{node.attr}", hint
    if re.fullmatch(r"(step\.)?gamma_\w", text):
        hint = f"1 - {shown} stands where {shown} should."
        yield f"(1 - {text})", f"{plain(text)}_turned_round", hint
