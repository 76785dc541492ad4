"""Checks of chapter 07, Overfitting. Keras is imported by the one that needs it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checks import (
    Edit,
    Exercise,
    call,
    describe,
    fail,
    models,
    passed,
    procedure,
    usable,
)

# --- A penalty and its gradient ------------------------------------------------------


def _penalty(w, l1, l2):
    value = l1 * np.sum(np.abs(w)) + l2 * np.sum(w**2)
    gradient = l1 * np.sign(w) + 2 * l2 * w
    return value, gradient


def _penalty_cases() -> list[tuple]:
    """Weights of all shapes, some of them zero, with unequal strengths."""
    rng = np.random.default_rng(0)
    return [
        (np.array([2.0, -0.5, 0.0]), 0.1, 0.3),
        (np.array([0.7]), 0.0, 2.0),
        (rng.normal(size=(4, 3)), 0.02, 0.5),
        (-np.abs(rng.normal(size=(2, 3, 2))), 0.4, 0.0),
        (np.array([[1.5, 0.0], [-3.0, 0.25]]), 0.7, 0.2),
    ]


_VALUE = "l1 * np.sum(np.abs(w)) + l2 * np.sum(w**2)"
_PULL = "l1 * np.sign(w) + 2 * l2 * w"

penalty = Exercise(
    reference=_penalty,
    cases=_penalty_cases,
    returns=("the penalty", "the gradient"),
    hints=(
        "Two lines: one number, then an array. Begin with L2 alone and one weight: what "
        "is the derivative of the strength times its square?",
        "The derivative of an absolute value is one number right of zero and another "
        "left of it. Which NumPy function gives both, and 0 at 0?",
        "Sums belong into the penalty, not into its gradient: each weight is pulled by "
        "its own part alone.",
    ),
    mistakes=(
        Edit(
            "L2's gradient lacks the factor that comes down from the square.",
            ("2 * l2 * w", "l2 * w"),
        ),
        Edit(
            "L2 comes with a half, which the text does not have.",
            ("l2 * np.sum(w**2)", "l2 * np.sum(w**2) / 2"),
            ("2 * l2 * w", "l2 * w"),
        ),
        Edit("L2's half belongs to another convention.", ("l2 * np.sum", "l2 / 2 * np.sum")),
        Edit(
            "L2 is the sum of the squares, without a root.",
            ("np.sum(w**2)", "np.sqrt(np.sum(w**2))"),
        ),
        Edit(
            "L1 sums the weights themselves, so that negative ones are rewarded.",
            ("np.abs(w)", "w"),
        ),
        Edit(
            "L1's gradient grows with the weight; the slope of |w| does not.",
            ("np.sign(w)", "np.abs(w)"),
        ),
        Edit(
            "L1 pulls every weight down, the negative ones too; which way is zero?",
            ("np.sign(w)", "(w != 0)"),
        ),
        Edit(
            "at exactly 0 L1 must pull neither way.",
            ("np.sign(w)", "np.where(w >= 0, 1, -1)"),
        ),
        Edit(
            "at exactly 0 L1 must pull neither way; yours pulls upward.",
            ("np.sign(w)", "np.where(w > 0, 1, -1)"),
        ),
        Edit(
            "at exactly 0 the gradient is not a number: w / |w| divides by zero there.",
            ("np.sign(w)", "(w / np.abs(w))"),
        ),
        Edit(
            "l1 and l2 stand in each other's place.",
            (_VALUE, "l2 * np.sum(np.abs(w)) + l1 * np.sum(w**2)"),
            (_PULL, "l2 * np.sign(w) + 2 * l1 * w"),
        ),
        Edit(
            "the penalty is a mean over the weights; the text has sums.",
            ("np.sum(np.abs(w))", "np.mean(np.abs(w))"),
            ("np.sum(w**2)", "np.mean(w**2)"),
        ),
        Edit(
            "everything is a mean over the weights; the text has sums.",
            ("np.sum(np.abs(w))", "np.mean(np.abs(w))"),
            ("np.sum(w**2)", "np.mean(w**2)"),
            (_PULL, "(l1 * np.sign(w) + 2 * l2 * w) / w.size"),
        ),
        Edit(
            "in the gradient L1 pulls all weights the same way; which way is zero for a "
            "negative one?",
            ("l1 * np.sign(w)", "l1"),
        ),
        Edit("in the gradient L1 has lost its strength.", ("l1 * np.sign(w)", "np.sign(w)")),
        Edit(
            "in the gradient l1 and l2 stand in each other's place.",
            (_PULL, "l2 * np.sign(w) + 2 * l1 * w"),
        ),
        Edit(
            "this is the size of a sum; take the sizes first, and then their sum.",
            ("np.sum(np.abs(w))", "np.abs(np.sum(w))"),
        ),
        Edit(
            "this is the square of a sum; square first, and then sum.",
            ("np.sum(w**2)", "np.sum(w) ** 2"),
        ),
        Edit(
            "the second value is a new weight, after a step; the gradient is asked for.",
            (_PULL, "w - (l1 * np.sign(w) + 2 * l2 * w)"),
        ),
        Edit(
            "the gradient comes back flat; it has the shape of w.",
            ("return value, gradient", "return value, np.ravel(gradient)"),
        ),
        Edit("only the L2 part has a gradient; L1 pulls, too.", (_PULL, "2 * l2 * w")),
        Edit(
            "only the L1 part has a gradient; L2 pulls, too.", (_PULL, "l1 * np.sign(w)")
        ),
        Edit(
            "this is the step, downhill; the gradient points uphill.",
            (_PULL, "-(l1 * np.sign(w) + 2 * l2 * w)"),
        ),
        Edit(
            "the gradient is summed up; each weight has its own.",
            ("return value, gradient", "return value, np.sum(gradient)"),
        ),
        Edit(
            "the penalty comes as an array; it is one number, the sum over all weights.",
            ("return value", "return l1 * np.abs(w) + l2 * w**2"),
        ),
        Edit(
            "the two values are returned in each other's place.",
            ("return value, gradient", "return gradient, value"),
        ),
    ),
)  # fmt: skip

# --- Dropout -------------------------------------------------------------------------


def _dropout(h, rate, training, rng):
    if not training:
        return h
    kept = rng.random(h.shape) >= rate
    return h * kept / (1 - rate)


def _dropout_cases() -> list[tuple]:
    """Outputs of both signs, sizes that differ, one in float32; then in prediction."""
    rng = np.random.default_rng(1)
    return [
        (rng.normal(size=(4, 3)), 0.25, True, 1),
        (rng.normal(size=(2, 5)), 0.6, True, 2),
        (rng.normal(size=(7, 4)).astype("float32"), 0.4, True, 3),
        (rng.normal(size=(5, 2)), 0.6, False, 5),
    ]


def _use_dropout(answer: Callable, h: np.ndarray, rate, training, seed) -> Any:
    rng = np.random.default_rng(seed)
    before = rng.bit_generator.state
    out = answer(h, rate, training, rng)
    untouched = rng.bit_generator.state == before
    if training and untouched and not np.array_equal(out, h):
        fail("dropout: in training it draws nothing from the `rng` that it is given.")
    return out


def _rate_zero(answer: Callable) -> None:
    """The page uses the rate 0, too."""
    h = np.array([[1.0, -2.0]])
    rng = np.random.default_rng(6)
    found = np.asarray(call(answer, h, 0.0, True, rng, name="dropout"))
    if not np.allclose(found, h):
        fail(
            f"dropout: right, but at the rate 0 {describe(h)} becomes {describe(found)}."
        )


_PREDICTS = "    if not training:\n        return h\n"

dropout = Exercise(
    reference=_dropout,
    cases=_dropout_cases,
    run=_use_dropout,
    then=_rate_zero,
    hints=(
        "There are two cases, and one of them has nothing to do. Begin with that one.",
        "Comparing an array of random numbers with one number gives an array of True "
        "and False, which multiplies like ones and zeros.",
        "On average a unit is kept in a share of 1 - rate of the examples. By what must "
        "the kept ones be divided so that the mean stays?",
    ),
    mistakes=(
        Edit(
            "what is kept is not scaled up, so that the mean shrinks.", (" / (1 - rate)", "")
        ),
        Edit(
            "what is kept is divided by the rate; which share of the units is kept?",
            ("(1 - rate)", "rate"),
        ),
        Edit(
            "what is kept is scaled down; it has to make up for what is silent.",
            ("/ (1 - rate)", "* (1 - rate)"),
        ),
        Edit(
            "what is kept is divided by a root; the mean asks for the share itself.",
            ("(1 - rate)", "np.sqrt(1 - rate)"),
        ),
        Edit(
            "the outputs are divided by the share that this mask happened to keep; the "
            "expectation asks for the share on average.",
            ("(1 - rate)", "np.mean(kept)"),
        ),
        Edit(
            "kept and dropped are swapped: an output is kept where its number is at "
            "least `rate`.",
            (">= rate", "< rate"),
        ),
        Edit(
            "there is dropout in prediction, too: this is the chapter's function, which "
            "knows only training. What is the flag for?",
            (_PREDICTS, ""),
        ),
        Edit("the flag is the wrong way round.", ("if not training", "if training")),
        Edit(
            "in prediction the outputs are scaled; with inverted scaling nothing is left "
            "to do there.",
            ("return h\n", "return h * (1 - rate)\n"),
        ),
        Edit(
            "in prediction the outputs are scaled up, as if some were silent.",
            ("return h\n", "return h / (1 - rate)\n"),
        ),
        Edit(
            "all examples share one mask; each draws its own.",
            ("rng.random(h.shape)", "rng.random(h.shape[1])"),
        ),
        Edit(
            "all units of an example share one coin; each output has its own.",
            ("rng.random(h.shape)", "rng.random((len(h), 1))"),
        ),
        Edit(
            "the mask comes back in place of the outputs.", ("return h * kept", "return kept")
        ),
    ),
)  # fmt: skip

# --- Early stopping ------------------------------------------------------------------


def _early_stopping(losses, patience, min_delta):
    best_loss, best_epoch = np.inf, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best_loss - min_delta:
            best_loss, best_epoch = loss, epoch
        elif epoch - best_epoch >= patience:
            break
    return epoch, best_epoch


def _early_cases() -> list[tuple]:
    """Curves in eighths, whose differences are exact, so that ties are ties."""
    curves = (
        ([8, 6, 5, 5, 5, 4, 6, 6, 6, 1], 3, 0),
        ([8, 6, 5, 5, 5, 4, 6, 6, 6, 1], 2, 0),
        ([8, 7, 6, 5, 4, 3, 2], 1, 0),
        ([8, 7, 6, 5, 4, 3, 2], 2, 1),
        ([9, 7, 8, 6, 7, 5, 6, 4, 5, 5, 5, 2], 3, 0),
        ([9, 7, 8, 7, 6, 8, 6, 6, 3, 9], 4, 2),
        ([5], 2, 0),
        ([4, 5, 6, 7, 8], 9, 1),
        ([4, 5, 6, 7, 3], 1, 0),
        ([9, 8, 9, 5, 8, 7, 6, 6, 2], 3, 0),
        ([12, 9, 8, 7, 6, 9, 9, 9, 1], 3, 2),
        ([9, 6, 5, 8, 8, 8], 3, 2),
        ([8, 4, 5, 5, 6, 6, 6], 2, 2),
    )
    return [
        (np.array(curve) / 8, patience, delta / 8) for curve, patience, delta in curves
    ]


def _counts(answer: Callable) -> None:
    """The page makes whole numbers of the values."""
    found = call(
        answer, np.array([0.5, 0.25, 0.75, 0.5]), 2, 0.0, name="early_stopping"
    )
    usable("early_stopping", found, lambda v: [int(n) for n in v], "plain numbers")


early_stopping = Exercise(
    reference=_early_stopping,
    cases=_early_cases,
    then=_counts,
    returns=("the number of epochs trained", "the best epoch"),
    hints=(
        "Keep two things while you go along: the best loss so far and its epoch. How "
        "many epochs without an improvement lie behind you follows from the second.",
        "Try [4, 4] and [4, 3] with min_delta 1 by hand: is the second loss an "
        "improvement? *More than* is not *at least*.",
        "The chapter's function does nearly all of it. At which of its lines is it "
        "decided what counts as an improvement?",
    ),
    mistakes=(
        Edit(
            "min_delta has no say: this is the chapter's function. When is a lower loss "
            "no improvement?",
            ("best_loss - min_delta", "best_loss"),
        ),
        Edit(
            "a loss lower by exactly min_delta, or one equal to the best, does not count "
            "as an improvement.",
            ("loss < best", "loss <= best"),
        ),
        Edit(
            "min_delta has the wrong sign: even a higher loss counts as an improvement.",
            ("best_loss - min_delta", "best_loss + min_delta"),
        ),
        Edit(
            "min_delta is taken as a share of the best loss; it is a difference.",
            ("best_loss - min_delta", "best_loss * (1 - min_delta)"),
        ),
        Edit(
            "the best loss starts at 1; a first loss above that is an improvement, too.",
            ("np.inf, 0", "1.0, 0"),
        ),
        Edit(
            "the higher loss is taken for the better one.",
            ("loss < best_loss - min_delta", "loss > best_loss + min_delta"),
            ("np.inf", "-np.inf"),
        ),
        Edit(
            "the epoch after which it stops was trained, too.",
            ("            break", "            epoch -= 1\n            break"),
        ),
        Edit("it waits one epoch too long.", (">= patience", "> patience")),
        Edit("it stops one epoch too early.", (">= patience", ">= patience - 1")),
        Edit(
            "epochs without an improvement are counted over the whole training; an "
            "improvement sets the count back to zero.",
            ("np.inf, 0\n", "np.inf, 0\n    waited = 0\n"),
            (
                "elif epoch - best_epoch >= patience:",
                "else:\n            waited += 1\n        if waited >= patience:",
            ),
        ),
        Edit(
            "each loss is compared with the one before it; compare with the best so far.",
            (
                "        if loss < best_loss - min_delta:\n"
                "            best_loss, best_epoch = loss, epoch",
                "        before, best_loss = best_loss, loss\n"
                "        if loss < before - min_delta:\n            best_epoch = epoch",
            ),
        ),
        Edit(
            "a loss that is lower by too little becomes the new mark all the same; only "
            "an improvement may.",
            (
                "            break\n",
                "            break\n        best_loss = min(best_loss, loss)\n",
            ),
        ),
        Edit("it never stops before the last epoch.", ("            break", "            pass")),
        Edit(
            "the number of epochs trained is always that of all losses; the training "
            "ends sooner.",
            ("return epoch,", "return len(losses),"),
        ),
        Edit(
            "the best epoch is the lowest of the whole curve, which a training that has "
            "stopped never saw.",
            ("return epoch, best_epoch", "return epoch, np.argmin(losses) + 1"),
        ),
        Edit(
            "the best epoch is the one with the lowest loss; only an improvement by more "
            "than min_delta may become the best.",
            ("return epoch, best_epoch", "return epoch, np.argmin(losses[:epoch]) + 1"),
        ),
        Edit(
            "the epochs are counted from 0; the text counts from 1.",
            ("return epoch, best_epoch", "return epoch - 1, best_epoch - 1"),
        ),
        Edit(
            "the best epoch is counted from 0; the text counts from 1.",
            ("return epoch, best_epoch", "return epoch, best_epoch - 1"),
        ),
        Edit(
            "the two values are returned in each other's place.",
            ("return epoch, best_epoch", "return best_epoch, epoch"),
        ),
        Edit(
            "the best loss is returned in place of its epoch.",
            ("return epoch, best_epoch", "return epoch, best_loss"),
        ),
    ),
)  # fmt: skip

# --- Is there a difference? ----------------------------------------------------------


def _verdict(a, b):
    differences = np.asarray(b) - np.asarray(a)
    mean = differences.mean()
    error = differences.std(ddof=1) / np.sqrt(len(differences))
    return mean, error, abs(mean) > 2 * error


def _verdict_cases() -> list[tuple]:
    """Losses of two remedies: clear gains and losses, none, and one that is nearly clear."""
    rng = np.random.default_rng(2)
    hard = rng.normal(0.4, 0.05, size=6)  # what the seeds have in common
    around = np.array([1.0, -1.0, 0.5, -0.5, 0.0])
    error = around.std(ddof=1) / np.sqrt(5)
    near, far = 1.98 * error + around, 1.5 * error - around  # so many standard errors
    base = np.array([0.4, 0.7, 0.2, 0.5, 0.3])
    return [
        (hard, hard - 0.02 + rng.normal(0, 0.004, size=6)),
        (hard[:4], hard[:4] + 0.03 + rng.normal(0, 0.01, size=4)),
        (rng.normal(0.4, 0.02, size=5), rng.normal(0.4, 0.02, size=5)),
        (base, base),
        (base, base + near),
        (base, base - near),
        (base, base + far),
        (base, base - far),
        ([0.41, 0.39, 0.45], [0.36, 0.37, 0.41]),
        # The last is clear, and its mean below two standard deviations.
        (base[:3], base[:3] + np.array([0.05, 0.01, 0.055])),
    ]


def _prints(answer: Callable) -> None:
    """The page prints the values as numbers."""
    pair = np.array([0.4, 0.5, 0.3]), np.array([0.3, 0.5, 0.1])
    found = call(answer, *pair, name="verdict")
    usable("verdict", found, lambda v: f"{v[0]:+.3f} {v[1]:.3f}", "plain numbers")


verdict = Exercise(
    reference=_verdict,
    cases=_verdict_cases,
    then=_prints,
    returns=("the mean difference", "its standard error", "whether it is clear"),
    hints=(
        "First one difference for each seed, and only then a mean and a scatter. Which "
        "of the two sides is subtracted?",
        "NumPy divides a sum of squares by n unless it is told otherwise: look up ddof.",
        "A difference is clear in either direction; what does that ask of the mean "
        "before it is compared?",
    ),
    mistakes=(
        Edit(
            "the difference is taken the other way round; the text has b - a.",
            ("np.asarray(b) - np.asarray(a)", "np.asarray(a) - np.asarray(b)"),
        ),
        Edit(
            "the sum of squares is divided by n; the text divides by n - 1, because the "
            "mean was taken from the same numbers.",
            ("ddof=1", "ddof=0"),
        ),
        Edit(
            "this is the standard deviation of the differences; a mean of n of them "
            "scatters less.",
            (" / np.sqrt(len(differences))", ""),
        ),
        Edit(
            "the standard deviation is divided by n; the noise of a mean falls with the "
            "root.",
            ("np.sqrt(len(differences))", "len(differences)"),
        ),
        Edit(
            "the root is taken of n - 1 where n is asked for.",
            ("len(differences)", "(len(differences) - 1)"),
        ),
        Edit(
            "the sides are compared as if they had nothing to do with each other; what a "
            "seed does to both cancels only in the differences.",
            ("differences.std(ddof=1)", "np.sqrt(np.var(a, ddof=1) + np.var(b, ddof=1))"),
        ),
        Edit(
            "one standard error is not enough; the text asks for two.",
            ("2 * error", "error"),
        ),
        Edit("the text asks for 2 standard errors, not for 1.96.", ("2 * error", "1.96 * error")),
        Edit(
            "the mean is compared with the standard deviation; its own uncertainty is "
            "the standard error.",
            ("2 * error", "2 * differences.std(ddof=1)"),
        ),
        Edit(
            "only a rise of the loss counts as clear; a fall may be, too.",
            ("abs(mean) >", "mean >"),
        ),
        Edit(
            "only a fall of the loss counts as clear; a rise may be, too.",
            ("abs(mean) >", "-mean >"),
        ),
        Edit(
            "no difference at all is called clear; *more than* is not *at least*.",
            ("> 2", ">= 2"),
        ),
        Edit(
            "the differences have lost their signs, so that plus and minus do not cancel.",
            ("np.asarray(b) - np.asarray(a)", "np.abs(np.asarray(b) - np.asarray(a))"),
        ),
        Edit(
            "the differences are shares of a; plain differences are asked for.",
            ("np.asarray(b) - np.asarray(a)", "(np.asarray(b) - a) / np.asarray(a)"),
        ),
        Edit("the variance stands for the deviation.", (".std(ddof=1)", ".var(ddof=1)")),
        Edit(
            "this is the scatter of b alone; the differences are asked for.",
            ("differences.std(ddof=1)", "np.std(b, ddof=1)"),
        ),
        Edit(
            "two standard errors are returned in place of one.",
            ("return mean, error,", "return mean, 2 * error,"),
        ),
        Edit(
            "the error is returned first; the mean difference comes before it.",
            ("return mean, error,", "return error, mean,"),
        ),
        Edit("the verdict is the wrong way round.", ("> 2", "< 2")),
        Edit(
            "this is the median; the text asks for the mean.",
            ("differences.mean()", "np.median(differences)"),
        ),
        Edit("the mean has lost its sign.", ("return mean,", "return abs(mean),")),
    ),
)  # fmt: skip

# --- Labels that lie -----------------------------------------------------------------


@procedure(
    hints=(
        "Three steps: a copy, some places, and in these places the other label.",
        "The places are drawn without putting any back. Which method of a NumPy "
        "generator draws so many different numbers below n?",
        "What do you subtract a label from, so that 0 gives 1 and 1 gives 0?",
    )
)
def flip_labels(answer: Callable) -> None:
    """Watch ``flip_labels(y, fraction, rng)``: how many, which, and what stays."""
    source = np.random.default_rng(3)
    for n, fraction in (
        (20, 0.25),
        (11, 0.4),
        (40, 0.69),
        (13, 0.0),
        (9, 1.0),
        (5, 0.5),
    ):
        y = source.permutation(np.arange(n) % 3 == 0).astype("uint8")
        rng = np.random.default_rng(n)
        before = rng.bit_generator.state
        given = f"for {n} labels and the fraction {fraction}"
        found = _labels(answer, y, fraction, rng, given)
        if 0 < fraction < 1 and rng.bit_generator.state == before:
            fail("flip_labels: it draws nothing from the `rng` that it is given.")
        wanted, flipped = round(fraction * n), int(np.sum(found != y))
        if flipped != wanted:
            fail(f"flip_labels: {given} {_count_hint(n, fraction, wanted, flipped)}")
    y = np.array([0, 1, 1, 0, 1, 0, 0, 0, 1, 0, 1, 1], dtype="uint8")
    times, blocks = np.zeros(12), 0
    for seed in range(300):  # 3 of 12: each place 75 times, give or take 7.5
        rng = np.random.default_rng(seed)
        found = _labels(answer, y, 0.25, rng, "for 12 labels and the fraction 0.25")
        if np.sum(found != y) != 3:
            flips = np.sum(found != y)
            fail(
                f"flip_labels: of 12 labels and the fraction 0.25 it sometimes flips "
                f"{flips} and not 3: {_count_hint(12, 0.25, 3, flips)}"
            )
        times += found != y
        blocks += np.ptp(np.flatnonzero(found != y)) == 2
    if times.min() < 35 or times.max() > 115:
        lies = [int(times[y == label].sum()) for label in (0, 1)]
        why = f"in 300 calls place {times.argmin()} was flipped {times.min():.0f} times"
        if min(lies) == 0:
            why = f"only labels that are {int(np.argmax(lies))} are ever flipped"
        fail(
            f"flip_labels: the places are not drawn without preference: {why}, and "
            f"place {times.argmax()} {times.max():.0f} times."
        )
    if blocks > 100:  # about 14 by chance
        fail(
            "flip_labels: the flipped places are neighbors; each is drawn for itself, not "
            "only where a block begins."
        )
    passed("flip_labels", "as many as asked for, at random, and y as it was")


def _labels(answer: Callable, y: np.ndarray, fraction, rng, given: str) -> np.ndarray:
    found = call(answer, y, fraction, rng, name="flip_labels")
    if found is y or (isinstance(found, np.ndarray) and np.shares_memory(found, y)):
        fail("flip_labels: what comes back is y itself, or a view of it; make a copy.")
    found = models.array(found) if hasattr(found, "shape") else found
    if not isinstance(found, np.ndarray):
        fail(f"flip_labels: {given} expected an array, got {describe(found)}.")
    if found.shape != y.shape:
        fail(
            f"flip_labels: {given} expected an array of shape {y.shape}, got {found.shape}."
        )
    if found.dtype.kind not in "buif" or not np.isin(found, (0, 1)).all():
        shown = (
            describe(np.unique(found)) if found.dtype.kind in "biuf" else found.dtype
        )
        fail(
            f"flip_labels: {given} the labels come out as {shown}; only 0 and 1 may. "
            "(-1 is 255 in uint8.)"
        )
    if found.dtype != np.uint8:
        fail(f"flip_labels: the labels come out as {found.dtype}; uint8 is asked for.")
    return found


def _count_hint(n: int, fraction: float, wanted: int, flipped: int) -> str:
    if flipped == 0:
        return f"expected {wanted} flipped labels, found none at all."
    if flipped == n - wanted:
        return f"{flipped} are flipped and {wanted} kept; it is the other way round."
    if flipped == int(fraction * n) or flipped == int(np.ceil(fraction * n)):
        return f"expected {wanted} flipped labels, got {flipped}: round the number."
    return (
        f"expected {wanted} flipped labels, got {flipped}. Is a place drawn twice, a coin "
        "thrown for each label, or a new label drawn that may be the old one?"
    )


# --- A network with brakes -----------------------------------------------------------


@procedure(
    hints=(
        "Write down the layers first, from the input to the output, brakes included: "
        "there are five after the input.",
        "A penalty is an argument of the layer whose weights it concerns; dropout is a "
        "layer of its own.",
        "Sizes, strength and rate arrive as arguments. And compile takes three things: "
        "the optimizer, the loss, and a list of metrics by its name.",
    )
)
def build_regularized(answer: Callable) -> None:
    """Watch ``build_regularized(features, units, l2, rate)``: layers, brakes, loss."""
    import keras  # noqa: F401  before the clock starts

    name = "build_regularized"
    # Units differ from the features and from 1: arrays are told apart by shape below.
    for sizes in ((20, 12, 0.01, 0.3), (30, 8, 0.002, 0.6)):
        model = call(answer, *sizes, name=name, seconds=120)
        _look_at_network(f"{name}{sizes}", model, *sizes)
    x, y = _two_classes(sizes[0])
    models.learns(f"{name}{sizes}", model, x, y, epochs=20)
    if call(answer, *sizes, name=name, seconds=120) is model:
        fail(f"{name}: a second call returns the first one's network, trained already.")
    passed(name, "layers, brakes, loss and metric are right, and it learns")


def _two_classes(features: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    y = np.arange(160) % 2
    centers = rng.normal(size=(2, features))
    x = centers[y] + rng.normal(scale=0.3, size=(160, features))
    return x.astype("float32"), y.astype("uint8")


def _look_at_network(name, model, features, units, l2, rate) -> None:
    models.is_model(name, model)
    models.knows_its_shapes(name, model)
    x = np.random.default_rng(1).normal(size=(160, features)).astype("float32")
    y = (np.arange(160) % 4 > 0).astype("uint8")  # uneven: metrics are told apart by it
    outputs = models.outputs(name, model, x, (len(x), 1))
    first, second, last = (features + 1) * units, (units + 1) * units, units + 1
    other_totals = {
        first + last: "there is one hidden layer; two are asked for.",
        first + 2 * second + last: "there are three hidden layers; two are asked for.",
        features * units + units * units + units: "no layer has biases.",
    }
    models.parameters(
        name,
        model,
        first + second + last,
        other_totals,
        "two hidden layers of `units` units and one unit at the end, all with biases.",
    )
    arrays = {weights.shape: weights for weights in model.get_weights()}
    shapes = [(features, units), (units, units), (units, 1)]
    if not set(shapes) <= set(arrays):
        fail(f"{name}: expected kernels of shapes {shapes}, found {list(arrays)}.")
    _look_at_layers(name, model, rate)
    _look_at_units(name, model, 10 * x)
    _look_at_penalty(name, model, x, l2)
    models.is_compiled(name, model)
    optimizer = type(model.optimizer).__name__
    if optimizer != "RMSprop":
        fail(f"{name}: RMSprop is asked for; the optimizer is {optimizer}.")
    if getattr(model.loss, "from_logits", False):
        fail(
            f"{name}: from_logits=True tells the loss to apply a sigmoid, and the output "
            "has one already: one of the two is enough."
        )
    found = models.results(name, model, x, y, "is it the loss for two classes?")
    entropy = -np.log(np.where(y == 1, outputs[:, 0], 1 - outputs[:, 0]) + 1e-9).mean()
    penalty = sum(float(models.array(loss)) for loss in model.losses)
    if not np.isclose(found["loss"], entropy + penalty, rtol=1e-2):
        fail(
            f"{name}: without its penalties the loss is {found['loss'] - penalty:.4f}, "
            f"and the cross-entropy of the probabilities is {entropy:.4f}. Is it the "
            "binary one, and does anything apply a second sigmoid (from_logits)?"
        )
    accuracy = np.mean((outputs[:, 0] > 0.5) == y)
    models.measures(
        name, found, accuracy, "compile is not told to measure the accuracy"
    )


def _all_layers(model: Any) -> list:
    """Return the layers in their order, those of models within the model included."""
    found = []
    for layer in model.layers:
        found += _all_layers(layer) if hasattr(layer, "layers") else [layer]
    return found


def _look_at_layers(name, model, rate) -> None:
    import keras

    dropout = keras.layers.Dropout
    found = [layer for layer in _all_layers(model) if isinstance(layer, dropout)]
    order = [
        "dropout" if isinstance(layer, dropout) else "dense"
        for layer in _all_layers(model)
        if isinstance(layer, dropout | keras.layers.Dense)
    ]
    told = {
        (): "there is no dropout.",
        ("dense", "dense", "dropout", "dense"): "the first hidden layer has no dropout.",
        ("dense", "dropout", "dense", "dense"): "the second hidden layer has no dropout.",
        ("dense", "dropout") * 3:
            "there is dropout after the output, so that some answers would be thrown away.",
        ("dropout", "dense") * 2 + ("dense",):
            "dropout stands before the hidden layers, so that words are dropped, too.",
        ("dropout", "dense") * 3: "there is dropout before the first hidden layer.",
    }  # fmt: skip
    right = ("dense", "dropout") * 2 + ("dense",)
    if tuple(order) != right:
        hint = told.get(
            tuple(order) if found else (), f"the order is {', '.join(order)}."
        )
        fail(f"{name}: after each hidden layer comes dropout, and nowhere else: {hint}")
    rates = [layer.rate for layer in found]
    if not np.allclose(rates, rate):
        fail(f"{name}: the rates of the dropout are {rates}; {rate} is asked for.")


def _look_at_units(name, model, x) -> None:
    """Compute the outputs with NumPy, with the activations asked for and with others."""
    kernels = [w for w in model.get_weights() if w.ndim == 2]
    outputs = models.array(model(x))

    def compute(activation, output_activation):
        h = x
        for kernel in kernels[:-1]:
            h = activation(h @ kernel)  # biases are zero before any training
        return output_activation(h @ kernels[-1])

    activations = {
        "relu": lambda z: np.maximum(z, 0),
        "no activation": lambda z: z,
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "tanh": np.tanh,
    }
    kernels.sort(
        key=lambda kernel: (kernel.shape[1] == 1, kernel.shape[0] < x.shape[1])
    )
    with np.errstate(all="ignore"):
        for last in ("sigmoid", "no activation", "relu", "tanh"):
            for hidden, function in activations.items():
                found = compute(function, activations[last])
                if not np.allclose(found, outputs, atol=1e-2):
                    continue
                if hidden != "relu":
                    fail(f"{name}: ReLU is asked for; the hidden layers have {hidden}.")
                if last != "sigmoid":
                    fail(f"{name}: a sigmoid is asked for; the output has {last}.")
                return
    fail(f"{name}: the outputs are not those of two ReLU layers and a sigmoid.")


def _look_at_penalty(name, model, x, l2) -> None:
    """Compare what the layers add to the loss with the penalty asked for."""
    rng = np.random.default_rng(5)
    old = model.get_weights()
    model.set_weights([rng.normal(size=weights.shape) for weights in old])
    model(x)
    found = sum(float(models.array(loss)) for loss in model.losses)
    arrays = model.get_weights()
    model.set_weights(old)
    squares = {w.shape: np.sum(w**2) for w in arrays if w.ndim == 2}
    ones = {w.shape: np.sum(np.abs(w)) for w in arrays if w.ndim == 2}
    biases = [np.sum(w**2) for w in arrays if w.ndim == 1]
    *hidden, last = sorted(squares, key=lambda shape: (shape[1] == 1, -shape[0]))
    right = squares[hidden[0]] + squares[hidden[1]]
    candidates = (
        (l2 * right, None),
        (0, "no layer has a penalty."),
        (l2 * squares[hidden[0]], "the second hidden layer has no penalty."),
        (l2 * squares[hidden[1]], "the first hidden layer has no penalty."),
        (l2 * sum(squares.values()), "the output layer has a penalty, too."),
        (l2 * squares[last], "only the output layer has a penalty."),
        (l2 * (right + biases[0] + biases[1]), "the biases have a penalty, too."),
        (l2 * (biases[0] + biases[1]), "the biases have the penalty, not the kernels."),
        (l2 * (ones[hidden[0]] + ones[hidden[1]]), "this is L1; L2 is asked for."),
        (
            l2 * (right + ones[hidden[0]] + ones[hidden[1]]),
            "this is L1 and L2; L2 alone is asked for.",
        ),
        (0.01 * right, "the strength is 0.01, Keras' own; what is `l2` for?"),
        (0.001 * right, "the strength is 0.001, as on the page; what is `l2` for?"),
        (l2 / 2 * right, "the strength is half of `l2`."),
    )
    for value, hint in candidates:
        if np.isclose(found, value, rtol=1e-3, atol=1e-9):
            if hint:
                fail(f"{name}: {hint}")
            return
    fail(
        f"{name}: for random weights the penalties add up to {found:.4g} and not to "
        f"{l2 * right:.4g}. Are they on the kernels of the hidden layers, and nothing else?"
    )
