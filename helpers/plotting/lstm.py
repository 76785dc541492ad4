"""Drawings of chapter 13."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from helpers.plotting.charts import label_line
from helpers.plotting.style import COLORS, DIVERGING, PALETTE


def marked_numbers(
    steps: np.ndarray,
    memories: Mapping[str, Sequence[float]],
    *,
    title: str,
    ylim: tuple[float, float] | None = None,
) -> Figure:
    """Draw numbers, some of them marked, and below them what is remembered.

    Parameters
    ----------
    steps : array, shape (time, 2)
        A number and a mark, 0 or 1, for each step.
    memories : mapping of str to floats
        A curve each, of as many steps.
    title : str
        What to see, as a sentence.
    ylim : (float, float), optional
        The range of the lower panel.

    Returns
    -------
    Figure
    """
    figure, (above, below) = plt.subplots(
        2, 1, sharex=True, figsize=(7, 3.2), height_ratios=[1, 1.2]
    )
    numbers, marked = steps[:, 0], steps[:, 1] > 0.5
    places = np.arange(len(numbers))
    above.vlines(places, 0, numbers, color=COLORS["muted"], lw=1.5)
    above.vlines(places[marked], 0, numbers[marked], color=COLORS["wrong"], lw=3)
    above.plot(places[marked], numbers[marked], "o", color=COLORS["wrong"], ms=6)
    above.axhline(0, color="#555555", lw=0.6)
    above.set(ylabel="number", title=title)
    looks = ((PALETTE["blue"], "-"), ("#555555", "--"))[: len(memories)]
    for (name, values), (color, dashed) in zip(memories.items(), looks, strict=True):
        below.step(places, values, where="mid", color=color, ls=dashed)
        label_line(below, places[-1], values[-1], name, color)
    below.set(xlabel="step", ylabel="memory", xlim=(-1, places[-1] + 0.5))
    if ylim is not None:
        below.set_ylim(ylim)
    return figure


def cell(*, title: str) -> Figure:
    """Draw an LSTM cell: the memory on its way, and the doors beside it.

    Parameters
    ----------
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 2.9))
    axes.set(xlim=(0, 14), ylim=(0, 5.8), title=title)
    axes.axis("off")
    line = {"arrowstyle": "-|>", "lw": 1.8, "shrinkA": 0, "shrinkB": 0}

    def arrow(start, end, color="#555555"):
        axes.annotate("", end, start, arrowprops=line | {"color": color})

    def circle(x, y, text):
        axes.plot(x, y, "o", ms=21, mfc="white", mec="#555555", zorder=4)
        axes.text(x, y, text, ha="center", va="center", fontsize=13, zorder=5)

    def box(x, text, color):
        style = "round,pad=0.05,rounding_size=0.15"
        axes.add_patch(FancyBboxPatch((x - 0.8, 1.5), 1.6, 0.9, boxstyle=style,
                                      fc="white", ec=color, lw=2))  # fmt: skip
        axes.text(x, 1.95, text, ha="center", va="center", color=color)

    blue, vermilion = PALETTE["blue"], PALETTE["vermilion"]
    axes.text(0.1, 4.6, "$c_{t-1}$", va="center", color=blue, fontsize=12)
    for start, end in ((0.9, 2.55), (3.45, 6.05), (6.95, 13.0)):
        arrow((start, 4.6), (end, 4.6), blue)
    axes.text(13.1, 4.6, "$c_t$", va="center", color=blue, fontsize=12)
    circle(3, 4.6, "×")
    circle(6.5, 4.6, "+")
    circle(6.5, 3.3, "×")
    circle(11, 3.3, "×")
    box(3, "forget $f_t$", vermilion)
    box(5.3, "input $i_t$", vermilion)
    box(7.7, "new $g_t$", PALETTE["green"])
    box(11, "output $o_t$", vermilion)
    arrow((3, 2.5), (3, 4.15))
    arrow((5.3, 2.5), (6.2, 3.0))
    arrow((7.7, 2.5), (6.8, 3.0))
    arrow((6.5, 3.72), (6.5, 4.15))
    arrow((9.6, 4.6), (10.7, 3.6))
    axes.text(9.55, 3.95, "tanh", fontsize=9, ha="right")
    arrow((11, 2.5), (11, 2.87))
    arrow((11.45, 3.3), (13.0, 3.3))
    axes.text(13.1, 3.3, "$h_t$", va="center", fontsize=12)
    axes.text(0.1, 0.5, "$x_t,\\ h_{t-1}$", va="center", fontsize=12)
    axes.plot([1.5, 11], [0.5, 0.5], color="#555555", lw=1.8)
    for x in (3, 5.3, 7.7, 11):
        arrow((x, 0.5), (x, 1.42))
    return figure


def gates(
    steps: np.ndarray, curves: Mapping[str, Sequence[float]], *, title: str
) -> Figure:
    """Draw, one below the other, what a unit's gates and memory did at each step.

    Parameters
    ----------
    steps : array, shape (time, 2)
        A number and a mark for each step; marks are drawn through all panels.
    curves : mapping of str to floats
        A panel each.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(
        len(curves), 1, sharex=True, squeeze=False,
        figsize=(7, 0.95 * len(curves) + 0.6),
    )  # fmt: skip
    panels = panels[:, 0]
    colors = [PALETTE[name] for name in ("vermilion", "purple", "blue", "black")]
    for axes, (name, values), color in zip(
        panels, curves.items(), colors[: len(curves)], strict=True
    ):
        for place in np.flatnonzero(steps[:, 1] > 0.5):
            axes.axvspan(place - 0.5, place + 0.5, color=PALETTE["yellow"], alpha=0.5)
        axes.step(np.arange(len(values)), values, where="mid", color=color)
        axes.set_ylabel(name)
        if min(values) >= 0 and max(values) <= 1:  # a gate
            axes.set_ylim(-0.05, 1.05)
    panels[0].set_title(title)
    panels[-1].set(xlabel="step", xlim=(-1, len(steps)))
    return figure


def forecast(
    dates: np.ndarray,
    series: Mapping[str, np.ndarray],
    *,
    ylabel: str,
    title: str,
) -> Figure:
    """Draw what was measured in gray, and what was forecast over it.

    Parameters
    ----------
    dates : array of datetime64, shape (n,)
        The days.
    series : mapping of str to arrays, shape (n,)
        First what was measured.
    ylabel, title : str
        What is measured, with its unit; what to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 3))
    looks = (
        {"color": COLORS["muted"], "marker": "o", "ms": 3, "lw": 1},
        {"color": PALETTE["blue"]},
        {"color": PALETTE["vermilion"], "ls": "--"},
    )
    for (name, values), look in zip(series.items(), looks[: len(series)], strict=True):
        axes.plot(dates, values, label=name, **look)
    axes.set(ylabel=ylabel, title=title)
    axes.legend(ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.1))
    return figure


def reading(words: Sequence[str], answers: Sequence[float], *, title: str) -> Figure:
    """Draw an answer after each word of a text, the words below it.

    Parameters
    ----------
    words : sequence of n str
        The text.
    answers : sequence of n floats
        The answer after each word, a probability.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 2.8))
    answers = np.asarray(answers)
    places = np.arange(len(answers))
    axes.axhline(0.5, color="#555555", lw=0.8)
    colors = DIVERGING(answers)
    axes.bar(
        places, answers - 0.5, bottom=0.5, color=colors, edgecolor="#999999", lw=0.3
    )
    axes.set_xticks(places, words, rotation=90, fontsize=7)
    axes.set(
        ylim=(0, 1), xlim=(-0.7, len(words) - 0.3), ylabel="says “for”", title=title
    )
    axes.grid(axis="x", visible=False)
    return figure


def runs(
    steps: Sequence[float],
    errors: Mapping[str, np.ndarray],
    *,
    level: tuple[str, float],
    xlabel: str,
    ylabel: str,
    title: str,
) -> Figure:
    """Draw several trainings of each kind, a panel for each kind.

    Parameters
    ----------
    steps : sequence of n floats
        Where the errors were measured.
    errors : mapping of str to array, shape (n, trainings)
        A panel each; every training is a line of its own.
    level : (str, float)
        A rival's name and error, drawn dashed through all panels.
    xlabel, ylabel, title : str
        What is drawn, with units; what to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(
        1, len(errors), sharey=True, squeeze=False, figsize=(7, 2.6)
    )
    (rival, height), panels = level, panels[0]
    for axes, (name, each) in zip(panels, errors.items(), strict=True):
        axes.axhline(height, color="#555555", ls="--", lw=1)
        axes.plot(steps, each, color=PALETTE["blue"], lw=1.5)
        axes.set_title(name, fontsize=8, fontweight="normal", loc="center")
        axes.set(xlim=(0, max(steps)), ylim=(0, 1.25 * height))
    panels[0].set_ylabel(ylabel)
    panels[0].text(0.04 * max(steps), 1.1 * height, rival, fontsize=7, color="#555555")
    figure.supxlabel(xlabel, fontsize="medium")
    figure.suptitle(title, x=0.01, ha="left", fontweight="bold")
    return figure
