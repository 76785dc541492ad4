"""Chapter 12's checks: other right ways to write the answers, and what procedures watch."""

import numpy as np
import pytest
from telling import told

from helpers.checks import recurrent as checks

# --- Other right ways ----------------------------------------------------------------


def both_ways_by_flip(x, mask, forward, backward):
    there = checks.read(x, forward, mask)
    back = checks.read(np.flip(x, axis=1), backward, np.flip(mask, axis=1))
    return np.dstack([there, np.flip(back, axis=1)])


def both_ways_in_loops(x, mask, forward, backward):
    steps, found = x.shape[1], []
    for (w, u, b), order in ((forward, range(steps)), (backward, range(steps)[::-1])):
        h, states = np.zeros((len(x), len(b)), "float32"), [None] * steps
        for t in order:
            for i in range(len(x)):
                if mask[i, t]:
                    h[i] = np.tanh(x[i, t] @ w + h[i] @ u + b)
            states[t] = h.copy()
        found.append(np.array(states).transpose(1, 0, 2))
    return np.concatenate(found, axis=-1)


def both_ways_by_keras(x, mask, forward, backward):
    there = checks.read(x, forward, mask)
    back = checks.read(x[:, ::-1], backward, mask[:, ::-1])[:, ::-1]
    return np.concatenate([there, back], axis=-1) * mask[:, :, None]  # as Bidirectional


def perfect_by_solving(length, u):
    def last(w, b, start):
        h = 0.0
        for x in range(start, start + length):
            h = w * x + u * h + b
        return h

    table = [[last(1, 0, start), last(0, 1, start)] for start in (3, 8)]
    return np.linalg.solve(table, [3 + length, 8 + length])


def perfect_in_a_loop(length, u):
    total, lacking = 0.0, 0.0
    for k in range(length):
        total += u**k
        lacking += k * u**k
    return [1 / total, (1 + lacking / total) / total]


def perfect_in_arrays_of_one(length, u):
    w, b = perfect_in_a_loop(length, u)
    return np.array([w]), np.array([b])


def cells_that_change_places():
    w = [[0.0, 1.0]]
    u = [[0.0, 0.0], [1.0, 0.0]]
    return [w, u, [0.0, 0.0], [[-1.0], [2.0]], [0.0]]


def number_and_gain():
    # The second cell holds the gain: what is read less what was read before.
    w = np.array([[1, 1]])
    u = np.array([[0, -1], [0, 0]])
    return w, u, np.zeros(2), np.array([[1], [1]]), np.zeros(1)


def with_a_bias():
    w, u = np.array([[2.0, 0.0]]), np.array([[0.0, 0.5], [0.0, 0.0]])
    b = np.array([3.0, 1.0])  # the cells hold 2 x + 3 and (2 x' + 3) / 2 + 1
    dense = np.array([[1.0], [-1.0]])
    return w, u, b, dense, np.array([-0.5])


def clip_one_long_vector(gradients, limit):
    length = np.linalg.norm(np.concatenate([g.ravel() for g in gradients]))
    return [g * min(1, limit / max(length, 1e-30)) for g in gradients]


def clip_early_return(gradients, limit):
    total = 0.0
    for gradient in gradients:
        total += float((gradient * gradient).sum())
    if total <= limit**2:
        return gradients
    return tuple(limit * gradient / total**0.5 for gradient in gradients)


def clip_in_lists(gradients, limit):
    return [part.tolist() for part in clip_one_long_vector(gradients, limit)]


def last_in_a_loop(states, lengths):
    return [states[i][int(length) - 1] for i, length in enumerate(lengths)]


def last_by_taking_along(states, lengths):
    steps = (lengths.astype(int) - 1)[:, None, None]
    return np.take_along_axis(states, steps, axis=1)[:, 0]


def last_by_a_mask(states, lengths):
    steps = np.arange(states.shape[1])
    return np.sum(states * (steps == lengths[:, None] - 1)[:, :, None], axis=1)


RIGHT = {
    "both_ways": (both_ways_by_flip, both_ways_in_loops, both_ways_by_keras),
    "perfect": (perfect_by_solving, perfect_in_a_loop, perfect_in_arrays_of_one),
    "any_step": (cells_that_change_places, number_and_gain, with_a_bias),
    "clip": (clip_one_long_vector, clip_early_return, clip_in_lists),
    "last_states": (last_in_a_loop, last_by_taking_along, last_by_a_mask),
}


@pytest.mark.parametrize(
    ("name", "answer"),
    [(name, answer) for name, answers in RIGHT.items() for answer in answers],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_other_right_ways_pass(name, answer, capsys):
    getattr(checks, name)(answer)
    assert capsys.readouterr().out.startswith(f"✓ {name}: ")


# --- any_step ------------------------------------------------------------------------


def weights(w=(1, 0), u=((0, 1), (0, 0)), b=(0, 0), dense=(2, -1), bias=0):
    return lambda: (
        np.array([w], float), np.array(u, float), np.array(b, float),
        np.array(dense, float)[:, None], np.array([bias], float),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (weights(u=((0, 0), (1, 0))), "the other way round"),
        (weights(dense=(-2, 1)), "wrong sign"),
        (weights(u=((0, 0), (0, 0))), "no cell learns anything"),
        (weights(u=((0.5, 1), (0, 0))), "a cell hands its number on to itself"),
        (weights(dense=(-1, 2)), "the wrong way round"),
        (weights(dense=(1, -1)), "the step alone"),
        (weights(u=((0, 1), (0.5, 0))), "right for two numbers, wrong for more"),
        (weights(u=((0, 1), (-0.1, -0.2))), "right for two numbers, wrong for more"),
        (weights(dense=(1, 0), bias=1), "right for the step 1 alone"),
        (weights(dense=(1, 0)), "the last number again"),
        (weights(dense=(3, -2)), "right for the step 0 alone"),
        (weights(b=(1, 0)), "Is a bias needed"),
        (weights(dense=(2.01, -1.01), bias=0.1), "nearly right"),
        (weights(dense=(2, 1)), "Follow the two cells"),
        (lambda: weights()()[:4], "expected five arrays"),
        (lambda: [*weights()()[:3], np.array([2.0, -1.0]), np.zeros(1)], "(2, 1)"),
        (lambda: (np.array([1.0, 0.0]), *weights()()[1:]), "w should have the shape"),
        (lambda: ("1 0", *weights()()[1:]), "not made of numbers"),
        (lambda: ([["1", "0"]], *weights()()[1:]), "not made of numbers"),
        (weights(bias=np.nan), "not a finite number"),
    ],
    ids=[
        *("u turned", "sign", "no memory", "itself", "dense turned", "gain"),
        *("lingers", "right for three", "plus one", "last again"),
        *(
            "twice the gain",
            "bias",
            "nearly",
            "sum",
            "four arrays",
            "flat",
            "flat w",
            "text",
            "texts",
        ),
        "nan",
    ],
)
def test_weights_that_do_not_continue_are_told_why(answer, part):
    assert part in told(checks.any_step, answer)


def test_a_formula_that_divides_by_zero_is_told_where():
    def closed(length, u):
        total = (1 - u**length) / (1 - u)
        lacking = sum(k * u**k for k in range(length))
        return 1 / total, (1 + lacking / total) / total

    assert "divides by 1 - u" in told(checks.perfect, closed)


# --- Wrong ones that no single edit makes --------------------------------------------


def test_two_mistakes_at_once_are_both_told():
    def wrong(x, mask, forward, backward):
        there = checks.read(x, forward, mask)
        back = checks.read(x, backward, mask)
        return np.concatenate([back, there], axis=2)

    assert "two mistakes" in told(checks.both_ways, wrong)


def test_arrays_put_into_one_long_vector_are_told():
    def flat(gradients, limit):
        vector = np.concatenate([gradient.ravel() for gradient in gradients])
        return vector * min(1, limit / max(np.linalg.norm(vector), 1e-30))

    assert told(checks.clip, flat)
