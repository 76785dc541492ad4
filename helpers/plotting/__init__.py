"""The course's figures: one style, one palette, the same color for the same thing.

Importing this package sets matplotlib's style. Every function draws and returns the
Figure; titles are sentences that say what to see. What any chapter may use stands in
`charts`; a chapter's own drawings have a module of its name.
"""

from helpers.plotting.backpropagation import (
    bumps,
    descent,
    graph,
    not_a_bowl,
    nudges,
)
from helpers.plotting.charts import (
    curves,
    decision_regions,
    images,
    label_line,
    lines,
    name_points,
    points,
    training_curves,
)
from helpers.plotting.mlp import (
    confusion,
    prediction,
    predictions,
    probability_bars,
    zoom,
)
from helpers.plotting.perceptron import (
    activations,
    clouds,
    convergence,
    gates,
    neuron,
    reliability,
)
from helpers.plotting.style import CLASS_COLORS, COLORS, DIVERGING, PALETTE, QUIZ_COLORS
from helpers.plotting.training import (
    epochs_and_seconds,
    range_test,
    ravine,
    ravine_frame,
    ravine_paths,
    schedules,
)

__all__ = [
    "CLASS_COLORS",
    "COLORS",
    "DIVERGING",
    "PALETTE",
    "QUIZ_COLORS",
    "activations",
    "bumps",
    "clouds",
    "confusion",
    "convergence",
    "curves",
    "decision_regions",
    "descent",
    "epochs_and_seconds",
    "gates",
    "graph",
    "images",
    "label_line",
    "lines",
    "name_points",
    "neuron",
    "not_a_bowl",
    "nudges",
    "points",
    "prediction",
    "predictions",
    "probability_bars",
    "range_test",
    "ravine",
    "ravine_frame",
    "ravine_paths",
    "reliability",
    "schedules",
    "training_curves",
    "zoom",
]
