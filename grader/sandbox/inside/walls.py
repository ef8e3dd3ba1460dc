"""The namespaces and file systems of one box, for a fork of the warm parent.

bubblewrap made the parent's view of the machine, and a box sees no more than it. What
is made here belongs to one box alone: its processes, network, memory and files.
"""

import ctypes
import fcntl
import os
import re
import socket
import struct

from rights import CLONE_NEWUSER, called, traceable, write_maps

NAMESPACES = {
    "mounts": 0x00020000,
    "processes": 0x20000000,
    "network": 0x40000000,
    "memory and queues": 0x08000000,
    "host name": 0x04000000,
    "control groups": 0x02000000,
}
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND = 2, 4, 8, 0x1000
MS_REC, MS_PRIVATE = 0x4000, 0x40000
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1


def enter(own_user, fresh, work, disk, files):
    """Go into namespaces of one's own; processes made from here on are in them.

    own_user: a user namespace as well, which an ordinary user needs for the others.
    fresh: folders that become empty file systems of `disk` bytes and `files` files.
    """
    wanted = sum(NAMESPACES.values())
    uid, gid = os.getuid(), os.getgid()
    with traceable():
        called("unshare", wanted | (CLONE_NEWUSER if own_user else 0))
        if own_user:
            write_maps(uid, gid)
    mount("none", "/", None, MS_REC | MS_PRIVATE)
    size = f"size={disk},nr_inodes={files},mode=1777"
    os.umask(0o022)
    for path in fresh:
        seen = {point: os.open(point, os.O_PATH) for point in mounted_below(path)}
        mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, size)
        for point, descriptor in seen.items():  # a grader that lies in /tmp, say
            os.makedirs(point)
            mount(f"/proc/self/fd/{descriptor}", point, None, MS_BIND | MS_REC)
            os.close(descriptor)
    terminals = "newinstance,ptmxmode=0666,mode=620"
    mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, terminals)
    os.makedirs(work)
    os.chmod(work, 0o777)
    socket.sethostname("box")
    _begin_loopback()


def mounted_below(path):
    """Where below `path` something is mounted: the topmost places."""
    with open("/proc/self/mountinfo") as file:
        points = [line.split()[4] for line in file]
    points = [re.sub(r"\\(\d{3})", lambda m: chr(int(m[1], 8)), p) for p in points]
    below = sorted({p for p in points if p.startswith(f"{path}/")})
    return [p for p in below if not any(p.startswith(f"{q}/") for q in below)]


def show_processes():
    """Mount /proc anew: called by the first process of the new namespace."""
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)


def mount(source, target, kind, flags, options=""):
    """mount(2); OSError where it is refused."""
    as_bytes = [text and text.encode() for text in (source, target, kind)]
    called("mount", *as_bytes, ctypes.c_ulong(flags), options.encode())


def _begin_loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        request = struct.pack("16sH22x", b"lo", 0)
        (flags,) = struct.unpack_from("H", fcntl.ioctl(link, SIOCGIFFLAGS, request), 16)
        request = struct.pack("16sH22x", b"lo", flags | IFF_UP)
        fcntl.ioctl(link, SIOCSIFFLAGS, request)
