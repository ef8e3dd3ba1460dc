"""The judge's end of the line to a learner's process: capped, and with a time limit.

Nothing that comes is trusted: a message has a length before it is taken, and all of it
has to come in time.
"""

import json
import struct
import time

from grader.sandbox.inside import wire

LENGTHS = struct.Struct(">QQ")
LONGEST_JSON = 8 * 2**20  # of an output; lists of 3 characters take 70 bytes each
PART = 1 << 18
SECONDS_BETWEEN_LOOKS = 0.2
ENDED = "its process ended"
OVER_A_VALUE = 2**21  # for the text beside a blob


class LineError(RuntimeError):
    """The other side hung up, or sent what is no message; the text says which."""


class Line:
    """Sends questions and takes messages, over a connected socket.

    ended: says whether the process on the other side has ended.
    """

    def __init__(self, link, most_bytes, ended):
        self._link, self._most, self._ended = link, most_bytes + OVER_A_VALUE, ended
        self._number, self._buffer = 0, bytearray()

    def ask(self, text, blob, deadline):
        """Send a question; TimeoutError if the other side doesn't take it in time."""
        self._number += 1
        text = b"%d " % self._number + text.encode("utf-8", "surrogatepass")
        try:
            for part in (LENGTHS.pack(len(text), len(blob)) + text, blob):
                self._link.settimeout(_left(deadline))
                self._link.sendall(part)
        except (BrokenPipeError, ConnectionResetError):
            raise LineError(ENDED) from None

    def answer(self, deadline, take=None):
        """The answer to the last question, as ``(text, blob)``.

        Outputs that come before it are given to `take` as dicts. TimeoutError when it
        has not come in time.
        """
        own = b"%d " % self._number
        while True:
            text, blob = self._message(deadline)
            if text.startswith(b"{"):
                if take:
                    take(_event(text))
            elif text.startswith(own):
                return text[len(own) :].decode("utf-8", "replace"), blob

    def _message(self, deadline):
        self._wait_for(LENGTHS.size, deadline)
        lengths = LENGTHS.unpack_from(self._buffer)
        if sum(lengths) > self._most:
            raise LineError("it sent a message that is too large")
        self._wait_for(LENGTHS.size + sum(lengths), deadline)
        end = LENGTHS.size + lengths[0]
        text = bytes(self._buffer[LENGTHS.size : end])
        blob = bytes(self._buffer[end : end + lengths[1]])
        del self._buffer[: end + lengths[1]]
        return text, blob

    def _wait_for(self, size, deadline):
        """Take in what comes until there are `size` bytes."""
        while len(self._buffer) < size:
            self._link.settimeout(min(_left(deadline), SECONDS_BETWEEN_LOOKS))
            gone = self._ended()  # before the look for what it sent
            try:
                part = self._link.recv(PART)
            except ConnectionResetError:
                part = b""
            except TimeoutError:  # others may hold its end, and say nothing
                if gone:
                    raise LineError(ENDED) from None
                continue
            if not part:
                raise LineError(ENDED)
            self._buffer += part


def _event(text):
    """What a message says of outputs: nothing where it is too long, or malformed."""
    if len(text) > LONGEST_JSON:
        return {}
    try:
        event = json.loads(text)
    except wire.MALFORMED:
        return {}
    return event if isinstance(event, dict) else {}


def _left(deadline):
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
