"""Drawings of chapter 02."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.plotting.charts import decision_regions
from helpers.plotting.style import CLASS_COLORS, COLORS, PALETTE


def network(
    x: Sequence[float],
    numbers: Mapping[str, np.ndarray],
    *,
    title: str,
    blame: bool = False,
    values: Sequence[float] | None = None,
    errors: Sequence[float] | None = None,
    verdict: str = "",
) -> Figure:
    """Draw a network of two inputs, two hidden units and one output.

    Parameters
    ----------
    x : sequence of two floats
        The inputs.
    numbers : mapping of str to array
        What stands on the connections, by the name of its array: ``w1`` (2, 2),
        ``b1`` (2,), ``w2`` (2, 1), ``b2`` (1,).
    title : str
        What to see, as a sentence.
    blame : bool
        Whether the numbers are slopes: then each line is as thick as its slope is
        steep, vermilion if it is positive, blue if negative, dotted if zero.
    values, errors : sequences of three floats, optional
        Numbers in the two hidden units and in the output; errors are vermilion.
    verdict : str
        What stands beside the output.

    Returns
    -------
    Figure
    """
    figure, axes = plt.subplots(figsize=(6.6, 3.1))
    inputs, hidden, output = (
        [(0.0, 1.0), (0.0, -1.0)],
        [(2.2, 1.0), (2.2, -1.0)],
        (4.4, 0.0),
    )
    lines = [(start, end) for start in inputs for end in hidden]
    lines += [((2.2, 2.05), hidden[0]), ((2.2, -2.05), hidden[1])]
    lines += [(start, output) for start in hidden] + [((4.4, 1.05), output)]
    # Where on its line each number stands: lines that cross keep theirs apart.
    places = [0.45, 0.26, 0.26, 0.45, 0.22, 0.22, 0.45, 0.45, 0.3]
    flat = np.concatenate(
        [np.ravel(numbers[name]) for name in ("w1", "b1", "w2", "b2")]
    )
    largest = np.abs(flat).max()
    for (start, end), number, place in zip(lines, flat, places, strict=True):
        color, width, text = "#444444", 1.2, _signed(number)
        if blame:
            color = CLASS_COLORS[int(number > 0)] if number else COLORS["muted"]
            width = 0.8 + 9 * abs(number) / largest
            text = f"{number:+.2f}".replace("-", "−") if number else "0"
        axes.plot(
            *zip(start, end, strict=True), color=color, zorder=1, lw=width,
            ls="-" if number else ":", solid_capstyle="butt",
        )  # fmt: skip
        axes.text(
            *np.add(start, place * np.subtract(end, start)), text, color=color,
            fontsize=8, fontweight="bold", ha="center", va="center", zorder=2,
            bbox={"facecolor": "white", "linewidth": 0, "pad": 0.8, "alpha": 0.9},
        )  # fmt: skip
    names = [f"$x_1$ = {x[0]:g}", f"$x_2$ = {x[1]:g}", "$h_1$", "$h_2$", r"$\hat y$"]
    crowded = values is not None
    for number, ((across, up), name) in enumerate(
        zip([*inputs, *hidden, output], names, strict=True)
    ):
        axes.scatter(across, up, s=2100 if crowded else 1150, color="white",
                     edgecolor="black", zorder=3)  # fmt: skip
        inside = [(name, "black", "normal")]
        if crowded and number > 1:
            inside.append((_signed(values[number - 2]), "black", "bold"))
            inside.append((_signed(errors[number - 2]), PALETTE["vermilion"], "bold"))
        for line, (text, color, weight) in enumerate(inside):
            axes.text(
                across, up + 0.28 * ((len(inside) - 1) / 2 - line), text, color=color,
                fontsize=8 if crowded else 8.5, fontweight=weight, ha="center",
                va="center", zorder=4,
            )  # fmt: skip
    for across, up, name in ((2.35, 2.08, "b1"), (2.35, -2.08, "b1"), (4.5, 1.0, "b2")):
        axes.text(across, up, name, fontsize=8, family="monospace", va="center")
    for across, name in ((0.9, "w1"), (3.5, "w2")):
        axes.text(across, 1.6, name, fontsize=8, family="monospace", ha="center")
    axes.text(4.95, 0, verdict, va="center", fontsize=9)
    axes.set(xlim=(-0.5, 6.2), ylim=(-2.3, 2.3), title=title)
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
    axes.scatter(
        *start, s=60, facecolor="white", edgecolor=PALETTE["blue"], lw=1.6, zorder=4
    )
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
    axes.set(xlim=(-0.42, 1.3 * width + 0.42), ylim=(-height - 0.5, 0.5), title=title)
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


def nudges(
    sizes: np.ndarray, errors: Mapping[str, np.ndarray], *, title: str
) -> Figure:
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


def not_a_bowl(
    way: np.ndarray,
    losses: Sequence[float],
    answers: Sequence[Callable[[np.ndarray], np.ndarray]],
    inputs: np.ndarray,
    labels: np.ndarray,
) -> Figure:
    """Draw the hill between two equal networks, and what the one halfway decides.

    Parameters
    ----------
    way : array, shape (n,)
        Share of the way from one network to the other, 0 to 1.
    losses : sequence of n floats
        The loss there.
    answers : sequence of three functions
        From points (points, 2) to probabilities (points,): the network at the start,
        halfway and at the end.
    inputs, labels : arrays, shapes (4, 2) and (4,)
        XOR.

    Returns
    -------
    Figure
    """
    figure = plt.figure(figsize=(6.4, 4.3))
    grid = figure.add_gridspec(2, 3, height_ratios=(1, 1.25))
    hill = figure.add_subplot(grid[0, :])
    hill.plot(way, losses, color=PALETTE["blue"])
    bound = np.log(2) / 4
    hill.axhline(bound, color=COLORS["truth"], lw=1, ls="--")
    hill.text(0.5, bound, "halfway: at least this", va="bottom", ha="center",
              fontsize=8, color=COLORS["truth"])  # fmt: skip
    hill.set(xticks=[0, 0.5, 1], xticklabels=["", "", ""], ylabel="loss",
             xlim=(-0.17, 1.17), title="Between two equal networks, a hill")  # fmt: skip
    hill.set_ylim(bottom=0)
    names = ("a solution", "halfway: one unit is left", "hidden units swapped")
    for column, (answer, name) in enumerate(zip(answers, names, strict=True)):
        panel = figure.add_subplot(grid[1, column])
        decision_regions(answer, inputs, labels, axes=panel, title=name)
        panel.title.set(fontsize=8, fontweight="normal")
        panel.set(xticks=(0, 1), yticks=(0, 1))
    return figure


def slow_learning(
    errors: Mapping[str, Mapping[str, np.ndarray]], *, title: str
) -> Figure:
    """Draw how mistakes shrink: a panel for each loss, a curve for each start.

    Parameters
    ----------
    errors : mapping of str to mapping of str to array, shape (steps,)
        For each loss and each start the distance from the right answer.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(1, len(errors), figsize=(6.6, 2.8), sharey=True)
    for axes, (loss, starts) in zip(panels, errors.items(), strict=True):
        for (start, error), color in zip(
            starts.items(), ("sky", "vermilion"), strict=True
        ):
            axes.plot(error, color=PALETTE[color])
            half = int(np.argmax(error < 0.5))
            spot = (6, 0.12) if color == "sky" else (half + 8, 0.55)
            axes.text(*spot, start, color=PALETTE[color], fontweight="bold", fontsize=8)
        axes.axhline(0.5, color=COLORS["muted"], lw=1, ls="--")
        axes.set(xlabel="step", title=loss, ylim=(0, 1.02))
    panels[0].set_ylabel(r"mistake $|\hat y - y|$")
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def vanishing(
    depths: Mapping[str, np.ndarray],
    sizes: np.ndarray,
    shares: Mapping[str, np.ndarray],
) -> Figure:
    """Draw gradients by layer, and the first layer's share by the size of the weights.

    Parameters
    ----------
    depths : mapping of str to array, shape (layers,)
        Length of each layer's gradient relative to the last layer's.
    sizes : array, shape (n,)
        Sizes of the weights, relative to 1 / sqrt(inputs).
    shares : mapping of str to array, shape (n, starts)
        The first layer's length relative to the last layer's, for several starts.

    Returns
    -------
    Figure
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3), sharey=True)
    colors = dict(zip(depths, (PALETTE["vermilion"], PALETTE["blue"]), strict=True))
    for name, lengths in depths.items():
        left.plot(np.arange(1, len(lengths) + 1), lengths, color=colors[name])
        left.text(len(lengths) / 2, lengths[len(lengths) // 2] * 4, name, ha="right",
                  color=colors[name], fontweight="bold")  # fmt: skip
    left.set(xlabel="layer", yscale="log", ylabel="gradient relative to the last layer",
             xticks=(1, 5, 10, 15, 20), title="By layer, weights of the usual size")  # fmt: skip
    for name, by_start in shares.items():
        kind = next(color for full, color in colors.items() if full.startswith(name))
        right.fill_between(sizes, by_start.min(axis=1), by_start.max(axis=1), color=kind,
                           alpha=0.2, linewidth=0)  # fmt: skip
        right.plot(sizes, np.median(by_start, axis=1), color=kind)
    right.axhline(1, color=COLORS["muted"], lw=1, ls="--")
    right.set(xlabel=r"standard deviation of the weights [$1/\sqrt{n}$]", xscale="log",
              title="First layer, by the size of the weights")  # fmt: skip
    right.set_xticks([1, 2, 4, 10, 20], labels=["1", "2", "4", "10", "20"])
    right.minorticks_off()
    return figure
