"""Chapter 10's checks: other right ways to write the answers, and what procedures watch."""

import math

import keras
import numpy as np
import pytest
from keras import layers
from telling import told

from helpers.checks import architectures as checks

# --- Other right ways ----------------------------------------------------------------


def bill_with_floats(side, channels, stack):
    total = np.zeros(2)
    for filters, kernel, stride, groups in stack:
        side = math.ceil(side / stride)
        weights = kernel * kernel * channels / groups * filters
        total += weights + filters, weights * side * side
        channels = filters
    return total


def bill_group_by_group(side, channels, stack):
    parameters = products = 0
    for filters, kernel, stride, groups in stack:
        side = (side + stride - 1) // stride
        for _ in range(groups):
            weights = kernel * kernel * (channels // groups) * (filters // groups)
            parameters += weights + filters // groups
            products += weights * side * side
        channels = filters
    return [parameters, products]


def map_in_loops(maps, weights, label):
    rows, columns, channels = maps.shape
    heat = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            for c in range(channels):
                heat[i, j] += maps[i, j, c] * weights[c, label]
    heat[heat < 0] = 0
    return heat / max(heat.max(), 1e-12)


def map_by_tensordot(maps, weights, label):
    heat = keras.ops.relu(keras.ops.tensordot(maps, weights[:, label], axes=1))
    largest = float(keras.ops.max(heat))
    return heat / largest if largest else heat


def iou_by_intervals(one, other):
    def common(a, b, c, d):
        return max(0.0, min(b, d) - max(a, c))

    both = common(one[0], one[2], other[0], other[2])
    both *= common(one[1], one[3], other[1], other[3])
    area = sum((b[2] - b[0]) * (b[3] - b[1]) for b in (one, other))
    return both / (area - both)


def iou_in_numpy(one, other):
    one, other = np.array(one, "float32"), np.array(other, "float32")
    sides = np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2])
    both = np.prod(np.clip(sides, 0, None))
    return both / (np.prod(one[2:] - one[:2]) + np.prod(other[2:] - other[:2]) - both)


def mean_iou_by_counting(labels, found, classes):
    table = np.zeros((classes, classes))
    np.add.at(table, (labels.ravel(), found.ravel()), 1)
    both = np.diag(table)
    either = table.sum(axis=0) + table.sum(axis=1) - both
    return float(np.mean(both[either > 0] / either[either > 0]))


def mean_iou_of_what_occurs(labels, found, classes):
    total = 0
    present = set(labels.ravel().tolist()) | set(found.ravel().tolist())
    for one in present:
        a, b = labels == one, found == one
        total += np.logical_and(a, b).sum() / np.logical_or(a, b).sum()
    return total / len(present)


RIGHT = {
    "bill": (bill_with_floats, bill_group_by_group),
    "class_map": (map_in_loops, map_by_tensordot),
    "iou": (iou_by_intervals, iou_in_numpy),
    "mean_iou": (mean_iou_by_counting, mean_iou_of_what_occurs),
}


@pytest.mark.parametrize(
    ("name", "answer"),
    [(name, answer) for name, answers in RIGHT.items() for answer in answers],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_other_right_ways_pass(name, answer, capsys):
    getattr(checks, name)(answer)
    assert capsys.readouterr().out.startswith(f"✓ {name}: ")


# --- The chapter's own code, pasted --------------------------------------------------


def test_the_chapter_s_count_is_told_about_groups():
    def weights_and_work(side, channels, stack):
        parameters = products = 0
        for filters, kernel, stride, _groups in stack:
            side = -(-side // stride)
            weights = kernel**2 * channels * filters
            parameters, products = parameters + weights, products + weights * side**2
            channels = filters
        return parameters, products

    line = told(checks.bill, weights_and_work)
    assert "groups" in line and "biases" in line and "two mistakes" in line


def test_a_table_of_layers_is_not_a_bill():
    def table(side, channels, stack):
        return np.array([bill_with_floats(side, channels, [one]) for one in stack])

    assert "bill: " in told(checks.bill, table)


# --- residual_block ------------------------------------------------------------------


def block(
    h,
    filters,
    stride,
    *,
    project=lambda h, filters, stride: stride != 1 or h.shape[-1] != filters,
    activation="relu",
    end="relu",
    before=None,
    where=0,
    bias=True,
    normalize=False,
    join=layers.add,
    side=None,
    kernel=3,
):
    """Return a block with one thing changed."""
    shortcut = h
    if project(h, filters, stride):
        shortcut = layers.Conv2D(filters, 1, strides=stride, activation=side)(h)
    steps = (stride, 1) if where == 0 else (1, stride)
    h = layers.Conv2D(
        filters, kernel, strides=steps[0], padding="same", activation=activation
    )(h)
    h = layers.Conv2D(filters, kernel, strides=steps[1], padding="same", use_bias=bias)(
        h
    )
    if normalize:
        h = layers.BatchNormalization()(h)
    if before:
        h = layers.Activation(before)(h)
    h = join([shortcut, h])
    return layers.Activation(end)(h) if end else h


def with_operators(h, filters, stride):
    way = layers.ZeroPadding2D(0)(h)
    way = layers.Conv2D(filters, (3, 3), (stride, stride), padding="same")(way)
    way = layers.Conv2D(filters, 3, padding="same")(keras.ops.relu(way))
    if stride > 1 or h.shape[3] != filters:
        h = layers.Conv2D(filters, 1, stride, padding="same")(h)
    return keras.ops.relu(h + way)


def nested(h, filters, stride):
    main = keras.Sequential(
        [
            layers.Conv2D(filters, 3, strides=stride, padding="same"),
            layers.ReLU(),
            layers.Conv2D(filters, 3, padding="same"),
        ]
    )
    same = stride == 1 and h.shape[-1] == filters
    shortcut = h if same else layers.Conv2D(filters, 1, strides=stride)(h)
    return layers.Activation("relu")(layers.Add()([main(h), shortcut]))


@pytest.mark.parametrize("right", [block, with_operators, nested])
def test_a_block_that_is_right_passes(right, capsys):
    checks.residual_block(right)
    assert "with known weights" in capsys.readouterr().out


def changed(**options):
    return lambda h, filters, stride: block(h, filters, stride, **options)


def shared():
    made = {}

    def answer(h, filters, stride):
        key = h.shape[-1], filters, stride
        if key not in made:
            first = layers.Conv2D(
                filters, 3, strides=stride, padding="same", activation="relu"
            )
            side = layers.Conv2D(filters, 1, strides=stride)
            made[key] = first, layers.Conv2D(filters, 3, padding="same"), side
        first, second, side = made[key]
        fits = stride == 1 and h.shape[-1] == filters
        return layers.ReLU()(layers.add([second(first(h)), h if fits else side(h)]))

    return answer


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        (changed(project=lambda *_: False), "cannot be added"),
        (changed(project=lambda *_: True), "the shortcut is h itself"),
        (changed(end=None), "the last ReLU is missing"),
        (changed(end=None, before="relu"), "stands before the sum"),
        (changed(before="relu"), "residual must be able to be negative"),
        (changed(activation=None), "no ReLU between"),
        (changed(activation=None, end=None), "there is no ReLU"),
        (changed(side="relu"), "the shortcut has an activation"),
        (changed(where=1), "the stride is in the second"),
        (changed(bias=False), "no biases"),
        (changed(normalize=True), "normalization is not asked"),
        (changed(join=layers.multiply), "they are added"),
        (changed(join=layers.average), "the mean of both ways"),
        (changed(join=lambda both: both[1]), "further|shortcut|plain"),
        (changed(join=layers.concatenate), "side by side"),
        (changed(kernel=5), "found kernels of: 5 × 5"),
        (shared(), "share their weights"),
        (lambda h, filters, stride: layers.ReLU(), "not called on h"),
        (lambda h, filters, stride: h, "as many maps as before|no convolution|kernels"),
    ],
    ids=[
        *("never", "always", "no last", "before", "both", "no between", "none", "side"),
        *(
            "late",
            "no bias",
            "normalized",
            "times",
            "mean",
            "plain",
            "stacked",
            "5 x 5",
        ),
        *("shared", "a layer", "nothing"),
    ],
)
def test_a_block_that_is_wrong_is_told_where(wrong, part):
    line = told(checks.residual_block, wrong)
    assert "\n" not in line and line.startswith("residual_block: ")
    assert any(one in line for one in part.split("|")), line
