"""Abuse of the proxies that stand for closed functions, and of the socket they use.

A function is closed once it has been judged and has lost points. Nothing that is still
to be judged may be had there.
"""

from dataclasses import replace

import pytest

from grader.judge import grade_submission
from tests.grader.judge import small_notebook
from tests.hostile.attack import CLASS, LIMITS, SEED, graded, scores

# gru_gates is judged after sigmoid: a closed sigmoid must not help it, nor the reverse.
SPOILT = "def sigmoid(z): return z"
ASK = """
import gc, os, socket, sys
import frames, wire
from calls import Calls
[calls] = [thing for thing in gc.get_objects() if type(thing) is Calls]
def line():
    link, theirs = socket.socketpair()
    socket.send_fds(calls.door, [b"?"], [theirs.fileno()])
    theirs.close()
    return link
def ask(text, blob=b"", seconds=3):
    with line() as link:
        link.settimeout(seconds)
        frames.send(link, text.encode("utf-8", "surrogatepass"), blob)
        text, blob = frames.receive(link, longest=2**26)
    return wire.unpack(text.decode(), blob, max_bytes=2**26)
def request(function, *args, **kwargs):
    return wire.pack({"function": function, "args": args, "kwargs": kwargs})
"""


def tried(code, answers=None, **limits):
    """What an exercise cell printed that is run when sigmoid is closed; the verdict."""
    gates = ASK + code + "\ndef gru_gates(c_prev, x_t, p): raise NotImplementedError"
    answers = {"sigmoid": SPOILT, "gru_gates": gates, **(answers or {})}
    given = small_notebook.submission(CLASS, answers)
    done = grade_submission(given, CLASS, SEED, replace(LIMITS, **limits))
    cell = done.notebook.cells[-2]  # above its check
    return "".join(o.get("text", str(o)) for o in cell.outputs), done.verdict


def test_a_closed_function_answers_with_the_reference_and_the_slip_costs_no_more():
    right = {"gru_gates": small_notebook.right_answer("gru_gates")}
    verdict = graded(small_notebook.submission(CLASS, {"sigmoid": SPOILT, **right}))
    sigmoid, gates = scores(verdict)
    assert sigmoid < 4
    assert gates == 4


def test_what_is_not_closed_is_not_answered():
    text, verdict = tried("""
for name in ("gru_gates", "gru_cell", "gru_forward", "__class__", "", "\\n", None, 7):
    print(ask(*request(name, 1.0)).get("value", "refused"))
print(ask(*request("sigmoid", 0.0)))
""")
    assert text.split("\n")[:8] == ["refused"] * 8
    assert "0.5" in text.split("\n")[8]
    assert scores(verdict)[1] == 0


def test_a_name_put_on_the_list_of_the_closed_by_the_learner_is_not_closed():
    text, verdict = tried("""
for text in ("close gru_gates", "gru_gates\\n", "sigmoid\\ngru_gates"):
    print(ask(*request(text, 1.0)).get("value", "refused"))
calls.do_close("gru_gates")
try: gru_gates(np.ones((2, 3)), np.ones((2, 1)), 0)
except RuntimeError as error: print(error)
""")
    assert text.count("refused") == 3
    assert "not closed" in text
    assert scores(verdict)[1] == 0


def test_no_earlier_function_is_judged_again_with_what_was_closed_later():
    given = small_notebook.submission(
        CLASS,
        {
            "sigmoid": "def sigmoid(z): return gru_gates",
            "gru_gates": "import os\ndef gru_gates(*a): os._exit(1)",
        },
    )
    assert scores(graded(given)) == [0, 0]


def test_pickles_and_malformed_requests_are_hung_up_on_or_refused():
    text, verdict = tried("""
import pickle
huge = '["dict", [["args", ["float", "0x1p99999"]]]]'
tries = [pickle.dumps(print).decode("latin1"), "", "null", "[" * 10**5, "{}", huge,
         '["dict", []]', '["dict", [["function", ["str", "sigmoid"]]]]', "\\ud800",
         "7",
         '["dict", [["function", ["str", "sigmoid"]], ["args", ["int", "7"]], '
         '["kwargs", ["dict", []]]]]']
for text in tries:
    try: print("error" in ask(text))
    except OSError: print(True)
print(ask(*request("sigmoid", 0.0))["value"])
""")
    assert text.split() == ["True"] * 11 + ["0.5"]
    assert scores(verdict)[1] == 0


def test_very_many_calls_come_to_an_end():
    text, _ = tried(
        """
for k in range(99):
    answer = ask(*request("sigmoid", 0.0))
    if "error" in answer: print(k, answer["error"]); break
""",
        reference_calls=30,
    )
    assert text.startswith("30 sigmoid (closed) was called too often")


@pytest.mark.parametrize(
    "huge",
    [
        'request("sigmoid", np.ones(10**7))',
        'request("sigmoid", np.ones((3, 10**6)), np.ones(1))',
        '(request("sigmoid", 1.0)[0], bytes(10**8))',
    ],
)
def test_huge_arguments_are_refused_and_leave_the_judge_small(huge):
    text, _ = tried(f"""
try: print("error" in ask(*{huge}))
except OSError: print(True)
print(ask(*request("sigmoid", 0.0))["value"])
""")
    assert text.split() == ["True", "0.5"]


def test_arguments_that_would_fill_all_memory_end_the_answering_process_at_most():
    """Small arguments, a product of two thousand million numbers."""
    functions = ["gru_gates", "gru_candidate"]
    released = small_notebook.assignment(functions)
    code = (
        ASK
        + """
from utils.params import GRUParams
n = 40_000
W = np.ones((n, 1))
p = GRUParams(W, W, W, np.ones(n), np.ones(n), np.ones(n))
answer = ask(*request("gru_gates", np.ones((n, 0)), np.ones((n, 1)), p))
print(answer)
p = GRUParams(*[np.ones((2, 3))] * 3, *[np.ones(2)] * 3)
print("value" in ask(*request("gru_gates", np.ones((1, 2)), np.ones((1, 1)), p)))
"""
    )
    answers = {"gru_gates": "gru_gates = 7", "gru_candidate": code}
    given = small_notebook.submission(released, answers)
    done = grade_submission(given, released, SEED, LIMITS)
    text = done.notebook.cells[-2].outputs[0].text
    assert "MemoryError" in text
    assert "True" in text


def test_a_request_without_end_takes_no_time_of_the_judge():
    functions = ["gru_forward", "gru_backward"]
    released = small_notebook.assignment(functions)
    code = (
        ASK
        + """
x = np.ones((2**40, 1, 0))
link = line()
frames.send(link, *(part if isinstance(part, bytes) else part.encode()
                    for part in request("gru_forward", x, np.ones((1, 3)), 7)))
"""
    )
    answers = {"gru_forward": "gru_forward = 7", "gru_backward": code}
    given = small_notebook.submission(released, answers)
    done = grade_submission(given, released, SEED, LIMITS)
    assert done.seconds["total"] < 20


def test_connections_that_say_nothing_hold_nobody_up_but_the_learner():
    text, verdict = tried("""
links = []
for _ in range(6):
    links.append(line()); links[-1].send(b"\\0")
print("held")
""")
    assert "held" in text
    assert verdict.status == "graded"
