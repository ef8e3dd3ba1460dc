# slip: a multiplication and its addition counted as one
# named: multiplications_only
def step_cost(m, n_x, n, gates, size=4):
    out, inn = gates * n, n + n_x
    return m * out * inn, (out * inn + m * inn + m * out) * size
