"""One message on a socket: two lengths, a text, a blob."""

import struct


def send(link, text, blob):
    """Write one message: two lengths, a text, a blob."""
    link.sendall(struct.pack(">QQ", len(text), len(blob)) + text)
    if blob:  # else the other side may be done by now, and even nothing fails
        link.sendall(blob)


def receive(link, *, longest):
    """Read one message of at most `longest` bytes, or raise ConnectionError."""
    lengths = struct.unpack(">QQ", exactly(link, 16))
    if sum(lengths) > longest:
        raise ConnectionError(f"the message is longer than {longest} bytes")
    return exactly(link, lengths[0]), exactly(link, lengths[1])


def exactly(link, size):
    """Read `size` bytes, or raise ConnectionError."""
    data = bytearray()
    while len(data) < size:
        part = link.recv(min(size - len(data), 1 << 20))
        if not part:
            raise ConnectionError("the other side closed the connection")
        data += part
    return bytes(data)
