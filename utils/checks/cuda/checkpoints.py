"""Visible checks of saving a run and going on with it."""

import os
import tempfile
from pathlib import Path

import numpy as np

from utils.checks.cuda.messages import MESSAGES
from utils.checks.report import Report, describe

PLACE = {"epoch": 3, "step": 120, "note": "before supper"}


def save_checkpoint(function):
    """All parts of a run in a file that is whole at any moment."""
    import torch

    from utils.fixtures import files

    report = Report("save_checkpoint", function, MESSAGES)
    with tempfile.TemporaryDirectory() as folder:
        path, run = str(Path(folder) / "run.pt"), _run(updates=2)
        first = torch.get_rng_state()
        report.run(lambda: function(path, **run, position=PLACE))
        same = torch.equal(first, torch.get_rng_state())
        report.holds(
            "draws nothing at random",
            same,
            "another generator",
            "the same",
            "save_quiet",
        )
        content = _read(report, path)
        parts = "format", "version", "model", "optimizer", "schedule", "rng", "position"
        missing = sorted(set(parts) - set(content))
        report.holds(
            "all parts are there",
            not missing,
            f"no {missing}",
            "all seven",
            "save_parts",
        )
        named = content["format"] == "course checkpoint" and content["version"] == 1
        report.holds(
            "format and version",
            named,
            str(content["format"]),
            "course checkpoint, 1",
            "save_parts",
        )
        report.holds(
            "the position",
            content["position"] == PLACE,
            str(content["position"]),
            str(PLACE),
            "save_parts",
        )
        weights = content["model"]["V"]
        report.equal(
            "the model's weights", weights, run["model"].V.detach(), "save_model", tol=0
        )
        moments = len(content["optimizer"].get("state", ()))
        report.equal("the optimiser's moments", moments, 3, "save_optimizer")
        steps = content["schedule"].get("last_epoch")
        report.equal("where the schedule is", steps, 2, "save_schedule")
        generator = content["rng"]["torch"]
        same = torch.equal(generator, first)
        report.holds(
            "the random generator", same, "another state", "torch's state", "save_rng"
        )
        gpus = content["rng"].get("cuda")
        label, found = "a list for the GPUs' generators", describe(gpus)
        is_list = isinstance(gpus, (list, tuple))
        report.holds(label, is_list, found, "a list, empty without a GPU", "save_parts")
        label = "a failure leaves the old file, whole, and no other"
        report.refuses(
            label,
            lambda: function(path, **run, position=files.unsavable()),
            Exception,
            "save_failure",
        )
        old, there = _read(report, path)["position"], os.listdir(folder)
        whole = old == PLACE and there == ["run.pt"]
        report.holds(label, whole, f"{there}", "run.pt as it was", "save_failure")
        files.start_moves()
        try:
            report.run(lambda: function(path, **run, position=PLACE))
            safely = files.moved_safely()
        finally:
            files.stop_moves(folder)
        label, found = "on the disk before it takes the old one's place", "not yet"
        report.holds(label, safely is True, found, "os.fsync first", "save_disk")
    report.end()


def load_checkpoint(function):
    """A run goes on as if it had never been cut; what is no checkpoint is refused."""
    import torch

    report = Report("load_checkpoint", function, MESSAGES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.pt"
        run = _run(updates=3)
        torch.save(_content(run), path)
        uncut = _go_on(run)
        new = _run(updates=0)
        torch.manual_seed(99)
        position = report.run(lambda: function(str(path), **new))
        report.holds(
            "the position comes back",
            position == PLACE,
            str(position),
            str(PLACE),
            "load_position",
        )
        rate = new["optimizer"].param_groups[0]["lr"]
        report.equal("the rate goes on where it was", rate, 0.01, "load_schedule")
        losses = _go_on(new)
        report.equal(
            "the next losses are those of the uncut run",
            losses,
            uncut,
            "load_run",
            tol=0,
        )
        foreign, whole = torch.load(path, weights_only=True), path.read_bytes()
        cases = {
            "half a file": whole[: len(whole) // 2],
            "a text": b"epoch 3",
            "a foreign file": {"weights": torch.zeros(3)},
            "another version": foreign | {"version": 2},
            "a file that lacks a part": {
                k: v for k, v in foreign.items() if k != "rng"
            },
            "another model": _content(_run(updates=1, n=7)),
            "a model with other names": foreign | {"model": {"w": torch.zeros(3)}},
        }
        for name, content in cases.items():
            _refused(report, function, path, name, content)
        marker = Path(folder) / "marker"
        _refused(
            report,
            function,
            path,
            "a file with code in it",
            foreign | {"position": _Code(marker)},
        )
        report.holds(
            "the code was not run",
            not marker.exists(),
            "it was run",
            "not run",
            "load_code",
        )
        absent = Path(folder) / "absent.pt"
        label = "no file at all is a FileNotFoundError"
        report.refuses(
            label,
            lambda: function(str(absent), **new),
            FileNotFoundError,
            "load_absent",
        )
    report.end()


class _Code:
    """What makes a folder when it is loaded by one who runs what a file says."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return os.mkdir, (self.path,)


def _refused(report, function, path, name, content):
    """The file at `path`, made of `content`, is a ValueError and changes no weights."""
    import torch

    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        torch.save(content, path)
    run = _run(updates=0)
    before, generator = run["model"].V.detach().clone(), torch.get_rng_state()
    label = f"{name} is refused"
    whys = {"code": "load_code", "names": "load_names"}
    why = next((whys[word] for word in whys if word in name), "load_refused")
    report.refuses(label, lambda: function(str(path), **run), ValueError, why)
    if "model" not in name:
        label = "what is refused changes nothing"
        same = torch.equal(before, run["model"].V.detach())
        report.holds(label, same, "other weights", "the same weights", "load_first")
    label = "what is refused leaves the random generator alone"
    same = torch.equal(generator, torch.get_rng_state())
    report.holds(label, same, "another state", "the same state", "load_generator")


def _run(updates, n=5):
    """Model, optimiser and schedule of a small run with dropout, after some updates."""
    from utils.fixtures import runs

    rng = np.random.default_rng(11)
    sizes = (n, 4), (n, n), (n, 2)
    model = runs.small_model(*(rng.normal(size=size) for size in sizes), 0.4)
    optimizer = runs.optimizer(model, "Adam", 0.02)
    schedule = runs.schedule(optimizer, 2, 0.5)
    runs.seed(1)
    run = {"model": model, "optimizer": optimizer, "schedule": schedule}
    if updates:
        _updates(run, updates)
    return run


def _updates(run, count):
    """The losses of so many updates."""
    from utils.fixtures.runs import train_on

    rng = np.random.default_rng(12)
    x, y = rng.normal(size=(count, 3, 2, 4)), rng.normal(size=(count, 3, 2, 2))
    return train_on(*run.values(), x, y)[0]


def _go_on(run):
    return _updates(run, 3)


def _content(run):
    """What a checkpoint of the run holds."""
    import torch

    states = {name: part.state_dict() for name, part in run.items()}
    rng = {"torch": torch.get_rng_state(), "cuda": []}
    head = {"format": "course checkpoint", "version": 1}
    return head | states | {"rng": rng, "position": PLACE}


def _read(report, path):
    """What torch reads from the file at `path`, a dict."""
    import torch

    if not os.path.exists(path):
        report.fail("writes the file", "no file", "a file at `path`", "save_file")
    content = report.run(lambda: torch.load(path, weights_only=True))
    if not isinstance(content, dict):
        report.fail("saves one dict", describe(content), "a dict", "save_parts")
    return content
