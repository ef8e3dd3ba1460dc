"""The CUDA notebook's figures: alt text that fits, and marks where the numbers are."""

import numpy as np
import pytest

from utils import figures
from utils.fixtures import PretendedDevice

POINTS = {"alone": [("1", 0.5, 1e9), ("64", 30.0, 4e10)], "layer": [("1", 0.5, 5e8)]}
ROWS = {"GRU": {"loop": 1.4, "function": 0.9}, "peepholes": {"loop": 18.0}}
MASK = np.arange(5)[:, None] < np.array([2, 5, 3])
ON_A_GPU = {
    "unit": "microseconds",
    "events": [
        ["aten::linear", 0.0, 9.0, "host"],
        ["aten::addmm", 1.0, 7.0, "host"],
        ["sm90_gemm", 6.0, 4.0, "device"],
        ["elementwise", 20.0, 4.0, "device"],
    ],
}
MADE = {
    "layer": lambda: figures.one_product_outside(),
    "mask": lambda: figures.masked_batch(MASK),
    "roofline": lambda: figures.roofline(5e10, {"memory": 1e10, "cache": 4e10}, POINTS),
    "clocks": lambda: figures.two_clocks(PretendedDevice(0.02, [0.02], 4e-3), 4),
    "ratios": lambda: figures.ratios(ROWS, "torch's own"),
    "streams": lambda: figures.streams(),
    "trace": lambda: figures.trace(),
    "trace of a GPU": lambda: figures.trace(ON_A_GPU),
}
SAYS = {
    "layer": "one wide box",
    "mask": "rows are 2, 5, 3 long",
    "roofline": "alone; layer",
    "clocks": "4 things",
    "ratios": "loop; function",
    "streams": "waits in .item()",
    "trace": "part: 2; calls: 59; computes: ",
    "trace of a GPU": "calls: 1; computes: 1; device: 2.",
}


@pytest.mark.parametrize("name", MADE)
def test_the_alt_text_says_what_the_figure_shows(name):
    picture = MADE[name]()
    assert SAYS[name] in picture.alt
    assert picture.png().startswith(b"\x89PNG")


def test_the_roof_is_at_the_peak_and_bends_at_the_ridge():
    (axes,) = MADE["roofline"]().figure.axes
    memory, cache, peak = axes.lines[:3]
    assert memory.get_xdata()[1] == 5e10 / 1e10
    assert cache.get_xdata()[1] == 5e10 / 4e10
    assert set(peak.get_ydata()) == {5e10}
    np.testing.assert_allclose(memory.get_ydata() / memory.get_xdata(), 1e10)


def test_each_ratio_has_its_mark_in_its_row():
    (axes,) = MADE["ratios"]().figure.axes
    loop, function = axes.lines[1:]
    assert dict(zip(loop.get_ydata(), loop.get_xdata(), strict=True)) == {1: 1.4, 0: 18}
    assert dict(zip(function.get_ydata(), function.get_xdata(), strict=True)) == {
        1: 0.9
    }


def test_the_clock_that_waits_is_read_at_the_end_of_the_work():
    (axes,) = MADE["clocks"]().figure.axes
    early, late = (line.get_xdata()[0] for line in axes.lines)
    assert early == pytest.approx(4 * 4e-3)
    assert late == pytest.approx(4e-3 + 4 * 0.02)


def test_no_kernel_begins_before_its_batch_is_there_and_the_host_waits_for_the_last():
    (axes,) = MADE["streams"]().figure.axes
    host, sent, kernels, copies, waiting = (
        [path.get_extents() for path in bars.get_paths()] for bars in axes.collections
    )
    assert (len(host), len(kernels)) == (10, 8)
    for k in (0, 1):
        assert copies[k].x0 >= sent[k].x1
        assert kernels[4 * k].x0 >= copies[k].x1
    assert copies[1].x1 < kernels[4].x0  # copied while the first batch was computed
    assert waiting[0].x1 == kernels[-1].x1
