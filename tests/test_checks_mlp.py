"""The checks of chapter 03: other right ways to write the answers, and the procedures."""

import warnings

import numpy as np
import pytest

from helpers.checks import CheckFailed
from helpers.checks import mlp as checks


@pytest.fixture(autouse=True, scope="module")
def keras_imported():
    """Import Keras before a check's clock starts, as a page has done."""
    import keras

    return keras


def told(check, candidate):
    with pytest.raises(CheckFailed) as caught, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check(candidate)
    message = str(caught.value)
    assert "\n" not in message
    return message


# --- Other right ways ----------------------------------------------------------------


def softmax_by_loops(scores, temperature):
    rows = []
    for row in scores:
        powers = [np.exp((score - max(row)) / temperature) for score in row]
        rows.append([power / sum(powers) for power in powers])
    return rows  # a list of lists


def softmax_by_logarithms(scores, temperature):
    z = scores / temperature
    z = z - z.max(axis=1)[:, None]
    return np.exp(z - np.log(np.exp(z).sum(1))[:, None])


def softmax_in_float32(scores, temperature):
    return checks._softmax(scores, temperature).astype("float32")


def softmax_of_keras(scores, temperature):
    import keras

    return keras.ops.softmax(scores / temperature)


def softmax_with_the_whole_row_shifted_further(scores, temperature):
    powers = np.exp((scores - scores.max(-1, keepdims=True)) / temperature - 1)
    return powers / np.sum(powers, axis=1, keepdims=True)


def cross_entropy_by_loops(probabilities, labels):
    total = 0.0
    for row, label in zip(probabilities, labels, strict=True):
        total -= np.log(max(row[label], 1e-7))
    return total / len(labels)


def cross_entropy_one_hot(probabilities, labels):
    one_hot = np.eye(probabilities.shape[1])[labels]
    clipped = np.clip(probabilities, 1e-7, 1 - 1e-7)
    return -(one_hot * np.log(clipped)).sum(axis=1).mean()


def cross_entropy_in_float32(probabilities, labels):
    chosen = np.take_along_axis(
        probabilities.astype("float32"), labels[:, None], axis=1
    )
    return np.float32(-np.log(np.maximum(chosen, 1e-7)).mean())


def cross_entropy_of_keras(probabilities, labels):
    import keras

    return keras.losses.SparseCategoricalCrossentropy()(labels, probabilities)


def cross_entropy_as_an_array_of_one(probabilities, labels):
    return np.array([cross_entropy_by_loops(probabilities, labels)])


def counting_by_loops(rates, counts):
    prices = [rate - count * np.log(rate) for rate, count in zip(rates, counts)]  # noqa: B905
    return sum(prices) / len(prices)


def counting_in_float32(rates, counts):
    rates = np.float32(rates)
    return (rates - np.log(rates) * np.float32(counts)).mean()


def counting_with_a_little_added(rates, counts):
    return np.mean(rates) - np.mean(counts * np.log(rates + 1e-9))


def counting_of_keras(rates, counts):
    import keras

    return keras.losses.Poisson()(counts.astype("float32"), rates.astype("float32"))


def count_by_loops(sizes):
    total = 0
    for index in range(1, len(sizes)):
        total += (sizes[index - 1] + 1) * sizes[index]
    return total


def count_with_numpy(sizes):
    sizes = np.array(sizes)
    return np.sum((sizes[:-1] + 1) * sizes[1:])


def count_by_recursion(sizes):
    if len(sizes) < 2:
        return 0
    return (sizes[0] + 1) * sizes[1] + count_by_recursion(sizes[1:])


def count_as_a_float(sizes):
    return float(count_by_loops(sizes))


def top_two_by_counting(y_true, y_pred):
    import keras

    one_hot = keras.ops.one_hot(y_true, y_pred.shape[-1], dtype="float32")
    own = keras.ops.sum(one_hot * y_pred, axis=-1, keepdims=True)
    return keras.ops.sum(keras.ops.cast(y_pred > own, "int32"), axis=-1) < 2


def top_two_by_columns(y_true, y_pred):
    import keras

    places = keras.ops.top_k(y_pred, 2)[1]
    y_true = keras.ops.cast(y_true, "int32")
    either = keras.ops.logical_or(places[:, 0] == y_true, places[:, 1] == y_true)
    return keras.ops.where(either, 1.0, 0.0)


def top_two_by_sorting(y_true, y_pred):
    import keras

    best = keras.ops.argsort(y_pred, axis=-1)[:, -2:]
    y_true = keras.ops.reshape(y_true, (-1, 1))
    return keras.ops.any(keras.ops.equal(best, y_true), axis=1)


def top_two_of_keras(y_true, y_pred):
    import keras

    return keras.metrics.sparse_top_k_categorical_accuracy(y_true, y_pred, k=2)


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


def shuffle_of_scikit_learn(x, y, seed):
    from sklearn.utils import shuffle

    return shuffle(x, y, random_state=seed)


def shuffle_with_python(x, y, seed):
    import random

    rows = random.Random(seed).sample(range(len(x)), len(x))
    return np.array([x[row] for row in rows]), np.array([y[row] for row in rows])


def resume_by_batches(file, x, y):
    import keras

    model = keras.models.load_model(file)
    for start in range(0, len(x), 32):
        model.train_on_batch(x[start : start + 32], y[start : start + 32])
    model.save(str(file))
    return model


def resume_and_load_again(file, x, y):
    import keras

    model = keras.saving.load_model(file)
    model.fit(x, y, shuffle=False, verbose=0)  # one epoch, batches of 32
    keras.saving.save_model(model, file)
    return keras.saving.load_model(file)


def resume_from_the_second_epoch(file, x, y):
    import keras

    model = keras.models.load_model(file)
    options = {"shuffle": False, "batch_size": 32, "verbose": 0}
    model.fit(x, y, initial_epoch=2, epochs=3, **options)
    model.save(file, overwrite=True)
    return model


def resume_with_a_checkpoint(file, x, y):
    import keras

    model = keras.models.load_model(file)
    keep = keras.callbacks.ModelCheckpoint(file, save_best_only=False)
    model.fit(x, y, batch_size=32, shuffle=False, verbose=0, callbacks=[keep])
    return model


RIGHT = [
    (check, way)
    for check in (
        checks.softmax,
        checks.cross_entropy,
        checks.counting_loss,
        checks.count_parameters,
        checks.top_two,
        checks.shuffle_together,
        checks.resume,
    )
    for prefix in [check.name.split("_")[0]]
    for word, way in sorted(globals().items())
    if word.startswith(
        {"top": "top_two_", "counting": "counting_"}.get(prefix, f"{prefix}_")
    )
]


@pytest.mark.parametrize(
    ("check", "right"), RIGHT, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_right_way_to_write_it_passes(check, right, capsys):
    check(right)
    assert capsys.readouterr().out.startswith(f"✓ {check.name}: ")


# --- A network to order --------------------------------------------------------------


def network(
    *,
    hidden_activation="relu",
    output_activation="softmax",
    loss="sparse_categorical_crossentropy",
    metrics=("accuracy",),
    sizes=lambda inputs, hidden, classes: (hidden, classes),
    optimizer="rmsprop",
    change=lambda model: None,
    **options,
):
    """Make a function that builds a network, right but for what the arguments say."""
    import keras

    def build(inputs, hidden_units, classes):
        *hidden, last = sizes(inputs, hidden_units, classes)
        stack = [keras.Input(shape=(inputs,))]
        stack += [
            keras.layers.Dense(units, activation=hidden_activation, **options)
            for units in hidden
        ]
        stack += [keras.layers.Dense(last, activation=output_activation, **options)]
        model = keras.Sequential(stack)
        change(model)
        if optimizer:
            made = optimizer() if callable(optimizer) else optimizer
            model.compile(made, loss() if callable(loss) else loss, metrics=[*metrics])
        return model

    return build


def functional(inputs, hidden_units, classes):
    import keras
    from keras import layers

    x = keras.Input(shape=(inputs,))
    h = layers.ReLU()(layers.Dense(hidden_units)(x))
    model = keras.Model(x, layers.Softmax()(layers.Dense(classes)(h)))
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
    )
    return model


def subclassed(inputs, hidden_units, classes, register=True):
    import keras

    class LastLayerFirst(keras.Model):
        def __init__(self, hidden_units, classes):
            super().__init__()
            self.second = keras.layers.Dense(classes, activation="softmax")
            self.first = keras.layers.Dense(hidden_units)

        def call(self, x):
            return self.second(keras.ops.relu(self.first(x)))

        def get_config(self):
            return {"hidden_units": hidden_units, "classes": classes}

    if register:
        keras.saving.register_keras_serializable()(LastLayerFirst)
    model = LastLayerFirst(hidden_units, classes)
    model(np.zeros((1, inputs), "float32"))
    right = keras.metrics.SparseCategoricalAccuracy(name="right")
    model.compile("adam", "sparse_categorical_crossentropy", metrics=[right])
    return model


def built_by_its_shape(inputs, hidden_units, classes):
    import keras

    model = keras.Sequential()
    model.add(keras.layers.Dense(hidden_units, activation=keras.activations.relu))
    model.add(keras.layers.Dense(classes, activation="softmax"))
    model.build((None, inputs))
    model.compile("sgd", keras.losses.sparse_categorical_crossentropy, metrics=["acc"])
    return model


@pytest.mark.parametrize("right", [functional, subclassed, built_by_its_shape])
def test_the_network_passes_in_every_spelling(right, capsys):
    checks.build_classifier(right)
    assert capsys.readouterr().out.startswith("✓ build_classifier: ")


@pytest.mark.parametrize("seed", [29, 47, 49, 59])
def test_no_unlucky_start_makes_a_right_network_fail(seed):
    import keras

    keras.utils.set_random_seed(seed)
    checks.build_classifier(network(optimizer="sgd"))


def logits_loss():
    import keras

    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def no_steps():
    import keras

    return keras.optimizers.Adam(0.0)


def freeze(model):
    model.layers[0].trainable = False


def zeros(model):
    model.set_weights([0 * weights for weights in model.get_weights()])


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ({"hidden_activation": None}, "the hidden layer has no activation"),
        ({"hidden_activation": "sigmoid"}, "the hidden layer has sigmoid"),
        ({"hidden_activation": "softmax"}, "the hidden layer has softmax"),
        ({"hidden_activation": "tanh"}, "the hidden layer has tanh"),
        ({"hidden_activation": "elu"}, "the hidden layer has something else"),
        ({"output_activation": None}, "these are still scores"),
        ({"output_activation": "sigmoid"}, "a sigmoid looks at each class by itself"),
        ({"output_activation": "relu"}, "which activation makes probabilities"),
        ({"optimizer": None}, "the model is not compiled"),
        ({"loss": "categorical_crossentropy"}, "this loss wants one-hot labels"),
        ({"loss": "mean_squared_error"}, "which loss belongs|is the loss, meansq"),
        ({"loss": "binary_crossentropy"}, "which loss belongs|is the loss, binary"),
        ({"loss": logits_loss}, "from_logits=True tells the loss to apply a softmax"),
        ({"metrics": ()}, "not told to measure the accuracy."),
        ({"metrics": ("categorical_accuracy",)}, "categorical_accuracy is something"),
        ({"metrics": ("sparse_top_k_categorical_accuracy",)}, "is something else"),
        ({"metrics": ("binary_accuracy",)}, "a metric does not|is something else"),
        ({"use_bias": False}, "no layer has biases"),
        ({"sizes": lambda i, h, c: (c,)}, "there is no hidden layer"),
        ({"sizes": lambda i, h, c: (h, h, c)}, "there are two hidden layers"),
        ({"sizes": lambda i, h, c: (c, c)}, "as many units as there are classes"),
        ({"sizes": lambda i, h, c: (i, c)}, "as many units as there are inputs"),
        ({"sizes": lambda i, h, c: (h + 4, c)}, "compare with count_parameters"),
        ({"sizes": lambda i, h, c: (h, c + 1)}, "the outputs have shape"),
        ({"optimizer": no_steps}, "Is the learning rate zero?"),
        ({"change": freeze}, "is frozen"),
        ({"change": zeros}, "start at 0"),
        ({"kernel_initializer": "zeros"}, "start at 0"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_mistake_in_the_network_is_named(wrong, line):
    message = told(checks.build_classifier, network(**wrong))
    assert any(part in message for part in line.split("|")), message


def without_input(inputs, hidden_units, classes):
    import keras

    built = network()(inputs, hidden_units, classes)
    model = keras.Sequential(
        [
            keras.layers.Dense(hidden_units, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    model.compile("adam", built.loss, metrics=["accuracy"])
    return model


def with_two_softmaxes(inputs, hidden_units, classes):
    import keras

    once = network()(inputs, hidden_units, classes)
    x = keras.Input(shape=(inputs,))
    model = keras.Sequential([x, *once.layers, keras.layers.Softmax()])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def with_arguments_by_place(inputs, hidden_units, classes):
    model = network()(inputs, hidden_units, classes)
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    return model


def swapped(inputs, hidden_units, classes):
    return network()(hidden_units, inputs, classes)


def that_no_file_brings_back(*sizes):
    return subclassed(*sizes, register=False)


KEPT = {}


def made_only_once(*sizes):
    return KEPT.setdefault(sizes, network()(*sizes))


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (that_no_file_brings_back, "does not come back from its file"),
        (made_only_once, "a second call returns the first one's network"),
        (without_input, "does not know its shapes yet"),
        (with_two_softmaxes, "the softmax is applied twice"),
        (with_arguments_by_place, "the third argument of compile is loss_weights"),
        (swapped, "which is what keras.Input should say"),
        (lambda *sizes: [1, 2], "expected a Keras model, got a list"),
        (lambda *sizes: network, "expected a Keras model, got a function"),
    ],
)
def test_a_network_made_in_another_wrong_way_is_named(wrong, line):
    assert line in told(checks.build_classifier, wrong)


# --- A metric that has to work within fit --------------------------------------------


def with_numpy(y_true, y_pred):
    best = np.argsort(-np.asarray(y_pred), axis=-1)[:, :2]
    return (best == np.asarray(y_true)[:, None]).any(axis=1).astype("float32")


def with_a_loop(y_true, y_pred):
    right = []
    for label, row in zip(y_true, y_pred):  # noqa: B905
        best = sorted(range(len(row)), key=lambda k: row[k])[-2:]
        right.append(int(label) in best)
    return right


def with_an_if(y_true, y_pred):
    import keras

    if keras.ops.max(y_pred) > 2:
        return keras.ops.zeros_like(y_pred[:, 0])
    return checks._top_two(y_true, y_pred)


@pytest.mark.parametrize("wrong", [with_numpy, with_a_loop, with_an_if])
def test_what_needs_values_fails_within_fit_and_is_told_so(wrong):
    message = told(checks.top_two, wrong)
    assert "within fit it raised" in message and "symbolic" in message


def test_a_metric_that_gives_something_else_within_fit_is_told_so():
    import keras

    def other_within_fit(y_true, y_pred):
        right = checks._top_two(y_true, y_pred)
        return right if hasattr(y_pred, "numpy") else keras.ops.zeros_like(right)

    assert "over all batches of a small data set" in told(
        checks.top_two, other_within_fit
    )


# --- Interrupted ---------------------------------------------------------------------


def resumed(*, load=True, anew=False, epochs=1, save=True, **options):
    """Make an answer of `resume`, right but for what the arguments say."""
    import keras

    def resume(file, x, y):
        model = keras.models.load_model(file)
        if anew:
            model.compile(keras.optimizers.RMSprop(0.01), model.loss)
        if not load:
            model = keras.models.clone_model(model)
            model.compile("rmsprop", "sparse_categorical_crossentropy")
        if epochs:
            settings = {"batch_size": 32, "shuffle": False, "verbose": 0, **options}
            model.fit(x, y, epochs=epochs, **settings)
        if save:
            model.save(file)
        return model

    return resume


def saved_too_early(file, x, y):
    import keras

    model = keras.models.load_model(file)
    model.save(file)
    model.fit(x, y, batch_size=32, shuffle=False, verbose=0)
    return model


def saved_without_the_optimizer(file, x, y):
    import keras

    model = resumed(save=False)(file, x, y)
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    copy.save(file)
    return model


def broken_file(file, x, y):
    model = resumed(save=False)(file, x, y)
    file.write_bytes(b"weights")
    return model


def history_returned(file, x, y):
    import keras

    model = keras.models.load_model(file)
    return model.fit(x, y, batch_size=32, shuffle=False, verbose=0)


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (lambda *a: resumed(epochs=0)(*a), "nothing trained it"),
        (lambda *a: resumed(anew=True)(*a), "the optimizer has forgotten"),
        (lambda *a: resumed(load=False)(*a), "has forgotten what it knew"),
        (lambda *a: resumed(epochs=2)(*a), "two more epochs; one is asked for"),
        (lambda *a: resumed(epochs=3)(*a), "as if from the start; one is left"),
        (lambda *a: resumed(shuffle=True)(*a), "Which batches did the network see"),
        (
            lambda *a: resumed(batch_size=64)(*a),
            "your epoch has 2 steps for 70 examples",
        ),
        (lambda *a: resumed(validation_split=0.1)(*a), "kept back for validation"),
        (lambda *a: resumed(save=False)(*a), "in the file there is still another"),
        (saved_too_early, "in the file there is still another"),
        (saved_without_the_optimizer, "not the optimizer with its memory"),
        (broken_file, "the file can no longer be loaded"),
        (history_returned, "expected a Keras model, got a History"),
    ],
)
def test_a_mistake_in_resuming_is_named(wrong, line):
    message = told(checks.resume, wrong)
    assert any(part in message for part in line.split("|")), message


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
    order = np.random.default_rng().permutation(len(x))
    return x[order], y[order]


def first_row_stays(x, y, seed):
    order = np.concatenate([[0], 1 + rows(x[1:], seed)])
    return x[order], y[order]


def last_row_stays(x, y, seed):
    order = np.append(rows(x[:-1], seed), len(x) - 1)
    return x[order], y[order]


def in_blocks(size):
    def shuffle(x, y, seed):
        order = np.concatenate(
            [
                start
                + np.random.default_rng(seed + start).permutation(len(x[start:][:size]))
                for start in range(0, len(x), size)
            ]
        )
        return x[order], y[order]

    return shuffle


def whole_blocks(x, y, seed):
    order = np.concatenate(
        [start + np.arange(6) for start in 6 * rows(x[: len(x) // 6], seed)]
    )
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
        (whole_blocks, "most neighbors are neighbors still"),
        (with_repeats, "some rows are lost and others come twice"),
        (columns_too, "whole rows must move"),
        (without_seed, "the same seed gives two orders"),
        (
            lambda x, y, s: (x[rows(x, 0)], y[rows(x, 0)]),
            "is the seed used?",
        ),
        (in_place, "changed its arguments in place"),
        (first_row_stays, "row 0 of 60 stays where it is"),
        (last_row_stays, "row 59 of 60 stays where it is"),
        (in_blocks(30), "shuffled each by itself"),
        (in_blocks(20), "shuffled each by itself"),
        (in_blocks(32), "shuffled each by itself"),
        (lambda x, y, s: (y[rows(y, s)], x[rows(x, s)]), "x comes first"),
        (lambda x, y, s: x, "expected two arrays, x and y"),
        (lambda x, y, s: (x[:5], y[:5]), "expected arrays of shape"),
    ],
)
def test_a_mistake_in_shuffling_is_named(wrong, line):
    assert line in told(checks.shuffle_together, wrong)
