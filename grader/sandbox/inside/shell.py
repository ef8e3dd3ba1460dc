"""IPython's shell in a learner's box: a cell's outputs go to the judge as they come.

They are told as nbformat's outputs. Nothing that is said here is trusted there.
"""

import base64
import builtins
import io
import os
import tempfile
import threading

from IPython.core import page, payloadpage
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

AT_ONCE = 1 << 13  # characters of text that wait before they are sent
MOST_RAW = 1 << 20  # bytes of a cell's raw output that are read
FIGURES = "module://matplotlib_inline.backend_inline"


class Outputs:
    """Passes outputs to ``send(dict)``: text is gathered until there is a little more.

    Those of other threads are taken too. Of a forked process, which has the same line
    to the judge, text goes to the descriptors, and nothing else anywhere.
    """

    def __init__(self):
        self._send, self._process = None, None
        self._waiting, self._size, self._lock = [], 0, threading.RLock()

    def begin(self, send):
        """From here on outputs are sent; they are this process's own."""
        self._send, self._process = send, os.getpid()

    def add(self, name, text):
        """Take text that was written to the stream `name`."""
        if os.getpid() != self._process:
            os.write(1 if name == "stdout" else 2, text.encode("utf-8", "replace"))
            return
        with self._lock:
            if self._waiting and self._waiting[-1][0] == name:
                self._waiting[-1][1].append(text)
            else:
                self._waiting.append((name, [text]))
            self._size += len(text)
        if self._size > AT_ONCE:
            self.flush()

    def flush(self):
        """Send what text there is."""
        with self._lock:
            waiting, self._waiting, self._size = self._waiting, [], 0
        for name, parts in waiting:
            text = "".join(parts)
            output = {"output_type": "stream", "name": name, "text": text}
            self.tell({"output": output})

    def show(self, output, **more):
        """Send an output that is no text, after what was written before it."""
        self.flush()
        self.tell({"output": output, **more})

    def tell(self, event):
        """Send anything, from the learner's own process alone."""
        if os.getpid() == self._process:
            self._send(event)


OUTPUTS = Outputs()


class Stream(io.TextIOBase):
    """What a learner's code finds as sys.stdout or sys.stderr."""

    encoding, errors = "utf-8", "replace"

    def __init__(self, name, descriptor):
        self.name = f"<{name}>"
        self._name, self._descriptor = name, descriptor

    def write(self, text):
        """Take text, and say how much it was."""
        if not isinstance(text, str):
            raise TypeError(f"write() needs a str, not a {type(text).__name__}")
        OUTPUTS.add(self._name, text)
        return len(text)

    def writable(self):
        """It is."""
        return True

    def flush(self):
        """Send what was written."""
        OUTPUTS.flush()

    def fileno(self):
        """The descriptor that other programs write to."""
        return self._descriptor


class ShownValues(DisplayHook):
    """The value of a cell's last line."""

    def write_output_prompt(self):
        """There is no prompt: a notebook shows the number itself."""

    def write_format_data(self, format_dict, md_dict=None):
        """Send the value in all its formats."""
        output = {"output_type": "execute_result", **_bundle(format_dict, md_dict)}
        OUTPUTS.show(output | {"execution_count": self.prompt_count})

    def finish_displayhook(self):
        """It has been sent."""
        self._is_active = False


class Published(DisplayPublisher):
    """What is displayed: figures, HTML, and values by ``display``."""

    def publish(self, data, metadata=None, *, transient=None, update=False, **kwargs):
        """Send it, or put it in the place of what was displayed under its name."""
        output = {"output_type": "display_data", **_bundle(data, metadata)}
        name = (transient or {}).get("display_id")
        OUTPUTS.show(output, id=name, update=bool(update))

    def clear_output(self, wait=False):
        """Take away what the cell has shown, now or when there is more."""
        OUTPUTS.flush()
        OUTPUTS.tell({"clear": "later" if wait else "now"})


class BoxShell(InteractiveShell):
    """IPython's shell with no terminal, no history and nobody to ask."""

    displayhook_class = Type(ShownValues)
    display_pub_class = Type(Published)

    def enable_gui(self, gui=None):
        """There are no windows."""

    def ask_exit(self):
        """exit() would end the process amid the judge's questions."""

    def _showtraceback(self, etype, evalue, stb):
        name, value = str(getattr(etype, "__name__", etype)), str(evalue)
        error = {"output_type": "error", "ename": name, "evalue": value}
        OUTPUTS.show(error | {"traceback": list(map(str, stb))})


def make_shell():
    """The one shell of this process. It starts no thread and opens no file."""
    os.environ.setdefault("MPLBACKEND", FIGURES)
    config = Config()
    config.HistoryManager.enabled = False
    shell = BoxShell.instance(config=config)
    shell.set_hook("show_in_pager", page.as_hook(payloadpage.page), 99)
    builtins.input = _no_input
    return shell


class RawOutput:
    """What goes to the descriptors 1 and 2, from C or other programs, in a file."""

    def __init__(self):
        with tempfile.TemporaryFile() as file:
            self._file = os.dup(file.fileno())
        appending = os.open(f"/proc/self/fd/{self._file}", os.O_WRONLY | os.O_APPEND)
        for descriptor in (1, 2):
            os.dup2(appending, descriptor)
        os.close(appending)

    def taken(self):
        """The text since the last time; "" where a learner has closed the file."""
        try:
            data = os.pread(self._file, MOST_RAW, 0)
            if data:
                os.ftruncate(self._file, 0)
        except OSError:
            return ""
        return data.decode("utf-8", "replace")


def _bundle(data, metadata):
    data = {key: _as_json(value) for key, value in data.items()}
    return {"data": data, "metadata": metadata or {}}


def _as_json(value):
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _no_input(prompt=""):
    raise StdinNotImplementedError("nobody is there to answer: input() can't be used")
