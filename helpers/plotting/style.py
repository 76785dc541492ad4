"""The course's style: importing this module sets matplotlib's parameters."""

from __future__ import annotations

import sys

import matplotlib.pyplot as plt
from matplotlib.colors import LinearSegmentedColormap

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
            # Orange and green come late: they mean validation and test.
            color=[
                PALETTE[name]
                for name in [
                    "blue",
                    "vermilion",
                    "purple",
                    "sky",
                    "black",
                    "green",
                    "orange",
                ]
            ]
        ),
        "lines.linewidth": 1.8,
        "legend.frameon": False,
        "image.cmap": "gray",
    }
)

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


def _sharpen_in_notebooks() -> None:
    """Let a notebook draw figures at twice the resolution, shown at their own size."""
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats("retina")


_sharpen_in_notebooks()
