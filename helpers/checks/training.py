"""Checks of chapter 04, Training. TensorFlow is imported by the one that needs it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any
from unittest import mock

import numpy as np

from helpers.checks import Edit, Exercise, call, fail, numbers, passed, procedure

# --- Adam ----------------------------------------------------------------------------


def _adam_step(w, g, m, s, t):
    m = 0.9 * m + 0.1 * g
    s = 0.999 * s + 0.001 * g**2
    m_hat = m / (1 - 0.9**t)
    s_hat = s / (1 - 0.999**t)
    w = w - 0.001 * m_hat / (np.sqrt(s_hat) + 1e-8)
    return w, m, s


def _adam_cases() -> list[tuple]:
    """Single steps from many states: five shapes, gradients from 1e-7 to 1e3."""
    rng = np.random.default_rng(0)
    cases = []
    for shape, scale, t in (
        ((3,), 1.0, 1),
        ((3,), 1.0, 2),
        ((2, 4), 1e-7, 1),
        ((4,), 1e-6, 3),
        ((2, 3, 2), 1e3, 40),
        ((), 0.01, 2000),
    ):
        g = scale * rng.normal(size=shape)
        m, s = 0.3 * scale * rng.normal(size=shape), scale**2 * rng.random(shape)
        first = 0.0 if t == 1 else 1.0  # before the first step nothing is remembered
        cases.append((0.01 * rng.normal(size=shape), g, first * m + 0, first * s, t))
    return [(*map(np.asarray, case[:4]), case[4]) for case in cases]


adam_step = Exercise(
    reference=_adam_step,
    cases=_adam_cases,
    returns=("w", "m", "s"),
    rtol=2e-6,
    atol=1e-9,
    hints=(
        "Go down Algorithm 1 line by line: everything after 'Get gradients' is a line "
        "of code. Which of its symbols come in as arguments?",
        "First the two running averages, each with its own beta: the old value keeps "
        "the share beta, the new one gets the rest.",
        "What you return is what the next step gets. What you divide by the root is "
        "only for this step: which of the two is corrected by 1 - beta**t?",
    ),
    mistakes=(
        Edit(
            "the bias correction is missing: m and s start at zero and are too small "
            "at first. Which lines of Algorithm 1 put that right?",
            ("m_hat = m / (1 - 0.9**t)", "m_hat = m"),
            ("s_hat = s / (1 - 0.999**t)", "s_hat = s"),
        ),
        Edit(
            "m is not corrected; it starts at zero, just as s does.",
            ("m_hat = m / (1 - 0.9**t)", "m_hat = m"),
        ),
        Edit(
            "s is not corrected; it starts at zero, just as m does.",
            ("s_hat = s / (1 - 0.999**t)", "s_hat = s"),
        ),
        Edit(
            "epsilon stands inside the square root; where does the paper add it?",
            ("np.sqrt(s_hat) + 1e-8", "np.sqrt(s_hat + 1e-8)"),
        ),
        Edit(
            "epsilon is missing: where a gradient is tiny the step comes out too long.",
            (" + 1e-8", ""),
        ),
        Edit("epsilon is 1e-7, as in Keras; the paper's is another.", ("1e-8", "1e-7")),
        Edit(
            "this is the shortcut at the end of the paper's section 2, with one rate "
            "for both corrections: there the root is not yet corrected, so that this "
            "epsilon weighs more. Follow Algorithm 1, or scale epsilon, too.",
            (
                "0.001 * m_hat / (np.sqrt(s_hat) + 1e-8)",
                "0.001 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (np.sqrt(s) + 1e-8)",
            ),
        ),
        Edit(
            "beta_1 and beta_2 are swapped: which of them belongs to the gradient's "
            "average, which to that of its square?",
            ("0.9 * m + 0.1 * g", "0.999 * m + 0.001 * g"),
            ("0.999 * s + 0.001 * g**2", "0.9 * s + 0.1 * g**2"),
            ("m / (1 - 0.9**t)", "m / (1 - 0.999**t)"),
            ("s / (1 - 0.999**t)", "s / (1 - 0.9**t)"),
        ),
        Edit(
            "old and new have each other's share: beta is what the old average keeps.",
            ("0.9 * m + 0.1 * g", "0.1 * m + 0.9 * g"),
            ("0.999 * s + 0.001 * g**2", "0.001 * s + 0.999 * g**2"),
        ),
        Edit(
            "the new gradient comes into m in full; in an average, shares add up to 1.",
            ("0.1 * g", "g"),
        ),
        Edit(
            "the new square comes into s in full; in an average, shares add up to 1.",
            ("0.001 * g**2", "g**2"),
        ),
        Edit(
            "the correction counts from t = 0, where 1 - beta**t is zero; the first "
            "step comes with t = 1.",
            ("0.9**t", "0.9 ** (t - 1)"),
            ("0.999**t", "0.999 ** (t - 1)"),
        ),
        Edit(
            "the correction uses t + 1, but the first step comes with t = 1 already.",
            ("0.9**t", "0.9 ** (t + 1)"),
            ("0.999**t", "0.999 ** (t + 1)"),
        ),
        Edit(
            "the correction multiplies beta by t; in the paper, t is an exponent.",
            ("0.9**t", "0.9 * t"),
            ("0.999**t", "0.999 * t"),
        ),
        Edit(
            "the correction is the same at every step; it has to fade as t grows.",
            ("0.9**t", "0.9"),
            ("0.999**t", "0.999"),
        ),
        Edit("s averages the gradient itself, not its square.", ("g**2", "g")),
        Edit(
            "all weights share one scale; the squares are taken element by element, "
            "and not summed.",
            ("g**2", "np.sum(g**2)"),
        ),
        Edit(
            "g @ g is one number for all weights, and for a matrix it is something "
            "else again; every weight has a square of its own.",
            ("g**2", "g @ g"),
        ),
        Edit(
            "all weights share one scale, the mean of the squares; every weight has "
            "its own.",
            ("g**2", "np.mean(g**2)"),
        ),
        Edit(
            "the step divides by s_hat, which has the unit of a squared gradient.",
            ("np.sqrt(s_hat)", "s_hat"),
        ),
        Edit(
            "the step uses the gradient in place of its corrected average: that is "
            "RMSprop with a correction.",
            ("0.001 * m_hat", "0.001 * g"),
        ),
        Edit(
            "the step uses m as it was before this gradient; update it first.",
            ("    m = 0.9", "    old = m\n    m = 0.9"),
            ("m_hat = m /", "m_hat = old /"),
        ),
        Edit(
            "the step uses s as it was before this gradient; update it first.",
            ("    s = 0.999", "    old = s\n    s = 0.999"),
            ("s_hat = s /", "s_hat = old /"),
        ),
        Edit(
            "the corrected averages are handed on as memory, and will be corrected "
            "once more at the next step.",
            ("return w, m, s", "return w, m_hat, s_hat"),
        ),
        Edit("the learning rate is missing.", ("0.001 * m_hat", "m_hat")),
        Edit("the step goes uphill.", ("w - 0.001", "w + 0.001")),
        Edit("m and s are returned in each other's place.", ("w, m, s\n", "w, s, m\n")),
        Edit(
            "m and s come back as a pair, as in the chapter; here three values are "
            "asked for.",
            ("return w, m, s", "return w, (m, s)"),
        ),
        Edit(
            "the weights are returned last; the text asks for w, m, s.",
            ("return w, m, s", "return m, s, w"),
        ),
    ),
)

# --- Three faults in a loop ----------------------------------------------------------


def _train(x, y, orders, batch_size, learning_rate):
    w = np.zeros(x.shape[1])
    for order in orders:
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            error = x[rows] @ w - y[rows]
            gradient = x[rows].T @ error / len(rows)
            w = w - learning_rate * gradient
    return w


def _train_cases() -> list[tuple]:
    """Batches that divide the rows, that leave a short one, that hold more than all."""
    rng = np.random.default_rng(1)
    cases = []
    for rows, features, size, epochs in ((14, 3, 4, 3), (30, 4, 10, 5), (7, 2, 9, 2)):
        x = rng.normal(size=(rows, features))
        y = x @ rng.normal(size=features) + 0.1 * rng.normal(size=rows)
        orders = np.array([rng.permutation(rows) for _ in range(epochs)])
        cases.append((x, y, orders, size, 0.05))
    return cases


_UPHILL = ("w = w - learning_rate", "w = w + learning_rate")
_ONCE = (
    ("    for order in", "    errors = x @ w - y\n    for order in"),
    ("error = x[rows] @ w - y[rows]", "error = errors[rows]"),
)
_PILED = (
    ("w = np.zeros(x.shape[1])", "w = gradient = np.zeros(x.shape[1])"),
    ("gradient = x[rows]", "gradient = gradient + x[rows]"),
)

train = Exercise(
    reference=_train,
    cases=_train_cases,
    rtol=1e-4,
    atol=1e-6,
    hints=(
        "Run it with a tiny learning rate and print the loss after each epoch. It grows "
        "even so: what does that say about the direction of the steps?",
        "Take each name that the loop uses, and ask when it was computed and whether "
        "it may still be used: which of them go stale when w changes?",
        "After the second batch, print the gradient and what the second batch alone "
        "would give. Are they equal?",
    ),
    mistakes=(
        Edit("one fault is left: the steps go uphill.", _UPHILL),
        Edit(
            "one fault is left: the error was computed with the weights of the start, "
            "and these have changed since.",
            *_ONCE,
        ),
        Edit(
            "one fault is left: a batch's gradient still holds those of the batches "
            "before it.",
            *_PILED,
        ),
        Edit(
            "the three faults are all still there; checks.train.hint() gives a push.",
            _UPHILL,
            *_ONCE,
            *_PILED,
        ),
        Edit(
            "the error is computed once for each epoch; every step changes the weights.",
            (
                "    for order in orders:",
                "    for order in orders:\n        e = x @ w - y",
            ),
            ("error = x[rows] @ w - y[rows]", "error = e[rows]"),
        ),
        Edit(
            "the gradient is set back once for each epoch; every batch needs its own.",
            (
                "    for order in orders:",
                "    for order in orders:\n        gradient = np.zeros(x.shape[1])",
            ),
            ("gradient = x[rows]", "gradient = gradient + x[rows]"),
        ),
        Edit(
            "the last, shorter batch of an epoch is left out; it counts, too.",
            ("len(x), batch_size)", "len(x) - batch_size + 1, batch_size)"),
        ),
        Edit(
            "the gradient is divided by batch_size; the last batch has fewer rows, and "
            "its mean is over those.",
            ("len(rows)", "batch_size"),
        ),
        Edit(
            "the gradient is divided by the number of all rows; the mean is over those "
            "of the batch.",
            ("len(rows)", "len(x)"),
        ),
        Edit(
            "the gradient is a sum over the batch; the loss is a mean.",
            (" / len(rows)", ""),
        ),
        Edit(
            "the gradient has a factor of 2, which the text has absorbed into the rate.",
            ("gradient = x", "gradient = 2 * x"),
        ),
        Edit(
            "the rows are taken as they stand, in every epoch; what is `order` for?",
            ("rows = order[start", "rows = np.arange(len(x))[start"),
        ),
        Edit(
            "every epoch takes the rows in the first epoch's order.",
            ("rows = order[", "rows = orders[0]["),
        ),
        Edit(
            "x is shuffled and y is not, so that no row keeps its own value.",
            ("- y[rows]", "- y[start : start + batch_size]"),
        ),
        Edit(
            "y is shuffled and x is not, so that no row keeps its own value.",
            ("error = x[rows]", "error = x[start : start + batch_size]"),
            ("gradient = x[rows]", "gradient = x[start : start + batch_size]"),
        ),
        Edit(
            "every epoch begins with zero weights and forgets the one before.",
            ("    w = np.zeros(x.shape[1])\n", ""),
            ("in orders:", "in orders:\n        w = np.zeros(x.shape[1])"),
        ),
        Edit(
            "there is one step for each epoch; take one for each batch.",
            ("            w = w -", "        w = w -"),
        ),
        Edit(
            "it returns after the first epoch: look at how far `return` is indented.",
            ("    return w", "        return w"),
        ),
    ),
)

# --- A schedule ----------------------------------------------------------------------


def _schedule(step, warmup, steps, peak):
    if step < warmup:
        return peak * step / warmup
    done = min((step - warmup) / (steps - warmup), 1.0)
    return peak * (1 + np.cos(np.pi * done)) / 2


def _schedule_cases() -> list[tuple]:
    return [
        (step, warmup, steps, peak)
        for warmup, steps, peak in ((10, 110, 0.4), (50, 200, 3.0), (1, 9, 0.01))
        for step in sorted(  # not just before the end: float32 has few digits there
            {0, 1, warmup // 2, warmup, warmup + 3, 9 * steps // 10, steps, steps + 25}
        )
    ]


def _not_keras(answer: Callable) -> None:
    """The page's next cell compares with Keras' own; here it is to be written out."""
    keras = sys.modules.get("keras")
    if keras is None:
        return
    theirs = keras.optimizers.schedules.CosineDecay
    with mock.patch.object(theirs, "__call__", side_effect=_Borrowed):
        try:
            answer(3, 1, 9, 0.5)
        except _Borrowed:
            fail(
                "schedule: right, but Keras computed it; write out the line and the "
                "half wave yourself. The next cell compares the two."
            )


class _Borrowed(Exception):
    """Raised where an answer calls what it is to write itself."""


_STOPS = (
    "    done = min(",
    "    if step >= steps:\n        return 0.0\n    done = min(",
)

schedule = Exercise(
    reference=_schedule,
    cases=_schedule_cases,
    then=_not_keras,
    atol=1e-9,
    hints=(
        "Draw it first: a straight line up, then half a wave down, then zero. Three "
        "stretches; which condition tells the first from the others?",
        "On the way down, first compute which share of it is done: 0 at the end of "
        "the warm-up, 1 at the last step, and never more.",
        "cos runs from 1 to -1 while its angle runs from 0 to pi. How must you shift "
        "and shrink it so that it runs from 1 to 0?",
    ),
    mistakes=(
        Edit(
            "there is no warm-up: the rate starts at its peak. What is it at step 0?",
            ("    if step < warmup:\n        return peak * step / warmup\n", ""),
            ("(step - warmup) / (steps - warmup)", "step / steps"),
        ),
        Edit(
            "there is no warm-up: the cosine runs back over it. What is the rate at "
            "step 0?",
            ("    if step < warmup:\n        return peak * step / warmup\n", ""),
        ),
        Edit(
            "the rate stands at its peak all through the warm-up; let it climb.",
            ("peak * step / warmup", "peak"),
        ),
        Edit(
            "`warmup` is a number of steps here; in the chapter it is a share of them.",
            ("    if step", "    done = step / steps\n    if step"),
            ("step < warmup", "done < warmup"),
            ("peak * step / warmup", "peak * done / warmup"),
            (
                "min((step - warmup) / (steps - warmup), 1.0)",
                "(done - warmup) / (1 - warmup)",
            ),
        ),
        Edit(
            "`warmup` is a number of steps here, in the chapter a share of them; and "
            "where is the peak?",
            ("    if step", "    done = step / steps\n    if step"),
            ("step < warmup", "done < warmup"),
            ("peak * step / warmup", "done / warmup"),
            ("peak * (1 +", "(1 +"),
            (
                "min((step - warmup) / (steps - warmup), 1.0)",
                "(done - warmup) / (1 - warmup)",
            ),
        ),
        Edit(
            "the warm-up is one step ahead: it starts at 0 with step 0.",
            ("peak * step / warmup", "peak * (step + 1) / warmup"),
        ),
        Edit(
            "the warm-up divides whole numbers with //, which throws the rest away.",
            ("peak * step / warmup", "peak * (step // warmup)"),
        ),
        Edit(
            "the cosine starts with step 0, so that the rate jumps after the warm-up.",
            ("(step - warmup) / (steps - warmup)", "step / steps"),
        ),
        Edit(
            "the cosine comes down too slowly: how many steps are left for it after "
            "the warm-up?",
            ("(steps - warmup)", "steps"),
        ),
        Edit(
            "the cosine comes down too slowly, and the last step cuts it off before it "
            "is at zero: how many steps are left for it after the warm-up?",
            _STOPS,
            ("(steps - warmup)", "steps"),
        ),
        Edit(
            "the rate is at zero one step too early: `steps` is the step that has it.",
            ("(steps - warmup)", "(steps - 1 - warmup)"),
        ),
        Edit(
            "the rate rises to twice the peak: 1 + cos starts at 2.",
            (" / 2", ""),
        ),
        Edit(
            "only the cosine is halved; a pair of parentheses is missing.",
            ("(1 + np.cos(np.pi * done)) / 2", "(1 + np.cos(np.pi * done) / 2)"),
        ),
        Edit("the angle is in degrees; np.cos wants radians.", ("np.pi", "180")),
        Edit(
            "a whole wave: at the end the rate is back at the peak. How far does the "
            "angle run?",
            ("np.pi * done", "2 * np.pi * done"),
        ),
        Edit(
            "a whole wave: the rate comes back to the peak before the last step cuts it "
            "off. How far does the angle run?",
            _STOPS,
            ("np.pi * done", "2 * np.pi * done"),
        ),
        Edit(
            "the rate becomes negative and ends at minus the peak: cos runs from 1 to "
            "-1, and the rate from the peak to 0.",
            ("(1 + np.cos(np.pi * done)) / 2", "np.cos(np.pi * done)"),
        ),
        Edit(
            "the rate becomes negative on its way: cos runs from 1 to -1, and the rate "
            "from the peak to 0.",
            _STOPS,
            ("(1 + np.cos(np.pi * done)) / 2", "np.cos(np.pi * done)"),
        ),
        Edit(
            "the angle stops halfway, so that the rate never gets to zero.",
            ("np.pi * done", "np.pi / 2 * done"),
        ),
        Edit(
            "this is a quarter of a wave; half a wave also ends flat, not only starts "
            "so.",
            ("(1 + np.cos(np.pi * done)) / 2", "np.cos(np.pi / 2 * done)"),
        ),
        Edit("pi is missing: how far does the angle run?", ("np.pi * ", "")),
        Edit(
            "the wave is upside down: after the warm-up the rate starts from zero.",
            ("1 + np.cos", "1 - np.cos"),
        ),
        Edit(
            "after the last step the cosine rises again; it should stay where it is.",
            ("min((step - warmup) / (steps - warmup), 1.0)", "(step - warmup) / (steps - warmup)"),
        ),
        Edit(
            "after the last step the rate is back at its peak; it should stay at 0.",
            ("1.0)", "1.0) if step < steps else 0.0"),
        ),
        Edit(
            "the warm-up climbs along half a wave; the text asks for a straight line.",
            ("peak * step / warmup", "peak * (1 - np.cos(np.pi * step / warmup)) / 2"),
        ),
        Edit(
            "the rate falls along a straight line, not along a cosine.",
            ("(1 + np.cos(np.pi * done)) / 2", "(1 - done)"),
        ),
        Edit(
            "the rate climbs to 1, whatever the peak.",
            ("peak * step", "step"),
            ("peak * (1", "(1"),
        ),
        Edit("the warm-up climbs to 1, whatever the peak.", ("peak * step", "step")),
        Edit("the cosine comes down from 1, whatever the peak.", ("peak * (1", "(1")),
    ),
)  # fmt: skip

# --- A fair race ---------------------------------------------------------------------


def _best_rate(train, rates, seeds):
    means = []
    for rate in rates:
        losses = [train(rate, seed) for seed in seeds]
        means.append(np.mean(losses) if np.all(np.isfinite(losses)) else np.inf)
    best = int(np.argmin(means))
    return rates[best], best in (0, len(rates) - 1)


def _race_cases() -> list[tuple]:
    """Tables of final losses: a row for each rate, a column for each seed."""
    nan, inf = np.nan, np.inf
    tables = (
        [[0.9, 0.8, 1.0], [0.5, 0.6, 0.4], [0.1, 0.9, 0.8], [0.7, 0.7, 0.5]],
        [[0.2, 0.3], [0.5, 0.1], [0.6, 0.7]],
        [[3.0, 2.0], [1.0, 1.5], [1.2, 0.9]],
        [[0.8, 0.9], [0.5, 0.4], [0.3, inf], [inf, inf]],
        [[0.8, 0.7], [0.2, 0.95], [0.1, nan], [0.9, 0.8]],
        [[0.95, nan], [0.6, 0.9], [0.7, 0.3]],
        [[0.4, 0.2, 9.0, 0.3], [2.0, 1.5, 1.0, 1.1], [3.0, 4.0, 2.0, 0.1]],
        [[15.0, 18.0], [12.0, 13.0], [11.0, nan]],  # whatever number stands for a nan,
        [[4e12, 5e12], [3e12, 2e12], [9e12, inf]],  # a sound loss may be larger
    )
    rates = (0.01, 0.04, 0.2, 0.7)
    seeds = [[3, 1, 8], range(5, 7), [2, 9], [4, 0], [11, 6], [6, 2], [7, 5, 3, 1]]
    seeds += [[8, 3], [2, 4]]
    return [
        (
            dict(zip(rates, map(tuple, rows), strict=False)),
            list(rates[: len(rows)]),
            seed,
        )
        for rows, seed in zip(tables, seeds, strict=True)
    ]


def _use_race(answer: Callable, table: dict, rates: list, seeds: Any) -> Any:
    return answer(
        lambda rate, seed: table[float(rate)][list(seeds).index(seed)], rates, seeds
    )


def _count_trainings(answer: Callable) -> None:
    """Every rate with every seed, and once is enough: a training may take hours."""
    done = []

    def train(rate, seed):
        done.append((float(rate), seed))
        return abs(np.log(rate)) + 0.01 * seed

    call(answer, train, np.array([0.1, 0.9, 4.0]), range(4), name="best_rate")
    if len(set(done)) < 12:
        fail(
            f"best_rate: of 3 rates with 4 seeds each it trained {len(set(done))} and "
            "not 12; every seed that is given counts."
        )
    if len(done) > 12:
        fail(
            f"best_rate: right, but it trained {len(done)} times for 3 rates and 4 "
            "seeds; a training may take hours: keep what it returned."
        )


best_rate = Exercise(
    reference=_best_rate,
    cases=_race_cases,
    run=_use_race,
    then=_count_trainings,
    returns=("the rate", "whether it stands at an end"),
    hints=(
        "Begin with one rate: train it with every seed, and turn the losses into one "
        "number. Then do that for every rate, and keep the numbers in a list.",
        "The smallest number's place in the list tells you both things: the rate that "
        "stands there, and whether that place is an end. np.argmin finds it.",
        "What is the smallest of [0.5, nan, 0.3], for np.argmin and for min? Give a "
        "rate that flew apart a number that can never win.",
    ),
    mistakes=(
        Edit(
            "a nan wins: np.argmin takes it for the smallest of all. What number could "
            "stand for a rate that flew apart?",
            ("np.mean(losses) if np.all(np.isfinite(losses)) else np.inf", "np.mean(losses)"),
        ),
        Edit(
            "a nan spoils the search: comparing with it is always False, so that what "
            "`min` finds depends on where the nan stands.",
            ("np.mean(losses) if np.all(np.isfinite(losses)) else np.inf", "np.mean(losses)"),
            ("int(np.argmin(means))", "means.index(min(means))"),
        ),
        Edit(
            "a number such as 9 stands for a rate that flew apart; a sound loss may be "
            "larger, and then it loses to that.",
            (
                "np.mean(losses) if np.all(np.isfinite(losses)) else np.inf",
                "np.nan_to_num(np.mean(losses), nan=9, posinf=9)",
            ),
        ),
        Edit(
            "nan becomes 9, as in the chapter; a sound loss may be larger than 9, and "
            "then it loses to a rate that flew apart.",
            (
                "np.mean(losses) if np.all(np.isfinite(losses)) else np.inf",
                "np.nan_to_num(np.mean(losses), nan=9)",
            ),
        ),
        Edit(
            "the seeds that flew apart are left out of the mean; a rate that flies "
            "apart with even one seed must not win.",
            (
                "np.mean(losses) if np.all(np.isfinite(losses)) else np.inf",
                "np.mean([loss for loss in losses if np.isfinite(loss)] or np.inf)",
            ),
        ),
        Edit(
            "nan is left out of the mean; a rate that flies apart with even one seed "
            "must not win.",
            (
                "np.mean(losses) if np.all(np.isfinite(losses)) else np.inf",
                "np.nanmean(losses)",
            ),
        ),
        Edit(
            "only the first seed is used; one lucky start does not make a rate good.",
            ("in seeds]", "in seeds[:1]]"),
        ),
        Edit(
            "only the last seed's loss counts; average over all of them.",
            ("in seeds]", "in seeds[-1:]]"),
        ),
        Edit(
            "each rate counts with its luckiest seed; take the mean.",
            ("np.mean(losses)", "np.min(losses)"),
        ),
        Edit(
            "each rate counts with its worst seed; take the mean.",
            ("np.mean(losses)", "np.max(losses)"),
        ),
        Edit(
            "this is the median over the seeds; the text asks for the mean.",
            ("np.mean(losses)", "np.median(losses)"),
        ),
        Edit(
            "the seeds are counted from 0; use the numbers that `seeds` holds.",
            ("in seeds]", "in range(len(seeds))]"),
        ),
        Edit(
            "the worst rate is returned: the loss should be low.",
            ("np.argmin", "np.argmax"),
        ),
        Edit(
            "the rate with the highest loss is returned; it should be low.",
            ("else np.inf", "else -np.inf"),
            ("np.argmin", "np.argmax"),
        ),
        Edit(
            "the mean runs over the rates: that gives a number for each seed, and a "
            "rate's number is asked for. Which axis of your table holds the seeds?",
            ("for seed in seeds]", "for rate in rates]"),
            ("for rate in rates:", "for seed in seeds:"),
        ),
        Edit(
            "rate and seed are handed to `train` in each other's place.",
            ("train(rate, seed)", "train(seed, rate)"),
        ),
        Edit(
            "the place in the list is returned in place of the rate.",
            ("return rates[best]", "return best"),
        ),
        Edit(
            "the loss is returned in place of the rate.",
            ("return rates[best]", "return means[best]"),
        ),
        Edit(
            "only the last rate counts as an end; the first is one, too.",
            ("best in (0, len(rates) - 1)", "best == len(rates) - 1"),
        ),
        Edit(
            "the last rate is not seen as an end: which index has the last of n?",
            ("best in (0, len(rates) - 1)", "best == 0"),
        ),
        Edit(
            "only rates that did not fly apart count as ends; is the winner the first or "
            "the last of all that were tried?",
            ("in (0, len(rates) - 1)", "in np.flatnonzero(np.isfinite(means))[[0, -1]]"),
        ),
        Edit(
            "the second value is the wrong way round: True where the rate stands at an "
            "end.",
            ("best in", "best not in"),
        ),
        Edit(
            "the two values are returned in each other's place.",
            ("    return ", "    found = "),
            ("len(rates) - 1)", "len(rates) - 1)\n    return found[::-1]"),
        ),
    ),
)  # fmt: skip

# --- A learning rate that listens ----------------------------------------------------


@procedure(
    hints=(
        "What does a graph read anew at every step, as a number from Python is not? "
        "The chapter's range test changes a rate while it runs: where is that kept?",
        "Make the thing that holds the rate outside of the compiled step, so that it "
        "is made once, and let the step use it.",
        "The second function has only to write into what the first one reads. A "
        "`tf.Variable` has a method for that.",
    )
)
def make_step(answer: Callable[[], Any]) -> None:
    """Watch ``make_step()``: is the step right, compiled, recorded once, and its own?"""
    import tensorflow as tf

    def results(step: Callable, w: Any) -> Any:
        def tidy(w: Any) -> Any:
            try:
                return step(w)
            except Exception as error:  # TensorFlow's cause stands in the last line
                if "tf.Variable" in str(error) and "first call" in str(error):
                    fail(
                        "make_step: a variable is made inside the compiled step, which "
                        "may not make a new one at every call. Where can it be made once?"
                    )
                last = (str(error).strip().splitlines() or [""])[-1].strip()
                kind = type(error).__name__
                last = last.removeprefix(f"{kind}: ")[:200]
                fail(f"make_step: the step raised {kind}: {last}")

        value = call(tidy, w, name="make_step", returns=False)
        if value is None:
            fail(
                "make_step: step(w) returned nothing. Is its `return` missing, or do the "
                "two functions come in each other's place?"
            )
        try:
            return numbers(value, w.numpy())
        except ValueError as error:
            fail(f"make_step: step(w) for w = {w.numpy()}: {error}")

    step, set_rate = _two_functions(call(answer, name="make_step"))
    if tf.config.functions_run_eagerly():
        fail(
            "make_step: tf.config.run_functions_eagerly(True) has switched compiling "
            "off; set it back to False."
        )
    w, rates = tf.constant(8.0), (0.25, 0.0, -0.5)
    if not np.isclose(results(step, w), 4):
        fail(
            f"make_step: the rate is 0.5 at first, so step(8.0) is 4, not {results(step, w)}"
        )
    found, graphs = [], set()
    for rate in rates:
        call(set_rate, rate, name="make_step", returns=False)
        found.append(float(results(step, w)))
        graphs |= _graphs(step, w)
    if np.ptp(found) < 1e-6:
        fail(
            f"make_step: whatever the rate, step(8.0) is {found[0]:g}. Either set_rate "
            "changes a name that only it knows, or the rate was read when the graph was "
            "recorded, and never again."
        )
    expected = [8 - 8 * rate for rate in rates]
    if np.allclose(found, 8 - 8 * (0.5 + np.cumsum(rates)), atol=1e-5):
        fail("make_step: set_rate adds to the rate; the new one takes its place.")
    if np.allclose(found, 8 - np.array(expected), atol=1e-5):
        fail("make_step: step gives the change, rate * w; the new w is asked for.")
    if not np.allclose(found, expected, atol=1e-5):
        fail(
            f"make_step: for w = 8 and the rates {rates} expected {expected}, got {found}"
        )
    if len(graphs) > 1:
        fail(
            "make_step: right, but a new graph was recorded for every rate. What the "
            "graph should read while it runs must not be a Python number."
        )
    if not np.allclose(results(step, tf.constant([3.0, -1.0])), [4.5, -1.5]):
        fail(
            "make_step: right for one number; for two at once it gives something else."
        )
    other, _ = _two_functions(call(answer, name="make_step"))
    if not np.isclose(results(other, w), 4):
        fail(
            "make_step: two steps share one rate; each call of make_step makes a step "
            "with a rate of its own, which is 0.5 at first."
        )
    passed("make_step", f"{len(rates)} rates, one graph")


def _two_functions(pair: Any) -> Any:
    listed = isinstance(pair, tuple | list) and len(pair) == 2
    if not listed or not all(map(callable, pair)):
        fail("make_step: expected two functions, `return step, set_rate`.")
    return pair


def _graphs(step: Callable, w: Any) -> set[str]:
    """Return the names of the compiled functions that a call of the step runs.

    The call is itself recorded: what is compiled appears in it as one operation.
    """
    import tensorflow as tf

    try:
        outer = tf.function(lambda w: step(w), autograph=False).get_concrete_function(w)
    except AssertionError as error:  # TensorFlow's, when a graph's variable is gone
        if "deleted" not in str(error):
            raise
        fail(
            "make_step: the graph reads a variable that is gone: set_rate makes a new "
            "one, of which the graph knows nothing. How is the number in the old one "
            "changed?"
        )
    operations = outer.graph.get_operations()
    calls = [op for op in operations if op.type.endswith("PartitionedCall")]
    inner = outer.graph.as_graph_def().library.function
    if not calls or any("PyFunc" in node.op for f in inner for node in f.node_def):
        fail("make_step: the step is not compiled: every call runs its Python lines.")
    if {op.type for op in operations} & {"Mul", "Sub", "AddV2", "Neg"}:
        fail("make_step: a part of the step is computed outside of what is compiled.")
    return {op.get_attr("f").name for op in calls}
