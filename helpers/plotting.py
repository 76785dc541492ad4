"""The course's figures: one style, one palette, the same color for the same thing.

Importing this module sets matplotlib's style. Every function draws and returns the
Figure; titles are sentences that say what to see.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

# Okabe and Ito, "Color Universal Design" (2008): told apart by color-blind readers too.
PALETTE = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "vermilion": "#D55E00",
    "sky": "#56B4E9",
    "purple": "#CC79A7",
    "yellow": "#F0E442",
    "black": "#000000",
}
COLORS = {
    "training": PALETTE["blue"],
    "validation": PALETTE["orange"],
    "test": PALETTE["green"],
    "truth": "#444444",
    "wrong": PALETTE["vermilion"],
    "muted": "#9aa0a6",
}
# Class 0 and class 1, wherever two classes are drawn.
CLASS_COLORS = (PALETTE["blue"], PALETTE["vermilion"])
# For values that have a sign: blue below zero, white at zero, vermilion above.
DIVERGING = LinearSegmentedColormap.from_list(
    "course_diverging", [PALETTE["blue"], "#ffffff", PALETTE["vermilion"]]
)

plt.rcParams.update(
    {
        "figure.figsize": (7, 3.6),
        "figure.dpi": 100,
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
        "figure.constrained_layout.use": True,
        "font.size": 9,
        "axes.titlesize": 10,
        "axes.titlelocation": "left",
        "axes.titleweight": "bold",
        "figure.titlesize": 10,
        "figure.titleweight": "bold",
        "axes.labelsize": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": "#555555",
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": "#e6e6e6",
        "grid.linewidth": 0.6,
        "axes.prop_cycle": plt.cycler(
            color=[PALETTE[name] for name in PALETTE if name != "yellow"]
        ),
        "lines.linewidth": 1.8,
        "legend.frameon": False,
        "image.cmap": "gray",
    }
)


def _sharpen_in_notebooks() -> None:
    """Let a notebook draw figures at twice the resolution, shown at their own size."""
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats("retina")


_sharpen_in_notebooks()


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
    histories: Mapping[str, Sequence[float]] | Mapping[str, Mapping[str, Sequence[float]]],
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
        rows, columns, squeeze=False, figsize=(7, 7 / columns * rows * (1.3 if titles else 1))
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
                titles[index], fontsize=8, loc="center", fontweight="normal", color=color
            )
    if title:
        figure.suptitle(title, x=0.01, ha="left")
    return figure


def heatmap(
    matrix: np.ndarray,
    *,
    xlabel: str,
    ylabel: str,
    title: str,
    axes: Axes | None = None,
    format: str = "d",
) -> Figure:
    """Draw a matrix as colored cells with the number in each.

    Parameters
    ----------
    matrix : array, shape (rows, columns)
        What to draw.
    xlabel, ylabel, title : str
        Names of columns and rows; what to see.
    axes : Axes, optional
        Where to draw; a new figure if left out.
    format : str
        Format of the numbers, ``"d"`` for counts, ``".2f"`` for fractions.

    Returns
    -------
    Figure
    """
    matrix = np.asarray(matrix)
    if axes is None:
        _, axes = plt.subplots(figsize=(5.2, 4.6))
    axes.imshow(matrix, cmap="Blues", vmin=0)
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    axes.set_xticks(range(matrix.shape[1]))
    axes.set_yticks(range(matrix.shape[0]))
    axes.grid(False)
    dark = matrix.max() / 2
    for (row, column), value in np.ndenumerate(matrix):
        axes.text(
            column,
            row,
            f"{value:{format}}",
            ha="center",
            va="center",
            fontsize=7,
            color="white" if value > dark else "black",
        )
    return axes.figure


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


# Colors of a quiz (jupyterquiz), with enough contrast for every reader.
QUIZ_COLORS = {
    "--jq-multiple-choice-bg": "#00578a",
    "--jq-many-choice-bg": "#7a3c00",
    "--jq-mc-button-bg": "#ffffff",
    "--jq-mc-button-border": "#767676",
    "--jq-correct-color": "#005c40",
    "--jq-incorrect-color": "#9c2a00",
    "--jq-text-color": "#ffffff",
    "--jq-link-color": "#cfe6ff",
}


# Chapter 01


def clouds(
    x: np.ndarray,
    y: np.ndarray,
    *,
    names: tuple[str, str],
    xlabel: str,
    ylabel: str,
    title: str,
    probability: Callable[[np.ndarray], np.ndarray] | None = None,
) -> Figure:
    """Draw two crowds of points, at most 1,500, on a map of P(class 1) if there is one.

    Parameters
    ----------
    x : array, shape (n, 2)
        Points. The view leaves out the outermost 0.5 % on each side.
    y : array, shape (n,)
        Their classes, 0 or 1.
    names : pair of str
        What class 0 and class 1 are called; written in the picture, in their colors.
    xlabel, ylabel, title : str
        Names of the axes, with units; what to see.
    probability : callable, optional
        From points, shape (n, 2), to the probability of class 1, shape (n,).

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(5.6, 3.6))
    low, high = np.percentile(x, [0.5, 99.5], axis=0)  # a few outliers must not rule
    low, high = low - 0.06 * (high - low), high + 0.06 * (high - low)
    if probability is not None:
        grid = np.stack(
            np.meshgrid(*(np.linspace(low[i], high[i], 150) for i in (0, 1))), axis=-1
        )  # (150, 150, 2)
        values = probability(grid.reshape(-1, 2)).reshape(150, 150)
        shades = axes.contourf(
            grid[..., 0],
            grid[..., 1],
            values,
            levels=np.linspace(0, 1, 11),
            cmap=DIVERGING,
            alpha=0.45,
        )
        axes.contour(grid[..., 0], grid[..., 1], values, levels=[0.5], colors="black")
        figure.colorbar(shades, label=f"$P$({names[1]} | colors)", ticks=[0, 0.5, 1])
    # In random order, so that no class hides the other.
    order = np.random.default_rng(0).permutation(len(x))[:1500]
    axes.scatter(
        *x[order].T,
        s=6,
        color=np.array(CLASS_COLORS)[np.asarray(y, int)[order]],
        linewidth=0,
        antialiased=False,
    )
    for label, place, side in ((0, (0.97, 0.05), "right"), (1, (0.03, 0.93), "left")):
        axes.text(
            *place,
            f"{names[label]}",
            color=CLASS_COLORS[label],
            ha=side,
            fontsize=11,
            fontweight="bold",
            transform=axes.transAxes,
        )
    axes.set(
        xlim=(low[0], high[0]),
        ylim=(low[1], high[1]),
        xlabel=xlabel,
        ylabel=ylabel,
        title=title,
    )
    axes.grid(probability is None)
    return figure


def neuron(weights: Sequence[float], bias: float) -> Figure:
    """Draw a neuron of two inputs: as a diagram, and as the line that it lays.

    Parameters
    ----------
    weights : sequence of two floats
    bias : float

    Returns
    -------
    Figure
    """
    figure, (diagram, plane) = plt.subplots(
        1, 2, figsize=(7, 3.1), width_ratios=(1.15, 1)
    )
    _neuron_diagram(diagram)
    side = np.linspace(-3, 3, 200)
    first, second = np.meshgrid(side, side)
    z = weights[0] * first + weights[1] * second + bias
    bound = np.ceil(np.abs(z).max())
    plane.contourf(
        first,
        second,
        z,
        levels=np.arange(-bound, bound + 1),
        cmap=DIVERGING,
        alpha=0.55,
    )
    plane.contour(first, second, z, levels=[0], colors="black")
    start = -bias * np.asarray(weights) / np.dot(weights, weights)  # nearest the origin
    plane.annotate(
        "",
        start + weights,
        start,
        arrowprops={"arrowstyle": "-|>", "lw": 2, "fc": "black"},
    )
    plane.text(*(start + weights + (0.15, 0)), "$w$", fontsize=12, va="bottom")
    box = {"facecolor": "white", "alpha": 0.85, "linewidth": 0, "pad": 1.5}
    plane.text(2.85, 2.6, "$z > 0$", color=CLASS_COLORS[1], ha="right", bbox=box)
    plane.text(-2.85, -2.75, "$z < 0$", color=CLASS_COLORS[0], bbox=box)
    plane.text(1.15, -2.2, "$z = 0$", ha="left", bbox=box)
    plane.set(
        xlabel="$x_1$",
        ylabel="$x_2$",
        title="It lays a line; $w$ points to yes",
        aspect="equal",
    )
    plane.grid(False)
    return figure


def _neuron_diagram(axes: Axes) -> None:
    """Draw inputs, weights, sum, activation and output as circles and arrows."""
    circles = [
        (0.0, 1.0, "$x_1$", "white"),
        (0.0, 0.0, "$x_2$", "white"),
        (0.0, -1.0, "$1$", "#eeeeee"),
        (2.0, 0.0, r"$\Sigma$", "white"),
        (3.5, 0.0, "$f$", "white"),
    ]
    for x, y, text, color in circles:
        axes.scatter(
            x, y, s=640, color=color, edgecolor="black", linewidth=1.2, zorder=3
        )
        axes.text(x, y, text, ha="center", va="center", fontsize=12, zorder=4)
    arrow = {"arrowstyle": "-|>", "fc": "black", "shrinkA": 14, "shrinkB": 14}
    for y, text in ((1.0, "$w_1$"), (0.0, "$w_2$"), (-1.0, "$b$")):
        axes.annotate("", (2, 0), (0, y), arrowprops=arrow)
        axes.text(
            0.9,
            0.55 * y,
            text,
            ha="center",
            va="center",
            bbox={"facecolor": "white", "linewidth": 0, "pad": 1.5},
        )
    axes.annotate("", (3.5, 0), (2, 0), arrowprops=arrow)
    axes.annotate("", (4.75, 0), (3.5, 0), arrowprops=arrow)
    axes.text(2.75, 0.08, "$z$", ha="center", va="bottom")
    axes.text(4.68, 0, r"$\hat{y}$", ha="center", va="center", fontsize=12)
    axes.text(2.0, -0.42, "sum", ha="center", va="top", color="#555555")
    axes.text(3.5, -0.42, "activation", ha="center", va="top", color="#555555")
    axes.set(
        xlim=(-0.5, 5.0), ylim=(-1.5, 1.5), title="A neuron multiplies, adds, decides"
    )
    axes.axis("off")


def activations(
    functions: Mapping[str, tuple[Callable, Callable]], *, reach: float = 5
) -> Figure:
    """Draw each activation above its derivative.

    Parameters
    ----------
    functions : mapping from name to (function, derivative)
        Both take and return an array.
    reach : float
        The inputs run from -reach to reach.

    Returns
    -------
    Figure
    """
    z = np.linspace(-reach, reach, 1001)
    figure, panels = plt.subplots(
        2, len(functions), sharex=True, sharey="row", figsize=(7.4, 3.4)
    )
    for column, (name, (function, derivative)) in enumerate(functions.items()):
        above, below = panels[:, column]
        values = np.where(np.isclose(z, 0) & (name == "step"), np.nan, function(z))
        above.plot(z, values, color=PALETTE["black"])  # NaN: no vertical line in a jump
        slope = derivative(z)
        below.plot(z, slope, color=PALETTE["purple"])
        flat = np.abs(slope) < 0.05
        for axes in (above, below):
            axes.fill_between(
                z,
                0,
                1,
                where=flat,
                color="#eeeeee",
                transform=axes.get_xaxis_transform(),
                linewidth=0,
                zorder=0,
            )
        above.set(title=name, ylim=(-1.3, 2.3))
        below.set(xlabel="$z$", ylim=(-0.15, 1.25), xticks=(-4, 0, 4))
    panels[0, 0].set_ylabel("$f(z)$")
    panels[1, 0].set_ylabel("slope $f'(z)$")
    figure.suptitle(
        "In the gray regions the slope is nearly zero: there a neuron cannot learn",
        x=0.01,
        ha="left",
    )
    return figure


def gates(
    panels: Mapping[str, tuple[Sequence[int], Sequence[float], float]],
    *,
    title: str | None = None,
) -> Figure:
    """Draw units on the four corners of the unit square, the wrong points ringed.

    Parameters
    ----------
    panels : mapping from a panel's title to (labels, weights, bias)
        Four labels, 0 or 1, for the inputs 00, 01, 10, 11; two weights; the bias.
    title : str, optional
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    figure, row = plt.subplots(
        1, len(panels), sharey=True, squeeze=False, figsize=(6.6, 2 if title else 2.3)
    )
    side = np.linspace(-0.5, 1.5, 121)
    plane = np.stack(np.meshgrid(side, side), axis=-1)  # (121, 121, 2)
    for axes, (name, (labels, weights, bias)) in zip(
        row[0], panels.items(), strict=True
    ):
        z = plane @ weights + bias
        axes.contourf(
            side, side, z > 0, levels=[-0.5, 0.5, 1.5], colors=CLASS_COLORS, alpha=0.15
        )
        if z.min() < 0 < z.max():
            axes.contour(side, side, z, levels=[0], colors="black", linewidths=1.5)
        points(corners, np.asarray(labels), axes=axes, size=70)
        wrong = ((corners @ weights + bias) > 0) != np.asarray(labels, bool)
        axes.scatter(
            *corners[wrong].T,
            s=230,
            facecolor="none",
            edgecolor="black",
            linewidth=1.4,
            zorder=4,
        )
        axes.set(aspect="equal", xlabel="$x_1$", xticks=(0, 1), yticks=(0, 1))
        axes.set_title(f"{name}: {4 - wrong.sum()} of 4" if len(panels) < 4 else name)
        axes.grid(False)
    row[0][0].set_ylabel("$x_2$")
    if title:
        figure.suptitle(title, x=0.01, ha="left")
    return figure


def convergence(
    lengths: Sequence[float],
    margin: float,
    radius: float,
    bounds: Sequence[float],
    mistakes: Sequence[int],
) -> Figure:
    """Draw the proof of the perceptron's convergence, and its bound on many data sets.

    Parameters
    ----------
    lengths : sequence of float
        The length of the weights after each mistake on one data set.
    margin, radius : float
        Margin of a separator of unit length, and length of the longest example, there.
    bounds, mistakes : sequences
        (radius / margin) ** 2 and the number of mistakes, for each data set.

    Returns
    -------
    Figure
    """
    figure, (proof, check) = plt.subplots(1, 2, figsize=(6.3, 2.8))
    end = (radius / margin) ** 2
    counts = np.geomspace(1, 4 * end, 100)
    proof.plot(counts, radius * np.sqrt(counts), color=PALETTE["vermilion"])
    proof.plot(counts, margin * counts, color=PALETTE["blue"])
    proof.plot(np.arange(1, len(lengths) + 1), lengths, color="black", lw=2.6)
    proof.axvline(end, color="#777777", ls=":", lw=1.2)
    proof.text(
        1.3,
        4.2 * radius,
        r"ceiling $R\sqrt{k}$",
        color=PALETTE["vermilion"],
        va="bottom",
        ha="left",
    )
    proof.text(4, 2.2 * margin, r"floor $\gamma k$", color=PALETTE["blue"], va="top")
    proof.annotate(
        "the perceptron\nstops here",
        (len(lengths), lengths[-1]),
        xytext=(0.45, 0.2),
        textcoords="axes fraction",
        arrowprops={"arrowstyle": "-", "shrinkA": 0},
    )
    proof.text(1.1 * end, 0.75 * margin, r"$(R/\gamma)^2$", color="#555555")
    proof.set(
        xscale="log",
        yscale="log",
        xlim=(1, 4 * end),
        ylim=(0.6 * margin, 3 * radius**2 / margin),
        xlabel="mistakes $k$",
        ylabel=r"length of the weights $\|w\|$",
        title="Ceiling and floor must meet",
    )
    proof.minorticks_off()
    left, right = 0.7 * min(bounds), 1.4 * max(bounds)
    low, high = 0.7 * max(1, min(mistakes)), 1.4 * max(bounds)
    both = np.array([left, right])
    check.fill_between(both, both, high, color="#eeeeee", linewidth=0)
    check.plot(both, both, color="#777777", lw=1.2)
    check.scatter(bounds, mistakes, s=14, color="black", zorder=3)
    check.text(
        0.04,
        0.95,
        "forbidden by the theorem",
        color="#555555",
        va="top",
        transform=check.transAxes,
    )
    check.set(
        xscale="log",
        yscale="log",
        xlim=(left, right),
        ylim=(low, high),
        xlabel=r"bound $(R/\gamma)^2$",
        ylabel="mistakes made",
        title="No data set breaks the bound",
    )
    check.minorticks_off()
    return figure


def reliability(
    probability: np.ndarray, y: np.ndarray, *, title: str, what: str, bins: int = 10
) -> Figure:
    """Draw how often class 1 came true against the probability that was predicted.

    Parameters
    ----------
    probability : array, shape (n,)
        Predicted probability of class 1.
    y : array, shape (n,)
        What came true, 0 or 1.
    title, what : str
        What to see; the name of class 1.
    bins : int
        Number of equal steps of the probability.

    Returns
    -------
    Figure
    """
    place = np.minimum((probability * bins).astype(int), bins - 1)
    used = [index for index in range(bins) if np.any(place == index)]
    said = np.array([probability[place == index].mean() for index in used])
    true = np.array([y[place == index].mean() for index in used])
    count = np.array([np.sum(place == index) for index in used])
    figure, axes = plt.subplots(figsize=(4.6, 3.9))
    axes.plot([0, 1], [0, 1], color="#777777", lw=1.2)
    spread = 2 * np.sqrt(true * (1 - true) / count)  # two standard errors
    axes.errorbar(
        said,
        true,
        yerr=np.minimum(spread, (true, 1 - true)),
        fmt="none",
        ecolor=COLORS["test"],
        elinewidth=1,
        zorder=2,
    )
    axes.scatter(
        said, true, s=10 + 250 * count / count.sum(), color=COLORS["test"], zorder=3
    )
    axes.text(
        0.52,
        0.03,
        "on the gray line it would be\nright as often as it says",
        color="#555555",
    )
    axes.set(
        xlabel=f"predicted probability of {what}",
        ylabel=f"share that is {what}",
        title=title,
        xlim=(-0.03, 1.03),
        ylim=(-0.03, 1.03),
    )
    return figure


def curves(
    values: Mapping[str, Sequence[float]],
    *,
    xlabel: str,
    ylabel: str,
    title: str,
    start: int = 0,
    ylim: tuple[float, float] | None = None,
) -> Figure:
    """Draw named curves over a count (steps, epochs), each with its name at its end.

    Parameters
    ----------
    values : mapping from name to sequence
        Each curve's values, for start, start + 1, ….
    xlabel, ylabel, title : str
        Names of the axes; what to see.
    start : int
        The count of the first value.
    ylim : (float, float), optional
        The range to show; a curve that ends outside keeps its name at the edge.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(6.6, 3.2))
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    axes.xaxis.get_major_locator().set_params(integer=True)
    colors = [
        PALETTE[name] for name in ("blue", "vermilion", "green", "purple", "black")
    ]
    ends = []
    for (name, curve), color in zip(values.items(), colors, strict=False):
        axes.plot(np.arange(start, start + len(curve)), curve, color=color)
        ends.append([curve[-1], start + len(curve) - 1, name, color])
    if ylim is not None:
        axes.set_ylim(ylim)
    bottom, top = axes.get_ylim()
    line = 0.07 * (top - bottom)  # the height of a line of text
    taken = bottom - line
    for y, x, name, color in sorted(ends):  # from below, so that no two names overlap
        half = line * (1 + name.count("\n")) / 2
        center = max(min(y, top - half), taken + half)
        label_line(axes, x, center, name, color)
        taken = center + half
    return figure


# Chapter 03


def zoom(
    picture: np.ndarray, *, corner: tuple[int, int], size: int, title: str
) -> Figure:
    """Draw a picture, and beside it a square cut-out with the number in each pixel.

    Parameters
    ----------
    picture : array, shape (height, width)
        Gray values, 0 to 255.
    corner : (int, int)
        Row and column of the cut-out's upper left pixel.
    size : int
        Pixels along a side of the cut-out.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    top, left = corner
    part = picture[top : top + size, left : left + size]
    figure, (whole, detail) = plt.subplots(1, 2, figsize=(7, 3.5))
    whole.imshow(picture, vmin=0, vmax=255)
    whole.add_patch(
        plt.Rectangle(
            (left - 0.5, top - 0.5), size, size, fill=False, lw=2, ec=PALETTE["orange"]
        )
    )
    edges = (left - 0.5, left + size - 0.5, top + size - 0.5, top - 0.5)
    detail.imshow(part, vmin=0, vmax=255, extent=edges)
    for (row, column), value in np.ndenumerate(part):
        detail.text(
            left + column, top + row, value, ha="center", va="center", fontsize=6.5,
            color="black" if value > 127 else "white",
        )  # fmt: skip
    for spine in detail.spines.values():
        spine.set(visible=True, color=PALETTE["orange"], linewidth=2)
    for axes in (whole, detail):
        axes.set(xlabel="column (pixels)", ylabel="row (pixels)")
        axes.grid(False)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


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
    if xscale == "log":
        axes.set_xticks(x, [f"{value:g}" for value in x])
        axes.minorticks_off()
    if ends:
        axes.set_xlim(right=x[-1])  # the names stand outside
    # Names of curves that end close together are moved apart.
    figure.draw_without_rendering()  # the layout is made only now
    lowest = -np.inf
    for name, (y, color) in sorted(ends.items(), key=lambda end: end[1][0]):
        place = axes.transData.transform((x[-1], y))[1] * 72 / figure.dpi  # in points
        lift = max(0.0, lowest + 12 - place)
        lowest = place + lift
        axes.annotate(
            name, (x[-1], y), xytext=(5, lift), textcoords="offset points", va="center",
            color=color, fontweight="bold", annotation_clip=False,
        )  # fmt: skip
    return figure


def confusion(matrix: np.ndarray, *, title: str) -> Figure:
    """Draw a confusion matrix in which the mistakes stand out.

    Right answers stand gray on the diagonal; the color shows the mistakes alone.

    Parameters
    ----------
    matrix : array of int, shape (classes, classes)
        How often each true class (row) was taken for each class (column).
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    matrix = np.asarray(matrix)
    right = np.eye(len(matrix), dtype=bool)
    figure, axes = plt.subplots(figsize=(5.4, 4.8))
    mistakes = np.where(right, 0, matrix)
    tint = LinearSegmentedColormap.from_list("tint", ["#ffffff", PALETTE["vermilion"]])
    image = axes.imshow(mistakes, cmap=tint, vmin=0)
    for (row, column), count in np.ndenumerate(matrix):
        if count:
            axes.text(
                column, row, count, ha="center", va="center", fontsize=8,
                color="#777777" if row == column else "black",
                fontweight="normal" if row == column else "bold",
            )  # fmt: skip
    ticks = range(len(matrix))
    axes.set(xlabel="the network says", ylabel="truth", title=title)
    axes.set(xticks=ticks, yticks=ticks)
    axes.grid(False)
    bar = figure.colorbar(image, ax=axes, shrink=0.8)
    bar.set_label("mistakes (images)")
    bar.outline.set_visible(False)
    return figure


def predictions(
    pictures: np.ndarray,
    probabilities: np.ndarray,
    truth: Sequence[int],
    *,
    title: str | None = None,
    columns: int = 5,
) -> Figure:
    """Draw pictures, and under each the probabilities of its classes.

    The true class is green, bar and number; a wrong favorite is vermilion.

    Parameters
    ----------
    pictures : array, shape (n, height, width)
        Gray pictures.
    probabilities : array, shape (n, classes)
        What the network gives.
    truth : sequence of n ints
        The true classes.
    title : str, optional
        What to see, as a sentence.
    columns : int
        Pictures in a row.

    Returns
    -------
    Figure
    """
    rows = -(-len(pictures) // columns)
    figure, panels = plt.subplots(
        2 * rows,
        columns,
        squeeze=False,
        figsize=(1.24 * columns, 1.9 * rows + 0.3),
        height_ratios=[1.6, 1] * rows,
    )
    for axes in panels.flat:
        axes.set_visible(False)
    for index, (picture, values, label) in enumerate(
        zip(pictures, probabilities, truth, strict=True)
    ):
        row, column = divmod(index, columns)
        above, below = panels[2 * row, column], panels[2 * row + 1, column]
        above.set_visible(True)
        below.set_visible(True)
        _picture_with_truth(above, picture, values, label)
        probability_bars(below, values, label)
        if column == 0:
            below.set_ylabel("probability", fontsize=7)
        else:
            below.tick_params(labelleft=False)
    if title:
        figure.suptitle(title, x=0.01, ha="left")
    return figure


def prediction(picture: np.ndarray, probabilities: np.ndarray, truth: int) -> Figure:
    """Draw one picture and, beside it, the probabilities of its classes.

    Parameters
    ----------
    picture : array, shape (height, width)
        A gray picture.
    probabilities : array, shape (classes,)
        What the network gives.
    truth : int
        The true class.

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(5, 2.5), width_ratios=[1, 1.5]
    )
    _picture_with_truth(left, picture, probabilities, truth)
    probability_bars(right, probabilities, truth)
    right.set(xlabel="digit", ylabel="probability")
    right.tick_params(labelsize=8)
    return figure


def probability_bars(axes: Axes, probabilities: np.ndarray, truth: int) -> None:
    """Draw a bar for each class: the true one green, a wrong favorite vermilion.

    Parameters
    ----------
    axes : Axes
        Where to draw.
    probabilities : array, shape (classes,)
        Heights of the bars, 0 to 1.
    truth : int
        The true class.
    """
    classes = np.arange(len(probabilities))
    colors = [COLORS["muted"]] * len(classes)
    colors[int(np.argmax(probabilities))] = COLORS["wrong"]
    colors[truth] = COLORS["test"]
    axes.bar(classes, probabilities, color=colors)
    axes.set(ylim=(0, 1.05), xticks=classes, yticks=[0, 0.5, 1])
    axes.tick_params(labelsize=6.5, length=2)
    for label, color in zip(axes.get_xticklabels(), colors, strict=True):
        if color != COLORS["muted"]:
            label.set(color=color, fontweight="bold")
    axes.grid(axis="x", visible=False)


def _picture_with_truth(
    axes: Axes, picture: np.ndarray, probabilities: np.ndarray, truth: int
) -> None:
    """Draw a picture; above it say what it is and what the network takes it for."""
    said = int(np.argmax(probabilities))
    right = said == truth
    axes.imshow(picture)
    axes.axis("off")
    axes.set_title(
        f"a {truth}, read as {said}",
        color=COLORS["test"] if right else COLORS["wrong"],
        fontsize=8,
        loc="center",
        fontweight="normal",
    )


# Chapter 02


def blame(x: Sequence[float], y: float, target: float, slopes: Sequence[float]) -> Figure:
    """Draw a network of two hidden units, each weight as thick as its blame.

    Parameters
    ----------
    x : sequence of two floats
        The inputs.
    y, target : float
        What the network answers, and what is right.
    slopes : sequence of nine floats
        Slope of the error for each weight: from x1 to both hidden units, from x2 to
        both, both hidden biases, from the hidden units to the output, its bias.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(6.6, 3.1))
    hidden, output = [(2.2, 1.0), (2.2, -1.0)], (4.4, 0.0)
    inputs = [(0.0, 1.0), (0.0, -1.0)]
    lines = [(start, end) for start in inputs for end in hidden]
    lines += [((2.2, 2.05), hidden[0]), ((2.2, -2.05), hidden[1])]
    lines += [(start, output) for start in hidden] + [((4.4, 1.05), output)]
    # Where on its line each number stands: lines that cross keep theirs apart.
    places = [0.45, 0.26, 0.26, 0.45, 0.22, 0.22, 0.45, 0.45, 0.3]
    largest = np.abs(slopes).max()
    for (start, end), slope, place in zip(lines, slopes, places, strict=True):
        color = CLASS_COLORS[int(slope > 0)] if slope else COLORS["muted"]
        axes.plot(
            *zip(start, end, strict=True), color=color, zorder=1,
            lw=0.8 + 9 * abs(slope) / largest, ls="-" if slope else ":",
            solid_capstyle="butt",
        )  # fmt: skip
        spot = np.add(start, place * np.subtract(end, start))
        number = f"{slope:+.2f}".replace("-", "−") if slope else "0"
        axes.text(
            *spot, number, color=color, fontsize=8, fontweight="bold", ha="center",
            va="center", zorder=2,
            bbox={"facecolor": "white", "linewidth": 0, "pad": 0.8, "alpha": 0.9},
        )  # fmt: skip
    names = [f"$x_1$ = {x[0]:g}", f"$x_2$ = {x[1]:g}", "$h_1$", "$h_2$", "$y$"]
    for (across, up), name in zip([*inputs, *hidden, output], names, strict=True):
        axes.scatter(across, up, s=1150, color="white", edgecolor="black", zorder=3)
        axes.text(across, up, name, ha="center", va="center", fontsize=8.5, zorder=4)
    axes.text(
        4.95, 0, f"says {y:.2f},\nshould say {target:g}", va="center", fontsize=9
    )  # fmt: skip
    axes.text(2.35, 2.08, "bias", fontsize=8, color="#555555", va="center")
    axes.text(2.35, -2.08, "bias", fontsize=8, color="#555555", va="center")
    axes.text(4.55, 1.0, "bias", fontsize=8, color="#555555", va="center")
    axes.set(
        xlim=(-0.5, 6.2), ylim=(-2.3, 2.3),
        title="One wrong answer, nine weights, unequal blame",
    )  # fmt: skip
    axes.axis("off")
    return figure


def descent(
    axes: Axes,
    loss: Callable[[np.ndarray], np.ndarray],
    path: np.ndarray,
    *,
    reach: float,
    levels: Sequence[float] | None = None,
) -> None:
    """Draw a path downhill: on the curve of a loss of one weight, on the map of two.

    Parameters
    ----------
    axes : Axes
        Where to draw.
    loss : callable
        From weights, shape (..., weights), to losses, shape (...).
    path : array, shape (steps + 1, 1) or (steps + 1, 2)
        The weights at the start and after each step.
    reach : float
        Each weight is drawn from -reach to reach.
    levels : sequence of float, optional
        Heights of the map's lines; equal steps if left out.
    """
    path = np.asarray(path, dtype=float)
    outside = np.flatnonzero(np.abs(path).max(axis=1) > 3 * reach)
    path = path[: outside[0] + 1] if len(outside) else path  # what no panel can show
    side = np.linspace(-reach, reach, 161)
    if path.shape[1] == 1:
        axes.plot(side, loss(side[:, None]), color=COLORS["muted"])
        axes.plot(path[:, 0], loss(path), "-o", ms=3.5, lw=1, color=PALETTE["blue"])
        axes.set(xlabel="weight $w$", ylim=(-0.03 * loss(np.array([reach])), None))
        axes.set_ylim(top=1.02 * loss(np.array([reach])))
        start = path[0, 0], loss(path[:1])[0]
    else:
        plane = np.stack(np.meshgrid(side, side), axis=-1)  # (161, 161, 2)
        axes.contourf(
            side, side, loss(plane), levels=7 if levels is None else levels, cmap="Greys",
            alpha=0.5, extend="max", antialiased=False,
        )  # fmt: skip
        axes.plot(*path.T, "-o", ms=3, lw=1, color=PALETTE["blue"])
        axes.set(xlabel="$w_1$", ylabel="$w_2$", ylim=(-reach, reach))
        axes.grid(False)
        start = path[0]
    axes.scatter(*start, s=60, facecolor="white", edgecolor=PALETTE["blue"], lw=1.6, zorder=4)
    axes.set_xlim(-reach, reach)


def graph(last, names: Mapping[str, object], *, title: str) -> Figure:
    """Draw the graph of a calculation: each value with its number and its slope.

    Parameters
    ----------
    last : object
        The final value. Every value has ``data``, ``grad``, ``operation`` (str),
        ``parents`` (the values that it was made from) and ``slopes`` (its derivative
        with respect to each of them).
    names : mapping of str to value
        What to call some of the values, inputs above all.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    called = {id(value): name for name, value in names.items()}
    columns: dict[int, int] = {}  # steps from a value to the last one, the longest way
    rows: dict[int, float] = {}
    values: dict[int, object] = {}

    def reach(value, steps):
        columns[id(value)] = max(steps, columns.get(id(value), 0))
        for parent in value.parents:
            reach(parent, steps + 1)

    def place(value):
        if id(value) not in values:
            for parent in value.parents:
                place(parent)
            above = [rows[id(parent)] for parent in value.parents]
            leaves = sum(not other.parents for other in values.values())
            values[id(value)] = value
            rows[id(value)] = float(np.mean(above)) if above else -float(leaves)

    reach(last, 0)
    place(last)
    width, height = max(columns.values()), -min(rows.values())
    figure, axes = plt.subplots(figsize=(7.4, 0.6 * (height + 1) + 0.4))
    spot = {key: (1.3 * (width - columns[key]), rows[key]) for key in values}
    half = np.array([0.36, 0.42])  # of a box, in units of the axes
    for key, value in values.items():
        across, up = spot[key]
        for parent, slope in zip(value.parents, value.slopes, strict=True):
            start = np.add(spot[id(parent)], (half[0], 0))
            end = np.array([across - half[0], up + 0.4 * (start[1] - up) * half[1]])
            axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "lw": 1,
                          "color": COLORS["muted"], "shrinkA": 0, "shrinkB": 0})  # fmt: skip
            axes.text(
                *(start + 0.42 * (end - start)), f"×{_signed(slope)}", fontsize=7,
                ha="center", va="center", color="#444444",
                bbox={"facecolor": "white", "linewidth": 0, "pad": 0.4},
            )  # fmt: skip
        axes.add_patch(
            plt.Rectangle(
                (across - half[0], up - half[1]), *(2 * half), linewidth=0.8, zorder=3,
                facecolor="white" if value.parents else "#e8f1f8", edgecolor="#555555",
            )
        )  # fmt: skip
        name = called.get(id(value), "" if value.parents else "constant")
        name = f"{name}: {value.operation}" if name and value.parents else name
        for line, (text, color, weight) in enumerate(
            (
                (name or value.operation, "#555555", "normal"),
                (_signed(value.data), "black", "bold"),
                (_signed(value.grad), PALETTE["vermilion"], "bold"),
            )
        ):
            axes.text(
                across, up + 0.26 - 0.27 * line, text, ha="center", va="center", zorder=4,
                fontsize=7.5, color=color, fontweight=weight,
            )  # fmt: skip
    axes.set(
        xlim=(-0.42, 1.3 * width + 0.42), ylim=(-height - 0.5, 0.5), title=title
    )
    axes.axis("off")
    return figure


def _signed(value: float) -> str:
    """Return a number in three digits, with a true minus sign."""
    return f"{value:.3g}".replace("-", "−")


def bumps(
    x: np.ndarray,
    pair: np.ndarray,
    truth: np.ndarray,
    fits: Mapping[int, np.ndarray],
) -> Figure:
    """Draw how two sigmoids make a bump, and how sums of bumps follow a curve.

    Parameters
    ----------
    x : array, shape (n,)
        Places, from 0 to 1.
    pair : array, shape (n, 2)
        Two sigmoids; their difference is the bump.
    truth : array, shape (n,)
        The curve to follow.
    fits : mapping of int to array, shape (n,)
        Three sums of bumps, by their number of hidden units.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(2, 2, figsize=(6, 3.3), sharex=True, sharey=True)
    first, *others = panels.flat
    first.fill_between(x, pair[:, 0] - pair[:, 1], color="#d5e8f3", linewidth=0)
    for sigmoid in pair.T:
        first.plot(x, sigmoid, color=COLORS["muted"], lw=1.2)
    first.text(0.29, 0.5, "first", color="#555555", ha="right")
    first.text(0.7, 0.5, "minus second", color="#555555")
    first.plot(x, pair[:, 0] - pair[:, 1], color=PALETTE["blue"])
    first.set_title("Two sigmoids make a bump")
    for axes, (units, fit) in zip(others, fits.items(), strict=True):
        axes.plot(x, truth, color="#c4c4c4", lw=3.5)
        axes.plot(x, fit, color=PALETTE["blue"], lw=1.5)
        axes.set_title(f"{units} units, {units // 2} bumps")
    for axes in panels[1]:
        axes.set_xlabel("input $x$")
    for axes in panels[:, 0]:
        axes.set_ylabel("output")
    first.set_ylim(-0.08, 1.15)
    figure.suptitle("The more bumps, the closer the sum (blue) follows the curve (gray)",
                    x=0.01, ha="left")  # fmt: skip
    return figure


def nudges(sizes: np.ndarray, errors: Mapping[str, np.ndarray], *, title: str) -> Figure:
    """Draw the error of a numerical derivative against the size of the nudge.

    Parameters
    ----------
    sizes : array, shape (n,)
        Sizes of the nudge.
    errors : mapping from name to array, shape (n,)
        Relative errors of each way to nudge.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(6.4, 3))
    for (name, error), color in zip(
        errors.items(), ("vermilion", "blue", "black"), strict=False
    ):
        axes.plot(sizes, np.clip(error, 1e-16, 1), color=PALETTE[color])
        lowest = int(np.argmin(error))  # the name stands on the way up from there
        spot = (2 * lowest + len(sizes)) // 3 if lowest < 0.7 * len(sizes) else 2
        axes.annotate(
            name, (sizes[spot], min(error[spot], 1)), xytext=(8, -10), va="top",
            textcoords="offset points", color=PALETTE[color], fontweight="bold",
        )  # fmt: skip
    axes.set(
        xscale="log", yscale="log", ylim=(1e-13, 2), title=title,
        xlabel="size $h$ of the nudge", ylabel="relative error of the slope",
    )  # fmt: skip
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


def not_a_bowl(
    way: np.ndarray, losses: Sequence[float], solved: Mapping[int, float]
) -> Figure:
    """Draw the hill between two equal networks, and how many starts reach a solution.

    Parameters
    ----------
    way : array, shape (n,)
        Share of the way from one network to the other, 0 to 1.
    losses : sequence of n floats
        The loss there.
    solved : mapping of int to float
        Share of solved starts by number of hidden units.

    Returns
    -------
    Figure
    """
    figure, (hill, share) = plt.subplots(1, 2, figsize=(7, 3), width_ratios=(1.2, 1))
    hill.plot(way, losses, color=PALETTE["blue"])
    bound = np.log(2) / 4
    hill.axhline(bound, color=COLORS["truth"], lw=1, ls="--")
    hill.text(0.5, bound, "halfway:\nat least this", ha="center", va="bottom",
              fontsize=8, color=COLORS["truth"])  # fmt: skip
    hill.set(
        xticks=[0, 0.5, 1], xticklabels=["solution", "halfway", "hidden units\nswapped"],
        ylabel="loss (cross-entropy)", title="Between two equal networks, a hill",
    )  # fmt: skip
    hill.set_ylim(bottom=0)
    names = [str(units) for units in solved]
    bars = share.bar(names, [100 * part for part in solved.values()], color=PALETTE["green"])
    share.bar_label(bars, fmt="%.0f %%", fontsize=8)
    share.set(
        xlabel="hidden units", ylabel="starts that solve XOR [%]", ylim=(0, 112),
        title="More units, fewer dead ends",
    )  # fmt: skip
    share.grid(axis="x", visible=False)
    return figure


# Chapter 04


def epochs_and_seconds(
    runs: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    *,
    ylabel: str,
    title: str,
) -> Figure:
    """Draw the same runs twice: over the epochs, and over the seconds that they took.

    Parameters
    ----------
    runs : mapping from name to (losses, seconds)
        Loss before the training and after each epoch; seconds spent until then.
    ylabel, title : str
        Name of the loss; what to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(1, 2, sharey=True, figsize=(7, 2.9))
    colors = [PALETTE[name] for name in ("blue", "vermilion", "green")]
    for (name, run), color in zip(runs.items(), colors, strict=True):
        losses, seconds = run[0][1:], run[1][1:]
        for axes, x in ((left, range(1, len(losses) + 1)), (right, seconds)):
            axes.plot(x, losses, color=color)
            axes.plot(x[-1], losses[-1], "o", ms=4, color=color)
            axes.annotate(
                name, (x[-1], losses[-1]), xytext=(0, -5), textcoords="offset points",
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


def ravine(
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
        The weights from the start on. What leaves the picture is cut off.
    color : str
        Of the path.
    """
    first, second = np.meshgrid(np.linspace(-9.5, 9.5, 381), np.linspace(-7, 7, 281))
    plane = np.stack([first, second], axis=-1)  # (281, 381, 2)
    loss = np.einsum("...i,ij,...j->...", plane, hessian, plane) / 2
    axes.contourf(
        first, second, loss, levels=[0, 4, 20, 60, 200], antialiased=False,
        colors=["#cfd8dc", "#dde3e6", "#e9edef", "#f4f6f7"],
    )  # fmt: skip
    shown = np.clip(np.nan_to_num(path, nan=1e3), -1e3, 1e3)
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
        ravine(axes, hessian, path, color=color)
        axes.set(ylim=(-2.1, 2.1), yticks=(-2, 0, 2))
        axes.set_title(name, color=color)
        loss = np.einsum("ti,ij,tj->t", path, hessian, path) / 2
        last.plot(loss, color=color, lw=1.4)
    for axes in maps[:3]:
        axes.set(xlabel="", xticklabels=[])
    for axes in maps[1::2]:
        axes.set(ylabel="", yticklabels=[])
    last.set(yscale="log", xlabel="step", ylabel="loss", ylim=(1e-2, 1.5e2))
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
    ravine(axes, hessian, path)
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
        label_line(right, len(error) - 1, error[-1], name, color, fontsize=8)
    left.set(xlabel="step", ylabel="learning rate", yscale="log", ylim=(1e-3, 1.5))
    left.set_title("the schedule")
    right.set(xlabel="step", ylabel="typical error of $w$", yscale="log")
    right.set_title("what it leads to")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def layer_histograms(
    rows: Mapping[str, Sequence[np.ndarray]], *, layers: Sequence[int], title: str
) -> Figure:
    """Draw histograms of activations: a row for each start, a column for each layer.

    A layer whose activations hardly differ, or sit at the ends of tanh, is vermilion.

    Parameters
    ----------
    rows : mapping from name to sequence of arrays
        The activations of every layer, first to last, for each way to start.
    layers : sequence of int
        The layers to draw, counted from 1.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(
        len(rows), len(layers), figsize=(7, 0.95 * len(rows) + 0.7), sharex="row"
    )
    for row, (name, activations) in zip(panels, rows.items(), strict=True):
        bounded = max(np.abs(a).max() for a in activations) <= 1  # as tanh is
        reach = 1.05 if bounded else np.percentile(activations[0], 99.5)
        low = -reach if bounded else 0
        for axes, layer in zip(row, layers, strict=True):
            values = activations[layer - 1].ravel()
            saturated = bounded and np.mean(np.abs(values) > 0.99) > 0.5
            dead = values.std() < 0.05 * reach
            axes.hist(
                np.clip(values, low, reach), bins=np.linspace(low, reach, 41),
                color=PALETTE["vermilion" if dead or saturated else "blue"],
                weights=np.full(values.size, 1 / values.size),
            )  # fmt: skip
            axes.set(yticks=[], ylim=(0, 0.35))
            axes.grid(False)
            axes.tick_params(labelsize=7)
        row[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=8)
    for axes, layer in zip(panels[0], layers, strict=True):
        axes.set_title(f"layer {layer}", loc="center", fontweight="normal", fontsize=9)
    figure.supxlabel("activation (vermilion: dead or saturated)", fontsize=9)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def time_bars(seconds: Mapping[str, float], *, xlabel: str, title: str) -> Figure:
    """Draw horizontal bars of times, each with how many times faster than the first.

    Parameters
    ----------
    seconds : mapping from name to float
        What each way took, in seconds; drawn in milliseconds.
    xlabel, title : str
        Name of the scale, in milliseconds; what to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(7, 0.32 * len(seconds) + 0.9))
    values = 1000 * np.array(list(seconds.values()))
    bars = axes.barh(list(seconds), values, color=PALETTE["blue"], height=0.7)
    bars[0].set_color(COLORS["muted"])
    texts = ["1 ×", *(f"{values[0] / value:.2g} × faster" for value in values[1:])]
    axes.bar_label(bars, texts, padding=4, fontsize=8)
    axes.set(xlabel=xlabel, xlim=(0, 1.2 * max(values)))
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)
    figure.suptitle(title, x=0.01, ha="left")
    return figure
