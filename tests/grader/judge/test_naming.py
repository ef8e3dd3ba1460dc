"""What a wrong answer is called: values and form apart, by parts, and with doubt."""

import numpy as np

from grader.reference import gru as reference
from tests.grader.judging import RIGHT, SEEDS, naming

NB, SEED = "1_gru", SEEDS["1_gru"][3]


def found(name, function):
    return naming(NB, name, function, SEED)


def plain_sigmoid(z):
    return 1 / (1 + np.exp(-z))


def test_a_warning_does_not_hide_a_mistake_of_the_values():
    def gates(c_prev, x_t, p):
        z = np.concatenate([x_t, c_prev], axis=1)
        return plain_sigmoid(z @ p.Wu.T + p.bu), plain_sigmoid(z @ p.Wr.T + p.br)

    assert found("gru_gates", gates).names[0] == "gates_read_x_first"


def test_form_alone_has_a_name_of_its_own():
    def gates(c_prev, x_t, p):
        z = np.concatenate([c_prev, x_t], axis=1)
        return plain_sigmoid(z @ p.Wu.T + p.bu), plain_sigmoid(z @ p.Wr.T + p.br)

    assert found("gru_gates", gates).names == ("warns",)


def test_a_right_answer_has_no_name():
    assert found("gru_cell", RIGHT[NB]["gru_cell"]).names == ()


def test_what_a_mistake_does_not_account_for_is_said():
    def backward(dc_t, step, p):
        dc_prev, dx_t, dp = reference.gru_cell_backward(dc_t, step, p)
        return dc_prev - dc_t * (1 - step.gamma_u), dx_t, dp._replace(Wc=dp.Wc.T)

    said = found("gru_cell_backward", backward)
    assert said.names == ("kept_memory_forgotten",)
    assert "something else" in said.hints[0]


def test_a_slip_that_nobody_listed_is_read_off_the_line():
    def cell(c_prev, x_t, p):
        u, r = reference.gru_gates(c_prev, x_t, p)
        c_tilde = reference.gru_candidate(c_prev, x_t, r, p)
        c_t = u * c_tilde - (1 - u) * c_prev
        return reference.GRUStep(c_prev.copy(), x_t.copy(), u, r, c_tilde, c_t)

    said = found("gru_cell", cell)
    assert len(said.names) == 1
    assert "c_t" in said.hints[0]
    assert "subtracted" in said.hints[0]


def test_a_mistake_of_an_earlier_function_that_was_written_in_place_is_named():
    def cell(c_prev, x_t, p):
        z = np.concatenate([x_t, c_prev], axis=1)
        u, r = (reference.sigmoid(z @ W.T + b) for W, b in ((p.Wu, p.bu), (p.Wr, p.br)))
        c_tilde = reference.gru_candidate(c_prev, x_t, r, p)
        c_t = u * c_tilde + (1 - u) * c_prev
        return reference.GRUStep(c_prev.copy(), x_t.copy(), u, r, c_tilde, c_t)

    said = found("gru_cell", cell)
    assert said.names == ("gates_read_x_first",)
    assert "the part that gru_gates plays" in said.hints[0]


def test_errors_that_nothing_accounts_for_leave_a_doubt():
    def gates(c_prev, x_t, p):
        if len(c_prev) == 1:
            raise ZeroDivisionError("something else")
        return reference.gru_gates(c_prev, x_t, p)[::-1]

    said = found("gru_gates", gates)
    assert said.names == ("gates_swapped",)
    assert said.hints[0].startswith("Probably: ")


def test_values_that_are_packed_otherwise_are_named_so():
    def backward(dc_t, step, p):
        return reference.gru_cell_backward(dc_t, step, p)[::2]

    said = found("gru_cell_backward", backward)
    assert said.names == ("results_missing",)
    assert "dx_t" in said.hints[0]


def test_a_constant_factor_is_named_with_what_it_is():
    def backward(dc_t, step, p):
        dc_prev, dx_t, dp = reference.gru_cell_backward(dc_t, step, p)
        return dc_prev, 3 * dx_t, dp

    said = found("gru_cell_backward", backward)
    assert said.names == ("off_by_a_factor",)
    assert "3 times" in said.hints[0]


def test_nothing_is_named_of_what_nothing_explains():
    def cell(c_prev, x_t, p):
        step = reference.gru_cell(c_prev, x_t, p)
        return step._replace(c_t=np.cos(step.c_t), c_tilde=np.sin(step.gamma_u))

    assert found("gru_cell", cell).names == ()
