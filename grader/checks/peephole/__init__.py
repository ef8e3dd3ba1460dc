"""What is asked of each function of the peephole notebook.

Peepholes are about 0.7 in size, sizes are all distinct, states and upstream gradients
random, sequences at least five steps long: with less, wrong gradients pass unseen.
Backward functions get steps made by the reference.
"""

from grader.checks.expect import Checks
from grader.checks.peephole import backward, forward, gates, to_onnx

CHECKS = Checks(gates.CHECKS | forward.CHECKS | backward.CHECKS | to_onnx.CHECKS)
"""In the order in which the functions are built on each other."""
