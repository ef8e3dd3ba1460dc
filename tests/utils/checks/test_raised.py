"""What an exception means, of exceptions that NumPy and torch raise here and now."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from utils.checks import raised
from utils.checks.report import NotRight, Report
from utils.fixtures.kernels import Launch


def on_meta(*shape, **kwargs):
    return torch.zeros(*shape, device="meta", **kwargs)


zeros = torch.zeros
DOUBLE = {"dtype": torch.float64}


def parameter(graded=False):
    p = nn.Parameter(torch.ones(3))
    if graded:
        p.grad = torch.ones(3)
    return p


def changes_a_leaf():
    p = parameter()
    p += 1


def fills_a_leaf():
    parameter()[0] = 1


def overwrites_what_backward_needs():
    y = torch.exp(parameter())
    y += 1
    y.sum().backward()


def goes_back_twice():
    y = (parameter() ** 2).sum()
    y.backward()
    y.backward()


def takes_apart():
    _, _ = (1, 2, 3)


def calls_itself():
    return calls_itself()


def goes_beyond_its_tensors():
    block = SimpleNamespace(data=np.array([zeros(3).data_ptr() + 2**40]))
    block.get_element_ty = lambda: SimpleNamespace(primitive_bitwidth=32)
    everywhere = SimpleNamespace(data=np.array([True]))
    Launch([zeros(3)]).note("loads", block, everywhere)


SAID = {
    "two_devices": [
        lambda: torch.cat([zeros(2, 3), on_meta(2, 3)], 1),
        lambda: zeros(2, 3) + on_meta(2, 3),
        lambda: torch.stack([zeros(2, 3), on_meta(2, 3)]),
        lambda: nn.functional.linear(on_meta(2, 3), on_meta(4, 3), zeros(4)),
    ],
    "waits_for_the_device": [
        lambda: on_meta(1).item(),
        lambda: float(on_meta(1)),
        lambda: bool(on_meta(1) > 0),
        lambda: on_meta(3)[on_meta(3) > 0],
        lambda: on_meta(3).cpu(),
        lambda: on_meta(3).numpy(),
        lambda: on_meta(3).tolist(),
        lambda: on_meta(3).nonzero(),
    ],
    "two_dtypes": [
        lambda: nn.Linear(3, 3)(zeros(2, 3, **DOUBLE)),
        lambda: zeros(2, 3) @ zeros(3, 2, **DOUBLE),
        lambda: torch.addmm(zeros(2), zeros(2, 3), zeros(3, 2, **DOUBLE)),
    ],
    "leaf_changed": [changes_a_leaf, fills_a_leaf],
    "changed_before_backward": [overwrites_what_backward_needs],
    "graph_freed": [goes_back_twice],
    "no_graph": [lambda: zeros(1).backward(), lambda: (parameter() * 2).backward()],
    "tensor_to_numpy": [lambda: parameter().numpy(), lambda: np.asarray(parameter())],
    "state_keys": [
        lambda: nn.Linear(3, 3).load_state_dict({}),
        lambda: nn.Linear(3, 3).load_state_dict(nn.Linear(4, 4).state_dict()),
    ],
    "key_missing": [lambda: {}["model"]],
    "none_used": [
        lambda: nn.utils.clip_grad_norm_([parameter(graded=True)], None),
        lambda: None + 1,
        lambda: None.shape,
    ],
    "shapes": [
        lambda: np.zeros((2, 3)) @ np.zeros((2, 3)),
        lambda: np.zeros((2, 3)) + np.zeros((2, 4)),
        lambda: np.hstack([np.zeros((2, 3)), np.zeros((3, 3))]),
        lambda: np.zeros((2, 3)).sum(axis=4),
        lambda: np.zeros((2, 3)).reshape(5),
        lambda: np.split(np.zeros((5, 3)), 4),
        lambda: np.einsum("ij,jk->ik", np.zeros((2, 3)), np.zeros((2, 3))),
        lambda: bool(np.zeros(3) > 0),
        lambda: np.zeros((2, 3))[5],
        lambda: zeros(2, 3) @ zeros(2, 3),
        lambda: zeros(2, 3) + zeros(2, 4),
        lambda: torch.cat([zeros(2, 3), zeros(3, 3)], 1),
    ],
    "kernel_not_masked": [goes_beyond_its_tensors],
    "number_of_parts": [takes_apart],
    "no_such_name": [lambda: nowhere],  # noqa: F821
    "no_such_field": [lambda: np.zeros(3).gamma],
    "called_otherwise": [lambda: np.tanh(), lambda: takes_apart(1)],
    "not_a_number": [lambda: [1] + 1, lambda: np.tanh("a")],
    "endless": [calls_itself],
}
PAIRS = [(name, act) for name, acts in SAID.items() for act in acts]


@pytest.mark.parametrize(("name", "act"), PAIRS)
def test_an_exception_is_told_by_its_cause(name, act):
    with pytest.raises(Exception) as caught:
        act()
    error = caught.value
    assert raised.kind_of(type(error).__name__, str(error)).name == name
    assert "\n" not in raised.first_line(str(error))


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.9])
def test_half_a_checkpoint_is_a_damaged_file(tmp_path, share):
    path = tmp_path / "run.pt"
    torch.save({"weights": zeros(1000)}, path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises((RuntimeError, EOFError, OSError)) as caught:
        torch.load(path)
    error = caught.value
    assert raised.kind_of(type(error).__name__, str(error)).name == "file_damaged"


def test_every_kind_has_an_example():
    assert {kind.name for kind in raised.KINDS} == {*SAID, "file_damaged"}


def test_what_is_of_no_kind_gets_the_general_words():
    assert raised.kind_of("ZeroDivisionError", "division by zero") is None
    assert raised.why_of("ZeroDivisionError", "x") is raised.OTHERWISE


def test_a_long_text_is_cut_to_its_first_line():
    assert raised.first_line("one\ntwo") == "one"
    assert len(raised.first_line("word " * 100)) <= raised.MOST


def test_the_visible_check_says_the_cause_and_one_line(capsys):
    text = "Tensor on device meta is not on the expected device cpu!\nin C++"

    def layer(x):
        raise RuntimeError(text)

    with pytest.raises(NotRight):
        Report("layer", layer, {}).call(1)
    said = capsys.readouterr().out
    assert "x.new_zeros" in said
    assert "C++" not in said
