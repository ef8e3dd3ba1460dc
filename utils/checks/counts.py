"""How many things grading asks of each function: the checks tell learners so."""

COUNTS = {
    "sigmoid": 13,
    "gru_gates": 10,
    "gru_candidate": 10,
    "gru_cell": 14,
    "gru_forward": 10,
    "numerical_gradient": 6,
    "gru_cell_backward": 14,
    "gru_backward": 16,
    "gru_cell_reset_after": 10,
}
