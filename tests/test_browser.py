"""The built book, as a reader's browser sees it: `make book`, then this.

BOOK_DIR names the book's folder (else _build/html). Without a book or a browser these
tests skip and say so; COURSE_REQUIRE_BROWSER=1 turns such a skip into a failure.
With `-n 2 --dist loadgroup` they run side by side, all tests of a page in one process.
"""

from __future__ import annotations

import functools
import gzip
import os
import re
import threading
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import nbformat
import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from needed import epubcheck, give_up
from playwright.sync_api import Page, sync_playwright
from pypdf import PdfReader

from helpers.interactive import explore
from tools import epub, pdf, slides

ROOT = Path(__file__).parent.parent
BOOK = Path(os.environ.get("BOOK_DIR", ROOT / "_build" / "html")).resolve()
FOLDER = BOOK.as_uri() + "/"
PHONE = 390  # px wide
SCROLLBAR = 15  # px, where it takes room
MAX_PAGE_BYTES = 1_500_000
FOLDERS = ("chapters", "exercises", "solutions", "appendix")

# Without a book the first page stands for all, so that the skip says why.
PAGES = ["index.html"] + [
    path.relative_to(BOOK).as_posix()
    for folder in FOLDERS
    for path in sorted(BOOK.glob(f"{folder}/*.html"))
]
CHAPTERS = [page for page in PAGES if page.startswith("chapters/")]
EXERCISES = [page for page in PAGES if page.startswith("exercises/")]
SOLUTIONS = [page for page in PAGES if page.startswith("solutions/")]
NOTEBOOKS = [page for page in PAGES if page.startswith(FOLDERS[:3])]


def each(pages: list[str]) -> list:
    """Return pages as parameters: the tests of one page stay in one process."""
    return [pytest.param(p, marks=pytest.mark.xdist_group(p)) for p in pages]


SEARCHED: dict[str, list[str]] = {}  # what a test is about, and the pages with it


def pages_with(text: str) -> list:
    """Return, as parameters, the pages beside the first whose HTML holds a text."""
    if text not in SEARCHED:
        found = [p for p in PAGES[1:] if text in (BOOK / p).read_text("utf-8")]
        SEARCHED[text] = found
    return each(SEARCHED[text])


# ---------------------------------------------------------------- server and browser


class Handler(SimpleHTTPRequestHandler):
    """Serves the book as GitHub Pages does: text compressed, 404.html for the rest."""

    def do_GET(self):
        path, status = Path(self.translate_path(self.path)), 200
        if not path.exists():
            path, status = BOOK / "404.html", 404
        elif path.suffix not in {".html", ".js", ".css", ".svg"}:
            return super().do_GET()
        body = gzip.compress(path.read_bytes(), compresslevel=6)
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def site():
    """The address of the book, served on this machine."""
    if not pdf.PROGRAM:
        give_up(f"no browser on the path: {', '.join(pdf.BROWSERS)}")
    if not (BOOK / "index.html").exists():
        give_up(f"no book in {BOOK}: make book")
    handler = functools.partial(Handler, directory=str(BOOK))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser(site):
    with sync_playwright() as playwright:
        launch = playwright.chromium.launch
        yield launch(executable_path=pdf.PROGRAM, args=pdf.QUIETLY)


@dataclass
class Visit:
    """A page, and what happened while it loaded."""

    name: str
    page: Page
    strangers: list[str]  # requests to another host
    errors: list[str]  # of the console and of scripts
    bytes: int  # of all that was loaded, as sent


def visit(browser, address: str, name: str, *, width=1280, theme="light") -> Visit:
    """Open a page in a fresh browser window and wait until it has come to rest."""
    window = browser.new_context(viewport={"width": width, "height": 900})
    window.add_init_script(
        f"for (const key of ['mode', 'theme']) localStorage.setItem(key, '{theme}')"
    )
    page = window.new_page()
    requests, errors = [], []
    page.on("request", lambda request: requests.append(request))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address + name)
    page.wait_for_load_state("networkidle")
    page.evaluate("() => window.MathJax?.startup?.promise.then(() => null)")
    loaded = [r for r in requests if not r.url.startswith(("data:", "blob:"))]
    return Visit(
        name,
        page,
        [r.url for r in loaded if not r.url.startswith(address)],
        list(errors),
        sum(r.sizes()["responseBodySize"] for r in loaded if r.url.startswith("http")),
    )


@pytest.fixture(scope="module", params=each(PAGES))
def desk(request, browser, site):
    """Each page on a wide screen in the light theme."""
    seen = visit(browser, site, request.param)
    yield seen
    seen.page.context.close()


@pytest.fixture(scope="module", params=each(PAGES))
def phone(request, browser, site):
    """Each page on a phone in the dark theme."""
    seen = visit(browser, site, request.param, width=PHONE, theme="dark")
    yield seen
    seen.page.context.close()


@pytest.fixture(scope="module", params=each(PAGES))
def folder(request, browser):
    """Each page opened from the book's folder, without a server."""
    seen = visit(browser, FOLDER, request.param)
    yield seen
    seen.page.context.close()


@pytest.fixture
def open_page(browser):
    """Open one page from the folder; the window closes after the test."""
    windows = []

    def open_(name: str, address: str = FOLDER, **how) -> Page:
        seen = visit(browser, address, name, **how)
        windows.append(seen.page.context)
        return seen.page

    yield open_
    for window in windows:
        window.close()


# Thousands of words of code in ten colors, and formulas of a thousand parts: what axe
# would need a minute to look at is plain text while it looks.
PLAIN = """selector => {
  window.rich = [...document.querySelectorAll(selector)].map(e => [e, [...e.childNodes]]);
  for (const [element] of rich) element.replaceChildren(element.textContent);
}"""
RICH = "() => { for (const [element, children] of rich) element.replaceChildren(...children) }"


def barriers(page: Page, within: str = "html") -> list[str]:
    """Return what axe calls a serious or critical barrier, with the elements.

    ``within`` is the selector of the parts to look at. One page keeps its code's colors.
    """
    colored = page.url.endswith(EXERCISES[0]) if EXERCISES else False
    page.evaluate(
        PLAIN, "mjx-container" if colored else "mjx-container, .highlight pre"
    )
    options = {"resultTypes": ["violations"]}  # what passes need not travel
    found = Axe().run(page, {"include": [[within]]}, options).response["violations"]
    page.evaluate(RICH)
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary']}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def unrendered_math(page: Page) -> list[str]:
    """Return TeX that is still to be read as TeX, and formulas that MathJax rejects."""
    return page.evaluate(
        r"""() => {
          const article = document.querySelector("article").cloneNode(true);
          const errors = article.querySelectorAll("mjx-merror");
          article.querySelectorAll("pre, code, script, style, mjx-container")
            .forEach(e => e.remove());
          const raw = article.textContent.match(/(\\\(|\\\[|\$\$).{0,60}/g);
          return [...[...errors].map(e => e.textContent), ...(raw ?? [])];
        }"""
    )


# ---------------------------------------------------------------- every page


def test_a_page_asks_no_other_host(desk):
    assert desk.strangers == []


def test_a_page_makes_no_error(desk):
    assert desk.errors == []


def test_a_page_makes_no_error_and_asks_no_host_when_opened_from_its_folder(folder):
    assert folder.strangers + folder.errors == []


def test_math_is_rendered(desk):
    formulas = desk.page.locator("article .math").count()
    assert desk.page.locator("article mjx-container").count() >= formulas
    assert unrendered_math(desk.page) == []


def test_math_is_rendered_when_opened_from_its_folder(folder):
    assert unrendered_math(folder.page) == []


def test_every_picture_has_an_alternative_text(desk):
    texts = desk.page.locator("img").evaluate_all("images => images.map(i => i.alt)")
    # Sphinx puts a picture's path where no text was given.
    assert [t for t in texts if re.search(r"^\s*$|\.(png|svg|jpe?g|gif)$", t)] == []


def test_all_that_a_page_loads_stays_below_the_limit(desk):
    assert 0 < desk.bytes <= MAX_PAGE_BYTES


def test_no_page_shows_what_a_program_said_on_stderr(desk):
    assert desk.page.locator(".stderr, .traceback").all_inner_texts() == []


def test_a_page_has_no_barrier_in_the_light_theme(desk):
    assert desk.page.evaluate("document.documentElement.dataset.theme") == "light"
    assert barriers(desk.page) == []


def test_a_page_has_no_barrier_in_the_dark_theme(phone):
    assert phone.page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert barriers(phone.page) == []


def test_nothing_is_wider_than_a_phone(phone):
    wide = phone.page.evaluate(
        """width => document.documentElement.scrollWidth <= width ? [] :
          [...document.querySelectorAll("body *")]
            .filter(e => e.getBoundingClientRect().right > width + 1)
            .map(e => e.outerHTML.slice(0, 120)).slice(0, 8)""",
        PHONE,
    )
    assert wide == []


# ---------------------------------------------------------------- what a page can do


@pytest.mark.parametrize("name", each(NOTEBOOKS))
def test_the_colab_button_leads_to_a_notebook_of_the_repository(site, name):
    links = re.findall(r'href="(https://colab[^"]*)"', (BOOK / name).read_text("utf-8"))
    assert links
    for link in links:
        path = re.search(r"/blob/[^/]+/(.*\.ipynb)$", link)
        assert path and (ROOT / path.group(1)).is_file(), link


@pytest.mark.parametrize("name", each(CHAPTERS))
def test_a_chapter_has_a_moving_figure_and_a_quiz(open_page, name):
    page = open_page(name)
    assert page.locator("figure.explore").count() >= 1
    assert page.locator(".Quiz").count() >= 3


@pytest.mark.parametrize("name", pages_with('class="explore"'))
def test_a_moving_figure_follows_the_mouse_and_the_keyboard(open_page, name):
    for figure in open_page(name).locator("figure.explore").all():
        picture = figure.locator("img")
        for i, slider in enumerate(figure.get_by_role("slider").all()):
            output = figure.locator("output").nth(i)
            box = slider.bounding_box()
            assert box["height"] >= 44  # as large as a finger
            left = {"x": 4, "y": box["height"] / 2}
            right = {"x": box["width"] - 4, "y": box["height"] / 2}
            states = []
            for to in (left, "End", "Home", right):
                slider.press(to) if isinstance(to, str) else slider.click(position=to)
                states.append((picture.get_attribute("src"), output.inner_text()))
                assert slider.get_attribute("aria-valuetext") == output.inner_text()
                assert picture.get_attribute("alt").strip()
                picture.evaluate("image => image.decode()")  # raises if it is broken
            first, last = states[:2]
            assert first[0] != last[0] and first[1] != last[1]
            assert states == [first, last, first, last]
            slider.press("ArrowLeft")
            assert output.inner_text() != last[1]


@pytest.mark.parametrize("name", each(SOLUTIONS))
def test_an_answer_is_hidden_until_its_button_is_pressed(open_page, name):
    answers = open_page(name).locator("article details").all()
    assert answers
    for answer in answers:
        content = answer.locator(":scope > :not(summary)").first
        assert not content.is_visible()
        answer.locator("summary").first.click()
        assert content.is_visible()


@pytest.mark.parametrize("name", pages_with("function show_questions"))
def test_a_quiz_answers_every_choice_without_an_error_or_a_barrier(open_page, name):
    page = open_page(name, theme="dark")
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for question in page.locator(".Quiz").all():
        for choice in question.locator(".MCButton").all():
            choice.click()
            assert question.locator(".Feedback").inner_text().strip()
    page.wait_for_timeout(1000)  # the colors change slowly
    assert unrendered_math(page) + errors + barriers(page, ".Quiz") == []


@pytest.mark.parametrize("name", pages_with("function show_questions"))
def test_a_quiz_shows_its_formulas_however_late_mathjax_comes(browser, site, name):
    with browser.new_context() as window:
        page = window.new_page()
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))

        def wait(route):
            page.wait_for_timeout(1500)
            route.continue_()

        page.route("**/mathjax/*.js", wait)
        page.goto(site + name)
        page.wait_for_load_state("networkidle")
        page.evaluate("() => window.MathJax?.startup?.promise.then(() => null)")
        assert unrendered_math(page) + errors == []


@pytest.mark.parametrize("place", ["server", "folder"])
def test_search_finds_lessons_first_and_shows_where(open_page, site, place):
    page = open_page("index.html", site if place == "server" else FOLDER)
    page.keyboard.press("Control+k")
    page.keyboard.type("perceptron")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=perceptron*")
    page.get_by_text("Search finished").wait_for()
    found = page.locator("#search-results li > a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    kinds = [re.sub(r"^.*?(\w+)/\w+\.html.*$", r"\1", address) for address in found]
    assert {"chapters", "exercises", "solutions"} <= set(kinds)
    lessons = [i for i, kind in enumerate(kinds) if kind == "chapters"]
    practice = [i for i, kind in enumerate(kinds) if kind in ("exercises", "solutions")]
    assert lessons == list(range(len(lessons))) and max(lessons) < min(practice)
    page.wait_for_timeout(500)
    excerpts = page.locator("#search-results li .context").all_inner_texts()
    assert len(excerpts) == len(found)
    assert all("perceptron" in excerpt.lower() for excerpt in excerpts)


def test_the_query_begins_beside_the_magnifier(open_page):
    page = open_page("search.html?q=perceptron")
    form = page.locator(".bd-search-container form")
    icon = form.locator("svg, i").first.bounding_box()
    field = form.locator("input").first
    padding = float(field.evaluate("e => parseFloat(getComputedStyle(e).paddingLeft)"))
    assert icon["x"] + icon["width"] <= field.bounding_box()["x"] + padding


# ---------------------------------------------------------------- how a page looks

WIDTHS = [820, 959, 960, 991, 1024, 1100, 1199, 1200, 1250, 1300, 1379, 1380, 1600]


def test_88_columns_of_code_fit_at_every_width(open_page):
    page = open_page(CHAPTERS[0])
    page.add_style_tag(
        content=f"html {{ width: calc(100% - {SCROLLBAR}px) }} * {{ transition: none !important }}"
    )
    too_narrow = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(100)
        columns = page.evaluate(
            """() => {
              const code = [...document.querySelectorAll("div.cell_input pre")]
                .find(e => e.clientWidth);
              const style = getComputedStyle(code);
              const brush = document.createElement("canvas").getContext("2d");
              brush.font = `${style.fontSize} ${style.fontFamily}`;
              const room = code.clientWidth
                - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
              return room / (brush.measureText("0".repeat(100)).width / 100);
            }"""
        )
        if columns < 88:
            too_narrow[width] = columns
    assert too_narrow == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_bar_of_a_folded_cell_is_a_small_gray_line_open_and_closed(
    open_page, theme
):
    page = open_page(CHAPTERS[0], theme=theme)
    muted = page.evaluate(
        """() => {
          const probe = document.body.appendChild(document.createElement("i"));
          probe.style.color = "var(--pst-color-text-muted)";
          return getComputedStyle(probe).color;
        }"""
    )
    bars = page.locator("details.hide")
    assert bars.count() > 0
    for opened in (False, True):
        bars.evaluate_all(
            "(bars, opened) => bars.forEach(b => b.open = opened)", opened
        )
        looks = bars.evaluate_all(
            """bars => bars.flatMap(bar =>
              [bar, bar.querySelector("summary"), bar.querySelector("summary p")]
                .map(e => getComputedStyle(e))
                .map(s => [s.boxShadow, s.borderTopWidth, s.borderLeftWidth,
                           s.backgroundColor].join(" ")))"""
        )
        assert set(looks) == {"none 0px 0px rgba(0, 0, 0, 0)"}
        texts = bars.locator("> summary > p").evaluate_all(
            """lines => lines.filter(p => p.offsetParent).map(p => getComputedStyle(p))
              .map(s => [s.color, s.fontWeight, parseFloat(s.fontSize) <= 14].join(" "))"""
        )
        assert set(texts) == {f"{muted} 400 true"}
        names = bars.locator("> summary").evaluate_all(
            "all => all.map(e => e.getAttribute('aria-label'))"
        )
        assert set(names) == {None}  # what it shows is its name


@pytest.mark.parametrize("name", pages_with('class="admonition hide'))
def test_on_paper_a_page_is_light_and_open_and_a_box_is_whole(open_page, name):
    page = open_page(name, theme="dark")
    theme = "document.documentElement.dataset.theme"
    closed = page.locator("article details:not([open])")
    before = closed.count()
    assert before > 0
    page.emulate_media(media="print")
    page.wait_for_function(f"{theme} === 'light'")
    assert closed.count() == 0
    boxes = "div.cell_input, div.cell_output .output, .bd-article blockquote"
    whole = page.locator(boxes).evaluate_all(
        "boxes => boxes.map(e => getComputedStyle(e).breakInside)"
    )
    assert set(whole) == {"avoid"}
    fading = page.locator("article details > *").evaluate_all(
        "parts => parts.map(e => getComputedStyle(e).animationName)"
    )
    assert set(fading) == {"none"}  # paper does not wait
    page.emulate_media(media="screen")
    page.wait_for_function(f"{theme} === 'dark'")
    assert closed.count() == before


@pytest.mark.parametrize("name", pages_with("function show_questions"))
def test_quiz_and_moving_figures_stand_on_the_dark_page_without_a_pale_frame(
    open_page, name
):
    page = open_page(name, theme="dark")
    frames = page.locator("div.cell_output .text_html").evaluate_all(
        "all => all.map(e => getComputedStyle(e).backgroundColor)"
    )
    assert set(frames) == {"rgba(0, 0, 0, 0)"}
    light = page.locator(".MCButton, .MultipleChoiceQn, .ManyChoiceQn").evaluate_all(
        r"""all => all.map(e => getComputedStyle(e).backgroundColor)
          .filter(c => Math.max(...c.match(/\d+/g).slice(0, 3)) > 128)"""
    )
    assert light == []


def test_a_wide_table_says_on_which_side_more_of_it_waits(phone):
    phone.page.evaluate(
        "document.querySelectorAll('details').forEach(d => d.open = true)"
    )
    for table in phone.page.locator(".pst-scrollable-table-container").all():
        table.scroll_into_view_if_needed()
        if table.evaluate("e => e.scrollWidth - e.clientWidth") <= 2:
            assert table.get_attribute("data-more") == ""
            continue
        assert table.get_attribute("tabindex") == "0"  # the arrow keys scroll it
        for side, end in (("right", "0"), ("left", "e.scrollWidth"), ("right", "0")):
            table.evaluate(f"e => {{ e.scrollLeft = {end} }}")
            phone.page.wait_for_function(
                "([e, side]) => e.dataset.more === side",
                arg=[table.element_handle(), side],
            )
    broken = phone.page.locator("article table code .pre").evaluate_all(
        "all => all.filter(e => e.getClientRects().length > 1).map(e => e.textContent)"
    )
    assert broken == []  # it scrolls instead


def test_the_first_page_shows_the_way_and_its_cards_stand_within_the_column(open_page):
    page = open_page("index.html")
    (picture,) = page.locator("article picture img").all()
    assert "Perceptron" in picture.get_attribute("alt")
    assert picture.evaluate("image => image.naturalWidth") > 0
    links = page.locator("article td a").evaluate_all("all => all.map(a => a.href)")
    assert [link.split("/")[-1] for link in links] == [Path(p).name for p in CHAPTERS]
    cards = page.locator(".sd-card").evaluate_all(
        "all => all.map(e => [e.getBoundingClientRect().left, e.getBoundingClientRect().right])"
    )
    text = page.locator("article section > p").first.bounding_box()
    assert cards
    assert min(left for left, _ in cards) >= text["x"] - 1
    assert max(right for _, right in cards) <= text["x"] + text["width"] + 1


# ---------------------------------------------------------------- at the edges


def test_a_moving_figure_shows_the_frame_that_its_sliders_name(browser):
    def draw(red, blue):
        figure = plt.figure(figsize=(2, 1))
        figure.text(0.1, 0.5, f"{red} {blue}")
        return figure

    explorer = explore(draw, alt="{red} and {blue}", red=[0, 1, 2], blue=[0, 1])
    page = browser.new_page()
    page.set_content(explorer.html)
    red, blue = page.get_by_role("slider").all()
    seen = {}
    for i in range(3):
        for j in range(2):
            red.fill(str(i))
            blue.fill(str(j))
            assert page.locator("img").get_attribute("alt") == f"{i} and {j}"
            seen[page.locator("img").get_attribute("src")] = (i, j)
    assert len(seen) == 6
    page.close()


@pytest.mark.parametrize("name", each(PAGES))
def test_a_link_to_a_page_gets_a_description_and_a_picture(site, name):
    text = (BOOK / name).read_text("utf-8")
    tags = dict(
        re.findall(r'<meta (?:name|property)="([\w:]+)" content="([^"]*)"', text)
    )
    for tag in ("description", "og:title", "og:description", "og:image:alt"):
        assert len(tags[tag]) > 3, tag
    assert tags["og:url"].startswith("https://") and tags["og:url"].endswith(name)
    address = tags["og:url"].removesuffix(name)
    assert (BOOK / tags["og:image"].removeprefix(address)).is_file()


@pytest.mark.parametrize("name", each(CHAPTERS))
def test_without_script_a_page_says_what_is_lost(browser, site, name):
    with browser.new_context(java_script_enabled=False) as window:
        page = window.new_page()
        page.goto(site + name)
        note = page.locator("article .no-script")
        assert note.is_visible() and "moving figures" in note.inner_text()
    with browser.new_context() as window:
        page = window.new_page()
        page.goto(site + name)
        assert page.locator("article .no-script").count() == 0


def test_an_address_without_a_page_gets_one_that_leads_on(browser, site):
    with browser.new_context() as window:
        page = window.new_page()
        answer = page.goto(site + "chapters/of/old/99_gone.html")
        assert answer.status == 404
        assert page.locator("h1", has_text="Page not found").is_visible()
        style = (
            "getComputedStyle(document.querySelector('.bd-sidebar-primary')).position"
        )
        assert page.evaluate(style) == "sticky"  # the theme has arrived
        page.locator("article a", has_text="The first page").click()
        page.wait_for_url(site + "index.html")


def test_there_are_pages_for_every_test(site):
    """No pages: pytest would skip the test that reads them, and say little."""
    assert CHAPTERS and EXERCISES and SOLUTIONS
    assert SEARCHED and not [text for text, pages in SEARCHED.items() if not pages]


def test_the_book_has_no_empty_index_page(site):
    assert not (BOOK / "genindex.html").exists()


# --------------------------------------------------------------------------- the PDF


def headings(outline: list) -> list[str]:
    """All bookmarks of a PDF, one after another."""
    flat = (headings(e) if isinstance(e, list) else [e.title] for e in outline)
    return [title for titles in flat for title in titles]


def heads(name: str) -> list[str]:
    """The titles in a page's source, of the first and the second level, but formulas."""
    source = (ROOT / f"{name}.md").read_text(encoding="utf-8")
    text = re.sub(r"```.*?```", "", source, flags=re.DOTALL)
    return [
        re.sub(r"[`*]", "", head)
        for head in re.findall(r"^##? (.+)$", text, re.MULTILINE)
        if "$" not in head
    ]


@pytest.mark.xdist_group("pdf")
def test_the_pdf_has_every_page_with_bookmarks_numbers_links_and_folded_code(
    browser, tmp_path
):
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    names = [name for _, name in pdf.pages_of(toc)]
    assert {f"{name}.html" for name in names} == set(PAGES)
    pdf.print_book(BOOK, toc, browser).write(tmp_path / "book.pdf")
    book = PdfReader(tmp_path / "book.pdf")
    texts = [page.extract_text() for page in book.pages]
    assert all(text.split()[-1] == str(n) for n, text in enumerate(texts, start=1))
    assert len(texts) > 4 * len(names)
    found = [head.replace("’", "'") for head in headings(book.outline)]
    for name in names:
        for head in heads(name):
            assert head in found, (name, head)
    whole = "\n".join(texts)
    assert whole.count("runtime.setup(") >= len(CHAPTERS)  # in a folded cell of each
    addresses = [
        str(note.get_object().get("/A", {}).get("/URI", ""))
        for page in book.pages
        for note in page.get("/Annots", ())
    ]
    assert len(addresses) > 100 and not [a for a in addresses if a.startswith("file:")]
    targets = [
        note.get_object().get("/Dest")
        for page in book.pages
        for note in page.get("/Annots", ())
    ]
    arrays = [target for target in targets if isinstance(target, list)]
    reached = {next(iter(array)).idnum for array in arrays}  # pages
    assert len(reached) > 2 * len(names)  # not only where a file begins


# -------------------------------------------------------------------------- the EPUB

MAX_EPUB_BYTES = 40_000_000


@pytest.mark.xdist_group("epub")
def test_the_epub_has_every_page_formula_and_answer_and_epubcheck_finds_nothing(
    browser, tmp_path
):
    toc, about = (
        yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
        for name in ("_toc.yml", "CITATION.cff")
    )
    names = [name for _, name in pdf.pages_of(toc)]
    files = epub.bind(BOOK, toc, about, browser)
    assert [n for n in files if n.endswith(".xhtml")][2:] == [
        f"{name}.xhtml" for name in names
    ]
    contents = ElementTree.fromstring(files["contents.xhtml"])
    lines = [a.text.replace("’", "'") for a in contents.iterfind(".//{*}a")]
    for name in names:
        page = ElementTree.fromstring(files[f"{name}.xhtml"])
        built = (BOOK / f"{name}.html").read_text(encoding="utf-8")
        for head in heads(name):
            assert head in lines, (name, head)
        formulas = re.findall(r'<(?:span|div) class="math[ "]', built)
        assert len(page.findall(".//{*}math")) >= len(formulas), name
        figures = page.findall(".//{*}figure")
        assert len(figures) == built.count('<figure class="explore"'), name
        assert all(image.get("alt") for image in page.iterfind(".//{*}img")), name
        # Other alphabets: e-readers draw the letter itself, not what an attribute says.
        letters = {e.get("mathvariant") for e in page.iterfind(".//{*}*[@mathvariant]")}
        assert letters <= {"normal", "bold"}, name
        marks = [item.text[0] for item in page.iterfind(".//{*}li") if item.text]
        assert marks.count("✓") == built.count('"correct": true'), name
        assert marks.count("✗") == built.count('"correct": false'), name
        if name.startswith("chapters/"):  # in a folded cell of each
            assert "runtime.setup(" in "".join(page.itertext()), name
    path = tmp_path / "book.epub"
    epub.write(files, path)
    assert path.stat().st_size < MAX_EPUB_BYTES
    assert epubcheck(path) == []


# ------------------------------------------------------------------------ the slides

SHOWN = """() => {
  const slide = Reveal.getCurrentSlide(), paper = slide.getBoundingClientRect();
  const parts = [...slide.querySelectorAll("*")].filter(e => !e.closest(".notes, mjx-container"));
  return {
    outside: parts.filter(e => {
      const box = e.getBoundingClientRect();
      return box.right > paper.right + 1 || box.bottom > paper.bottom + 1;
    }).map(e => e.outerHTML.slice(0, 80)),
    cut: parts.filter(e => e.matches("pre, table, .formula") && e.scrollWidth > e.clientWidth + 1)
      .map(e => e.outerHTML.slice(0, 80)),
    empty: [...slide.children].filter(e => !e.matches(".title, .notes")).length === 0,
    raw: [...slide.querySelectorAll("p, li, td")].map(e => e.textContent)
      .filter(text => text.includes("$")),
    code: Math.min(...[...slide.querySelectorAll("pre")].map(
      e => parseFloat(getComputedStyle(e).fontSize))),
    waiting: slide.querySelectorAll(".fragment:not(.visible)").length,
  };
}"""


@pytest.mark.xdist_group("slides")
def test_a_chapters_slides_are_a_talk_that_opens_without_a_network(browser, tmp_path):
    runs = (BOOK.parent / ".outputs").glob("chapters-04_training.*.ipynb")
    run = max(runs, key=lambda file: file.stat().st_mtime, default=None)
    if run is None:
        give_up(f"no outputs of chapter 04 beside {BOOK}: make book")
    text = (ROOT / "chapters" / "04_training.md").read_text(encoding="utf-8")
    file = tmp_path / "slides.html"
    made = slides.deck(text, nbformat.read(run, as_version=4))
    file.write_text(made, encoding="utf-8")
    with browser.new_context(viewport={"width": 1280, "height": 720}) as window:
        window.set_offline(True)
        page = window.new_page()
        asked, errors = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(file.as_uri())
        page.locator("body[data-ready]").wait_for(state="attached")
        count = page.evaluate("Reveal.getTotalSlides()")
        seen, predictions, moved = 0, 0, 0
        for _ in range(10 * count):
            shown = page.evaluate(SHOWN)
            assert not shown["outside"] + shown["cut"] + shown["raw"], shown
            assert not shown["empty"] and (shown["code"] is None or shown["code"] >= 16)
            if page.evaluate("Reveal.getCurrentSlide().innerText").startswith("Before"):
                predictions += shown["waiting"] > 0
            here = page.locator("section.present section.present")
            if here.locator("input").count():
                picture = here.locator(".moving img")
                before = picture.get_attribute("src")
                here.locator("input").first.fill("0")
                moved += picture.get_attribute("src") != before
                page.evaluate("document.activeElement.blur()")
            seen = max(seen, page.evaluate("Reveal.getSlidePastCount()") + 1)
            if page.evaluate("Reveal.isLastSlide()") and not shown["waiting"]:
                break
            page.keyboard.press("ArrowRight")
        assert seen == count and predictions >= 4 and moved
        assert page.locator(".slides mjx-container").count() > 50
        assert page.locator("mjx-merror").count() == 0
        with window.expect_page() as opened:
            page.keyboard.press("s")
        notes = opened.value.locator(".speaker-controls-notes:not(.hidden)")
        notes.wait_for()
        assert "arXiv" in notes.inner_text()
    assert errors == []
    assert {url.partition(":")[0] for url in asked} <= {"file", "data", "blob", "about"}
