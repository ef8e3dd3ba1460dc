"""Wrong versions of hold_memory. Each is known by the set of properties it lacks."""

import numpy as np

from grader.misconceptions import Misconceptions
from grader.reference.lstm import hold_memory

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


@of("hold_memory")
def gates_left_undecided(n_x, n_a):
    """Both gates are half open: Γf lets go of some of the memory, and Γu writes over
    it. Large biases decide it, one positive and one negative."""
    p = drawn(n_x, n_a)
    return p._replace(bu=0 * p.bu, bf=0 * p.bf)


@of("hold_memory")
def forget_gate_shut(n_x, n_a):
    """Nothing is written, but the forget gate lets go of the memory. In spite of its
    name it must be open to keep: Γf near 1 takes a large positive bf."""
    p = hold_memory(n_x, n_a)
    return p._replace(bf=-p.bf)


@of("hold_memory")
def update_gate_open(n_x, n_a):
    """The forget gate keeps all, but new candidates are added to the memory at every
    step. Shut the update gate as well: Γu near 0 takes a large negative bu."""
    p = drawn(n_x, n_a)
    return p._replace(bu=0 * p.bu)


@of("hold_memory")
def gates_not_far_enough(n_x, n_a):
    """The memory holds for ten steps, but not for a thousand: a gate is only nearly
    shut or nearly open. What leaks at one step leaks a thousand times."""
    p = hold_memory(n_x, n_a)
    return p._replace(bf=0.1 * p.bf)


@of("hold_memory")
def gates_listen(n_x, n_a):
    """The gates still have weights: a large input opens or shuts them after all, and
    the memory is lost. Whatever comes in, biases decide if their weights are zero."""
    p = drawn(n_x, n_a)
    rng = np.random.default_rng(1)
    Wu, Wf = rng.uniform(-0.5, 0.5, (2, n_a, n_a + n_x))
    return p._replace(Wu=Wu, Wf=Wf)


def drawn(n_x, n_a):
    """Parameters that hold, but with weights and a bias of the candidate."""
    weights = np.random.default_rng(0).uniform(-0.5, 0.5, size=(4, n_a, n_a + n_x))
    p = hold_memory(n_x, n_a)
    return p._replace(**dict(zip(p._fields, weights, strict=False)), bc=p.bc + 1)
