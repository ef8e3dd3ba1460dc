"""What a learner's cell shows, as the judge keeps it: within a limit, and well formed.

It comes from a learner's process, which may send anything: of outputs only those are
kept that nbformat knows, with text that any file or database takes.
"""

import nbformat
from nbformat.validator import validate

from grader.sandbox.inside.wire import clean_text

OUTPUTS = ("stream", "display_data", "execute_result", "error")
NOT_KEPT = "[further output is not kept: the limit is reached]\n"


class Shown:
    """Gathers the outputs of cell after cell, `bytes_left` of them in all."""

    def __init__(self, bytes_left):
        self.bytes_left = bytes_left
        self.begin()

    def begin(self):
        """What comes from here on belongs to another cell."""
        self._outputs, self._by_id, self._to_clear = [], {}, False
        self._had_room = self.bytes_left > 0

    def take(self, event):
        """Take what the process says: an output, a new version of one, or none yet."""
        if "clear" in event:
            self._to_clear = True
            if event["clear"] != "later":
                self._clear()
            return
        output = event.get("output")
        if not isinstance(output, dict) or output.get("output_type") not in OUTPUTS:
            output = None
        size = len(repr(output))
        if output is None or size > self.bytes_left:
            self.bytes_left = 0  # so that a flood is not looked at any further
            return
        self.bytes_left -= size
        name = event.get("id")
        name = name if isinstance(name, str) else None
        if event.get("update"):  # of an earlier cell's there is none here
            if name in self._by_id:
                self._outputs[self._by_id[name]] = output
            return
        if self._to_clear:
            self._clear()
        if name is not None:
            self._by_id[name] = len(self._outputs)
        self._outputs.append(output)

    def _clear(self):
        self._outputs, self._by_id, self._to_clear = [], {}, False

    def all(self):
        """The cell's outputs, cleaned; a note where there was more than is kept."""
        outputs = cleaned(self._outputs)
        if self._had_room and not self.bytes_left:
            note = nbformat.v4.new_output("stream", name="stderr", text=NOT_KEPT)
            outputs.append(note)
        return outputs


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
