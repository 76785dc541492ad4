"""The checks of chapter 01: right ways pass, usual mistakes get their own hint."""

import inspect

import numpy as np
import pytest

from helpers.checks import CheckFailed, perceptron

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def told(check, candidate):
    """What the reader reads: the check's one line, or nothing where it passes."""
    try:
        check(candidate)
    except CheckFailed as failure:
        return str(failure)
    return ""


# --- Right ways ----------------------------------------------------------------------


def predict_in_loops(x, weights, bias):
    answers = []
    for row in x:
        z = bias
        for weight, value in zip(weights, row, strict=True):
            z += weight * value
        answers.append(1 if z > 0 else 0)
    return answers


def xor_of_four(x, nand):
    both = nand(x[:, 0], x[:, 1])
    return nand(nand(x[:, 0], both), nand(both, x[:, 1]))


def xor_as_a_list(x, nand):
    return [int(answer) for answer in xor_of_five(x, nand)]


def xor_of_five(x, nand):
    a, b = x[:, 0], x[:, 1]
    return nand(nand(a, nand(b, b)), nand(nand(a, a), b))


def update_by_coding(weights, bias, x, sign):
    answer = 1 if weights @ x + bias > 0 else -1
    if answer != sign or weights @ x + bias == 0:
        weights, bias = weights + sign * x, bias + sign
    return weights, bias


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
    return (x * error[:, None]).mean(axis=0), error.mean()


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


RIGHT = [
    (perceptron.predict, predict_in_loops),
    (perceptron.predict, lambda x, w, b: x @ w + b > 0),
    (perceptron.predict, lambda x, w, b: np.heaviside(x @ w + b, 0)),
    (perceptron.predict, lambda x, w, b: ((x * w).sum(1) + b > 0).astype(np.float32)),
    (perceptron.nand_unit, lambda: (np.array([-1.0, -1.0]), 1.5)),
    (perceptron.nand_unit, lambda: ([-2, -3], 4)),
    (perceptron.nand_unit, lambda: ((-0.2, -0.2), np.float32(0.3))),
    (perceptron.xor, xor_of_four),
    (perceptron.xor, xor_as_a_list),
    (perceptron.xor, xor_of_five),
    (perceptron.update, update_by_coding),
    (
        perceptron.update,
        lambda w, b, x, s: (list(w + s * x), b + s) if s * (w @ x + b) <= 0 else (w, b),
    ),
    (perceptron.train, train_on_augmented),
    (perceptron.unlearnable, lambda: [(0, 1, 1, 0), (1, 0, 0, 1)]),
    (perceptron.unlearnable, lambda: np.array([[1, 0, 0, 1], [0, 1, 1, 0]])),
    (perceptron.gradient, gradient_in_loops),
    (perceptron.gradient, gradient_in_float32),
    (perceptron.spoil, spoil_one),
    (perceptron.clip, clip_by_hand),
]


@pytest.mark.parametrize(("check", "right"), RIGHT)
def test_other_right_ways_pass_with_one_line(check, right, capsys):
    check(right)
    out = capsys.readouterr().out
    assert out.startswith(f"✓ {check.__name__}: ") and out.count("\n") == 1


@pytest.mark.parametrize(
    ("check", "reference"),
    [
        (perceptron.predict, perceptron._predict),
        (perceptron.update, perceptron._update),
        (perceptron.train, perceptron._train),
        (perceptron.gradient, perceptron._gradient),
        (perceptron.clip, perceptron._clip),
    ],
)
def test_the_reference_passes(check, reference):
    assert told(check, reference) == ""


def test_the_oracle_of_the_gradient_agrees_with_numerical_slopes():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(20, 3)), rng.integers(0, 2, 20)
    w, b = rng.normal(size=3), 0.4

    def loss(w, b):
        z = x @ w + b
        return np.mean(np.logaddexp(0, z) - y * z)

    slopes, slope = perceptron._gradient(x, y, w, b)
    for k, nudge in enumerate(1e-6 * np.eye(3)):
        measured = (loss(w + nudge, b) - loss(w - nudge, b)) / 2e-6
        assert measured == pytest.approx(slopes[k], rel=1e-6)
    measured = (loss(w, b + 1e-6) - loss(w, b - 1e-6)) / 2e-6
    assert measured == pytest.approx(slope, rel=1e-6)


# --- Usual mistakes ------------------------------------------------------------------

MISTAKES = [
    (check, mistake)
    for check, mistakes in (
        (perceptron.predict, perceptron.PREDICT_MISTAKES),
        (perceptron.xor, perceptron.XOR_MISTAKES),
        (perceptron.update, perceptron.UPDATE_MISTAKES),
        (perceptron.train, perceptron.TRAIN_MISTAKES),
        (perceptron.gradient, perceptron.GRADIENT_MISTAKES),
        (perceptron.clip, perceptron.CLIP_MISTAKES),
    )
    for mistake in mistakes
]


@pytest.mark.parametrize(
    ("check", "mistake"), MISTAKES, ids=lambda value: getattr(value, "hint", None)
)
def test_each_usual_mistake_fails_with_its_own_hint(check, mistake):
    assert told(check, mistake.wrong) == f"{check.__name__}: {mistake.hint}"


def written_predict(x, weights, bias):  # >= in a loop
    answers = []
    for row in x:
        z = (
            sum(weight * value for weight, value in zip(weights, row, strict=True))
            + bias
        )
        answers.append(1 if z >= 0 else 0)
    return answers


def written_update(weights, bias, x, sign):  # the chapter's rule, with labels -1 and 1
    answer = 1 if weights @ x + bias > 0 else 0
    return weights + (sign - answer) * x, bias + (sign - answer)


def written_train(x, signs, epochs):  # a return inside the loop
    weights, bias, mistakes = np.zeros(x.shape[1]), 0.0, []
    for _ in range(epochs):
        mistakes.append(0)
        for example, sign in zip(x, signs, strict=True):
            if sign * (weights @ example + bias) <= 0:
                weights, bias = weights + sign * example, bias + sign
                mistakes[-1] += 1
        return weights, bias, mistakes


def written_train_by_update(x, signs, epochs):  # counts what the update left wrong
    weights, bias, mistakes = np.zeros(x.shape[1]), 0.0, []
    for _ in range(epochs):
        wrong = 0
        for example, sign in zip(x, signs, strict=True):
            weights, bias = update_by_coding(weights, bias, example, sign)
            wrong += sign * (weights @ example + bias) <= 0
        mistakes.append(wrong)
        if wrong == 0:
            break
    return weights, bias, mistakes


def written_update_by_labels(weights, bias, x, sign):  # label minus answer, -1 or 1
    answer = 1 if weights @ x + bias > 0 else -1
    return weights + (sign - answer) * x, bias + (sign - answer)


def written_gradient(x, y, weights, bias):  # a gradient that forgot the mean
    error = 1 / (1 + np.exp(-x @ weights - bias)) - y
    return x.T @ error, np.sum(error)


@pytest.mark.parametrize(
    ("check", "wrong", "hint"),
    [
        (perceptron.predict, written_predict, "use > and not >="),
        (perceptron.update, written_update, "label and answer are coded differently"),
        (perceptron.update, written_update_by_labels, "2 or -2 in this coding"),
        (perceptron.train, written_train, "is the return inside the loop?"),
        (perceptron.train, written_train_by_update, "counted after the update"),
        (
            perceptron.predict,
            lambda x, w, b: x @ w + b > 0.2,
            "at index",
        ),
        (perceptron.gradient, written_gradient, "divide by their number"),
    ],
)
def test_mistakes_as_readers_write_them_are_named_too(check, wrong, hint):
    assert hint in told(check, wrong)


@pytest.mark.parametrize(
    ("weights", "bias", "hint"),
    [
        ((1, 1), -1.5, "this is AND"),
        ((1, 1), -0.5, "this is OR"),
        ((-1, -1), 0.5, "this is NOR"),
        ((-1, -1), 3, "it always says yes"),
        ((-1, -1), 0, "it always says no"),
        ((-1, 0), 0.5, "for (1, 0) expected 1, got 0 (z = -0.5)"),
        ((-1, -1), 1, "this is NOR"),  # two corners on the line
        ((1, 1, 1), 1, "expected weights of shape (2,)"),
        ((1, 1), (1, 1), "expected weights of shape (2,) and one number"),
        ("ab", 1, "expected (two weights, one bias)"),
    ],
)
def test_a_unit_that_is_not_nand_is_told_what_it_is(weights, bias, hint):
    assert hint in told(perceptron.nand_unit, lambda: (weights, bias))


@pytest.mark.parametrize(
    ("tables", "hint"),
    [
        ([(0, 1, 1, 0)], "(1, 0, 0, 1) is missing"),
        ([], "(0, 1, 1, 0) is missing"),
        ([(0, 1, 1, 0), (1, 0, 0, 1), (0, 0, 0, 1)], "(0, 0, 0, 1) can be learned"),
        ([(a, b, c, d) for a in (0, 1) for b in (0, 1) for c in (0, 1) for d in (0, 1)
          if (a, b, c, d) not in ((0, 1, 1, 0), (1, 0, 0, 1))], "return the others"),
        (2, "expected a list of truth tables"),
        ([(0, 1)], "expected a list of truth tables"),
        (["XOR"], "expected a list of truth tables"),
    ],
)  # fmt: skip
def test_a_wrong_list_of_tables_is_told_what_is_wrong(tables, hint):
    assert hint in told(perceptron.unlearnable, lambda: tables)


def test_what_one_unit_cannot_learn_is_what_no_unit_on_a_fine_grid_computes():
    steps = np.arange(-6, 7)
    w1, w2, b = (part.ravel() for part in np.meshgrid(steps, steps, steps))
    answers = CORNERS @ np.stack([w1, w2]) + b > 0  # (4, units)
    learnable = {tuple(int(a) for a in column) for column in answers.T}
    every = {tuple(int(c) for c in f"{n:04b}") for n in range(16)}
    assert told(perceptron.unlearnable, lambda: sorted(every - learnable)) == ""


def change(row, value, label=None):
    def spoil(x, y):
        x, y = x.copy(), y.copy()
        x[row] = value
        if label is not None:
            y[row] = label
        return x, y

    return spoil


def in_place(x, y):
    x[0] = 1e9
    return x, y


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (change(0, 1.0, label=1), "a turned label is only one voice"),
        (change(0, 100.0), "go further"),
        (change(0, 5.0), "go further"),  # no label was turned
        (change(0, (1e9, 0.0)), "the other still tells the clouds apart"),
        (
            change(slice(0, 2), 1e9),
            "2 rows differ from the original; change exactly one",
        ),
        (lambda x, y: (x.copy(), y), "0 rows differ"),
        (change(0, np.nan), "must be a finite number"),
        (change(0, 1e9, label=2), "a label 0 or 1"),
        (in_place, "in place"),
        (lambda x, y: x[0], "expected shapes"),
        (lambda x, y: x, "expected two arrays"),
        (lambda x, y: (x[1:], y[1:]), "expected shapes (200, 2) and (200,)"),
    ],
)
def test_a_row_that_spoils_nothing_or_too_much_is_told_so(wrong, hint):
    assert hint in told(perceptron.spoil, wrong)


@pytest.mark.parametrize(
    "cheat", [lambda x, nand: x[:, 0] ^ x[:, 1], lambda x, nand: [a != b for a, b in x]]
)
def test_an_xor_that_uses_no_nand_unit_is_told_so(cheat):
    assert "without a single NAND unit" in told(perceptron.xor, cheat)


def test_the_clouds_are_learned_well_unless_they_are_spoiled():
    assert perceptron.accuracy_after_training(*perceptron.clouds()) > 0.95


# --- No answer, and answers of the wrong kind ----------------------------------------

CHECKS = [
    perceptron.predict,
    perceptron.nand_unit,
    perceptron.xor,
    perceptron.update,
    perceptron.train,
    perceptron.unlearnable,
    perceptron.gradient,
    perceptron.spoil,
    perceptron.clip,
]


@pytest.mark.parametrize("check", CHECKS)
def test_the_empty_stub_fails_and_is_told_that_it_is_one(check):
    def stub(*arguments):
        raise NotImplementedError()

    assert told(check, stub).startswith(f"{check.__name__}: not written yet")


@pytest.mark.parametrize("check", CHECKS)
def test_an_answer_of_the_wrong_kind_gets_a_clear_line(check):
    name = check.__name__
    assert told(check, 3) == f"{name}: expected a function, found 3"
    nothing = told(check, lambda *_: None)
    assert nothing == f"{name}: returned nothing. Is a `return` missing?"
    assert "ZeroDivisionError" in told(check, lambda *_: 1 / 0)
    assert f"{name}: " in told(check, lambda *_: "a word")


@pytest.mark.parametrize(
    ("check", "wrong", "line"),
    [
        (perceptron.predict, lambda x, w, b: 1, "expected an array of shape (4,)"),
        (perceptron.update, lambda w, b, x, s: w, "expected 2 values"),
        (
            perceptron.gradient,
            lambda x, y, w, b: (x, 0.0),
            "expected an array of shape",
        ),
        (perceptron.clip, lambda x, rows: x[0], "expected an array of shape"),
    ],
)
def test_a_wrong_shape_is_said(check, wrong, line):
    assert line in told(check, wrong)


def test_every_check_says_in_its_docstring_what_it_raises():
    for check in CHECKS:
        assert "CheckFailed" in inspect.getdoc(check)
