"""Three gates and an input over 20 steps: what becomes of memory and activation?

With sliders in a live JupyterLab; elsewhere a picture of four settings. The steps are
computed by your own `lstm_cell`.
"""

import os

import numpy as np

from utils.figures.picture import BLUE, GREY, RED, Picture, new_figure, typeset
from utils.params import LSTMParams

STEPS = 20
PULSES = {2: 1.0, 3: 1.0, 4: 1.0, 10: -1.0, 11: -1.0}
"""At which steps the candidate is not 0, and what it is then."""
SETTINGS = {
    "count: Γu = 1, Γf = 1, Γo = 1": (1.0, 1.0, 1.0),
    "leak: Γu = 1, Γf = 0.8, Γo = 1": (1.0, 0.8, 1.0),
    "half: Γu = 0.5, Γf = 0.5, Γo = 1": (0.5, 0.5, 1.0),
    "hide: Γu = 1, Γf = 1, Γo = 0": (1.0, 1.0, 0.0),
}
FAR = 1000.0  # a bias that shuts a gate, or opens it, wholly


def gates(lstm_cell):
    """Sliders where the notebook is live in JupyterLab, else the picture of `strip`."""
    return with_sliders(lstm_cell) if is_live() else strip(lstm_cell)


def is_live():
    """Was the kernel started by a notebook server, for somebody to look at?"""
    return "JPY_SESSION_NAME" in os.environ


def strip(lstm_cell, settings=None):
    """Memory and activation over 20 steps, a panel for each setting of the gates."""
    settings = settings or SETTINGS
    runs = {name: run(lstm_cell, *gates) for name, gates in settings.items()}
    figure = new_figure(9.4, 2.8, _draw, runs)
    said = "; ".join(
        f"{name}, the memory ends at {c[-1]:.2f}, shown as {a[-1]:.2f}"
        for name, (c, a) in runs.items()
    )
    alt = (
        "Memory and activation over 20 steps, one panel for each setting of the gates. "
        f"The candidate is 1 at steps 2 to 4, and -1 at steps 10 and 11. {said}."
    )
    return Picture(figure, alt)


def run(lstm_cell, update, forget, output, pulses=None):
    """The memory and the activation after each step, (20,) each, from an empty memory.

    update, forget, output: where the three gates stand, 0 to 1, at every step.
    pulses: a dict from a step to the candidate there; it is 0 at all others.
    """
    zero = LSTMParams(*np.zeros((4, 1, 2)), *np.zeros((4, 1)))
    p = zero._replace(
        Wc=np.array([[0.0, 1.0]]),  # the candidate is tanh of the input
        bu=_bias(update),
        bf=_bias(forget),
        bo=_bias(output),
    )
    pulses = PULSES if pulses is None else pulses
    a, c, shown, memory = np.zeros((1, 1)), np.zeros((1, 1)), [], []
    for t in range(STEPS):
        x_t = np.array([[FAR * pulses.get(t, 0.0)]])
        step = lstm_cell(a, c, x_t, p)
        a, c = step.a_t, step.c_t
        shown.append(a.item())
        memory.append(c.item())
    return np.array(memory), np.array(shown)


def with_sliders(lstm_cell):
    """An ipywidgets box: a slider for each gate and for the first pulse's length."""
    import ipywidgets

    names = {"Γu, write": 1.0, "Γf, keep": 1.0, "Γo, show": 1.0}
    sliders = [
        ipywidgets.FloatSlider(value, min=0, max=1, step=0.05, description=name)
        for name, value in names.items()
    ]
    length = ipywidgets.IntSlider(3, min=0, max=8, description="steps of +1")
    picture = ipywidgets.HTML()

    def draw(change=None):
        pulses = dict.fromkeys(range(2, 2 + length.value), 1.0) | {10: -1.0, 11: -1.0}
        at = [slider.value for slider in sliders]
        name = "Γu = {:.2f}, Γf = {:.2f}, Γo = {:.2f}".format(*at)
        figure = new_figure(6.4, 3.0, _draw, {name: run(lstm_cell, *at, pulses)})
        shown = Picture(figure, f"Memory and activation over 20 steps, {name}.")
        picture.value = shown._repr_mimebundle_()["text/html"]

    for slider in (*sliders, length):
        slider.observe(draw, "value")
    draw()
    return ipywidgets.VBox([*sliders, length, picture])


def _bias(gate):
    """The bias at which a gate without weights stands at `gate`."""
    if gate in (0, 1):
        return np.array([FAR if gate else -FAR])
    return np.array([np.log(gate / (1 - gate))])


def _draw(figure, runs):
    panels = np.atleast_1d(figure.subplots(1, len(runs), sharey=True))
    for axes, (name, (c, a)) in zip(panels, runs.items(), strict=True):
        axes.axhline(0, color=GREY, lw=0.8)
        axes.plot(c, "o-", color=BLUE, ms=4, lw=1.5, label="memory $c$")
        axes.plot(a, "s--", color=RED, ms=3, lw=1.2, label="activation $a$")
        axes.set_title(typeset(name), size=9)
        axes.set(xlabel="step", xlim=(-0.5, STEPS - 0.5), xticks=(0, 5, 10, 15))
    panels[-1].legend(loc="best", fontsize=8)
