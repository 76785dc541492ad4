"""The charts that several chapters share."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.plotting import charts


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
