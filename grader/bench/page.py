"""The page and the figures that are made of what was measured."""

import json

from grader.bench.measure import PASSES
from grader.bench.ways import BUILT_IN, UNITS, Shape
from utils.figures import ratios

KINDS = {"cpu": "On a CPU", "cuda": "On a GPU"}
NOT_YET = "not measured on a GPU yet"
HEAD = """# How fast the layers are

`make bench` measures the course's own layers beside torch's and writes this page.
In each round every way runs once, so that a busy machine slows all alike; a number is
the median over the rounds of a way's time over that of torch's own unit in the same
round. In brackets: the same of the shortest times. Backward makes the gradients of the
input and of all parameters. torch has no peephole LSTM: there the time is over that of
`nn.LSTM`, which does less. torch's GRU resets after the product, the course's before.
On a CPU torch's GRU is a loop of single operators, its LSTM one call into a tuned
library. "The notebook's" is the sequence function as the solved `5_kernels` has it.
"""


def write_page(folder):
    """Write ``bench.md`` and a figure for each JSON file of results in `folder`."""
    parts = [HEAD]
    for kind, title in KINDS.items():
        file = folder / f"bench-{kind}.json"
        if not file.is_file():
            parts.append(f"## {title}\n\n{NOT_YET}\n")
            continue
        document = json.loads(file.read_text("utf-8"))
        picture = ratios(figure_rows(document), BUILT_IN)
        image = f"bench-{kind}.png"
        (folder / image).write_bytes(picture.png())
        parts.append(f"## {title}\n\n{about(document)}\n\n![{picture.alt}]({image})\n")
        parts += [table(document, passes) for passes in PASSES]
        parts += kernels(document)
    path = folder / "bench.md"
    path.write_text("\n".join(parts), encoding="utf-8")
    return path


def about(document):
    """What it was measured on, in a sentence or two."""
    versions = ", ".join(f"{name} {v}" for name, v in document["versions"].items())
    threads = document["threads"]
    said = f"{document['device']}; {threads} thread{'s' * (threads > 1)}; {versions}; "
    said += f"{document['rounds']} rounds."
    return " ".join([said, *(f"Left out: {why}." for why in document["left_out"])])


def table(document, passes):
    """A Markdown table of the ratios, one row for each unit and shape."""
    names = list(dict.fromkeys(r["way"] for r in document["results"]))
    lines = [f"### {passes}", "", f"| unit | shape | {' | '.join(names)} |"]
    lines.append("|---" * (2 + len(names)) + "|")
    for (unit, shape), found in grouped(document, passes).items():
        cells = [cell(name, found.get(name)) for name in names]
        lines.append(f"| {unit} | {shape} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def cell(name, row):
    """A ratio; for torch's own unit, by which the others are divided, milliseconds."""
    if row is None:
        return "–"
    if name == BUILT_IN:
        return f"{1e3 * row['seconds']['median']:.1f} ms"
    ratio = row["ratio"]
    return f"{ratio['paired median']:.2f} ({ratio['of minima']:.2f})"


def figure_rows(document):
    """Row -> way -> ratio, forward and backward, for the figure."""
    return {
        f"{unit}, {shape}": {
            name: row["ratio"]["paired median"]
            for name, row in found.items()
            if name != BUILT_IN
        }
        for (unit, shape), found in grouped(document, PASSES[1]).items()
    }


def grouped(document, passes):
    """(unit, shape) -> way -> result, units in their order."""
    found = {}
    for unit in UNITS:
        for row in document["results"]:
            if row["unit"] == unit and row["passes"] == passes:
                key = unit, str(Shape(**row["shape"]))
                found.setdefault(key, {})[row["way"]] = row
    return found


def kernels(document):
    """The kernels that torch's own units ran on a GPU, as a list; nothing on a CPU."""
    if not document["kernels"]:
        return []
    lines = ["### Kernels of torch's own units", ""]
    for name, found in document["kernels"].items():
        most = ", ".join(f"`{k}` × {count}" for k, count in list(found.items())[:4])
        lines.append(f"- {name}: {most}")
    return ["\n".join([*lines, ""])]
