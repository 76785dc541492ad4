"""Drawings of chapter 03."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from helpers.plotting.style import COLORS, PALETTE


def zoom(
    picture: np.ndarray, *, corner: tuple[int, int], size: int, title: str
) -> Figure:
    """Draw a picture, and beside it a square cut-out with the number in each pixel.

    Parameters
    ----------
    picture : array, shape (height, width)
        Gray values, 0 to 255.
    corner : (int, int)
        Row and column of the cut-out's upper left pixel.
    size : int
        Pixels along a side of the cut-out.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    top, left = corner
    part = picture[top : top + size, left : left + size]
    figure, (whole, detail) = plt.subplots(1, 2, figsize=(7, 3.5))
    whole.imshow(picture, vmin=0, vmax=255)
    whole.add_patch(
        plt.Rectangle(
            (left - 0.5, top - 0.5), size, size, fill=False, lw=2, ec=PALETTE["orange"]
        )
    )
    edges = (left - 0.5, left + size - 0.5, top + size - 0.5, top - 0.5)
    detail.imshow(part, vmin=0, vmax=255, extent=edges)
    for (row, column), value in np.ndenumerate(part):
        detail.text(
            left + column, top + row, value, ha="center", va="center", fontsize=6.5,
            color="black" if value > 127 else "white",
        )  # fmt: skip
    for spine in detail.spines.values():
        spine.set(visible=True, color=PALETTE["orange"], linewidth=2)
    for axes in (whole, detail):
        axes.set(xlabel="column (pixels)", ylabel="row (pixels)")
        axes.grid(False)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def confusion(matrix: np.ndarray, *, title: str) -> Figure:
    """Draw a confusion matrix in which the mistakes stand out.

    Right answers stand gray on the diagonal; the color shows the mistakes alone.

    Parameters
    ----------
    matrix : array of int, shape (classes, classes)
        How often each true class (row) was taken for each class (column).
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    matrix = np.asarray(matrix)
    right = np.eye(len(matrix), dtype=bool)
    figure, axes = plt.subplots(figsize=(5.4, 4.8))
    mistakes = np.where(right, 0, matrix)
    tint = LinearSegmentedColormap.from_list("tint", ["#ffffff", PALETTE["vermilion"]])
    image = axes.imshow(mistakes, cmap=tint, vmin=0)
    for (row, column), count in np.ndenumerate(matrix):
        if count:
            axes.text(
                column, row, count, ha="center", va="center", fontsize=8,
                color="#777777" if row == column else "black",
                fontweight="normal" if row == column else "bold",
            )  # fmt: skip
    ticks = range(len(matrix))
    axes.set(xlabel="the network says", ylabel="truth", title=title)
    axes.set(xticks=ticks, yticks=ticks)
    axes.grid(False)
    bar = figure.colorbar(image, ax=axes, shrink=0.8)
    bar.set_label("mistakes (images)")
    bar.outline.set_visible(False)
    return figure


def predictions(
    pictures: np.ndarray,
    probabilities: np.ndarray,
    truth: Sequence[int],
    *,
    title: str | None = None,
    columns: int = 5,
) -> Figure:
    """Draw pictures, and under each the probabilities of its classes.

    The true class is green, bar and number; a wrong favorite is vermilion.

    Parameters
    ----------
    pictures : array, shape (n, height, width)
        Gray pictures.
    probabilities : array, shape (n, classes)
        What the network gives.
    truth : sequence of n ints
        The true classes.
    title : str, optional
        What to see, as a sentence.
    columns : int
        Pictures in a row.

    Returns
    -------
    Figure
    """
    rows = -(-len(pictures) // columns)
    figure, panels = plt.subplots(
        2 * rows,
        columns,
        squeeze=False,
        figsize=(1.24 * columns, 1.9 * rows + 0.3),
        height_ratios=[1.6, 1] * rows,
    )
    for axes in panels.flat:
        axes.set_visible(False)
    for index, (picture, values, label) in enumerate(
        zip(pictures, probabilities, truth, strict=True)
    ):
        row, column = divmod(index, columns)
        above, below = panels[2 * row, column], panels[2 * row + 1, column]
        above.set_visible(True)
        below.set_visible(True)
        _picture_with_truth(above, picture, values, label)
        probability_bars(below, values, label)
        if column == 0:
            below.set_ylabel("probability", fontsize=7)
        else:
            below.tick_params(labelleft=False)
    if title:
        figure.suptitle(title, x=0.01, ha="left")
    return figure


def prediction(picture: np.ndarray, probabilities: np.ndarray, truth: int) -> Figure:
    """Draw one picture and, beside it, the probabilities of its classes.

    Parameters
    ----------
    picture : array, shape (height, width)
        A gray picture.
    probabilities : array, shape (classes,)
        What the network gives.
    truth : int
        The true class.

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(5, 2.5), width_ratios=[1, 1.5])
    _picture_with_truth(left, picture, probabilities, truth)
    probability_bars(right, probabilities, truth)
    right.set(xlabel="digit", ylabel="probability")
    right.tick_params(labelsize=8)
    return figure


def probability_bars(axes: Axes, probabilities: np.ndarray, truth: int) -> None:
    """Draw a bar for each class: the true one green, a wrong favorite vermilion.

    Parameters
    ----------
    axes : Axes
        Where to draw.
    probabilities : array, shape (classes,)
        Heights of the bars, 0 to 1.
    truth : int
        The true class.
    """
    classes = np.arange(len(probabilities))
    colors = [COLORS["muted"]] * len(classes)
    colors[int(np.argmax(probabilities))] = COLORS["wrong"]
    colors[truth] = COLORS["test"]
    axes.bar(classes, probabilities, color=colors)
    axes.set(ylim=(0, 1.05), xticks=classes, yticks=[0, 0.5, 1])
    axes.tick_params(labelsize=6.5, length=2)
    for label, color in zip(axes.get_xticklabels(), colors, strict=True):
        if color != COLORS["muted"]:
            label.set(color=color, fontweight="bold")
    axes.grid(axis="x", visible=False)


def _picture_with_truth(
    axes: Axes, picture: np.ndarray, probabilities: np.ndarray, truth: int
) -> None:
    """Draw a picture; above it say what it is and what the network takes it for."""
    said = int(np.argmax(probabilities))
    right = said == truth
    axes.imshow(picture)
    axes.axis("off")
    axes.set_title(
        f"a {truth}, read as {said}",
        color=COLORS["test"] if right else COLORS["wrong"],
        fontsize=8,
        loc="center",
        fontweight="normal",
    )
