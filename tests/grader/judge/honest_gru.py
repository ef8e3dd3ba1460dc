"""Right answers to the GRU notebook in odd but honest styles, as learners write them.

``STYLES`` maps a style to ``(answers, own cells)``: exercise -> source, and cells that
the learner added above the first exercise.
"""

LOOPS = {
    "sigmoid": """
import math

def sigmoid(z):
    flat = [
        1 / (1 + math.exp(-v)) if v >= 0 else math.exp(v) / (1 + math.exp(v))
        for v in np.ravel(z).tolist()
    ]
    z = np.asarray(z)
    kind = z.dtype if z.dtype.kind == "f" else float
    return np.array(flat, dtype=kind).reshape(z.shape)
""",
    "gru_gates": """
def gru_gates(c_prev, x_t, p):
    m, n = c_prev.shape
    gates = []
    for W, b in ((p.Wu, p.bu), (p.Wr, p.br)):
        gate = np.zeros((m, n), dtype=c_prev.dtype)
        for i in range(m):
            for k in range(n):
                total = b[k]
                for j in range(n):
                    total = total + W[k, j] * c_prev[i, j]
                for j in range(x_t.shape[1]):
                    total = total + W[k, n + j] * x_t[i, j]
                gate[i, k] = sigmoid(total)
        gates.append(gate)
    return gates
""",
    "gru_backward": """
def gru_backward(dc, steps, p):
    T, m, n = dc.shape
    dx = [None] * T
    totals = [0 * w for w in p]
    carried = 0 * dc[0]
    for t in reversed(range(T)):
        carried, dx[t], d = gru_cell_backward(dc[t] + carried, steps[t], p)
        totals = [a + b for a, b in zip(totals, d)]
    return np.array(dx), carried, GRUParams._make(totals)
""",
}

FUSED = {
    "gru_gates": """
def gru_gates(c_prev, x_t, p):
    W = np.vstack([p.Wu, p.Wr])
    b = np.hstack([p.bu, p.br])
    both = sigmoid(np.hstack([c_prev, x_t]) @ W.T + b)
    u, r = np.split(both, 2, axis=1)
    return u, r
""",
    "gru_cell_backward": """
def gru_cell_backward(dc_t, step, p):
    u, r, k = step.gamma_u, step.gamma_r, step.c_tilde
    n = u.shape[1]
    s_k = dc_t * u * (1 - k * k)
    back = s_k @ p.Wc
    s_u = dc_t * (k - step.c_prev) * u * (1 - u)
    s_r = back[:, :n] * step.c_prev * r * (1 - r)
    inputs = np.hstack([step.c_prev, step.x_t])
    gates = np.hstack([s_u, s_r])
    dW = gates.T @ inputs
    d_in = gates @ np.vstack([p.Wu, p.Wr])
    dc_prev = dc_t * (1 - u) + back[:, :n] * r + d_in[:, :n]
    dx_t = back[:, n:] + d_in[:, n:]
    dWc = s_k.T @ np.hstack([r * step.c_prev, step.x_t])
    db = gates.sum(axis=0)
    d = GRUParams(dW[:n], dW[n:], dWc, db[:n], db[n:], s_k.sum(axis=0))
    return dc_prev, dx_t, d
""",
}

HELPERS = {
    "gru_gates": """
def gru_gates(c_prev, x_t, p):
    both = joined(c_prev, x_t)
    return squash(affine(both, p.Wu, p.bu)), squash(affine(both, p.Wr, p.br))
""",
    "gru_candidate": """
def gru_candidate(c_prev, x_t, gamma_r, p):
    return np.tanh(affine(joined(gamma_r * c_prev, x_t), p.Wc, p.bc))
""",
}
HELPER_CELLS = [
    "def joined(a, b):\n    return np.concatenate((a, b), axis=-1)",
    "from functools import partial\ndef affine(x, W, b):\n    return x.dot(W.T) + b",
    "squash = lambda z: sigmoid(z)",
    "this is a note I forgot to turn into text",
]

NOISY = {
    "gru_candidate": """
import sys, warnings

def gru_candidate(c_prev, x_t, gamma_r, p):
    print("candidate", c_prev.shape, file=sys.stderr)
    print("values", gamma_r.mean())
    return np.tanh(np.concatenate([gamma_r * c_prev, x_t], axis=1) @ p.Wc.T + p.bc)

warnings.warn("this is only a test of mine")
print("done", file=sys.stderr)
""",
    "gru_forward": """
def gru_forward(x, c0, p):
    import logging
    logging.getLogger().warning("forward over %d steps", len(x))
    c, steps = c0, []
    for x_t in x:
        steps.append(gru_cell(c, x_t, p))
        c = steps[-1].c_t
    return np.stack([s.c_t for s in steps]), tuple(steps)
""",
}

PLOT_CELLS = [
    """
import matplotlib.pyplot as plt

z = np.linspace(-6, 6)
plt.plot(z, 1 / (1 + np.exp(-z)))
plt.title("my sigmoid")
plt.show()
""",
    "%matplotlib inline\nimport time\n!true\ntime.perf_counter()",
]

FLOAT32 = {
    "sigmoid": """
def sigmoid(z):
    z = np.asarray(z, dtype=np.float32)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)
""",
    "gru_gates": """
def f32(p):
    return type(p)(*[w.astype(np.float32) for w in p])

def gru_gates(c_prev, x_t, p):
    p = f32(p)
    both = np.concatenate([c_prev, x_t], axis=1).astype(np.float32)
    return sigmoid(both @ p.Wu.T + p.bu), sigmoid(both @ p.Wr.T + p.br)
""",
    "gru_candidate": """
def gru_candidate(c_prev, x_t, gamma_r, p):
    both = np.concatenate([gamma_r * c_prev, x_t], axis=1).astype(np.float32)
    p = f32(p)
    return np.tanh(both @ p.Wc.T + p.bc)
""",
    "gru_cell": """
def gru_cell(c_prev, x_t, p):
    c_prev, x_t = c_prev.astype(np.float32), x_t.astype(np.float32)
    u, r = gru_gates(c_prev, x_t, p)
    k = gru_candidate(c_prev, x_t, r, p)
    return GRUStep(c_prev, x_t, u, r, k, (u * k + (1 - u) * c_prev).astype(np.float32))
""",
    "gru_forward": """
def gru_forward(x, c0, p):
    c = np.zeros((len(x), *c0.shape), dtype=np.float32)
    last, steps = c0, []
    for t in range(len(x)):
        step = gru_cell(last, x[t], p)
        last = c[t] = step.c_t
        steps.append(step)
    return c, steps
""",
    "gru_cell_backward": """
def gru_cell_backward(dc_t, step, p):
    step, p, dc_t = f32(step), f32(p), dc_t.astype(np.float32)
    c_prev, x_t, u, r, k, _ = step
    n = c_prev.shape[1]
    one = np.float32(1)
    zu = dc_t * (k - c_prev) * u * (one - u)
    zc = dc_t * u * (one - k**2)
    gated = zc @ p.Wc[:, :n]
    zr = gated * c_prev * r * (one - r)
    dc_prev = dc_t * (one - u) + gated * r + zu @ p.Wu[:, :n] + zr @ p.Wr[:, :n]
    dx_t = zu @ p.Wu[:, n:] + zr @ p.Wr[:, n:] + zc @ p.Wc[:, n:]
    both, cut = np.hstack([c_prev, x_t]), np.hstack([r * c_prev, x_t])
    d = GRUParams(
        zu.T @ both, zr.T @ both, zc.T @ cut, zu.sum(0), zr.sum(0), zc.sum(0)
    )
    return dc_prev, dx_t, d
""",
    "gru_cell_reset_after": """
def gru_cell_reset_after(h_prev, x_t, W_ih, W_hh, b_ih, b_hh):
    h, x, W, U, b, d = [
        a.astype(np.float32) for a in (h_prev, x_t, W_ih, W_hh, b_ih, b_hh)
    ]
    i, g = x @ W.T + b, h @ U.T + d
    (ir, iz, inew), (gr, gz, gnew) = np.split(i, 3, axis=1), np.split(g, 3, axis=1)
    r, z = sigmoid(ir + gr), sigmoid(iz + gz)
    n = np.tanh(inew + r * gnew)
    return n + z * (h - n)
""",
}

OBJECTS = {
    "sigmoid": """
class Sigmoid:
    def __call__(self, z):
        return 0.5 * (1 + np.tanh(0.5 * z))

sigmoid = Sigmoid()
""",
    "gru_candidate": """
gru_candidate = lambda c_prev, x_t, gamma_r, p: np.tanh(
    np.einsum("kj,ij->ik", p.Wc, np.c_[gamma_r * c_prev, x_t]) + p.bc[None]
)
""",
    "gru_cell": """
def gru_cell(c_prev, x_t, p):
    gates = dict(zip(("gamma_u", "gamma_r"), gru_gates(c_prev, x_t, p)))
    c_tilde = gru_candidate(c_prev, x_t, gates["gamma_r"], p)
    blend = c_prev + gates["gamma_u"] * (c_tilde - c_prev)
    kept = {"c_prev": np.array(c_prev), "x_t": np.array(x_t)}
    return GRUStep(c_t=blend, c_tilde=c_tilde, **gates, **kept)
""",
    "numerical_gradient": """
def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    directions = eps * np.eye(x.size).reshape(-1, *x.shape)
    slopes = [(f(x + d) - f(x - d)) / (2 * eps) for d in directions]
    return np.reshape(slopes, x.shape)
""",
}

RECURSIVE = {
    "sigmoid": """
def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))
""",
    "gru_forward": """
def gru_forward(x, c0, p):
    def rest(t, c):
        if t == len(x):
            return []
        step = gru_cell(c, x[t], p)
        return [step, *rest(t + 1, step.c_t)]

    steps = rest(0, c0)
    return np.array([step.c_t for step in steps]), steps
""",
    "gru_backward": """
def gru_backward(dc, steps, p):
    dp = {name: np.zeros_like(w) for name, w in p._asdict().items()}
    dx = np.zeros((len(steps), *steps[0].x_t.shape), dtype=dc.dtype)
    later = np.zeros_like(dc[0])
    t = len(steps)
    while t:
        t -= 1
        later, dx[t], d = gru_cell_backward(later + dc[t], steps[t], p)
        for name, g in d._asdict().items():
            dp[name] += g
    return dx, later, GRUParams(**dp)
""",
}

STYLES = {
    "loops": (LOOPS, []),
    "fused": (FUSED, []),
    "helpers": (HELPERS, HELPER_CELLS),
    "noisy": (NOISY, []),
    "plots": ({}, PLOT_CELLS),
    "float32": (FLOAT32, []),
    "objects": (OBJECTS, []),
    "recursive": (RECURSIVE, []),
}
