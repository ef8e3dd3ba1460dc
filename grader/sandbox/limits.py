"""What a learner's process may use. The defaults stand here and nowhere else."""

import tomllib
from dataclasses import dataclass, fields, replace

MIB = 2**20
NOT_IN_THE_FILE = {"hidden", "absent", "preload", "parent"}


class LimitsError(ValueError):
    """A course's configuration asks for limits that do not exist or make no sense."""


@dataclass(frozen=True)
class Limits:
    """Limits of one box and of one submission; sizes in bytes, times in seconds."""

    memory: int = 2048 * MIB  # all processes of the box together
    disk: int = 64 * MIB  # each of HOME, /tmp and the working folder
    files: int = 20_000  # in each of those
    file_size: int = 32 * MIB
    open_files: int = 256  # of one process; sockets hold memory that none is charged
    open_files_together: int = 2048
    processes: int = 64  # threads count
    judge_memory: int = 512 * MIB  # by which the judge may grow while a box runs
    running_threads: int = 8  # that want a processor, on average over some seconds
    cpu_seconds: int = 600  # of all processes of the box together
    start_seconds: float = 60.0  # for the kernel to answer at all
    cell_seconds: float = 20.0
    call_seconds: float = 10.0
    grace_seconds: float = 1.0  # between an interrupt and the end of the box
    total_seconds: float = 300.0
    restarts: int = 2
    output_bytes: int = 1 * MIB  # of one submission, shown in its graded notebook
    value_bytes: int = 32 * MIB  # of one call's arguments or answer
    reference_calls: int = 300_000  # of closed functions; some try every width in turn
    submission_bytes: int = 10 * MIB
    submission_cells: int = 1000
    cell_characters: int = 200_000
    sandbox: bool = True
    hidden: tuple = ()  # folders that no box may see: a course's own. Not in the file
    absent: tuple = ()  # libraries that a notebook does without. Not in the file
    preload: tuple = ()  # modules that a warm parent imports. Not in the file
    parent: str = ""  # the socket of a warm parent, if there is one. Not in the file

    @classmethod
    def read(cls, path):
        """The limits in the ``[limits]`` table of the TOML file at `path`.

        Raises `LimitsError` for a file that is not TOML, a name that is no limit, or
        a value of the wrong type or not above zero.
        """
        try:
            with open(path, "rb") as file:
                table = tomllib.load(file).get("limits", {})
        except ValueError as error:  # no TOML, or no text
            raise LimitsError(f"{path}: {error}") from None
        if not isinstance(table, dict):
            raise LimitsError(f"{path}: limits is not a table")
        return cls().changed(path, table)

    def changed(self, where, table):
        """These limits with the entries of `table`, which come from `where`."""
        known = {field.name for field in fields(self)} - NOT_IN_THE_FILE
        for name, value in table.items():
            if name not in known:
                raise LimitsError(
                    f"{where}: there is no limit {name!r}; there are {sorted(known)}"
                )
            _check_value(where, name, value, type(getattr(self, name)))
        return replace(self, **table)


def _check_value(where, name, value, kind):
    if kind is bool:
        good = isinstance(value, bool)
    else:
        numbers = (int, float) if kind is float else (int,)
        least = 0 if name == "restarts" else 1e-9
        good = isinstance(value, numbers) and not isinstance(value, bool)
        good = good and value >= least
    if not good:
        wanted = {bool: "true or false", int: "a whole number", float: "a number"}[kind]
        if kind is not bool:
            wanted += ", 0 or more" if name == "restarts" else " above 0"
        raise LimitsError(f"{where}: {name} = {value!r}: it must be {wanted}")
