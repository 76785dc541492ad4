"""Checks of the exercises of chapter 11."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from unittest import mock

import numpy as np

from helpers.checks import (
    Edit,
    Exercise,
    call,
    describe,
    fail,
    models,
    numbers,
    passed,
    procedure,
    usable,
)

# --- As VGG wants it -----------------------------------------------------------------


def _prepare(photos):
    bgr = photos[..., ::-1].astype("float32")
    return bgr - np.array([103.939, 116.779, 123.68], "float32")


def _photo_cases() -> list[tuple]:
    """Whole numbers and others, and sizes that all differ."""
    rng = np.random.default_rng(1)
    whole = rng.integers(0, 256, (2, 4, 5, 3), dtype=np.uint8)
    return [
        (whole,),
        (rng.uniform(0, 255, (1, 6, 2, 3)),),
        (rng.uniform(0, 255, (4, 2, 3, 3)).astype("float32"),),
    ]


_MEANS = '    return bgr - np.array([103.939, 116.779, 123.68], "float32")'

prepare = Exercise(
    reference=_prepare,
    cases=_photo_cases,
    atol=2e-3,
    hints=(
        "Which of the four axes holds the colors? Turn round that one alone, and look at "
        "one pixel before and after.",
        "An array of three numbers, taken from an array whose last axis has three, meets "
        "each channel with its own number.",
        "Whole numbers of 8 bits cannot go below 0: what has to be done to them first?",
    ),
    mistakes=(
        Edit(
            "the channels are still red first, and blue's mean is taken from red.",
            ("[..., ::-1]", ""),
        ),
        Edit(
            "blue stands first now, and the means do not: red's is taken from blue.",
            ("[103.939, 116.779, 123.68]", "[123.68, 116.779, 103.939]"),
        ),
        Edit(
            "each channel has lost its own mean, and red still stands first; blue is to.",
            ("[..., ::-1]", ""),
            ("[103.939, 116.779, 123.68]", "[123.68, 116.779, 103.939]"),
        ),
        Edit(
            "there is a division by 255; VGG saw numbers up to 255.",
            ('.astype("float32")', '.astype("float32") / 255'),
        ),
        Edit(
            "that is what MobileNet wants, from −1 to 1.",
            (_MEANS, "    return photos / 127.5 - 1"),
        ),
        Edit(
            "the photo is mirrored, and its colors are not turned round: which axis are "
            "the channels?",
            ("photos[..., ::-1]", "photos[:, :, ::-1]"),
        ),
        Edit(
            "the photo stands on its head, and its colors are not turned round: which "
            "axis are the channels?",
            ("photos[..., ::-1]", "photos[:, ::-1]"),
        ),
        Edit(
            "rows, columns and the photos themselves are turned round, too; only the "
            "channels should be.",
            ("photos[..., ::-1]", "np.flip(photos)"),
        ),
        Edit(
            "numbers below 0 are cut off; they belong there.",
            (_MEANS, _MEANS.replace("return ", "return np.maximum(0, ") + ")"),
        ),
        Edit(
            "the photos come in the opposite order; it is the channels that should.",
            ("photos[..., ::-1]", "photos[::-1]"),
        ),
        Edit(
            "the means are those of these photos; the network knows those of ImageNet.",
            (_MEANS, "    return bgr - bgr.mean(axis=(0, 1, 2))"),
        ),
        Edit("the means are added; take them away.", ("bgr - np", "bgr + np")),
        Edit(
            "the photos are taken from the means; it is the means that are taken away.",
            ("bgr - np", "-bgr + np"),
        ),
        Edit(
            "at the end there is a division by 255; VGG wants none.",
            (_MEANS, _MEANS.replace("return ", "return (") + ") / 255"),
        ),
        Edit(
            "red and green have moved on by one place; the opposite order is blue, green, "
            "red.",
            ("photos[..., ::-1]", "np.roll(photos, 1, axis=-1)"),
        ),
        Edit(
            "the means are rounded; take all their digits.",
            ("103.939, 116.779, 123.68", "104, 117, 124"),
        ),
        Edit(
            "the channels are right, and the means are still in them.",
            (_MEANS, "    return bgr"),
        ),
        Edit(
            "whole numbers of 8 bits end as such, and cannot go below 0.",
            (_MEANS, _MEANS.replace("return ", "return (") + ").astype(photos.dtype)"),
        ),
        Edit(
            "the numbers are also divided by a spread; here they are not.",
            (
                _MEANS,
                _MEANS.replace("return ", "return (") + ") / [57.375, 57.12, 58.395]",
            ),
        ),
        Edit(
            "one mean for all channels is taken away; each has its own.",
            ("np.array([103.939, 116.779, 123.68], ", "np.array(114.799, "),
        ),
    ),
)

# --- The best three ------------------------------------------------------------------


def _best(logits, k):
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = odds / odds.sum(axis=1, keepdims=True)
    classes = np.argsort(-logits, axis=1)[:, :k]
    return classes, np.take_along_axis(probabilities, classes, axis=1)


def _logit_cases() -> list[tuple]:
    """Sizes that differ, rows far apart, logits far apart, and an exp too large."""
    rng = np.random.default_rng(2)
    far = rng.normal(size=(3, 6)) + np.array([[1000.0], [0.0], [-900.0]])
    return [
        (rng.normal(size=(4, 7)), 3),
        (2 * rng.normal(size=(5, 4)).astype("float32"), 2),
        (far, 3),
        (rng.normal(size=(2, 5)), 5),
        (rng.normal(size=(3, 9)), 1),
        (np.array([[-900.0, 20.0, 1000.0, -30.0, -60.0, 7.0]]), 5),
    ]


def _printable(answer: Callable) -> None:
    equal = call(answer, np.array([[1.0, 4.0, 0.0, 4.0]]), 2, name="best")
    if sorted(np.ravel(equal[0])) != [1, 3]:
        fail(
            "best: where two logits are equal, the same class comes twice: a class cannot "
            "be found by its value."
        )
    logits = np.random.default_rng(3).normal(size=(2, 8))
    found = call(answer, logits, 3, name="best")

    def use(result: Any) -> None:
        classes, shares = result
        for row_of_classes, row in zip(classes, shares, strict=True):
            for number, share in zip(row_of_classes, row, strict=True):
                f"{int(number)} {share:.2f}"

    usable("best", found, use, "two tables of k columns")


_PICK = "np.take_along_axis(probabilities, classes, axis=1)"

best = Exercise(
    reference=_best,
    cases=_logit_cases,
    then=_printable,
    returns=("the classes", "the probabilities"),
    rtol=1e-3,  # float32 has few digits left beside 1000
    atol=1e-6,
    hints=(
        "Two steps that do not need each other: the softmax of every row, and the order "
        "of its logits (many a probability is too small, and becomes 0). Begin with the "
        "order: np.argsort sorts upwards; how do you turn that round?",
        "exp(1000) is too large for a computer. What may be taken from all logits of a "
        "row without changing their softmax?",
        "You have, for each row, the numbers of k classes, and a table with all "
        "probabilities. np.take_along_axis picks from each row what another table says.",
    ),
    mistakes=(
        Edit(
            "the least probable come first; np.argsort sorts upwards.",
            ("np.argsort(-logits, axis=1)", "np.argsort(logits, axis=1)"),
        ),
        Edit(
            "these are the right k, and the most probable stands last.",
            (
                "np.argsort(-logits, axis=1)[:, :k]",
                "np.argsort(logits, axis=1)[:, -k:]",
            ),
        ),
        Edit(
            "large logits overflow: take the largest of each row away first.",
            ("logits - logits.max(axis=1, keepdims=True)", "logits"),
        ),
        Edit(
            "the largest logit of the whole batch is taken away; a row far below it "
            "then is all zeros.",
            ("logits.max(axis=1, keepdims=True)", "logits.max()"),
        ),
        Edit(
            "the softmax runs down the batch; each row is a photo of its own.",
            ("logits.max(axis=1, keepdims=True)", "logits.max(axis=0, keepdims=True)"),
            ("odds.sum(axis=1, keepdims=True)", "odds.sum(axis=0, keepdims=True)"),
        ),
        Edit(
            "the sum runs down the batch; the probabilities of each row add up to 1.",
            ("odds.sum(axis=1, keepdims=True)", "odds.sum(axis=0, keepdims=True)"),
        ),
        Edit(
            "the sum runs over the whole batch; each row adds up to 1.",
            ("odds.sum(axis=1, keepdims=True)", "odds.sum()"),
        ),
        Edit(
            "the k best add up to 1; the softmax is over all classes.",
            (
                _PICK,
                "(lambda o: o / o.sum(axis=1, keepdims=True))"
                "(np.take_along_axis(odds, classes, axis=1))",
            ),
        ),
        Edit(
            "these are logits; probabilities are asked.",
            (_PICK, "np.take_along_axis(logits, classes, axis=1)"),
        ),
        Edit(
            "they are not divided by their sum.",
            (_PICK, "np.take_along_axis(odds, classes, axis=1)"),
        ),
        Edit(
            "these are the probabilities of the first k classes, whichever they are.",
            (_PICK, "probabilities[:, :k]"),
        ),
        Edit(
            "each class is taken by itself, with a sigmoid; the classes compete.",
            (_PICK, "np.take_along_axis(1 / (1 + np.exp(-logits)), classes, axis=1)"),
        ),
        Edit(
            "probabilities of logits far below the largest are all 0, and their order is "
            "lost: sort the logits.",
            ("np.argsort(-logits, axis=1)", "np.argsort(-probabilities, axis=1)"),
        ),
        Edit(
            "it sorts down the batch; each row has its own order.",
            ("np.argsort(-logits, axis=1)", "np.argsort(-logits, axis=0)"),
        ),
        Edit(
            "`[:k]` takes the first k photos; of each photo k classes are asked.",
            ("[:, :k]", "[:k]"),
            (_PICK, "np.take_along_axis(probabilities[:k], classes, axis=1)"),
        ),
        Edit(
            "`[::-1]` turns the batch round, not the classes of each photo.",
            ("np.argsort(-logits, axis=1)[:, :k]", "np.argsort(logits)[:, -k:][::-1]"),
        ),
        Edit(
            "with `p[:, classes]` every photo is asked for the classes of all the others.",
            (_PICK, "probabilities[:, classes]"),
        ),
        Edit(
            "these are percent; all probabilities of a photo add up to 1.",
            (_PICK, f"100 * {_PICK}"),
        ),
        Edit(
            "the classes are counted from 1; the first one is 0.",
            ("return classes, ", "return classes + 1, "),
        ),
        Edit(
            "it divides by the largest logit; take it away: a softmax is not the same "
            "after a factor.",
            ("logits - logits.max(", "logits / np.abs(logits).max("),
        ),
        Edit(
            "classes and probabilities come in each other's place.",
            (f"return classes, {_PICK}", f"return {_PICK}, classes"),
        ),
    ),
)

# --- Thaw the end --------------------------------------------------------------------


def _nets() -> list[Any]:
    """Build two small networks with every kind of layer in between."""
    import keras
    from keras import layers

    photo = keras.Input((8, 8, 3))
    x = layers.Conv2D(4, 3, name="one")(photo)
    x = layers.BatchNormalization(name="two")(x)
    x = layers.ReLU(name="three")(x)
    x = layers.DepthwiseConv2D(3, name="four")(x)
    x = layers.BatchNormalization(name="five")(x)
    x = layers.ReLU(name="six")(x)
    x = layers.Conv2D(5, 1, use_bias=False, name="seven")(x)
    x = layers.BatchNormalization(name="eight")(x)
    x = layers.GlobalAveragePooling2D(name="nine")(x)
    in_a_row = [
        keras.Input((6,)), layers.Dense(7, name="a"), layers.BatchNormalization(name="b"),
        layers.Dense(5, name="c"), layers.Dropout(0.5, name="d"),
        layers.Dense(4, activation="relu", name="e"), layers.LayerNormalization(name="f"),
        layers.Dropout(0.5, name="g"),
    ]  # fmt: skip
    return [keras.Model(photo, x), keras.Sequential(in_a_row)]


@procedure(
    hints=(
        "First make a list of the layers that count: `layer.weights` is empty where there "
        "is nothing to learn, and isinstance tells a batch normalization.",
        "A network that is not trainable itself learns nothing, whatever its layers say; "
        "and to set it sets all its layers. So in which order?",
        "What are the last 0 elements of a list? Try it with a list of three numbers.",
    )
)
def thaw(answer: Callable[[Any, int], Any]) -> None:
    """Watch ``thaw(base, count)``: which layers learn, and how many numbers are told."""
    name, cases = "thaw", 0
    for at_first in ("open", "frozen", "half frozen"):
        for base in _nets():
            able = [
                layer
                for layer in base.layers
                if layer.weights and type(layer).__name__ != "BatchNormalization"
            ]
            for count in (2, 1, 0, len(able)):
                base.trainable = at_first == "open"
                if at_first == "half frozen":
                    base.trainable = True
                    for layer in base.layers[::2]:
                        layer.trainable = False
                before = [weights.copy() for weights in base.get_weights()]
                found = call(answer, base, count, name=name)
                _is_thawed(name, base, able, count)
                if not all(map(np.array_equal, before, base.get_weights())):
                    fail(f"{name}: the weights have changed; they stay as they are.")
                _counted(name, base, found)
                cases += 1
    passed(name, f"right in all {cases} cases")


def _is_thawed(name: str, base: Any, able: Sequence[Any], count: int) -> None:
    """Fail unless the last of the able layers learn, and nothing else."""
    wanted = able[len(able) - count :]
    learning = {id(weights) for weights in base.trainable_weights}
    thawed = [
        layer
        for layer in base.layers
        if any(id(weights) in learning for weights in layer.weights)
    ]
    if thawed == wanted:
        if any(
            layer.trainable
            for layer in base.layers
            if type(layer).__name__ == "BatchNormalization"
        ):
            fail(
                f"{name}: a batch normalization is still trainable. It has nothing to "
                "learn, but while the network trains its mean and variance would move on."
            )
        return
    if any(type(layer).__name__ == "BatchNormalization" for layer in thawed):
        fail(f"{name}: a batch normalization learns; none ever should.")
    if wanted and not base.trainable:
        fail(
            f"{name}: the network itself is frozen, and then none of its layers learns, "
            "whatever is said of each."
        )
    with_weights = [layer for layer in base.layers if layer.weights]
    if count == 0:
        fail(
            f"{name}: with count 0 nothing is to learn, and {len(thawed)} layers do. "
            "What are the last 0 of a list, a_list[-0:]?"
        )
    if thawed == able:
        fail(f"{name}: all layers learn, also those before the last {count}.")
    if thawed == able[:count]:
        fail(f"{name}: the first {count} layers learn; it should be the last.")
    if thawed == [layer for layer in base.layers[-count:] if layer in able]:
        fail(
            f"{name}: layers without weights are counted, too: pooling, dropout, "
            "activations have nothing to learn."
        )
    if thawed == [layer for layer in with_weights[-count:] if layer in able]:
        fail(
            f"{name}: batch normalizations are counted among the last {count}; they are "
            "left out of the count."
        )
    shown = [layer.name for layer in thawed], [layer.name for layer in wanted]
    fail(
        f"{name}: of the layers {[layer.name for layer in base.layers]} with count "
        f"{count} those that learn should be {shown[1]}, and are {shown[0]}."
    )


def _counted(name: str, base: Any, found: Any) -> None:
    """Fail unless the number of numbers is right, and can be printed."""
    sizes = [int(np.prod(weights.shape)) for weights in base.trainable_weights]
    try:
        value = float(numbers(found, 0))
    except (TypeError, ValueError):
        fail(
            f"{name}: the right layers learn; expected a number, got {describe(found)}."
        )
    if value != sum(sizes):
        everything = base.count_params()
        usual = {
            len(sizes): "that is how many arrays learn; how many numbers are in them?",
            everything: "that counts the frozen ones, too.",
            everything - sum(sizes): "these are the numbers that do not learn.",
        }
        hint = usual.get(value, "multiply the shape of each array, and add up.")
        fail(
            f"{name}: the right layers learn, with {sum(sizes)} numbers; got "
            f"{describe(found)}: {hint}"
        )
    usable(name, found, lambda value: f"{int(value):7,}", "a plain number")


# --- Once is enough ------------------------------------------------------------------


def _watched_base(flat: bool) -> tuple[Any, list[tuple[int, Any]]]:
    """Build a base that notes the size of each batch, and whether it was to learn.

    Its features are rows of numbers if they are to be flat, and else maps.
    """
    import keras
    from keras import layers

    noted: list[tuple[int, Any]] = []

    class Base(keras.Model):
        def __init__(self):
            super().__init__()
            self.steps = [
                layers.Conv2D(3, 3, strides=2, activation="relu"),
                layers.BatchNormalization(),
                layers.Dropout(0.5),
                layers.Flatten() if flat else layers.ReLU(),
            ]

        def call(self, x, training=None):
            size = x.shape[0]  # under JAX's jit it is no number
            noted.append((size if isinstance(size, int) else None, training))
            for step in self.steps[:-1]:
                # As in a network of Keras' own, only these two listen to `training`.
                listens = not isinstance(step, layers.Conv2D)
                x = step(x, training=training) if listens else step(x)
            return self.steps[-1](x)

    base = Base()
    base(np.zeros((1, 9, 7, 2), "float32"))
    rng = np.random.default_rng(4)
    base.steps[1].set_weights([rng.uniform(0.5, 2, 3) for _ in range(4)])
    return base, noted


@procedure(
    hints=(
        "Where does each batch begin? range counts in steps of any size, and a slice that "
        "reaches beyond the end is only shorter.",
        "Collect what the base gives for each batch in a list. What makes one array of "
        "many that lie one after the other?",
        "Dropout and batch normalization do one thing while a network learns, and another "
        "when it is asked: a call can say which.",
    )
)
def features_of(answer: Callable[[Any, np.ndarray, int], Any]) -> None:
    """Watch ``features_of(base, x, batch_size)``: the batches, the mode, the features."""
    name, rng = "features_of", np.random.default_rng(5)
    sizes = ((11, 4), (10, 5), (3, 64), (7, 1))
    for count, batch_size in sizes:
        base, noted = _watched_base(flat=batch_size != 5)
        x = rng.normal(size=(count, 9, 7, 2)).astype("float32")
        right = models.array(base(x, training=False))
        noted.clear()
        before = [weights.copy() for weights in base.get_weights()]
        no_predict = dict.fromkeys(("predict", "predict_on_batch"), _no_predict(name))
        with mock.patch.multiple(type(base), **no_predict):
            found = call(answer, base, x, batch_size, name=name)
        said = f"{count} pictures in batches of {batch_size}"
        if any(training for _, training in noted):
            fail(
                f"{name}: the base was called as if it were to learn (training=True): "
                "dropout throws features away, and batch normalization looks at the batch."
            )
        if not noted:
            fail(f"{name}: for {said} the base was never called.")
        ran = [size for size, _ in noted]
        if None in ran:
            fail(f"{name}: call the base on arrays, as base(...); no graph is needed.")
        if max(ran) > batch_size:
            fail(f"{name}: for {said} the base got {max(ran)} pictures at once.")
        if sum(ran) > count:
            fail(f"{name}: for {said} the base got {sum(ran)}: each picture once.")
        if sum(ran) < count:
            fail(
                f"{name}: for {said} the base saw only {sum(ran)} pictures: the last "
                "batch may be shorter, and counts."
            )
        _are_features(name, found, right, said)
        if not all(map(np.array_equal, before, base.get_weights())):
            fail(f"{name}: the base has changed while it was asked.")
    passed(name, f"right for all {len(sizes)} sizes, each picture once")


def _no_predict(name: str) -> Callable[..., Any]:
    def predict(*_args: Any, **_options: Any) -> None:
        fail(f"{name}: call the base yourself, as base(...), not its predict.")

    return predict


def _are_features(name: str, found: Any, right: np.ndarray, said: str) -> None:
    """Fail unless an answer is one array of the right features."""
    if isinstance(found, list | tuple):
        fail(
            f"{name}: for {said} got a {type(found).__name__} of {len(found)} parts; one "
            "array is asked. What puts arrays one after the other?"
        )
    if not isinstance(found, np.ndarray):
        fail(f"{name}: expected a NumPy array, got {describe(found)}.")
    if found.shape != right.shape:
        if found.ndim == right.ndim + 1 or found.shape[0] != len(right):
            fail(
                f"{name}: for {said} expected {right.shape}, got {found.shape}: batches "
                "are to lie one after the other, along the first axis."
            )
        fail(f"{name}: for {said} expected {right.shape}, got {found.shape}.")
    if found.dtype.kind != "f" or not np.allclose(found, right, atol=1e-4):
        same = np.allclose(np.sort(found, axis=0), np.sort(right, axis=0), atol=1e-4)
        hint = (
            "the pictures are not in their order"
            if same
            else "these are not the features"
        )
        fail(f"{name}: for {said} {hint}.")


# --- Keep a few ----------------------------------------------------------------------


def _rehearsal(new, old, size, share):
    fresh = size - share
    count = len(new) // fresh
    first = np.array(new[: count * fresh]).reshape(count, fresh)
    again = np.array(old)[np.arange(count * share) % len(old)].reshape(count, share)
    return np.concatenate([first, again], axis=1)


def _rehearsal_cases() -> list[tuple]:
    """Left-over new ones, old ones more than needed and fewer than a share, no share."""
    rng = np.random.default_rng(6)
    return [
        (100 + rng.permutation(17), np.array([7, 2, 9]), 6, 2),
        (50 + rng.permutation(12), np.array([1, 4, 3, 8, 6, 0, 2]), 5, 1),
        (200 + rng.permutation(20), np.array([5, 3, 8, 1, 9, 0, 6]), 7, 4),
        (300 + rng.permutation(13), np.array([4, 6]), 5, 3),
        (30 + rng.permutation(9), np.array([4, 6]), 4, 0),
    ]


def _twice(answer: Callable, *case: Any) -> Any:
    """Call the answer; fail if a second call with the same arguments gives other rows."""
    found, again = np.asarray(first := answer(*case)), np.asarray(answer(*case))
    if found.dtype.kind in "biuf" and not np.array_equal(found, again):
        fail(
            "rehearsal: each call gives other rows. Nothing is drawn here: the old ones "
            "come in their order."
        )
    return first


def _as_rows(answer: Callable) -> None:
    found = call(answer, np.arange(40, 80), np.arange(9), 10, 3, name="rehearsal")
    usable(
        "rehearsal",
        found,
        lambda rows: np.zeros(99)[np.asarray(rows).reshape(-1)],
        "whole numbers",
    )


_AGAIN = "np.array(old)[np.arange(count * share) % len(old)]"

rehearsal = Exercise(
    reference=_rehearsal,
    cases=_rehearsal_cases,
    run=_twice,
    then=_as_rows,
    hints=(
        "How many new ones fit into a batch, and how many batches can be filled with "
        "them? Write both numbers down for 17 new ones, batches of 6 and a share of 2.",
        "Number the places for old ones through all batches: 0, 1, 2, … Which old one "
        "stands at place 7, if there are three? The remainder of a division says.",
        "Make two tables with a row for each batch, one of new and one of old ones; then "
        "put them side by side.",
    ),
    mistakes=(
        Edit(
            "every batch begins again with the first old one; they go on from batch to "
            "batch.",
            (
                "np.arange(count * share) % len(old)",
                "np.tile(np.arange(share), count) % len(old)",
            ),
        ),
        Edit("the old ones come first; the new ones should.", ("[first, again]", "[again, first]")),
        Edit(
            "a batch holds `size` new ones and the old ones besides; `size` is all of it.",
            ("fresh = size - share", "fresh = size"),
        ),
        Edit(
            "after the last old one it comes again and again; begin from the first.",
            (
                "np.arange(count * share) % len(old)",
                "np.minimum(np.arange(count * share), len(old) - 1)",
            ),
        ),
        Edit(
            "the old ones run down the batches; they go on within a batch, then to the "
            "next.",
            (f"{_AGAIN}.reshape(count, share)", f"{_AGAIN}.reshape(share, count).T"),
        ),
        Edit(
            "each old one comes several times in a row; after it comes the next.",
            (_AGAIN, "np.repeat(old, -(-count * share // len(old)))[: count * share]"),
        ),
        Edit(
            "from batch to batch the old ones move on by one; they go on where the last "
            "batch ended.",
            (
                f"{_AGAIN}.reshape(count, share)",
                "np.array(old)[(np.arange(count)[:, None] + np.arange(share)) % len(old)]",
            ),
        ),
        Edit(
            "the old ones begin with the second.",
            ("np.arange(count * share) %", "(1 + np.arange(count * share)) %"),
        ),
        Edit(
            "the new ones run down the batches; they go on within a batch, then to the "
            "next.",
            (".reshape(count, fresh)", ".reshape(fresh, count).T"),
        ),
        Edit(
            "the first of the new ones are left out; what does not fill a batch stands at "
            "the end.",
            ("new[: count * fresh]", "new[len(new) - count * fresh :]"),
        ),
        Edit(
            "these are places in `new`; the rows that stand there are asked.",
            ("np.array(new[: count * fresh])", "np.arange(count * fresh)"),
        ),
        Edit(
            "these are places in `old`; the rows that stand there are asked.",
            (_AGAIN, "(np.arange(count * share) % len(old))"),
        ),
        Edit(
            "the number of batches is counted with `size`; only a part of a batch is new.",
            ("len(new) // fresh", "len(new) // size"),
        ),
        Edit(
            "the last full batch is missing.",
            ("len(new) // fresh", "len(new) // fresh - 1"),
        ),
        Edit(
            "the batches are the columns; they should be the rows.",
            ("[first, again], axis=1)", "[first, again], axis=1).T"),
        ),
        Edit(
            "all batches lie in one long row; a row for each is asked.",
            ("[first, again], axis=1)", "[first, again], axis=1).reshape(-1)"),
        ),
        Edit(
            "the new ones have been sorted; they come in the order given.",
            ("np.array(new[: count * fresh])", "np.sort(new)[: count * fresh]"),
        ),
    ),
)  # fmt: skip
