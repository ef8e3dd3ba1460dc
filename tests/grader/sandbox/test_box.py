"""A box runs cells, answers calls, and is gone when it is closed or has to be."""

import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest

from grader.reference import gru
from grader.sandbox.box import Box, BoxGone
from grader.sandbox.folders import remove
from grader.sandbox.inside import wire
from grader.sandbox.limits import Limits
from utils.params import GRUParams

LIMITS = replace(Limits(), cell_seconds=2.0, call_seconds=2.0)
REFERENCES = {"sigmoid": gru.sigmoid}


@pytest.fixture(scope="module")
def box():
    """One box for the tests that leave it as it was."""
    with Box(LIMITS, REFERENCES) as made:
        made.run_cell("import numpy as np")
        yield made


def children():
    """This process's own children."""
    return {child.pid for child in psutil.Process().children(recursive=True)}


def test_a_cell_runs_and_its_outputs_and_errors_are_told(box):
    ran = box.run_cell("print('a'); print('b'); 1 / 0")
    assert ran.outputs[0].text == "a\nb\n"
    assert ran.error == "ZeroDivisionError: division by zero"
    assert not ran.timed_out
    assert box.run_cell("").outputs == []


def test_streams_are_joined_and_overtyped(box):
    ran = box.run_cell("for k in range(5): print(f'{k}0 %', end='\\r')\nprint('end')")
    assert [output.text for output in ran.outputs] == ["end %\n".replace(" %", "")]


def test_input_is_refused_at_once(box):
    begun = time.monotonic()
    assert "StdinNotImplementedError" in box.run_cell("input()").error
    assert time.monotonic() - begun < LIMITS.cell_seconds


def test_a_call_gives_the_value_the_arguments_afterwards_and_the_warnings(box):
    box.run_cell("""
import warnings
def double(x, *, by=2.0):
    warnings.warn("not for you")
    warnings.warn("careful", RuntimeWarning)
    x *= by
    return x, {"by": by}, "text", None
""")
    answer = box.call("double", [np.ones(2)], {"by": 3.0})
    assert np.array_equal(answer["value"][0], [3, 3])
    assert answer["value"][1:] == ({"by": 3.0}, "text", None)
    assert np.array_equal(answer["args_after"][0], [3, 3])
    assert answer["warnings"] == ["careful"]
    assert "error" not in answer


def test_scribbling_overwrites_what_was_not_copied(box):
    box.run_cell("def keep(x): return x, x.copy()")
    kept, copied = box.call("keep", [np.ones(2)], {}, scribble=True)["value"]
    assert np.array_equal(kept, [77, 77])
    assert np.array_equal(copied, [1, 1])


def test_an_error_is_told_with_the_learners_line(box):
    box.run_cell("def broken(p):\n    return p.Wx")
    answer = box.call("broken", [GRUParams(*range(6))], {})
    assert answer["error"] == "AttributeError"
    assert answer["line"] == "line 2: return p.Wx"
    assert box.call("nowhere", [], {})["error"] == "NameError"


def test_what_cannot_cross_comes_as_its_name(box):
    box.run_cell("def odd(): return [print, object(), {1}]")
    got = box.call("odd", [], {})["value"]
    assert [alien.type_name for alien in got] == [
        "builtin_function_or_method",
        "object",
        "set",
    ]


def test_an_answer_that_behaves_like_no_array_is_an_error_not_a_silence(box):
    box.run_cell("""
class Odd(np.ndarray):
    shape = property(lambda self: 1 / 0)
def odd(): return np.zeros(2).view(Odd)
""")
    begun = time.monotonic()
    assert box.call("odd", [], {})["error"] == "ZeroDivisionError"
    assert time.monotonic() - begun < LIMITS.call_seconds


def test_an_answer_that_is_too_large_cannot_be_read(box):
    box.run_cell("def large(n=5 * 10**6): return np.zeros(n)")
    with pytest.raises(wire.WireError, match="larger"):
        box.call("large", [], {})
    assert box.call("large", [3], {})["value"].shape == (3,)


def test_a_cell_or_call_without_end_is_interrupted_and_the_box_goes_on(box):
    assert box.run_cell("while True: pass", 1.0).timed_out
    box.run_cell("def loop():\n    while True: pass")
    with pytest.raises(TimeoutError, match="more than 2 s"):
        box.call("loop", [], {})
    assert box.run_cell("7").outputs[0].data["text/plain"] == "7"


def test_a_closed_function_is_the_references(box):
    box.run_cell("def sigmoid(z): return 7.0\ndef own(z): return sigmoid(z)")
    assert box.call("own", [0.0], {})["value"] == 7
    box.close_function("sigmoid")
    assert box.call("own", [0.0], {})["value"] == 0.5


def test_a_closed_class_stays_for_who_inherits_from_it(box):
    box.run_cell("class sigmoid:\n    def f(self): return 7.0")
    box.close_function("sigmoid")
    box.run_cell("class heir(sigmoid): pass\ndef own(): return heir().f()")
    assert box.call("own", [], {})["value"] == 7.0


def test_an_answer_that_a_later_call_changes_is_told(box):
    box.run_cell("kept = {}\ndef fresh(z): return kept.setdefault(0, []) + [z]")
    assert box.call("fresh", [np.ones(2)], {})["reused"] is False
    box.run_cell("def reusing(z, found=[]): found.append(z); return found")
    assert box.call("reusing", [np.ones(2)], {})["reused"] is True


def test_a_built_thing_stays_in_the_box(box):
    remote = box.build("scalar_function", ["parabola", np.ones(2)])
    box.run_cell("def use(f, x): return f(x), callable(f)")
    answer = box.call("use", [remote, np.ones(2)], {})
    assert answer["value"] == (2.0, True)
    assert answer["args_after"][0] is None


def test_output_beyond_the_limit_is_not_kept_and_said_once():
    with Box(replace(LIMITS, output_bytes=2000), {}) as box:
        assert box.run_cell("print('x' * 500)").outputs[0].text == "x" * 500 + "\n"
        [note] = box.run_cell("print('x' * 5000)").outputs
        assert "not kept" in note.text
        assert box.run_cell("print('y')").outputs == []


@pytest.mark.parametrize(
    "code",
    [
        "import os; os._exit(0)",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import signal; signal.signal(2, signal.SIG_IGN)\nwhile True: pass",
        "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    ],
)
def test_a_box_that_is_gone_says_so_and_leaves_nothing(code):
    before = children()
    with Box(LIMITS, {}) as box:
        with pytest.raises(BoxGone):
            box.run_cell(code)
        with pytest.raises(BoxGone):
            box.call("f", [], {})
    assert children() == before


def test_a_forked_process_prints_and_says_nothing_else_on_its_parents_line(box):
    ran = box.run_cell("""
import os
for _ in range(3):
    child = os.fork()
    if child == 0:
        print("from a fork"); display("from a fork"); 1 / 0
    os.waitpid(child, 0)  # or their lines would mingle
print("from the learner's")
""")
    assert ran.error is None
    texts = [output.text for output in ran.outputs]
    assert texts == ["from the learner's\n" + "from a fork\n" * 3]
    assert box.run_cell("7").outputs[0].data["text/plain"] == "7"


def test_closing_ends_all_that_was_started():
    before = children()
    with Box(LIMITS, {}) as box:
        box.run_cell("""
import os, signal, time
for _ in range(5):
    if os.fork() == 0:
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65)); os.setsid()
        time.sleep(600)
""")
        assert len(children() - before) >= 7
    deadline = time.monotonic() + 5
    while children() - before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert children() == before


def test_a_folder_is_removed_whatever_is_in_it(tmp_path):
    folder = tmp_path / "box"
    (folder / "locked" / "a").mkdir(parents=True)
    (folder / "link").symlink_to("/")
    here = os.getcwd()
    os.chdir(folder)
    for _ in range(3000):
        os.mkdir("deep")
        os.chdir("deep")
    os.chdir(here)
    (folder / "locked").chmod(0)
    remove(folder)
    assert not folder.exists()
    assert Path("/usr").exists()
