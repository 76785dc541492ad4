"""Ctrl-C: what was started is ended, one line is printed, the exit status is 130."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_endings: set[Callable[[], None]] = set()


@contextmanager
def ended_by(end: Callable[[], None]) -> Iterator[None]:
    """Call `end` if the program is stopped within this block."""
    _endings.add(end)
    try:
        yield
    finally:
        _endings.discard(end)


def install(what: str, then: str = "the next run goes on from here") -> None:
    """From now on, end at once when asked to, with one line: what stopped, what then."""

    def stop(number: int, _frame: object) -> None:
        for each in _signals():  # a second Ctrl-C is no news
            signal.signal(each, signal.SIG_IGN)
        for end in list(_endings):
            end()
        print(f"\n{what} stopped; {then}", file=sys.stderr)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(128 + number)  # threads still wait for what has been ended

    for each in _signals():
        signal.signal(each, stop)


def _signals() -> tuple[signal.Signals, ...]:
    """Return the signals that ask to end; `nohup` has SIGHUP ignored, and so it stays."""
    hangup = getattr(signal, "SIGHUP", None)  # the terminal is closed
    if hangup is None or signal.getsignal(hangup) is signal.SIG_IGN:
        return signal.SIGINT, signal.SIGTERM
    return signal.SIGINT, signal.SIGTERM, hangup


def end_process(process) -> None:
    """End a process that was started with `start_new_session`, and all that it started."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        pass  # it has ended by itself
