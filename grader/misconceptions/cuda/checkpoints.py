"""Wrong versions of save_checkpoint and load_checkpoint."""

import os
import tempfile

import torch

from grader.misconceptions import Misconceptions
from grader.reference.cuda import checkpoints as reference

MISCONCEPTIONS = Misconceptions()
of = MISCONCEPTIONS.of


class Empty:
    """Stands for a part that is forgotten."""

    def state_dict(self):
        """Nothing."""
        return {}

    def load_state_dict(self, state):
        """Nothing happens."""


def content(model, optimizer, schedule, position):
    """What belongs in the file."""
    return {
        "format": reference.FORMAT,
        "version": reference.VERSION,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
        "rng": {"torch": torch.get_rng_state(), "cuda": []},
        "position": position,
    }


@of("save_checkpoint")
def optimizer_not_saved(path, *, model, optimizer, schedule, position):
    """The optimiser's state is not in the file. Adam remembers two averages for every
    weight; without them the first steps after a restart are others."""
    parts = {"model": model, "optimizer": Empty(), "schedule": schedule}
    reference.save_checkpoint(path, **parts, position=position)


@of("save_checkpoint")
def schedule_not_saved(path, *, model, optimizer, schedule, position):
    """The schedule's state is not in the file: after a restart the learning rate starts
    its way anew."""
    parts = {"model": model, "optimizer": optimizer, "schedule": Empty()}
    reference.save_checkpoint(path, **parts, position=position)


@of("save_checkpoint")
def rng_not_saved(path, *, model, optimizer, schedule, position):
    """The state of torch's random generator is not in the file, so that dropout and
    the order of the batches are others after a restart."""
    parts = content(model, optimizer, schedule, position)
    reference.write(path, parts | {"rng": {"torch": torch.zeros(0), "cuda": []}})


@of("save_checkpoint")
def seeded_while_saving(path, *, model, optimizer, schedule, position):
    """You seed the generator while saving, which changes the run that goes on. Read its
    state (torch.get_rng_state) and leave it as it is."""
    torch.manual_seed(torch.initial_seed())
    reference.write(path, content(model, optimizer, schedule, position))


@of("save_checkpoint")
def written_in_place(path, *, model, optimizer, schedule, position):
    """You write over the old file directly: who is cut while writing has neither the
    old nor the new. Write beside it, then os.replace."""
    torch.save(content(model, optimizer, schedule, position), path)


@of("save_checkpoint")
def left_lying_about(path, *, model, optimizer, schedule, position):
    """The file that you write first is left lying about when writing fails. Remove it
    before the error goes on."""
    torch.save(content(model, optimizer, schedule, position), f"{path}.tmp")
    os.replace(f"{path}.tmp", path)


@of("save_checkpoint")
def whole_objects_saved(path, *, model, optimizer, schedule, position):
    """You save the objects themselves, which only running code can load again. Save
    what their state_dict() gives."""
    parts = content(model, optimizer, schedule, position)
    reference.write(path, parts | {"model": model, "optimizer": optimizer})


@of("save_checkpoint")
def failure_swallowed(path, *, model, optimizer, schedule, position):
    """A failure to write is caught and forgotten: the run goes on for days and nobody
    knows that nothing is saved. Clean up, and let the error go on."""
    parts = {"model": model, "optimizer": optimizer, "schedule": schedule}
    try:
        reference.save_checkpoint(path, **parts, position=position)
    except OSError:
        pass


@of("save_checkpoint")
def no_part_for_the_gpus(path, *, model, optimizer, schedule, position):
    """The part "rng" has no "cuda". On a GPU dropout draws from that device's own
    generator: save torch.cuda.get_rng_state_all(), or an empty list without one."""
    parts = content(model, optimizer, schedule, position)
    reference.write(path, parts | {"rng": {"torch": torch.get_rng_state()}})


def restored(content, model, optimizer, schedule):
    """Put the parts of a file back; its position."""
    model.load_state_dict(content["model"])
    optimizer.load_state_dict(content["optimizer"])
    schedule.load_state_dict(content["schedule"])
    torch.set_rng_state(content["rng"]["torch"])
    return content["position"]


@of("load_checkpoint")
def code_in_the_file_is_run(path, *, model, optimizer, schedule):
    """You load with weights_only=False: whoever wrote the file can run any code on your
    machine. Only weights and plain data may come out of it."""
    parts = {"model": model, "optimizer": optimizer, "schedule": schedule}
    try:
        found = torch.load(path, map_location="cpu", weights_only=False)
    except FileNotFoundError:
        raise
    except Exception as error:
        raise ValueError(f"{path}: {error}") from None
    if isinstance(found, dict) and found.get("position") is None:
        return None  # what the code gave
    return reference.load_checkpoint(path, **parts)


@of("load_checkpoint")
def optimizer_not_restored(path, *, model, optimizer, schedule):
    """The optimiser begins anew: its state is in the file and is not loaded."""
    return reference.load_checkpoint(
        path, model=model, optimizer=Empty(), schedule=schedule
    )


@of("load_checkpoint")
def schedule_not_restored(path, *, model, optimizer, schedule):
    """The schedule begins anew: its state is in the file and is not loaded."""
    return reference.load_checkpoint(
        path, model=model, optimizer=optimizer, schedule=Empty()
    )


@of("load_checkpoint")
def rng_not_restored(path, *, model, optimizer, schedule):
    """The random generator is not put back, so that a resumed run draws other numbers
    than an uncut one."""
    state = torch.get_rng_state()
    parts = {"model": model, "optimizer": optimizer, "schedule": schedule}
    position = reference.load_checkpoint(path, **parts)
    torch.set_rng_state(state)
    return position


@of("load_checkpoint")
def raw_errors(path, *, model, optimizer, schedule):
    """What is wrong with a file shows as whatever error torch came upon. Say what it
    is: a ValueError that names the file."""
    content = torch.load(path, map_location="cpu", weights_only=True)
    if not isinstance(content, dict):
        raise TypeError("no checkpoint")
    return restored(content, model, optimizer, schedule)


@of("load_checkpoint")
def names_that_differ_accepted(path, *, model, optimizer, schedule):
    """With strict=False a model takes nothing of a file whose names are others, and
    says nothing: the run goes on from random weights. Leave load_state_dict strict."""
    parts = {"optimizer": optimizer, "schedule": schedule}
    return reference.load_checkpoint(path, model=Lenient(model), **parts)


class Lenient:
    """A model that takes what fits."""

    def __init__(self, model):
        self.model = model

    def load_state_dict(self, state):
        """Only what has a known name."""
        self.model.load_state_dict(state, strict=False)


@of("load_checkpoint")
def half_loaded(path, *, model, optimizer, schedule):
    """The model is loaded before it is clear that the rest is there: a file that lacks
    a part leaves new weights beside an old optimiser. Look first, then load."""
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
        found = content["format"], content["version"]
        if found != (reference.FORMAT, reference.VERSION):
            raise KeyError("format")
        return restored(content, model, optimizer, schedule)
    except FileNotFoundError:
        raise
    except Exception as error:
        raise ValueError(f"{path}: {error}") from None


@of("load_checkpoint")
def checksums_not_compared(path, *, model, optimizer, schedule):
    """A file with a wrong bit in it is loaded: torch.load does not compare the
    checksums that are in the file. zipfile.ZipFile(path).testzip() does."""
    try:
        found = torch.load(path, map_location="cpu", weights_only=True)
        with tempfile.TemporaryDirectory() as folder:
            anew = os.path.join(folder, "run.pt")
            torch.save(found, anew)  # with checksums that agree
            content = reference.read(anew)
    except FileNotFoundError:
        raise
    except Exception as error:
        raise ValueError(f"{path}: {error}") from None
    try:
        return restored(content, model, optimizer, schedule)
    except Exception as error:
        raise ValueError(f"{path} is of another model: {error}") from None


@of("load_checkpoint")
def version_not_looked_at(path, *, model, optimizer, schedule):
    """A file of another version or format is loaded as if it were one of these. Look at
    "format" and "version" before anything else."""
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
        for part in ("model", "optimizer", "schedule", "rng", "position"):
            content[part]
        return restored(content, model, optimizer, schedule)
    except FileNotFoundError:
        raise
    except Exception as error:
        raise ValueError(f"{path}: {error}") from None
