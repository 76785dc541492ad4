"""Drawings of chapter 08."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.plotting.charts import label_line
from helpers.plotting.style import COLORS, PALETTE

GRID, RANDOM = PALETTE["vermilion"], PALETTE["blue"]
ERROR = "error [1,000 USD]"


def heatmap(
    errors: np.ndarray, rates: Sequence[float], units: Sequence[int], *, title: str
) -> Figure:
    """Draw the errors of all combinations as a map, with the best of them marked.

    Parameters
    ----------
    errors : array, shape (rates, units)
        Errors [1,000 USD].
    rates, units : sequence
        The learning rates and the numbers of hidden units.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 3))
    drawn = axes.imshow(
        np.log10(errors.T), origin="lower", aspect="auto", cmap="cividis_r"
    )
    best = np.unravel_index(np.argmin(errors), errors.shape)
    for (i, j), error in np.ndenumerate(errors):
        dark = np.log10(error) > np.log10(errors).mean()
        axes.text(
            i, j, f"{error:.0f}", ha="center", va="center", fontsize=8,
            color="white" if dark else "black",
        )  # fmt: skip
    axes.plot(
        *best, "s", ms=21, markerfacecolor="none", mec=PALETTE["vermilion"], mew=2
    )
    axes.set_xticks(range(len(rates)), [f"{rate:.1g}" for rate in rates])
    axes.set_yticks(range(len(units)), units)
    axes.set(xlabel="learning rate", ylabel="hidden units")
    axes.set_title(title)
    axes.grid(False)
    bar = figure.colorbar(drawn, pad=0.01, label=ERROR)
    shown = [value for value in (50, 70, 100, 150, 250) if value < errors.max()]
    bar.set_ticks(np.log10(shown), labels=shown)
    return figure


def scales(
    linear: tuple[np.ndarray, np.ndarray],
    logarithmic: tuple[np.ndarray, np.ndarray],
    *,
    title: str,
) -> Figure:
    """Draw the errors of rates that are spread evenly on either scale.

    Parameters
    ----------
    linear, logarithmic : pair of arrays, shape (n,)
        Learning rates, and the errors [1,000 USD] that each leads to.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(1, 2, sharey=True, figsize=(7, 2.8))
    names = ("spread evenly", "spread evenly on a logarithmic scale")
    for axes, (rates, errors), name in zip(
        panels, (linear, logarithmic), names, strict=True
    ):
        axes.plot(rates, errors, "o-", color=COLORS["validation"], ms=5)
        axes.set(xlabel="learning rate", yscale="log")
        axes.set_title(name, fontweight="normal")
        axes.set_yticks([50, 100, 200, 500, 1000, 2000, 5000], minor=False)
        axes.yaxis.set_major_formatter("{x:g}")
        axes.minorticks_off()
    panels[0].set_ylabel(ERROR)
    panels[1].set_xscale("log")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def _plane(axes: Axes, points: np.ndarray, color: str, *, lines: bool = True) -> None:
    """Draw trials in the unit square, and on its lower edge where they fall."""
    axes.plot(*points.T, "o", color=color, ms=6, clip_on=False, zorder=3)
    for x in np.unique(points[:, 0]) if lines else ():
        axes.axvline(x, color=color, lw=0.8, alpha=0.6)
    axes.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    axes.grid(False)


def nine_trials(grid: np.ndarray, drawn: np.ndarray, *, title: str) -> Figure:
    """Draw nine trials of a grid and nine by chance, below what one axis alone does.

    Parameters
    ----------
    grid, drawn : array, shape (9, 2)
        Points of the unit square: the axis that matters, and the one that does not.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(
        2, 2, figsize=(7, 3.9), sharex=True, height_ratios=(1, 2.4)
    )
    x = np.linspace(0, 1, 200)

    def error(place: np.ndarray) -> np.ndarray:
        return 1 - np.exp(-(((place - 0.37) / 0.09) ** 2))

    for column, points, color, name in (
        (0, grid, GRID, "grid"),
        (1, drawn, RANDOM, "random"),
    ):
        top, below = panels[:, column]
        top.plot(x, error(x), color=COLORS["truth"], lw=1.2)
        tried = np.unique(points[:, 0])
        top.plot(tried, error(tried), "o", color=color, ms=5, clip_on=False)
        top.set(yticks=[], ylabel="error" if column == 0 else "")
        top.grid(False)
        top.set_title(f"{name}: {len(tried)} values of what matters", color=color)
        _plane(below, points, color)
        below.set_xlabel("matters")
    panels[1, 0].set_ylabel("does not matter")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def compare_searches(
    places: Sequence[np.ndarray],
    found: Mapping[str, np.ndarray],
    best: float,
    *,
    title: str,
) -> Figure:
    """Draw what a grid and a random search of 16 trials find: a frame.

    Parameters
    ----------
    places : pair of arrays
        Where the grid's values lie on the axes of the rate and of the units, 0 to 1.
    found : mapping from ``"grid"`` and ``"random"`` to arrays
        The lowest errors [1,000 USD] of many searches.
    best : float
        The lowest error of the whole table.
    title : str
        What to see.

    Returns
    -------
    Figure
    """
    figure, (plane, axes) = plt.subplots(1, 2, figsize=(7, 2.8), width_ratios=(1, 2.2))
    _plane(plane, np.stack(np.meshgrid(*places), -1).reshape(-1, 2), GRID)
    plane.set(xlabel="learning rate", ylabel="units")
    plane.set_title(f"the grid: {len(places[0])} × {len(places[1])}", color=GRID)
    edges = np.linspace(best, best * 1.13, 25)
    for name, color, side in (("grid", GRID, 1), ("random", RANDOM, -1)):
        counts, _ = np.histogram(np.minimum(found[name], edges[-1]), edges)
        share = side * counts / counts.sum()
        axes.bar(edges[:-1], share, np.diff(edges), align="edge", color=color)
        mean = np.mean(found[name])
        axes.plot([mean] * 2, [0, side * 0.6], color=color, lw=1.5, ls="--")
        axes.text(
            mean, side * 0.62, f"{name}, on average {mean:.1f}", color=color,
            va="bottom" if side > 0 else "top", fontweight="bold",
        )  # fmt: skip
    axes.set(ylim=(-0.8, 0.8), yticks=[], xlim=edges[[0, -1]])
    axes.set(xlabel="lowest error found [1,000 USD]", ylabel="how often")
    axes.axhline(0, color="black", lw=0.8)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def halving(
    curves: np.ndarray, rungs: Mapping[int, Sequence[int]], *, title: str
) -> Figure:
    """Draw each trial's error as far as it was trained, and faintly what was saved.

    Parameters
    ----------
    curves : array, shape (trials, epochs)
        Errors [1,000 USD] after each epoch.
    rungs : mapping from epochs to trials
        Which trials were trained for so many epochs: three entries.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 3.2))
    count = np.arange(1, curves.shape[1] + 1)
    colors = (COLORS["muted"], PALETTE["sky"], PALETTE["vermilion"])
    axes.plot(count, curves[rungs[1]].T, color="#e3e6e9", lw=0.8, ls=":")
    for (epochs, trials), color in zip(rungs.items(), colors, strict=True):
        for trial in trials:
            axes.plot(count[:epochs], curves[trial, :epochs], color=color, lw=1.4)
            axes.plot(epochs, curves[trial, epochs - 1], "o", color=color, ms=3.5)
        axes.annotate(
            f"{len(trials)} trials\nuntil epoch {epochs}",
            (epochs, curves[trials, epochs - 1].max()),
            xytext=(7, 5 if epochs > 1 else -16),
            textcoords="offset points", ha="left" if epochs < count[-1] else "right",
            color=color, fontweight="bold",
        )  # fmt: skip
    axes.set(yscale="log", xlabel="epoch", ylabel=ERROR, xticks=count)
    ticks = [50, 70, 100, 200, 300]
    axes.set_yticks(ticks, ticks)
    axes.minorticks_off()
    axes.set_title(title)
    return figure


def parallel(
    rows: Sequence[Mapping[str, object]],
    logarithmic: Sequence[str],
    *,
    last: str,
    title: str,
) -> Figure:
    """Draw every trial as a line across one axis for each hyperparameter.

    Parameters
    ----------
    rows : sequence of mappings
        One for each trial: its settings and, under the name ``last``, its error.
    logarithmic : sequence of str
        The names whose axes are logarithmic.
    last : str
        The name of the error: the last axis, which also gives the color.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 3.4))
    names = list(rows[0])
    heights = np.empty((len(rows), len(names)))
    for column, name in enumerate(names):
        values = [row[name] for row in rows]
        if isinstance(values[0], str):
            kinds = sorted(set(values))
            place = np.array([kinds.index(value) for value in values], float)
            ticks = list(enumerate(kinds))
        else:
            place = np.array(values, float)
            place = np.log10(place) if name in logarithmic else place
            ends = (place.min(), place.max())
            ticks = [(e, _short(10**e if name in logarithmic else e)) for e in ends]
        low, span = place.min(), np.ptp(place) or 1.0
        heights[:, column] = (place - low) / span
        axes.axvline(column, color="#555555", lw=0.8)
        for value, text in ticks:
            axes.annotate(
                text, (column, (value - low) / span), xytext=(4, 0), fontsize=8,
                textcoords="offset points", va="center",
                bbox={"fc": "white", "ec": "none", "pad": 0.5, "alpha": 0.8},
            )  # fmt: skip
    rank = np.argsort(np.argsort([row[last] for row in rows])) / max(1, len(rows) - 1)
    colors = plt.get_cmap("cividis")(rank)
    for line, color, place in sorted(
        zip(heights, colors, rank, strict=True), key=lambda item: -item[2]
    ):
        best = place == 0
        axes.plot(
            line, color=PALETTE["vermilion"] if best else color,
            lw=2.6 if best else 1.1, alpha=1 if best else 0.8,
        )  # fmt: skip
    axes.set_xticks(range(len(names)), names)
    axes.set(yticks=[], xlim=(-0.1, len(names) - 0.7))
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_title(title)
    return figure


def _short(number: float) -> str:
    return f"{number:.0f}" if abs(number) >= 100 else f"{number:.2g}"


def optimism(
    counts: Sequence[int],
    searches: Mapping[str, tuple[np.ndarray, np.ndarray]],
    expected: Mapping[str, np.ndarray],
    *,
    title: str,
) -> Figure:
    """Draw the winner's error on validation and on test houses, over the trials.

    Parameters
    ----------
    counts : sequence of n int
        Numbers of trials.
    searches : mapping from name to two arrays, shape (n,)
        Mean validation and mean test error [1,000 USD] of the winner; two names or more,
        one panel each.
    expected : mapping from name to array, shape (n,)
        What is expected of pure luck: a dashed curve in the panel of that name.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(1, len(searches), sharey=True, figsize=(7, 3))
    for axes, (name, (seen, true)) in zip(panels, searches.items(), strict=True):
        axes.fill_between(counts, seen, true, color="#eeeeee")
        for values, kind in ((seen, "validation"), (true, "test")):
            axes.plot(counts, values, "o-", color=COLORS[kind], ms=4)
            label_line(axes, counts[-1], values[-1], kind, COLORS[kind])
        if name in expected:
            axes.plot(counts, expected[name], "--", color=COLORS["truth"], lw=1.2)
            axes.annotate(
                "pure luck", (counts[2], expected[name][2]), xytext=(-4, -4),
                textcoords="offset points", ha="right", va="top", fontsize=8,
            )  # fmt: skip
        axes.set(xscale="log", xlabel="trials", xlim=(counts[0] * 0.9, counts[-1] * 5))
        axes.set_xticks(counts, counts)
        axes.minorticks_off()
        axes.set_title(name, fontweight="normal")
    panels[0].set_ylabel(f"the winner's {ERROR}")
    figure.suptitle(title, x=0.01, ha="left")
    return figure
