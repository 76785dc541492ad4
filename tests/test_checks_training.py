"""Chapter 04's checks: other right ways to write the answers, and what make_step watches."""

import math

import numpy as np
import pytest
from telling import told

from helpers.checks import training

# --- Other right ways ----------------------------------------------------------------


def adam_in_loops(w, g, m, s, t):
    w, m, s = w.copy(), m.copy(), s.copy()
    for i in np.ndindex(w.shape):
        m[i] += (g[i] - m[i]) * 0.1
        s[i] += (g[i] * g[i] - s[i]) * 0.001
        w[i] -= 0.001 * (m[i] / (1 - 0.9**t)) / ((s[i] / (1 - 0.999**t)) ** 0.5 + 1e-8)
    return [w, m, s]


def adam_with_one_rate_and_its_own_epsilon(w, g, m, s, t):
    m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * np.square(g)
    correction = np.sqrt(1 - 0.999**t)
    rate = 0.001 * correction / (1 - 0.9**t)
    return w - rate * m / (np.sqrt(s) + 1e-8 * correction), m, s


def adam_in_float32(w, g, m, s, t):
    w, g, m, s = (np.float32(value) for value in (w, g, m, s))
    return training._adam_step(w, g, m, s, t)


def adam_in_tensorflow(w, g, m, s, t):
    w, g, m, s = (tf.constant(value, "float64") for value in (w, g, m, s))
    m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
    step = 0.001 * m / (1 - 0.9**t) / (tf.sqrt(s / (1 - 0.999**t)) + 1e-8)
    return w - step, m, s


def loop_over_rows(x, y, orders, batch_size, learning_rate):
    w = [0.0] * x.shape[1]
    for order in orders:
        batches = math.ceil(len(x) / batch_size)
        for number in range(batches):
            batch = order[number * batch_size :][:batch_size]
            errors = [np.dot(x[i], w) - y[i] for i in batch]
            slopes = sum(e * x[i] for e, i in zip(errors, batch, strict=True))
            w = np.array(w) - learning_rate * slopes / len(batch)
    return list(w)


def loop_with_the_gradient_turned_round(x, y, orders, batch_size, learning_rate):
    w = np.zeros(x.shape[1])
    for order in orders:
        x_epoch, y_epoch = x[order], y[order]
        for start in range(0, len(x), batch_size):
            rows = slice(start, start + batch_size)
            uphill = x_epoch[rows] * (y_epoch[rows] - x_epoch[rows] @ w)[:, None]
            w += learning_rate * uphill.mean(axis=0)
    return w


def loop_of_split_orders(x, y, orders, batch_size, learning_rate):
    w = np.zeros(x.shape[1], "float32")
    for order in orders:
        for rows in np.split(order, range(batch_size, len(order), batch_size)):
            slope = x[rows].T @ (x[rows] @ w - y[rows]) / rows.size
            w = (w - learning_rate * slope).astype("float32")
    return w


def schedule_by_sine(step, warmup, steps, peak):
    if step >= steps:
        return np.float32(0)
    if step <= warmup:
        return np.float64(peak) * step / warmup
    return [peak * math.sin(math.pi / 2 * (steps - step) / (steps - warmup)) ** 2]


def schedule_without_if(step, warmup, steps, peak):
    done = np.clip((step - warmup) / (steps - warmup), 0, 1)
    return min(step / warmup, 1) * peak * 0.5 * (1 + np.cos(np.pi * done))


def schedule_in_float32(step, warmup, steps, peak):
    step, warmup, steps, peak = map(np.float32, (step, warmup, steps, peak))
    if step < warmup:
        return peak * step / warmup
    done = min((step - warmup) / (steps - warmup), np.float32(1))
    return peak * (1 + np.cos(np.float32(np.pi) * done)) / 2


def race_in_a_table(train, rates, seeds):
    losses = np.array([[train(rate, seed) for seed in seeds] for rate in rates])
    means = np.where(np.isfinite(losses).all(axis=1), losses.mean(axis=1), np.inf)
    best = np.argmin(means)
    return rates[best], np.isin(best, [0, len(rates) - 1])


def race_in_a_dict(train, rates, seeds):
    def mean(rate):
        total = sum(train(rate, seed) for seed in seeds)
        return total if math.isfinite(total) else math.inf

    means = {rate: mean(rate) for rate in rates}
    best = min(means, key=means.get)
    return [best, best == min(rates) or best == max(rates)]


def race_with_nans_skipped(train, rates, seeds):
    means = [np.mean([train(rate, seed) for seed in seeds]) for rate in rates]
    best = rates[np.nanargmin(means)]
    return best, bool(best == rates[0] or best == rates[-1])


RIGHT = [
    (training.adam_step, adam_in_loops),
    (training.adam_step, adam_with_one_rate_and_its_own_epsilon),
    (training.adam_step, adam_in_float32),
    (training.adam_step, adam_in_tensorflow),
    (training.train, loop_over_rows),
    (training.train, loop_with_the_gradient_turned_round),
    (training.train, loop_of_split_orders),
    (training.schedule, schedule_by_sine),
    (training.schedule, schedule_without_if),
    (training.schedule, schedule_in_float32),
    (training.best_rate, race_in_a_table),
    (training.best_rate, race_in_a_dict),
    (training.best_rate, race_with_nans_skipped),
]


@pytest.mark.parametrize(
    ("check", "right"), RIGHT, ids=[right.__name__ for _, right in RIGHT]
)
def test_other_right_ways_pass(check, right, capsys):
    check(right)
    assert capsys.readouterr().out.startswith("✓ ")


# --- Two mistakes, and what nobody asked for -----------------------------------------


def test_two_faults_that_are_left_are_both_named():
    line = told(training.train, training.train.edited(*training.train.mistakes[:2]))
    assert (
        "two mistakes" in line and "uphill" in line and "weights of the start" in line
    )


def test_the_faulty_loop_of_the_page_is_told_that_nothing_is_mended():
    def faulty(x, y, orders, batch_size, learning_rate):
        w, gradient = np.zeros(x.shape[1]), np.zeros(x.shape[1])
        error = x @ w - y
        for order in orders:
            for start in range(0, len(x), batch_size):
                rows = order[start : start + batch_size]
                gradient = gradient + x[rows].T @ error[rows] / len(rows)
                w = w + learning_rate * gradient
        return w

    assert "all still there" in told(training.train, faulty)


def test_the_chapters_own_adam_is_told_of_its_epsilon():
    def pasted(w, g, m, s, t, learning_rate=0.001):
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
        m_hat, s_hat = m / (1 - 0.9**t), s / (1 - 0.999**t)
        return w - learning_rate * m_hat / (np.sqrt(s_hat) + 1e-7), m, s

    assert "epsilon is 1e-7, as in Keras" in told(training.adam_step, pasted)


def test_adam_for_vectors_only_is_told_where_it_breaks():
    def for_vectors(w, g, m, s, t):
        new = [training._adam_step(*row, t) for row in zip(w, g, m, s, strict=True)]
        if w.ndim > 1:
            raise ValueError("setting an array element with a sequence")
        return [np.array(part) for part in zip(*new, strict=True)]

    assert "raised ValueError" in told(training.adam_step, for_vectors)


def test_a_search_that_trains_twice_is_told():
    def twice(train, rates, seeds):
        training._best_rate(train, rates, seeds)
        return training._best_rate(train, rates, seeds)

    assert "24 times" in told(training.best_rate, twice)


def test_a_search_that_saves_seeds_is_told():
    def saving(train, rates, seeds):
        return training._best_rate(train, rates, list(seeds)[:3])

    assert "of 3 rates with 4 seeds" in told(training.best_rate, saving)


def test_a_number_in_place_of_nan_is_told_that_a_sound_loss_may_be_larger():
    def capped(train, rates, seeds):
        losses = np.array([[train(rate, seed) for seed in seeds] for rate in rates])
        best = np.nan_to_num(losses, nan=9).mean(axis=1).argmin()
        return rates[best], best in (0, len(rates) - 1)

    assert "larger than 9" in told(training.best_rate, capped)


def test_keras_own_schedule_is_refused():
    keras = pytest.importorskip("keras")

    def borrowed(step, warmup, steps, peak):
        shape = keras.optimizers.schedules.CosineDecay(
            0.0, steps - warmup, warmup_target=peak, warmup_steps=warmup
        )
        return float(shape(step))

    assert "Keras computed it" in told(training.schedule, borrowed)


def test_the_chapters_own_schedule_is_told_that_its_warmup_is_a_share():
    def pasted(t, steps, warmup=0.1):
        done = t / steps
        if done < warmup:
            return done / warmup
        return (1 + np.cos(np.pi * (done - warmup) / (1 - warmup))) / 2

    for peak in (lambda given: 1, lambda given: given):
        line = told(
            training.schedule,
            lambda step, warmup, steps, given, peak=peak: (
                peak(given) * pasted(step, steps, warmup)
            ),
        )
        assert "a share of them" in line


# --- make_step -----------------------------------------------------------------------

NOTEBOOK = {}  # what a notebook's other cells have made


@pytest.fixture(autouse=True, scope="module")
def tensorflow():
    """Import TensorFlow when the first test runs, and not when tests are collected."""
    global tf
    tf = pytest.importorskip("tensorflow")
    NOTEBOOK["step"] = tf.function(lambda w, rate: w - rate * w)
    NOTEBOOK["rate"] = tf.Variable(0.5)
    yield
    NOTEBOOK.clear()


def with_a_variable():
    rate = tf.Variable(0.5)

    @tf.function
    def step(w):
        return w - rate * w

    return step, rate.assign


def with_an_argument():
    rate = [tf.constant(0.5)]

    @tf.function
    def compiled(w, rate):
        return w - rate * w

    def set_rate(number):
        rate[0] = tf.constant(number, tf.float32)

    return lambda w: compiled(w, rate[0]), set_rate


def with_a_class():
    class Step:
        def __init__(self):
            self.rate = tf.Variable(0.5)

        @tf.function
        def __call__(self, w):
            return w - self.rate * w

    step = Step()
    return [step, lambda number: step.rate.assign(float(number))]


def with_a_function_of_the_notebook():
    rate = tf.Variable(0.5)
    return lambda w: NOTEBOOK["step"](w, rate), rate.assign


def with_keras():
    import keras

    optimizer = keras.optimizers.SGD(0.5)

    @tf.function(jit_compile=True)
    def step(w):
        return w * (1 - optimizer.learning_rate)

    def set_rate(number):
        optimizer.learning_rate = number

    return step, set_rate


def with_a_variable_made_at_the_first_call():
    rate = None

    @tf.function
    def step(w):
        nonlocal rate
        if rate is None:
            rate = tf.Variable(0.5)
        return w - rate * w

    return step, lambda number: rate.assign(number)


@pytest.mark.parametrize(
    "right",
    [
        with_a_variable,
        with_an_argument,
        with_a_class,
        with_a_function_of_the_notebook,
        with_keras,
        with_a_variable_made_at_the_first_call,
    ],
)
def test_a_step_that_listens_passes_however_it_is_written(right, capsys):
    training.make_step(right)
    assert capsys.readouterr().out == "✓ make_step: 3 rates, one graph\n"


def python_number(compiled=True):
    rate = 0.5

    def step(w):
        return w - rate * w

    def set_rate(number):
        nonlocal rate
        rate = number

    return tf.function(step) if compiled else step, set_rate


def not_compiled():
    return python_number(compiled=False)


def local_name():
    step, _ = python_number()

    def set_rate(number):
        rate = number
        return rate

    return step, set_rate


def python_argument():
    rate = 0.5
    compiled = tf.function(lambda w, rate: w - rate * w)

    def set_rate(number):
        nonlocal rate
        rate = number

    return lambda w: compiled(w, rate), set_rate


def compiled_anew():
    def set_rate(number):
        nonlocal compiled
        compiled = tf.function(lambda w: w - number * w)

    compiled = None
    set_rate(0.5)
    return lambda w: compiled(w), set_rate


def variable_inside():
    rate = None

    @tf.function
    def step(w):
        nonlocal rate
        rate = tf.Variable(0.5)
        return w - rate * w

    return step, lambda number: rate.assign(number)


def eager():
    tf.config.run_functions_eagerly(True)
    return python_number()


def shared():
    rate = NOTEBOOK["rate"]
    return tf.function(lambda w: w - rate * w), rate.assign


def half_compiled():
    rate, same = tf.Variable(0.5), tf.function(lambda w: w)
    return lambda w: same(w) - rate * w, rate.assign


def python_in_disguise():
    rate = [0.5]

    def in_numpy(w):
        return w - np.float32(rate[0]) * w

    def set_rate(number):
        rate[0] = number

    step = tf.function(lambda w: tf.numpy_function(in_numpy, [w], tf.float32))
    return step, set_rate


def unknown_name():
    rate = tf.Variable(0.5)
    return tf.function(lambda w: w - rate * unknown), rate.assign  # noqa: F821


def starts_at_zero():
    rate = tf.Variable(0.0)
    return tf.function(lambda w: w - rate * w), rate.assign


def in_the_wrong_order():
    step, set_rate = python_number()
    return set_rate, step


def a_new_variable():
    rate = tf.Variable(0.5)

    def set_rate(number):
        nonlocal rate
        rate = tf.Variable(number)

    return tf.function(lambda w: w - rate * w), set_rate


def adds():
    rate = tf.Variable(0.5)
    return tf.function(lambda w: w - rate * w), rate.assign_add


def gives_the_change():
    rate = tf.Variable(0.5)
    return tf.function(lambda w: rate * w), rate.assign


def called_at_once():
    step, set_rate = with_a_variable()
    return step(tf.constant(1.0)), set_rate(0.5)


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        (python_number, "whatever the rate"),
        (local_name, "a name that only it knows"),
        (not_compiled, "not compiled"),
        (python_argument, "a new graph was recorded for every rate"),
        (compiled_anew, "a new graph was recorded for every rate"),
        (variable_inside, "a variable is made inside"),
        (eager, "has switched compiling off"),
        (shared, "two steps share one rate"),
        (half_compiled, "outside of what is compiled"),
        (python_in_disguise, "not compiled"),
        (unknown_name, "the step raised NameError: name 'unknown' is not defined"),
        (starts_at_zero, "the rate is 0.5 at first"),
        (called_at_once, "expected two functions"),
        (in_the_wrong_order, "in each other's place"),
        (a_new_variable, "a variable that is gone"),
        (adds, "set_rate adds"),
        (gives_the_change, "step gives the change"),
    ],
)
def test_a_step_that_does_not_listen_is_told_why(wrong, part):
    try:
        line = told(training.make_step, wrong)
    finally:
        tf.config.run_functions_eagerly(False)
    assert part in line and "\n" not in line
