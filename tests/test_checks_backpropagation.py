"""Chapter 02: other right ways to write its answers, and what its checks watch."""

import contextlib
import io
import math

import jupytext
import numpy as np
import pytest

from helpers.checks import CheckFailed
from helpers.checks import backpropagation as checks
from tools.notebooks import ROOT


def page() -> dict:
    """Everything that the solutions page defines: its engines and its answers."""
    names: dict = {"checks": checks}
    for cell in jupytext.read(ROOT / "solutions/02_backpropagation.md").cells:
        plumbing = "google.colab" in cell.source or "plt.subplots" in cell.source
        if cell.cell_type == "code" and not plumbing:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(cell.source, names)
    return names


PAGE = page()
Value, Term, history = PAGE["Value"], PAGE["Term"], PAGE["history"]
slope_along, squared_error = PAGE["slope_along"], PAGE["squared_error"]


def told(check, *answer):
    """What the reader reads: the check's one line, or nothing where it passes."""
    try:
        check(*answer)
    except CheckFailed as failure:
        return str(failure)
    return ""


# --- Right ways ----------------------------------------------------------------------


def neuron_in_loops(x, y, w, b):
    slopes, slope = [0.0] * len(w), 0.0
    for row, right in zip(x, y, strict=True):
        said = math.tanh(sum(a * c for a, c in zip(row, w, strict=True)) + b)
        back = 2 * (said - right) * (1 - said * said) / len(x)
        slope += back
        for k, value in enumerate(row):
            slopes[k] += back * value
    return slopes, np.array([slope])


def neuron_in_float32(x, y, w, b):
    x, y, w = x.astype(np.float32), y.astype(np.float32), w.astype(np.float32)
    said = np.tanh(x @ w + np.float32(b))
    each = 2 * (said - y) / np.cosh(x @ w + np.float32(b)) ** 2
    return (x * each[:, None]).mean(axis=0), each.mean()


def along_on_copies(loss, w, direction):
    up, down = ({k: v.copy() for k, v in w.items()} for _ in range(2))
    for name in w:
        up[name] += 1e-4 * direction[name]
        down[name] -= 1e-4 * direction[name]
    return (loss(up) - loss(down)) / 2e-4


def along_in_small_steps(loss, w, direction):
    def at(step):
        return loss({name: w[name] + step * direction[name] for name in direction})

    return np.array([at(1e-6) - at(-1e-6)]) / 2e-6


def detective_by_number(gradient):
    """Every number for itself, in a list."""
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(5, 2)), rng.normal(size=(5, 2))
    w = {"w1": rng.normal(size=(2, 2)), "b1": rng.normal(size=2),
         "w2": rng.normal(size=(2, 2)), "b2": rng.normal(size=2)}  # fmt: skip
    slopes, wrong = gradient(x, y, w), []
    for name, array in w.items():
        for place in np.ndindex(array.shape):
            direction = {one: np.zeros(part.shape) for one, part in w.items()}
            direction[name][place] = 1
            measured = slope_along(lambda w: squared_error(x, y, w), w, direction)
            if abs(slopes[name][place] - measured) > 1e-5 and name not in wrong:
                wrong.append(name)
    return wrong


def network_in_loops(x, y, w):
    slopes = {name: np.zeros_like(w[name]) for name in w}
    for row, right in zip(x, y, strict=True):
        hidden = np.tanh(row @ w["w1"] + w["b1"])
        dz = 2 * (hidden @ w["w2"] + w["b2"] - right) / len(x)
        da = [w["w2"][j] @ dz * (1 - hidden[j] ** 2) for j in range(len(hidden))]
        slopes["w1"] += np.outer(row, da)
        slopes["b1"] += da
        slopes["w2"] += np.outer(hidden, dz)
        slopes["b2"] += dz
    return slopes


def network_by_einsum(x, y, w):
    hidden = np.tanh(np.einsum("ni,ij->nj", x, w["w1"]) + w["b1"])
    dz = (np.einsum("nj,jk->nk", hidden, w["w2"]) + w["b2"] - y) * (2 / x.shape[0])
    da = np.einsum("nk,jk->nj", dz, w["w2"]) * (1 - hidden) * (1 + hidden)
    return {"b2": dz.sum(0), "w2": np.einsum("nj,nk->jk", hidden, dz),
            "b1": np.ones(len(x)) @ da, "w1": np.einsum("ni,nj->ij", x, da)}  # fmt: skip


def sigmoid_by_exp(value):
    y = 1 / (1 + math.exp(-value.data))
    return Value(y, [value], [np.float64(y - y**2)])


def divide_the_other_way_round(a, b):
    return Value(a.data * b.data**-1, (b, a), (-a.data / b.data**2, b.data**-1))


def slope_by_recursion(result, term):
    """The slope is the sum over the paths, from the other end."""
    if result is term:
        return Term(1.0)
    total = Term(0.0)
    for parent, slope in zip(result.parents, result.slopes, strict=True):
        total = total + slope * slope_by_recursion(parent, term)
    return total


def slope_with_isinstance(result, term):
    order, slopes = list(history(result)), {}
    for value in order:
        slopes[value] = Term(0.0)
    slopes.setdefault(term, Term(0.0))
    slopes[result] = Term(1.0)
    for value in order[::-1]:
        for i, parent in enumerate(value.parents):
            assert isinstance(parent, Term)
            slopes[parent] = slopes[parent] + value.slopes[i] * slopes[value]
    return slopes[term]


def chain_by_products(x, w, b):
    answers = [x]
    for weight, bias in zip(w, b, strict=True):
        answers.append(1 / (1 + math.exp(-(weight * answers[-1] + bias))))
    h = np.array(answers)
    steep = h[1:] * (1 - h[1:])
    return [
        steep[k] * h[k] * np.prod(w[k + 1 :] * steep[k + 1 :]) for k in range(len(w))
    ]


def chain_by_recursion(x, w, b):
    def slopes(x, k):
        """Slopes for the weights from k on, and the slope for what comes in."""
        if k == len(w):
            return [], 1.0
        answer = 1 / (1 + np.exp(-(w[k] * x + b[k])))
        rest, back = slopes(answer, k + 1)
        return [back * answer * (1 - answer) * x, *rest], back * answer * (
            1 - answer
        ) * w[k]

    return slopes(x, 0)[0]


def mirrored_twins():
    return {"w1": [[0.4, -0.4], [0.3, -0.3]], "b1": [0.1, -0.1],
            "w2": [[0.7], [-0.7]], "b2": [0.0]}  # fmt: skip


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        (checks.neuron_gradient, neuron_in_loops),
        (checks.neuron_gradient, neuron_in_float32),
        (checks.slope_along, along_on_copies),
        (checks.slope_along, along_in_small_steps),
        (checks.wrong_arrays, detective_by_number),
        (checks.right_gradient, network_in_loops),
        (checks.right_gradient, network_by_einsum),
        (checks.hopeless, mirrored_twins),
        (checks.chain_slopes, chain_by_products),
        (checks.chain_slopes, chain_by_recursion),
    ],
    ids=lambda part: getattr(part, "__name__", "of"),
)
def test_other_right_ways_pass(check, answer):
    assert told(check, answer) == ""


@pytest.mark.parametrize(
    ("check", "answer", "kind"),
    [
        (checks.sigmoid, sigmoid_by_exp, Value),
        (checks.divide, divide_the_other_way_round, Value),
        (checks.slope_of, slope_by_recursion, Term),
        (checks.slope_of, slope_with_isinstance, Term),
    ],
    ids=lambda part: getattr(part, "__name__", "of"),
)
def test_other_right_ways_pass_with_the_engine_of_the_page(check, answer, kind):
    assert told(check, answer, kind) == ""


@pytest.mark.parametrize("name", ["wrong_arrays", "hopeless"])
def test_the_answers_of_the_page_pass_the_procedures(name):
    assert told(getattr(checks, name), PAGE[name]) == ""


def test_a_detective_that_draws_at_random_is_never_refused():
    assert {told(checks.wrong_arrays, PAGE["wrong_arrays"]) for _ in range(50)} == {""}


# --- Slopes by nudging -----------------------------------------------------------------


def slopes_by_nudging(loss, array, nudge):
    slopes = np.zeros(array.shape)
    for place in np.ndindex(array.shape):
        up, down = array.astype(float), array.astype(float)
        up[place] += nudge
        down[place] -= nudge
        slopes[place] = (loss(up) - loss(down)) / (2 * nudge)
    return slopes


def neuron_nudged(nudge):
    def answer(x, y, w, b):
        loss = lambda v: np.mean((np.tanh(x @ v[:-1] + v[-1]) - y) ** 2)  # noqa: E731
        slopes = slopes_by_nudging(loss, np.append(w, b), nudge)
        return slopes[:-1], slopes[-1]

    return answer


def network_nudged(nudge):
    def answer(x, y, w):
        return {
            name: slopes_by_nudging(
                lambda part: squared_error(x, y, {**w, name: part}),  # noqa: B023
                w[name],
                nudge,
            )
            for name in w
        }

    return answer


def chain_nudged(nudge):
    def answer(x, w, b):
        def last(w):
            said = x
            for weight, bias in zip(w, b, strict=True):
                said = PAGE["sigma"](weight * said + bias)
            return said

        return slopes_by_nudging(last, w, nudge)

    return answer


def divide_nudged(nudge):
    def answer(a, b):
        up, down = (a.data / (b.data + step) for step in (nudge, -nudge))
        slopes = 1 / b.data, (up - down) / (2 * nudge)
        return Value(a.data / b.data, (a, b), slopes)

    return answer


@pytest.mark.parametrize("nudge", [1e-4, 1e-5, 1e-6])
@pytest.mark.parametrize(
    ("check", "answer", "given"),
    [
        (checks.neuron_gradient, neuron_nudged, ()),
        (checks.right_gradient, network_nudged, ()),
        (checks.chain_slopes, chain_nudged, ()),
        (checks.divide, divide_nudged, (Value,)),
    ],
    ids=lambda part: getattr(part, "__name__", "of"),
)
def test_slopes_by_nudging_are_refused_and_named(check, answer, given, nudge):
    assert "come from nudging" in told(check, answer(nudge), *given)


# --- A slope along a direction: the check listens --------------------------------------


def nudged_one_by_one(loss, w, direction):
    total = 0.0
    for name, array in w.items():
        for place in np.ndindex(array.shape):
            up, down = ({k: v.copy() for k, v in w.items()} for _ in range(2))
            up[name][place] += 1e-5
            down[name][place] -= 1e-5
            total += (loss(up) - loss(down)) / 2e-5 * direction[name][place]
    return total


def along(nudge, divide):
    def answer(loss, w, direction):
        up = {name: w[name] + nudge * direction[name] for name in w}
        down = {name: w[name] - nudge * direction[name] for name in w}
        return (loss(up) - loss(down)) / divide

    return answer


def shallow(loss, w, direction):
    up, down = w.copy(), w.copy()
    for name in w:
        up[name] += 1e-5 * direction[name]
        down[name] -= 1e-5 * direction[name]
    return (loss(up) - loss(down)) / 2e-5


def in_place(loss, w, direction):
    for name in w:
        w[name] += 1e-5 * direction[name]
    return loss(w)


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (nudged_one_by_one, "Two runs are enough"),
        (along(0.1, 0.2), "too large"),
        (along(1e-11, 2e-11), "too small"),
        (along(1e-6, 1), "how far did the weights move"),
        (lambda loss, w, d: sum(d[k].sum() for k in d), "never called"),
        (in_place, "changed its arguments"),
        (shallow, "copies the dict, but not"),
        (
            lambda loss, w, d: loss({k: v.astype("float32") for k, v in w.items()}),
            "coarse",
        ),
    ],
)
def test_how_a_slope_was_measured_is_told(answer, part):
    assert part in told(checks.slope_along, answer)


# --- The detective: a procedure --------------------------------------------------------


def detective(
    choose=lambda one, name: one == name, near=1e-5, sign=abs, examples=10, units=2,
    names=("w1", "b1", "w2", "b2"),
):  # fmt: skip
    """The page's answer, with a fault: which arrays move, what counts as near ...."""

    def answer(gradient):
        rng = np.random.default_rng(1)
        x, y = rng.normal(size=(2, examples, 2))
        w = {"w1": rng.normal(size=(2, units)), "b1": rng.normal(size=units),
             "w2": rng.normal(size=(units, 2)), "b2": rng.normal(size=2)}  # fmt: skip
        slopes, found = gradient(x, y, w), set()
        for name in names:
            direction = {
                one: rng.normal(size=part.shape) * choose(one, name)
                for one, part in w.items()
            }
            measured = slope_along(lambda w: squared_error(x, y, w), w, direction)
            claimed = sum(np.sum(slopes[one] * direction[one]) for one in w)
            if sign(claimed - measured) > near * abs(measured):
                found.add(name)
        return found

    return answer


def first_number_only(gradient):
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(2, 10, 2))
    w = {"w1": rng.normal(size=(2, 2)), "b1": rng.normal(size=2),
         "w2": rng.normal(size=(2, 2)), "b2": rng.normal(size=2)}  # fmt: skip
    found = set()
    for name, part in gradient(x, y, w).items():
        direction = {one: np.zeros(w[one].shape) for one in w}
        direction[name].flat[0] = 1
        measured = slope_along(lambda w: squared_error(x, y, w), w, direction)
        if abs(part.flat[0] - measured) > 1e-5:
            found.add(name)
    return found


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (lambda gradient: {"w1", "b1"}, "the same about every backward pass, b1, w1"),
        (
            lambda gradient: PAGE["wrong_arrays"](PAGE["suspect_gradient"]),
            "the same about",
        ),
        (detective(choose=lambda one, name: True), "only one array move"),
        (detective(near=0), "close enough"),
        (detective(near=0.5), "2 % too large: is the tolerance too generous"),
        (detective(sign=lambda gap: gap), "and their difference without"),
        (first_number_only, "every number"),
        (detective(examples=1), "With a single example"),
        (detective(units=3), "for 2 inputs, 2 hidden units"),
        (detective(names=("w1", "w2")), "never accuses b1, b2"),
        (lambda g: sorted(detective()(g))[:1], "stop at the first"),
        (
            lambda g: {"w1", "b1", "w2", "b2"} - detective()(g),
            "these are the right ones",
        ),
        (lambda gradient: ["w1", "w1"], "a name comes twice"),
        (lambda gradient: "w1", "expected a set of names"),
        (lambda gradient: {"W1"}, "not 'W1'"),
    ],
)
def test_what_a_detective_misses_is_told(answer, part):
    assert part in told(checks.wrong_arrays, answer)


# --- The repaired backward pass --------------------------------------------------------


def test_a_tuple_is_no_dict_and_the_suspect_of_the_page_is_named():
    def as_tuple(x, y, w):
        return tuple(checks.right_gradient.reference(x, y, w).values())

    def careless(x, y, w):
        w["b1"] += 1
        return checks.right_gradient.reference(x, y, {**w, "b1": w["b1"] - 1})

    assert "expected a dict" in told(checks.right_gradient, as_tuple)
    assert "changed its arguments" in told(checks.right_gradient, careless)
    assert "wrong way round" in told(checks.right_gradient, PAGE["suspect_gradient"])


# --- Operations of the engine: made in one step ----------------------------------------


class Full(Value):
    """The page's Value with all operations of the chapter."""

    def __pow__(self, n):
        return Full(self.data**n, (self,), (n * self.data ** (n - 1),))

    def exp(self):
        y = math.exp(self.data)
        return Full(y, (self,), (y,))


def composed_sigmoid(value):
    half = (value * 0.5).tanh()
    return half * 0.5 + 0.5


def meddling_sigmoid(value):
    value.grad = 1.0
    return sigmoid_by_exp(value)


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (composed_sigmoid, "not from other operations"),
        (meddling_sigmoid, "changed a value that it was given"),
        (lambda v: 1 / (1 + math.exp(-v.data)), "expected one new Value, got 0.5"),
        (lambda v: Value(0.5), "no parents"),
        (lambda v: Value(0.5, v, 0.25), "must be a tuple"),
        (lambda v: Value(0.5, (v,), (0.25, 1.0)), "1 parents and 2 slopes"),
        (lambda v: Value(0.5, (v,), (Value(0.25),)), "a plain number"),
        (lambda v: Value(0.5, (v,), ("0.25",)), "a plain number"),
        (lambda v: v, "the given value itself"),
    ],
)
def test_what_is_no_operation_of_one_step_is_told(answer, part):
    assert part in told(checks.sigmoid, answer, Value)


def one_parent_for_twins(a, b):
    if a is b:
        return Value(1.0, (a,), (0.0,))
    return divide_the_other_way_round(a, b)


def no_twins(a, b):
    if a is b:
        raise ValueError("equal")
    return divide_the_other_way_round(a, b)


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (one_parent_for_twins, "not from other operations"),
        (no_twins, "raised ValueError: equal"),
        (lambda a, b: Full(a.data) * Full(b.data) ** -1, "not the two values given"),
    ],
)
def test_a_quotient_of_one_value_is_an_operation_too(answer, part):
    assert part in told(checks.divide, answer, Value)


# --- The slope of a slope ---------------------------------------------------------------


def writes_into_terms(result, term):
    for one in history(result):
        one.grad = Term(0.0)
    return slope_by_recursion(result, term)


def changes_a_term(result, term):
    found = slope_by_recursion(result, term)
    term.data = 0.0
    return found


def forgets_other_terms(result, term):
    slopes = {result: Term(1.0)}
    for value in reversed(list(history(result))):
        for parent, slope in zip(value.parents, value.slopes, strict=True):
            share = slope * slopes[value]
            slopes[parent] = slopes[parent] + share if parent in slopes else share
    return slopes[term]


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (writes_into_terms, "keep the slopes in a dict"),
        (changes_a_term, "changed a term"),
        (forgets_other_terms, "does not depend on"),
        (lambda r, t: slope_by_recursion(r, t).data, "forgotten what it was made from"),
        (lambda r, t: {t: slope_by_recursion(r, t)}, "expected a Term"),
    ],
)
def test_what_a_backward_walk_must_not_do_is_told(answer, part):
    assert part in told(checks.slope_of, answer, Term)


# --- The hopeless start: a procedure ----------------------------------------------------


def start(w1=((0.4, 0.4), (0.3, 0.3)), b1=(0, 0), w2=((0.5,), (0.5,)), b2=(0,)):
    return lambda: {"w1": np.array(w1), "b1": np.array(b1), "w2": np.array(w2),
                    "b2": np.array(b2)}  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (start(w1=((0, 0), (0.3, 0.3))), "may be zero"),
        (start(w1=((0.5, 0.5), (0.5, 0.5))), "less is enough"),
        (start(w1=((0.4, 0.4), (5, 5))), "beyond ±3"),
        (start(w2=((0.5,), (0.6,))), "different weights"),
        (start(w1=((0.4, -0.4), (0.3, -0.3))), "mirror"),
        (start(b1=(0, 0.1)), "differ in their bias"),
        (start(w1=((0.4, 0.3), (0.4, 0.3))), "equal rows"),
        (start(w1=((0.4, 0.2), (0.3, -0.9))), "nothing keeps them together"),
        (start(w1=((0.4, 0.4, 0.4), (0.3, 0.3, 0.3))), "must have shape (2, 2)"),
        (start(w1=(("0.4", "0.4"), ("0.3", "0.3"))), "not made of real numbers"),
        (lambda: {"w1": np.ones((2, 2))}, "expected the keys"),
        (lambda: np.zeros(9), "expected a dict"),
    ],
)
def test_what_a_start_lacks_to_be_hopeless_is_told(answer, part):
    line = told(checks.hopeless, answer)
    assert part in line and len(line) < 300 and "\n" not in line


def test_the_check_trains_as_the_chapter_does():
    names = {"np": np}
    for cell in jupytext.read(ROOT / "chapters/02_backpropagation.md").cells:
        if cell.cell_type == "code":
            for word in ("def sigmoid(", "def backward_pass("):
                if cell.source.startswith(word):
                    exec(cell.source.partition("\nhidden, z =")[0], names)
            if cell.source.startswith("def train("):
                exec(cell.source.partition("\ntries =")[0], names)
    w = {"w1": np.array([[0.3, -0.6], [0.9, 0.4]]), "b1": np.array([0.1, -0.2]),
         "w2": np.array([[0.7], [-0.5]]), "b2": np.array([0.2])}  # fmt: skip
    x, y = checks.XOR_INPUTS, checks.XOR_TARGETS
    theirs, losses = names["train"](x, y, w, steps=41)
    assert np.isclose(checks.train_xor(w, 40)[1], losses[-1], rtol=1e-12)
    for name, array in checks.train_xor(w, 41)[0].items():
        assert np.allclose(array, theirs[name], rtol=1e-12)
