"""The first program in a learner's box: takes rights away, then becomes the kernel.

Started as ``python -E -s -S start.py CONNECTION_FILE SETTINGS``; SETTINGS is JSON with
``rlimits`` (name -> value), ``uid`` (a real unprivileged one, when the judge runs as
root; else null), ``judge``, the path of the socket that answers for closed functions,
and ``absent``, the libraries that the learner's code can't use. Its folder is the only
part of the grader in the box.
"""

import ctypes
import json
import os
import resource
import sys

from seccomp import close_calls

CLONE_NEWUSER = 0x10000000
INSIDE_UID = 1000


def main(connection_file, settings):
    """Apply the limits, become nobody of importance, and start the kernel."""
    wanted = json.loads(settings)
    for name, value in wanted["rlimits"].items():
        resource.setrlimit(getattr(resource, name), (value, value))
    if wanted["uid"] is not None:
        become(wanted["uid"])
    if wanted["confined"]:
        close_calls()
    kernel = os.path.join(os.path.dirname(os.path.abspath(__file__)), "kernel.py")
    # A fresh program, since only exec takes the capabilities of the new namespace away.
    told = connection_file, wanted["judge"], " ".join(wanted["absent"])
    os.execv(sys.executable, [sys.executable, kernel, *told])


def become(uid):
    """Change from root to `uid` for good, and into a user namespace of its own."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    libc = ctypes.CDLL(None, use_errno=True)
    # Only a process that may be traced may write its own maps.
    libc.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE, which a change of uid takes away
    if libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare: no user namespace for the box")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{INSIDE_UID} {uid} 1"),
        ("gid_map", f"{INSIDE_UID} {uid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
