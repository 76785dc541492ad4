"""Drawings of chapter 09."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.plotting.charts import frame
from helpers.plotting.style import DIVERGING, PALETTE


def _cells(axes: Axes, values: np.ndarray, *, numbers: bool = False, **colors) -> None:
    """Draw a small table of numbers as colored squares, written out if asked."""
    rows, columns = values.shape
    edges = np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5
    axes.pcolormesh(*edges, values, edgecolors="#cdd2d6", lw=0.3, **colors)
    axes.set(xticks=[], yticks=[], aspect="equal")
    axes.set(xlim=edges[0][[0, -1]], ylim=edges[1][[-1, 0]])
    axes.grid(False)
    for row, column in np.ndindex(values.shape) if numbers else ():
        axes.text(
            column, row, f"{values[row, column]:g}".replace("-", "−"),
            ha="center", va="center", fontsize=10,
        )  # fmt: skip


def _square(axes: Axes, row: float, column: float, size: int, color: str) -> None:
    """Draw a square around some pixels, the first at this row and column."""
    frame(axes, (row, column, row + size, column + size), color)


def by_hand(x: np.ndarray, kernel: np.ndarray, z: np.ndarray, *, title: str) -> Figure:
    """Draw a picture once for each window, with the sum that the window gives.

    Parameters
    ----------
    x : array, shape (rows, columns)
        The picture.
    kernel : array, shape (size, size)
        Its weights.
    z : array, shape (rows - size + 1, columns - size + 1)
        The output.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    side, small = len(x), len(kernel)
    figure, panels = plt.subplots(
        1, z.size + 2, figsize=(7, 1.75), width_ratios=[small, *[side] * z.size, small]
    )
    soft = {"cmap": DIVERGING, "vmin": -9, "vmax": 9}
    _cells(panels[0], kernel, numbers=True, **soft)
    panels[0].set_title("kernel $w$", loc="center")
    colors = [PALETTE[name] for name in ("blue", "vermilion", "green", "purple")]
    _cells(panels[-1], z, numbers=True, **soft)
    panels[-1].set_title("map $z$", loc="center")
    for axes, (i, j), color in zip(
        panels[1:-1], np.ndindex(z.shape), colors, strict=True
    ):
        _cells(axes, x, numbers=True, cmap="gray_r", vmin=0, vmax=12)
        _square(axes, i, j, small, color)
        window = x[i : i + small, j : j + small]
        terms = [
            f"{a:g}·{b:g}" if b >= 0 else f"{a:g}·(−{-b:g})"
            for a, b in zip(window.flat, kernel.flat, strict=True)
        ]
        half = len(terms) // 2
        said = " + ".join(terms[:half]) + "\n+ " + " + ".join(terms[half:])
        value = f"{z[i, j]:g}".replace("-", "−")
        axes.set_title(f"$z_{{{i + 1}{j + 1}}}$ = {value}", loc="center", color=color)
        axes.set_xlabel(said, fontsize=8)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def sliding(
    padded: np.ndarray,
    padding: int,
    kernel: int,
    stride: int,
    z: np.ndarray,
    title: str,
) -> Figure:
    """Draw a padded picture with its first two windows and, beside it, the output map.

    Parameters
    ----------
    padded : array, shape (rows, columns)
        The picture with its zeros around it.
    padding, kernel, stride : int
        In pixels.
    z : array, shape (rows, columns)
        The output map.
    title : str
        What is drawn.

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(5.6, 3))
    _cells(left, padded, cmap="gray_r", vmin=0, vmax=1)
    inner = len(padded) - 2 * padding
    picture = (padding, padding, padding + inner, padding + inner)
    frame(left, picture, "#444444", style="--", width=1.2)
    _square(left, 0, stride, kernel, PALETTE["vermilion"])
    _square(left, 0, 0, kernel, PALETTE["blue"])
    limit = np.abs(z).max()
    _cells(right, z, cmap=DIVERGING, vmin=-limit, vmax=limit)
    if z.shape[1] > 1:
        _square(right, 0, 1, 1, PALETTE["vermilion"])
    _square(right, 0, 0, 1, PALETTE["blue"])
    middle = (18 - 1) / 2  # one scale for all frames: the largest picture is 18 wide
    for axes, (height, width) in ((left, padded.shape), (right, z.shape)):
        axes.set_xlim(width / 2 - 0.5 - middle - 1, width / 2 - 0.5 + middle + 1)
        axes.set_ylim(height / 2 - 0.5 + middle + 1, height / 2 - 0.5 - middle - 1)
        axes.spines[:].set_visible(False)
        axes.set_xlabel(f"{height} × {width}")
    left.set_title("picture and padding", loc="center", fontweight="normal")
    right.set_title("output map", loc="center", fontweight="normal")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def filtered(
    pictures: Mapping[str, np.ndarray], *, columns: int = 3, title: str
) -> Figure:
    """Draw pictures, each on a scale of its own; what has a sign in two colors.

    Parameters
    ----------
    pictures : mapping from str to array, shape (rows, columns) or (rows, columns, 3)
        By name. A picture whose mean is near zero is drawn around zero; one in color
        as it is.
    columns : int
        Pictures in a row.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    rows = -(-len(pictures) // columns)
    height = 2.55 if columns > 2 else 3.7
    figure, panels = plt.subplots(rows, columns, figsize=(7, height * rows))
    for axes, (name, picture) in zip(panels.flat, pictures.items(), strict=True):
        if picture.ndim == 3:
            scale = {}
        elif abs(picture.mean()) < 0.2 * picture.std():
            limit = np.percentile(np.abs(picture), 99.5)
            scale = {"cmap": DIVERGING, "vmin": -limit, "vmax": limit}
        else:
            scale = {"cmap": "gray", "vmin": 0, "vmax": np.percentile(picture, 99.8)}
        # Its pixels as they are: smoothed, a photo takes twice the bytes.
        axes.imshow(picture, interpolation="nearest", **scale)
        axes.set_title(name, loc="center", fontweight="normal")
        axes.axis("off")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def matrix(weights: np.ndarray, *, title: str) -> Figure:
    """Draw the matrix of a layer: a row for each output, a column for each pixel.

    Parameters
    ----------
    weights : array, shape (pixels, outputs)
        As a dense layer holds them.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 3.5))
    limit = np.abs(weights).max()
    axes.imshow(weights.T, cmap=DIVERGING, vmin=-limit, vmax=limit)
    axes.set_xticks(np.arange(0, len(weights), 6))
    axes.set_yticks(np.arange(0, weights.shape[1], 4))
    axes.grid(False)
    axes.set(xlabel="pixel (row by row)", ylabel="output (row by row)", title=title)
    return figure


def receptive_fields(
    fields: Mapping[str, np.ndarray], widths: Sequence[int], *, title: str
) -> Figure:
    """Draw how strongly each pixel moves one unit, for units of several layers.

    Parameters
    ----------
    fields : mapping from str to array, shape (rows, columns)
        The size of the gradient at each pixel, by the name of the layer.
    widths : sequence of int
        How many pixels wide each field is.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(1, len(fields), figsize=(7, 2.3))
    for axes, (name, field), width in zip(panels, fields.items(), widths, strict=True):
        axes.imshow(field, cmap="gray_r", vmin=0)
        touched = np.argwhere(field > 0)
        _square(axes, *touched.min(axis=0), width, PALETTE["vermilion"])
        axes.set_title(name, loc="center", fontweight="normal")
        axes.set_xlabel(f"{width} × {width} pixels")
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(True)  # the edge of the picture
        axes.grid(False)
    figure.suptitle(title, x=0.01, ha="left")
    return figure
