"""Put the built book into one EPUB: `make epub`.

A browser opens every page of `_build/html` and hands it over as XHTML that needs no script
(`epub.js`): formulas as MathML, moving figures at rest, quizzes as text, all that is
folded open. What is done here is to pack the pages, with a cover and a table of contents.
"""

from __future__ import annotations

import argparse
import base64
import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import yaml
from PIL import Image
from playwright.sync_api import Browser

from tools.pdf import BOOK, ROOT, browser_for, opened, pages_of

HERE = Path(__file__).parent
COVER = (1200, 1800)  # px
LICENSE = (
    "Code: MIT License. Text and figures: Creative Commons Attribution 4.0 "
    "International, https://creativecommons.org/licenses/by/4.0/"
)
# A quiz shuffles its answers: in the same way each time.
SHUFFLED = "let n = 1; Math.random = () => (n = n * 16807 % 2147483647) / 2147483647"
KINDS = {
    ".xhtml": "application/xhtml+xml",
    ".css": "text/css",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".svg": "image/svg+xml",
}
CONTAINER = """\
<?xml version="1.0" encoding="UTF-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
  <rootfiles>
    <rootfile full-path="EPUB/book.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"""
PACKAGE = """\
<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" xml:lang="en"
    unique-identifier="book">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="book">{address}</dc:identifier>
    <dc:title>{title}</dc:title>
    {authors}
    <dc:language>en</dc:language>
    <dc:date>{date}</dc:date>
    <dc:description>{abstract}</dc:description>
    <dc:rights>{license}</dc:rights>
    <meta property="dcterms:modified">{modified}</meta>
    <meta property="schema:accessMode">textual</meta>
    <meta property="schema:accessMode">visual</meta>
    <meta property="schema:accessModeSufficient">textual</meta>
    <meta property="schema:accessibilityFeature">alternativeText</meta>
    <meta property="schema:accessibilityFeature">MathML</meta>
    <meta property="schema:accessibilityFeature">tableOfContents</meta>
    <meta property="schema:accessibilityHazard">none</meta>
  </metadata>
  <manifest>
    {items}
  </manifest>
  <spine>
    {spine}
  </spine>
</package>
"""
PAGE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
    lang="en" xml:lang="en">
<head>
<title>{title}</title>
<link rel="stylesheet" type="text/css" href="{up}style.css"/>
</head>
<body>
{body}
</body>
</html>
"""
COVER_PAGE = """\
<style>
  body {{ margin: 0; background: #fff; color: #00578a; text-align: center;
    font-family: "Segoe UI", Helvetica, Arial, sans-serif }}
  svg {{ width: 1000px; margin: 220px 0 140px }}
  h1 {{ font-size: 128px; line-height: 1.15; margin: 0 60px }}
  p {{ font-size: 46px; line-height: 1.35; margin: 70px 120px; color: #33404d }}
</style>
{mark}
<h1>{title}</h1>
<p>From one artificial neuron to the networks of today, in pages that run</p>
"""


@dataclass
class Entry:
    """A line of the table of contents, and the lines below it."""

    title: str
    address: str
    below: list[Entry] = field(default_factory=list)

    def __str__(self) -> str:
        below = "".join(map(str, self.below))
        text = f'<a href="{escape(self.address)}">{escape(self.title)}</a>'
        return f"<li>{text}{below and f'<ol>{below}</ol>'}</li>\n"


def read(browser: Browser, book: Path, name: str) -> dict:
    """Return a page as `epub.js` hands it over.

    Returns
    -------
    dict
        title, sections (their ids and titles), images (their names and where they are
        now) and body, which is XHTML.
    """
    page = opened(browser, (book / f"{name}.html").as_uri(), SHUFFLED)
    found = page.evaluate((HERE / "epub.js").read_text(encoding="utf-8"), name)
    page.close()
    return found


def picture(book: Path, name: str, address: str) -> bytes:
    """Return an image's file; what stands within a page becomes a PNG."""
    if not address.startswith("data:"):
        return (book / name).read_bytes()
    data = io.BytesIO(base64.b64decode(address.partition(",")[2]))
    image = io.BytesIO()
    Image.open(data).save(image, "PNG", optimize=True)
    return image.getvalue()


def cover(browser: Browser, book: Path, title: str) -> bytes:
    """Draw the title page: the logo without its name, and the title below it."""
    logo = (book / "_static" / "logo.svg").read_text(encoding="utf-8")
    mark = re.sub(r"<g font-family.*?</g>", "", logo, flags=re.DOTALL)
    mark = mark.replace("0 0 320 96", "0 0 106 96")
    width, height = COVER
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(COVER_PAGE.format(mark=mark, title=escape(title)))
    image = page.screenshot()
    page.close()
    return image


def style(book: Path) -> str:
    """Return the style of all pages, with the colors that code has in the light theme."""
    colors = (book / "_static" / "pygments.css").read_text(encoding="utf-8")
    light = re.findall(r'^html\[data-theme="light"\] (\.highlight .*)$', colors, re.M)
    return "\n".join([(HERE / "epub.css").read_text(encoding="utf-8"), *light, ""])


def wrap(title: str, body: str, name: str = "") -> str:
    """Return a whole page around its body."""
    return PAGE.format(title=escape(title), body=body, up="../" * name.count("/"))


def bind(book: Path, toc: dict, about: dict, browser: Browser) -> dict[str, bytes]:
    """Return the files of the EPUB, by their names; the pages in their order.

    Parameters
    ----------
    book : Path
        Folder of the built pages.
    toc : dict
        What `_toc.yml` says.
    about : dict
        What `CITATION.cff` says.
    browser : Browser
        A browser of Playwright, which has to be Chromium.
    """
    title = about["title"]
    image = f'<div class="cover"><img src="cover.png" alt="{escape(title)}"/></div>'
    pages = {"cover.xhtml": wrap(title, image), "contents.xhtml": ""}
    others = {
        "style.css": style(book).encode(),
        "cover.png": cover(browser, book, title),
    }
    contents, entries = [], {}
    for above, name in pages_of(toc):
        page = read(browser, book, name)
        address = f"{name}.xhtml"
        pages[address] = wrap(page["title"], page["body"], name)
        others |= {file: picture(book, file, data) for file, data in page["images"]}
        level = contents
        for caption in above:
            if caption not in entries:  # a part of the book begins
                entries[caption] = Entry(caption, address)
                level.append(entries[caption])
            level = entries[caption].below
        sections = [Entry(text, f"{address}#{id}") for id, text in page["sections"]]
        entries[name] = Entry(page["title"], address, sections)
        level.append(entries[name])
    lines = "".join(map(str, contents))
    pages["contents.xhtml"] = wrap(
        "Contents", f'<nav epub:type="toc"><h1>Contents</h1><ol>{lines}</ol></nav>'
    )
    files = {name: text.encode() for name, text in pages.items()} | others
    return {"book.opf": package(about, files).encode()} | files


def package(about: dict, files: dict[str, bytes]) -> str:
    """Return what the book is, which files it has, and in which order it is read."""
    items, spine = [], []
    for number, (name, content) in enumerate(files.items()):
        path = Path(name)
        properties = {"contents.xhtml": "nav", "cover.png": "cover-image"}.get(name, "")
        if path.suffix == ".xhtml" and b"<math" in content:
            properties += " mathml"
        note = f' properties="{properties.strip()}"' if properties else ""
        kind = KINDS[path.suffix]
        items.append(
            f'<item id="f{number}" href="{escape(name)}" media-type="{kind}"{note}/>'
        )
        if path.suffix == ".xhtml":
            spine.append(f'<itemref idref="f{number}"/>')
    authors = [
        each.get("name") or f"{each['given-names']} {each['family-names']}"
        for each in about["authors"]
    ]
    return PACKAGE.format(
        address=escape(about["repository-code"]),
        title=escape(about["title"]),
        authors="\n    ".join(f"<dc:creator>{escape(a)}</dc:creator>" for a in authors),
        date=about["date-released"],
        abstract=escape(about["abstract"]),
        license=escape(LICENSE),
        modified=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        items="\n    ".join(items),
        spine="\n    ".join(spine),
    )


def write(files: dict[str, bytes], output: Path) -> None:
    """Write the files of an EPUB; its kind comes first and is not compressed."""
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", CONTAINER)
        for name, content in files.items():
            archive.writestr(f"EPUB/{name}", content)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--book", type=Path, default=BOOK)
    parser.add_argument("--output", type=Path, default=ROOT / "_build" / "book.epub")
    given = parser.parse_args()
    toc, about = (
        yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
        for name in ("_toc.yml", "CITATION.cff")
    )
    with browser_for(given.book) as browser:
        write(bind(given.book.resolve(), toc, about, browser), given.output)
    size = given.output.stat().st_size / 1e6
    print(f"The EPUB is ready, {size:.1f} MB: {given.output}")


if __name__ == "__main__":
    main()
