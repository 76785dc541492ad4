"""The checks of chapter 01: other right ways pass, and what is watched is told.

What holds for every exercise (reference, usual mistakes, stub, wrong kinds) is in
test_exercises.
"""

import itertools

import numpy as np
import pytest

from helpers.checks import CheckFailed, perceptron

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
EVERY_TABLE = list(itertools.product((0, 1), repeat=4))


def told(check, answer):
    """What the reader reads: the check's one line, or nothing where it passes."""
    try:
        check(answer)
    except CheckFailed as failure:
        return str(failure)
    return ""


# --- Other right ways ----------------------------------------------------------------


def predict_in_loops(x, weights, bias, doubt):
    answers, length = [], sum(w * w for w in weights) ** 0.5
    for row in x:
        z = bias
        for weight, value in zip(weights, row, strict=True):
            z += weight * value
        answers.append(0.5 if abs(z) < doubt * length else int(z > 0))
    return answers


def predict_by_masks(x, weights, bias, doubt):
    distance = (np.dot(x, weights) + bias) / np.sqrt(weights.dot(weights))
    answers = (distance > 0).astype(np.float32)
    answers[np.abs(distance) < doubt] = 0.5
    return answers


def predict_with_a_bias_among_the_weights(x, weights, bias, doubt):
    x = np.column_stack([x, np.ones(len(x))])
    z = x @ np.append(weights, bias)
    near = z**2 < doubt**2 * np.sum(weights**2)
    return [0.5 if close else float(value > 0) for close, value in zip(near, z)]  # noqa: B905


def xor_row_by_row(x, nand):
    answers = []
    for a, b in x:
        n = nand(a, b)
        answers.append(nand(nand(b, n), nand(n, a)))
    return answers


def xor_of_four(x, nand):
    a, b = x.T
    n = nand(b, a)
    return [int(answer) for answer in nand(nand(n, a), nand(n, b))]


def update_by_coding(weights, bias, x, sign):
    z = weights @ x + bias
    if (1 if z > 0 else -1) != sign or z == 0:
        weights, bias = weights + sign * x, bias + sign
    return weights, bias


def update_without_if(weights, bias, x, sign):
    mistake = float(sign * (np.dot(weights, x) + bias) <= 0)
    return weights + mistake * sign * x, bias + mistake * sign


def update_on_a_copy(weights, bias, x, sign):
    weights = np.append(weights, bias)
    if sign * (weights @ np.append(x, 1)) <= 0:
        weights += sign * np.append(x, 1)
    return weights[:-1], weights[-1:]


def train_on_augmented(x, signs, epochs):
    x = np.column_stack([x, np.ones(len(x))])
    w, mistakes = np.zeros(x.shape[1]), []
    while len(mistakes) < epochs and (not mistakes or mistakes[-1]):
        mistakes.append(0)
        for i in range(len(x)):
            if signs[i] * np.dot(w, x[i]) <= 0:
                w += signs[i] * x[i]
                mistakes[-1] += 1
    return list(w[:-1]), w[-1], np.array(mistakes)


def train_by_update(x, signs, epochs):
    weights, bias, mistakes = [0.0] * x.shape[1], 0, []
    for _ in range(epochs):
        before, wrong = None, 0
        for example, sign in zip(x, signs, strict=True):
            before = np.append(weights, bias)
            weights, bias = update_by_coding(np.asarray(weights), bias, example, sign)
            wrong += not np.array_equal(before, np.append(weights, bias))
        mistakes += [wrong]
        if not wrong:
            return weights, bias, mistakes
    return weights, bias, mistakes


def gradient_in_loops(x, y, weights, bias):
    slopes, slope = [0.0] * len(weights), 0.0
    for row, label in zip(x, y, strict=True):
        error = 1 / (1 + np.exp(-(np.dot(weights, row) + bias))) - label
        slope += error / len(x)
        for k, value in enumerate(row):
            slopes[k] += error * value / len(x)
    return slopes, slope


def gradient_in_float32(x, y, weights, bias):
    x, weights = x.astype(np.float32), weights.astype(np.float32)
    error = 1 / (1 + np.exp(-(x @ weights + np.float32(bias)))) - y.astype(np.float32)
    return (x * error[:, None]).mean(axis=0), np.array([error.mean()])


def gradient_by_nudging(x, y, weights, bias):
    def loss(w):
        z = x @ w[:-1] + w[-1]
        return np.mean(np.logaddexp(0, z) - y * z)

    start = np.append(weights, bias)
    nudges = 1e-5 * np.eye(len(start))
    slopes = [(loss(start + n) - loss(start - n)) / 2e-5 for n in nudges]
    return np.array(slopes[:-1]), slopes[-1]


def learned_by_the_sum(train):
    found = []
    for number in range(16):
        table = tuple(int(bit) for bit in f"{number:04b}")
        signs = [1 if label else -1 for label in table]
        if sum(train(CORNERS.tolist(), signs, epochs=20)[2]) > 51:
            found.append(table)
    return found


def learned_in_another_order(train):
    x = np.column_stack([CORNERS, np.ones(4)])[::-1]
    tables = np.array(EVERY_TABLE)
    never = [train(x, 2 * t[::-1] - 1, 10_000)[2][-1] != 0 for t in tables]
    return tables[never]


def learned_by_its_answers(train):
    failed = set()
    for table in EVERY_TABLE:
        weights, bias, _ = train(CORNERS, np.where(table, 1, -1), 52)
        if tuple((CORNERS @ weights + bias > 0).astype(int)) != table:
            failed.add(table)
    return failed


def spoil_one(x, y):
    x = x.copy()
    x[7, 0] = x[7, 1] = -1e9
    return x, y


def clip_by_hand(inputs, train_rows):
    columns = []
    for column in inputs.T:
        low = np.quantile(column[train_rows], 0.01)
        high = np.quantile(column[train_rows], 0.99)
        columns.append(np.minimum(np.maximum(column, low), high))
    return np.stack(columns, axis=1)


def clip_in_a_loop(inputs, train_rows):
    result = np.array(inputs)
    for j in range(inputs.shape[1]):
        bounds = np.percentile(inputs[train_rows, j], (1, 99))
        result[:, j] = np.where(result[:, j] < bounds[0], bounds[0], result[:, j])
        result[:, j] = np.where(result[:, j] > bounds[1], bounds[1], result[:, j])
    return result


@pytest.mark.parametrize(
    ("check", "right"),
    [
        (perceptron.predict, predict_in_loops),
        (perceptron.predict, predict_by_masks),
        (perceptron.predict, predict_with_a_bias_among_the_weights),
        (perceptron.nand_unit, lambda: ([-2, -3], 4)),
        (perceptron.nand_unit, lambda: [(-0.2, -0.2), np.float32(0.3)]),
        (perceptron.nand_unit, lambda: (np.array([-1, -1]), np.array([2]))),
        (perceptron.xor, xor_row_by_row),
        (perceptron.xor, xor_of_four),
        (perceptron.update, update_by_coding),
        (perceptron.update, update_without_if),
        (perceptron.update, update_on_a_copy),
        (perceptron.train, train_on_augmented),
        (perceptron.train, train_by_update),
        (perceptron.unlearnable, learned_by_the_sum),
        (perceptron.unlearnable, learned_in_another_order),
        (perceptron.unlearnable, learned_by_its_answers),
        (perceptron.gradient, gradient_in_loops),
        (perceptron.gradient, gradient_in_float32),
        (perceptron.spoil, spoil_one),
        (perceptron.spoil, lambda x, y: ([*x[:-1], (1e300, -1e300)], list(y))),
        (perceptron.clip, clip_by_hand),
        (perceptron.clip, clip_in_a_loop),
    ],
)
def test_other_right_ways_pass_with_one_line(check, right, capsys):
    assert told(check, right) == ""
    assert capsys.readouterr().out.count("\n") == 1


def test_the_reference_of_the_gradient_agrees_with_numerical_slopes():
    rng = np.random.default_rng(3)
    x, y, w = rng.normal(size=(20, 3)), rng.integers(0, 2, 20), rng.normal(size=3)
    exact = perceptron.gradient.reference(x, y, w, 0.4)
    for part, nudged in zip(exact, gradient_by_nudging(x, y, w, 0.4), strict=True):
        np.testing.assert_allclose(part, nudged, rtol=1e-6)


# --- Mistakes as readers write them --------------------------------------------------


def the_chapters_loop(x, y, epochs):
    weights, bias, mistakes = np.zeros(x.shape[1]), 0.0, []
    for _ in range(epochs):
        wrong = 0
        for example, label in zip(x, y, strict=True):
            error = label - np.where(np.asarray(example @ weights + bias) > 0, 1, 0)
            weights, bias = weights + error * example, bias + error
            wrong += abs(int(error))
        mistakes.append(wrong)
        if wrong == 0:
            break
    return weights, bias, mistakes


def a_random_start(x, signs, epochs):
    return np.random.default_rng().normal(size=x.shape[1]), 0.0, [1]


def a_loop_that_waits_for_the_end(x, signs, epochs):
    weights, bias, mistakes = np.zeros(x.shape[1]), 0.0, [1]
    while mistakes[-1]:
        mistakes.append(0)
        for example, sign in zip(x, signs, strict=True):
            if sign * (weights @ example + bias) <= 0:
                weights, bias = weights + sign * example, bias + sign
                mistakes[-1] += 1
    return weights, bias, mistakes[1:]


def test_nudging_is_not_the_gradient_whatever_the_unit_of_the_inputs():
    assert "the slope of the weights is wrong" in told(
        perceptron.gradient, gradient_by_nudging
    )


def in_place(weights, bias, x, sign):
    if sign * (weights @ x + bias) <= 0:
        weights += sign * x
        bias += sign
    return weights, bias


@pytest.mark.parametrize(
    ("check", "wrong", "hint"),
    [
        (perceptron.predict, lambda x, w, b, doubt: x @ w + b > 0, "never declines"),
        (
            perceptron.predict,
            lambda x, w, b, doubt: np.where(abs(x @ w) < doubt, 0.5, x @ w > 0),
            "z itself is compared with doubt; z is not yet a distance. What does the "
            "chapter divide it by? And: the bias is missing",
        ),
        (perceptron.train, the_chapters_loop, "this is the chapter's loop"),
        (perceptron.train, a_random_start, "two calls with the same examples"),
        (
            perceptron.gradient,
            lambda x, y, w, b: x.T @ (1 / (1 + np.exp(-x @ w)) - y),
            "expected 2 values",
        ),
        (perceptron.update, in_place, "changed its arguments in place"),
        (perceptron.nand_unit, lambda: ((1, 1), -1.5), "this is AND"),
        (perceptron.nand_unit, lambda: ((1, 1), -1), "this is AND"),
        (perceptron.nand_unit, lambda: ((1, 1), -0.5), "this is OR"),
        (perceptron.nand_unit, lambda: ((-1, -1), 1), "this is NOR"),
        (perceptron.nand_unit, lambda: ((-1, -1), 3), "it always says yes"),
        (perceptron.nand_unit, lambda: ((-1, -1), 0), "it always says no"),
        (perceptron.nand_unit, lambda: ((-1, -1, 1), 1), "weights of shape (2,)"),
        (perceptron.nand_unit, lambda: ((-1, -1), (1, 1)), "and one number as bias"),
        (perceptron.nand_unit, lambda: (["-1", "-1"], "1.5"), "not made of real"),
        (perceptron.nand_unit, lambda: ([-1j, -1], 1.5), "not made of real"),
        (perceptron.nand_unit, lambda: (np.full(2, np.nan), 1.5), "always says no"),
    ],
)
def test_mistakes_as_readers_write_them_are_named(check, wrong, hint):
    assert hint in told(check, wrong)


def test_a_loop_that_never_ends_is_ended_and_told():
    line = told(perceptron.train, a_loop_that_waits_for_the_end)
    assert "did not come back" in line and "loop that never ends" in line


# --- XOR: only wires -----------------------------------------------------------------


def without_arithmetic(x, nand):
    a, b = x[:, 0], x[:, 1]
    return nand(nand(a, nand(b, b)), nand(nand(a, a), b))


def a_unit_of_ones_own(x, nand):
    a, b = x[:, 0], x[:, 1]
    return nand(nand(a, 1 - b), nand(1 - a, b))


def fed_through(x, nand):
    unequal = (x[:, 0] != x[:, 1]).astype(int)
    negated = nand(unequal, unequal)
    return nand(negated, negated)


def a_wire_that_is_a_constant(x, nand):
    a, b = x[:, 0], x[:, 1]
    ones = np.ones_like(a)
    return nand(nand(a, nand(b, ones)), nand(nand(a, ones), b))


def a_call_for_show(x, nand):
    nand(x[:, 0], x[:, 1])
    return x[:, 0] ^ x[:, 1]


@pytest.mark.parametrize(
    ("cheat", "line"),
    [
        (lambda x, nand: x[:, 0] ^ x[:, 1], "without a single unit"),
        (lambda x, nand: [a != b for a, b in x], "without a single unit"),
        (
            lambda x, nand: nand(x[:, 0], x[:, 1]) * np.maximum(x[:, 0], x[:, 1]),
            "not by wiring alone",
        ),
        (a_unit_of_ones_own, "not by wiring alone"),
        (fed_through, "not by wiring alone"),
        (a_wire_that_is_a_constant, "not by wiring alone"),
        (a_call_for_show, "not by wiring alone"),
        (without_arithmetic, "with 5 units; it can be done with fewer"),
    ],
)
def test_an_xor_that_is_not_the_smallest_circuit_is_told_so(cheat, line):
    assert line in told(perceptron.xor, cheat)


def test_no_circuit_of_fewer_units_exists_and_with_four_there_is_one():
    def answers(circuit):
        wires = [CORNERS[:, 0], CORNERS[:, 1]]
        for i, j in circuit:
            wires.append(1 - wires[i] * wires[j])
        return tuple(wires[-1].tolist())

    def circuits(units):
        pairs = (
            itertools.combinations_with_replacement(range(2 + k), 2)
            for k in range(units)
        )
        return itertools.product(*map(list, pairs))

    found = [{answers(circuit) for circuit in circuits(n)} for n in (1, 2, 3, 4)]
    assert [perceptron.XOR in tables for tables in found] == [False, False, False, True]


# --- What one unit can learn ---------------------------------------------------------


def asks(
    epochs=60,
    code=lambda label: 2 * label - 1,
    learned=lambda mistakes: not mistakes[-1],
):
    """An answer that asks about every table, in its own way."""

    def unlearnable(train):
        runs = {
            table: train(CORNERS, [code(label) for label in table], epochs)[2]
            for table in EVERY_TABLE
        }
        return [table for table in EVERY_TABLE if not learned(runs[table])]

    return unlearnable


def asks_and_says(*tables):
    def unlearnable(train):
        asks()(train)
        return list(tables)

    return unlearnable


XOR, EQUAL = (0, 1, 1, 0), (1, 0, 0, 1)


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda train: [XOR, EQUAL], "no perceptron was asked"),
        (asks(code=lambda label: label), "was given the labels"),
        (asks(epochs=20), "20 epochs are too few"),
        (asks(epochs=28), "28 epochs are too few"),  # enough for OR
        (asks(epochs=35), "35 epochs are too few"),  # R² without the bias's input
        (asks(epochs=51), "how many mistakes the theorem allows"),  # one epoch more
        (
            asks(epochs=52, learned=lambda mistakes: len(mistakes) < 52),
            "which number of the list",
        ),
        (asks(learned=lambda mistakes: sum(mistakes) == 0), "which number of the list"),
        (asks(learned=lambda mistakes: mistakes[-1]), "return the others"),
        (asks_and_says(XOR, EQUAL), "right for one perceptron"),
        (asks_and_says(XOR), "(1, 0, 0, 1) is missing"),
        (asks_and_says(), "(0, 1, 1, 0) is missing"),
        (asks_and_says(XOR, EQUAL, XOR), "stands twice"),
        (asks_and_says("0110", "1001"), "expected a list of truth tables"),
        (asks_and_says((0, 1, 1, 0.5), EQUAL), "expected a list of truth tables"),
        (asks_and_says((-1, 1, 1, -1), (1, -1, -1, 1)), "expected a list of truth"),
        (asks_and_says((0, 1)), "expected a list of truth tables"),
        (lambda train: [train(CORNERS, (-1, 1, 1, -1), 99) and XOR], "1 of the 16"),
        (lambda train: [train(CORNERS[:2], (-1, 1), 99) and XOR], "00, 01, 10 and 11"),
    ],
)
def test_what_was_asked_of_the_perceptron_and_what_was_said_are_told(answer, hint):
    assert hint in told(perceptron.unlearnable, answer)


def test_what_one_unit_cannot_learn_is_what_no_unit_on_a_fine_grid_computes():
    steps = np.arange(-6, 7)
    w1, w2, b = (part.ravel() for part in np.meshgrid(steps, steps, steps))
    answers = CORNERS @ np.stack([w1, w2]) + b > 0  # (4, units)
    learnable = {tuple(int(a) for a in column) for column in answers.T}
    assert {*EVERY_TABLE} - learnable == {XOR, EQUAL}


def test_a_perceptron_is_never_slower_than_the_slowest_in_whatever_order():
    for table, order in itertools.product(
        EVERY_TABLE, itertools.permutations(range(4))
    ):
        x, signs = CORNERS[[*order]], (2 * np.array(table) - 1)[[*order]]
        mistakes = perceptron.train.reference(x, signs, 52)[2]
        allowed = perceptron.slowest(table)
        assert (sum(mistakes) > allowed) == (mistakes[-1] > 0) or allowed == np.inf
        assert (mistakes[-1] > 0) == (allowed == np.inf) == (table in (XOR, EQUAL))


# --- One row that spoils everything --------------------------------------------------


def change(row, value, label=None):
    def spoil(x, y):
        x, y = x.copy(), y.copy()
        x[row] = value
        if label is not None:
            y[row] = label
        return x, y

    return spoil


def in_the_given_array(x, y):
    x[0] = 1e9
    return x, y


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (change(0, 1.0, label=1), "a turned label is only one voice"),
        (change(0, 100.0), "go further"),
        (change(0, 5.0), "go further"),  # no label was turned
        (change(0, (1e9, 0.0)), "the other still tells the clouds apart"),
        (change(slice(0, 2), 1e9), "2 rows differ from the original"),
        (lambda x, y: (x.copy(), y), "0 rows differ"),
        (change(0, np.nan), "must be a finite number"),
        (change(0, 1e9, label=2), "a label 0 or 1"),
        (in_the_given_array, "changed its arguments in place"),
        (lambda x, y: x, "expected two arrays"),
        (lambda x, y: (x.astype(str), y), "expected two arrays"),
        (lambda x, y: (x[1:], y[1:]), "expected shapes (200, 2) and (200,)"),
    ],
)
def test_a_row_that_spoils_nothing_or_too_much_is_told_so(wrong, hint):
    assert hint in told(perceptron.spoil, wrong)


def test_the_clouds_are_learned_well_unless_they_are_spoiled():
    assert perceptron.accuracy_after_training(*perceptron.clouds()) > 0.95
