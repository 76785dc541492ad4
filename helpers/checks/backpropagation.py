"""Checks of chapter 02, Backpropagation."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from helpers.checks import CheckFailed, Mistake, check_function, fail, passed

XOR_INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
XOR_TARGETS = np.array([[0], [1], [1], [0]], dtype=float)


# --- The gradient of a tanh neuron ---------------------------------------------------


def neuron_gradient(candidate: Callable) -> None:
    """Check ``neuron_gradient(x, t, w, b)``: slopes of the mean squared error.

    The neuron answers ``tanh(x @ w + b)``; the slopes are those for ``w``, shape
    (features,), and for ``b``, a number.

    Raises
    ------
    CheckFailed
        If a slope, its type or its shape is wrong.
    """
    rng = np.random.default_rng(0)
    cases = []
    for examples, features in ((1, 1), (1, 3), (7, 2), (30, 4), (5, 5)):
        x = rng.normal(size=(examples, features))
        t = rng.uniform(-1, 1, size=examples)
        cases.append((x, t, rng.normal(size=features), float(rng.normal())))
    check_function(
        candidate,
        _neuron_gradient,
        cases,
        name="neuron_gradient",
        mistakes=NEURON_MISTAKES,
    )


def _neuron_gradient(x, t, w, b):
    y = np.tanh(x @ w + b)
    dz = 2 * (y - t) * (1 - y**2) / len(x)
    return x.T @ dz, dz.sum()


def _neuron_by(error: Callable, slope: Callable) -> Callable:
    """Return the gradient with another dE/dy, of (y, t, n), or dy/dz, of (y, z)."""

    def gradient(x, t, w, b):
        z = x @ w + b
        y = np.tanh(z)
        dz = error(y, t, len(x)) * slope(y, z)
        return x.T @ dz, dz.sum()

    return gradient


def _mean_error(y, t, n):
    return 2 * (y - t) / n


def _tanh_slope(y, z):
    return 1 - y**2


def _neuron_without_x(x, t, w, b):
    slope = _neuron_gradient(x, t, w, b)[1]
    return np.full(len(w), slope), slope


def _neuron_per_example(x, t, w, b):
    y = np.tanh(x @ w + b)
    dz = 2 * (y - t) * (1 - y**2) / len(x)
    return x * dz[:, None], dz


def _neuron_bias_per_example(x, t, w, b):
    per_example = _neuron_per_example(x, t, w, b)
    return per_example[0].sum(axis=0), per_example[1]


def _neuron_mean_over_all(x, t, w, b):
    y = np.tanh(x @ w + b)
    dz = 2 * (y - t) * (1 - y**2)
    return (x.T @ dz) / len(x), dz.sum()


NEURON_MISTAKES = (
    Mistake(
        _neuron_by(lambda y, t, n: 2 * (t - y) / n, _tanh_slope),
        "the sign is turned: this is the way down. The slope of (y − t)² is 2 (y − t).",
    ),
    Mistake(
        _neuron_by(lambda y, t, n: (y - t) / n, _tanh_slope),
        "a factor 2 is missing: the slope of (y − t)² for y is 2 (y − t).",
    ),
    Mistake(
        _neuron_by(_mean_error, lambda y, z: np.ones_like(y)),
        "the link dy/dz is missing: the error has to pass through tanh.",
    ),
    Mistake(
        _neuron_by(_mean_error, lambda y, z: 1 - np.tanh(y) ** 2),
        "the slope of tanh is taken at y; with y = tanh(z) it is 1 − y², "
        "so do not apply tanh twice.",
    ),
    Mistake(
        _neuron_by(_mean_error, lambda y, z: 1 - z**2),
        "the slope of tanh is 1 − y², with the output y; this has z in its place.",
    ),
    Mistake(
        _neuron_by(_mean_error, lambda y, z: y * (1 - y)),
        "y (1 − y) is the slope of the sigmoid; that of tanh is 1 − y².",
    ),
    Mistake(
        _neuron_by(_mean_error, lambda y, z: 1 + y**2),
        "a sign is wrong in the slope of tanh: it is 1 − y².",
    ),
    Mistake(
        _neuron_without_x,
        "the link dz/dw_k = x_k is missing: each weight's slope has its input as a factor.",
    ),
    Mistake(
        _neuron_by(lambda y, t, n: 2 * (y - t), _tanh_slope),
        "the slopes are summed over the examples, but E is the mean: divide by len(x).",
    ),
    Mistake(
        _neuron_by(lambda y, t, n: 2 * (y - t) / n**2, _tanh_slope),
        "divided by the number of examples twice; the mean takes care of it once.",
    ),
    Mistake(
        _neuron_mean_over_all,
        "the slope for b is a sum over the examples; divide it by len(x), as that for w.",
    ),
    Mistake(
        _neuron_per_example,
        "one slope for each example is left: sum over the examples, axis 0.",
    ),
    Mistake(
        _neuron_bias_per_example,
        "the slope for b must be one number: sum it over the examples.",
    ),
    Mistake(
        lambda x, t, w, b: _neuron_gradient(x, t, w, b)[::-1],
        "the order is (slopes for w, slope for b).",
    ),
)


# --- The gradient by nudging ---------------------------------------------------------


def numerical_gradient(candidate: Callable) -> None:
    """Check ``numerical_gradient(loss, weights)``: slopes by nudging to both sides.

    How it went wrong shows in where the loss was asked for, so the check listens.

    Raises
    ------
    CheckFailed
        If a slope is off by more than one in a million, or its shape is wrong.
    """
    name = "numerical_gradient"
    if not callable(candidate):
        fail(f"{name}: expected a function, found {candidate!r}")
    for loss, gradient, weights in _losses():
        asked: list[np.ndarray] = []

        def listening(w, loss=loss, asked=asked):
            asked.append(np.array(w, dtype=float))
            return loss(w)

        given = weights.copy()
        try:
            result = candidate(listening, given)
        except NotImplementedError:
            fail(f"{name}: not written yet. Replace `raise NotImplementedError()`.")
        except Exception as error:  # the reader's code may raise anything: say what
            fail(
                f"{name}: for weights of shape {weights.shape} raised "
                f"{type(error).__name__}: {error}"
            )
        if result is None:
            fail(f"{name}: returned nothing. Is a `return` missing?")
        try:
            result = np.asarray(result, dtype=float)
        except (TypeError, ValueError):
            fail(f"{name}: expected an array of slopes, got {result!r}")
        if not np.allclose(given, weights, rtol=0, atol=1e-9):
            fail(
                f"{name}: the weights are not the same afterwards; "
                "put each one back, or nudge a copy"
            )
        expected = gradient(weights)
        if result.shape != expected.shape:
            fail(
                f"{name}: expected one slope for each weight, shape {expected.shape}, "
                f"got shape {result.shape}"
            )
        if not np.allclose(result, expected, rtol=1e-6, atol=1e-6):
            fail(f"{name}: {_why_nudging_failed(result, expected, asked, weights)}")
        if _one_sided(asked, weights):
            fail(f"{name}: {ONE_SIDED}")
    passed(name, "six digits right, for vectors and matrices")


def _losses() -> Iterable[tuple[Callable, Callable, np.ndarray]]:
    """Losses with a known gradient, and weights. The first is strongly curved."""
    rng = np.random.default_rng(0)
    curvature = np.array([1.0, 300.0, 10000.0])
    yield (
        lambda w: float(np.sum(curvature * np.asarray(w) ** 2) / 2),
        lambda w: curvature * w,
        np.array([0.5, -0.001, 0.00005]),
    )
    for shape in ((1,), (4,), (2, 3)):
        direction = rng.normal(size=shape)
        yield (
            lambda w, d=direction: float(np.sum(np.tanh(np.asarray(w)) * d)),
            lambda w, d=direction: (1 - np.tanh(w) ** 2) * d,
            rng.normal(size=shape),
        )


ONE_SIDED = (
    "the weights are nudged to one side only, and where the loss is curved that costs "
    "digits; nudge to both sides"
)


def _moves(
    asked: list[np.ndarray], weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Where the loss was asked, as moves from the weights, and which of them count."""
    moves = np.array([place - weights for place in asked]).reshape(len(asked), -1)
    largest = np.abs(moves).max(axis=1, keepdims=True)
    return moves, np.abs(moves) > np.maximum(0.01 * largest, 1e-15)  # not mere rounding


def _one_sided(asked: list[np.ndarray], weights: np.ndarray) -> bool:
    moves, moved = _moves(asked, weights)
    return not ((moves[moved] > 0).any() and (moves[moved] < 0).any())


def _why_nudging_failed(
    result: np.ndarray,
    expected: np.ndarray,
    asked: list[np.ndarray],
    weights: np.ndarray,
) -> str:
    """Say what is wrong, from the slopes and from the places where the loss was asked."""
    if not asked:
        return "the loss was never called; a slope by nudging needs loss(...)"
    moves, moved = _moves(asked, weights)
    if not moved.any():
        return "the loss was only asked at the weights themselves; nudge one of them"
    if moves.shape[1] > 1 and moved.all(axis=1).any() and moved.sum(axis=1).min() != 1:
        return (
            "all weights are nudged at once; the slope for one needs the others at rest"
        )
    if (moved.sum(axis=1) > 1).any():
        return "a nudged weight is not put back before the next one is nudged"
    if np.allclose(result, -expected, rtol=1e-4, atol=1e-6):
        return "the sign is turned: it is (loss above − loss below)"
    sides = moves[moved]
    for factor, hint in (
        (2.0, "divide by the whole way from below to above, 2 · nudge"),
        (0.5, "the slopes are half of what they should be: divide by 2 · nudge once"),
    ):
        if np.allclose(result, factor * expected, rtol=1e-3, atol=1e-6):
            return hint
    size = float(np.median(np.abs(sides)))
    if np.allclose(result, expected * 2 * size, rtol=1e-2, atol=1e-12):
        return "the difference of the losses is not divided by 2 · nudge"
    if _one_sided(asked, weights):
        return ONE_SIDED
    if size > 2e-3 or size < 1e-8:
        return f"a nudge of {size:.0e} is too {'large' if size > 1e-5 else 'small'}; try 1e-5"
    index = np.unravel_index(np.argmax(np.abs(result - expected)), expected.shape)
    place = index[0] if len(index) == 1 else tuple(int(i) for i in index)
    return f"at index {place} expected {expected[index]:.7g}, got {result[index]:.7g}"


# --- A backward pass with a mistake in it --------------------------------------------


def wrong_arrays(candidate: Callable) -> None:
    """Check ``wrong_arrays()``: the names of the gradients that the suspect gets wrong.

    Raises
    ------
    CheckFailed
        If a name is missing or too many.
    """
    name = "wrong_arrays"
    found = _call(candidate, name)
    if isinstance(found, str) or not isinstance(found, Iterable):
        fail(f"{name}: expected a set of names like {{'w2', 'b2'}}, got {found!r}")
    found = list(found)
    unknown = [item for item in found if item not in ("w1", "b1", "w2", "b2")]
    if unknown:
        fail(f"{name}: the gradients are called w1, b1, w2 and b2, not {unknown[0]!r}")
    found = set(found)
    if found & {"w2", "b2"}:
        fail(
            f"{name}: {sorted(found & {'w2', 'b2'})[0]} agrees with the numerical gradient; "
            "compare in float64, relative to the largest slope"
        )
    if found != {"w1", "b1"}:
        missing = sorted({"w1", "b1"} - found)
        fail(
            f"{name}: not all found; look again at {missing[0]}, more than one number of it"
        )
    passed(name, "all found, and no innocent accused")


def right_gradient(candidate: Callable) -> None:
    """Check ``right_gradient(x, t, w)``: the repaired backward pass, a dict of slopes.

    Raises
    ------
    CheckFailed
        If a slope, a name or a shape is wrong.
    """
    rng = np.random.default_rng(0)
    cases = []
    for examples, inputs, hidden, outputs in ((6, 3, 2, 2), (4, 2, 3, 3), (5, 3, 4, 1)):
        w = {
            "w1": rng.normal(size=(inputs, hidden)),
            "b1": rng.normal(size=hidden),
            "w2": rng.normal(size=(hidden, outputs)),
            "b2": rng.normal(size=outputs),
        }
        x, t = rng.normal(size=(examples, inputs)), rng.normal(size=(examples, outputs))
        cases.append((x, t, w))

    def as_tuple(x, t, w):
        result = candidate(x, t, w)
        if isinstance(result, dict):
            missing = [key for key in w if key not in result]
            if missing:
                raise ValueError(f"the slopes for {missing[0]!r} are missing")
            return tuple(result[key] for key in ("w1", "b1", "w2", "b2"))
        return result

    if not callable(candidate):
        fail(f"right_gradient: expected a function, found {candidate!r}")
    if _same(as_tuple, TRANSPOSED.wrong, cases[0]):  # on the other cases it raises
        fail(f"right_gradient: {TRANSPOSED.hint}")
    check_function(
        as_tuple, _network_by(), cases, name="right_gradient", mistakes=NETWORK_MISTAKES
    )


def _same(candidate: Callable, wrong: Callable, case: tuple) -> bool:
    """Whether two functions give the same arrays; False where the candidate raises."""
    try:
        return all(
            np.allclose(one, other)
            for one, other in zip(candidate(*case), wrong(*case), strict=True)
        )
    except Exception:  # the reader's code may raise anything: check_function tells it
        return False


def _network_by(
    error: Callable = lambda z, t: 2 * (z - t) / len(z),
    back: Callable = lambda dz, w2: dz @ w2.T,
    slope: Callable = lambda a, hidden: 1 - hidden**2,
    reduce: Callable = np.sum,
) -> Callable:
    """Return the gradient of the mean squared error, w1, b1, w2, b2, with parts replaced."""

    def gradient(x, t, w):
        a = x @ w["w1"] + w["b1"]
        hidden = np.tanh(a)
        dz = error(hidden @ w["w2"] + w["b2"], t)
        da = back(dz, w["w2"]) * slope(a, hidden)
        return x.T @ da, reduce(da, axis=0), hidden.T @ dz, reduce(dz, axis=0)

    return gradient


def _first_output_only(dz: np.ndarray, w2: np.ndarray) -> np.ndarray:
    return dz[:, :1] @ w2[:, :1].T


NETWORK_MISTAKES = (
    Mistake(
        _network_by(slope=lambda a, hidden: 1.0),
        "the error that comes back must pass through tanh: times 1 − hidden².",
    ),
    Mistake(
        _network_by(slope=lambda a, hidden: 1 - np.tanh(hidden) ** 2),
        "hidden is already tanh(a): its slope is 1 − hidden², without another tanh.",
    ),
    Mistake(
        _network_by(slope=lambda a, hidden: 1 + hidden**2),
        "a sign is wrong in the slope of tanh: it is 1 − hidden².",
    ),
    Mistake(
        _network_by(error=lambda z, t: 2 * (t - z) / len(z)),
        "all signs are turned: the slope of (z − t)² is 2 (z − t).",
    ),
    Mistake(
        _network_by(error=lambda z, t: (z - t) / len(z)),
        "a factor 2 is missing: the slope of (z − t)² is 2 (z − t).",
    ),
    Mistake(
        _network_by(error=lambda z, t: 2 * (z - t)),
        "E is a mean over the examples: divide by len(x).",
    ),
    Mistake(
        _network_by(error=lambda z, t: 2 * (z - t) / len(z) ** 2),
        "divided by the number of examples twice.",
    ),
    Mistake(
        _network_by(reduce=np.mean),
        "the slopes for b1 and b2 are sums over the examples; dz holds the 1/N already.",
    ),
    Mistake(
        _network_by(back=_first_output_only),
        "only the first output sends its error back; all of them do: dz @ w2.T.",
    ),
)


# What the exercise's own function does: it fits only as many outputs as hidden units.
TRANSPOSED = Mistake(
    _network_by(back=lambda dz, w2: dz @ w2),
    "the error goes back through w2 the wrong way round; going back, w2 is transposed. "
    "The shapes fitted only because there are as many outputs as hidden units.",
)


# --- The engine ----------------------------------------------------------------------


class _Value:
    """A number with what the reader's backward needs; no operations of its own."""

    def __init__(self, data, parents=(), slopes=(), operation=""):
        self.data, self.grad = float(data), 0.0
        self.parents, self.slopes, self.operation = (
            tuple(parents),
            tuple(slopes),
            operation,
        )


def _add(a, b):
    return _Value(a.data + b.data, (a, b), (1.0, 1.0), "+")


def _multiply(a, b):
    return _Value(a.data * b.data, (a, b), (b.data, a.data), "×")


def _tanh(a):
    y = np.tanh(a.data)
    return _Value(y, (a,), (1 - y**2,), "tanh")


def _nested(a, b):
    inner = _multiply(
        a, b
    )  # used at two depths: an order that is not topological fails
    return _add(_multiply(_tanh(_add(inner, a)), inner), _multiply(inner, b))


GRAPHS = {
    "a * b": _multiply,
    "tanh(a) + b": lambda a, b: _add(_tanh(a), b),
    "a * a": lambda a, b: _multiply(a, a),
    "a * b + a": lambda a, b: _add(_multiply(a, b), a),
    "tanh(a*b + a) * (a*b) + (a*b) * b": _nested,
}


def backward(candidate: Callable) -> None:
    """Check ``backward(result)``: it fills in the grad of every value of a graph.

    Raises
    ------
    CheckFailed
        If a slope is wrong, also the second time that it is called.
    """
    if not callable(candidate):
        fail(f"backward: expected a function, found {candidate!r}")

    def slopes_of(formula):
        return _run_backward(candidate, formula)

    mistakes = [
        Mistake(lambda formula, wrong=wrong: _run_backward(wrong, formula), hint)
        for wrong, hint in BACKWARD_MISTAKES
    ]
    check_function(
        slopes_of,
        lambda formula: _run_backward(_backward, formula),
        [(formula,) for formula in GRAPHS],
        name="backward",
        mistakes=mistakes,
    )


def _run_backward(function: Callable, formula: str) -> np.ndarray:
    """Slopes for a and b after one call of backward and after a second one, then the rest.

    Shape (4 + values in between,); the result's own slope is the last.
    """
    a, b = _Value(0.6), _Value(-1.4)
    result = GRAPHS[formula](a, b)
    function(result)
    first = [a.grad, b.grad]
    function(result)
    between = [value.grad for value in _in_order(result) if value not in (a, b)]
    return np.array([*first, a.grad, b.grad, *between], dtype=float)


def _in_order(value, order=None):
    order = {} if order is None else order
    if value not in order:
        for parent in value.parents:
            _in_order(parent, order)
        order[value] = True
    return order


def _backward_by(
    start=1.0,
    add=True,
    reset=True,
    order=lambda result: list(_in_order(result))[::-1],
    share=lambda value, parent, slope: slope * value.grad,
) -> Callable:
    def function(result):
        if reset:
            for value in _in_order(result):
                value.grad = 0.0
        if start is not None:
            result.grad = start
        for value in order(result):
            for parent, slope in zip(value.parents, value.slopes, strict=True):
                amount = share(value, parent, slope)
                parent.grad = parent.grad + amount if add else amount

    return function


_backward = _backward_by()


def _level_by_level(result):
    """Breadth first, each value once: not a topological order."""
    order = {result: True}
    for value in (queue := [result]):
        for parent in value.parents:
            if parent not in order:
                order[parent] = True
                queue.append(parent)
    return list(order)


BACKWARD_MISTAKES = (
    (
        _backward_by(add=False),
        "a value that is used twice keeps only one share of its slope: write += for =.",
    ),
    (
        _backward_by(reset=False),
        "a second call adds to the slopes of the first: set all grads to zero at the start.",
    ),
    (
        _backward_by(start=None),
        "all slopes are zero: the result's own grad must start at 1.",
    ),
    (
        _backward_by(order=lambda result: list(_in_order(result))),
        "the values are visited from the inputs on; go from the result back: reversed(...).",
    ),
    (
        _backward_by(share=lambda value, parent, slope: value.grad),
        "the local slope is missing: a parent gets slope * value.grad.",
    ),
    (
        _backward_by(share=lambda value, parent, slope: slope),
        "the slope that comes back is missing: a parent gets slope * value.grad.",
    ),
    (
        _backward_by(share=lambda value, parent, slope: parent.data * value.grad),
        "the factor is the local slope, not the parent's own number.",
    ),
    (
        _backward_by(order=_level_by_level),
        "a value handed its slope on before all its own shares were in: "
        "go through history(result), reversed.",
    ),
)


# --- New operations for the engine ---------------------------------------------------


def sigmoid(candidate: Callable, value_class: type) -> None:
    """Check ``sigmoid(value)``: a new operation of the engine.

    Parameters
    ----------
    candidate : callable
        From a Value to a Value.
    value_class : type
        The notebook's ``Value``.

    Raises
    ------
    CheckFailed
        If the number or the slope is wrong, also where the operation is used twice.
    """
    _check_operation(
        candidate,
        value_class,
        lambda z: _sigmoid(z),
        lambda z: (_sigmoid(z) * (1 - _sigmoid(z)),),
        [(0.0,), (1.0,), (-2.5,), (6.0,), (-20.0,)],
        SIGMOID_MISTAKES,
        name="sigmoid",
    )


def divide(candidate: Callable, value_class: type) -> None:
    """Check ``divide(a, b)``: a new operation of the engine.

    Parameters
    ----------
    candidate : callable
        From two Values to a Value.
    value_class : type
        The notebook's ``Value``.

    Raises
    ------
    CheckFailed
        If the number or a slope is wrong, also for ``divide(a, a)``.
    """
    _check_operation(
        candidate,
        value_class,
        lambda a, b: a / b,
        lambda a, b: (1 / b, -a / b**2),
        [(1.0, 2.0), (-3.0, 0.5), (0.7, -4.0), (5.0, 5.0)],
        DIVIDE_MISTAKES,
        name="divide",
    )


def _sigmoid(z):
    return (1 + np.tanh(np.asarray(z, dtype=float) / 2)) / 2


SIGMOID_MISTAKES = (
    (lambda z: (_sigmoid(z),), "a factor is missing: the slope is y (1 − y)."),
    (
        lambda z: (z * (1 - z),),
        "the slope is taken at the input: y (1 − y) wants the output y, not z.",
    ),
    (
        lambda z: (_sigmoid(_sigmoid(z)) * (1 - _sigmoid(_sigmoid(z))),),
        "the sigmoid is applied twice in the slope: with the output y it is y (1 − y).",
    ),
    (
        lambda z: (-_sigmoid(z) * (1 - _sigmoid(z)),),
        "the sign of the slope is turned: the sigmoid rises, y (1 − y) is positive.",
    ),
    (
        lambda z: (1 - _sigmoid(z) ** 2,),
        "1 − y² is the slope of tanh; that of the sigmoid is y (1 − y).",
    ),
    (lambda z: (1.0,), "the slope is y (1 − y), not 1."),
)
DIVIDE_MISTAKES = (
    (
        lambda a, b: (1 / b, a / b**2),
        "a sign is missing: the larger the divisor, the smaller the result, −a / b².",
    ),
    (
        lambda a, b: (1 / b, -a / b),
        "the slope for the divisor is −a / b²: b is squared.",
    ),
    (
        lambda a, b: (1 / b, -1 / b**2),
        "the slope for the divisor is −a / b²: a is missing.",
    ),
    (
        lambda a, b: (-a / b**2, 1 / b),
        "the two slopes are swapped, or the two parents.",
    ),
    (lambda a, b: (b, a), "these are the slopes of a product."),
    (lambda a, b: (1 / b, 1 / a), "the slope of a / b for b is −a / b², not 1 / a."),
    (
        lambda a, b: (1 / b, 0.0),
        "no slope reaches the divisor: it is a parent too, with slope −a / b².",
    ),
)


# What the reader's own code may raise; a failed check is none of them.
_NOT_OURS = (ArithmeticError, AttributeError, LookupError, NameError, NotImplementedError,
             TypeError, ValueError)  # fmt: skip


def _check_operation(
    candidate: Callable,
    value_class: type,
    function: Callable,
    slopes: Callable,
    cases: list[tuple],
    mistakes: tuple,
    *,
    name: str,
) -> None:
    """Check number and slopes of an operation, and where its parents are one value."""
    if not callable(candidate):
        fail(f"{name}: expected a function, found {candidate!r}")

    def measured(*numbers):
        values = [value_class(number) for number in numbers]
        result = _operate(candidate, values, name)
        return (result.data, *_slopes(result, values))

    def by(local: Callable) -> Callable:
        return lambda *numbers: (function(*numbers), *local(*numbers))

    constant = by(lambda *numbers: (0.0,) * len(numbers))
    hints = [
        Mistake(constant, "the result has no parents, so no slope reaches the inputs."),
        *(Mistake(by(local), hint) for local, hint in mistakes),
    ]
    with contextlib.suppress(*_NOT_OURS):  # check_function tells these
        _operate(candidate, [value_class(number) for number in cases[0]], name)
    fault = _twice(candidate, value_class, function, slopes, cases[1], name)
    try:
        with contextlib.redirect_stdout(io.StringIO()) as line:
            check_function(measured, by(slopes), cases, name=name, mistakes=hints)
    except CheckFailed as failure:
        words = {1: "its number", 2: "its slope" if len(cases[0]) == 1 else "its slope for a",
                 3: "its slope for b"}  # fmt: skip
        count = len(cases[0]) + 1
        message = str(failure)
        for place, word in words.items():
            message = message.replace(
                f"value {place} of {count} is wrong", f"{word} is wrong"
            )
        fail(message)
    if fault:
        fail(f"{name}: {fault}")
    print(line.getvalue(), end="")


def _operate(candidate: Callable, values: list, name: str):
    """Call the reader's operation; what is not a Value gets its own line."""
    result = candidate(*values)
    if result is None:
        fail(f"{name}: returned nothing. Is a `return` missing?")
    if not all(hasattr(result, part) for part in ("data", "parents", "slopes")):
        fail(
            f"{name}: expected a Value, got {result!r}; return Value(number, parents, slopes)"
        )
    if not isinstance(result.parents, tuple | list):
        fail(f"{name}: parents must be a tuple: (value,) with a comma")
    if not isinstance(result.slopes, tuple | list):
        fail(f"{name}: slopes must be a tuple: (slope,) with a comma")
    if len(result.parents) != len(result.slopes):
        fail(
            f"{name}: {len(result.parents)} parents and {len(result.slopes)} slopes; "
            "each parent needs one"
        )
    for slope in result.slopes:
        if np.ndim(slope) or not isinstance(slope, int | float | np.number):
            fail(f"{name}: each slope must be a number, not {slope!r}")
    return result


def _slopes(result, values: list) -> tuple[float, ...]:
    """Slopes of the result for some values, by a backward walk of our own."""
    grads = {result: 1.0}
    for value in reversed(list(_in_order(result))):
        for parent, slope in zip(value.parents, value.slopes, strict=True):
            grads[parent] = grads.get(parent, 0.0) + slope * grads.get(value, 0.0)
    return tuple(grads.get(value, 0.0) for value in values)


def _twice(candidate, value_class, function, slopes, numbers, name) -> str | None:
    """Say what is wrong where one value is used twice; None where nothing is."""
    try:
        a = value_class(numbers[0])
        if len(numbers) == 1:  # f(f(a))
            result = _operate(candidate, [_operate(candidate, [a], name)], name)
            inner = function(numbers[0])
            expected = slopes(inner)[0] * slopes(numbers[0])[0]
            formula = f"{name}({name}(a))"
        else:  # f(a, a)
            result = _operate(candidate, [a, a], name)
            expected, formula = sum(slopes(numbers[0], numbers[0])), f"{name}(a, a)"
        got = _slopes(result, [a])[0]
    except Exception:  # the single use tells more about it
        return None
    if np.isclose(got, expected, rtol=1e-6, atol=1e-9):
        return None
    return f"right alone, but for {formula} at a = {numbers[0]:g} expected slope " \
        f"{expected:.6g}, got {got:.6g}"  # fmt: skip


# --- A start from which nothing is learned -------------------------------------------


def hopeless(candidate: Callable) -> None:
    """Check ``hopeless()``: nonzero weights from which two hidden units never learn XOR.

    Raises
    ------
    CheckFailed
        If they are of another shape, contain a zero, or let the network learn.
    """
    name = "hopeless"
    w = _call(candidate, name)
    shapes = {"w1": (2, 2), "b1": (2,), "w2": (2, 1), "b2": (1,)}
    if not isinstance(w, dict) or set(w) != set(shapes):
        fail(f"{name}: expected a dict with w1, b1, w2 and b2, got {w!r}")
    try:
        w = {key: np.array(w[key], dtype=float) for key in shapes}
    except (TypeError, ValueError):
        fail(f"{name}: expected arrays of numbers, got {w!r}")
    for key, shape in shapes.items():
        if w[key].shape != shape:
            fail(f"{name}: {key} must have shape {shape}, not {w[key].shape}")
        if not np.all(np.isfinite(w[key])):
            fail(f"{name}: {key} is not finite")
        if np.abs(w[key]).max() > 3:
            fail(
                f"{name}: {key} holds a number beyond ±3; saturated units are stuck too, "
                "but that is another failure"
            )
    if np.any(w["w1"] == 0) or np.any(w["w2"] == 0):
        fail(f"{name}: that is the easy way; no weight in w1 or w2 may be zero")
    if len(np.unique(w["w1"])) < 2:
        fail(f"{name}: not all four weights of w1 may be equal; less is enough")
    into = np.vstack([w["w1"], w["b1"]])  # (3, 2): all that a hidden unit receives
    twins = np.array_equal(into[:, 0], into[:, 1])
    mirrored = np.array_equal(
        into[:, 0], -into[:, 1]
    )  # tanh is odd: the same unit again
    twin_inputs = twins or mirrored
    if twins and w["w2"][0] != w["w2"][1]:
        fail(
            f"{name}: the hidden units start alike but send their answers on with "
            "different weights, so different errors come back and they part"
        )
    if mirrored and w["w2"][0] != -w["w2"][1]:
        fail(
            f"{name}: the hidden units are mirror images but w2 is not, "
            "so errors that do not mirror come back and they part"
        )
    if not twin_inputs and np.array_equal(w["w1"][0], w["w1"][1]):
        fail(
            f"{name}: equal rows mean that both inputs count the same; "
            "a hidden unit is a column of w1 (and a number of b1)"
        )
    if not twin_inputs:
        loss = train_xor(w)
        fail(
            f"{name}: the two hidden units differ, so nothing keeps them together"
            + (
                f"; it learned XOR, loss {loss:.3f}"
                if loss < 0.17
                else ", only bad luck"
            )
        )
    passed(
        name,
        f"after 500 steps the loss is still {train_xor(w):.3f}, log(2)/4 at the least",
    )


def train_xor(w: dict[str, np.ndarray], steps: int = 500) -> float:
    """Loss on XOR after gradient descent with learning rate 1 from weights w."""
    x, t = XOR_INPUTS, XOR_TARGETS
    for _ in range(steps):
        hidden = np.tanh(x @ w["w1"] + w["b1"])
        dz = (_sigmoid(hidden @ w["w2"] + w["b2"]) - t) / len(x)
        da = dz @ w["w2"].T * (1 - hidden**2)
        w = {
            "w1": w["w1"] - x.T @ da,
            "b1": w["b1"] - da.sum(axis=0),
            "w2": w["w2"] - hidden.T @ dz,
            "b2": w["b2"] - dz.sum(axis=0),
        }
    z = np.tanh(x @ w["w1"] + w["b1"]) @ w["w2"] + w["b2"]
    return float(np.mean(np.logaddexp(0, z) - t * z))


def _call(candidate: Callable, name: str) -> Any:
    """Call the reader's function without arguments; every fault gets its own line."""
    if not callable(candidate):
        fail(f"{name}: expected a function, found {candidate!r}")
    try:
        result = candidate()
    except NotImplementedError:
        fail(f"{name}: not written yet. Replace `raise NotImplementedError()`.")
    except Exception as error:  # the reader's code may raise anything: say what
        fail(f"{name}: raised {type(error).__name__}: {error}")
    if result is None:
        fail(f"{name}: returned nothing. Is a `return` missing?")
    return result
