"""What is asked of the gates that see the memory, one at a time and as a Jacobian."""

import numpy as np

from grader.checks import draw
from grader.checks.expect import Checks, same, silent, unchanged
from grader.checks.peephole.asked import FAR, UNITS, in_float32, shut_and_open
from grader.reference import peephole as reference

CHECKS = Checks()


@CHECKS.check("peephole_gates", forbids=UNITS)
def peephole_gates(student, rng):
    """The update gate and the forget gate, each element seeing its own memory."""
    args = question(rng, 3, 4, 5)
    gates = student.peephole_gates(*args)
    gamma_u, gamma_f = reference.peephole_gates(*args)
    yield same("gamma_u", gates[0], gamma_u)
    yield same("gamma_f", gates[1], gamma_f)
    yield unchanged("inputs are left unchanged", gates)
    batch, n_x, n = draw.sizes(rng, 3)
    args = question(rng, batch, n_x, n)
    gates = student.peephole_gates(*args)
    gamma_u, gamma_f = reference.peephole_gates(*args)
    yield same("gamma_u for other sizes", gates[0], gamma_u)
    yield same("gamma_f for other sizes", gates[1], gamma_f)
    args = question(rng, 1, n_x, n)
    expected = reference.peephole_gates(*args)
    yield same("a batch of one", student.peephole_gates(*args), expected)
    args = question(rng, 2, 3, 4, **shut_and_open(rng))
    gates = student.peephole_gates(*args)
    expected = reference.peephole_gates(*args)
    yield same("gates that are fully shut or open", gates, expected)
    yield silent("no warning when shut or open", gates)
    args = question(rng, 3, 4, 5, dtype=np.float32)
    gates = student.peephole_gates(*args)
    yield from in_float32(gates, reference.peephole_gates(*args))


@CHECKS.check("peephole_output_gate", forbids=UNITS)
def peephole_output_gate(student, rng):
    """The output gate, from whichever memory it is shown."""

    def asked(name, args):
        answer = student.peephole_output_gate(*args)
        return answer, same(name, answer, reference.peephole_output_gate(*args))

    answer, right = asked("gamma_o", question(rng, 3, 4, 5))
    yield right
    yield unchanged("inputs are left unchanged", answer)
    batch, n_x, n = draw.sizes(rng, 3)
    yield asked("other sizes", question(rng, batch, n_x, n))[1]
    yield asked("a batch of one", question(rng, 1, n_x, n))[1]
    args = question(rng, batch, n_x, n, bo=FAR * draw.signs(rng, n))
    answer, right = asked("fully shut or open", args)
    yield right
    yield silent("no warning when shut or open", answer)
    args = question(rng, 3, 4, 5, dtype=np.float32)
    answer = student.peephole_output_gate(*args)
    yield from in_float32(answer, reference.peephole_output_gate(*args))


@CHECKS.check("peephole_influence", forbids=UNITS)
def peephole_influence(student, rng):
    """How each element of the memory moves each element of the forget gate."""
    args = question(rng, 3, 4, 5)
    influence = student.peephole_influence(*args)
    expected = reference.peephole_influence(*args)
    own = range(5)
    yield same("each element on its own gate", influence[:, own, own], diagonal(*args))
    yield same("every entry of the Jacobian", influence, expected, weight=2)
    yield unchanged("inputs are left unchanged", influence)
    batch, n_x, n = draw.sizes(rng, 3)
    for name, size in (("other sizes", batch), ("a batch of one", 1)):
        args = question(rng, size, n_x, n)
        expected = reference.peephole_influence(*args)
        yield same(name, student.peephole_influence(*args), expected)
    args = question(rng, 3, 4, 5, dtype=np.float32)
    influence = student.peephole_influence(*args)
    yield from in_float32(influence, reference.peephole_influence(*args))


def question(rng, batch, n_x, n, *, dtype=np.float64, **replace):
    """Arguments for one step; `replace` puts other parameters in their place."""
    p, a_prev, c_prev, x_t = draw.peephole_step(
        rng, batch=batch, n_x=n_x, n=n, dtype=dtype
    )
    return a_prev, c_prev, x_t, p._replace(**replace)


def diagonal(*args):
    """The diagonals of the reference's Jacobians, (m, n)."""
    return np.einsum("ikk->ik", reference.peephole_influence(*args))
