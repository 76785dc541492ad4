"""Networks side by side learn what each would learn alone, in Keras' own layers."""

import numpy as np
import pytest

from helpers.side_by_side import GATES, network_of, side_by_side

SEEDS, RATES, UNITS = (1, 2, 1), (0.01, 0.1, 0.3), 4


def made(cell):
    """Three networks; the first and the last begin alike and learn at other rates."""
    biases = np.linspace(-1, 2, GATES[cell] * 3).reshape(3, -1)
    biases[2] = biases[0]
    return side_by_side(cell, UNITS, 2, seeds=SEEDS, rates=RATES, biases=biases)


def alone(cell, arrays, rate):
    """Return Keras' own network with these weights, and the limit of each gradient."""
    import keras
    from keras import layers

    layer = {"simple": layers.SimpleRNN, "gru": layers.GRU, "lstm": layers.LSTM}[cell]
    network = keras.Sequential(
        [keras.Input((7, 2)), layer(UNITS), keras.layers.Dense(1)]
    )
    network.set_weights(arrays)
    network.compile(keras.optimizers.Adam(rate, clipnorm=1.0), "mse")
    return network


@pytest.mark.parametrize("cell", GATES)
def test_each_learns_what_it_would_learn_alone(cell):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(24, 7, 2)).astype("float32")
    y = 20 * rng.normal(size=(24, 1)).astype("float32")  # gradients beyond the limit
    model = made(cell)
    networks = [alone(cell, network_of(model, k), rate) for k, rate in enumerate(RATES)]
    for trained in (model, *networks):
        trained.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0)
    together = model.predict(x, verbose=0)
    assert together.shape == (24, 3)
    for k, network in enumerate(networks):
        for ours, theirs in zip(
            network_of(model, k), network.get_weights(), strict=True
        ):
            np.testing.assert_allclose(ours, theirs, atol=2e-4)
        np.testing.assert_allclose(
            together[:, [k]], network.predict(x, verbose=0), atol=2e-3
        )


@pytest.mark.parametrize("cell", GATES)
def test_the_seed_decides_the_start_and_the_biases_are_those_given(cell):
    model = made(cell)
    first, second, third = (network_of(model, k) for k in range(3))
    for name, one, other, same in zip("wubvb", first, second, third, strict=True):
        np.testing.assert_array_equal(one, same)
        if name in "wuv":
            assert np.abs(one - other).max() > 0.01
    rows = first[2] if cell == "gru" else first[2][None]
    given = np.linspace(-1, 2, GATES[cell] * 3).reshape(3, -1)[0]
    np.testing.assert_allclose(rows[0], np.repeat(given, UNITS), atol=1e-6)
    assert not rows[1:].any()


def test_what_is_missing_is_told():
    with pytest.raises(ValueError, match="2 seeds, 3 rates and 3 biases"):
        side_by_side("simple", 4, 2, seeds=(1, 2), rates=RATES, biases=[(0,)] * 3)
