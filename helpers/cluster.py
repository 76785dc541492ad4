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
        Ray, ready to be used; None where it is not installed or does not start,
        which one printed line says.
    """
    os.environ.update(_QUIET)
    try:
        ray = importlib.import_module("ray")
    except ImportError:
        how = "has no Windows" if sys.platform == "win32" else "pip install ray"
        print(f"Ray is not installed here ({how}): the chapter goes on without.")
        yield None
        return
    folder = tempfile.mkdtemp(prefix="ray-", dir=_PLACE if os.name == "posix" else None)
    try:
        yield ray if _starts(ray, workers, folder) else None
    finally:
        ray.shutdown()
        shutil.rmtree(folder, ignore_errors=True)


def _starts(ray: ModuleType, workers: int, folder: str) -> bool:
    """Start Ray; where it does not, say so in a line."""
    try:
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
        reason = type(error).__name__
        print(f"Ray does not start here ({reason}): the chapter goes on without.")
        return False
    return True
