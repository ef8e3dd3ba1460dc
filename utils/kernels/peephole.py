"""The kernel as one step of autograd, and the large products around it.

    Γu, Γf, Γo = σ(W[a_prev, x] + p * c_prev + b)    c̃ = tanh(Wc[a_prev, x] + bc)
    c = Γu * c̃ + Γf * c_prev                         a = Γo * tanh(c)

The loops over the steps are in `peephole.cpp`, where each product is followed at once
by its cell. The gradients of the weights and of x, which no step waits for, are made
here, in large products over many steps.
"""

from functools import cache

from utils.kernels.compiled import ARRAYS, NotCompiled, Sequence, library
from utils.params import PeepholeParams

FORMS = "previous", "current"
# So many rows of dz are made at a time: few enough to be in the cache when the large
# products read them, enough to make those large.
ROWS = 1024


def peephole_lstm(x, a0, c0, p, output_sees="previous", *, otherwise=None):
    """The peephole LSTM over a sequence, on the CPU: a (T, m, n_a).

    `x` (T, m, n_x), `a0` and `c0` (m, n_a), `p` a `PeepholeParams` of tensors; all in
    float32 or all in float64. Differentiable once, in every one of them.
    `output_sees`: "previous", Γo sees c_prev, or "current", it sees c.
    `otherwise`: a function of the same five arguments that is called where the kernel
    can't be compiled. Without it that is a `NotCompiled` error.

    Raises ValueError for another `output_sees`, for shapes that do not fit, and for
    tensors that are not all of one such dtype on the CPU.
    """
    import torch

    _refuse_what_does_not_fit(x, a0, c0, p, output_sees)
    try:
        library()
    except NotCompiled:
        if otherwise is None:
            raise
        return otherwise(x, a0, c0, p, output_sees)
    current = FORMS.index(output_sees) == 1
    wanted = any(tensor.requires_grad for tensor in (x, a0, c0, *p))
    if wanted and torch.is_grad_enabled():
        return _step_of_autograd().apply(current, x, a0, c0, *p)
    with torch.no_grad():
        return forward(x, a0, c0, p, current, keep=False)[0]


@cache
def _step_of_autograd():
    """The `autograd.Function`, made when torch is needed and not before."""
    import torch
    from torch.autograd.function import once_differentiable

    class PeepholeLSTM(torch.autograd.Function):
        @staticmethod
        def forward(ctx, current, x, a0, c0, *p):
            a, *tape = forward(x, a0, c0, PeepholeParams(*p), current, keep=True)
            ctx.current = current
            ctx.save_for_backward(x, a0, a, *tape)
            return a

        @staticmethod
        @once_differentiable
        def backward(ctx, da):
            wanted = ctx.needs_input_grad[1:]
            with torch.autocast("cpu", enabled=False):  # in the dtype of the tape
                return None, *backward(da, *ctx.saved_tensors, ctx.current, wanted)

    return PeepholeLSTM


def forward(x, a0, c0, p, current, keep):
    """a (T, m, n), and what the way back needs of all steps.

    The tape: the gates, interleaved, (T, m, 4N); c (T, m, N); c0 (m, N), W, its rows
    interleaved, (4N, n + n_x); the peepholes (3, N). N is n, filled up with zeros to
    whole vectors. Where nothing is to be kept, c is of the last step alone.
    """
    import torch

    (T, m, n_x), n = x.shape, a0.shape[1]
    lanes = library().bytes_of_a_vector() // x.element_size()
    N = lanes * -(-n // lanes)
    W = interleaved(torch.stack(p[:4]), lanes)
    peepholes, start = padded(torch.stack(p[4:7]), N), padded(c0, N)
    kept = T if keep else 1
    a, c, tape = (x.new_empty(k) for k in ((T, m, N), (kept, m, N), (kept, m, 4 * N)))
    _run(
        "forward", (T, m, n_x, n, N // lanes, current, keep, _threads(m), 0, T),
        weights=W.unflatten(0, (-1, 4 * lanes)).transpose(1, 2).contiguous(),
        b=interleaved(torch.stack(p[7:])[..., None], lanes),
        peepholes=peepholes, x=x.contiguous(), a0=padded(a0, N), c0=start,
        tape=tape, c=c, a=a,
    )  # fmt: skip
    return a if n == N else a[..., :n].contiguous(), tape, c, start, W, peepholes


def backward(da, x, a0, a, tape, c, c0, W, peepholes, current, wanted):
    """The gradients of x, a0, c0 and the eleven parameters, from da (T, m, n).

    `wanted` says of each whether it is asked for; None where it is not.
    """
    import torch

    (T, m, n), N = a.shape, c.shape[-1]
    lanes = library().bytes_of_a_vector() // x.element_size()
    sizes = T, m, x.shape[2], n, N // lanes, current, True, _threads(m)
    span = min(T, max(1, ROWS // m))
    dz, dc = x.new_empty(span + 1, m, 4 * N), torch.zeros_like(c0)
    a_x = x.new_empty(span, m, W.shape[1])  # what the gates saw
    sums = x.new_zeros(_threads(m), 7, N)
    dx = x.new_empty(x.shape) if wanted[0] else None
    # Transposed: so the product is made a little faster.
    dW = W.T.new_zeros(W.T.shape) if any(wanted[3:7]) else None
    to_a = padded(W[:, :n], 4 * lanes * -(-N // (4 * lanes)))
    to_a = to_a.unflatten(1, (-1, 4 * lanes)).transpose(0, 1).contiguous()
    for end in range(T, 0, -span):
        begin = max(0, end - span)
        steps = end - begin
        if end < T:
            dz[steps] = dz[0]  # of the step after these
        _run(
            "backward", (*sizes, begin, end),
            weights=to_a, peepholes=peepholes, c0=c0, tape=tape, c=c,
            da=padded(da[begin:end], N), dz=dz, dc=dc, sums=sums,
        )  # fmt: skip
        flat = dz[:steps].flatten(0, 1)
        if dx is not None:
            torch.mm(flat, W[:, n:], out=dx[begin:end].flatten(0, 1))
        if dW is not None:
            a_x[0, :, :n] = a[begin - 1] if begin else a0
            a_x[1:steps, :, :n] = a[begin : end - 1]
            a_x[:steps, :, n:] = x[begin:end]
            dW.addmm_(a_x[:steps].flatten(0, 1).T, flat)
    da0 = dz[0] @ W[:, :n] if wanted[1] else None
    dc0 = dc[:, :n] if wanted[2] else None
    dWs = by_gate(dW.T, n, lanes) if dW is not None else [None] * 4
    return dx, da0, dc0, *dWs, *sums.sum(0)[:, :n].unbind()


def interleaved(by_gate, lanes):
    """Rows (4, n, k), gate after gate, as (4N, k): `lanes` of each gate in turn."""
    import torch

    gates, n, k = by_gate.shape
    filled = torch.nn.functional.pad(by_gate, (0, 0, 0, -n % lanes))
    return filled.view(gates, -1, lanes, k).transpose(0, 1).reshape(-1, k)


def by_gate(rows, n, lanes):
    """The way back from `interleaved`: four arrays (n, k)."""
    blocks = rows.unflatten(0, (-1, 4, lanes)).transpose(0, 1)
    return blocks.flatten(1, 2)[:, :n].unbind()


def padded(tensor, width):
    """The same numbers without gaps, each row filled up with zeros to `width`."""
    import torch

    missing = width - tensor.shape[-1]
    tensor = torch.nn.functional.pad(tensor, (0, missing)) if missing else tensor
    return tensor.contiguous()


def _threads(m):
    """Threads share the examples: there are never more of them."""
    import torch

    return min(torch.get_num_threads(), m)


def _run(way, sizes, **arrays):
    """Call the kernel; `arrays` stay alive for as long as it runs."""
    kind = {4: "float", 8: "double"}[arrays["c0"].element_size()]
    addresses = [arrays[k].data_ptr() if k in arrays else None for k in ARRAYS]
    sequence = Sequence(*sizes, *addresses)
    getattr(library(), f"{way}_{kind}")(sequence)


def _refuse_what_does_not_fit(x, a0, c0, p, output_sees):
    """ValueError before any address is handed on: C++ would not notice."""
    import torch

    if output_sees not in FORMS:
        raise ValueError(f"output_sees is previous or current, not {output_sees!r}")
    if not isinstance(p, PeepholeParams):
        raise ValueError(f"p is a PeepholeParams, not of type {type(p).__name__}")
    named = {"x": x, "a0": a0, "c0": c0, **p._asdict()}
    for name, tensor in named.items():
        if not isinstance(tensor, torch.Tensor):
            kind = type(tensor).__name__
            raise ValueError(f"{name} is not a tensor: it is of type {kind}")
        if tensor.device.type != "cpu" or tensor.layout != torch.strided:
            raise ValueError(f"{name} is not an ordinary tensor on the CPU")
        if tensor.dtype != x.dtype or x.dtype not in (torch.float32, torch.float64):
            raise ValueError(
                "all tensors are float32, or all are float64; "
                f"{name} is {tensor.dtype}, x is {x.dtype}"
            )
    if x.ndim != 3 or a0.ndim != 2 or 0 in (*x.shape, *a0.shape):
        raise ValueError(
            "x is (T, m, n_x) and a0 (m, n_a), no size of them 0; they have the "
            f"shapes {tuple(x.shape)} and {tuple(a0.shape)}"
        )
    (_, m, n_x), n = x.shape, a0.shape[1]
    expected = {"a0": (m, n), "c0": (m, n)}
    for name in p._fields:
        expected[name] = (n, n + n_x) if name[0] == "W" else (n,)
    for name, shape in expected.items():
        if named[name].shape != shape:
            got = tuple(named[name].shape)
            raise ValueError(f"{name} has the shape {got}; {shape} fits to the others")
