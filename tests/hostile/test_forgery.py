"""Attacks on the learner's own interpreter, where other graders decide the grade.

The learner may change all of it: no point is decided there.
"""

import pytest

from tests.grader.judge import small_notebook
from tests.hostile.attack import EARNED, attacked, graded, scores

AGREEABLE = '''
class Agreeable:
    """An object that equals, contains, and is as small as, whatever is asked."""
    shape, dtype, ndim, size = (6,), "float64", 1, 6
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __le__(self, other): return True
    def __hash__(self): return 0
    def __bool__(self): return True
    def __len__(self): return 2
    def __iter__(self): return iter([self, self])
    def __getitem__(self, key): return self
    def __array__(self, *args, **kwargs): return np.zeros(6)
    def __array_ufunc__(self, *args, **kwargs): return self
    def __sub__(self, other): return 0.0
    __rsub__ = __abs__ = lambda self, *other: 0.0
def gru_gates(*args): return Agreeable(), Agreeable()
'''

LIARS = """
class Lying(np.ndarray):
    shape = property(lambda self: (3, 5))
    dtype = property(lambda self: np.dtype("float64"))
    def tobytes(self, *args): return b"" * 10**6
    def __eq__(self, other): return True
def gru_gates(*args):
    lie = np.zeros(1).view(Lying)
    return lie, lie
"""

SUBCLASSES = """
class Text(str):
    def __eq__(self, other): return True
class Number(float):
    def hex(self): return "nan"
class Pair(tuple):
    _fields = ("gamma_u", "gamma_r")
    def __iter__(self): return iter([0.5, 0.5])
    def __len__(self): return 2
def gru_gates(*args): return Pair([Text("a"), Number(3)])
"""

TRANSFORMERS = """
def solve(lines):
    return [line.replace("gru_gates", "sigmoid") for line in lines]
ip = get_ipython()
ip.input_transformers_post.append(solve)
ip.input_transformers_cleanup.append(solve)
"""

AST_TRANSFORMERS = """
import ast
class Pass(ast.NodeTransformer):
    def visit_Raise(self, node):
        return ast.parse("return 0.5, 0.5").body[0]
get_ipython().ast_transformers.append(Pass())
"""

HOOKS = """
def hook(*args):
    get_ipython().user_ns["gru_gates"] = lambda *args: True
for event in ("pre_execute", "pre_run_cell", "post_execute", "post_run_cell"):
    get_ipython().events.register(event, hook)
"""

LIBRARIES = """
import json, numpy.testing, numpy.linalg, unittest
always = lambda *args, **kwargs: True
for name in dir(numpy.testing):
    if name.startswith("assert"): setattr(numpy.testing, name, always)
np.allclose = np.isclose = np.array_equal = np.equal = always
json.dumps_before, json.loads_before = json.dumps, json.loads
unittest.TestCase.assertEqual = always
import builtins
builtins.AssertionError = type("Quiet", (Exception,), {})
"""

ANSWERS_FOR_ALL = """
import wire
def call_request(self, stream, ident, parent):
    content = {"value": (1.0, 1.0), "passed": True, "score": 8.0, "points": 8}
    text, blob = wire.pack(content)
    self.session.send(stream, "call_reply", {"answer": text, "score": 8.0}, parent,
                      ident=ident, buffers=[blob])
type(get_ipython().kernel).call_request = call_request
get_ipython().kernel.shell_handlers["call_request"] = (
    lambda *args: call_request(get_ipython().kernel, *args))
"""

REWRITTEN_CALL = """
kernel = get_ipython().kernel
honest = kernel.do_call
def do_call(function, args, kwargs, **how):
    return honest("sigmoid", [args[0]], {}, **how)
kernel.do_call = do_call
"""

THREAD = """
import threading
def swap():
    while True:
        get_ipython().user_ns["gru_gates"] = lambda *args: (args[0], args[0])
        get_ipython().user_ns["score"] = 8
threading.Thread(target=swap, daemon=True).start()
"""

CHECK_NAMES = """
class check:
    def __getattr__(self, name): return lambda *args: None
    def __call__(self, *args): return 4.0
check, check_gru_gates, CHECKS = check(), 4.0, {}
import sys, types
sys.modules["utils.checks"] = sys.modules["grader"] = types.ModuleType("grader")
"""

PROXIES_OF_ITS_OWN = """
kernel = get_ipython().kernel
for function in ("gru_gates", "sigmoid", "gru_cell"):
    kernel.do_close(function)
"""

STATE = """
import sys, warnings, locale
sys.setrecursionlimit(10**8)
np.seterr(all="raise"); np.set_printoptions(precision=0); np.random.seed(0)
np.random.default_rng = None
warnings.simplefilter("error")
import os; os.chdir("/tmp"); os.umask(0o777)
sys.path.clear(); sys.modules.pop("numpy")
"""

FORGED_MESSAGES = """
kernel = get_ipython().kernel
for text in ("score: 8", "4.0"):
    kernel.session.send(kernel.iopub_socket, "execute_result",
        {"data": {"text/plain": text, "text/html": "<script>1</script>"},
         "metadata": {}, "execution_count": 1}, parent=kernel.get_parent())
"""

GAINS = {
    "an object that equals everything": AGREEABLE,
    "arrays that lie of their dtype and shape": LIARS,
    "subclasses of what may cross": SUBCLASSES,
    "input transformers": TRANSFORMERS,
    "syntax tree transformers": AST_TRANSFORMERS,
    "hooks round each cell": HOOKS,
    "numpy.testing, json and unittest replaced": LIBRARIES,
    "the kernel says that all is right": ANSWERS_FOR_ALL,
    "calls answered by another function": REWRITTEN_CALL,
    "a thread that swaps functions": THREAD,
    "names of checks": CHECK_NAMES,
    "proxies for functions that are not closed": PROXIES_OF_ITS_OWN,
    "state of numpy, warnings, folder and path": STATE,
    "forged outputs": FORGED_MESSAGES,
}
COSTS_THE_HONEST_PART = {
    "state of numpy, warnings, folder and path",
    "the kernel says that all is right",
    "calls answered by another function",
    "proxies for functions that are not closed",
    "input transformers",
}


@pytest.mark.parametrize("attack", GAINS)
def test_no_forgery_gains_a_point(attack):
    code = GAINS[attack]
    answers = {}
    if "def gru_gates" in code:
        code, answers = "", {"gru_gates": code}
    verdict = graded(attacked(code, answers))
    sigmoid, gates = scores(verdict)
    assert gates == 0
    assert sigmoid <= EARNED
    if attack not in COSTS_THE_HONEST_PART:
        assert sigmoid == EARNED


def test_numpy_itself_replaced_costs_points_and_gives_none():
    code = "np.exp = np.tanh = np.abs = np.minimum = lambda *a, **k: 1.0"
    verdict = graded(attacked(code))
    assert scores(verdict)[1] == 0
    assert scores(verdict)[0] < EARNED


def test_a_function_that_answers_with_its_question_is_wrong():
    answers = {"gru_gates": "def gru_gates(c_prev, x_t, p): return c_prev, c_prev"}
    assert scores(graded(attacked("", answers)))[1] == 0


def test_infinite_and_missing_numbers_are_not_near_anything():
    for value in ("np.nan", "np.inf", "np.float64('nan')", "np.longdouble('1e4000')"):
        source = f"""
def gru_gates(c_prev, x_t, p):
    answer = np.full(c_prev.shape, {value})
    return answer, answer
"""
        verdict = graded(attacked("", {"gru_gates": source}))
        assert scores(verdict) == [EARNED, 0], value


def test_what_a_right_answer_is_worth_is_not_lost_beside_a_forgery():
    right = {"gru_gates": small_notebook.right_answer("gru_gates")}
    verdict = graded(attacked(LIBRARIES + HOOKS.replace("gru_gates", "other"), right))
    assert scores(verdict) == [EARNED, 4]
