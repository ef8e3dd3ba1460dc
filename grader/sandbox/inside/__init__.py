"""What is mounted in the learner's box: the kernel, its calls, and the wire format.

Nothing here knows a check, a reference or a grade, and the learner may read it all.
"""
