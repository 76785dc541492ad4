"""What this machine can run side by side: the same for the book and for the tests."""

import contextlib
import os
from pathlib import Path

import psutil

GIGABYTES = 2.0  # what one notebook may take (see benchmarks/)
# What a container may use and what it uses, of cgroup 2 and of cgroup 1.
LIMITS = (
    (Path("/sys/fs/cgroup/memory.max"), "memory.current"),
    (Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"), "memory.usage_in_bytes"),
)
QUOTA = Path("/sys/fs/cgroup/cpu.max")


def cores() -> int:
    """Return how many cores this process may use, within a container's quota."""
    if hasattr(os, "sched_getaffinity"):
        count = len(os.sched_getaffinity(0))
    else:
        count = os.cpu_count() or 1
    with contextlib.suppress(OSError, ValueError):  # no such file; no quota: "max"
        quota, period = map(int, QUOTA.read_text().split())
        count = min(count, max(1, quota // period))
    return count


def memory() -> float:
    """Return the memory that is free now [GB], within a container's limit."""
    free = psutil.virtual_memory().available
    for limit, used in LIMITS:
        with contextlib.suppress(OSError, ValueError):  # no such file; no limit: "max"
            most = int(limit.read_text())
            free = min(free, most - _needed(limit.parent, used))
    return max(0, free) / 1e9


def _needed(folder: Path, used: str) -> int:
    """Return the bytes that a container uses, without files that are kept for later."""
    stat = dict(line.split() for line in (folder / "memory.stat").open())
    kept = stat.get("total_inactive_file") or stat.get("inactive_file", 0)
    return int((folder / used).read_text()) - int(kept)


def kernels() -> int:
    """Return how many notebooks run side by side."""
    return max(1, min(cores(), int(memory() / GIGABYTES)))


def share_cores(kernels: int) -> None:
    """Let each of the kernels that this process starts take its share of the cores."""
    for name in ("TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, str(max(1, cores() // kernels)))
