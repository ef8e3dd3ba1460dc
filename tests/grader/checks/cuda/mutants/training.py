"""Batches, updates, checkpoints and clocks that are right but for one promise."""

import os
import tempfile
from pathlib import Path

import torch


def mask_in_float(right):
    """A right batch, its mask of ones and zeros."""

    def function(*args):
        *values, mask = right(*args)
        return (*values, mask.float())

    return function


def best_without_validation(right):
    """Right, but tells of a best epoch, and of losses, where none were measured."""

    def function(*args, **kwargs):
        told = dict(right(*args, **kwargs))
        if told["best"] is None:
            told |= {"best": 0, "valid": list(told["train"])}
        return told

    return function


def spread_of_the_wrong_kind(right):
    """Right, but no spread is less than a millisecond."""

    def function(*args, **kwargs):
        median, spread = right(*args, **kwargs)
        return median, max(spread, 1e-3)

    return function


def position_printed(right):
    """Right, but leaves a file of its own beside the checkpoint."""

    def function(path, **parts):
        right(path, **parts)
        Path(f"{path}.log").write_text("saved")

    return function


def draws_after_saving(right):
    """Right, but the random generator goes on."""

    def function(path, **parts):
        right(path, **parts)
        torch.rand(1)

    return function


def zeroed_before_refusal(right):
    """Refuses what is to be refused, and has emptied the model by then."""

    def function(path, *, model, **parts):
        try:
            return right(path, model=model, **parts)
        except ValueError:
            for parameter in model.parameters():
                parameter.data.zero_()
            raise

    return function


def absent_is_damaged(right):
    """A file that is not there is a ValueError, like one that is damaged."""

    def function(path, **parts):
        try:
            return right(path, **parts)
        except FileNotFoundError as error:
            raise ValueError(str(error)) from None

    return function


def cleans_up_after_the_disk_only(right):
    """Right, but leaves what it began to write where the disk is not to blame."""

    def function(path, **parts):
        try:
            right(path, **parts)
        except OSError:
            raise
        except Exception:
            Path(f"{path}.new").touch()
            raise

    return function


def backup_kept(right):
    """Right, but the old file stays beside the new one."""

    def function(path, **parts):
        old = Path(path).read_bytes() if Path(path).exists() else None
        right(path, **parts)
        if old is not None:
            Path(f"{path}.old").write_bytes(old)

    return function


def by_way_of_another_folder(right):
    """Right, but writes the new file in a folder for temporary ones."""

    def function(path, **parts):
        with tempfile.TemporaryDirectory() as folder:
            right(os.path.join(folder, "run.pt"), **parts)
            os.replace(os.path.join(folder, "run.pt"), path)

    return function


def errors_say_nothing(right):
    """Refuses what is to be refused, without a word."""

    def function(*args, **parts):
        try:
            return right(*args, **parts)
        except ValueError:
            raise ValueError from None

    return function


def any_device_of_torchs(right):
    """Right, but lets a device through that is none of the three."""

    def function(wanted=None, there=None):
        return torch.device("meta") if wanted == "meta" else right(wanted, there)

    return function


def in_floats(right):
    """Right numbers, as floats."""
    return lambda *args: tuple(map(float, right(*args)))


def one_part_of_the_state_detached(right):
    """Right, but the second part of a state has a history."""

    def function(model, batch, state=None, **how):
        loss, state = right(model, batch, state, **how)
        if isinstance(state, tuple):
            state = state[0], state[1] * torch.ones((), requires_grad=True)
        return loss, state

    return function


def state_never_none(right):
    """Right, but has zeros for a state where there is none."""

    def function(*args, **how):
        loss, state = right(*args, **how)
        return loss, torch.zeros(1) if state is None else state

    return function
