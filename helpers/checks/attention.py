"""Checks of the exercises of chapter 14."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
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

# --- The first attention -------------------------------------------------------------


def _additive(q, k, v, w, u, a):
    sums = (q @ w)[:, None, :] + (k @ u)[None, :, :]  # (queries, keys, units)
    scores = np.tanh(sums) @ a  # (queries, keys)
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = odds / odds.sum(axis=1, keepdims=True)
    return weights @ v, weights


def _additive_cases() -> list[tuple]:
    """Sizes that differ, as many queries as keys, a single one; scores near 1000."""
    rng = np.random.default_rng(1)
    cases = []
    for queries, keys, d, units, width, size in (
        (3, 5, 4, 6, 2, 2.0),
        (4, 4, 4, 4, 4, 1.5),
        (1, 6, 3, 2, 5, 3.0),
        (6, 2, 5, 3, 1, 500.0),
    ):
        shapes = (queries, d), (keys, d), (keys, width), (d, units), (d, units)
        arrays = [rng.normal(size=shape) for shape in shapes]
        cases.append((*arrays, size * rng.normal(size=units)))
    shapes = (4, 3), (6, 3), (6, 2), (3, 2), (3, 2)  # tanh is ±1, scores 999 and 1001
    arrays = [10 * rng.normal(size=shape) for shape in shapes]
    cases.append((*arrays, np.array([1000.0, 1.0])))
    return cases


def _beside_keras(answer: Callable) -> None:
    """Use an answer as the page does: arrays of float32, and a sum over its weights."""
    rng = np.random.default_rng(2)
    arrays = [rng.normal(size=(n, 8)).astype("float32") for n in (3, 5, 5)]
    a = rng.normal(size=8).astype("float32")
    found = call(answer, *arrays, np.eye(8), np.eye(8), a, name="additive")
    usable(
        "additive",
        found,
        lambda both: (np.abs(both[0] - arrays[0]), np.sum(both[1], axis=1)),
        "two arrays",
    )


additive = Exercise(
    reference=_additive,
    cases=_additive_cases,
    then=_beside_keras,
    returns=("the outputs", "the weights"),
    hints=(
        "Begin with one query and one key: multiply each by its matrix, add, tanh, and "
        "weigh the units with a. Which shape has that?",
        "For all pairs at once, give the queries an axis for the keys and the keys an axis "
        "for the queries, with None; adding then makes (queries, keys, units).",
        "What makes shares of scores of 1000, without an overflow? The chapter takes "
        "something away before the exponential, and nothing changes by it.",
    ),
    mistakes=(
        Edit(
            "this is the chapter's product of query and key; here they are multiplied by "
            "matrices, added, and go through tanh.",
            ("np.tanh(sums) @ a", "q @ k.T / np.sqrt(q.shape[1])"),
        ),
        Edit(
            "query and key are multiplied, after their matrices, and divided by a root; "
            "add them, then tanh, then a.",
            ("np.tanh(sums) @ a", "(q @ w) @ (k @ u).T / np.sqrt(q.shape[1])"),
        ),
        Edit(
            "query and key are multiplied, after their matrices; add them, then tanh, "
            "then a.",
            ("np.tanh(sums) @ a", "(q @ w) @ (k @ u).T"),
        ),
        Edit(
            "these are products of query and key, without w, u and a.",
            ("np.tanh(sums) @ a", "q @ k.T"),
        ),
        Edit("tanh is missing.", ("np.tanh(sums) @ a", "sums @ a")),
        Edit(
            "a sigmoid stands where tanh should.",
            ("np.tanh(sums)", "(1 / (1 + np.exp(-sums)))"),
        ),
        Edit(
            "the units are only added up; a says how much each of them counts.",
            ("np.tanh(sums) @ a", "np.tanh(sums).sum(axis=2)"),
        ),
        Edit(
            "tanh comes too late: first tanh, then the weights a.",
            ("np.tanh(sums) @ a", "np.tanh(sums @ a)"),
        ),
        Edit(
            "there is no root here: tanh keeps the numbers small already (root of the "
            "units).",
            ("np.tanh(sums) @ a", "np.tanh(sums) @ a / np.sqrt(len(a))"),
        ),
        Edit(
            "there is no root here: tanh keeps the numbers small already (root of d).",
            ("np.tanh(sums) @ a", "np.tanh(sums) @ a / np.sqrt(q.shape[1])"),
        ),
        Edit(
            "query and key are multiplied after their matrices; add them.",
            ("[:, None, :] + (k", "[:, None, :] * (k"),
        ),
        Edit(
            "w and u are swapped: w is for the queries, u for the keys.",
            ("q @ w", "q @ u"),
            ("k @ u", "k @ w"),
        ),
        Edit(
            "the queries make no difference: tanh comes *after* they and the keys are "
            "added.",
            ("(q @ w)[:, None, :]", "0 * (q @ w)[:, None, :]"),
        ),
        Edit("the keys are not in it.", ("(k @ u)[None, :, :]", "0 * (k @ u)[None, :, :]")),
        Edit(
            "the softmax runs over the queries; each query shares itself out among the "
            "*keys*.",
            ("scores.max(axis=1,", "scores.max(axis=0,"),
            ("odds.sum(axis=1,", "odds.sum(axis=0,"),
        ),
        Edit(
            "all weights together sum to 1; those of *each query* should.",
            ("odds.sum(axis=1, keepdims=True)", "odds.sum()"),
        ),
        Edit(
            "the exponential of 1000 is too large for a computer. What can be taken away "
            "from all scores of a query, and changes nothing?",
            (" - scores.max(axis=1, keepdims=True)", ""),
        ),
        Edit(
            "the largest of *all* scores is taken away; for a query whose scores are far "
            "below, nothing is left. Take each query's own.",
            ("scores.max(axis=1, keepdims=True)", "scores.max()"),
        ),
        Edit(
            "the weights do not sum to 1: divide the exponentials by their sum.",
            ("odds / odds.sum(axis=1, keepdims=True)", "odds"),
        ),
        Edit(
            "the scores are mixed in as they are; a softmax makes weights of them.",
            ("odds / odds.sum(axis=1, keepdims=True)", "scores"),
        ),
        Edit(
            "outputs and weights are returned in the other order.",
            ("weights @ v, weights", "weights, weights @ v"),
        ),
        Edit(
            "the scores are returned in place of the weights.",
            ("weights @ v, weights", "weights @ v, scores"),
        ),
    ),
)  # fmt: skip


# --- Who may look where --------------------------------------------------------------


def _may_see(lengths, longest, window):
    i, j = np.arange(longest)[:, None], np.arange(longest)
    near = (j <= i) & (j > i - window)  # (longest, longest)
    real = j < np.array(lengths)[:, None, None]  # (batch, 1, longest)
    return near & real


def _may_see_cases() -> list[tuple]:
    """A window shorter than the words, one longer, one of a single place; sizes differ."""
    return [
        (np.array([7, 3, 5]), 7, 3),
        (np.array([4, 6]), 6, 9),
        (np.array([2, 5, 1, 4]), 5, 1),
        (np.array([6]), 8, 2),
    ]


def _as_a_mask(answer: Callable) -> None:
    found = call(answer, np.array([7, 6]), 7, 3, name="may_see")
    usable(
        "may_see",
        found,
        lambda mask: np.where(np.asarray(mask, bool), np.zeros((2, 7, 7)), -1e9),
        "an array of True and False",
    )


_NEAR, _REAL = "(j <= i) & (j > i - window)", "j < np.array(lengths)[:, None, None]"

may_see = Exercise(
    reference=_may_see,
    cases=_may_see_cases,
    then=_as_a_mask,
    hints=(
        "Take one word first, and draw its table on paper for a window of 2: rows are the "
        "places that look, columns those that are looked at.",
        "With i as a column of numbers and j as a row of them, a comparison such as j <= i "
        "gives the whole table at once.",
        "Which of the three conditions differs from word to word? It needs an axis for the "
        "words in front of the other two.",
    ),
    mistakes=(
        Edit("a place sees what comes after it.", ("(j <= i) & ", "")),
        Edit(
            "a place does not see itself; it is one of its own last places.",
            ("(j <= i) & (j > i - window)", "(j < i) & (j > i - window)"),
        ),
        Edit(
            "the window plays no part yet: this is the causal mask of the chapter, with "
            "the padding.",
            (" & (j > i - window)", ""),
        ),
        Edit(
            "the window is one place too wide; the place itself is one of `window`.",
            ("j > i - window", "j >= i - window"),
        ),
        Edit(
            "the window is one place too narrow.", ("j > i - window", "j > i - window + 1")
        ),
        Edit(
            "the window reaches as far ahead as back.",
            (_NEAR, "(j < i + window) & (j > i - window)"),
        ),
        Edit(
            "rows and columns are swapped: places see what comes, and not what was. "
            "The first index, i, is the place that looks.",
            (_NEAR, "(i <= j) & (i > j - window)"),
        ),
        Edit(
            "the padding may be seen: the lengths play no part.",
            (_REAL, "j < 0 * np.array(lengths)[:, None, None] + longest"),
        ),
        Edit(
            "places in the padding see nothing; they should see what the three conditions "
            "give: j has to be a letter, and i may be padding.",
            (_REAL, "i < np.array(lengths)[:, None, None]"),
        ),
        Edit(
            "one place behind each word counts as a letter: the first place is 0.",
            (_REAL, "j <= np.array(lengths)[:, None, None]"),
        ),
        Edit(
            "one letter too few is seen of each word.",
            (_REAL, "j < np.array(lengths)[:, None, None] - 1"),
        ),
        Edit(
            "the padding stands in front of the words for you; it stands behind them.",
            (_REAL, "j >= longest - np.array(lengths)[:, None, None]"),
        ),
        Edit(
            "this hides the padding, and nothing else.",
            ("near & real", "np.broadcast_to(real, (len(real), longest, longest))"),
        ),
        Edit("all three conditions have to hold; one of two is enough for you.",
             ("near & real", "near | real")),
        Edit(
            "it is the other way round: True is where a place *may* look.",
            ("near & real", "~(near & real)"),
        ),
        Edit(
            "this is what one would add to the scores; True and False are asked.",
            ("near & real", "np.where(near & real, 0.0, -1e9)"),
        ),
        Edit(
            "this is what one would add to the scores, and True and False are asked.",
            ("near & real", "np.where(near & real, 0.0, -np.inf)"),
        ),
        Edit(
            "a table for each word is asked, (batch, longest, longest).",
            ("near & real", "near"),
        ),
        Edit(
            "the axis for the heads is Keras' own affair; (batch, longest, longest) is asked.",
            ("near & real", "(near & real)[:, None]"),
        ),
    ),
)  # fmt: skip


# --- Backwards, by hand --------------------------------------------------------------


def _looks(queries: np.ndarray, keys: np.ndarray) -> np.ndarray:
    scores = queries @ keys.T / np.sqrt(keys.shape[1])
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


@procedure(
    hints=(
        "If the keys of two places are at right angles, a query along one of them does not "
        "see the other. How many axes do n places need for that?",
        "Then the query of place i is the key of the place at which it is to look. Which "
        "row of the keys is that?",
        "The scores of the others are 0; how large has the right one to be, so that its "
        "exponential is more than 99 times the sum of n ones? And the root divides it.",
    )
)
def backwards(answer: Callable[[int], Any]) -> None:
    """Watch ``backwards(n)``: what attention does with its queries and keys."""
    name, used = "backwards", 2
    for n in (5, 2, 1, 9, 12, 30):
        found = call(answer, n, name=name)
        try:
            queries, keys = numbers(found, (np.zeros(1), np.zeros(1)))
            queries, keys = queries.astype(float), keys.astype(float)
        except ValueError as error:
            fail(f"{name}: for n = {n} expected two arrays, queries and keys: {error}.")
        _fit_together(name, queries, keys, n)
        with np.errstate(all="ignore"):
            weights = _looks(queries, keys)
        _look_backwards(name, weights, n)
        used = keys.shape[1]
    passed(name, f"place i looks at n − 1 − i up to n = 30, there with d = {used}")


def _fit_together(name: str, queries: np.ndarray, keys: np.ndarray, n: int) -> None:
    """Fail unless these are two tables of numbers with a row for each place."""
    for array, what in ((queries, "queries"), (keys, "keys")):
        if array.ndim != 2 or len(array) != n:
            fail(
                f"{name}: for n = {n} the {what} have the shape {array.shape}, not "
                f"({n}, d)."
            )
        if not np.isfinite(array).all():
            fail(
                f"{name}: for n = {n} some of the {what} are not finite; a score of some "
                "tens is enough."
            )
    if queries.shape != keys.shape:
        fail(
            f"{name}: for n = {n} queries {queries.shape} and keys {keys.shape} cannot be "
            "multiplied: both need the same d."
        )
    if keys.shape[1] == 0:
        fail(f"{name}: for n = {n} queries and keys are empty; d is at least 1.")


def _look_backwards(name: str, weights: np.ndarray, n: int) -> None:
    """Fail unless place i has more than 0.99 of its weight at n - 1 - i."""
    there = weights[np.arange(n), np.arange(n)[::-1]]
    if np.all(there > 0.99):
        return
    if not np.isfinite(weights).all():
        fail(f"{name}: for n = {n} the scores are too large for a computer.")
    if np.ptp(weights, axis=1).min() < 1e-6:
        fail(f"{name}: for n = {n} there is a place that looks at all places alike.")
    best = weights.argmax(axis=1)
    if np.array_equal(best, np.arange(n)[::-1]):
        i = int(there.argmin())
        fail(
            f"{name}: for n = {n} every place looks in the right direction, but not "
            f"sharply: place {i} puts {there[i]:.2f} there. What do longer queries do to a "
            "softmax? And the scores are divided by the root of d."
        )
    if np.array_equal(best, np.arange(n)):
        fail(f"{name}: for n = {n} every place looks at itself.")
    if np.array_equal(best, (n - np.arange(n)) % n):
        fail(
            f"{name}: for n = {n} every place looks one too far: place 0 should look at "
            f"place {n - 1}."
        )
    i = int(there.argmin())
    fail(
        f"{name}: for n = {n} place {i} should look at place {n - 1 - i}, and puts "
        f"{there[i]:.2f} of its weight there; most of it goes to place {int(best[i])}."
    )


# --- One at a time -------------------------------------------------------------------


def _one_by_one(q, pairs):
    highest, total, mix = -np.inf, 0.0, 0.0
    for key, value in pairs:
        score = q @ key / np.sqrt(len(q))
        new = max(highest, score)
        total = total * np.exp(highest - new) + np.exp(score - new)
        mix = mix * np.exp(highest - new) + np.exp(score - new) * value
        highest = new
    return mix / total


def _one_by_one_cases() -> list[tuple]:
    """Usual scores, a single entry, scores that rise, fall, and are all far below zero."""
    rng = np.random.default_rng(3)
    cases = []
    for d, count, width in ((4, 6, 3), (5, 1, 2), (3, 9, 4)):
        shapes = (d,), (count, d), (count, width)
        cases.append(tuple(2 * rng.normal(size=shape) for shape in shapes))
    q, values = np.array([2.0, 0, 0, 0]), rng.normal(size=(5, 3))
    for scores in ((1000, 999, 3, -1000, 998), (-500, 2, 901, 902, 900),
                   (-801, -800, -802, -1000, -803)):  # fmt: skip
        keys = rng.normal(size=(5, 4))
        keys[:, 0] = scores
        cases.append((q, keys, values))
    return cases


class _Once:
    """Pairs that can be gone through once; whoever begins again is told so."""

    def __init__(self, keys, values):
        self.pairs, self.begun = zip(keys, values, strict=True), False

    def __iter__(self) -> Iterator:
        if self.begun:
            fail(
                "one_by_one: `pairs` is gone through a second time, when nothing is left "
                "of it; what you need of an entry, sum up as it comes by."
            )
        self.begun = True
        return self.pairs


def _in_a_row(answer: Callable, q, keys, values) -> Any:
    return answer(q, _Once(keys, values))


def _stream(count: int, width: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    for t in range(count):
        yield np.array([np.sin(t), np.cos(t)]), np.full(width, float(t))


def _keeps_nothing(answer: Callable) -> None:
    """Fail if an answer keeps what has come by, or its result cannot be indexed."""
    count, width = 1000, 500  # 4 MB of values
    right = _one_by_one(np.array([1.0, 2.0]), _stream(count, width))
    watching = tracemalloc.is_tracing()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        pairs = _stream(count, width)
        found = call(answer, np.array([1.0, 2.0]), pairs, name="one_by_one")
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        if not watching:
            tracemalloc.stop()
    if np.shape(found) != right.shape or not np.allclose(found, right, rtol=1e-4):
        fail(
            "one_by_one: right for a few entries, and not for a thousand: got "
            f"{describe(found)}."
        )
    if peak > 5e5:  # sums of 500 numbers take some ten thousand bytes
        fail(
            f"one_by_one: the result is right, but for a thousand entries it held "
            f"{peak / 1e6:.1f} MB at once: keep sums, and no list of what has come by."
        )
    usable("one_by_one", found, lambda output: f"{output[0]:.3f}", "an array")


one_by_one = Exercise(
    reference=_one_by_one,
    cases=_one_by_one_cases,
    run=_in_a_row,
    then=_keeps_nothing,
    hints=(
        "If scores were small: which two sums would you carry along, so that their "
        "quotient is the output at the end?",
        "Let every exponential be that of the score less the highest score *so far*. "
        "What has to be done to the two sums when a score comes that is higher still?",
        "If all of a sum was made with the wrong highest score, a single factor puts it "
        "right. Which one? And what is it when nothing has come yet?",
    ),
    mistakes=(
        Edit("the root of d is missing.", (" / np.sqrt(len(q))", "")),
        Edit("it is divided by d; the root of d is asked.", ("np.sqrt(len(q))", "len(q)")),
        Edit(
            "the exponentials are taken of the scores themselves; those of 1000 are too "
            "large for a computer, those of −1000 too small.",
            ("new = max(highest, score)", "new = 0.0"),
            ("highest, total, mix = -np.inf, 0.0, 0.0", "highest, total, mix = 0.0, 0.0, 0.0"),
        ),
        Edit(
            "a number that is fixed beforehand is taken away from all scores; those far "
            "below it leave nothing.",
            ("new = max(highest, score)", "new = 1000.0"),
            ("highest, total, mix = -np.inf,", "highest, total, mix = 1000.0,"),
        ),
        Edit(
            "before anything has come, the sum of the exponentials is 0, and no score is "
            "the highest: begin with −np.inf.",
            ("highest, total, mix = -np.inf, 0.0,", "highest, total, mix = 0.0, 1.0,"),
        ),
        Edit(
            "the highest score so far begins at 0; where all scores are far below, nothing "
            "is left.",
            ("highest, total, mix = -np.inf,", "highest, total, mix = 0.0,"),
        ),
        Edit(
            "when a higher score comes, both sums have to be put right, and neither is.",
            ("total = total * np.exp(highest - new)", "total = total"),
            ("mix = mix * np.exp(highest - new)", "mix = mix"),
        ),
        Edit(
            "when a higher score comes, the sum of the exponentials has to be put right, "
            "too.",
            ("total = total * np.exp(highest - new)", "total = total"),
        ),
        Edit(
            "when a higher score comes, the mix has to be put right, too.",
            ("mix = mix * np.exp(highest - new)", "mix = mix"),
        ),
        Edit(
            "the first score is taken away for good; a later one may be far higher.",
            ("new = max(highest, score)", "new = score if highest == -np.inf else highest"),
        ),
        Edit(
            "when a higher score comes, what was summed counts less, and not more: look "
            "at the sign in the exponential.",
            ("total * np.exp(highest - new)", "total * np.exp(new - highest)"),
            ("mix * np.exp(highest - new)", "mix * np.exp(new - highest)"),
        ),
        Edit(
            "when a higher score comes, what was summed counts less, and not more: look "
            "at the sign in the exponential of the old highest less the new.",
            (
                "total * np.exp(highest - new)",
                "total * (np.exp(new - highest) if highest > -np.inf else 0.0)",
            ),
            (
                "mix * np.exp(highest - new)",
                "mix * (np.exp(new - highest) if highest > -np.inf else 0.0)",
            ),
        ),
        Edit(
            "the highest score is never remembered: what was before is lost at each turn.",
            ("        highest = new\n", ""),
        ),
        Edit(
            "the scale is that of the last score, and not of the highest so far.",
            ("new = max(highest, score)", "new = score"),
        ),
        Edit(
            "the mix is not divided by the sum of the exponentials.",
            ("return mix / total", "return mix"),
        ),
        Edit(
            "the sum of the exponentials is returned, without the values.",
            ("return mix / total", "return total"),
        ),
        Edit(
            "all entries count alike: a plain mean of the values.",
            ("score = q @ key / np.sqrt(len(q))", "score = 0 * (q @ key)"),
        ),
        Edit(
            "the values are weighed with the scores; their exponentials are asked.",
            (
                "        total = total * np.exp(highest - new) + np.exp(score - new)\n"
                "        mix = mix * np.exp(highest - new) + np.exp(score - new) * value\n",
                "        total = total + score\n        mix = mix + score * value\n",
            ),
        ),
        Edit(
            "it is the value of the key that suits best; all values take part.",
            (
                "mix = mix * np.exp(highest - new) + np.exp(score - new) * value",
                "mix = value if score == new else mix",
            ),
            ("return mix / total", "return mix"),
        ),
    ),
)  # fmt: skip
