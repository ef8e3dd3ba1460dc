"""What the fixtures of the CUDA notebook see, and what they leave alone."""

import os
import random
from importlib import import_module

import numpy as np
import pytest
import torch

from utils.fixtures import USES_TORCH, files, pretended, runs
from utils.fixtures.tensors import precision
from utils.fixtures.units import loaded_on_meta
from utils.fixtures.watching import start_watch, stop_watch


@pytest.fixture(autouse=True)
def _nothing_left_on():
    yield
    stop_watch()
    pretended.stop_gpu()
    files.stop_moves(".")


COPIES = {
    "to": (lambda part: part.to("meta"), (1, 1)),
    "to, not waiting": (lambda part: part.to("meta", non_blocking=True), (1, 0)),
    "copy_": (lambda part: torch.empty_like(part, device="meta").copy_(part), (1, 1)),
    "copy_, not waiting": (
        lambda part: torch.empty_like(part, device="meta").copy_(part, True),
        (1, 0),
    ),
    "copy_ by name": (
        lambda part: torch.empty_like(part, device="meta").copy_(
            part, non_blocking=True
        ),
        (1, 0),
    ),
    "none": (lambda part: part.clone().copy_(part).double(), (0, 0)),
}


@pytest.mark.parametrize("way", COPIES)
def test_copies_between_devices_are_counted_however_they_are_made(way):
    copy, counted = COPIES[way]
    part = torch.ones(3)
    start_watch()
    copy(part)
    assert stop_watch() == counted


def test_a_number_read_on_meta_is_the_one_that_was_said_or_an_error():
    x = torch.zeros((), device="meta")
    start_watch(2.0)
    assert x.item() == 2.0
    assert bool(x > 1)
    assert torch.isfinite(x)
    stop_watch()
    start_watch()
    with pytest.raises(RuntimeError):
        x.item()


def test_all_shared_generators_are_seeded():
    def drawn():
        runs.seed_all(7)
        return torch.rand(1).item(), np.random.random(), random.random()

    assert drawn() == drawn()


def test_models_differ_in_the_kind_of_their_state_only():
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=size) for size in ((5, 4), (5, 5), (5, 2))]
    x = torch.from_numpy(rng.normal(size=(6, 3, 4)))
    one, two, none = (
        runs.small_model(*arrays, state=kind) for kind in ("tensor", "tuple", "none")
    )
    out, a = one(x)
    halves = two(x)[1]
    assert torch.equal(halves[0] + halves[1], a)
    assert torch.allclose(two(x, halves)[0], one(x, a)[0])
    assert torch.equal(none(x, a)[0], out)
    assert none(x)[1] is None


@pytest.mark.parametrize("move", [os.replace, os.rename])
def test_folders_that_files_are_moved_from_are_noted(tmp_path, move):
    here, away = tmp_path / "here", tmp_path / "away"
    for folder in (here, here / "inner", away):
        folder.mkdir()
        (folder / "new").touch()
    files.start_moves()
    getattr(os, move.__name__)(here / "new", here / "run.pt")
    getattr(os, move.__name__)(str(here / "inner" / "new"), here / "run.pt")
    (away / "new").replace(here / "run.pt")
    assert files.stop_moves(str(here)) == [str(away)]
    assert getattr(os, move.__name__) is move
    assert files.stop_moves(str(here)) == []


@pytest.mark.parametrize(("kind", "error"), [("disk", OSError), ("thing", TypeError)])
def test_what_cannot_be_saved_says_why(tmp_path, kind, error):
    with pytest.raises(error):
        torch.save(files.unsavable(kind), tmp_path / "run.pt")


def test_where_a_layer_is_after_loading_is_told():
    class Layer(torch.nn.Linear):
        def load_params(self, p):
            self.weight = torch.nn.Parameter(torch.as_tensor(p))

    assert loaded_on_meta(Layer(2, 2), np.ones((2, 2))) == ["cpu", "meta"]


def test_each_probe_is_a_function_of_its_module():
    for module, names in USES_TORCH.items():
        for name in names:
            assert callable(getattr(import_module(f"utils.fixtures.{module}"), name))


def test_torch_tells_of_a_pretended_gpu_until_that_is_stopped():
    before = torch.cuda.is_available()
    pretended.start_gpu(7, 5)
    assert torch.cuda.get_device_capability() == (7, 5)
    pretended.start_gpu(8, 6)
    assert torch.cuda.is_available()
    assert torch.cuda.get_device_properties(0).major == 8
    assert torch.cuda.is_bf16_supported(including_emulation=False)
    pretended.stop_gpu()
    pretended.stop_gpu()
    assert torch.cuda.is_available() == before


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ((torch.float16, True), ["float16", "with a scaler"]),
        ([None, np.bool_(False)], ["None", "without a scaler"]),
        (("torch.float16", 1), ["a str", "a int"]),
        (torch.float16, "a dtype"),
        ((torch.float16,), "a tuple"),
    ],
)
def test_a_choice_of_precision_is_told_as_it_is(choice, told):
    assert precision(choice) == told


def test_the_scale_doubles_after_a_step_and_a_faint_loss_is_too_small_for_float16():
    w = torch.ones(1, requires_grad=True)
    optimizer, scaler = torch.optim.SGD([w]), runs.grad_scaler("cpu", 8.0)
    loss = runs.loss_function("faint")(w, torch.zeros(1))
    scaler.scale(loss).backward()
    assert 0 < float(w.grad) < 2**-25
    scaler.step(optimizer)
    scaler.update()
    assert runs.scale_of(scaler) == 16
