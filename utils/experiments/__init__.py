"""Experiments that take longer than a notebook may: their code and their results.

``python -m utils.experiments 3_peephole`` runs the one behind that notebook again.
"""
