"""Watch a Keras model: small steps that the checks of the chapters put together.

Each step takes the exercise's name and the model, looks at one thing through the model's
own public methods, and calls `fail` with one line where it is wrong. Only NumPy is imported
here: a model brings Keras and its backend with it.
"""

from __future__ import annotations

import contextlib
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from helpers.checks import fail, first_line

__all__ = [
    "array",
    "comes_back",
    "is_compiled",
    "is_model",
    "knows_its_shapes",
    "learns",
    "measures",
    "outputs",
    "parameters",
    "results",
]


def array(tensor: Any) -> np.ndarray:
    """Return a tensor of any backend as an array."""
    if hasattr(tensor, "detach"):  # PyTorch
        tensor = tensor.detach().cpu()
    return np.asarray(tensor)


def is_model(name: str, model: Any) -> None:
    """Fail unless this is a Keras model."""
    wanted = ("get_weights", "count_params", "compile", "fit", "evaluate")
    if isinstance(model, type) or not all(hasattr(model, method) for method in wanted):
        found = model.__name__ if isinstance(model, type) else type(model).__name__
        fail(f"{name}: expected a Keras model, got a {found}.")


def knows_its_shapes(name: str, model: Any) -> None:
    """Fail unless the model has its weights before it has seen any example."""
    try:
        model.count_params()
    except ValueError:
        fail(
            f"{name}: the model does not know its shapes yet, so its parameters cannot "
            "be counted. What tells a model the shape of one example before it sees any?"
        )


def outputs(name: str, model: Any, x: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Return what the model gives for these examples; fail if the shape is another."""
    try:
        found = array(model(x))
    except Exception as error:  # Keras' messages on shapes are long: the first line
        fail(
            f"{name}: the model does not take examples of shape {x.shape[1:]}, which is "
            f"what keras.Input should say. ({first_line(error)})"
        )
    if found.shape != shape:
        fail(
            f"{name}: for {len(x)} examples the outputs have shape {found.shape}, "
            f"not {shape}."
        )
    return found


def parameters(
    name: str, model: Any, wanted: int, usual: Mapping[int, str], plan: str
) -> None:
    """Compare the number of parameters with the right one.

    Parameters
    ----------
    wanted : int
        The right number.
    usual : mapping of int to str
        What to say where the number is one of these.
    plan : str
        What to say otherwise.
    """
    found = model.count_params()
    if found != wanted:
        hint = usual.get(found, plan)
        fail(f"{name}: expected {wanted} parameters, found {found}: {hint}")


def comes_back(name: str, model: Any) -> None:
    """Fail unless a file of the model can be loaded again, as it is."""
    import keras

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.keras"
        try:
            model.save(file)
            with warnings.catch_warnings():  # an optimizer without steps has no memory
                warnings.filterwarnings("ignore", "Skipping variable loading")
                keras.models.load_model(file)
        except Exception as error:  # a class or a function that Keras does not know
            fail(
                f"{name}: the model does not come back from its file: Keras knows no "
                "Python code of yours. Is there a class or a function of your own in it? "
                f"({first_line(error)})"
            )


def is_compiled(name: str, model: Any) -> None:
    """Fail unless `compile` was called, and each of its arguments by its name."""
    if not getattr(model, "compiled", False):
        fail(f"{name}: the model is not compiled; call model.compile, then return it.")
    weights = None
    with contextlib.suppress(Exception):  # a loss of one's own may not be written down
        weights = (model.get_compile_config() or {}).get("loss_weights")
    listed = weights if isinstance(weights, list | tuple) else [weights]
    if any(isinstance(one, str) for one in listed):
        fail(
            f"{name}: the third argument of compile is loss_weights, and it is "
            f"{weights!r}: name your arguments, metrics=[...]."
        )


def results(name: str, model: Any, x: np.ndarray, y: np.ndarray, advice: str) -> dict:
    """Return the loss and the metrics by name; fail if they do not fit these labels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return model.evaluate(x, y, verbose=0, return_dict=True)
    except Exception as error:  # whatever the backend raises for labels that do not fit
        fail(
            f"{name}: the loss or a metric does not fit outputs of shape "
            f"{model.output_shape} and labels of shape {y.shape}: {advice} "
            f"({first_line(error)})"
        )


def measures(name: str, found: Mapping[str, float], value: float, advice: str) -> None:
    """Fail unless one of the metrics has this value."""
    metrics = {key: number for key, number in found.items() if key != "loss"}
    if not any(np.isclose(number, value, atol=1e-3) for number in metrics.values()):
        other = f" ({', '.join(metrics)} is something else)" if metrics else ""
        fail(f"{name}: {advice}{other}.")


def is_not_frozen(name: str, model: Any) -> None:
    """Fail if the model, or a layer of it, has ``trainable=False``."""
    frozen = [layer.name for layer in model.layers if not layer.trainable]
    if frozen or not model.trainable:
        fail(
            f"{name}: {', '.join(frozen) or 'the whole model'} is frozen "
            "(trainable=False), so its weights cannot learn."
        )


def learns(
    name: str, model: Any, x: np.ndarray, y: np.ndarray, *, epochs: int = 10
) -> None:
    """Fail unless one short training moves all trainable weights and lowers the loss.

    The examples should be easy. The model is changed by the training.
    """
    before = [np.array(array(weights)) for weights in model.trainable_weights]
    for weights in before:
        if weights.ndim > 1 and np.ptp(weights) == 0:
            fail(
                f"{name}: all weights of shape {weights.shape} start at {weights.flat[0] + 0:g}, "
                "so all units of that layer do the same; leave the start to Keras."
            )
    is_not_frozen(name, model)
    start = model.evaluate(x, y, verbose=0, return_dict=True)["loss"]
    model.fit(x, y, epochs=epochs, batch_size=16, verbose=0)
    end = model.evaluate(x, y, verbose=0, return_dict=True)["loss"]
    after = [array(weights) for weights in model.trainable_weights]
    moved = [np.any(a != b) for a, b in zip(before, after, strict=True)]
    if not any(moved):
        fail(f"{name}: a short training moves no weight. Is the learning rate zero?")
    if not end < start - 1e-3 * abs(start):
        fail(
            f"{name}: a short training on easy examples takes the loss from {start:.4g} "
            f"to {end:.4g}. Look at the optimizer's learning rate."
        )
    if not all(moved):
        still = before[moved.index(False)].shape
        fail(f"{name}: a short training does not move the weights of shape {still}.")
