"""Closes the system calls that a learner's code has no use for (seccomp, Linux).

Namespaces, mounts, tracing, keys, kernel modules and the like answer EPERM; sockets
may be made only of the families that stay inside the box. Classic BPF by hand: a
list of comparisons on the system call's number, and for a few on one argument.
"""

import ctypes
import errno
import os
import struct

# Audit names of the machines, then numbers: x86_64, aarch64 (None: no such call).
ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
DENIED = {
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "fsopen": (430, 430),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "mount_setattr": (442, 442),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "io_uring_setup": (425, 425),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "open_by_handle_at": (304, 265),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    # Memory of System V and POSIX queues belongs to no process: nobody counts it.
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "quotactl": (179, 60),
    "acct": (163, 89),
}
MMAP, MAP_SHARED, MAP_ANONYMOUS = (9, 222), 0x01, 0x20
CLONE, CLONE3, SOCKET, SOCKETPAIR = (56, 220), (435, 435), (41, 198), (53, 199)
CLONE_NEW_ANY = 0x7E020000  # every CLONE_NEW* flag that makes a namespace
FAMILIES = (1, 2, 10, 16)  # AF_UNIX; AF_INET, AF_INET6, AF_NETLINK: the box's own

LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
AT_NUMBER, AT_ARCHITECTURE, AT_FIRST_ARGUMENT, AT_FOURTH_ARGUMENT = 0, 4, 16, 40
ALLOW, KILL = 0x7FFF0000, 0x80000000
REFUSE, NO_SUCH_CALL = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
X32 = 0x40000000

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2


def close_calls():
    """Install the filter in this process and all it starts; there is no way back.

    Raises OSError where the kernel refuses, or knows no filter for this machine.
    """
    machine = os.uname().machine
    if machine not in ARCHITECTURES:
        raise OSError(f"no system call filter is written for {machine}")
    code = b"".join(struct.pack("HBBI", *line) for line in program(machine))
    buffer = ctypes.create_string_buffer(code)
    filter_program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in (
        (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter_program, 0, 0),
    ):
        if libc.prctl(*arguments):
            number = ctypes.get_errno()
            raise OSError(number, f"prctl: {os.strerror(number)}")


def program(machine):
    """The filter for `machine`, as ``(code, jump if true, jump if false, operand)``."""
    audit_name, column = ARCHITECTURES[machine]
    lines = [
        (LOAD, 0, 0, AT_ARCHITECTURE),
        (EQUAL, 1, 0, audit_name),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, AT_NUMBER),
    ]
    if machine == "x86_64":
        lines += [(ANY_BIT, 0, 1, X32), (RETURN, 0, 0, REFUSE)]
    for numbers in DENIED.values():
        lines += [(EQUAL, 0, 1, numbers[column]), (RETURN, 0, 0, REFUSE)]
    # glibc asks for clone3 first, whose flags lie in memory, and then for clone.
    lines += [(EQUAL, 0, 1, CLONE3[column]), (RETURN, 0, 0, NO_SUCH_CALL)]
    lines += [
        (EQUAL, 0, 4, CLONE[column]),
        (LOAD, 0, 0, AT_FIRST_ARGUMENT),
        (ANY_BIT, 0, 1, CLONE_NEW_ANY),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    ]
    # Shared memory without a file outlives its size in every process that is counted.
    lines += [
        (EQUAL, 0, 5, MMAP[column]),
        (LOAD, 0, 0, AT_FOURTH_ARGUMENT),
        (ANY_BIT, 0, 2, MAP_ANONYMOUS),
        (ANY_BIT, 0, 1, MAP_SHARED),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    ]
    for numbers in (SOCKET, SOCKETPAIR):
        count = len(FAMILIES)
        lines += [(EQUAL, 0, count + 3, numbers[column])]
        lines += [(LOAD, 0, 0, AT_FIRST_ARGUMENT)]
        for i, family in enumerate(FAMILIES):
            lines += [(EQUAL, count - i, 0, family)]
        lines += [(RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    return [*lines, (RETURN, 0, 0, ALLOW)]
