"""The figure of what was measured on a GPU."""

from grader.bench.page import figure_rows
from grader.bench.ways import BUILT_IN
from utils.figures import ratios

MOST_ROWS = 12


def write_figure(document, path):
    """Write a PNG beside the results at `path`; its path, None where there is none."""
    benched = [
        found["value"]["results"]
        for name, found in document["found"].items()
        if name.startswith("bench ") and "value" in found
    ]
    results = [row for rows in benched for row in rows]
    table = figure_rows({"results": results})
    if not table:
        return None
    picture = ratios(dict(list(table.items())[:MOST_ROWS]), BUILT_IN)
    file = path.with_suffix(".png")
    file.write_bytes(picture.png())
    return file
