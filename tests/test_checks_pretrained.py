"""Chapter 11's checks: other right ways to write the answers, and what procedures watch."""

import keras
import numpy as np
import pytest
from keras import layers
from telling import told

from helpers.checks import pretrained as checks

# --- Other right ways ----------------------------------------------------------------


def prepare_channel_by_channel(photos):
    photos = photos.astype("float64")
    red, green, blue = photos[..., 0], photos[..., 1], photos[..., 2]
    return np.stack([blue - 103.939, green - 116.779, red - 123.68], axis=-1)


def prepare_with_keras(photos):
    return keras.applications.vgg16.preprocess_input(photos.astype("float32"))


def best_in_loops(logits, k):
    classes, shares = [], []
    for row in logits:
        odds = [float(np.exp(value - max(row))) for value in row]
        order = sorted(range(len(row)), key=lambda i, row=row: -row[i])[:k]
        classes.append(order)
        shares.append([odds[i] / sum(odds) for i in order])
    return classes, shares


def best_by_sorting(logits, k):
    shifted = logits.astype("float32") - logits.max(axis=1)[:, None]
    shares = np.exp(shifted) / np.exp(shifted).sum(axis=1)[:, None]
    order = np.argsort(logits, axis=1)[:, ::-1][:, :k]
    return order, np.sort(shares, axis=1)[:, ::-1][:, :k]


def rehearsal_in_loops(new, old, size, share):
    batches, place = [], 0
    for start in range(0, len(new) - (size - share) + 1, size - share):
        batch = list(new[start : start + size - share])
        for _ in range(share):
            batch.append(old[place % len(old)])
            place += 1
        batches.append(batch)
    return batches


def thaw_from_the_end(base, count):
    base.trainable = True
    left, numbers = count, 0
    for layer in reversed(base.layers):
        able = layer.weights and not isinstance(layer, layers.BatchNormalization)
        layer.trainable = bool(able) and left > 0
        if layer.trainable:
            left -= 1
            numbers += layer.count_params()
    return np.int64(numbers)


def thaw_by_a_set(base, count):
    able = [
        layer
        for layer in base.layers
        if layer.get_weights() and layer.__class__.__name__ != "BatchNormalization"
    ]
    base.trainable = False
    base.trainable = True
    for layer in set(base.layers) - set(able[len(able) - count :]):
        layer.trainable = False
    return float(sum(w.numpy().size for w in base.trainable_weights))


def features_into_an_array(base, x, batch_size):
    found = None
    for start in range(0, len(x), batch_size):
        part = np.asarray(base(x[start : start + batch_size]))  # no training is meant
        if found is None:
            found = np.empty((len(x), *part.shape[1:]), "float32")
        found[start : start + len(part)] = part
    return found


RIGHT = {
    "prepare": (prepare_channel_by_channel, prepare_with_keras),
    "best": (best_in_loops, best_by_sorting),
    "rehearsal": (rehearsal_in_loops,),
    "thaw": (thaw_from_the_end, thaw_by_a_set),
    "features_of": (features_into_an_array,),
}


@pytest.mark.parametrize(
    ("name", "answer"),
    [(name, answer) for name, answers in RIGHT.items() for answer in answers],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_other_right_ways_pass(name, answer, capsys):
    getattr(checks, name)(answer)
    assert capsys.readouterr().out.startswith(f"✓ {name}: ")


# --- Wrong ones that no single edit makes --------------------------------------------


def test_whole_numbers_that_wrap_are_told():
    def wraps(photos):
        means = np.array([103, 116, 123], np.uint8)
        return photos.astype(np.uint8)[..., ::-1] - means

    assert told(checks.prepare, wraps)


def test_rows_that_cannot_be_used_as_rows_are_told():
    def floats(new, old, size, share):
        return np.array(rehearsal_in_loops(new, old, size, share), float)

    assert "which needs whole numbers" in told(checks.rehearsal, floats)


# --- thaw ----------------------------------------------------------------------------


def able_in(base, *, weightless=False, norms=False):
    return [
        layer
        for layer in base.layers
        if (layer.weights or weightless)
        and (norms or not isinstance(layer, layers.BatchNormalization))
    ]


def thawing(chosen, told_number=None, whole=True):
    """Return an answer that lets the chosen layers learn, and tells a number."""

    def answer(base, count):
        base.trainable = whole
        for layer in base.layers:
            layer.trainable = False
        for layer in chosen(base, count):
            layer.trainable = True
        if told_number:
            return told_number(base)
        return sum(int(np.prod(w.shape)) for w in base.trainable_weights)

    return answer


def last(base, count):
    able = able_in(base)
    return able[len(able) - count :]


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (thawing(lambda base, count: able_in(base)[-count:]), "the last 0 of a list"),
        (thawing(lambda base, count: able_in(base)[:count]), "the first 2 layers"),
        (
            thawing(
                lambda base, count: [
                    layer for layer in base.layers[len(base.layers) - count :]
                    if layer in able_in(base)
                ]
            ),
            "layers without weights are counted",
        ),
        (
            thawing(lambda base, count: able_in(base, norms=True)[-count:]),
            "a batch normalization learns",
        ),
        (
            thawing(
                lambda base, count: [
                    layer for layer in able_in(base, norms=True)[-count:]
                    if layer in able_in(base)
                ]
            ),
            "are counted among the last 2",
        ),
        (thawing(lambda base, count: able_in(base)), "also those before the last 2"),
        (thawing(last, lambda base: len(base.trainable_weights)), "how many arrays"),
        (thawing(last, lambda base: base.count_params()), "counts the frozen ones"),
        (thawing(last, lambda base: str(base.count_params())), "expected a number"),
        (
            thawing(
                last,
                lambda base: base.count_params()
                - sum(int(np.prod(w.shape)) for w in base.trainable_weights),
            ),
            "the numbers that do not learn",
        ),
    ],
    ids=[
        *("minus zero", "first", "weightless", "norms", "norms counted", "all"),
        *("arrays", "everything", "text", "the rest"),
    ],
)  # fmt: skip
def test_what_is_thawed_wrongly_is_named(answer, part):
    assert part in told(checks.thaw, answer)


def test_a_network_that_stays_frozen_itself_is_told():
    def frozen(base, count):
        numbers = thaw_from_the_end(base, count)
        base._trainable = False  # as where only the layers of a frozen one are set
        return numbers

    line = told(checks.thaw, frozen)
    assert "frozen" in line or "learn" in line


def test_weights_that_are_lost_are_told():
    def careless(base, count):
        base.set_weights([0 * weights for weights in base.get_weights()])
        return thaw_from_the_end(base, count)

    assert "the weights have changed" in told(checks.thaw, careless)


# --- features_of ---------------------------------------------------------------------


def batches(x, size):
    return [x[start : start + size] for start in range(0, len(x), size)]


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (
            lambda base, x, size: np.concatenate(
                [np.asarray(base(part, training=True)) for part in batches(x, size)]
            ),
            "as if it were to learn",
        ),
        (lambda base, x, size: np.asarray(base(x)), "11 pictures at once"),
        (
            lambda base, x, size: np.concatenate(
                [
                    np.asarray(base(part))
                    for part in batches(x, size)[: len(x) // size] or batches(x, size)
                ]
            ),
            "saw only 8 pictures",
        ),
        (
            lambda base, x, size: [np.asarray(base(p)) for p in batches(x, size)],
            "one array is asked",
        ),
        (
            lambda base, x, size: np.concatenate(
                [np.asarray(base(part)) for part in batches(x[::-1], size)]
            ),
            "not in their order",
        ),
        (
            lambda base, x, size: keras.ops.concatenate(
                [base(part) for part in batches(x, size)]
            ),
            "expected a NumPy array",
        ),
        (lambda base, x, size: base.predict(x, batch_size=size), "not its predict"),
        (lambda base, x, size: x, "was never called"),
        (
            lambda base, x, size: np.concatenate(
                [np.asarray(base(part)) for _ in range(2) for part in batches(x, size)]
            ),
            "each picture once",
        ),
    ],
    ids=[
        *("training", "at once", "short last", "list", "order", "tensor", "predict"),
        *("never", "twice"),
    ],
)
def test_features_that_are_wrong_are_told_why(answer, part):
    assert part in told(checks.features_of, answer)
