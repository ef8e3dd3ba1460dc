"""What a failure is explained with."""

from typing import NamedTuple


class Why(NamedTuple):
    """The likely cause, and what to do next."""

    cause: str
    step: str
