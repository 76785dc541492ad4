"""Checks of the exercises of chapter 12."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checks import (
    CheckFailed,
    Edit,
    Exercise,
    call,
    describe,
    fail,
    passed,
    procedure,
    usable,
)
from helpers.checks.compare import numbers


def read(x, weights, mask):
    """Return the state after every step, (batch, time, units), as the page's `read`."""
    w, u, b = weights
    h, states = np.zeros((len(x), len(b))), []
    for t in range(x.shape[1]):
        new = np.tanh(x[:, t] @ w + h @ u + b)
        h = np.where(mask[:, t, None], new, h)
        states.append(h)
    return np.stack(states, axis=1)


# --- Both ways -----------------------------------------------------------------------


def _both_ways(x, mask, forward, backward):
    there = read(x, forward, mask)
    back = read(x[:, ::-1], backward, mask[:, ::-1])[:, ::-1]
    return np.concatenate([there, back], axis=2)


def _both_cases() -> list[tuple]:
    """Sizes that all differ; padding behind, before and between, and none."""
    rng = np.random.default_rng(20)
    cases = []
    for batch, time, features, units in ((4, 7, 2, 3), (3, 5, 4, 2), (2, 6, 3, 5)):
        x = rng.normal(size=(batch, time, features)).astype("float32")
        weights = [
            [
                rng.normal(size=shape).astype("float32")
                for shape in ((features, units), (units, units), (units,))
            ]
            for _ in range(2)
        ]
        lengths = rng.integers(2, time, size=batch)
        mask = np.arange(time) < lengths[:, None]
        if units == 2:
            mask = mask[:, ::-1].copy()  # before
            mask[0, 2] = False  # and between
        if units == 5:
            mask = np.ones_like(mask)
        cases.append((x, mask, *weights))
    return cases


def _at_real_steps(answer, x, mask, forward, backward):
    """Return the states, 0 at padding: nobody looks there, and Keras has zeros."""
    states = answer(x, mask, forward, backward)
    if np.ndim(states) == 3 and np.shape(states)[:2] == mask.shape:
        return np.where(mask[:, :, None], states, 0)
    return states


_BACK = "read(x[:, ::-1], backward, mask[:, ::-1])[:, ::-1]"

both_ways = Exercise(
    reference=_both_ways,
    cases=_both_cases,
    run=_at_real_steps,
    rtol=1e-4,
    atol=1e-5,
    hints=(
        "The second cell is the same `read`, with the sequence turned round in time. Which "
        "axis of `x` is time, and how is an axis turned round?",
        "What else belongs to a sequence and has to be turned round with it?",
        "The first of the second cell's states belongs to the last step. In which order "
        "must they stand before the two are put side by side, and along which axis?",
    ),
    mistakes=(
        Edit(
            "the second cell's states are still in the order in which it read: its first "
            "state belongs to the last step.",
            (_BACK, "read(x[:, ::-1], backward, mask[:, ::-1])"),
        ),
        Edit(
            "the second cell reads from the first step to the last, as the first one does "
            "(`[::-1]` alone would turn the batch, not the time).",
            (_BACK, "read(x, backward, mask)"),
        ),
        Edit(
            "the second cell reads forwards, and then its states are turned round; turn "
            "what it reads.",
            (_BACK, "read(x, backward, mask)[:, ::-1]"),
        ),
        Edit(
            "the mask of the second cell is not turned round with what it reads.",
            (_BACK, "read(x[:, ::-1], backward, mask)[:, ::-1]"),
        ),
        Edit(
            "the mask is turned round along the batch; turn it in time, as what is read.",
            (_BACK, "read(x[:, ::-1], backward, mask[::-1])[:, ::-1]"),
        ),
        Edit(
            "padding may stand anywhere: how many steps are real does not say which.",
            (
                "    there = read",
                "    mask = np.arange(x.shape[1]) < mask.sum(axis=1)[:, None]\n"
                "    there = read",
            ),
        ),
        Edit(
            "np.flip without an axis turns the batch and the features, too.",
            (_BACK, "np.flip(read(np.flip(x), backward, np.flip(mask)))"),
        ),
        Edit(
            "np.flip without an axis turns the batch and the units of the states, too.",
            (_BACK, "np.flip(read(x[:, ::-1], backward, mask[:, ::-1]))"),
        ),
        Edit(
            "the second half holds the first cell's states in another order; a cell with "
            "weights of its own has to read.",
            (_BACK, "there[:, ::-1]"),
        ),
        Edit(
            "the two come as two arrays; put them side by side in one.",
            ("np.concatenate([there, back], axis=2)", "np.stack([there, back])"),
        ),
        Edit(
            "there is an axis too many: put the units of both side by side.",
            (
                "np.concatenate([there, back], axis=2)",
                "np.stack([there, back], axis=-1)",
            ),
        ),
        Edit(
            "the second cell reads the padding, too.",
            (_BACK, "read(x[:, ::-1], backward, mask | True)[:, ::-1]"),
        ),
        Edit(
            "the first cell reads the padding, too.",
            ("read(x, forward, mask)", "read(x, forward, mask | True)"),
        ),
        Edit(
            "both cells have the weights of the first; the second has its own.",
            (", backward, mask[:, ::-1])", ", forward, mask[:, ::-1])"),
        ),
        Edit(
            "the two cells have changed their weights.",
            ("read(x, forward, mask)", "read(x, backward, mask)"),
            (", backward, mask[:, ::-1])", ", forward, mask[:, ::-1])"),
        ),
        Edit(
            "the second cell's states come first; they follow the first's.",
            ("[there, back]", "[back, there]"),
        ),
        Edit(
            "the states of the two are added; put them side by side.",
            ("np.concatenate([there, back], axis=2)", "there + back"),
        ),
        Edit(
            "that is the mean of the two; put them side by side.",
            ("np.concatenate([there, back], axis=2)", "(there + back) / 2"),
        ),
        Edit(
            "the second cell's states stand behind the first's in time; each belongs "
            "beside the state of its own step.",
            ("axis=2", "axis=1"),
        ),
        Edit(
            "the batch is turned round, so that the second cell reads the last example for "
            "the first: the axis of time is the second.",
            (_BACK, "read(x[::-1], backward, mask[::-1])"),
        ),
        Edit(
            "the features are turned round; the axis of time is the second.",
            (_BACK, "read(x[:, :, ::-1], backward, mask)"),
        ),
        Edit(
            "only the last states are there; one for every step is asked.",
            (
                "    return np.concatenate([there, back], axis=2)",
                "    return np.concatenate([there[:, -1], back[:, 0]], axis=1)",
            ),
        ),
        Edit(
            "the second cell's last state stands at every place; each place has its own.",
            (
                "[there, back]",
                "[there, np.repeat(back[:, :1], back.shape[1], axis=1)]",
            ),
        ),
        Edit(
            "the first cell's states are turned round as well; its first belongs to the "
            "first step.",
            ("read(x, forward, mask)", "read(x, forward, mask)[:, ::-1]"),
        ),
    ),
)

# --- Every perfect cell --------------------------------------------------------------


def _perfect(length, u):
    steps_ago = np.arange(length)
    powers = float(u) ** steps_ago
    w = 1 / powers.sum()
    b = (1 + w * np.sum(steps_ago * powers)) / powers.sum()
    return w, b


def _perfect_cases() -> list[tuple]:
    """Length 1; u of both signs, zero and above one."""
    return [
        (1, 0.7), (2, 0.25), (2, -0.4), (3, 0.6), (4, 0.0), (5, -0.3), (10, 0.9),
        (6, 1.3), (3, -2),
    ]  # fmt: skip


_POWERS = "float(u) ** steps_ago"
_W = "w = 1 / powers.sum()"
_B = "(1 + w * np.sum(steps_ago * powers)) / powers.sum()"


def _also_with_one(answer: Callable) -> None:
    """Fail if an answer is of no use on the page, or divides by 1 - u."""
    usable(
        "perfect",
        call(answer, 4, 0.3, name="perfect"),
        lambda found: "{:.3f} {:.3f}".format(*np.ravel(found)),
        "plain numbers",
    )
    with contextlib.suppress(CheckFailed):
        found = call(answer, 7, 1.0, name="perfect")
        if np.allclose(np.ravel(found), _perfect(7, 1.0), rtol=1e-5):
            return
    fail(
        "perfect: right, but not for u = 1, where a formula that divides by 1 - u fails: "
        "the sum of the powers is then the length. Add the powers up."
    )


perfect = Exercise(
    reference=_perfect,
    cases=_perfect_cases,
    then=_also_with_one,
    returns=("the input weight", "the bias"),
    hints=(
        "Write the last state for the length 3, as the chapter does for 2. By what is the "
        "last integer multiplied, the one before, and the bias?",
        "Put every integer as the last one less so many steps. What stands before the last "
        "integer should be 1; what is left over should be 1, too.",
        "The first condition holds $w$ alone and gives it. The second then has only $b$ in "
        "it that is not known.",
    ),
    mistakes=(
        Edit(
            "these are the chapter's weights for pairs; the length plays no part yet.",
            ("np.arange(length)", "np.arange(2)"),
        ),
        Edit(
            "there is one power of u too many: the last integer itself is multiplied by w "
            "alone.",
            ("np.arange(length)", "np.arange(length + 1)"),
        ),
        Edit(
            "there is one power of u too few: a sequence of n integers has n terms.",
            ("np.arange(length)", "np.arange(length - 1)"),
        ),
        Edit(
            "the powers begin with u itself; the last integer is not multiplied by u.",
            (_POWERS, "float(u) ** (steps_ago + 1)"),
        ),
        Edit(
            "what is k steps back is multiplied by u k times, that is by a power of u, not "
            "by k times u.",
            (_POWERS, "np.where(steps_ago == 0, 1.0, steps_ago * u)"),
        ),
        Edit(
            "only the first and the last integer are in the sum.",
            (
                _POWERS,
                "np.where(np.isin(steps_ago, (0, length - 1)), float(u) ** steps_ago, 0.0)",
            ),
        ),
        Edit(
            "the sum of the powers without an end: the sequence has a beginning.",
            (_W, "w = 1 - u"),
        ),
        Edit(
            "that is the sum of the powers; w is what makes its product with it 1.",
            (_W, "w = powers.sum()"),
        ),
        Edit(
            "the bias does not make up for what the earlier integers lack: k steps back, an "
            "integer is smaller by k.",
            (_B, "1 / powers.sum()"),
        ),
        Edit(
            "that is the chapter's bias for pairs; with more integers more of them lack "
            "something.",
            (_B, "(1 + u * w) / (1 + u)"),
        ),
        Edit(
            "the bias is 1 for you; that is right only for the cell without memory.",
            (_B, "1.0"),
        ),
        Edit(
            "k is counted from the first integer for you; the last one lacks nothing, the "
            "one before lacks 1.",
            (_B, "(1 + w * np.sum(steps_ago[::-1] * powers)) / powers.sum()"),
        ),
        Edit(
            "the bias is added at every step and goes through u with the rest; yours counts "
            "as if it were added once.",
            (_B, "1 + w * np.sum(steps_ago * powers)"),
        ),
        Edit(
            "in the bias the earlier integers count with the wrong sign: they are smaller "
            "than the last, and b has to make up for it.",
            ("(1 + w *", "(1 - w *"),
        ),
        Edit(
            "in the bias the weight w is missing before what the earlier integers lack.",
            ("1 + w * np.sum", "1 + np.sum"),
        ),
        Edit(
            "each earlier integer is taken as smaller by 1; k steps back it is smaller by k.",
            (_B, "(1 + w * np.sum(powers[1:])) / powers.sum()"),
        ),
        Edit(
            "the answer is the last integer again, not the next: 1 is missing.",
            (
                "(1 + w * np.sum(steps_ago * powers))",
                "(w * np.sum(steps_ago * powers))",
            ),
        ),
        Edit(
            "that is the cell without memory; with this u it is wrong.",
            (_W, "return 1.0, 1.0"),
            ("    b = " + _B + "\n    return w, b", ""),
        ),
        Edit(
            "the two come in the wrong order: first the weight.",
            ("return w, b", "return b, w"),
        ),
    ),
)

# --- Weights by hand -----------------------------------------------------------------

_SHAPES = ((1, 2), (2, 2), (2,), (2, 1), (1,))
_NAMES = "w", "u", "b", "the dense layer's weights", "its bias"


def _run(weights: list[np.ndarray], numbers: np.ndarray) -> float:
    """Return what two linear cells and a dense layer with these weights say."""
    w, u, b, dense, bias = weights
    h = np.zeros(2)
    for x in numbers:
        h = x * w[0] + h @ u + b
    return float((h @ dense + bias)[0])


def _right(weights: list[np.ndarray], runs: list[tuple]) -> bool:
    return all(
        np.isclose(_run(weights, first + step * np.arange(length)), first + step * length,
                   rtol=1e-5, atol=1e-3)
        for first, step, length in runs
    )  # fmt: skip


@procedure(
    hints=(
        "Write the next number with the last two alone. Which two numbers must the state "
        "hold, then, and how does the dense layer put them together?",
        "One cell holds what was just read. The other is to hold what the first one held "
        "a step ago: along which connection does it get that?",
        "Everything else must be zero, or old numbers would linger: which of the four "
        "entries of u is the only one that is not?",
    )
)
def any_step(answer: Callable[[], Any]) -> None:
    """Watch ``any_step()``: five arrays that continue every arithmetic progression."""
    name = "any_step"
    found = call(answer, name=name)
    if not isinstance(found, list | tuple) or len(found) != 5:
        fail(f"{name}: expected five arrays, got {describe(found)}.")
    weights = []
    for what, part, shape in zip(_NAMES, found, _SHAPES, strict=True):
        try:
            array = np.asarray(numbers(part, np.zeros(shape)), float)
        except ValueError:
            fail(f"{name}: {what} is not made of numbers: {describe(part)}.")
        if array.shape != shape:
            fail(
                f"{name}: {what} should have the shape {shape}, and has {array.shape}."
            )
        if not np.all(np.isfinite(array)):
            fail(f"{name}: in {what} there is something that is not a finite number.")
        weights.append(array)
    rng = np.random.default_rng(21)
    everything = [
        (float(rng.integers(-20, 21)), float(step), length)
        for step in (-7, -1, 0, 1, 2, 3.5)
        for length in (2, 3, 4, 7, 12)
    ]
    if _right(weights, everything):
        passed(name, f"right for {len(everything)} sequences, of 2 to 12 numbers")
        return
    fail(f"{name}: {_what_is_wrong(weights, everything)}")


def _what_is_wrong(weights: list[np.ndarray], runs: list[tuple]) -> str:
    """Say in a line why these weights do not continue the sequences."""
    w, u, b, dense, bias = weights

    def only(wanted: Callable[[float, int], bool]) -> bool:
        return _right(weights, [run for run in runs if wanted(run[1], run[2])])

    if _right([w, u.T, b, dense, bias], runs):
        return "u is the other way round: u[i, j] leads from cell i to cell j."
    if _right([w, u, b, -dense, bias], runs):
        return "the answers have the wrong sign."
    if _right([w, u, b, dense[::-1], bias], runs):
        return "the dense layer's two weights are the wrong way round."
    if _right([w, u * (1 - np.eye(2)), b, dense, bias], runs):
        return (
            "a cell hands its number on to itself, so that old ones linger: look at u."
        )
    if not np.any(u):
        return "u is zero: no cell learns anything of the step before."
    if only(lambda step, length: length == 2):
        return (
            "right for two numbers, wrong for more: something of what is further back "
            "stays in the state. Which entries of u hand it on?"
        )
    if only(lambda step, length: step == 1):
        return "right for the step 1 alone: where is the step taken from?"
    if only(lambda step, length: step == 0):
        last = all(
            np.isclose(
                _run(weights, first + step * np.arange(n)), first + step * (n - 1)
            )
            for first, step, n in runs
        )
        if last:
            return "these say the last number again; add to it what was gained."
        return "right for the step 0 alone: look at how the last two are put together."
    if all(np.isclose(_run(weights, f + s * np.arange(n)), s) for f, s, n in runs):
        return "these say the step alone; the last number is to be added to it."
    if any(np.any(part % 0.5) for part in weights) and all(
        np.isclose(_run(weights, f + s * np.arange(n)), f + s * n, rtol=0.1, atol=1)
        for f, s, n in runs
    ):
        return "nearly right. Round numbers will do: think rather than train."
    if np.any(b) or np.any(bias):
        shown = f"{_run(weights, np.array([5.0, 8.0, 11.0])):.4g}"
        return f"for 5, 8, 11 they say {shown}, not 14. Is a bias needed at all?"
    shown = f"{_run(weights, np.array([5.0, 8.0, 11.0])):.4g}"
    return (
        f"for 5, 8, 11 they say {shown}, not 14. Follow the two cells step by step: what "
        "does each hold?"
    )


# --- A belt for all ------------------------------------------------------------------


def _clip(gradients, limit):
    squares = [np.sum(gradient**2) for gradient in gradients]
    length = np.sqrt(sum(squares))
    factor = limit / length if length > limit else 1.0
    return [factor * gradient for gradient in gradients]


def _clip_cases() -> list[tuple]:
    """Too long together and not alone; too long in one; short; as long as zero."""
    rng = np.random.default_rng(22)

    def arrays(*shapes: tuple, scale: float = 1.0) -> list[np.ndarray]:
        return [scale * rng.normal(size=shape) for shape in shapes]

    even = [np.full((2, 2), 0.4), np.full(3, -0.5), np.full((1, 4), 0.35)]
    uneven = [*arrays((3, 2), (4,)), *arrays((2, 5), scale=30)]
    return [
        (even, 1.0),
        (uneven, 2.5),
        (arrays((4, 3), (3, 3), (3,)), 0.1),
        (arrays((2, 3, 2), (4,)), 1.5),
        (arrays((2, 3), (5,), scale=0.01), 4.0),
        ([np.zeros((2, 2)), np.zeros(3)], 1.0),
        ([np.array([3.0, 0.0]), np.array([[0.0], [-4.0]])], 2.0),
    ]


_SQUARES = "[np.sum(gradient**2) for gradient in gradients]"
_FACTOR = "limit / length if length > limit else 1.0"
_RETURN = "[factor * gradient for gradient in gradients]"


def _clip_works(answer: Callable) -> None:
    given = _clip_cases()[0]
    found = call(answer, *given, name="clip")
    usable(
        "clip",
        found,
        lambda parts: [np.sum(np.square(part)) for part in parts],
        "a list of arrays",
    )


clip = Exercise(
    reference=_clip,
    cases=_clip_cases,
    run=lambda answer, gradients, limit: tuple(answer(gradients, limit)),
    then=_clip_works,
    rtol=1e-4,
    atol=1e-6,
    hints=(
        "How long is the vector in which all numbers of all arrays stand? No array needs "
        "to be reshaped to find out.",
        "The squares of an array's numbers have a sum; so have those sums. Of what do you "
        "take the root, and when?",
        "One factor for all arrays. What is it when the vector is too long, and what when "
        "it is not?",
    ),
    mistakes=(
        Edit(
            "each array is shortened by itself, as `clipnorm` does; all have one factor.",
            (
                "    return " + _RETURN,
                "    sizes = [np.linalg.norm(gradient) for gradient in gradients]\n"
                "    return [\n"
                "        g * (limit / size if size > limit else 1.0)\n"
                "        for g, size in zip(gradients, sizes)\n"
                "    ]",
            ),
        ),
        Edit(
            "each number is cut off at the limit, which turns the direction; multiply all "
            "by one factor.",
            (_RETURN, "[np.clip(gradient, -limit, limit) for gradient in gradients]"),
        ),
        Edit(
            "gradients that are short enough are made longer; leave them as they are.",
            (_FACTOR, "limit / length if length > 0 else 1.0"),
        ),
        Edit(
            "for gradients of zeros zero is divided by zero; short ones are left alone.",
            (_FACTOR, "limit / length"),
        ),
        Edit(
            "the sum of the squares is not yet a length: the root is missing.",
            ("np.sqrt(sum(squares))", "sum(squares)"),
        ),
        Edit(
            "the lengths of the arrays are added; the length of the whole is the root of "
            "the sum of all squares.",
            ("np.sqrt(sum(squares))", "sum(np.sqrt(squares))"),
        ),
        Edit(
            "that is the length of the longest array; take all numbers together.",
            ("np.sqrt(sum(squares))", "np.sqrt(max(squares))"),
        ),
        Edit(
            "that is the largest number; the length is the root of the sum of the squares.",
            (_SQUARES, "[np.max(np.abs(gradient)) ** 2 for gradient in gradients]"),
            ("np.sqrt(sum(squares))", "np.sqrt(max(squares))"),
        ),
        Edit(
            "the sizes of the numbers are added, not their squares.",
            (_SQUARES, "[np.sum(np.abs(gradient)) for gradient in gradients]"),
            ("np.sqrt(sum(squares))", "sum(squares)"),
        ),
        Edit(
            "the mean of the squares is taken; the length needs their sum.",
            (_SQUARES, "[np.mean(gradient**2) for gradient in gradients]"),
        ),
        Edit(
            "the mean of all squares is taken; the length needs their sum.",
            (
                "np.sqrt(sum(squares))",
                "np.sqrt(sum(squares) / sum(gradient.size for gradient in gradients))",
            ),
        ),
        Edit(
            "the numbers come in one long array; they stay in arrays of their own.",
            (
                _RETURN,
                "np.concatenate([factor * gradient.ravel() for gradient in gradients])",
            ),
        ),
        Edit(
            "the short ones are made longer and the long ones left alone: smaller or larger?",
            (_FACTOR, "max(1.0, limit / length)"),
        ),
        Edit(
            "all are given the length 1; the limit is the length asked.",
            ("limit / length if", "1 / length if"),
        ),
        Edit(
            "that divides by the limit; the vector is to be just as long as the limit.",
            ("limit / length if", "1 / limit if"),
        ),
        Edit(
            "the factor is upside down: what is too long becomes longer.",
            ("limit / length if", "length / limit if"),
        ),
        Edit(
            "the long ones are left alone and the short ones changed: look at the comparison.",
            ("length > limit", "0 < length < limit"),
        ),
        Edit(
            "what is too long is thrown away; make it shorter.",
            ("limit / length if", "0.0 if"),
        ),
        Edit(
            "gradients that are short enough are missing in the list; they stay as they are.",
            (
                _RETURN,
                "[factor * gradient for gradient in gradients if length > limit]",
            ),
        ),
        Edit(
            "only the first array counts in the length.",
            ("sum(squares)", "squares[0]"),
        ),
    ),
)

# --- The end that nobody wrote -------------------------------------------------------


def _last_states(states, lengths):
    return states[np.arange(len(states)), lengths - 1]


def _last_cases() -> list[tuple]:
    """Lengths from 1 to all steps, as whole numbers of several kinds."""
    rng = np.random.default_rng(23)
    cases = []
    for shape, lengths, kind in (
        ((5, 7, 3), (7, 1, 4, 6, 2), "int64"),
        ((4, 6, 2), (3, 5, 1, 2), "int16"),
        ((3, 3, 4), (2, 3, 1), "int32"),
        ((2, 9, 5), (4, 4), "int64"),
    ):
        cases.append((rng.normal(size=shape), np.array(lengths, kind)))
    return cases


_LAST = "states[np.arange(len(states)), lengths - 1]"

last_states = Exercise(
    reference=_last_states,
    cases=_last_cases,
    hints=(
        "A sequence of the length 3 has three steps. Under which number does the third "
        "stand?",
        "One state of each sequence is wanted, of another step each. A loop over the batch "
        "does it; so does an index with two arrays.",
        "With two arrays of whole numbers as an index, NumPy takes their numbers in pairs: "
        "one says which sequence, the other which step.",
    ),
    mistakes=(
        Edit(
            "these are the states one step after the end: steps are counted from 0.",
            (
                _LAST,
                "states[np.arange(len(states)), np.minimum(lengths, states.shape[1] - 1)]",
            ),
        ),
        Edit(
            "where a sequence fills all steps, there is no step of this number: steps are "
            "counted from 0.",
            (_LAST, "states[np.arange(len(states)), lengths]"),
        ),
        Edit(
            "these are the states one step before the end; and a length of 1 gives -1 so, "
            "the last step of all.",
            (_LAST, "states[np.arange(len(states)), lengths - 2]"),
        ),
        Edit(
            "these are the states one step before the end.",
            (
                _LAST,
                "states[np.arange(len(states)), np.maximum(lengths.astype(int) - 2, 0)]",
            ),
        ),
        Edit(
            "these are the states at the end of the array, behind the padding.",
            (_LAST, "states[:, -1]"),
        ),
        Edit("these are the first states.", (_LAST, "states[:, 0]")),
        Edit(
            "counted from the end of the array: lengths are counted from the beginning.",
            (_LAST, "states[np.arange(len(states)), -lengths.astype(int)]"),
        ),
        Edit(
            "that is the mean over the real steps; one state is asked.",
            (_LAST, "np.array([s[:n].mean(axis=0) for s, n in zip(states, lengths)])"),
        ),
        Edit(
            "that is the mean over all steps; one state is asked.",
            (_LAST, "states.mean(axis=1)"),
        ),
        Edit(
            "the sum over the real steps; one state is asked.",
            (_LAST, "np.array([s[:n].sum(axis=0) for s, n in zip(states, lengths)])"),
        ),
        Edit(
            "every sequence is cut at every length, (batch, batch, units): the two indices "
            "are to go in pairs.",
            (_LAST, "states[:, lengths - 1]"),
        ),
        Edit(
            "the last state of the longest sequence's length is taken from all.",
            (_LAST, "states[:, lengths.max() - 1]"),
        ),
        Edit(
            "all sequences are cut where the shortest ends; each has its own end.",
            (_LAST, "states[:, lengths.min() - 1]"),
        ),
        Edit(
            "the two indices are swapped: the first axis is the batch.",
            (_LAST, "states[lengths - 1, np.arange(len(states))]"),
        ),
        Edit(
            "states after the end are set to zero, and the array still has all steps.",
            (
                _LAST,
                "states * (np.arange(states.shape[1]) < lengths[:, None])[..., None]",
            ),
        ),
        Edit(
            "the largest of the states is taken, unit by unit; the last one is asked.",
            (_LAST, "states.max(axis=1)"),
        ),
    ),
)
