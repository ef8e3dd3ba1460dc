"""The pages that go back to learners, and what makes them and formgrader's safe."""

import base64
import hashlib
from pathlib import Path

from nbconvert.exporters import HTMLExporter
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from pygments.formatters import HtmlFormatter

from grader.report.inert import InertOutputs
from grader.report.sanitise import markdown2html

TEMPLATES = Path(__file__).parent / "templates"
MATHJAX = (
    "https://cdnjs.cloudflare.com/ajax/libs/mathjax/2.7.7/MathJax.js"
    "?config=TeX-AMS_CHTML-full,Safe"
)


MATHJAX_CONFIG = (TEMPLATES / "mathjax_config.js").read_text(encoding="utf-8").strip()


class FeedbackExporter(HTMLExporter):
    """nbconvert's HTML exporter with a page of our own (`templates/`).

    The page's policy lets MathJax run, and the one script that configures it; whatever
    else a browser might take for a script is refused by the browser as well.
    """

    def from_notebook_node(self, nb, resources=None, **kwargs):
        """Convert a notebook; the template gets the scripts and the policy."""
        digest = base64.b64encode(hashlib.sha256(MATHJAX_CONFIG.encode()).digest())
        resources = dict(resources or {})
        resources["course"] = {
            "highlight": HtmlFormatter().get_style_defs(".highlight"),
            "mathjax": MATHJAX,
            "mathjax_config": MATHJAX_CONFIG,
            "mathjax_config_hash": f"sha256-{digest.decode()}",
        }
        return super().from_notebook_node(nb, resources, **kwargs)


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
        yield student, None if outcome["success"] else wrong.strip().splitlines()[-1]
