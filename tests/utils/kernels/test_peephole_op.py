"""The kernel computes what the reference in NumPy does, refuses what doesn't fit, and
says in words where it can't be compiled."""

import os
import subprocess
import sys

import numpy as np
import pytest
import torch
from torch.autograd import gradcheck

from grader.reference import peephole as reference
from utils.kernels import NotCompiled, compiled, peephole, peephole_lstm, why_not
from utils.params import PeepholeParams

FORMS = "previous", "current"
TOLERANCE = {torch.float64: 1e-12, torch.float32: 5e-6}
SIZES = {  # T, m, n_x, n
    "all sizes differ": (5, 2, 3, 4),
    "all of them 1": (1, 1, 1, 1),
    "one example": (9, 1, 2, 5),
    "one step": (1, 3, 2, 6),
    "odd, longer than a vector": (7, 9, 5, 19),
    "more than four vectors": (4, 7, 2, 70),
    "whole vectors": (6, 17, 3, 64),
}

needs_a_compiler = pytest.mark.skipif(
    why_not() is not None, reason=f"the kernel can't be compiled: {why_not()}"
)


def question(T, m, n_x, n, dtype=torch.float64, seed=0):
    """x, a0, c0 and the parameters that all ask for gradients, and an upstream."""
    rng = torch.Generator().manual_seed(seed)
    sizes = {"W": (n, n + n_x), "b": (n,), "p": (n,)}

    def draw(*shape):
        drawn = torch.randn(*shape, generator=rng, dtype=torch.float64)
        reach = n**-0.5 if shape == sizes["W"] else 1
        return (reach * drawn).to(dtype).requires_grad_()

    p = PeepholeParams(*(draw(*sizes[f[0]]) for f in PeepholeParams._fields))
    x, a0, c0 = draw(T, m, n_x), draw(m, n), draw(m, n)
    return x, a0, c0, p, draw(T, m, n).detach()


def plain(tensor):
    return tensor.detach().double().numpy()


def expected(x, a0, c0, p, upstream, sees):
    """a, and the gradients of x, a0, c0 and p, by the reference in float64."""
    p = PeepholeParams(*map(plain, p))
    a, steps = reference.peephole_forward(plain(x), plain(a0), plain(c0), p, sees)
    *back, dp = reference.peephole_backward(plain(upstream), steps, p, sees)
    return [a, *back, *dp]


def close(got, wanted, dtype):
    for one, other in zip(got, wanted, strict=True):
        assert one.dtype == dtype
        scale = max(1.0, np.abs(other).max())
        np.testing.assert_allclose(plain(one), other, 0, scale * TOLERANCE[dtype])


@needs_a_compiler
@pytest.mark.parametrize("sees", FORMS)
@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
def test_values_and_gradients_are_the_references(sizes, dtype, sees):
    x, a0, c0, p, upstream = question(*sizes, dtype)
    a = peephole_lstm(x, a0, c0, p, sees)
    gradients = torch.autograd.grad(a, (x, a0, c0, *p), upstream)
    close([a, *gradients], expected(x, a0, c0, p, upstream, sees), dtype)


@needs_a_compiler
@pytest.mark.parametrize("sees", FORMS)
def test_a_way_back_in_several_pieces_gives_the_same(sees, monkeypatch):
    monkeypatch.setattr(peephole, "ROWS", 6)  # two of the seven steps at a time
    x, a0, c0, p, upstream = question(7, 3, 2, 5)
    a = peephole_lstm(x, a0, c0, p, sees)
    gradients = torch.autograd.grad(a, (x, a0, c0, *p), upstream)
    close([a, *gradients], expected(x, a0, c0, p, upstream, sees), torch.float64)


@needs_a_compiler
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_any_number_of_threads_gives_the_same(threads):
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        x, a0, c0, p, upstream = question(4, 7, 3, 5)
        a = peephole_lstm(x, a0, c0, p)
        gradients = torch.autograd.grad(a, (x, a0, c0, *p), upstream)
    finally:
        torch.set_num_threads(before)
    wanted = expected(x, a0, c0, p, upstream, "previous")
    close([a, *gradients], wanted, torch.float64)


@needs_a_compiler
@pytest.mark.parametrize("sees", FORMS)
def test_gradcheck_agrees(sees):
    x, a0, c0, p, _ = question(4, 2, 3, 5)

    def f(x, a0, c0, *p):
        return peephole_lstm(x, a0, c0, PeepholeParams(*p), sees)

    assert gradcheck(f, (x, a0, c0, *p))


@needs_a_compiler
def test_inputs_may_have_gaps_and_are_left_as_they_were():
    x, a0, c0, p, upstream = question(5, 4, 3, 6)
    wanted = expected(x, a0, c0, p, upstream, "current")
    tensors = [x, a0, c0, *p]
    with torch.no_grad():
        gappy = [torch.stack([t, t], -1)[..., 0] for t in tensors]
    copies = [t.requires_grad_().detach().clone() for t in gappy]
    a = peephole_lstm(*gappy[:3], PeepholeParams(*gappy[3:]), "current")
    back = torch.stack([upstream, upstream], -1)[..., 0]
    close([a, *torch.autograd.grad(a, gappy, back)], wanted, torch.float64)
    assert all(map(torch.equal, gappy, copies))


@needs_a_compiler
@pytest.mark.parametrize("name", ["x", "a0", "c0", *PeepholeParams._fields])
def test_a_gradient_that_is_asked_for_alone_is_right(name):
    x, a0, c0, p, upstream = question(5, 3, 2, 4)
    named = {"x": x, "a0": a0, "c0": c0, **p._asdict()}
    wanted = dict(
        zip(named, expected(x, a0, c0, p, upstream, "previous")[1:], strict=True)
    )
    for key, tensor in named.items():
        tensor.requires_grad_(key == name)
    peephole_lstm(x, a0, c0, p).backward(upstream)
    close([named[name].grad], [wanted[name]], torch.float64)
    assert all(t.grad is None for key, t in named.items() if key != name)


@needs_a_compiler
def test_a_tape_can_be_gone_back_over_twice():
    x, a0, c0, p, upstream = question(5, 3, 2, 4)
    a = peephole_lstm(x, a0, c0, p)
    first = torch.autograd.grad(a, (x, *p), upstream, retain_graph=True)
    again = torch.autograd.grad(a, (x, *p), upstream)
    assert all(map(torch.equal, first, again))


@needs_a_compiler
def test_without_gradients_no_tape_is_kept():
    x, a0, c0, p, _ = question(6, 3, 2, 4)
    kept = []
    with torch.autograd.graph.saved_tensors_hooks(kept.append, lambda t: t):
        with torch.no_grad():
            a = peephole_lstm(x, a0, c0, p)
        assert kept == []
        assert not a.requires_grad
        recorded = peephole_lstm(x, a0, c0, p)
    assert kept != []
    assert torch.equal(a, recorded)


@needs_a_compiler
@pytest.mark.parametrize("dtype", TOLERANCE)
def test_a_nan_stays_one_and_large_numbers_stay_finite(dtype):
    x, a0, c0, p, _ = question(3, 2, 2, 3, dtype)
    with torch.no_grad():
        assert peephole_lstm(1e30 * x, a0, c0, p).abs().max() <= 1
        x[1, 0, 0] = torch.nan
        a = peephole_lstm(x, a0, c0, p)
    assert a[:, 1].isfinite().all()
    assert a[1:, 0].isnan().all()


@needs_a_compiler
@pytest.mark.parametrize("dtype", TOLERANCE)
def test_sigmoid_and_tanh_are_exact_from_the_smallest_to_the_largest(dtype):
    """A memory of its own for each z: a = Γo tanh(Γu c̃) with open and shut gates."""
    z = torch.logspace(-6, 2, 400, dtype=dtype)
    z = torch.cat([-z, z])[None, :, None]  # one step, each z an example
    one = torch.ones(1, dtype=dtype)
    W = {k: torch.zeros(1, 2, dtype=dtype) for k in ("Wu", "Wf", "Wo", "Wc")}
    biases = {"bu": 100 * one, "bf": -100 * one, "bo": 100 * one, "bc": 0 * one}
    p = PeepholeParams(**W, **biases, pu=0 * one, pf=0 * one, po=0 * one)
    start = z.new_zeros(z.shape[1], 1)
    by_z = torch.tensor([[0, 1]], dtype=dtype)
    exact = 1e-6 if dtype == torch.float32 else 1e-12
    squashed = peephole_lstm(z, start, start, p._replace(Wc=by_z))
    wanted = torch.tanh(torch.tanh(z.double()))
    torch.testing.assert_close(squashed.double(), wanted, rtol=exact, atol=0)
    p = p._replace(bc=100 * one, Wo=by_z, bo=0 * one)
    gate = peephole_lstm(z, start, start, p) / np.tanh(1)
    wanted = torch.sigmoid(z.double().clamp(-80))
    shown = z.abs() < 80
    torch.testing.assert_close(gate.double()[shown], wanted[shown], rtol=exact, atol=0)


def wrong(name, change):
    """The five arguments, one of them changed."""
    x, a0, c0, p, _ = question(5, 2, 3, 4)
    named = {"x": x, "a0": a0, "c0": c0}
    if name in named:
        named[name] = change(named[name])
    else:
        p = p._replace(**{name: change(getattr(p, name))})
    return *named.values(), p


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("x", lambda t: t[0], r"x is \(T, m, n_x\)"),
        ("x", lambda t: t[:0], "no size of them 0"),
        ("a0", lambda t: t[0], r"a0 \(m, n_a\)"),
        ("a0", lambda t: t[:1], "a0 has the shape"),
        ("c0", lambda t: t[:, :3], r"c0 has the shape \(2, 3\)"),
        ("Wu", lambda t: t.T, "Wu has the shape"),
        ("po", lambda t: t[None], "po has the shape"),
        ("bc", lambda t: t[:-1], r"bc has the shape \(3,\)"),
        ("Wo", lambda t: t.float(), "Wo is torch.float32, x is torch.float64"),
        ("x", lambda t: t.half(), "all tensors are float32"),
        ("x", lambda t: t.to("meta"), "x is not an ordinary tensor on the CPU"),
        ("c0", lambda t: t.to_sparse(), "c0 is not an ordinary tensor on the CPU"),
        ("pu", lambda t: plain(t), "pu is not a tensor: it is of type ndarray"),
    ],
)
def test_what_does_not_fit_is_refused_before_the_kernel_sees_it(
    name, change, says, monkeypatch
):
    monkeypatch.setattr(peephole, "library", lambda: pytest.fail("it was called"))
    with pytest.raises(ValueError, match=says):
        peephole_lstm(*wrong(name, change))


@pytest.mark.parametrize("sees", ["future", None])
def test_another_word_is_an_error(sees):
    x, a0, c0, p, _ = question(5, 2, 3, 4)
    with pytest.raises(ValueError, match="previous or current"):
        peephole_lstm(x, a0, c0, p, sees)
    with pytest.raises(ValueError, match="PeepholeParams"):
        peephole_lstm(x, a0, c0, tuple(p))


@pytest.fixture
def anew():
    """Nothing is compiled yet; afterwards what was there is found again."""
    compiled._once, before = compiled.cache(compiled._once.__wrapped__), compiled._once
    yield
    compiled._once = before


FAILS = {
    "no compiler": ("no-such", "CXX names no-such, which is not on this machine"),
    "one that fails": ("false", "false failed, and said: nothing"),
    "one that makes no library": ("true", "what was compiled can't be loaded"),
}


@pytest.mark.parametrize(("compiler", "says"), FAILS.values(), ids=FAILS)
def test_without_a_compiler_it_says_so_once_and_takes_what_it_was_given(
    compiler, says, anew, monkeypatch, capsys
):
    monkeypatch.setenv("CXX", compiler)
    arguments = *question(5, 2, 3, 4)[:4], "current"
    with pytest.raises(NotCompiled, match=says):
        peephole_lstm(*arguments)
    given = peephole_lstm(*arguments, otherwise=lambda *args: args)
    assert given == arguments
    assert says in why_not()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("The C++ kernel is not used: ")


def test_another_system_is_told_in_words(anew, monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert "Linux" in why_not()


@needs_a_compiler
def test_it_is_compiled_once_in_a_session_and_leaves_nothing_behind(
    anew, monkeypatch, tmp_path, capsys
):
    runs, run = [], subprocess.run

    def counted(command, **options):
        runs.append(command)
        return run(command, **options)

    monkeypatch.setattr(subprocess, "run", counted)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for seed in (1, 2):
        peephole_lstm(*question(5, 2, 3, 4, seed=seed)[:4])
    assert len(runs) == 1
    assert os.listdir(tmp_path) == []
    assert "once for this session" in capsys.readouterr().out


@needs_a_compiler
def test_narrow_vectors_compute_the_same(anew, monkeypatch):
    """As on a processor without the widest registers."""
    options = [*compiled.OPTIONS, "-mno-avx512f"]
    monkeypatch.setattr(compiled, "OPTIONS", options)
    x, a0, c0, p, upstream = question(7, 9, 5, 19)
    a = peephole_lstm(x, a0, c0, p)
    gradients = torch.autograd.grad(a, (x, a0, c0, *p), upstream)
    assert compiled.library().bytes_of_a_vector() == 32
    wanted = expected(x, a0, c0, p, upstream, "previous")
    close([a, *gradients], wanted, torch.float64)


@needs_a_compiler
def test_the_compiler_has_nothing_to_complain_of(tmp_path):
    command = [
        compiled._compiler(),
        *compiled.OPTIONS,
        "-Wall",
        "-Wextra",
        "-Wno-psabi",
    ]
    done = subprocess.run(
        [*command, str(compiled.SOURCE), "-o", str(tmp_path / "x.so")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
