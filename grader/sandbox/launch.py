"""Starts a learner's kernel in its box, and waits until it answers.

`run_dir` is the folder that both sides see: it holds the kernel's sockets. Where the
judge is root it belongs to the box's user only while those are made.
"""

import os
import subprocess
import time
from contextlib import suppress
from queue import Empty

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from grader.sandbox.command import SandboxUnavailable, kernel_argv, learner_uid
from grader.sandbox.messages import CappedSession

LONGEST_LOG = 2000
REMEDY = """\
user namespaces must be allowed (sysctl kernel.unprivileged_userns_clone=1, or an \
AppArmor profile for bwrap)."""


def manager_of(context, run_dir, limits):
    """What is to start the kernel; raises SandboxUnavailable without bubblewrap."""
    manager = AsyncKernelManager(
        session=CappedSession(),
        context=context,
        transport="ipc",
        ip=str(run_dir / "k"),
        connection_file=str(run_dir / "connection.json"),
    )
    manager._kernel_spec = KernelSpec(
        argv=kernel_argv(run_dir, limits), language="python", interrupt_mode="message"
    )
    return manager


async def start_kernel(manager, run_dir, limits, log):
    """Start the process; what it says before it answers goes to the file `log`."""
    uid = learner_uid() if limits.sandbox else None
    if uid is not None:
        os.chown(run_dir, uid, uid)
        os.chown(run_dir / "judge", uid, uid)
    await manager.start_kernel(stdout=log, stderr=log, cwd=str(run_dir))
    if uid is not None:
        os.chown(manager.connection_file, uid, uid)


async def connect(manager, run_dir, limits, log):
    """A client of the kernel that has answered; else raises SandboxUnavailable."""
    client = manager.client()
    client.start_channels(stdin=False, hb=False, control=False)
    try:
        await _heard(manager, client, limits.start_seconds)
    except RuntimeError as error:
        client.stop_channels()
        log.seek(0)
        said = log.read(LONGEST_LOG).decode(errors="replace")
        problem = f"the learner's kernel did not start ({error}).\n{said}"
        raise SandboxUnavailable(problem, REMEDY) from None
    if limits.sandbox and learner_uid() is not None:
        os.chown(run_dir, 0, 0)
        os.chmod(run_dir, 0o711)
    return client


async def _heard(manager, client, seconds):
    """Return once the kernel is heard on both channels; else raises RuntimeError.

    jupyter_client's own `wait_for_ready` then waits another 0.2 s for more, which there
    is not: nbclient tells what belongs to a cell from what doesn't.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        client.kernel_info()
        try:
            await client.shell_channel.get_msg(timeout=1)
            # Before the subscription has arrived there, nothing is heard here.
            await client.iopub_channel.get_msg(timeout=0.1)
        except Empty:
            if not await manager.is_alive():
                raise RuntimeError("it died before it answered") from None
            continue
        return
    raise RuntimeError(f"it did not answer in {seconds:g} s")


async def end(manager):
    """Kill the process and wait until it is gone."""
    process = manager.provisioner.process
    await manager.provisioner.kill()
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)  # what comes now would look only ten times a second
    await manager._async_kill_kernel()
