"""Drawings of chapter 14."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from helpers.plotting.style import DIVERGING, PALETTE

WEIGHTS = LinearSegmentedColormap.from_list(
    "course_weights", ["#ffffff", PALETTE["blue"]]
)


def maps(
    weights: np.ndarray,
    read: Sequence[str],
    written: Sequence[str],
    names: Sequence[str] = ("",),
    *,
    ylabel: str = "what it writes",
    title: str,
) -> Figure:
    """Draw maps of attention side by side: a row for each place that is written.

    Parameters
    ----------
    weights : array, shape (maps, rows, columns)
        How much each row looks at each column, from 0 to 1.
    read, written : sequence of str
        The names of columns and rows.
    names : sequence of str
        What is written above each map.
    ylabel : str
        What the rows are.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(
        1, len(weights), squeeze=False, sharey=True, figsize=(3.6 * len(weights), 3.5)
    )
    for axes, table, name in zip(panels[0], weights, names, strict=True):
        picture = axes.imshow(table, cmap=WEIGHTS, vmin=0, vmax=1)
        axes.set_xticks(range(len(read)), read)
        axes.set_yticks(range(len(written)), written)
        axes.set_title(name, loc="center")
        axes.set_xlabel("what it reads")
        axes.tick_params(length=0)
        axes.grid(False)
    panels[0][0].set_ylabel(ylabel)
    figure.colorbar(picture, ax=panels, label="weight", shrink=0.8)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def look_up(
    query: np.ndarray,
    keys: np.ndarray,
    values: Sequence[float],
    weights: np.ndarray,
    *,
    title: str,
) -> Figure:
    """Draw a query among keys in the plane, and the weights that the keys get.

    Parameters
    ----------
    query : array, shape (2,)
        Drawn in black.
    keys : array, shape (n, 2)
        At most five.
    values : sequence of n floats
        Written beside the keys.
    weights : array, shape (n,)
        Of the values, with a sum of 1.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, (plane, bars) = plt.subplots(
        1, 2, figsize=(6.6, 2.7), width_ratios=[1, 1.3]
    )
    colors = [PALETTE[n] for n in ("blue", "vermilion", "green", "purple", "sky")]
    colors = colors[: len(keys)]
    for key, value, color in zip(keys, values, colors, strict=True):
        plane.annotate("", key, (0, 0), arrowprops={"arrowstyle": "-|>", "color": color,
                                                    "lw": 2})  # fmt: skip
        plane.text(*(1.18 * key), f"{value:g}", color=color, ha="center", va="center")
    plane.annotate("", query, (0, 0), arrowprops={"arrowstyle": "-|>", "color": "black",
                                                  "lw": 2.5})  # fmt: skip
    beside = 0.55 * query + 0.13 * np.array(
        [-query[1], query[0]]
    )  # no key stands there
    plane.text(*beside, "$q$", ha="center", va="center")
    reach = 1.35 * max(np.abs(keys).max(), np.abs(query).max())
    plane.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    plane.set(xticks=[], yticks=[], xlabel="keys, with their values; query $q$")
    plane.grid(False)
    plane.spines[:].set_visible(False)
    bars.bar([f"{value:g}" for value in values], weights, color=colors, width=0.6)
    bars.set(ylim=(0, 1), xlabel="value", ylabel="weight")
    bars.grid(axis="x", visible=False)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def positions(table: np.ndarray, place: int, *, title: str) -> Figure:
    """Draw the numbers that stand for each position, and the products of one with all.

    Parameters
    ----------
    table : array, shape (positions, size)
        A row for each position, from -1 to 1.
    place : int
        The position whose products are drawn.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(7, 2.9), width_ratios=[1.3, 1])
    edges = np.arange(len(table) + 1) - 0.5, np.arange(table.shape[1] + 1) - 0.5
    picture = left.pcolormesh(*edges, table.T, cmap=DIVERGING, vmin=-1, vmax=1)
    left.set(xlabel="position", ylabel="component")
    left.grid(False)
    figure.colorbar(picture, ax=left)
    right.plot(table @ table[place])
    right.axvline(place, color="#555555", lw=0.8, ls="--")
    right.set(xlabel="position", ylabel=f"product with position {place}")
    figure.suptitle(title, x=0.01, ha="left")
    return figure
