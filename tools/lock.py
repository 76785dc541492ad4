"""One build at a time in one folder; a second one is told who is at work."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt


@contextmanager
def held(folder: Path, what: str) -> Iterator[None]:
    """Hold the folder's lock, which ends with the process, however it ends.

    Raises
    ------
    SystemExit
        If another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".lock", "a+", encoding="utf-8") as file:
        if not _locked(file):
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise SystemExit(
                f"{what}: {holder} is at work here; wait for it, or end it"
            )
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()}, since {time.strftime('%H:%M:%S')},")
        file.flush()
        yield
        file.seek(0)
        file.truncate()


def _locked(file) -> bool:
    """Take the lock if it is free."""
    try:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:  # a byte far behind the text, so that others can read who holds it
            file.seek(2**30)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
