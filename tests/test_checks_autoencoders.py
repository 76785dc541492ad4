"""Chapter 18's checks: other right ways to write the answers."""

import numpy as np
import pytest
from sklearn.decomposition import PCA
from telling import told

from helpers.checks import autoencoders


def errors_by_scikit_learn(x_train, x, size):
    pca = PCA(size, svd_solver="full").fit(x_train)
    return np.mean((x - pca.inverse_transform(pca.transform(x))) ** 2, axis=1)


def errors_by_eigenvectors(x_train, x, size):
    centered = x_train - x_train.mean(axis=0)
    vectors = np.linalg.eigh(centered.T @ centered)[1][:, ::-1][:, :size]
    off = x - x_train.mean(axis=0)
    return ((off - off @ vectors @ vectors.T) ** 2).mean(axis=1)


def errors_in_a_loop(x_train, x, size):
    mean = np.mean(x_train, axis=0)
    _, _, v = np.linalg.svd(x_train - mean)
    found = []
    for one in x:
        back = mean.copy()
        for direction in v[:size]:
            back += ((one - mean) @ direction) * direction
        found.append(np.mean((one - back) ** 2))
    return found


def errors_by_what_is_left(x_train, x, size):
    mean = x_train.mean(axis=0)
    v = np.linalg.svd(x_train - mean)[2]
    return (((x - mean) @ v[size:].T) ** 2).sum(axis=1) / x.shape[1]


def alarms_by_percentile(normal_errors, errors, rate):
    return np.greater(errors, np.percentile(normal_errors, 100 * (1 - rate)))


def alarms_by_sorting(normal_errors, errors, rate):
    order = np.sort(normal_errors)
    threshold = order[int(np.ceil((1 - rate) * len(order))) - 1]
    return [bool(error > threshold) for error in errors]


def alarms_by_counting(normal_errors, errors, rate):
    return np.array([np.mean(normal_errors >= error) <= rate for error in errors])


def pairs_by_a_product(x, part, rng):
    return x * (rng.uniform(size=x.shape) >= part), x


def pairs_by_choice(x, part, rng):
    kept = rng.choice([0, 1], size=x.shape, p=[part, 1 - part]).astype(x.dtype)
    return [kept * x, x.copy()]


def pairs_by_assignment(x, part, rng):
    inputs = x.copy()
    inputs[rng.binomial(1, part, x.shape) == 1] = 0
    return inputs, x


def pairs_in_a_loop(x, part, rng):
    rows = []
    for row in x:
        rows.append(np.where(rng.random(len(row)) < part, 0, row))
    return np.array(rows, dtype="float32"), x


RIGHT = [
    (autoencoders.pca_errors, errors_by_eigenvectors),
    (autoencoders.pca_errors, errors_in_a_loop),
    (autoencoders.pca_errors, errors_by_what_is_left),
    (autoencoders.alarms, alarms_by_percentile),
    (autoencoders.alarms, alarms_by_sorting),
    (autoencoders.alarms, alarms_by_counting),
    (autoencoders.masked_pairs, pairs_by_a_product),
    (autoencoders.masked_pairs, pairs_by_choice),
    (autoencoders.masked_pairs, pairs_by_assignment),
    (autoencoders.masked_pairs, pairs_in_a_loop),
]


@pytest.mark.parametrize(
    ("check", "right"), RIGHT, ids=[right.__name__ for _, right in RIGHT]
)
def test_other_right_ways_pass(check, right, capsys):
    check(right)
    assert capsys.readouterr().out.startswith("✓ ")


def by_draw(damage):
    return lambda x, part, rng: (damage(x, part, rng), x)


def mask(x, part, rng):
    return np.where(rng.random(x.shape) < part, 0, x).astype(x.dtype)


WRONG = {
    "noise is added, as in the chapter": by_draw(
        lambda x, part, rng: x + 0.4 * rng.normal(size=x.shape)
    ),
    "The targets are damaged, too": lambda x, part, rng: (mask(x, part, rng),) * 2,
    "the damaged ones the targets": lambda x, part, rng: (x, mask(x, part, rng)),
    "not damaged at all": lambda x, part, rng: (x, x),
    "the part that should stay": by_draw(
        lambda x, part, rng: mask(x, 1 - part, rng)
    ),
    "lose the same pixels": by_draw(
        lambda x, part, rng: np.where(rng.random(x.shape[1]) < part, 0, x)
    ),
    "whole pictures are wiped out": by_draw(
        lambda x, part, rng: np.where(rng.random((len(x), 1)) < part, 0, x)
    ),
    "as dropout does it": by_draw(
        lambda x, part, rng: mask(x, part, rng) / (1 - part)
    ),
    "every pixel is made darker": by_draw(lambda x, part, rng: x * (1 - part)),
    "white": by_draw(
        lambda x, part, rng: np.where(rng.random(x.shape) < part, 1, x)
    ),
    "the same seed give different damage": by_draw(
        lambda x, part, rng: mask(x, part, np.random.default_rng())
    ),
    "a new generator is made inside": by_draw(
        lambda x, part, rng: mask(x, part, np.random.default_rng(5))
    ),
    "expected two arrays": lambda x, part, rng: mask(x, part, rng),
    "float64": lambda x, part, rng: (
        np.where(rng.random(x.shape) < part, 0.0, x.astype(float)), x
    ),
}  # fmt: skip


def exactly_half_of_all(x, part, rng):
    inputs = x.copy()
    chosen = rng.choice(x.size, int(part * x.size), replace=False)
    inputs.reshape(-1)[chosen] = 0
    return inputs, x


WRONG["each time exactly"] = exactly_half_of_all
WRONG["the inputs are the mask"] = by_draw(
    lambda x, part, rng: rng.random(x.shape) >= part
)


@pytest.mark.parametrize("said", WRONG)
def test_a_usual_mistake_of_the_damage_is_told(said):
    assert said.lower() in told(autoencoders.masked_pairs, WRONG[said]).lower()


def test_scikit_learn_does_not_pass_for_numpy_alone():
    assert "NumPy alone" in told(autoencoders.pca_errors, errors_by_scikit_learn)


def test_alarms_as_numbers_do_not_pass():
    def numbers(normal_errors, errors, rate):
        return (errors > np.quantile(normal_errors, 1 - rate)).astype(int)

    assert "True and False" in told(autoencoders.alarms, numbers)


def test_pictures_that_are_changed_in_place_are_told():
    def in_place(x, part, rng):
        x[rng.random(x.shape) < part] = 0
        return x, x.copy()

    assert "changed its arguments" in told(autoencoders.masked_pairs, in_place)
