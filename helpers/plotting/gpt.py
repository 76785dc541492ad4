"""Drawings of chapter 15."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from helpers.plotting.style import PALETTE


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
