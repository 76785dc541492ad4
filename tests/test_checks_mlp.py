"""The checks of chapter 03: right answers pass, each usual mistake gets its hint."""

import warnings

import numpy as np
import pytest

from helpers.checks import CheckFailed
from helpers.checks import mlp as checks


def told(check, candidate):
    with pytest.raises(CheckFailed) as caught:
        check(candidate)
    return str(caught.value)


def stub(*arguments):
    raise NotImplementedError()


CODE = [
    checks.softmax,
    checks.cross_entropy,
    checks.count_parameters,
    checks.build_classifier,
    checks.top_two,
    checks.shuffle_together,
]


@pytest.mark.parametrize("check", CODE, ids=lambda check: check.__name__)
def test_the_empty_stub_fails(check):
    assert told(check, stub) == (
        f"{check.__name__}: not written yet. Replace `raise NotImplementedError()`."
    )


@pytest.mark.parametrize("check", CODE, ids=lambda check: check.__name__)
def test_an_answer_without_return_and_an_exception_get_their_line(check):
    assert "returned nothing. Is a `return` missing?" in told(check, lambda *a: None)

    def broken(*arguments):
        return {}["weights"]

    assert "raised KeyError: 'weights'" in told(check, broken)


TABLES = [
    (checks.softmax, checks.SOFTMAX_MISTAKES),
    (checks.cross_entropy, checks.CROSS_ENTROPY_MISTAKES),
    (checks.count_parameters, checks.COUNT_MISTAKES),
    (checks.top_two, checks.TOP_TWO_MISTAKES),
]


@pytest.mark.parametrize(
    ("check", "mistake"),
    [(check, mistake) for check, mistakes in TABLES for mistake in mistakes],
    ids=lambda value: getattr(value, "hint", getattr(value, "__name__", ""))[:50],
)
def test_a_usual_mistake_fails_with_its_own_hint(check, mistake):
    assert told(check, mistake.wrong) == f"{check.__name__}: {mistake.hint}"


# --- Other right ways ----------------------------------------------------------------


def softmax_by_loops(scores):
    rows = []
    for row in scores:
        powers = [np.exp(score - max(row)) for score in row]
        rows.append([power / sum(powers) for power in powers])
    return rows  # a list of lists


def softmax_by_logarithms(scores):
    largest = scores.max(axis=1)[:, None]
    return np.exp(scores - largest - np.log(np.exp(scores - largest).sum(1))[:, None])


def softmax_in_float32(scores):
    return checks._softmax(scores).astype("float32")


def softmax_shifted_a_little_more(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True) - 1)
    return powers / np.sum(powers, axis=1, keepdims=True)


def cross_entropy_by_loops(probabilities, labels):
    total = 0.0
    for row, label in zip(probabilities, labels, strict=True):
        total -= np.log(max(row[label], 1e-7))
    return total / len(labels)


def cross_entropy_one_hot(probabilities, labels):
    one_hot = np.eye(probabilities.shape[1])[labels]
    return (
        -(one_hot * np.log(np.clip(probabilities, 1e-7, 1 - 1e-7))).sum(axis=1).mean()
    )


def cross_entropy_in_float32(probabilities, labels):
    chosen = np.take_along_axis(
        probabilities.astype("float32"), labels[:, None], axis=1
    )
    return np.float32(-np.log(np.maximum(chosen, 1e-7)).mean())


def cross_entropy_with_a_little_added(probabilities, labels):
    return -np.mean(np.log(probabilities[np.arange(len(labels)), labels] + 1e-7))


def count_by_loops(sizes):
    total = 0
    for index in range(1, len(sizes)):
        total += (sizes[index - 1] + 1) * sizes[index]
    return total


def count_with_numpy(sizes):
    sizes = np.array(sizes)
    return np.sum((sizes[:-1] + 1) * sizes[1:])


def top_two_by_loops(y_true, y_pred):
    right = []
    for label, row in zip(y_true, y_pred, strict=True):
        best = sorted(range(len(row)), key=lambda k: row[k])[-2:]
        right.append(label in best)
    return right


def top_two_by_counting(y_true, y_pred):
    own = y_pred[np.arange(len(y_true)), y_true][:, None]
    return (y_pred > own).sum(axis=1) < 2


def shuffle_with_one_list(x, y, seed):
    rows = list(range(len(x)))
    np.random.RandomState(seed).shuffle(rows)
    return [x[rows], y[rows]]


def shuffle_by_sorting(x, y, seed):
    rows = np.argsort(np.random.default_rng(seed).random(len(x)))
    return x[rows], y[rows]


def shuffle_twice_with_one_seed(x, y, seed):
    return (
        np.random.default_rng(seed).permutation(x),
        np.random.default_rng(seed).permutation(y),
    )


@pytest.mark.parametrize(
    ("check", "right"),
    [
        (checks.softmax, checks._softmax),
        (checks.softmax, softmax_by_loops),
        (checks.softmax, softmax_by_logarithms),
        (checks.softmax, softmax_in_float32),
        (checks.softmax, softmax_shifted_a_little_more),
        (checks.cross_entropy, checks._cross_entropy),
        (checks.cross_entropy, cross_entropy_by_loops),
        (checks.cross_entropy, cross_entropy_one_hot),
        (checks.cross_entropy, cross_entropy_in_float32),
        (checks.cross_entropy, cross_entropy_with_a_little_added),
        (checks.count_parameters, checks._count),
        (checks.count_parameters, count_by_loops),
        (checks.count_parameters, count_with_numpy),
        (checks.top_two, checks._top_two),
        (checks.top_two, top_two_by_loops),
        (checks.top_two, top_two_by_counting),
        (checks.shuffle_together, shuffle_with_one_list),
        (checks.shuffle_together, shuffle_by_sorting),
        (checks.shuffle_together, shuffle_twice_with_one_seed),
    ],
    ids=lambda value: value.__name__,
)
def test_a_right_way_to_write_it_passes(check, right, capsys):
    check(right)
    assert capsys.readouterr().out.startswith(f"✓ {check.__name__}: ")


@pytest.mark.parametrize(
    ("check", "wrong", "line"),
    [
        (checks.softmax, lambda z: "probabilities", "which is not made of numbers"),
        (checks.softmax, lambda z: checks._softmax(z).T[:1], "got an array of shape"),
        (checks.softmax, lambda z: 0.5, "got a single number"),
        (checks.cross_entropy, lambda p, y: [1.0, 2.0], "expected a single number"),
        (checks.count_parameters, lambda sizes: "many", "which is not made of numbers"),
        (checks.top_two, lambda y, p: "yes", "which is not made of numbers"),
        (checks.shuffle_together, lambda x, y, seed: x, "expected two arrays, x and y"),
        (
            checks.shuffle_together,
            lambda x, y, s: (x[:5], y[:5]),
            "expected arrays of shape",
        ),
        (
            checks.build_classifier,
            lambda *a: [1, 2],
            "expected a Keras model, got a list",
        ),
        (checks.softmax, 7, "expected a function"),
        (checks.build_classifier, 7, "expected a function"),
    ],
)
def test_a_wrong_type_or_shape_gets_a_clear_message(check, wrong, line):
    assert line in told(check, wrong)


# --- Examples and labels in a new order ----------------------------------------------


def rows(x, seed):
    return np.random.default_rng(seed).permutation(len(x))


def in_place(x, y, seed):
    order = rows(x, seed)
    x[:], y[:] = x[order], y[order]
    return x, y


def columns_too(x, y, seed):
    order = rows(x, seed)
    return np.random.default_rng(seed).permuted(x, axis=0), y[order]


def with_repeats(x, y, seed):
    drawn = np.random.default_rng(seed).integers(len(x), size=len(x))
    return x[drawn], y[drawn]


def without_seed(x, y, seed):
    order = np.random.permutation(len(x))
    return x[order], y[order]


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (
            lambda x, y, s: (x[rows(x, s)], y[rows(x, s + 1)]),
            "were shuffled separately",
        ),
        (lambda x, y, s: (x[rows(x, s)], y), "x is in a new order, y is not"),
        (lambda x, y, s: (x, y[rows(x, s)]), "y is in a new order, x is not"),
        (lambda x, y, s: (x, y), "the order is the old one"),
        (lambda x, y, s: (x[::-1], y[::-1]), "only turned round"),
        (
            lambda x, y, s: (np.roll(x, s, axis=0), np.roll(y, s)),
            "most neighbors are neighbors still",
        ),
        (with_repeats, "some rows are lost and others come twice"),
        (columns_too, "whole rows must move"),
        (without_seed, "the same seed gives two orders"),
        (
            lambda x, y, s: (x[rows(x, 0)], y[rows(x, 0)]),
            "seeds 1 and 2 give the same order",
        ),
        (in_place, "changed its arguments in place"),
    ],
)
def test_a_mistake_in_shuffling_is_named(wrong, line):
    assert line in told(checks.shuffle_together, wrong)


# --- A network to order --------------------------------------------------------------


def network(
    *,
    hidden_activation="relu",
    output_activation="softmax",
    loss="sparse_categorical_crossentropy",
    metrics=("accuracy",),
    sizes=lambda inputs, hidden, classes: (hidden, classes),
    use_bias=True,
    compiled=True,
):
    """Make a function that builds a network, right but for what the arguments say."""
    import keras

    def build(inputs, hidden_units, classes):
        *hidden, last = sizes(inputs, hidden_units, classes)
        stack = [keras.Input(shape=(inputs,))]
        stack += [
            keras.layers.Dense(units, activation=hidden_activation, use_bias=use_bias)
            for units in hidden
        ]
        stack += [
            keras.layers.Dense(last, activation=output_activation, use_bias=use_bias)
        ]
        model = keras.Sequential(stack)
        if compiled:
            chosen = loss() if callable(loss) else loss
            model.compile(optimizer="rmsprop", loss=chosen, metrics=list(metrics))
        return model

    return build


def test_the_network_that_is_asked_for_passes_in_every_spelling(capsys):
    import keras
    from keras import layers

    def functional(inputs, hidden_units, classes):
        x = keras.Input(shape=(inputs,))
        h = layers.ReLU()(layers.Dense(hidden_units)(x))
        model = keras.Model(x, layers.Softmax()(layers.Dense(classes)(h)))
        model.compile(
            optimizer=keras.optimizers.Adam(),
            loss=keras.losses.SparseCategoricalCrossentropy(),
            metrics=[keras.metrics.SparseCategoricalAccuracy()],
        )
        return model

    def without_input(inputs, hidden_units, classes):
        model = keras.Sequential(
            [
                layers.Dense(hidden_units, activation="relu"),
                layers.Dense(classes, "softmax"),
            ]
        )
        model.compile(
            "sgd", keras.losses.sparse_categorical_crossentropy, metrics=["acc"]
        )
        return model

    class Subclassed(keras.Model):
        def __init__(self, hidden_units, classes):
            super().__init__()
            self.first = layers.Dense(hidden_units, activation="relu")
            self.second = layers.Dense(classes, activation="softmax")

        def call(self, x):
            return self.second(self.first(x))

    def subclassed(inputs, hidden_units, classes):
        model = Subclassed(hidden_units, classes)
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    class LastLayerFirst(keras.Model):
        def __init__(self, hidden_units, classes):
            super().__init__()
            self.second = layers.Dense(classes, activation="softmax")
            self.first = layers.Dense(hidden_units, activation="relu")

        def call(self, x):
            return self.second(self.first(x))

    def in_another_order(inputs, hidden_units, classes):
        model = LastLayerFirst(hidden_units, classes)
        right = keras.metrics.SparseCategoricalAccuracy(name="right")
        model.compile("adam", "sparse_categorical_crossentropy", metrics=[right])
        return model

    ways = (network(), functional, without_input, subclassed, in_another_order)
    for right in ways:
        checks.build_classifier(right)
        assert capsys.readouterr().out.startswith("✓ build_classifier: ")


def logits_loss():
    import keras

    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ({"hidden_activation": None}, "the hidden layer has no activation"),
        ({"hidden_activation": "sigmoid"}, 'is not "relu" but sigmoid'),
        ({"hidden_activation": "softmax"}, 'is not "relu" but softmax'),
        ({"hidden_activation": "tanh"}, 'is not "relu" but tanh'),
        ({"hidden_activation": "elu"}, 'is not "relu" but another one'),
        ({"output_activation": None}, 'The last layer needs activation="softmax"'),
        ({"output_activation": "sigmoid"}, "A sigmoid looks at each class by itself"),
        ({"output_activation": "relu"}, 'The last layer needs activation="softmax"'),
        ({"compiled": False}, "the model is not compiled"),
        ({"loss": "categorical_crossentropy"}, "the loss wants one-hot labels"),
        ({"loss": "mean_squared_error"}, "the loss is|does not fit"),
        ({"loss": logits_loss}, "from_logits=True tells the loss to apply a softmax"),
        ({"metrics": ()}, "accuracy is not measured"),
        ({"metrics": ("categorical_accuracy",)}, "categorical_accuracy is something"),
        ({"metrics": ("sparse_top_k_categorical_accuracy",)}, "is something else"),
        ({"metrics": ("binary_accuracy",)}, "a metric does not fit"),
        ({"use_bias": False}, "no layer has biases"),
        ({"sizes": lambda i, h, c: (c,)}, "there is no hidden layer"),
        ({"sizes": lambda i, h, c: (h, h, c)}, "there are two hidden layers"),
        ({"sizes": lambda i, h, c: (c, c)}, "as many units as there are classes"),
        ({"sizes": lambda i, h, c: (i, c)}, "as many units as there are inputs"),
        ({"sizes": lambda i, h, c: (h + 4, c)}, "see count_parameters"),
        (
            {"sizes": lambda i, h, c: (h, c + 1)},
            "the last layer has one unit for each class",
        ),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_mistake_in_the_network_is_named(wrong, line):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        message = told(checks.build_classifier, network(**wrong))
    assert any(part in message for part in line.split("|")), message


def test_a_softmax_after_the_softmax_is_named():
    import keras

    def twice(inputs, hidden_units, classes):
        once = network()(inputs, hidden_units, classes)
        model = keras.Sequential([*once.layers, keras.layers.Softmax()])
        model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    assert "softmax is applied twice" in told(checks.build_classifier, twice)


def test_a_network_for_other_inputs_is_named():
    def swapped(inputs, hidden_units, classes):
        return network()(hidden_units, inputs, classes)

    message = told(checks.build_classifier, swapped)
    assert "Begin with keras.Input(shape=(inputs,))" in message


def test_importing_the_checks_imports_no_keras():
    import subprocess
    import sys

    code = (
        "import sys, helpers.checks.mlp; "
        "assert not {'keras', 'tensorflow'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("seed", [29, 47, 49, 59])
def test_no_unlucky_start_makes_a_right_network_fail(seed):
    # With these weights some probabilities were so small that a loss clipped them.
    import keras
    from keras import layers

    def right(inputs, hidden_units, classes):
        x = keras.Input(shape=(inputs,))
        last, first = layers.Dense(classes), layers.Dense(hidden_units)  # drawn in turn
        model = keras.Model(x, layers.Softmax()(last(layers.ReLU()(first(x)))))
        loss = keras.losses.SparseCategoricalCrossentropy()
        model.compile("adam", loss, metrics=["accuracy"])
        return model

    keras.utils.set_random_seed(seed)
    checks.build_classifier(right)
