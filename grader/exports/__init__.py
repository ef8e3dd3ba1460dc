"""Grades as CSV files for learning management systems, as nbgrader's export plugins.

In the course folder: ``nbgrader export --exporter=grader.exports.Canvas``, or `Moodle`
or `Gradescope`; ``--to FILE`` names the file, ``--assignment`` and ``--student``
choose what is in it.
"""

from grader.exports.canvas import Canvas
from grader.exports.gradescope import Gradescope
from grader.exports.moodle import Moodle

__all__ = ["Canvas", "Gradescope", "Moodle"]
