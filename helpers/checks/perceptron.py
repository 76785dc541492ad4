"""Checks of chapter 01, Perceptron."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import numpy as np

from helpers.checks import CheckFailed, Mistake, check_function, fail, passed

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
NAND = (1, 1, 1, 0)
XOR = (0, 1, 1, 0)


# --- A unit that answers for many examples at once -----------------------------------


def predict(candidate: Callable) -> None:
    """Check ``predict(x, weights, bias)``: a unit's answers, 0 or 1, shape (examples,).

    Raises
    ------
    CheckFailed
        If an answer, its type or its shape is wrong.
    """
    rng = np.random.default_rng(0)
    cases = [
        (CORNERS.astype(float), np.array([1.0, 1.0]), -1.5),
        (CORNERS.astype(float), np.array([1.0, 1.0]), -1.0),  # two corners on the line
        (np.array([[0.25], [-0.25]]), np.array([1.0]), 0.0),
    ]
    for examples, features in ((5, 5), (40, 3), (1, 4), (200, 6)):
        x = rng.integers(-3, 4, size=(examples, features)).astype(float)
        weights = rng.integers(-2, 3, size=features).astype(float)
        cases.append((x, weights, float(rng.integers(-2, 3))))
    x = rng.normal(size=(200, 3))  # z close to zero too, not whole numbers only
    cases.append((x, np.array([0.5, -0.5, 0.25]), 0.125))
    check_function(
        candidate, _predict, cases, name="predict", mistakes=PREDICT_MISTAKES
    )


def _predict(x, weights, bias):
    return np.where(x @ weights + bias > 0, 1, 0)


PREDICT_MISTAKES = (
    Mistake(
        lambda x, weights, bias: np.where(x @ weights > 0, 1, 0),
        "the bias is missing: z = w·x + b.",
    ),
    Mistake(
        lambda x, weights, bias: np.where(x @ weights - bias > 0, 1, 0),
        "the bias is subtracted; here it is added: z = w·x + b.",
    ),
    Mistake(
        lambda x, weights, bias: np.where(x @ weights + bias >= 0, 1, 0),
        "on the line, where z is exactly 0, the answer is 0: use > and not >=.",
    ),
    Mistake(
        lambda x, weights, bias: np.where(x @ weights + bias < 0, 1, 0),
        "yes and no are swapped: the answer is 1 where z is above zero.",
    ),
    Mistake(
        lambda x, weights, bias: np.where(x @ weights + bias > 0, 1, -1),
        "the answers are coded -1 and 1; here a no is 0.",
    ),
    Mistake(
        lambda x, weights, bias: np.sign(x @ weights + bias),
        "np.sign gives -1, 0 and 1; the answer is 1 where z > 0 and 0 elsewhere.",
    ),
    Mistake(
        lambda x, weights, bias: np.where(x @ weights + bias > 0.5, 1, 0),
        "0.5 is the threshold of a probability; a step flips where z is 0.",
    ),
    Mistake(
        lambda x, weights, bias: x @ weights + bias,
        "this is z, before the activation; the step is missing.",
    ),
    Mistake(
        lambda x, weights, bias: np.where((x * weights).sum(axis=0) + bias > 0, 1, 0),
        "the sum runs over the examples; sum over the features, axis=1.",
    ),
)


# --- NAND, and XOR made of it --------------------------------------------------------


def nand_unit(candidate: Callable) -> None:
    """Check ``nand_unit()``: two weights and a bias with which a unit computes NAND.

    Raises
    ------
    CheckFailed
        If they are not two weights and one bias, or compute something else.
    """
    name = "nand_unit"
    result = _result(candidate, name)
    try:
        weights, bias = result
        weights, bias = np.asarray(weights, dtype=float), np.asarray(bias, dtype=float)
    except (TypeError, ValueError):
        fail(f"{name}: expected (two weights, one bias), got {result!r}")
    if weights.shape != (2,) or bias.shape != ():
        fail(
            f"{name}: expected weights of shape (2,) and one number as bias, "
            f"got shapes {weights.shape} and {bias.shape}"
        )
    answers = tuple(int(answer) for answer in _predict(CORNERS, weights, bias))
    if answers == NAND:
        passed(name, "right on all four corners")
        return
    hint = NAND_HINTS.get(answers)
    if hint is None:
        wrong = next(i for i in range(4) if answers[i] != NAND[i])
        hint = (
            f"for {tuple(CORNERS[wrong].tolist())} expected {NAND[wrong]}, "
            f"got {answers[wrong]} (z = {CORNERS[wrong] @ weights + bias:g})"
        )
    fail(f"{name}: {hint}")


NAND_HINTS = {
    (0, 0, 0, 1): "this is AND; turn the sign of the weights and of the bias.",
    (0, 1, 1, 1): "this is OR; NAND says no to (1, 1) only.",
    (1, 0, 0, 0): "this is NOR; a single 1 must not yet turn the answer to no: "
    "raise the bias.",
    (1, 1, 1, 1): "it always says yes; (1, 1) must give z <= 0: lower the bias.",
    (0, 0, 0, 0): "it always says no; (0, 0) gives z = b, so b must be above zero.",
}


def xor(candidate: Callable) -> None:
    """Check ``xor(x, nand)``: the answers of a few NAND units, shape (examples,).

    Raises
    ------
    CheckFailed
        If an answer, its type or its shape is wrong, or if no NAND unit was used.
    """
    rng = np.random.default_rng(0)
    inputs = (CORNERS, CORNERS[::-1].copy(), rng.integers(0, 2, size=(50, 2)))
    calls = 0

    def counted(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        nonlocal calls
        calls += 1
        return _nand(first, second)

    answers = None
    with contextlib.suppress(Exception):  # an error is told by check_function below
        answers = np.asarray(candidate(CORNERS.copy(), counted))
    if not calls and np.array_equal(answers, _xor(CORNERS, _nand)):
        fail("xor: right, but without a single NAND unit. Call `nand` on two wires.")
    check_function(
        candidate, _xor, [(x, _nand) for x in inputs], name="xor", mistakes=XOR_MISTAKES
    )


def _nand(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return 1 - np.asarray(first) * np.asarray(second)


def _xor(x: np.ndarray, nand: Callable) -> np.ndarray:
    return (x[:, 0] != x[:, 1]).astype(int)


XOR_MISTAKES = (
    Mistake(
        lambda x, nand: (x[:, 0] == x[:, 1]).astype(int),
        "every answer is the wrong way round: there is one NAND too many or too few "
        "at the end.",
    ),
    Mistake(
        lambda x, nand: (x.sum(axis=1) > 0).astype(int),
        "this is OR: NAND(NAND(a, a), NAND(b, b)). Feed the inner units with "
        "n = NAND(a, b) in place of the second a and the second b.",
    ),
    Mistake(
        lambda x, nand: (x.sum(axis=1) < 2).astype(int),
        "this is NAND itself; feed its answer, with each input, into a further NAND.",
    ),
    Mistake(
        lambda x, nand: (x.sum(axis=1) == 2).astype(int),
        "this is AND: the answer of NAND, turned round. Feed it to two units, one with "
        "each input, before the last one.",
    ),
)


# --- The perceptron rule, with labels -1 and 1 ---------------------------------------


def update(candidate: Callable) -> None:
    """Check ``update(weights, bias, x, sign)``: weights and bias after one example.

    Raises
    ------
    CheckFailed
        If a value, its type or its shape is wrong, or the weights changed in place.
    """
    rng = np.random.default_rng(0)
    cases = [
        (np.zeros(3), 0.0, np.array([1.0, -2.0, 0.5]), 1),
        (np.zeros(3), 0.0, np.array([1.0, -2.0, 0.5]), -1),
        (np.array([1.0, 1.0]), -1.0, np.array([1.0, 0.0]), -1),  # on the line
        (np.array([0.5, 0.5]), -4.0, np.array([1.0, 2.0]), 1),  # the bias decides
        (np.array([0.5, 0.5]), -4.0, np.array([1.0, 2.0]), -1),
    ]
    for features in (1, 2, 3, 5, 8) * 4:
        weights, x = rng.normal(size=features), rng.normal(size=features)
        cases.append((weights, float(rng.normal()), x, int(rng.choice([-1, 1]))))
    check_function(candidate, _update, cases, name="update", mistakes=UPDATE_MISTAKES)


def _update(weights, bias, x, sign):
    if sign * (weights @ x + bias) <= 0:
        return weights + sign * x, bias + sign
    return weights, bias


def _wrong_update(condition=lambda z, sign: sign * z <= 0, step=None):
    """Make an update with another condition or another step of weights and bias."""

    def wrong(weights, bias, x, sign):
        if not condition(weights @ x + bias, sign):
            return weights, bias
        if step is None:
            return weights + sign * x, bias + sign
        change, shift = step(weights @ x + bias, x, sign)
        return weights + change, bias + shift

    return wrong


UPDATE_MISTAKES = (
    Mistake(
        _wrong_update(step=lambda z, x, sign: (sign * x, 0)),
        "the bias stays as it was; it is a weight too, with an input that is always 1.",
    ),
    Mistake(
        _wrong_update(step=lambda z, x, sign: (-sign * x, -sign)),
        "the sign of the update is turned: after a missed yes, x is added.",
    ),
    Mistake(
        _wrong_update(step=lambda z, x, sign: (sign * x, sign * x.sum())),
        "the bias's input is 1, not x: add the sign alone.",
    ),
    Mistake(
        _wrong_update(step=lambda z, x, sign: (x, 1)),
        "x is added after every mistake; multiply it by the sign of the label.",
    ),
    Mistake(
        _wrong_update(condition=lambda z, sign: True),
        "weights change even where the answer was right; change them only after a "
        "mistake.",
    ),
    Mistake(
        _wrong_update(condition=lambda z, sign: sign * z < 0),
        "where z is exactly 0 the example counts as a mistake (<= and not <); "
        "from zero weights nothing would ever be learned.",
    ),
    Mistake(
        _wrong_update(condition=lambda z, sign: (z > 0) != (sign > 0)),
        "where z is exactly 0 and the label is -1 the example counts as a mistake too: "
        "compare sign * z with 0.",
    ),
    Mistake(
        _wrong_update(condition=lambda z, sign: sign * z > 0),
        "it changes the weights where the answer was right, and keeps them after a "
        "mistake.",
    ),
    Mistake(
        _wrong_update(
            condition=lambda z, sign: True,
            step=lambda z, x, sign: ((sign - (z > 0)) * x, sign - (z > 0)),
        ),
        "label and answer are coded differently: a label of -1 minus an answer of 0 is "
        "not zero. Test for a mistake with sign * z <= 0.",
    ),
    Mistake(
        _wrong_update(
            condition=lambda z, sign: True,
            step=lambda z, x, sign: ((sign - z) * x, sign - z),
        ),
        "the step uses z in place of the answer; after a mistake add sign * x, "
        "however wrong z is.",
    ),
    Mistake(
        _wrong_update(
            condition=lambda z, sign: (z > 0) != (sign > 0),
            step=lambda z, x, sign: (2 * sign * x, 2 * sign),
        ),
        "label minus answer is 2 or -2 in this coding, which is twice too long: add "
        "sign * x after a mistake, and test for one with sign * z <= 0.",
    ),
    Mistake(
        _wrong_update(
            condition=lambda z, sign: True,
            step=lambda z, x, sign: ((sign - np.sign(z)) * x, sign - np.sign(z)),
        ),
        "label minus np.sign(z) is 2 or -2 after a mistake, which is twice too long: "
        "add sign * x where sign * z <= 0.",
    ),
    Mistake(
        _wrong_update(step=lambda z, x, sign: (2 * sign * x, 2 * sign)),
        "the step is twice too long: add sign * x, once.",
    ),
    Mistake(
        lambda weights, bias, x, sign: (
            (weights + sign * x, bias + sign)
            if sign * (weights @ x) <= 0
            else (weights, bias)
        ),
        "the test for a mistake forgets the bias: z = w·x + b.",
    ),
)


# --- The learning loop ---------------------------------------------------------------


def train(candidate: Callable) -> None:
    """Check ``train(x, signs, epochs)``: weights, bias and mistakes in each epoch.

    Raises
    ------
    CheckFailed
        If a value, its type or its shape is wrong.
    """
    rng = np.random.default_rng(0)
    corners = CORNERS.astype(float)
    cases = [
        (corners, _signs(NAND), 20),
        (corners, _signs((0, 1, 1, 1)), 20),
        (corners, _signs(XOR), 6),  # it never gets all four
    ]
    for features, epochs in ((2, 50), (3, 50), (5, 3)):
        x = rng.normal(size=(30, features))
        x = x[np.abs(x[:, 0] - x[:, 1]) > 0.1]
        cases.append((x, _signs(x[:, 0] > x[:, 1]), epochs))
    check_function(candidate, _train, cases, name="train", mistakes=TRAIN_MISTAKES)


def _signs(labels) -> np.ndarray:
    return np.where(np.asarray(labels, dtype=bool), 1, -1)


def _train(
    x,
    signs,
    epochs,
    *,
    stop=True,
    restart=False,
    frozen=False,
    early=False,
    strict=False,
    late=False,
):
    """Train a perceptron; the keywords make the usual mistakes."""
    weights, bias, mistakes = np.zeros(x.shape[1]), 0.0, []
    for _ in range(epochs):
        if restart:
            weights, bias = np.zeros(x.shape[1]), 0.0
        wrong, fixed = 0, (weights, bias)
        for example, sign in zip(x, signs, strict=True):
            judge = fixed if frozen else (weights, bias)
            z = example @ judge[0] + judge[1]
            mistake = sign * z < 0 if strict else sign * z <= 0
            if mistake:
                weights, bias = weights + sign * example, bias + sign
            if late:
                mistake = sign * (example @ weights + bias) <= 0
            wrong += int(mistake)
        if early and wrong == 0:
            break
        mistakes.append(wrong)
        if stop and wrong == 0:
            break
    return weights, bias, mistakes


TRAIN_MISTAKES = (
    Mistake(
        lambda x, signs, epochs: _train(x, signs, epochs, stop=False),
        "it goes on after an epoch without a mistake; stop there.",
    ),
    Mistake(
        lambda x, signs, epochs: _train(x, signs, epochs, early=True),
        "the last epoch, the one without a mistake, is missing from the list.",
    ),
    Mistake(
        lambda x, signs, epochs: _train(x, signs, epochs, strict=True),
        "where z is exactly 0 the example counts as a mistake (<= and not <); "
        "from zero weights nothing would ever be learned.",
    ),
    Mistake(
        lambda x, signs, epochs: _train(x, signs, epochs, late=True),
        "the mistakes are counted after the update, which may have mended them; look "
        "at z first, then update.",
    ),
    Mistake(
        lambda x, signs, epochs: _train(x, signs, 1),
        "it stops after one epoch; is the return inside the loop?",
    ),
    Mistake(
        lambda x, signs, epochs: _train(x, signs, epochs, restart=True),
        "each epoch starts from zero again; set weights and bias before the loop.",
    ),
    Mistake(
        lambda x, signs, epochs: _train(x, signs, epochs, frozen=True),
        "all examples of an epoch meet the same weights; the next example must meet "
        "those that the last mistake left.",
    ),
    Mistake(
        lambda x, signs, epochs: (
            *_train(x, signs, epochs)[:2],
            np.cumsum(_train(x, signs, epochs)[2]),
        ),
        "the mistakes add up over the epochs; count from zero in each.",
    ),
    Mistake(
        lambda x, signs, epochs: (
            *_train(x, signs, epochs)[:2],
            sum(_train(x, signs, epochs)[2]),
        ),
        "the mistakes are one total; make a list with the count of each epoch.",
    ),
)


def unlearnable(candidate: Callable) -> None:
    """Check ``unlearnable()``: the truth tables of two inputs that no unit learns.

    Raises
    ------
    CheckFailed
        If one is missing or too many, or if it is not a list of four 0s and 1s each.
    """
    name = "unlearnable"
    result = _result(candidate, name)
    try:
        tables = {tuple(int(label) for label in table) for table in result}
    except (TypeError, ValueError):
        tables = {()}
    if any(len(table) != 4 or not {0, 1} >= set(table) for table in tables):
        fail(
            f"{name}: expected a list of truth tables such as (0, 0, 0, 1), "
            f"got {result!r}"
        )
    right = {XOR, (1, 0, 0, 1)}
    if tables == right:
        passed(name, "these two, and the other fourteen can be learned")
    elif len(tables) == 14 and not tables & right:
        fail(f"{name}: these are the ones that can be learned; return the others.")
    elif missing := right - tables:
        fail(f"{name}: {min(missing)} is missing; does a perceptron ever get it right?")
    else:
        fail(
            f"{name}: {min(tables - right)} can be learned; does the training stop too "
            "early, or does it forget the bias?"
        )


# --- The gradient of the cross-entropy -----------------------------------------------


def gradient(candidate: Callable) -> None:
    """Check ``gradient(x, y, weights, bias)`` of the mean binary cross-entropy.

    Raises
    ------
    CheckFailed
        If a slope, its type or its shape is wrong.
    """
    rng = np.random.default_rng(0)
    cases = []
    for examples, features in ((1, 1), (4, 2), (5, 5), (30, 3), (100, 6)):
        x, y = rng.normal(size=(examples, features)), rng.integers(0, 2, size=examples)
        cases.append((x, y, rng.normal(size=features), float(rng.normal())))
    check_function(
        candidate, _gradient, cases, name="gradient", mistakes=GRADIENT_MISTAKES
    )


def _sigmoid(z):
    return (1 + np.tanh(z / 2)) / 2


def _gradient(x, y, weights, bias):
    error = _sigmoid(x @ weights + bias) - y
    return x.T @ error / len(x), error.mean()


def _wrong_gradient(error: Callable):
    """Make a gradient whose error (y_hat - y, times what belongs there) is another."""

    def wrong(x, y, weights, bias):
        errors = error(x @ weights + bias, y)
        return x.T @ errors / len(x), errors.mean()

    return wrong


GRADIENT_MISTAKES = (
    Mistake(
        _wrong_gradient(lambda z, y: y - _sigmoid(z)),
        "the sign is turned: this points downhill; the gradient has ŷ - y, not y - ŷ.",
    ),
    Mistake(
        lambda x, y, weights, bias: tuple(
            len(x) * part for part in _gradient(x, y, weights, bias)
        ),
        "these are sums over the examples; the loss is a mean: divide by their number.",
    ),
    Mistake(
        lambda x, y, weights, bias: (
            _gradient(x, y, weights, bias)[0],
            len(x) * _gradient(x, y, weights, bias)[1],
        ),
        "the slope of the bias is a sum over the examples; take the mean, as for the "
        "weights.",
    ),
    Mistake(
        lambda x, y, weights, bias: (
            len(x) * _gradient(x, y, weights, bias)[0],
            _gradient(x, y, weights, bias)[1],
        ),
        "the slope of the weights is a sum over the examples; divide by their number, "
        "as for the bias.",
    ),
    Mistake(
        _wrong_gradient(lambda z, y: _sigmoid(-z) - y),
        "the sigmoid has the sign of z turned: it is 1 / (1 + exp(-z)).",
    ),
    Mistake(
        lambda x, y, weights, bias: _gradient(x, y, weights, 0.0),
        "the bias is missing from z = w·x + b.",
    ),
    Mistake(
        lambda x, y, weights, bias: (_gradient(x, y, weights, bias)[0], 0.0),
        "the slope of the bias is not zero: its input is 1, so it is the mean ŷ - y.",
    ),
    Mistake(
        _wrong_gradient(
            lambda z, y: (_sigmoid(z) - y) * _sigmoid(z) * (1 - _sigmoid(z))
        ),
        "this is the gradient of half the squared error: the factor ŷ (1 - ŷ) cancels "
        "in the cross-entropy.",
    ),
    Mistake(
        _wrong_gradient(lambda z, y: (z > 0) - y),
        "the answers are those of a step; put z through the sigmoid.",
    ),
    Mistake(
        _wrong_gradient(lambda z, y: z - y),
        "the sigmoid is missing: the error is sigmoid(z) - y.",
    ),
    Mistake(
        _wrong_gradient(lambda z, y: _sigmoid(z) - (2 * y - 1)),
        "the labels are 0 and 1 here; do not turn them into -1 and 1.",
    ),
    Mistake(
        lambda x, y, weights, bias: (
            (x * (_sigmoid(x @ weights + bias) - y)[:, None]).mean(axis=1),
            _gradient(x, y, weights, bias)[1],
        ),
        "the mean runs over the features; average over the examples, axis=0.",
    ),
)


# --- One row that spoils everything --------------------------------------------------


def clouds(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Make two clouds that a line nearly separates: x, shape (200, 2), labels 0/1."""
    rng = np.random.default_rng(seed)
    y = np.repeat([0, 1], 100)
    return rng.normal(size=(200, 2)) + 3 * y[:, None], y


def accuracy_after_training(x: np.ndarray, y: np.ndarray) -> float:
    """Standardize, train a logistic neuron for 200 steps, test it on fresh clouds.

    Parameters
    ----------
    x : array, shape (examples, 2)
        Training inputs.
    y : array, shape (examples,)
        Their labels, 0 or 1.

    Returns
    -------
    float
        Accuracy on 200 examples that were not in the training.
    """
    mean, deviation = x.mean(axis=0), x.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1)
    scaled = (x - mean) / deviation
    weights, bias = np.zeros(x.shape[1]), 0.0
    for _ in range(200):
        slope, shift = _gradient(scaled, y, weights, bias)
        weights, bias = weights - slope, bias - shift
    x_test, y_test = clouds(seed=1)
    answers = _predict((x_test - mean) / deviation, weights, bias)
    return float(np.mean(answers == y_test))


def spoil(candidate: Callable) -> None:
    """Check ``spoil(x, y)``: one changed row that ruins the training.

    Raises
    ------
    CheckFailed
        If more than one row, or a label's kind, changed, or if the neuron survives.
    """
    name = "spoil"
    x, y = clouds()
    given = x.copy(), y.copy()
    result = _result(candidate, name, x, y)
    if not (np.array_equal(x, given[0]) and np.array_equal(y, given[1])):
        fail(f"{name}: it changed x or y in place; change a copy")
    try:
        bad_x, bad_y = result
        bad_x, bad_y = np.asarray(bad_x, dtype=float), np.asarray(bad_y, dtype=float)
    except (TypeError, ValueError):
        fail(f"{name}: expected two arrays, x and y, got {type(result).__name__}")
    if bad_x.shape != x.shape or bad_y.shape != y.shape:
        fail(
            f"{name}: expected shapes {x.shape} and {y.shape}, "
            f"got {bad_x.shape} and {bad_y.shape}"
        )
    if not (np.isfinite(bad_x).all() and np.isin(bad_y, (0, 1)).all()):
        fail(f"{name}: a measurement must be a finite number and a label 0 or 1")
    changed = int(np.sum((bad_x != x).any(axis=1) | (bad_y != y)))
    if changed != 1:
        fail(f"{name}: {changed} rows differ from the original; change exactly one")
    accuracy = accuracy_after_training(bad_x, bad_y)
    if accuracy >= 0.75:
        wild = np.abs(bad_x).max(axis=0) >= 10 * np.abs(x).max()  # (2,)
        if (bad_y != y).any() and not wild.any():
            hint = (
                "a turned label is only one voice among 200; what does a wild number "
                "do to the standard deviation?"
            )
        elif wild.sum() == 1:
            hint = (
                "one input of the row is wild now, but the other still tells the "
                "clouds apart; spoil both."
            )
        else:
            hint = "go further: how large must one number be to dwarf all others?"
        fail(f"{name}: the neuron survives with accuracy {accuracy:.2f}; {hint}")
    passed(name, f"one row of 200, and the accuracy falls to {accuracy:.2f}")


def clip(candidate: Callable) -> None:
    """Check ``clip(inputs, train_rows)``: inputs held within the training's range.

    Raises
    ------
    CheckFailed
        If a value, its type or its shape is wrong.
    """
    rng = np.random.default_rng(0)
    cases = []
    for rows, features in ((50, 1), (400, 3), (300, 5)):
        inputs = rng.standard_t(2, size=(rows, features)) * (1 + np.arange(features))
        cases.append((inputs, rng.permutation(rows)[: rows // 2]))
    check_function(candidate, _clip, cases, name="clip", mistakes=CLIP_MISTAKES)


def _clip(inputs, train_rows, levels=(1, 99), axis=0):
    low, high = np.percentile(inputs[train_rows], levels, axis=axis)
    return np.clip(inputs, low, high)


CLIP_MISTAKES = (
    Mistake(
        lambda inputs, train_rows: _clip(inputs, slice(None)),
        "the percentiles were taken over all rows; the test rows must have no say.",
    ),
    Mistake(
        lambda inputs, train_rows: _clip(inputs, train_rows, axis=None),
        "one range for all inputs together; take the percentiles with axis=0.",
    ),
    Mistake(
        lambda inputs, train_rows: _clip(inputs, train_rows)[train_rows],
        "only the training rows came back; return all rows.",
    ),
    Mistake(
        lambda inputs, train_rows: _clip(inputs, train_rows, (0.01, 0.99)),
        "np.percentile counts from 0 to 100: the 99th percentile is 99, not 0.99.",
    ),
)


def _result(candidate: Callable, name: str, *arguments):
    """Call the reader's function; a stub, an exception and None get their own line."""
    if not callable(candidate):
        fail(f"{name}: expected a function, found {candidate!r}")
    try:
        result = candidate(*arguments)
    except CheckFailed:
        raise
    except NotImplementedError:
        fail(f"{name}: not written yet. Replace `raise NotImplementedError()`.")
    except Exception as error:  # the reader's code may raise anything: say what
        fail(f"{name}: raised {type(error).__name__}: {error}")
    if result is None:
        fail(f"{name}: returned nothing. Is a `return` missing?")
    return result
