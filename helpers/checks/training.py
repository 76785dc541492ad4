"""Checks of chapter 04, Training. NumPy only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checks import Mistake, check_function, fail, passed

# --- Adam ----------------------------------------------------------------------------


def adam_step(candidate: Callable) -> None:
    """Check ``adam_step(w, g, m, s, t)``: one step of Adam, (w, m, s) after it.

    Compared on single steps from many states, with gradients from 1e-7 to 1e3, and
    step by step along a whole descent.

    Raises
    ------
    CheckFailed
        If weights or memory are wrong; the value that is wrong is named.
    """
    rng = np.random.default_rng(0)
    cases = []
    w, m, s = np.array([1.0, -2.0, 0.5]), np.zeros(3), np.zeros(3)
    for t in range(1, 13):  # a descent on the loss (w² + 10 w⁴) / 2, from the start on
        g = w + 20 * w**3
        cases.append((w, g, m, s, t))
        w, m, s = _adam(w, g, m, s, t)
    for t, scale in ((1, 1e-7), (1, 1e3), (3, 1e-4), (40, 1.0), (2000, 0.01)):
        g = scale * rng.normal(size=(2, 4))
        m, s = 0.1 * scale * rng.normal(size=(2, 4)), scale**2 * rng.random((2, 4))
        cases.append((rng.normal(size=(2, 4)), g, m, s, t))
    check_function(
        candidate, _adam, cases, name="adam_step", mistakes=ADAM_MISTAKES, atol=1e-9
    )


def _adam(
    w: np.ndarray,
    g: np.ndarray,
    m: np.ndarray,
    s: np.ndarray,
    t: int,
    *,
    rate: float = 0.001,
    betas: tuple[float, float] = (0.9, 0.999),
    epsilon: float = 1e-8,
    shift: int = 0,
    correct: tuple[bool, bool] = (True, True),
    inside: bool = False,
    root: bool = True,
    square: bool = True,
    keep_corrected: bool = False,
    sign: float = -1.0,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (w, m, s) after a step; the options make the usual mistakes."""
    first, second = betas
    m = first * m + (1 - first) * g
    s = second * s + (1 - second) * (g**2 if square else g)
    m_hat = m / (1 - first ** (t + shift)) if correct[0] else m
    s_hat = s / (1 - second ** (t + shift)) if correct[1] else s
    if not root:
        scale = s_hat + epsilon
    elif inside:
        scale = np.sqrt(s_hat + epsilon)
    else:
        scale = np.sqrt(s_hat) + epsilon
    w = w + sign * rate * m_hat / scale
    return (w, m_hat, s_hat) if keep_corrected else (w, m, s)


def _adam_mistake(hint: str, **options: Any) -> Mistake:
    return Mistake(lambda *case: _adam(*case, **options), hint)


ADAM_MISTAKES = (
    _adam_mistake(
        "the bias correction is missing: m and s start at zero and are too small at "
        "first; divide m by 1 - beta_1**t and s by 1 - beta_2**t.",
        correct=(False, False),
    ),
    _adam_mistake(
        "only m is corrected; s starts at zero too: divide it by 1 - beta_2**t.",
        correct=(True, False),
    ),
    _adam_mistake(
        "only s is corrected; m starts at zero too: divide it by 1 - beta_1**t.",
        correct=(False, True),
    ),
    _adam_mistake(
        "epsilon stands inside the square root; Adam's paper adds it to the root: "
        "sqrt(s_hat) + epsilon.",
        inside=True,
    ),
    _adam_mistake(
        "epsilon is missing: where a gradient is tiny the step comes out too long; "
        "add it to the root: sqrt(s_hat) + epsilon.",
        epsilon=0.0,
    ),
    _adam_mistake(
        "epsilon is 1e-7, as in Keras; the paper's is 1e-8.",
        epsilon=1e-7,
    ),
    _adam_mistake(
        "beta_1 and beta_2 are swapped: 0.9 belongs to the gradient's average m, 0.999 "
        "to the average s of its square.",
        betas=(0.999, 0.9),
    ),
    _adam_mistake(
        "the correction counts from t = 0, where 1 - beta**t is zero; the first step "
        "comes with t = 1: use t as it is given.",
        shift=-1,
    ),
    _adam_mistake(
        "the correction uses t + 1, but the first step comes with t = 1 already: use t "
        "as it is given.",
        shift=1,
    ),
    _adam_mistake(
        "s averages the gradient itself; it must average the gradient squared, g**2.",
        square=False,
    ),
    _adam_mistake(
        "the step divides by s_hat; divide by its square root, which has the "
        "gradient's unit.",
        root=False,
    ),
    _adam_mistake(
        "the corrected averages are handed on as memory, and so will be corrected "
        "again; return m and s, use m_hat and s_hat for this step only.",
        keep_corrected=True,
    ),
    _adam_mistake("the step goes uphill; subtract it from w.", sign=1.0),
)


# --- Three faults in a loop ----------------------------------------------------------


def repaired(candidate: Callable) -> None:
    """Check the mended loop ``train(x, y, orders, batch_size, learning_rate)``.

    Raises
    ------
    CheckFailed
        If the final weights differ; the faults that are left are named.
    """
    rng = np.random.default_rng(1)
    cases = []
    for examples, features, batch_size, epochs in (
        (12, 3, 4, 3),
        (20, 2, 1, 2),
        (30, 4, 10, 5),
    ):
        x = rng.normal(size=(examples, features))
        y = x @ rng.normal(size=features) + 0.1 * rng.normal(size=examples)
        orders = np.array([rng.permutation(examples) for _ in range(epochs)])
        cases.append((x, y, orders, batch_size, 0.05))
    check_function(
        candidate, _loop, cases, name="train", mistakes=LOOP_MISTAKES, atol=1e-9
    )


def _loop(
    x: np.ndarray,
    y: np.ndarray,
    orders: np.ndarray,
    batch_size: int,
    learning_rate: float,
    *,
    sign: float = -1.0,
    error_of: str = "batch",
    reset: str = "batch",
    shuffled: tuple[bool, bool] = (True, True),
    summed: bool = False,
) -> np.ndarray:
    """Return the final weights; the options keep faults, or make new ones."""
    w, gradient = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    first_w = w
    for order in orders:
        x_epoch = x[order] if shuffled[0] else x
        y_epoch = y[order] if shuffled[1] else y
        epoch_w = w
        if reset == "epoch":
            gradient = np.zeros(x.shape[1])
        for start in range(0, len(x), batch_size):
            rows = slice(start, start + batch_size)
            known = {"batch": w, "epoch": epoch_w, "once": first_w}[error_of]
            error = x_epoch[rows] @ known - y_epoch[rows]
            slope = x_epoch[rows].T @ error / (1 if summed else len(error))
            gradient = slope if reset == "batch" else gradient + slope
            w = w + sign * learning_rate * gradient
    return w


_FAULTS = (  # each with the option that keeps it
    (
        "the step goes uphill: the gradient is added, and must be subtracted",
        {"sign": 1.0},
    ),
    (
        "the error is computed once, with the weights of the start; compute it for "
        "every batch, with the weights of that moment",
        {"error_of": "once"},
    ),
    (
        "the gradient is never reset: every batch adds to those of all batches before; "
        "start each one anew",
        {"reset": "never"},
    ),
)


def _left(*indices: int) -> Mistake:
    """Return the mistake of leaving these of the three faults where they are."""
    options = {key: value for i in indices for key, value in _FAULTS[i][1].items()}
    count = ("one fault is left", "two faults are left", "no fault is mended")
    faults = "; and ".join(_FAULTS[i][0] for i in indices)
    return Mistake(
        lambda *case: _loop(*case, **options), f"{count[len(indices) - 1]}: {faults}."
    )


LOOP_MISTAKES = (
    *(_left(i) for i in range(3)),
    _left(0, 1),
    _left(0, 2),
    _left(1, 2),
    _left(0, 1, 2),
    Mistake(
        lambda *case: _loop(*case, shuffled=(False, False)),
        "the rows are taken in the same order in every epoch; use the epoch's own "
        "order, for x and for y.",
    ),
    Mistake(
        lambda *case: _loop(*case, shuffled=(True, False)),
        "x is shuffled and y is not, so that no row has its own label; use the same "
        "order for both.",
    ),
    Mistake(
        lambda *case: _loop(*case, error_of="epoch"),
        "the error is computed once for each epoch; every step changes the weights, so "
        "compute it for every batch.",
    ),
    Mistake(
        lambda *case: _loop(*case, reset="epoch"),
        "the gradient is reset once for each epoch; every batch needs its own: start "
        "it anew for every step.",
    ),
    Mistake(
        lambda *case: _loop(*case, summed=True),
        "the gradient is summed over the batch; the loss is a mean: divide by the "
        "number of rows.",
    ),
)


# --- Batch normalization of pictures -------------------------------------------------


def batch_norm(candidate: Callable) -> None:
    """Check ``batch_norm(x, gamma, beta, moving_mean, moving_variance, training)``.

    Raises
    ------
    CheckFailed
        If the outputs or the moving averages are wrong, in either mode.
    """
    rng = np.random.default_rng(2)
    cases = []
    for shape in ((8, 3, 4, 2), (2, 5, 5, 3), (6, 2, 2, 2)):
        for training in (True, False):
            channels = shape[-1]
            x = rng.normal(loc=2, scale=0.3, size=shape) * np.arange(1, channels + 1)
            gamma, beta = rng.uniform(0.5, 2, size=channels), rng.normal(size=channels)
            averages = rng.normal(size=channels), rng.uniform(0.5, 2, size=channels)
            cases.append((x, gamma, beta, *averages, training))
    check_function(
        candidate,
        _batch_norm,
        cases,
        name="batch_norm",
        mistakes=NORM_MISTAKES,
        atol=1e-5,
    )


def _batch_norm(
    x: np.ndarray,
    gamma: np.ndarray,
    beta: np.ndarray,
    moving_mean: np.ndarray,
    moving_variance: np.ndarray,
    training: bool,
    *,
    momentum: float = 0.9,
    epsilon: float = 1e-3,
    axes: tuple[int, ...] = (0, 1, 2),
    epsilon_inside: bool = True,
    root: bool = True,
    scaled: bool = True,
    ddof: int = 0,
    mode: str = "right",
    updates: str = "training",
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return output, moving mean, moving variance; the options make mistakes."""
    mean = x.mean(axis=axes, keepdims=axes == (1, 2))
    variance = x.var(axis=axes, ddof=ddof, keepdims=axes == (1, 2))
    use_batch = {"right": training, "batch": True, "moving": False}[mode]
    if use_batch:
        used_mean, used_variance = mean, variance
    else:
        used_mean, used_variance = moving_mean, moving_variance
    inside = used_variance + epsilon if epsilon_inside else used_variance
    deviation = np.sqrt(inside) if root else inside
    y = (x - used_mean) / (deviation if epsilon_inside else deviation + epsilon)
    if scaled:
        y = gamma * y + beta
    if {"training": training, "always": True, "never": False}[updates]:
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    return y, moving_mean, moving_variance


def _norm_mistake(hint: str, **options: Any) -> Mistake:
    return Mistake(lambda *case: _batch_norm(*case, **options), hint)


NORM_MISTAKES = (
    _norm_mistake(
        "mean and variance are taken over the batch alone, for every pixel apart; a "
        "channel has one of each: average over axis=(0, 1, 2).",
        axes=(0,),
    ),
    _norm_mistake(
        "mean and variance are taken over each picture apart; average over the batch "
        "too: axis=(0, 1, 2).",
        axes=(1, 2),
    ),
    _norm_mistake(
        "mean and variance run over the channels too; every channel has its own: "
        "average over axis=(0, 1, 2).",
        axes=(0, 1, 2, 3),
    ),
    _norm_mistake(
        "the difference is divided by the variance; divide by its square root.",
        root=False,
    ),
    _norm_mistake(
        "epsilon is added to the deviation; add it to the variance, under the root.",
        epsilon_inside=False,
    ),
    _norm_mistake(
        "gamma and beta are not used: y = gamma * x_hat + beta.", scaled=False
    ),
    Mistake(
        lambda x, gamma, beta, *rest: _batch_norm(x, beta, gamma, *rest),
        "gamma and beta are swapped: gamma scales, beta shifts.",
    ),
    _norm_mistake(
        "the variance divides by the number minus one; batch normalization divides by "
        "the number itself, as x.var does by default.",
        ddof=1,
    ),
    _norm_mistake(
        "the batch's own numbers are used in both modes; with training=False use the "
        "moving averages.",
        mode="batch",
    ),
    _norm_mistake(
        "the moving averages are used in both modes; with training=True use the "
        "batch's own numbers.",
        mode="moving",
    ),
    _norm_mistake(
        "the moving averages change with training=False too; they may learn only from "
        "training batches.",
        updates="always",
    ),
    _norm_mistake(
        "the moving averages never change; with training=True move each by the share "
        "1 - momentum toward the batch's number.",
        updates="never",
    ),
    _norm_mistake(
        "momentum stands at the wrong term: it is the share that the old average "
        "keeps, and the batch gets 1 - momentum.",
        momentum=0.1,
    ),
)


# --- A schedule ----------------------------------------------------------------------


def schedule(candidate: Callable) -> None:
    """Check ``schedule(step, warmup, steps, peak)``: linear warm-up, then a cosine.

    Raises
    ------
    CheckFailed
        If a learning rate is wrong, at any step before, at or after the end.
    """
    cases = [
        (step, warmup, steps, peak)
        for warmup, steps, peak in ((10, 110, 0.4), (50, 200, 3.0), (1, 9, 0.01))
        for step in sorted(  # not just before the end: float32 has few digits there
            {0, 1, warmup // 2, warmup, warmup + 3, 9 * steps // 10, steps, steps + 25}
        )
    ]
    check_function(
        candidate,
        _schedule,
        cases,
        name="schedule",
        mistakes=SCHEDULE_MISTAKES,
        atol=1e-9,
    )


def _schedule(
    step: int,
    warmup: int,
    steps: int,
    peak: float,
    *,
    warm: bool = True,
    late: int = 0,
    whole: bool = False,
    half: float = 0.5,
    angle: float = np.pi,
    clipped: bool = True,
    linear: bool = False,
    length: str = "left",
) -> float:
    """Return the learning rate of a step; the options make the usual mistakes."""
    if warm and step < warmup:
        return peak * (step + late) / warmup
    done = step / steps if whole else (step - warmup) / (steps - warmup)
    if length == "all":
        done = (step - warmup) / steps
    if clipped:
        done = min(max(done, 0.0), 1.0)
    if linear:
        return peak * (1 - done)
    return peak * half * (1 + np.cos(angle * done))


def _schedule_mistake(hint: str, **options: Any) -> Mistake:
    return Mistake(lambda *case: _schedule(*case, **options), hint)


SCHEDULE_MISTAKES = (
    _schedule_mistake(
        "there is no warm-up: for step < warmup the rate is peak * step / warmup.",
        warm=False,
    ),
    _schedule_mistake(
        "the warm-up is one step ahead: it starts at 0 with step 0; use step / warmup.",
        late=1,
    ),
    _schedule_mistake(
        "the cosine starts with step 0, so that the rate jumps after the warm-up; let "
        "it run from warmup to steps.",
        whole=True,
    ),
    _schedule_mistake(
        "the cosine is too long: after the warm-up, steps - warmup steps are left for it.",
        length="all",
    ),
    _schedule_mistake(
        "1 + cos runs from 2 to 0, so that the rate rises to twice the peak; take half.",
        half=1.0,
    ),
    _schedule_mistake(
        "the angle is in degrees; np.cos wants radians: it runs from 0 to np.pi.",
        angle=180.0,
    ),
    _schedule_mistake(
        "the cosine stops halfway: its angle runs from 0 to pi, not to pi / 2.",
        angle=np.pi / 2,
    ),
    _schedule_mistake("pi is missing: the angle runs from 0 to np.pi.", angle=1.0),
    _schedule_mistake(
        "after the last step the cosine rises again; the rate must stay 0 from there.",
        clipped=False,
    ),
    _schedule_mistake(
        "the rate falls along a straight line; let it follow peak * (1 + cos) / 2.",
        linear=True,
    ),
)


# --- A learning rate that listens ----------------------------------------------------


def make_step(candidate: Callable, to_tensor: Callable) -> None:
    """Check ``make_step()``: a compiled step, and a function that sets its rate.

    Parameters
    ----------
    candidate : callable
        Returns (step, set_rate): ``step(w)`` gives w - rate * w, compiled;
        ``set_rate(number)`` changes the rate of all later steps.
    to_tensor : callable
        From a number to what ``step`` takes, such as ``tf.constant``.

    Raises
    ------
    CheckFailed
        If the step ignores a new rate, is wrong, is not compiled, or is recorded anew
        for every rate.
    """
    if not callable(candidate):
        fail(f"make_step: expected a function, found {type(candidate).__name__}")
    rates = (0.5, 0.25, 0.0, 1.0, -0.5)
    try:
        pair = candidate()
    except NotImplementedError:
        fail("make_step: not written yet. Replace `raise NotImplementedError()`.")
    if (
        not isinstance(pair, tuple | list)
        or len(pair) != 2
        or not all(map(callable, pair))
    ):
        fail("make_step: expected two functions, `return step, set_rate`")
    step, set_rate = pair
    if not hasattr(step, "experimental_get_tracing_count"):
        fail("make_step: the step is not compiled; keep the line @tf.function above it")
    results = []
    for rate in rates:
        try:
            set_rate(rate)
            results.append(float(step(to_tensor(8.0))))
        except Exception as error:  # the reader's code may raise anything: say what
            fail(
                f"make_step: with rate {rate} it raised {type(error).__name__}: {error}"
            )
    expected = [8 - 8 * rate for rate in rates]
    if np.ptp(results) < 1e-6:
        fail(
            f"make_step: whatever the rate, the result is {results[0]:g}: the rate was "
            "read when the graph was recorded, and never again. Keep it in a "
            "tf.Variable, and change that with .assign"
        )
    if not np.allclose(results, expected, atol=1e-5):
        fail(
            f"make_step: for w = 8 and rates {rates} expected {expected}, got {results}"
        )
    other, wanted = float(step(to_tensor(3.0))), 3 - 3 * rates[-1]
    if not np.isclose(other, wanted):
        fail(
            f"make_step: for w = 3 and rate {rates[-1]} expected {wanted:g}, got {other:g}"
        )
    count = step.experimental_get_tracing_count()
    if count > 1:
        fail(
            f"make_step: right, but {count} graphs were recorded for {len(rates)} rates; "
            "with the rate in a tf.Variable one is enough"
        )
    passed("make_step", f"{len(rates)} rates, one graph")
