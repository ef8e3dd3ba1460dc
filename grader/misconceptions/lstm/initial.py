"""Wrong versions of init_lstm. Each is known by the set of properties it lacks."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.lstm import init_lstm
from utils.params import LSTMParams

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("init_lstm")
def weights_not_uniform(n_x, n_a, rng, forget_bias=1.0):
    """Your weights are not uniform and some are larger than 1/√n_a: they look normal.
    rng.uniform spreads them evenly and never leaves its bounds."""
    scale = 1 / np.sqrt(n_a)
    return initial(n_x, n_a, forget_bias, lambda size: rng.normal(0, scale, size))


@of("init_lstm")
def weights_small_and_normal(n_x, n_a, rng, forget_bias=1.0):
    """Your weights are crowded near zero: normal, and with a small scale of their
    own. They should fill ±1/√n_a evenly."""
    return initial(n_x, n_a, forget_bias, lambda size: 0.01 * rng.normal(size=size))


@of("init_lstm")
def weights_never_negative(n_x, n_a, rng, forget_bias=1.0):
    """Your weights reach as far as 1/√n_a, but not evenly on both sides of zero. They
    should run from -1/√n_a to +1/√n_a; rng.uniform takes both ends."""
    bound = 1 / np.sqrt(n_a)
    return initial(n_x, n_a, forget_bias, lambda size: rng.uniform(0, bound, size))


@of("init_lstm")
def scaled_by_inputs(n_x, n_a, rng, forget_bias=1.0):
    """The range of your weights follows n_x. It is 1/√n_a for all columns, those of
    the input too."""
    bound = 1 / np.sqrt(n_x)
    return initial(n_x, n_a, forget_bias, even(rng, bound))


@of("init_lstm")
def scaled_by_all_columns(n_x, n_a, rng, forget_bias=1.0):
    """Your weights are too small whatever the sizes, as if the number of all columns,
    n_a + n_x, stood under the root. Under the root stands n_a."""
    bound = 1 / np.sqrt(n_a + n_x)
    return initial(n_x, n_a, forget_bias, even(rng, bound))


@of("init_lstm")
def scaled_without_root(n_x, n_a, rng, forget_bias=1.0):
    """Your weights are too small, and right for a single unit: the square root is
    missing. The range is 1/√n_a, not 1/n_a."""
    return initial(n_x, n_a, forget_bias, even(rng, 1 / n_a))


@of("init_lstm")
def not_scaled(n_x, n_a, rng, forget_bias=1.0):
    """Your weights are even but too large as soon as there are several units: the
    range should shrink with n_a, as 1/√n_a."""
    return initial(n_x, n_a, forget_bias, even(rng, 1.0))


@of("init_lstm")
def columns_of_x_missing(n_x, n_a, rng, forget_bias=1.0):
    """Your weights have not the shape (n_a, n_a + n_x). Each of them acts on
    [a_prev, x_t] at once: n_a columns for the one and n_x for the other."""
    p = init_lstm(n_x, n_a, rng, forget_bias)
    return LSTMParams(*(W[:, :n_a] for W in p[:4]), *p[4:])


@of("init_lstm")
def zero_taken_for_none(n_x, n_a, rng, forget_bias=1.0):
    """A forget bias of 0 becomes 1: `forget_bias or 1.0` takes a zero for nothing. The
    default in the first line of the function is enough."""
    return init_lstm(n_x, n_a, rng, forget_bias or 1.0)


@of("init_lstm")
def one_draw_for_all(n_x, n_a, rng, forget_bias=1.0):
    """At least two of your weights are the same. Draw anew for each gate: those that
    begin equal get more alike gradients than they should."""
    p = init_lstm(n_x, n_a, rng, forget_bias)
    return p._replace(Wf=p.Wu.copy(), Wo=p.Wu.copy(), Wc=p.Wu.copy())


@of("init_lstm")
def global_generator(n_x, n_a, rng, forget_bias=1.0):
    """The same rng does not give the same parameters: your numbers come from
    elsewhere, from np.random most likely. Draw them from the rng you are given."""
    return init_lstm(n_x, n_a, np.random.default_rng(), forget_bias)


@of("init_lstm")
def seed_of_its_own(n_x, n_a, rng, forget_bias=1.0):
    """You make a generator of your own with a fixed seed, so that every call gives
    the same parameters. Draw from the rng you are given."""
    return init_lstm(n_x, n_a, np.random.default_rng(0), forget_bias)


@of("init_lstm")
def forget_bias_left_out(n_x, n_a, rng, forget_bias=1.0):
    """The forget gate's bias is not forget_bias. Fill bf with it, so that the gate is
    open at first and the gradient passes."""
    return init_lstm(n_x, n_a, rng, 0.0)


@of("init_lstm")
def forget_bias_always_one(n_x, n_a, rng, forget_bias=1.0):
    """bf is right by default, but not when another forget_bias is asked for: use the
    argument, not the number 1."""
    return init_lstm(n_x, n_a, rng)


@of("init_lstm")
def forget_bias_on_update_gate(n_x, n_a, rng, forget_bias=1.0):
    """The forget bias is on the update gate, bu. It is the forget gate, bf, that
    should be open at first."""
    p = init_lstm(n_x, n_a, rng, forget_bias)
    return p._replace(bu=p.bf, bf=p.bu)


@of("init_lstm")
def forget_bias_on_output_gate(n_x, n_a, rng, forget_bias=1.0):
    """The forget bias is on the output gate, bo. In LSTMParams the order is u, f, o,
    c: fill bf with it."""
    p = init_lstm(n_x, n_a, rng, forget_bias)
    return p._replace(bo=p.bf, bf=p.bo)


@of("init_lstm")
def forget_bias_everywhere(n_x, n_a, rng, forget_bias=1.0):
    """All four biases got the forget bias. Only bf takes it; bu, bo and bc begin at
    zero."""
    p = init_lstm(n_x, n_a, rng, forget_bias)
    return p._replace(bu=p.bf, bo=p.bf, bc=p.bf)


@of("init_lstm")
def biases_drawn(n_x, n_a, rng, forget_bias=1.0):
    """None of your biases is what it should be; torch's own layers draw them like the
    weights. Here bf is forget_bias everywhere and the others are zero."""
    p = init_lstm(n_x, n_a, rng, forget_bias)
    return LSTMParams(*p[:4], *rng.uniform(0.1, 1, size=(4, n_a)) / np.sqrt(n_a))


def even(rng, bound):
    """Draws evenly from ±bound."""
    return lambda size: rng.uniform(-bound, bound, size)


def initial(n_x, n_a, forget_bias, draw):
    """Parameters whose weights are drawn by `draw(size)`."""
    zero = np.zeros(n_a)
    weights = draw((4, n_a, n_a + n_x))
    return LSTMParams(*weights, zero, zero + forget_bias, zero, zero)
