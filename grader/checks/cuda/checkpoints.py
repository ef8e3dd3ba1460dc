"""The checks of save_checkpoint and load_checkpoint.

Half of the points of saving are for the one thing that a call of torch.save doesn't do:
the last checkpoint is still there when the next one fails.

What is saved is read as plain data over there and compared here with what the reference
saves of the same run. What is loaded was written here by the reference, whole or not.
"""

import numpy as np

from grader.checks.answer import opened
from grader.checks.asking import (
    after,
    all_say_why,
    failed_aloud,
    form,
    made,
    shown,
    told,
)
from grader.checks.cuda.cut_run import CutRun, bytes_of, code_that_makes
from grader.checks.expect import Checks, holds, raises, same

CHECKS = Checks()
EXACTLY = 1e-12
PARTS = "model", "optimizer", "schedule"


@CHECKS.check("save_checkpoint", by_properties=True)
def save_checkpoint(student, rng):
    """All that a run needs to go on, in a file that is whole at any moment."""
    run, folder = CutRun(rng), made(student, "folder")
    path = told(student, "path_in", folder, "run.pt")
    there = run.begun(student)
    told(student, "train_on", *there.values(), *run.data(0, 3))
    place = {"epoch": int(rng.integers(2, 9)), "step": 3, "note": "after supper"}
    done = student.keeping.save_checkpoint(path, **there, position=place)
    saved = told(student, "read_saved", path, done)
    names = told(student, "listing", folder)
    state = told(student, "state_of", *there.values())
    disk, thing = (made(student, "unsavable", kind) for kind in ("disk", "thing"))
    failed = student.save_checkpoint(path, **there, position=disk)
    old, then = told(student, "read_saved", path), told(student, "listing", folder)
    student.save_checkpoint(path, **there, position=thing)
    after_that = told(student, "listing", folder)
    told(student, "train_on", *there.values(), *run.data(3, 4))
    told(student, "start_moves")
    done = student.keeping.save_checkpoint(path, **there, position={"step": 4})
    new = told(student, "read_saved", path, done)
    in_the_end = told(student, "listing", folder)
    safely = told(student, "moved_safely")
    elsewhere = told(student, "stop_moves", folder)
    told(student, "remove", folder)

    expected, _ = run.saved(3, place)
    for part in (*PARTS, "position"):
        yield same(part, saved[part], expected[part], tol=EXACTLY, weight=0.5)
    generator = expected["rng"]["torch"]
    yield same("random generator", saved["rng"]["torch"], generator, weight=0.5)
    a_list = "rng should have cuda too: a list, empty without a GPU"
    gpus = saved["rng"]["cuda"]
    yield holds("a list for the GPUs", gpus, is_list, a_list, weight=0.5)
    for part in ("format", "version"):
        yield same(part, saved[part], expected[part], weight=0.25)
    parts = [expected[part] for part in PARTS]
    yield form("saving changes nothing", saved, state, [*parts, generator])
    there_is = "save_checkpoint should leave a file at `path`"
    yield holds("there is a file", names, lambda n: "run.pt" in n, there_is, weight=0.0)
    yield shown("no other file is left", saved, names, ["run.pt"])
    yield after(saved, failed_aloud("a failure is told", failed))
    whole = "a failure leaves the old file whole"
    yield same(whole, old["position"], place, weight=7)
    yield shown("a failure leaves no other file", old, then, ["run.pt"])
    name = "nor does one of another kind"
    yield shown(name, old, after_that, ["run.pt"], weight=0.25)
    expected, _ = run.saved(4, {"step": 4})
    yield same("a new file in the old one's place", new["model"], expected["model"])
    yield same("its position", new["position"], {"step": 4})
    found, _, _ = opened(after_that)
    more = "there are more files than before it"
    no_more = holds(
        "no copy of the old one is left",
        in_the_end,
        lambda names: set(names) <= {"run.pt", *(found or ())},
        more,
        weight=0.5,
    )
    yield after(new, no_more)
    yield shown("written in the folder where it belongs", new, elsewhere, [])
    late = "flush the file and call os.fsync before os.replace: power may fail, too"
    name = "on the disk before it takes the old one's place"
    yield after(new, holds(name, safely, lambda it: it is True, late, weight=2))


def is_list(value):
    """Is it a list, or a tuple?"""
    return isinstance(value, (list, tuple))


@CHECKS.check("load_checkpoint", by_properties=True)
def load_checkpoint(student, rng):
    """A run goes on as if never cut; what is no checkpoint is refused, unread."""
    folder = made(student, "folder")
    path = told(student, "path_in", folder, "run.pt")

    def loaded(content):
        told(student, "write_bytes", path, content)
        there = CutRun(rng).begun(student)
        return there, student.load_checkpoint(path, **there)

    for k in (3, 1):
        run, place = CutRun(rng), {"epoch": int(rng.integers(2, 9)), "step": k}
        expected, content = run.saved(k, place)
        there, position = loaded(content)
        state = told(student, "state_of", *there.values())
        went_on = told(student, "train_on", *there.values(), *run.data(k, 6))
        if k == 3:
            yield same("position", position, place)
            for i, part in enumerate(PARTS):
                yield same(part, state[i], expected[part], tol=EXACTLY)
            yield same("random generator", state[3], expected["rng"]["torch"])
        uncut = run.trained(k, 6)
        yield same(
            f"a run cut at step {k} goes on as if uncut",
            went_on,
            uncut,
            tol=EXACTLY,
            weight=2,
        )

    refusals = []

    def refused(name, content, *, touched=False):
        told(student, "write_bytes", path, content)
        new = CutRun(rng)
        there = new.begun(student)
        answer = student.load_checkpoint(path, **there)
        refusals.append(answer)
        now = told(student, "state_of", *there.values())
        yield after(
            went_on, raises(f"{name} is refused", answer, ValueError, weight=0.5)
        )
        first = new.first_state()
        if not touched:
            yield form(f"{name} changes nothing", went_on, now, first, weight=0.25)
            return
        label = f"{name} leaves the generator alone"
        yield form(label, went_on, now[-1], first[-1], weight=0.5)

    whole, content = run.saved(3, place)
    yield from refused("half a file", content[: len(content) // 2])
    yield from refused("an empty file", content[:0])
    yield from refused("a text", np.frombuffer(b"epoch 3, loss 0.2\n", np.uint8))
    yield from refused("a foreign file", bytes_of({"weights": whole["model"]}))
    yield from refused("a bare list", bytes_of([1, 2, 3]))
    for part in (*PARTS, "rng", "position"):
        yield from refused(f"a file without {part}", run.without(part))
    yield from refused("another version", run.changed(version=2))
    yield from refused("another format", run.changed(format="somebody else's"))
    other = CutRun(rng, n=7)
    _, content = other.saved(2, {"step": 2})
    yield from refused("another model", content, touched=True)
    renamed = {f"old.{key}": part for key, part in run.content()["model"].items()}
    content = run.changed(model=renamed)
    yield from refused("a model with other names", content, touched=True)
    marker = told(student, "path_in", folder, "marker")
    yield from refused("a file with code in it", code_that_makes(marker, run))
    names = told(student, "listing", folder)
    yield form("the code was not run", went_on, names, ["run.pt"])
    yield after(went_on, all_say_why("each refusal says what is wrong", refusals))
    absent = told(student, "path_in", folder, "absent.pt")
    answer = student.load_checkpoint(absent, **there)
    yield after(went_on, raises("no file at all", answer, FileNotFoundError))
    told(student, "remove", folder)
