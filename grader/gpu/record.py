"""What was found so far, kept in one file after each piece, so that a run can go on."""

import json
import os
import platform
import subprocess
import time
from pathlib import Path

import torch

from grader.bench.measure import device_name

LONGEST = 400  # characters of what an error says


class Record:
    """The document of one device, in the file at `path`.

    A file of another device, of another torch, or that cannot be read is not gone on
    with: it is kept beside the new one, its name ending in ``.old``.
    """

    def __init__(self, path, device, again=False, say=print):
        self.path, self.say = Path(path), say
        self.document = {"schema": 1, "about": about(device), "found": {}}
        if self.path.is_file():
            before = read(self.path)
            if before and before["about"] == self.document["about"] and not again:
                self.document = before
            else:
                os.replace(self.path, f"{self.path}.old")

    def run(self, items, seconds):
        """Run those of `items` that are not done, until so many seconds are over.

        Each is (name, function); what the function returns is kept, or its error.
        Returns how many are left.
        """
        begun, found = time.monotonic(), self.document["found"]
        items = [(name, f) for name, f in items if "value" not in found.get(name, {})]
        for number, (name, function) in enumerate(items):
            if time.monotonic() - begun > seconds:
                return len(items) - number
            at = time.monotonic()
            try:
                found[name] = {"value": function()}
            except Exception as error:  # the others are worth having all the same
                found[name] = {"error": f"{type(error).__name__}: {error}"[:LONGEST]}
            found[name]["seconds"] = round(time.monotonic() - at, 2)
            self.save()
            how = found[name].get("error", "done")
            self.say(f"{name}: {how}, {found[name]['seconds']:.1f} s", flush=True)
        return 0

    def save(self):
        """Write the document beside its place, then move it there."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.document, indent=1, ensure_ascii=False)
        beside = Path(f"{self.path}.new")
        beside.write_text(text + "\n", encoding="utf-8")
        os.replace(beside, self.path)

    def problems(self):
        """(name, what is wrong) of each piece that failed, or found something wrong."""
        told = {}
        for name, found in self.document["found"].items():
            value = found.get("value")
            failed = value.get("failed") if isinstance(value, dict) else None
            if "error" in found:
                told[name] = found["error"]
            elif failed:
                told[name] = "; ".join(failed)
        return list(told.items())


def read(path):
    """The document in a file; None if it is none of ours."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except ValueError:
        return None
    ours = isinstance(document, dict) and {"about", "found"} <= set(document)
    return document if ours else None


def about(device):
    """Device, driver and versions."""
    versions = {"python": platform.python_version(), "torch": torch.__version__}
    told = {"device": device_name(device), "driver": driver(device)}
    if device.type == "cuda":
        versions |= {"CUDA": torch.version.cuda}
        versions |= {"cuDNN": str(torch.backends.cudnn.version())}
        told["capability"] = list(torch.cuda.get_device_capability(device))
    return {**told, "versions": versions}


def driver(device):
    """The version of NVIDIA's driver; None where there is none to ask."""
    if device.type != "cuda":
        return None
    ask = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        said = subprocess.run(ask, capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return said.stdout.split("\n")[0].strip() or None
