"""Build the book: `make book`.

Notebooks run in parallel on all cores, and only where something that they depend on
has changed: their own code cells (jupyter-cache's key), helpers, the pinned
requirements, the Python version or the data. Then Jupyter Book renders the pages from
the cached outputs. A notebook that fails, or any warning, fails the build.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
from PIL import Image

from helpers.data import catalog as data

ROOT = Path(__file__).parent.parent
CELL_SECONDS = 600  # as `execute: timeout` of _config.yml


def notebooks(source: Path) -> list[Path]:
    """Return the Markdown notebooks that the book runs: chapters and solutions."""
    return sorted(
        path
        for folder in ("chapters", "solutions")
        for path in (source / folder).glob("*.md")
    )


def fingerprint() -> str:
    """Return a hash of all that notebooks depend on beside their own code."""
    digest = hashlib.sha256(f"{sys.version}\n{data.fingerprint(data.all_sets())}".encode())
    for path in (ROOT / "requirements.txt", *sorted((ROOT / "helpers").rglob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def execute(source: Path, build: Path) -> list[Path]:
    """Run the stale notebooks in parallel; return those that ran.

    Raises
    ------
    SystemExit
        If a notebook fails: its traceback is printed.
    """
    folder = build / "_build" / ".jupyter_cache"  # where Jupyter Book looks
    stamp = folder / "depends-on"
    current = fingerprint()
    if folder.exists() and (not stamp.exists() or stamp.read_text() != current):
        shutil.rmtree(folder)
    cache = get_cache(folder)
    folder.mkdir(parents=True, exist_ok=True)
    stamp.write_text(current)

    for path in notebooks(source):
        cache.add_nb_to_project(
            str(path), read_data={"name": "myst_nb_md", "type": "plugin"}
        )
    stale = [Path(record.uri) for record in cache.list_unexecuted()]
    stale = [path for path in stale if path in notebooks(source)]
    if not stale:
        return []
    names = ", ".join(str(path.relative_to(source)) for path in stale)
    print(f"running {names}", flush=True)
    result = load_executor("local-parallel", cache).run_and_cache(
        filter_uris=[str(path) for path in stale], timeout=CELL_SECONDS
    )
    failed = result.excepted + result.errored
    for record in cache.list_project_records(filter_uris=failed):
        print(f"\n{record.uri} failed:\n{record.traceback or ''}", file=sys.stderr)
    if failed:
        raise SystemExit(f"{len(failed)} of {len(stale)} notebooks failed")
    return stale


def render(source: Path, build: Path, executed: list[Path]) -> None:
    """Turn the executed notebooks into HTML; a warning is an error."""
    for path in executed:  # so that Sphinx reads their new outputs
        page = path.relative_to(source).with_suffix(".doctree")
        (build / "_build" / ".doctrees" / page).unlink(missing_ok=True)
    command = ["jupyter_book.cli.main", "build", "--quiet", "-W", "--keep-going"]
    program = f"from {command[0]} import main; main()"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            program,
            *command[1:],
            "--path-output",
            str(build),
            str(source),
        ],
        check=False,
    )
    if done.returncode:
        raise SystemExit(
            f"the book was not built: Jupyter Book ended with {done.returncode}"
        )


def shrink_pictures(html: Path) -> None:
    """Store the drawn figures with a palette of 64 colors: a third of the bytes."""
    for path in (html / "_images").glob("*.png"):
        with Image.open(path) as picture:
            if picture.mode == "P":  # done in an earlier build
                continue
            small = picture.convert("RGB").quantize(
                64, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
            )  # this method keeps rare colors, such as that of a single label
        small.save(path, optimize=True)


def build_book(source: Path, build: Path) -> Path:
    """Run what is stale, render all; return the book's first page."""
    for name, origin in data.prefetch().items():
        print(f"data: {name}: {origin}", flush=True)
        if "sample" in origin:  # so that no kernel waits for the network again
            os.environ["COURSE_OFFLINE"] = "1"
    # Two kernels side by side on two cores: each takes its share, not all.
    threads = str(max(1, (os.cpu_count() or 1) // max(1, min(os.cpu_count() or 1, 2))))
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", threads)
    os.environ.setdefault("OMP_NUM_THREADS", threads)
    render(source, build, execute(source, build))
    html = build / "_build" / "html"
    shrink_pictures(html)
    return html / "index.html"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("source", nargs="?", type=Path, default=ROOT)
    parser.add_argument("--output", type=Path, help="folder of the _build folder")
    arguments = parser.parse_args()
    source = arguments.source.resolve()
    page = build_book(source, (arguments.output or source).resolve())
    print(f"\nThe book is ready. Open {page.as_uri()}")


if __name__ == "__main__":
    main()
