"""Checks of the exercises of chapter 15."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from helpers.checks import Edit, Exercise, call, usable

# --- Counting pairs ------------------------------------------------------------------


def _bigram(ids, kinds):
    counts = np.ones((kinds, kinds))
    for t in range(len(ids) - 1):
        counts[ids[t], ids[t + 1]] += 1
    return np.log(counts / counts.sum(axis=1, keepdims=True))


def _bigram_cases() -> list[tuple]:
    """Pairs that come often, a character that never comes, and one that ends the text."""
    rng = np.random.default_rng(1)
    return [
        (np.array([0, 1, 0, 1, 2, 0, 1, 1, 0, 3]), 5),
        (rng.choice(7, size=60, p=np.arange(1, 8) / 28), 7),
        (np.array([2, 2, 2, 2]), 3),
        (rng.integers(0, 4, 30).astype(np.uint8), 4),
    ]


_ADD = "    for t in range(len(ids) - 1):\n        counts[ids[t], ids[t + 1]] += 1\n"

bigram = Exercise(
    reference=_bigram,
    cases=_bigram_cases,
    hints=(
        "Write the text 0, 1, 0, 2 as a list of pairs. How many are there?",
        "A table with a row for each first character: which entry grows by one for the "
        "pair (i, j)? And what stood there before anything was counted?",
        "Each row has to sum to 1. What is each row divided by, and how does that number "
        "get one entry for each *row*?",
    ),
    mistakes=(
        Edit(
            "the pairs that never came have no probability at all: begin to count with 1.",
            ("np.ones", "np.zeros"),
        ),
        Edit(
            "a hundredth is added to each count, as in the chapter; here it is 1.",
            ("np.ones((kinds, kinds))", "np.full((kinds, kinds), 0.01)"),
        ),
        Edit(
            "1 stands only where nothing was counted; add 1 to the count of *every* pair.",
            ("np.ones", "np.zeros"),
            ("    return", "    counts = np.maximum(counts, 1)\n    return"),
        ),
        Edit(
            "counted all at once with counts[first, second] += 1, a pair that comes twice "
            "counts once: NumPy adds only once to each entry. np.add.at adds each time.",
            (_ADD, "    counts[ids[:-1], ids[1:]] += 1\n"),
        ),
        Edit(
            "rows and columns are swapped: i, the row, comes first in the text.",
            ("counts[ids[t], ids[t + 1]]", "counts[ids[t + 1], ids[t]]"),
        ),
        Edit(
            "each *column* sums to 1; the rows should: something comes after each i.",
            ("counts.sum(axis=1, keepdims=True)", "counts.sum(axis=0, keepdims=True)"),
        ),
        Edit(
            "each row is divided by another row's sum; keepdims keeps rows with rows.",
            ("counts.sum(axis=1, keepdims=True)", "counts.sum(axis=1)"),
        ),
        Edit(
            "all entries together sum to 1; each row should.",
            ("counts.sum(axis=1, keepdims=True)", "counts.sum()"),
        ),
        Edit(
            "these are probabilities; their logarithms are asked.",
            ("np.log(counts / counts.sum(axis=1, keepdims=True))",
             "counts / counts.sum(axis=1, keepdims=True)"),
        ),
        Edit("these are counts; divide each row by its sum, and take logarithms.",
             ("np.log(counts / counts.sum(axis=1, keepdims=True))", "counts")),
        Edit(
            "the counts have not been divided before the logarithm.",
            ("counts / counts.sum(axis=1, keepdims=True)", "counts"),
        ),
        Edit("the logarithm has the base 2; the natural one is asked.",
             ("np.log(", "np.log2(")),
        Edit("the logarithm has the base 10; the natural one is asked.",
             ("np.log(", "np.log10(")),
        Edit(
            "1 is added to the probabilities; add it to the counts, before you divide.",
            ("np.ones", "np.zeros"),
            ("np.log(counts / counts.sum(axis=1, keepdims=True))",
             "np.log(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1) + 1)"),
        ),
        Edit(
            "each row is divided by how often its character came in all; the last one of "
            "the text has nothing after it. Sum the row itself.",
            ("counts.sum(axis=1, keepdims=True)",
             "(np.bincount(ids, minlength=kinds) + kinds)[:, None]"),
        ),
        Edit("the sign is that of a loss; the logarithm itself is asked.",
             ("np.log(", "-np.log(")),
        Edit(
            "the first character comes after the last for you; nothing does.",
            ("for t in range(len(ids) - 1)", "for t in range(-1, len(ids) - 1)"),
        ),
        Edit("one pair is missing.", ("range(len(ids) - 1)", "range(len(ids) - 2)")),
        Edit(
            "pairs do not overlap for you; each character but two stands in two of them.",
            ("range(len(ids) - 1)", "range(0, len(ids) - 1, 2)"),
        ),
        Edit(
            "each row is divided by the counts without the ones that were added.",
            ("counts.sum(axis=1, keepdims=True)",
             "np.maximum(counts.sum(axis=1, keepdims=True) - kinds, 1)"),
        ),
    ),
)  # fmt: skip


# --- The next one --------------------------------------------------------------------


def _choose(logits, temperature, k, u):
    allowed = logits >= np.sort(logits)[-k]
    odds = np.where(allowed, np.exp((logits - logits.max()) / temperature), 0.0)
    probabilities = odds / odds.sum()
    return int(np.argmax(np.cumsum(probabilities) > u))


def _choose_all(answer: Callable, logits, temperature, k) -> dict:
    """Ask for the choice at many random numbers: what each character's share is."""
    return {
        f"u = {u:.3f}": answer(logits, temperature, k, u)
        for u in (0.0, *np.arange(0.005, 1, 0.01))
    }


def _choose_cases() -> list[tuple]:
    """Temperatures above and below one, few and all allowed, and large logits."""
    rng = np.random.default_rng(2)
    return [
        (np.array([0.3, 1.7, -0.4, 1.1, 0.8]), 1.0, 5),
        (np.array([0.3, 1.7, -0.4, 1.1, 0.8]), 0.4, 3),
        (2 * rng.normal(size=7), 2.5, 4),
        (100 * rng.normal(size=6), 0.1, 6),
        (np.array([999.0, 1000.0, 998.5, 3.0]), 1.5, 3),
        (rng.normal(size=5) - 4, 0.7, 1),
    ]


def _as_an_index(answer: Callable) -> None:
    logits = np.array([0.0, 1.0, 2.0, 3.0])
    found = call(answer, logits, 1.0, 4, 0.0, name="choose")
    usable("choose", found, lambda number: "abcd"[int(number)], "a whole number")


_SOFT = "np.exp((logits - logits.max()) / temperature)"

choose = Exercise(
    reference=_choose,
    cases=_choose_cases,
    run=_choose_all,
    then=_as_an_index,
    hints=(
        "Three steps: who may be drawn, with which probability, and whom does u choose? "
        "Take k = all and temperature 1 first.",
        "np.cumsum adds up from the first character on. Lay the sums on a line from 0 to "
        "1: every character has a piece of it. In whose piece does u lie?",
        "What is the k-th largest logit, if they are sorted? Those below it get the "
        "probability 0, and the others have to sum to 1 again.",
    ),
    mistakes=(
        Edit(
            "the temperature plays no part; divided after the exponential it cancels.",
            (" / temperature)", ")"),
        ),
        Edit(
            "the logits are multiplied by the temperature; divide by it: a hot network is "
            "less sure.",
            (" / temperature)", " * temperature)"),
        ),
        Edit("k plays no part: all may be drawn.",
             ("logits >= np.sort(logits)[-k]", "logits >= logits.min()")),
        Edit(
            "the k *smallest* logits are allowed.",
            ("logits >= np.sort(logits)[-k]", "logits <= np.sort(logits)[k - 1]"),
        ),
        Edit(
            "one character fewer than k may be drawn.",
            ("logits >= np.sort(logits)[-k]",
             "(logits > np.sort(logits)[-k]) | (logits == logits.max())"),
        ),
        Edit(
            "one character more than k may be drawn.",
            ("np.sort(logits)[-k]", "np.sort(logits)[-min(k + 1, len(logits))]"),
        ),
        Edit(
            "a logit of 0 does not forbid a character: its exponential is 1.",
            ("np.where(allowed, " + _SOFT + ", 0.0)",
             "np.exp((np.where(allowed, logits, 0.0) - logits.max()) / temperature)"),
        ),
        Edit(
            "with u = 0 a character of the probability 0 can be chosen: the sum has to be "
            "*larger* than u.",
            ("np.cumsum(probabilities) > u", "np.cumsum(probabilities) >= u"),
        ),
        Edit(
            "the most probable one is taken every time; u is to choose.",
            ("np.cumsum(probabilities) > u", "probabilities"),
        ),
        Edit(
            "the probabilities of the allowed ones do not sum to 1: divide by the sum of "
            "those that are left.",
            (_SOFT + ", 0.0)\n    probabilities = odds / odds.sum()",
             _SOFT + ", 0.0)\n    probabilities = odds / np.exp("
             "(logits - logits.max()) / temperature).sum()"),
        ),
        Edit(
            "the exponential of 1000 is too large for a computer; take the largest logit "
            "away from all.",
            ("(logits - logits.max()) / temperature", "logits / temperature"),
        ),
        Edit(
            "the pieces lie in the order of their probabilities; they should lie in the "
            "order of the characters.",
            ("int(np.argmax(np.cumsum(probabilities) > u))",
             "int(np.argsort(-probabilities)[np.argmax(np.cumsum(-np.sort(-probabilities)) "
             "> u)])"),
        ),
        Edit(
            "u is compared with each probability, and not with their sums.",
            ("np.cumsum(probabilities) > u", "probabilities > u"),
        ),
        Edit(
            "this is the first whose sum is *smaller* than u.",
            ("np.cumsum(probabilities) > u", "np.cumsum(probabilities) < u"),
        ),
        Edit(
            "the one after the right one is returned.",
            ("int(np.argmax(np.cumsum(probabilities) > u))",
             "int(np.argmax(np.cumsum(probabilities) > u)) + 1"),
        ),
        Edit(
            "this is the place among the allowed ones; the number among *all* characters "
            "is asked.",
            ("np.cumsum(probabilities) > u", "np.cumsum(probabilities[allowed]) > u"),
        ),
    ),
)  # fmt: skip


# --- Turned by its place -------------------------------------------------------------


def _rotate(x):
    time, d = x.shape
    slower = 10_000 ** (np.arange(0, d, 2) / d)  # (d / 2,)
    angle = np.arange(time)[:, None] / slower  # (time, d / 2)
    a, b = x[:, 0::2], x[:, 1::2]
    turned = np.zeros((time, d))
    turned[:, 0::2] = a * np.cos(angle) - b * np.sin(angle)
    turned[:, 1::2] = a * np.sin(angle) + b * np.cos(angle)
    return turned


def _rotate_cases() -> list[tuple]:
    """Sizes that differ, a single pair, and a single place."""
    rng = np.random.default_rng(3)
    return [(rng.normal(size=shape),) for shape in ((5, 6), (9, 2), (1, 4), (7, 8))]


rotate = Exercise(
    reference=_rotate,
    cases=_rotate_cases,
    rtol=1e-5,
    atol=1e-6,
    hints=(
        "Take d = 2 first: one pair, and the angle at the place t is t itself. What does "
        "a turn by t make of (a, b)?",
        "All the a stand at 0, 2, 4, …, all the b at 1, 3, 5, …: a slice with a step "
        "takes them out, and puts them back.",
        "The angles are a table: a row for each place, a column for each pair. What is "
        "the exponent 2i/d for the pairs of d = 6?",
    ),
    mistakes=(
        Edit(
            "the halves are paired, as in the chapter; here neighbors are.",
            ("x[:, 0::2], x[:, 1::2]", "x[:, : d // 2], x[:, d // 2 :]"),
            ("turned[:, 0::2]", "turned[:, : d // 2]"),
            ("turned[:, 1::2]", "turned[:, d // 2 :]"),
        ),
        Edit(
            "the numbers are taken from neighbors, and put back into halves.",
            ("turned[:, 0::2]", "turned[:, : d // 2]"),
            ("turned[:, 1::2]", "turned[:, d // 2 :]"),
        ),
        Edit(
            "it turns the other way round: look at the two signs.",
            ("np.sin(angle)\n    turned[:, 1::2] = a * np.sin(angle) +",
             "-np.sin(angle)\n    turned[:, 1::2] = a * -np.sin(angle) +"),
        ),
        Edit(
            "both signs are plus: that is no turn, it changes lengths.",
            ("np.cos(angle) - b", "np.cos(angle) + b"),
        ),
        Edit(
            "the places begin with 1; the first is 0, and stays as it is.",
            ("np.arange(time)[:, None]", "(1 + np.arange(time))[:, None]"),
        ),
        Edit(
            "the exponent is i/d; it should be 2i/d.",
            ("(np.arange(0, d, 2) / d)", "(np.arange(d // 2) / d)"),
        ),
        Edit(
            "the exponent is half of what it should be, or twice: for d = 6 the three are "
            "0, 1/3 and 2/3.",
            ("(np.arange(0, d, 2) / d)", "(2 * np.arange(0, d, 2) / d)"),
        ),
        Edit(
            "the angles grow with the pair: they are *divided* by the power of 10000.",
            ("np.arange(time)[:, None] / slower", "np.arange(time)[:, None] * slower"),
        ),
        Edit(
            "all pairs turn at the same speed; each later one is slower.",
            ("(np.arange(0, d, 2) / d)", "(0 * np.arange(0, d, 2) / d)"),
        ),
        Edit(
            "the angle is in degrees; np.cos wants radians, and t is in radians already.",
            ("np.arange(time)[:, None] /", "np.radians(np.arange(time))[:, None] /"),
        ),
        Edit("the speeds are powers of another number than 10000.",
             ("10_000", "1_000")),
        Edit(
            "sine and cosine are swapped.",
            ("a * np.cos(angle) - b * np.sin(angle)", "a * np.sin(angle) - b * np.cos(angle)"),
            ("a * np.sin(angle) + b * np.cos(angle)", "a * np.cos(angle) + b * np.sin(angle)"),
        ),
        Edit(
            "the second of each pair is turned with the first that has been turned already.",
            ("turned[:, 1::2] = a * np.sin", "turned[:, 1::2] = turned[:, 0::2] * np.sin"),
        ),
        Edit(
            "the waves are added, as in chapter 14; here the pairs are turned.",
            ("a * np.cos(angle) - b * np.sin(angle)", "a + np.sin(angle)"),
            ("a * np.sin(angle) + b * np.cos(angle)", "b + np.cos(angle)"),
        ),
    ),
)  # fmt: skip


# --- Half a block of LLaMA -------------------------------------------------------------


def _think(x, scale, w_gate, w_up, w_down):
    mean_square = np.mean(x**2, axis=-1, keepdims=True)
    h = x / np.sqrt(mean_square + 1e-6) * scale
    a = h @ w_gate
    gate = a / (1 + np.exp(-a))
    return x + (gate * (h @ w_up)) @ w_down


def _think_cases() -> list[tuple]:
    """Sizes that differ, a mean that is not zero, a place of zeros, one of small numbers.

    The small ones, near the root of 1e-6, tell where and what is added under the root.
    """
    rng = np.random.default_rng(4)
    cases = []
    for time, size, wide in ((5, 4, 7), (4, 6, 3), (1, 3, 5)):
        x = 2 * rng.normal(size=(time, size)) + 0.7
        shapes = (size,), (size, wide), (size, wide), (wide, size)
        cases.append((x, *(rng.normal(size=shape) for shape in shapes)))
    cases[0][0][3] = (1e-3, -2e-3, 0.0, 1.5e-3)
    cases[1][0][2] = 0.0
    return cases


_MEAN = "np.mean(x**2, axis=-1, keepdims=True)"

think = Exercise(
    reference=_think,
    cases=_think_cases,
    rtol=1e-4,
    atol=1e-5,
    hints=(
        "Three steps, each a line or two: normalize, gate, add. Which of them needs to "
        "know what x was at the beginning?",
        "The mean square is taken over the numbers of *one* place, so there is one for "
        "each row. Which axis is that, and what does keepdims do for the division?",
        "Two products are made of the same normalized h. Only one of them goes through "
        "a / (1 + e^-a); then they are multiplied, number by number.",
    ),
    mistakes=(
        Edit("what came in is not added: the residual connection is missing.",
             ("return x + (", "return (")),
        Edit("the *normalized* x is added at the end; add x as it came in.",
             ("return x + (", "return h + (")),
        Edit("nothing is normalized before the gate.",
             ("x / np.sqrt(mean_square + 1e-6) * scale", "x")),
        Edit("the scale plays no part.", (" * scale", "")),
        Edit("the mean is taken away, as in a layer normalization; RMSNorm leaves it.",
             ("x / np.sqrt", "(x - x.mean(axis=-1, keepdims=True)) / np.sqrt"),
             (_MEAN, "np.var(x, axis=-1, keepdims=True)")),
        Edit("it divides by the standard deviation; RMSNorm takes no mean away.",
             (_MEAN, "np.var(x, axis=-1, keepdims=True)")),
        Edit("the squares are summed; take their *mean*.", ("np.mean(x**2", "np.sum(x**2")),
        Edit("it divides by the mean square; the root is missing.",
             ("np.sqrt(mean_square + 1e-6)", "(mean_square + 1e-6)")),
        Edit("the mean runs over the places; it should run over the numbers of each.",
             ("axis=-1", "axis=0")),
        Edit("there is one mean for all places; each needs its own.",
             (_MEAN, "np.mean(x**2)")),
        Edit("the 1e-6 is missing: a place of zeros is divided by zero.", (" + 1e-6", "")),
        Edit("the 1e-6 is added to the root; add it to the mean square, under the root.",
             ("np.sqrt(mean_square + 1e-6)", "(np.sqrt(mean_square) + 1e-6)")),
        Edit("another number than 1e-6 is added under the root.", ("1e-6", "1e-5")),
        Edit("the gate is the sigmoid alone, as in an LSTM; it is a times the sigmoid.",
             ("a / (1 + np.exp(-a))", "1 / (1 + np.exp(-a))")),
        Edit("the gate is not bent: a goes through a / (1 + e^-a).",
             ("a / (1 + np.exp(-a))", "a")),
        Edit("the gate is a ReLU; it should be a / (1 + e^-a).",
             ("a / (1 + np.exp(-a))", "np.maximum(a, 0)")),
        Edit("the scale comes before the mean square: normalize first, then scale.",
             (_MEAN, "np.mean((x * scale)**2, axis=-1, keepdims=True)")),
        Edit("what comes out is normalized, as in the GPT of 2018; normalize what goes "
             "into the gate.",
             ("x / np.sqrt(mean_square + 1e-6) * scale", "x"),
             ("return x + (gate * (h @ w_up)) @ w_down",
              "x = x + (gate * (h @ w_up)) @ w_down\n"
              "    mean_square = np.square(x).mean(axis=1, keepdims=True)\n"
              "    return x / np.sqrt(mean_square + 1e-6) * scale")),
        Edit("the sign in the exponential is wrong: it is e to the *minus* a.",
             ("np.exp(-a)", "np.exp(a)")),
        Edit("w_gate and w_up are swapped.", ("h @ w_gate", "h @ w_up"),
             ("(h @ w_up)) @", "(h @ w_gate)) @")),
        Edit("the second product is made of x; both are made of the normalized one.",
             ("gate * (h @ w_up)", "gate * (x @ w_up)")),
        Edit("gate and product are added; multiply them.",
             ("gate * (h", "gate + (h")),
        Edit("the gate leads back alone: w_up plays no part.",
             ("(gate * (h @ w_up))", "gate")),
    ),
)  # fmt: skip


# --- How many numbers? ---------------------------------------------------------------


def _count(kinds, length, size, blocks):
    norm = 2 * size
    attention = 4 * (size * size + size)
    dense = size * 4 * size + 4 * size + 4 * size * size + size
    vectors = kinds * size + length * size
    logits = size * kinds + kinds
    return vectors + blocks * (2 * norm + attention + dense) + norm + logits


def _count_cases() -> list[tuple]:
    return [(65, 64, 48, 2), (11, 7, 4, 3), (5, 9, 2, 1), (30, 16, 8, 0)]


def _prints(answer: Callable) -> None:
    found = call(answer, 65, 64, 48, 2, name="count")
    usable("count", found, lambda number: f"{int(number):,}", "a plain number")


count = Exercise(
    reference=_count,
    cases=_count_cases,
    then=_prints,
    hints=(
        "A dense layer from m to n numbers has m · n weights and n biases. Go through the "
        "list of parts, one line of code for each.",
        "Attention is four dense layers: to the queries, the keys, the values, and from "
        "what was found back to the vectors. What are m and n in each?",
        "Which parts are there once for each block, and which once in all? A layer "
        "normalization has two numbers for each component.",
    ),
    mistakes=(
        Edit("the biases of attention are missing.",
             ("4 * (size * size + size)", "4 * size * size")),
        Edit("attention has four matrices; one is missing: that of the outputs.",
             ("4 * (size * size + size)", "3 * (size * size + size)")),
        Edit("the biases of the dense layers in the blocks are missing.",
             ("size * 4 * size + 4 * size + 4 * size * size + size", "8 * size * size")),
        Edit("a dense layer has one bias for each of its *outputs*; the way back has `size`.",
             (" + 4 * size * size + size", " + 4 * size * size + 4 * size")),
        Edit("a dense layer has one bias for each of its *outputs*: the logits are `kinds`.",
             ("size * kinds + kinds", "size * kinds + size")),
        Edit("the last layer normalization stands behind all blocks, once.",
             ("(2 * norm + attention + dense) + norm", "(3 * norm + attention + dense)")),
        Edit("the first dense layer of a block leads to four times the size.",
             ("size * 4 * size + 4 * size + 4 * size * size + size",
              "2 * (size * size + size)")),
        Edit("of the two dense layers the way back is missing.",
             (" + 4 * size * size + size", "")),
        Edit("the vectors of the places are missing.", (" + length * size", "")),
        Edit("the vectors of the characters are missing.", ("kinds * size + length", "length")),
        Edit("a layer normalization has a scale and a shift; one of them is missing.",
             ("norm = 2 * size", "norm = size")),
        Edit("each block has two layer normalizations.", ("(2 * norm +", "(norm +")),
        Edit("the layer normalization at the end is missing.", ("+ norm + logits", "+ logits")),
        Edit("the biases of the logits are missing.",
             ("size * kinds + kinds", "size * kinds")),
        Edit("the layer to the logits is missing.", ("+ norm + logits", "+ norm")),
        Edit("the blocks are counted once, however many there are.",
             ("blocks * (2 * norm", "1 * (2 * norm")),
        Edit("normalizations, attention and dense layers are in each block; only one of "
             "the three is multiplied by the blocks.",
             ("blocks * (2 * norm + attention + dense)", "2 * norm + attention + blocks * dense")),
        Edit("the logits come at every place from the *same* layer; it is counted once.",
             ("+ norm + logits", "+ norm + length * logits")),
    ),
)  # fmt: skip
