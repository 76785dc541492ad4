"""The course's figures: one style, one palette, the same color for the same thing.

Importing this module sets matplotlib's style. Every function draws and returns the
Figure; titles are sentences that say what to see.
"""

from __future__ import annotations

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
        "figure.dpi": 200,  # twice what a screen needs, so that text is crisp
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
QUIZ_COLORS = "fdsp"


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
            grid[..., 0], grid[..., 1], values, levels=np.linspace(0, 1, 11),
            cmap=DIVERGING, alpha=0.45,
        )  # fmt: skip
        axes.contour(grid[..., 0], grid[..., 1], values, levels=[0.5], colors="black")
        figure.colorbar(shades, label=f"$P$({names[1]} | colors)", ticks=[0, 0.5, 1])
    order = np.random.default_rng(0).permutation(len(x))[:1500]  # no class hides another
    axes.scatter(
        *x[order].T, s=6, color=np.array(CLASS_COLORS)[np.asarray(y, int)[order]],
        linewidth=0, antialiased=False,
    )  # fmt: skip
    for label, place, side in ((0, (0.97, 0.05), "right"), (1, (0.03, 0.93), "left")):
        axes.text(
            *place, f"{names[label]}", color=CLASS_COLORS[label], ha=side,
            fontsize=11, fontweight="bold", transform=axes.transAxes,
        )  # fmt: skip
    axes.set(
        xlim=(low[0], high[0]), ylim=(low[1], high[1]),
        xlabel=xlabel, ylabel=ylabel, title=title,
    )  # fmt: skip
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
    plane.contourf(first, second, z, levels=np.arange(-bound, bound + 1), cmap=DIVERGING,
                   alpha=0.55)  # fmt: skip
    plane.contour(first, second, z, levels=[0], colors="black")
    start = -bias * np.asarray(weights) / np.dot(weights, weights)  # nearest the origin
    plane.annotate(
        "", start + weights, start, arrowprops={"arrowstyle": "-|>", "lw": 2, "fc": "black"}
    )
    plane.text(*(start + weights + (0.15, 0)), "$w$", fontsize=12, va="bottom")
    box = {"facecolor": "white", "alpha": 0.85, "linewidth": 0, "pad": 1.5}
    plane.text(2.85, 2.6, "$z > 0$", color=CLASS_COLORS[1], ha="right", bbox=box)
    plane.text(-2.85, -2.75, "$z < 0$", color=CLASS_COLORS[0], bbox=box)
    plane.text(1.15, -2.2, "$z = 0$", ha="left", bbox=box)
    plane.set(
        xlabel="$x_1$", ylabel="$x_2$", title="It lays a line; $w$ points to yes",
        aspect="equal",
    )  # fmt: skip
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
        axes.scatter(x, y, s=640, color=color, edgecolor="black", linewidth=1.2, zorder=3)
        axes.text(x, y, text, ha="center", va="center", fontsize=12, zorder=4)
    arrow = {"arrowstyle": "-|>", "fc": "black", "shrinkA": 14, "shrinkB": 14}
    for y, text in ((1.0, "$w_1$"), (0.0, "$w_2$"), (-1.0, "$b$")):
        axes.annotate("", (2, 0), (0, y), arrowprops=arrow)
        axes.text(
            0.9, 0.55 * y, text, ha="center", va="center",
            bbox={"facecolor": "white", "linewidth": 0, "pad": 1.5},
        )  # fmt: skip
    axes.annotate("", (3.5, 0), (2, 0), arrowprops=arrow)
    axes.annotate("", (4.75, 0), (3.5, 0), arrowprops=arrow)
    axes.text(2.75, 0.08, "$z$", ha="center", va="bottom")
    axes.text(4.68, 0, r"$\hat{y}$", ha="center", va="center", fontsize=12)
    axes.text(2.0, -0.42, "sum", ha="center", va="top", color="#555555")
    axes.text(3.5, -0.42, "activation", ha="center", va="top", color="#555555")
    axes.set(xlim=(-0.5, 5.0), ylim=(-1.5, 1.5), title="A neuron multiplies, adds, decides")
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
                z, 0, 1, where=flat, color="#eeeeee", transform=axes.get_xaxis_transform(),
                linewidth=0, zorder=0,
            )  # fmt: skip
        above.set(title=name, ylim=(-1.3, 2.3))
        below.set(xlabel="$z$", ylim=(-0.15, 1.25), xticks=(-4, 0, 4))
    panels[0, 0].set_ylabel("$f(z)$")
    panels[1, 0].set_ylabel("slope $f'(z)$")
    figure.suptitle(
        "In the gray regions the slope is nearly zero: there a neuron cannot learn",
        x=0.01, ha="left",
    )  # fmt: skip
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
    for axes, (name, (labels, weights, bias)) in zip(row[0], panels.items(), strict=True):
        z = plane @ weights + bias
        axes.contourf(
            side, side, z > 0, levels=[-0.5, 0.5, 1.5], colors=CLASS_COLORS, alpha=0.15
        )
        if z.min() < 0 < z.max():
            axes.contour(side, side, z, levels=[0], colors="black", linewidths=1.5)
        points(corners, np.asarray(labels), axes=axes, size=70)
        wrong = ((corners @ weights + bias) > 0) != np.asarray(labels, bool)
        axes.scatter(
            *corners[wrong].T, s=230, facecolor="none", edgecolor="black", linewidth=1.4,
            zorder=4,
        )  # fmt: skip
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
    figure, (proof, check) = plt.subplots(1, 2, figsize=(6.8, 3))
    end = (radius / margin) ** 2
    counts = np.geomspace(1, 4 * end, 100)
    proof.plot(counts, radius * np.sqrt(counts), color=PALETTE["vermilion"])
    proof.plot(counts, margin * counts, color=PALETTE["blue"])
    proof.plot(np.arange(1, len(lengths) + 1), lengths, color="black", lw=2.6)
    proof.axvline(end, color="#777777", ls=":", lw=1.2)
    proof.text(1.3, 4.2 * radius, r"ceiling $R\sqrt{k}$", color=PALETTE["vermilion"],
               va="bottom", ha="left")  # fmt: skip
    proof.text(4, 2.2 * margin, r"floor $\gamma k$", color=PALETTE["blue"], va="top")
    proof.annotate(
        "the perceptron\nstops here", (len(lengths), lengths[-1]), xytext=(0.45, 0.2),
        textcoords="axes fraction", arrowprops={"arrowstyle": "-", "shrinkA": 0},
    )  # fmt: skip
    proof.text(1.1 * end, 0.75 * margin, r"$(R/\gamma)^2$", color="#555555")
    proof.set(
        xscale="log", yscale="log", xlim=(1, 4 * end), ylim=(0.6 * margin, 3 * radius**2 / margin),
        xlabel="mistakes $k$", ylabel=r"length of the weights $\|w\|$",
        title="Ceiling and floor must meet",
    )  # fmt: skip
    left, right = 0.7 * min(bounds), 1.4 * max(bounds)
    low, high = 0.7 * max(1, min(mistakes)), 1.4 * max(bounds)
    both = np.array([left, right])
    check.fill_between(both, both, high, color="#eeeeee", linewidth=0)
    check.plot(both, both, color="#777777", lw=1.2)
    check.scatter(bounds, mistakes, s=14, color="black", zorder=3)
    check.text(0.04, 0.95, "forbidden by the theorem", color="#555555", va="top",
               transform=check.transAxes)  # fmt: skip
    check.set(
        xscale="log", yscale="log", xlim=(left, right), ylim=(low, high),
        xlabel=r"bound $(R/\gamma)^2$", ylabel="mistakes made",
        title="No data set breaks the bound",
    )  # fmt: skip
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
        said, true, yerr=np.minimum(spread, (true, 1 - true)), fmt="none",
        ecolor=COLORS["test"], elinewidth=1, zorder=2,
    )  # fmt: skip
    axes.scatter(said, true, s=10 + 250 * count / count.sum(), color=COLORS["test"], zorder=3)
    axes.text(0.52, 0.03, "on the gray line it would be\nright as often as it says",
              color="#555555")  # fmt: skip
    axes.set(
        xlabel=f"predicted probability of {what}", ylabel=f"share that is {what}",
        title=title, xlim=(-0.03, 1.03), ylim=(-0.03, 1.03),
    )  # fmt: skip
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
    colors = [PALETTE[name] for name in ("blue", "vermilion", "green", "purple", "black")]
    ends = []
    for (name, curve), color in zip(values.items(), colors, strict=False):
        axes.plot(np.arange(start, start + len(curve)), curve, color=color)
        ends.append([curve[-1], start + len(curve) - 1, name, color])
    if ylim is not None:
        axes.set_ylim(ylim)
    bottom, top = axes.get_ylim()
    room = 0.075 * (top - bottom)  # one line of text
    place = bottom
    for y, x, name, color in sorted(ends):  # from below, so that no two names overlap
        height = room * (1 + name.count("\n"))
        place = max(min(max(y, bottom), top), place)
        label_line(axes, x, place, name, color)
        place += 1.1 * height
    return figure


# Chapter 03


def zoom(picture: np.ndarray, *, corner: tuple[int, int], size: int, title: str) -> Figure:
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
    detail.imshow(part, vmin=0, vmax=255, extent=(left - 0.5, left + size - 0.5) + (
        top + size - 0.5, top - 0.5))  # fmt: skip
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
    for name, y in series.items():
        (line,) = axes.plot(x, y, marker=marker, ms=4, color=(colors or {}).get(name))
        if name:
            label_line(axes, x[-1], y[-1], name, line.get_color())
    for name, level in (levels or {}).items():
        axes.axhline(level, color=COLORS["truth"], lw=1, ls="--", zorder=1)
        axes.annotate(
            name, (1, level), xycoords=("axes fraction", "data"), xytext=(-2, 3),
            textcoords="offset points", ha="right", color=COLORS["truth"],
        )  # fmt: skip
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title, xscale=xscale, yscale=yscale)
    if xscale == "log":
        axes.set_xticks(x, [f"{value:g}" for value in x])
        axes.minorticks_off()
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
    image = axes.imshow(mistakes, cmap="Oranges", vmin=0)
    for (row, column), count in np.ndenumerate(matrix):
        if count:
            axes.text(
                column, row, count, ha="center", va="center", fontsize=8,
                color="#777777" if row == column else "black",
                fontweight="normal" if row == column else "bold",
            )  # fmt: skip
    ticks = range(len(matrix))
    axes.set(
        xlabel="the network says", ylabel="truth", title=title, xticks=ticks, yticks=ticks
    )
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

    The true class is green; a wrong favorite is vermilion.

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
        figsize=(1.4 * columns, 2.15 * rows + 0.3),
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
