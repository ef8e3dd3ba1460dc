"""Takes from a notebook what could run in whoever's browser it is shown in."""

import re

from nbconvert.preprocessors import Preprocessor
from nbformat.v4 import new_code_cell, new_output
from traitlets import Bool

from grader.report.sanitise import CUT, MOST_MARKUP, clean_html, too_long

SHOWN = ("text/html", "text/markdown", "image/png", "image/jpeg", "text/plain")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*\Z")


class InertOutputs(Preprocessor):
    """Leaves each output its safest faithful form, and no output any metadata.

    A check cell's output is the grader's own. The release's metadata stays, for
    nbgrader reads it; what is known of widgets and of a kernel goes.
    """

    enabled = Bool(True).tag(config=True)

    def preprocess(self, nb, resources):
        """Make a whole notebook inert."""
        nb.metadata.pop("widgets", None)
        nb.metadata.pop("title", None)
        nb.cells = [self._cell(cell) for cell in nb.cells]
        return nb, resources

    def _cell(self, cell):
        if cell.cell_type == "raw":
            return self._cell(new_code_cell(cell.source, id=cell.id))
        cell.metadata = {
            key: cell.metadata[key]
            for key in ("nbgrader", "course")
            if key in cell.metadata
        }
        if cell.cell_type == "code":
            own = "check" in cell.metadata.get("course", {})
            cell.outputs = [_output(output, own) for output in cell.outputs]
            if len(cell.source) > MOST_MARKUP:  # to colour it takes time
                cell.source = f"{cell.source[:MOST_MARKUP]}\n# {CUT}"
        return cell


def _output(output, own):
    kind = output.output_type
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return new_output("stream", name=name, text=_text(output.text))
    if kind == "error":
        lines = [_text(line) for line in output.get("traceback", [])]
        lines = lines or [f"{_text(output.ename)}: {_text(output.evalue)}"]
        return new_output("error", ename="", evalue="", traceback=lines)
    return new_output("display_data", data=_data(output.get("data", {}), own))


def _data(data, own):
    """The first kind of data that can be shown, cleaned, and the plain text."""
    kept = {}
    for mime in SHOWN:
        if mime not in data:
            continue
        content = _text(data[mime])
        if mime.startswith("image/") and not BASE64.match(content):
            continue
        if mime == "text/html" and not own and too_long(content):
            continue
        if mime == "text/html":
            content = clean_html(content, verdict=own)
            if not content.strip():
                continue
        kept[mime] = content
        break
    return kept or {"text/plain": "(an output of a kind that is not shown here)"}


def _text(value):
    return "".join(map(str, value)) if isinstance(value, list) else str(value)
