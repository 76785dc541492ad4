"""Drawings of chapter 07."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from helpers.plotting.style import COLORS, PALETTE


def loss_panels(
    runs: Mapping[str, tuple[np.ndarray, np.ndarray]],
    *,
    title: str = "",
    ylim: tuple[float, float] | None = None,
) -> Figure:
    """Draw training and validation losses, a panel for each name, every start a line.

    Parameters
    ----------
    runs : mapping from name to two arrays, shape (epochs, starts)
        Training and validation losses after each epoch.
    title : str
        What to see, as a sentence.
    ylim : (float, float), optional
        The range of losses to show.

    Returns
    -------
    Figure
    """
    width = 7 if len(runs) > 1 else 4
    figure, (row,) = plt.subplots(
        1, len(runs), sharey=True, squeeze=False, figsize=(width, 2.9)
    )
    for axes, (name, losses) in zip(row, runs.items(), strict=True):
        for kind, loss in zip(("training", "validation"), losses, strict=True):
            epochs = np.arange(1, len(loss) + 1)
            mean = loss.mean(axis=1)
            if loss.shape[1] > 1:
                axes.plot(epochs, loss, color=COLORS[kind], lw=0.7, alpha=0.5)
            axes.plot(epochs, mean, color=COLORS[kind], label=kind)
        lowest = mean.argmin()  # of the validation losses
        axes.plot(epochs[lowest], mean[lowest], "o", color=COLORS["validation"])
        axes.set(xlabel="epoch", title=name)
    row[0].set(ylabel="loss", ylim=ylim or (0, None))
    row[0].legend(loc="best", fontsize=8)
    if title:
        figure.suptitle(title, x=0.01, ha="left")
    return figure


def pulls(paths: Mapping[str, np.ndarray], *, title: str) -> Figure:
    """Draw what penalties alone do to a large and a small weight.

    Parameters
    ----------
    paths : mapping from name to array, shape (steps + 1, 2)
        The two weights from the start on, by the penalty's name; 36 steps or more.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(6.6, 2.8))
    for (name, path), color in zip(paths.items(), ("purple", "vermilion"), strict=True):
        axes.plot(path, color=PALETTE[color])
        axes.annotate(
            name, (35, path[35, 0]), xytext=(4, 6 if name == "L1" else -12),
            textcoords="offset points", color=PALETTE[color], fontweight="bold",
        )  # fmt: skip
    axes.set(xlabel="step", ylabel="weight", ylim=(-0.04, 0.85), title=title)
    return figure


def histograms(kernels: Mapping[str, np.ndarray], *, title: str) -> Figure:
    """Draw how many weights have which value, one panel for each name.

    Parameters
    ----------
    kernels : mapping from name to array
        Weights, of any shape.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, (row,) = plt.subplots(
        1, len(kernels), sharey=True, sharex=True, squeeze=False, figsize=(7, 2.4)
    )
    bins = np.linspace(-0.2, 0.2, 81)
    for axes, (name, kernel) in zip(row, kernels.items(), strict=True):
        share = np.full(kernel.size, 100 / kernel.size)
        axes.hist(kernel.ravel(), bins, weights=share, color=PALETTE["blue"])
        axes.set(xlabel="weight", title=name, yscale="log", ylim=(0.02, 100))
    row[0].set_ylabel("weights, %")
    row[0].yaxis.set_major_formatter("{x:g}")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def two_readings(
    readings: Mapping[str, tuple[Sequence[float], np.ndarray, np.ndarray]],
    *,
    title: str,
) -> Figure:
    """Draw the loss at the best epoch and at the end over the strength of each remedy.

    Parameters
    ----------
    readings : mapping from name to (strengths, at best, at the end)
        The strengths begin with 0; the losses have the shape (strengths, starts).
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, (row,) = plt.subplots(
        1, len(readings), sharey=True, squeeze=False, figsize=(7, 3)
    )
    for axes, (name, (strengths, at_best, at_end)) in zip(
        row, readings.items(), strict=True
    ):
        places = np.arange(len(strengths))
        for losses, color, marker, label in (
            (at_end, "vermilion", "s", "at the end"),
            (at_best, "blue", "o", "at the best epoch"),
        ):
            axes.plot(places, losses, ".", color=PALETTE[color], ms=3, alpha=0.6)
            axes.plot(
                places, losses.mean(axis=1), color=PALETTE[color], marker=marker, ms=4,
                label=label,
            )  # fmt: skip
        names = [f"{strength:g}".replace("0.", ".") for strength in strengths]
        axes.set_xticks(places, names, fontsize=7, rotation=45)
        axes.set(title=name, xlabel="rate" if name == "dropout" else "strength")
    row[0].set_ylabel("validation loss")
    row[-1].legend(loc="upper right", fontsize=7)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def learning_curve(
    sizes: Sequence[int],
    losses: np.ndarray,
    *,
    xlabel: str,
    ylabel: str,
    title: str,
) -> Figure:
    """Draw losses over the size of the training set: each start a dot, the means a line.

    Parameters
    ----------
    sizes : sequence of n int
        Numbers of training examples.
    losses : array, shape (n, starts)
        The loss for each of them.
    xlabel, ylabel, title : str
        Names of the axes; what to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(6, 2.9))
    axes.plot(sizes, losses, ".", color=COLORS["validation"], alpha=0.6)
    axes.plot(sizes, losses.mean(axis=1), color=COLORS["validation"])
    axes.set(xscale="log", xlabel=xlabel, ylabel=ylabel, title=title)
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    return figure
