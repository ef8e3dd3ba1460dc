"""Goes through a download: whose each file is, which notebook, and which one counts."""

from collections import defaultdict
from dataclasses import dataclass, replace

from grader.collect import rows
from grader.collect.forms import FORMS, TITLES, Given, form_of, who_sent
from grader.collect.nested import is_archive, is_zip, members_of
from grader.collect.people import People
from grader.collect.placer import Placer
from grader.collect.roster import Person
from grader.collect.rows import Row
from grader.collect.source import Member, Unreadable, opened
from grader.collect.which import by_cells, by_name, copy_number, is_notebook
from grader.collect.wrapping import is_litter, unwrapped
from grader.pipeline.names import printable

DATAFILE_BYTES = 2**20


@dataclass
class HandIn:
    """A file of which student and notebook are known."""

    member: Member
    given: Given
    person: Person
    notebook: str
    note: str = ""

    @property
    def when(self):
        """The attempt's time by its name, else the file's; None where neither is."""
        return self.given.when or self.member.when

    def order(self, form):
        """What grows from attempt to attempt; comparable within one form."""
        when = self.when.isoformat(" ") if self.when else ""
        return [form, self.given.sequence, when, copy_number(self.given.file)]


def collect(course, path, notebooks, roster=None, form=None, dry_run=False):
    """Fill ``submitted/`` of `course` from the zip file or folder `path`.

    notebooks: the `Notebook`s that may be handed in. roster: a `Roster`, or None for
    the ids that the system has. form: one of `FORMS`, or None to tell it by the names.
    Returns (rows, people): a `Row` for each file, and each `Person` whose lasting id in
    the system became known. Raises `CollectError` before anything is written.
    """
    with opened(path, course.limits.submission_bytes) as (members, wrapper):
        there = [member for member in members if not is_litter(member)]
        litter = [member for member in members if is_litter(member)]
        there = unwrapped(there, wrapper, {each.name for each in notebooks})
        form = form or form_of([member.parts for member in there])
        placer = Placer(course, dry_run)
        run = _Run(form, notebooks, People(form, roster), placer, there + litter)
        try:
            run.sort_out()
            run.place()
        finally:
            placer.finish()
        return run.rows, run.people.with_lms_id


class _Run:
    """One download on its way into a course."""

    def __init__(self, form, notebooks, people, placer, members):
        self.form, self.notebooks, self.people = form, notebooks, people
        self.placer, self.members = placer, members
        self.rows, self._hand_ins = [], []
        self._by_name = {member.name: member for member in members}

    def sort_out(self):
        """Find out of each file what it is; those that stay are hand-ins."""
        for member in self.members:
            if is_litter(member):
                self._row(rows.READ, member, why="left there by an operating system")
            elif member.unsafe:
                self._aside(member, member.unsafe)
            else:
                self._sort_out(member)

    def place(self):
        """Place the last attempt of each student and notebook."""
        groups = defaultdict(list)
        for hand_in in self._hand_ins:
            if why := self.people.clash(hand_in.person):
                self._aside(hand_in.member, why, hand_in=hand_in)
            else:
                groups[hand_in.person.id, hand_in.notebook].append(hand_in)
        for group in groups.values():
            group.sort(key=lambda hand_in: hand_in.order(self.form))
            while group and not self._place(group[-1]):
                group.pop()
            for earlier in group[:-1]:
                why = f"{group[-1].given.file} is later"
                self._row(rows.EARLIER, earlier.member, hand_in=earlier, why=why)

    def _sort_out(self, member):
        given = FORMS[self.form](member.parts)
        if given is None:
            status = rows.UNPLACED if _may_be_one(member) else rows.OTHER
            self._aside(member, self._no_form(member), status)
        elif self.form == "blackboard" and not given.file:
            self._row(rows.READ, member, why="Blackboard's text about an attempt")
        elif given.name in {each.name for each in self.notebooks}:
            why = f"{given.name} is a notebook's name, not a student's"
            self._aside(member, why)
        elif is_zip(given.file):
            self._sort_out_zip(member, given)
        elif is_archive(given.file):
            why = "it is an archive: unpack it into a folder and collect that"
            self._aside(member, why)
        elif not is_notebook(given.file):
            self._aside(member, "it is no notebook", rows.OTHER)
        else:
            self._hand_in(member, given)

    def _sort_out_zip(self, member, given):
        """A zip file that was handed in: of it, only the notebooks are looked at."""
        try:
            inside = members_of(member, self.placer.course.limits.submission_bytes)
        except Unreadable as error:
            self._aside(member, str(error))
            return
        inside = [each for each in inside if not is_litter(each)]
        notebooks = [each for each in inside if is_notebook(each.parts[-1])]
        for each in notebooks:
            if each.unsafe:
                self._aside(each, each.unsafe)
            else:
                self._hand_in(each, replace(given, file=each.parts[-1]))
        if not notebooks:
            self._aside(member, "it is an archive without a notebook in it")
        elif len(notebooks) < len(inside):
            others = len(inside) - len(notebooks)
            why = f"{others} of the files in it are no notebooks"
            self._aside(member, why, rows.OTHER)

    def _no_form(self, member):
        if self.form != "folders":
            return f"it is not named as {TITLES[self.form]} names what was handed in"
        if len(member.parts) < 2:
            return "nothing says whose it is: it lies in no student's folder"
        return "it is named as a download is: collect from the folder that it lies in"

    def _hand_in(self, member, given):
        note = ""
        if self.form == "blackboard":
            given, note = self._with_datafile(given)
        person, why = self.people.person(given)
        if person is None:
            self._aside(member, why)
            return
        try:
            content = member.content()
        except Unreadable as error:
            self._row(rows.REFUSED, member, person.id, why=str(error))
            return
        named = by_name(given.file, [each.name for each in self.notebooks])
        found = by_cells(content, self.notebooks)
        if named is None and found is None:
            why = "neither its name nor its cells say which notebook it is"
            self._aside(member, why, student=person.id)
            return
        if named and found and named != found:
            note = f"by its name it is {named}, by its cells {found}"
        hand_in = HandIn(member, given, person, named or found, note)
        self._hand_ins.append(hand_in)

    def _with_datafile(self, given):
        """What Blackboard's text file adds: the whole user name, and the name."""
        member = self._by_name.get(given.datafile)
        text = ""
        if member is not None:
            try:
                text = member.content()[:DATAFILE_BYTES].decode("utf-8-sig", "replace")
            except Unreadable:
                pass
        name, number = who_sent(text) or ("", given.number)
        before = given.datafile.partition("_attempt_")[0]
        if name and before.endswith(f"_{number}"):
            told = Given(given.file, name, number, given.when, datafile=given.datafile)
            return told, ""
        return given, f"no text file says that the user name is {given.number}"

    def _place(self, hand_in):
        """Place it; False where it can't be read any more or has no place."""
        try:
            content = hand_in.member.content()
        except Unreadable as error:
            self._row(rows.REFUSED, hand_in.member, hand_in=hand_in, why=str(error))
            return False
        stamp = hand_in.given.when.isoformat(" ") if hand_in.given.when else ""
        status, file, why = self.placer.place(
            hand_in.person.id,
            hand_in.notebook,
            content,
            hand_in.order(self.form),
            stamp,
        )
        if status == rows.UNPLACED:
            self._aside(hand_in.member, why, hand_in=hand_in)
            return False
        why = "; ".join(filter(None, (hand_in.note, why)))
        self._row(status, hand_in.member, hand_in=hand_in, to=file, why=why)
        return True

    def _aside(self, member, why, status=rows.UNPLACED, hand_in=None, student=""):
        """Keep a copy of what has no place, and say why it has none."""
        try:
            copy = self.placer.set_aside(member.parts[-1], member.content())
        except Unreadable as error:
            copy, why = None, f"{error}; {why}"
            status = status if status == rows.OTHER else rows.REFUSED
        self._row(status, member, student, hand_in=hand_in, to=copy, why=why)

    def _row(self, status, member, student="", hand_in=None, to=None, why=""):
        row = Row(status, _shown(member), student, why=why)
        row.to = self.placer.relative(to)
        when = member.when
        if hand_in is not None:
            row.student, row.notebook = hand_in.person.id, hand_in.notebook
            when = hand_in.when
        row.when = when.isoformat(" ") if when else ""
        self.rows.append(row)


def _may_be_one(member):
    """May a file be a notebook, or have one in it?"""
    file = member.parts[-1]
    return is_notebook(file) or is_zip(file) or is_archive(file)


def _shown(member):
    """A file's name as it can be printed."""
    return "/".join(p if p.isprintable() else printable(p) for p in member.parts)
