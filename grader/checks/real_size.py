"""The first question to every backward function: one of real size.

There the formula takes milliseconds and honest loops a second or two, but differences
of the forward pass, two runs for each of some 60,000 parameters, longer than a call may
last. A call that runs out of time ends its check, so those who never derived a gradient
earn nothing.
"""

REAL_SIZE = "every gradient at n = 128"
