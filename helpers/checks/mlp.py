"""Checks of chapter 03, Multi-layer perceptrons in Keras. Keras comes with the answers."""

from __future__ import annotations

import math  # noqa: F401  within the edits
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from helpers.checks import (
    Edit,
    Exercise,
    call,
    describe,
    fail,
    first_line,
    models,
    passed,
    procedure,
)

# --- Softmax with a temperature ------------------------------------------------------


def _softmax(scores, temperature):
    z = scores / temperature
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _softmax_cases():
    rng = np.random.default_rng(0)
    return [
        (np.array([[2.0, 1.0, -1.0]]), 2.0),
        (rng.normal(size=(4, 4)), 0.5),
        (rng.normal(scale=3, size=(50, 10)), 3.0),
        (np.zeros((2, 5)), 4.0),
        (np.array([[1000.0, 999.0, 997.0], [-1000.0, -999.0, -997.0]]), 1.0),
        (np.array([[800.0, 0.0, -800.0]]), 200.0),
        (np.array([[900.0, 0.0, 0.0]]), 1.0),
        (np.array([[2.0, 1.999, -1.0], [0.0, 0.001, 5.0]]), 0.001),
    ]


_ROW = "z.max(axis=-1, keepdims=True)"
_DIVIDED = "powers / powers.sum(axis=-1, keepdims=True)"

softmax = Exercise(
    _softmax,
    _softmax_cases,
    mistakes=(
        Edit(
            "the temperature changes nothing here. It belongs to the scores: what is "
            "left of it once the row is divided by its sum?",
            ("scores / temperature", "scores"),
        ),
        Edit(
            "the scores are multiplied by the temperature, so that heat makes the "
            "answer surer; look at the formula.",
            ("scores / temperature", "scores * temperature"),
        ),
        Edit(
            "the probabilities are divided by the temperature, and no longer sum to "
            "one; it is the scores that are divided.",
            ("scores / temperature", "scores"),
            (_DIVIDED, f"{_DIVIDED} / temperature"),
        ),
        Edit(
            "large exponents overflow: exp(1000) is infinite. Which constant may you "
            "subtract from all scores of a row?",
            (f"z - {_ROW}", "z"),
        ),
        Edit(
            "the largest score is subtracted before the division by the temperature, "
            "from scores that are divided already: subtract like from like.",
            ("z - z.max", "z - scores.max"),
        ),
        Edit(
            "one maximum of the whole array is subtracted; a row far below it becomes "
            "0/0. Each row needs its own.",
            (_ROW, "z.max()"),
        ),
        Edit(
            "the maximum of each column is subtracted; an example is a row.",
            ("z.max(axis=-1", "z.max(axis=0"),
        ),
        Edit(
            "the smallest score of the row is subtracted, so the largest exponents "
            "still overflow.",
            ("z.max(axis", "z.min(axis"),
        ),
        Edit(
            "the mean of the row is subtracted, and a score far above it still "
            "overflows.",
            ("z.max(axis", "z.mean(axis"),
        ),
        Edit(
            "clipping the scores changes the probabilities wherever it cuts; "
            "subtracting a constant does not.",
            (f"z - {_ROW}", "np.clip(z, -50, 50)"),
        ),
        Edit(
            "the maxima have the shape (n,), and NumPy lines them up with the classes "
            "instead of the rows: see keepdims.",
            (_ROW, "z.max(axis=-1)"),
        ),
        Edit(
            "the sums have the shape (n,), and NumPy lines them up with the classes "
            "instead of the rows: see keepdims.",
            (_DIVIDED, "powers / powers.sum(axis=-1)"),
        ),
        Edit(
            "the columns sum to one, over the batch; a row is one example.",
            ("powers.sum(axis=-1", "powers.sum(axis=0"),
        ),
        Edit(
            "the sum runs over all rows together, so that only the whole array sums to "
            "one.",
            (_DIVIDED, "powers / powers.sum()"),
        ),
        Edit(
            "these are the logarithms of the probabilities.",
            (_DIVIDED, f"z - {_ROW} - np.log(powers.sum(axis=-1, keepdims=True))"),
        ),
        Edit(
            "nothing divides by the sum, so the rows do not sum to one.",
            (_DIVIDED, "powers"),
        ),
        Edit(
            "the temperature is in the numerator only; look below the line, too.",
            (
                _DIVIDED,
                f"powers / np.exp(scores - {_ROW.replace('z', 'scores')})"
                ".sum(axis=-1, keepdims=True)",
            ),
        ),
        Edit(
            "it is never colder than 0.1 here; a temperature of 0.001 was asked for.",
            ("scores / temperature", "scores / max(temperature, 0.1)"),
        ),
    ),
    hints=(
        "Take the softmax of the chapter. Which letter of its formula has become "
        "z / T in this one? Give the quotient a name.",
        "Then the machine: with T = 0.001 a score of 1 is an exponent of 1000. The "
        "chapter's remedy works on whatever stands in the exponent.",
        "Each row has its own largest exponent and its own sum. Print the shapes: for "
        "scores (n, classes) both must be (n, 1).",
    ),
)


# --- The price of an answer ----------------------------------------------------------


def _cross_entropy(probabilities, labels):
    true_class = probabilities[np.arange(len(labels)), labels]
    return -np.mean(np.log(np.maximum(true_class, 1e-7)))


def _cross_entropy_cases():
    rng = np.random.default_rng(0)
    cases = [(np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]), np.array([0, 1]))]
    for n, classes in ((1, 2), (5, 5), (40, 10), (7, 3)):
        probabilities = _softmax(rng.normal(size=(n, classes)), 1.0)
        cases.append((probabilities, rng.integers(classes, size=n)))
    cases += [(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0, 0]))]
    for tiny in (1e-20, 1e-7):
        cases.append((np.array([[tiny, 1.0], [0.5, 0.5]]), np.array([0, 1])))
    return cases


_TRUE = "probabilities[np.arange(len(labels)), labels]"
_LOG = "np.log(np.maximum(true_class, 1e-7))"
_ONE_HOT = "np.eye(probabilities.shape[1])[labels]"
_ALL_LOGS = "np.log(np.maximum(probabilities, 1e-7))"

cross_entropy = Exercise(
    _cross_entropy,
    _cross_entropy_cases,
    mistakes=(
        Edit(
            "the logarithm of zero is minus infinity: no probability may be below 1e-7.",
            ("np.maximum(true_class, 1e-7)", "true_class"),
        ),
        Edit(
            "np.minimum cuts from above: it lets nothing be larger than 1e-7.",
            ("np.maximum", "np.minimum"),
        ),
        Edit(
            "this is the chapter's function: it makes probabilities of scores, and "
            "these are probabilities already. What is left of lse(z) - z_y?",
            (
                f"-np.mean({_LOG})",
                "np.mean(np.log(np.exp(probabilities).sum(axis=-1)) - true_class)",
            ),
        ),
        Edit(
            "this is the sum over the examples; the loss is their mean.",
            ("np.mean", "np.sum"),
        ),
        Edit(
            "the minus sign is missing: logarithms of probabilities are negative, and a "
            "loss is not.",
            ("-np.mean", "np.mean"),
        ),
        Edit(
            "probabilities[:, labels] takes every label's column for every row; you need "
            "one number from each row. How does the chapter take z_y?",
            ("np.arange(len(labels)), labels", ":, labels"),
        ),
        Edit(
            "probabilities[labels] takes whole rows, as if the labels numbered the "
            "examples; they number the columns.",
            ("np.arange(len(labels)), labels", "labels"),
        ),
        Edit(
            "the mean runs over the classes too, so the loss is too small by their "
            "number.",
            (_LOG, f"{_ONE_HOT} * {_ALL_LOGS}"),
        ),
        Edit(
            "the wrong classes have been given a price too, as in the binary "
            "cross-entropy; here only the true class counts.",
            (
                _LOG,
                f"np.sum({_ONE_HOT} * {_ALL_LOGS} + (1 - {_ONE_HOT})"
                " * np.log(np.maximum(1 - probabilities, 1e-7)), axis=1)",
            ),
        ),
        Edit(
            "the loss looks at the largest probability; what counts is that of the true "
            "class.",
            (_TRUE, "probabilities.max(axis=1)"),
        ),
        Edit(
            "this is the logarithm to base 2; use the natural one, np.log.",
            ("np.log(", "np.log2("),
        ),
        Edit(
            "the mean is inside the logarithm; the logarithms come first, then their "
            "mean.",
            (f"-np.mean({_LOG})", "-np.log(np.maximum(np.mean(true_class), 1e-7))"),
        ),
        Edit(
            "these are the losses of the single examples; return their mean.",
            (f"np.mean({_LOG})", _LOG),
        ),
        Edit(
            "1e-6 is above the lowest probability that counts: 10e-7 is not 1e-7.",
            ("1e-7", "1e-6"),
        ),
        Edit(
            "1e-10 is below the lowest probability that counts here.",
            ("1e-7", "1e-10"),
        ),
        Edit(
            "only exact zeros are lifted to 1e-7; a probability of 1e-20 is below it too.",
            (
                "np.maximum(true_class, 1e-7)",
                "np.where(true_class == 0, 1e-7, true_class)",
            ),
        ),
        Edit(
            "1e-7 is added to every probability; only those below it change, to 1e-7.",
            ("np.maximum(true_class, 1e-7)", "true_class + 1e-7"),
        ),
        Edit(
            "it is the logarithm that is bounded here; bound the probability, before it.",
            (_LOG, "np.maximum(np.log(true_class), 1e-7)"),
        ),
        Edit(
            "examples whose probability is below 1e-7 are left out: they are the dearest.",
            (_LOG, "np.log(true_class[true_class > 1e-7])"),
        ),
        Edit(
            "the labels begin with 0, as NumPy's columns do.",
            (", labels]", ", labels - 1]"),
        ),
        Edit(
            "the diagonal holds row 0 with column 0, row 1 with column 1; the labels say "
            "which column.",
            (_TRUE, "np.diag(probabilities)"),
        ),
        Edit(
            "this would need one-hot labels; these are integers, one for each row.",
            (_LOG, f"np.sum(labels * {_ALL_LOGS}, axis=1)"),
        ),
    ),
    hints=(
        "Take two examples, [0.7, 0.2, 0.1] with label 0 and [0.1, 0.3, 0.6] with label "
        "1, and work the loss out on paper. Which two of the six numbers did you use?",
        "From each row one number, the one in the column of its label: the chapter "
        "does so for z_y, with two lists of indices.",
        "Then three things happen to these n numbers, in this order: none stays below "
        "1e-7, each becomes its price, and the prices become one number.",
    ),
)


# --- Photons -------------------------------------------------------------------------


def _counting_loss(rates, counts):
    return np.mean(rates - counts * np.log(rates))


def _counting_cases():
    rng = np.random.default_rng(0)
    cases = [(np.array([0.5, 2.0, 7.5]), np.array([0, 3, 6]))]
    for n in (1, 5, 40):
        rates = rng.uniform(0.1, 20, size=n)
        cases.append((rates, rng.poisson(rates).astype(float)))
    cases += [(np.array([250.0, 300.0]), np.array([260.0, 300.0]))]
    return [*cases, (np.array([0.01, 3.0]), np.array([0.0, 0.0]))]


_PRICE = "rates - counts * np.log(rates)"
_FACTORIALS = "np.array([math.lgamma(count + 1) for count in counts])"

counting_loss = Exercise(
    _counting_loss,
    _counting_cases,
    mistakes=(
        Edit(
            "the price of y! is still in it. It is the same whatever the network says: "
            "leave it out.",
            (_PRICE, f"{_PRICE} + {_FACTORIALS}"),
        ),
        Edit(
            "the sign is turned: this is the logarithm itself, and the loss is minus it.",
            (_PRICE, "counts * np.log(rates) - rates"),
        ),
        Edit(
            "the sign is turned, and log y! is still in it: the loss is minus the "
            "logarithm, without the term that the network cannot change.",
            (_PRICE, f"counts * np.log(rates) - rates - {_FACTORIALS}"),
        ),
        Edit(
            "minus the logarithm of exp(-λ) is λ with a plus sign: one sign is wrong.",
            (_PRICE, "-rates - counts * np.log(rates)"),
        ),
        Edit(
            "the logarithm of λ to the power y is not subtracted but added here.",
            (_PRICE, "rates + counts * np.log(rates)"),
        ),
        Edit(
            "the price of exp(-λ) is missing, and λ is what the network predicts.",
            (_PRICE, "-counts * np.log(rates)"),
        ),
        Edit(
            "the logarithm of a power brings the exponent down: what becomes of y in "
            "the logarithm of λ to the power y?",
            (_PRICE, "rates - np.log(rates)"),
        ),
        Edit(
            "rates and counts are swapped: λ is what the network predicts, y what was "
            "counted.",
            (_PRICE, "counts - rates * np.log(counts)"),
        ),
        Edit(
            "this is the sum over the examples; the loss is their mean.",
            ("np.mean", "np.sum"),
        ),
        Edit(
            "these are the losses of the single examples; return their mean.",
            (f"np.mean({_PRICE})", _PRICE),
        ),
        Edit(
            "this is the squared error, which belongs to the bell curve.",
            (_PRICE, "(counts - rates) ** 2"),
        ),
        Edit(
            "this is the probability; the loss is minus its logarithm.",
            (_PRICE, f"np.exp(counts * np.log(rates) - rates - {_FACTORIALS})"),
        ),
        Edit(
            "this takes the network's answer for the logarithm of λ; it is λ itself.",
            (_PRICE, "np.exp(rates) - counts * rates"),
        ),
        Edit(
            "it is λ, what the network predicts, whose logarithm is asked, not y's.",
            (_PRICE, "rates - counts * np.log(np.maximum(counts, 1e-7))"),
        ),
        Edit(
            "truth and prediction are swapped: Keras' losses take the truth first, this "
            "function the rates.",
            (_PRICE, "counts - rates * np.log(counts + 1e-7)"),
        ),
        Edit(
            "a power such as 300 to 300 overflows; the logarithm of a power needs no "
            "power.",
            (_PRICE, "-np.log(rates**counts * np.exp(-rates))"),
        ),
        Edit(
            "the logarithm is missing: this is minus the probability, and without y!.",
            (_PRICE, "-(rates**counts) * np.exp(-rates)"),
        ),
        Edit(
            "the mean is inside the logarithm; first the logarithms, then their mean.",
            (f"np.mean({_PRICE})", "-np.log(np.mean(rates**counts * np.exp(-rates)))"),
        ),
        Edit(
            "this divides by the number of photons; average over the examples.",
            (f"np.mean({_PRICE})", f"np.sum({_PRICE}) / np.sum(counts)"),
        ),
        Edit(
            "this is the logarithm to base 10; e is what cancels.",
            ("np.log", "np.log10"),
        ),
        Edit(
            "the mean of a product is not the product of the means.",
            (_PRICE, "np.mean(rates) - np.mean(counts) * np.mean(np.log(rates))"),
        ),
        Edit(
            "examples without photons count, too: nothing seen is seen as well.",
            (_PRICE, f"({_PRICE})[counts > 0]"),
        ),
        Edit(
            "nothing is added inside the logarithm: λ is above zero.",
            ("np.log(", "np.log1p("),
        ),
    ),
    hints=(
        "Write down log p(y) for the probability in the task. The logarithm makes sums "
        "of products: three terms.",
        "What is log of λ to the power y, what is log of exp(-λ)? And which of the three "
        "terms has no λ in it?",
        "Put the minus sign in front, try y = 3: among all λ the price must be smallest "
        "at λ = 3. Then take the mean over the examples.",
    ),
)


# --- Plan a network ------------------------------------------------------------------


def _count_parameters(sizes):
    return sum(a * b + b for a, b in zip(sizes[:-1], sizes[1:]))  # noqa: B905, RUF007


def _count_cases():
    many = ([784, 512, 10], [3, 2], [1, 1], [64, 32, 16, 3], [5, 7, 7, 7, 2])
    return [(sizes,) for sizes in many]


_SUM = "sum(a * b + b for a, b in zip(sizes[:-1], sizes[1:]))"

count_parameters = Exercise(
    _count_parameters,
    _count_cases,
    mistakes=(
        Edit(
            "the biases are missing: each unit of a layer has one.", ("* b + b", "* b")
        ),
        Edit(
            "the inputs have been given biases; only units of a layer have one.",
            (_SUM, f"{_SUM} + sizes[0]"),
        ),
        Edit(
            "there is a bias for each input of a layer; it is one for each unit.",
            ("* b + b", "* b + a"),
        ),
        Edit(
            "there is one bias for each layer; it is one for each unit.",
            ("* b + b", "* b + 1"),
        ),
        Edit(
            "the biases of the output layer are missing.",
            (_SUM, f"{_SUM} - sizes[-1]"),
        ),
        Edit(
            "only the first layer is counted; is the return inside the loop?",
            (_SUM, "sizes[0] * sizes[1] + sizes[1]"),
        ),
        Edit(
            "only the last layer is counted; the layers add up.",
            (_SUM, "sizes[-2] * sizes[-1] + sizes[-1]"),
        ),
        Edit(
            "this is made for exactly three sizes; a stack may have any number of "
            "layers.",
            (_SUM, "sizes[0] * sizes[1] + sizes[1] + sizes[1] * sizes[2] + sizes[2]"),
        ),
        Edit(
            "the sizes are all multiplied; each layer multiplies its own inputs and "
            "units, and the layers add up.",
            (_SUM, "math.prod(sizes) + sum(sizes[1:])"),
        ),
        Edit(
            "these are the units; a weight stands between each pair of input and unit.",
            (_SUM, "sum(sizes)"),
        ),
        Edit(
            "inputs and units are added; each pair has a weight.",
            ("a * b + b", "a + b"),
        ),
        Edit(
            "the last layer is left out.",
            ("sizes[:-1], sizes[1:]", "sizes[:-2], sizes[1:]"),
        ),
        Edit(
            "the last layer has been joined to the first: sizes[-1] is the last size.",
            (_SUM, f"{_SUM} + sizes[-1] * sizes[0] + sizes[0]"),
        ),
        Edit(
            "one step too many: n sizes make n - 1 layers.",
            (_SUM, "sum(sizes[i] * sizes[i + 1] for i in range(len(sizes)))"),
        ),
        Edit(
            "the sizes go into exactly three names; a stack may have any number.",
            (f"return {_SUM}", "a, b, c = sizes\n    return a * b + b + b * c + c"),
        ),
        Edit(
            "this is a list, one number for each layer; add them up.",
            (_SUM, _SUM.replace("sum(", "[")[:-1] + "]"),
        ),
        Edit(
            "only neighbors are joined, not every pair of layers.",
            (
                _SUM,
                "sum(sizes[1:]) + sum(a * b for i, a in enumerate(sizes)"
                " for b in sizes[i + 1 :])",
            ),
        ),
        Edit(
            "every second pair is skipped: the units of a layer are the next one's "
            "inputs.",
            ("sizes[:-1], sizes[1:]", "sizes[::2], sizes[1::2]"),
        ),
        Edit(
            "a bias belongs to a unit, not to an input: (a + 1)(b + 1) has both.",
            ("a * b + b", "(a + 1) * (b + 1)"),
        ),
    ),
    hints=(
        "Draw a stack of the sizes 3, 2, 1 with all its lines, and count. Which lines "
        "belong to the first layer?",
        "One layer: a weight for each pair of input and unit, and what else for each "
        "unit? The units of one layer are the inputs of the next.",
        "Go through neighboring sizes, first and second, second and third, and so on, "
        "and add up what each pair brings.",
    ),
)


# --- Build it ------------------------------------------------------------------------


@procedure(
    hints=(
        "Three lines of layers: what comes in, the hidden layer, the output layer. The "
        "chapter's function `build` is a good neighbor.",
        "Probabilities of several classes that compete: which activation? Integers as "
        "labels: which loss? The table under *Compile* has both.",
        "A model that can count its parameters at once was told the shape of one "
        "example in its very first entry. And metrics is a list of names.",
    )
)
def build_classifier(answer: Callable) -> None:
    """Watch ``build_classifier(inputs, hidden_units, classes)``: a compiled model."""
    import keras  # noqa: F401  before the clock starts

    name = "build_classifier"
    for sizes in ((6, 5, 3), (4, 8, 5)):
        model = call(answer, *sizes, name=name, seconds=120)
        _look_at_classifier(f"{name}{sizes}", model, *sizes)
    models.comes_back(name, model)
    x, y = _easy_examples(*sizes)
    models.learns(f"{name}{sizes}", model, x, y)
    another = call(answer, *sizes, name=name, seconds=120)
    pairs = zip(model.get_weights(), another.get_weights(), strict=True)
    if another is model or all(np.array_equal(one, other) for one, other in pairs):
        fail(f"{name}: a second call returns the first one's network, trained already.")
    passed(name, "layers, probabilities, loss and metric are right, and it learns")


def _easy_examples(inputs, hidden_units, classes):
    rng = np.random.default_rng(0)
    y = np.arange(40 * classes) % classes
    centers = rng.normal(size=(classes, inputs))
    x = centers[y] + rng.normal(scale=0.2, size=(len(y), inputs))
    return x.astype("float32"), y.astype("uint8")


def _look_at_classifier(name, model, inputs, hidden_units, classes) -> None:
    models.is_model(name, model)
    models.knows_its_shapes(name, model)
    x, y = _easy_examples(inputs, hidden_units, classes)
    outputs = models.outputs(name, model, x, (len(x), classes))
    weights = inputs * hidden_units + hidden_units * classes
    count = _count_parameters
    usual = {
        weights: "no layer has biases; leave use_bias as it is.",
        count([inputs, classes]): "there is no hidden layer.",
        count([inputs, hidden_units, hidden_units, classes]): (
            "there are two hidden layers; one is asked for."
        ),
        count([inputs, classes, classes]): (
            "the hidden layer has as many units as there are classes."
        ),
        count([inputs, inputs, classes]): (
            "the hidden layer has as many units as there are inputs."
        ),
    }
    plan = "compare with count_parameters([inputs, hidden_units, classes])."
    wanted = count([inputs, hidden_units, classes])
    models.parameters(name, model, wanted, usual, plan)
    wide = 10 * x  # so that activations tell themselves apart
    _look_at_activations(name, model, wide, hidden_units)
    _look_at_compilation(name, model, x, y, outputs)


def _look_at_activations(name, model, x, units) -> None:
    """Compute the outputs with NumPy, for each pair of activations."""
    outputs = models.array(model(x))
    inputs, classes = x.shape[1], outputs.shape[1]
    # By shape, because a class of one's own may make its layers in any order.
    by_shape = {weights.shape: weights for weights in model.get_weights()}
    shapes = [(inputs, units), (units,), (units, classes), (classes,)]
    if set(shapes) != set(by_shape):
        fail(f"{name}: expected weights of shapes {shapes}, found {list(by_shape)}.")
    w1, b1, w2, b2 = (by_shape[shape] for shape in shapes)
    z = x @ w1 + b1
    bends = {
        "relu": np.maximum(z, 0),
        "none at all": z,
        "softmax": _softmax(z, 1.0),
        "sigmoid": 1 / (1 + np.exp(-z)),
        "tanh": np.tanh(z),
    }
    ends = {
        "softmax": lambda z: _softmax(z, 1.0),
        "softmax, twice": lambda z: _softmax(_softmax(z, 1.0), 1.0),
        "none at all": lambda z: z,
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "relu": lambda z: np.maximum(z, 0),
    }
    fitting = (
        (bend, end)
        for end, last in ends.items()
        for bend, hidden in bends.items()
        if np.allclose(last(hidden @ w2 + b2), outputs, atol=1e-2, rtol=1e-2)
    )
    bend, end = next(fitting, (None, None))
    if not np.allclose(outputs.sum(axis=1), 1, atol=1e-3) or outputs.min() < 0:
        advice = {
            "sigmoid": "a sigmoid looks at each class by itself, and here they compete.",
            "none at all": "these are still scores. What makes probabilities of them?",
        }
        fail(
            f"{name}: the outputs of an example do not sum to one: "
            f"{advice.get(end, 'which activation makes probabilities of scores?')}"
        )
    if end == "softmax, twice":
        fail(f"{name}: the softmax is applied twice; once is enough.")
    if bend == "none at all":
        fail(
            f"{name}: the hidden layer has no activation, and two linear layers are no "
            "more than one."
        )
    if bend != "relu":
        fail(
            f"{name}: ReLU is asked for; the hidden layer has {bend or 'something else'}."
        )


def _look_at_compilation(name, model, x, y, outputs) -> None:
    """Compare the compiled loss with the outputs' cross-entropy; find accuracy."""
    models.is_compiled(name, model)
    kind = _loss_name(model.loss)
    if getattr(model.loss, "from_logits", False):
        fail(
            f"{name}: from_logits=True tells the loss to apply a softmax, and the last "
            "layer has one already: one of the two is enough."
        )
    advice = f"is the loss, {kind}, the one for integer labels and probabilities?"
    if kind == "categoricalcrossentropy":
        advice = "this loss wants one-hot labels, and these are integers."
    elif kind == "sparsecategoricalcrossentropy":
        advice = (
            "the loss does, a metric does not: which one measures the right answers?"
        )
    found = models.results(name, model, x, y, advice)
    wanted = _cross_entropy(outputs, y)
    if not np.isclose(found["loss"], wanted, rtol=1e-2):
        fail(
            f"{name}: the loss is {found['loss']:.4f} where the cross-entropy is "
            f"{wanted:.4f}: which loss belongs to several classes and integer labels?"
        )
    accuracy = np.mean(outputs.argmax(axis=1) == y)
    models.measures(
        name, found, accuracy, "compile is not told to measure the accuracy"
    )


def _loss_name(loss) -> str:
    """Return a loss's name in small letters, whether text, function or object."""
    name = loss if isinstance(loss, str) else getattr(loss, "__name__", None)
    return (name or type(loss).__name__).replace("_", "").lower()


# --- Interrupted ---------------------------------------------------------------------


@procedure(
    hints=(
        "The chapter saves a model and loads it again under *Save it, load it*. Which of "
        "the two calls comes first here?",
        "What load_model returns is compiled already and remembers its optimizer: it can "
        "be trained as it is.",
        "Four steps: load, fit as the task says, save under the same name, return.",
    )
)
def resume(answer: Callable) -> None:
    """Watch ``resume(file, x, y)``: load, one more epoch, save, return."""
    import keras

    name = "resume"
    x, y = _easy_examples(6, 5, 3)
    x, y = x[:70], y[:70]  # two batches of 32, and a short one

    def epochs(model, count=1, **options):
        options = {"batch_size": 32, "shuffle": False, "verbose": 0, **options}
        model.fit(x, y, epochs=count, **options)
        return model.get_weights()

    model = keras.Sequential(
        [
            keras.Input(shape=(6,)),
            keras.layers.Dense(5, "tanh", kernel_initializer=_drawn(keras, 1)),
            keras.layers.Dense(3, "softmax", kernel_initializer=_drawn(keras, 2)),
        ]
    )
    loss = "sparse_categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.RMSprop(0.01), loss=loss)
    with tempfile.TemporaryDirectory() as folder:
        file, kept = Path(folder) / "network.keras", Path(folder) / "kept.keras"
        old = epochs(model, 2)
        model.save(file)
        model.save(kept)
        wanted, steps = epochs(model), int(model.optimizer.iterations)
        forgetful = keras.models.load_model(kept)
        forgetful.compile(optimizer=keras.optimizers.RMSprop(0.01), loss=loss)

        found = call(answer, file, x.copy(), y.copy(), name=name, seconds=120)
        models.is_model(name, found)

        def further(count=1, **options):
            return epochs(keras.models.load_model(kept), count, **options)

        if not _equal(found.get_weights(), wanted):
            for hint, weights in (
                ("it is still as it was in the file: nothing trained it.", lambda: old),
                (
                    "it was compiled anew, or only its weights were loaded: the "
                    "optimizer has forgotten what it knew.",
                    lambda: epochs(forgetful),
                ),
                (
                    "it was trained for two more epochs; one is asked for.",
                    lambda: further(2),
                ),
                (
                    "it was trained for three epochs, as if from the start; one is left.",
                    lambda: further(3),
                ),
                (
                    "the last rows were kept back for validation; train on all.",
                    lambda: further(validation_split=0.1),
                ),
            ):
                if _equal(found.get_weights(), weights()):
                    fail(f"{name}: {hint}")
            made = getattr(getattr(found, "optimizer", None), "iterations", None)
            if made is not None and int(made) < steps - 3:
                fail(
                    f"{name}: its optimizer has made {int(made)} steps, and without the "
                    f"interruption it would be {steps}: it was compiled or made anew, "
                    "and has forgotten what it knew."
                )
            if made is not None and int(made) != steps:
                fail(
                    f"{name}: your epoch has {int(made) - steps + 3} steps for "
                    f"{len(x)} examples; in batches of 32 it has 3."
                )
            fail(
                f"{name}: the weights are not those of a training without interruption. "
                "Which batches did the network see, and in which order?"
            )
        try:
            again = keras.models.load_model(file)
        except Exception as error:  # zip, HDF5, JSON: whatever is broken
            fail(f"{name}: the file can no longer be loaded: {first_line(error)}")
        if not _equal(again.get_weights(), wanted):
            fail(
                f"{name}: what is returned is right, but in the file there is still "
                "another network. The power may fail again."
            )
        if not again.compiled or int(again.optimizer.iterations) != steps:
            fail(
                f"{name}: the file holds the right weights, but not the optimizer with "
                "its memory: it was saved without it, or before the training."
            )
    passed(name, "nobody can tell that there was an interruption")


def _drawn(keras, seed):
    return keras.initializers.GlorotUniform(seed=seed)


def _equal(some, others) -> bool:
    return len(some) == len(others) and all(
        a.shape == b.shape and np.allclose(a, b, rtol=0, atol=1e-5)
        for a, b in zip(some, others, strict=True)
    )


# --- A metric of one's own -----------------------------------------------------------


def _top_two(y_true, y_pred):
    import keras

    best = keras.ops.top_k(y_pred, k=2)[1]
    y_true = keras.ops.expand_dims(keras.ops.cast(y_true, best.dtype), -1)
    return keras.ops.cast(keras.ops.any(best == y_true, axis=-1), "float32")


def _top_two_cases():
    import keras  # noqa: F401  before the clock starts

    rng = np.random.default_rng(0)
    cases = []
    for n, classes in ((6, 3), (5, 5), (40, 10), (1, 4), (2, 6)):
        probabilities = _softmax(rng.normal(size=(n, classes)), 1.0).astype("float32")
        cases.append((rng.integers(classes, size=n).astype("uint8"), probabilities))
    return cases


def _use_top_two(answer, y_true, y_pred):
    """Hand over what Keras would: tensors of the backend, with the labels' own type."""
    import keras

    tensors = map(keras.ops.convert_to_tensor, (y_true, y_pred))
    try:
        return models.array(answer(*tensors))
    except Exception as error:  # TensorFlow's own words on types are hard to read
        if "uint8" in str(error) and "int32" in str(error):
            fail(
                "top_two: these are uint8 labels compared with the int32 numbers of "
                "top_k; TensorFlow refuses to compare two types. See the last line of "
                "the task."
            )
        if "truth value" in str(error).lower():
            fail(
                "top_two: `if`, `and` and `or` want one True or False, and here is one "
                "for each example; keras.ops has functions for whole tensors."
            )
        if "has no attribute" in str(error):
            fail(
                f"top_two: {first_line(error)}. A tensor is no NumPy array: look for the "
                "function in keras.ops."
            )
        raise


def _top_two_within_fit(answer: Callable) -> None:
    """Let Keras compile the metric, with a short last batch, and compare the average."""
    import keras

    x, y = _easy_examples(6, 5, 3)
    x, y = x[:21] + 1, y[:21]  # five batches of four, and one of one

    def top_two(y_true, y_pred):
        return answer(y_true, y_pred)

    model = keras.Sequential(
        [keras.Input(shape=(6,)), keras.layers.Dense(5, "softmax")]
    )
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=[top_two])
    try:
        model.fit(x, y, batch_size=4, verbose=0)
        found = model.evaluate(x, y, batch_size=4, verbose=0, return_dict=True)
    except Exception as error:  # whatever a backend says of values that are not there
        fail(
            "top_two: right when called by hand, but within fit it raised "
            f"{type(error).__name__}. There the tensors are symbolic and have no values "
            "yet: no NumPy, no float() or len(), no Python `for` or `if` over them; what "
            f"does keras.ops offer instead? ({first_line(error)})"
        )
    ranked = np.argsort(-models.array(model(x)), axis=1)[:, :2]
    wanted = np.mean((ranked == y[:, None]).any(axis=1))
    if not np.isclose(found["top_two"], wanted, atol=1e-5):
        fail(
            f"top_two: right when called by hand, but over all batches of a small data "
            f"set Keras gets {describe(float(found['top_two']))}, not "
            f"{describe(float(wanted))}. Does it remember something from its first call?"
        )


_RIGHT = "keras.ops.any(best == y_true, axis=-1)"
_NEW_AXIS = "keras.ops.expand_dims(keras.ops.cast(y_true, best.dtype), -1)"

top_two = Exercise(
    _top_two,
    _top_two_cases,
    mistakes=(
        Edit(
            "this is always 0. Are the labels compared with the probabilities, the first "
            "thing that top_k returns, or with both places at once?",
            ("k=2)[1]", "k=2)[0]"),
        ),
        Edit(
            "labels of shape (n,) are compared with places of shape (n, 2), and not row "
            "by row: the labels need a second axis.",
            (_NEW_AXIS, "keras.ops.cast(y_true, best.dtype)"),
        ),
        Edit(
            "this is the chapter's confidence, which never looks at y_true.",
            (f'keras.ops.cast({_RIGHT}, "float32")', "keras.ops.max(y_pred, axis=-1)"),
        ),
        Edit(
            "only the favorite counts here, which is plain accuracy.",
            ("k=2", "k=1"),
        ),
        Edit(
            "only the second best counts here; the favorite counts too.",
            ("k=2)[1]", "k=2)[1][:, 1:]"),
        ),
        Edit("the best three count here.", ("k=2", "k=3")),
        Edit(
            "labels and probabilities are swapped: Keras hands over the truth first.",
            ("y_true, y_pred)", "y_pred, y_true)"),
        ),
        Edit(
            "types are made equal the wrong way: probabilities as whole numbers are 0.",
            ("top_k(y_pred", "top_k(keras.ops.cast(y_pred, 'int32')"),
        ),
        Edit(
            "these are the two least likely classes: an order that begins with the "
            "smallest?",
            ("top_k(y_pred", "top_k(-y_pred"),
        ),
        Edit(
            "this is the average; Keras wants one number for each example, and averages "
            "them over all batches.",
            (_RIGHT, f"keras.ops.mean(keras.ops.cast({_RIGHT}, 'float32'))"),
        ),
        Edit(
            "this is how many are right; Keras wants one number for each example.",
            (_RIGHT, f"keras.ops.sum(keras.ops.cast({_RIGHT}, 'float32'))"),
        ),
        Edit(
            "there are two numbers for each example, one for each of its best two "
            "classes; is either of them right?",
            (_RIGHT, "best == y_true"),
        ),
        Edit(
            "one number for the whole batch; without an axis, any asks all examples "
            "together.",
            (_RIGHT, "keras.ops.any(best == y_true)"),
        ),
        Edit(
            "any over axis 0 asks all examples together, once for each place.",
            ("axis=-1)", "axis=0)"),
        ),
        Edit(
            "right and wrong are swapped: 1 stands for right.",
            ("best == y_true", "best != y_true"),
            ("ops.any", "ops.all"),
        ),
    ),
    hints=(
        "Call keras.ops.top_k on [[0.1, 0.7, 0.2]] with k=2, by hand, and look at both "
        "things that it returns. Which of them can be compared with a label?",
        "For n examples you have n labels and n rows of two places each. What shape must "
        "the labels have so that each is compared with its own row?",
        "Now each row holds two comparisons. One True among them is enough, and Keras "
        "wants a number for it. Mind the types: labels uint8, places int32.",
    ),
    run=_use_top_two,
    then=_top_two_within_fit,
    seconds=120,
)


# --- Examples and labels in a new order ----------------------------------------------

N = 60  # rows of the check


@procedure(
    hints=(
        "Where have x and y to agree? Not in their numbers: in which row comes first, "
        "which second. What could be drawn once and used for both?",
        "np.random.default_rng(seed) is a source of chance that the seed decides; among "
        "what it can draw is a permutation of n numbers.",
        "An array that is indexed by a list of row numbers gives these rows in that "
        "order, as a copy.",
    )
)
def shuffle_together(answer: Callable) -> None:
    """Watch ``shuffle_together(x, y, seed)``: both in the same new order."""
    name = "shuffle_together"
    x = np.stack([np.arange(N), -np.arange(N)], axis=1).astype(float)  # (60, 2)
    y = 1000 + np.arange(N)  # the label of row i is 1000 + i
    orders = np.array([_new_order(answer, x, y, seed, name) for seed in range(8)])
    if np.array_equal(orders[1], np.arange(N)):
        fail(f"{name}: the order is the old one.")
    if np.array_equal(orders[1], np.arange(N)[::-1]):
        fail(f"{name}: the order is only turned round; sorted data stay sorted.")
    if np.mean(np.abs(np.diff(orders[1])) == 1) > 0.25:
        fail(f"{name}: most neighbors are neighbors still: blocks of rows move as one.")
    if not np.array_equal(_new_order(answer, x, y, 0, name), orders[0]):
        fail(f"{name}: the same seed gives two orders. What decides the chance here?")
    if np.any(np.all(orders == orders[0], axis=1)[1:]):
        fail(f"{name}: two seeds give the same order; is the seed used?")
    for place in np.flatnonzero(np.all(orders == np.arange(N), axis=0)):
        fail(
            f"{name}: whatever the seed, row {place} of {N} stays where it is. Is the "
            "permutation one of all rows?"
        )
    if np.abs(orders - np.arange(N)).max() < 0.6 * N:
        fail(
            f"{name}: no row moves far, whatever the seed: parts of the data are shuffled "
            "each by itself, and sorted data stay sorted by part."
        )
    _new_order(answer, x[:7], y[:7], 3, name)
    passed(name, "one new order for both, ruled by the seed")


def _new_order(answer, x, y, seed, name) -> np.ndarray:
    """Return the old place of each new row, (n,), after a look at what came back."""
    result = call(answer, x.copy(), y.copy(), seed, name=name)
    if not (isinstance(result, tuple | list) and len(result) == 2):
        fail(f"{name}: expected two arrays, x and y, got {describe(result)}")
    new_x, new_y = (np.asarray(part) for part in result)
    if new_x.shape != x.shape or new_y.shape != y.shape:
        swapped = new_x.shape == y.shape and new_y.shape == x.shape
        fail(
            f"{name}: expected arrays of shape {x.shape} and {y.shape}, got "
            f"{new_x.shape} and {new_y.shape}" + (": x comes first." if swapped else "")
        )
    if new_x.dtype.kind not in "biuf" or new_y.dtype.kind not in "biuf":
        fail(f"{name}: expected arrays of numbers, as they were given.")
    if sorted(new_x[:, 0]) != sorted(x[:, 0]) or sorted(new_y) != sorted(y):
        fail(
            f"{name}: some rows are lost and others come twice; a permutation holds each "
            "row once."
        )
    if not np.array_equal(new_x[:, 1], -new_x[:, 0]):
        fail(f"{name}: the columns of x are shuffled; whole rows must move.")
    apart = int((new_y != 1000 + new_x[:, 0]).sum())
    if apart:
        for one, other, moved in (("x", "y", new_y != y), ("y", "x", new_x != x)):
            if not moved.any():
                fail(f"{name}: {one} is in a new order, {other} is not.")
        fail(
            f"{name}: {apart} of {len(y)} labels no longer belong to their rows: x and y "
            "were shuffled separately."
        )
    return new_x[:, 0].astype(int)
