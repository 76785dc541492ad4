"""Checks of the exercises of chapter 10."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checks import (
    Edit,
    Exercise,
    call,
    describe,
    fail,
    first_line,
    models,
    passed,
    procedure,
    usable,
)

# --- The bill ------------------------------------------------------------------------


def _bill(side, channels, stack):
    parameters, products = 0, 0
    for filters, kernel, stride, groups in stack:
        side = -(-side // stride)
        weights = kernel**2 * (channels // groups) * filters
        parameters += weights + filters
        products += weights * side**2
        channels = filters
    return parameters, products


def _bill_cases() -> list[tuple]:
    """Sides that a stride does not divide, groups, and numbers that all differ."""
    return [
        (11, 3, [(8, 5, 1, 1)]),
        (13, 4, [(6, 3, 2, 1), (10, 5, 1, 2), (14, 1, 3, 1)]),
        (9, 24, [(12, 3, 1, 3), (20, 7, 2, 4)]),
        (14, 32, [(32, 3, 2, 32), (48, 1, 1, 1)]),
        (27, 3, [(4, 3, 2, 1), (6, 3, 2, 1), (9, 3, 2, 3)]),
        (224, 3, [(64, 3, 1, 1), (256, 3, 1, 1)]),  # more than 32 bits hold
    ]


def _countable(answer: Callable) -> None:
    def use(result: Any) -> None:
        parameters, products = result
        _ = f"{int(parameters):8,}", f"{int(products):12,}"

    found = call(answer, 14, 2, [(4, 3, 1, 1)], name="bill")
    usable("bill", found, use, "two plain numbers")


bill = Exercise(
    reference=_bill,
    cases=_bill_cases,
    then=_countable,
    returns=("the number of parameters", "the number of multiplications"),
    hints=(
        "Go through the stack with two things that change on the way: the side of the "
        "map, and the number of its channels. What are they before the first layer?",
        "How many numbers does one filter look at, in one window, if it sees one part of "
        "the channels only? And how many filters are there, in all groups together?",
        "A parameter is counted once, a multiplication once for every place of the map "
        "that comes *out* of the layer. And the biases: in which of the two sums?",
    ),
    mistakes=(
        Edit(
            "the groups play no part yet: a filter sees only the channels of its group.",
            ("(channels // groups)", "channels"),
        ),
        Edit(
            "the biases are missing among the parameters: each filter has one.",
            ("weights + filters", "weights"),
        ),
        Edit(
            "there is one bias for each filter, of all groups: nothing to divide there.",
            ("weights + filters", "weights + filters // groups"),
        ),
        Edit(
            "there is one bias for each filter, not for each channel that comes in.",
            ("weights + filters", "weights + channels"),
        ),
        Edit(
            "there is one bias for each filter, not one for each layer.",
            ("weights + filters", "weights + 1"),
        ),
        Edit(
            "the filters are divided by the groups, too: `filters` counts those of all "
            "groups together.",
            (
                "(channels // groups) * filters",
                "(channels // groups) * (filters // groups)",
            ),
        ),
        Edit(
            "the groups save multiplications only, for you; they save weights, too.",
            ("weights + filters", "weights * groups + filters"),
        ),
        Edit(
            "a layer is (filters, kernel, stride, groups), in this order.",
            ("for filters, kernel,", "for kernel, filters,"),
        ),
        Edit(
            "more groups make fewer weights, not more: each filter sees fewer channels.",
            ("(channels // groups)", "channels * groups"),
        ),
        Edit(
            "the multiplications are counted on the map that goes into a layer; a filter "
            "works once for each place of the map that comes out.",
            ("        side = -(-side // stride)\n", ""),
            (
                "        channels = filters\n",
                "        side = -(-side // stride)\n        channels = filters\n",
            ),
        ),
        Edit(
            "a side that the stride does not divide is rounded up, not down.",
            ("-(-side // stride)", "side // stride"),
        ),
        Edit(
            "a side that the stride does not divide is rounded up, not to the nearest.",
            ("-(-side // stride)", "round(side / stride)"),
        ),
        Edit(
            "where the stride divides the side, nothing is to be rounded; that is one too "
            "many.",
            ("-(-side // stride)", "side // stride + (stride > 1)"),
        ),
        Edit(
            "the stride makes the map smaller in both directions.",
            ("side = -(-side", "old, side = side, -(-side"),
            ("side**2", "old * side"),
        ),
        Edit(
            'that is the side with padding "valid"; with "same" the kernel takes '
            "nothing away.",
            ("-(-side // stride)", "(side - kernel) // stride + 1"),
        ),
        Edit(
            "the stride plays no part yet: it makes the map smaller, for this layer and "
            "all that follow.",
            ("        side = -(-side // stride)\n", ""),
        ),
        Edit(
            "each layer begins from the first picture's side, for you; a map keeps the "
            "size that the layers before have left.",
            ("side = -(-side // stride)", "small = -(-side // stride)"),
            ("side**2", "small**2"),
        ),
        Edit(
            "every layer sees the channels of the picture, for you; the second one sees "
            "as many as the first has filters.",
            ("        channels = filters\n", ""),
        ),
        Edit(
            "every layer gets the picture, for you; it gets the maps that the layer before "
            "has left, with their side and their number.",
            ("        side = -(-side // stride)\n", ""),
            ("        channels = filters\n", ""),
        ),
        Edit(
            "that is the chapter's count, whose list names the side and the channels of "
            "each layer, and which leaves the biases out. Here you carry the side on, a "
            "filter sees the channels of its group only, and each has a bias.",
            ("        side = -(-side // stride)\n", ""),
            ("(channels // groups)", "channels"),
            ("weights + filters", "weights"),
        ),
        Edit(
            "the next layer sees the maps of all groups, not of one.",
            ("channels = filters", "channels = filters // groups"),
        ),
        Edit(
            "a kernel has as many weights as its square has pixels.",
            ("kernel**2", "kernel"),
        ),
        Edit(
            "a map has rows and columns: its places are the square of its side.",
            ("side**2", "side"),
        ),
        Edit(
            "a bias is added, not multiplied: it does not count as a multiplication.",
            ("weights * side**2", "(weights + filters) * side**2"),
        ),
        Edit(
            "that counts the additions, too: multiplications are asked.",
            ("products += weights", "products += 2 * weights"),
        ),
        Edit(
            "only the last layer is counted; add up all of them.",
            ("parameters += ", "parameters = "),
            ("products += ", "products = "),
        ),
        Edit(
            "the two numbers come in the wrong order: first the parameters.",
            ("return parameters, products", "return products, parameters"),
        ),
        Edit(
            "it returns after the first layer: look at how far `return` is indented.",
            (
                "    return parameters, products",
                "        return parameters, products\n    return parameters, products",
            ),
        ),
    ),
)

# --- Where without a gradient --------------------------------------------------------


def _class_map(maps, weights, label):
    heat = np.maximum(maps @ weights[:, label], 0)
    largest = heat.max()
    return heat / largest if largest > 0 else heat


def _map_cases() -> list[tuple]:
    """Sizes that all differ; maps all for, all against, and mixed."""
    rng = np.random.default_rng(10)
    cases = []
    for shape, classes, label in (((4, 6, 5), 3, 1), ((7, 5, 8), 10, 2)):
        maps = rng.random(shape).astype("float32")
        weights = rng.normal(size=(shape[2], classes)).astype("float32")
        cases.append((maps, weights, label))
    maps = 0.2 + rng.random((3, 4, 2))
    for_it, against = rng.random((2, 5)), -rng.random((2, 5))
    cases += [(maps, for_it, 4), (maps, against, 3)]
    low = rng.normal(size=(5, 4, 3)) - 0.5  # below zero, too, and small
    return [*cases, (low, 0.02 * np.array([[1.0, 2.0], [0.5, 3.0], [2.0, 1.0]]), 1)]


_SUM = "np.maximum(maps @ weights[:, label], 0)"
_DIVIDED = "heat / largest if largest > 0 else heat"

class_map = Exercise(
    reference=_class_map,
    cases=_map_cases,
    then=lambda answer: usable(
        "class_map",
        call(answer, *_map_cases()[0], name="class_map"),
        lambda heat: np.allclose(heat, 0.0),
        "an array",
    ),
    rtol=1e-4,
    atol=1e-5,
    hints=(
        "Look at the bracket: for one place it is a sum over the channels. Which of the "
        "weights stand in it, when the class is given?",
        "A sum over the last axis of one array and the first of another is a product of "
        "matrices; NumPy does it for every place at once.",
        "Two things remain, in this order: what becomes of a place that speaks against "
        "the class? And by what do you divide, and when must you not?",
    ),
    mistakes=(
        Edit(
            "what speaks against the class is still below zero.",
            (_SUM, "maps @ weights[:, label]"),
        ),
        Edit(
            "what speaks against the class is left below zero; it becomes zero.",
            (_SUM, "maps @ weights[:, label]"),
            ("else heat", "else 0 * heat"),
        ),
        Edit(
            "it is divided before it is cut off: where everything speaks against the class, "
            "two negative numbers make a positive one.",
            (_SUM, "maps @ weights[:, label]"),
            (_DIVIDED, "np.maximum(heat / largest, 0)"),
        ),
        Edit(
            "that is divided by the largest number before the cut, its sign left away; the "
            "largest of what is left is to be 1.",
            ("heat.max()", "np.abs(maps @ weights[:, label]).max()"),
        ),
        Edit(
            "it is divided by the number of places; divide by the largest number.",
            ("heat.max()", "heat.size"),
        ),
        Edit(
            "what is above 1 is cut off; divide by the largest number instead.",
            (_DIVIDED, "np.minimum(heat, 1)"),
        ),
        Edit(
            "a small map stays small: divide also where the largest number is below 1.",
            (_DIVIDED, "heat / max(largest, 1)"),
        ),
        Edit(
            "something is added below the line, and the largest is not quite 1: when only "
            "must you not divide?",
            (_DIVIDED, "heat / (largest + 0.01)"),
        ),
        Edit(
            "how much a place speaks for the class is lost: it is 0 or 1 everywhere.",
            (_DIVIDED, "(heat > 0) * 1.0"),
        ),
        Edit(
            "that is the map of the class with the highest score; `label` is asked.",
            ("[:, label]", "[:, (maps.mean(axis=(0, 1)) @ weights).argmax()]"),
        ),
        Edit(
            "that is the largest of the channels; a place adds over them.",
            ("maps @ weights[:, label]", "(maps * weights[:, label]).max(axis=2)"),
        ),
        Edit(
            "that is what speaks against the class.",
            ("maps @ weights[:, label]", "-(maps @ weights[:, label])"),
        ),
        Edit(
            "the maps are cut off at zero; only the sum of a place is.",
            ("maps @", "np.maximum(maps, 0) @"),
        ),
        Edit(
            "a place that speaks against the class counts as if it spoke for it; it "
            "becomes zero.",
            (_SUM, "np.abs(maps @ weights[:, label])"),
        ),
        Edit(
            "each map is cut off at zero by itself; first add up the maps of a place, then "
            "see whether the sum speaks against the class.",
            (_SUM, "np.maximum(maps * weights[:, label], 0).sum(axis=2)"),
        ),
        Edit(
            "the largest number is to become 1; these are not scaled yet.",
            ("heat / largest if largest > 0 else heat", "heat"),
        ),
        Edit(
            "these add up to 1; the largest of them is to be 1.",
            ("heat.max()", "heat.sum()"),
        ),
        Edit(
            "the smallest number is pulled down to zero; only what is below zero becomes "
            "zero.",
            ("    largest", "    heat = heat - heat.min()\n    largest"),
        ),
        Edit(
            "before what is below zero is cut off, the smallest number is pulled to zero: "
            "zero then no longer means that a place says nothing.",
            (_SUM, "maps @ weights[:, label]"),
            ("    largest", "    heat = heat - heat.min()\n    largest"),
        ),
        Edit(
            "where nothing speaks for the class, zero is divided by zero; the map stays "
            "zero there.",
            ("heat / largest if largest > 0 else heat", "heat / largest"),
        ),
        Edit(
            "the weights of a class are a column: the shape is (channels, classes).",
            ("weights[:, label]", "weights[label]"),
        ),
        Edit(
            "that is the map of the class before the one that is asked.",
            ("weights[:, label]", "weights[:, label - 1]"),
        ),
        Edit(
            "the weights play no part: that is the mean of the maps, the same for every "
            "class.",
            ("maps @ weights[:, label]", "maps.mean(axis=2)"),
        ),
        Edit(
            "that is the map of all classes together; one is asked.",
            ("maps @ weights[:, label]", "(maps @ weights).sum(axis=2)"),
        ),
        Edit(
            "these are the maps of all classes; one is asked.",
            ("maps @ weights[:, label]", "maps @ weights"),
        ),
        Edit(
            "it is divided by the largest number of all classes; the largest of this map "
            "is to be 1.",
            ("heat.max()", "np.maximum(maps @ weights, 0).max()"),
        ),
        Edit(
            "rows and columns are swapped.",
            ("maps @ weights[:, label]", "(maps @ weights[:, label]).T"),
        ),
        Edit(
            "that is the score, one number: the mean over the places is taken. The map "
            "keeps them.",
            (_SUM, "np.maximum(maps.mean(axis=(0, 1)) @ weights[:, label], 0)"),
        ),
    ),
)

# --- A block that changes the size ---------------------------------------------------


@procedure(
    hints=(
        "Keep a second name for what comes in, before the first convolution: the shortcut "
        "starts from there.",
        "Two sizes must fit before anything can be added: that of the maps and their "
        "number. When does the main way change either? `h.shape[-1]` is the number of maps.",
        "A convolution of 1 × 1 changes the number of maps, and its stride their size. "
        "And the last ReLU comes after the sum: layers.add takes a list.",
    )
)
def residual_block(answer: Callable[[Any, int, int], Any]) -> None:
    """Watch ``residual_block(h, filters, stride)``: shapes, weights, and its numbers."""
    name, rng = "residual_block", np.random.default_rng(11)
    cases = [(7, 9, 4, 4, 1), (6, 8, 3, 5, 1), (9, 7, 3, 5, 2), (8, 11, 4, 4, 2)]
    cases += [(10, 13, 6, 2, 3), (6, 7, 1, 4, 1)]  # a single map could be stretched
    for rows, columns, channels, filters, stride in cases:
        model = _block(name, answer, (rows, columns, channels), filters, stride)
        told = f"for {channels} maps of {rows} × {columns}, {filters} filters, stride {stride}"
        wanted = (-(-rows // stride), -(-columns // stride), filters)
        shape = tuple(model.outputs[0].shape[1:])
        if shape != wanted:
            _wrong_shape(name, told, shape, wanted, channels)
        parts = _parts(name, told, model, channels, filters, stride)
        _same_numbers(name, told, model, parts, stride, rng, (rows, columns, channels))
    if _in_a_row(name, answer) == "names":
        fail(
            f"{name}: two blocks in one network have layers of the same name. Give the "
            "layers no names, and Keras finds one for each."
        )
    one, other = (_block(name, answer, (7, 9, 4), 4, 1) for _ in range(2))
    if any(w is v for w in one.weights for v in other.weights):
        fail(
            f"{name}: two blocks share their weights: the layers are made outside the "
            "function, once for all. Make them inside."
        )
    passed(name, f"right for {len(cases)} sizes, with known weights")


def _in_a_row(name: str, answer: Callable) -> str:
    """Return "names" if two blocks cannot stand in one network for their names."""
    import keras

    picture = keras.Input((9, 8, 4))
    h = call(answer, picture, 4, 1, name=name)
    try:
        keras.Model(picture, call(answer, h, 4, 1, name=name))
    except ValueError as error:
        return "names" if "unique" in str(error) else "other"
    return "fine"


def _block(name: str, answer: Callable, shape: tuple, filters: int, stride: int) -> Any:
    """Return the model of one block; fail unless the answer gives a Keras tensor."""
    import keras

    h = keras.Input(shape)
    try:
        out = call(answer, h, filters, stride, name=name)
    except Exception as error:
        text = str(error)
        if "Inputs have incompatible shapes" in text or "broadcast" in text:
            fail(
                f"{name}: for maps of {shape} with {filters} filters and stride {stride} "
                "the two ways end in different shapes and cannot be added. What must the "
                "shortcut do here?"
            )
        raise
    if isinstance(out, keras.Model):
        fail(
            f"{name}: that is a model; return what stands behind the block, so that the "
            "next layer can be called on it."
        )
    if callable(out) and not hasattr(out, "shape"):
        fail(
            f"{name}: expected what stands behind the block, got {describe(out)}: is a "
            "layer made, and not called on h?"
        )
    try:
        model = keras.Model(h, out)
        if len(model.outputs) != 1:
            raise ValueError
    except Exception:
        fail(
            f"{name}: expected one output that is made from h by Keras layers, got "
            f"{describe(out)}."
        )
    return model


def _wrong_shape(
    name: str, told: str, shape: tuple, wanted: tuple, channels: int
) -> None:
    if shape[:2] == wanted[:2] and shape[2] in (wanted[2] + channels, 2 * wanted[2]):
        fail(f"{name}: {told} the maps of both ways stand side by side; add them.")
    if shape[:2] == wanted[:2] and shape[2] == channels:
        fail(f"{name}: {told} there are as many maps as before; `filters` are asked.")
    if shape[2] == wanted[2] and shape[0] > wanted[0]:
        fail(
            f"{name}: {told} the maps are of {shape[:2]}: where does the stride belong?"
        )
    fail(
        f"{name}: {told} the output has the shape {shape}, not {wanted}. Which "
        "convolution has the stride, and has each the padding?"
    )


def _parts(
    name: str, told: str, model: Any, channels: int, filters: int, stride: int
) -> list[tuple[Any, Any]]:
    """Return the kernels of the block, each with its bias; fail if others are there."""
    weights = list(model.weights)
    kernels = [w for w in weights if len(w.shape) == 4]
    wide = [w for w in kernels if tuple(w.shape[:2]) == (3, 3)]
    narrow = [w for w in kernels if tuple(w.shape[:2]) == (1, 1)]
    others = [w for w in kernels if tuple(w.shape[:2]) not in ((1, 1), (3, 3))]
    changes = stride != 1 or channels != filters
    if others or len(wide) != 2:
        sizes = ", ".join(f"{w.shape[0]} × {w.shape[1]}" for w in kernels) or "none"
        fail(
            f"{name}: {told} expected two convolutions 3 × 3 on the main way, found "
            f"kernels of: {sizes}."
        )
    if changes and not narrow:
        fail(
            f"{name}: {told} the shortcut has no convolution 1 × 1; how does it fit? "
            "(An axis of length one is stretched, pixels left out or filled up: none of "
            "these is asked.)"
        )
    if narrow and not changes:
        fail(
            f"{name}: {told} nothing changes, so the shortcut is h itself, without a "
            "convolution."
        )
    if len(narrow) > 1:
        fail(f"{name}: {told} there is more than one convolution 1 × 1.")
    if narrow and narrow[0].shape[3] != filters:
        fail(
            f"{name}: {told} the convolution on the shortcut has {narrow[0].shape[3]} "
            f"filters; {filters} maps are to be added."
        )
    if sorted(tuple(w.shape[2:]) for w in wide) != sorted(
        [(channels, filters), (filters, filters)]
    ):
        found = " and ".join(f"{w.shape[2]} to {w.shape[3]}" for w in wide)
        fail(
            f"{name}: {told} the convolutions 3 × 3 go from {found} maps, not from "
            f"{channels} to {filters} and from {filters} to {filters}."
        )
    parts = []
    for kernel, after in zip(weights, [*weights[1:], None], strict=True):
        if len(kernel.shape) == 4:
            fits = after is not None and tuple(after.shape) == (kernel.shape[3],)
            parts.append((kernel, after if fits else None))
    if any(bias is None for _, bias in parts):
        fail(f"{name}: {told} a convolution has no biases; all of them have.")
    if 2 * len(parts) != len(weights):
        fail(
            f"{name}: {told} there are further weights, of shape "
            f"{tuple(weights[-1].shape)}; a normalization is not asked."
        )
    return parts


def _same_numbers(
    name: str,
    told: str,
    model: Any,
    parts: list,
    stride: int,
    rng: np.random.Generator,
    shape: tuple,
) -> None:
    """Put known weights in; fail unless the block gives what it should."""
    for kernel, bias in parts:
        spread = 1 / np.sqrt(np.prod(kernel.shape[:3]))
        kernel.assign(rng.normal(scale=spread, size=kernel.shape).astype("float32"))
        bias.assign(rng.normal(scale=0.3, size=bias.shape).astype("float32"))
    x = rng.normal(size=(3, *shape)).astype("float32")
    try:
        found = models.array(model(x))
    except Exception as error:
        fail(f"{name}: {told} the block cannot be used: {first_line(error)}")

    def gives(**options: Any) -> bool:
        return any(
            np.shape(made) == found.shape and np.allclose(found, made, atol=1e-3)
            for made in _variants(x, parts, stride, **options)
        )

    if gives():
        return
    for options, hint in (
        ({"last": False}, "the last ReLU is missing: it comes after the sum."),
        (
            {"last": False, "main": True},
            "the last ReLU stands before the sum; it comes after it.",
        ),
        (
            {"main": True},
            "there is a ReLU between the second convolution and the sum, too; the "
            "residual must be able to be negative.",
        ),
        ({"between": False}, "there is no ReLU between the two convolutions."),
        (
            {"between": False, "last": False},
            "there is no ReLU: one is between the convolutions, one after the sum.",
        ),
        ({"side": True}, "the shortcut has an activation; it has none."),
        ({"plain": True}, "the shortcut is not added: that is a plain block."),
        ({"late": True}, "the stride is in the second convolution; it is the first's."),
        ({"times": True}, "the two ways are multiplied; they are added."),
        ({"mean": True}, "that is the mean of both ways; they are added."),
        ({"minus": True}, "the main way is subtracted; both are added."),
        (
            {"twice": True},
            "the main way is added to itself: h was given another meaning before the "
            "shortcut was taken.",
        ),
        (
            {"pooled": "average"},
            "the shortcut is pooled; the stride belongs to its convolution 1 × 1.",
        ),
        (
            {"pooled": "max"},
            "the shortcut is pooled; the stride belongs to its convolution 1 × 1.",
        ),
        (
            {"after": True},
            "the shortcut begins behind the first convolution; it takes h past both.",
        ),
    ):
        if gives(**options):
            fail(f"{name}: {told} {hint}")
    made = next(iter(_variants(x, parts, stride)), None)
    if made is None or made.shape != found.shape:
        fail(f"{name}: {told} its two ways do not fit together. What does each give?")
    at = np.unravel_index(np.abs(found - made).argmax(), found.shape)
    fail(
        f"{name}: {told}, with known weights, expected {made[at]:.4f} at "
        f"{tuple(int(i) for i in at)}, got {found[at]:.4f}. Go along both ways once more: "
        "what comes after what?"
    )


def _variants(
    x: np.ndarray,
    parts: list,
    stride: int,
    *,
    between: bool = True,
    last: bool = True,
    main: bool = False,
    side: bool = False,
    plain: bool = False,
    late: bool = False,
    times: bool = False,
    mean: bool = False,
    minus: bool = False,
    twice: bool = False,
    pooled: str = "",
    after: bool = False,
):
    """Yield what a block gives, for each order in which its two kernels may stand."""
    from keras import ops

    def conv(h, kernel, bias, step):
        z = ops.conv(h, kernel, strides=step, padding="same")
        return models.array(z) + models.array(bias)

    wide = [part for part in parts if part[0].shape[0] == 3]
    narrow = [part for part in parts if part[0].shape[0] == 1]
    for first, second in (wide, wide[::-1]):
        if first[0].shape[2] != x.shape[3]:
            continue
        z = conv(x, *first, 1 if late else stride)
        h = np.maximum(z, 0) if between else z
        if second[0].shape[2] != h.shape[3]:
            continue
        h = conv(h.astype("float32"), *second, stride if late else 1)
        shortcut = conv(x, *narrow[0], stride) if narrow else x
        if pooled and narrow:
            pool = ops.average_pool if pooled == "average" else ops.max_pool
            shortcut = conv(pool(x, stride, stride, padding="same"), *narrow[0], 1)
        shortcut = h if twice else shortcut
        if after:
            if z.shape != h.shape:
                continue
            shortcut = np.maximum(z, 0)
        shortcut = np.maximum(shortcut, 0) if side else shortcut
        h = np.maximum(h, 0) if main else h
        if shortcut.shape != h.shape:
            continue
        h = -h if minus else h
        h = h if plain else h * shortcut if times else h + shortcut
        h = h / 2 if mean else h
        yield np.maximum(h, 0) if last else h


# --- How well does a box fit? --------------------------------------------------------


def _iou(one, other):
    height = min(one[2], other[2]) - max(one[0], other[0])
    width = min(one[3], other[3]) - max(one[1], other[1])
    common = max(height, 0) * max(width, 0)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return common / (sum(areas) - common)


def _box_cases() -> list[tuple]:
    """Boxes that overlap, contain each other, touch, lie apart in one way and in both."""
    return [
        ((2, 3, 9, 15), (4, 1, 12, 10)),
        ((1.5, 0.5, 8.25, 6.5), (3.25, 2.5, 10.5, 12.75)),
        ((0, 0, 20, 30), (5, 7, 11, 10)),
        ((6, 8, 9, 11), (2, 1, 17, 22)),
        ((3, 2, 10, 7), (5, 9, 14, 12)),
        ((1, 2, 4, 6), (7, 10, 12, 13)),
        ((2, 2, 8, 9), (8, 3, 15, 9)),
        ((1, 2, 5, 9), (8, 3, 12, 7)),
        ((4, 5, 13, 8), (4, 5, 13, 8)),
        ((0.1, 0.2, 0.7, 0.9), (0.3, 0.0, 0.8, 0.6)),
        ((5, 0, 9, 20), (1, 6, 16, 11)),
    ]


_COMMON = "max(height, 0) * max(width, 0)"

iou = Exercise(
    reference=_iou,
    cases=_box_cases,
    then=lambda answer: usable(
        "iou",
        call(answer, (0, 0, 1, 1), (0, 0.5, 1, 1.5), name="iou"),
        float,
        "a number",
    ),
    hints=(
        "Draw two boxes that overlap. What the two have in common is a box as well: where "
        "is its upper edge, and where its lower one?",
        "What does your formula for the height of the common box give when one box lies "
        "below the other? And what should it be?",
        "The area that at least one of them covers: the two areas together count "
        "something twice.",
    ),
    mistakes=(
        Edit(
            "boxes that lie apart have nothing in common; a height or width below zero is "
            "none, and two of them must not make an area.",
            (_COMMON, "height * width"),
        ),
        Edit(
            "boxes that lie apart in one direction only have nothing in common, either.",
            (_COMMON, "(0 if max(height, width) <= 0 else height * width)"),
        ),
        Edit(
            "only the height is kept from being negative; the width can be it, too.",
            (_COMMON, "max(height, 0) * width"),
        ),
        Edit(
            "only the product is kept from being negative; two negative sides make a "
            "positive area.",
            (_COMMON, "max(height * width, 0)"),
        ),
        Edit(
            "a distance between two boxes counts as an overlap: the sign is lost.",
            (_COMMON, "abs(height) * abs(width)"),
        ),
        Edit(
            "what both cover is counted twice in the area below the line.",
            ("sum(areas) - common", "sum(areas)"),
        ),
        Edit(
            "what both cover is taken away twice below the line: it was counted twice, and "
            "is to count once.",
            (
                "common / (sum(areas) - common)",
                "common / ((sum(areas) - 2 * common) or common)",
            ),
        ),
        Edit(
            "something is added below the line; two boxes never have the area 0.",
            ("sum(areas) - common", "sum(areas) - common + 1"),
        ),
        Edit(
            "below the line stands 1 at least; that is for masks of whole pixels.",
            ("(sum(areas) - common)", "max(sum(areas) - common, 1)"),
        ),
        Edit(
            "that is 1 minus it, large where the boxes disagree.",
            ("return common /", "return 1 - common /"),
        ),
        Edit(
            "that is twice the common area over the sum of both (the Dice score); the area "
            "that at least one of them covers belongs below the line.",
            ("common / (sum(areas) - common)", "2 * common / sum(areas)"),
        ),
        Edit(
            "it is divided by the area of the first box alone.",
            ("sum(areas) - common", "areas[0]"),
        ),
        Edit(
            "it is divided by the area of the second box alone.",
            ("sum(areas) - common", "areas[1]"),
        ),
        Edit(
            "it is divided by the smaller area, so that a box inside another one fits "
            "perfectly.",
            ("sum(areas) - common", "min(areas)"),
        ),
        Edit(
            "it is divided by the larger area; both boxes together may cover more.",
            ("sum(areas) - common", "max(areas)"),
        ),
        Edit(
            "below the line stands the smallest box around both; it may cover what neither "
            "of them does.",
            (
                "sum(areas) - common",
                "(max(one[2], other[2]) - min(one[0], other[0]))"
                " * (max(one[3], other[3]) - min(one[1], other[1]))",
            ),
        ),
        Edit(
            "the larger of the lower edges and the smaller of the upper ones: that is the "
            "box around both, not what they have in common.",
            (
                "min(one[2], other[2]) - max(one[0], other[0])",
                "max(one[2], other[2]) - min(one[0], other[0])",
            ),
            (
                "min(one[3], other[3]) - max(one[1], other[1])",
                "max(one[3], other[3]) - min(one[1], other[1])",
            ),
        ),
        Edit(
            "the sides have a pixel too much: bottom less top is the height, and the "
            "numbers need not be whole.",
            (_COMMON, "max(height + 1, 0) * max(width + 1, 0)"),
            (
                "(box[2] - box[0]) * (box[3] - box[1])",
                "(box[2] - box[0] + 1) * (box[3] - box[1] + 1)",
            ),
        ),
        Edit(
            "the last two numbers are taken for height and width; they are the lower and "
            "the right edge.",
            ("min(one[2], other[2])", "min(one[0] + one[2], other[0] + other[2])"),
            ("min(one[3], other[3])", "min(one[1] + one[3], other[1] + other[3])"),
            ("(box[2] - box[0]) * (box[3] - box[1])", "box[2] * box[3]"),
        ),
        Edit(
            "the four numbers come in another order: top, left, bottom, right.",
            (
                "    height",
                "    one, other = [(a, c, b, d) for a, b, c, d in (one, other)]\n    height",
            ),
        ),
        Edit(
            "that is the common area alone; divide it.",
            ("return common / (sum(areas) - common)", "return common"),
        ),
        Edit("it is rounded down to a whole number.", ("common / (", "common // (")),
        Edit(
            "that is in percent; a share is asked.",
            ("return common", "return 100 * common"),
        ),
        Edit(
            "it counts whole pixels, as the chapter does with masks; these boxes may begin "
            "and end in the middle of one.",
            (
                "    height",
                "    rows, columns = np.ogrid[:64, :64]\n"
                "    a, b = [\n"
                "        (rows + 0.5 > box[0]) & (rows + 0.5 < box[2])\n"
                "        & (columns + 0.5 > box[1]) & (columns + 0.5 < box[3])\n"
                "        for box in (one, other)\n"
                "    ]\n"
                "    return np.sum(a & b) / max(np.sum(a | b), 1)\n"
                "    height",
            ),
        ),
    ),
)

# --- Nine in ten, and blind ----------------------------------------------------------


def _mean_iou(labels, found, classes):
    scores = []
    for one in range(classes):
        has_it, says_it = labels == one, found == one
        union = np.sum(has_it | says_it)
        if union > 0:
            scores.append(np.sum(has_it & says_it) / union)
    return np.mean(scores)


def _class_cases() -> list[tuple]:
    """uint8 labels; classes in neither, in the labels only, in what is found only."""
    rng = np.random.default_rng(12)
    labels = rng.choice([0, 0, 0, 0, 1, 3], size=(3, 7, 5)).astype("uint8")
    found = np.where(rng.random(labels.shape) < 0.7, labels, rng.choice([0, 1, 4]))
    found[0] = 4
    cases = [(labels, found.astype("int64"), 6)]
    labels = rng.integers(0, 4, size=(2, 6, 9)).astype("uint8")
    found = np.where(rng.random(labels.shape) < 0.5, labels, 0).astype("uint8")
    cases.append((labels, found, 4))
    row = np.array([2, 2, 0, 0, 0, 0, 5, 5], "uint8")
    cases.append((row, np.array([2, 0, 0, 0, 0, 1, 5, 2]), 7))
    sheet = np.zeros((4, 4), "uint8")
    sheet[1] = 2
    cases.append((sheet, np.zeros((4, 4), "int32"), 3))
    labels = np.arange(100).reshape(10, 10).astype("uint8") % 20
    cases.append((labels, np.where(labels % 3 == 0, 19, labels).astype("uint8"), 20))
    return cases


_IF = "        if union > 0:\n            scores.append("
_SCORE = "np.sum(has_it & says_it) / union"

mean_iou = Exercise(
    reference=_mean_iou,
    cases=_class_cases,
    then=lambda answer: usable(
        "mean_iou", call(answer, *_class_cases()[0], name="mean_iou"), float, "a number"
    ),
    hints=(
        "Take one class alone, and make two masks: where the labels have it, and where it "
        "is said to be.",
        "With two masks of truth values, `&` is what both have and `|` what at least one "
        "has. How do you count what is true in them?",
        "When is there nothing to divide by? Such a class is left out of the mean, and "
        "out of the number of classes that the mean divides by.",
    ),
    mistakes=(
        Edit(
            "a class that occurs nowhere counts as 0 for you; it is left out of the mean.",
            (
                _IF + _SCORE + ")",
                "        scores.append("
                + _SCORE.replace("union", "max(union, 1)")
                + ")",
            ),
        ),
        Edit(
            "a class that occurs nowhere counts as 1 for you; it is left out of the mean.",
            (
                _IF + _SCORE + ")",
                "        scores.append(" + _SCORE + " if union > 0 else 1)",
            ),
        ),
        Edit(
            "for a class that occurs nowhere zero is divided by zero; leave it out.",
            (_IF, "        scores.append("),
        ),
        Edit(
            "whole numbers of 8 bits overflow when you multiply and add them; make larger "
            "ones of them first.",
            (
                "    scores = []\n",
                "    table = np.bincount((labels * classes + found).ravel(), minlength="
                "classes**2)[: classes**2].reshape(classes, classes)\n"
                "    both = np.diag(table)\n"
                "    union = table.sum(axis=0) + table.sum(axis=1) - both\n"
                "    return np.mean(both[union > 0] / union[union > 0])\n",
            ),
        ),
        Edit(
            "a class that is found and not there is left out; it counts with 0.",
            ("union > 0", "np.any(has_it)"),
        ),
        Edit(
            "a class that is there and never found is left out; it counts with 0.",
            ("union > 0", "np.any(says_it)"),
        ),
        Edit(
            "a class that only one of the two has is left out; it counts with 0.",
            ("union > 0", "np.any(has_it & says_it)"),
        ),
        Edit(
            "class 0 is left out; paper is a class as well.",
            ("range(classes)", "range(1, classes)"),
        ),
        Edit(
            "the last class is left out: classes are counted from 0 to classes - 1.",
            ("range(classes)", "range(classes - 1)"),
        ),
        Edit(
            "that is the share of right pixels, which the blind network fooled.",
            ("return np.mean(scores)", "return np.mean(labels == found)"),
        ),
        Edit(
            "it is divided by the pixels that have the class; those that are said to have "
            "it, and have not, belong below the line, too.",
            (_SCORE, "np.sum(has_it & says_it) / max(np.sum(has_it), 1)"),
        ),
        Edit(
            "it is divided by the pixels that are said to have the class; those that have "
            "it, and were missed, belong below the line, too.",
            (_SCORE, "np.sum(has_it & says_it) / max(np.sum(says_it), 1)"),
        ),
        Edit(
            "pixels in which both agree are counted twice below the line.",
            ("np.sum(has_it | says_it)", "np.sum(has_it) + np.sum(says_it)"),
        ),
        Edit(
            "below the line stand only the pixels in which the two differ.",
            (_SCORE, "np.sum(has_it & says_it) / max(np.sum(has_it ^ says_it), 1)"),
        ),
        Edit(
            "that is twice the common pixels over the sum of both (the Dice score).",
            (
                _SCORE,
                "2 * np.sum(has_it & says_it) / (np.sum(has_it) + np.sum(says_it))",
            ),
        ),
        Edit(
            "pixels that have the class in neither count as agreement, too; only those "
            "that have it or are said to have it are to count.",
            (_SCORE, "np.mean(has_it == says_it)"),
        ),
        Edit(
            "it is divided by all pixels; only those that have the class, or are said to "
            "have it, belong below the line.",
            (_SCORE, "np.mean(has_it & says_it)"),
        ),
        Edit(
            "it returns after the first class: look at how far `return` is indented.",
            ("    return np.mean(scores)", "        return np.mean(scores)\n"),
        ),
        Edit(
            "that is the median over the classes; the mean is asked.",
            ("return np.mean", "return np.median"),
        ),
        Edit(
            "all classes are put together first; measure each by itself, so that a rare "
            "one counts as much as paper.",
            (_SCORE, "(np.sum(has_it & says_it), union)"),
            ("return np.mean(scores)", "return np.divide(*np.sum(scores, axis=0))"),
        ),
        Edit(
            "each picture is measured by itself, as in the chapter; here a class is "
            "measured over all pixels at once.",
            (
                "    scores = []",
                "    if labels.ndim == 3:\n"
                "        pairs = zip(labels, found)\n"
                "        return np.mean([_mean_iou(a, b, classes) for a, b in pairs])\n"
                "    scores = []",
            ),
        ),
        Edit(
            "paper is left out of what is measured: there is ink and no ink for you; each "
            "class is measured.",
            (
                "    return np.mean(scores)",
                "    ink, said = labels > 0, found > 0\n"
                "    return np.sum(ink & said) / max(np.sum(ink | said), 1)",
            ),
        ),
        Edit(
            "these are the scores of the classes; their mean is asked.",
            ("return np.mean(scores)", "return np.array(scores)"),
        ),
        Edit(
            "that is the sum over the classes; the mean is asked.",
            ("np.mean(scores)", "np.sum(scores)"),
        ),
    ),
)
