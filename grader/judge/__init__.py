"""Turns a check and a learner's process into a verdict.

What is exported here is imported when it is first used: judging in this process (make
gpu) needs none of what boxes need.
"""

from importlib import import_module

WHERE = {
    "Assignment": "assignment",
    "CheckVerdict": "verdict",
    "Graded": "verdict",
    "NotebookVerdict": "verdict",
    "Status": "verdict",
    "grade_submission": "grade",
}


def __getattr__(name):
    if name not in WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{WHERE[name]}"), name)
