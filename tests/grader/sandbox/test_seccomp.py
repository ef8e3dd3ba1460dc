"""The filter of system calls, run here by hand, and tried in a box."""

import ast
import errno
import os
import socket
from dataclasses import replace

import pytest

from grader.sandbox.box import Box
from grader.sandbox.inside import seccomp
from grader.sandbox.limits import Limits

MACHINES = list(seccomp.ARCHITECTURES)
AARCH64_I386 = {"x86_64": 0x40000003, "aarch64": 0x40000028}  # their 32-bit modes
NAMESPACES = {
    "mount": 0x20000,
    "cgroup": 0x2000000,
    "uts": 0x4000000,
    "ipc": 0x8000000,
    "user": 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
}


def decided(machine, number, *arguments, audit=None):
    """What the filter for `machine` returns for one call: classic BPF by hand."""
    audit = audit or seccomp.ARCHITECTURES[machine][0]
    data = {0: number, 4: audit}
    for k, argument in enumerate(arguments):
        data[16 + 8 * k] = argument & 0xFFFFFFFF
    value, at, lines = 0, 0, seccomp.program(machine)
    while True:
        code, if_true, if_false, operand = lines[at]
        at += 1
        if code == seccomp.LOAD:
            value = data.get(operand, 0)
        elif code == seccomp.RETURN:
            return operand
        else:
            hit = value == operand if code == seccomp.EQUAL else value & operand
            at += if_true if hit else if_false


@pytest.mark.parametrize("machine", MACHINES)
def test_the_calls_on_the_list_are_refused_and_others_allowed(machine):
    column = seccomp.ARCHITECTURES[machine][1]
    denied = {numbers[column] for numbers in seccomp.DENIED.values()}
    asked = {n[column] for n in (seccomp.CLONE, seccomp.CLONE3, seccomp.SOCKET)}
    asked |= {n[column] for n in (seccomp.SOCKETPAIR, seccomp.MMAP)}
    assert len(denied) == len(seccomp.DENIED)
    for number in range(600):
        if number in denied:
            assert decided(machine, number) == seccomp.REFUSE, number
        elif number not in asked:
            assert decided(machine, number) == seccomp.ALLOW, number


@pytest.mark.parametrize("machine", MACHINES)
def test_processes_may_be_made_but_no_namespaces(machine):
    clone, clone3 = (
        numbers[seccomp.ARCHITECTURES[machine][1]]
        for numbers in (seccomp.CLONE, seccomp.CLONE3)
    )
    assert decided(machine, clone3) == seccomp.NO_SUCH_CALL
    assert decided(machine, clone, 0x11 | 0x3D0F00) == seccomp.ALLOW  # fork, a thread
    for name, flag in NAMESPACES.items():
        assert decided(machine, clone, 0x11 | flag) == seccomp.REFUSE, name


@pytest.mark.parametrize("machine", MACHINES)
def test_sockets_of_the_box_may_be_made_and_no_others(machine):
    column = seccomp.ARCHITECTURES[machine][1]
    for numbers in (seccomp.SOCKET, seccomp.SOCKETPAIR):
        for family in range(64):
            wanted = family in (1, 2, 10, 16)
            got = decided(machine, numbers[column], family, 1, 0)
            assert got == (seccomp.ALLOW if wanted else seccomp.REFUSE), family


@pytest.mark.parametrize("machine", MACHINES)
def test_memory_may_be_shared_only_through_a_file(machine):
    mmap = seccomp.MMAP[seccomp.ARCHITECTURES[machine][1]]
    private, shared, anonymous, checked = 0x02, 0x01, 0x20, 0x03
    for flags in (private, private | anonymous, shared, checked, private | 0x20000):
        assert decided(machine, mmap, 0, 4096, 3, flags) == seccomp.ALLOW, flags
    for flags in (shared | anonymous, checked | anonymous, shared | anonymous | 0x4000):
        assert decided(machine, mmap, 0, 4096, 3, flags) == seccomp.REFUSE, flags


@pytest.mark.parametrize("machine", MACHINES)
def test_another_machines_calls_end_the_process(machine):
    for audit in (AARCH64_I386[machine], 0):
        assert decided(machine, 1, audit=audit or 7) == seccomp.KILL


def test_the_other_numbering_of_x86_is_refused():
    assert decided("x86_64", 0x40000000 | 1) == seccomp.REFUSE


def test_a_machine_without_a_filter_is_an_error(monkeypatch):
    named = os.uname()
    other = type(named)([*named[:4], "pdp11"])
    monkeypatch.setattr(os, "uname", lambda: other)
    with pytest.raises(OSError, match="pdp11"):
        seccomp.close_calls()


IN_THE_BOX = """
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)
x86 = os.uname().machine == "x86_64"
def call(name, *arguments):
    done = libc.syscall(numbers[name][0 if x86 else 1], *arguments)
    return name, errno.errorcode.get(ctypes.get_errno()) if done < 0 else "DONE"
"""


def test_the_calls_are_refused_in_a_box():
    names = {**seccomp.DENIED}
    names.pop("memfd_secret")
    code = f"numbers = {names!r}\n{IN_THE_BOX}\nprint([call(n) for n in numbers])\n"
    code += "import socket\n"
    for family in (socket.AF_VSOCK, 17, 38):
        code += f"""
try: socket.socket({int(family)}); print("DONE")
except OSError as error: print(error.errno)
"""
    code += """
child = os.fork()
if child == 0: os._exit(0)
print(os.waitpid(child, 0)[1])
for flag in (0x10000000, 0x20000, 0x40000000):
    print(libc.unshare(flag), ctypes.get_errno())
"""
    with Box(replace(Limits(), cell_seconds=10.0), {}) as box:
        [output] = box.run_cell(code).outputs
    calls, *rest = output.text.strip().split("\n")
    assert {said for _, said in ast.literal_eval(calls)} == {"EPERM"}
    assert rest[:3] == [str(errno.EPERM)] * 3
    assert rest[3] == "0"
    assert rest[4:] == [f"-1 {errno.EPERM}"] * 3
