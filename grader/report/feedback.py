"""The pages that go back to learners, and what makes them and formgrader's safe."""

import copy
import multiprocessing
import resource
from pathlib import Path

import psutil
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_markdown_cell
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_grade
from pygments.formatters import HtmlFormatter

from grader.pipeline.gradebook import open_gradebook
from grader.pipeline.verdict_text import visible_text
from grader.report.inert import InertOutputs
from grader.report.sanitise import markdown2html

TEMPLATES = Path(__file__).parent / "templates"
HIGHLIGHT = HtmlFormatter(style="default").get_style_defs(".highlight") + (
    "@media (prefers-color-scheme: dark) {"
    + HtmlFormatter(style="github-dark").get_style_defs(".highlight")
    + "}"
)
PAGE_SECONDS = 30.0  # that the making of one page may take
PAGE_MEMORY = 3 * 2**30  # bytes of data by which it may grow
VERDICTS_ONLY = """\
**This page shows the verdicts only:** the notebook holds something that cannot be shown
in a page, a text that is very long or deeply nested, say. It was graded all the same.
"""


class FeedbackExporter(HTMLExporter):
    """nbconvert's HTML exporter with a page of our own (`templates/`).

    The page has no script and loads nothing, and its policy has the browser refuse
    both. It is made in a process of its own: where what a learner wrote takes that too
    long, or more memory than there is, the page shows the verdicts and no more.
    """

    def from_notebook_node(self, nb, resources=None, **kwargs):
        """Convert a notebook: nbgrader's grades are put into it here, with its database
        at hand, and what a learner wrote is looked at over there."""
        resources = dict(resources or {})
        resources["course"] = {"highlight": HIGHLIGHT}
        graded = copy.deepcopy(nb)
        for preprocessor in self._preprocessors:
            if type(preprocessor).__module__.startswith("nbgrader."):  # the grades
                graded, resources = preprocessor(graded, resources)
        _mark_unread(graded, resources.get("nbgrader", {}))
        page = _in_own_process(self.config, graded, resources)
        if page is None:
            who = resources.get("nbgrader", {}).get("student")
            self.log.warning("The page of %s shows the verdicts only", who)
            verdicts = _verdicts_only(nb)
            return super().from_notebook_node(verdicts, resources, **kwargs)
        return page, self._init_resources(resources)


def _mark_unread(notebook, ids):
    """Mark the answers in words that wait for a person: the page must not call them
    wrong."""
    written = [c for c in notebook.cells if "written" in c.metadata.get("course", {})]
    if not written:
        return
    name, student = ids["notebook"], ids["student"]
    with open_gradebook(ids["db_url"]) as gradebook:
        for cell in written:
            grade = gradebook.find_grade(
                cell.metadata.nbgrader["grade_id"], name, name, student
            )
            cell.metadata.course["unread"] = bool(grade.needs_manual_grade)


def _in_own_process(config, nb, resources):
    """The page of `nb`; None where the process that made it came to its end.

    An exception that is raised there is raised here. The process is started afresh,
    never forked from this one, which may have threads.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    here, there = context.Pipe(duplex=False)
    args = there, config, nb, resources
    process = context.Process(target=_make_page, args=args, daemon=True)
    process.start()
    there.close()
    try:
        made = here.recv() if here.poll(PAGE_SECONDS) else None
    except EOFError:
        made = None
    finally:
        process.kill()
        process.join()
        here.close()
    if isinstance(made, Exception):
        raise made
    return made


def _make_page(there, config, nb, resources):
    """Send the page, or the exception that came of it; nothing where memory ran out."""
    most = psutil.Process().memory_info().data + PAGE_MEMORY
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    try:
        exporter = FeedbackExporter(config=config)
        made = HTMLExporter.from_notebook_node(exporter, nb, resources)[0]
    except MemoryError:
        return
    except Exception as error:
        made = RuntimeError(f"{type(error).__name__}: {error}")
    there.send(made)


def _verdicts_only(nb):
    """The notebook without what the learner wrote."""
    kept = copy.copy(nb)
    notice = new_markdown_cell(VERDICTS_ONLY, id="verdict-notice")
    kept.cells = [notice, *filter(is_grade, nb.cells)]
    return kept


def configure(config):
    """Set in traitlets' `config` what `nbgrader generate_feedback` needs.

    The preprocessor and the filter hold for formgrader's own pages, too: an instructor
    who looks at a submission there is logged in.
    """
    config.HTMLExporter.preprocessors = [InertOutputs]
    config.HTMLExporter.filters = {"markdown2html": markdown2html}
    config.GenerateFeedback.exporter_class = FeedbackExporter
    config.FeedbackExporter.template_name = "course_feedback"
    config.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES)]


def write_feedback(config, notebook, students):
    """Write the pages of one notebook; yield (student, what went wrong or None)."""
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    for student in students:
        outcome = api.generate_feedback(notebook, student, force=True)
        wrong = outcome.get("error") or outcome.get("log") or "unknown"
        last = visible_text(wrong.strip().splitlines()[-1])
        yield student, None if outcome["success"] else last
