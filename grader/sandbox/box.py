"""A learner's process, as the judge uses it: run a cell, call a function, be gone.

The process is an IPython kernel in bubblewrap. Everything that comes out of it is
untrusted: it is size-capped and unpacked by `wire`, never unpickled, never evaluated.
"""

import asyncio
import logging
import tempfile
import time
from dataclasses import dataclass

import nbformat
import zmq.asyncio
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from grader.sandbox import folders
from grader.sandbox.command import FRESH
from grader.sandbox.inside import wire
from grader.sandbox.launch import connect, end, manager_of, start_kernel
from grader.sandbox.messages import NOT_KEPT, CappedClient, cleaned
from grader.sandbox.reference_server import ReferenceServer
from grader.sandbox.watch import CROWDED, Watchdog, crowded

SOCKETS = 5  # shell, iopub, stdin, control, heartbeat
USUAL_ENTRIES = SOCKETS + 2  # and the connection file and the judge's own socket
SECONDS_TO_SPARE = 5.0  # before a box is ended that keeps the judge busy
QUIET = logging.Logger("learner's process", logging.CRITICAL + 1)
RECONNECT_MS = 5  # a kernel's sockets are waited for
MOST_WAITING = 50  # messages from a learner's process that wait to be read


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
        # What a learner's messages do to nbclient's tasks is told by `BoxGone`.
        self._loop.set_exception_handler(lambda loop, context: None)
        self._run_dir = folders.make()
        self._server = self._manager = self._client = self._watchdog = None
        self._log = None
        self._context = zmq.asyncio.Context()
        # A frame larger than this ends the connection, and so the box.
        self._context.setsockopt(zmq.MAXMSGSIZE, limits.value_bytes + 2**20)
        self._context.setsockopt(zmq.RCVHWM, MOST_WAITING)
        self._context.setsockopt(zmq.RECONNECT_IVL, RECONNECT_MS)
        try:
            self._server = ReferenceServer(
                self._run_dir / "judge",
                references,
                max_calls=limits.reference_calls,
                max_bytes=limits.value_bytes,
            )
            self._loop.run_until_complete(self._start())
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    async def _start(self):
        self._manager = manager_of(self._context, self._run_dir, self.limits)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (closed in close)
        await start_kernel(self._manager, self._run_dir, self.limits, self._log)
        fresh = FRESH if self.limits.sandbox else ()
        pid = self._manager.provisioner.pid
        self._watchdog = Watchdog(pid, self._run_dir, self.limits, fresh)
        client = await connect(self._manager, self._run_dir, self.limits, self._log)
        self._watchdog.begin(USUAL_ENTRIES)
        self._client = client
        self._notebook = CappedClient(
            nbformat.v4.new_notebook(),
            km=self._manager,
            allow_errors=True,
            record_timing=False,
            log=QUIET,
        )
        self._notebook.kc = client
        self._notebook.bytes_left = self.limits.output_bytes

    def run_cell(self, source, seconds=None):
        """Run one cell of code; its errors are the learner's and are not raised.

        After `seconds` (default: the limit for a cell) it is interrupted. Raises
        `BoxGone` if the process ended or did not heed the interrupt.
        """
        longest = self.limits.cell_seconds
        seconds = max(1, round(longest if seconds is None else min(seconds, longest)))
        return self._await(self._run_cell(source, seconds), seconds)

    async def _run_cell(self, source, seconds):
        cell = nbformat.v4.new_code_cell(source)
        self._notebook.nb.cells = [cell]
        self._notebook.timeout = seconds
        timed_out, had_room = False, self._notebook.bytes_left
        try:
            await self._notebook.async_execute_cell(cell, 0)
        except CellTimeoutError:
            timed_out = True
            await self._interrupt()
            if not self._notebook.bytes_left:  # what waits to be sent would block it
                raise BoxGone("it printed without end") from None
        except DeadKernelError:
            raise BoxGone(self._epitaph()) from None
        self._check_files()
        if not timed_out and self._ran_out_of_memory():
            raise BoxGone("it ran out of memory")  # and is not sound any more
        outputs = cleaned(cell.outputs)
        if had_room and not self._notebook.bytes_left:
            note = nbformat.v4.new_output("stream", name="stderr", text=NOT_KEPT)
            outputs.append(note)
        return CellRun(outputs, _error_of(outputs), timed_out)

    def _ran_out_of_memory(self):
        reply = self._notebook.task_poll_for_reply.result()
        content = reply.get("content") if isinstance(reply, dict) else None
        return isinstance(content, dict) and content.get("ename") == "MemoryError"

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
        return self.ask("build", builder=builder, args=list(args)).get("value")

    def close_function(self, function):
        """Bind the learner's name to a proxy that answers with the reference's."""
        self._server.close_function(function)
        self.ask("close", function=function)

    def ask(self, do, **arguments):
        """One request and its answer, as a dict; all of it untrusted."""
        request = self._ask({"do": do, "with": arguments})
        answer = self._await(request, self.limits.call_seconds)
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
        if crowded(self._run_dir, USUAL_ENTRIES):
            raise BoxGone(CROWDED)

    def _epitaph(self):
        return self._watchdog.tripped or "its process ended"

    def _await(self, coroutine, seconds):
        """Run it; whatever a message of the learner's made of it ends the box."""
        longest = seconds + self.limits.grace_seconds + SECONDS_TO_SPARE
        try:
            with self._watchdog.at_most(longest):
                return self._loop.run_until_complete(coroutine)
        except (BoxGone, TimeoutError, wire.WireError):
            raise
        except Exception as error:
            kind = type(error).__name__
            why = (
                self._watchdog.tripped
                or f"it sent a message that could not be read ({kind})"
            )
            raise BoxGone(why) from None

    def close(self):
        """End the process and all it started, and remove its traces."""
        if self._watchdog:
            self._watchdog.stop()
        if self._client:
            self._client.stop_channels()
        if self._manager and self._manager.has_kernel:
            self._loop.run_until_complete(end(self._manager))
        if self._server:
            self._server.stop()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._context.destroy(linger=0)
        self._loop.close()
        folders.remove(self._run_dir)
        if self._log:
            self._log.close()


def _error_of(outputs):
    for output in outputs:
        if output.output_type == "error":
            return f"{output.ename}: {output.evalue}"[:300]
    return None
