"""Drawings of chapter 17: carts with poles, their episodes, what a network prefers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.plotting.style import COLORS, DIVERGING, PALETTE

_FALLEN = 12  # degrees
_EDGE = 2.4  # meters
_WAYS = ("vermilion", "blue")


def _cart(axes: Axes, angle: float) -> None:
    """Draw the cart, always in the middle, with its pole at an angle in radians."""
    axes.axhline(0, color="#b9c0c6", lw=1)
    axes.add_patch(Rectangle((-0.3, 0), 0.6, 0.25, fc=PALETTE["blue"], lw=0))
    axes.plot(
        [0, np.sin(angle)], [0.25, 0.25 + np.cos(angle)], color=PALETTE["orange"],
        lw=4, solid_capstyle="round",
    )  # fmt: skip
    axes.set(xlim=(-0.8, 0.8), ylim=(-0.05, 1.35))
    axes.set_aspect("equal")
    axes.axis("off")


def carts(states: np.ndarray, *, title: str, pictures: int = 6) -> Figure:
    """Draw the cart and its pole at some moments of an episode.

    Parameters
    ----------
    states : array, shape (moves + 1, 4)
        Place (m), velocity (m/s), angle (rad), angular velocity (rad/s).
    title : str
        What to see, as a sentence.
    pictures : int
        How many moments, evenly spaced from the first to the last.
    """
    figure, panels = plt.subplots(1, pictures, figsize=(7, 1.7))
    for axes, move in zip(
        panels, np.linspace(0, len(states) - 1, pictures).astype(int), strict=True
    ):
        _cart(axes, states[move, 2])
        name = "start" if move == 0 else f"{move} pushes"
        axes.set_title(
            f"{name}\n{round(np.degrees(states[move, 2]))}°",
            loc="center", fontweight="normal", fontsize=8,
        )  # fmt: skip
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def chase(paths: Mapping[str, np.ndarray], *, title: str) -> Figure:
    """Draw a value and the target it goes to, one panel for each way to set the target.

    Parameters
    ----------
    paths : mapping from name to array, shape (updates, 2)
        Value and target before each update.
    title : str
        What to see, as a sentence.
    """
    figure, panels = plt.subplots(1, len(paths), figsize=(7, 2.9), sharey=True)
    for axes, (name, path) in zip(panels, paths.items(), strict=True):
        for column, (kind, color) in enumerate(
            (("value", PALETTE["blue"]), ("target", PALETTE["vermilion"]))
        ):
            axes.plot(
                path[:, column], color=color, label=kind,
                drawstyle="steps-post" if column else None,
            )  # fmt: skip
        axes.axhline(1 / 0.19, color=COLORS["truth"], lw=1, ls="--")
        axes.annotate(
            "where it must end", (0, 1 / 0.19), xytext=(0, -11), fontsize=8,
            textcoords="offset points", color=COLORS["truth"],
        )  # fmt: skip
        axes.set_title(name, fontweight="normal")
        axes.set(xlabel="updates", ylim=(0, 5.6))
    panels[0].set_ylabel("value and target of $s$")
    panels[0].legend(loc="lower right")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def episodes(runs: Mapping[str, np.ndarray], *, title: str) -> Figure:
    """Draw angle and place of up to two episodes, with the limits where they end.

    Parameters
    ----------
    runs : mapping from name to array, shape (moves + 1, 4)
        The states of each episode.
    title : str
        What to see, as a sentence.
    """
    figure, panels = plt.subplots(1, 2, figsize=(7, 2.9))
    for (name, states), color in zip(runs.items(), _WAYS, strict=False):
        for axes, y in zip(
            panels, (np.degrees(states[:, 2]), states[:, 0]), strict=True
        ):
            axes.plot(y, color=PALETTE[color], lw=1.3, label=name)
    for axes, limit, ylabel in zip(
        panels, (_FALLEN, _EDGE), ("angle of the pole (degrees)", "place of the cart (m)"),
        strict=True,
    ):  # fmt: skip
        for side in (-limit, limit):
            axes.axhline(side, color=COLORS["truth"], lw=1, ls="--")
        axes.set(xlabel="moves", ylabel=ylabel, ylim=(-1.25 * limit, 1.25 * limit))
    panels[0].legend(loc="upper right", bbox_to_anchor=(1, 0.86), fontsize=8)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def preference(
    value: Callable[[np.ndarray], np.ndarray], states: np.ndarray, *, title: str
) -> Figure:
    """Draw which push is worth more, over angle and angular velocity, and an episode.

    Parameters
    ----------
    value : callable
        From states, shape (n, 4), to the values of both actions, (n, 2).
    states : array, shape (moves + 1, 4)
        An episode; its states are dots.
    title : str
        What to see, as a sentence.
    """
    angle, speed = np.meshgrid(np.linspace(-12, 12, 61), np.linspace(-2.4, 2.4, 61))
    grid = np.zeros((angle.size, 4), "float32")
    grid[:, 2], grid[:, 3] = np.radians(angle.ravel()), speed.ravel()
    gain = np.diff(value(grid), axis=1).reshape(angle.shape)
    figure, axes = plt.subplots(figsize=(5.6, 3.3))
    limit = max(np.abs(gain).max(), 1e-6)
    filled = axes.contourf(
        angle, speed, gain / limit, levels=np.linspace(-1, 1, 9), cmap=DIVERGING,
        alpha=0.8,
    )  # fmt: skip
    if gain.min() < 0 < gain.max():
        axes.contour(angle, speed, gain, levels=[0], colors="black", linewidths=1.2)
    axes.plot(
        np.degrees(states[:, 2]), states[:, 3], ".", ms=2.5, color="black", alpha=0.6
    )
    axes.set(
        xlabel="angle of the pole (degrees)", ylabel="angular velocity (rad/s)",
        xlim=(-12, 12), ylim=(-2.4, 2.4), title=title,
    )  # fmt: skip
    bar = figure.colorbar(filled, ax=axes, ticks=[-1, 1])
    bar.ax.set_yticklabels(["left", "right"])
    bar.set_label("which push is worth more")
    return figure
