"""A small Ray cluster on this machine, for a notebook: quiet, local, gone afterwards.

>>> with cluster.local(workers=2) as ray:
...     if ray:  # None where Ray cannot be had; one line has said so
...         print(ray.get(ray.remote(len).remote("four")))
4
"""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from types import ModuleType

# No report of use to anybody, no line in a notebook, GPUs left to whoever asks.
_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_TQDM": "0",
}
# The sockets' paths have a hundred characters at most, so not the system's own place,
# which is long on a Mac.
_PLACE = "/tmp"


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set the environment variables that nobody has set, and take them back."""
    ours = {name: value for name, value in values.items() if name not in os.environ}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name in ours:
            os.environ.pop(name, None)


@contextlib.contextmanager
def local(workers: int) -> Iterator[ModuleType | None]:
    """Start Ray with so many workers on this machine, and stop it when the block ends.

    The same as ``ray.init(num_cpus=workers)`` and ``ray.shutdown()``, without a
    dashboard, without messages, and in a folder of its own that is removed.

    Parameters
    ----------
    workers : int
        How many processes work at once.

    Yields
    ------
    module or None
        Ray, ready to be used; None where it is not installed, does not start or runs
        already, which one printed line says.
    """
    try:
        ray = importlib.import_module("ray")
    except ImportError:
        left_out = "the course leaves it out on Windows"
        how = left_out if sys.platform == "win32" else "pip install ray"
        print(f"Ray is not installed here ({how}): the chapter goes on without.")
        yield None
        return
    except Exception as error:  # a library of its own is missing or does not fit
        print(f"Ray cannot be imported ({_line(error)}); the chapter goes on without.")
        yield None
        return
    if ray.is_initialized():  # a cluster of the reader's own: not ours to stop
        print("Ray runs already (ray.shutdown() ends it): the chapter goes on without.")
        yield None
        return
    with contextlib.ExitStack() as stack:
        stack.enter_context(_environment(_QUIET))
        yield ray if _starts(ray, workers, stack) else None


def _starts(ray: ModuleType, workers: int, stack: contextlib.ExitStack) -> bool:
    """Start Ray; where it does not, say so in a line. The stack stops and tidies."""
    try:
        place = _PLACE if os.path.isdir(_PLACE) else None
        folder = tempfile.mkdtemp(prefix="ray-", dir=place)
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(ray.shutdown)
        ray.init(
            address="local",
            num_cpus=workers,
            num_gpus=0,
            include_dashboard=False,
            log_to_driver=False,
            logging_level="ERROR",
            object_store_memory=100 * 2**20,  # its least is 75 MiB
            _temp_dir=folder,
        )
    except Exception as error:  # a busy machine, no sockets, no shared memory
        print(f"Ray does not start here ({_line(error)}); the chapter goes on without.")
        return False
    return True


def _line(error: Exception) -> str:
    """Return an error's name and the beginning of its first line."""
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0][:80]}"
