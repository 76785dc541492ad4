"""Print the built book into one PDF with bookmarks: `make pdf`.

A browser prints every page of `_build/html`; what is folded is open on paper, by the
book's own style. Links between pages stay links, and pages are numbered through.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag

import yaml
from playwright.sync_api import Browser, Page, sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import Fit

ROOT = Path(__file__).parent.parent
BOOK = ROOT / "_build" / "html"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PROGRAM = next(filter(None, map(shutil.which, BROWSERS)), None)
QUIETLY = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PAPER = {
    "format": "A4",
    "print_background": True,
    "margin": {"top": "16mm", "bottom": "18mm", "left": "16mm", "right": "16mm"},
}
WORDS = """head => [...head.childNodes]
    .filter(part => !part.matches?.(".headerlink"))  // the sign of its link
    .map(part => part.textContent).join("").trim()"""
NUMBERS = """<style>
p { font: 9pt sans-serif; color: #59636e; text-align: center; margin: 282mm 0 0 }
p + p { break-before: page }
</style>"""


@contextlib.contextmanager
def browser_for(book: Path) -> Iterator[Browser]:
    """Start a browser that can print, for the pages of a built book.

    Raises
    ------
    SystemExit
        If there is no book, or no such browser.
    """
    if not (book / "index.html").exists():
        raise SystemExit("there is no book yet: make book")
    if PROGRAM is None:
        raise SystemExit(f"no browser on the path: {', '.join(BROWSERS)}")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=PROGRAM, args=QUIETLY)


def pages_of(toc: dict) -> Iterator[tuple[list[str], str]]:
    """Yield the pages of a _toc.yml in their order.

    Yields
    ------
    tuple of list of str, str
        Under which bookmarks a page stands (captions, pages above it), and its name,
        such as "chapters/01_perceptron".
    """
    yield [], toc["root"]
    for part in toc["parts"]:
        for chapter in part["chapters"]:
            yield [part["caption"]], chapter["file"]
            for section in chapter.get("sections", ()):
                yield [part["caption"], chapter["file"]], section["file"]


def opened(browser: Browser, address: str, before: str = "") -> Page:
    """Open a page in light colors, its formulas set; ``before`` runs before its scripts."""
    page = browser.new_page(color_scheme="light")
    page.add_init_script(before)
    page.goto(address)
    page.evaluate("window.MathJax?.startup?.promise")
    return page


def printed(
    browser: Browser, address: str
) -> tuple[str, list[tuple[str, list[str]]], PdfReader]:
    """Return a page's title, its sections with the addresses in them, and its print."""
    page = opened(browser, address)
    title, *_ = page.locator("article h1").evaluate_all(f"heads => heads.map({WORDS})")
    sections = page.locator("article h2").evaluate_all(
        f"""heads => heads.map(head => [({WORDS})(head), [head.parentElement,
        ...head.parentElement.querySelectorAll("[id]")].map(part => part.id)])"""
    )
    pdf = page.pdf(**PAPER, outline=True, tagged=True)
    page.close()
    return title, sections, PdfReader(io.BytesIO(pdf))


def numbers(browser: Browser, count: int) -> PdfReader:
    """Return empty pages with numbers at their feet."""
    page = browser.new_page()
    page.set_content(NUMBERS + "".join(f"<p>{n + 1}</p>" for n in range(count)))
    pdf = page.pdf(format="A4")
    page.close()
    return PdfReader(io.BytesIO(pdf))


def print_book(book: Path, toc: dict, browser: Browser) -> PdfWriter:
    """Print all pages of a built book into one document.

    Parameters
    ----------
    book : Path
        Folder of the built pages.
    toc : dict
        What `_toc.yml` says.
    browser : Browser
        A browser of Playwright that can print, which is Chromium.
    """
    writer, bookmarks, first = PdfWriter(), {}, {}
    for above, name in pages_of(toc):
        title, sections, reader = printed(browser, (book / f"{name}.html").as_uri())
        begin = first[name] = len(writer.pages)
        writer.append(reader, import_outline=False)
        for depth, caption in enumerate(above):
            if caption not in bookmarks:  # a part of the book begins
                parent = bookmarks[above[depth - 1]] if depth else None
                bookmarks[caption] = writer.add_outline_item(
                    title=caption, page_number=begin, parent=parent
                )
        parent = bookmarks[above[-1]] if above else None
        bookmarks[name] = writer.add_outline_item(
            title=title, page_number=begin, parent=parent
        )
        for (section, inside), place in zip(sections, places(reader), strict=True):
            writer.add_outline_item(
                title=section, page_number=begin + place, parent=bookmarks[name]
            )
            first |= {f"{name}#{anchor}": begin + place for anchor in inside}
    link(writer, book, first)
    for page, number in zip(
        writer.pages, numbers(browser, len(writer.pages)).pages, strict=True
    ):
        page.merge_page(number)
    writer.compress_identical_objects()  # fonts, which each page brings along
    writer.add_metadata({"/Title": "Deep Learning You Can Run"})
    writer.page_mode = "/UseOutlines"
    return writer


def places(reader: PdfReader) -> list[int]:
    """Return the pages on which headings of the second level stand.

    The browser's own bookmarks know them; their titles lose a space at a line's end.
    """
    below = [each for each in reader.outline if isinstance(each, list)]
    return [
        reader.get_destination_page_number(heading)
        for heading in (below[0] if below else [])
        if not isinstance(heading, list) and heading.title != "Contents"
    ]


def link(writer: PdfWriter, book: Path, first: dict[str, int]) -> None:
    """Let links to the book's files lead to their pages here; take others to files away.

    ``first`` has the page on which a file begins, by its name, and a section of it, by
    the file's name and the addresses in the section: "chapters/01_perceptron#sources".
    """
    for number, page in enumerate(writer.pages):
        kept = []
        for reference in page.get("/Annots") or ():
            note = reference.get_object()
            address = str((note.get("/A") or {}).get("/URI", ""))
            if not address.startswith("file:"):
                kept.append(note)
                continue
            url, anchor = urldefrag(address)
            target = Path(unquote(url.removeprefix("file://"))).with_suffix("")
            name = target.is_relative_to(book) and target.relative_to(book).as_posix()
            if name in first:
                begin = first.get(f"{name}#{unquote(anchor)}", first[name])
                place = {"target_page_index": begin, "fit": Fit.fit()}
                kept.append(Link(rect=note["/Rect"], **place))
        page.pop("/Annots", None)
        for note in kept:
            writer.add_annotation(number, note)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--book", type=Path, default=BOOK)
    parser.add_argument("--output", type=Path, default=ROOT / "_build" / "book.pdf")
    given = parser.parse_args()
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    with browser_for(given.book) as browser:
        writer = print_book(given.book.resolve(), toc, browser)
    writer.write(given.output)
    print(f"The PDF is ready, {len(writer.pages)} pages: {given.output}")


if __name__ == "__main__":
    main()
