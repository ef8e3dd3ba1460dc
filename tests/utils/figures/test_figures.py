"""Every figure has alt text, holds on light and dark, and keeps its labels inside."""

import io
import re
from base64 import b64decode
from functools import cache

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.text import Text

from grader.reference import gru as reference
from grader.reference import lstm
from utils import characters, data, figures, training
from utils.figures.canvas import Canvas
from utils.figures.picture import BLUE, DARK, GREEN, INK, ORANGE, PALE, PURPLE, RED

P = training.init_gru(2, 4, np.random.default_rng(0))
X, _ = data.adding_problem(np.random.default_rng(1), 12, 2)
C, STEPS = reference.gru_forward(X, np.zeros((2, 4)), P)

LSTM = lstm.init_lstm(27, 6, np.random.default_rng(2))
NAME, _ = characters.encode(["annabel"])
READ = lstm.lstm_forward(NAME, np.zeros((1, 6)), np.zeros((1, 6)), LSTM)[1]
FALLS = {bias: np.exp(-np.arange(101) / (1 + bias)) for bias in (0, 1, 2, 4, 6)}
TRACES = {name: np.random.default_rng(3).normal(size=(9, 1, 2)) for name in "uvw"}
RUNS = np.random.default_rng(4).uniform(1, 9, (4, 20))
UNITS = dict(zip(("plain", "GRU", "LSTM", "peephole LSTM"), RUNS, strict=True))
ROWS = {unit: (values, 4.0, 6.0) for unit, values in UNITS.items()}
SCORES = {"adding": ("error", ROWS, "log"), "digits": ("right", ROWS, "linear")}
ENDS = {name: [0.1, 0.2, 0.3] for name in ("own", "one", "whole")}

MADE = {
    "cell": lambda: figures.gru_cell(),
    "gates": lambda: figures.gru_cell("gates"),
    "candidate and blend": lambda: figures.gru_cell("candidate", "blend"),
    "ways": lambda: figures.gru_gradient_ways(),
    "unrolled": lambda: figures.unrolled(),
    "unrolled backward": lambda: figures.unrolled(backward=True),
    "before and after": lambda: figures.before_and_after(),
    "difference": lambda: figures.central_difference(lambda x: x**3, 1.0, 0.5),
    "sigmoid": lambda: figures.sigmoid_curve(reference.sigmoid),
    "losses": lambda: figures.losses(np.linspace(0.2, 0.01, 100), 1 / 6),
    "gates over time": lambda: figures.gates_over_time(X, STEPS),
    "lstm": lambda: figures.lstm_cell(),
    "lstm memory": lambda: figures.lstm_cell("memory", "activation"),
    "lstm ways": lambda: figures.lstm_gradient_ways(),
    "lstm unrolled": lambda: figures.lstm_unrolled(),
    "lstm unrolled backward": lambda: figures.lstm_unrolled(backward=True),
    "sweep": lambda: figures.forget_bias_sweep(FALLS, np.arange(5), np.ones(5)),
    "held": lambda: figures.held_memories(np.ones((99, 4)), np.zeros((99, 4))),
    "traces": lambda: figures.traces(TRACES),
    "characters": lambda: figures.character_losses(np.ones(80), {"bigram": 2.4}),
    "name": lambda: figures.gates_over_name("annabel", READ, [3, 1, 0]),
    "clamped": lambda: figures.clamped_losses({"free": 2.0, "shut": 3}, {"uni": 2.8}),
    "transplants": lambda: figures.transplants([1, 2, 3], ENDS),
    "timeline": lambda: figures.timeline(),
    "stack": lambda: figures.stack(),
    "scores": lambda: figures.scores(SCORES),
    "streams": lambda: figures.streams(),
    "trace": lambda: figures.trace(),
    "norms": lambda: figures.gradient_norms({"GRU": [1, 0.5], "tanh": [1, 0.1]}),
}

SHOWN = (
    r'<div style="overflow-x:auto"><img style="width:100%;max-width:\d+px;'
    r'min-width:\d+px" alt="[^"<>]+" src="[^"]+"></div>'
)
MAPS = {"gates over time", "name"}  # of numbers: images within the drawing
ON_BOTH = {colour.lower() for colour in (INK, BLUE, ORANGE, GREEN, RED, PURPLE)}
IN_BOXES = {DARK.lower(), PALE.lower()[:7]}


@cache
def made(name):
    return MADE[name]()


@pytest.mark.parametrize("name", MADE)
def test_a_picture_shows_as_an_image_with_alt_text(name):
    picture = made(name)
    shown = picture._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain"}
    assert shown["text/plain"] == picture.alt
    assert len(picture.alt) > 60
    html = shown["text/html"]
    assert re.fullmatch(SHOWN, html)
    svg = b64decode(re.search('base64,([^"]+)', html)[1]).decode()
    assert svg == MADE[name]().svg(), "drawn anew, it is another text"
    assert len(svg) < 120_000
    assert "<image" not in svg or name in MAPS


@pytest.mark.parametrize("name", MADE)
def test_it_has_no_ground_and_holds_on_light_and_on_dark(name):
    picture = made(name)
    for ground, rgb in (("#ffffff", 1.0), ("#111111", 0x11 / 255)):
        pixels = imread(io.BytesIO(picture.png(dpi=50, ground=ground)))[:, :, :3]
        assert np.allclose(pixels[[0, 0, -1, -1], [0, -1, 0, -1]], rgb, atol=0.01)
    for text in picture.figure.findobj(Text):
        if text.get_text() and text.get_visible():
            colour = to_hex(text.get_color())
            assert colour in {*ON_BOTH, *IN_BOXES, "#ffffff"}, text
    for colour in ON_BOTH:
        assert contrast(colour, "#ffffff") > 2.7, colour
        assert contrast(colour, "#111111") > 3.0, colour
    assert contrast(INK, "#ffffff") > 4.0
    assert contrast(INK, "#111111") > 4.0


def contrast(one, other):
    """WCAG's contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in to_rgb(colour)
    ]
    return float(np.dot((0.2126, 0.7152, 0.0722), parts))


def test_a_dark_style_of_ones_own_changes_nothing():
    dark = {"figure.facecolor": "black", "axes.facecolor": "black"}
    with rc_context(dark):
        assert figures.gru_cell().svg() == made("cell").svg()


def test_where_a_wire_passes_over_another_there_is_a_gap():
    axes = Figure().subplots()
    canvas = Canvas(axes, 4, 4)
    canvas.wire((0, 2), (4, 2), arrow=False)
    canvas.wire((2, 0), (2, 4), arrow=False, over=True)
    below, over = (line.get_xydata() for line in axes.lines)
    assert np.isnan(below).any(axis=1).tolist() == [False, False, True, False, False]
    assert below[1, 0] < 2 < below[3, 0]
    assert not np.isnan(over).any()


@pytest.mark.parametrize("name", MADE)
def test_no_label_leaves_the_figure_or_covers_another(name):
    figure = made(name).figure
    figure.draw_without_rendering()
    whole = figure.bbox.padded(1)
    labels = [t for axes in figure.axes for t in axes.texts if t.get_text()]
    boxes = [label.get_window_extent() for label in labels]
    for label, box in zip(labels, boxes, strict=True):
        assert whole.contains(box.x0, box.y0), label
        assert whole.contains(box.x1, box.y1), label
    for k, box in enumerate(boxes):
        for other, label in zip(boxes[:k], labels, strict=False):
            assert not box.overlaps(other), (labels[k], label)


def test_the_parts_that_are_named_are_inked_and_the_rest_is_pale():
    def dark(picture):
        pixels = imread(io.BytesIO(picture.png(dpi=50)))[:, :, :3]
        return np.mean(np.all(pixels < 0.6, axis=2))

    whole, gates = dark(figures.gru_cell()), dark(figures.gru_cell("gates"))
    assert 0 < gates < 0.8 * whole
    assert "Drawn in full ink: the gates." in figures.gru_cell("gates").alt


def test_an_unknown_part_of_the_cell_is_refused():
    with pytest.raises(ValueError, match="output"):
        figures.gru_cell("output")
    with pytest.raises(ValueError, match="blend"):
        figures.lstm_cell("blend")


def test_the_lstm_is_inked_part_by_part():
    parts = ("gates", "candidate", "memory", "activation")
    inked = [np.sum(pixels_of(figures.lstm_cell(part)) < 0.6) for part in parts]
    whole = np.sum(pixels_of(figures.lstm_cell()) < 0.6)
    assert min(inked) > 0
    assert max(inked) < 0.8 * whole
    assert "the memory and the activation." in made("lstm memory").alt


def pixels_of(picture):
    """The lightness of a small picture's pixels."""
    return imread(io.BytesIO(picture.png(dpi=50)))[:, :, :3].max(axis=2)
