"""Watching a Keras model: each step accepts a right model and names what is wrong."""

import subprocess
import sys
import warnings

import numpy as np
import pytest

from helpers.checks import CheckFailed, models


def told(step, *arguments, **options):
    with pytest.raises(CheckFailed) as caught:
        step("task", *arguments, **options)
    message = str(caught.value)
    assert message.startswith("task: ") and "\n" not in message
    return message


def dense(rate=0.01, optimizer=None, metrics=("accuracy",), **options):
    """Return a compiled network for three classes in four numbers."""
    import keras

    model = keras.Sequential(
        [
            keras.Input(shape=(4,)),
            keras.layers.Dense(5, "relu", **options),
            keras.layers.Dense(3, "softmax", **options),
        ]
    )
    model.compile(
        optimizer or keras.optimizers.Adam(rate),
        "sparse_categorical_crossentropy",
        metrics=list(metrics),
    )
    return model


def examples():
    rng = np.random.default_rng(0)
    y = np.arange(90) % 3
    return (rng.normal(size=(3, 4))[y] + 0.1).astype("float32"), y.astype("uint8")


def test_importing_the_checks_imports_no_keras():
    code = (
        "import sys, helpers.checks.mlp, helpers.checks.models; "
        "assert not {'keras', 'tensorflow'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_right_model_passes_every_step():
    model, (x, y) = dense(), examples()
    models.is_model("task", model)
    models.knows_its_shapes("task", model)
    outputs = models.outputs("task", model, x, (90, 3))
    models.parameters("task", model, 4 * 5 + 5 + 5 * 3 + 3, {}, "")
    models.is_compiled("task", model)
    found = models.results("task", model, x, y, "")
    models.measures("task", found, np.mean(outputs.argmax(axis=1) == y), "")
    models.learns("task", model, x, y)


@pytest.mark.parametrize("thing", [7, None, [1, 2], "model", dict])
def test_what_is_no_model_is_told_so(thing):
    assert "expected a Keras model, got a" in told(models.is_model, thing)


def test_a_class_in_place_of_a_model_is_told_so():
    import keras

    assert "got a Model" in told(models.is_model, keras.Model)


def test_a_model_that_has_not_been_built_does_not_know_its_shapes():
    import keras

    model = keras.Sequential([keras.layers.Dense(3)])
    assert "does not know its shapes yet" in told(models.knows_its_shapes, model)
    model.build((None, 4))
    models.knows_its_shapes("task", model)


def test_inputs_and_outputs_of_another_shape_are_told():
    model, (x, _) = dense(), examples()
    said = told(models.outputs, model, x[:, :3], (90, 3))
    assert "does not take examples of shape (3,)" in said
    said = told(models.outputs, model, x, (90, 2))
    assert "for 90 examples the outputs have shape (90, 3), not (90, 2)" in said


def test_a_known_number_of_parameters_gets_its_own_hint():
    said = told(models.parameters, dense(), 44, {43: "one too few."}, "plan.")
    assert said == "task: expected 44 parameters, found 43: one too few."
    assert told(models.parameters, dense(), 50, {}, "plan.").endswith("found 43: plan.")


def test_an_uncompiled_model_and_unnamed_arguments_are_told():
    import keras

    model = keras.Sequential([keras.Input(shape=(4,)), keras.layers.Dense(3)])
    assert "is not compiled" in told(models.is_compiled, model)
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    assert "loss_weights" in told(models.is_compiled, model)


@pytest.mark.parametrize("weights", [0.5, [1.0], None])
def test_loss_weights_that_are_meant_are_no_mistake(weights):
    model = dense()
    model.compile("adam", "sparse_categorical_crossentropy", loss_weights=weights)
    models.is_compiled("task", model)


def test_a_loss_that_does_not_fit_the_labels_gives_the_advice():
    model, (x, y) = dense(), examples()
    model.compile("adam", "categorical_crossentropy")
    assert "Try another." in told(models.results, model, x, y, "Try another.")


def test_a_metric_that_is_missing_or_another_is_told():
    assert told(models.measures, {"loss": 0.5}, 0.5, "no") == "task: no."
    said = told(models.measures, {"loss": 1.0, "top_3": 0.9}, 0.5, "no")
    assert said == "task: no (top_3 is something else)."


def test_rows_of_zeros_a_frozen_layer_and_a_rate_of_zero_do_not_learn():
    x, y = examples()
    assert "start at 0" in told(models.learns, dense(kernel_initializer="zeros"), x, y)
    frozen = dense()
    frozen.layers[0].trainable = False
    assert f"{frozen.layers[0].name} is frozen" in told(models.learns, frozen, x, y)
    whole = dense()
    whole.trainable = False
    assert "frozen" in told(models.learns, whole, x, y)
    assert "Is the learning rate zero?" in told(models.learns, dense(rate=0.0), x, y)


def test_a_rate_that_is_far_too_large_or_small_is_told():
    import keras

    x, y = examples()
    for optimizer in (keras.optimizers.SGD(1e4), keras.optimizers.SGD(1e-9)):
        said = told(models.learns, dense(optimizer=optimizer), x, y)
        assert "learning rate" in said


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rmsprop", "nadam", "adagrad"])
def test_every_usual_optimizer_learns(optimizer):
    models.learns("task", dense(optimizer=optimizer), *examples())


def test_layers_whose_statistics_do_not_train_are_no_fault():
    import keras

    x, y = examples()
    model = keras.Sequential(
        [
            keras.Input(shape=(4,)),
            keras.layers.Dense(5, "relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.1),
            keras.layers.Dense(3, "softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    models.learns("task", model, x, y)


@pytest.mark.parametrize("trained", [False, True])
def test_a_model_comes_back_without_a_word(trained, capsys):
    model, (x, y) = dense(optimizer="rmsprop"), examples()
    if trained:
        model.fit(x, y, verbose=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # what a page would show
        models.comes_back("task", model)
    assert capsys.readouterr() == ("", "")
