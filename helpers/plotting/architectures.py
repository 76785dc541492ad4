"""Drawings of chapter 10."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from helpers.plotting.charts import frame
from helpers.plotting.style import COLORS, DIVERGING, PALETTE

# Ten colors for ten digits, from Okabe and Ito's eight and two shades between them.
DIGITS = ListedColormap(
    ["#ffffff"]
    + [PALETTE[name] for name in ("blue", "vermilion", "green", "purple", "sky")]
    + [PALETTE["orange"], "#8c6d31", "#5e4fa2", PALETTE["yellow"], "#444444"]
)


def _bare(axes: Axes) -> None:
    """Take ticks and grid away, and draw the edge of the picture on all four sides."""
    axes.set(xticks=[], yticks=[])
    axes.grid(False)
    axes.spines[:].set(visible=True, color="#bbbbbb")


def outputs(
    sheet: np.ndarray,
    label: str,
    box: Sequence[float],
    mask: np.ndarray,
    *,
    title: str,
) -> Figure:
    """Draw a sheet and three answers about it: a name, a box, a map.

    Parameters
    ----------
    sheet : array, shape (rows, columns)
        The picture; 0 is paper, 1 is ink.
    label : str
        The name.
    box : sequence of 4 numbers
        Top, left, bottom, right, in pixels.
    mask : array, shape (rows, columns)
        The class of each pixel: 0 for paper, d + 1 for ink of the digit d.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(1, 4, figsize=(7, 2.5))
    titles = "the sheet", "classification", "detection", "segmentation"
    for axes, name in zip(panels, titles, strict=True):
        axes.set_title(name, loc="center", fontweight="normal")
        _bare(axes)
    rows, columns = sheet.shape
    for axes in (panels[0], panels[2]):
        axes.imshow(sheet, cmap="gray_r", vmin=0, vmax=1)
    panels[1].text(
        0.5, 0.5, label, ha="center", va="center", fontsize=40,
        color=PALETTE["blue"], transform=panels[1].transAxes,
    )  # fmt: skip
    panels[1].set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5), aspect="equal")
    frame(panels[2], box, PALETTE["vermilion"], width=2)
    panels[3].imshow(mask, cmap=DIGITS, vmin=0, vmax=10)
    sizes = f"{rows} × {columns} pixels", "one of ten", "four numbers", "each pixel"
    for axes, said in zip(panels, sizes, strict=True):
        axes.set_xlabel(said)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def shares(networks: Mapping[str, Mapping[str, float]], *, title: str) -> Figure:
    """Draw which part of a network's weights and of its work is in which kind of layer.

    Parameters
    ----------
    networks : mapping of str to mapping of str to float
        By the network's name: the convolutions' share of the "weights" and of the
        "multiplications".
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(1, 2, sharey=True, figsize=(7, 2.6))
    names = list(networks)
    places = np.arange(len(names))
    for axes, what in zip(panels, ("weights", "multiplications"), strict=True):
        first = np.array([networks[name][what] for name in names])
        axes.barh(places, first, color=PALETTE["blue"], label="convolutions")
        axes.barh(
            places,
            1 - first,
            left=first,
            color=PALETTE["orange"],
            hatch="//",
            edgecolor="white",
            label="dense layers",
        )
        axes.set(xlabel=f"share of the {what}", xlim=(0, 1))
        axes.grid(False)
    panels[0].set_yticks(places, names)
    panels[0].invert_yaxis()
    figure.legend(
        *panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=2
    )
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def blocks(*, title: str) -> Figure:
    """Draw a plain block of two convolutions and, beside it, a residual one.

    Parameters
    ----------
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(1, 2, figsize=(6.4, 3.0))
    steps = ["3 × 3", "normalize", "ReLU", "3 × 3", "normalize", "+", "ReLU"]
    for axes, name in zip(panels, ("plain", "residual"), strict=True):
        shown = [step for step in steps if name == "residual" or step != "+"]
        axes.axis("off")
        axes.set(xlim=(-0.3, 3.5), ylim=(0.1 - len(steps), 1.1))
        axes.set_title(name, loc="center")
        place, gap = 0.0, len(steps) / len(shown)
        axes.text(1.6, 0.9, "h", ha="center", va="center", style="italic")
        ends = []
        for step in shown:
            top = place + 0.62
            _arrow(axes, (1.6, top), (1.6, place + 0.3))
            if step == "+":
                axes.text(
                    1.6, place, "+", ha="center", va="center", fontsize=13,
                    bbox={"boxstyle": "circle,pad=0.12", "fc": "white", "ec": "black"},
                )  # fmt: skip
                ends.append(place)
            else:
                color = PALETTE["sky"] if "×" in step else "#eeeeee"
                axes.add_patch(
                    FancyBboxPatch(
                        (0.8, place - 0.22),
                        1.6,
                        0.44,
                        boxstyle="round,pad=0.06",
                        fc=color,
                        ec="#555555",
                    )
                )
                axes.text(1.6, place, step, ha="center", va="center")
            place -= gap
        _arrow(axes, (1.6, place + 0.7), (1.6, place + 0.35))
        for end in ends:
            axes.plot(
                [1.6, 2.9, 2.9], [0.6, 0.6, end], color=PALETTE["vermilion"], lw=2
            )
            axes.add_patch(
                FancyArrowPatch(
                    (2.92, end),
                    (1.85, end),
                    arrowstyle="-|>",
                    shrinkA=0,
                    shrinkB=0,
                    mutation_scale=12,
                    color=PALETTE["vermilion"],
                    lw=2,
                )
            )
            axes.text(
                3.0, (0.6 + end) / 2, "shortcut", color=PALETTE["vermilion"], rotation=90,
                ha="left", va="center", fontweight="bold",
            )  # fmt: skip
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def _arrow(axes: Axes, start: tuple, end: tuple) -> None:
    axes.add_patch(
        FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=9, color="#555555")
    )


def loudest_pieces(
    sheets: np.ndarray,
    maps: np.ndarray,
    *,
    step: int,
    before: int,
    size: int,
    units: int = 4,
    count: int = 9,
) -> tuple[np.ndarray, np.ndarray]:
    """Cut out of pictures what excites some units most, at most one piece a picture.

    The units are the loudest, the fifth loudest, the ninth and so on.

    Parameters
    ----------
    sheets : array, shape (n, rows, columns)
        The pictures; 0 is paper.
    maps : array, shape (n, rows / step, columns / step, channels)
        What a layer makes of them.
    step, before, size : int
        In pixels: how far two units of a map lie apart; how far above the first unit's
        own pixel its field begins; how wide the field is.
    units, count : int
        How many units; how many pieces for each.

    Returns
    -------
    tuple of two arrays, shapes (units, count, size, size) and (units, count)
        The pieces, and the numbers of the sheets that they come from.
    """
    around = [(0, 0), (before, size), (before, size)]
    padded = np.pad(sheets, around)  # a field may begin before the sheet
    by_loudness = np.argsort(-maps.max(axis=(0, 1, 2)))
    pieces, numbers = [], []
    for channel in by_loudness[: 4 * units : 4]:
        answers = maps[..., channel]
        best = np.argsort(-answers.max(axis=(1, 2)))[:count]
        for sheet in best:
            i, j = np.unravel_index(answers[sheet].argmax(), answers.shape[1:])
            rows, columns = (slice(step * k, step * k + size) for k in (i, j))
            pieces.append(padded[sheet, rows, columns])
        numbers.append(best)
    return np.reshape(pieces, (units, count, size, size)), np.array(numbers)


def likeness(pieces: np.ndarray) -> tuple[float, float]:
    """Return the mean correlation of pieces of one unit, and of different units.

    Parameters
    ----------
    pieces : array, shape (units, count, rows, columns)
        As `loudest_pieces` returns them.
    """
    units, count = pieces.shape[:2]
    matrix = np.corrcoef(pieces.reshape(units * count, -1))
    unit = np.repeat(np.arange(units), count)
    same, itself = unit == unit[:, None], np.eye(len(unit), dtype=bool)
    return float(matrix[same & ~itself].mean()), float(matrix[~same].mean())


def favorites(
    patches: Mapping[str, np.ndarray], titles: Sequence[str], *, title: str
) -> Figure:
    """Draw, for some units of each layer, the pieces of pictures that excite them most.

    Parameters
    ----------
    patches : mapping of str to array, shape (units, pieces, rows, columns)
        By the name of the layer.
    titles : sequence of str
        What to write under each layer's name.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(1, len(patches), figsize=(7, 2.1))
    for axes, (name, pieces), said in zip(panels, patches.items(), titles, strict=True):
        units, count, height, width = pieces.shape
        line = [(0, 0), (0, 0), (1, 1), (1, 1)]  # gray, between pieces
        framed = np.pad(pieces, line, constant_values=0.35)
        wall = framed.transpose(0, 2, 1, 3).reshape(
            units * (height + 2), count * (width + 2)
        )
        axes.imshow(wall, cmap="gray_r", vmin=0, vmax=1)
        axes.set_yticks(
            (np.arange(units) + 0.5) * (height + 2) - 0.5,
            [f"unit {i + 1}" for i in range(units)],
        )
        axes.set_xticks([])
        axes.tick_params(length=0)
        axes.grid(False)
        axes.set_title(name, loc="center", fontweight="normal")
        axes.set_xlabel(said)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def heat(
    sheet: np.ndarray, maps: Mapping[str, np.ndarray], *, title: str, limit: float
) -> Figure:
    """Draw a sheet and, beside it, where it speaks for one class or several.

    Parameters
    ----------
    sheet : array, shape (rows, columns)
        The picture; 0 is paper, 1 is ink.
    maps : mapping of str to array, shape (rows / k, columns / k)
        By the class's name, not below zero.
    title : str
        What to see, as a sentence.
    limit : float
        The heat that is drawn in full color.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(1, 1 + len(maps), figsize=(7, 2.15), squeeze=False)
    rows, columns = sheet.shape
    extent = (-0.5, columns - 0.5, rows - 0.5, -0.5)
    for axes, name in zip(panels[0], ["the sheet", *maps], strict=True):
        axes.imshow(sheet, cmap="gray_r", vmin=0, vmax=1.6 if name in maps else 1)
        if name in maps:
            strength = np.clip(maps[name] / limit, 0, 1)
            color = np.zeros((*strength.shape, 4))
            color[..., :3] = to_rgb(PALETTE["vermilion"])
            color[..., 3] = 0.85 * strength
            axes.imshow(color, extent=extent, interpolation="bilinear")
        axes.set_title(name, loc="center", fontweight="normal")
        _bare(axes)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def filled(boxes: np.ndarray, side: int = 32) -> np.ndarray:
    """Return boxes as masks, (n, side, side): the pixels whose middles lie inside.

    Parameters
    ----------
    boxes : array, shape (n, 4)
        Top, left, bottom, right, in pixels.
    side : int
        Of the picture, in pixels.
    """
    top, left, bottom, right = np.asarray(boxes).T[:, :, None, None]
    rows, columns = np.ogrid[:side, :side]
    rows, columns = rows + 0.5, columns + 0.5  # the middle of each pixel
    return (rows > top) & (rows < bottom) & (columns > left) & (columns < right)


def found(
    sheets: np.ndarray,
    names: Sequence[str],
    boxes: np.ndarray,
    truth: np.ndarray,
    maps: Mapping[str, np.ndarray],
    *,
    title: str,
) -> Figure:
    """Draw sheets with names, boxes and maps, a column for each sheet.

    Parameters
    ----------
    sheets : array, shape (n, rows, columns)
        The pictures.
    names : sequence of n str
        What the network calls each.
    boxes, truth : array, shape (n, 4)
        Its boxes and the true ones (dashed): top, left, bottom, right, in pixels.
    maps : mapping of str to array of bool, shape (n, rows, columns)
        By name, which pixels are the digit's.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    count, rows = len(sheets), 1 + len(maps)
    figure, panels = plt.subplots(
        rows, count, figsize=(7, 7 / count * rows + 0.35), squeeze=False
    )
    for column in range(count):
        axes = panels[0, column]
        axes.imshow(sheets[column], cmap="gray_r", vmin=0, vmax=1)
        frame(axes, truth[column], COLORS["truth"], style="--", width=2)
        frame(axes, boxes[column], PALETTE["vermilion"], width=2)
        axes.set_title(names[column], loc="center", fontweight="normal")
        for axes, values in zip(panels[1:, column], maps.values(), strict=True):
            axes.imshow(values[column], cmap=DIGITS, vmin=0, vmax=10)
    for axes in panels.flat:
        _bare(axes)
    for axes, name in zip(panels[:, 0], ["name and box", *maps], strict=True):
        axes.set_ylabel(name)
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def filters_and_maps(
    filters: np.ndarray, sheet: np.ndarray, maps: np.ndarray, *, title: str
) -> Figure:
    """Draw filters above the maps that they make of a sheet.

    Parameters
    ----------
    filters : array, shape (n, height, width)
        The weights of each.
    sheet : array, shape (rows, columns)
        The picture; 0 is paper, 1 is ink.
    maps : array, shape (n, rows, columns)
        Their maps, not below zero.
    title : str
        What to see, as a sentence.

    Returns
    -------
    Figure
    """
    figure, panels = plt.subplots(2, 1 + len(filters), figsize=(7, 2.1))
    limit = np.abs(filters).max()
    panels[0, 0].axis("off")
    panels[1, 0].imshow(sheet, cmap="gray_r", vmin=0, vmax=1)
    for axes, weights in zip(panels[0, 1:], filters, strict=True):
        axes.imshow(weights, cmap=DIVERGING, vmin=-limit, vmax=limit)
    for axes, one in zip(panels[1, 1:], maps, strict=True):
        axes.imshow(one, cmap="gray_r", vmin=0, vmax=np.percentile(maps, 99.5))
    for axes in panels.flat:
        _bare(axes)
    panels[0, 1].set_ylabel("filters")
    panels[1, 0].set_xlabel("the sheet")
    panels[1, 1].set_ylabel("maps")
    figure.suptitle(title, x=0.01, ha="left")
    return figure
