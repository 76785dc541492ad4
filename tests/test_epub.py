"""The book as an EPUB, on a small one; test_browser.py has the whole book."""

import importlib.util
import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import pytest
from needed import epubcheck, give_up
from PIL import Image
from playwright.sync_api import sync_playwright

from helpers.interactive import explore
from tools import epub, pdf

TOC = {
    "root": "index",
    "parts": [
        {
            "caption": "First & last",
            "chapters": [
                {
                    "file": "chapters/01_page",
                    "sections": [{"file": "solutions/01_page"}],
                }
            ],
        }
    ],
}
ABOUT = {
    "title": "Small & whole",
    "abstract": "A book of three pages.",
    "authors": [
        {"name": "The authors"},
        {"given-names": "Ada", "family-names": "Lovelace"},
    ],
    "date-released": "2026-11-22",
    "repository-code": "https://example.org/course",
}
PAGE = """\
<!DOCTYPE html>
<html><head>
<meta property="og:url" content="https://example.org/course/{name}.html">
<script>window.MathJax = {{options: {{processHtmlClass: "math"}}}}</script>
<script defer src="{mathjax}"></script>
</head><body><article><section id="page"><h1>{name}<a class="headerlink" href="#page">#</a></h1>
{body}
</section></article></body></html>
"""
CHAPTER = r"""
<p>With <span class="math">\(a &lt; b\)</span> <br>there&nbsp;is a <a href="../index.html#page">
way back</a> and <a href="../solutions/01_page.html">one on</a>.</p>
<section id="more"><h2>More &amp; more<a class="headerlink" href="#more">#</a></h2>
<div class="math">\[\begin{aligned} x_i &amp;= 1 \\ \mathbf{y} &amp;= 2 \end{aligned}\]</div>
<div class="cell"><details class="hide"><summary>Show the code</summary><div class="highlight">
<pre><span class="kn">import</span> keras</pre><button>Copy</button></div></details></div>
<a class="reference" href="../_images/dot.png"><img src="../_images/dot.png" alt="A dot"
  style="width: 8px; height: 6px"></a>
EXPLORE
</section>
"""
SOLUTION = "<details><summary>Answer</summary><p>Four.</p></details>"


def draw(size):
    figure, axes = plt.subplots(figsize=(2, 1))
    axes.plot([0, size])
    return figure


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The files of a small book's EPUB."""
    if not pdf.PROGRAM:
        give_up(f"no browser on the path: {', '.join(pdf.BROWSERS)}")
    book = tmp_path_factory.mktemp("book")
    package = Path(importlib.util.find_spec("sphinx-mathjax-offline").origin).parent
    mathjax = next(package.rglob("tex-chtml.js")).as_uri()
    moving = explore(draw, alt="A line to {size}", size=[1, 2, 3]).html
    pages = {
        "index": "<p>Begin.</p>",
        "chapters/01_page": CHAPTER.replace("EXPLORE", moving),
        "solutions/01_page": SOLUTION,
    }
    for folder in ("chapters", "solutions", "_images", "_static"):
        (book / folder).mkdir()
    for name, body in pages.items():
        text = PAGE.format(name=name, mathjax=mathjax, body=body)
        (book / f"{name}.html").write_text(text, encoding="utf-8")
    Image.new("RGB", (16, 12)).save(book / "_images" / "dot.png")
    colors = 'html[data-theme="light"] .highlight .kn { color: #6730C5 }\n'
    (book / "_static" / "pygments.css").write_text(colors + colors.replace("l", "d"))
    logo = (epub.ROOT / "_static" / "logo.svg").read_text(encoding="utf-8")
    (book / "_static" / "logo.svg").write_text(logo, encoding="utf-8")
    # In a thread of its own: a process's other tests have a browser, or an event loop.
    with ThreadPoolExecutor() as pool:
        return pool.submit(bind, book).result()


def bind(book: Path) -> dict[str, bytes]:
    with sync_playwright() as playwright:
        launch = playwright.chromium.launch
        browser = launch(executable_path=pdf.PROGRAM, args=pdf.QUIETLY)
        return epub.bind(book, TOC, ABOUT, browser)


def page(files, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(files[f"{name}.xhtml"])


def all_of(element: ElementTree.Element, tag: str) -> list[ElementTree.Element]:
    return list(element.iterfind(f".//{{*}}{tag}"))


def test_epubcheck_finds_nothing_and_would_find_a_broken_link(files, tmp_path):
    path = tmp_path / "book.epub"
    epub.write(files, path)
    assert epubcheck(path) == []
    with zipfile.ZipFile(path) as archive:
        first = archive.infolist()[0]
        assert first.filename == "mimetype" and first.compress_type == 0
    name = "chapters/01_page.xhtml"
    broken = files[name].replace(b"index.xhtml#page", b"index.xhtml#nowhere")
    epub.write(files | {name: broken}, path)
    assert len(epubcheck(path)) == 1


def test_formulas_are_mathml_with_their_tex(files):
    inline, display = all_of(page(files, "chapters/01_page"), "math")
    assert inline.get("alttext") == "a < b" and "".join(inline.itertext()) == "a<b"
    assert display.get("display") == "block"
    sides = [cell.get("class") for cell in all_of(display, "mtd")]
    assert sides == ["right", "left"] * 2
    assert [e.text for e in display.iter() if e.get("mathvariant") == "bold"] == ["y"]


def test_what_is_folded_is_open_and_nothing_waits_for_a_click(files):
    chapter = page(files, "chapters/01_page")
    text = " ".join("".join(chapter.itertext()).split())
    assert "import keras" in text
    for gone in ("Show the code", "Copy", "#", "frames"):
        assert gone not in text
    for tag in ("script", "button", "input", "output", "details"):
        assert not all_of(chapter, tag)
    assert all_of(page(files, "solutions/01_page"), "strong")[0].text == "Answer"
    assert "Four." in files["solutions/01_page.xhtml"].decode()
    style = files["style.css"].decode()
    assert "\n.highlight .kn { color: #6730C5 }" in style and "data-theme" not in style


def test_a_moving_figure_stands_where_its_page_begins(files):
    _dot, image = all_of(page(files, "chapters/01_page"), "img")
    assert image.get("alt") == "A line to 2"
    picture = files[image.get("src").removeprefix("../")]
    assert Image.open(io.BytesIO(picture)).format == "PNG"
    caption = all_of(page(files, "chapters/01_page"), "figcaption")[0]
    assert "(size: 2)" in "".join(caption.itertext())
    address = all_of(caption, "a")[0].get("href")
    assert address == "https://example.org/course/chapters/01_page.html"


def test_a_figure_has_the_size_that_it_has_on_the_page(files):
    dot, _image = all_of(page(files, "chapters/01_page"), "img")
    assert (dot.get("width"), dot.get("height")) == ("8", "6")
    assert (dot.get("src"), dot.get("alt")) == ("../_images/dot.png", "A dot")
    assert Image.open(io.BytesIO(files["_images/dot.png"])).size == (16, 12)


def test_pages_come_in_their_order_with_links_and_a_nested_table_of_contents(files):
    names = ["cover", "contents", "index", "chapters/01_page", "solutions/01_page"]
    assert [n for n in files if n.endswith(".xhtml")] == [f"{n}.xhtml" for n in names]
    links = [a.get("href") for a in all_of(page(files, "chapters/01_page"), "a")]
    assert links[:2] == ["../index.xhtml#page", "../solutions/01_page.xhtml"]

    def lines(level) -> list:
        return [
            (item[0].text, item[0].get("href"), *(lines(below) for below in item[1:]))
            for item in level
        ]

    assert lines(all_of(page(files, "contents"), "ol")[0]) == [
        ("index", "index.xhtml"),
        (
            "First & last",
            "chapters/01_page.xhtml",
            [
                (
                    "chapters/01_page",
                    "chapters/01_page.xhtml",
                    [
                        ("More & more", "chapters/01_page.xhtml#more"),
                        ("solutions/01_page", "solutions/01_page.xhtml"),
                    ],
                )
            ],
        ),
    ]


def test_the_book_says_what_it_is(files):
    package = ElementTree.fromstring(files["book.opf"])

    def said(tag: str) -> list[str]:
        return [element.text for element in all_of(package, tag)]

    assert said("title") == ["Small & whole"] and said("language") == ["en"]
    assert said("creator") == ["The authors", "Ada Lovelace"]
    assert said("date") == ["2026-11-22"] and "CC" not in said("title")
    assert "MIT" in said("rights")[0] and "licenses/by/4.0" in said("rights")[0]
    assert said("identifier") == ["https://example.org/course"]
    assert Image.open(io.BytesIO(files["cover.png"])).size == epub.COVER
