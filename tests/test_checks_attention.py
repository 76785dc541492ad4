"""Chapter 14's checks: other right ways to write the answers, and what procedures watch."""

import numpy as np
import pytest
from telling import told

from helpers.checks import attention as checks

# --- Other right ways ----------------------------------------------------------------


def additive_in_loops(q, k, v, w, u, a):
    outputs, weights = [], []
    for query in q:
        scores = [sum(a * np.tanh(query @ w + key @ u)) for key in k]
        odds = [float(np.exp(score - max(scores))) for score in scores]
        shares = [one / sum(odds) for one in odds]
        weights.append(shares)
        outputs.append(list(sum(s * value for s, value in zip(shares, v, strict=True))))
    return outputs, weights


def additive_by_einsum(q, k, v, w, u, a):
    left, right = np.repeat(q @ w, len(k), axis=0), np.tile(k @ u, (len(q), 1))
    scores = (np.tanh(left + right) @ a).reshape(len(q), len(k))
    log_sum = np.logaddexp.reduce(scores, axis=1)
    weights = np.exp(scores - log_sum[:, None])
    return [np.einsum("qk,kw->qw", weights, v), weights]


def may_see_in_loops(lengths, longest, window):
    mask = np.zeros((len(lengths), longest, longest), bool)
    for b, length in enumerate(lengths):
        for i in range(longest):
            for j in range(max(0, i - window + 1), i + 1):
                mask[b, i, j] = j < length
    return mask


def may_see_by_triangles(lengths, longest, window):
    ones = np.ones((longest, longest), int)
    band = np.tril(ones) - np.tril(ones, -window)
    real = [np.arange(longest) < length for length in lengths]
    return np.stack([band * row for row in real])


def backwards_on_a_circle(n):
    angles = 2 * np.pi * np.arange(n) / n
    keys = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return 2000 * keys[::-1], keys


def backwards_on_a_parabola(n):
    t = np.arange(n)
    keys = np.stack([t, t * t, np.ones(n, int)], axis=1)
    target = t[::-1]
    return np.stack([40 * target, np.full(n, -20), 0 * t], axis=1), keys


def one_by_one_keeps_logarithms(q, pairs):
    log_total, mean = -np.inf, 0.0
    for key, value in pairs:
        score = float(np.dot(q, key)) / len(q) ** 0.5
        log_total = np.logaddexp(log_total, score)
        share = np.exp(score - log_total)
        mean = (1 - share) * mean + share * value
    return mean


def one_by_one_with_branches(q, pairs):
    highest = None
    for key, value in pairs:
        score = (q * key).sum() / np.sqrt(q.size)
        if highest is None:
            highest, total, mix = score, 1.0, np.array(value, float)
        elif score > highest:
            factor = np.exp(highest - score)
            highest, total, mix = score, total * factor + 1, mix * factor + value
        else:
            total += np.exp(score - highest)
            mix = mix + np.exp(score - highest) * value
    return mix / total


RIGHT = {
    "additive": (additive_in_loops, additive_by_einsum),
    "may_see": (may_see_in_loops, may_see_by_triangles),
    "backwards": (backwards_on_a_circle, backwards_on_a_parabola),
    "one_by_one": (one_by_one_keeps_logarithms, one_by_one_with_branches),
}


@pytest.mark.parametrize(
    ("name", "answer"),
    [(name, answer) for name, answers in RIGHT.items() for answer in answers],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_other_right_ways_pass(name, answer, capsys):
    getattr(checks, name)(answer)
    assert capsys.readouterr().out.startswith(f"✓ {name}: ")


# --- Wrong ones that no single edit makes --------------------------------------------


def test_a_list_of_what_has_come_by_is_told():
    def collects(q, pairs):
        keys, values = zip(*[(k.copy(), v.copy()) for k, v in pairs], strict=True)
        scores = np.array(keys) @ q / np.sqrt(len(q))
        odds = np.exp(scores - scores.max())
        return odds @ np.array(values) / odds.sum()

    assert "keep sums" in told(checks.one_by_one, collects)


def test_a_sum_that_grows_in_float32_is_a_list_as_well():
    def piles_up(q, pairs):
        kept = np.zeros((0, 0), "float32")
        for key, value in pairs:
            row = np.append(q @ key / np.sqrt(len(q)), value).astype("float32")[None]
            kept = row if kept.size == 0 else np.concatenate([kept, row])
        odds = np.exp(kept[:, 0] - kept[:, 0].max())
        return odds @ kept[:, 1:] / odds.sum()

    assert "keep sums" in told(checks.one_by_one, piles_up)


def test_a_second_time_through_the_pairs_is_told():
    def twice(q, pairs):
        highest = max(q @ key for key, _ in pairs)
        return sum(np.exp(q @ key - highest) * value for key, value in pairs)

    assert "a second time" in told(checks.one_by_one, twice)


def test_an_answer_that_is_no_array_is_told():
    def listed(q, pairs):
        return {"output": one_by_one_with_branches(q, pairs)}

    assert told(checks.one_by_one, listed)


# --- backwards -----------------------------------------------------------------------


def along_axes(n, factor=100.0, turn=lambda keys: keys[::-1]):
    return factor * turn(np.eye(n)), np.eye(n)


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (lambda n: along_axes(n, 1.0), "not sharply"),
        (lambda n: along_axes(n, 10.0), "not sharply"),  # no root was thought of
        (lambda n: along_axes(n, turn=lambda keys: keys), "looks at itself"),
        (
            lambda n: along_axes(n, turn=lambda keys: np.roll(keys[::-1], 1, axis=0)),
            "one too far",
        ),
        (
            lambda n: along_axes(n, turn=lambda keys: np.roll(keys, 1, axis=0)),
            "place 0",
        ),
        (lambda n: along_axes(n, 0.0), "all places alike"),
        (lambda n: along_axes(n, np.inf), "not finite"),
        (lambda n: along_axes(n, -100.0), "of its weight there"),
        (lambda n: (np.eye(n)[::-1], np.ones((n, n + 1))), "the same d"),
        (lambda n: (np.arange(n), np.arange(n)), "not (5, d)"),
        (lambda n: along_axes(30), "not (5, d)"),
        (lambda n: np.eye(n)[::-1], "expected two arrays"),
        (lambda n: 3, "expected two arrays"),
        (lambda n: ("left", "right"), "expected two arrays"),
        (lambda n: (np.zeros((n, 0)), np.zeros((n, 0))), "are empty"),
    ],
    ids=[
        *("short", "no root", "itself", "one too far", "neighbor", "zero", "infinite"),
        *("away", "two sizes", "flat", "one n", "one array", "number", "text", "empty"),
    ],
)
def test_what_looks_elsewhere_is_told_where(answer, part):
    assert part in told(checks.backwards, answer)
