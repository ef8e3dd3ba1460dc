"""Takes rights away, for good, from a process that is to run a learner's code.

Called in this order: `become`, `limit`, `drop`, `close_calls` of ``seccomp``.
"""

import ctypes
import os
import resource
from contextlib import contextmanager

CLONE_NEWUSER = 0x10000000
INSIDE_UID = 1000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP = 1, 4, 24
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
CAPABILITY_VERSION_3 = 0x20080522
LIBC = ctypes.CDLL(None, use_errno=True)


def become(uid):
    """Change from root to `uid` for good, and into a user namespace of its own."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    with traceable():
        called("unshare", CLONE_NEWUSER)
        write_maps(uid, uid)


def write_maps(uid, gid):
    """Of all users and groups outside only these two are known in here."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{INSIDE_UID} {uid} 1"),
        ("gid_map", f"{INSIDE_UID} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


@contextmanager
def traceable():
    """In the body of the ``with`` this process may write its own maps.

    Behind it nobody of the same user may look into it, or take its descriptors.
    """
    LIBC.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
    try:
        yield
    finally:
        LIBC.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def limit(rlimits):
    """Set limits (name -> value) that cannot be raised again."""
    for name, value in rlimits.items():
        resource.setrlimit(getattr(resource, name), (value, value))


def drop():
    """Give up every capability of the namespaces, and the right to any."""
    with open("/proc/sys/kernel/cap_last_cap") as file:
        last = int(file.read())
    for capability in range(last + 1):
        called("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
    called("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    called("capset", header, (ctypes.c_uint32 * 6)())


def called(function, *arguments):
    """Call a function of libc; OSError where it fails."""
    if getattr(LIBC, function)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")
