"""The deck's five folds to their end.

`python -m benchmarks.boston_folds > benchmarks/boston_folds.md`. The deck
trains single example by single example, 100 epochs, in each of five folds, with
`fit`; chapter 06 trains the same network for as many epochs in batches of 16, many batches
to a call. Both run to their end here, several times and in turns. Column B is left out of both.
"""

import os
import platform
import sys
import time
from importlib.metadata import version

os.environ["CUDA_VISIBLE_DEVICES"] = ""  # before Keras: the record is of CPUs

import keras
import numpy as np
from keras import layers

from helpers.data import load_boston

SEEDS = (0, 1)


def load() -> tuple[np.ndarray, np.ndarray]:
    """Return the training rows without B, standardized, and the prices [1,000 USD]."""
    boston = load_boston()
    if boston.source == "offline sample":
        sys.exit("the houses are the offline sample's, not Boston's: nothing to record")
    keep = [name != "B" for name in boston.feature_names]
    x = boston.x_train[:, keep]
    return ((x - x.mean(axis=0)) / x.std(axis=0)).astype("float32"), boston.y_train


def network(columns: int, **options) -> keras.Model:
    """Return the deck's network, compiled as the deck does."""
    hidden = [layers.Dense(64, activation="relu") for _ in range(2)]
    model = keras.Sequential([keras.Input((columns,)), *hidden, layers.Dense(1)])
    model.compile("rmsprop", "mse", metrics=["mae"], **options)
    return model


def fit_as_the_deck(x: np.ndarray, y: np.ndarray) -> keras.Model:
    """Train as the deck does: single examples, 100 epochs."""
    model = network(x.shape[1])
    model.fit(x, y, epochs=100, batch_size=1, verbose=0)
    return model


def fit_in_batches(x: np.ndarray, y: np.ndarray) -> keras.Model:
    """Train as chapter 06 does: 100 epochs in batches of 16, in one call."""
    model = network(x.shape[1], steps_per_execution=50)
    rows = np.concatenate([np.random.permutation(len(x)) for _ in range(100)])
    model.fit(x[rows], y[rows], batch_size=16, shuffle=False, verbose=0)
    return model


def five_folds(fit, x: np.ndarray, y: np.ndarray) -> list[float]:
    """Return the mean absolute error of each fold; the deck's folds, 404 // 5 rows each."""
    size, errors = len(x) // 5, []
    for i in range(5):
        valid = np.arange(i * size, (i + 1) * size)
        train = np.setdiff1d(np.arange(len(x)), valid)
        answers = np.asarray(fit(x[train], y[train])(x[valid]))[:, 0]
        errors.append(np.abs(answers - y[valid]).mean())
    return errors


def main() -> None:
    x, y = load()
    print("# Boston, five folds\n")
    print(
        "Mean absolute error [1,000 USD] of each fold, and what it took; "
        f"Keras {version('keras')}, TensorFlow {version('tensorflow')}, "
        f"Python {platform.python_version()}, {os.cpu_count()} cores, no GPU; where other "
        "programs run, compare the CPU seconds."
    )
    print("Made by `python -m benchmarks.boston_folds`.\n")
    print("| training | seed | folds | mean | seconds (wall) | seconds (CPU) |")
    print("|---|---|---|---|---|---|")
    ways = {
        "single examples, as the deck": fit_as_the_deck,
        "batches of 16": fit_in_batches,
    }
    for seed in SEEDS:
        for name, fit in ways.items():
            keras.utils.set_random_seed(seed)
            wall, cpu = time.perf_counter(), time.process_time()
            errors = five_folds(fit, x, y)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            folds = ", ".join(f"{error:.2f}" for error in errors)
            print(
                f"| {name} | {seed} | {folds} | {np.mean(errors):.2f} | {wall:.0f} "
                f"| {cpu:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    sys.exit(main())
