"""Writes into the course folder, and keeps a copy of whatever was there before."""

import hashlib
import json
import stat
from pathlib import Path

from grader.collect import rows
from grader.collect.errors import CollectError
from grader.pipeline.course import write_whole
from grader.pipeline.names import printable, student_id, twins_of
from grader.pipeline.submissions import students

MOST_OF_A_NAME = 40  # characters of a file's own name that its copy keeps


class Placer:
    """Puts hand-ins into a course; with `dry_run` it only says what it would do."""

    def __init__(self, course, dry_run=False):
        self.course, self._dry_run = course, dry_run
        self.collected = course.root / "collected"
        self._ledger_file = self.collected / "placed.json"
        self._ledger = self._read_ledger()

    def place(self, student, notebook, content, order, stamp):
        """(status, where it lies, why) of a hand-in that is the last of its download.

        `order` is a list that can be compared with that of another download of the same
        form, and says which is later; `stamp` the text of nbgrader's timestamp.txt, or
        "".
        """
        name, why = self._folder_of(student)
        if why:
            return rows.UNPLACED, None, why
        file = self.course.submitted / name / notebook / f"{notebook}.ipynb"
        if why := self._in_the_way(file):
            return rows.UNPLACED, None, why
        known = self._ledger.get(f"{student}/{notebook}")
        is_later = not known or known["order"][0] != order[0] or known["order"] <= order
        there = file.read_bytes() if file.exists() else None
        ours = known and there is not None and known["sha256"] == _digest(there)
        if there == content:
            status, kept = rows.UNCHANGED, None
        elif ours and not is_later:
            return rows.EARLIER, None, "a later one was collected before"
        else:
            status, kept = rows.PLACED, self._replace(file, there, content, stamp)
        if is_later or not ours:
            entry = {"sha256": _digest(content), "order": order}
            self._ledger[f"{student}/{notebook}"] = entry
        why = f"what was there is now in {self.relative(kept)}" if kept else ""
        return status, file, why

    def set_aside(self, name, content):
        """Keep a copy of a file that has no place; its path."""
        safe = "".join(c if c.isalnum() or c in "._- " else "_" for c in name)
        safe = Path(safe[-MOST_OF_A_NAME:].strip(" .") or "file")
        unique = f"{safe.stem}.{_digest(content)[:12]}{safe.suffix}"
        path = self.collected / "unplaced" / unique
        self._write(path, content)
        return path

    def finish(self):
        """Write down what was placed, so that an older download can't undo it."""
        if not self._dry_run:
            text = json.dumps(self._ledger, indent=1, sort_keys=True)
            write_whole(self._ledger_file, text + "\n")

    def relative(self, path):
        """A path as the report has it."""
        return path.relative_to(self.course.root).as_posix() if path else ""

    def _read_ledger(self):
        if not self._ledger_file.exists():
            return {}
        try:
            return json.loads(self._ledger_file.read_text("utf-8"))
        except ValueError as error:
            raise CollectError(
                f"{self._ledger_file} can't be read ({error}): move it away. Without "
                "it, what is collected next counts as the latest."
            ) from None

    def _folder_of(self, student):
        """(the name of a student's folder, why it can't be used or "")."""
        submitted = self.course.submitted
        there = students(submitted) if submitted.is_dir() else []
        same = [name for name in there if student_id(name) == student]
        if same:
            return same[0], ""
        twin = next((name for name in there if twins_of([name, student])), None)
        if twin is not None:
            return None, (
                f"{student} can't be told from the folder {printable(twin)} in "
                "submitted/: rename that, or give another id in a roster"
            )
        return student, ""

    def _in_the_way(self, file):
        """Why `file` can't be written: something on its way is a link, or no folder."""
        steps = [file, *file.parents][:3]
        for path in reversed(steps):
            try:
                mode = path.lstat().st_mode
            except FileNotFoundError:
                return ""
            good = stat.S_ISREG(mode) if path == file else stat.S_ISDIR(mode)
            if not good:
                wanted = "file" if path == file else "folder"
                shown = self.relative(path)
                return f"{shown} is there and is no plain {wanted}: move it away"
        return ""

    def _replace(self, file, there, content, stamp):
        """Write a hand-in and its time; where the copy of the former is, or None."""
        replaced = self.collected / "replaced" / file.parts[-3] / file.parts[-2]
        kept = None
        if there is not None:
            kept = replaced / f"{file.stem}.{_digest(there)[:12]}.ipynb"
            self._write(kept, there)
        time_file = file.with_name("timestamp.txt")
        if not self._dry_run and time_file.is_file():
            former = time_file.read_bytes()
            self._write(replaced / f"timestamp.{_digest(former)[:12]}.txt", former)
            time_file.unlink()
        if stamp:
            self._write(time_file, f"{stamp}\n".encode())
        self._write(file, content)
        return kept

    def _write(self, path, content):
        """Write bytes whole or not at all; a file that has them already is left."""
        if self._dry_run or (path.is_file() and path.read_bytes() == content):
            return
        write_whole(path, content)


def _digest(content):
    return hashlib.sha256(content).hexdigest()
