"""The folders that judges share with boxes, and what a killed judge left of them.

A folder's name says whose it is: a namespace of processes, a process in it, and when
that began. So one that is left is told from one that is in use.
"""

import os
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from grader.sandbox.command import FIRST_UID, UIDS

PREFIX = "box-"


def make():
    """A new folder of this process, in the temporary folder; its path."""
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{_owner(os.getpid())}-"))


def remove(folder):
    """Remove `folder`, whatever a learner made of it: links, locked or deep folders."""
    try:
        for name in os.listdir(folder):
            os.unlink(Path(folder, name))
        os.rmdir(folder)
    except OSError:
        for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
            subprocess.run([*command, "--", str(folder)], capture_output=True)


def sweep():
    """Remove the folders of judges that are no more; how many there were.

    Only folders that this user made, or gave to a box, and whose process ran here.
    """
    gone = 0
    with os.scandir(tempfile.gettempdir()) as entries:
        left = [Path(e.path) for e in entries if e.name.startswith(PREFIX)]
    for folder in left:
        if _has_no_owner(folder.name) and _is_ours(folder):
            remove(folder)
            gone += 1
    return gone


def _owner(pid):
    """What names a process for as long as this machine runs."""
    namespace = os.stat("/proc/self/ns/pid").st_ino
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return f"{namespace}-{pid}-{fields[19]}"  # in clock ticks since the machine began


def _has_no_owner(name):
    parts = name.removeprefix(PREFIX).split("-")
    if len(parts) != 4 or not all(part.isdigit() for part in parts[:3]):
        return False
    if int(parts[0]) != os.stat("/proc/self/ns/pid").st_ino:
        return False  # of a container, say, that shares this folder
    with suppress(FileNotFoundError, ProcessLookupError):
        return _owner(int(parts[1])) != "-".join(parts[:3])
    return True


def _is_ours(folder):
    """Is it this user's folder? One that was a box's is taken back first.

    Then nobody else can put another thing in its place: the temporary folder lets only
    an owner do that.
    """
    user = os.geteuid()
    try:
        how = os.O_RDONLY if user == 0 else os.O_PATH  # whatever its mode
        opened = os.open(folder, how | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        found = os.fstat(opened)
        if user == 0 and found.st_uid in range(FIRST_UID, FIRST_UID + UIDS):
            os.fchown(opened, 0, 0)
        elif found.st_uid != user:
            return False
        there = folder.lstat()
        return (there.st_dev, there.st_ino) == (found.st_dev, found.st_ino)
    except OSError:
        return False
    finally:
        os.close(opened)
