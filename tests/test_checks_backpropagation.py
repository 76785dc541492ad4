"""The checks of chapter 02: right ways pass, usual mistakes get their own hint."""

import contextlib
import io
import math
import re
from pathlib import Path

import jupytext
import numpy as np
import pytest

from helpers.checks import CheckFailed
from helpers.checks import backpropagation as checks

ROOT = Path(__file__).parent.parent


def code_of(path: Path, word: str) -> str:
    """The source of the one code cell of a page that begins with a word."""
    cells = [
        cell.source
        for cell in jupytext.read(path).cells
        if cell.cell_type == "code" and cell.source.startswith(word)
    ]
    assert len(cells) == 1, f"{len(cells)} cells begin with {word!r}"
    return cells[0]


def engine() -> dict:
    """Value, history and backward, from the chapter's own cells."""
    chapter, names = ROOT / "chapters/02_backpropagation.md", {"math": math}
    exec(code_of(chapter, "class Value:"), names)
    exec(code_of(chapter, "def history("), names)
    return names


ENGINE = engine()
Value, history = ENGINE["Value"], ENGINE["history"]


def told(check, *candidate):
    """What the reader reads: the check's one line, or nothing where it passes."""
    try:
        check(*candidate)
    except CheckFailed as failure:
        return str(failure)
    return ""


# --- Right ways ----------------------------------------------------------------------


def neuron_in_loops(x, t, w, b):
    slopes, slope = [0.0] * len(w), 0.0
    for row, target in zip(x, t, strict=True):
        y = math.tanh(sum(a * c for a, c in zip(row, w, strict=True)) + b)
        back = 2 * (y - target) * (1 - y * y) / len(x)
        slope += back
        for k, value in enumerate(row):
            slopes[k] += back * value
    return slopes, slope


def neuron_in_float32(x, t, w, b):
    x, t, w = x.astype(np.float32), t.astype(np.float32), w.astype(np.float32)
    y = np.tanh(x @ w + np.float32(b))
    each = 2 * (y - t) * (1 - y) * (1 + y)
    return (x * each[:, None]).mean(axis=0), each.mean()


def nudge_on_a_copy(loss, weights):
    slopes = np.empty_like(weights)
    for place in np.ndindex(weights.shape):
        up, down = weights.copy(), weights.copy()
        up[place] += 1e-5
        down[place] -= 1e-5
        slopes[place] = (loss(up) - loss(down)) / 2e-5
    return slopes


def nudge_and_put_back(loss, weights):
    slopes, flat = [], weights.reshape(-1)
    for k in range(weights.size):
        flat[k] += 1e-4
        above = loss(weights)
        flat[k] -= 2e-4
        below = loss(weights)
        flat[k] += 1e-4
        slopes.append((above - below) / 2e-4)
    return np.reshape(slopes, weights.shape).tolist()


def nudge_at_five_points(loss, weights):
    h, slopes = 1e-3, np.zeros(weights.shape)
    for place in np.ndindex(weights.shape):
        step = np.zeros(weights.shape)
        step[place] = h
        near = loss(weights + step) - loss(weights - step)
        far = loss(weights + 2 * step) - loss(weights - 2 * step)
        slopes[place] = (8 * near - far) / (12 * h)
    return slopes


def network_in_loops(x, t, w):
    slopes = {name: np.zeros_like(w[name]) for name in w}
    for row, target in zip(x, t, strict=True):
        hidden = np.tanh(row @ w["w1"] + w["b1"])
        dz = 2 * (hidden @ w["w2"] + w["b2"] - target) / len(x)
        da = np.array(
            [w["w2"][j] @ dz * (1 - hidden[j] ** 2) for j in range(len(hidden))]
        )
        slopes["w1"] += np.outer(row, da)
        slopes["b1"] += da
        slopes["w2"] += np.outer(hidden, dz)
        slopes["b2"] += dz
    return slopes


def backward_by_recursion(result):
    for value in history(result):
        value.grad = 0.0
    waiting = {value: 0 for value in history(result)}
    for value in list(waiting):
        for parent in value.parents:
            waiting[parent] += 1
    result.grad, ready = 1.0, [result]
    while ready:
        value = ready.pop()
        for parent, slope in zip(value.parents, value.slopes, strict=True):
            parent.grad = parent.grad + value.grad * slope
            waiting[parent] -= 1
            if not waiting[parent]:
                ready.append(parent)


def sigmoid_in_one(value):
    y = 1 / (1 + math.exp(-value.data))
    return Value(y, [value], [y - y**2])


def sigmoid_from_parts(value):
    return (1 + (-value).exp()) ** -1


def divide_from_parts(a, b):
    return a * b**-1


def divide_in_one(a, b):
    return Value(a.data / b.data, (a, b), (b.data**-1, -a.data * b.data**-2))


def twins(column=(1.0, -2.0), out=0.7):
    return {
        "w1": np.array([[column[0]] * 2, [column[1]] * 2]),
        "b1": np.zeros(2),
        "w2": np.array([[out], [out]]),
        "b2": np.zeros(1),
    }


def mirrored():
    return {
        "w1": np.array([[0.4, -0.4], [0.4, -0.4]]), "b1": np.array([0.1, -0.1]),
        "w2": np.array([[-0.2], [0.2]]), "b2": np.zeros(1),
    }  # fmt: skip


RIGHT = [
    (checks.neuron_gradient, checks._neuron_gradient),
    (checks.neuron_gradient, neuron_in_loops),
    (checks.neuron_gradient, neuron_in_float32),
    (checks.numerical_gradient, nudge_on_a_copy),
    (checks.numerical_gradient, nudge_and_put_back),
    (checks.numerical_gradient, nudge_at_five_points),
    (checks.wrong_arrays, lambda: {"w1", "b1"}),
    (checks.wrong_arrays, lambda: ["b1", "w1"]),
    (checks.right_gradient, checks._network_by()),
    (checks.right_gradient, network_in_loops),
    (checks.backward, checks._backward),
    (checks.backward, ENGINE["backward"]),
    (checks.backward, backward_by_recursion),
    (checks.sigmoid, sigmoid_in_one, Value),
    (checks.sigmoid, sigmoid_from_parts, Value),
    (checks.divide, divide_in_one, Value),
    (checks.divide, divide_from_parts, Value),
    (checks.divide, lambda a, b: a / b, Value),
    (checks.hopeless, twins),
    (
        checks.hopeless,
        lambda: {name: array.tolist() for name, array in twins().items()},
    ),
    (checks.hopeless, mirrored),
]


@pytest.mark.parametrize("right", RIGHT, ids=lambda right: right[1].__name__)
def test_right_ways_pass_with_one_line(right, capsys):
    check, *candidate = right
    check(*candidate)
    out = capsys.readouterr().out
    assert out.startswith(f"✓ {check.__name__}: ") and out.count("\n") == 1


# --- The oracles ---------------------------------------------------------------------


def test_the_oracle_of_the_neuron_agrees_with_nudging():
    rng = np.random.default_rng(3)
    x, t, w, b = rng.normal(size=(9, 3)), rng.normal(size=9), rng.normal(size=3), 0.4
    slopes, slope = checks._neuron_gradient(x, t, w, b)
    loss = lambda w, b: np.mean((np.tanh(x @ w + b) - t) ** 2)  # noqa: E731
    assert np.allclose(slopes, nudge_on_a_copy(lambda v: loss(v, b), w), rtol=1e-7)
    assert np.isclose(
        slope, nudge_on_a_copy(lambda v: loss(w, v), np.array(b)), rtol=1e-7
    )


def test_the_oracle_of_the_network_agrees_with_nudging():
    rng = np.random.default_rng(4)
    x, t = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    shapes = {"w1": (3, 4), "b1": (4,), "w2": (4, 2), "b2": (2,)}
    w = {name: rng.normal(size=shape) for name, shape in shapes.items()}

    def loss(name, array):
        v = {**w, name: array}
        z = np.tanh(x @ v["w1"] + v["b1"]) @ v["w2"] + v["b2"]
        return ((z - t) ** 2).sum() / len(x)

    for name, slopes in zip(shapes, checks._network_by()(x, t, w), strict=True):
        nudged = nudge_on_a_copy(lambda array, name=name: loss(name, array), w[name])
        assert np.allclose(slopes, nudged, rtol=1e-6, atol=1e-9)


def test_the_oracle_of_the_engine_agrees_with_nudging():
    for formula in checks.GRAPHS:
        a, b, once_a, once_b = checks._run_backward(checks._backward, formula)[
            [0, 1, 2, 3]
        ]
        assert (a, b) == (once_a, once_b)

        def number(v, f=formula):
            return checks.GRAPHS[f](checks._Value(v[0]), checks._Value(v[1])).data

        assert np.allclose(
            [a, b], nudge_on_a_copy(number, np.array([0.6, -1.4])), rtol=1e-7
        )


# --- Usual mistakes ------------------------------------------------------------------

MISTAKES = [
    *((checks.neuron_gradient, mistake) for mistake in checks.NEURON_MISTAKES),
    *((checks.right_gradient, mistake) for mistake in checks.NETWORK_MISTAKES),
    (checks.right_gradient, checks.TRANSPOSED),
    *((checks.backward, checks.Mistake(*pair)) for pair in checks.BACKWARD_MISTAKES),
]


@pytest.mark.parametrize(
    ("check", "mistake"), MISTAKES, ids=lambda value: getattr(value, "hint", None)
)
def test_each_usual_mistake_fails_with_its_own_hint(check, mistake):
    assert told(check, mistake.wrong) == f"{check.__name__}: {mistake.hint}"


def test_slopes_of_the_values_in_between_count_too():
    def tidied(result):
        checks._backward(result)
        for value in history(result):
            if value.parents:
                value.grad = 0.0

    assert told(checks.backward, tidied).startswith("backward: for ")


def test_no_two_mistakes_share_a_hint():
    for check in {check for check, _ in MISTAKES}:
        hints = [mistake.hint for other, mistake in MISTAKES if other is check]
        assert len(set(hints)) == len(hints)


@pytest.mark.parametrize(("slopes", "hint"), checks.SIGMOID_MISTAKES)
def test_each_wrong_slope_of_the_sigmoid_gets_its_own_hint(slopes, hint):
    def wrong(value):
        z = value.data
        return Value(checks._sigmoid(z), (value,), tuple(map(float, slopes(z))))

    assert told(checks.sigmoid, wrong, Value) == f"sigmoid: {hint}"


@pytest.mark.parametrize(("slopes", "hint"), checks.DIVIDE_MISTAKES)
def test_each_wrong_slope_of_the_quotient_gets_its_own_hint(slopes, hint):
    def wrong(a, b):
        return Value(a.data / b.data, (a, b), slopes(a.data, b.data))

    assert told(checks.divide, wrong, Value) == f"divide: {hint}"


def one_sided(h, divisor=1.0, sign=1):
    def wrong(loss, weights):
        slopes = np.zeros(weights.shape)
        for place in np.ndindex(weights.shape):
            up = weights.copy()
            up[place] += h
            slopes[place] = sign * (loss(up) - loss(weights)) / (divisor * h)
        return slopes

    return wrong


def both_sided(h, divide=lambda rise, h: rise / (2 * h), dtype=float):
    def wrong(loss, weights):
        slopes = np.zeros(weights.shape)
        for place in np.ndindex(weights.shape):
            up, down = weights.astype(dtype), weights.astype(dtype)
            up[place] += h
            down[place] -= h
            slopes[place] = divide(loss(up) - loss(down), h)
        return slopes

    return wrong


def all_at_once(loss, weights):
    rise = loss(weights + 1e-5) - loss(weights - 1e-5)
    return np.full(weights.shape, rise / 2e-5)


def never_put_back(loss, weights):
    up, down, slopes = weights.copy(), weights.copy(), np.zeros(weights.shape)
    for place in np.ndindex(weights.shape):
        up[place] += 1e-5
        down[place] -= 1e-5
        slopes[place] = (loss(up) - loss(down)) / 2e-5
    return slopes


def careless(loss, weights):
    slopes = np.zeros(weights.shape)
    for place in np.ndindex(weights.shape):
        below = loss(weights)
        weights[place] += 1e-5
        slopes[place] = (loss(weights) - below) / 1e-5
    return slopes


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (one_sided(1e-5), "to one side only"),
        (one_sided(1e-8), "to one side only"),
        (one_sided(-1e-6), "to one side only"),
        (both_sided(1e-5, lambda rise, h: -rise / (2 * h)), "the sign is turned"),
        (
            both_sided(1e-5, lambda rise, h: rise / h),
            "the whole way from below to above",
        ),
        (
            both_sided(1e-5, lambda rise, h: rise / (4 * h)),
            "half of what they should be",
        ),
        (both_sided(1e-5, lambda rise, h: rise), "is not divided by 2 · nudge"),
        (both_sided(0.1), "a nudge of 1e-01 is too large"),
        (both_sided(1e-12), "a nudge of 1e-12 is too small"),
        (all_at_once, "all weights are nudged at once"),
        (never_put_back, "not put back before the next one"),
        (careless, "the weights are not the same afterwards"),
        (lambda loss, weights: np.zeros(weights.shape), "the loss was never called"),
        (
            lambda loss, weights: loss(weights) * weights,
            "only asked at the weights themselves",
        ),
        (lambda loss, weights: both_sided(1e-5)(loss, weights)[:1], "got shape (1,)"),
        (lambda loss, weights: "steep", "expected an array of slopes, got 'steep'"),
        (lambda loss, weights: None, "Is a `return` missing?"),
        (lambda loss, weights: 1 / 0, "raised ZeroDivisionError"),
        (3, "expected a function, found 3"),
    ],
)
def test_how_nudging_went_wrong_is_told(wrong, hint):
    message = told(checks.numerical_gradient, wrong)
    assert message.startswith("numerical_gradient: ") and hint in message


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        ({"w1"}, "not all found; look again at b1"),
        (set(), "not all found; look again at b1"),
        ({"w1", "b1", "w2"}, "w2 agrees with the numerical gradient"),
        ({"b2"}, "b2 agrees with the numerical gradient"),
        ({"W1", "b1"}, "not 'W1'"),
        ("w1", "expected a set of names"),
        (3, "expected a set of names"),
        (None, "Is a `return` missing?"),
    ],
)
def test_an_answer_to_which_arrays_are_wrong_is_judged(answer, hint):
    assert hint in told(checks.wrong_arrays, lambda: answer)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda x, t, w: {"w1": w["w1"]}, "the slopes for 'b1' are missing"),
        (lambda x, t, w: w, "value 1 of 4 is wrong: expected"),
        (lambda x, t, w: 1.0, "expected 4 values"),
        (3, "expected a function, found 3"),
    ],
)
def test_other_faults_of_the_repaired_gradient_are_told(wrong, hint):
    assert hint in told(checks.right_gradient, wrong)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda v: 0.5, "expected a Value, got 0.5"),
        (lambda v: None, "Is a `return` missing?"),
        (lambda v: Value(checks._sigmoid(v.data)), "the result has no parents"),
        (lambda v: Value(0.5, v, (0.25,)), "parents must be a tuple"),
        (lambda v: Value(0.5, (v,), 0.25), "slopes must be a tuple"),
        (
            lambda v: Value(0.5, (v,), (np.array([0.25]),)),
            "each slope must be a number",
        ),
        (lambda v: Value(0.5, (v,), (math.tanh,)), "each slope must be a number"),
        (lambda v: Value(0.5, (v,), ()), "1 parents and 0 slopes"),
        (
            lambda v: Value(v.data, (v,), (1.0,)),
            "for (0) its number is wrong: expected 0.5, got 0",
        ),
        (lambda v: v.sigmoid(), "raised AttributeError"),
        (lambda v, w: v, "raised TypeError"),
        (3, "expected a function, found 3"),
    ],
)
def test_other_faults_of_an_operation_are_told(wrong, hint):
    message = told(checks.sigmoid, wrong, Value)
    assert message.startswith("sigmoid: ") and hint in message


def test_an_operation_that_is_right_alone_but_wrong_used_twice_is_told():
    def once(a, b):  # keeps the slope of one of two equal parents only
        parents = dict(zip((a, b), (1 / b.data, -a.data / b.data**2), strict=True))
        return Value(a.data / b.data, tuple(parents), tuple(parents.values()))

    message = told(checks.divide, once, Value)
    assert "right alone, but for divide(a, a)" in message
    with contextlib.redirect_stdout(io.StringIO()) as out:
        told(checks.divide, once, Value)
    assert out.getvalue() == ""  # no ✓ before the ✗


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (twins(column=(0.0, 1.0)), "no weight in w1 or w2 may be zero"),
        (twins(out=0.0), "no weight in w1 or w2 may be zero"),
        (twins(column=(1.0, 1.0)), "not all four weights of w1 may be equal"),
        (twins() | {"w2": np.array([[0.7], [0.6]])}, "send their answers on"),
        (mirrored() | {"w2": np.array([[0.2], [0.2]])}, "mirror images but w2 is not"),
        (twins() | {"b1": np.array([50.0, 50.0])}, "b1 holds a number beyond ±3"),
        (twins() | {"w1": np.array([[1.0, -2.0], [1.0, -2.0]])}, "equal rows mean"),
        (twins() | {"b1": np.array([0.0, 0.1])}, "the two hidden units differ"),
        (twins() | {"w1": np.array([[1.0, 2.0], [-2.0, 0.5]])}, "the two hidden units differ"),
        (
            {
                "w1": np.array([[2.0, -2.0], [-2.0, 2.1]]), "b1": np.array([-1.0, -1.0]),
                "w2": np.array([[2.0], [2.0]]), "b2": np.array([1.0]),
            },
            "it learned XOR",
        ),
        (twins() | {"w1": np.ones((3, 2))}, "w1 must have shape (2, 2), not (3, 2)"),
        (twins() | {"b2": np.array([np.nan])}, "b2 is not finite"),
        (twins() | {"b2": "zero"}, "expected arrays of numbers"),
        ({"w1": np.ones((2, 2))}, "expected a dict with w1, b1, w2 and b2"),
        (None, "Is a `return` missing?"),
    ],
)  # fmt: skip
def test_a_start_that_is_not_hopeless_or_too_easy_is_told(answer, hint):
    message = told(checks.hopeless, lambda: answer)
    assert message.startswith("hopeless: ") and hint in message


def test_twins_stay_twins_and_pay_what_a_single_unit_pays():
    assert checks.train_xor(twins(), steps=2000) > math.log(2) / 4
    assert checks.train_xor(mirrored(), steps=2000) > math.log(2) / 4


def test_only_the_largest_hair_parts_the_twins_of_the_solution():
    names = {"np": np}
    exec(code_of(ROOT / "solutions/02_backpropagation.md", "def hopeless("), names)
    ends = []
    for hair in (1e-9, 1e-6, 1e-3, 1e-1):
        w = names["hopeless"]()
        w["w1"][0, 0] += hair
        ends.append(checks.train_xor(w, steps=3000))
    assert np.allclose(ends[:3], 0.48, atol=0.01) and ends[3] < 0.05


def test_training_can_learn_xor():
    rng = np.random.default_rng(0)
    shapes = {"w1": (2, 2), "b1": (2,), "w2": (2, 1), "b2": (1,)}
    starts = [{n: rng.normal(size=s) for n, s in shapes.items()} for _ in range(8)]
    assert min(checks.train_xor(w) for w in starts) < 0.05


# --- Stubs, and the pages ------------------------------------------------------------


@pytest.mark.parametrize(
    ("check", "rest"),
    [
        (checks.neuron_gradient, ()),
        (checks.numerical_gradient, ()),
        (checks.wrong_arrays, ()),
        (checks.right_gradient, ()),
        (checks.backward, ()),
        (checks.sigmoid, (Value,)),
        (checks.divide, (Value,)),
        (checks.hopeless, ()),
    ],
)
def test_the_empty_stub_is_told_so(check, rest):
    def stub(*arguments):
        raise NotImplementedError()

    expected = (
        f"{check.__name__}: not written yet. Replace `raise NotImplementedError()`."
    )
    assert told(check, stub, *rest) == expected


def test_the_exercises_engine_is_the_chapters_engine():
    chapter = code_of(ROOT / "chapters/02_backpropagation.md", "class Value:")
    solution = code_of(ROOT / "solutions/02_backpropagation.md", "class Value:")
    lines = {line.strip() for line in chapter.splitlines()}
    own, borrowed = solution.split("\n\n\ndef history(")
    assert [line for line in own.splitlines() if line.strip() not in lines] == []
    chapters_history = code_of(ROOT / "chapters/02_backpropagation.md", "def history(")
    assert f"def history({borrowed}" in chapters_history


def test_the_chapters_suspect_is_wrong_where_the_exercise_says():
    names = {"np": np}
    exec(code_of(ROOT / "solutions/02_backpropagation.md", "def run("), names)
    suspect = names["suspect_gradient"]
    hint = checks.TRANSPOSED.hint
    assert told(checks.right_gradient, suspect) == f"right_gradient: {hint}"
    assert not re.search(r"w2\"\]\.T", code_of(
        ROOT / "solutions/02_backpropagation.md", "def run("))  # fmt: skip
