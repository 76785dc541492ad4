"""Time of the book's builds: `python -m benchmarks.book > benchmarks/book.md`.

Works on a copy of the files that git knows, and begins with nothing built.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools import machine

ROOT = Path(__file__).parent.parent


def timed(command: list[str], folder: Path, **environment: str) -> float:
    """Return the seconds (wall) of a command, which must succeed."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - start


def edit(path: Path) -> None:
    """Change a file without changing what it does."""
    with path.open("a", encoding="utf-8") as file:
        file.write("\n# measured\n")


def copy(folder: Path) -> Path:
    """Copy the files that git knows."""
    names = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True)
    for name in filter(None, names.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def import_seconds() -> float:
    """Return what `import helpers` takes, of Python's own account."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import helpers"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(re.search(r"(\d+) \| helpers$", done.stderr, re.M)[1]) / 1e6


def main() -> None:
    data = "full data" if os.environ.get("COURSE_DATA") else "the data that can be had"
    chapters = len(list((ROOT / "chapters").glob("*.md")))
    book, chapter = ["-m", "tools.book"], ["-m", "tools.book", "--chapter", "02"]
    print("# The book\n")
    print(f"{machine.cores()} cores, {machine.kernels()} kernels side by side, Python")
    print(f"{platform.python_version()}, {data}, {chapters} chapters with solutions.")
    print("Made by `python -m benchmarks.book`.\n")
    print("| what | seconds (wall) |\n|---|---|", flush=True)

    def row(what: str, seconds: float) -> None:
        digits = 0 if seconds > 1 else 4
        print(f"| {what} | {seconds:.{digits}f} |", flush=True)

    with tempfile.TemporaryDirectory() as name:
        folder = copy(Path(name))
        row("`make book`, nothing built", timed(book, folder))
        row("`make book`, nothing changed", timed(book, folder))
        edit(folder / "helpers" / "plotting" / "backpropagation.py")
        row("`make book`, the drawings of chapter 02 edited", timed(book, folder))
        edit(folder / "chapters" / "02_backpropagation.md")
        row("`make book`, a sentence of chapter 02 edited", timed(book, folder))
        row("`make chapter N=02`, its outputs known", timed(chapter, folder))
        edit(folder / "helpers" / "plotting" / "backpropagation.py")
        row("`make chapter N=02`, its drawings edited", timed(chapter, folder))
    row("`import helpers`", import_seconds())


if __name__ == "__main__":
    main()
