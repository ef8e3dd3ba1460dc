"""All gates in one kernel: right in any style, and what a kernel moves is counted."""

import pytest

from grader.checks.asking import NO_GPU, NO_TRITON
from grader.judge.score import score
from tests.grader.checks.kernels.gate_kernels import INTERPRETED, KERNELS
from tests.grader.checks.kernels.gate_twins import TWINS
from tests.grader.checks.kernels.solved import NB, fused_gates
from tests.grader.judging import failures, judged, naming
from utils.checks import kernels as visible
from utils.checks.report import NotRight

NAME, MASTERS = "fused_gates", "the master's"
COUNTED = [
    f"{what}, {way}"
    for way in ("forward", "backward")
    for what in ("one launch", "loads once", "stores")
]
needs_triton = pytest.mark.skipif(
    not INTERPRETED, reason="no Triton interpreter here: make kernels brings Triton"
)


@pytest.fixture
def interpreter(monkeypatch):
    """Triton's interpreter is at work."""
    monkeypatch.setenv("TRITON_INTERPRET", "1")


def lost(function):
    """The names of what doesn't hold, clues aside."""
    return [name for name, _ in failures(NB, NAME, function)]


# right answers


@pytest.mark.parametrize("style", [*TWINS, MASTERS])
def test_a_right_twin_scores_full_and_nothing_is_counted(style):
    function = TWINS[style] if style in TWINS else fused_gates(triton=False)
    expectations, _ = judged(NB, NAME, function)
    assert failures(NB, NAME, function) == []
    assert [e.name for e in expectations if e.message == NO_TRITON] == COUNTED
    assert score(expectations, 5) == 5
    visible.fused_gates(function)


@needs_triton
@pytest.mark.parametrize("style", [*KERNELS, MASTERS])
def test_a_right_kernel_scores_full_and_is_counted(style, interpreter):
    function = KERNELS[style] if style in KERNELS else fused_gates()
    for seed in (b"", b"1"):
        assert failures(NB, NAME, function, seed) == []
        expectations, _ = judged(NB, NAME, function, seed)
        held = {e.name: e.passed for e in expectations}
        assert [name for name in COUNTED if held[name]] == COUNTED
    visible.fused_gates(function)


def test_half_of_the_points_are_for_what_the_kernel_does():
    expectations, _ = judged(NB, NAME, fused_gates(triton=False))
    whole = sum(e.weight for e in expectations if e.message != NO_GPU)
    counted = sum(e.weight for e in expectations if e.name in COUNTED)
    assert whole / 2 <= counted <= 0.6 * whole


# right in values, but the kernel does too much

LAUNCH = "gates_forward[programs](*given, a_t, c_t, size, n, current, 256)"
LAUNCH_BACK = "gates_backward[programs](*given, *upstream, *out)"
KEEP, PF = "tl.store(c_t + at, now, mask)", "tl.load(pf + k, mask) * before"
DZU, AGAIN = "tl.store(dz, dzu, mask)", "tl.load(c_prev + at, mask)"
TWIN = "        else:\n            *_, gamma_o"


def twice(line):
    """A line of eight spaces' indent two times."""
    return line, f"{line}\n        {line}"


MOVED = {
    "loaded again": (
        [(PF, f"tl.load(pf + k, mask) * {AGAIN}")],
        "loads once, forward; loads once, backward",
        "kernel_loads",
    ),
    "stored again": ([twice(KEEP)], "stores, forward", "kernel_stores"),
    "stored again back": ([twice(DZU)], "stores, backward", "kernel_stores"),
    "launched again": (
        [(LAUNCH, f"{LAUNCH}; {LAUNCH}")],
        "one launch, forward; loads once, forward",
        "kernel_launches",
    ),
    "launched again back": (
        [(LAUNCH_BACK, f"{LAUNCH_BACK}; {LAUNCH_BACK}")],
        "one launch, backward; loads once, backward; stores, backward",
        "kernel_launches",
    ),
    "the tanh left to torch": (
        [
            ("gamma_o * tl_tanh(now), mask)", "gamma_o, mask)"),
            (TWIN, f"            a_t *= torch.tanh(c_t)\n{TWIN}"),
        ],
        "one launch, forward",
        "kernel_launches",
    ),
}


@needs_triton
@pytest.mark.parametrize("slip", MOVED)
def test_what_a_kernel_does_too_much_is_seen_and_named(slip, interpreter):
    edits, expected, name = MOVED[slip]
    function = fused_gates(*edits)
    assert "; ".join(lost(function)) == expected
    assert naming(NB, NAME, function, b"").names[0] == name
    with pytest.raises(NotRight):
        visible.fused_gates(function)


@needs_triton
def test_where_triton_is_the_twin_alone_is_half_of_the_answer(interpreter):
    function = fused_gates(triton=False)
    assert lost(function) == COUNTED
    assert naming(NB, NAME, function, b"").names[0] == "kernel_launches"
    with pytest.raises(NotRight):
        visible.fused_gates(function)


# slips that only a kernel can have


@needs_triton
@pytest.mark.parametrize("what", [AGAIN, KEEP])
def test_a_kernel_without_a_mask_is_stopped_and_told_why(what, interpreter, capsys):
    function = fused_gates((what, what.replace(", mask", "")))
    assert "beyond the tensors it was given" in failures(NB, NAME, function)[0][1]
    assert score(judged(NB, NAME, function)[0], 5) < 1
    assert naming(NB, NAME, function, b"").names == ("kernel_not_masked",)
    with pytest.raises(NotRight):
        visible.fused_gates(function)
    assert "its mask is" in capsys.readouterr().out


@needs_triton
@pytest.mark.parametrize(
    "slip",
    [
        ("tensor.contiguous() for", "tensor for"),
        ("da_t.contiguous(), dc_t.contiguous()", "da_t, dc_t"),
    ],
)
def test_strides_that_are_taken_for_granted_are_named(slip, interpreter):
    function = fused_gates(slip)
    assert lost(function) == ["views with strides"]
    assert naming(NB, NAME, function, b"").names == ("strides_taken_for_granted",)
    with pytest.raises(NotRight):
        visible.fused_gates(function)


# slips that a twin can have as well are named as there

INTO_DC = "        if current:\n            dc += through_o\n"
SUM, Z_C = "(dz_k * memory).sum(0)", "tl.load(z + 3 * n, mask)"
IN_KERNELS = {
    "output_always_sees_previous": ("now if current else before", "before"),
    "candidate_not_squashed": (f"tl_tanh({Z_C})", Z_C),
    "output_peephole_not_in_dc": (INTO_DC, ""),
    "memorys_own_way_forgotten": ("dc * gamma_f + dzu * tl.load", "dzu * tl.load"),
    "slope_of_the_forget_gate_missing": (
        "dzf = dc * before * gamma_f * (1 - gamma_f)",
        "dzf = dc * before",
    ),
    "peephole_gradients_averaged": (SUM, "(dz_k * memory).mean(0)"),
}


@needs_triton
@pytest.mark.parametrize("name", IN_KERNELS)
def test_a_slip_in_a_kernel_is_named_as_in_the_twin(name, interpreter):
    function = fused_gates(IN_KERNELS[name])
    assert naming(NB, NAME, function, b"").names == (name,)


def test_a_sum_over_the_batch_that_autograd_makes_is_as_good():
    assert lost(fused_gates((SUM, "dz_k * memory"), triton=False)) == []
