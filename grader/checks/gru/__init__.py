"""What is asked of each function of the GRU notebook.

Sizes are all distinct, states and upstream gradients random, sequences at least
five steps long: with less, wrong gradients pass unseen. Backward functions get
steps made by the reference.
"""

from grader.checks.expect import Checks
from grader.checks.gru import backward, forward, gates, reset_after

CHECKS = Checks(gates.CHECKS | forward.CHECKS | backward.CHECKS | reset_after.CHECKS)
"""In the order in which the functions are built on each other."""
