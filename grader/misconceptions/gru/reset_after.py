"""Wrong versions of gru_cell_reset_after."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.gru import gru_cell_reset_after, sigmoid

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


def torch_parts(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    """(from_x, from_h), each the three blocks of rows r, z, n before any squashing."""
    from_x = np.split(x_t @ W_ih.T + b_ih, 3, axis=1)
    return from_x, np.split(h_prev @ W_hh.T + b_hh, 3, axis=1)


@of("gru_cell_reset_after")
def reset_before_product(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    """Here r multiplies h_prev before W_hn: that is the lecture's GRU. torch first
    takes the product W_hn h + b_hn, and r multiplies its result."""
    (x_r, x_z, x_n), (h_r, h_z, _) = torch_parts(h_prev, x_t, W_ih, W_hh, b_ih, b_hh)
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    n_h = h_prev.shape[1]
    n = np.tanh(x_n + (r * h_prev) @ W_hh[2 * n_h :].T + b_hh[2 * n_h :])
    return (1 - z) * n + z * h_prev


@of("gru_cell_reset_after")
def hidden_bias_outside(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    """Your r multiplies W_hn h without its bias. In torch b_hn stands inside the
    brackets and is reset too, which is why it cannot be merged with b_in."""
    (x_r, x_z, x_n), (h_r, h_z, h_n) = torch_parts(h_prev, x_t, W_ih, W_hh, b_ih, b_hh)
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    b_hn = b_hh[2 * h_prev.shape[1] :]
    return (1 - z) * np.tanh(x_n + r * (h_n - b_hn) + b_hn) + z * h_prev


@of("gru_cell_reset_after")
def z_before_r(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    """You read the rows in the order z, r, n, which is that of Keras and ONNX. In
    torch the reset gate comes first: r, z, n."""
    (x_z, x_r, x_n), (h_z, h_r, h_n) = torch_parts(h_prev, x_t, W_ih, W_hh, b_ih, b_hh)
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    return (1 - z) * np.tanh(x_n + r * h_n) + z * h_prev


@of("gru_cell_reset_after")
def z_takes_candidate(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    """Your z takes the candidate, as the lecture's Γu does. torch's z keeps the old
    memory: it multiplies h_prev, and 1 - z multiplies n."""
    (x_r, x_z, x_n), (h_r, h_z, h_n) = torch_parts(h_prev, x_t, W_ih, W_hh, b_ih, b_hh)
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    return z * np.tanh(x_n + r * h_n) + (1 - z) * h_prev


@of("gru_cell_reset_after")
def no_reset(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    """Your candidate takes all of W_hn h + b_hn, as if r were 1. Multiply that part,
    and only that part, by r."""
    (_, x_z, x_n), (_, h_z, h_n) = torch_parts(h_prev, x_t, W_ih, W_hh, b_ih, b_hh)
    z = sigmoid(x_z + h_z)
    return (1 - z) * np.tanh(x_n + h_n) + z * h_prev


@of("gru_cell_reset_after")
def reset_of_input_too(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    """Your r multiplies the whole sum inside tanh. The input's part, W_in x + b_in,
    is never reset."""
    (x_r, x_z, x_n), (h_r, h_z, h_n) = torch_parts(h_prev, x_t, W_ih, W_hh, b_ih, b_hh)
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    return (1 - z) * np.tanh(r * (x_n + h_n)) + z * h_prev


@of("gru_cell_reset_after")
def one_bias_only(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    """b_hh is missing. torch keeps two biases, one with the input's product and one
    with the memory's, and both count."""
    return gru_cell_reset_after(h_prev, x_t, W_ih, W_hh, b_ih, 0 * b_hh)


@of("gru_cell_reset_after")
def biases_exchanged(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    """b_ih and b_hh have changed places. r and z only see their sum, so they are
    right; in the candidate b_hh belongs to the part that is reset."""
    return gru_cell_reset_after(h_prev, x_t, W_ih, W_hh, b_hh, b_ih)


@of("gru_cell_reset_after")
def torch_cell_by_plain_exp(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    """The values are right, but a gate that is fully shut makes exp overflow and
    warn. Use your stable sigmoid."""
    from_x, from_h = torch_parts(h_prev, x_t, W_ih, W_hh, b_ih, b_hh)
    1 / (1 + np.exp(-(from_x[1] + from_h[1])))
    return gru_cell_reset_after(h_prev, x_t, W_ih, W_hh, b_ih, b_hh)


@of("gru_cell_reset_after")
def torch_cell_in_place(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    """You write the new memory into h_prev, and the caller's old memory is gone.
    Write it into a new array."""
    h_t = gru_cell_reset_after(h_prev, x_t, W_ih, W_hh, b_ih, b_hh)
    h_prev[...] = h_t
    return h_t


@of("gru_cell_reset_after")
def torch_cell_in_float64(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    """float32 went in and float64 came out. Look for np.zeros, np.ones or np.array
    without a dtype: one float64 array makes everything after it float64."""
    wide = h_prev.astype(np.float64)
    return gru_cell_reset_after(wide, x_t, W_ih, W_hh, b_ih, b_hh)
