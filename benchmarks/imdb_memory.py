"""Peak memory of four ways to vectors, on Linux.

`python -m benchmarks.imdb_memory > benchmarks/imdb_memory.md`. Each way is a
process of its own: load the reviews, make their vectors, train D1's network
for two epochs with a validation set, measure it on the test set. The first way takes the
lecture deck at its word (`np.zeros((25000, 10000))` for training and test) and needs more
than 8 GB.
"""

import json
import os
import platform
import subprocess
import sys
from importlib.metadata import version

WAYS = {
    "float64": "float64 arrays, as the deck writes it",
    "float32": "the same in float32",
    "uint8": "the same in uint8",
    "batches": "float32, made batch by batch",
}
WORDS, VALIDATION = 10_000, 10_000


def peak() -> float:
    """Return the largest memory that this process has held so far, in GB."""
    import resource  # Linux and Mac; the unit is Linux's

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # kB on Linux


def run(way: str) -> None:
    """Train in one of the ways and print what was held, as JSON."""
    import keras
    import numpy as np
    from keras import layers

    from helpers.data import load_imdb

    imdb = load_imdb(num_words=WORDS)
    if imdb.source == "offline sample":
        sys.exit("the reviews are the offline sample's, not IMDB's: nothing to record")
    keras.utils.set_random_seed(0)
    found = {"loaded": peak()}

    def vectors(reviews, dtype):
        rows = np.zeros((len(reviews), WORDS), dtype)
        for i, review in enumerate(reviews):
            rows[i, review] = 1
        return rows

    class Batches(keras.utils.PyDataset):
        def __init__(self, reviews, labels, shuffle):
            super().__init__()
            self.reviews, self.labels, self.shuffle = reviews, labels, shuffle
            self.order = np.arange(len(reviews))

        def __len__(self):
            return -(-len(self.order) // 512)

        def __getitem__(self, i):
            rows = self.order[512 * i : 512 * (i + 1)]
            return vectors(self.reviews[rows], "float32"), self.labels[rows]

        def on_epoch_end(self):
            if self.shuffle:
                np.random.shuffle(self.order)

    hidden = [layers.Dense(16, activation="relu") for _ in range(2)]
    model = keras.Sequential(
        [keras.Input((WORDS,)), *hidden, layers.Dense(1, activation="sigmoid")]
    )
    model.compile("rmsprop", "binary_crossentropy", metrics=["accuracy"])
    parts = {
        "train": (imdb.x_train[VALIDATION:], imdb.y_train[VALIDATION:]),
        "valid": (imdb.x_train[:VALIDATION], imdb.y_train[:VALIDATION]),
        "test": (imdb.x_test, imdb.y_test),
    }
    if way == "batches":
        data = {name: Batches(*part, name == "train") for name, part in parts.items()}
        model.fit(data["train"], validation_data=data["valid"], epochs=2, verbose=0)
        found["fitted"] = peak()
        _, accuracy = model.evaluate(data["test"], verbose=0)
    else:
        x_train, x_test = vectors(imdb.x_train, way), vectors(imdb.x_test, way)
        found["vectors"] = peak()
        split = x_train[VALIDATION:], x_train[:VALIDATION]
        model.fit(
            split[0], parts["train"][1], epochs=2, batch_size=512, verbose=0,
            validation_data=(split[1], parts["valid"][1]),
        )  # fmt: skip
        found["fitted"] = peak()
        _, accuracy = model.evaluate(x_test, imdb.y_test, verbose=0)
    print(json.dumps(found | {"peak": peak(), "accuracy": accuracy}))


def measure(way: str) -> dict[str, float]:
    """Run one way in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.imdb_memory", way],
        stdout=subprocess.PIPE, text=True, check=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2", "CUDA_VISIBLE_DEVICES": ""},
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    if not sys.platform.startswith("linux"):
        sys.exit("peak memory is counted in other units here: run this on Linux")
    print("# IMDB in memory\n")
    print(
        f"Peak resident memory of a process [GB], the whole of it (Keras and its backend "
        f"alone: about 0.7). Keras {version('keras')}, TensorFlow {version('tensorflow')}, "
        f"NumPy {version('numpy')}, Python {platform.python_version()}, no GPU."
    )
    print("Made by `python -m benchmarks.imdb_memory`.\n")
    print("| way | vectors made | after `fit` | peak, test set included | accuracy |")
    print("|---|---|---|---|---|")
    for way, name in WAYS.items():
        found = measure(way)
        made = f"{found['vectors']:.1f}" if "vectors" in found else "–"
        print(
            f"| {name} | {made} | {found['fitted']:.1f} | {found['peak']:.1f} "
            f"| {found['accuracy']:.3f} |",
            flush=True,
        )


if __name__ == "__main__":
    run(sys.argv[1]) if sys.argv[1:] else main()
