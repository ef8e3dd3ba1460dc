"""A CSV file that Moodle's gradebook imports."""

from grader.exports.scores import ScoreExport, cells, words


class Moodle(ScoreExport):
    """Names, ID number, e-mail address, and a column for each assignment.

    In Moodle: Grades, Import, CSV file; map "Email address" to "Email address", or "ID
    number" to "ID number" where that is the student's id here, and each assignment to
    its grade item. Moodle stops at a row whose user it can't find, so where some have
    an e-mail address, those without are left out. (Moodle's source,
    grade/import/csv/classes/load_data.php.)
    """

    default_file = "moodle.csv"

    def lines(self, assignments, table):
        """See `ScoreExport.lines`."""
        yield [
            *("First name", "Last name", "ID number", "Email address"),
            *(a.name for a in assignments),
        ]
        without = [student.id for student, _ in table if not student.email]
        if without and len(without) < len(table):
            self.log.warning(
                "Left out, for want of an e-mail address: %s. Give them one in a "
                "roster, and collect again.",
                ", ".join(without),
            )
        for student, scores in table:
            if student.email or len(without) == len(table):
                yield [
                    *(words(student.first_name), words(student.last_name)),
                    *(student.id, student.email or ""),
                    *cells(scores),
                ]
