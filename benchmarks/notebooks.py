"""Time and memory of every notebook: `python -m benchmarks.notebooks > benchmarks/notebooks.md`.

Each notebook runs alone, as `jupyter nbconvert --execute` does, in a process of its own.
Memory is the peak of the largest process, which is the kernel. The yardstick is a fixed
piece of the same kind of work: it tells a slow machine, or a slow day, from a slow chapter.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from helpers.data import catalog as data

ROOT = Path(__file__).parent.parent
# A small process that runs one notebook and tells the peak of its largest descendant.
RUN = """
import json, resource, subprocess, sys
done = subprocess.run(
    [sys.executable, "-m", "jupyter", "nbconvert", "--to", "notebook", "--execute",
     "--log-level", "ERROR", "--output-dir", sys.argv[2], sys.argv[1]])
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # kB on Linux
print(json.dumps({"code": done.returncode, "peak": peak}))
"""
YARDSTICK = """
import keras, numpy
keras.utils.set_random_seed(0)
x, y = numpy.random.rand(2000, 20), numpy.random.rand(2000)
for _ in range(5):
    layers = keras.Input((20,)), keras.layers.Dense(64, "relu"), keras.layers.Dense(1)
    model = keras.Sequential(layers)
    model.compile("adam", "mse")
    model.fit(x, y, epochs=20, verbose=0)
"""


def yardstick() -> float:
    """Return the seconds (wall) of a fixed piece of work, the least of three runs."""
    command = [sys.executable, "-c", YARDSTICK]
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def measure(notebook: Path) -> tuple[float, float]:
    """Return seconds (wall) and gigabytes (peak) of a notebook."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", RUN, str(notebook), folder],
            cwd=notebook.parent,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        seconds = time.perf_counter() - start
    result = json.loads(done.stdout)
    if result["code"]:
        raise SystemExit(f"{notebook} failed")
    return seconds, result["peak"] / 1e6


def main() -> None:
    print("# Notebooks, each alone\n")
    print(f"{os.cpu_count()} cores, Python {platform.python_version()};", end=" ")
    print(
        "; ".join(f"{name}: {source}" for name, source in data.prefetch().items()) + "."
    )
    print("Made by `python -m benchmarks.notebooks`.")
    print(f"The yardstick (its `YARDSTICK`) took {yardstick():.0f} s.\n", flush=True)
    print("| notebook | seconds (wall) | peak memory [GB] |\n|---|---|---|")
    for folder in ("chapters", "solutions"):
        for notebook in sorted((ROOT / folder).glob("*.ipynb")):
            seconds, peak = measure(notebook)
            print(
                f"| {folder}/{notebook.stem} | {seconds:.0f} | {peak:.2f} |", flush=True
            )


if __name__ == "__main__":
    main()
