"""Drawings of chapter 05."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.plotting.style import COLORS, PALETTE


def layer_histograms(
    rows: Mapping[str, Sequence[np.ndarray]], *, layers: Sequence[int], title: str
) -> Figure:
    """Draw histograms of activations: a row for each start, a column for each layer.

    A layer whose activations hardly differ, or sit at the ends of tanh, is vermilion.

    Parameters
    ----------
    rows : mapping from name to sequence of arrays
        The activations of every layer, first to last, for each way to start.
    layers : sequence of int
        The layers to draw, counted from 1.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(
        len(rows), len(layers), figsize=(7, 0.95 * len(rows) + 0.7), sharex="row"
    )
    for row, (name, activations) in zip(panels, rows.items(), strict=True):
        low, high = _reach(activations)
        for axes, layer in zip(row, layers, strict=True):
            _histogram(axes, activations[layer - 1], low, high)
        row[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=8)
    for axes, layer in zip(panels[0], layers, strict=True):
        axes.set_title(f"layer {layer}", loc="center", fontweight="normal", fontsize=9)
    figure.supxlabel("activation (vermilion: dead or saturated)", fontsize=9)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def layer_row(
    activations: Sequence[np.ndarray], layers: Sequence[int], *, title: str
) -> Figure:
    """Draw one row of such histograms: a frame of a moving figure.

    Parameters
    ----------
    activations : sequence of arrays
        The activations of every layer, first to last.
    layers : sequence of int
        The layers to draw, counted from 1.
    title : str
        What is drawn.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(1, len(layers), figsize=(6.4, 1.9))
    bounded = _bounded(activations)
    for axes, layer in zip(panels, layers, strict=True):
        values = activations[layer - 1]
        _histogram(axes, values, -1.05 if bounded else 0, 1.05 if bounded else 4)
        axes.set_title(f"layer {layer}", loc="center", fontweight="normal", fontsize=9)
        size = np.sqrt(np.mean(values**2))
        axes.set_xlabel(f"r. m. s. {size:.3g}", fontsize=8)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def _bounded(activations: Sequence[np.ndarray]) -> bool:
    """Whether no activation leaves the range of tanh, and some are negative."""
    return all(np.abs(a).max() <= 1 for a in activations) and activations[0].min() < 0


def _reach(activations: Sequence[np.ndarray]) -> tuple[float, float]:
    """Return the range to draw: that of tanh, or what the first layer reaches."""
    if _bounded(activations):
        return -1.05, 1.05
    return 0, 1.05 * np.percentile(activations[0], 99.5)


def _histogram(axes: Axes, values: np.ndarray, low: float, high: float) -> None:
    """Draw one layer's activations, as shares; vermilion where the layer is lost."""
    values = values.ravel()
    saturated = low < 0 and np.mean(np.abs(values) > 0.99) > 0.5
    dead = values.std() < 0.05 * high
    beyond = low == 0 and values.any() and np.median(values[values > 0]) > high
    axes.hist(
        np.clip(values, low, high), bins=np.linspace(low, high, 41),
        color=PALETTE["vermilion" if dead or saturated or beyond else "blue"],
        weights=np.full(values.size, 1 / values.size), histtype="stepfilled",
    )  # fmt: skip
    axes.set(yticks=[], ylim=(0, 0.35), xlim=(low, high))
    axes.grid(False)
    axes.tick_params(labelsize=7)


def functions_and_slopes(
    z: np.ndarray,
    values: Mapping[str, np.ndarray],
    slopes: Mapping[str, np.ndarray],
    *,
    title: str,
) -> Figure:
    """Draw activations and, beside them, their slopes.

    Parameters
    ----------
    z : array, shape (n,)
        The sums.
    values, slopes : mappings from name to array, shape (n,)
        Four activations and their derivatives.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(7, 2.7))
    colors = [PALETTE[name] for name in ("black", "vermilion", "blue", "green")]
    for (name, value), color in zip(values.items(), colors, strict=True):
        style = {"color": color, "label": name, "lw": 1.6}
        left.plot(z, value, **style)
        right.plot(z, slopes[name], **style)
    left.set(xlabel="sum $z$", ylabel="activation", ylim=(-1.5, 4))
    right.set(xlabel="sum $z$", ylabel="slope", ylim=(-0.25, 1.25))
    left.legend(loc="upper left")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def time_bars(seconds: Mapping[str, float], *, xlabel: str, title: str) -> Figure:
    """Draw horizontal bars of times, each with how many times faster than the first.

    Parameters
    ----------
    seconds : mapping from name to float
        What each way took, in seconds; drawn in milliseconds.
    xlabel, title : str
        Name of the scale, in milliseconds; what to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 0.32 * len(seconds) + 0.9))
    values = 1000 * np.array(list(seconds.values()))
    bars = axes.barh(list(seconds), values, color=PALETTE["blue"], height=0.7)
    bars[0].set_color(COLORS["muted"])
    texts = ["1 ×", *(f"{values[0] / value:.2g} × faster" for value in values[1:])]
    axes.bar_label(bars, texts, padding=4, fontsize=8)
    axes.set(xlabel=xlabel, xlim=(0, 1.2 * max(values)))
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)
    figure.suptitle(title, x=0.01, ha="left")
    return figure
