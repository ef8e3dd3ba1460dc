"""A learner's process, as the judge uses it: run a cell, call a function, be gone.

The process is an IPython kernel in bubblewrap. Everything that comes out of it is
untrusted: it is size-capped and unpacked by `wire`, never unpickled, never evaluated.
"""

import asyncio
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
import zmq.asyncio
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from grader.sandbox.command import SandboxUnavailable, kernel_argv, learner_uid
from grader.sandbox.inside import wire
from grader.sandbox.reference_server import ReferenceServer
from grader.sandbox.watch import Watchdog

SOCKETS = 5  # shell, iopub, stdin, control, heartbeat
USUAL_ENTRIES = SOCKETS + 2  # and the connection file and the judge's own socket


# What jupyter_client and nbclient raise on messages that a kernel would not send.
NONSENSE = (ValueError, TypeError, KeyError, AttributeError, zmq.ZMQError)
OUTPUT_MESSAGES = ("stream", "display_data", "execute_result", "error")


class BoxGone(RuntimeError):
    """The learner's process ended, or had to be ended; the message says why."""


@dataclass
class CellRun:
    """How the run of one cell went."""

    outputs: list
    error: str | None = None  # the exception's name and message
    timed_out: bool = False


class Box:
    """One learner's process. Use as a context manager, or `close` it.

    `references` maps names to the functions that answer once `close_function` was
    called. Raises `SandboxUnavailable` where no box can be made, `BoxGone` when the
    process is no more: then only `close` is of use.
    """

    def __init__(self, limits, references):
        self.limits = limits
        self._loop = asyncio.new_event_loop()
        self._run_dir = Path(tempfile.mkdtemp(prefix="box-"))
        self._server = self._manager = self._client = self._watchdog = None
        self._stderr = None
        self._context = zmq.asyncio.Context()
        try:
            self._server = ReferenceServer(
                self._run_dir / "judge",
                references,
                max_calls=limits.reference_calls,
                max_bytes=limits.value_bytes,
            )
            self._await(self._start())
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    async def _start(self):
        uid = learner_uid() if self.limits.sandbox else None
        if uid is not None:
            os.chown(self._run_dir, uid, uid)
            os.chown(self._run_dir / "judge", uid, uid)
        argv = kernel_argv(self._run_dir, self.limits)
        # A single frame larger than this ends the connection, and so the box.
        self._context.setsockopt(zmq.MAXMSGSIZE, 2 * self.limits.value_bytes)
        manager = AsyncKernelManager(
            context=self._context,
            transport="ipc",
            ip=str(self._run_dir / "k"),
            connection_file=str(self._run_dir / "connection.json"),
        )
        manager._kernel_spec = KernelSpec(
            argv=argv, language="python", interrupt_mode="message"
        )
        self._manager = manager
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 (closed in close)
        await manager.start_kernel(
            stdout=self._stderr, stderr=self._stderr, cwd=str(self._run_dir)
        )
        if uid is not None:
            os.chown(manager.connection_file, uid, uid)
        self._watchdog = Watchdog(manager.provisioner.pid, self.limits.memory)
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=self.limits.start_seconds)
        except RuntimeError as error:
            client.stop_channels()
            raise SandboxUnavailable(
                f"the learner's kernel did not start ({error}).\n{self._log()}",
                "user namespaces must be allowed (sysctl kernel.unprivileged_"
                "userns_clone=1, or an AppArmor profile for bwrap).",
            ) from None
        if uid is not None:  # its sockets are there: it needs no more files there
            os.chown(self._run_dir, 0, 0)
            os.chmod(self._run_dir, 0o711)
        self._client = client
        self._notebook = CappedClient(
            nbformat.v4.new_notebook(),
            km=manager,
            allow_errors=True,
            record_timing=False,
            coalesce_streams=True,
        )
        self._notebook.kc = client
        self._notebook.bytes_left = self.limits.output_bytes

    def run_cell(self, source, seconds=None):
        """Run one cell of code; its errors are the learner's and are not raised.

        After `seconds` (default: the limit for a cell) it is interrupted. Raises
        `BoxGone` if the process ended or did not heed the interrupt.
        """
        seconds = min(seconds or self.limits.cell_seconds, self.limits.cell_seconds)
        return self._await(self._run_cell(source, max(1, round(seconds))))

    async def _run_cell(self, source, seconds):
        cell = nbformat.v4.new_code_cell(source)
        self._notebook.nb.cells = [cell]
        self._notebook.timeout = seconds
        timed_out = False
        try:
            await self._notebook.async_execute_cell(cell, 0)
        except CellTimeoutError:
            timed_out = True
            await self._interrupt()
        except DeadKernelError:
            raise BoxGone(self._epitaph()) from None
        self._check_files()
        return CellRun(cell.outputs, _error_of(cell.outputs), timed_out)

    def call(self, function, args, kwargs, *, scribble=False, keep=False, probe=False):
        """Call the learner's `function` (or a fixture's probe) with plain data.

        The answer is a dict with ``value``, ``args_after``, ``warnings``, and where it
        raised ``error``, ``message``, ``line``. TimeoutError when it was interrupted.
        """
        how = {"scribble": scribble, "keep": keep, "probe": probe}
        return self.ask(
            "call", function=function, args=list(args), kwargs=kwargs, **how
        )

    def build(self, builder, args):
        """A handle to what the builder of that name makes there."""
        return self.ask("build", builder=builder, args=list(args))["value"]

    def close_function(self, function):
        """Bind the learner's name to a proxy that answers with the reference's."""
        self._server.close_function(function)
        self.ask("close", function=function)

    def ask(self, do, **arguments):
        """One request and its answer, as a dict; all of it untrusted."""
        answer = self._await(self._ask({"do": do, "with": arguments}))
        if not isinstance(answer, dict):
            raise wire.WireError("the answer is no dict")
        return answer

    async def _ask(self, request):
        text, blob = wire.pack(request)
        content = {"request": text, "max_bytes": 2 * self.limits.value_bytes}
        message = self._client.session.msg("call_request", content)
        message["buffers"] = [blob]
        self._client.shell_channel.send(message)
        reply = await self._reply(message["msg_id"], self.limits.call_seconds)
        if reply is None:
            await self._interrupt()
            seconds = self.limits.call_seconds
            raise TimeoutError(f"it ran for more than {seconds:g} s and was stopped")
        self._check_files()
        buffers = reply.get("buffers") or [b""]
        text = reply["content"].get("answer")
        if not isinstance(text, str):
            raise wire.WireError("the answer has no text")
        return wire.unpack(text, buffers[0], max_bytes=self.limits.value_bytes)

    async def _reply(self, msg_id, seconds):
        """The reply to a request; None when it has not come in time."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if not await self._manager.is_alive():
                raise BoxGone(self._epitaph())
            channel = self._client.shell_channel
            if not await channel.socket.poll(1000 * min(left, 0.5)):
                continue
            reply = await channel.get_msg(timeout=1)
            if reply["parent_header"].get("msg_id") == msg_id:
                return reply
        return None

    async def _interrupt(self):
        """Interrupt what runs; if that is not heeded in time, end the box."""
        await self._manager.interrupt_kernel()
        message = self._client.session.msg("kernel_info_request")
        self._client.shell_channel.send(message)
        if await self._reply(message["header"]["msg_id"], self.limits.grace_seconds):
            return
        raise BoxGone("it did not stop when it was told to")

    def _check_files(self):
        if len(os.listdir(self._run_dir)) > USUAL_ENTRIES:
            raise BoxGone("it wrote files beside its sockets")

    def _epitaph(self):
        if self._watchdog.tripped:
            mib = self.limits.memory // 2**20
            return f"its processes used more than {mib} MiB of memory together"
        return "its process ended"

    def _log(self):
        self._stderr.seek(0)
        return self._stderr.read(2000).decode(errors="replace")

    def _await(self, coroutine):
        try:
            return self._loop.run_until_complete(coroutine)
        except NONSENSE as error:
            kind = type(error).__name__
            raise BoxGone(
                f"it sent a message that is not well formed ({kind})"
            ) from None

    def close(self):
        """End the process and all it started, and remove its traces."""
        if self._watchdog:
            self._watchdog.stop()
        if self._client:
            self._client.stop_channels()
        if self._manager and self._manager.has_kernel:
            self._await(self._manager._async_kill_kernel())
        if self._server:
            self._server.stop()
        self._context.destroy(linger=0)
        self._loop.close()
        shutil.rmtree(self._run_dir, ignore_errors=True)
        if self._stderr:
            self._stderr.close()


def _error_of(outputs):
    for output in outputs:
        if output.output_type == "error":
            return f"{output.ename}: {output.evalue}"[:300]
    return None


class CappedClient(NotebookClient):
    """nbclient's executor, which keeps no more output than there are `bytes_left`."""

    bytes_left = 0

    def process_message(self, msg, cell, cell_index):
        """Take one message from the kernel, unless it is output beyond the limit."""
        if msg["msg_type"] in (*OUTPUT_MESSAGES, "update_display_data"):
            size = len(repr(msg["content"]))
            if size > self.bytes_left:
                self._say_once(cell)
                return None
            self.bytes_left -= size
        return super().process_message(msg, cell, cell_index)

    def _say_once(self, cell):
        text = "[further output is not kept: the limit is reached]\n"
        if not cell.outputs or cell.outputs[-1].get("text") != text:
            output = nbformat.v4.new_output("stream", name="stderr", text=text)
            cell.outputs.append(output)
