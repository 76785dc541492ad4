"""Chapter 09's checks: other right ways to write the answers, and what procedures watch."""

import ast
import re
import textwrap
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers
from telling import told

from benchmarks import digit_rates
from benchmarks.digit_rates import RATES
from helpers.checks import convolution as checks

ROOT = Path(__file__).parent.parent

# --- Other right ways ----------------------------------------------------------------


def field_backwards(stack):
    seen = 1
    for kernel, stride, dilation in reversed(stack):
        seen = (seen - 1) * stride + dilation * (kernel - 1) + 1
    return np.int64(seen)


def field_by_marking(stack):
    pixels = {0}
    for kernel, stride, dilation in stack[::-1]:
        pixels = {
            unit * stride + dilation * u for unit in pixels for u in range(kernel)
        }
    return float(max(pixels) - min(pixels) + 1)


def pool_in_loops(x, size, stride):
    batch, rows, columns, channels = x.shape
    rows, columns = (rows - size) // stride + 1, (columns - size) // stride + 1
    z = np.full((batch, rows, columns, channels), -np.inf)
    for n, i, j, c in np.ndindex(z.shape):
        for u in range(size):
            for v in range(size):
                z[n, i, j, c] = max(
                    z[n, i, j, c], x[n, i * stride + u, j * stride + v, c]
                )
    return z


def pool_by_shifting(x, size, stride):
    rows, columns = x.shape[1] - size + 1, x.shape[2] - size + 1
    shifted = [
        x[:, u : u + rows : stride, v : v + columns : stride]
        for u in range(size)
        for v in range(size)
    ]
    return np.max(shifted, axis=0).astype("float32")


def gradient_by_collecting(dz, kernel, stride, shape):
    dx = np.zeros(shape)
    for row, column in np.ndindex(*shape):
        for i, j in np.ndindex(*dz.shape):
            u, v = row - i * stride, column - j * stride
            if 0 <= u < kernel.shape[0] and 0 <= v < kernel.shape[1]:
                dx[row, column] += dz[i, j] * kernel[u, v]
    return dx


def gradient_spread_and_turned(dz, kernel, stride, shape):
    """As the chapter does it, after zeros have been put between the slopes."""
    height, width = kernel.shape
    spread = np.zeros((shape[0] + height - 1, shape[1] + width - 1))
    rows, columns = (stride * (n - 1) + 1 for n in dz.shape)
    spread[height - 1 :, width - 1 :][:rows:stride, :columns:stride] = dz
    windows = np.lib.stride_tricks.sliding_window_view(spread, kernel.shape)
    return np.einsum("ijuv,uv->ij", windows, kernel[::-1, ::-1])


def gradient_by_kernel(dz, kernel, stride, shape):
    dx = np.zeros(shape, "float32")
    for (u, v), weight in np.ndenumerate(kernel):
        rows, columns = (stride * (n - 1) + 1 for n in dz.shape)
        dx[u : u + rows : stride, v : v + columns : stride] += weight * dz
    return dx


def blur_mirrored(picture):
    padded = np.pad(picture, 1, mode="reflect")
    total = np.zeros(picture.shape)
    for u in range(3):
        for v in range(3):
            total += padded[u : u + len(picture), v : v + picture.shape[1]]
    return total / 9


def blur_of_what_is_there(picture):
    """The mean over the pixels that there are: five or three of the nine are missing."""
    picture = picture.astype("float32")
    ones = np.ones_like(picture)
    sums = [
        keras.ops.conv(
            p[None, :, :, None], np.ones((3, 3, 1, 1), "float32"), padding="same"
        )
        for p in (picture, ones)
    ]
    return (np.array(sums[0]) / np.array(sums[1]))[0, :, :, 0]


RIGHT = {
    "receptive_field": (field_backwards, field_by_marking),
    "max_pool": (pool_in_loops, pool_by_shifting),
    "input_gradient": (
        gradient_by_collecting,
        gradient_spread_and_turned,
        gradient_by_kernel,
    ),
    "steady_blur": (blur_mirrored, blur_of_what_is_there),
}


@pytest.mark.parametrize(
    ("name", "answer"),
    [(name, answer) for name, answers in RIGHT.items() for answer in answers],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_other_right_ways_pass(name, answer, capsys):
    getattr(checks, name)(answer)
    assert capsys.readouterr().out.startswith(f"✓ {name}: ")


# --- Wrong ones, and cheats, that no single edit makes -------------------------------


def pool_in_blocks(x, size, stride):
    """The chapter's own code, pasted: blocks that stand side by side."""
    batch, rows, columns, channels = x.shape
    x = x[:, : rows // size * size, : columns // size * size]
    blocks = x.reshape(batch, rows // size, size, columns // size, size, channels)
    return blocks.max(axis=(2, 4))


def test_the_chapter_s_pooling_is_told_that_windows_overlap():
    assert "side by side" in told(checks.max_pool, pool_in_blocks)


def test_a_library_in_place_of_an_answer_is_told():
    def pool(x, size, stride):
        return keras.ops.max_pool(x, size, strides=stride, padding="valid")

    def layer(x, size, stride):
        return layers.MaxPooling2D(size, strides=stride)(x)

    for answer in (pool, layer):
        assert "a library's own operation did it" in told(checks.max_pool, answer)

    def gradient(dz, kernel, stride, shape):
        from scipy.signal import convolve2d

        spread = np.zeros([m - n + 1 for m, n in zip(shape, kernel.shape, strict=True)])
        rows, columns = (stride * (n - 1) + 1 for n in dz.shape)
        spread[:rows:stride, :columns:stride] = dz
        return convolve2d(spread, kernel)

    told_of = told(checks.input_gradient, gradient)
    assert "a library's own operation did it" in told_of


def test_a_field_that_the_page_cannot_print_is_told():
    line = told(checks.receptive_field, lambda stack: [field_backwards(stack)])
    assert "which needs a plain number" in line


def test_the_chapter_s_way_back_is_told_about_the_stride():
    def stride_one(dz, kernel, stride, shape):
        dx = np.zeros(shape)
        height, width = kernel.shape
        for i, j in np.ndindex(*dz.shape):
            dx[i : i + height, j : j + width] += dz[i, j] * kernel
        return dx

    assert "they move by the stride" in told(checks.input_gradient, stride_one)


def blur_with_zeros(picture):
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(picture, 1), (3, 3))
    return windows.mean(axis=(2, 3))


def blur_padded(picture, mode):
    padded = np.pad(picture, 1, mode=mode)
    return np.lib.stride_tricks.sliding_window_view(padded, (3, 3)).mean(axis=(2, 3))


def blur_with_white(picture):
    padded = np.pad(picture, 1, constant_values=1)
    return np.lib.stride_tricks.sliding_window_view(padded, (3, 3)).mean(axis=(2, 3))


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (blur_with_zeros, "still has a dark frame"),
        (blur_with_white, "whatever its brightness"),
        (lambda picture: blur_padded(picture, "wrap"), "at the opposite edge"),
        (lambda picture: blur_padded(picture, "mean"), "like what is near"),
        (lambda picture: blur_padded(picture, "median"), "like what is near"),
        (lambda picture: blur_padded(picture, "maximum"), "like what is near"),
        (lambda picture: blur_padded(picture, "minimum"), "like what is near"),
        (lambda picture: picture + 0, "comes back as it was"),
        (lambda picture: blur_with_zeros(picture)[1:-1, 1:-1], "has lost a frame"),
        (lambda picture: 9 * blur_mirrored(picture), "the sum of each window"),
        (lambda picture: blur_mirrored(picture)[None, :, :, None], "are still there"),
        (lambda picture: blur_mirrored(blur_mirrored(picture)), "it blurs 2 times"),
    ],
    ids=[
        "zeros",
        "white",
        "wrap",
        "mean",
        "median",
        "maximum",
        "minimum",
        "nothing",
        "smaller",
        "sum",
        "axes",
        "twice",
    ],
)
def test_a_blur_that_is_wrong_is_told_where(answer, part):
    assert part in told(checks.steady_blur, answer)


# --- anywhere ------------------------------------------------------------------------


def network(*end, start=(None, None, 1), channels=32, loss=None, metric="accuracy"):
    """Return a compiled network of two convolutions and the end that is given."""
    model = keras.Sequential(
        [
            keras.Input(start),
            layers.Conv2D(8, 5, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(channels, 5, activation="relu"),
            *end,
        ]
    )
    loss = loss or keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.005), loss, metrics=[metric])
    return model


def with_global_max():
    return network(layers.GlobalMaxPooling2D(), layers.Dense(10))


def with_small_windows():
    """The usual first try: two small convolutions and the maximum of each map."""
    return small_windows(3, 3)


def with_one_window():
    return small_windows(7)


def small_windows(*kernels):
    parts = []
    for kernel in kernels:
        parts += [layers.Conv2D(16, kernel, activation="relu"), layers.MaxPooling2D()]
    model = keras.Sequential(
        [
            keras.Input((None, None, 1)),
            *parts[:-1],
            layers.GlobalMaxPooling2D(),
            layers.Dense(10),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    return model


def functional_with_strides():
    picture = keras.Input((None, None, 1))
    x = layers.Conv2D(12, 5, strides=2, activation="relu", padding="same")(picture)
    x = layers.BatchNormalization()(x)
    x = layers.Conv2D(24, 3, strides=2, activation="relu", padding="same")(x)
    x = keras.ops.max(layers.Conv2D(10, 1)(x), axis=(1, 2))
    model = keras.Model(picture, x)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["sparse_categorical_accuracy", "accuracy"])
    return model


def strides_that_multiply_to_fourteen_and_a_penalty():
    return network(
        layers.Conv2D(16, 3, strides=7, kernel_regularizer="l2"), *global_max()
    )


@pytest.mark.parametrize(
    "right",
    [
        with_global_max,
        with_small_windows,
        with_one_window,
        functional_with_strides,
        strides_that_multiply_to_fourteen_and_a_penalty,
    ],
)
def test_a_network_that_reads_anywhere_passes(right, capsys):
    checks.anywhere(right)
    assert "pictures of any size" in capsys.readouterr().out


def global_max(*end):
    return layers.GlobalMaxPooling2D(), *(end or (layers.Dense(10),))


def not_compiled():
    picture = keras.Input((None, None, 1))
    maps = layers.Conv2D(8, 5, activation="relu")(picture)
    return keras.Model(picture, layers.Dense(10)(layers.GlobalMaxPooling2D()(maps)))


def without_neighbors():
    picture = keras.Input((None, None, 1))
    maps = layers.Conv2D(16, 1, activation="relu")(picture)
    scores = layers.Dense(10)(layers.GlobalMaxPooling2D()(maps))
    model = keras.Model(picture, scores)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    return model


def always_the_same():
    made = []

    def answer():
        made.append(made[0] if made else network(*global_max()))
        return made[0]

    return answer


def frozen():
    model = network(*global_max())
    model.layers[0].trainable = False
    return model


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        (
            lambda: network(layers.Flatten(), layers.Dense(10), start=(28, 28, 1)),
            "fixed at 28 × 28",
        ),
        (lambda: network(*global_max(), channels=200), "more than 30,000"),
        (
            lambda: network(*global_max(layers.Dense(10, "softmax"))),
            "there is a softmax",
        ),
        (lambda: network(*global_max(layers.Dense(7))), "one score for each of ten"),
        (lambda: network(layers.Conv2D(10, 1)), "the outputs are maps still"),
        (
            lambda: network(*global_max(), loss="sparse_categorical_crossentropy"),
            "Does it know that it gets logits",
        ),
        (
            lambda: network(*global_max(), loss="categorical_crossentropy"),
            "whole numbers, not one-hot",
        ),
        (
            lambda: network(*global_max(), metric="sparse_categorical_accuracy"),
            'no metric is called "accuracy"',
        ),
        (not_compiled, "not compiled"),
        (frozen, "frozen"),
        (
            lambda: network(layers.Flatten(), layers.Dense(10)),
            "flattened, are of unknown",
        ),
        (
            lambda: network(layers.GlobalAveragePooling2D(), layers.Dense(10)),
            "a mean or a sum over the map",
        ),
        (without_neighbors, "an upright bar and a level one"),
        (
            lambda: network(
                layers.Lambda(lambda maps: maps[:, 0, 0]), layers.Dense(10)
            ),
            "Which places of the maps",
        ),
        (
            lambda: network(layers.CenterCrop(4, 4), *global_max()),
            "when it is moved",
        ),
        (always_the_same(), "the same model again"),
        (lambda: with_global_max, "expected a Keras model"),
    ],
    ids=[
        *("flatten", "large", "softmax", "seven", "maps", "not logits", "one-hot"),
        *("metric", "not compiled", "frozen", "flatten any size", "mean", "1 x 1"),
        *("corner", "middle", "one model", "function"),
    ],
)
def test_a_network_that_does_not_is_told_why(wrong, part):
    line = told(checks.anywhere, wrong)
    assert part in line and "\n" not in line


# --- The record that the chapter cites -----------------------------------------------


def test_the_chapter_trains_with_the_rates_that_its_record_found_best():
    record = (ROOT / "benchmarks" / "digit_rates.md").read_text(encoding="utf-8")
    rows = [line.split("|")[3:-1] for line in record.splitlines() if "**" in line]
    best = [RATES[["**" in score for score in row].index(True)] for row in rows]
    page = (ROOT / "chapters" / "09_convolution.md").read_text(encoding="utf-8")
    tried = ast.literal_eval(re.search(r"for rate in (\(.*\)):", page)[1])
    assert len(rows) == 6 and set(best) <= set(tried) < set(RATES)
    assert min(RATES) not in tried and max(RATES) not in tried  # better than either end


def test_the_record_is_of_the_networks_of_the_chapter():
    page = (ROOT / "chapters" / "09_convolution.md").read_text(encoding="utf-8")
    cells = "\n".join(re.findall(r"```\{code-cell\}.*?\n(.*?)```", page, re.DOTALL))
    recorded = Path(digit_rates.__file__).read_text(encoding="utf-8")
    for name in ("simple_lenet", "mlp"):
        pattern = rf"^( *)def {name}\(\):\n(?:\1 +.*\n)+"
        here, there = (
            ast.dump(ast.parse(textwrap.dedent(re.search(pattern, text, re.M)[0])))
            for text in (cells, recorded)
        )
        assert here == there
