"""Drawings of chapter 12."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from helpers.plotting.charts import label_line
from helpers.plotting.style import CLASS_COLORS, COLORS, PALETTE


def two_readings(
    words: Sequence[str],
    bags: Mapping[str, np.ndarray],
    states: Mapping[str, np.ndarray],
    *,
    title: str,
) -> Figure:
    """Draw sentences as bags of words and, beside it, as paths of a state.

    Parameters
    ----------
    words : sequence of str
        The words of the bag, one for each column.
    bags : mapping of str to array, shape (words,)
        By the sentence, 1 for each word that occurs.
    states : mapping of str to array, shape (time, 2)
        By the sentence, the state of two units after each of its words.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(7, 3), width_ratios=(1, 1.5), layout="constrained"
    )
    rows = np.array(list(bags.values()))
    left.imshow(rows, cmap="Blues", vmin=0, vmax=3, aspect="auto")
    for edge in range(1, len(words)):
        left.axvline(edge - 0.5, color="white", lw=3)
    for edge in range(1, len(bags)):
        left.axhline(edge - 0.5, color="white", lw=3)
    for (row, column), value in np.ndenumerate(rows):
        left.text(column, row, f"{value:g}", ha="center", va="center")
    left.set_xticks(range(len(words)), words)
    left.set_yticks(range(len(bags)), [name.replace(", ", ",\n") for name in bags])
    left.set_title("as bags of words", loc="center", fontweight="normal")
    left.grid(False)
    for (name, path), color in zip(states.items(), CLASS_COLORS, strict=True):
        path = np.concatenate([np.zeros((1, 2)), path])
        right.plot(*path.T, color=color, marker="o", ms=4, lw=1.4)
        for word, at in zip(name.replace(",", "").split(), path[1:], strict=True):
            right.annotate(
                word, at, xytext=(5, 4), textcoords="offset points", color=color,
                bbox={"fc": "white", "ec": "none", "pad": 0.5, "alpha": 0.8},
            )  # fmt: skip
    right.plot(0, 0, "o", color=COLORS["truth"])
    right.annotate("start", (0, 0), xytext=(5, -10), textcoords="offset points")
    right.margins(0.2)
    right.set(xlabel="first unit", ylabel="second unit")
    right.set_title("as paths of a state", loc="center", fontweight="normal")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def _arrow(axes: Axes, start: tuple, end: tuple, color: str = "#555555") -> None:
    axes.add_patch(
        FancyArrowPatch(
            start, end, arrowstyle="-|>", mutation_scale=10, color=color, shrinkA=0,
            shrinkB=0,
        )
    )  # fmt: skip


def unrolled(inputs: Sequence[float], states: Sequence[float], *, title: str) -> Figure:
    """Draw a cell with its loop, and beside it the same cell at each step.

    Parameters
    ----------
    inputs : sequence of floats
        What is read at each step.
    states : sequence of floats
        The state after each step.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 2.5))
    axes.axis("off")
    steps = len(inputs)
    axes.set(xlim=(-0.6, 2.2 * (steps + 1) + 0.9), ylim=(-0.35, 3.1))

    def cell(x: float) -> None:
        axes.add_patch(
            FancyBboxPatch(
                (x - 0.45, 1.1), 0.9, 0.7, boxstyle="round,pad=0.05",
                fc=PALETTE["sky"], ec="#555555",
            )
        )  # fmt: skip
        axes.text(x, 1.45, "cell", ha="center", va="center")
        _arrow(axes, (x, 0.25), (x, 1.03))
        _arrow(axes, (x, 1.87), (x, 2.5))

    cell(0.3)
    axes.text(0.3, 0.05, "$x_t$", ha="center", va="center")
    axes.text(0.3, 2.75, "$h_t$", ha="center", va="center")
    axes.add_patch(
        FancyArrowPatch(
            (0.5, 1.87), (0.82, 1.3), connectionstyle="arc3,rad=-1.6",
            arrowstyle="-|>", mutation_scale=10, color=PALETTE["vermilion"], lw=1.8,
        )
    )  # fmt: skip
    axes.text(1.62, 1.45, "=", ha="center", va="center", fontsize=16)
    for step, (x, h) in enumerate(zip(inputs, states, strict=True), start=1):
        place = 2.2 * step + 0.7
        cell(place)
        axes.text(place, 0.05, f"$x_{step}$ = {x:g}", ha="center", va="center")
        axes.text(place, 2.75, f"$h_{step}$ = {h:.2f}", ha="center", va="center")
        if step < steps:
            _arrow(
                axes, (place + 0.52, 1.45), (place + 1.68, 1.45), PALETTE["vermilion"]
            )
            axes.text(
                place + 1.1, 1.62, f"{h:.2f}", ha="center", color=PALETTE["vermilion"]
            )
    axes.set_title(title)
    return figure


def perfect_cells(
    families: Mapping[str, tuple[np.ndarray, np.ndarray]],
    found: Mapping[str, tuple[tuple[float, float], tuple[float, float]]],
    others: Mapping[str, tuple[float, float]],
    *,
    title: str,
) -> Figure:
    """Draw the cells that are perfect at one length as curves, and trained ones as dots.

    Parameters
    ----------
    families : mapping of three str to two arrays, shape (n,)
        By name, recurrent and input weight of the perfect cells.
    found : mapping of str to two pairs of floats
        By name, recurrent and input weight at the start of a training, and at its end.
    others : mapping of str to two floats
        By name, recurrent and input weight of further cells.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 3.6))
    for (name, (u, w)), color in zip(
        families.items(), ("blue", "purple", "sky"), strict=True
    ):
        axes.plot(u, w, color=PALETTE[color])
        label_line(axes, u[-1], w[-1], name, PALETTE[color])
    for start, end in found.values():
        axes.plot(*start, "o", mfc="white", mec=COLORS["truth"], ms=6)
        if np.abs(np.subtract(end, start)).sum() > 0.1:  # else there is no room for it
            _arrow(axes, start, end, COLORS["truth"])
        axes.plot(*end, "o", color=COLORS["truth"], ms=6)
    for name, (u, w) in others.items():
        axes.plot(u, w, "D", color=PALETTE["vermilion"], ms=6)
        axes.annotate(
            name, (u, w), xytext=(6, 8), textcoords="offset points", rotation=20,
            color=PALETTE["vermilion"], fontweight="bold",
        )  # fmt: skip
    axes.set(xlabel="recurrent weight $u$", ylabel="input weight $w$", title=title)
    axes.set_ylim(0, 2.05)
    return figure


def next_integers(
    right: Sequence[float], found: Sequence[float], at: int, *, title: str
) -> Figure:
    """Draw what a cell says at each length beside what is right.

    Parameters
    ----------
    right, found : sequences of floats
        The right integer, and what the cell says, at the lengths 1, 2, ….
    at : int
        The length at which the cell was made to be right.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(6, 2.9))
    lengths = np.arange(1, len(right) + 1)
    axes.axhline(right[0], color=COLORS["truth"], ls="--", lw=1)
    axes.vlines(lengths, right, found, color=COLORS["muted"], lw=1)
    axes.plot(lengths, found, "o", color=PALETTE["blue"])
    axes.plot(at, found[at - 1], "o", color=PALETTE["vermilion"], ms=8)
    axes.set(
        xlabel="length of the sequence", ylabel="what the cell says", title=title,
        ylim=(-1, 27), xticks=lengths,
    )  # fmt: skip
    return figure


def way_back(
    norms: Mapping[str, Mapping[str, np.ndarray]], *, title: str, floor: float = 1e-24
) -> Figure:
    """Draw how long a gradient is, so many steps back, a panel for each kind of cell.

    Parameters
    ----------
    norms : mapping of str to mapping of str to array, shape (steps + 1,)
        By the panel's name and the curve's, the length 0, 1, 2, … steps back.
    title : str
        What to see, as a sentence.
    floor : float
        The smallest length to show; the largest is its inverse.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(
        1, len(norms), sharey=True, squeeze=False, figsize=(7, 3.2)
    )
    colors = [PALETTE[name] for name in ("blue", "black", "vermilion")]
    for axes, (name, curves) in zip(panels[0], norms.items(), strict=True):
        for (label, values), color in zip(curves.items(), colors, strict=True):
            inside = (values > floor) & (values < 1 / floor)
            steps = np.flatnonzero(inside)
            axes.plot(steps, values[inside], color=color)
            label_line(axes, steps[-1], values[inside][-1], label, color)
        axes.set(xlabel="steps back", yscale="log", ylim=(floor, 1 / floor))
        axes.set_xlim(0, len(values) * 1.22)
        axes.set_title(name, loc="center", fontweight="normal")
    panels[0][0].set_ylabel("length of the gradient")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def letter_by_letter(
    words: Mapping[str, Mapping[str, np.ndarray]],
    accuracy: Mapping[str, Sequence[float]],
    *,
    title: str,
) -> Figure:
    """Draw how two networks' opinions of words change while they read them.

    Parameters
    ----------
    words : mapping of str to mapping of str to array, shape (letters,)
        By the word and the network's name, the probability after each letter that the
        word is one in a mirror.
    accuracy : mapping of str to sequence of floats
        By the network's name, the share of right answers after 1, 2, … letters.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    colors = PALETTE["vermilion"], PALETTE["blue"]
    figure, panels = plt.subplots(1, len(words) + 1, figsize=(7, 2.6))
    for axes, (word, networks) in zip(panels, words.items(), strict=False):
        places = np.arange(len(word))
        axes.axhline(0.5, color=COLORS["muted"], lw=1, ls="--")
        for said, color in zip(networks.values(), colors, strict=True):
            axes.plot(places, said, marker="o", ms=4, color=color)
        axes.set_xticks(places, list(word))
        axes.set(ylim=(-0.05, 1.05), xlabel="letter read")
        axes.grid(False)
    panels[0].set_ylabel("probability: in a mirror")
    for axes in panels[1:-1]:
        axes.set_yticklabels([])
    last = panels[-1]
    last.axhline(0.5, color=COLORS["muted"], lw=1, ls="--")
    for (name, shares), color in zip(accuracy.items(), colors, strict=True):
        count = np.arange(1, len(shares) + 1)
        last.plot(count, shares, marker="o", ms=4, color=color, label=name)
    last.legend(loc="lower right", fontsize=8)
    last.set(xlabel="letters read", ylabel="test accuracy", ylim=(0, 1.02))
    last.xaxis.get_major_locator().set_params(integer=True)
    figure.suptitle(title, x=0.01, ha="left")
    return figure
