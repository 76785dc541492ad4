"""Drawings of chapter 19: darts at a plane of codes, a map of digits, walks on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.plotting.style import COLORS, PALETTE

# Ten digits in six colors: the digit itself is written, the color only helps.
_DIGITS = ("black", "blue", "vermilion", "green", "purple", "orange")


def _picture(axes: Axes, picture: np.ndarray) -> None:
    side = int(np.sqrt(picture.size))
    axes.imshow(picture.reshape(side, side), cmap="gray_r", vmin=0, vmax=1)
    axes.axis("off")


def _name_axes(axes: Axes) -> None:
    axes.set(xlabel="first number of the code", ylabel="second number")


def darts(
    codes: np.ndarray, thrown: np.ndarray, pictures: np.ndarray, *, title: str
) -> Figure:
    """Draw codes and numbered darts in their plane, and what each dart is decoded to.

    Parameters
    ----------
    codes : array, shape (n, 2)
        Where the pictures' codes lie.
    thrown : array, shape (15, 2)
        The darts.
    pictures : array, shape (15, pixels)
        What the decoder makes of them.
    title : str
        What to see.
    """
    figure = plt.figure(figsize=(7, 3.1))
    left, right = figure.subfigures(1, 2, width_ratios=(1, 1.15))
    axes = left.subplots()
    axes.plot(*codes.T, ".", ms=1.5, color=COLORS["muted"], rasterized=True)
    for number, place in enumerate(thrown, start=1):
        axes.text(
            *place, str(number), color=PALETTE["vermilion"], fontweight="bold",
            ha="center", va="center",
        )  # fmt: skip
    _name_axes(axes)
    for number, (panel, picture) in enumerate(
        zip(right.subplots(3, 5).flat, pictures, strict=True), start=1
    ):
        _picture(panel, picture)
        panel.set_title(
            str(number), loc="center", fontsize=8, color=PALETTE["vermilion"]
        )
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def digit_map(
    codes: np.ndarray,
    labels: Sequence[int],
    pictures: np.ndarray,
    *,
    limit: float,
    title: str,
) -> Figure:
    """Draw the codes as their digits, and beside it what is decoded on a grid.

    Parameters
    ----------
    codes : array, shape (n, 2)
        Codes of digits.
    labels : sequence of n int
        The digits.
    pictures : array, shape (rows, columns, height, width)
        What is decoded at the points of a grid, from the top left.
    limit : float
        Both panels show the plane from -limit to limit.
    title : str
        What to see.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(7, 3.6))
    for code, label in zip(codes, labels, strict=True):
        left.text(
            *code, str(label), fontsize=7, ha="center", va="center", clip_on=True,
            color=PALETTE[_DIGITS[label % len(_DIGITS)]],
        )  # fmt: skip
    rows, columns, height, width = pictures.shape
    whole = pictures.swapaxes(1, 2).reshape(rows * height, columns * width)
    right.imshow(
        whole, cmap="gray_r", vmin=0, vmax=1, extent=(-limit, limit, -limit, limit)
    )
    for axes in (left, right):
        axes.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal")
        axes.grid(False)
        _name_axes(axes)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def walk(
    centers: np.ndarray, point: np.ndarray, picture: np.ndarray, *, limit: float
) -> Figure:
    """Draw one point of the plane, and what it is decoded to: a frame.

    Parameters
    ----------
    centers : array, shape (10, 2)
        Where the codes of each digit have their middle.
    point : array, shape (2,)
        Where we stand.
    picture : array, shape (height, width)
        What the decoder draws there.
    limit : float
        The plane is shown from -limit to limit.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(4.6, 2.3))
    for digit, center in enumerate(centers):
        left.text(*center, str(digit), ha="center", va="center", color="#555555")
    left.plot(*point, "o", ms=11, mfc="none", mew=2, color=PALETTE["vermilion"])
    left.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal")
    _name_axes(left)
    _picture(right, np.round(picture * 8) / 8)  # few shades: small frames
    return figure


def rows(pictures: Mapping[str, np.ndarray], *, title: str) -> Figure:
    """Draw rows of pictures, each with its name.

    Parameters
    ----------
    pictures : mapping of str to array, shape (n, pixels)
        The rows, all of one length.
    title : str
        What to see, as a sentence.
    """
    columns = len(next(iter(pictures.values())))
    figure, panels = plt.subplots(
        len(pictures), columns, squeeze=False,
        figsize=(7, 0.35 + 1.05 * len(pictures)),
    )  # fmt: skip
    for line, (name, row) in zip(panels, pictures.items(), strict=True):
        for axes, picture in zip(line, row, strict=True):
            _picture(axes, picture)
        line[0].set_title(name, fontweight="normal", fontsize=9)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def against_prior(codes: np.ndarray, *, title: str) -> Figure:
    """Draw how each number of the codes scatters, and the standard bell curve.

    Parameters
    ----------
    codes : array, shape (n, 2)
        Codes drawn from the clouds.
    title : str
        What to see.
    """
    figure, panels = plt.subplots(1, 2, sharey=True, figsize=(7, 2.7))
    z = np.linspace(-4, 4, 161)
    for axes, numbers, name in zip(panels, codes.T, ("first", "second"), strict=True):
        axes.hist(
            numbers, bins=np.linspace(-4, 4, 33), density=True, color=PALETTE["green"],
            alpha=0.6, label="test digits",
        )  # fmt: skip
        axes.plot(
            z, np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi), color="black", label="prior"
        )
        axes.set(xlabel=f"{name} number of the code")
    panels[0].set_ylabel("density")
    panels[1].legend(loc="upper right")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def trade_off(betas: Sequence[float], terms: np.ndarray, *, title: str) -> Figure:
    """Draw the two terms of the loss against each other, and both over beta.

    Parameters
    ----------
    betas : sequence of n floats
        The price of the clouds.
    terms : array, shape (n, 2)
        Cost of drawing, and of the clouds [nats a digit].
    title : str
        What to see, as a sentence.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(7, 3))
    drawing, cost = np.asarray(terms).T
    left.plot(cost, drawing, "o-", color=PALETTE["blue"])
    for beta, x, y in zip(betas, cost, drawing, strict=True):
        left.annotate(
            f"$\\beta$ = {beta:g}", (x, y), xytext=(5, 5), textcoords="offset points"
        )
    left.margins(x=0.25, y=0.15)
    left.set(xlabel="cost of the clouds [nats]", ylabel="cost of drawing [nats]")
    right.plot(betas, drawing + cost, "o-", color=PALETTE["purple"], label="sum")
    right.plot(betas, drawing, "o-", color=PALETTE["blue"], label="drawing")
    right.plot(betas, cost, "o-", color=PALETTE["vermilion"], label="clouds")
    right.legend(loc="center left")
    right.set_ylim(bottom=0)
    right.set(xscale="log", xlabel="$\\beta$", ylabel="nats a digit")
    right.set_xticks(list(betas), [f"{beta:g}" for beta in betas])
    right.minorticks_off()
    figure.suptitle(title, x=0.01, ha="left")
    return figure
