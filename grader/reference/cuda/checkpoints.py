"""A run in a file: all that it needs to go on as if it had never been cut."""

import os
import tempfile

import torch

FORMAT, VERSION = "course checkpoint", 1


def save_checkpoint(path, *, model, optimizer, schedule, position):
    """Write model, optimiser, schedule, random generators and position to `path`.

    Written beside `path` first and then moved over it: a cut at any moment leaves the
    old file or the new one, whole; a failure leaves the old one and no other.
    `position` is a dict of plain numbers and strings.
    """
    content = {
        "format": FORMAT,
        "version": VERSION,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
        "rng": {
            "torch": torch.get_rng_state(),
            "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
        },
        "position": position,
    }
    write(path, content)


def load_checkpoint(path, *, model, optimizer, schedule):
    """Put everything where it was when `path` was written; the position.

    Nothing in the file is run. Raises ValueError for a file that is damaged, foreign,
    or of another model: then nothing is changed, but for that model. A file that is not
    there is a FileNotFoundError.
    """
    content = read(path)
    try:
        model.load_state_dict(content["model"])
        optimizer.load_state_dict(content["optimizer"])
        schedule.load_state_dict(content["schedule"])
    except (RuntimeError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} is a checkpoint of something else: {error}") from None
    torch.set_rng_state(content["rng"]["torch"])
    devices = range(torch.cuda.device_count())
    for i, state in zip(devices, content["rng"]["cuda"], strict=False):
        torch.cuda.set_rng_state(state, i)
    return content["position"]


def write(path, content):
    """Write `content` to `path` by way of a file beside it, which is moved over it.

    The file is on the disk before it is moved, and the move before this returns, where
    a folder can be synced: then neither a killed process nor lost power leaves half.
    """
    folder = os.path.dirname(os.path.abspath(path))
    number, beside = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(number, "wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def read(path):
    """The content of a checkpoint, all of its parts there, or ValueError."""
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise
    except Exception as error:  # what a file of another kind raises is any error
        raise ValueError(f"{path} is damaged, or no checkpoint: {error}") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError(f"{path} is no {FORMAT}")
    if content.get("version") != VERSION:
        raise ValueError(f"{path} has version {content.get('version')}, not {VERSION}")
    parts = ("model", "optimizer", "schedule", "rng", "position")
    missing = [part for part in parts if part not in content]
    if missing:
        raise ValueError(f"{path} lacks {', '.join(missing)}")
    try:
        list(content["rng"]["cuda"])
        torch.Generator().set_state(content["rng"]["torch"])
    except (RuntimeError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"{path} has no state of a generator: {error}") from None
    return content
