"""Checks that tell a reader what is wrong, not only that something is.

An exercise's check compares what the reader wrote with an oracle on many inputs.
When the answer is wrong it tries the *usual mistakes*, and names the one that gives
the reader's numbers. Each chapter has a module of its own beside this core.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from helpers.checks import CheckFailed, fail, passed

__all__ = ["CheckFailed", "Mistake", "check_array", "check_function", "fail", "passed"]


class Mistake(NamedTuple):
    """A usual mistake: a function that makes it, and the hint that helps."""

    wrong: Callable[..., Any]
    hint: str


def check_function(
    candidate: Callable[..., Any],
    reference: Callable[..., Any],
    cases: Iterable[Sequence[Any]],
    *,
    name: str,
    mistakes: Sequence[Mistake] = (),
    rtol: float = 1e-5,
    atol: float = 1e-7,
) -> None:
    """Compare a reader's function with an oracle; name the usual mistake if one fits.

    Parameters
    ----------
    candidate : callable
        What the reader wrote.
    reference : callable
        The oracle: same arguments, right answer (a number, an array or a tuple of them).
    cases : iterable of tuples
        Positional arguments of each call. They are copied before each call.
    name : str
        What the reader calls the function; messages begin with it.
    mistakes : sequence of Mistake
        Usual mistakes. The first whose results equal the reader's on every case, and
        differ from the reference on at least one, lends its hint.
    rtol, atol : float
        Tolerances of `numpy.allclose`. They leave room for float32.

    Raises
    ------
    CheckFailed
        One line: what was given, what was expected, what came, and a hint.
    """
    if not callable(candidate):
        fail(f"{name}: expected a function, found {_describe(candidate)}")
    cases = [tuple(case) for case in cases]
    expected = [reference(*copy.deepcopy(case)) for case in cases]
    results = [
        _call(candidate, case, answer, name)
        for case, answer in zip(cases, expected, strict=True)
    ]
    for case, answer, result in zip(cases, expected, results, strict=True):
        fault = _fault(result, answer, rtol, atol)
        if fault:
            hint = _hint(mistakes, cases, expected, results, rtol, atol)
            fail(f"{name}: {hint or f'for {_describe_arguments(case)} {fault}'}")
    passed(name, f"right on all {len(cases)} inputs")


def check_array(
    value: Any, expected: Any, *, name: str, rtol: float = 1e-5, atol: float = 1e-7
) -> None:
    """Compare one value of the reader's, a number or an array, with the right one.

    Raises
    ------
    CheckFailed
        If type, shape or values differ.
    """
    fault = _fault(_as_numbers(value, expected, name), expected, rtol, atol)
    if fault:
        fail(f"{name}: {fault}")
    passed(name, "right")


def _call(candidate: Callable, case: tuple, expected: Any, name: str) -> Any:
    """Call the reader's function on a copy of the case; every fault gets its own line."""
    arguments = copy.deepcopy(case)
    name_and_case = f"{name}: for {_describe_arguments(case)}"
    try:
        result = candidate(*arguments)
    except NotImplementedError:
        fail(f"{name}: not written yet. Replace `raise NotImplementedError()`.")
    except Exception as error:  # the reader's code may raise anything: say what
        fail(f"{name_and_case} raised {type(error).__name__}: {error}")
    if result is None:
        fail(f"{name}: returned nothing. Is a `return` missing?")
    if not all(
        np.array_equal(given, now, equal_nan=True)
        for given, now in zip(case, arguments, strict=True)
        if isinstance(given, np.ndarray)
    ):
        fail(f"{name_and_case} changed its arguments in place; work on a copy")
    return _as_numbers(result, expected, name_and_case)


def _as_numbers(result: Any, expected: Any, name: str) -> Any:
    """Return the result as an array, or a tuple of arrays where a tuple is expected."""
    if isinstance(expected, tuple):
        if not isinstance(result, tuple | list) or len(result) != len(expected):
            fail(f"{name} expected {len(expected)} values, got {_describe(result)}")
        return tuple(
            _as_numbers(part, answer, name)
            for part, answer in zip(result, expected, strict=True)
        )
    try:
        return np.asarray(result, dtype=float)
    except (TypeError, ValueError):
        fail(
            f"{name} expected {_describe(expected)}, "
            f"got {_describe(result)}, which is not made of numbers"
        )


def _fault(result: Any, expected: Any, rtol: float, atol: float) -> str | None:
    """Say in what the result differs from what is expected; None where it does not."""
    if isinstance(expected, tuple):
        for number, (part, answer) in enumerate(zip(result, expected, strict=True), 1):
            fault = _fault(part, answer, rtol, atol)
            if fault:
                return f"value {number} of {len(expected)} is wrong: {fault}"
        return None
    if result.shape != np.shape(expected):
        return (
            f"expected {_describe_shape(np.shape(expected))}, "
            f"got {_describe_shape(result.shape)}"
        )
    wanted = np.asarray(expected, dtype=float)
    if np.allclose(result, wanted, rtol=rtol, atol=atol, equal_nan=True):
        return None
    if result.size <= 8:
        return f"expected {_describe(expected)}, got {_describe(result)}"
    wrong = ~np.isclose(result, wanted, rtol=rtol, atol=atol, equal_nan=True)
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    place = index[0] if len(index) == 1 else index
    return f"at index {place} expected {wanted[index]:.6g}, got {result[index]:.6g}"


def _hint(
    mistakes: Sequence[Mistake],
    cases: list[tuple],
    expected: list,
    results: list,
    rtol: float,
    atol: float,
) -> str | None:
    """Return the hint of the first usual mistake that gives exactly these results."""
    for mistake in mistakes:
        with np.errstate(all="ignore"):
            wrong = [mistake.wrong(*copy.deepcopy(case)) for case in cases]
        if _agree(results, wrong, rtol, atol) and not _agree(
            expected, wrong, rtol, atol
        ):
            return mistake.hint
    return None


def _agree(some: list, others: list, rtol: float, atol: float) -> bool:
    """Whether two lists of results are equal, element by element."""
    return not any(
        _fault(_arrays(one), other, rtol, atol)
        for one, other in zip(some, others, strict=True)
    )


def _arrays(value: Any) -> Any:
    return (
        tuple(np.asarray(part, dtype=float) for part in value)
        if isinstance(value, tuple)
        else np.asarray(value, dtype=float)
    )


def _describe_arguments(case: tuple) -> str:
    return "(" + ", ".join(_describe(argument) for argument in case) + ")"


def _describe_shape(shape: tuple[int, ...]) -> str:
    return f"an array of shape {shape}" if shape else "a single number"


def _describe(value: Any) -> str:
    """Say in a few words what a value is: short ones whole, long ones by type and shape."""
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            return f"{value.item():.6g}"
        if value.size <= 8:
            return np.array2string(value, precision=4, separator=", ").replace("\n", "")
        return f"an array of shape {value.shape}"
    if isinstance(value, float | np.floating):
        return f"{value:.6g}"
    if isinstance(value, tuple):
        return _describe_arguments(value)
    if callable(value):
        return getattr(value, "__name__", type(value).__name__)
    text = repr(value)
    return text if len(text) <= 60 else f"a {type(value).__name__}"
