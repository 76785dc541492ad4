"""Checks of the exercises of chapter 09."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Callable
from typing import Any
from unittest import mock

import numpy as np

from helpers.checks import (
    Edit,
    Exercise,
    call,
    describe,
    fail,
    first_line,
    models,
    numbers,
    passed,
    procedure,
    usable,
)

# --- Receptive field -----------------------------------------------------------------


def _receptive_field(stack):
    seen, step = 1, 1
    for kernel, stride, dilation in stack:
        seen += (kernel - 1) * dilation * step
        step *= stride
    return seen


def _receptive_cases() -> list[tuple]:
    """Stacks whose kernels, strides and dilations all differ, and the empty one."""
    return [
        ([(5, 1, 1), (2, 2, 1), (4, 1, 1), (3, 3, 1)],),
        ([(3, 2, 1), (5, 1, 2), (7, 4, 3), (2, 1, 5)],),
        ([(3, 1, 1), (3, 1, 2), (3, 1, 4)],),
        ([(7, 2, 1)],),
        ([(1, 3, 2), (4, 2, 2)],),
        ([],),
    ]


def _printable(answer: Callable) -> None:
    found = call(answer, [(3, 1, 1)], name="receptive_field")
    usable("receptive_field", found, lambda value: f"{int(value):2}", "a plain number")


receptive_field = Exercise(
    reference=_receptive_field,
    cases=_receptive_cases,
    then=_printable,
    hints=(
        "Keep two numbers on the way through the stack: what a unit sees so far, and how "
        "many pixels lie between a unit and its neighbor. What are both before the first "
        "layer?",
        "From the first to the last unit of a window there are kernel - 1 steps. How long "
        "is one, in pixels, without dilation and with it?",
        "The stride of a layer pushes apart the units that come *after* it: which of the "
        "two numbers does it change, and when?",
    ),
    mistakes=(
        Edit(
            "the dilation plays no part yet: it stretches the window of its own layer.",
            (" * dilation", ""),
        ),
        Edit(
            "a layer's own stride comes in too early; it spreads the windows of the "
            "layers after it, not its own.",
            (
                "        seen += (kernel - 1) * dilation * step\n        step *= stride\n",
                "        step *= stride\n        seen += (kernel - 1) * dilation * step\n",
            ),
        ),
        Edit(
            "the strides play no part yet; each one pushes the units after it apart.",
            ("step *= stride", "pass"),
        ),
        Edit(
            "the strides are added up; a step of a step multiplies them.",
            ("step *= stride", "step += stride - 1"),
        ),
        Edit(
            "the strides are added up, and even from 1 on.", ("*= stride", "+= stride")
        ),
        Edit(
            "only the stride of the layer just before counts for you; all strides before "
            "a layer multiply.",
            ("step *= stride", "step = stride"),
        ),
        Edit(
            "a window of k units is k - 1 steps long, from its first to its last.",
            ("(kernel - 1)", "kernel"),
        ),
        Edit(
            "it starts from nothing; with no layer at all, a unit sees its own pixel.",
            ("seen, step = 1, 1", "seen, step = 0, 1"),
        ),
        Edit(
            "a dilated window spans (kernel - 1) · dilation + 1 pixels, not kernel times "
            "dilation: the gaps lie between the weights.",
            ("(kernel - 1) * dilation", "(kernel * dilation - 1)"),
        ),
        Edit(
            "a window adds its steps, one fewer than it spans in pixels: the first pixel "
            "is seen already.",
            ("(kernel - 1) * dilation", "((kernel - 1) * dilation + 1)"),
        ),
        Edit(
            "each layer's steps are as long as its own stride, for you; they are as long "
            "as the product of all strides before it.",
            ("* dilation * step", "* dilation * stride"),
        ),
        Edit(
            "the dilation widens every gap of the window, and there are kernel - 1 gaps, "
            "not one.",
            ("(kernel - 1) * dilation", "(kernel + dilation - 2)"),
        ),
        Edit(
            "stride and dilation come in the wrong order: each layer is (kernel, stride, "
            "dilation).",
            ("kernel, stride, dilation in", "kernel, dilation, stride in"),
        ),
        Edit(
            "the last layer is left out: its window counts, too.",
            ("in stack:", "in stack[:-1]:"),
        ),
        Edit(
            "that is the number of pixels in the square; its width is asked.",
            ("return seen", "return seen**2"),
        ),
        Edit(
            "that is how far it sees to one side; the whole width is asked.",
            ("return seen", "return seen // 2"),
        ),
        Edit(
            "the dilation also moves the units apart for all later layers; it stretches "
            "one window and no more.",
            ("step *= stride", "step *= stride * dilation"),
        ),
        Edit(
            "that multiplies the windows; they overlap, so each adds its steps.",
            ("seen += (kernel - 1) * dilation * step", "seen *= kernel"),
        ),
        Edit(
            "that is the distance between two neighbors, not what one of them sees.",
            ("return seen", "return step"),
        ),
        Edit(
            "this goes from the last layer to the first with the rule for the other "
            "direction; either turn the list round, or the rule.",
            ("in stack", "in stack[::-1]"),
        ),
        Edit(
            "with an empty stack there is no first layer to begin with; what does it see?",
            ("    seen, step", "    stack[0]\n    seen, step"),
        ),
        Edit(
            "an empty stack sees nothing, for you; it sees the pixel that it stands on.",
            ("    seen, step", "    if not stack:\n        return 0\n    seen, step"),
        ),
        Edit(
            "a window whose stride is as large as its kernel, as in pooling, is left out; "
            "it widens what a unit sees like any other.",
            ("seen += (kernel", "seen += (kernel != stride) * (kernel"),
        ),
        Edit(
            "half of each window is left out: a unit sees to both sides.",
            ("(kernel - 1)", "(kernel - 1) // 2"),
        ),
        Edit(
            "two numbers come back; only the width is asked.",
            ("return seen", "return seen, step"),
        ),
        Edit(
            "those are the pixels that are seen; the width from the first to the last is "
            "asked, gaps included.",
            (
                "    return seen",
                "    pixels = {0}\n"
                "    for kernel, stride, dilation in stack[::-1]:\n"
                "        window = [dilation * u for u in range(kernel)]\n"
                "        pixels = {unit * stride + u for unit in pixels for u in window}\n"
                "    return len(pixels)",
            ),
        ),
        Edit(
            "it returns after the first layer: look at how far `return` is indented.",
            ("    return seen", "        return seen\n    return seen"),
        ),
    ),
)

# --- Max pooling ---------------------------------------------------------------------


def _max_pool(x, size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))
    windows = windows[:, ::stride, ::stride]
    return windows.max(axis=(4, 5))


def _pool_cases() -> list[tuple]:
    """Sizes that all differ, rests that fit no window, and numbers below zero."""
    rng = np.random.default_rng(1)
    cases = []
    for shape, size, stride in (
        ((2, 7, 9, 3), 3, 2),
        ((3, 8, 6, 2), 2, 2),
        ((1, 5, 8, 4), 2, 3),
        ((2, 6, 5, 1), 3, 1),
        ((1, 11, 10, 2), 4, 3),
    ):
        cases.append((rng.normal(loc=-1, size=shape), size, stride))
    return cases


BORROWED = {  # what does an exercise's work: the module, and its names there
    "max_pool": {
        "keras.ops": ("max_pool",),
        "tensorflow.nn": ("max_pool", "max_pool2d", "pool"),
        "tensorflow.image": ("extract_patches",),
        "scipy.ndimage": ("maximum_filter",),
        "keras.ops.image": ("extract_patches",),
    },
    "input_gradient": {
        "scipy.signal": (
            "convolve",
            "convolve2d",
            "correlate",
            "correlate2d",
            "fftconvolve",
            "oaconvolve",
        ),
        "scipy.ndimage": ("convolve", "correlate"),
        "keras.ops": ("conv_transpose", "conv"),
        "tensorflow.nn": ("conv2d", "conv2d_transpose"),
        "tensorflow": ("GradientTape",),
        "tensorflow.raw_ops": ("Conv2DBackpropInput",),
    },
}


def _by_yourself(name: str) -> Callable[[Callable], None]:
    """Return a check that fails if a library did the exercise's work."""

    def watch(answer: Callable) -> None:
        def borrowed(*_args: Any, **_options: Any) -> None:
            fail(
                f"{name}: right, but a library's own operation did it; use NumPy alone."
            )

        with contextlib.ExitStack() as patches:
            for path, operations in BORROWED[name].items():
                top, _, rest = path.partition(".")
                if top == "scipy":  # an answer may import it only when it is called
                    with contextlib.suppress(ImportError):
                        importlib.import_module(path)
                module = sys.modules.get(top)
                for part in filter(None, rest.split(".")):
                    module = getattr(module, part, None)
                for operation in operations:
                    if hasattr(module, operation):
                        theirs = getattr(module, operation)
                        patch = mock.patch.object(module, operation, borrowed)
                        patches.enter_context(patch)
                        names = getattr(answer, "__globals__", {})  # imported by name
                        by_name = {k: borrowed for k, v in names.items() if v is theirs}
                        patches.enter_context(mock.patch.dict(names, by_name))
            if keras := sys.modules.get("keras"):
                patch = mock.patch.object(keras.layers.Layer, "__call__", borrowed)
                patches.enter_context(patch)
            case = {"max_pool": _pool_cases, "input_gradient": _gradient_cases}[name]
            call(answer, *case()[0], name=name)

    return watch


def _in_loops(
    rows: str = "(n - size) // stride + 1",
    begin: str = "stride",
    end: str = "size",
    columns: str = "columns",
) -> tuple[str, str]:
    """Return what makes loops of the reference, with a slip that loops invite."""
    return (
        "    return windows.max(axis=(4, 5))",
        f"    rows, columns = [{rows} for n in x.shape[1:3]]\n"
        f"    z = np.zeros((len(x), rows, {columns}, x.shape[3]))\n"
        f"    for i in range(rows):\n"
        f"        for j in range({columns}):\n"
        f"            top, left = i * {begin}, j * {begin}\n"
        f"            window = x[:, top : top + {end}, left : left + {end}]\n"
        f"            z[:, i, j] = window.max(axis=(1, 2))\n"
        f"    return z",
    )


max_pool = Exercise(
    reference=_max_pool,
    cases=_pool_cases,
    then=_by_yourself("max_pool"),
    hints=(
        "Get all windows first, with sliding_window_view as in the chapter; which two axes "
        "do they slide along?",
        "Of the windows at every pixel, the stride keeps some. Which ones, and along which "
        "axes do you leave the others out?",
        "Each window lies in the last axes, and the channels lie before them. Over which "
        "axes is the largest number to be taken?",
    ),
    mistakes=(
        Edit(
            "that is the mean of each window, average pooling.",
            ("windows.max", "windows.mean"),
        ),
        Edit(
            "the stride plays no part yet: there is a window at every pixel.",
            ("    windows = windows[:, ::stride, ::stride]\n", ""),
        ),
        Edit(
            "the windows stand side by side, as in the chapter; how far apart they are "
            "says stride, not size.",
            ("::stride, ::stride", "::size, ::size"),
        ),
        Edit(
            "pixels are left out before the windows are made; leave out windows, not "
            "pixels.",
            (
                "sliding_window_view(x, (",
                "sliding_window_view(x[:, ::stride, ::stride], (",
            ),
            ("    windows = windows[:, ::stride, ::stride]\n", ""),
        ),
        Edit(
            "every window is there, but they move by one pixel: where does window i begin?",
            (
                "    windows = windows[:, ::stride, ::stride]\n",
                "    rows, columns = [(n - size) // stride + 1 for n in x.shape[1:3]]\n"
                "    windows = windows[:, :rows, :columns]\n",
            ),
        ),
        Edit(
            "the channels are pooled together; each has a map of its own.",
            ("axis=(4, 5)", "axis=(3, 4, 5)"),
        ),
        Edit(
            "the largest number of all channels goes to every channel; each has a map of "
            "its own.",
            (
                "windows.max(axis=(4, 5))",
                "windows.max(axis=(3, 4, 5))[..., None] + np.zeros(x.shape[3])",
            ),
        ),
        Edit(
            "the pictures of the batch are pooled together; each has maps of its own.",
            (
                "windows.max(axis=(4, 5))",
                "windows.max(axis=(0, 4, 5)) + np.zeros((len(x), 1, 1, 1))",
            ),
        ),
        Edit(
            "size and stride are in each other's place.",
            ("(size, size), axis", "(stride, stride), axis"),
            ("::stride, ::stride", "::size, ::size"),
        ),
        Edit(
            "only the rows have a stride; the columns move by it, too.",
            ("::stride, ::stride", "::stride"),
        ),
        Edit(
            "a window whose numbers are all below zero gives zero; its largest number is "
            "below zero. Where do you start from?",
            ("windows.max(axis=(4, 5))", "np.maximum(windows.max(axis=(4, 5)), 0)"),
        ),
        Edit(
            "the sign is lost: the largest number is asked, not the largest size.",
            ("windows.max(", "np.abs(windows).max("),
        ),
        Edit(
            "the picture is filled up at its end, so that windows that do not fit count, "
            "too; leave those out.",
            (
                "    windows = np.lib",
                "    x = np.pad(x, [(0, 0), (0, size - 1), (0, size - 1), (0, 0)], "
                "constant_values=-np.inf)\n    windows = np.lib",
            ),
        ),
        Edit(
            "a window that sticks out is cut off and kept; leave it out, whole.",
            (
                "    windows = np.lib",
                "    fill = [(0, (size - n) % stride) for n in x.shape[1:3]]\n"
                "    x = np.pad(x, [(0, 0), *fill, (0, 0)], constant_values=-np.inf)\n"
                "    windows = np.lib",
            ),
        ),
        Edit(
            "the last window of each row or column is missing: it still fits.",
            (
                "    return windows.max",
                "    windows = windows[:, :-1, :-1]\n    return windows.max",
            ),
        ),
        Edit(
            "blocks of 2 × 2, as in the chapter: they stand side by side, and their size "
            "is not asked for. Windows may overlap, and need not fill the picture.",
            (
                "    return windows.max(axis=(4, 5))",
                "    batch, rows, columns, channels = x.shape\n"
                "    x = x.reshape(batch, rows // 2, 2, columns // 2, 2, channels)\n"
                "    return x.max(axis=(2, 4))",
            ),
        ),
        Edit(
            "blocks that stand side by side, as in the chapter; here windows may overlap, "
            "and a rest at the edge is left out.",
            (
                "    return windows.max(axis=(4, 5))",
                "    batch, rows, columns, channels = x.shape\n"
                "    shape = rows // size, size, columns // size, size\n"
                "    return x.reshape(batch, *shape, channels).max(axis=(2, 4))",
            ),
        ),
        Edit(
            "the windows stand side by side, a size apart; they move by the stride.",
            _in_loops(begin="size"),
        ),
        Edit(
            "the number of windows does not know their size: where does the last one that "
            "fits begin?",
            _in_loops(rows="n // stride"),
        ),
        Edit(
            "as many columns of windows as rows; a picture need not be square.",
            _in_loops(columns="rows"),
        ),
        Edit(
            "each window ends one pixel too early: a slice leaves its end out by itself.",
            _in_loops(end="size - 1"),
        ),
        Edit("each window is one pixel too wide.", _in_loops(end="size + 1")),
        Edit(
            "the first window begins one stride in; it stands in the upper left corner.",
            ("::stride, ::stride", "stride::stride, stride::stride"),
        ),
        Edit(
            "windows that do not fit are filled up with zeros; leave them out.",
            (
                "    windows = np.lib",
                "    fill = [(0, (size - n) % stride) for n in x.shape[1:3]]\n"
                "    x = np.pad(x, [(0, 0), *fill, (0, 0)])\n"
                "    windows = np.lib",
            ),
        ),
        Edit(
            "rows and columns of the result are swapped.",
            ("axis=(4, 5))", "axis=(4, 5)).swapaxes(1, 2)"),
        ),
        Edit(
            "the channels come before rows and columns; Keras has them last.",
            (
                "return windows.max(axis=(4, 5))",
                "return np.moveaxis(windows.max(axis=(4, 5)), 3, 1)",
            ),
        ),
        Edit(
            "only the first picture of the batch comes back.",
            ("axis=(4, 5))", "axis=(4, 5))[0]"),
        ),
        Edit(
            "x is a batch, (batch, rows, columns, channels): four sizes, not three.",
            (
                "    windows = np.lib",
                "    rows, columns, channels = x.shape\n    windows = np.lib",
            ),
        ),
        Edit(
            "that is the place of the largest number in its window; the number is asked.",
            (
                "windows.max(axis=(4, 5))",
                "windows.reshape(*windows.shape[:4], -1).argmax(axis=4)",
            ),
        ),
        Edit(
            "the decimals are cut off: of which dtype is the array that you fill?",
            ("axis=(4, 5))", "axis=(4, 5)).astype(int)"),
        ),
        Edit(
            "that is the smallest number of each window.",
            ("windows.max", "windows.min"),
        ),
        Edit(
            "it looks along the wrong axes: the windows of one place lie in the last two.",
            ("axis=(4, 5)", "axis=(1, 2)"),
        ),
    ),
)

# --- Back through a stride -----------------------------------------------------------


def _input_gradient(dz, kernel, stride, shape):
    dx = np.zeros(shape)
    height, width = kernel.shape
    for i in range(dz.shape[0]):
        for j in range(dz.shape[1]):
            top, left = i * stride, j * stride
            dx[top : top + height, left : left + width] += dz[i, j] * kernel
    return dx


def _gradient_cases() -> list[tuple]:
    """Kernels that are not square, windows that overlap, touch and leave gaps."""
    rng = np.random.default_rng(2)
    cases = []
    for shape, size, stride in (
        ((9, 8), (3, 2), 2),
        ((7, 10), (2, 3), 1),
        ((8, 11), (4, 3), 2),
        ((10, 9), (2, 2), 3),
        ((6, 6), (3, 3), 3),
    ):
        outputs = [(n - k) // stride + 1 for n, k in zip(shape, size, strict=True)]
        dz, kernel = rng.normal(size=outputs), rng.normal(size=size)
        cases.append((dz, kernel, stride, shape))
    return cases


_PLACE = "dx[top : top + height, left : left + width] += dz[i, j] * kernel"
_LOOPS = (  # the same, pixel by pixel: slips then fail in another way
    "for u in range(height):\n"
    "                for v in range(width):\n"
    "                    dx[top + u, left + v] += dz[i, j] * kernel[u, v]"
)

input_gradient = Exercise(
    reference=_input_gradient,
    cases=_gradient_cases,
    then=_by_yourself("input_gradient"),
    hints=(
        "Think of one output alone, z_ij. Which pixels was it made from, and with which "
        "weight does each of them move it?",
        "Begin with a picture of zeros. Every output adds something to the pixels of its "
        "own window, as many numbers as the kernel has.",
        "Where does the window of output i, j begin when the windows move by the stride? "
        "And a pixel that lies in several windows gets how many terms?",
    ),
    mistakes=(
        Edit(
            "the last window that covers a pixel overwrites what the others have left; a "
            "pixel gets the sum over all its windows.",
            (_PLACE, _PLACE.replace("+=", "=")),
        ),
        Edit(
            "the windows move by one pixel, as in the chapter; here they move by the "
            "stride.",
            ("i * stride, j * stride", "i, j"),
        ),
        Edit(
            "the kernel is turned round; that belongs to a convolution that collects. If "
            "every output hands out, it hands out the kernel as it is.",
            ("dz[i, j] * kernel", "dz[i, j] * kernel[::-1, ::-1]"),
        ),
        Edit(
            "the slope of the output is missing: each window hands out its own slope "
            "times the weights.",
            ("dz[i, j] * kernel", "kernel"),
        ),
        Edit(
            "the weights are missing: a pixel gets the slope times the weight that lay "
            "upon it.",
            ("dz[i, j] * kernel", "dz[i, j]"),
        ),
        Edit(
            "rows and columns of the output are swapped.",
            ("i * stride, j * stride", "j * stride, i * stride"),
        ),
        Edit(
            "rows and columns of the outputs' slopes are swapped.",
            ("dz[i, j] * kernel", "dz[j, i] * kernel"),
        ),
        Edit(
            "the windows begin one stride too late: the first one stands in the corner.",
            ("i * stride, j * stride", "(i + 1) * stride, (j + 1) * stride"),
        ),
        Edit(
            "the windows stand side by side, a kernel apart; they move by the stride.",
            ("i * stride, j * stride", "i * height, j * width"),
        ),
        Edit(
            "only the rows move by the stride; the columns do, too.",
            ("i * stride, j * stride", "i * stride, j"),
        ),
        Edit(
            "the kernel is turned from top to bottom; every output hands it out as it is.",
            ("dz[i, j] * kernel", "dz[i, j] * kernel[::-1]"),
        ),
        Edit(
            "only the first pixel of each window gets something; all of them do.",
            (_PLACE, "dx[top, left] += dz[i, j] * kernel[0, 0]"),
        ),
        Edit(
            "that is the chapter's way back for windows that move by one pixel: the kernel "
            "turned round, over slopes with zeros around them. With a stride there are "
            "gaps between the windows, too.",
            (
                "    return dx",
                "    edge = [(height - 1, height - 1), (width - 1, width - 1)]\n"
                "    view = np.lib.stride_tricks.sliding_window_view\n"
                "    windows = view(np.pad(dz, edge), kernel.shape)\n"
                "    return np.einsum('ijuv,uv->ij', windows, kernel[::-1, ::-1])",
            ),
        ),
        Edit(
            "the last row and column of the kernel hand out nothing: a loop ends too early.",
            (
                _PLACE,
                "dx[top : top + height - 1, left : left + width - 1]"
                " += dz[i, j] * kernel[:-1, :-1]",
            ),
        ),
        Edit(
            "the last row and column of the outputs hand out nothing: a loop ends too "
            "early.",
            ("range(dz.shape[0])", "range(dz.shape[0] - 1)"),
            ("range(dz.shape[1])", "range(dz.shape[1] - 1)"),
        ),
        Edit(
            "as many columns of outputs are used as there are rows; a picture need not be "
            "square.",
            ("range(dz.shape[1])", "range(min(dz.shape))"),
        ),
        Edit(
            "the slope at z is multiplied in twice; dz is that slope already.",
            ("dz[i, j] * kernel", "dz[i, j] ** 2 * kernel"),
        ),
        Edit(
            "the picture is too small: pixels that no window covers are a part of it, and "
            "`shape` says how large it is.",
            (
                "np.zeros(shape)",
                "np.zeros([(n - 1) * stride + k for n, k in zip(dz.shape, kernel.shape)])",
            ),
        ),
        Edit(
            "rows and columns of the result are swapped.",
            ("return dx", "return dx.T"),
        ),
        Edit("the slopes have the wrong sign.", ("+= dz", "-= dz")),
        Edit(
            "the kernel is taken for square; its rows and columns have their own number.",
            (_PLACE, _LOOPS.replace("range(width)", "range(height)")),
        ),
        Edit(
            "rows and columns of the kernel are swapped.",
            (_PLACE, _LOOPS.replace("kernel[u, v]", "kernel[v, u]")),
        ),
        Edit(
            "the stride spreads the weights within a window; it moves the windows.",
            ("i * stride, j * stride", "i, j"),
            (
                _PLACE,
                _LOOPS.replace(
                    "top + u, left + v", "top + u * stride, left + v * stride"
                ),
            ),
        ),
        Edit(
            "your windows lie a whole kernel apart, side by side; they move by the stride.",
            ("i * stride, j * stride", "i * height, j * width"),
            (_PLACE, _LOOPS),
        ),
        Edit(
            "the result is as small as the map of the slopes; `shape` says how large the "
            "picture is.",
            ("np.zeros(shape)", "np.zeros(dz.shape)"),
            (_PLACE, _LOOPS),
        ),
        Edit(
            "every window begins one pixel too early, as if there were padding: there is "
            "none.",
            ("np.zeros(shape)", "np.zeros([n + 1 for n in shape])"),
            ("return dx", "return dx[1:, 1:]"),
        ),
        Edit(
            "a pixel that no window covers has the slope 0: begin with zeros.",
            ("return dx", "return np.where(dx == 0, np.nan, dx)"),
        ),
        Edit(
            "the axes of the batch and the channels are still there; one picture is asked.",
            ("return dx", "return dx[None, :, :, None]"),
        ),
        Edit(
            "all slopes stand in one long row; an array of `shape` is asked.",
            ("return dx", "return dx.ravel()"),
        ),
        Edit(
            "a pixel gets the mean of its windows; the terms of a sum are added.",
            (
                "    dx = np.zeros(shape)\n",
                "    dx = np.zeros(shape)\n    n = dx + 0\n",
            ),
            (
                _PLACE,
                "n[top : top + height, left : left + width] += 1\n            "
                + _PLACE,
            ),
            ("return dx", "return dx / np.maximum(n, 1)"),
        ),
    ),
)

# --- A blur without a frame ----------------------------------------------------------


@procedure(
    hints=(
        "Where does the dark come from? Look at what stands beyond the edge when the "
        "padding is called `same`.",
        "Do the padding yourself, before the convolution: which pixels could stand out "
        "there, so that a flat picture stays flat?",
        "np.pad has a `mode`; with a picture that is one larger on each side, a "
        "convolution without padding gives the old size.",
    )
)
def steady_blur(answer: Callable[[np.ndarray], Any]) -> None:
    """Watch ``steady_blur(picture)``: its size, its inside, and what it does at the edge."""
    name, rng = "steady_blur", np.random.default_rng(3)
    for rows, columns in ((24, 24), (7, 12), (3, 3)):
        picture = rng.random((rows, columns))  # float64, as the page's photo
        found = _picture(name, call(answer, picture, name=name), picture)
        windows = np.lib.stride_tricks.sliding_window_view(picture, (3, 3))
        mean, inside = windows.mean(axis=(2, 3)), found[1:-1, 1:-1]
        if not np.allclose(inside, mean, atol=1e-4):
            if np.allclose(found, picture, atol=1e-4):
                fail(f"{name}: the picture comes back as it was; it is to be blurred.")
            if np.allclose(inside, 9 * mean, atol=1e-3):
                fail(f"{name}: that is the sum of each window; a blur takes the mean.")
            again = mean
            for layers in range(2, 6) if rows == 24 else ():
                again = np.lib.stride_tricks.sliding_window_view(again, (3, 3))
                again = again.mean(axis=(2, 3))
                if np.allclose(found[layers:-layers, layers:-layers], again, atol=1e-4):
                    fail(f"{name}: it blurs {layers} times; one layer is asked.")
            least = np.sort(windows.reshape(*mean.shape, 9), axis=2)
            soft = np.einsum("ijuv,u,v->ij", windows, [1, 2, 1], [1, 2, 1]) / 16
            for there, hint in (
                (9 * mean / 8, "that divides by eight; a window has nine pixels."),
                (
                    (9 * mean - windows[:, :, 1, 1]) / 8,
                    "the pixel itself is left out of its mean.",
                ),
                (least[:, :, 4], "that is the median of each window, not the mean."),
                (soft, "the middle of each window counts more; a mean is asked."),
                (
                    found[1, 1] if rows > 3 else np.nan,
                    "the same brightness everywhere: is the argument used?",
                ),
                (windows[:, :, 1].mean(axis=2), "it blurs along the rows only."),
                (windows[:, :, :, 1].mean(axis=2), "it blurs along the columns only."),
            ):
                if np.allclose(inside, there, atol=1e-4):
                    fail(f"{name}: {hint}")
            if np.allclose(found[:-2, :-2], mean, atol=1e-4):
                fail(
                    f"{name}: the blur is shifted by a pixel: one pixel is needed on each "
                    "side, not two on one."
                )
            if rows > 5:
                wide = np.lib.stride_tricks.sliding_window_view(picture, (5, 5))
                if np.allclose(found[2:-2, 2:-2], wide.mean(axis=(2, 3)), atol=1e-4):
                    fail(f"{name}: the windows are 5 × 5; 3 × 3 is asked.")
            fail(
                f"{name}: away from the edge each pixel is to be the mean of its 3 × 3 "
                f"window; at (1, 1) expected {mean[0, 0]:.5f}, got {found[1, 1]:.5f}."
            )
        for level in (1.0, 0.25, -3.0):
            flat = np.full((rows, columns), level)
            found = _picture(name, call(answer, flat, name=name), flat)
            if np.allclose(found, level, atol=1e-4):
                nearly = flat + 0.01 * level * rng.random((rows, columns))
                found = _picture(name, call(answer, nearly, name=name), nearly)
                if np.allclose(found, level, rtol=0.02):
                    continue
                fail(
                    f"{name}: a picture that is *nearly* the same everywhere has a frame."
                )
            edge, corner = found[0, columns // 2], found[0, 0]
            if np.isclose(edge, level * 2 / 3, atol=1e-3) and level == 1.0:
                fail(
                    f"{name}: a white picture still has a dark frame, as with "
                    'padding="same": there are zeros beyond the edge.'
                )
            fail(
                f"{name}: a picture that is {level:g} everywhere gives {edge:.4g} at its "
                f"edge and {corner:.4g} in its corner. What stands beyond the edge must "
                "come from the picture, whatever its brightness."
            )
    rows = np.tile(np.repeat([0.0, 1.0], 6), (12, 1))  # all rows alike: dark, bright
    away_from_step = [0, 1, 2, 3, 8, 9, 10, 11]
    for alike, away in (
        (rows, np.s_[:, away_from_step]),
        (rows.T, np.s_[away_from_step]),
    ):
        found = _picture(name, call(answer, alike.copy(), name=name), alike)
        if np.allclose(found[away], alike[away], atol=1e-4):
            continue
        ends = (found[6, 0], found[6, -1]), (found[0, 6], found[-1, 6])
        if any(np.allclose(two, (1 / 3, 2 / 3), atol=1e-3) for two in ends):
            fail(
                f"{name}: beyond one edge of the picture stands what is at the opposite "
                "edge; it must be like what is near."
            )
        fail(
            f"{name}: a picture with a dark half and a bright one gets a frame: what "
            "stands beyond the edge must be like what is near."
        )
    passed(name, "the mean of 3 × 3 inside, and no frame, in all 3 sizes")


def _picture(name: str, value: Any, picture: np.ndarray) -> np.ndarray:
    """Return an answer as an array; fail unless it has the picture's size."""
    try:
        found = numbers(value, picture)
    except ValueError as error:
        fail(f"{name}: {error}")
    if found.shape == picture.shape:
        return found
    rows, columns = picture.shape
    if found.shape == (rows - 2, columns - 2):
        fail(
            f"{name}: the picture has lost a frame of one pixel; its size is to stay. "
            "What could be put there before the windows are taken?"
        )
    if found.shape == (rows + 2, columns + 2):
        fail(
            f"{name}: a frame of one pixel is too much; is there padding twice, by hand "
            'and by padding="same", or is the padded picture not blurred?'
        )
    if found.shape == (picture.size,):
        fail(f"{name}: all pixels stand in one long row; {picture.shape} is asked.")
    if found.size == picture.size:
        fail(
            f"{name}: expected {picture.shape}, got {found.shape}: the axes of the batch "
            "and the channels are still there."
        )
    fail(f"{name}: for a picture of {picture.shape} got {describe(value)}.")


# --- A network that does not care where ----------------------------------------------

PARAMETERS = 30_000
SAME = 0.02  # of what a shape does to the scores; rounding does a millionth


@procedure(
    hints=(
        "Begin as the chapter's network does: convolutions and pooling work on a picture "
        "of any size. Which of its layers is the first that does not?",
        "Before the ten scores, each map has to become one number. keras.layers has "
        "pooling layers whose names begin with Global: which of them still hears a small "
        "digit on a large sheet?",
        "Thirty thousand parameters suffice for three convolutions with 8, 32 and 64 "
        "channels, and ten outputs without an activation.",
    )
)
def anywhere(answer: Callable[[], Any]) -> None:
    """Watch ``anywhere()``: sizes, parameters, loss, and what moves its scores.

    Nearly all of it is looked at with weights that the check puts in, so that no
    right network is refused for what a short training happened to do.
    """
    name, rng = "anywhere", np.random.default_rng(4)
    if hasattr(answer, "get_weights"):
        fail(f"{name}: pass the function, checks.anywhere(anywhere), not its model.")
    model = call(lambda: _built(name, answer), name=name)
    models.is_model(name, model)
    models.knows_its_shapes(name, model)
    given = getattr(model, "input_shape", None)
    given = given if isinstance(given, tuple) else ()
    if len(given) != 4 or given[3] != 1:
        fail(f"{name}: expected keras.Input((None, None, 1)), found {given[1:]}.")
    if given[1:3] != (None, None):
        fail(
            f"{name}: the input is fixed at {given[1]} × {given[2]} pixels; a picture of "
            "any size is keras.Input((None, None, 1))."
        )
    count = model.count_params()
    if count > PARAMETERS:
        fail(
            f"{name}: {count:,} parameters are more than {PARAMETERS:,}. Which layer "
            "holds most of them? model.summary() says."
        )
    _can_learn(name, model)
    _put_in_known_weights(model)
    x = rng.random((60, 28, 28, 1)).astype("float32")
    found = _scores(name, model, x)
    if np.allclose(found.sum(axis=1), 1, atol=1e-4) and found.min() >= 0:
        fail(
            f"{name}: the outputs add up to 1: there is a softmax at the end. Logits are "
            "asked, so the last layer has no activation."
        )
    if found.min() >= 0 and ((found == 0).any() or found.max() <= 1):
        fail(
            f"{name}: the outputs are never below 0: the last layer has an activation."
        )
    for size in ((2, 33, 47, 1), (5, 48, 48, 1)):
        _scores(name, model, rng.random(size).astype("float32"))
    models.is_compiled(name, model)
    y = found.argmax(axis=1).astype(np.uint8)
    y[::3] = (y[::3] + 1) % 10  # a third of the labels is not what the model says
    _loss_is_right(name, model, x, y)
    _one_pass(name, model, x, y)
    another = call(answer, name=name)
    models.is_model(name, another)
    if _share(model, another):
        fail(f"{name}: the second call gives the same model again, trained as it is.")
    _put_in_known_weights(another)
    _reads(name, another)
    passed(name, f"{count:,} parameters, pictures of any size")


def _built(name: str, answer: Callable[[], Any]) -> Any:
    """Call the answer; say in the exercise's own words what Keras says in long ones."""
    try:
        return answer()
    except ValueError as error:
        if "fully-defined" in str(error):
            fail(
                f"{name}: a dense layer must know how many numbers it gets, and maps of "
                "unknown size, flattened, are of unknown length. What gives one number "
                "for each channel, however large the map?"
            )
        if "min_ndim=4" in str(error):
            fail(f"{name}: the axis of the channels is missing: (None, None, 1).")
        raise


def _put_in_known_weights(model: Any) -> None:
    """Put in random weights, the same at every call, as large as a layer's own were."""
    rng = np.random.default_rng(5)
    for weights in model.trainable_weights:
        start = models.array(weights)
        noise = rng.normal(size=start.shape)
        if start.ndim > 1:
            weights.assign(noise * (np.std(start) or 0.1))
        else:  # biases, too: an empty picture is not to give zeros by chance
            weights.assign(start + 0.1 * noise)


def _scores(name: str, model: Any, x: np.ndarray) -> np.ndarray:
    """Return the scores, (batch, 10); fail if the model does not give them."""
    try:
        found = models.array(model(x))
    except Exception as error:
        small = False
        if x.shape[1:3] == (28, 28):
            with contextlib.suppress(Exception):
                small = model(np.zeros((1, 160, 160, 1), "float32")) is not None
        if small:
            fail(
                f"{name}: nothing is left of a picture of 28 × 28 on its way through the "
                "layers: each convolution without padding takes a frame, each pooling "
                f"half. ({first_line(error)})"
            )
        fail(
            f"{name}: the model does not take pictures of {x.shape[1]} × {x.shape[2]}. "
            f"({first_line(error)})"
        )
    if found.ndim == 4:
        fail(
            f"{name}: the outputs are maps still, of shape {found.shape} for {len(x)} "
            f"pictures; ({len(x)}, 10) is asked. What brings each map to one number?"
        )
    if found.shape != (len(x), 10):
        fail(
            f"{name}: for {len(x)} examples the outputs have shape {found.shape}, not "
            f"({len(x)}, 10): one score for each of ten digits."
        )
    return found.astype(float)


def _can_learn(name: str, model: Any) -> None:
    """Fail if a part of the model is frozen, or if all units of a layer are the same."""
    models.is_not_frozen(name, model)
    kernels = [w for w in model.trainable_weights if len(w.shape) > 1]
    for kernel in kernels[:-1]:
        if min(kernel.shape) > 1 and np.ptp(models.array(kernel)) == 0:
            fail(
                f"{name}: all weights of shape {tuple(kernel.shape)} start with the same "
                "number, so all units of that layer do the same; leave it to Keras."
            )


def _one_pass(name: str, model: Any, x: np.ndarray, y: np.ndarray) -> None:
    """Fail unless one pass with the model's own optimizer moves a weight."""
    before = model.get_weights()
    try:
        model.fit(x, y, batch_size=16, verbose=0)
    except Exception as error:
        fail(f"{name}: fit stops with {type(error).__name__}: {first_line(error)}")
    after = model.get_weights()
    if not any(np.any(a != b) for a, b in zip(before, after, strict=True)):
        fail(f"{name}: a short training moves no weight. Is the learning rate zero?")


def _share(model: Any, another: Any) -> bool:
    """Whether two models are one, or have weights in common."""
    ours = {id(weights) for weights in model.trainable_weights}
    return any(id(weights) in ours for weights in another.trainable_weights)


def _loss_is_right(name: str, model: Any, x: np.ndarray, y: np.ndarray) -> None:
    """Fail unless the loss is the cross-entropy of logits, and the metric the accuracy."""
    said = models.results(
        name, model, x, y, "the labels are whole numbers, not one-hot."
    )
    penalty = sum(float(one) for one in model.losses)  # of the weights, if there is one
    logits = models.array(model(x)).astype(float)
    high = logits.max(axis=1, keepdims=True)
    lse = high[:, 0] + np.log(np.exp(logits - high).sum(axis=1))
    loss = np.mean(lse - logits[np.arange(len(y)), y]) + penalty
    if "accuracy" not in said:
        fail(f'{name}: no metric is called "accuracy"; the page asks for it by name.')
    right = np.mean(logits.argmax(axis=1) == y)
    if not np.isclose(said["accuracy"], right, atol=1e-3):
        fail(
            f"{name}: the share of right answers is {right:.3f} here, and the metric says "
            f"{said['accuracy']:.3f}. Is it one for labels that are whole numbers?"
        )
    if not np.isclose(said["loss"], loss, rtol=0.02, atol=2e-3):
        fail(
            f"{name}: for logits and whole numbers the cross-entropy is {loss:.4g} here, "
            f"the loss says {said['loss']:.4g}. Does it know that it gets logits?"
        )


def _reads(name: str, model: Any) -> None:
    """Fail unless the scores hear a small shape, wherever it is and however much is empty.

    The pictures are black but for one shape far from the edges. All distances are
    multiples of what the network's strides multiply to: one of the steps below is, for
    every product up to 16 and most that are larger.
    """
    blob = np.random.default_rng(6).random((20, 20))
    moves, grows = [], []  # how much the scores change, for each distance
    for step in (48, 60, 56, 54, 64, 55, 52):
        small, large = 64 + step, 64 + 3 * step
        sheets = [
            np.zeros((1, side, side, 1), "float32") for side in (small, *[large] * 3)
        ]
        for sheet, place in zip(
            sheets, (step - 8, 2 * step - 8, step - 8), strict=False
        ):
            sheet[0, place : place + 20, place : place + 20, 0] = blob
        one, other, moved, empty = (_scores(name, model, x)[0] for x in sheets)
        heard = np.abs(other - empty).max()
        if heard < 1e-6 * (1 + np.abs(empty).max()):
            fail(
                f"{name}: a picture with a shape in its middle gets the same scores as an "
                "empty one. Which places of the maps do the scores come from?"
            )
        moves.append(np.abs(moved - other).max() / heard)
        grows.append(np.abs(one - other).max() / heard)
        if max(moves[-1], grows[-1]) < SAME:
            break
    if min(moves) >= SAME:
        fail(
            f"{name}: the same shape gets other scores when it is moved on an empty "
            "picture. What still depends on the place? A global pooling keeps one "
            "number of each map, wherever it stood."
        )
    apart, blank = 0.0, _scores(name, model, np.zeros((1, 176, 176, 1), "float32"))[0]
    # In small windows wide bars look alike, and narrow ones do not. Both bars have as many
    # pixels, and as many blocks.
    for width in (1, 2, 4, 8):
        bars = np.zeros((2, 176, 176, 1), "float32")
        bars[0, 64:96, 64 : 64 + width] = bars[1, 64 : 64 + width, 64:96] = 1
        upright, level = _scores(name, model, bars)
        heard = np.abs(upright - blank).max()
        if heard > 1e-6 * (1 + np.abs(blank).max()):
            apart = max(apart, np.abs(upright - level).max() / heard)
    if apart < 1e-4:
        fail(
            f"{name}: an upright bar and a level one get the same scores, whatever the "
            "weights. Do its units look at neighboring pixels, with an activation after "
            "them, before the map becomes one number?"
        )
    if min(grows) >= SAME:  # more paper changes the scores: too much to read them?
        _still_reads(name, model)


def _still_reads(name: str, model: Any) -> None:
    """Train a model on shapes; fail if it cannot tell them on a larger sheet.

    One that has not learned them on its own sheet, either, is not judged.
    """
    import keras

    rng = np.random.default_rng(7)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.005), loss)  # known to do
    model.fit(*_blobs(rng, 192, 28), epochs=12, batch_size=16, verbose=0)
    scores = []
    for side in (28, 64, 160):
        x, y = _blobs(rng, 60, side)
        scores.append(np.mean(models.array(model(x)).argmax(axis=1) == y))
    learned, *larger = scores
    if learned > 0.8 and min(larger) < 0.6:
        fail(
            f"{name}: the same shape gets other scores when there is more empty paper "
            "around it, so much so that it is no longer recognized. What becomes of a "
            "mean or a sum over the map when most of the map is empty?"
        )


def _blobs(
    rng: np.random.Generator, count: int, side: int
) -> tuple[np.ndarray, np.ndarray]:
    """Make pictures of an upright bar, a level bar or a square; uint8 labels."""
    labels = np.arange(count) % 3
    pictures = np.zeros((count, side, side, 1), "float32")
    for picture, label in zip(pictures, labels, strict=True):
        top, left = rng.integers(6, side - 17, size=2)
        height, width = ((12, 2), (2, 12), (5, 5))[label]
        picture[top : top + height, left : left + width] = 1
    return pictures, labels.astype(np.uint8)
