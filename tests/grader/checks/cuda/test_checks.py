"""The CUDA checks take right answers in whatever style."""

import contextlib
import os
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from tests.grader.judging import SEEDS, failures

NB = "4_cuda"


# right answers in other people's styles


class GRUOfEinsum(nn.Module):
    """One fused weight for x and state, einsum, a bias of its own for each gate."""

    def __init__(self, n_x, n_c):
        super().__init__()
        self.n = n_c
        self.kernel = nn.Parameter(torch.randn(3, n_c + n_x, n_c))
        self.offsets = nn.ParameterList(nn.Parameter(torch.zeros(n_c)) for _ in "urc")

    def load_params(self, p):
        with torch.no_grad():
            for k, (W, b) in enumerate(zip(p[:3], p[3:], strict=True)):
                self.kernel[k] = torch.tensor(W.T)
                self.offsets[k].copy_(torch.tensor(b))

    def forward(self, x, state=None):
        of_c, of_x = self.kernel[:, : self.n], self.kernel[:, self.n :]
        u_x, r_x, c_x = torch.einsum("tmi,gio->gtmo", x, of_x)
        c = torch.zeros_like(u_x[0]) if state is None else state
        all_c = x.new_empty((*x.shape[:2], self.n))
        bu, br, bc = self.offsets
        outs = []
        for t in range(len(all_c)):
            u = torch.sigmoid(u_x[t] + torch.einsum("mi,io->mo", c, of_c[0]) + bu)
            r = torch.sigmoid(r_x[t] + torch.einsum("mi,io->mo", c, of_c[1]) + br)
            tilde = torch.tanh(c_x[t] + torch.einsum("mi,io->mo", r * c, of_c[2]) + bc)
            c = torch.lerp(c, tilde, u)
            outs += [c]
        return torch.stack(outs, dim=0), c


class LSTMOfLinears(nn.Module):
    """Eight nn.Linear, each with a bias; torch's two biases share the course's one."""

    def __init__(self, n_x, n_a):
        super().__init__()
        self.x = nn.ModuleDict({g: nn.Linear(n_x, n_a) for g in "ufoc"})
        self.a = nn.ModuleDict({g: nn.Linear(n_a, n_a) for g in "ufoc"})
        self.n = n_a

    @torch.no_grad()
    def load_params(self, p):
        for gate in "ufoc":
            W = torch.from_numpy(getattr(p, f"W{gate}"))
            b = torch.from_numpy(getattr(p, f"b{gate}"))
            self.x[gate].weight.copy_(W[:, self.n :])
            self.a[gate].weight.copy_(W[:, : self.n])
            self.x[gate].bias.copy_(b / 2)
            self.a[gate].bias.copy_(b / 2)

    def forward(self, x, state=None):
        shape = (x.size(1), self.n)
        a, c = state or (torch.zeros(shape, dtype=x.dtype, device=x.device),) * 2
        from_x = {gate: part(x) for gate, part in self.x.items()}
        outs = []
        for t in range(x.size(0)):
            z = {gate: from_x[gate][t] + part(a) for gate, part in self.a.items()}
            c = z["u"].sigmoid() * z["c"].tanh() + z["f"].sigmoid() * c
            a = z["o"].sigmoid() * c.tanh()
            outs.append(a)
        return torch.stack(outs), [a, c]


class PeepholeOfSeparateWeights(nn.Module):
    """A parameter for each field of the NamedTuple, by its name."""

    def __init__(self, n_x, n_a, output_sees="previous"):
        super().__init__()
        if output_sees not in {"previous", "current"}:
            raise ValueError(output_sees)
        self.late, self.n = output_sees == "current", n_a
        for gate in "ufoc":
            self.register_parameter(f"W{gate}", self.small(n_a, n_a + n_x))
            self.register_parameter(f"b{gate}", self.small(n_a))
            if gate != "c":
                self.register_parameter(f"p{gate}", self.small(n_a))

    def small(self, *shape):
        return nn.Parameter(0.1 * torch.randn(shape))

    def load_params(self, p):
        for name, value in p._asdict().items():
            getattr(self, name).data.copy_(torch.as_tensor(value))

    def forward(self, x, state=None):
        n = self.n
        a, c = (x.new_zeros(x.shape[1], n),) * 2 if state is None else state
        ready = [
            x @ getattr(self, f"W{g}")[:, n:].T + getattr(self, f"b{g}") for g in "ufoc"
        ]
        W = torch.cat([self.Wu, self.Wf, self.Wo, self.Wc])[:, :n]
        outs = []
        for u_x, f_x, o_x, c_x in zip(*ready, strict=True):
            u_a, f_a, o_a, c_a = torch.split(nn.functional.linear(a, W), n, dim=1)
            seen = c
            u, f = (
                torch.sigmoid(u_x + u_a + self.pu * c),
                torch.sigmoid(f_x + f_a + self.pf * c),
            )
            c = f * c + u * torch.tanh(c_x + c_a)
            a = (
                torch.sigmoid(o_x + o_a + self.po * (c if self.late else seen))
                * c.tanh()
            )
            outs.append(a)
        return torch.stack(outs), (a, c)


def device_by_branches(wanted=None, there=None):
    cuda = torch.cuda.is_available() if there is None else there.get("cuda", False)
    mps = (
        torch.backends.mps.is_available() if there is None else there.get("mps", False)
    )
    if wanted is None:
        return torch.device("cuda" if cuda else "mps" if mps else "cpu")
    kind = str(wanted).partition(":")[0]
    if kind not in ("cuda", "mps", "cpu"):
        raise ValueError(f"what is {wanted}?")
    if (kind == "cuda" and not cuda) or (kind == "mps" and not mps):
        raise RuntimeError(f"there is no {kind} here")
    return torch.device(wanted)


def collate_into_zeros(pairs):
    T, m = max(len(x) for x, _ in pairs), len(pairs)
    first_x, first_y = pairs[0]
    x = first_x.new_zeros(T, m, *first_x.shape[1:])
    y = first_y.new_zeros(T, m, *first_y.shape[1:])
    mask = torch.zeros(T, m, dtype=torch.bool)
    for i, (x_i, y_i) in enumerate(pairs):
        x[: len(x_i), i], y[: len(y_i), i], mask[: len(x_i), i] = x_i, y_i, True
    return [x, y, mask]


def masked_mean_by_choice(losses, mask):
    return losses.masked_fill(~mask, 0).sum() / mask.count_nonzero()


def format_from_a_table(device_type, capability=None):
    """A table, looked through from the newest; the answer is a list."""
    nothing = [None, False]
    table = [(8, [torch.bfloat16, False]), (7, [torch.float16, True]), (0, nothing)]
    if device_type == "cuda":
        if capability is None:
            major = torch.cuda.get_device_properties(0).major
        else:
            major = capability[0]
        return next(answer for least, answer in table if major >= least)
    return {"cpu": (torch.bfloat16, False), "mps": tuple(nothing)}.get(
        device_type
    ) or refuse(device_type)


def refuse(name):
    raise ValueError(name)


def format_by_match(device_type, capability=None):
    """Cases; NumPy compares, so that the truth value is one of NumPy's."""
    match device_type, capability:
        case "cuda", None:
            current = torch.cuda.current_device()
            return format_by_match("cuda", torch.cuda.get_device_capability(current))
        case "cuda", (major, minor):
            number = 10 * major + minor
            dtype = torch.bfloat16 if number >= 80 else torch.float16
            return (dtype if number >= 70 else None), np.int64(number) // 10 == 7
        case "cpu", _:
            return torch.bfloat16, False
        case "mps", _:
            return None, False
        case _:
            raise ValueError(f"no {device_type}")


def train_step_in_long(
    model, batch, state=None, *, loss_fn, optimizer, max_norm=1.0,
    autocast=None, scaler=None,
):  # fmt: skip
    """Autocast switched off where it isn't asked for; two ways to go back and step."""
    device = next(iter(model.parameters())).device
    batch = [part.to(device=device, non_blocking=True) for part in batch]
    for parameter in model.parameters():
        parameter.grad = None
    if isinstance(state, torch.Tensor):
        state = state.detach()
    with torch.autocast(device.type, dtype=autocast, enabled=autocast is not None):
        out, state = model(batch[0], state)
    out = out.float() if out.dtype in (torch.bfloat16, torch.float16) else out
    loss = loss_fn(out, *batch[1:])
    if scaler is not None:
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
    else:
        loss.backward()
    if max_norm is not None:
        grads = [p.grad for p in model.parameters() if p.grad is not None]
        norm = torch.sqrt(sum(g.square().sum() for g in grads))
        for g in grads:
            g.mul_(torch.clamp(max_norm / (norm + 1e-12), max=1.0))
    if scaler is not None:
        scaler.step(optimizer)
        scaler.update()
    else:
        optimizer.step()
    if state is not None:
        whole = isinstance(state, torch.Tensor)
        state = state.detach() if whole else [part.detach() for part in state]
    return loss.detach().clone(), state


def train_step_with_norms_looked_at(
    model, batch, state=None, *, loss_fn, optimizer, max_norm=1.0,
    autocast=None, scaler=None,
):  # fmt: skip
    """Waits for the norm and for the loss to be finite; copies into empty tensors."""
    device = next(model.parameters()).device
    x, *targets = (
        torch.empty_like(part, device=device).copy_(part, non_blocking=True)
        for part in batch
    )
    model.zero_grad()
    narrow = autocast or torch.bfloat16
    with torch.autocast(device.type, narrow, enabled=bool(autocast)):
        out, state = model(x, state)
    loss = loss_fn(out.float() if autocast else out, *targets)
    assert torch.isfinite(loss)
    (loss if scaler is None else scaler.scale(loss)).backward()
    if max_norm is not None:
        if scaler is not None:  # else scaler.step does it
            scaler.unscale_(optimizer)
        grads = [p.grad for p in model.parameters() if p.grad is not None]
        norm = torch.sqrt(sum((g**2).sum() for g in grads))
        if norm > max_norm:
            for g in grads:
                g.mul_(max_norm / norm)
    if not np.isfinite(loss.item()):
        raise FloatingPointError("the loss is not finite")
    if scaler is None:
        optimizer.step()
    else:
        scaler.step(optimizer)
        scaler.update()
    match state:
        case torch.Tensor():
            state = state.detach()
        case tuple():
            state = tuple(part.detach() for part in state)
    return loss.detach(), state


def epoch_of_running_tensors(model, batches, *, loss_fn, optimizer, max_norm):
    device = next(model.parameters()).device
    total, clipped, right, real = (torch.zeros((), device=device) for _ in range(4))
    worst = torch.full((), -torch.inf, device=device)
    for x, y, mask in batches:
        scores = model(x)[0]
        loss = loss_fn(scores, y, mask)
        model.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(list(model.parameters()), max_norm)
        optimizer.step()
        with torch.no_grad():
            total = total + loss
            worst = torch.maximum(worst, loss)
            clipped += (norm > max_norm).float()
            right += torch.where(mask, scores.argmax(-1) == y, False).float().sum()
            real += mask.float().sum()
    shares = {"right": right / real, "clipped": clipped}
    return {"loss": total / len(batches), "worst": worst.detach(), **shares}


def epoch_by_hand(model, batches, *, loss_fn, optimizer, max_norm):
    found = []
    for x, y, mask in batches:
        scores, _ = model(x, None)
        loss = loss_fn(scores, y, mask)
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        grads = [w.grad for group in optimizer.param_groups for w in group["params"]]
        norm = torch.sqrt(sum((g * g).sum() for g in grads))
        scale = torch.clamp(max_norm / (norm + 1e-6), max=1.0)
        for g in grads:
            g.mul_(scale)
        optimizer.step()
        best = scores.max(dim=-1).indices
        hits = torch.eq(best, y).logical_and(mask).to(loss.dtype)
        row = [loss.data, torch.gt(norm, max_norm).to(loss.dtype)]
        found.append(torch.stack([*row, hits.sum(), mask.to(loss.dtype).sum()]))
    loss, clipped, right, real = torch.stack(found).unbind(1)
    return dict(
        worst=loss.amax(), loss=loss.sum() / loss.numel(), clipped=clipped.sum().int(),
        right=right.sum().div(real.sum()),
    )  # fmt: skip


def train_step_by_hand(
    model, batch, state=None, *, loss_fn, optimizer, max_norm=1.0,
    autocast=None, scaler=None,
):  # fmt: skip
    """autograd.grad, of a sum in which the scale is a factor; context left by hand."""
    parameters = list(model.parameters())
    device = parameters[0].device
    x, *targets = (part.to(device, non_blocking=True) for part in batch)
    with contextlib.ExitStack() as stack:
        if autocast is not None:
            stack.enter_context(torch.autocast(device_type=device.type, dtype=autocast))
        out, state = model(x, state)
    if autocast is not None:
        out = out.to(torch.float32)
    loss = loss_fn(out, *targets)
    scaled = loss if scaler is None else scaler.scale(loss)
    grads = torch.autograd.grad(scaled, parameters, allow_unused=True)
    for parameter, grad in zip(parameters, grads, strict=True):
        parameter.grad = grad
    if scaler:
        scaler.unscale_(optimizer)
    if max_norm is not None:
        norm = nn.utils.get_total_norm([g for g in grads if g is not None])
        nn.utils.clip_grads_with_norm_(parameters, max_norm, norm)
    _ = scaler.step(optimizer) if scaler else optimizer.step()
    if scaler:
        scaler.update()
    model.zero_grad(set_to_none=True)
    return loss.detach(), detach_all(state)


def detach_all(state):
    if state is None or isinstance(state, torch.Tensor):
        return state if state is None else state.detach()
    return tuple(map(detach_all, state))


def train_step_inside_a_scaler_of_its_own(
    model, batch, state=None, *, loss_fn, optimizer, max_norm=1.0,
    autocast=None, scaler=None,
):  # fmt: skip
    """Always a scaler, off where none is given; clips to infinity instead of not."""
    device = next(model.parameters()).device
    scaler = scaler or torch.amp.GradScaler(enabled=False)
    x, targets = batch[0].to(device, non_blocking=True), batch[1:]
    targets = [part.to(device, non_blocking=True) for part in targets]
    optimizer.zero_grad(set_to_none=False)
    if autocast:
        with torch.autocast(device.type, autocast):
            out, state = model(x, state)
            with torch.autocast(device.type, enabled=False):
                loss = loss_fn(out.float(), *targets)
    else:
        out, state = model(x, state)
        loss = loss_fn(out, *targets)
    told = loss.detach().clone()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    limit = float("inf") if max_norm is None else max_norm
    nn.utils.clip_grad_norm_(model.parameters(), limit)
    scaler.step(optimizer)
    scaler.update()
    if isinstance(state, tuple):
        return told, tuple(part.detach() for part in state)
    return told, state.detach() if torch.is_tensor(state) else None


def fit_in_long(
    model, step, batches, *, epochs, validate=None, patience=None,
    carry_state=False, seed=0, first_epoch=0, progress=iter,
):  # fmt: skip
    if seed is not None:
        torch.manual_seed(seed)
    train, valid, best, bad = [], [], None, 0
    weights = [p.detach().clone() for p in model.parameters()]
    for epoch in progress(range(first_epoch, epochs)):
        model.train(True)
        state, total, count = None, 0.0, 0
        for batch in batches:
            loss, new = step(model, batch, state)
            state = new if carry_state else None
            total, count = total + loss.double(), count + 1
        train.append(float(total) / count)
        if validate is not None:
            model.train(False)
            with torch.inference_mode():
                valid.append(validate(model))
            model.train(True)
            if valid[-1] == min(valid) and valid.count(valid[-1]) == 1:
                best, bad = epoch, 0
                weights = [p.detach().clone() for p in model.parameters()]
            else:
                bad += 1
                if bad == patience:
                    break
    if best is not None:
        with torch.no_grad():
            for parameter, kept in zip(model.parameters(), weights, strict=True):
                parameter.copy_(kept)
    return {"best": best, "valid": valid, "train": train, "seed": seed}


def save_by_pathlib(path, *, model, optimizer, schedule, position):
    path = Path(path)
    beside = path.with_name(path.name + ".part")
    things = {"model": model, "optimizer": optimizer, "schedule": schedule}
    parts = {name: thing.state_dict() for name, thing in things.items()}
    cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
    rng = {"torch": torch.get_rng_state(), "cuda": cuda}
    about = {"version": 1, "format": "course checkpoint"}
    try:
        with beside.open("wb", buffering=0) as file:
            torch.save({**about, **parts, "rng": rng, "position": dict(position)}, file)
            os.fsync(file)
        beside.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()


def save_with_an_error_of_its_own(path, *, model, optimizer, schedule, position):
    content = {"format": "course checkpoint", "version": 1, "position": position}
    content |= {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
    cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
    content["rng"] = {"torch": torch.random.get_rng_state(), "cuda": cuda}
    content["schedule"] = schedule.state_dict()
    try:
        torch.save(content, f"{path}.part")
        number = os.open(f"{path}.part", os.O_RDONLY)
        os.fdatasync(number)
        os.close(number)
        os.rename(f"{path}.part", path)
    except BaseException as error:
        Path(f"{path}.part").unlink(missing_ok=True)
        raise RuntimeError(f"{path} could not be written") from error


def load_in_one_try(path, *, model, optimizer, schedule):
    if not os.path.exists(path):
        raise FileNotFoundError(path)
    try:
        found = torch.load(path, weights_only=True, map_location="cpu")
        assert found["format"] == "course checkpoint"
        assert found["version"] == 1
        parts = [found[k] for k in ("model", "optimizer", "schedule")]
        state, position = found["rng"]["torch"], found["position"]
        for thing, part in zip((model, optimizer, schedule), parts, strict=True):
            thing.load_state_dict(part)
        torch.random.set_rng_state(state)
    except Exception as error:
        raise ValueError(f"{path} is no checkpoint that I know") from error
    return position


STYLES = [
    ("pick_device", device_by_branches),
    ("GRULayer", GRUOfEinsum),
    ("LSTMLayer", LSTMOfLinears),
    ("PeepholeLSTMLayer", PeepholeOfSeparateWeights),
    ("collate", collate_into_zeros),
    ("masked_mean", masked_mean_by_choice),
    ("autocast_dtype", format_from_a_table),
    ("autocast_dtype", format_by_match),
    ("train_step", train_step_in_long),
    ("train_step", train_step_with_norms_looked_at),
    ("epoch_without_waits", epoch_of_running_tensors),
    ("epoch_without_waits", epoch_by_hand),
    ("train_step", train_step_by_hand),
    ("train_step", train_step_inside_a_scaler_of_its_own),
    ("fit", fit_in_long),
    ("save_checkpoint", save_by_pathlib),
    ("save_checkpoint", save_with_an_error_of_its_own),
    ("load_checkpoint", load_in_one_try),
]


@pytest.mark.parametrize(("name", "style"), STYLES)
def test_a_right_answer_in_another_style_scores_full(name, style):
    for seed in SEEDS[NB][:2]:
        assert failures(NB, name, style, seed) == []
