"""Ends a box whose processes together use more memory than they may."""

import threading

import psutil

SECONDS_BETWEEN_LOOKS = 0.1


class Watchdog:
    """Looks at a process tree until stopped; kills its root when it is too large.

    bubblewrap sets no limits and an rlimit counts one process: this counts them all.
    """

    def __init__(self, pid, memory):
        self.memory, self.tripped = memory, False
        self._root = psutil.Process(pid)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self):
        """Look no more."""
        self._done.set()
        self._thread.join()

    def _watch(self):
        while not self._done.wait(SECONDS_BETWEEN_LOOKS):
            try:
                tree = [self._root, *self._root.children(recursive=True)]
                if sum(map(_resident, tree)) > self.memory:
                    self.tripped = True
                    self._root.kill()
                    return
            except psutil.NoSuchProcess:
                return


def _resident(process):
    try:
        return process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0
