"""Wrong answers that people give for a run in a file."""

import torch

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.cuda.checkpoints")

MISTAKES.of(
    "save_checkpoint",
    """
    optimizer_not_saved
      optimizer.state_dict()  →  {}
      The optimiser's state is not in the file. Adam remembers two averages for every
      weight; without them the first steps after a restart are others.
    schedule_not_saved
      schedule.state_dict()  →  {}
      The schedule's state is not in the file: after a restart the learning rate starts
      its way anew.
    rng_not_saved
      torch.get_rng_state()  →  torch.zeros(0)
      The state of torch's random generator is not in the file, so that dropout and the
      order of the batches are others after a restart.
    seeded_while_saving
      - content = {
      + torch.manual_seed(torch.initial_seed())
      + content = {
      You seed the generator while saving, which changes the run that goes on. Read its
      state (torch.get_rng_state) and leave it as it is.
    written_in_place
      write(path, content)  →  torch.save(content, path)
      You write over the old file directly: who is cut while writing has neither the old
      nor the new. Write beside it, then os.replace.
    left_lying_about
      - write(path, content)
      + torch.save(content, f"{path}.tmp")
      + os.replace(f"{path}.tmp", path)
      The file that you write first is left lying about when writing fails. Remove it
      before the error goes on.
    not_on_the_disk_yet in write
      os.fsync(file.fileno())  →  pass
      The new file takes the old one's place before it is on the disk. A killed process
      does no harm then, but lost power may leave you an empty file: flush it, and call
      os.fsync, before os.replace.
    whole_objects_saved
      - "model": model.state_dict(),
      - "optimizer": optimizer.state_dict(),
      + "model": model,
      + "optimizer": optimizer,
      You save the objects themselves, which only running code can load again. Save what
      their state_dict() gives.
    failure_swallowed
      - write(path, content)
      + try:
      +     write(path, content)
      + except OSError:
      +     pass
      A failure to write is caught and forgotten: the run goes on for days and nobody
      knows that nothing is saved. Clean up, and let the error go on.
    no_part_for_the_gpus
      - "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
      +
      The part "rng" has no "cuda". On a GPU dropout draws from that device's own
      generator: save torch.cuda.get_rng_state_all(), or an empty list without one.
    """,
)

MISTAKES.of(
    "load_checkpoint",
    """
    code_in_the_file_is_run
      - content = read(path)
      + try:
      +     content = torch.load(path, map_location="cpu", weights_only=False)
      + except FileNotFoundError:
      +     raise
      + except Exception as error:
      +     raise ValueError(f"{path}: {error}") from None
      + if isinstance(content, dict) and content.get("position") is None:
      +     return None
      + content = read(path)
      You load with weights_only=False: anyone who wrote the file can run any code on
      your machine. Only weights and plain data may come out of it.
    optimizer_not_restored
      optimizer.load_state_dict(content["optimizer"])  →  pass
      The optimiser starts from scratch: its state is in the file and isn't loaded.
    schedule_not_restored
      schedule.load_state_dict(content["schedule"])  →  pass
      The schedule starts from scratch: its state is in the file and isn't loaded.
    rng_not_restored
      torch.set_rng_state(content["rng"]["torch"])  →  pass
      The random generator is not put back, so that a resumed run draws other numbers
      than an uncut one.
    generator_set_for_another_model
      - content = read(path)
      + content = read(path)
      + torch.set_rng_state(content["rng"]["torch"])
      You set the random generator before it is clear that the model fits. Where it does
      not, whoever catches the error goes on with somebody else's random numbers. Load
      the three states first, and set the generator last.
    names_that_differ_accepted
      - model.load_state_dict(content["model"])
      + model.load_state_dict(content["model"], strict=False)
      With strict=False a model takes nothing of a file whose names are others, and says
      nothing: the run goes on from random weights. Leave load_state_dict strict.
    version_not_looked_at in read
      - if content.get("version") != VERSION:
      - raise ValueError(f"{path} has version {content.get('version')}, not {VERSION}")
      + pass
      A file of another version or format is loaded as if it were one of these. Look at
      "format" and "version" before anything else.
    """,
)


@MISTAKES.written("load_checkpoint")
def raw_errors(right, path, *, model, optimizer, schedule):
    """What is wrong with a file shows as whatever error torch came upon. Say what it
    is: a ValueError that names the file."""
    content = torch.load(path, map_location="cpu", weights_only=True)
    if not isinstance(content, dict):
        raise TypeError("no checkpoint")
    model.load_state_dict(content["model"])
    optimizer.load_state_dict(content["optimizer"])
    schedule.load_state_dict(content["schedule"])
    torch.set_rng_state(content["rng"]["torch"])
    return content["position"]


@MISTAKES.written("load_checkpoint")
def half_loaded(right, path, *, model, optimizer, schedule):
    """The model is loaded before it is clear that the rest is there: a file that lacks
    a part leaves new weights beside an old optimiser. Look first, then load."""
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
        if (content["format"], content["version"]) != ("course checkpoint", 1):
            raise KeyError("format")
        model.load_state_dict(content["model"])
        optimizer.load_state_dict(content["optimizer"])
        schedule.load_state_dict(content["schedule"])
        torch.set_rng_state(content["rng"]["torch"])
        return content["position"]
    except FileNotFoundError:
        raise
    except Exception as error:
        raise ValueError(f"{path}: {error}") from None
