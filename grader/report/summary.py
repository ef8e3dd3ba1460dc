"""The class at a glance: one HTML page that needs nothing beside it."""

from collections import Counter
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from grader.pipeline.verdict_text import points

TEMPLATES = Path(__file__).parent / "templates"
MOST_NAMED = 10


def summary_page(results, notes=(), *, sandbox=True):
    """The page of a run's `results` (grader.pipeline), as text.

    Everything is escaped; the page has no script and loads nothing.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["points"] = points
    return environment.get_template("summary.html.j2").render(
        notebooks=[
            _notebook(name, [r for r in results if r.notebook == name])
            for name in sorted({r.notebook for r in results})
        ],
        notes=[*notes] + ([] if sandbox else ["Graded WITHOUT a sandbox."]),
    )


def _notebook(name, results):
    """What the page shows of one notebook."""
    judged = [r for r in results if any(c.expectations for c in _checks(r))]
    return {
        "name": name,
        "results": results,
        "max_score": max((r.verdict.max_score for r in results), default=0),
        "judged": len(judged),
        "functions": _functions(judged),
        "named": _named(judged),
        "flags": Counter(flag for r in results for flag in r.verdict.flags),
    }


def _functions(judged):
    """Per function: how many got all its points, some, none; the mean share."""
    by_function = {}
    for result in judged:
        for check in _checks(result):
            by_function.setdefault(check.function, []).append(check)
    return [
        {
            "name": function,
            "full": sum(c.score >= c.max_score for c in checks),
            "some": sum(0 < c.score < c.max_score for c in checks),
            "none": sum(c.score <= 0 for c in checks),
            "share": 100 * sum(c.score / c.max_score for c in checks) / len(checks),
        }
        for function, checks in by_function.items()
    ]


def _named(judged):
    """The commonest named mistakes: (function, name, how many, hint)."""
    counts, hints = Counter(), {}
    for result in judged:
        for check in _checks(result):
            for name, hint in zip(check.named, check.hints, strict=True):
                counts[check.function, name] += 1
                hints[check.function, name] = hint
    return [
        {"function": key[0], "name": key[1], "count": count, "hint": hints[key]}
        for key, count in counts.most_common(MOST_NAMED)
    ]


def _checks(result):
    return result.verdict.checks.values()
