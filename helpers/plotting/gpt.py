"""Drawings of chapter 15."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from helpers.plotting.style import COLORS, PALETTE


def next_characters(
    characters: Sequence[str], shares: Sequence[float], *, title: str
) -> Figure:
    """Draw how probable each of some characters is.

    Parameters
    ----------
    characters : sequence of n str
        A line break and a space are written as signs.
    shares : sequence of n floats
        Their probabilities.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 2.4))
    names = [{"\n": "⏎", " ": "␣"}.get(one, one) for one in characters]
    axes.bar(range(len(names)), shares, color=PALETTE["blue"])
    axes.set_xticks(range(len(names)), names)
    axes.set(ylim=(0, 1), xlabel="next character", ylabel="probability", title=title)
    axes.grid(axis="x", visible=False)
    return figure


def block() -> Figure:
    """Draw a block of a Transformer, from left to right.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 2.3))
    axes.set(
        xlim=(0, 14), ylim=(-0.5, 2.9), title="A block only adds to what it is given"
    )
    axes.axis("off")
    gray, blue, orange = COLORS["muted"], PALETTE["blue"], PALETTE["vermilion"]
    line = {
        "arrowstyle": "-|>",
        "color": "#555555",
        "lw": 1.8,
        "shrinkA": 0,
        "shrinkB": 0,
    }
    axes.text(0.1, 0, "$x$", va="center", fontsize=12)
    axes.annotate("", (13.8, 0), (0.5, 0), arrowprops=line)
    exchange = (("normalize", gray), ("attention", blue))
    think = (("normalize", gray), ("4 × size", orange), ("size", orange))
    for left, boxes, words in (
        (0.9, exchange, "the places exchange what they know"),
        (6.4, think, "each place thinks by itself"),
    ):
        right = left + 2.15 * len(boxes) + 0.4
        axes.plot(
            [left, left, right, right], [0, 1.5, 1.5, 0.35], color="#555555", lw=1.8
        )
        axes.annotate("", (right, 0.3), (right, 1.0), arrowprops=line)
        axes.plot(right, 0, "o", ms=17, mfc="white", mec="#555555", zorder=4)
        axes.text(right, 0, "+", ha="center", va="center", fontsize=12, zorder=5)
        for number, (name, color) in enumerate(boxes):
            axes.text(
                left + 1.25 + 2.15 * number, 1.5, name, ha="center", va="center",
                color=color if color != gray else "#555555",
                bbox={"boxstyle": "round,pad=0.5", "fc": "white", "ec": color, "lw": 2},
            )  # fmt: skip
        axes.text((left + right) / 2, 2.5, words, ha="center", va="center")
    return figure
