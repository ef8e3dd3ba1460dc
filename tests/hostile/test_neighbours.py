"""An attack beside, or right before, another learner's work changes nothing of it."""

import threading

import pytest

from tests.grader.judge import small_notebook
from tests.hostile.attack import CLASS, attacked, graded, scores
from tests.hostile.test_exhaustion import ENDS
from tests.hostile.test_messages import FLOOD, FLOODS

ATTACKS = {
    "forks": ENDS["forks without end"],
    "takes memory": ENDS["takes all memory in many processes"],
    "fills folders": ENDS["fills its folders"],
    "floods": FLOOD + FLOODS["endless large outputs"],
    "kills": ENDS["kills all it may"],
}
OTHER = small_notebook.submission(CLASS)


@pytest.fixture(scope="module")
def alone():
    """The other learner's verdict where there is no attack."""
    document = graded(OTHER).document()
    assert document["score"] == CLASS.max_score
    return document


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_work_beside_an_attack_is_graded_as_if_alone(attack, alone):
    verdicts = {}

    def grade_attack():
        verdicts["attack"] = graded(attacked(ATTACKS[attack]))

    beside = threading.Thread(target=grade_attack)
    beside.start()
    verdicts["other"] = graded(OTHER, call_seconds=10.0, cell_seconds=10.0)
    beside.join()
    assert verdicts["other"].document() == alone
    assert sum(scores(verdicts["attack"])) <= 4


def test_the_work_after_an_attack_is_graded_as_if_alone(alone):
    spoils = """
import os, numpy
libraries = [os.path.dirname(os.__file__), os.path.dirname(numpy.__file__)]
for folder in ("/tmp", "/dev/shm", os.path.expanduser("~"), *libraries):
    try: open(f"{folder}/sitecustomize.py", "w").write("raise SystemExit")
    except OSError: pass
os.makedirs(os.path.expanduser("~/.ipython/profile_default/startup"), exist_ok=True)
start = os.path.expanduser("~/.ipython/profile_default/startup/a.py")
open(start, "w").write("import os; os._exit(1)")
"""
    graded(attacked(spoils))
    assert graded(OTHER).document() == alone


def test_the_same_attack_gives_the_same_verdict_again():
    given = attacked(ENDS["ends itself"])
    assert graded(given).document() == graded(given).document()
