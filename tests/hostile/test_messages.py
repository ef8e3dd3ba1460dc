"""Attacks on the judge by what a learner's process sends: malformed, endless, huge.

Every one ends in a verdict, and the function that is right keeps its points wherever
the process still answers for it.
"""

import pytest

from grader.judge import Status
from tests.hostile.attack import EARNED, attacked, graded, scores

OWN = """
import gc, frames, json, struct
[learner] = [t for t in gc.get_objects() if type(t).__name__ == "Learner"]
link = learner.link
def sent(*parts):
    for part in parts: link.sendall(part)
"""


def replying(text, blob="b''"):
    """Code that answers each call with expressions for the text and the blob."""
    return f"""{OWN}
learner.call = lambda do, arguments, longest: ({text}, {blob})
"""


REPLIES = {
    "no answer": replying("''"),
    "an answer that is no text": replying("'[[1]]'"),
    "an answer that is no dict": replying("'[1, 2]'"),
    "lists by the million": replying("'[' + '[],' * 300_000 + '7]'"),
    "an answer nested deeply": replying("'[' * 100_000"),
    "no reply to any call": OWN
    + "learner.call = lambda *args: __import__('time').sleep(99)",
    "no blob that it speaks of": replying("""'["array", "<f8", [9], 0, 72]'"""),
    "a large answer": replying("'a' * 30_000_000"),
    "a large blob": replying("'[]'", "bytes(60_000_000)"),
    "text that is none": OWN
    + """
def call(do, arguments, longest):
    frames.send(link, b"\\xff\\xfe", b""); return "null", b""
learner.call = call
""",
    "a length without end": OWN
    + """
def call(do, arguments, longest):
    sent(struct.pack(">QQ", 2**63, 2**63)); return "null", b""
learner.call = call
""",
    "half a message": OWN
    + """
def call(do, arguments, longest):
    sent(struct.pack(">QQ", 10**6, 0)); return "null", b""
learner.call = call
""",
    "numbers of other questions": OWN
    + """
def call(do, arguments, longest):
    for k in range(-99, 999): frames.send(link, b"%d null" % k, b"")
    return "null", b""
learner.call = call
""",
}


@pytest.mark.parametrize("attack", REPLIES)
def test_a_reply_that_no_kernel_would_send_is_no_answer(attack):
    verdict = graded(attacked(REPLIES[attack]), restarts=0)
    assert scores(verdict) == [0, 0]


FLOOD = OWN
FLOODS = {
    "no frames that mean anything": "while True: sent(b'x' * 999)",
    "frames of nothing": "while True: sent(bytes(16))",
    "endless small outputs": """
while True: learner.tell({"output": {"output_type": "stream", "name": "stdout",
                                     "text": "x"}})
""",
    "endless large outputs": """
text = "x" * 10**6
while True: learner.tell({"output": {"output_type": "stream", "name": "stdout",
                                     "text": text}})
""",
    "one message that does not end": """
sent(struct.pack(">QQ", 8 * 10**6, 0))
while True: sent(b"x")
""",
    "content nested as deep as may be": """
frames.send(link, b'{"output": ' + b"[" * 200_000, b"")
while True: pass
""",
    "outputs that are malformed": """
for content in ({}, [], 7, None, {"name": 3, "text": {}}, {"data": []},
                {"data": {"text/plain": {"a": 1}}, "metadata": 7}):
    for kind in ("stream", "display_data", "execute_result", "error", "comm_msg", 7):
        if isinstance(content, dict): content = content | {"output_type": kind}
        learner.tell({"output": content, "id": content, "update": 7})
        learner.tell({"clear": content})
""",
    "the same output again and again": """
while True: learner.tell({"id": "a", "update": True, "output": {"metadata": {},
    "output_type": "display_data", "data": {"text/plain": "x" * 100}}})
""",
    "the end of a cell that has not ended": """
for k in range(99): frames.send(link, b'%d {"error": null}' % k, b"")
while True: pass
""",
}


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_ends_in_a_verdict(flood):
    verdict = graded(attacked(FLOOD + FLOODS[flood]), restarts=0)
    assert scores(verdict)[1] == 0
    assert scores(verdict)[0] <= EARNED
    assert verdict.status in (Status.GRADED, Status.PARTLY_GRADED)


def test_replies_forged_by_a_thread_are_no_answers():
    code = (
        OWN
        + """
import threading
def forge():
    while True:
        for k in range(99): frames.send(link, b"%d null" % k, b"")
threading.Thread(target=forge, daemon=True).start()
"""
    )
    assert scores(graded(attacked(code), restarts=0))[1] == 0


@pytest.mark.parametrize(
    "code",
    [
        "print('x' * 3_000_000)",
        "while True: print('x' * 1000)",
        "print('\\r' * 50_000 + 'x' * 50_000)",
        "for _ in range(20_000): display(1)",
        "raise ValueError('\\ud800\\0' * 1000)",
        "print('\\ud800', '\\0')",
        "x = '\\ud800'\nx",
    ],
)
def test_output_of_any_amount_or_kind_costs_nothing(code):
    verdict = graded(attacked(code))
    assert scores(verdict) == [EARNED, 0]
