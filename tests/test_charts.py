"""The charts that several chapters share, and what chapter 10 cuts out for its own."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.plotting import architectures, charts


@pytest.fixture(autouse=True)
def no_figure_is_left_open():
    yield
    plt.close("all")


def dots_and_strokes(axes):
    """Return the dots of each line of numbers, and the x of each mean, in order."""
    dots = [line for line in axes.lines if line.get_marker() != "None"]
    strokes = [line for line in axes.lines if line.get_marker() == "None"]
    return dots, [line.get_xdata()[0] for line in strokes]


def test_strips_draw_every_number_on_its_row_and_the_mean_of_each_row():
    groups = {"first": [1.0, 2.0, 6.0], "second": np.array([4.0])}
    (axes,) = charts.strips(groups, xlabel="error", title="They overlap").axes
    dots, means = dots_and_strokes(axes)
    assert [list(line.get_xdata()) for line in dots] == [[1, 2, 6], [4]]
    assert [set(line.get_ydata()) for line in dots] == [{0}, {1}]
    assert means == [3, 4]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["first", "second"] and axes.get_legend() is None
    assert axes.get_ylim()[0] > axes.get_ylim()[1]  # the first group is at the top


def test_strips_give_each_kind_one_color_and_one_name():
    groups = {
        "nothing": {"best": [0.3, 0.5], "end": [0.8, 0.6]},
        "dropout": {"best": [0.3, 0.3], "end": [0.4, 0.4]},
    }
    (axes,) = charts.strips(groups, xlabel="loss", title="The ends differ").axes
    dots, means = dots_and_strokes(axes)
    assert np.allclose(means, [0.4, 0.7, 0.3, 0.4])
    colors = [line.get_color() for line in dots]
    assert colors[0] == colors[2] != colors[1] == colors[3]
    shown = [text.get_text() for text in axes.get_legend().get_texts()]
    assert shown == ["best", "end"]


def test_a_frame_lies_around_its_pixels():
    _, axes = plt.subplots()
    charts.frame(axes, (2, 3, 5, 7), "black")
    corners = axes.patches[0].get_bbox()
    assert (corners.x0, corners.x1) == (2.5, 6.5)  # columns 3 to 6
    assert (corners.y0, corners.y1) == (1.5, 4.5)  # rows 2 to 4


def test_the_loudest_pieces_are_what_the_units_saw():
    rng = np.random.default_rng(1)
    sheets = rng.random((12, 8, 8))
    # Units 2 pixels apart, whose field of 4 by 4 pixels begins 1 pixel before their own.
    padded = np.pad(sheets, [(0, 0), (1, 4), (1, 4)])
    seen = [
        padded[:, 2 * i : 2 * i + 4, 2 * j : 2 * j + 4] for i, j in np.ndindex(4, 4)
    ]
    kernels = rng.random((4, 4, 5))
    maps = np.einsum("pnuv,uvc->npc", seen, kernels).reshape(12, 4, 4, 5)
    pieces, numbers = architectures.loudest_pieces(
        sheets, maps, step=2, before=1, size=4, units=2, count=3
    )
    assert pieces.shape == (2, 3, 4, 4) and numbers.shape == (2, 3)
    loudest = np.argsort(-maps.max(axis=(0, 1, 2)))[[0, 4]]
    for channel, own, sheet in zip(loudest, pieces, numbers, strict=True):
        answers = np.einsum("nuv,uv->n", own, kernels[..., channel])
        assert np.allclose(answers, maps[sheet, ..., channel].max(axis=(1, 2)))
        assert len(set(sheet)) == 3 and np.all(np.diff(answers) <= 0)


def test_pieces_of_one_unit_that_are_the_same_are_as_like_as_can_be():
    pieces = np.repeat(np.random.default_rng(2).random((3, 1, 5, 5)), 4, axis=1)
    own, other = architectures.likeness(pieces)
    assert np.isclose(own, 1) and other < 0.9


def test_a_box_is_filled_where_the_middles_of_the_pixels_lie_in_it():
    mask = architectures.filled(np.array([[1, 2, 3, 5], [0.6, 0, 1.4, 4]]), side=6)
    assert mask.shape == (2, 6, 6) and np.all(mask[0, 1:3, 2:5]) and mask[0].sum() == 6
    assert mask[1].sum() == 0  # no middle between 0.6 and 1.4
