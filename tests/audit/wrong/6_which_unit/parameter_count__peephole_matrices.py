# slip: every gate of the peephole LSTM gets a full n by n matrix on the memory
# named: peepholes_as_matrices
def parameter_count(unit, n_x, n):
    rows = {"plain": n, "gru": 3 * n, "lstm": 4 * n, "peephole": 4 * n}
    if unit not in rows:
        raise ValueError(unit)
    columns = n_x + n + 1
    extra = 3 * n * n if unit == "peephole" else 0
    return rows[unit] * columns + extra
