"""The check of autocast_dtype: which 16-bit format, and whether the loss is scaled."""

from dataclasses import replace

from grader.checks.asking import after, shown, told
from grader.checks.expect import Checks, clue, raises, together

CHECKS = Checks()
BFLOAT16 = ["bfloat16", "without a scaler"]
FLOAT16 = ["float16", "with a scaler"]
FLOAT32 = ["None", "without a scaler"]
CASES = {
    "newer": (("cuda", (9, 0)), BFLOAT16),
    "newest": (("cuda", (12, 0)), BFLOAT16),
    "first": (("cuda", (8, 0)), BFLOAT16),
    "older": (("cuda", (7, 5)), FLOAT16),
    "oldest": (("cuda", (7, 0)), FLOAT16),
    "too old": (("cuda", (6, 1)), FLOAT32),
    "cpu": (("cpu",), BFLOAT16),
    "mps": (("mps",), FLOAT32),
}
"""What is asked, and what it should be; a scaler with float16 and with nothing else."""


@CHECKS.check("autocast_dtype", by_properties=True)
def autocast_dtype(student, rng):
    """The 16-bit format that suits a device, and whether its loss has to be scaled."""
    ask = Formats(student)
    dtype, scaler = ask.dtype, ask.scaler

    older = dtype("older")  # with each of the others: no one answer is both
    name = "bfloat16 on newer GPUs, float16 on older ones"
    yield together(name, dtype("newer"), older, weight=1.5)
    yield together("from capability 8.0 on", older, dtype("first"), weight=1)
    yield together("and from 12.0 on, too", older, dtype("newest"), weight=0.5)
    scalers = scaler("older"), scaler("first"), scaler("cpu"), scaler("too old")
    name = "a scaler for float16, and for nothing else"
    yield together(name, *scalers, weight=1.5)
    name = "no tensor cores below 7.0: float32"
    yield together(name, dtype("oldest"), dtype("too old"), weight=0.5)
    yield ask.form("bfloat16 on a CPU", "cpu")
    yield ask.form("float32 on mps", "mps")
    for name in ("abacus", "meta"):
        answer = student.keeping.autocast_dtype(name)
        refused = raises(f"{name} is none of the three", answer, ValueError, weight=0.5)
        yield after(ask.answers["newer"], refused)
    yield from ask.what_is_here()
    for name, (_, expected) in CASES.items():
        yield clue(name, ask.told[name], lambda got, expected=expected: got == expected)
    yield clue("not this one", ask.told["older"], lambda got: got[0] != "bfloat16")
    yield clue("nor this", ask.told["mps"], lambda got: got[0] != "float16")


class Formats:
    """All cases put to the learner's function, and what came of each."""

    def __init__(self, student):
        self.student, self.answers, self.told = student, {}, {}
        for name, (args, _) in CASES.items():
            self.answers[name] = student.keeping.autocast_dtype(*args)
            self.told[name] = told(student, "precision", self.answers[name])

    def dtype(self, name):
        """The dtype of that case is right."""
        return self.value(name, self.told[name][0], CASES[name][1][0])

    def scaler(self, name):
        """Whether a scaler is asked for in that case is right."""
        return self.value(name, self.told[name][1], CASES[name][1][1])

    def value(self, name, asked, expected):
        """What came is as expected."""
        where = " ".join(map(str, CASES[name][0]))
        found = shown(name, self.answers[name], asked, expected)
        told_where = f"{where}: " if found.message.startswith("got ") else ""
        return replace(found, form=False, message=told_where + found.message)

    def form(self, title, name):
        """Both parts of that case, where the newer GPUs' are right."""
        found = shown(title, self.answers["newer"], self.told[name], CASES[name][1])
        return after(self.answers["newer"], found)

    def what_is_here(self):
        """Where no capability is given, torch is asked, with two GPUs in turn."""
        found = []
        for capability, expected in (((8, 6), BFLOAT16), ((7, 5), FLOAT16)):
            told(self.student, "start_gpu", *capability)
            answer = self.student.keeping.autocast_dtype("cuda")
            told(self.student, "stop_gpu")
            asked = told(self.student, "precision", answer)
            found.append(shown("", self.answers["newer"], asked, expected))
        name = "where no capability is given: that of the GPU"
        yield together(name, *found, weight=1)
