"""Drawings of chapter 04."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.plotting.charts import label_line
from helpers.plotting.style import COLORS, PALETTE


def epochs_and_seconds(
    runs: Mapping[str, tuple[Sequence[float], float]],
    *,
    ylabel: str,
    title: str,
) -> Figure:
    """Draw the same runs twice: over the epochs, and over the seconds that they took.

    The names stand in the first panel; the colors carry them to the second.

    Parameters
    ----------
    runs : mapping from name to (losses, seconds)
        The loss after each epoch, and the seconds that an epoch takes.
    ylabel, title : str
        Name of the loss; what to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(1, 2, sharey=True, figsize=(7, 2.9))
    colors = [PALETTE[name] for name in ("blue", "vermilion", "green")]
    for (name, run), color in zip(runs.items(), colors, strict=True):
        losses, seconds = run
        epochs = np.arange(1, len(losses) + 1)
        for axes, x in ((left, epochs), (right, seconds * epochs)):
            axes.plot(x, losses, color=color)
            axes.plot(x[-1], losses[-1], "o", ms=4, color=color)
        left.annotate(
            name, (len(losses), losses[-1]), xytext=(0, -5), textcoords="offset points",
            ha="center", va="top", fontsize=8, fontweight="bold", color=color,
        )  # fmt: skip
    left.set(xlabel="epochs", ylabel=ylabel)
    left.set_title("counted in epochs")
    right.set(xlabel="seconds, on this machine")
    right.set_title("counted in seconds")
    for axes in (left, right):
        axes.set(xscale="log", yscale="log")
        axes.margins(0.14, 0.2)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter("{x:g}")
            axis.set_minor_formatter("")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def _ravine(
    axes: Axes, hessian: np.ndarray, path: np.ndarray, *, color: str = PALETTE["blue"]
) -> None:
    """Draw a path upon the contours of the loss w H w / 2, whose minimum is at zero.

    Parameters
    ----------
    axes : Axes
        Where to draw.
    hessian : array, shape (2, 2)
        The matrix H.
    path : array, shape (steps + 1, 2)
        The weights from the start on. A path that flies apart is cut off.
    color : str
        Of the path.
    """
    first, second = np.meshgrid(np.linspace(-9.5, 9.5, 191), np.linspace(-7, 7, 141))
    plane = np.stack([first, second], axis=-1)  # (141, 191, 2)
    loss = np.einsum("...i,ij,...j->...", plane, hessian, plane) / 2
    axes.contourf(
        first, second, loss, levels=[0, 4, 20, 60, 200], antialiased=False,
        colors=["#cfd8dc", "#dde3e6", "#e9edef", "#f4f6f7"],
    )  # fmt: skip
    gone = ~(np.abs(path).max(axis=1) < 40)  # far outside, or nan
    shown = path[: np.argmax(gone) + 1] if gone.any() else path
    shown = np.nan_to_num(shown, nan=1e3)
    axes.plot(*shown.T, color=color, lw=1.3, marker="o", ms=2.6)
    axes.plot(*shown[0], "o", ms=6, color="black")
    axes.plot(0, 0, marker="*", ms=10, color=PALETTE["orange"], mec="black", mew=0.6)
    axes.set(xlim=(-9.5, 9.5), ylim=(-7, 7), xlabel="$w_1$", ylabel="$w_2$")
    axes.set(xticks=(-5, 0, 5), yticks=(-5, 0, 5))
    axes.set_aspect("equal")
    axes.grid(False)


def ravine_paths(
    hessian: np.ndarray, paths: Mapping[str, np.ndarray], *, title: str
) -> Figure:
    """Draw the paths of five optimizers, and in a sixth panel their losses.

    Parameters
    ----------
    hessian : array, shape (2, 2)
        The loss is w H w / 2.
    paths : mapping from name to array, shape (steps + 1, 2)
        Five paths.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(3, 2, figsize=(7, 4.2))
    *maps, last = panels.flat
    colors = [PALETTE[name] for name in ("black", "blue", "sky", "vermilion", "green")]
    for axes, (name, path), color in zip(maps, paths.items(), colors, strict=True):
        _ravine(axes, hessian, path, color=color)
        axes.set(ylim=(-2.1, 2.1), yticks=(-2, 0, 2))
        axes.set_title(name, color=color)
        loss = np.einsum("ti,ij,tj->t", path, hessian, path) / 2
        last.plot(loss, color=color, lw=1.4)
    for axes in maps[:3]:
        axes.set(xlabel="", xticklabels=[])
    for axes in maps[1::2]:
        axes.set(ylabel="", yticklabels=[])
    last.set(yscale="log", xlabel="step", ylabel="loss", ylim=(1e-4, 1.5e2))
    last.set_title("the loss of each")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def ravine_frame(hessian: np.ndarray, path: np.ndarray, *, title: str) -> Figure:
    """Draw one path on the ravine: a frame of a moving figure.

    Parameters
    ----------
    hessian : array, shape (2, 2)
        The loss is w H w / 2.
    path : array, shape (steps + 1, 2)
        The weights from the start on.
    title : str
        What is drawn.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(3.7, 2.9))
    _ravine(axes, hessian, path)
    axes.set_title(title)
    return figure


def range_test(
    rates: np.ndarray,
    losses: np.ndarray,
    smooth: np.ndarray,
    chosen: float,
    *,
    title: str,
) -> Figure:
    """Draw a learning-rate range test: the loss of each step over its learning rate.

    Parameters
    ----------
    rates, losses, smooth : arrays, shape (steps,)
        Learning rate and loss of each step; the loss smoothed.
    chosen : float
        The learning rate to mark.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(6.6, 3))
    axes.scatter(rates, losses, s=8, color=COLORS["training"], alpha=0.4, linewidth=0)
    axes.plot(rates, smooth, color=COLORS["training"])
    top = 1.6 * losses[0]
    axes.axvline(chosen, color=PALETTE["vermilion"], lw=1.4, ls="--")
    axes.text(
        chosen * 0.9, 0.05 * top, "chosen", color=PALETTE["vermilion"],
        ha="right", fontweight="bold",
    )  # fmt: skip
    for x, text in (
        (0.03, "too low:\nnothing moves"),
        (0.84, "too high:\nit jumps"),
    ):
        axes.text(x, 0.2, text, transform=axes.transAxes, va="top", color="#555555")
    axes.set(
        xscale="log", ylim=(0, top), xlabel="learning rate of the step",
        ylabel="loss on the batch", title=title,
    )  # fmt: skip
    return figure


def schedules(
    rates: Mapping[str, Sequence[float]],
    errors: Mapping[str, Sequence[float]],
    *,
    title: str,
) -> Figure:
    """Draw learning rates over the steps and, beside them, the errors they lead to.

    Parameters
    ----------
    rates, errors : mappings from name to sequence of floats
        Learning rate and error at each step, by the name of the schedule.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(7, 2.8))
    colors = [PALETTE[name] for name in ("vermilion", "blue", "green", "purple")]
    for (name, rate), color in zip(rates.items(), colors, strict=True):
        left.plot(rate, color=color)
        error = errors[name]
        shown = np.arange(0, len(error), 4)
        right.plot(shown, np.asarray(error)[shown], color=color, lw=1.4)
    height = 0.0  # names from the lowest up, none upon another
    for name, color in sorted(
        zip(rates, colors, strict=True), key=lambda pair: errors[pair[0]][-1]
    ):
        height = max(errors[name][-1], 1.32 * height)
        label_line(right, len(errors[name]) - 1, height, name, color, fontsize=8)
    left.set(xlabel="step", ylabel="learning rate", yscale="log", ylim=(1e-3, 1.5))
    left.set_title("the schedule")
    right.set(xlabel="step", ylabel="typical error of $w$", yscale="log")
    right.set_title("what it leads to")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def valleys(
    results: Mapping[str, tuple[Sequence[float], np.ndarray]],
    *,
    xlabel: str,
    ylabel: str,
    title: str,
) -> Figure:
    """Draw losses over learning rates: each start a dot, their means a line, by name.

    Parameters
    ----------
    results : mapping from name to (rates, losses)
        The losses have the shape (rates, starts); what is not finite is left out.
    xlabel, ylabel, title : str
        Names of the axes; what to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 3.4))
    lowest = min(np.nanmin(losses) for _, losses in results.values())
    names = ("black", "blue", "vermilion", "green", "purple")  # as on the ravine
    for (name, (rates, losses)), color in zip(results.items(), names, strict=False):
        mean = np.mean(losses, axis=1)
        axes.plot(rates, mean, color=PALETTE[color], label=name)
        axes.plot(rates, losses, ".", color=PALETTE[color], ms=4, alpha=0.6)
        axes.plot(rates[np.nanargmin(mean)], np.nanmin(mean), "o", color=PALETTE[color])
    axes.set(xscale="log", yscale="log", ylim=(0.9 * lowest, 4 * lowest))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter("{x:g}")
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return figure
