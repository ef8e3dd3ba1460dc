"""Whose a file is: the student's id, or why it can't be told."""

from collections import defaultdict

from grader.collect.roster import LASTING, Person
from grader.pipeline.names import student_id, why_not


class People:
    """Finds the students of one download; `roster` may be None."""

    def __init__(self, form, roster):
        self._form, self._roster = form, roster
        self._called = defaultdict(set)  # comparable id -> how the system calls it
        self._persons = {}

    def person(self, given):
        """(the `Person` who handed this in, "") or (None, why it can't be told)."""
        if self._roster is not None:
            person, why = self._roster.find(self._form, given)
        else:
            person, why = self._as_given(given)
        if person is None:
            return None, why
        self._called[_comparable(person.id)].add(given.number or given.name)
        self._persons[person.id] = person
        return person, ""

    def clash(self, person):
        """Why an id is more than one person's, once all have been found; else ""."""
        called = self._called[_comparable(person.id)]
        if len(called) == 1 or called <= set(person.lms_ids):
            return ""
        return (
            f"{len(called)} people are called {person.id} "
            f"({', '.join(sorted(called))}): tell them apart by lms_id in a roster"
        )

    @property
    def with_lms_id(self):
        """Those whose lasting id in the system is known, to be recorded."""
        if self._form != "canvas":
            return []
        return [p for p in self._persons.values() if p.lms_ids and not self.clash(p)]

    def _as_given(self, given):
        """The system's own id: Canvas and Blackboard have one, Moodle has names."""
        name = student_id(given.number if self._form in LASTING else given.name)
        if why := why_not(name):
            why = why.replace("the folder's name", f"{name!r}")
            return None, f"{why}: give it an id in a roster"
        lasting = self._form == "canvas" and given.number.isdigit()  # no anonymous code
        lms_ids = (given.number,) if lasting else ()
        return Person(name, lms_ids=lms_ids), ""


def _comparable(name):
    return student_id(student_id(name).casefold())
