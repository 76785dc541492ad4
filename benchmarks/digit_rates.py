"""Learning rates of chapter 09's two networks, searched.

`python -m benchmarks.digit_rates > benchmarks/digit_rates.md`. Each network is trained
with each rate, falling along a cosine: on 57,000 of MNIST's training digits in three
passes, and on the first 4,000 in four, with the pixels as they are and shuffled, the mean
of two seeds. The last 3,000 training digits say how good
it is; the test set is not touched.
"""

import os
import platform
import sys
from importlib.metadata import version

RATES = (0.001, 0.003, 0.01, 0.03)
HELD_OUT = 3000


def networks() -> dict:
    """Return functions that make the chapter's networks, by name."""
    import keras
    from keras import layers

    def simple_lenet():
        return keras.Sequential([
            keras.Input((28, 28, 1)), layers.Rescaling(1 / 255),
            layers.Conv2D(4, 5, activation="relu"), layers.MaxPooling2D(),
            layers.Conv2D(12, 5, activation="relu"), layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(300, activation="relu"), layers.Dense(10),
        ])  # fmt: skip

    def mlp():
        return keras.Sequential([
            keras.Input((28, 28, 1)), layers.Rescaling(1 / 255),
            layers.Flatten(),
            layers.Dense(512, activation="relu"), layers.Dense(10),
        ])  # fmt: skip

    return {"MLP": mlp, "LeNet": simple_lenet}


def scorer(network):
    """Return score(rate, x, y, passes, held_out), which starts the network anew."""
    import keras
    import numpy as np

    model, adam = network(), keras.optimizers.Adam()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(adam, loss, steps_per_execution=20)  # once, as it takes long

    def score(rate: float, x, y, passes: int, held_out) -> float:
        def falling(epoch: int) -> float:
            return rate * (1 + np.cos(np.pi * (epoch + 0.5) / passes)) / 2

        model.set_weights(network().get_weights())
        for memory in adam.variables:
            memory.assign(keras.ops.zeros_like(memory))
        rates = [keras.callbacks.LearningRateScheduler(falling)]
        model.fit(x, y, batch_size=50, epochs=passes, callbacks=rates, verbose=0)
        x_valid, y_valid = held_out
        return float(np.mean(np.argmax(model(x_valid), axis=1) == y_valid))

    return score


def main() -> None:
    os.environ["CUDA_VISIBLE_DEVICES"] = ""  # before Keras: the record says "no GPU"
    import keras
    import numpy as np

    from helpers.data import load_mnist

    digits = load_mnist()
    if digits.source == "offline sample":
        sys.exit(
            "these are the offline sample's digits, not MNIST's: nothing to record"
        )
    x, y = digits.x_train[..., None], digits.y_train
    places = np.random.default_rng(0).permutation(784)
    shuffled = x.reshape(-1, 784)[:, places].reshape(x.shape)

    print(
        "# Learning rates for the digits\n\n"
        "Accuracy on 3,000 digits held out of MNIST's training set, by learning rate; "
        "the best of each row in bold. "
        f"Keras {keras.__version__}, TensorFlow {version('tensorflow')}, NumPy "
        f"{np.__version__}, Python {platform.python_version()}, no GPU.\n"
        "Made by `python -m benchmarks.digit_rates`.\n\n"
        f"| digits | network | {' | '.join(map(str, RATES))} |\n"
        f"|---|---|{'---|' * len(RATES)}"
    )
    score = {name: scorer(network) for name, network in networks().items()}
    few, most = slice(0, 4000), slice(0, -HELD_OUT)
    tasks = {
        "57,000": (x, most, 3, (0,)),
        "4,000": (x, few, 4, (0, 1)),
        "4,000, shuffled": (shuffled, few, 4, (0, 1)),
    }
    for task, (pictures, rows, passes, seeds) in tasks.items():
        held_out = pictures[-HELD_OUT:], y[-HELD_OUT:]
        for name in score:
            found = []
            for rate in RATES:
                runs = []
                for seed in seeds:
                    keras.utils.set_random_seed(seed)
                    given = pictures[rows], y[rows], passes
                    runs.append(score[name](rate, *given, held_out))
                found.append(np.mean(runs))
            shown = [f"{one:.3f}" for one in found]
            best = int(np.argmax(found))
            shown[best] = f"**{shown[best]}**"
            print(f"| {task} | {name} | {' | '.join(shown)} |", flush=True)


if __name__ == "__main__":
    main()
