"""What is asked of each function of the notebook on which unit to choose.

Sizes are all distinct but where a mix-up of equal ones is to run through, and results
of runs are drawn so that other rules than the one asked for end elsewhere. What has
few possible answers is asked in pairs, so that always saying the same earns nothing.
"""

from grader.checks.expect import Checks
from grader.checks.which_unit import budgets, intervals, stack

CHECKS = Checks(budgets.CHECKS | intervals.CHECKS | stack.CHECKS)
"""In the order in which the functions are built on each other."""
