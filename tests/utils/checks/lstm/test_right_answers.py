"""The visible checks of the LSTM notebook take right answers of other kinds."""

import numpy as np
import pytest
import torch

from grader.reference import lstm as reference
from utils.checks import lstm as check
from utils.params import LSTMParams


@pytest.mark.parametrize("far", [60.0, 100.0, 1000.0])
def test_a_memory_held_in_another_way_is_held(far):
    def hold_memory(n_x, n_a):
        p = reference.hold_memory(n_x, n_a)
        return p._replace(bf=np.full(n_a, far), bu=np.full(n_a, -far), bo=0 * p.bo + 3)

    check.hold_memory(hold_memory, reference.lstm_forward)


def test_first_weights_in_another_order_of_draws_are_right():
    def init_lstm(n_x, n_a, rng, forget_bias=1.0):
        reach = n_a**-0.5
        Wc, Wo, Wf, Wu = (
            2 * reach * rng.random((n_a, n_a + n_x)) - reach for _ in range(4)
        )
        zeros = np.zeros(n_a)
        return LSTMParams(Wu, Wf, Wo, Wc, zeros, zeros + forget_bias, zeros, zeros)

    check.init_lstm(init_lstm)


def test_biases_may_be_shared_out_in_any_way_and_be_tensors():
    def lstm_to_torch(p):
        state = reference.lstm_to_torch(p)
        half = state["bias_ih_l0"] / 2
        state |= {"bias_ih_l0": half, "bias_hh_l0": half}
        return {name: torch.from_numpy(value) for name, value in state.items()}

    check.lstm_to_torch(lstm_to_torch)
