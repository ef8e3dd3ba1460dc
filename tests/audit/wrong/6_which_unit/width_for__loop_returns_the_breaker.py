# slip: the loop variable is returned after the break, which is one too many
# named: first_that_exceeds
def width_for(unit, n_x, budget):
    for n in range(1, 20000):
        if parameter_count(unit, n_x, n) > budget:
            break
    if n == 1:
        raise ValueError("budget too small")
    return n
