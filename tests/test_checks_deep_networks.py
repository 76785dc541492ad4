"""Other right ways to write the answers of chapter 05, and wrong ones of its own."""

import keras
import numpy as np
import pytest

from helpers.checks import CheckFailed
from helpers.checks import deep_networks as checks

# --- deviation -----------------------------------------------------------------------


def deviation_by_its_moments(activation, inputs, z):
    values = activation(z)
    return float(np.sqrt(1 / inputs / (values.var() + values.mean() ** 2)))


def deviation_with_a_loop(activation, inputs, z):
    total = 0.0
    for draw in z:
        total += float(activation(draw)) ** 2
    return (inputs * total / len(z)) ** -0.5


def deviation_relative_to_the_draws(activation, inputs, z):
    return np.sqrt(np.mean(z**2) / inputs / np.mean(np.square(activation(z))))


def deviation_in_float32(activation, inputs, z):
    values = activation(np.asarray(z, dtype="float32"))
    return 1 / (np.linalg.norm(values) * np.sqrt(np.float32(inputs / len(z))))


# --- dead_units ----------------------------------------------------------------------


def dead_by_the_outputs(x, weights, bias):
    return np.maximum(0, x @ weights + bias).sum(axis=0) == 0


def dead_by_the_largest_sum(x, weights, bias):
    return (np.matmul(x, weights) + bias).max(axis=0) <= 0


def dead_unit_by_unit(x, weights, bias):
    return [
        not any(row @ weights[:, unit] + bias[unit] > 0 for row in x)
        for unit in range(len(bias))
    ]


def dead_by_counting(x, weights, bias):
    alive = np.sum(np.einsum("ri,iu->ru", x, weights) + bias > 0, axis=0)
    return alive == 0


# --- batch_norm ----------------------------------------------------------------------


def norm_by_flattening(x, gamma, beta, moving_mean, moving_variance, training):
    flat = x.reshape(-1, x.shape[-1])
    mean, variance = flat.mean(0), flat.var(0)
    if not training:
        mean, variance = moving_mean, moving_variance
    y = gamma * (x - mean) * (variance + 1e-3) ** -0.5 + beta
    if training:
        moving_mean = moving_mean + 0.1 * (mean - moving_mean)
        moving_variance = moving_variance + 0.1 * (variance - moving_variance)
    return [y, moving_mean, moving_variance]


def norm_channel_by_channel(x, gamma, beta, moving_mean, moving_variance, training):
    y, means, variances = np.empty_like(x), moving_mean.copy(), moving_variance.copy()
    for c in range(x.shape[-1]):
        pixels = x[..., c]
        mean, variance = moving_mean[c], moving_variance[c]
        if training:
            mean = pixels.sum() / pixels.size
            variance = ((pixels - mean) ** 2).sum() / pixels.size
            means[c] = 0.9 * means[c] + 0.1 * mean
            variances[c] = 0.9 * variances[c] + 0.1 * variance
        y[..., c] = gamma[c] * (pixels - mean) / np.sqrt(variance + 0.001) + beta[c]
    return y, means, variances


def norm_in_float32(*arguments):
    *arrays, training = arguments
    arrays = [np.asarray(array, dtype="float32") for array in arrays]
    return norm_by_flattening(*arrays, training)


def norm_with_keepdims(x, gamma, beta, moving_mean, moving_variance, training):
    if training:
        mean = np.mean(x, axis=(0, 1, 2), keepdims=True)
        variance = np.mean((x - mean) ** 2, axis=(0, 1, 2), keepdims=True)
        moving_mean = 0.9 * moving_mean + (1 - 0.9) * mean.ravel()
        moving_variance = 0.9 * moving_variance + (1 - 0.9) * variance.ravel()
    else:
        mean, variance = moving_mean, moving_variance
    return (x - mean) * gamma / np.sqrt(variance + 1e-3) + beta, *(
        moving_mean,
        moving_variance,
    )


# --- fold ----------------------------------------------------------------------------


def fold_by_probing(kernel, bias, gamma, beta, moving_mean, moving_variance):
    def both(x):
        x_hat = (x @ kernel + bias - moving_mean) / np.sqrt(moving_variance + 0.001)
        return gamma * x_hat + beta

    at_zero = both(np.zeros(len(kernel)))
    return both(np.eye(len(kernel))) - at_zero, at_zero


def fold_unit_by_unit(kernel, bias, gamma, beta, moving_mean, moving_variance):
    new_kernel, new_bias = kernel.copy(), []
    for unit in range(len(bias)):
        root = (moving_variance[unit] + 1e-3) ** 0.5
        new_kernel[:, unit] *= gamma[unit] / root
        new_bias.append(
            beta[unit] + gamma[unit] * (bias[unit] - moving_mean[unit]) / root
        )
    return new_kernel, new_bias


def fold_with_a_diagonal(kernel, bias, gamma, beta, moving_mean, moving_variance):
    scale = np.diag(gamma / np.sqrt(moving_variance + 0.001))
    return kernel @ scale, beta + (bias - moving_mean) @ scale


RIGHT = {
    "deviation": (
        deviation_by_its_moments,
        deviation_with_a_loop,
        deviation_relative_to_the_draws,
        deviation_in_float32,
    ),
    "dead_units": (
        dead_by_the_outputs,
        dead_by_the_largest_sum,
        dead_unit_by_unit,
        dead_by_counting,
    ),
    "batch_norm": (
        norm_by_flattening,
        norm_channel_by_channel,
        norm_in_float32,
        norm_with_keepdims,
    ),
    "fold": (fold_by_probing, fold_unit_by_unit, fold_with_a_diagonal),
}


@pytest.mark.parametrize(
    ("name", "answer"),
    [(name, answer) for name, answers in RIGHT.items() for answer in answers],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_other_right_ways_pass(name, answer):
    getattr(checks, name)(answer)


# --- Wrong ones, and cheats, that no single edit makes --------------------------------------------


def the_chapters_class(x, gamma, beta, moving_mean, moving_variance, training):
    """Pasted from the chapter: axis 0, and a momentum of 0.99."""
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
        moving_mean = 0.99 * moving_mean + 0.01 * mean
        moving_variance = 0.99 * moving_variance + 0.01 * variance
    else:
        mean, variance = moving_mean, moving_variance
    x_hat = (x - mean) / np.sqrt(variance + 0.001)
    return gamma * x_hat + beta, moving_mean, moving_variance


def not_even_scaled(*arguments):
    gamma, beta = np.ones_like(arguments[1]), np.zeros_like(arguments[2])
    return norm_by_flattening(arguments[0], gamma, beta, *arguments[3:])


def averages_in_place(x, gamma, beta, moving_mean, moving_variance, training):
    y, mean, variance = norm_by_flattening(
        x, gamma, beta, moving_mean, moving_variance, training
    )
    moving_mean[:], moving_variance[:] = mean, variance
    return y, moving_mean, moving_variance


def norm_by_keras(x, gamma, beta, moving_mean, moving_variance, training):
    layer = keras.layers.BatchNormalization(momentum=0.9)
    layer.build(x.shape)
    layer.set_weights([gamma, beta, moving_mean, moving_variance])
    y = layer(x.astype("float32"), training=training)
    return y, *layer.get_weights()[2:]


@pytest.mark.parametrize(
    ("answer", "parts"),
    [
        (the_chapters_class, ("two mistakes", "as in the chapter", "0.99")),
        (not_even_scaled, ("two mistakes", "gamma is not used", "beta is not used")),
        (averages_in_place, ("changed its arguments",)),
        (norm_by_keras, ("BatchNormalization of Keras",)),
        (lambda *given: norm_by_flattening(*given)[0], ("expected 3 values",)),
    ],
    ids=["pasted", "bare", "in place", "by Keras", "output alone"],
)
def test_a_wrong_batch_normalization_is_told_what_is_wrong(answer, parts):
    with pytest.raises(CheckFailed) as failure:
        checks.batch_norm(answer)
    for part in parts:
        assert part in str(failure.value)


def test_draws_of_ones_own_are_told_so():
    def answer(activation, inputs, z):
        draws = np.random.default_rng(0).normal(size=100_000)
        return 1 / np.sqrt(inputs * np.mean(activation(draws) ** 2))

    with pytest.raises(CheckFailed, match="100000 numbers, and z holds 400"):
        checks.deviation(answer)


def test_dead_units_are_told_by_true_and_false_and_on_all_rows():
    right = checks.dead_units.reference
    with pytest.raises(CheckFailed, match="in numbers"):
        checks.dead_units(lambda *given: right(*given) * 1.0)
    with pytest.raises(CheckFailed):
        checks.dead_units(lambda x, *given: right(x[:100], *given))
