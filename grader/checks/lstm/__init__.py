"""What is asked of each function of the LSTM notebook.

Sizes are all distinct, states and upstream gradients random, sequences at least
five steps long: with less, wrong gradients pass unseen. Backward functions get
steps made by the reference. What has no single right answer (`init_lstm`,
`hold_memory`, how `lstm_to_torch` shares a bias out) is judged by properties.
"""

from grader.checks.expect import Checks
from grader.checks.lstm import backward, forward, initial, memory, variants

CHECKS = Checks(
    forward.CHECKS | backward.CHECKS | initial.CHECKS | memory.CHECKS | variants.CHECKS
)
