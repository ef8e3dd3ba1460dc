"""A CSV file that Canvas's gradebook imports."""

from grader.exports.scores import ScoreExport, cells, number, words


class Canvas(ScoreExport):
    """Columns as Canvas wants them: who, the three ids, the section, the assignments.

    Canvas looks a student up by its own ID (nbgrader's lms_user_id, which collecting
    fills in), else by the SIS ids, for which the student's id here stands, else by the
    name. A column goes into the assignment of that title, else Canvas offers to make
    one; a first row has the points possible. (Canvas's source,
    lib/gradebook_importer.rb.)
    """

    default_file = "canvas.csv"

    def lines(self, assignments, table):
        """See `ScoreExport.lines`."""
        yield [
            *("Student", "ID", "SIS User ID", "SIS Login ID", "Section"),
            *(a.name for a in assignments),
        ]
        out_of = [number(a.max_score) for a in assignments]
        yield ["    Points Possible", "", "", "", "", *out_of]
        for student, scores in table:
            parts = filter(None, (student.last_name, student.first_name))
            name = ", ".join(parts) or student.id
            own = student.lms_user_id or ""
            sis = "" if own else student.id
            yield [words(name), own, sis, sis, "", *cells(scores)]
