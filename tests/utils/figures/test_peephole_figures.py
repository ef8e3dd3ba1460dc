"""The peephole figures: alt text that is true, labels inside, forms that differ."""

import io
import re

import numpy as np
import pytest
from matplotlib.image import imread

from utils import figures
from utils.experiments.intervals import wilson

COUNTS = {"a task": {"plain": (3, 10), "previous": (0, 10), "current": (10, 10)}}
WORDS = ["aabb", 12 * "a" + 12 * "b"]
MEMORIES = [np.arange(len(word)) for word in WORDS]
ANSWERS = [np.arange(len(word)) / len(word) for word in WORDS]

MADE = {
    "cell": lambda: figures.peephole_cell(),
    "current": lambda: figures.peephole_cell(output_sees="current"),
    "gates": lambda: figures.peephole_cell("gates", "peepholes"),
    "ways": lambda: figures.peephole_gradient_ways(),
    "ways, current": lambda: figures.peephole_gradient_ways("current"),
    "influence": lambda: figures.influence_matrices(np.eye(4), np.ones((4, 4))),
    "rates": lambda: figures.success_rates(COUNTS, wilson),
    "live": lambda: figures.live_rates(COUNTS, wilson),
    "counting": lambda: figures.counting(WORDS, MEMORIES, ANSWERS),
}


@pytest.mark.parametrize("name", MADE)
def test_a_picture_is_small_and_its_alt_text_says_what_it_shows(name):
    picture = MADE[name]()
    shown = picture._repr_mimebundle_()
    assert shown["text/plain"] == picture.alt
    assert len(picture.alt) > 60
    assert "data:image/svg+xml;base64," in shown["text/html"]
    assert len(picture.svg()) < 120_000


@pytest.mark.parametrize("name", MADE)
def test_no_label_leaves_the_figure_or_covers_another(name):
    figure = MADE[name]().figure
    figure.draw_without_rendering()
    whole = figure.bbox.padded(1)
    labels = [t for axes in figure.axes for t in axes.texts if t.get_text()]
    boxes = [label.get_window_extent() for label in labels]
    for k, (label, box) in enumerate(zip(labels, boxes, strict=True)):
        assert whole.contains(box.x0, box.y0), label
        assert whole.contains(box.x1, box.y1), label
        assert not any(box.overlaps(other) for other in boxes[:k]), label


def green(picture):
    """The columns of pixels that hold the green of a peephole's wire."""
    pixels = imread(io.BytesIO(picture.png(dpi=60)))[:, :, :3]
    wire = np.abs(pixels - np.array([0, 158, 115]) / 255).max(axis=2) < 0.1
    return wire.any(axis=0)


def test_the_forms_differ_in_the_wire_to_the_output_gate():
    previous = green(figures.peephole_cell())
    current = green(figures.peephole_cell(output_sees="current"))
    middle = slice(int(0.45 * len(previous)), int(0.6 * len(previous)))
    assert previous[middle].mean() > 0.4  # the rail, dash-dotted, goes on to Γo
    assert not current[middle].any()
    assert current[int(0.6 * len(previous)) :].any()
    assert "All three see c<t-1>" in figures.peephole_cell().alt
    assert "Γo sees c<t>" in figures.peephole_cell(output_sees="current").alt


def test_peepholes_that_are_not_named_are_pale():
    assert not green(figures.peephole_cell("memory")).any()


def test_unknown_parts_and_forms_are_refused():
    with pytest.raises(ValueError, match="blend"):
        figures.peephole_cell("blend")
    for draw in (figures.peephole_cell, figures.peephole_gradient_ways):
        with pytest.raises(ValueError, match="next"):
            draw(output_sees="next")


def test_rates_are_said_in_the_alt_text_and_drawn_on_their_intervals():
    picture = figures.success_rates(COUNTS, wilson)
    (axes,) = picture.figure.axes
    lines = [np.asarray(line.get_xdata(), float) for line in axes.lines]
    for k, (successes, runs) in enumerate(COUNTS["a task"].values()):
        assert lines[2 * k] == pytest.approx(wilson(successes, runs))
        assert lines[2 * k + 1] == pytest.approx([successes / runs])
        assert f"{successes} of {runs}" in picture.alt


def test_numbers_of_a_live_run_stay_out_of_its_alt_text():
    assert not re.search(r"\d+ of \d+", figures.live_rates(COUNTS, wilson).alt)
