"""Visible checks: one module per notebook, one function per exercise.

``from utils.checks import gru as check`` and then ``check.gru_cell(gru_cell)``.
They hold no reference: shapes, properties, small values worked out by hand, and the
learner's own gradient check. `report` prints what they find, `messages` is what they
say.
"""

from utils.checks.unwritten import say_so_in_one_line

say_so_in_one_line()
