"""Drawings of chapter 11."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from helpers.plotting.style import PALETTE

_LOOKS = (("vermilion", "o"), ("black", "s"), ("sky", "^"), ("purple", "v"))


def transfer(
    counts: Sequence[int], scores: Mapping[str, np.ndarray], *, title: str
) -> Figure:
    """Draw accuracy over the number of labels, with a dot for each draw of labels.

    Parameters
    ----------
    counts : sequence of n int
        Labels per class.
    scores : mapping from str to array, shape (n, draws)
        Test accuracy of each way, by its name; four ways at most.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 3.8))
    looks = _LOOKS[: len(scores)]
    for (name, table), (color, marker) in zip(scores.items(), looks, strict=True):
        color = PALETTE[color]
        axes.plot(counts, table.mean(axis=1), marker=marker, color=color, label=name)
        for column in table.T:
            axes.plot(counts, column, ".", ms=3, alpha=0.5, color=color)
    axes.set(xscale="log", xlabel="labels per class", ylabel="test accuracy")
    axes.set_xticks(counts, [f"{count:,}" for count in counts])
    axes.minorticks_off()
    axes.set_title(title)
    axes.legend(loc="lower right", fontsize=8)
    return figure


def said(
    pictures: np.ndarray, answers: Mapping[str, Sequence[str]], *, title: str
) -> Figure:
    """Draw photos with what a network says of each.

    Parameters
    ----------
    pictures : array, shape (n, rows, columns, 3)
        Photos.
    answers : mapping from str to n str
        A line for each photo, by who or what says it.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    shape = {"width_ratios": [1, *[1.6] * len(answers)]}
    step = max(1, pictures.shape[1] // 75)  # small: a photo makes a figure heavy
    pictures = pictures[:, ::step, ::step]
    figure, panels = plt.subplots(
        len(pictures), 1 + len(answers), figsize=(7, 1.1 * len(pictures)), **shape
    )
    for index, (row, picture) in enumerate(zip(panels, pictures, strict=True)):
        row[0].imshow(picture, interpolation="nearest")
        for axes in row:
            axes.axis("off")
        for axes, (who, lines) in zip(row[1:], answers.items(), strict=True):
            axes.text(0, 0.5, lines[index], va="center", fontsize=9)
            if index == 0:
                axes.set_title(who, fontsize=10)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def versions(pictures: np.ndarray, *, title: str) -> Figure:
    """Draw versions of a picture side by side, small enough for a moving figure.

    Parameters
    ----------
    pictures : array, shape (n, rows, columns, 3) or (n, rows, columns)
        From 0 to 1.
    title : str
        What is drawn.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(1, len(pictures), figsize=(4.8, 1.35))
    for axes, picture in zip(panels, pictures, strict=True):
        axes.imshow(picture, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        axes.axis("off")
    figure.suptitle(title, x=0.01, ha="left", fontsize=9)
    return figure


def old_and_new(
    paths: Mapping[str, Sequence[tuple[float, float]]],
    names: Sequence[str],
    *,
    title: str,
) -> Figure:
    """Draw accuracy on old things over accuracy on new ones, one path for each way.

    Parameters
    ----------
    paths : mapping from str to n pairs of float
        (accuracy on the new, accuracy on the old), by the name of the way; three ways
        at most.
    names : sequence of n str
        What is written beside the points of the first path.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 3.8))
    looks = (("vermilion", "o"), ("black", "s"), ("purple", "^"))[: len(paths)]
    for (way, points), (color, marker) in zip(paths.items(), looks, strict=True):
        new, old = np.transpose(points)
        axes.plot(new, old, marker=marker, color=PALETTE[color], label=way)
        if marker == "o":  # the rates are the same along every path
            for name, x, y in zip(names, new, old, strict=True):
                axes.annotate(
                    name, (x, y), xytext=(-5, -11), textcoords="offset points",
                    fontsize=8, ha="right", color=PALETTE[color],
                )  # fmt: skip
    axes.set(xlabel="accuracy on the new digits", ylabel="accuracy on the old digits")
    axes.set(ylim=(-0.08, 1.06), title=title)
    axes.margins(x=0.12)
    axes.legend(loc="center left", fontsize=8)
    return figure
