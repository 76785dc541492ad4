"""Drawings of chapter 21: objects by their colors, thresholds, reliability diagrams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.plotting.charts import label_line
from helpers.plotting.style import COLORS, PALETTE

_LOOKS = {"GALAXY": ("vermilion", "s"), "STAR": ("blue", "o"), "QSO": ("black", "^")}
_NAMES = {"GALAXY": "galaxies", "STAR": "stars", "QSO": "quasars"}


def sky(magnitudes: np.ndarray, labels: np.ndarray, *, title: str) -> Figure:
    """Draw the objects of each class by two of their colors.

    Parameters
    ----------
    magnitudes : array, shape (n, 5)
        u, g, r, i, z [mag].
    labels : array of n str
        "GALAXY", "STAR" or "QSO".
    title : str
        What to see, as a sentence.
    """
    figure, axes = plt.subplots(figsize=(7, 3.8))
    ug, gr = (magnitudes[:, i] - magnitudes[:, i + 1] for i in (0, 1))
    for name, (color, marker) in _LOOKS.items():
        one = labels == name
        axes.scatter(
            ug[one], gr[one], s=7, marker=marker, color=PALETTE[color], alpha=0.45,
            linewidth=0, label=_NAMES[name],
        )  # fmt: skip
    axes.set(
        xlim=(-0.6, 3.2), ylim=(-0.5, 1.6), title=title,
        xlabel="u − g [mag]: more ultraviolet to the left", ylabel="g − r [mag]",
    )  # fmt: skip
    legend = axes.legend(loc="lower right", markerscale=2.5)
    for handle in legend.legend_handles:
        handle.set_alpha(1)
    return figure


def trade(
    thresholds: Sequence[float],
    curves: Mapping[str, Sequence[float]],
    marks: Mapping[str, float],
    *,
    title: str,
) -> Figure:
    """Draw shares against the threshold for a class, with some thresholds marked.

    Parameters
    ----------
    thresholds : sequence of n floats
        From small to large; drawn on a logarithmic scale.
    curves : mapping of str to n floats
        What is drawn, by its name.
    marks : mapping of str to float
        Thresholds to mark with a dashed line, by their names.
    title : str
        What to see, as a sentence.
    """
    figure, axes = plt.subplots(figsize=(7, 3.4))
    for (name, values), color in zip(
        curves.items(), ("blue", "vermilion"), strict=True
    ):
        axes.plot(thresholds, values, color=PALETTE[color])
        label_line(axes, thresholds[-1], values[-1], name, PALETTE[color])
    for name, place in marks.items():
        axes.axvline(place, color=COLORS["truth"], lw=1, ls="--")
        axes.annotate(
            name, (place, 0.02), xycoords=("data", "axes fraction"), xytext=(4, 0),
            textcoords="offset points", color=COLORS["truth"],
        )  # fmt: skip
    ticks = [0.01, 0.03, 0.1, 0.3, 0.5, 0.9]
    axes.set(
        xscale="log", ylim=(0.4, 1.02), xlim=(thresholds[0], thresholds[-1]),
        xlabel="called a quasar above this probability", ylabel="share", title=title,
    )  # fmt: skip
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    return figure


def reliability_bars(
    axes: Axes, sure: np.ndarray, right: np.ndarray, bins: int
) -> None:
    """Draw, for each bin of the confidence, how often the answer was right.

    The bins are equal steps from 0 to 1; of three classes the likeliest has at least a
    third, so that the axis begins there.
    """
    place = np.minimum((sure * bins).astype(int), bins - 1)
    axes.plot([1 / 3, 1], [1 / 3, 1], color="#777777", lw=1.2)
    for index in np.unique(place):
        inside = place == index
        said, true, count = sure[inside].mean(), right[inside].mean(), inside.sum()
        reach = 2 * np.sqrt(max(true * (1 - true), 0.25 / count) / count)
        low, high = max(true - reach, 0), min(true + reach, 1)
        axes.plot([said, said], [low, high], color=COLORS["validation"], lw=1)
        axes.plot(
            said, true, "o", color=COLORS["validation"],
            ms=4 + 12 * np.sqrt(count / len(sure)),
        )  # fmt: skip
    axes.set(
        xlim=(1 / 3, 1.02), ylim=(0.2, 1.04), xlabel="confidence",
        ylabel="share of right answers",
    )  # fmt: skip


def reliability(
    panels: Mapping[str, tuple[np.ndarray, np.ndarray]], *, title: str, bins: int = 10
) -> Figure:
    """Draw reliability diagrams side by side.

    Parameters
    ----------
    panels : mapping of str to (sure, right)
        For each panel the confidence of each answer, shape (n,), and whether it was
        right, shape (n,).
    title : str
        What to see, as a sentence.
    bins : int
        Number of equal steps of the confidence between 0 and 1.
    """
    figure, axes = plt.subplots(1, len(panels), figsize=(7, 3.4), sharey=True)
    for one, (name, (sure, right)) in zip(axes, panels.items(), strict=True):
        reliability_bars(one, np.asarray(sure), np.asarray(right), bins)
        one.set_title(name)
    for one in axes[1:]:
        one.set_ylabel("")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def temperature_frame(
    sure: np.ndarray,
    right: np.ndarray,
    temperatures: np.ndarray,
    losses: np.ndarray,
    temperature: float,
    *,
    title: str,
) -> Figure:
    """Draw a reliability diagram beside the log loss: a frame of a moving figure.

    Parameters
    ----------
    sure, right : array, shape (n,)
        Confidence at this temperature; whether the answer was right.
    temperatures, losses : array, shape (m,)
        The log loss at each of these temperatures.
    temperature : float
        Where we are.
    title : str
        What to see.
    """
    figure, (left, other) = plt.subplots(1, 2, figsize=(6.6, 3.1))
    reliability_bars(left, sure, right, bins=10)
    other.plot(temperatures, losses, color=COLORS["validation"])
    here = np.interp(temperature, temperatures, losses)
    other.plot(temperature, here, "o", color=PALETTE["black"])
    other.set(xlabel="temperature $T$", ylabel="log loss", ylim=(0, 1.1 * losses.max()))
    figure.suptitle(title, x=0.01, ha="left")
    return figure
