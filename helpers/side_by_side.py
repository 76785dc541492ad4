"""Small recurrent networks that are trained side by side, as one model.

A fair comparison needs many trainings: several starts at several learning rates.
For networks of a few units nearly all the time of a training is not arithmetic, so
a dozen of them in one array take hardly longer than one.  They share the batches and
nothing else: each has its own start, its own learning rate and its own limit of the
gradient, and learns what it would learn alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

GATES = {"simple": 1, "gru": 3, "lstm": 4}  # blocks of columns, in Keras' order


def side_by_side(
    cell: str,
    units: int,
    features: int,
    *,
    seeds: Sequence[int],
    rates: Sequence[float],
    biases: Sequence[Sequence[float]],
) -> Any:
    """Return a compiled model of recurrent networks, each with one output.

    Parameters
    ----------
    cell
        ``"simple"``, ``"gru"`` or ``"lstm"``: Keras' ``SimpleRNN``, ``GRU`` (with
        ``reset_after``) or ``LSTM``, followed by ``Dense(1)``.
    units, features
        Units of the cell, and numbers that it reads at a step.
    seeds, rates, biases
        One entry for each network: the seed of its first weights, Adam's learning
        rate, and the first biases, one for each block of columns in Keras' order.

    Returns
    -------
    keras.Model
        From ``(batch, time, features)`` to ``(batch, networks)``.  Its loss is the
        sum of all networks' squared errors, so that no network's gradient depends on
        another; a gradient longer than 1 is shortened, for each network and each
        array by itself.
    """
    import keras
    from keras import layers, ops

    gates, count = GATES[cell], len(seeds)
    if not len(seeds) == len(rates) == len(biases):
        raise ValueError(
            f"{len(seeds)} seeds, {len(rates)} rates and {len(biases)} biases: "
            "each network needs one of each."
        )

    def stacked(initializer: Any, shape: tuple[int, int]) -> np.ndarray:
        return np.stack(
            [ops.convert_to_numpy(initializer(seed=int(s))(shape)) for s in seeds]
        )

    class Cells(layers.Layer):
        state_size = [count * units] * (2 if cell == "lstm" else 1)
        output_size = count * units

        def build(self, shape: Any) -> None:
            width = gates * units
            glorot, orthogonal = (
                keras.initializers.GlorotUniform,
                keras.initializers.Orthogonal,
            )
            self.w = self.weights_from(stacked(glorot, (features, width)))
            self.u = self.weights_from(stacked(orthogonal, (units, width)))
            rows = np.repeat(np.array(biases, "float32"), units, axis=1)[:, None]
            if cell == "gru":  # what is read, and what is remembered
                rows = np.concatenate([rows, np.zeros_like(rows)], axis=1)
            self.b = self.weights_from(rows)

        def weights_from(self, arrays: np.ndarray) -> Any:
            def fill(shape: Any, dtype: Any = None) -> Any:
                return ops.convert_to_tensor(arrays, dtype)

            return self.add_weight(shape=arrays.shape, initializer=fill)

        def call(self, x: Any, states: Any) -> Any:
            h, *c = [ops.reshape(s, (-1, count, units)) for s in states]
            read = ops.einsum("bi,nij->bnj", x, self.w) + self.b[:, 0]
            kept = ops.einsum("bnh,nhj->bnj", h, self.u)
            if cell == "simple":
                h = ops.tanh(read + kept)
            elif cell == "gru":
                read_z, read_r, read_g = ops.split(read, 3, axis=2)
                kept_z, kept_r, kept_g = ops.split(kept + self.b[:, 1], 3, axis=2)
                z, r = ops.sigmoid(read_z + kept_z), ops.sigmoid(read_r + kept_r)
                h = z * h + (1 - z) * ops.tanh(read_g + r * kept_g)
            else:
                i, f, g, o = ops.split(read + kept, 4, axis=2)
                c = [ops.sigmoid(f) * c[0] + ops.sigmoid(i) * ops.tanh(g)]
                h = ops.sigmoid(o) * ops.tanh(c[0])
            flat = [ops.reshape(s, (-1, count * units)) for s in (h, *c)]
            return flat[0], flat

    class Outputs(layers.Layer):
        def build(self, shape: Any) -> None:
            heads = stacked(keras.initializers.GlorotUniform, (units, 1))

            def fill(shape: Any, dtype: Any = None) -> Any:
                return ops.convert_to_tensor(heads, dtype)

            self.v = self.add_weight(shape=heads.shape, initializer=fill)
            self.bias = self.add_weight(shape=(count, 1, 1), initializer="zeros")

        def call(self, h: Any) -> Any:
            h = ops.reshape(h, (-1, count, units))
            return ops.einsum("bnh,nhj->bn", h, self.v) + self.bias[:, 0, 0]

    class ManyRates(keras.optimizers.Adam):
        def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
            length = ops.sqrt(ops.sum(gradient**2, axis=(1, 2), keepdims=True))
            own = np.array(rates, "float32").reshape(-1, 1, 1)
            super().update_step(
                gradient / ops.maximum(length, 1.0), variable, learning_rate * own
            )

    model = keras.Sequential(
        [keras.Input((None, features)), layers.RNN(Cells()), Outputs()]
    )
    model.compile(
        ManyRates(1.0),
        lambda y, found: ops.sum((found - y) ** 2, axis=1),
        jit_compile=True,
    )
    return model


def network_of(model: Any, number: int) -> list[np.ndarray]:
    """Return one network's arrays as Keras' own layers, cell and Dense(1), keep them."""
    w, u, b, v, bias = [np.array(array)[number] for array in model.get_weights()]
    return [w, u, b if len(b) == 2 else b[0], v, bias[0]]
