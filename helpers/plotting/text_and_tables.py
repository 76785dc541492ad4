"""Drawings of chapter 06."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from helpers.plotting.charts import label_line
from helpers.plotting.style import CLASS_COLORS, COLORS, PALETTE

AGAINST, FOR = CLASS_COLORS


def running_sum(
    words: Sequence[str],
    weights: Sequence[float],
    bias: float,
    *,
    named: int = 8,
    title: str,
) -> Figure:
    """Draw the sum of the words' weights, word by word, and name the heaviest.

    Parameters
    ----------
    words, weights : sequences of n
        A review's words in their order, and what each adds.
    bias : float
        Where the sum begins.
    named : int
        How many words to write.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 3.2))
    weights = np.asarray(weights, float)
    sums = bias + np.concatenate([[0], np.cumsum(weights)])  # (n + 1,)
    low, high = min(sums.min(), 0), max(sums.max(), 0)
    reach = 0.32 * (high - low)
    axes.axhline(0, color=COLORS["truth"], lw=1)
    axes.step(range(len(sums)), sums, where="post", color=COLORS["muted"], lw=1.5)
    axes.plot(len(sums) - 1, sums[-1], "o", color=FOR if sums[-1] > 0 else AGAINST)
    for place in np.sort(np.argsort(-np.abs(weights))[:named]):
        up = weights[place] > 0
        color = FOR if up else AGAINST
        axes.plot([place + 1] * 2, sums[place : place + 2], color=color, lw=2.5)
        axes.annotate(
            words[place], (place + 1, max(sums[place : place + 2]) if up else
            min(sums[place : place + 2])), xytext=(0, 4 if up else -4),
            textcoords="offset points", rotation=55, fontsize=8, color=color,
            ha="left" if up else "right", va="bottom" if up else "top",
            rotation_mode="anchor",
        )  # fmt: skip
    axes.set(
        xlabel="words of the review, each at its first place",
        ylabel="sum of the weights\nagainst | for",
        title=title,
        xlim=(-1, 1.08 * len(weights) + 1),
        ylim=(low - reach, high + reach),
    )
    return figure


def length_histogram(
    lengths: Mapping[str, Sequence[int]], *, most: int, title: str
) -> Figure:
    """Draw how long the reviews of each class are, with the median of each.

    Parameters
    ----------
    lengths : mapping of str to sequence of int
        Words in each review, for the classes against and for.
    most : int
        Longer ones are counted in the last bar.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 2.8))
    bins = np.linspace(0, most, 41)
    for (name, values), color in zip(lengths.items(), CLASS_COLORS, strict=True):
        axes.hist(
            np.minimum(values, most - 1e-9), bins, histtype="step", lw=1.8, color=color,
            label=f"{name}, half of them up to {np.median(values):.0f}",
        )  # fmt: skip
    axes.legend()
    axes.set(
        xlabel=f"words in a review (the last bar: {most} and more)",
        ylabel="reviews",
        title=title,
    )
    return figure


def loss_and_accuracy(
    history: Mapping[str, Sequence[float]], turn: int, *, title: str
) -> Figure:
    """Draw loss and accuracy of training (blue) and validation (orange), and the turn.

    Parameters
    ----------
    history : mapping
        Keras' ``history.history`` with loss, accuracy and their ``val_`` twins.
    turn : int
        The epoch, counted from 1, with the lowest validation loss.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(1, 2, figsize=(7, 3))
    for axes, metric in zip(panels, ("loss", "accuracy"), strict=True):
        for key, kind in ((metric, "training"), (f"val_{metric}", "validation")):
            epochs = np.arange(1, len(history[key]) + 1)
            axes.plot(epochs, history[key], color=COLORS[kind], marker="o", ms=3)
            if axes is panels[-1]:  # the names would reach into a panel to the right
                label_line(axes, epochs[-1], history[key][-1], kind, COLORS[kind])
        axes.axvline(turn, color=COLORS["truth"], ls="--", lw=1)
        axes.set(xlabel="epoch", ylabel=metric)
        axes.xaxis.get_major_locator().set_params(integer=True)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def word_weights(
    words: Sequence[str], halves: np.ndarray, *, names: Sequence[str], title: str
) -> Figure:
    """Draw the weights of some words as two models found them, one dot for each.

    Parameters
    ----------
    words : sequence of n str
        From the most against to the most for.
    halves : array, shape (2, n)
        Each model's weights.
    names : two str
        What the two models learned from.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 0.17 * len(words) + 0.8))
    places = np.arange(len(words))
    axes.axvline(0, color=COLORS["truth"], lw=1)
    axes.hlines(places, *halves, color=COLORS["muted"], lw=1.5)
    for values, marker, name in zip(halves, "os", names, strict=True):
        colors = np.where(np.mean(halves, axis=0) > 0, FOR, AGAINST)
        axes.scatter(values, places, c=colors, marker=marker, s=22, zorder=3)
        axes.scatter([], [], c=COLORS["muted"], marker=marker, s=22, label=name)
    axes.legend(loc="lower right")
    axes.set_yticks(places, words, fontsize=8)
    axes.grid(axis="y", visible=False)
    axes.set(xlabel="weight: against | for", title=title, ylim=(-1, len(words)))
    return figure


def price_map(
    places: np.ndarray, prices: np.ndarray, last: np.ndarray, *, title: str
) -> Figure:
    """Draw houses on a map twice: by price, and by where they stand in the file.

    Parameters
    ----------
    places : array, shape (n, 2)
        Longitude and latitude [degrees].
    prices : array, shape (n,)
        USD.
    last : array, shape (n,), bool
        Whether a house stands in the last part of the file.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(7, 3.4), sharey=True)
    drawn = left.scatter(*places.T, c=prices / 1000, s=2, cmap="viridis")
    figure.colorbar(drawn, ax=left, location="top", label="price [1,000 USD]")
    for chosen, color, name in (
        (~last, PALETTE["blue"], "first four fifths of the file"),
        (last, PALETTE["vermilion"], "last fifth"),
    ):
        right.scatter(*places[chosen].T, color=color, s=2, label=name)
    right.legend(markerscale=4, loc="upper right", fontsize=7)
    left.set_ylabel("latitude [degrees]")
    for axes in (left, right):
        axes.set_xlabel("longitude [degrees]")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def two_bars(
    groups: Mapping[str, Mapping[str, float]], *, ylabel: str, title: str
) -> Figure:
    """Draw for each group one bar of each kind, with its value.

    Parameters
    ----------
    groups : mapping of str to mapping of str to float
        The values by kind within each group; the same kinds in all.
    ylabel, title : str
        Name of the axis with its unit; what to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 2.8))
    kinds = list(next(iter(groups.values())))
    colors = [PALETTE[name] for name in ("vermilion", "blue")]
    for offset, kind, color in zip((-0.2, 0.2), kinds, colors, strict=True):
        values = [group[kind] for group in groups.values()]
        bars = axes.bar(np.arange(len(groups)) + offset, values, 0.36, color=color)
        axes.bar_label(bars, fmt="{:,.0f}", fontsize=8)
        bars.set_label(kind)
    axes.margins(y=0.25)
    axes.legend(ncols=2, loc="upper right")
    axes.set_xticks(range(len(groups)), list(groups))
    axes.grid(axis="x", visible=False)
    axes.set(ylabel=ylabel, title=title)
    return figure


def fold_errors(
    errors: Mapping[str, Sequence[float]], test: Mapping[str, float], *, title: str
) -> Figure:
    """Draw the errors of each model in the folds, and on the test rows.

    Parameters
    ----------
    errors : mapping of str to sequence of float
        USD, one for each fold.
    test : mapping of str to float
        USD, after training on all training rows.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 0.9 + 0.45 * len(errors)))
    places = np.arange(len(errors))[::-1]
    for place, (name, values) in zip(places, errors.items(), strict=True):
        axes.plot(values, [place] * len(values), "o", color=COLORS["validation"], ms=5)
        axes.plot(test[name], place - 0.22, "D", color=COLORS["test"], ms=6)
    axes.plot([], [], "o", color=COLORS["validation"], label="the folds")
    axes.plot([], [], "D", color=COLORS["test"], label="test rows")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    axes.set_yticks(places, list(errors))
    axes.set(xlim=(0, None), ylim=(-0.6, len(errors) - 0.6))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set(xlabel="mean absolute error [USD]", title=title)
    return figure


def threshold_and_recall(
    shares: Mapping[str, tuple[np.ndarray, np.ndarray]],
    thresholds: np.ndarray,
    threshold: float,
    *,
    title: str,
) -> Figure:
    """Draw for each model the shares of both classes found, over the threshold.

    Parameters
    ----------
    shares : mapping of str to (against, for)
        Each of shape (n,): the shares of both classes that are found.
    thresholds : array, shape (n,)
        Answers above a threshold are "for".
    threshold : float
        The one to mark.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(
        1, len(shares), sharey=True, squeeze=False, figsize=(7, 2.8)
    )
    panels = panels[0]
    marked = np.argmin(np.abs(thresholds - threshold))
    for axes, (name, (against, speaks_for)) in zip(panels, shares.items(), strict=True):
        for values, color, kind in (
            (against, AGAINST, "against"),
            (speaks_for, FOR, "for"),
        ):
            axes.plot(thresholds, values, color=color, label=kind)
            axes.plot(threshold, values[marked], "o", color=color)
        balanced = (against[marked] + speaks_for[marked]) / 2
        axes.axvline(threshold, color=COLORS["truth"], ls="--", lw=1)
        axes.set(xlabel="threshold", xlim=(0, 1), ylim=(-0.03, 1.03))
        axes.set_title(f"{name}: balanced accuracy {balanced:.2f}", fontsize=9)
    panels[0].set_ylabel("share that is found")
    panels[0].legend(loc="lower left")
    figure.suptitle(title, x=0.01, ha="left")
    return figure
