"""Chapter 07's checks: other right ways to write the answers, and what procedures watch."""

import contextlib
import math
import statistics
import warnings

import numpy as np
import pytest
from telling import told

from helpers.checks import overfitting

# --- Other right ways ----------------------------------------------------------------


def penalty_in_loops(w, l1, l2):
    value, gradient = 0.0, np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        value += l1 * abs(w[i]) + l2 * w[i] * w[i]
        gradient[i] = 2 * l2 * w[i] + (l1 if w[i] > 0 else -l1 if w[i] < 0 else 0)
    return [value], gradient


def penalty_in_float32(w, l1, l2):
    return overfitting._penalty(np.float32(w), np.float32(l1), np.float32(l2))


def dropout_with_where(h, rate, training, rng):
    drawn = rng.random(h.shape)  # drawn in prediction, too: nobody minds
    if training:
        return np.where(drawn < rate, 0, h / (1 - rate))
    return h.copy()


def dropout_by_uniform(h, rate, training, rng):
    out = np.array(h, dtype="float64")
    if training is False:
        return out
    out[rng.uniform(size=out.shape) < rate] = 0
    return out / (1 - rate)


def dropout_one_by_one(h, rate, training, rng):
    if not training:
        return h.tolist()
    return [[0 if rng.random() < rate else x / (1 - rate) for x in row] for row in h]


def stop_with_a_count(losses, patience, min_delta):
    best, where, waited, epoch = math.inf, 0, 0, 0
    while epoch < len(losses):
        epoch += 1
        if best - losses[epoch - 1] > min_delta:
            best, where, waited = losses[epoch - 1], epoch, 0
            continue
        waited += 1
        if waited == patience:
            return epoch, where
    return len(losses), where


def stop_in_numpy(losses, patience, min_delta):
    best, epochs = 0, len(losses)
    for i in range(1, len(losses)):
        if losses[i] + min_delta < losses[best]:
            best = i
        if i - best >= patience:
            epochs = i + 1
            break
    return np.array([epochs, best + 1])


def verdict_by_hand(a, b):
    differences = [y - x for x, y in zip(a, b, strict=True)]
    mean = sum(differences) / len(differences)
    error = statistics.stdev(differences) / math.sqrt(len(differences))
    return mean, error, int(mean > 2 * error or mean < -2 * error)


RIGHT = [
    (overfitting.penalty, penalty_in_loops),
    (overfitting.penalty, penalty_in_float32),
    (overfitting.dropout, dropout_with_where),
    (overfitting.dropout, dropout_by_uniform),
    (overfitting.dropout, dropout_one_by_one),
    (overfitting.early_stopping, stop_with_a_count),
    (overfitting.early_stopping, stop_in_numpy),
    (overfitting.verdict, verdict_by_hand),
]


@pytest.mark.parametrize(
    ("check", "right"), RIGHT, ids=[right.__name__ for _, right in RIGHT]
)
def test_other_right_ways_pass(check, right, capsys):
    check(right)
    assert capsys.readouterr().out.startswith("✓ ")


def test_dropout_with_a_generator_of_its_own_is_told():
    def own(h, rate, training, rng):
        return overfitting._dropout(h, rate, training, np.random.default_rng(0))

    assert "draws nothing from the `rng`" in told(overfitting.dropout, own)


def in_arrays(reference):
    """Return the reference with each value in an array of length 1."""
    return lambda *given: tuple(np.array([value]) for value in reference(*given))


@pytest.mark.parametrize("name", ["verdict", "early_stopping"])
def test_right_values_in_arrays_are_told_that_the_page_needs_numbers(name):
    if name == "early_stopping":
        with warnings.catch_warnings(), contextlib.suppress(TypeError):
            warnings.simplefilter("ignore")
            int(np.ones(1))
            pytest.skip("this NumPy takes an array of length 1 for a number")
    line = told(getattr(overfitting, name), in_arrays(getattr(overfitting, f"_{name}")))
    assert line.startswith(f"{name}: the values are right, but ")
    assert line.endswith("which needs plain numbers.") and "\n" not in line


# --- flip_labels ---------------------------------------------------------------------


def flips(y, fraction, rng):
    flipped = y.copy()
    chosen = rng.permutation(len(y))[: round(fraction * len(y))]
    flipped[chosen] ^= 1
    return flipped


def flips_by_where(y, fraction, rng):
    rank = rng.random(len(y)).argsort().argsort()
    return np.where(rank < round(len(y) * fraction), 1 - y, y).astype(np.uint8)


@pytest.mark.parametrize("right", [flips, flips_by_where])
def test_labels_may_be_flipped_in_any_way(right, capsys):
    overfitting.flip_labels(right)
    assert capsys.readouterr().out.startswith("✓ flip_labels")


def chosen(y, fraction, rng, **options):
    return rng.choice(len(y), size=round(fraction * len(y)), **options)


def at(y, places, values):
    flipped = y.copy()
    flipped[places] = values
    return flipped


def twice(y, fraction, rng):
    places = chosen(y, fraction, rng)
    return at(y, places, 1 - y[places])


def coins(y, fraction, rng):
    return np.where(rng.random(len(y)) < fraction, 1 - y, y).astype("uint8")


def redrawn(y, fraction, rng):
    places = chosen(y, fraction, rng, replace=False)
    return at(y, places, rng.integers(0, 2, len(places)))


def first_ones(y, fraction, rng):
    rng.random()
    places = np.arange(round(fraction * len(y)))
    return at(y, places, 1 - y[places])


def truncated(y, fraction, rng):
    places = rng.permutation(len(y))[: int(fraction * len(y))]
    return at(y, places, 1 - y[places])


def negative(y, fraction, rng):
    places = chosen(y, fraction, rng, replace=False)
    return at(y, places, -y[places])


def in_floats(y, fraction, rng):
    return flips(y, fraction, rng).astype(float)


def own_generator(y, fraction, rng):
    return flips(y, fraction, np.random.default_rng(0))


def kept(y, fraction, rng):
    return flips(y, 1 - fraction, rng)


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        (twice, "drawn twice"),
        (coins, "a coin"),
        (redrawn, "may be the old one"),
        (first_ones, "without preference"),
        (truncated, "round the number"),
        (negative, "only 0 and 1 may"),
        (in_floats, "uint8 is asked for"),
        (own_generator, "draws nothing from the `rng`"),
        (kept, "the other way round"),
        (lambda y, fraction, rng: y, "make a copy"),
        (lambda y, fraction, rng: y.copy(), "draws nothing"),
    ],
)
def test_labels_that_are_flipped_wrongly_are_told_why(wrong, part):
    line = told(overfitting.flip_labels, wrong)
    assert part in line and "\n" not in line


# --- build_regularized ---------------------------------------------------------------


@pytest.fixture
def keras():
    """Import Keras for the tests that ask for it, and for no others."""
    return pytest.importorskip("keras")


def built(
    keras, features, units, l2, rate, *, penalty=None, bias=None, last=None, order="hdhdo",
    activation="relu", end="sigmoid", loss="binary_crossentropy", optimizer="rmsprop",
    metrics=("accuracy",),
):  # fmt: skip
    """Build the network, with one thing changed; order: hidden, dropout, output."""
    penalty = keras.regularizers.L2(l2) if penalty is None else penalty
    layers = keras.layers
    model = keras.Sequential([keras.Input((features,))])
    for letter in order:
        if letter == "h":
            model.add(
                layers.Dense(
                    units, activation, kernel_regularizer=penalty, bias_regularizer=bias
                )
            )
        elif letter == "d":
            model.add(layers.Dropout(rate))
        else:
            model.add(layers.Dense(1, end, kernel_regularizer=last))
    model.compile(optimizer, loss, metrics=list(metrics))
    return model


def functional(keras, features, units, l2, rate):
    layers, inputs = keras.layers, keras.Input((features,))
    h = inputs
    for _ in range(2):
        penalty = keras.regularizers.L1L2(l2=l2)
        h = layers.Dense(units, kernel_regularizer=penalty)(h)
        h = layers.Dropout(rate)(layers.Activation("relu")(h))
    model = keras.Model(inputs, layers.Dense(1, "sigmoid")(h))
    model.compile(
        keras.optimizers.RMSprop(),
        keras.losses.BinaryCrossentropy(),
        ["binary_accuracy"],
    )
    return model


def test_the_network_may_be_functional(keras, capsys):
    def right(features, units, l2, rate):
        model = functional(keras, features, units, l2, rate)
        model.compile("rmsprop", "binary_crossentropy", metrics=["binary_accuracy"])
        return model

    overfitting.build_regularized(right)
    assert capsys.readouterr().out.startswith("✓ build_regularized")


def test_the_penalty_may_be_a_function(keras, capsys):
    def right(features, units, l2, rate):
        def squares(w):
            return l2 * keras.ops.sum(w * w)

        return built(keras, features, units, l2, rate, penalty=squares)

    try:
        right(2, 2, 0.1, 0.1)
    except ValueError:
        pytest.skip("this Keras takes regularizers only")
    overfitting.build_regularized(right)
    assert capsys.readouterr().out.startswith("✓ build_regularized")


def test_a_second_sigmoid_is_told(keras):
    def wrong(features, units, l2, rate):
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
        return built(keras, features, units, l2, rate, loss=loss)

    assert "from_logits" in told(overfitting.build_regularized, wrong)


def test_metrics_given_by_place_are_told(keras):
    def wrong(*sizes):
        return functional(keras, *sizes)

    assert "loss_weights" in told(overfitting.build_regularized, wrong)


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        (lambda keras, l2: {"penalty": keras.regularizers.L1(l2)}, "this is L1"),
        (lambda keras, l2: {"penalty": "l2"}, "Keras' own"),
        (lambda keras, l2: {"penalty": keras.regularizers.L2(0.001)}, "0.001"),
        (
            lambda keras, l2: {"penalty": keras.regularizers.L2(0.0)},
            "no layer has a penalty",
        ),
        (lambda keras, l2: {"bias": keras.regularizers.L2(l2)}, "the biases have"),
        (lambda keras, l2: {"last": keras.regularizers.L2(l2)}, "the output layer has"),
        (lambda keras, l2: {"order": "hho"}, "there is no dropout"),
        (lambda keras, l2: {"order": "hhdo"}, "the first hidden layer has no dropout"),
        (lambda keras, l2: {"order": "hdhdod"}, "after the output"),
        (lambda keras, l2: {"order": "dhdho"}, "before the hidden layers"),
        (lambda keras, l2: {"order": "hdo"}, "one hidden layer"),
        (lambda keras, l2: {"activation": "tanh"}, "ReLU is asked for"),
        (lambda keras, l2: {"activation": None}, "no activation"),
        (lambda keras, l2: {"end": None}, "a sigmoid is asked for"),
        (lambda keras, l2: {"optimizer": "adam"}, "RMSprop is asked for"),
        (lambda keras, l2: {"loss": "mse"}, "Is it the binary one"),
        (lambda keras, l2: {"metrics": ()}, "measure the accuracy"),
        (
            lambda keras, l2: {"metrics": ("sparse_categorical_accuracy",)},
            "measure the accuracy",
        ),
    ],
)
def test_a_network_with_other_brakes_is_told_which(keras, changed, part):
    def wrong(features, units, l2, rate):
        return built(keras, features, units, l2, rate, **changed(keras, l2))

    line = told(overfitting.build_regularized, wrong)
    assert part in line and "\n" not in line


def test_a_fixed_rate_is_told(keras):
    line = told(
        overfitting.build_regularized,
        lambda features, units, l2, rate: built(keras, features, units, l2, 0.2),
    )
    assert "the rates of the dropout" in line
