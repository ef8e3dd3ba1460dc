"""Experiments that take longer than a notebook may; what they find is in utils.

``python -m grader.experiments 3_peephole`` runs the one behind that notebook again.
"""
