"""Charts that any chapter may need: curves, pictures, planes of two classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.plotting.style import CLASS_COLORS, COLORS, DIVERGING, PALETTE


def label_line(axes: Axes, x: float, y: float, text: str, color: str, **kwargs) -> None:
    """Write a curve's name at its end, in its color, in place of a legend.

    Parameters
    ----------
    axes : Axes
        Where to write.
    x, y : float
        The end of the curve, in data units.
    text, color : str
        The name and the curve's color.
    """
    axes.annotate(
        text,
        (x, y),
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        color=color,
        fontweight="bold",
        annotation_clip=False,
        **kwargs,
    )


def training_curves(
    histories: Mapping[str, Sequence[float]]
    | Mapping[str, Mapping[str, Sequence[float]]],
    *,
    metric: str = "loss",
    title: str,
) -> Figure:
    """Draw training (blue) and validation (orange) curves against epochs.

    Parameters
    ----------
    histories : mapping
        Keras' ``history.history``, or several of them by name: one panel each.
    metric : str
        What to draw: ``"loss"``, ``"accuracy"`` …; ``"val_" + metric`` is drawn with it
        where it is there.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure

    Raises
    ------
    KeyError
        If a history does not hold the metric.
    """
    if metric in histories:
        histories = {"": histories}
    for history in histories.values():
        if metric not in history:
            raise KeyError(f"no {metric!r} in the history; it holds {sorted(history)}")
    figure, panels = plt.subplots(
        1, len(histories), sharey=True, squeeze=False, figsize=(7, 3.2)
    )
    for axes, (name, history) in zip(panels[0], histories.items(), strict=True):
        for key, kind in ((metric, "training"), (f"val_{metric}", "validation")):
            if key in history:
                epochs = np.arange(1, len(history[key]) + 1)
                axes.plot(epochs, history[key], color=COLORS[kind], marker="o", ms=3)
        axes.set(xlabel="epoch", title=str(name))
        axes.xaxis.get_major_locator().set_params(integer=True)
    panels[0][0].set_ylabel(metric.replace("_", " "))
    lines = panels[0][-1].get_lines()
    names = ["training", "validation"][: len(lines)]
    panels[0][-1].legend(lines, names, loc="best")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def images(
    pictures: np.ndarray,
    titles: Sequence[str] | None = None,
    *,
    columns: int = 10,
    title: str | None = None,
    cmap: str | LinearSegmentedColormap = "gray",
    symmetric: bool = False,
    colors: Sequence[str] | None = None,
) -> Figure:
    """Draw pictures in rows.

    Parameters
    ----------
    pictures : array, shape (n, height, width) or (n, height, width, 3)
        Gray or RGB pictures. All share one scale.
    titles : sequence of n str, optional
        A short text above each.
    columns : int
        Pictures in a row.
    title : str, optional
        What to see, as a sentence.
    cmap : str or colormap
        For gray pictures.
    symmetric : bool
        Center the scale on zero (for weights), with the diverging palette.
    colors : sequence of n str, optional
        The color of each title.

    Returns
    -------
    Figure
    """
    pictures = np.asarray(pictures)
    rows = -(-len(pictures) // columns)
    figure, panels = plt.subplots(
        rows,
        columns,
        squeeze=False,
        figsize=(7, 7 / columns * rows * (1.3 if titles else 1)),
    )
    low, high = float(pictures.min()), float(pictures.max())
    if symmetric:
        high = max(abs(low), abs(high))
        low, cmap = -high, DIVERGING
    for axes in panels.flat:
        axes.axis("off")
    for index, (axes, picture) in enumerate(zip(panels.flat, pictures, strict=False)):
        axes.imshow(picture, cmap=cmap, vmin=low, vmax=high)
        if titles is not None:
            color = colors[index] if colors is not None else "black"
            axes.set_title(
                titles[index],
                fontsize=8,
                loc="center",
                fontweight="normal",
                color=color,
            )
    if title:
        figure.suptitle(title, x=0.01, ha="left")
    return figure


def decision_regions(
    predict: Callable[[np.ndarray], np.ndarray],
    x: np.ndarray,
    y: np.ndarray,
    *,
    axes: Axes | None = None,
    xlabel: str = "$x_1$",
    ylabel: str = "$x_2$",
    title: str = "",
    margin: float = 0.5,
) -> Figure:
    """Color the plane by the predicted class and draw the points upon it.

    Parameters
    ----------
    predict : callable
        From points, shape (n, 2), to scores, shape (n,): class 1 where above 0.5.
    x : array, shape (n, 2)
        Points to draw.
    y : array, shape (n,)
        Their classes, 0 or 1.
    axes : Axes, optional
        Where to draw; a new figure if left out.
    xlabel, ylabel, title : str
        Names of the axes; what to see.
    margin : float
        How far the plane goes beyond the points, in data units.

    Returns
    -------
    Figure
    """
    x, y = np.asarray(x), np.asarray(y)
    if axes is None:
        _, axes = plt.subplots(figsize=(4, 3.6))
    low, high = x.min(axis=0) - margin, x.max(axis=0) + margin
    grid = np.stack(
        np.meshgrid(*(np.linspace(low[i], high[i], 200) for i in (0, 1))), axis=-1
    )  # (200, 200, 2)
    scores = np.asarray(predict(grid.reshape(-1, 2))).reshape(200, 200)
    axes.contourf(
        grid[..., 0], grid[..., 1], scores > 0.5, levels=[-0.5, 0.5, 1.5],
        colors=CLASS_COLORS, alpha=0.15,
    )  # fmt: skip
    if scores.min() < 0.5 < scores.max():
        axes.contour(grid[..., 0], grid[..., 1], scores, levels=[0.5], colors="black")
    points(x, y, axes=axes)
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    axes.grid(False)
    return axes.figure


def points(x: np.ndarray, y: np.ndarray, *, axes: Axes, size: float = 36) -> None:
    """Draw points of two classes, told apart by color and by shape.

    Parameters
    ----------
    x : array, shape (n, 2)
        Points.
    y : array, shape (n,)
        Their classes, 0 (blue circles) or 1 (vermilion squares).
    axes : Axes
        Where to draw.
    size : float
        Area of a marker, in points squared.
    """
    for label, marker in ((0, "o"), (1, "s")):
        chosen = np.asarray(y) == label
        axes.scatter(
            *np.asarray(x)[chosen].T, s=size, marker=marker, color=CLASS_COLORS[label],
            edgecolor="white", linewidth=0.7, zorder=3,
        )  # fmt: skip


def lines(
    x: Sequence[float],
    series: Mapping[str, Sequence[float]],
    *,
    xlabel: str,
    ylabel: str,
    title: str,
    colors: Mapping[str, str] | None = None,
    levels: Mapping[str, float] | None = None,
    xscale: str = "linear",
    yscale: str = "linear",
    ylim: tuple[float, float] | None = None,
    marker: str = "",
) -> Figure:
    """Draw one or several curves, each with its name at its end, over dashed levels.

    Parameters
    ----------
    x : sequence of n floats
        Common to all curves.
    series : mapping of str to n floats
        The curves by name; an empty name is not written.
    xlabel, ylabel, title : str
        Names of the axes with units; what to see, as a sentence.
    colors : mapping of str to str, optional
        Color of each curve; the palette's order if left out.
    levels : mapping of str to float, optional
        Values to compare with: dashed horizontal lines with their name.
    xscale, yscale : str
        ``"linear"`` or ``"log"``; with a log scale of x the ticks stand at the x given.
    ylim : (float, float), optional
        The range to show; a curve that ends outside keeps its name at the edge.
    marker : str
        Matplotlib's marker of a point, ``"o"`` for a dot.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 3.4))
    for name, level in (levels or {}).items():
        axes.axhline(level, color=COLORS["truth"], lw=1, ls="--")
        axes.annotate(
            name, (0.94, level), xycoords=("axes fraction", "data"), xytext=(0, 3),
            textcoords="offset points", ha="right", color=COLORS["truth"],
        )  # fmt: skip
    ends = {}
    for name, y in series.items():
        (line,) = axes.plot(x, y, marker=marker, ms=4, color=(colors or {}).get(name))
        if name:
            ends[name] = (y[-1], line.get_color())
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title, xscale=xscale, yscale=yscale)
    if ylim is not None:
        axes.set_ylim(ylim)
    if xscale == "log":
        axes.set_xticks(x, [f"{value:g}" for value in x])
        axes.minorticks_off()
    if ends:
        axes.set_xlim(right=x[-1])  # the names stand outside
    _name_ends(axes, x[-1], ends)
    return figure


def _name_ends(axes: Axes, x: float, ends: Mapping[str, tuple[float, str]]) -> None:
    """Write each curve's name at its end, moved apart where two ends are close."""
    figure, line_height = axes.figure, 12  # points
    figure.draw_without_rendering()  # the layout is made only now
    bottom, top = axes.get_ylim()
    height = axes.get_window_extent().y1 * 72 / figure.dpi
    taken = -np.inf
    for name, (y, color) in sorted(ends.items(), key=lambda end: end[1][0]):
        y = min(max(y, bottom), top)
        place = axes.transData.transform((x, y))[1] * 72 / figure.dpi
        half = line_height * (1 + name.count("\n")) / 2
        center = max(min(place, height - half + 4), taken + half)
        taken = center + half
        axes.annotate(
            name, (x, y), xytext=(5, center - place), textcoords="offset points",
            va="center", color=color, fontweight="bold", annotation_clip=False,
        )  # fmt: skip


def curves(
    values: Mapping[str, Sequence[float]], *, start: int = 0, **options
) -> Figure:
    """Draw named curves of equal length over a count: steps, epochs.

    Parameters
    ----------
    values : mapping of str to n floats
        Each curve's values, for start, start + 1, ….
    start : int
        The count of the first value.
    **options
        As for `lines`: ``xlabel``, ``ylabel``, ``title``, ``ylim`` ….

    Returns
    -------
    Figure
    """
    count = range(start, start + len(next(iter(values.values()))))
    figure = lines(count, values, **options)
    figure.axes[0].xaxis.get_major_locator().set_params(integer=True)
    return figure


def frame(
    axes: Axes,
    box: Sequence[float],
    color: str,
    *,
    style: str = "-",
    width: float = 2.4,
) -> None:
    """Draw a frame around some pixels of a picture.

    Parameters
    ----------
    axes : Axes
        Where the picture is drawn, by `imshow`.
    box : sequence of 4 numbers
        Top, left, bottom, right, in pixels; the last row and column are those before
        `bottom` and `right`.
    color, style : str
        Of the line.
    width : float
        Of the line, in points.
    """
    top, left, bottom, right = (float(side) - 0.5 for side in box)
    axes.add_patch(
        Rectangle(
            (left, top), right - left, bottom - top,
            fill=False, lw=width, ls=style, color=color, clip_on=False, zorder=5,
        )
    )  # fmt: skip


def strips(
    groups: Mapping[str, Sequence[float] | Mapping[str, Sequence[float]]],
    *,
    xlabel: str,
    title: str,
) -> Figure:
    """Draw each group's numbers as dots on a line of its own, their mean as a stroke.

    Parameters
    ----------
    groups : mapping of str to floats, or to a mapping of str to floats
        The numbers by group, from top to bottom; where a group holds several kinds of
        numbers, three at most, each kind has a color, a marker and a name in the
        legend, and all groups have the same kinds.
    xlabel, title : str
        Name of the axis with its unit; what to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 0.32 * len(groups) + 1))
    looks = (("blue", "o"), ("vermilion", "s"), ("green", "^"))
    for place, group in enumerate(groups.values()):
        kinds = group if isinstance(group, Mapping) else {"": group}
        for i, (kind, values) in enumerate(kinds.items()):
            color, marker = looks[i]
            name = kind if place == 0 and kind else None
            axes.plot(
                values, np.full(len(values), place), marker, ms=4, alpha=0.6,
                color=PALETTE[color], label=name,
            )  # fmt: skip
            axes.plot(
                [np.mean(values)] * 2,
                [place - 0.35, place + 0.35],
                color=PALETTE[color],
            )
    axes.set_yticks(range(len(groups)), list(groups))
    axes.set(xlabel=xlabel, title=title, ylim=(len(groups) - 0.5, -0.5))
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize=8)
    return figure


def name_points(axes: Axes, x: np.ndarray, names: Sequence[str]) -> None:
    """Write a name beside each point, and names of points that coincide together.

    Parameters
    ----------
    axes : Axes
        Where the points are drawn.
    x : array, shape (n, 2)
        The points.
    names : sequence of n str
        Their names.
    """
    span = np.ptp(np.asarray(x), axis=0).max()
    groups: list[tuple[np.ndarray, list[str]]] = []
    for place, name in zip(np.asarray(x), names, strict=True):
        for other, together in groups:
            if np.abs(place - other).max() < 0.08 * span:
                together.append(name)
                break
        else:
            groups.append((place, [name]))
    middle = np.mean(axes.get_xlim())
    for place, together in groups:
        side = -1 if place[0] > middle else 1
        axes.annotate(
            ", ".join(together), place, xytext=(8 * side, 8), fontsize=8,
            textcoords="offset points", ha="left" if side > 0 else "right",
        )  # fmt: skip
