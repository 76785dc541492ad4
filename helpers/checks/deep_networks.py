"""Checks of the exercises of chapter 05."""

from __future__ import annotations

import functools
import sys
from unittest import mock

import numpy as np

from helpers.checks import Edit, Exercise, call, fail

# --- The right start for any activation ----------------------------------------------


def _deviation(activation, inputs, z):
    left = np.mean(activation(z) ** 2)  # the mean square that the activation leaves
    return 1 / np.sqrt(inputs * left)


def relu(z):
    return np.maximum(z, 0)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def silu(z):
    return z * sigmoid(z)


def _deviation_cases():
    rng = np.random.default_rng(1)
    cases = []
    for activation, inputs in (
        *((relu, 100), (np.tanh, 30), (silu, 256)),
        *((sigmoid, 7), (np.square, 50), (np.abs, 12)),
    ):
        z = rng.normal(size=400)
        cases.append((activation, inputs, (z - z.mean()) / z.std()))
    return cases


def _use_deviation(answer, activation, inputs, z):
    """Call an answer, and tell draws of its own from those that it is given."""

    @functools.wraps(activation)
    def watched(values):
        if np.size(values) > z.size:
            fail(
                f"deviation: the activation was asked about {np.size(values)} numbers, "
                f"and z holds {z.size}. Use the draws in z, and no others."
            )
        return activation(values)

    return answer(watched, inputs, z)


deviation = Exercise(
    reference=_deviation,
    cases=_deviation_cases,
    mistakes=(
        Edit(
            "the variance of f(z) is not what counts: the square of a sum of w·f(z) "
            "contains f(z) squared, with its mean in it.",
            ("np.mean(activation(z) ** 2)", "np.var(activation(z))"),
        ),
        Edit(
            "the mean is squared; a mean *square* squares first and averages then.",
            ("np.mean(activation(z) ** 2)", "np.mean(activation(z)) ** 2"),
        ),
        Edit(
            "z is squared before the activation has seen it; square what comes out.",
            ("activation(z) ** 2", "activation(z**2)"),
        ),
        Edit(
            "f(z) is never squared, and a plain mean may even be negative.",
            ("activation(z) ** 2", "activation(z)"),
        ),
        Edit(
            "absolute values are averaged; the rule is about squares.",
            ("activation(z) ** 2", "np.abs(activation(z))"),
        ),
        Edit(
            "the mean of |f(z)| is not the root of its mean square; square first.",
            ("np.mean(activation(z) ** 2)", "np.mean(np.abs(activation(z))) ** 2"),
        ),
        Edit(
            "that is a sum over all draws; a mean square is asked.",
            ("np.mean", "np.sum"),
        ),
        Edit(
            "the number of draws stands where the number of inputs should.",
            ("inputs * left", "len(z) * left"),
        ),
        Edit(
            "the more an activation leaves, the *smaller* the weights may be: it is "
            "upside down.",
            ("1 / np.sqrt(inputs * left)", "np.sqrt(left / inputs)"),
        ),
        Edit(
            "that is the variance of the weights; the deviation is asked.",
            ("np.sqrt(inputs * left)", "(inputs * left)"),
        ),
        Edit(
            "that grows where it should shrink: the more the inputs bring along, the "
            "smaller the weights have to be.",
            ("1 / np.sqrt", "np.sqrt"),
        ),
        Edit(
            "the number of inputs plays no part yet: a sum has so many terms.",
            ("inputs * left", "left"),
        ),
        Edit(
            "the number of inputs belongs under the root: squares are added up.",
            ("np.sqrt(inputs * left)", "(inputs * np.sqrt(left))"),
        ),
        Edit(
            "that is He's number, whatever the activation; ask the activation what it "
            "leaves of the draws.",
            ("1 / np.sqrt(inputs * left)", "np.sqrt(2 / inputs)"),
        ),
        Edit(
            "that keeps the sums as they are if there were no activation: what does it "
            "leave of their mean square?",
            ("inputs * left", "inputs"),
        ),
        Edit(
            "He's 2 stands in it as well; it *is* what ReLU leaves, turned round, and "
            "the draws tell you that already.",
            ("1 / np.sqrt(inputs * left)", "np.sqrt(2 / (inputs * left))"),
        ),
    ),
    hints=(
        "Read how a sum of n products gets its mean square, nσ²q. What is q here?",
        "q belongs to what the units of the next layer are given, after the activation. "
        "The draws z let you measure it.",
        "Set nσ²q to 1 and solve for σ. For ReLU, what must q come to?",
    ),
    run=_use_deviation,
)


# --- Dead units ----------------------------------------------------------------------


def _dead_units(x, weights, bias):
    sums = x @ weights + bias  # (rows, units)
    return np.all(sums <= 0, axis=0)


def _dead_units_cases():
    """Whole numbers of a unit, so that a largest sum of zero is exactly zero."""
    rng = np.random.default_rng(2)
    largest = np.array([-2, 0, 1, 30, 3, -1, 0, 5])  # of each unit's sums over the rows
    cases = []
    for rows, inputs, last, unit in (
        (7, 4, 2, 1.0),
        (12, 3, -3, 1.0),
        (500, 6, 9, 2**-30),
    ):
        x = rng.integers(-3, 4, size=(rows, inputs))
        x[-1] = last  # in the longest case, it alone keeps the third unit alive
        weights = rng.integers(-3, 4, size=(inputs, len(largest)))
        weights[:, 2] = 1
        weights[:, 4] = -np.abs(weights[:, 4]) - 1
        weights[:, 5] = np.abs(weights[:, 5]) + 1
        weights[:, 6:] = 0  # two units that give the same for every row
        bias = largest - (x @ weights).max(axis=0)
        order = rng.permutation(len(largest))
        cases.append((x * unit, weights[:, order] * 1.0, bias[order] * unit))
    x, weights = rng.integers(0, 3, size=(4, 3)), rng.integers(-3, 2, size=(3, 30))
    cases.append((x * 1.0, weights * 1.0, rng.integers(-3, 4, size=30) * 1.0))
    return cases


def _watch_dead_units(answer):
    found = call(
        answer, np.ones((2, 1)), np.ones((1, 3)), np.zeros(3), name="dead_units"
    )
    if np.asarray(found).dtype != bool:
        fail("dead_units: the right units, but in numbers; answer with True and False.")


dead_units = Exercise(
    reference=_dead_units,
    cases=_dead_units_cases,
    mistakes=(
        Edit(
            "a sum of exactly zero counts as alive; ReLU gives zero for it as well.",
            ("<=", "<"),
        ),
        Edit(
            "one row for which the unit is silent is enough for you; dead means silent "
            "for every row.",
            ("np.all", "np.any"),
        ),
        Edit(
            "you look along the units of each row; ask of each unit, along the rows.",
            ("axis=0", "axis=1"),
        ),
        Edit("the bias is not added to the sums.", (" + bias", "")),
        Edit(
            "the bias is subtracted; the layer adds it.",
            ("weights + bias", "weights - bias"),
        ),
        Edit(
            "these are the units that are alive; the dead ones are asked.",
            ("np.all(sums <= 0, axis=0)", "np.any(sums > 0, axis=0)"),
        ),
        Edit(
            "the sign is turned round: a unit is silent where its sum is *not* positive.",
            ("<=", ">="),
        ),
        Edit(
            "these units give something for every row; look for those that give nothing.",
            ("<=", ">"),
        ),
        Edit(
            "the mean of the sums says little: one large positive sum among many "
            "negative ones keeps a unit alive.",
            ("np.all(sums <= 0, axis=0)", "np.mean(sums, axis=0) <= 0"),
        ),
        Edit(
            "the sums themselves are compared with zero; it is what ReLU makes of them "
            "that has to be zero.",
            ("<=", "=="),
        ),
        Edit(
            "only the weights are looked at; the inputs and the bias decide with them.",
            ("sums <= 0", "weights <= 0"),
        ),
        Edit(
            "weights and bias are looked at one by one; what counts is their sum with "
            "the inputs in it.",
            (
                "np.all(sums <= 0, axis=0)",
                "np.all(weights <= 0, axis=0) & (bias <= 0)",
            ),
        ),
        Edit(
            "only the first row is looked at.",
            ("np.all(sums <= 0, axis=0)", "sums[0] <= 0"),
        ),
        Edit(
            "a unit that gives the same for every row need not be dead: what does it give?",
            (
                "np.all(sums <= 0, axis=0)",
                "np.ptp(np.maximum(sums, 0), axis=0) == 0",
            ),
        ),
        Edit(
            "a small positive sum counts as dead; ReLU lets it through, however small.",
            ("sums <= 0", "sums <= 1e-6"),
        ),
        Edit(
            "that answers for each row and unit apart; bring the rows together.",
            ("np.all(sums <= 0, axis=0)", "sums <= 0"),
        ),
        Edit(
            "that is one answer for the whole layer; each unit gets its own.",
            ("np.all(sums <= 0, axis=0)", "np.all(sums <= 0)"),
        ),
        Edit(
            "that is how many units are dead; say it of each unit, True or False.",
            ("np.all(sums <= 0, axis=0)", "np.all(sums <= 0, axis=0).sum()"),
        ),
        Edit(
            "those are the numbers of the dead units; say it of each unit, True or False.",
            (
                "np.all(sums <= 0, axis=0)",
                "np.flatnonzero(np.all(sums <= 0, axis=0))",
            ),
        ),
    ),
    hints=(
        "Compute the layer before its activation, with one row for each example. What "
        "shape has it?",
        "For which sums does ReLU give zero? Mark them all, in one comparison.",
        "A unit is one column. What must hold in the column, and along which axis is that?",
    ),
    then=_watch_dead_units,
)


# --- Batch normalization of pictures -------------------------------------------------


def _batch_norm(x, gamma, beta, moving_mean, moving_variance, training):
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))  # (channels,)
        moving_mean = 0.9 * moving_mean + 0.1 * mean
        moving_variance = 0.9 * moving_variance + 0.1 * variance
    else:
        mean, variance = moving_mean, moving_variance
    x_hat = (x - mean) / np.sqrt(variance + 0.001)
    return gamma * x_hat + beta, moving_mean, moving_variance


def _batch_norm_cases():
    rng = np.random.default_rng(3)
    cases = []
    for shape in ((8, 3, 4, 2), (2, 5, 6, 3), (4, 2, 4, 2)):
        for training in (True, False):
            channels = shape[-1]
            x = rng.normal(loc=2, scale=0.1, size=shape) * np.arange(1, channels + 1)
            gamma, beta = rng.uniform(0.5, 2, size=channels), rng.normal(size=channels)
            averages = rng.normal(size=channels), rng.uniform(0.01, 2, size=channels)
            cases.append((x, gamma, beta, *averages, training))
    return cases


def _without_keras(answer):
    """Refuse an answer that lets Keras' own layer do it: the page compares with that."""
    keras = sys.modules.get("keras")
    if keras is None:
        return
    with mock.patch.object(
        keras.layers.BatchNormalization, "__init__", autospec=True
    ) as made:
        made.side_effect = RuntimeError("BatchNormalization of Keras")
        call(answer, *_batch_norm_cases()[0], name="batch_norm")


_STATISTICS = "x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))"
_NEW_MEAN = "0.9 * moving_mean + 0.1 * mean"
_NEW_VARIANCE = "0.9 * moving_variance + 0.1 * variance"

batch_norm = Exercise(
    reference=_batch_norm,
    cases=_batch_norm_cases,
    mistakes=(
        Edit(
            "mean and variance are taken over the batch alone, as in the chapter, so "
            "that every pixel has its own; here all pixels of a channel share one.",
            (_STATISTICS, "x.mean(axis=0), x.var(axis=0)"),
        ),
        Edit(
            "mean and variance are taken over each picture apart; all pictures of the "
            "batch belong together.",
            (
                _STATISTICS,
                "x.mean(axis=(1, 2), keepdims=True), x.var(axis=(1, 2), keepdims=True)",
            ),
        ),
        Edit(
            "mean and variance are taken over rows and columns only; the pictures of "
            "the batch count as well.",
            (_STATISTICS, "x.mean(axis=(1, 2)), x.var(axis=(1, 2))"),
        ),
        Edit(
            "mean and variance run over everything, the channels too; every channel has "
            "its own.",
            (_STATISTICS, "x.mean(), x.var()"),
        ),
        Edit(
            "mean and variance are taken over the channels; they are the one axis that "
            "stays.",
            (_STATISTICS, "x.mean(axis=-1), x.var(axis=-1)"),
        ),
        Edit(
            "the difference is divided by the variance; a deviation is its root.",
            ("np.sqrt(variance + 0.001)", "(variance + 0.001)"),
        ),
        Edit(
            "epsilon is added to the deviation; it belongs to the variance.",
            ("np.sqrt(variance + 0.001)", "(np.sqrt(variance) + 0.001)"),
        ),
        Edit("epsilon is missing.", ("variance + 0.001", "variance")),
        Edit("epsilon is smaller than it should be.", ("0.001", "1e-5")),
        Edit(
            "the moving variance collects standard deviations.",
            ("0.1 * variance", "0.1 * np.sqrt(variance)"),
        ),
        Edit(
            "each picture is normalized by itself; all pictures of the batch belong "
            "together.",
            (
                _STATISTICS,
                "x.mean(axis=(1, 2), keepdims=True), x.var(axis=(1, 2), keepdims=True)",
            ),
            ("0.1 * mean", "0.1 * mean.mean(axis=(0, 1, 2))"),
            ("0.1 * variance", "0.1 * variance.mean(axis=(0, 1, 2))"),
        ),
        Edit(
            "a standard deviation stands where the variance should: look at x.std.",
            ("x.var(axis=(0, 1, 2))", "x.std(axis=(0, 1, 2))"),
        ),
        Edit(
            "a standard deviation is used and kept in place of the variance, in the "
            "moving average too.",
            ("x.var(axis=(0, 1, 2))", "x.std(axis=(0, 1, 2))"),
            ("np.sqrt(variance + 0.001)", "(variance + 0.001)"),
        ),
        Edit("gamma is not used.", ("gamma * x_hat", "x_hat")),
        Edit("beta is not used.", ("x_hat + beta", "x_hat")),
        Edit(
            "gamma and beta are swapped: which one scales, and which one shifts?",
            ("gamma * x_hat + beta", "beta * x_hat + gamma"),
        ),
        Edit(
            "beta is scaled with the rest; it is added last.",
            ("gamma * x_hat + beta", "gamma * (x_hat + beta)"),
        ),
        Edit(
            "the variance divides by one less than the number of examples.",
            ("x.var(axis=(0, 1, 2))", "x.var(axis=(0, 1, 2), ddof=1)"),
        ),
        Edit(
            "only the moving variance divides by one less than the number (PyTorch "
            "does that); here it takes the very variance that was used.",
            ("0.1 * variance", "0.1 * x.var(axis=(0, 1, 2), ddof=1)"),
        ),
        Edit(
            "the batch's own numbers are used in both modes; what has the layer kept "
            "for training=False?",
            ("mean, variance = moving_mean, moving_variance", f"_ = {_STATISTICS}"),
            (
                "    if training:",
                f"    mean, variance = {_STATISTICS}\n    if training:",
            ),
        ),
        Edit(
            "the moving averages are used in both modes; a training batch is "
            "normalized by its own numbers.",
            (
                "    if training:",
                "    old = moving_mean, moving_variance\n    if training:",
            ),
            ("    x_hat =", "    mean, variance = old\n    x_hat ="),
        ),
        Edit(
            "while training, the output is made with the moving averages that were just "
            "updated; it is made with the batch's own numbers.",
            ("x - mean", "x - moving_mean"),
            ("variance + 0.001", "moving_variance + 0.001"),
        ),
        Edit(
            "while training, the moving mean is subtracted; the batch's own mean belongs "
            "there.",
            ("x - mean", "x - moving_mean"),
        ),
        Edit(
            "while training, the moving variance scales the output; the batch's own "
            "variance belongs there.",
            ("variance + 0.001", "moving_variance + 0.001"),
        ),
        Edit(
            "the moving averages change with training=False too; they may learn only "
            "from training batches.",
            (
                "mean, variance = moving_mean, moving_variance\n",
                "mean, variance = moving_mean, moving_variance\n"
                "        moving_mean = 0.9 * mean + 0.1 * x.mean(axis=(0, 1, 2))\n"
                "        moving_variance = 0.9 * variance + 0.1 * x.var(axis=(0, 1, 2))\n",
            ),
        ),
        Edit(
            "the two modes are exchanged: look at your `if`.",
            ("if training:", "if not training:"),
        ),
        Edit(
            "the moving averages never change; each training batch moves them a little.",
            (_NEW_MEAN, "moving_mean"),
            (_NEW_VARIANCE, "moving_variance"),
        ),
        Edit("the moving mean never changes.", (_NEW_MEAN, "moving_mean")),
        Edit("the moving variance never changes.", (_NEW_VARIANCE, "moving_variance")),
        Edit(
            "the shares are exchanged: the old average is to keep the larger one.",
            (_NEW_MEAN, "0.1 * moving_mean + 0.9 * mean"),
            (_NEW_VARIANCE, "0.1 * moving_variance + 0.9 * variance"),
        ),
        Edit(
            "the momentum is 0.99, that of the chapter; here the old average keeps 0.9.",
            (_NEW_MEAN, "0.99 * moving_mean + 0.01 * mean"),
            (_NEW_VARIANCE, "0.99 * moving_variance + 0.01 * variance"),
        ),
        Edit(
            "what comes back are the batch's own mean and variance; a moving average keeps "
            "most of what it knew.",
            (_NEW_MEAN, "mean"),
            (_NEW_VARIANCE, "variance"),
        ),
        Edit(
            "the two averages are returned in the wrong order.",
            (
                "+ beta, moving_mean, moving_variance",
                "+ beta, moving_variance, moving_mean",
            ),
        ),
    ),
    hints=(
        "Begin with the BatchNorm of the chapter. Which of its lines depend on the shape?",
        "One number for each channel: all other axes are averaged away at once, and axis "
        "may be a tuple.",
        "Settle first which mean and which variance are used, in an if with two branches; "
        "what follows is the same in both.",
    ),
    then=_without_keras,
    returns=("the output", "the moving mean", "the moving variance"),
    atol=1e-5,
)


# --- Two layers become one -----------------------------------------------------------


def _fold(kernel, bias, gamma, beta, moving_mean, moving_variance):
    scale = gamma / np.sqrt(moving_variance + 0.001)  # (units,)
    return kernel * scale, (bias - moving_mean) * scale + beta


def _fold_cases():
    rng = np.random.default_rng(4)
    cases = []
    for inputs, units in ((3, 3), (1, 4), (5, 5)):
        kernel = rng.normal(size=(inputs, units))
        bias, beta, mean = rng.normal(size=(3, units))
        gamma = rng.uniform(0.5, 2, size=units) * rng.choice([-1, 1], size=units)
        cases.append(
            (kernel, bias, gamma, beta, mean, rng.uniform(0.01, 2, size=units))
        )
    return cases


fold = Exercise(
    reference=_fold,
    cases=_fold_cases,
    mistakes=(
        Edit(
            "the rows of the kernel are scaled, which belong to the inputs; each *unit* "
            "has its own factor.",
            ("kernel * scale", "kernel * scale[:, None]"),
        ),
        Edit(
            "the kernel comes back transposed: (inputs, units) is asked.",
            ("kernel * scale", "(kernel * scale).T"),
        ),
        Edit(
            "bias and kernel come back in the wrong order.",
            (
                "kernel * scale, (bias - moving_mean) * scale + beta",
                "(bias - moving_mean) * scale + beta, kernel * scale",
            ),
        ),
        Edit(
            "the kernel's own variance is used; the layer has kept one of the sums.",
            ("np.sqrt(moving_variance", "np.sqrt(kernel.var(axis=0)"),
        ),
        Edit(
            "the kernel is not scaled: the sum xW is divided by the deviation too.",
            ("kernel * scale", "kernel"),
        ),
        Edit(
            "the mean is taken from the kernel too; it is subtracted from the sum once.",
            ("kernel * scale", "(kernel - moving_mean) * scale"),
        ),
        Edit(
            "the old bias is not scaled; it is a part of the sum that is divided.",
            ("(bias - moving_mean) * scale", "bias - moving_mean * scale"),
        ),
        Edit(
            "the mean is not scaled; it is subtracted before the division.",
            ("(bias - moving_mean) * scale", "bias * scale - moving_mean"),
        ),
        Edit(
            "neither the old bias nor the mean is scaled; the division comes after both.",
            ("(bias - moving_mean) * scale", "(bias - moving_mean)"),
        ),
        Edit("the moving mean plays no part.", ("(bias - moving_mean)", "bias")),
        Edit("the old bias plays no part.", ("(bias - moving_mean)", "-moving_mean")),
        Edit(
            "the moving mean is added; it is subtracted.",
            ("bias - moving_mean", "bias + moving_mean"),
        ),
        Edit(
            "mean and bias are subtracted the wrong way round.",
            ("bias - moving_mean", "moving_mean - bias"),
        ),
        Edit("beta plays no part.", ("* scale + beta", "* scale")),
        Edit(
            "beta is scaled too; it is added last.",
            (
                "(bias - moving_mean) * scale + beta",
                "(bias - moving_mean + beta) * scale",
            ),
        ),
        Edit(
            "the bias is left as it was; only the kernel has changed.",
            ("(bias - moving_mean) * scale + beta", "bias"),
        ),
        Edit("gamma plays no part.", ("gamma /", "1 /")),
        Edit(
            "gamma and beta are swapped: which one scales, and which one shifts?",
            ("gamma /", "beta /"),
            ("* scale + beta", "* scale + gamma"),
        ),
        Edit(
            "the variance divides; a deviation is its root.",
            ("np.sqrt(moving_variance + 0.001)", "(moving_variance + 0.001)"),
        ),
        Edit(
            "you multiply by the deviation; normalization divides.",
            ("gamma /", "gamma *"),
        ),
        Edit("epsilon is missing.", ("moving_variance + 0.001", "moving_variance")),
        Edit(
            "epsilon is added to the deviation; it belongs to the variance.",
            (
                "np.sqrt(moving_variance + 0.001)",
                "(np.sqrt(moving_variance) + 0.001)",
            ),
        ),
    ),
    hints=(
        "Write down, on one line, what both layers together make of x in inference mode.",
        "Multiply out: what stands with x is the new kernel, and all the rest is the new "
        "bias.",
        "One factor for each unit turns up in both. Give it a name first.",
    ),
    returns=("the kernel", "the bias"),
    atol=1e-6,
)
