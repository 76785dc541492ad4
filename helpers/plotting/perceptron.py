"""Drawings of chapter 01."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.plotting.charts import decision_regions, points
from helpers.plotting.style import CLASS_COLORS, COLORS, DIVERGING, PALETTE


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


def shares(right: Mapping[str, np.ndarray], *, title: str) -> Figure:
    """Draw how large a share of all units gets 0, 1, … 4 of four points right.

    Parameters
    ----------
    right : mapping from a question's name to an array, shape (units,)
        The number of points that each unit gets right.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(1, len(right), sharey=True, figsize=(7, 2.5))
    for axes, (name, count) in zip(panels, right.items(), strict=True):
        share = 100 * np.bincount(count, minlength=5) / count.size
        bars = axes.bar(range(5), share)
        axes.bar_label(bars, [f"{s:.0f} %" if s else "none" for s in share], fontsize=8)
        axes.set(title=name, xlabel="points right, of four", xticks=range(5))
    panels[0].set(ylabel="share of all units [%]", ylim=(0, 95))
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def two_views(
    inputs: np.ndarray,
    hidden: np.ndarray,
    labels: Sequence[int],
    *,
    of_inputs: Callable[[np.ndarray], np.ndarray],
    of_hidden: Callable[[np.ndarray], np.ndarray],
) -> Figure:
    """Draw one decision twice: over the hidden neurons' answers, and over the inputs.

    Parameters
    ----------
    inputs, hidden : arrays, shape (4, 2)
        The corners of the square, and what the hidden neurons make of them.
    labels : sequence of int
        Their classes, 0 or 1.
    of_inputs, of_hidden : callables
        From points, shape (n, 2), to the network's answers, shape (n,).

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.6, 3))
    decision_regions(
        of_hidden, hidden, labels, axes=left, title="What the third neuron sees",
        xlabel="$h_1$ (OR)", ylabel="$h_2$ (AND)",
    )  # fmt: skip
    meet = "(0, 1) and (1, 0)\nmeet here"
    left.text(1, -0.13, meet, fontsize=8, ha="center", va="top")
    decision_regions(
        of_inputs, inputs, labels, axes=right, title="What the three do together"
    )
    for axes in (left, right):
        axes.set(xticks=(0, 1), yticks=(0, 1), aspect="equal")
    return figure


def restless(ways: Mapping[str, Sequence[float]]) -> Figure:
    """Draw each way of training as a panel: its test accuracy, look after look.

    The title stands here, so that the page's code does not give the finding away.

    Parameters
    ----------
    ways : mapping of str to floats
        Test accuracies by the name of the way.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(1, len(ways), sharey=True, figsize=(7.4, 2.6))
    for axes, (name, accuracies) in zip(panels, ways.items(), strict=True):
        axes.plot(accuracies, color=COLORS["test"], lw=1)
        axes.set_title(textwrap.fill(name, 16), fontsize=8.5)
        axes.set(xlabel="look", xticks=(0, 100, 200))
    panels[0].set_ylabel("test accuracy")
    title = "To come to rest takes a slope, and short or averaged steps"
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
