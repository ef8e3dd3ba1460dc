"""What is asked of each function of the kernels notebook.

Values and gradients are compared here; how they come about (one step of autograd, large
products, what a clock waited for) is counted in the learner's process.
"""

from grader.checks.asking import seeded
from grader.checks.expect import Checks
from grader.checks.kernels import gates, graphs, sequences, timing

ALL = timing.CHECKS | sequences.CHECKS | gates.CHECKS | graphs.CHECKS
CHECKS = Checks({function: seeded(check) for function, check in ALL.items()})
