"""Compare what a reader computed with what is right, and say in words where they differ."""

from __future__ import annotations

from typing import Any

import numpy as np

SHORT = 8  # an array of at most so many elements is shown whole


def numbers(value: Any, like: Any) -> Any:
    """Return a value as arrays, in the structure of the right answer.

    Parameters
    ----------
    value : number, array, tensor of any backend, list, tuple or dict
        What the reader's code returned.
    like : number, array, tuple or dict of them
        The right answer. A tuple may come as a list, a number as an array of length 1.

    Raises
    ------
    ValueError
        If the structure differs, or if something is not made of real numbers.
    """
    if isinstance(like, dict):
        if not isinstance(value, dict):
            raise ValueError(f"expected a dict, got {describe(value)}")
        if set(value) != set(like):
            raise ValueError(f"expected the keys {list(like)}, got {list(value)}")
        return {key: numbers(value[key], like[key]) for key in like}
    if isinstance(like, tuple):
        listed = isinstance(value, tuple | list) or (
            isinstance(value, np.ndarray) and value.ndim > 0
        )
        if not listed or len(value) != len(like):
            raise ValueError(f"expected {len(like)} values, got {describe(value)}")
        return tuple(numbers(part, one) for part, one in zip(value, like, strict=True))
    array = _array(value)
    if array is None:
        raise ValueError(
            f"expected {describe(like)}, got {describe(value)}, "
            "which is not made of real numbers"
        )
    if array.shape == (1,) and np.shape(like) == ():
        array = array[0]
    return array


def _array(value: Any) -> np.ndarray | None:
    """Return a number, a list or a tensor of any backend as an array; else None."""
    if hasattr(value, "detach"):  # PyTorch
        value = value.detach().cpu()
    try:
        array = np.asarray(value)
    except (TypeError, ValueError, NotImplementedError):  # ragged, or symbolic
        return None
    return array if array.dtype.kind in "biuf" else None


def fault(value: Any, like: Any, rtol: float, atol: float, names=()) -> str | None:
    """Say where numbers differ from the right ones; None where they do not.

    ``value`` and ``like`` are of one structure, as `numbers` makes them; ``names``
    are the names of the values where ``like`` is a tuple. Whole numbers must be equal;
    others may differ by ``atol + rtol * |like|``.
    """
    if isinstance(like, tuple):
        if len(names) != len(like):
            names = [f"value {i + 1} of {len(like)}" for i in range(len(like))]
        parts = zip(names, value, like, strict=True)
    elif isinstance(like, dict):
        parts = ((repr(key), value[key], like[key]) for key in like)
    else:
        return _fault_of_array(np.asarray(value), np.asarray(like), rtol, atol)
    for name, part, one in parts:
        said = fault(part, one, rtol, atol)
        if said:
            return f"{name} is wrong: {said}"
    return None


def _fault_of_array(value, like, rtol, atol) -> str | None:
    if value.shape != like.shape:
        return f"expected {_shape(like.shape)}, got {_shape(value.shape)}"
    if like.dtype.kind in "biu":
        rtol, atol = 0.0, 1e-6
    near = np.isclose(
        value.astype(float), like.astype(float), rtol=rtol, atol=atol, equal_nan=True
    )
    if near.all():
        return None
    if like.size <= SHORT:
        wanted, found = _told_apart(like, value)
        return f"expected {wanted}, got {found}"
    index = tuple(int(i) for i in np.argwhere(~near)[0])
    wanted, found = _told_apart(like[index], value[index])
    place = index[0] if len(index) == 1 else index
    return f"at index {place} expected {wanted}, got {found}"


def _told_apart(one: Any, other: Any) -> tuple[str, str]:
    """Show two numbers or small arrays with as many digits as tell them apart."""
    for digits in (5, 8, 12, 17):
        shown = describe(np.asarray(one), digits), describe(np.asarray(other), digits)
        if shown[0] != shown[1]:
            break
    return shown


def _shape(shape: tuple[int, ...]) -> str:
    return f"an array of shape {shape}" if shape else "a single number"


def describe(value: Any, digits: int = 5) -> str:
    """Say in a few words what a value is: short ones whole, long ones by type and shape."""
    if isinstance(value, float | np.floating):
        return f"{value:.{digits}g}"
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        if value.size > SHORT:
            return f"an array of shape {value.shape}"
        formatter = {"float": lambda number: f"{number:.{digits}g}"}
        text = np.array2string(value, separator=", ", formatter=formatter)
        return " ".join(text.split())
    if isinstance(value, tuple):
        return "(" + ", ".join(describe(part, digits) for part in value) + ")"
    if isinstance(value, dict):
        shown = (f"{key!r}: {describe(part, digits)}" for key, part in value.items())
        text = "{" + ", ".join(shown) + "}"
    elif isinstance(value, type) or (callable(value) and hasattr(value, "__name__")):
        return value.__name__
    else:
        text = repr(value)
    short = len(text) <= 60 and "\n" not in text and " at 0x" not in text
    return text if short else f"a {type(value).__name__}"


def snapshot(value: Any) -> Any:
    """Copy arrays, and lists, tuples and dicts of them; anything else is itself."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, dict):
        return {key: snapshot(part) for key, part in value.items()}
    if isinstance(value, list):
        return [snapshot(part) for part in value]
    if isinstance(value, tuple):
        return tuple(snapshot(part) for part in value)
    return value


def unchanged(before: Any, after: Any) -> bool:
    """Whether arguments are what their snapshot was: arrays, lists and dicts of them."""
    if isinstance(before, np.ndarray):
        return (
            type(before) is type(after)
            and before.dtype == after.dtype
            and np.array_equal(before, after, equal_nan=before.dtype.kind == "f")
        )
    if isinstance(before, dict):
        return (
            isinstance(after, dict)
            and list(before) == list(after)
            and all(unchanged(before[key], after[key]) for key in before)
        )
    if isinstance(before, list | tuple):
        same_kind = isinstance(after, list | tuple) and len(before) == len(after)
        return same_kind and all(map(unchanged, before, after))
    if isinstance(before, int | float | str):
        return before is after or before == after
    return True  # other objects are their owners' affair
