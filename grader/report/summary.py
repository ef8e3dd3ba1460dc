"""The class at a glance: one HTML page that needs nothing beside it."""

from collections import Counter
from pathlib import Path

import numpy as np
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
        "scores": _histogram(judged),
        "always": _always(judged),
        "seconds": _seconds(results),
        "flags": Counter(flag for r in results for flag in r.verdict.flags),
    }


def _functions(judged):
    """Per function: how many got all its points, some, none; the mean share."""
    by_function = {}
    for result in judged:
        for check in _checks(result):
            by_function.setdefault(check.function, []).append(check)
    totals = [r.verdict.score for r in judged]
    return [
        {
            "name": function,
            "discrimination": discrimination([c.score for c in checks], totals),
            "full": sum(c.score >= c.max_score for c in checks),
            "some": sum(0 < c.score < c.max_score for c in checks),
            "none": sum(c.score <= 0 for c in checks),
            "share": 100 * sum(c.score / c.max_score for c in checks) / len(checks),
        }
        for function, checks in by_function.items()
    ]


def discrimination(scores, totals):
    """How well a function tells strong hand-ins from weak: item-rest correlation.

    Pearson's correlation of the points of the function with those of all the others;
    None where one of the two is the same for everybody.
    """
    scores, rest = np.array(scores, float), np.array(totals, float) - scores
    if len(scores) < 3 or np.ptp(scores) == 0 or np.ptp(rest) == 0:
        return None
    return float(np.corrcoef(scores, rest)[0, 1])


def _histogram(judged):
    """How many notebooks have which share of the points, in ten equal parts."""
    shares = [r.verdict.score / r.verdict.max_score for r in judged]
    counts = Counter(min(int(10 * share), 9) for share in shares)
    most = max(counts.values(), default=1)
    return [
        {"label": f"{10 * k}–{10 * k + 10} %", "count": counts[k], "of": most}
        for k in range(10)
    ]


def _always(judged):
    """Expectations that everybody fails of those for whom they were run, or nobody."""
    asked = {}
    for result in judged:
        for check in _checks(result):
            for e in check.expectations:
                if e.passed is not None:
                    asked.setdefault((check.function, e.name), []).append(e.passed)
    everybody = [key for key, held in asked.items() if not any(held)]
    nobody = [key for key, held in asked.items() if all(held)]
    return {"everybody": everybody, "nobody": len(nobody), "asked": len(asked)}


def _seconds(results):
    """Median and longest time of a judged notebook; None where no times are known."""
    known = [r.seconds["total"] for r in results if r.seconds.get("total")]
    if not known:
        return None
    return {"median": float(np.median(known)), "longest": max(known)}


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
