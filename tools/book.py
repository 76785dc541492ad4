"""Build the book, `make book`, or one chapter of it, `make chapter N=02`."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools import stopping

ROOT = Path(__file__).parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", nargs="?", type=Path, default=ROOT)
    parser.add_argument("--output", type=Path, help="folder of the _build folder")
    parser.add_argument("--chapter", default="", help="two digits: only this chapter")
    arguments = parser.parse_args()
    chapter = arguments.chapter and arguments.chapter.zfill(2)
    command = "make chapter" if chapter else "make book"
    stopping.install(command)
    # Imported here, as it takes a while, and Ctrl-C is heard from the start.
    from helpers.data import DataError
    from tools.build import build_book
    from tools.lock import held

    source = arguments.source.resolve()
    build = (arguments.output or source).resolve()
    try:
        with held(build / "_build", command):
            page = build_book(source, build, chapter)
    except DataError as error:
        raise SystemExit(f"DataError: {error}") from None
    print(f"\nThe book is ready. Open {page.as_uri()}")


if __name__ == "__main__":
    main()
