"""The checks of chapter 04: right ways pass, usual mistakes get their own hint."""

import numpy as np
import pytest

from helpers.checks import CheckFailed, training


def told(check, *candidate):
    """What the reader reads: the check's one line, or nothing where it passes."""
    try:
        check(*candidate)
    except CheckFailed as failure:
        return str(failure)
    return ""


# --- Right ways ----------------------------------------------------------------------


def adam_in_loops(w, g, m, s, t):
    w, m, s = w.copy(), m.copy(), s.copy()
    for i in np.ndindex(w.shape):
        m[i] += (g[i] - m[i]) * 0.1
        s[i] += (g[i] * g[i] - s[i]) * 0.001
        w[i] -= 0.001 * (m[i] / (1 - 0.9**t)) / ((s[i] / (1 - 0.999**t)) ** 0.5 + 1e-8)
    return [w, m, s]


def adam_with_one_rate(w, g, m, s, t):
    m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * np.square(g)
    correction = np.sqrt(1 - 0.999**t)
    rate = 0.001 * correction / (1 - 0.9**t)
    return w - rate * m / (np.sqrt(s) + 1e-8 * correction), m, s


def loop_by_index(x, y, orders, batch_size, learning_rate):
    w = [0.0] * x.shape[1]
    for order in orders:
        for batch in np.split(order, len(order) // batch_size):
            errors = [np.dot(x[i], w) - y[i] for i in batch]
            slopes = sum(e * x[i] for e, i in zip(errors, batch, strict=True))
            w = np.array(w) - learning_rate * slopes / batch_size
    return list(w)


def norm_of_columns(x, gamma, beta, moving_mean, moving_variance, training):
    columns = x.reshape(-1, x.shape[-1])
    if training:
        mean, variance = columns.mean(axis=0), columns.var(axis=0)
        moving_mean = moving_mean + 0.1 * (mean - moving_mean)
        moving_variance = moving_variance + 0.1 * (variance - moving_variance)
    else:
        mean, variance = moving_mean, moving_variance
    scale = gamma / np.sqrt(variance + 0.001)
    return x * scale + (beta - mean * scale), moving_mean, moving_variance


def norm_in_float32(x, *others):
    return training._batch_norm(x.astype("float32"), *others)


def schedule_by_sine(step, warmup, steps, peak):
    if step >= steps:
        return np.float32(0)
    if step <= warmup:
        return np.float64(peak) * step / warmup
    return peak * np.sin(np.pi / 2 * (steps - step) / (steps - warmup)) ** 2


def schedule_in_float32(step, warmup, steps, peak):
    step, warmup, steps, peak = map(np.float32, (step, warmup, steps, peak))
    if step < warmup:
        return peak * step / warmup
    done = min((step - warmup) / (steps - warmup), np.float32(1))
    return peak * (1 + np.cos(np.float32(np.pi) * done)) / 2


@pytest.mark.parametrize(
    ("check", "right"),
    [
        (training.adam_step, training._adam),
        (training.adam_step, adam_in_loops),
        (training.adam_step, adam_with_one_rate),
        (training.repaired, training._loop),
        (training.repaired, loop_by_index),
        (training.batch_norm, training._batch_norm),
        (training.batch_norm, norm_of_columns),
        (training.batch_norm, norm_in_float32),
        (training.schedule, training._schedule),
        (training.schedule, schedule_by_sine),
        (training.schedule, schedule_in_float32),
    ],
    ids=lambda part: part.__name__,
)
def test_the_reference_and_other_right_ways_pass_with_one_line(check, right, capsys):
    check(right)
    said = capsys.readouterr().out
    assert said.startswith("✓ ") and said.count("\n") == 1


# --- Usual mistakes ------------------------------------------------------------------

MISTAKES = [
    (check, mistake)
    for check, mistakes in (
        (training.adam_step, training.ADAM_MISTAKES),
        (training.repaired, training.LOOP_MISTAKES),
        (training.batch_norm, training.NORM_MISTAKES),
        (training.schedule, training.SCHEDULE_MISTAKES),
    )
    for mistake in mistakes
]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("check", "mistake"), MISTAKES, ids=lambda part: getattr(part, "hint", "")[:40]
)
def test_a_usual_mistake_gets_its_own_hint(check, mistake):
    assert told(check, mistake.wrong).endswith(f": {mistake.hint}")


def test_no_two_mistakes_share_a_hint():
    hints = [mistake.hint for _, mistake in MISTAKES]
    assert len(set(hints)) == len(hints) >= 40


# Mistakes written as a reader would write them, not as the check's own variants.


def adam_forgets_the_correction(w, g, m, s, t):
    m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
    return w - 0.001 * m / (np.sqrt(s) + 1e-8), m, s


def loop_as_it_was(x, y, orders, batch_size, learning_rate):
    w, gradient = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    error = x @ w - y
    for order in orders:
        for rows in np.split(order, len(x) // batch_size):
            gradient = gradient + x[rows].T @ error[rows] / batch_size
            w = w + learning_rate * gradient
    return w


def norm_over_the_batch_alone(x, gamma, beta, moving_mean, moving_variance, training):
    mean, variance = x.mean(axis=0), x.var(axis=0)
    if not training:
        mean, variance = moving_mean, moving_variance
    else:
        moving_mean = 0.9 * moving_mean + 0.1 * mean
        moving_variance = 0.9 * moving_variance + 0.1 * variance
    x_hat = (x - mean) / np.sqrt(variance + 0.001)
    return gamma * x_hat + beta, moving_mean, moving_variance


def schedule_that_rises_again(step, warmup, steps, peak):
    if step < warmup:
        return peak * step / warmup
    return peak * (1 + np.cos(np.pi * (step - warmup) / (steps - warmup))) / 2


@pytest.mark.parametrize(
    ("check", "wrong", "part"),
    [
        (training.adam_step, adam_forgets_the_correction, "bias correction is missing"),
        (training.repaired, loop_as_it_was, "no fault is mended"),
        (training.batch_norm, norm_over_the_batch_alone, "average over axis=(0, 1, 2)"),
        (training.schedule, schedule_that_rises_again, "the cosine rises again"),
    ],
)
def test_a_mistake_in_a_readers_own_words_is_recognized(check, wrong, part):
    assert part in told(check, wrong)


# --- Stubs, types, shapes ------------------------------------------------------------

CHECKS = [training.adam_step, training.repaired, training.batch_norm, training.schedule]


def stub(*_):
    raise NotImplementedError()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        (stub, "not written yet"),
        (lambda *_: None, "returned nothing"),
        (lambda *_: "many", "expected"),
        (lambda *_: np.zeros(77), "expected"),
        (lambda *_: float("nan"), "expected"),
        (lambda: 0.0, "raised TypeError"),
        (3, "expected a function, found 3"),
    ],
)
def test_every_other_way_to_be_wrong_gets_a_clear_line(check, wrong, part):
    line = told(check, wrong)
    assert part in line and "\n" not in line


def test_a_step_that_returns_the_weights_alone_is_told_what_is_expected():
    line = told(training.adam_step, lambda w, g, m, s, t: w)
    assert "expected 3 values" in line


# --- A learning rate that listens ----------------------------------------------------


class Compiled:
    """Stands in for a tf.function: what it reads, and how often it was recorded."""

    def __init__(self, function, count=1):
        self.function, self.count = function, count

    def __call__(self, w):
        return self.function(w)

    def experimental_get_tracing_count(self):
        return self.count


def step_of(rate_now, box, count=1):
    return Compiled(lambda w: w - rate_now() * w, count), lambda rate: box.update(
        r=rate
    )


def listening():
    box = {"r": 0.5}
    return step_of(lambda: box["r"], box)


def blind():
    box = {"r": 0.5}
    return Compiled(lambda w: 8 - box["r"] * 8), lambda rate: box.update(r=rate)


def test_a_step_that_does_not_look_at_its_weight_is_told():
    assert "for w = 3 and rate -0.5" in told(training.make_step, blind, float)


def deaf():
    box = {"r": 0.5}
    return step_of(lambda: 0.5, box)


def recorded_anew():
    box = {"r": 0.5}
    return step_of(lambda: box["r"], box, count=5)


def uphill():
    box = {"r": 0.5}
    return step_of(lambda: -box["r"], box)


def line_by_line():
    step, set_rate = listening()
    return step.function, set_rate


def broken():
    step, _ = listening()
    return step, lambda: None


def test_a_step_that_listens_passes(capsys):
    training.make_step(listening, float)
    assert capsys.readouterr().out == "✓ make_step: 5 rates, one graph\n"


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        (deaf, "whatever the rate, the result is 4"),
        (recorded_anew, "5 graphs were recorded"),
        (uphill, "for w = 8 and rates"),
        (line_by_line, "not compiled"),
        (broken, "raised TypeError"),
        (stub, "not written yet"),
        (lambda: None, "expected two functions"),
        (lambda: (1, 2), "expected two functions"),
        (5, "expected a function, found int"),
    ],
)
def test_a_step_that_does_not_listen_is_told_why(wrong, part):
    line = told(training.make_step, wrong, float)
    assert part in line and "\n" not in line


def test_with_tensorflow_itself_a_python_number_is_frozen_and_a_variable_is_not():
    tf = pytest.importorskip("tensorflow")

    def with_a_number():
        box = {"r": 0.5}
        step = tf.function(lambda w: w - box["r"] * w)
        return step, lambda rate: box.update(r=rate)

    def with_a_variable():
        rate_now = tf.Variable(0.5)
        return tf.function(lambda w: w - rate_now * w), rate_now.assign

    assert "tf.Variable" in told(training.make_step, with_a_number, tf.constant)
    assert told(training.make_step, with_a_variable, tf.constant) == ""
