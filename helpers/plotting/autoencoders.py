"""Drawings of chapter 18: points on a line, rows of pictures, planes of codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.plotting.style import COLORS, PALETTE

# Each digit is drawn as itself; colors only help, so they may come twice.
_COLORS = (  # of the digits: those that often lie together differ
    "blue", "blue", "vermilion", "green", "green",
    "purple", "black", "purple", "black", "vermilion",
)  # fmt: skip
_SIDE = 14  # pixels


def on_a_line(x: np.ndarray, decoded: np.ndarray, *, title: str) -> Figure:
    """Draw points, the points that come back, and what lies between.

    Parameters
    ----------
    x, decoded : array, shape (n, 2)
        Points before, and after a code of one number.
    title : str
        What to see, as a sentence.
    """
    figure, axes = plt.subplots(figsize=(4.4, 3.6))
    for before, after in zip(x, decoded, strict=True):
        axes.plot(*np.stack([before, after], axis=1), color=COLORS["wrong"], lw=1.2)
    ends = decoded[np.argsort(decoded[:, 0])][[0, -1]]
    axes.plot(*ends.T, color=COLORS["muted"], lw=1, zorder=1)
    axes.plot(*x.T, "o", color=PALETTE["blue"], label="in")
    axes.plot(*decoded.T, "o", mfc="white", color=PALETTE["blue"], label="out")
    axes.set(xlabel="first number", ylabel="second number", title=title)
    axes.set_aspect("equal")
    axes.legend(loc="upper left")
    return figure


def rows(pictures: Mapping[str, np.ndarray], *, title: str) -> Figure:
    """Draw rows of small pictures, each with its name at the left.

    Parameters
    ----------
    pictures : mapping from name to array, shape (n, 196)
        One row each, of the same n; gray from 0 to 1, and cut off outside.
    title : str
        What to see, as a sentence.
    """
    columns = len(next(iter(pictures.values())))
    figure, panels = plt.subplots(
        len(pictures),
        columns,
        squeeze=False,
        figsize=(7, 5.6 / columns * len(pictures) + 0.3),
    )
    for line, (name, row) in zip(panels, pictures.items(), strict=True):
        for axes, picture in zip(line, row, strict=True):
            axes.imshow(np.reshape(picture, (_SIDE, _SIDE)), vmin=0, vmax=1)
            axes.set(xticks=[], yticks=[])
            axes.grid(visible=False)
        line[0].set_ylabel(name, rotation=0, ha="right", va="center")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def _digits(axes: Axes, codes: np.ndarray, labels: np.ndarray, size: float) -> None:
    for digit, color in enumerate(_COLORS):
        axes.scatter(
            *codes[labels == digit].T, s=size, marker=f"${digit}$", lw=0,
            color=PALETTE[color], alpha=0.75,
        )  # fmt: skip


def planes(
    codes: Mapping[str, np.ndarray],
    labels: np.ndarray,
    *,
    title: str,
    unit: str = "",
) -> Figure:
    """Draw codes of two numbers, each as the digit that it is the code of.

    Parameters
    ----------
    codes : mapping from name to array, shape (n, 2)
        One panel each.
    labels : array, shape (n,)
        The digits.
    title : str
        What to see, as a sentence.
    unit : str
        What both numbers are counted in, if not in their own measure.
    """
    figure, panels = plt.subplots(1, len(codes), figsize=(7, 3.6))
    of = f", {unit}" if unit else ""
    for axes, (name, plane) in zip(panels, codes.items(), strict=True):
        _digits(axes, plane, labels, 18)
        axes.set(xlabel=f"first number{of}", ylabel=f"second number{of}")
        axes.set_title(name, fontweight="normal")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def plane_frame(
    codes: np.ndarray,
    labels: np.ndarray,
    code: Sequence[float],
    picture: np.ndarray,
) -> Figure:
    """Draw a place in the plane of codes and its picture: a frame of a moving figure.

    Parameters
    ----------
    codes, labels : arrays, shape (n, 2) and (n,)
        Codes of some digits, in percent.
    code : 2 floats
        The place.
    picture : array, shape (196,)
        What the decoder makes of it.
    """
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(4.6, 2.4), width_ratios=(1.2, 1)
    )
    for digit in range(10):  # few marks, one gray: the frames stay small
        chosen = codes[labels == digit]
        left.plot(*chosen[:12].T, ".", ms=2, color="#8a9299")
        left.text(
            *np.median(chosen, axis=0), str(digit), ha="center", va="center",
            fontweight="bold", clip_on=True,
        )  # fmt: skip
    left.plot(*code, "o", ms=8, mfc="none", mew=2.2, color=PALETTE["vermilion"])
    left.set(
        xlim=(-3, 103), ylim=(-3, 103), xticks=(), yticks=(),
        xlabel="first number", ylabel="second number",
    )  # fmt: skip
    left.grid(visible=False)
    few = np.round(15 * np.reshape(picture, (_SIDE, _SIDE))) / 15
    right.imshow(few, vmin=0, vmax=1)  # few grays: the frames stay small
    right.axis("off")
    right.set_title("the decoder draws", fontweight="normal")
    return figure
