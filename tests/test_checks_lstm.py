"""Chapter 13's checks: other right ways to write the answers, and what `latch` watches."""

import itertools

import numpy as np
import pytest
from telling import told

from helpers.checks import lstm as checks

# --- Other right ways ----------------------------------------------------------------


def gru_one_sequence_at_a_time(x, weights):
    w, u, b = (np.asarray(array, "float64") for array in weights)
    n = len(u)

    def sigmoid(z):
        return 0.5 * (1 + np.tanh(z / 2))

    everything = []
    for sequence in x:
        h, states = np.zeros(n), []
        for step in sequence:
            read = step @ w + b
            z = sigmoid(read[:n] + h @ u[:, :n])
            r = sigmoid(read[n : 2 * n] + h @ u[:, n : 2 * n])
            new = np.tanh(read[2 * n :] + (h * r) @ u[:, 2 * n :])
            h = new + z * (h - new)
            states.append(h.tolist())
        everything.append(states)
    return everything


def gru_in_float32(x, weights):
    w, u, b = (np.asarray(array, "float32") for array in weights)
    n = len(u)
    states = np.zeros((len(x), x.shape[1] + 1, n), "float32")
    for t in range(x.shape[1]):
        h = states[:, t]
        gates = (
            x[:, t].astype("float32") @ w[:, : 2 * n] + h @ u[:, : 2 * n] + b[: 2 * n]
        )
        z, r = np.split(1 / (1 + np.exp(-gates)), 2, axis=1)
        g = np.tanh(
            x[:, t].astype("float32") @ w[:, 2 * n :]
            + (r * h) @ u[:, 2 * n :]
            + b[2 * n :]
        )
        states[:, t + 1] = z * h + (1 - z) * g
    return states[:, 1:]


def windows_in_a_loop(values, length, ahead):
    x, y = [], []
    for start in range(len(values)):
        if start + length + ahead - 1 < len(values):
            x.append([[value] for value in values[start : start + length]])
            y.append(values[start + length + ahead - 1])
    return x, y


def windows_by_a_view(values, length, ahead):
    view = np.lib.stride_tricks.sliding_window_view(values, length + ahead)
    return view[:, :length, None], view[:, -1]


def bias_for_as_a_closed_form(steps):
    return -np.log(2.0 ** (1 / np.array(steps)) - 1)


def delay_in_a_loop(real, forecast, most):
    best, smallest = 0, float("inf")
    for k in range(most + 1):
        pairs = zip(forecast[k:], real[: len(real) - k], strict=True)
        differences = [abs(a - b) for a, b in pairs]
        error = sum(differences) / len(differences)
        if error < smallest - 1e-12:
            best, smallest = k, error
    return best


def delay_as_a_float(real, forecast, most):
    return float(delay_in_a_loop(real, forecast, most))


RIGHT = {
    "gru": (gru_one_sequence_at_a_time, gru_in_float32),
    "windows": (windows_in_a_loop, windows_by_a_view),
    "bias_for": (bias_for_as_a_closed_form,),
    "delay": (delay_in_a_loop, delay_as_a_float),
}


@pytest.mark.parametrize(
    ("name", "answer"),
    [(name, answer) for name, answers in RIGHT.items() for answer in answers],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_other_right_ways_pass(name, answer, capsys):
    getattr(checks, name)(answer)
    assert capsys.readouterr().out.startswith(f"✓ {name}: ")


def test_the_gru_of_the_chapter_pasted_as_it_is_is_told():
    def pasted(x, weights):
        w, u, b = weights
        h, states = np.zeros((len(x), len(u))), []
        for t in range(x.shape[1]):
            read_z, read_r, read_g = np.split(x[:, t] @ w + b[0], 3, axis=1)
            kept_z, kept_r, kept_g = np.split(h @ u + b[1], 3, axis=1)
            z = 1 / (1 + np.exp(-read_z - kept_z))
            r = 1 / (1 + np.exp(-read_r - kept_r))
            h = z * h + (1 - z) * np.tanh(read_g + r * kept_g)
            states.append(h)
        return np.stack(states, axis=1)

    assert "that is the chapter's code" in told(checks.gru, pasted)


def test_the_gru_of_the_chapter_is_told_apart():
    def reset_after(x, weights):
        w, u, b = weights
        h, states = np.zeros((len(x), len(u))), []
        for t in range(x.shape[1]):
            read_z, read_r, read_g = np.split(x[:, t] @ w + b, 3, axis=1)
            kept_z, kept_r, kept_g = np.split(h @ u, 3, axis=1)
            z = 1 / (1 + np.exp(-read_z - kept_z))
            r = 1 / (1 + np.exp(-read_r - kept_r))
            h = z * h + (1 - z) * np.tanh(read_g + r * kept_g)
            states.append(h)
        return np.stack(states, axis=1)

    assert "that is the chapter's GRU" in told(checks.gru, reset_after)


# --- latch ---------------------------------------------------------------------------


def unit(
    *,
    number=(0, 0, 0.1, 0),
    mark=(20, -20, 0, 0),
    b=(-10, 10, 0, 10),
    dense=10.0,
    bias=0.0,
):
    """Return an answer: the usual right weights, but for what is given."""

    def answer():
        w = np.array([number, mark], float)
        arrays = w, np.zeros((1, 4)), np.array(b, float)
        return *arrays, np.array([[dense]]), np.array([bias])

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        unit(),
        unit(number=(0, 0, 0.05, 0), dense=20.0),
        unit(mark=(40, -40, 0, 0), b=(-20, 20, 0, 20)),
        unit(number=(0, 0, -0.1, 0), dense=-10.0),
        unit(b=(-10, 10, 0, 0), dense=20.0),  # half shown, and twice as much made of it
        lambda: [array.astype("float32") for array in unit()()],
        lambda: [array.tolist() for array in unit()()],
        unit(mark=(2000, -2000, 0, 0), b=(-1000, 1000, 0, 1000)),
    ],
    ids=[
        "usual",
        "smaller",
        "steeper",
        "upside down",
        "half open",
        "float32 in a list",
        "lists",
        "very sure",
    ],
)
def test_other_weights_that_keep_the_last_mark_pass(answer, capsys):
    checks.latch(answer)
    assert capsys.readouterr().out.startswith("✓ latch: ")


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (unit(mark=(20, 0, 0, 0)), "adds up what is marked"),
        (unit(b=(-10, -10, 0, 10)), "forgets it at the next step"),
        (unit(b=(10, -10, 0, 10), mark=(0, 0, 0, 0)), "marked or not"),
        (unit(dense=-10.0), "the sign is turned round"),
        (unit(number=(0, 0, 0, 0), mark=(20, -20, 0.1, 0)), "keeps the mark"),
        (
            unit(mark=(-20, 20, 0, 0), b=(10, -10, 0, 10)),
            "order",
        ),
        (unit(dense=1.0), "keeps 0.10 times the number"),
        (unit(b=(-10, 10, 0, -10)), "whatever comes"),
        (
            unit(mark=(20, -20, 0, 20), b=(-10, 10, 0, -10)),
            "the output gate hides it",
        ),
        (unit(b=(-20, 10, 0, 10), mark=(0, 0, 0, 0)), "whatever comes"),
        (unit(number=(20, -20, 0, 0), mark=(0, 0, 0.1, 0)), "rows of w are swapped"),
        (unit(mark=(14, -14, 0, 0), b=(-7, 7, 0, 7)), "fades or drifts"),
        (unit(bias=0.5), "before the first mark"),
        (unit(b=(-10, 3, 0, 10), mark=(20, -20, 0, 0)), "fades or drifts"),
        (unit(number=(0, 0, 1, 0), dense=1.05), "tanh"),
        (lambda: unit()()[:4], "expected five arrays"),
        (lambda: (unit()()[0].T, *unit()()[1:]), "should have the shape (2, 4)"),
        (lambda: ("w", *unit()()[1:]), "w is 'w'"),
        (unit(dense=float("nan")), "it gives nan"),
    ],
    ids=[
        *("adds", "forgets", "unmarked", "sign", "mark", "order", "scale", "shut"),
        *("hidden", "never in", "rows", "slow"),
        "bias",
        *("fades", "bent", "four", "transposed", "text", "nan"),
    ],
)
def test_weights_that_keep_something_else_are_told_what(answer, part):
    assert part in told(checks.latch, answer)


@pytest.mark.parametrize("order", sorted(itertools.permutations(range(4)))[1:])
def test_every_other_order_of_the_columns_is_told(order):
    """`order` says which of Keras' columns stands where."""

    def moved():
        w, u, b, *head = unit()()
        return w[:, order], u[:, order], b[list(order)], *head

    line = told(checks.latch, moved)
    assert "it should be within" not in line, line


# --- The others ----------------------------------------------------------------------


def test_the_windows_of_the_chapter_pasted_as_they_are_are_told():
    def pasted(values, length, ahead):
        view = np.lib.stride_tricks.sliding_window_view(values, length + 1)
        return view[:, :length, None], view[:, length]

    assert "that is the chapter's code" in told(checks.windows, pasted)


def test_a_bias_in_a_list_is_told():
    def in_a_list(steps):
        found = bias_for_as_a_closed_form(steps)
        return [found] if np.ndim(steps) == 0 else found

    assert "plain number" in told(checks.bias_for, in_a_list)
