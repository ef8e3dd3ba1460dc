def width_for(unit, n_x, budget):
    n, step = 0, 2 ** 14
    while step:
        while parameter_count(unit, n_x, n + step) <= budget: n += step
        step //= 2
    assert n >= 0
    if n == 0: raise ValueError("no cell fits into", budget)
    return n
