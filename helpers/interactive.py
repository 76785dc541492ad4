"""Moving figures: sliders that call a function live, drawn beforehand in the book."""

from __future__ import annotations

import base64
import html
import io
import itertools
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from PIL import Image

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
MAX_FRAMES = 80
MAX_BYTES = 500_000  # of a figure's HTML: three of them fit on a page of 1.5 MB
SCREEN_DPI = 100  # one inch of a figure is 100 px of the page ...
PICTURE_DPI = 200  # ... and 200 px of the picture, so that text is crisp

COLORS = 64  # of all frames together; few colors make small files and crisp text

STYLES = {
    "figure": "margin:0;max-width:{width}px",
    "image": "display:block;max-width:100%;height:auto;background:#fff;padding:0",
    "controls": "display:grid;grid-template-columns:auto minmax(0,1fr) auto;"
    "column-gap:.75em;align-items:center;padding:.25em .5em",
    "slider": "width:100%;height:44px;margin:0;cursor:pointer;accent-color:#0072b2",
    "output": "min-width:{width}ch;text-align:right;font-variant-numeric:tabular-nums",
}
# Several figures share a page: the script knows only the figure it stands in.
SCRIPT = """(({labels, frames}) => {
  const figure = document.currentScript.parentElement;
  const image = figure.querySelector("img");
  const sliders = figure.querySelectorAll("input");
  const outputs = figure.querySelectorAll("output");
  figure.addEventListener("input", () => {
    let index = 0;
    sliders.forEach((slider, i) => {
      const text = labels[i][slider.value];
      index = index * labels[i].length + Number(slider.value);
      outputs[i].textContent = text;
      slider.setAttribute("aria-valuetext", text);
    });
    image.src = "data:image/webp;base64," + frames[index][0];
    image.alt = frames[index][1];
  });
})"""


class Explorer:
    """A figure with sliders; `explore` makes it, a notebook's cell shows it.

    A live notebook shows ipywidgets sliders that call ``draw``. Where there is no
    kernel, as in the built book, the same output shows the frames drawn beforehand.

    Attributes
    ----------
    html : str
        The figure with its frames and sliders, complete in itself.
    """

    def __init__(
        self,
        draw: Callable[..., Figure],
        alt: str | Callable[..., str],
        values: Mapping[str, Iterable[Any]],
    ) -> None:
        self._draw = draw
        self._alt = alt
        self._values = {name: list(choices) for name, choices in values.items()}
        _check_values(self._values)
        self._labels = {
            name: [_label(choice) for choice in choices]
            for name, choices in self._values.items()
        }
        self._start = tuple(len(choices) // 2 for choices in self._values.values())
        positions = itertools.product(*(range(len(v)) for v in self._values.values()))
        # Drawn here and not when shown: IPython swallows what a repr raises.
        pictures = {position: self._picture(position) for position in positions}
        size = _common_size(pictures.values())
        self._width, self._height = (side * SCREEN_DPI // PICTURE_DPI for side in size)
        self._palette = _palette(pictures.values())
        frames = {
            position: self._frame(position, picture)
            for position, picture in pictures.items()
        }
        self._first = self._image(frames[self._start])
        self.html = self._page(list(frames.values()))
        if len(self.html) > MAX_BYTES:
            raise ValueError(
                f"explore: {len(frames)} frames make {len(self.html) / 1000:.0f} kB, "
                f"more than {MAX_BYTES / 1000:.0f} kB: give fewer values, "
                f"a smaller figsize or a plainer drawing."
            )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        """Return the live view and the built one, for a front end to choose from."""
        # By its id: a widget of ipywidgets 7, as on Colab, has no bundle of its own.
        view = {"version_major": 2, "version_minor": 0}
        return {
            "text/plain": "A figure with sliders",
            "text/html": self.html,
            WIDGET_VIEW: view | {"model_id": self._widget().model_id},
        }

    def _chosen(self, position: Iterable[int]) -> dict[str, Any]:
        """Return the value of each name at these positions of the sliders."""
        return {
            name: choices[index]
            for (name, choices), index in zip(
                self._values.items(), position, strict=True
            )
        }

    def _picture(self, position: Iterable[int]) -> bytes:
        """Draw one frame; return it as PNG."""
        return _render(self._draw, self._chosen(position))

    def _frame(self, position: Iterable[int], picture: bytes) -> tuple[str, str]:
        """Return one frame's picture (WebP in base64) and its alt text."""
        encoded = base64.b64encode(_encode(picture, self._palette)).decode()
        return encoded, _alt_text(self._alt, self._chosen(position))

    def _image(self, frame: tuple[str, str]) -> str:
        """Return a frame as HTML, ``dark-light``: the dark theme leaves it as it is."""
        encoded, alt = frame
        return (
            f'<img class="dark-light" src="data:image/webp;base64,{encoded}" '
            f'alt="{html.escape(alt)}" width="{self._width}" height="{self._height}" '
            f'style="{STYLES["image"]}">'
        )

    def _page(self, frames: list[tuple[str, str]]) -> str:
        """Return the figure, its sliders and all frames as one piece of HTML."""
        controls = []
        longest = max(
            len(label) for labels in self._labels.values() for label in labels
        )
        output = STYLES["output"].format(width=longest + 1)  # sliders keep their width
        for (name, labels), start in zip(
            self._labels.items(), self._start, strict=True
        ):
            label = html.escape(labels[start])
            controls.append(
                f'<label style="display:contents"><span>{html.escape(_title(name))}</span>'
                f'<input type="range" min="0" max="{len(labels) - 1}" value="{start}" '
                f'autocomplete="off" aria-valuetext="{label}" '
                f'style="{STYLES["slider"]}"></label>'
                f'<output aria-live="off" style="{output}">{label}</output>'
            )
        data = json.dumps({"labels": list(self._labels.values()), "frames": frames})
        data = data.replace("<", "\\u003c")  # no text may end the script
        return (
            f'<figure class="explore" '
            f'style="{STYLES["figure"].format(width=self._width)}">\n'
            f"{self._first}\n"
            f'<div style="{STYLES["controls"]}">{"".join(controls)}</div>\n'
            f"<script>{SCRIPT}({data});</script>\n</figure>"
        )

    def _widget(self) -> ipywidgets.Widget:
        """Return the live view: its sliders call ``draw``."""
        image = ipywidgets.HTML(self._first)
        sliders = [
            ipywidgets.SelectionSlider(
                options=[(label, i) for i, label in enumerate(labels)],
                index=start,
                description=_title(name),
                style={"description_width": "initial"},
                layout={"width": "100%", "max_width": f"{self._width}px"},
            )
            for (name, labels), start in zip(
                self._labels.items(), self._start, strict=True
            )
        ]

        def show(_change) -> None:
            position = [slider.value for slider in sliders]
            image.value = self._image(self._frame(position, self._picture(position)))

        for slider in sliders:
            slider.observe(show, names="value")
        return ipywidgets.VBox([image, *sliders])


def explore(
    draw: Callable[..., Figure],
    /,
    *,
    alt: str | Callable[..., str],
    **values: Iterable[Any],
) -> Explorer:
    """Let the reader move through the pictures that ``draw`` makes.

    Parameters
    ----------
    draw : callable
        Takes one value by each name and returns a matplotlib Figure, always of the
        same size. It is called for every combination at once.
    alt : str or callable
        Each frame's alternative text, the finding in a sentence: a format string
        that is filled with the values, or a callable that takes the same names.
    **values : iterable of two or more
        One slider for each name; it starts in the middle.

    Returns
    -------
    Explorer
        Shown as the last expression of a cell.

    Raises
    ------
    ValueError
        If there is nothing to move, more than 80 combinations, more than 500 kB,
        something that is not a Figure, or an alt text that is empty or names what
        is no value.

    Examples
    --------
    >>> explore(draw, alt="With bias {bias:g} the line moves.", bias=[-1, 0, 1])
    """
    return Explorer(draw, alt, values)


def _check_values(values: Mapping[str, list[Any]]) -> None:
    """Raise ValueError unless every name has two values and all make few frames."""
    if not values:
        raise ValueError("explore: give at least one list of values, as in w=[0, 1].")
    for name, choices in values.items():
        if len(choices) < 2:
            raise ValueError(
                f"explore: {name} has {len(choices)} value(s); a slider needs two."
            )
    count = 1
    for choices in values.values():
        count *= len(choices)
    if count > MAX_FRAMES:
        sizes = " x ".join(str(len(choices)) for choices in values.values())
        raise ValueError(
            f"explore: {sizes} = {count} frames are more than {MAX_FRAMES}: "
            f"give fewer values."
        )


def _render(draw: Callable[..., Figure], chosen: Mapping[str, Any]) -> bytes:
    """Call ``draw`` and return its PNG; leave no figure open, to be shown again."""
    before = set(plt.get_fignums())
    try:
        figure = draw(**chosen)
        if not isinstance(figure, Figure):
            raise ValueError(
                f"explore: draw must return a matplotlib Figure; it returned "
                f"{type(figure).__name__}. End it with `return figure`."
            )
        buffer = io.BytesIO()
        figure.savefig(
            buffer,
            format="png",
            dpi=PICTURE_DPI,
            facecolor="white",
            pil_kwargs={"compress_level": 1},
        )
        plt.close(figure)
    finally:
        for number in set(plt.get_fignums()) - before:
            plt.close(number)
    return buffer.getvalue()


def _open(picture: bytes) -> Image.Image:
    """Return the pixels of a PNG: megabytes, so never of all frames at once."""
    return Image.open(io.BytesIO(picture)).convert("RGB")


def _common_size(pictures: Iterable[bytes]) -> tuple[int, int]:
    """Return the size of all pictures; raise ValueError if they differ."""
    sizes = sorted({Image.open(io.BytesIO(picture)).size for picture in pictures})
    if len(sizes) > 1:
        raise ValueError(
            f"explore: draw returned a figure of {sizes[0]} pixels and one of "
            f"{sizes[1]}: give every frame the same figsize."
        )
    return sizes[0]


def _palette(pictures: Iterable[bytes]) -> Image.Image:
    """Return a picture whose palette serves all frames: none flickers beside another."""
    used = np.zeros((256, 256, 256), dtype=bool)
    for picture in pictures:
        used[tuple(np.moveaxis(np.asarray(_open(picture)), -1, 0))] = True
    colors = Image.fromarray(np.argwhere(used)[np.newaxis].astype(np.uint8))
    method = Image.Quantize.MAXCOVERAGE  # keeps rare colors, of a single dot
    return colors.quantize(COLORS, method=method, dither=Image.Dither.NONE)


def _encode(picture: bytes, palette: Image.Image) -> bytes:
    """Return the picture as WebP, in the palette's colors."""
    few = _open(picture).quantize(palette=palette, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    few.convert("RGB").save(buffer, "WEBP", lossless=True, quality=60)
    return buffer.getvalue()


def _alt_text(alt: str | Callable[..., str], chosen: Mapping[str, Any]) -> str:
    """Return one frame's alternative text."""
    if callable(alt):
        text = alt(**chosen)
    else:
        try:
            text = alt.format(**chosen)
        except (KeyError, IndexError) as error:
            raise ValueError(
                f"explore: alt asks for {error}; the values are {', '.join(chosen)}."
            ) from error
    if not text.strip():
        raise ValueError(f"explore: alt is empty at {dict(chosen)}; say what to see.")
    return text


def _label(value: Any) -> str:
    """Return a value as its slider shows it."""
    try:
        return value if isinstance(value, str) else f"{value:g}"
    except (TypeError, ValueError):
        return str(value)


def _title(name: str) -> str:
    """Return a name as its label shows it."""
    return name.replace("_", " ")
