"""Drawings of chapter 16: corridors, grids of squares, walks through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.plotting.charts import label_line
from helpers.plotting.style import PALETTE
from helpers.worlds import STEPS

_FILL = {"#": "#7d8790", "C": "#f6d5c2", "P": "#f6d5c2", "G": "#cfeadf", "S": "#e3eef6"}
_NAMES = {"C": "", "P": "pit", "G": "goal", "S": "start"}
_WAYS = ("blue", "vermilion", "green")


def walks(
    pays: Sequence[float], ways: Mapping[str, Sequence[int]], *, title: str
) -> Figure:
    """Draw the squares of a corridor that each agent stands on, move after move.

    Parameters
    ----------
    pays : sequence of floats
        What it pays to enter each square.
    ways : mapping from name to sequence of int
        The squares, counted from 0, with the start; two or three agents.
    title : str
        What to see, as a sentence.
    """
    figure, axes = plt.subplots(figsize=(7, 2.5))
    for (name, way), color in zip(ways.items(), _WAYS[: len(ways)], strict=True):
        axes.plot(np.arange(len(way)), way, "o-", ms=5, color=PALETTE[color])
        label_line(axes, len(way) - 1, way[-1], name, PALETTE[color])
    axes.set_yticks(
        range(len(pays)),
        [f"square {i + 1}: pays {pay:g}" for i, pay in enumerate(pays)],
    )
    axes.set(xlabel="moves", title=title, ylim=(-0.4, len(pays) - 0.6))
    axes.margins(x=0.03)
    axes.grid(axis="x", visible=False)
    return figure


def corridor_frame(
    pays: Sequence[float],
    q: np.ndarray,
    *,
    move: tuple[int, int, int] | None,
    title: str,
) -> Figure:
    """Draw a corridor with the table under its squares: a frame of a moving figure.

    Parameters
    ----------
    pays : sequence of floats
        What it pays to enter each square.
    q : array, shape (squares, 2)
        The table: right, left.
    move : (state, action, next_state) or None
        The move just made: its entry is marked, and the agent stands where it led.
    title : str
        What just happened.
    """
    figure, axes = plt.subplots(figsize=(5.6, 2.3))
    last = len(pays) - 1
    for square, pay in enumerate(pays):
        fill = _FILL["G"] if square == last else "white"
        axes.add_patch(Rectangle((square, 0), 1, 1, fc=fill, ec="#555555"))
        axes.text(square + 0.08, 0.88, f"{square + 1}", va="top", color="#555555")
        if pay:
            axes.text(square + 0.92, 0.88, f"pays {pay:g}", va="top", ha="right")
        if square == last:
            continue
        if q[square, 0] != q[square, 1]:
            forward = 1 if q[square, 0] > q[square, 1] else -1
            axes.annotate(
                "", (square + 0.5 + 0.28 * forward, 0.2),
                (square + 0.5 - 0.28 * forward, 0.2),
                arrowprops={"arrowstyle": "-|>", "lw": 1.8, "color": PALETTE["blue"]},
            )  # fmt: skip
        for action, name in enumerate(("right", "left")):
            changed = move is not None and move[:2] == (square, action)
            axes.text(
                square + 0.5, -0.25 - 0.28 * action, f"{name} {q[square, action]:.2f}",
                ha="center", va="center", family="monospace",
                fontweight="bold" if changed else "normal",
                color=PALETTE["vermilion"] if changed else "black",
            )  # fmt: skip
    here = move[2] if move else 0
    axes.plot(here + 0.5, 0.5, "o", ms=12, color=PALETTE["vermilion"])
    axes.set(xlim=(-0.02, len(pays) + 0.02), ylim=(-0.7, 1.05), title=title)
    axes.axis("off")
    return figure


def _squares(axes: Axes, rows: Sequence[str], *, start: bool = True) -> None:
    for row, line in enumerate(rows):
        for column, square in enumerate(line):
            named = start or square != "S"
            fill = _FILL.get(square, "white") if named else "white"
            axes.add_patch(Rectangle((column, row), 1, 1, fc=fill, ec="#b9c0c6"))
            axes.text(
                column + 0.5, row + 0.93,
                _NAMES.get(square, "") if named else "", fontsize=7,
                ha="center", va="bottom", color="#444444",
            )  # fmt: skip
    axes.set(xlim=(-0.05, len(rows[0]) + 0.05), ylim=(len(rows) + 0.05, -0.05))
    axes.set_aspect("equal")
    axes.axis("off")


def _values(axes: Axes, rows: Sequence[str], q: np.ndarray, limit: float) -> None:
    """Color each free square by its best value, and draw an arrow for its best action."""
    for state, square in enumerate("".join(rows)):
        row, column = divmod(state, len(rows[0]))
        values = q[state]
        if square in "#GPC" or not values.any():
            continue
        share = np.clip(values.max() / limit, -1, 1)
        color = PALETTE["green"] if share > 0 else PALETTE["orange"]
        axes.add_patch(
            Rectangle((column, row), 1, 1, fc=color, alpha=0.65 * abs(share), lw=0)
        )
        down, right = STEPS[int(np.argmax(values))]
        x, y = column + 0.5, row + 0.36
        axes.annotate(
            "", (x + 0.25 * right, y + 0.25 * down),
            (x - 0.25 * right, y - 0.25 * down),
            arrowprops={"arrowstyle": "-|>", "lw": 1.3, "color": "black"},
        )  # fmt: skip
        axes.text(x, row + 0.8, f"{values.max():.1f}", ha="center", fontsize=6.5)


def policy(
    rows: Sequence[str], tables: Mapping[str, np.ndarray], *, limit: float, title: str
) -> Figure:
    """Draw the best action of each square as an arrow, its value as number and color.

    Parameters
    ----------
    rows : sequence of str
        The map, as `helpers.worlds.grid` reads it.
    tables : mapping from name to array, shape (states, actions)
        The tables, one panel each. Squares whose row is zero are left blank.
    limit : float
        The value at which the color is full.
    title : str
        What to see, as a sentence.
    """
    figure, panels = plt.subplots(
        1, len(tables), figsize=(7 if len(tables) > 1 else 4.6, 2.9), squeeze=False
    )
    for axes, (name, q) in zip(panels.flat, tables.items(), strict=True):
        _squares(axes, rows, start=False)  # its value stands there
        _values(axes, rows, q, limit)
        axes.set_title(name, fontweight="normal")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def cliff(
    rows: Sequence[str], ways: Mapping[str, Sequence[int]], *, title: str
) -> Figure:
    """Draw up to three ways through one map; states are counted row by row.

    Parameters
    ----------
    rows : sequence of str
        The map, as `helpers.worlds.grid` reads it.
    ways : mapping from name to sequence of int
        The states of each way.
    title : str
        What to see, as a sentence.
    """
    figure, axes = plt.subplots(figsize=(7, 2.7))
    _squares(axes, rows)
    columns = len(rows[0])
    axes.text(columns / 2, len(rows) - 0.5, "cliff", ha="center", va="center")
    for number, ((name, way), color) in enumerate(
        zip(ways.items(), _WAYS[: len(ways)], strict=True)
    ):
        shift = 0.16 * (number - (len(ways) - 1) / 2)  # ways that share squares
        y, x = np.divmod(np.asarray(way), columns)
        axes.plot(
            x + 0.5 + shift, y + 0.5 + shift, color=PALETTE[color], lw=2.2, label=name
        )
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncol=len(ways))
    axes.set_title(title)
    return figure


def learning_curves(
    returns: Mapping[str, np.ndarray],
    *,
    best: float | None = None,
    smooth: int = 1,
    ylim: tuple[float, float] | None = None,
    title: str,
) -> Figure:
    """Draw the return of each episode: the mean over agents, and the spread about it.

    Parameters
    ----------
    returns : mapping from name to array, shape (agents, episodes)
        Up to three kinds of agents.
    best : float, optional
        The best return that there is, as a level.
    smooth : int
        Of how many episodes a mean is drawn.
    ylim : (float, float), optional
        Limits of the returns.
    title : str
        What to see, as a sentence.
    """
    figure, axes = plt.subplots(figsize=(7, 3))
    for (name, runs), color in zip(returns.items(), _WAYS[: len(returns)], strict=True):
        blocks = runs[:, : runs.shape[1] // smooth * smooth]
        blocks = blocks.reshape(len(runs), -1, smooth).mean(axis=2)
        x = smooth * (np.arange(blocks.shape[1]) + 0.5)
        low, high = np.quantile(blocks, (0.1, 0.9), axis=0)
        axes.fill_between(x, low, high, color=PALETTE[color], alpha=0.2, lw=0)
        axes.plot(x, blocks.mean(axis=0), color=PALETTE[color])
        if name:
            label_line(axes, x[-1], blocks[:, -1].mean(), name, PALETTE[color])
    if best is not None:
        axes.axhline(best, color="#444444", lw=1, ls="--")
        axes.annotate(
            "the best there is", (0.02, best), xycoords=("axes fraction", "data"),
            xytext=(0, 3), textcoords="offset points", fontsize=8, color="#444444",
        )  # fmt: skip
    axes.set(xlabel="episode", ylabel="return of the episode", title=title)
    if ylim:
        axes.set_ylim(ylim)
    return figure


def two_panels(
    x: Sequence[float],
    left: Mapping[str, Sequence[float]],
    right: Mapping[str, Sequence[float]],
    *,
    xlabel: str,
    ylabels: tuple[str, str],
    title: str,
) -> Figure:
    """Draw two measures of the same settings beside each other.

    Parameters
    ----------
    x : sequence of floats
        The setting.
    left, right : mapping from name to sequence of floats
        What is measured in each panel, lines by name.
    xlabel : str
        The name of the setting.
    ylabels : (str, str)
        The names of the two measures.
    title : str
        What to see, as a sentence.
    """
    figure, panels = plt.subplots(1, 2, figsize=(7, 2.9))
    for axes, lines, ylabel in zip(panels, (left, right), ylabels, strict=True):
        for (name, values), color in zip(
            lines.items(), _WAYS[: len(lines)], strict=True
        ):
            axes.plot(x, values, "o-", ms=4, color=PALETTE[color])
            if name:
                label_line(axes, x[-1], values[-1], name, PALETTE[color])
        axes.set(xlabel=xlabel, ylabel=ylabel)
        axes.set_ylim(bottom=min(0, axes.get_ylim()[0]))
    figure.suptitle(title, x=0.01, ha="left")
    return figure
