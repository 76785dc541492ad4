"""What this machine can run side by side: the same for the book and for the tests."""

import os
from pathlib import Path

import psutil

GIGABYTES = 2.0  # what one notebook may take (see benchmarks/)
LIMITS = (  # of a container: cgroup 2, cgroup 1
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory() -> float:
    """Return the memory that is free now [GB], within a container's limit."""
    free = psutil.virtual_memory().available
    for file in LIMITS:
        try:
            free = min(free, int(file.read_text()))
        except (OSError, ValueError):  # no such file; no limit: "max"
            continue
    return free / 1e9


def kernels() -> int:
    """Return how many notebooks run side by side."""
    return max(1, min(cores(), int(memory() / GIGABYTES)))


def share_cores(kernels: int) -> None:
    """Let each of the kernels that this process starts take its share of the cores."""
    for name in ("TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, str(max(1, cores() // kernels)))
