"""Checks of the exercises of chapter 13."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from helpers.checks import (
    Edit,
    Exercise,
    call,
    describe,
    fail,
    numbers,
    passed,
    procedure,
    usable,
)

# --- The GRU as it was first written -------------------------------------------------


def _gru(x, weights):
    (w_z, w_r, w_g), (u_z, u_r, u_g), (b_z, b_r, b_g) = (
        np.split(array, 3, axis=-1) for array in weights
    )
    h, states = np.zeros((len(x), len(b_z))), []
    for t in range(x.shape[1]):
        z = 1 / (1 + np.exp(-(x[:, t] @ w_z + h @ u_z + b_z)))
        r = 1 / (1 + np.exp(-(x[:, t] @ w_r + h @ u_r + b_r)))
        candidate = np.tanh(x[:, t] @ w_g + (r * h) @ u_g + b_g)
        h = z * h + (1 - z) * candidate
        states.append(h)
    return np.stack(states, axis=1)


def _gru_cases() -> list[tuple]:
    """Sizes that all differ, and biases that are not zero."""
    rng = np.random.default_rng(1)

    def case(batch, time, features, units, kind="float64"):
        sizes = (features, 3 * units), (units, 3 * units), (3 * units,)
        weights = [rng.normal(size=size).astype(kind) for size in sizes]
        return rng.normal(size=(batch, time, features)).astype(kind), weights

    return [case(2, 5, 3, 4), case(6, 4, 2, 3, "float32"), case(1, 7, 1, 2)]


_BLEND = "z * h + (1 - z) * candidate"

gru = Exercise(
    reference=_gru,
    cases=_gru_cases,
    rtol=1e-4,
    atol=1e-5,
    hints=(
        "Cut each of the three arrays into three parts along its last axis; np.split "
        "does that. Which part belongs to which gate?",
        "The chapter's loop does nearly all of it. Two lines are different: how many "
        "rows of biases are there, and what is it that the door r multiplies?",
        "In the new content, r closes parts of the old state before the matrix sees "
        "them. Where has the bracket to stand?",
    ),
    mistakes=(
        Edit(
            "that is the chapter's GRU: r multiplies what comes out of the matrix; here "
            "it multiplies the state before the matrix.",
            ("(r * h) @ u_g", "r * (h @ u_g)"),
        ),
        Edit(
            "that is the chapter's code, as it stands: here the biases are one row, so "
            "b[0] and b[1] are single numbers; and r multiplies the state before the "
            "matrix.",
            ("h @ u_z + b_z", "h @ u_z + weights[2][0] + weights[2][1]"),
            ("h @ u_r + b_r", "h @ u_r + weights[2][0] + weights[2][1]"),
            (
                "(r * h) @ u_g + b_g",
                "weights[2][0] + r * (h @ u_g + weights[2][1])",
            ),
        ),
        Edit(
            "r also multiplies the bias; it belongs to the state alone.",
            ("(r * h) @ u_g + b_g", "r * (h @ u_g + b_g)"),
        ),
        Edit(
            "the old state and the new content have changed places: z says how much of "
            "the old one stays.",
            (_BLEND, "(1 - z) * h + z * candidate"),
        ),
        Edit(
            "r multiplies all of the new content; it belongs to the state alone.",
            ("x[:, t] @ w_g + (r * h) @ u_g + b_g",
             "r * (x[:, t] @ w_g + h @ u_g + b_g)"),
        ),
        Edit(
            "r multiplies what is read as well; it belongs to the state alone.",
            ("x[:, t] @ w_g + (r * h) @ u_g + b_g",
             "r * (x[:, t] @ w_g + h @ u_g) + b_g"),
        ),
        Edit(
            "the columns are taken in another order: the candidate's stand last.",
            ("(w_z, w_r, w_g), (u_z, u_r, u_g), (b_z, b_r, b_g)",
             "(w_g, w_z, w_r), (u_g, u_z, u_r), (b_g, b_z, b_r)"),
        ),
        Edit(
            "the columns are taken in another order: the candidate's stand behind r's.",
            ("(w_z, w_r, w_g), (u_z, u_r, u_g), (b_z, b_r, b_g)",
             "(w_z, w_g, w_r), (u_z, u_g, u_r), (b_z, b_g, b_r)"),
        ),
        Edit(
            "r plays no part in the new content yet.",
            ("(r * h) @ u_g", "h @ u_g"),
        ),
        Edit(
            "in the new content it is z that multiplies the state; it should be r.",
            ("(r * h) @ u_g", "(z * h) @ u_g"),
        ),
        Edit(
            "z and r have changed places: the first third of the columns is z's.",
            ("(w_z, w_r, w_g), (u_z, u_r, u_g), (b_z, b_r, b_g)",
             "(w_r, w_z, w_g), (u_r, u_z, u_g), (b_r, b_z, b_g)"),
        ),
        Edit(
            "the new content is missing its tanh.",
            ("np.tanh(x[:, t] @ w_g + (r * h) @ u_g + b_g)",
             "(x[:, t] @ w_g + (r * h) @ u_g + b_g)"),
        ),
        Edit(
            "the new content goes through a sigmoid; it should be tanh.",
            ("np.tanh(x[:, t] @ w_g + (r * h) @ u_g + b_g)",
             "1 / (1 + np.exp(-(x[:, t] @ w_g + (r * h) @ u_g + b_g)))"),
        ),
        Edit(
            "all of the new content enters; only 1 - z of it should.",
            (_BLEND, "z * h + candidate"),
        ),
        Edit(
            "the state is multiplied by z in the gates as well; they see it whole.",
            ("w_r + h @ u_r", "w_r + (z * h) @ u_r"),
        ),
        Edit(
            "only the last state is returned; the state after every step is asked.",
            ("np.stack(states, axis=1)", "states[-1]"),
        ),
        Edit(
            "the states are stacked with the time first; the batch comes first.",
            ("np.stack(states, axis=1)", "np.stack(states, axis=0)"),
        ),
        Edit(
            "the state before each step is kept; it should be the one after it.",
            ("        h = " + _BLEND + "\n        states.append(h)",
             "        states.append(h)\n        h = " + _BLEND),
        ),
        Edit(
            "the biases are missing, all three of them.",
            ("h @ u_z + b_z", "h @ u_z"),
            ("h @ u_r + b_r", "h @ u_r"),
            ("(r * h) @ u_g + b_g", "(r * h) @ u_g"),
        ),
        Edit(
            "the old state is overwritten before the new content has seen it.",
            ("        candidate = np.tanh(x[:, t] @ w_g + (r * h) @ u_g + b_g)\n"
             "        h = " + _BLEND,
             "        h = z * h\n"
             "        candidate = np.tanh(x[:, t] @ w_g + (r * h) @ u_g + b_g)\n"
             "        h = h + (1 - z) * candidate"),
        ),
        Edit(
            "the state begins with ones; before the first step it is zero.",
            ("np.zeros((len(x), len(b_z)))", "np.ones((len(x), len(b_z)))"),
        ),
        Edit(
            "the gates have lost their biases.",
            ("h @ u_z + b_z", "h @ u_z"),
            ("h @ u_r + b_r", "h @ u_r"),
        ),
    ),
)  # fmt: skip

# --- A memory by hand ----------------------------------------------------------------

_SHAPES = {"w": (2, 4), "u": (1, 4), "b": (4,), "dense": (1, 1), "dense bias": (1,)}


def _sequences() -> tuple[np.ndarray, np.ndarray]:
    """Return numbers with marks (40, 300, 2), and what should be kept (40, 300)."""
    rng = np.random.default_rng(2)
    x = np.zeros((40, 300, 2))
    x[:, :, 0] = rng.uniform(-1, 1, (40, 300))
    often = np.concatenate([np.full(20, 0.01), np.full(20, 0.2)])
    x[:, :, 1] = rng.random((40, 300)) < often[:, None]
    x[:, :20, 1] = 0  # nothing is marked at first
    x[:3, 30, 1] = x[:3, 31, 1] = 1  # and once two in a row
    right, kept = np.zeros((40, 300)), np.zeros(40)
    for t in range(300):
        kept = np.where(x[:, t, 1] > 0, x[:, t, 0], kept)
        right[:, t] = kept
    return x, right


def _unit(
    x: np.ndarray, parts: Sequence[np.ndarray], order: Sequence[str] = "ifgo"
) -> np.ndarray:
    """Return what one LSTM unit and Dense(1) say after every step, (batch, time)."""
    w, u, b, dense, bias = parts
    h = c = np.zeros((len(x), 1))
    said = []
    for t in range(x.shape[1]):
        z = dict(zip(order, np.split(x[:, t] @ w + h @ u + b, 4, axis=1), strict=True))
        i, f, o = (0.5 * (1 + np.tanh(z[name] / 2)) for name in "ifo")  # no overflow
        c = f * c + i * np.tanh(z["g"])
        h = o * np.tanh(c)
        said.append(h @ dense + bias)
    return np.concatenate(said, axis=1)


@procedure(
    hints=(
        "Three doors and one content: what should each of them be at a step with a mark, "
        "and at a step without? Make a small table of 0 and 1 first.",
        "σ(10) is nearly 1 and σ(−10) nearly 0. A bias and one weight from the mark give "
        "any pair of these: −10 without a mark, and −10 plus what with one?",
        "tanh comes twice on the way, and hardly bends what is small. Make the number "
        "small on its way in, and large again with the dense layer.",
    )
)
def latch(answer: Callable[[], Any]) -> None:
    """Watch ``latch()``: the weights' shapes, and what they keep."""
    name = "latch"
    parts = _parts(name, call(answer, name=name))
    x, right = _sequences()
    said = _unit(x, parts)

    def near(target):
        small = np.abs(target) <= 1  # a sum of many may be bent by tanh
        return np.abs(said - target)[small].max() < 0.05

    if near(right):
        passed(name, "keeps the last marked number in 40 sequences of 300 steps")
        return
    if not np.isfinite(said).all():
        fail(f"{name}: it gives {describe(float(said[~np.isfinite(said)][0]))}.")
    if np.ptp(said) < 1e-3:
        fail(f"{name}: it says {said[0, 0]:.2f} whatever comes: is the input gate open at "
             "a mark, and the output gate at all?")  # fmt: skip
    w, u, b, *head = parts
    opened = w * [1, 1, 1, 0], u * [1, 1, 1, 0], np.where([0, 0, 0, 1], 20, b)
    if np.abs(_unit(x, [*opened, *head]) - right).max() < 0.05:
        fail(f"{name}: the memory is right, and the output gate hides it at some steps. "
             "When should it be open?")  # fmt: skip
    marks, x_numbers = x[:, :, 1], x[:, :, 0]
    sums = np.cumsum(marks * x_numbers, axis=1)
    row, in_a_row = np.zeros(len(x)), np.zeros_like(right)
    for t in range(x.shape[1]):  # what stays from mark to mark, if they touch
        row = in_a_row[:, t] = np.where(marks[:, t] > 0, row + x_numbers[:, t], 0)
    usual = {
        "it adds up what is marked, as the chapter's unit does. What has to happen to the "
        "old memory when a new number comes?": sums,
        "it shows the marked number and forgets it at the next step: the forget gate "
        "should be open where there is no mark.": marks * x_numbers,
        "the forget gate is open at the marks and closed everywhere else; it should be "
        "the other way round.": in_a_row,
        "it keeps the last number, marked or not: the input gate should be closed where "
        "there is no mark.": x_numbers,
        "the sign is turned round.": -right,
        "it keeps the mark and not the number: from which row of w does the new content "
        "come?": (np.cumsum(marks, axis=1) > 0).astype(float),
    }
    for hint, target in usual.items():
        if near(target):
            fail(f"{name}: {hint}")
    if np.abs(_unit(x[..., ::-1], parts) - right).max() < 0.05:
        fail(f"{name}: the rows of w are swapped: the number's comes first, then the "
             "mark's.")  # fmt: skip
    for order in permutations("ifgo"):
        if np.abs(_unit(x, parts, order) - right).max() < 0.05:
            fail(f"{name}: with another order of the columns it would be right; Keras' is "
                 "input, forget, candidate, output.")  # fmt: skip
    if np.abs(said[:, :20]).max() >= 0.05:
        fail(f"{name}: before the first mark it should say 0, and it says "
             f"{said[:, :20].flat[np.abs(said[:, :20]).argmax()]:.2f}. Does something enter "
             "without a mark, or is a bias left?")  # fmt: skip
    at_marks = marks > 0
    factor = np.sum(said[at_marks] * right[at_marks]) / np.sum(right[at_marks] ** 2)
    if abs(factor - 1) > 0.05 and np.abs(said - factor * right).max() < 0.1:
        fail(f"{name}: it keeps {factor:.2f} times the number; the dense layer can undo "
             "that.")  # fmt: skip
    if np.abs(said - right)[at_marks].max() < 0.05:
        fail(f"{name}: right at the marks, and then it fades or drifts: after a while it is "
             f"off by {np.abs(said - right).max():.2f}. How near to 1 is the forget gate, "
             "and how near to 0 the input gate?")  # fmt: skip
    small = np.abs(right) < 0.3
    if np.abs(said - right)[small].max() < 0.05:
        fail(f"{name}: small numbers are right and large ones are bent: tanh. Make them "
             "smaller on their way in.")  # fmt: skip
    worst = np.unravel_index(np.abs(said - right).argmax(), right.shape)
    fail(f"{name}: it should be within 0.05; it says {said[worst]:.2f} where "
         f"{right[worst]:.2f} should be kept.")  # fmt: skip


def _parts(name: str, found: Any) -> list[np.ndarray]:
    """Return the five arrays; fail where they are not."""
    if not isinstance(found, tuple | list) or len(found) != len(_SHAPES):
        fail(f"{name}: expected five arrays, got {describe(found)}.")
    parts = []
    for part, (what, shape) in zip(found, _SHAPES.items(), strict=True):
        try:
            array = np.asarray(numbers(part, np.zeros(shape)), float)
        except ValueError:
            fail(f"{name}: {what} is {describe(part)}; numbers of the shape {shape} are "
                 "asked.")  # fmt: skip
        if array.shape != shape:
            fail(
                f"{name}: {what} should have the shape {shape}, and has {array.shape}."
            )
        parts.append(array)
    return parts


# --- Time windows --------------------------------------------------------------------


def _windows(values, length, ahead):
    count = len(values) - length - ahead + 1
    x = np.stack([values[i : i + length] for i in range(count)])
    y = values[length + ahead - 1 :]
    return x[:, :, None], y


def _series_cases() -> list[tuple]:
    """Lengths that differ, one step ahead and several, and a series that just does."""
    rng = np.random.default_rng(3)
    return [
        (rng.normal(size=23), 5, 1),
        (rng.normal(size=31), 7, 4),
        (rng.normal(size=19).astype("float32"), 6, 3),
        (rng.normal(size=10), 6, 3),
    ]


_X, _Y = "x[:, :, None], y", "values[length + ahead - 1 :]"

windows = Exercise(
    reference=_windows,
    cases=_series_cases,
    returns=("x", "y"),
    hints=(
        "Write down the windows of the series 1, 2, 3, 4, 5, 6 with length 3 and ahead 2, "
        "and the answer of each. How many are there?",
        "The first window ends at place length - 1. At which place does its answer stand? "
        "All others follow one by one.",
        "A list of slices, stacked, has the shape (count, length); a new axis at the end "
        "makes the features.",
    ),
    mistakes=(
        Edit(
            "that is the chapter's code, one step ahead; `ahead` plays no part yet.",
            ("length - ahead + 1", "length"),
            (_Y, "values[length:]"),
        ),
        Edit(
            "the last windows have no answer any more: leave them out.",
            ("length - ahead + 1", "length + 1"),
        ),
        Edit(
            "the answers stand one step after each window, whatever `ahead` says.",
            (_Y, "values[length : length + count]"),
        ),
        Edit(
            "the answers come one step too late: `ahead=1` is the value right after the "
            "window.",
            ("length - ahead + 1", "length - ahead"),
            (_Y, "values[length + ahead :]"),
        ),
        Edit(
            "the answer is the last value of the window itself.",
            (_Y, "values[length - 1 : length - 1 + count]"),
        ),
        Edit(
            "the last window is missing.",
            ("length - ahead + 1", "length - ahead"),
            (_Y, "values[length + ahead - 1 : -1]"),
        ),
        Edit(
            "the windows do not overlap; each begins one step after the one before.",
            ("x = np.stack([values[i : i + length] for i in range(count)])",
             "x = np.stack([values[i : i + length] for i in range(0, count, length)])"),
            (_Y, "values[length + ahead - 1 :: length]"),
        ),
        Edit(
            "each window ends with its answer; it should end `ahead` steps before it.",
            ("values[i : i + length]", "values[i + ahead : i + ahead + length]"),
        ),
        Edit("x and y have changed places.", (_X, "y, x[:, :, None]")),
        Edit("x lacks its last axis, that of the features.", (_X, "x, y")),
        Edit("y has an axis too many.", (_X, "x[:, :, None], y[:, None]")),
        Edit(
            "the new axis of x stands in the middle; the features come last.",
            (_X, "x[:, None], y"),
        ),
        Edit(
            "each window runs backwards in time.",
            (_X, "x[:, ::-1, None], y"),
        ),
        Edit(
            "each answer is all `ahead` values that follow; only the last of them is "
            "asked.",
            (_Y, "np.stack([values[i + length : i + length + ahead] for i in "
                 "range(count)])"),
        ),
        Edit(
            "each window also holds its answer, or what stands before it.",
            ("values[i : i + length]", "values[i : i + length + ahead]"),
        ),
    ),
)  # fmt: skip

# --- How long is half? ---------------------------------------------------------------


def _bias_for(steps):
    stays = 0.5 ** (1 / np.asarray(steps, float))
    return np.log(stays / (1 - stays))


def _step_cases() -> list[tuple]:
    return [(2,), (40,), (np.array([1, 5, 17, 300]),), (7.5,)]


def _as_float(answer: Callable) -> None:
    found = call(answer, 10, name="bias_for")
    usable("bias_for", found, lambda bias: f"{float(bias):.2f}", "a plain number")


_STAYS = "0.5 ** (1 / np.asarray(steps, float))"

bias_for = Exercise(
    reference=_bias_for,
    cases=_step_cases,
    then=_as_float,
    hints=(
        "First the gate, then its bias. Which f gives one half if it is multiplied with "
        "itself `steps` times?",
        "A root: what does one half to the power of 1/2 do, if it is taken twice?",
        "Now f = σ(b) = 1 / (1 + e^(−b)). Solve it for b: which odds are f to 1 − f?",
    ),
    mistakes=(
        Edit(
            "that is the gate f; its bias is asked, σ turned round.",
            ("np.log(stays / (1 - stays))", "stays"),
        ),
        Edit(
            "that is the chapter's half_life, the steps that belong to a bias; here the "
            "steps are given and the bias is asked.",
            ("np.log(stays / (1 - stays))",
             "np.log(0.5) / np.log(1 / (1 + np.exp(-np.asarray(steps, float))))"),
        ),
        Edit(
            "σ is taken of f; to come from f to its bias, σ has to be turned round.",
            ("np.log(stays / (1 - stays))", "1 / (1 + np.exp(-stays))"),
        ),
        Edit(
            "the sign is turned round: with that bias the gate lets stay what it should "
            "take away.",
            ("stays / (1 - stays)", "(1 - stays) / stays"),
        ),
        Edit(
            "one half is divided by the steps; each step multiplies.",
            (_STAYS, "0.5 / np.asarray(steps, float)"),
        ),
        Edit(
            "each step takes away an equal part of the whole; a gate multiplies what is "
            "left.",
            (_STAYS, "1 - 0.5 / np.asarray(steps, float)"),
        ),
        Edit(
            "that is one half to the power of the steps: what is left after so many if "
            "each leaves a half.",
            (_STAYS, "0.5 ** np.asarray(steps, float)"),
        ),
        Edit(
            "the logarithm is that of base 10; σ has e.",
            ("np.log(", "np.log10("),
        ),
        Edit(
            "the logarithm is that of base 2; σ has e.",
            ("np.log(", "np.log2("),
        ),
        Edit(
            "that is the logarithm of f; σ turned round is the logarithm of its odds, f "
            "to 1 − f.",
            ("np.log(stays / (1 - stays))", "np.log(stays)"),
        ),
        Edit(
            "the logarithm is missing: these are the odds of f, and b is their logarithm.",
            ("np.log(stays / (1 - stays))", "stays / (1 - stays)"),
        ),
        Edit(
            "after so many steps 1/e is left; one half is asked.",
            (_STAYS, "np.exp(-1 / np.asarray(steps, float))"),
        ),
        Edit(
            "tanh is turned round; the gate is a sigmoid.",
            ("np.log(stays / (1 - stays))", "np.arctanh(stays)"),
        ),
    ),
)  # fmt: skip

# --- The forecast that is late -------------------------------------------------------


def _delay(real, forecast, most):
    errors = []
    for k in range(most + 1):
        moved = forecast[k:]
        errors.append(np.mean(np.abs(moved - real[: len(moved)])))
    return int(np.argmin(errors))


def _delay_cases() -> list[tuple]:
    """Late by some steps, with noise; early; beyond `most`; and equally well twice."""
    rng = np.random.default_rng(5)
    walk = np.cumsum(rng.normal(size=90))
    noise = 0.1 * rng.normal(size=90)
    return [
        (walk[3:63], walk[:60] + noise[:60], 6),
        (walk[:50], walk[:50] + noise[:50], 4),
        (walk[1:41], walk[:40], 1),
        (walk[:40], walk[2:42] + noise[:40], 5),
        (walk[7:67], walk[:60], 4),
        (np.tile([0.0, 1.0], 12), np.tile([1.0, 0.0], 12), 6),
        (np.array([5.0, 1, 0, 2, 9, 3, 0]), np.array([0.0, 0, 5, 1, 0, 40, 9]), 3),
        (10 + walk[2:62], 14 + walk[:60] + noise[:60], 8),
        (np.zeros(8), np.array([1, 1, 1, 1, 1, 1, 1, 1.5]), 4),
        (np.zeros(6), np.array([9.0, 0, 0, 0, 0, 0]), 2),
    ]


_ERROR = "np.mean(np.abs(moved - real[: len(moved)]))"

delay = Exercise(
    reference=_delay,
    cases=_delay_cases,
    hints=(
        "If the forecast is two steps late, which places of the two arrays belong "
        "together? Write down the first three pairs.",
        "Moved by k, both lose k values: one at its beginning, the other at its end. "
        "Then compare what is left, for each k.",
        "Keep the error of each k in a list, from 0 up to `most` itself; np.argmin says "
        "where the smallest stands, the first of them if there are several.",
    ),
    mistakes=(
        Edit(
            "it is moved the wrong way: a late forecast has to go back in time.",
            ("moved = forecast[k:]", "moved = forecast[: len(forecast) - k]"),
            ("real[: len(moved)]", "real[k:]"),
        ),
        Edit("the shift `most` itself is not tried.", ("range(most + 1)", "range(most)")),
        Edit(
            "the differences are added up; longer shifts then win because fewer steps "
            "are left. Take the mean.",
            ("np.mean(np.abs", "np.sum(np.abs"),
        ),
        Edit(
            "the differences have signs, and cancel: take their size.",
            (_ERROR, "np.abs(np.mean(moved - real[: len(moved)]))"),
        ),
        Edit(
            "these are squares; the mean absolute difference is asked.",
            (_ERROR, "np.mean((moved - real[: len(moved)]) ** 2)"),
        ),
        Edit(
            "the end comes in again at the beginning; compare only steps at which both "
            "have a value.",
            ("moved = forecast[k:]", "moved = np.roll(forecast, -k)"),
        ),
        Edit(
            "it is moved the wrong way, and its end comes in again at the beginning.",
            (_ERROR, "np.mean(np.abs(np.roll(forecast, k) - real))"),
        ),
        Edit(
            "all shifts are compared over as many steps as the largest leaves; take all "
            "steps at which both have a value.",
            (_ERROR, "np.mean(np.abs(forecast[k : len(real) - most + k] "
                     "- real[: len(real) - most]))"),
        ),
        Edit(
            "that is the median; the mean is asked.",
            (_ERROR, "np.median(np.abs(moved - real[: len(moved)]))"),
        ),
        Edit(
            "where two fit equally well the smaller is asked.",
            ("int(np.argmin(errors))", "most - int(np.argmin(errors[::-1]))"),
        ),
        Edit(
            "the differences have signs, and the smallest is the most negative: take "
            "their size.",
            (_ERROR, "np.mean(moved - real[: len(moved)])"),
        ),
        Edit(
            "the differences have signs, real minus forecast, and the smallest is the "
            "most negative: take their size.",
            (_ERROR, "np.mean(real[: len(moved)] - moved)"),
        ),
        Edit(
            "by how many steps it is late is asked: a count, never negative.",
            ("int(np.argmin(errors))", "-int(np.argmin(errors))"),
        ),
        Edit(
            "that is the worst fit; the nearest is asked.",
            ("np.argmin", "np.argmax"),
        ),
        Edit(
            "that is the smallest error itself; by how many steps is asked.",
            ("int(np.argmin(errors))", "min(errors)"),
        ),
        Edit(
            "the shift 0 is not tried.",
            ("range(most + 1)", "range(1, most + 1)"),
            ("int(np.argmin(errors))", "1 + int(np.argmin(errors))"),
        ),
        Edit(
            "the count begins at 1: a forecast that is not late has the delay 0.",
            ("int(np.argmin(errors))", "1 + int(np.argmin(errors))"),
        ),
    ),
)  # fmt: skip
