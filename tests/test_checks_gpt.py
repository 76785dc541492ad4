"""Chapter 15's checks: other right ways to write the answers."""

import collections

import numpy as np
import pytest
from telling import told

from helpers.checks import gpt as checks


def bigram_by_add_at(ids, kinds):
    counts = np.zeros((kinds, kinds))
    np.add.at(counts, (ids[:-1], ids[1:]), 1)
    return np.log(counts + 1) - np.log(counts.sum(axis=1) + kinds)[:, None]


def bigram_by_counter(ids, kinds):
    pairs = collections.Counter(zip(ids[:-1].tolist(), ids[1:].tolist(), strict=True))
    firsts = collections.Counter(ids[:-1].tolist())
    return [
        [np.log((pairs[i, j] + 1) / (firsts[i] + kinds)) for j in range(kinds)]
        for i in range(kinds)
    ]


def choose_in_a_loop(logits, temperature, k, u):
    best = sorted(range(len(logits)), key=lambda i: -logits[i])[:k]
    odds = {i: np.exp((logits[i] - logits[best[0]]) / temperature) for i in best}
    total, so_far = sum(odds.values()), 0.0
    for i in sorted(best):
        so_far += odds[i] / total
        if so_far > u:
            return i
    return max(best)


def choose_by_searchsorted(logits, temperature, k, u):
    z = logits / temperature
    z = np.where(np.argsort(np.argsort(-logits)) < k, z, -np.inf)
    shares = np.exp(z - np.logaddexp.reduce(z))
    return np.searchsorted(np.cumsum(shares), u, side="right")


def rotate_by_complex_numbers(x):
    points = x[:, 0::2] + 1j * x[:, 1::2]
    d = x.shape[1]
    speed = 10_000.0 ** (-2 * np.arange(d // 2) / d)
    points = points * np.exp(1j * np.outer(np.arange(len(x)), speed))
    return np.stack([points.real, points.imag], axis=-1).reshape(x.shape)


def rotate_in_loops(x):
    turned = x.astype("float32")
    for t in range(len(x)):
        for i in range(x.shape[1] // 2):
            angle = t / 10_000 ** (2 * i / x.shape[1])
            a, b = x[t, 2 * i], x[t, 2 * i + 1]
            turned[t, 2 * i] = a * np.cos(angle) - b * np.sin(angle)
            turned[t, 2 * i + 1] = a * np.sin(angle) + b * np.cos(angle)
    return turned


def think_place_by_place(x, scale, w_gate, w_up, w_down):
    rows = []
    for row in x:
        h = [
            c / (sum(row**2) / len(row) + 1e-6) ** 0.5 * s
            for c, s in zip(row, scale, strict=True)
        ]
        a, b = np.dot(h, w_gate), np.dot(h, w_up)
        rows.append(list(row + (a * b / (1 + np.exp(-a))) @ w_down))
    return rows


def think_in_float32(x, scale, w_gate, w_up, w_down):
    x = np.asarray(x, "float32")
    h = x * (np.square(x).mean(-1) + 1e-6)[:, None] ** -0.5 * scale
    a = np.einsum("ts,sw->tw", h, w_gate)
    swish = 0.5 * a * (1 + np.tanh(a / 2))
    return (x + np.multiply(swish, h @ w_up) @ w_down).astype("float32")


def count_in_one_line(kinds, length, size, blocks):
    inside = 12 * size**2 + 13 * size
    return (
        kinds * size + length * size + blocks * inside + 2 * size + (size + 1) * kinds
    )


def choose_as_a_float(logits, temperature, k, u):
    return float(choose_in_a_loop(logits, temperature, k, u))


RIGHT = {
    "bigram": (bigram_by_add_at, bigram_by_counter),
    "choose": (choose_in_a_loop, choose_by_searchsorted, choose_as_a_float),
    "rotate": (rotate_by_complex_numbers, rotate_in_loops),
    "think": (think_place_by_place, think_in_float32),
    "count": (count_in_one_line,),
}


@pytest.mark.parametrize(
    ("name", "answer"),
    [(name, answer) for name, answers in RIGHT.items() for answer in answers],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_other_right_ways_pass(name, answer, capsys):
    getattr(checks, name)(answer)
    assert capsys.readouterr().out.startswith(f"✓ {name}: ")


def test_a_choice_that_draws_by_itself_is_told():
    def draws(logits, temperature, k, u):
        return np.random.default_rng(0).integers(len(logits))

    assert "'u = " in told(checks.choose, draws)


@pytest.mark.parametrize("change", [str, lambda found: found + 0.5])
def test_a_choice_that_is_no_whole_number_is_told(change):
    def answer(*case):
        return change(choose_in_a_loop(*case))

    assert told(checks.choose, answer)


def test_a_list_for_the_number_of_a_character_is_told():
    def answer(*case):
        return [choose_in_a_loop(*case)]

    assert "a whole number" in told(checks.choose, answer)


@pytest.mark.parametrize("added", [1e-8, 1e-5, 1e-3])
def test_a_root_with_another_small_number_is_told(added):
    def think(x, scale, w_gate, w_up, w_down):
        h = x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + added) * scale
        a = h @ w_gate
        return x + (a / (1 + np.exp(-a)) * (h @ w_up)) @ w_down

    assert told(checks.think, think)


def test_a_list_for_the_number_of_weights_is_told():
    def answer(*case):
        return [count_in_one_line(*case)]

    assert "plain number" in told(checks.count, answer)
