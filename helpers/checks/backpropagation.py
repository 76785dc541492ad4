"""Checks of chapter 02, Backpropagation."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from helpers.checks import (
    Edit,
    Exercise,
    call,
    describe,
    fail,
    fault,
    numbers,
    passed,
    procedure,
)


def _not_by_nudging(say: str, reference: Callable, *case: Any) -> Callable:
    """Return a ``then`` with a case in which nudging finds little more than rounding."""

    def then(answer):
        name = reference.__name__.removeprefix("_")
        found, right = call(answer, *copy.deepcopy(case), name=name), reference(*case)
        if fault(numbers(found, right), numbers(right, right), 1e-4, 0.0, ()):
            fail(f"{name}: these slopes come from nudging. {say}")

    return then


def _slips(tanh: str, answer: str) -> tuple[Edit, ...]:
    """Usual mistakes in the slope of tanh, by its answer, and of the mean of squares."""
    steep = f"1 - {tanh}**2"
    return (
        Edit(
            "the sign is turned: these slopes point downhill.",
            (f"({answer} - y)", f"(y - {answer})"),
        ),
        Edit(
            "everything is half as large as it should be: how does a square grow?",
            ("2 * (", "("),
        ),
        Edit("summed over the examples; E is a mean over them.", (" / len(x)", "")),
        Edit("divided by the number of examples twice.", ("/ len(x)", "/ len(x) ** 2")),
        Edit(
            "a link is missing: on its way back the error has to pass through tanh.",
            (f" * ({steep})", ""),
        ),
        Edit(
            "in the slope of tanh, tanh is applied twice: its answer is at hand already.",
            (steep, f"1 - np.tanh({tanh}) ** 2"),
        ),
        Edit(
            "that is the slope of the sigmoid; tanh has another.",
            (f"({steep})", f"{tanh} * (1 - {tanh})"),
        ),
        Edit(
            "a sign is wrong in the slope of tanh: can it be steeper than 1?",
            (steep, f"1 + {tanh}**2"),
        ),
        Edit(
            "a square is missing in the slope of tanh: it is as steep at −z as at z.",
            (steep, f"1 - {tanh}"),
        ),
    )


_LARGE = "Where the loss is large it loses its digits: "

# --- The gradient of a tanh neuron ---------------------------------------------------


def _neuron_gradient(x, y, w, b):
    predicted = np.tanh(x @ w + b)
    dz = 2 * (predicted - y) / len(x) * (1 - predicted**2)
    return dz @ x, dz.sum()


def _neuron_gradient_cases():
    rng = np.random.default_rng(0)
    return [
        (
            rng.normal(size=(examples, features)),
            rng.uniform(-1, 1, size=examples),
            rng.normal(size=features),
            float(rng.normal()),
        )
        for examples, features in ((1, 1), (1, 3), (7, 2), (30, 4), (5, 5))
    ]


_ALL_LINKS = "2 * (predicted - y) / len(x) * (1 - predicted**2)"
_TANH, _SIGMOID = "np.tanh(x @ w + b)", "1 / (1 + np.exp(-(x @ w + b)))"

neuron_gradient = Exercise(
    reference=_neuron_gradient,
    cases=_neuron_gradient_cases,
    returns=("the slope for w", "the slope for b"),
    then=_not_by_nudging(
        _LARGE + "multiply the links.",
        _neuron_gradient,
        *(np.ones((1, 2)), np.array([1e10]), np.ones(2), -1.0),
    ),
    mistakes=(
        Edit(
            "these are the slopes of the chapter's neuron, a sigmoid with cross-entropy. "
            "Here both the activation and the loss are others, and no link cancels.",
            (_TANH, _SIGMOID),
            (_ALL_LINKS, "(predicted - y) / len(x)"),
        ),
        Edit(
            "*error times input* is what is left of sigmoid and cross-entropy. With the "
            "squared error and tanh nothing cancels: multiply all three links.",
            (_ALL_LINKS, "(predicted - y) / len(x)"),
        ),
        Edit("the neuron answers with tanh, not with the sigmoid.", (_TANH, _SIGMOID)),
        Edit(
            "the slope of tanh is taken with z where its answer belongs.",
            ("1 - predicted**2", "1 - (x @ w + b) ** 2"),
        ),
        Edit(
            "the bias is missing on the way forward.",
            ("x @ w + b", "x @ w"),
        ),
        Edit(
            "divided by the number of features; E is a mean over the examples.",
            ("len(x)", "x.shape[1]"),
        ),
        Edit(
            "the slopes for w have one axis too many: they have the shape of w.",
            ("dz @ x", "(dz @ x)[:, None]"),
        ),
        Edit(
            "the slope for w is right; that for b is a sum over examples that must become "
            "a mean as well.",
            ("dz.sum()", "dz.sum() * len(x)"),
        ),
        Edit(
            "the slope for b is right; that for w is a sum over examples that must become "
            "a mean as well.",
            ("dz @ x", "dz @ x * len(x)"),
        ),
        Edit(
            "the slope for b is divided by the number of examples once too often.",
            ("dz.sum()", "dz.mean()"),
        ),
        Edit(
            "one slope for each example is left: the loss hears all of them together.",
            ("dz @ x, dz.sum()", "x * dz[:, None], dz"),
        ),
        Edit(
            "the slope for b must be one number: all examples move with b.",
            ("dz.sum()", "dz"),
        ),
        Edit(
            "the two are in the wrong order: first the slopes for w, then that for b.",
            ("dz @ x, dz.sum()", "dz.sum(), dz @ x"),
        ),
        Edit(
            "the product with x is the wrong way round: the examples must meet examples.",
            ("dz @ x", "x @ dz"),
        ),
        *_slips("predicted", "predicted"),
    ),
    hints=(
        "Take one example and follow a nudge of one weight: which number moves first, "
        "which next, and which last?",
        "There are three links: E for the answer, the answer for z, z for a weight. Only "
        "the first two differ from the chapter's neuron.",
        "Compute one number for each example, the slope of E for its z. Each weight then "
        "gathers that number times its input, over all the examples.",
    ),
)


# --- A slope along a direction -------------------------------------------------------


def _slope_along(loss, w, direction):
    nudge = 1e-5
    forward = {name: w[name] + nudge * direction[name] for name in w}
    back = {name: w[name] - nudge * direction[name] for name in w}
    return (loss(forward) - loss(back)) / (2 * nudge)


def _hills(w):
    """A smooth loss of arrays of any shapes."""
    return float(sum(np.sum(np.tanh(part) + 0.3 * part**2) for part in w.values()))


def _kink(w):
    """A loss with a kink at zero, where a step to one side measures another slope."""
    return float(sum(np.sum(np.abs(part)) for part in w.values()))


def _slope_along_cases():
    rng = np.random.default_rng(1)
    shapes = (
        {"w": (1,)},
        {"w1": (2, 3), "b1": (3,)},
        {"a": (2, 1, 3), "b": (4,), "c": (2, 2)},
    )
    cases = []
    for named in shapes:
        w = {name: rng.normal(size=shape) for name, shape in named.items()}
        direction = {name: rng.normal(size=shape) for name, shape in named.items()}
        cases.append((_hills, w, direction))
    w, direction = cases[1][1:]
    return [*cases, (_kink, {name: 0 * w[name] for name in w}, direction)]


def _two_runs(answer, loss, w, direction):
    """Measure the slope, and listen to where the loss is asked on the way."""
    asked, heard, coarse = [], [], []
    name = "slope_along"

    def listening(moved):
        asked.append({name: np.array(moved[name], dtype=float) for name in w})
        coarse.extend(name for name in w if np.asarray(moved[name]).dtype == np.float32)
        heard.append(loss(moved))
        return heard[-1]

    slope = answer(listening, w, direction)
    if not asked:
        fail(f"{name}: the loss was never called; a slope is measured with loss(...).")
    if len(asked) > 2:
        fail(
            f"{name}: the loss was run {len(asked)} times. Two runs are enough: all the "
            "weights move together."
        )
    if coarse:
        fail(f"{name}: the weights were rounded to float32, too coarse for a nudge.")
    if isinstance(slope, dict):
        fail(
            f"{name}: one number is asked for, how the loss follows all arrays together."
        )
    length = sum(np.sum(part**2) for part in direction.values())
    way = max(
        abs(sum(np.sum((at[one] - w[one]) * direction[one]) for one in w)) / length
        for at in asked
    )
    first, last = asked[0], asked[-1]
    stays = all(w[one].any() and np.array_equal(first[one], last[one]) for one in w)
    if len(asked) == 2 and stays:
        fail(
            f"{name}: both runs were at the same place. (w.copy() copies the dict, but not "
            "the arrays in it.)"
        )
    if way > 0.01 or 0 < way < 1e-8:
        why = "large: the loss bends on the way" if way > 0.01 else (
            "small: of the difference little more than rounding is left")  # fmt: skip
        fail(f"{name}: a nudge of {way:.0e} is too {why}.")
    # What is not divided depends on the nudge, so no edit could tell it.
    whole = heard[0] - heard[-1]
    plain = isinstance(slope, float | np.floating)
    if whole and plain and np.isclose(abs(slope), abs(whole), rtol=1e-9):
        fail(f"{name}: this is how far the loss moved; how far did the weights move?")
    return slope


slope_along = Exercise(
    reference=_slope_along,
    cases=_slope_along_cases,
    run=_two_runs,
    mistakes=(
        Edit(
            "it measures forward only. Where the loss bends, that costs digits, and at a "
            "kink it is another slope: go back as well.",
            ("loss(back)) / (2 * nudge)", "loss(w)) / nudge"),
        ),
        Edit(
            "twice as steep as it should be: how long is the whole way from back to forward?",
            ("(2 * nudge)", "nudge"),
        ),
        Edit(
            "half as steep as it should be: the way goes from w to forward only, and that "
            "is not two nudges long.",
            ("loss(back)", "loss(w)"),
        ),
        Edit(
            "the sign is turned: a loss that grows forward has a positive slope.",
            ("loss(forward) - loss(back)", "loss(back) - loss(forward)"),
        ),
        Edit(
            "`/ 2 * nudge` divides by 2 and then multiplies by the nudge; mind the brackets.",
            ("(2 * nudge)", "2 * nudge"),
        ),
        Edit(
            "all weights move by the same nudge; each has to move as far as the direction "
            "says for it.",
            ("+ nudge * direction[name]", "+ nudge"),
            ("- nudge * direction[name]", "- nudge"),
        ),
        Edit(
            "the slope is divided by the length of the direction. In the sum of the text "
            "the direction counts as long as it is.",
            (
                "return (loss",
                "size = np.sqrt(sum((d**2).sum() for d in direction.values()))\n"
                "    return 1 / size * (loss",
            ),
        ),
        Edit(
            "only the last of the arrays moves; perhaps each one starts again from w?",
            (
                "w[name] + nudge * direction[name]",
                "w[name] + nudge * direction[name] * (name == list(w)[-1])",
            ),
            (
                "w[name] - nudge * direction[name]",
                "w[name] - nudge * direction[name] * (name == list(w)[-1])",
            ),
        ),
    ),
    hints=(
        "The chapter's numerical_gradient asks the loss at two places for each number. "
        "Which two places do you need when everything moves at once?",
        "Each place is a new dict with the names of w; the given w and the direction stay "
        "as they are.",
        "A slope is the change of the loss, divided by the way from one place to the other, "
        "in units of the direction.",
    ),
)


# --- Which arrays a backward pass gets wrong -----------------------------------------


def run(x, w):
    """Answers of the hidden units and of the network, as on the page."""
    hidden = np.tanh(x @ w["w1"] + w["b1"])
    return hidden, hidden @ w["w2"] + w["b2"]


def _spoiled(**wrong: Callable[[np.ndarray], np.ndarray]) -> Callable:
    """Return a backward pass that changes the slopes of some arrays."""

    def gradient(x, y, w):
        slopes = _right_gradient(x, y, w)
        return {name: wrong.get(name, np.copy)(part) for name, part in slopes.items()}

    return gradient


def _square_only(x, y, w):
    """The page's suspect."""
    if w["w1"].shape != (2, 2) or w["w2"].shape != (2, 2):
        raise ValueError(
            "this backward pass is for 2 inputs, 2 hidden units, 2 outputs"
        )
    hidden, predicted = run(x, w)
    da = 2 * (predicted - y) / len(x) @ w["w2"] * (1 - hidden**2)
    return _right_gradient(x, y, w) | {"w1": x.T @ da, "b1": da.sum(axis=0)}


def _sums(x, y, w):
    """Sums over the examples where means are right."""
    return {name: len(x) * part for name, part in _right_gradient(x, y, w).items()}


def _one_turned(part):
    """The slopes with the sign of a single number turned, the last one."""
    part = part.copy()
    part.flat[-1] *= -1
    return part


_SUSPECTS: tuple[tuple[set[str], str, Callable], ...] = (
    (set(), "where all four are right", _spoiled()),
    ({"b2"}, "where only b2 is wrong", _spoiled(b2=lambda part: part / 10)),
    ({"w1", "b1"}, "where w1 and b1 have the wrong sign", _spoiled(w1=np.negative, b1=np.negative)),
    ({"w2"}, "where only w2 is wrong", _spoiled(w2=lambda part: 1.02 * part)),
    ({"b1"}, "where only b1 is wrong", _spoiled(b1=lambda part: part + 0.1)),
    ({"w1"}, "where a single number of w1 is wrong", _spoiled(w1=_one_turned)),
    ({"w2", "b2"}, "where w2 and b2 are wrong", _spoiled(w2=np.zeros_like, b2=np.negative)),
    ({"w1", "b1", "w2", "b2"}, "that forgets the 1/N", _sums),
    ({"w1", "b1"}, "like the suspect of the page", _square_only),
    (set(), "where all four are right", _spoiled()),
)  # fmt: skip


@procedure(
    hints=(
        "Choose data and weights at random, and ask the given function for its slopes once.",
        "To test one array, make a direction that is random for this array and zero for "
        "the three others.",
        "Your slope_along measures one number; the claimed slopes and the direction give "
        "another. How close must two numbers be that nudging makes equal?",
    )
)
def wrong_arrays(answer: Callable) -> None:
    """Check ``wrong_arrays(gradient)`` on right and wrong backward passes.

    Raises
    ------
    CheckFailed
        If a right array is accused, or a wrong one is not found.
    """
    name = "wrong_arrays"
    found = [_names(call(answer, gradient, name=name)) for _, _, gradient in _SUSPECTS]
    wanted = [names for names, _, _ in _SUSPECTS]
    every = {"w1", "b1", "w2", "b2"}
    if found == wanted:
        passed(name, f"right about all {len(_SUSPECTS)} backward passes")
        return
    if all(names == every for names in found):
        fail(
            f"{name}: it accuses all four arrays of every backward pass, right ones too. Is "
            "the claim summed with the direction, at the same weights? And how close is "
            "close enough, as nudging is exact to some digits only?"
        )
    if all(names == found[0] for names in found):
        fail(
            f"{name}: it says the same about every backward pass, {_listed(found[0])}. "
            "It has to test the function that it is given."
        )
    if found == [every - names for names in wanted]:
        fail(f"{name}: these are the right ones; the wrong ones are asked for.")
    if found == [every if names else set() for names in wanted]:
        fail(
            f"{name}: if one array is wrong it accuses all four: let only one array move "
            "at a time, and the others rest."
        )
    never = every - set().union(*found)
    if never:
        fail(
            f"{name}: it never accuses {_listed(never)}. Is each of the four arrays tested, "
            "on data and weights for which its slopes are not zero?"
        )
    if max(map(len, found)) == 1:
        fail(f"{name}: it never names more than one array. Does it stop at the first?")
    for names, (right, where, _) in zip(found, _SUSPECTS, strict=True):
        if names != right:
            hint = " Nudging is exact to some digits only: how close is close enough?"
            if right - names:
                hint = _WHY_MISSED.get(where, "")
            fail(
                f"{name}: for a backward pass {where} it found {_listed(names)}.{hint}"
            )


_WHY_MISSED = {
    "where w1 and b1 have the wrong sign": " Are the numbers compared with their "
    "signs, and their difference without?",
    "where only w2 is wrong": " Here the slopes are 2 % too large: is the tolerance too "
    "generous, or measured in something else than the slope?",
    "where a single number of w1 is wrong": " Does the direction move every number?",
    "that forgets the 1/N": " With a single example nobody can see that.",
    "where only b2 is wrong": " Is the difference compared without its sign, relative to "
    "the slope?",
}


def _names(found: Any) -> set[str]:
    """Return the names that a reader's function gave; each fault gets its line."""
    name, known = "wrong_arrays", ("w1", "b1", "w2", "b2")
    if not isinstance(found, set | frozenset | list | tuple):
        fail(
            f"{name}: expected a set of names like {{'w2', 'b2'}}, got {describe(found)}"
        )
    for item in found:
        if item not in known:
            fail(
                f"{name}: the arrays are called w1, b1, w2 and b2, not {describe(item)}"
            )
    if len(set(found)) < len(found):
        fail(f"{name}: a name comes twice; collect them in a set.")
    return set(found)


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) if names else "nothing"


# --- The repaired backward pass ------------------------------------------------------


def _right_gradient(x, y, w):
    h, outputs = run(x, w)
    error = 2 * (outputs - y) / len(x)
    back = error @ w["w2"].T * (1 - h**2)
    return {
        "w1": x.T @ back,
        "b1": back.sum(axis=0),
        "w2": h.T @ error,
        "b2": error.sum(axis=0),
    }


def _network(examples, inputs, hidden, outputs, size=1.0):
    """Return data and weights of these sizes; answers of that size."""
    rng = np.random.default_rng(examples)
    w = {
        "w1": rng.normal(size=(inputs, hidden)),
        "b1": rng.normal(size=hidden),
        "w2": rng.normal(size=(hidden, outputs)),
        "b2": rng.normal(size=outputs),
    }
    x = rng.normal(size=(examples, inputs))
    return x, size * rng.normal(size=(examples, outputs)), w


right_gradient = Exercise(
    reference=_right_gradient,
    cases=lambda: [
        _network(*sizes)
        for sizes in ((6, 3, 2, 2), (4, 2, 3, 3), (5, 3, 4, 1), (7, 2, 3, 4))
    ],
    then=_not_by_nudging(
        _LARGE + "mend the backward pass itself.",
        _right_gradient,
        *_network(1, 2, 2, 2, size=1e10),
    ),
    mistakes=(
        Edit(
            "the error goes back through w2 the wrong way round. The shapes fit only where "
            "there are as many outputs as hidden units.",
            ('w["w2"].T', 'w["w2"]'),
        ),
        Edit(
            "the outputs have no activation here and the loss is the squared error; this "
            "starts as if it were a sigmoid with cross-entropy.",
            ("2 * (outputs - y)", "(1 / (1 + np.exp(-outputs)) - y)"),
        ),
        Edit(
            "the slopes for b1 are summed over the units, and the examples are left.",
            ("back.sum(axis=0)", "back.sum(axis=1)"),
        ),
        Edit(
            "E is summed over the outputs; this divides by their number as well.",
            ("/ len(x)", "/ y.size"),
        ),
        Edit(
            "the slopes for b1 and b2 are averaged; the errors hold the 1/N already.",
            ("back.sum(axis=0)", "back.mean(axis=0)"),
            ("error.sum(axis=0)", "error.mean(axis=0)"),
        ),
        Edit(
            "the slopes for w1 are transposed: they have the shape of w1.",
            ("x.T @ back", "back.T @ x"),
        ),
        Edit(
            "the slopes for w2 are transposed: they have the shape of w2.",
            ("h.T @ error", "error.T @ h"),
        ),
        *_slips("h", "outputs"),
    ),
    hints=(
        "What do the two wrong arrays have in common that the right ones have not? Only one "
        "line of the suspect can be to blame.",
        "Write the shapes beside that line for 3 hidden units and 2 outputs. Does it still "
        "run?",
        "In the network, row j of w2 leads from hidden unit j to the outputs. On the way "
        "back each hidden unit asks: which outputs did I reach, and by which weights?",
    ),
)


# --- New operations for the engine ---------------------------------------------------


class Value:
    """The page's Value, without operations of its own."""

    def __init__(self, data, parents=(), slopes=(), operation=""):
        self.data, self.grad = float(data), 0.0
        self.parents, self.slopes, self.operation = parents, slopes, operation


def _operation(name: str) -> Callable:
    """Return how an operation of that name is used: on values made of plain numbers."""

    def use(answer, given, value_class):
        same = given[1:] == (None,)  # one value, used twice
        values = [value_class(number) for number in given if number is not None]
        values = values * 2 if same else values
        before = [
            (value.data, value.grad, value.parents, value.slopes) for value in values
        ]
        result = answer(*values)
        if not isinstance(result, value_class):
            fail(f"{name}: expected one new Value, got {describe(result)}.")
        if before != [(v.data, v.grad, v.parents, v.slopes) for v in values]:
            fail(
                f"{name}: it changed a value that it was given; leave them as they are."
            )
        _require_books(name, result, values)
        if same:
            total = sum(result.slopes)  # along two paths
            return result.data, total, total
        slopes = {id(p): s for p, s in zip(result.parents, result.slopes, strict=True)}
        return (result.data, *(slopes[id(value)] for value in values))

    return use


def _require_books(name: str, result, values: list) -> None:
    """Fail unless a result has just these values as parents, and a number for each."""
    for what in ("parents", "slopes"):
        if not isinstance(getattr(result, what), tuple | list):
            fail(
                f"{name}: {what} must be a tuple: even a single one has a comma, (one,)"
            )
    if any(result is value for value in values):
        fail(f"{name}: it returned the given value itself; make a new one.")
    if not result.parents:
        fail(
            f"{name}: the result has no parents, so no slope reaches what it was made from."
        )
    if sorted(map(id, result.parents)) != sorted(map(id, values)):
        wanted = "the value" if len(values) == 1 else "the two values"
        fail(
            f"{name}: the result's parents are not {wanted} given. Make it in one step from "
            "their numbers, not from other operations."
        )
    if len(result.slopes) != len(result.parents):
        fail(f"{name}: {len(result.parents)} parents and {len(result.slopes)} slopes; "
             "each parent needs one.")  # fmt: skip
    for slope in result.slopes:
        try:
            if np.shape(numbers(slope, 0.0)):
                raise ValueError
        except ValueError:
            fail(f"{name}: each slope must be a plain number, not {describe(slope)}")


def _sigmoid(value):
    y = (1 + math.tanh(value.data / 2)) / 2
    return Value(y, (value,), (y * (1 - y),), "sigmoid")


_SLOPE = "(y * (1 - y),)"
_NUMBER = "(1 + math.tanh(value.data / 2)) / 2"

sigmoid = Exercise(
    reference=_sigmoid,
    cases=lambda: [((number,),) for number in (0.0, 1.0, -2.5, 6.0, -20.0)],
    run=_operation("sigmoid"),
    given=(Value,),
    returns=("its number", "its slope"),
    mistakes=(
        Edit(
            "the number is right; as a slope the answer is handed on.", (_SLOPE, "(y,)")
        ),
        Edit(
            "half of the slope is there: which factor is missing?", (_SLOPE, "(1 - y,)")
        ),
        Edit(
            "the slope is right in form, but taken at the input; it wants the answer.",
            (_SLOPE, "(value.data * (1 - value.data),)"),
        ),
        Edit(
            "in the slope the sigmoid is applied twice: its answer is at hand already.",
            (_SLOPE, "((lambda s: s * (1 - s))((1 + math.tanh(y / 2)) / 2),)"),
        ),
        Edit(
            "the sign of the slope is turned: does the sigmoid rise or fall?",
            (_SLOPE, "(-y * (1 - y),)"),
        ),
        Edit(
            "that is the slope of tanh; look the sigmoid's up in the chapter, or derive it.",
            (_SLOPE, "(1 - y**2,)"),
        ),
        Edit(
            "a slope of 1 would be a straight line; how steep is the sigmoid here?",
            (_SLOPE, "(1.0,)"),
        ),
        Edit(
            "the slope is ¼ only in the middle of the sigmoid.",
            (_SLOPE, "(0.25,)"),
        ),
        Edit("its number is that of tanh.", (_NUMBER, "math.tanh(value.data)")),
        Edit(
            "a sign is wrong in its number: it falls where the sigmoid rises.",
            ("value.data / 2", "-value.data / 2"),
        ),
    ),
    hints=(
        "Look at how the engine's tanh makes its result: four things are handed to Value.",
        "You need the sigmoid of a plain number, value.data; the module math has what it "
        "takes.",
        "The chapter derives the slope of the sigmoid from its answer, as one of the three "
        "links of the neuron.",
    ),
)


def _divide(a, b):
    quotient = a.data / b.data
    return Value(quotient, (a, b), (1 / b.data, -quotient / b.data), "÷")


def _near_zero(answer, value_class):
    """Divide by a number so near zero that nudging is far off."""
    use = _operation("divide")
    found = call(use, answer, (1.0, 1e-7), value_class, name="divide")
    if not np.allclose(found, (1e7, 1e7, -1e14), rtol=1e-4):
        fail(
            "divide: these slopes come from nudging, which fails near zero: derive them."
        )


_OF_A, _OF_B = "1 / b.data", "-quotient / b.data"

divide = Exercise(
    reference=_divide,
    cases=lambda: [
        ((1.0, 2.0),),
        ((-3.0, 0.5),),
        ((0.7, -4.0),),
        ((5.0, 3.0),),
        ((2.5, None),),
    ],
    run=_operation("divide"),
    then=_near_zero,
    given=(Value,),
    returns=("its number", "its slope for a", "its slope for b"),
    mistakes=(
        Edit(
            "the slope for b has the wrong sign: what does a larger divisor do to the "
            "quotient?",
            (_OF_B, "quotient / b.data"),
        ),
        Edit(
            "the slope for b is the quotient, turned; the derivative of 1/b is steeper.",
            (_OF_B, "-quotient"),
        ),
        Edit(
            "the slope for b forgets that a was multiplied by 1/b.",
            (_OF_B, "-1 / b.data**2"),
        ),
        Edit(
            "the slopes stand in the wrong order: each belongs to the parent at its place.",
            (f"({_OF_A}, {_OF_B})", f"({_OF_B}, {_OF_A})"),
        ),
        Edit(
            "these are the slopes of a product.",
            (f"({_OF_A}, {_OF_B})", "(b.data, a.data)"),
        ),
        Edit(
            "no slope reaches the divisor, but the quotient follows it too.",
            (_OF_B, "0.0"),
        ),
        Edit(
            "the quotient is upside down.",
            ("a.data / b.data", "b.data / a.data"),
            (f"({_OF_A}, {_OF_B})", "(-quotient / a.data, 1 / a.data)"),
        ),
        Edit(
            "`//` rounds down to a whole number.",
            ("Value(quotient", "Value(a.data // b.data"),
        ),
        Edit(
            "-a / b * b is -a: brackets are missing in the slope for b.",
            (_OF_B, "-a.data"),
        ),
        Edit(
            "the slope for b has the wrong sign, and as a larger divisor makes the quotient "
            "smaller, it also makes it less steep: a square is missing.",
            (_OF_B, "quotient"),
        ),
    ),
    hints=(
        "Look at how the engine's multiplication makes its result: number, parents, slopes.",
        "For the first slope keep b still: how steeply does a/b follow a?",
        "For the second keep a still: a/b is a times 1/b, and school knows the derivative "
        "of 1/b.",
    ),
)


# --- The slope of a slope ------------------------------------------------------------


class Term:
    """The page's Term."""

    def __init__(self, data, parents=(), slopes=()):
        self.data, self.parents, self.slopes = float(data), parents, slopes

    def __add__(self, other):
        return Term(self.data + other.data, (self, other), (Term(1.0), Term(1.0)))

    def __mul__(self, other):
        return Term(self.data * other.data, (self, other), (other, self))

    def exp(self):
        result = Term(math.exp(self.data), (self,))
        result.slopes = (result,)
        return result


def history(value, order=None):
    """All terms that led to this one, each after the terms it was made from."""
    order = {} if order is None else order
    if value not in order:
        for parent in value.parents:
            history(parent, order)
        order[value] = True
    return order


def _slope_of(result, term):
    grads = {result: Term(1.0)}
    for node in reversed(list(history(result))):
        for parent, slope in zip(node.parents, node.slopes):  # noqa: B905
            share = slope * grads[node]
            grads[parent] = grads[parent] + share if parent in grads else share
    return grads.get(term, Term(0.0))


def _as_found(result, place) -> Iterator:
    """Each term once, by depth (place -1) or by breadth (0): not a topological order."""
    seen, waiting = set(), [result]
    while waiting:
        value = waiting.pop(place)
        if value not in seen:
            seen.add(value)
            yield value
            waiting.extend(value.parents)


def _by_paths(result) -> Iterator:
    """Depth first, each term once for every path that leads to it."""
    yield result
    for parent in result.parents:
        yield from _by_paths(parent)


def _shared(a, b):
    inner = a * b  # used at two depths: an order that is not topological fails
    return (inner + a).exp() * inner + inner * b


_FORMULAS = {
    "a * b": lambda a, b: a * b,
    "exp(a) + b": lambda a, b: a.exp() + b,
    "a * a * a": lambda a, b: a * a * a,
    "exp(a * b) * a": lambda a, b: (a * b).exp() * a,
    "exp(a*b + a) * (a*b) + (a*b) * b": _shared,
}


def _two_slopes(answer, formula, term_class):
    """Slopes of a formula for a and b, and the slopes of these slopes."""
    name = "slope_of"
    a, b, other = term_class(0.6), term_class(-0.8), term_class(3.0)
    result = _FORMULAS[formula](a, b)
    books = {one: dict(vars(one)) for one in [*history(result), other]}

    def slope(of, term):
        try:
            found = answer(of, term)
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
            if "no attribute 'grad'" in told:
                fail(
                    f"{name}: a Term has no grad; where else could the slopes be kept?"
                )
            if "KeyError" in told:
                fail(
                    f"{name}: for {formula} a KeyError: a dict was asked for a term that "
                    + (
                        "is not in it yet."
                        if term in history(of)
                        else "the result does not depend on."
                    )
                )
            raise
        if not isinstance(found, term_class):
            why = ""
            if isinstance(found, int | float | np.number):
                why = ": a plain number has forgotten what it was made from"
            fail(f"{name}: expected a Term, got {describe(found)}{why}.")
        for one, before in books.items():
            if set(vars(one)) != set(before):
                fail(f"{name}: it writes into the terms; keep the slopes in a dict.")
            if any(vars(one)[part] is not before[part] for part in before):
                fail(f"{name}: it changed a term; leave them as they are.")
        return found

    first = [slope(result, a), slope(result, b)]
    second = [slope(one, term).data for one in first for term in (a, b)]
    ends = [slope(result, result).data, slope(result, other).data]
    return np.array([one.data for one in first]), np.array(second), np.array(ends)


slope_of = Exercise(
    reference=_slope_of,
    cases=lambda: [(formula,) for formula in _FORMULAS],
    run=_two_slopes,
    given=(Term,),
    returns=(
        "the slope for a or b",
        "the slope of a slope",
        "the slope for the result itself, or for a term outside the formula,",
    ),
    mistakes=(
        Edit(
            "a term that is used twice keeps only the share of one path.",
            ("grads[parent] + share if parent in grads else share", "share"),
        ),
        Edit(
            "all slopes are zero: how steeply does the result follow itself?",
            ("{result: Term(1.0)}", "{result: Term(0.0)}"),
        ),
        Edit(
            "the walk starts with the result's own number; how steeply does the result "
            "follow itself?",
            ("{result: Term(1.0)}", "{result: result}"),
        ),
        Edit(
            "the terms are visited from the inputs on, before anything is known about the "
            "result.",
            ("reversed(list(history(result)))", "history(result)"),
            ("grads[node]\n", "grads.get(node, Term(0.0))\n"),
        ),
        Edit(
            "the slope that belongs to the parent is missing in its share.",
            ("slope * grads[node]\n", "grads[node]\n"),
        ),
        Edit(
            "what came back from the result is missing in the share.",
            ("slope * grads[node]\n", "slope\n"),
        ),
        Edit(
            "the factor is the slope that was kept for the parent, not the parent itself.",
            ("slope * grads[node]\n", "parent * grads[node]\n"),
        ),
        Edit(
            "the slopes are right, but as Terms they remember nothing: made from bare "
            "numbers (.data), they cannot be differentiated again.",
            ("slope * grads[node]\n", "Term(slope.data * grads[node].data)\n"),
        ),
        Edit(
            "the slopes are right, but what came back enters as a bare number (.data), so "
            "the next derivative misses its part.",
            ("slope * grads[node]\n", "slope * Term(grads[node].data)\n"),
        ),
        Edit(
            "a term handed its slope on before all its own shares were in: in which order "
            "must they be visited?",
            ("reversed(list(history(result)))", "_as_found(result, 0)"),
        ),
        Edit(
            "a term handed its slope on as soon as it was found, before all its own shares "
            "were in: in which order must terms be visited?",
            ("reversed(list(history(result)))", "_as_found(result, -1)"),
        ),
        Edit(
            "along a path slopes are multiplied; only different paths are added.",
            ("slope * grads[node]\n", "slope + grads[node]\n"),
        ),
        Edit(
            "the walk goes from the term; it must go back from the result.",
            ("(result, term)", "(term, result)"),
        ),
        Edit(
            "a term that is reached by several paths hands its whole slope on each time; "
            "visit every term once, when all its shares are in.",
            ("reversed(list(history(result)))", "_by_paths(result)"),
        ),
    ),
    hints=(
        "Begin with the engine's backward. Which of its lines use `grad`, and where else "
        "could those numbers be kept?",
        "A dict from terms to slopes will do. It begins with one entry: the result, and how "
        "steeply it follows itself.",
        "Terms can be added and multiplied. If every sum and product of the walk is made "
        "with them, never with .data, the answer remembers how it came about.",
    ),
)


# --- A chain of sigmoids -------------------------------------------------------------


def sigma(z):
    """The sigmoid of a plain number, as on the page."""
    return (1 + math.tanh(z / 2)) / 2


def _chain_slopes(x, w, b):
    answers = [x]
    for weight, bias in zip(w, b):  # noqa: B905
        answers.append(sigma(weight * answers[-1] + bias))
    slopes = np.zeros(len(w))
    back = 1.0
    for k in reversed(range(len(w))):
        dz = back * answers[k + 1] * (1 - answers[k + 1])
        slopes[k] = dz * answers[k]
        back = dz * w[k]
    return slopes


def _chain_slopes_cases():
    rng = np.random.default_rng(3)
    cases = []
    for neurons in (1, 2, 3, 6):
        w = rng.uniform(1.5, 4, size=neurons) * rng.choice([-1, 1], size=neurons)
        cases.append((float(rng.normal()), w, rng.normal(size=neurons)))
    whole = (0.5, np.array([2, -3, 4]), np.array([0, 1, -1]))
    return [*cases, whole]


_BEND = "answers[k + 1] * (1 - answers[k + 1])"

chain_slopes = Exercise(
    reference=_chain_slopes,
    cases=_chain_slopes_cases,
    atol=1e-18,
    then=_not_by_nudging(
        "In a long chain only rounding is left of them: send a slope back instead.",
        _chain_slopes,
        *(0.5, np.full(20, 1.0), np.zeros(20)),
    ),
    mistakes=(
        Edit(
            "going back through a neuron, the slope of its sigmoid is missing.",
            (f"back * {_BEND}", "back"),
        ),
        Edit(
            "the slope of the sigmoid is taken at what comes into the neuron; it wants the "
            "neuron's own answer.",
            (_BEND, "answers[k] * (1 - answers[k])"),
        ),
        Edit("that is the slope of tanh.", (_BEND, "(1 - answers[k + 1] ** 2)")),
        Edit(
            "in the slope of the sigmoid, the sigmoid is applied twice.",
            (_BEND, "(lambda s: s * (1 - s))(sigma(answers[k + 1]))"),
        ),
        Edit(
            "on its way to the neuron before, the slope does not pass through the weight.",
            ("back = dz * w[k]", "back = dz"),
        ),
        Edit(
            "these are the slopes for the biases: the input of each neuron is missing.",
            ("slopes[k] = dz * answers[k]", "slopes[k] = dz"),
        ),
        Edit(
            "the slope for a weight has its input as a factor, not the weight itself.",
            ("slopes[k] = dz * answers[k]", "slopes[k] = dz * w[k]"),
        ),
        Edit(
            "the slope for a weight has what came into the neuron as a factor, not what "
            "came out.",
            ("slopes[k] = dz * answers[k]", "slopes[k] = dz * answers[k + 1]"),
        ),
        Edit(
            "going back from a neuron, the weight of another neuron is used.",
            ("back = dz * w[k]", "back = dz * w[k - 1]"),
        ),
        Edit(
            "the last neuron comes first here.",
            ("return slopes", "return slopes[::-1]"),
        ),
        Edit(
            "where the weights are whole numbers the slopes are cut to whole numbers: what "
            "kind of zeros do they start as?",
            ("np.zeros(len(w))", "np.zeros_like(w)"),
        ),
        Edit(
            "every weight gets x as its input; only the first neuron sees x.",
            ("slopes[k] = dz * answers[k]", "slopes[k] = dz * x"),
        ),
        Edit(
            "the first neuron is left out.",
            ("reversed(range(len(w)))", "reversed(range(1, len(w)))"),
        ),
        Edit(
            "the walk goes from the first neuron to the last; the slope comes from the end.",
            ("reversed(range(len(w)))", "range(len(w))"),
        ),
        Edit(
            "the walk starts as if a loss stood behind the last answer.",
            ("back = 1.0", "back = answers[-1] - 1"),
        ),
        Edit(
            "of all that comes back only the nearest weight is kept: the product is lost.",
            ("back = dz * w[k]", "back = w[k]"),
        ),
        Edit(
            "a slope for a weight does not pass through that weight itself.",
            ("slopes[k] = dz * answers[k]", "slopes[k] = dz * answers[k] * w[k]"),
        ),
        Edit(
            "the biases are left out on the way forward.",
            ("answers[-1] + bias", "answers[-1]"),
        ),
    ),
    hints=(
        "First go forward and keep every neuron's answer: the way back needs them all.",
        "Then go from the last neuron to the first, with one number: how steeply the last "
        "answer follows this neuron's answer.",
        "At each neuron it is the neuron of the chapter: first through the sigmoid to z; "
        "from there to the weight on one side, and to the neuron before on the other.",
    ),
)


# --- A start from which nothing is learned -------------------------------------------

XOR_INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
XOR_TARGETS = np.array([[0], [1], [1], [0]], dtype=float)


@procedure(
    hints=(
        "Why is a start with all weights equal hopeless? Which part of that equality does "
        "the reason need?",
        "Look at one hidden unit: which numbers come into it, and which number leaves it? "
        "In w1 a unit is a column.",
        "Two units stay one and the same as long as the same slopes come back to both. What "
        "must be equal for that, and what need not be?",
    )
)
def hopeless(answer: Callable) -> None:
    """Check ``hopeless()``: nonzero weights from which two hidden units never learn XOR.

    Raises
    ------
    CheckFailed
        If they are of another shape, contain a zero, or let the network learn.
    """
    name = "hopeless"
    shapes = {"w1": (2, 2), "b1": (2,), "w2": (2, 1), "b2": (1,)}
    w = call(answer, name=name)
    try:
        w = numbers(w, {key: np.zeros(shape) for key, shape in shapes.items()})
    except ValueError as error:
        fail(f"{name}: {error}")
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
    out = w["w2"][:, 0]
    twins = np.array_equal(into[:, 0], into[:, 1])
    mirrored = np.array_equal(into[:, 0], -into[:, 1])  # tanh is odd: the same unit
    if twins and out[0] != out[1]:
        fail(
            f"{name}: the hidden units start alike but send their answers on with "
            "different weights, so different errors come back and they part"
        )
    if mirrored and out[0] != -out[1]:
        fail(
            f"{name}: the hidden units are mirror images, but w2 is not, so the errors "
            "that come back do not mirror each other and they part"
        )
    if not (twins or mirrored):
        if np.array_equal(w["w1"][:, 0], w["w1"][:, 1]):
            fail(f"{name}: the two hidden units differ in their bias, so they part")
        if np.array_equal(w["w1"][0], w["w1"][1]):
            fail(
                f"{name}: equal rows mean that both inputs count the same; "
                "a hidden unit is a column of w1 (and a number of b1)"
            )
        loss = train_xor(w, 3000)[1]
        learned = f"it learned XOR, loss {loss:.3f}" if loss < 0.17 else (
            "only bad luck, which proves nothing")  # fmt: skip
        fail(
            f"{name}: the two hidden units differ, so nothing keeps them together; {learned}"
        )
    loss = train_xor(w, 500)[1]
    passed(
        name,
        f"its units stay one and the same; after 500 steps the loss is still {loss:.3f}",
    )


def train_xor(
    w: dict[str, np.ndarray], steps: int = 500
) -> tuple[dict[str, np.ndarray], float]:
    """Weights, and loss on XOR, after gradient descent with learning rate 1."""
    x, y = XOR_INPUTS, XOR_TARGETS
    for _ in range(steps):
        hidden = np.tanh(x @ w["w1"] + w["b1"])
        predicted = (1 + np.tanh((hidden @ w["w2"] + w["b2"]) / 2)) / 2
        dz = (predicted - y) / len(x)
        da = dz @ w["w2"].T * (1 - hidden**2)
        w = {
            "w1": w["w1"] - x.T @ da,
            "b1": w["b1"] - da.sum(axis=0),
            "w2": w["w2"] - hidden.T @ dz,
            "b2": w["b2"] - dz.sum(axis=0),
        }
    z = np.tanh(x @ w["w1"] + w["b1"]) @ w["w2"] + w["b2"]
    return w, float(np.mean(np.logaddexp(0, z) - y * z))
