# slip: b_ih and b_hh are both counted, as len(list(nn.GRU(...).parameters())) suggests
# named: two_biases_a_block
def parameter_count(unit, n_x, n):
    try:
        g = ["", "plain", "", "gru", "lstm"].index(unit if unit != "peephole" else "lstm")
    except ValueError:
        raise ValueError("unknown unit: " + str(unit))
    total = g * n * n_x + g * n * n + 2 * g * n
    if unit == "peephole":
        total += 3 * n
    return total
