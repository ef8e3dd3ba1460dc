"""The check of pick_device."""

from dataclasses import replace

from grader.checks.answer import opened
from grader.checks.asking import after, says, shown, told
from grader.checks.expect import Checks, raises

CHECKS = Checks()
NEITHER = {"cuda": False, "mps": False}
BOTH = {"cuda": True, "mps": True}


@CHECKS.check("pick_device", by_properties=True)
def pick_device(student, rng):
    """The best device that is there, or the one asked for, or a clear error."""

    def ask(name, device, *args):
        answer = student.keeping.pick_device(*args)
        chosen = shown(name, answer, told(student, "where", answer), device, weight=1)
        device_too = " as a torch.device" if chosen.message.startswith("got ") else ""
        yield replace(chosen, form=False, message=chosen.message + device_too)
        return answer

    mps, index = NEITHER | {"mps": True}, int(rng.integers(1, 4))
    yield from ask("cuda before all others", "cuda", None, BOTH)
    yield from ask("mps where there is no cuda", "mps", None, mps)
    yield from ask("the CPU where there is neither", "cpu", None, NEITHER)
    yield from ask("the CPU, asked for beside a GPU", "cpu", "cpu", BOTH)
    yield from ask("mps, asked for beside cuda", "mps", "mps", BOTH)
    gpu = f"cuda:{index}"
    right = yield from ask("the GPU with its index", gpu, gpu, BOTH)
    for name in ("cuda", "mps"):
        answer = student.keeping.pick_device(name, BOTH | {name: False})
        refused = raises(f"{name}, asked for and not there", answer, RuntimeError)
        yield after(right, refused)
        yield after(right, says(f"the error names {name}", answer, name))
    answer = student.keeping.pick_device("abacus", BOTH)
    yield after(right, raises("a name that is no device", answer, ValueError))
    answer = student.keeping.pick_device("meta", BOTH)
    yield after(right, raises("a device that is none of the three", answer, ValueError))
    best, _, _ = opened(told(student, "best_device"))
    best = best if best in ("cuda", "mps") else "cpu"
    yield from ask("what this machine has", best)
