"""What is asked of the step in torch's convention."""

from functools import partial

import numpy as np

from grader.checks import draw
from grader.checks.expect import Checks, silent, unchanged
from grader.checks.gru.asked import FAR, GRUS, asked, asked_in_float32

CHECKS = Checks()


@CHECKS.check("gru_cell_reset_after", forbids=GRUS)
def gru_cell_reset_after(student, rng):
    """torch's GRU: the reset comes after the recurrent product, z keeps."""
    ask = partial(asked, student, "gru_cell_reset_after")
    answer = yield from ask("h_t", *draw.torch_gru_step(rng, batch=3, n_x=4, n=5))
    yield unchanged("inputs are left unchanged", answer)
    batch, n_x, n = draw.sizes(rng, 3)
    args = draw.torch_gru_step(rng, batch=batch, n_x=n_x, n=n)
    yield from ask("other sizes", *args)
    args = draw.torch_gru_step(rng, batch=1, n_x=n_x, n=n)
    yield from ask("a batch of one", *args)
    *args, b_ih, b_hh = args
    for name, far in (
        ("r = 0 cuts the memory off", -FAR),
        ("r = 1 lets it through", FAR),
    ):
        yield from ask(name, *args, np.append(np.full(n, far), b_ih[n:]), b_hh)
    far = np.concatenate([b_hh[:n], FAR * draw.signs(rng, n), b_hh[2 * n :]])
    answer = yield from ask("z fully shut or open", *args, b_ih, far)
    yield silent("no warning when shut or open", answer)
    args = draw.torch_gru_step(rng, batch=3, n_x=4, n=5, dtype=np.float32)
    yield from asked_in_float32(student, "gru_cell_reset_after", *args)
