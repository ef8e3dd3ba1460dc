"""Wrong answers that people give for the choice of a device."""

from grader.misconceptions.mistakes import Mistakes

MISTAKES = Mistakes("grader.reference.cuda.device")

MISTAKES.of(
    "pick_device",
    """
    request_ignored
      - return torch.device(wanted)
      + return torch.device(next(name for name in NAMES if there.get(name)))
      You always return the best device there is. If somebody asks for a
      device by name, even for the CPU beside a GPU, they want that one.
    cpu_instead_of_an_error
      - raise ValueError(f"there is no device {wanted!r}, only {', '.join(NAMES)}")
      + return torch.device("cpu")
      - raise RuntimeError(f"{name} was asked for, and this machine or torch has none")
      + return torch.device("cpu")
      A device that was asked for and is not there becomes the CPU without a word, and a
      run takes days where minutes were meant. Raise an error that names it.
    mps_forgotten
      - next(name for name in NAMES if there.get(name))
      + "cuda" if there.get("cuda") else "cpu"
      You look for CUDA and else take the CPU. Apple's GPUs, mps, come in between.
    index_lost
      return torch.device(wanted)  →  return torch.device(name)
      Of "cuda:1" you keep "cuda" only: on a machine with several GPUs that is another
      one. Give back what was asked for, as a device.
    error_without_a_reason
      - raise RuntimeError(f"{name} was asked for, and this machine or torch has none")
      + raise RuntimeError("not available")
      Your error does not say which device was missing. Someone who reads it in a log of
      last night needs the name.
    """,
)
