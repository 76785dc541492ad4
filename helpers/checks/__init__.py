"""Checks that tell a reader what is wrong, not only that something is.

A check is one object, which the exercise's page calls with what the reader wrote:

`Exercise`   compares it with a reference on many cases. A *usual mistake* is an edit of
             the reference (`Edit`): where the answer is wrong, the edit, or the pair of
             edits, that gives the reader's own numbers lends its hint.
`procedure`  watches what cannot be compared: a model, a training, what is recorded.

Both give help before an answer: ``checks.schedule.hint()``. Each chapter has a module
of its own beside this core; `compare` says where numbers differ.
"""

from __future__ import annotations

import contextlib
import copy
import ctypes
import functools
import inspect
import itertools
import queue
import textwrap
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from helpers.checks.compare import describe, fault, numbers, snapshot, unchanged

__all__ = [
    "Check",
    "CheckFailed",
    "Edit",
    "Exercise",
    "call",
    "describe",
    "fail",
    "fault",
    "first_line",
    "numbers",
    "passed",
    "procedure",
    "usable",
]


class CheckFailed(AssertionError):
    """The answer of an exercise is wrong. A notebook shows one tidy line, no traceback.

    `raised` is the exception that the reader's code raised, if it was that.
    """

    raised: BaseException | None = None

    def _render_traceback_(self) -> list[str]:  # IPython calls this
        return [f"✗ {self}"]


def fail(message: str) -> None:
    """Raise `CheckFailed` with this message."""
    # From None: a reader has no use for the check's own inner exceptions.
    raise CheckFailed(message) from None


def passed(name: str, note: str) -> None:
    """Print the one line that tells the reader that an answer is right."""
    print(f"✓ {name}: {note}")


def usable(name: str, result: Any, use: Callable[[Any], Any], needs: str) -> None:
    """Do with a right result what the page's next cell does; fail in one line if it fails.

    A list where an array is sliced, an array of length 1 where a number is printed: the
    numbers are right, and the next cell stops.

    Parameters
    ----------
    name : str
        The exercise.
    result
        What the reader's function returned.
    use : callable
        ``use(result)`` is what the page does with it.
    needs : str
        What the page needs, e.g. ``"plain numbers"``; the message ends with it.
    """
    try:
        with np.errstate(all="ignore"), _no_warnings():
            use(result)
    except Exception as error:
        fail(
            f"{name}: the values are right, but {describe(result)} does not work in the "
            f"next cell ({type(error).__name__}: {first_line(error)}), which needs {needs}."
        )


# --- The reader's code ---------------------------------------------------------------


def call(
    answer: Callable[..., Any],
    *arguments: Any,
    name: str,
    seconds: float = 20,
    returns: bool = True,
) -> Any:
    """Call a reader's function; whatever goes wrong becomes one tidy line.

    Parameters
    ----------
    answer : callable
        What the reader wrote.
    *arguments
        Its arguments. Arrays, and lists and dicts of them, must stay as they are.
    name : str
        Messages begin with it.
    seconds : float
        A call that takes longer is ended, within a library's own code when that returns.
    returns : bool
        Whether None is a mistake.

    Raises
    ------
    CheckFailed
        The stub, an exception, an endless loop, None, a changed argument.
    """
    try:
        return _watched(answer, arguments, name, seconds, returns)
    except _Raised as raised:
        failed = CheckFailed(f"{name}: for {_arguments(arguments)} {raised}")
        failed.raised = raised.error
        raise failed from None


class _Raised(Exception):
    """What the reader's code raised, as it is told."""

    def __init__(self, error: BaseException):
        super().__init__(f"raised {type(error).__name__}: {first_line(error)}")
        self.error = error


class _TooLong(BaseException):
    """The time is over. Not an Exception, so that most readers' `except` let it pass."""


def _watched(answer, arguments, name, seconds, returns) -> Any:
    """Call the answer; raise `_Raised` if it raises, `CheckFailed` for all other faults."""
    before = snapshot(arguments)
    try:
        with np.errstate(all="ignore"), _no_warnings(), _time_limit(seconds):
            result = answer(*arguments)
    except NotImplementedError as error:
        if error.args:
            raise _Raised(error) from None
        fail(
            f"{name}: not written yet. Put your code in place of "
            f"`raise NotImplementedError()`; checks.{name}.hint() gives a first push."
        )
    except CheckFailed:
        raise
    except _TooLong:
        fail(
            f"{name}: for {_arguments(arguments)} it did not come back within "
            f"{seconds:g} seconds. Is there a loop that never ends?"
        )
    except (Exception, SystemExit) as error:  # the reader's code may raise anything
        raise _Raised(error) from None
    if result is None and returns:
        fail(f"{name}: returned nothing. Is a `return` missing?")
    if not unchanged(before, arguments):
        fail(
            f"{name}: for {_arguments(before)} it changed its arguments in place; "
            "work on a copy."
        )
    return result


class _Limit:
    """A block that may take so many seconds, in the thread that makes the limit."""

    def __init__(self, seconds: float):
        self.thread, self.end = threading.get_ident(), time.monotonic() + seconds
        self.lock, self.over = threading.Lock(), False

    def interrupt(self) -> None:
        """Raise `_TooLong` in the block's thread if it is too late and not over."""
        with self.lock:
            if not self.over and self.end <= time.monotonic():
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self.thread), ctypes.py_object(_TooLong)
                )
                self.end = time.monotonic() + 0.5  # a bare `except` may swallow it

    def close(self) -> None:
        """End the limit: nothing is raised after this, not even what is on its way."""
        closed = False
        while not closed:
            try:
                with self.lock:
                    self.over = True
                for _ in range(3):  # what is on its way arrives at the next jump
                    pass
                closed = True
            except _TooLong:
                pass


_opened: queue.SimpleQueue[_Limit] = queue.SimpleQueue()
_watcher = threading.Thread()  # none yet


def _watch() -> None:
    """Interrupt whatever takes too long.

    One thread for all limits: Python may raise in a thread that is just being started
    what was meant for the thread that starts it, which then waits for ever.
    """
    limits: list[_Limit] = []
    while True:
        ends = [limit.end - time.monotonic() for limit in limits]
        with contextlib.suppress(queue.Empty):
            limits.append(_opened.get(timeout=max(0, min(ends)) if ends else None))
        limits = [limit for limit in limits if not limit.over]
        for limit in limits:
            limit.interrupt()


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise `_TooLong` in this thread if the block takes longer: no signals, any system.

    Again and again, until the block is left: a bare `except` may swallow it. Python code
    is ended at once, a call of a library when it returns.
    """
    global _watcher
    if not _watcher.is_alive():  # the first limit, or the first in a forked process
        _watcher = threading.Thread(target=_watch, daemon=True)
        _watcher.start()
    limit = _Limit(seconds)
    try:
        _opened.put(limit)
        yield
    finally:
        limit.close()


@contextlib.contextmanager
def _no_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def first_line(error: BaseException) -> str:
    """Return the first line of an exception's message, at most 200 characters."""
    return (str(error).strip().splitlines() or [""])[0][:200]


def _arguments(case: Sequence[Any]) -> str:
    text = describe(tuple(case))
    return text if len(text) <= 160 else text[:150] + " ...)"


# --- What all checks share -----------------------------------------------------------


class Check:
    """An exercise's check: the page calls it with the answer, and asks it for hints.

    Attributes
    ----------
    name : str
        What the exercise, and the reader's function, is called.
    hints : tuple of str
        At most three pushes, for somebody who does not know where to begin.
    """

    name: str
    hints: tuple[str, ...]
    _hints_given = 0

    def hint(self) -> None:
        """Print the next hint; each call gives one further, as far as they go."""
        if self._hints_given < len(self.hints):
            said = self.hints[self._hints_given]
            self._hints_given += 1
            print(f"Hint {self._hints_given} of {len(self.hints)}: {said}")
        else:
            print(
                f"There is no further hint for {self.name}. Run the check on what you "
                "have, even if it is wrong: it says what to look at."
            )

    def _require_function(self, answer: Any) -> None:
        if not callable(answer):
            fail(f"{self.name}: expected a function, found {describe(answer)}")


class _Procedure(Check):
    def __init__(self, watch: Callable[..., None], hints: tuple[str, ...]):
        functools.update_wrapper(self, watch)
        self.name, self.hints, self._watch = watch.__name__, hints, watch

    def __call__(self, answer: Callable[..., Any], *given: Any) -> None:
        self._require_function(answer)
        self._watch(answer, *given)


def procedure(*, hints: tuple[str, ...]) -> Callable[[Callable], _Procedure]:
    """Make a check of a function ``name(answer, ...)`` that watches what an answer does.

    It uses `call` for the reader's code, `fail` for what is wrong, `passed` at the end.
    """
    return lambda watch: _Procedure(watch, hints)


# --- Exercises that are compared -----------------------------------------------------


class Edit:
    """A usual mistake: what to change in the right answer to make it, and its hint.

    Parameters
    ----------
    hint : str
        What the reader is told: the cause, and the next thought.
    *replacements : pairs of str
        ``(old, new)``, carried out in this order on the reference's source; each old
        text must stand there exactly once.
    """

    def __init__(self, hint: str, *replacements: tuple[str, str]):
        self.hint, self.replacements = hint, replacements

    def __repr__(self) -> str:
        return f"Edit({self.hint!r})"

    def apply(self, source: str) -> str:
        """Return the edited source.

        Raises
        ------
        ValueError
            If an old text does not stand there exactly once.
        """
        for old, new in self.replacements:
            if source.count(old) != 1:
                raise ValueError(
                    f"{old!r} stands {source.count(old)} times in:\n{source}"
                )
            source = source.replace(old, new)
        return source


ENDLESS = "never ends"


class _Outcome(NamedTuple):
    """What came of an answer on one case: its result, or the text of what it raised."""

    result: Any
    raised: str | None = None


class Exercise(Check):
    """A check that compares an answer with a reference, and names the usual mistakes.

    Parameters
    ----------
    reference : function
        The right answer, in plain lines, as the solutions page shows it. Its name, less
        a leading underscore, is the exercise's.
    cases : function
        Returns a list of tuples, the arguments of each call, made so that every
        mistake shows.
    mistakes : tuple of Edit
        Tried in this order, then in pairs.
    hints : tuple of str
        What `hint` prints.
    run : function, optional
        ``run(answer, *case, *given)`` uses an answer, the reader's, the reference or
        an edited one, and returns what is compared. By default ``answer(*case)``.
    given : tuple
        Further arguments of ``run`` and ``then``; the page may pass its own.
    then : function, optional
        ``then(answer, *given)`` watches an answer that is right on all cases, and calls
        `fail` if it cheats or would not work where the page uses it.
    returns : tuple of str, or None
        The names of the values where a tuple is returned; None for a function that
        returns nothing.
    rtol, atol : float
        Tolerances, as in `numpy.isclose`. They leave room for float32.
    seconds : float
        The limit of one call.

    Raises
    ------
    CheckFailed
        One line: the mistake that gives the reader's results, or else what was given,
        what was expected and what came.
    """

    def __init__(
        self,
        reference: Callable[..., Any],
        cases: Callable[[], list[tuple]],
        mistakes: tuple[Edit, ...] = (),
        hints: tuple[str, ...] = (),
        *,
        run: Callable[..., Any] | None = None,
        given: tuple = (),
        then: Callable[..., None] | None = None,
        returns: tuple[str, ...] | None = (),
        rtol: float = 1e-5,
        atol: float = 1e-7,
        seconds: float = 20,
    ):
        self.name = reference.__name__.removeprefix("_")
        self.reference, self.cases, self.mistakes = reference, cases, mistakes
        self.hints, self.given, self.then, self.returns = hints, given, then, returns
        self.run = run or (lambda answer, *case: answer(*case))
        self.rtol, self.atol, self.seconds = rtol, atol, seconds

    def __call__(self, answer: Callable[..., Any], *given: Any) -> None:
        self._require_function(answer)
        given = given or self.given
        cases = self.cases()
        expected = [self.outcome(self.reference, case) for case in cases]
        found = [self._reader_outcome(answer, case, given) for case in cases]
        for case, right, outcome in zip(cases, expected, found, strict=True):
            said = self._fault(outcome, right)
            if said:
                hint = self._named(cases, expected, found)
                fail(f"{self.name}: {hint or f'for {_arguments(case)} {said}'}")
        if self.then:
            self.then(answer, *given)
        passed(self.name, f"right in all {len(cases)} cases" if cases[1:] else "right")

    def edited(self, *edits: Edit) -> Callable[..., Any]:
        """Return the reference with these mistakes in it.

        Raises
        ------
        ValueError
            If an edit does not fit the source, or the result is not Python.
        """
        source = textwrap.dedent(inspect.getsource(self.reference))
        for edit in edits:
            source = edit.apply(source)
        scope = dict(self.reference.__globals__)
        code = compile(source, f"<{self.name}, edited>", "exec", dont_inherit=True)
        exec(code, scope)
        return scope[self.reference.__name__]

    def _composed(self, *edits: Edit) -> Callable[..., Any] | None:
        """Return the reference with these mistakes in either order; None if none fits."""
        for order in (edits, edits[::-1]):
            with contextlib.suppress(ValueError, SyntaxError):  # edits of one place
                return self.edited(*order)
        return None

    def outcome(self, answer: Callable[..., Any], case: tuple) -> _Outcome:
        """Use the reference, or an edited one, on one case."""
        try:
            with np.errstate(all="ignore"), _no_warnings(), _time_limit(self.seconds):
                return _Outcome(self.run(answer, *copy.deepcopy(case), *self.given))
        except (Exception, _TooLong) as error:
            if answer is self.reference:
                raise  # a fault of the check itself is never taken for the reader's
            if isinstance(error, _TooLong):
                return _Outcome(None, ENDLESS)
            return _Outcome(None, str(_Raised(error)))

    def _reader_outcome(self, answer, case, given) -> _Outcome:
        """Use the reader's answer on one case; what cannot be compared is told here."""
        last = None

        def watched(*arguments: Any) -> Any:
            nonlocal last
            returns = self.returns is not None
            last = _watched(answer, arguments, self.name, self.seconds, returns)
            return last

        try:
            with np.errstate(all="ignore"), _no_warnings():
                return _Outcome(self.run(watched, *copy.deepcopy(case), *given))
        except _Raised as raised:
            return _Outcome(None, str(raised))
        except CheckFailed:
            raise
        except Exception as error:  # in `run`: it cannot use what was returned
            fail(
                f"{self.name}: for {_arguments(case)} got {describe(last)}, which cannot "
                f"be used here: {first_line(error) or type(error).__name__}"
            )

    def _fault(self, outcome: _Outcome, right: _Outcome) -> str | None:
        """Say in what an outcome differs from another; None where it does not."""
        if outcome.raised or right.raised:
            return (
                None if outcome.raised == right.raised else outcome.raised or "differs"
            )
        try:
            value, like = numbers(outcome.result, right.result), right.result
        except ValueError as error:
            return str(error)
        return fault(
            value, numbers(like, like), self.rtol, self.atol, self.returns or ()
        )

    def _named(self, cases, expected, found) -> str | None:
        """Return the hint of the mistake, or of the two, that gives these outcomes."""

        endless = set()

        def gives(*edits: Edit) -> bool:
            wrong = self._composed(*edits)
            if wrong is None or endless.intersection(edits):
                return False
            differs = False
            for case, right, outcome in zip(cases, expected, found, strict=True):
                made = self.outcome(wrong, case)
                if made.raised == ENDLESS:
                    endless.update(edits)
                if self._fault(outcome, made):
                    return False
                differs = differs or self._fault(made, right) is not None
            return differs

        for edit in self.mistakes:
            if gives(edit):
                return edit.hint
        for one, other in itertools.combinations(self.mistakes, 2):
            if gives(one, other):
                return f"two mistakes: {one.hint} And: {other.hint}"
        return None
