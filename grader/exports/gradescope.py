"""A CSV file in the form of Gradescope's own."""

from grader.exports.scores import ScoreExport, number, words


class Gradescope(ScoreExport):
    """The columns of the file that Gradescope gives out for a whole course.

    First Name, Last Name, SID, Email, Sections, and for each assignment the score, its
    ``Max Points`` and its ``Submission Time``. Gradescope documents no import of scores
    from a file; what reads such a file of Gradescope's reads this one.
    """

    default_file = "gradescope.csv"

    def lines(self, assignments, table):
        """See `ScoreExport.lines`."""
        header = ["First Name", "Last Name", "SID", "Email", "Sections"]
        for a in assignments:
            header += [a.name, f"{a.name} - Max Points", f"{a.name} - Submission Time"]
        yield header
        for student, scores in table:
            row = [words(student.first_name), words(student.last_name), student.id]
            row += [student.email or "", ""]
            for a, score in zip(assignments, scores, strict=True):
                when = f"{score.when} UTC" if score and score.when else ""
                row += ["" if score is None else str(score), number(a.max_score), when]
            yield row
