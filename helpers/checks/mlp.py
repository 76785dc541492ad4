"""Checks of chapter 03, Multi-layer perceptrons in Keras.

NumPy only: a Keras model is used through its own methods, and never imported.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checks import CheckFailed, Mistake, check_function, fail, passed

# --- Softmax -------------------------------------------------------------------------


def softmax(candidate: Callable) -> None:
    """Check ``softmax(scores)``: probabilities of each row, shape (n, classes).

    Raises
    ------
    CheckFailed
        If a probability, its type or its shape is wrong, or if large scores overflow.
    """
    rng = np.random.default_rng(0)
    cases = [
        (np.array([[2.0, 1.0, -1.0]]),),
        (rng.normal(size=(4, 4)),),
        (rng.normal(scale=3, size=(50, 10)),),
        (np.zeros((2, 5)),),
        (np.array([[1000.0, 999.0, 997.0], [-1000.0, -999.0, -997.0]]),),
        (np.array([[800.0, 0.0, -800.0]]),),
    ]
    with np.errstate(all="ignore"):
        check_function(
            candidate, _softmax, cases, name="softmax", mistakes=SOFTMAX_MISTAKES
        )


def _softmax(scores, *, axis=-1, shift="row"):
    """Return the probabilities; ``axis`` and ``shift`` make the usual mistakes."""
    scores = np.asarray(scores, dtype=float)
    shifts = {
        "row": lambda: scores.max(axis=-1, keepdims=True),
        "column": lambda: scores.max(axis=0, keepdims=True),
        "whole": scores.max,
        "lowest": lambda: scores.min(axis=-1, keepdims=True),
        "mean": lambda: scores.mean(axis=-1, keepdims=True),
        "none": lambda: 0.0,
    }
    powers = np.exp(scores - shifts[shift]())
    return powers / powers.sum(axis=axis, keepdims=axis is not None)


_OVERFLOW = (
    "large scores overflow: exp(1000) is infinite. Subtract the largest score of each "
    "row before the exponential; the probabilities stay the same."
)
_WHOLE = (
    "the sum runs over all rows together, so that only the whole array sums to one; "
    "sum over axis=-1, with keepdims=True."
)
_COLUMNS = (
    "the columns sum to one; a row is one example: sum over axis=-1, "
    "with keepdims=True."
)

SOFTMAX_MISTAKES = (
    Mistake(lambda scores: _softmax(scores, shift="none"), _OVERFLOW),
    *(
        Mistake(lambda scores, s=shift: _softmax(scores, axis=0, shift=s), _COLUMNS)
        for shift in ("row", "column", "whole", "none")
    ),
    *(
        Mistake(lambda scores, s=shift: _softmax(scores, axis=None, shift=s), _WHOLE)
        for shift in ("row", "whole", "none")
    ),
    Mistake(
        lambda scores: _softmax(scores, shift="whole"),
        "the largest score of the whole array is subtracted; a row far below it "
        "becomes 0/0. Subtract the largest of each row: max(axis=-1, keepdims=True).",
    ),
    *(
        Mistake(
            lambda scores, s=shift: _softmax(scores, shift=s),
            "the shift is not large enough, and the largest scores still overflow: "
            "subtract the maximum of each row.",
        )
        for shift in ("lowest", "mean")
    ),
    Mistake(
        lambda scores: (
            scores
            - scores.max(axis=-1, keepdims=True)
            - np.log(
                np.exp(scores - scores.max(axis=-1, keepdims=True)).sum(
                    axis=-1, keepdims=True
                )
            )
        ),
        "these are the logarithms of the probabilities; return the probabilities.",
    ),
    Mistake(
        lambda scores: 1 / (1 + np.exp(-scores)),
        "this is a sigmoid of each score by itself; the classes compete: divide by the "
        "sum over the row.",
    ),
    Mistake(
        lambda scores: np.exp(scores - scores.max(axis=-1, keepdims=True)),
        "nothing divides by the sum, so the rows do not sum to one.",
    ),
    Mistake(
        lambda scores: scores / scores.sum(axis=-1, keepdims=True),
        "the exponential is missing; without it a negative score becomes a negative "
        "probability.",
    ),
    Mistake(
        lambda scores: _softmax(-scores),
        "the sign is turned: the largest score must get the largest probability.",
    ),
)


# --- Cross-entropy -------------------------------------------------------------------


def cross_entropy(candidate: Callable) -> None:
    """Check ``cross_entropy(probabilities, labels)``: the mean loss, one number.

    Raises
    ------
    CheckFailed
        If the loss or its type is wrong, or is infinite where a probability is zero.
    """
    rng = np.random.default_rng(0)
    cases = [(np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]), np.array([0, 1]))]
    for n, classes in ((1, 2), (5, 5), (40, 10), (7, 3)):
        probabilities = _softmax(rng.normal(size=(n, classes)))
        cases.append((probabilities, rng.integers(classes, size=n)))
    cases.append((np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0, 0])))
    with np.errstate(all="ignore"):
        check_function(
            candidate,
            _cross_entropy,
            cases,
            name="cross_entropy",
            mistakes=CROSS_ENTROPY_MISTAKES,
            rtol=1e-4,  # 1e-7 may be added instead of clipped at
        )


def _true_class(probabilities, labels):
    return np.asarray(probabilities)[np.arange(len(labels)), labels]


def _clip(probabilities):
    return np.maximum(probabilities, 1e-7)


def _cross_entropy(probabilities, labels):
    return -np.mean(np.log(_clip(_true_class(probabilities, labels))))


def _one_hot(probabilities, labels):
    return np.eye(np.shape(probabilities)[1])[labels]


CROSS_ENTROPY_MISTAKES = (
    Mistake(
        lambda p, y: -np.mean(np.log(_true_class(p, y))),
        "the logarithm of zero is minus infinity: clip the probabilities, "
        "np.maximum(..., 1e-7), before it.",
    ),
    *(
        Mistake(
            lambda p, y, c=clip: -np.sum(np.log(c(_true_class(p, y)))),
            "this is the sum over the examples; the loss is their mean.",
        )
        for clip in (_clip, np.asarray)
    ),
    *(
        Mistake(
            lambda p, y, c=clip: np.mean(np.log(c(_true_class(p, y)))),
            "the minus sign is missing: logarithms of probabilities are negative, "
            "and a loss is not.",
        )
        for clip in (_clip, np.asarray)
    ),
    *(
        Mistake(
            lambda p, y, c=clip: -np.mean(np.log(c(p[:, y]))),
            "probabilities[:, labels] takes every label's column for every row; "
            "take one from each row: probabilities[np.arange(n), labels].",
        )
        for clip in (_clip, np.asarray)
    ),
    Mistake(
        lambda p, y: -np.mean(_one_hot(p, y) * np.log(_clip(p))),
        "the mean runs over the classes too, so the loss is too small by their number; "
        "sum over the classes, then take the mean over the examples.",
    ),
    Mistake(
        lambda p, y: -np.mean(np.log(_clip(np.max(p, axis=1)))),
        "the loss looks at the largest probability; what counts is that of the true "
        "class.",
    ),
    Mistake(
        lambda p, y: -np.mean(np.log(_clip(np.mean(p, axis=1)))),
        "the loss averages all probabilities of a row; what counts is that of the true "
        "class.",
    ),
    Mistake(
        lambda p, y: -np.mean(np.sum(np.log(_clip(p)), axis=1)),
        "the labels are not used: only the probability of the true class counts.",
    ),
    Mistake(
        lambda p, y: -np.mean(np.log2(_clip(_true_class(p, y)))),
        "this is the logarithm to base 2; use the natural one, np.log.",
    ),
    Mistake(
        lambda p, y: -np.mean(np.log10(_clip(_true_class(p, y)))),
        "this is the logarithm to base 10; use the natural one, np.log.",
    ),
    Mistake(
        lambda p, y: -np.log(_clip(np.mean(_true_class(p, y)))),
        "the mean is inside the logarithm; take the logarithms first, then their mean.",
    ),
    Mistake(
        lambda p, y: -np.log(_clip(_true_class(p, y))),
        "these are the losses of the single examples; return their mean.",
    ),
    Mistake(
        lambda p, y: np.mean(1 - _true_class(p, y)),
        "this is one minus the probability; the loss is minus its logarithm.",
    ),
)


# --- Plan a network, then build it ---------------------------------------------------


def count_parameters(candidate: Callable) -> None:
    """Check ``count_parameters(sizes)``: all weights and biases of dense layers.

    Raises
    ------
    CheckFailed
        If the number or its type is wrong.
    """
    cases = [
        ([784, 512, 10],),
        ([3, 2],),
        ([1, 1],),
        ([64, 32, 16, 3],),
        ([5, 7, 7, 7, 2],),
    ]
    check_function(
        candidate,
        _count,
        cases,
        name="count_parameters",
        mistakes=COUNT_MISTAKES,
        rtol=0,
        atol=0.1,
    )


def _pairs(sizes):
    return list(itertools.pairwise(sizes))


def _count(sizes):
    return sum(inputs * units + units for inputs, units in _pairs(sizes))


COUNT_MISTAKES = (
    Mistake(
        lambda sizes: sum(inputs * units for inputs, units in _pairs(sizes)),
        "the biases are missing: each unit of a layer has one.",
    ),
    Mistake(
        lambda sizes: sum(a * b for a, b in _pairs(sizes)) + sum(sizes),
        "the inputs have been given biases; only units of a layer have one.",
    ),
    Mistake(
        lambda sizes: sum(inputs * units + inputs for inputs, units in _pairs(sizes)),
        "there is a bias for each input of a layer; it is one for each unit.",
    ),
    Mistake(
        lambda sizes: sum(inputs * units + 1 for inputs, units in _pairs(sizes)),
        "there is one bias for each layer; it is one for each unit.",
    ),
    Mistake(
        lambda sizes: sum(a * b for a, b in _pairs(sizes)) + sum(sizes[1:-1]),
        "the biases of the output layer are missing.",
    ),
    Mistake(
        lambda sizes: sum(a * b for a, b in _pairs(sizes)) + sizes[-1],
        "the biases of the hidden layers are missing.",
    ),
    Mistake(
        lambda sizes: sizes[0] * sizes[1] + sizes[1],
        "only the first layer is counted; is the return inside the loop?",
    ),
    Mistake(
        lambda sizes: sizes[-2] * sizes[-1] + sizes[-1],
        "only the last layer is counted; add the layers up.",
    ),
    Mistake(
        lambda sizes: int(np.prod(sizes)) + sum(sizes[1:]),
        "the sizes are all multiplied; each layer multiplies its own inputs and units, "
        "and the layers add up.",
    ),
    Mistake(
        lambda sizes: sum(sizes),
        "these are the units; a weight stands between each pair of input and unit.",
    ),
    Mistake(
        lambda sizes: sum(a + b for a, b in _pairs(sizes)),
        "inputs and units are added; each pair has a weight: multiply them.",
    ),
)


def build_classifier(candidate: Callable) -> None:
    """Check ``build_classifier(inputs, hidden_units, classes)``: a compiled model.

    Its layers, parameters, probabilities, loss and metric are looked at.

    Raises
    ------
    CheckFailed
        If it is no compiled model of that kind: what it does instead, and what to do.
    """
    name = "build_classifier"
    for inputs, hidden_units, classes in ((6, 5, 3), (4, 8, 5)):
        arguments = f"({inputs}, {hidden_units}, {classes})"
        model = _call(candidate, (inputs, hidden_units, classes), name)
        if not (callable(model) and hasattr(model, "get_weights")):
            found = type(model).__name__
            fail(f"{name}{arguments}: expected a Keras model, got a {found}")
        _look_at_model(model, inputs, hidden_units, classes, f"{name}{arguments}")
    passed(name, "layers, parameters, probabilities, loss and metric are right")


def _call(candidate: Callable, arguments: tuple, name: str) -> Any:
    """Call the reader's function; a stub, an error and a None get their own line."""
    if not callable(candidate):
        fail(f"{name}: expected a function, found a {type(candidate).__name__}")
    try:
        result = candidate(*arguments)
    except NotImplementedError:
        fail(f"{name}: not written yet. Replace `raise NotImplementedError()`.")
    except Exception as error:  # the reader's code may raise anything: say what
        fail(f"{name}: raised {type(error).__name__}: {_first_line(error)}")
    if result is None:
        fail(f"{name}: returned nothing. Is a `return` missing?")
    return result


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [""])[0]


def _look_at_model(model, inputs, hidden_units, classes, name) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(scale=3, size=(40, inputs)).astype("float32")
    y = np.arange(40) % classes
    try:
        outputs = _numpy(model(x))
    except Exception as error:  # Keras' messages on shapes are long: the first line
        fail(
            f"{name}: the model does not take an array of shape (40, {inputs}): "
            f"{_first_line(error)} Begin with keras.Input(shape=(inputs,))."
        )
    if outputs.shape != (40, classes):
        fail(
            f"{name}: for 40 examples the outputs have shape {outputs.shape}, "
            f"not {(40, classes)}; the last layer has one unit for each class."
        )
    _look_at_parameters(model, inputs, hidden_units, classes, name)
    if not np.allclose(outputs.sum(axis=1), 1, atol=1e-3) or outputs.min() < 0:
        squashed = outputs.min() >= 0 and outputs.max() <= 1
        fail(
            f"{name}: the outputs of an example do not sum to one. "
            + (
                "A sigmoid looks at each class by itself: use softmax in the "
                "last layer."
                if squashed
                else 'The last layer needs activation="softmax".'
            )
        )
    _look_at_activation(model, x, hidden_units, outputs, name)
    # Small inputs: a loss clips probabilities that are nearly zero, each in its own way.
    x = x / 10
    _look_at_compilation(model, x, y, _numpy(model(x)), name)


def _look_at_parameters(model, inputs, hidden_units, classes, name) -> None:
    """Compare the number of parameters with the right one and with the usual others."""
    wanted = _count([inputs, hidden_units, classes])
    weights = inputs * hidden_units + hidden_units * classes
    hints = {
        weights: "no layer has biases; leave use_bias as it is.",
        _count([inputs, classes]): "there is no hidden layer.",
        _count([inputs, hidden_units, hidden_units, classes]): (
            "there are two hidden layers; one is asked for."
        ),
        _count([inputs, classes, classes]): (
            "the hidden layer has as many units as there are classes, "
            "instead of hidden_units."
        ),
        _count([inputs, inputs, classes]): (
            "the hidden layer has as many units as there are inputs, "
            "instead of hidden_units."
        ),
    }
    found = model.count_params()
    if found != wanted:
        plan = "see count_parameters([inputs, hidden_units, classes])."
        hint = hints.get(found, plan)
        fail(f"{name}: expected {wanted} parameters, found {found}: {hint}")


def _look_at_activation(model, x, hidden_units, outputs, name) -> None:
    """Compute the outputs with NumPy, for each activation of the hidden layer."""
    inputs, classes = x.shape[1], outputs.shape[1]
    # By shape, because a class of one's own may make its layers in any order.
    by_shape = {weights.shape: weights for weights in model.get_weights()}
    units = hidden_units
    shapes = [(inputs, units), (units,), (units, classes), (classes,)]
    if set(shapes) != set(by_shape):
        fail(f"{name}: expected weights of shapes {shapes}, found {list(by_shape)}.")
    w1, b1, w2, b2 = (by_shape[shape] for shape in shapes)
    z = x @ w1 + b1
    activations = {
        "relu": np.maximum(z, 0),
        "none at all": z,
        "softmax": _softmax(z),
        "sigmoid": 1 / (1 + np.exp(-z)),
        "tanh": np.tanh(z),
    }
    fitting = (
        activation
        for activation, hidden in activations.items()
        if np.allclose(_softmax(hidden @ w2 + b2), outputs, atol=1e-2)
    )
    activation = next(fitting, "another one")
    once = _softmax(activations["relu"] @ w2 + b2)
    if activation != "relu" and np.allclose(_softmax(once), outputs, atol=1e-3):
        fail(f"{name}: the softmax is applied twice; once is enough.")
    if activation == "none at all":
        fail(
            f"{name}: the hidden layer has no activation, so the two layers are no "
            'more than one; give it activation="relu".'
        )
    if activation != "relu":
        fail(
            f'{name}: the activation of the hidden layer is not "relu" '
            f"but {activation}."
        )


def _look_at_compilation(model, x, y, outputs, name) -> None:
    """Compare the compiled loss with the outputs' cross-entropy; find accuracy."""
    if not getattr(model, "compiled", False):
        fail(f"{name}: the model is not compiled; call model.compile, then return it.")
    if getattr(model.loss, "from_logits", False):
        fail(
            f"{name}: from_logits=True tells the loss to apply a softmax, "
            "and the last layer has one already: choose one of the two."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            results = model.evaluate(x, y, verbose=0, return_dict=True)
    except Exception as error:  # whatever the backend raises for labels that do not fit
        kind = _loss_name(model.loss)
        if kind == "sparsecategoricalcrossentropy":  # the loss fits
            fail(
                f"{name}: a metric does not fit probabilities and integer labels: "
                f'give compile metrics=["accuracy"]. ({_first_line(error)})'
            )
        if kind == "categoricalcrossentropy":
            fail(
                f"{name}: the loss wants one-hot labels, but these are integers: "
                'use "sparse_categorical_crossentropy".'
            )
        fail(
            f"{name}: the loss {kind!r} does not fit probabilities and integer labels: "
            f'use "sparse_categorical_crossentropy". ({_first_line(error)})'
        )
    wanted = _cross_entropy(outputs, y)
    if not np.isclose(results["loss"], wanted, rtol=1e-2):
        fail(
            f"{name}: the loss is {results['loss']:.4f} where the cross-entropy is "
            f'{wanted:.4f}: use "sparse_categorical_crossentropy".'
        )
    accuracy = np.mean(outputs.argmax(axis=1) == y)
    measured = {metric: value for metric, value in results.items() if metric != "loss"}
    if not any(np.isclose(value, accuracy, atol=1e-3) for value in measured.values()):
        found = f"; {', '.join(measured)} is something else" if measured else ""
        fail(
            f"{name}: accuracy is not measured{found}: "
            'give compile metrics=["accuracy"].'
        )


def _loss_name(loss: Any) -> str:
    """Return a loss's name in small letters, whether text, function or object."""
    name = loss if isinstance(loss, str) else getattr(loss, "__name__", None)
    name = name or type(loss).__name__
    return name.replace("_", "").lower()


def _numpy(tensor: Any) -> np.ndarray:
    """Return a tensor of any backend as an array."""
    if hasattr(tensor, "detach"):  # PyTorch
        tensor = tensor.detach().cpu()
    return np.asarray(tensor)


# --- A metric of one's own -----------------------------------------------------------


def top_two(candidate: Callable) -> None:
    """Check ``top_two(y_true, y_pred)``: 1 where the truth is among the best two.

    Raises
    ------
    CheckFailed
        If a value, its type or its shape is wrong.
    """
    rng = np.random.default_rng(0)
    cases = []
    for n, classes in ((6, 3), (5, 5), (40, 10), (1, 4)):
        probabilities = _softmax(rng.normal(size=(n, classes))).astype("float32")
        cases.append((rng.integers(classes, size=n), probabilities))
    check_function(
        lambda y_true, y_pred: _numpy_or_as_it_is(candidate(y_true, y_pred)),
        _top_two,
        cases,
        name="top_two",
        mistakes=TOP_TWO_MISTAKES,
    )


def _numpy_or_as_it_is(result: Any) -> Any:
    return _numpy(result) if hasattr(result, "shape") else result


def _ranked(y_pred):
    return np.argsort(-np.asarray(y_pred), axis=-1)  # (n, classes), best first


def _top_two(y_true, y_pred):
    among = _ranked(y_pred)[:, :2] == np.asarray(y_true)[:, None]  # (n, 2)
    return among.any(axis=1).astype(float)


TOP_TWO_MISTAKES = (
    Mistake(
        lambda y_true, y_pred: (_ranked(y_pred)[:, 0] == y_true).astype(float),
        "only the favorite counts here, which is plain accuracy; the second best "
        "counts too.",
    ),
    Mistake(
        lambda y_true, y_pred: (_ranked(y_pred)[:, 1] == y_true).astype(float),
        "only the second best counts here; the favorite counts too.",
    ),
    Mistake(
        lambda y_true, y_pred: (
            (_ranked(y_pred)[:, -2:] == y_true[:, None]).any(axis=1).astype(float)
        ),
        "these are the two least likely classes: argsort puts the smallest first.",
    ),
    Mistake(
        lambda y_true, y_pred: _top_two(y_true, y_pred).mean(),
        "this is the average; give one number for each example, and Keras averages "
        "them over all batches.",
    ),
    Mistake(
        lambda y_true, y_pred: _top_two(y_true, y_pred).sum(),
        "this is how many are right; give one number for each example.",
    ),
    Mistake(
        lambda y_true, y_pred: (
            (_ranked(y_pred)[:, :3] == y_true[:, None]).any(axis=1).astype(float)
        ),
        "the best three count here; take two.",
    ),
    Mistake(
        lambda y_true, y_pred: (_ranked(y_pred)[:, :2] == y_true[:, None]).astype(
            float
        ),
        "there are two numbers for each example, one for each of the best two classes; "
        "one of them is enough: any(axis=-1).",
    ),
    Mistake(
        lambda y_true, y_pred: 1 - _top_two(y_true, y_pred),
        "right and wrong are swapped: 1 stands for right.",
    ),
)


# --- Examples and labels in a new order ----------------------------------------------


def shuffle_together(candidate: Callable) -> None:
    """Check ``shuffle_together(x, y, seed)``: both in the same new order.

    Raises
    ------
    CheckFailed
        If examples and labels no longer belong together, rows are lost or repeated, the
        order is not new, or the seed does not rule it.
    """
    name = "shuffle_together"
    n = 60
    x = np.stack([np.arange(n), -np.arange(n)], axis=1).astype(float)  # (60, 2)
    y = 1000 + np.arange(n)  # the label of row i is 1000 + i
    new_x, new_y = _shuffled(candidate, x, y, 1, name)
    if sorted(new_x[:, 0]) != sorted(x[:, 0]) or sorted(new_y) != sorted(y):
        fail(
            f"{name}: some rows are lost and others come twice; a permutation holds "
            "each row once: rng.permutation(n), not rng.integers or rng.choice."
        )
    if not np.array_equal(new_x[:, 1], -new_x[:, 0]):
        fail(f"{name}: the columns of x are shuffled; whole rows must move.")
    fits = new_y == 1000 + new_x[:, 0]
    x_moved = not np.array_equal(new_x, x)
    y_moved = not np.array_equal(new_y, y)
    if not fits.all():
        if not y_moved:
            fail(f"{name}: x is in a new order, y is not: use the same order for both.")
        if not x_moved:
            fail(f"{name}: y is in a new order, x is not: use the same order for both.")
        fail(
            f"{name}: {int((~fits).sum())} of {n} labels no longer belong to their "
            "rows: x and y were shuffled separately. Draw one permutation and use it "
            "twice."
        )
    if not x_moved:
        fail(f"{name}: the order is the old one.")
    if np.array_equal(new_x, x[::-1]):
        fail(f"{name}: the order is only turned round; sorted data stay sorted.")
    if np.mean(np.abs(np.diff(new_x[:, 0])) == 1) > 0.25:
        fail(
            f"{name}: most neighbors are neighbors still, so sorted data stay nearly "
            "sorted; draw the order with rng.permutation(n)."
        )
    again_x, _ = _shuffled(candidate, x, y, 1, name)
    if not np.array_equal(again_x, new_x):
        fail(
            f"{name}: the same seed gives two orders; draw from "
            "np.random.default_rng(seed)."
        )
    other_x, _ = _shuffled(candidate, x, y, 2, name)
    if np.array_equal(other_x, new_x):
        fail(f"{name}: seeds 1 and 2 give the same order; is the seed used?")
    passed(name, "one new order for both, ruled by the seed")


def _shuffled(candidate, x, y, seed, name) -> tuple[np.ndarray, np.ndarray]:
    """Call the reader's function on copies; faults of type and shape get their line."""
    given_x, given_y = x.copy(), y.copy()
    result = _call(candidate, (given_x, given_y, seed), name)
    if not (isinstance(result, tuple | list) and len(result) == 2):
        fail(f"{name}: expected two arrays, x and y, got a {type(result).__name__}")
    new_x, new_y = (np.asarray(part) for part in result)
    if new_x.shape != x.shape or new_y.shape != y.shape:
        fail(
            f"{name}: expected arrays of shape {x.shape} and {y.shape}, "
            f"got {new_x.shape} and {new_y.shape}"
        )
    if not (np.array_equal(given_x, x) and np.array_equal(given_y, y)):
        fail(f"{name}: changed its arguments in place; work on a copy")
    return new_x, new_y


__all__ = [
    "CheckFailed",
    "build_classifier",
    "count_parameters",
    "cross_entropy",
    "shuffle_together",
    "softmax",
    "top_two",
]
