"""The commands that start a learner's process, inside bubblewrap or without it."""

import json
import os
import shutil
import sys
import sysconfig
from pathlib import Path

import utils
from grader.sandbox import inside

INSIDE = Path(inside.__file__).parent
REPOSITORY = Path(utils.__file__).parent.parent
UTILS = REPOSITORY / "utils"
# Shipped, and in no box: what does exercises, and notebooks as they were given out.
NOT_SEEN = UTILS / "kernels", UTILS / "released"
BOX, HOME, WORK = "/box", "/home/learner", "/home/learner/work"
FRESH = ("/dev/shm", "/tmp", HOME)  # empty file systems, in memory
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
# Of /etc: how to load libraries, the time zone, fonts. No accounts.
ETC = (
    "alternatives",
    "fonts",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
)
# Real users of the box, when the judge is root: one for each judge at a time.
FIRST_UID, UIDS = 61184, 4000
TO_BECOME = "CAP_SETUID", "CAP_SETGID"
TO_FORK = "CAP_SYS_ADMIN", "CAP_NET_ADMIN"
REMEDY = """\
The learner's code runs in a sandbox, and it cannot be set up here:
  {problem}
What helps: {remedy}
To run learners' code with no sandbox, on a machine you can lose: --no-sandbox"""


class SandboxUnavailable(RuntimeError):
    """The box cannot be set up on this machine; the message says what helps."""

    def __init__(self, problem, remedy):
        super().__init__(problem, remedy)

    def __str__(self):
        problem, remedy = self.args
        return REMEDY.format(problem=problem, remedy=remedy)


def learner_uid():
    """The real user id that the box changes to; None where the judge is no root."""
    return FIRST_UID + os.getpid() % UIDS if os.geteuid() == 0 else None


def learner_argv(limits, link, door):
    """The command line of a box of its own; `link`, `door`: the numbers of sockets."""
    told = {"link": link, "door": door, "absent": limits.absent}
    told |= rights(limits, confined=limits.sandbox)
    if not limits.sandbox:
        return [*python(), str(INSIDE / "start.py"), json.dumps(told)]
    start = [*python(), f"{BOX}/start.py", json.dumps(told)]
    return [*bubblewrap(limits, learner_uid()), *start]


def parent_argv(limits, listener):
    """The command line of a warm parent, which answers on the socket `listener`."""
    told = {"listener": listener, "absent": limits.absent, "preload": limits.preload}
    start = [sys.executable, "-s", f"{BOX}/parent.py", json.dumps(told)]
    return [*bubblewrap(limits, learner_uid(), forks=True), *start]


def wish(limits):
    """What a warm parent is told of the box that it is to make."""
    room = {"fresh": FRESH, "work": WORK, "disk": limits.disk, "files": limits.files}
    return rights(limits, confined=True) | room


def python():
    """This environment's interpreter, not yet looking at any packages."""
    return [sys.executable, "-E", "-s", "-S"]


def rights(limits, confined):
    """What a learner's process may use, and the user that it is to be."""
    rlimits = {
        "RLIMIT_DATA": limits.memory,
        "RLIMIT_FSIZE": limits.file_size,
        "RLIMIT_NOFILE": limits.open_files,
        "RLIMIT_CPU": limits.cpu_seconds,
        "RLIMIT_CORE": 0,
    }
    if confined:  # outside a namespace of its own it would count the whole user
        rlimits["RLIMIT_NPROC"] = limits.processes
    uid = learner_uid() if confined else None
    return {"rlimits": rlimits, "uid": uid, "confined": confined}


def bubblewrap(limits, uid, forks=False):
    """bwrap's command line, up to the program it is to run.

    forks: that makes boxes itself, which takes rights that no learner's process has.
    """
    binary = shutil.which("bwrap")
    if binary is None:
        raise SandboxUnavailable(
            "bubblewrap (bwrap) is not installed.",
            "apt-get install bubblewrap (Debian, Ubuntu), dnf install bubblewrap "
            "(Fedora), pacman -S bubblewrap (Arch).",
        )
    command = [binary, "--die-with-parent", "--new-session", "--clearenv"]
    command += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    command += ["--unshare-cgroup-try", "--hostname", "box"]
    if uid is None:
        command += ["--unshare-user", "--uid", "1000", "--gid", "1000"]
        command += [] if forks else ["--disable-userns"]
    else:  # it changes to a real unprivileged user, in a namespace of its own
        wanted = (*TO_BECOME, *TO_FORK) if forks else TO_BECOME
        command += [part for name in wanted for part in ("--cap-add", name)]
    return [*command, *_view(limits), *_environment(), "--"]


def _view(limits):
    """The file system that the learner's process sees."""
    fresh = ["--size", str(limits.disk), "--perms", "1777", "--tmpfs"]
    view = ["--ro-bind", "/usr", "/usr"]
    for path in map(Path, SYSTEM[1:]):
        if path.is_symlink():
            view += ["--symlink", os.readlink(path), str(path)]
        elif path.is_dir():
            view += ["--ro-bind", str(path), str(path)]
    view += ["--perms", "0755", "--dir", "/etc"]
    for name in ETC:
        view += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    view += ["--proc", "/proc", "--dev", "/dev"]
    # What is mapped from /dev/zero is memory that no process is charged with.
    view += ["--ro-bind", "/dev/null", "/dev/zero", "--remount-ro", "/dev"]
    view += [part for path in FRESH for part in (*fresh, path)]
    view += ["--perms", "0777", "--dir", WORK]
    # Hides the repository even where a folder above it is mounted.
    view += [*_way_to(REPOSITORY), "--perms", "0755", "--tmpfs", str(REPOSITORY)]
    base = sysconfig.get_config_var("installed_base")
    for path in map(Path, (base, sys.prefix, UTILS)):
        view += [*_way_to(path), "--ro-bind", str(path), str(path)]
    unseen = *NOT_SEEN, *limits.hidden, *_folders_of(limits.absent)
    view += [*_hidden(unseen, seen=(*SYSTEM, base, sys.prefix, UTILS))]
    view += ["--ro-bind", str(INSIDE), BOX]
    view += ["--remount-ro", str(REPOSITORY), "--remount-ro", "/"]
    return [*view, "--chdir", WORK]


def _folders_of(libraries):
    """Where the packages of these libraries lie, of those that are installed."""
    for place in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for name in libraries:
            if Path(place, name).is_dir():
                yield str(Path(place, name))


def _hidden(folders, seen):
    """An empty folder in place of each of `folders` that lies in one that is seen."""
    for folder in map(Path.resolve, map(Path, folders)):
        if any(folder.is_relative_to(Path(above).resolve()) for above in seen):
            yield from ("--perms", "0000", "--tmpfs", str(folder))
            yield from ("--remount-ro", str(folder))


def _way_to(path):
    """The folders above `path`, made so that the box's user may pass through them."""
    above = reversed(path.parents)
    return [part for p in above for part in ("--perms", "0755", "--dir", str(p))]


def _environment():
    values = {
        "HOME": HOME,
        "LANG": "C.UTF-8",
        "LOGNAME": "learner",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PATH": f"{Path(sys.prefix, 'bin')}:/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONNOUSERSITE": "1",
        "TMPDIR": "/tmp",
    }
    return [part for item in values.items() for part in ("--setenv", *item)]
