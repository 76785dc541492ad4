"""Chapter 19's checks: other right ways to write the answers."""

import numpy as np
import pytest
from telling import told

from helpers.checks import vae

# --- Other right ways ----------------------------------------------------------------


def cost_written_out(mean, deviation, prior_mean, prior_deviation):
    return (
        np.log(prior_deviation)
        - np.log(deviation)
        - 0.5
        + (deviation**2 + (mean - prior_mean) ** 2) / (2 * prior_deviation**2)
    ).sum(-1)


def cost_in_loops(mean, deviation, prior_mean, prior_deviation):
    costs = []
    for m, d in zip(mean, deviation, strict=True):
        cost = 0.0
        for i in range(len(m)):
            u, r = (
                (m[i] - prior_mean[i]) / prior_deviation[i],
                d[i] / prior_deviation[i],
            )
            cost += (u * u + r * r - 1 - np.log(r * r)) / 2
        costs.append(cost)
    return costs


def cost_in_float32(*given):
    return vae._cloud_cost(*(array.astype("float32") for array in given))


def bounds_by_the_gap(prior, likelihood, q):
    joint = prior * likelihood
    evidence = joint.sum(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        terms = np.nan_to_num(q * np.log(q * evidence / joint))
    gap = terms.sum(axis=1)
    return np.log(evidence[:, 0]), np.log(evidence[:, 0]) - gap, gap


def bounds_in_loops(prior, likelihood, q):
    table = []
    for row, guess in zip(likelihood, q, strict=True):
        joint = [p * one for p, one in zip(prior, row, strict=True)]
        elbo = sum(g * np.log(j / g) for g, j in zip(guess, joint, strict=True) if g)
        table.append((np.log(sum(joint)), elbo, np.log(sum(joint)) - elbo))
    return [list(column) for column in zip(*table, strict=True)]


def bounds_in_two_terms(prior, likelihood, q):
    drawing = np.where(q > 0, q * np.log(np.maximum(likelihood, 1e-300)), 0).sum(1)
    price = np.where(q > 0, q * np.log(np.maximum(q, 1e-300) / prior), 0).sum(1)
    evidence = np.log(likelihood @ prior)
    return np.stack([evidence, drawing - price, evidence - drawing + price])


def slopes_in_loops(slope, mean, deviation, noise):
    first, second = np.zeros(len(mean)), np.zeros(len(mean))
    for epsilon in noise:
        each = slope(mean + deviation * epsilon)
        first += each / len(noise)
        second += each * epsilon / len(noise)
    return [first, second]


def slopes_by_the_draws(slope, mean, deviation, noise):
    z = np.add(mean, np.multiply(deviation, noise))
    epsilon = (z - mean) / deviation
    return np.mean([slope(z), slope(z) * epsilon], axis=1)


RIGHT = [
    (vae.cloud_cost, cost_written_out),
    (vae.cloud_cost, cost_in_loops),
    (vae.cloud_cost, cost_in_float32),
    (vae.bounds, bounds_by_the_gap),
    (vae.bounds, bounds_in_loops),
    (vae.bounds, bounds_in_two_terms),
    (vae.slopes, slopes_in_loops),
    (vae.slopes, slopes_by_the_draws),
]


@pytest.mark.parametrize(
    ("check", "right"), RIGHT, ids=[right.__name__ for _, right in RIGHT]
)
def test_other_right_ways_pass(check, right, capsys):
    check(right)
    assert capsys.readouterr().out.startswith("✓ ")


# --- The chapter's own code ----------------------------------------------------------


def test_the_chapters_cost_is_told_from_the_one_asked_for():
    def gaussian_kl(mean, deviation, *_):
        return 0.5 * (mean**2 + deviation**2 - 1 - np.log(deviation**2)).sum(axis=1)

    assert "chapter's formula" in told(vae.cloud_cost, gaussian_kl)


def test_the_chapters_bound_is_told_what_a_table_needs():
    def elbo(prior, likelihood, q):
        joint = prior * likelihood
        evidence = np.log(joint.sum())
        bound = np.sum(q * np.log(joint / q))
        return evidence, bound, evidence - bound

    line = told(vae.bounds, elbo)
    assert "two mistakes" in line and "codes are the columns" in line


def test_noise_of_ones_own_is_no_right_answer():
    rng = np.random.default_rng(0)

    def drawn(slope, mean, deviation, noise):
        return vae._slopes(slope, mean, deviation, rng.normal(size=noise.shape))

    assert "the slope by mean is wrong" in told(vae.slopes, drawn)
