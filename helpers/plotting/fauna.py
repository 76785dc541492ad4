"""Drawings of chapter 20: the map of all networks, samples, sheets of units, spreads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from helpers.plotting.charts import label_line
from helpers.plotting.style import COLORS, PALETTE

# What a network is built of, and how it learns; a star marks the animals of chapter 20.
_LEARNS = ("with labels", "without labels", "from rewards")
_BUILT = {
    "one layer\nof weights": (
        ("perceptron 01",),
        ("*self-organizing map", "*Boltzmann machine"),
        ("Q-table 16",),
    ),
    "dense layers": (
        ("MLP 02–08", "*Monte-Carlo dropout"),
        ("autoencoder 18, VAE 19", "*GAN"),
        ("deep Q-network 17",),
    ),
    "convolution": (
        ("LeNet 09, ResNet 10", "pretrained nets 11"),
        ("most GANs", "diffusion models"),
        ("players of\nvideo games",),
    ),
    "recurrence": (("RNN 12", "LSTM, GRU 13"), ("Hopfield network",), ()),
    "attention": (
        ("attention 14",),
        ("GPT 15: predicts what it reads",),
        ("chat models:\nGPT, then rewards",),
    ),
}


def family(*, title: str) -> Figure:
    """Draw the map of all networks of the course: how they learn, what they are built of.

    Parameters
    ----------
    title : str
        What to see, as a sentence.
    """
    figure, axes = plt.subplots(figsize=(7, 4.1))
    widths, left = (2.1, 2.5, 1.7), (0, 2.1, 4.6)
    for x, width, name in zip(left, widths, _LEARNS, strict=True):
        axes.text(x + width / 2, -0.12, name, ha="center", weight="bold")
    for row, (name, cells) in enumerate(_BUILT.items()):
        axes.text(-0.1, row + 0.5, name, ha="right", va="center", weight="bold")
        for x, width, animals in zip(left, widths, cells, strict=True):
            box = Rectangle((x + 0.03, row + 0.04), width - 0.06, 0.92)
            box.set(fc="#f3f6f8", ec="#c9d0d6")
            axes.add_patch(box)
            for i, animal in enumerate(animals):
                new = animal.startswith("*")
                axes.text(
                    x + width / 2, row + 0.5 + 0.36 * (i - (len(animals) - 1) / 2),
                    animal.lstrip("*"), ha="center", va="center",
                    weight="bold" if new else "normal",
                    color=PALETTE["vermilion"] if new else "black",
                )  # fmt: skip
    axes.set(xlim=(-1.15, 6.35), ylim=(len(_BUILT) + 0.02, -0.35), title=title)
    axes.axis("off")
    return figure


def _ring(axes: Axes, x: np.ndarray, centers: np.ndarray, radius: float, color) -> None:
    for center in centers:
        axes.add_patch(Circle(center, radius, fc="none", ec="#9aa0a6", lw=0.8))
    axes.plot(x[:, 0], x[:, 1], ".", ms=3, color=color, alpha=0.7)
    axes.set(xlim=(-3, 3), ylim=(-3, 3), xticks=(-2, 0, 2), yticks=(-2, 0, 2))
    axes.set_aspect("equal")


def samples(
    clouds: Mapping[str, np.ndarray],
    centers: np.ndarray,
    *,
    radius: float,
    title: str,
    real: str = "real",
) -> Figure:
    """Draw clouds of points beside each other, each over the circles of the modes.

    Parameters
    ----------
    clouds : mapping from name to array, shape (points, 2)
        One panel each, at most four.
    centers : array, shape (modes, 2)
        The middle of each mode.
    radius : float
        Of the circle inside which a point counts.
    title : str
        What to see, as a sentence.
    real : str
        The name of the cloud of real points: it is blue.
    """
    figure, panels = plt.subplots(
        1,
        len(clouds),
        figsize=(7, 2.15) if len(clouds) > 2 else (5.4, 2.7),
        squeeze=False,
    )
    for axes, (name, x) in zip(panels.flat, clouds.items(), strict=True):
        color = COLORS["training"] if name == real else PALETTE["vermilion"]
        _ring(axes, x, centers, radius, color)
        axes.set_title(name, fontweight="normal")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def sheet(x: np.ndarray, weights: np.ndarray, *, title: str) -> Figure:
    """Draw points of the plane and the sheet of units upon them: a frame.

    Parameters
    ----------
    x : array, shape (points, 2)
        The data.
    weights : array, shape (side, side, 2)
        Where each unit of the grid sits; neighbors on the grid are joined by lines.
    title : str
        What to see.
    """
    figure, axes = plt.subplots(figsize=(3.6, 3.6))
    axes.plot(x[:, 0], x[:, 1], ".", ms=2.5, color=PALETTE["sky"])
    for lines in (weights, weights.transpose(1, 0, 2)):
        for line in lines:
            axes.plot(line[:, 0], line[:, 1], "-", lw=0.9, color=PALETTE["black"])
    axes.plot(*weights.reshape(-1, 2).T, "o", ms=3, color=PALETTE["vermilion"])
    axes.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), xlabel="$x_1$", ylabel="$x_2$")
    axes.set_title(title)
    axes.set_aspect("equal")
    return figure


def mosaics(maps: Mapping[str, np.ndarray], *, title: str) -> Figure:
    """Draw the pictures of each map of units as one large picture, side by side.

    Parameters
    ----------
    maps : mapping from name to array, shape (rows, columns, height, width)
        A small picture for each place of the grid, one panel each.
    title : str
        What to see, as a sentence.
    """
    figure, panels = plt.subplots(1, len(maps), figsize=(7, 3.7), squeeze=False)
    for axes, (name, pictures) in zip(panels.flat, maps.items(), strict=True):
        rows, columns, height, width = pictures.shape
        large = pictures.transpose(0, 2, 1, 3).reshape(rows * height, columns * width)
        axes.imshow(large, cmap="gray_r", interpolation="nearest")
        axes.set_title(name, fontweight="normal")
        axes.axis("off")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def trade(
    line: tuple[Sequence[float], Sequence[float], Sequence[str]],
    others: Mapping[str, tuple[float, float]],
    *,
    title: str,
) -> Figure:
    """Draw quantization error against topographic error.

    Parameters
    ----------
    line : (x, y, names)
        Self-organizing maps of several final widths, joined by a line.
    others : mapping from name to (x, y)
        What they are compared with.
    title : str
        What to see, as a sentence.
    """
    figure, axes = plt.subplots(figsize=(7, 3.3))
    x, y, names = line
    axes.plot(x, y, "o-", color=PALETTE["vermilion"], ms=5)
    for one, two, name in zip(x, y, names, strict=True):
        axes.annotate(
            name, (one, two), xytext=(3, 7), textcoords="offset points",
            color=PALETTE["vermilion"], weight="bold",
        )  # fmt: skip
    for (name, (one, two)), color in zip(
        others.items(), (PALETTE["blue"], PALETTE["green"]), strict=True
    ):
        axes.plot(one, two, "s", color=color, ms=6)
        label_line(axes, one, two, name, color)
    axes.set(
        xlabel="quantization error, on new digits",
        ylabel="topographic error", title=title, ylim=(-0.04, 1),
    )  # fmt: skip
    axes.margins(x=0.12)
    return figure


def spreads(
    x: np.ndarray,
    y: np.ndarray,
    grid: np.ndarray,
    panels: Mapping[str, np.ndarray],
    *,
    truth: np.ndarray,
    title: str,
) -> Figure:
    """Draw what several passes or networks say: their mean, and two deviations about it.

    Parameters
    ----------
    x, y : array, shape (examples,)
        The data.
    grid : array, shape (points,)
        Where the answers are given.
    panels : mapping from name to array, shape (passes, points)
        The answers, one panel each.
    truth : array, shape (points,)
        The curve that the data come from.
    title : str
        What to see, as a sentence.
    """
    figure, axeses = plt.subplots(1, len(panels), figsize=(7, 2.9), sharey=True)
    for axes, (name, said) in zip(axeses, panels.items(), strict=True):
        mean, deviation = said.mean(axis=0), said.std(axis=0)
        axes.fill_between(
            grid, mean - 2 * deviation, mean + 2 * deviation,
            color=PALETTE["vermilion"], alpha=0.25, lw=0,
        )  # fmt: skip
        axes.plot(grid, truth, "--", lw=1, color=COLORS["truth"])
        axes.plot(grid, mean, color=PALETTE["vermilion"])
        axes.plot(x, y, ".", ms=3, color=COLORS["training"])
        axes.set_title(name, fontweight="normal")
        axes.set(xlabel="$x$", ylim=(-4, 4))
    axeses[0].set_ylabel("$y$")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def rings(cities: np.ndarray, loops: Mapping[str, np.ndarray], *, title: str) -> Figure:
    """Draw cities and closed lines of units through them, one panel for each line.

    Parameters
    ----------
    cities : array, shape (cities, 2)
        The data.
    loops : mapping from name to array, shape (units, 2)
        Where the units sit, in the order of the ring.
    title : str
        What to see, as a sentence.
    """
    figure, panels = plt.subplots(1, len(loops), figsize=(7, 2.6))
    for axes, (name, loop) in zip(panels, loops.items(), strict=True):
        closed = np.vstack([loop, loop[:1]])
        axes.plot(*closed.T, "-", lw=1, color=PALETTE["vermilion"])
        axes.plot(*cities.T, "o", ms=4, color=COLORS["training"])
        axes.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), xticks=(), yticks=())
        axes.set_title(name, fontweight="normal")
        axes.set_aspect("equal")
    figure.suptitle(title, x=0.01, ha="left")
    return figure
