"""Building the book: a false claim breaks it, and nothing runs twice for nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tools import book, notebooks

ROOT = notebooks.ROOT
FRONT_MATTER = yaml.safe_dump(notebooks.FRONT_MATTER)
PAGE = f"""\
---
{FRONT_MATTER}---

# A page

```{{code-cell}} ipython3
:tags: [remove-cell]

{notebooks.first_cell()}
```

```{{code-cell}} ipython3
import time
print("ran at", time.time_ns())
assert 1 + 1 == CLAIM
```
"""


@pytest.fixture
def small_book(tmp_path):
    """A book of one chapter whose claim is true, with the course's own configuration."""
    source = tmp_path / "source"
    (source / "chapters").mkdir(parents=True)
    for folder in ("_static", "_templates", "_ext"):
        shutil.copytree(ROOT / folder, source / folder)
    shutil.copy(ROOT / "_config.yml", source)
    toc = {
        "format": "jb-book",
        "root": "index",
        "chapters": [{"file": "chapters/01_page"}],
    }
    (source / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    (source / "index.md").write_text("# A small book\n", encoding="utf-8")
    write_page(source, claim="2")
    return source


def write_page(source: Path, claim: str, note: str = "") -> None:
    text = PAGE.replace("CLAIM", claim) + note
    (source / "chapters" / "01_page.md").write_text(text, encoding="utf-8")
    (source / "chapters" / "01_page.ipynb").write_text(
        notebooks.notebook_text(text), encoding="utf-8"
    )


def build(source: Path, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "tools.book", str(source)],
        cwd=ROOT,
        env={**os.environ, "COURSE_OFFLINE": "1", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def printed(source: Path) -> str:
    html = (source / "_build/html/chapters/01_page.html").read_text(encoding="utf-8")
    return html.split("ran at ")[1].split("\n")[0]


def test_the_build_ends_with_the_address_and_runs_again_only_what_has_changed(
    small_book,
):
    first = build(small_book)
    assert first.returncode == 0, first.stdout + first.stderr
    page = small_book / "_build" / "html" / "index.html"
    assert first.stdout.rstrip().endswith(f"Open {page.as_uri()}")
    assert "running chapters" in first.stdout
    moment = printed(small_book)

    second = build(small_book)
    assert second.returncode == 0 and "running" not in second.stdout
    assert printed(small_book) == moment

    write_page(
        small_book, claim="2", note="\nMore prose does not run the code again.\n"
    )
    third = build(small_book)
    assert third.returncode == 0 and "running" not in third.stdout
    assert printed(small_book) == moment

    write_page(small_book, claim="2 + 0")
    fourth = build(small_book)
    assert fourth.returncode == 0 and "running chapters" in fourth.stdout
    assert printed(small_book) != moment


def test_another_data_directory_runs_the_notebooks_again_and_the_page_shows_it(
    small_book, tmp_path
):
    assert build(small_book).returncode == 0
    moment = printed(small_book)
    write_sdss(tmp_path / "data" / "sdss.csv")
    again = build(small_book, COURSE_DATA=str(tmp_path / "data"))
    assert "running chapters" in again.stdout, again.stdout + again.stderr
    assert printed(small_book) != moment


def write_sdss(path: Path) -> None:
    """Write a table in the format of sdss.csv: as many rows, plain numbers."""
    path.parent.mkdir()
    classes = ("STAR", "GALAXY", "QSO")
    rows = [
        f"19.1,17.{i % 10},16.5,16.2,16.1,{classes[i % 3]},0.1" for i in range(10_000)
    ]
    text = "\n".join(["u,g,r,i,z,class,redshift", *rows, ""])
    path.write_text(text, encoding="utf-8")


def test_a_false_claim_breaks_the_book(small_book):
    write_page(small_book, claim="3")
    done = build(small_book)
    assert done.returncode != 0
    assert "01_page.md failed" in done.stderr and "AssertionError" in done.stderr
    assert "The book is ready" not in done.stdout


def test_a_false_claim_breaks_pytest_too(small_book):
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbmake",
        "-q",
        "-p",
        "no:cacheprovider",
    ]
    path = small_book / "chapters" / "01_page.ipynb"
    options = {"cwd": small_book, "capture_output": True, "text": True, "timeout": 300}
    assert subprocess.run([*command, str(path)], check=False, **options).returncode == 0
    write_page(small_book, claim="3")
    done = subprocess.run([*command, str(path)], check=False, **options)
    assert done.returncode == 1 and "AssertionError" in done.stdout


def test_a_warning_breaks_the_book(small_book):
    (small_book / "index.md").write_text(
        "# A small book\n\n[nowhere](nowhere.md)\n", encoding="utf-8"
    )
    done = build(small_book)
    assert done.returncode != 0 and "nowhere" in done.stdout + done.stderr


def test_a_change_in_helpers_or_requirements_makes_every_output_stale(
    tmp_path, monkeypatch
):
    shutil.copytree(ROOT / "helpers", tmp_path / "helpers")
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    monkeypatch.setattr(book, "ROOT", tmp_path)
    marks = {book.fingerprint()}
    for changed in ("helpers/checks/__init__.py", "requirements.txt"):
        with (tmp_path / changed).open("a", encoding="utf-8") as file:
            file.write("# a change\n")
        marks.add(book.fingerprint())
    assert len(marks) == 3
