"""Jupyter's messages from a learner's process: capped in size, cleaned, no widgets.

jupyter_client and nbclient trust a kernel. This one belongs to a learner, who may
send anything under its key: what is too large is dropped before it is parsed, and of
outputs only those are kept that are well formed.
"""

import nbformat
from jupyter_client.session import Session
from nbclient import NotebookClient
from nbformat.validator import validate

from grader.sandbox.inside.wire import clean_text

LONGEST_JSON = 8 * 2**20  # of one part; lists of 3 characters take 70 bytes each
MOST_PARTS = 16
SMALL_PARTS = slice(0, 4)  # signature, header, parent's header, metadata
CONTENT = 4
OUTPUTS = ("stream", "display_data", "execute_result", "error", "update_display_data")
OTHERS = ("status", "clear_output")
NOT_KEPT = "[further output is not kept: the limit is reached]\n"


class CappedSession(Session):
    """A session that parses no JSON beyond `LONGEST_JSON`: longer content is empty."""

    def deserialize(self, msg_list, content=True, copy=True):
        """Take a message apart; ValueError for one that no kernel would send."""
        sizes = [len(part) for part in msg_list]
        if len(sizes) > MOST_PARTS or sum(sizes[SMALL_PARTS]) > LONGEST_JSON:
            raise ValueError("a message with too many or too large parts")
        if len(sizes) <= CONTENT or sizes[CONTENT] <= LONGEST_JSON:
            return super().deserialize(msg_list, content, copy)
        message = super().deserialize(msg_list, False, copy)
        return {**message, "content": {}}


class CappedClient(NotebookClient):
    """nbclient's executor, which keeps no more output than there are `bytes_left`."""

    bytes_left = 0

    def process_message(self, msg, cell, cell_index):
        """Take one message: an output within the limit, or the end of the cell."""
        if msg["msg_type"] in OUTPUTS:
            size = len(repr(msg["content"]))
            if size > self.bytes_left or not msg["content"]:
                self.bytes_left = 0
                return None
            self.bytes_left -= size
        elif msg["msg_type"] not in OTHERS:
            return None  # comms would have nbclient keep a state for the learner
        return super().process_message(msg, cell, cell_index)


def cleaned(outputs):
    """The well-formed ones of `outputs`, streams joined, text fit to be stored."""
    kept = []
    for output in map(clean, outputs):
        try:
            validate(output, ref="output", version=4, version_minor=5)
        except nbformat.ValidationError:
            continue
        if kept and _same_stream(kept[-1], output):
            kept[-1].text += output.text
        else:
            kept.append(output)
    for output in kept:
        if output.output_type == "stream":
            output.text = "\n".join(map(_overtyped, output.text.split("\n")))
    return kept


def _same_stream(last, output):
    types = {last.output_type, output.output_type}
    return types == {"stream"} and last.name == output.name


def _overtyped(line):
    """What is seen of a line, each carriage return in which begins it anew."""
    return line.rstrip("\r").rpartition("\r")[2]


def clean(value):
    """`value` with each text in it fit for any file or database."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        items = {clean_text(str(key)): clean(item) for key, item in value.items()}
        return nbformat.from_dict(items)
    if isinstance(value, list):
        return [clean(item) for item in value]
    return value
