"""Chapter 20's checks: other right ways to write the answers."""

import numpy as np
import pytest
from telling import told

from helpers.checks import fauna

# --- Other right ways ----------------------------------------------------------------


def ring_by_a_loop(weights, x, alpha, width):
    n, new = len(weights), [list(w) for w in weights]
    away = [sum((a - b) ** 2 for a, b in zip(w, x, strict=True)) for w in weights]
    winner = away.index(min(away))
    for j in range(n):
        d = min((j - winner) % n, (winner - j) % n)
        pull = alpha * np.exp(-((d / width) ** 2) / 2)
        new[j] = [(1 - pull) * a + pull * b for a, b in zip(weights[j], x, strict=True)]
    return new


def modes_by_a_loop(x, centers, radius):
    counts = [sum(np.hypot(*(x - center).T) < radius) for center in centers]
    total = sum(counts)
    return np.prod([(total / n) ** (n / total) for n in counts if n])


def contrast_by_examples(weights, b, c, x, coins):
    def sigmoid(z):
        return 0.5 * (1 + np.tanh(z / 2))

    total = np.zeros(weights.shape)
    for i, one in enumerate(x):
        p = q = sigmoid(one @ weights + c)
        for coin in coins:
            picture = sigmoid(weights @ (coin[i] < q) + b)
            q = sigmoid(picture @ weights + c)
        total += np.outer(one, p) - np.outer(picture, q)
    return total / len(x)


def store_one_by_one(patterns):
    n = patterns.shape[1]
    weights = sum(np.outer(x, x) for x in patterns) / n
    return weights * (1 - np.eye(n))


def ask_in_one_array(model, x, passes):
    answers = np.array([model(x, training=True) for _ in range(passes)])
    mean = sum(answers) / passes
    return [mean, np.sqrt(np.mean((answers - mean) ** 2, axis=0))]


def ask_all_at_once(model, x, passes):
    answers = np.asarray(model(np.tile(x, (passes, 1)), training=True))
    answers = answers.reshape(passes, len(x), -1)
    return np.mean(answers, 0), np.std(answers, 0)


RIGHT = [
    (fauna.ring_step, ring_by_a_loop),
    (fauna.effective_modes, modes_by_a_loop),
    (fauna.contrast, contrast_by_examples),
    (fauna.store, store_one_by_one),
    (fauna.ask_often, ask_in_one_array),
    (fauna.ask_often, ask_all_at_once),
]


@pytest.mark.parametrize(
    ("check", "right"), RIGHT, ids=[right.__name__ for _, right in RIGHT]
)
def test_other_right_ways_pass(check, right, capsys):
    check(right)
    assert capsys.readouterr().out.startswith("✓ ")


# --- What nobody asked for -----------------------------------------------------------


def test_a_ring_that_is_moved_in_place_is_told():
    def in_place(weights, *given):
        weights[...] = fauna._ring_step(weights, *given)
        return weights

    assert "changed its arguments" in told(fauna.ring_step, in_place)


def test_predict_has_its_hint():
    def by_predict(model, x, passes):
        answers = np.stack([model.predict(x, verbose=0) for _ in range(passes)])
        return answers.mean(axis=0), answers.std(axis=0)

    assert "training=True" in told(fauna.ask_often, by_predict)


def test_two_mistakes_are_both_named():
    check = fauna.ring_step
    line = told(check, check.edited(check.mistakes[0], check.mistakes[8]))
    assert "two mistakes" in line and "not squared" in line
