"""Wrong versions of lstm_to_torch, lstm_from_torch, and gru_like_torch."""

import torch

from grader.misconceptions import Misconceptions
from grader.reference.cuda import ports as reference

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("lstm_to_torch")
def both_biases_set(p):
    """Both of torch's biases hold yours, and torch adds them up: every bias counts
    twice. Give it to one of them and zeros to the other."""
    lstm = reference.lstm_to_torch(p)
    with torch.no_grad():
        lstm.bias_hh_l0.copy_(lstm.bias_ih_l0)
    return lstm


@of("lstm_to_torch")
def rows_in_the_course_order(p):
    """The gates are stacked in the course's order u, f, o, c. torch cuts its rows into
    i, f, g, o: the candidate comes third, the output gate last."""
    return reference.lstm_to_torch(p._replace(Wo=p.Wc, Wc=p.Wo, bo=p.bc, bc=p.bo))


@of("lstm_to_torch")
def biases_left_out(p):
    """Weights are right, biases are not there: torch draws its own first biases, so one
    of its two must be set and the other be zero."""
    zeros = {name: 0 * getattr(p, name) for name in ("bu", "bf", "bo", "bc")}
    return reference.lstm_to_torch(p._replace(**zeros))


@of("lstm_to_torch")
def second_bias_left_random(p):
    """One of torch's two biases is left as it was drawn, at random, and is added to
    yours. Set it to zero."""
    lstm = reference.lstm_to_torch(p)
    with torch.no_grad():
        drawn = torch.linspace(-0.4, 0.4, len(lstm.bias_hh_l0))
        lstm.bias_hh_l0.copy_(drawn)
    return lstm


@of("lstm_to_torch")
def forget_and_update_swapped(p):
    """Update and forget gate have changed places. torch's i, input, is the update gate
    and comes first; f is second."""
    return reference.lstm_to_torch(p._replace(bu=p.bf, bf=p.bu, Wu=p.Wf, Wf=p.Wu))


@of("lstm_to_torch")
def always_float32(p):
    """The unit is float32 whatever came in: nn.LSTM makes that by default. Give it the
    dtype of p, before the weights are copied."""
    return reference.lstm_to_torch(p).float()


@of("lstm_from_torch")
def one_of_two_biases(lstm):
    """You take bias_ih_l0 alone. torch adds bias_hh_l0 to it: the course's one bias is
    their sum."""
    p = reference.lstm_from_torch(lstm)
    b = lstm.bias_ih_l0.detach().cpu().numpy()
    bu, bf, bc, bo = b.reshape(4, -1)
    return p._replace(bu=bu, bf=bf, bc=bc, bo=bo)


@of("lstm_from_torch")
def third_rows_taken_for_the_output_gate(lstm):
    """Output gate and candidate have changed places. torch's rows are i, f, g, o: the
    third quarter is the candidate."""
    p = reference.lstm_from_torch(lstm)
    return p._replace(Wo=p.Wc, Wc=p.Wo, bo=p.bc, bc=p.bo)


@of("lstm_from_torch")
def input_columns_first(lstm):
    """The columns for x stand before those for the state. Here W acts on [state, x]:
    weight_hh first, then weight_ih."""
    p, n = reference.lstm_from_torch(lstm), lstm.hidden_size
    turned = {
        name: torch.cat(
            [torch.from_numpy(getattr(p, name))[:, part] for part in halves(n)], 1
        ).numpy()
        for name in ("Wu", "Wf", "Wo", "Wc")
    }
    return p._replace(**turned)


def halves(n):
    """The columns of x, then those of the state."""
    return slice(n, None), slice(None, n)


@of("lstm_from_torch")
def added_in_place(lstm):
    """You add with += to what .numpy() gave: that looks at the LSTM's own bias, and the
    LSTM is another one afterwards. Add with +, which makes a new array."""
    p = reference.lstm_from_torch(lstm)
    lstm.bias_ih_l0.data += lstm.bias_hh_l0.data
    return p


def gru(x, h0, weights, step):
    """h of every step by ``step(from_x, from_h, h)``, parts in the order r, z, n."""
    from_x = x @ weights["weight_ih_l0"].T + weights["bias_ih_l0"]
    h, all_h = h0, []
    for x_t in from_x:
        from_h = h @ weights["weight_hh_l0"].T + weights["bias_hh_l0"]
        h = step(x_t.chunk(3, -1), from_h.chunk(3, -1), h)
        all_h.append(h)
    return torch.stack(all_h)


@of("gru_like_torch")
def reset_before_the_product(x, h0, weights):
    """The reset gate acts on the memory before the product, as in the lecture. torch
    makes the product first and resets its result, bias and all."""
    W = weights["weight_hh_l0"].chunk(3)[2]
    b = weights["bias_hh_l0"].chunk(3)[2]

    def step(from_x, from_h, h):
        r, z = (torch.sigmoid(from_x[k] + from_h[k]) for k in (0, 1))
        n = torch.tanh(from_x[2] + (r * h) @ W.T + b)
        return (1 - z) * n + z * h

    return gru(x, h0, weights, step)


@of("gru_like_torch")
def z_renews(x, h0, weights):
    """Your z goes with the new and 1 - z with the old, as in the lecture. torch's z
    keeps: (1 - z) * n + z * h."""

    def step(from_x, from_h, h):
        r, z = (torch.sigmoid(from_x[k] + from_h[k]) for k in (0, 1))
        n = torch.tanh(from_x[2] + r * from_h[2])
        return z * n + (1 - z) * h

    return gru(x, h0, weights, step)


@of("gru_like_torch")
def z_before_r(x, h0, weights):
    """The first third of the rows is taken for z. torch's order is r, z, n; ONNX has
    z first."""

    def step(from_x, from_h, h):
        z, r = (torch.sigmoid(from_x[k] + from_h[k]) for k in (0, 1))
        n = torch.tanh(from_x[2] + r * from_h[2])
        return (1 - z) * n + z * h

    return gru(x, h0, weights, step)


@of("gru_like_torch")
def recurrent_bias_not_reset(x, h0, weights):
    """The recurrent bias of n stands outside the reset. In torch the gate multiplies
    product and bias together: r * (W_hn h + b_hn)."""
    b = weights["bias_hh_l0"].chunk(3)[2]

    def step(from_x, from_h, h):
        r, z = (torch.sigmoid(from_x[k] + from_h[k]) for k in (0, 1))
        n = torch.tanh(from_x[2] + r * (from_h[2] - b) + b)
        return (1 - z) * n + z * h

    return gru(x, h0, weights, step)
