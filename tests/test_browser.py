"""The built book, as a reader's browser sees it: `make book`, then this.

BOOK_DIR names the book's folder (else _build/html). Without a book or a browser these
tests skip and say so; COURSE_REQUIRE_BROWSER=1 turns such a skip into a failure.
"""

from __future__ import annotations

import functools
import gzip
import os
import re
import shutil
import threading
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
BOOK = Path(os.environ.get("BOOK_DIR", ROOT / "_build" / "html")).resolve()
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)
FOLDER = BOOK.as_uri() + "/"
PHONE = 390  # px wide
MAX_PAGE_BYTES = 1_500_000
FOLDERS = ("chapters", "exercises", "solutions", "appendix")

# Without a book the first page stands for all, so that the skip says why.
PAGES = ["index.html"] + [
    path.relative_to(BOOK).as_posix()
    for folder in FOLDERS
    for path in sorted(BOOK.glob(f"{folder}/*.html"))
]
CHAPTERS = [page for page in PAGES if page.startswith("chapters/")]
SOLUTIONS = [page for page in PAGES if page.startswith("solutions/")]
NOTEBOOKS = [page for page in PAGES if page.startswith(FOLDERS[:3])]


def pages_with(text: str) -> list[str]:
    """Return the pages beside the first whose HTML holds a text."""
    return [page for page in PAGES[1:] if text in (BOOK / page).read_text("utf-8")]


# ---------------------------------------------------------------- server and browser


class Handler(SimpleHTTPRequestHandler):
    """Serves the book as GitHub Pages does: text goes compressed over the line."""

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if path.suffix not in {".html", ".js", ".css", ".svg"} or not path.is_file():
            return super().do_GET()
        body = gzip.compress(path.read_bytes(), compresslevel=6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def give_up(reason: str) -> None:
    """Skip, or fail where the tests must run."""
    if os.environ.get("COURSE_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def site():
    """The address of the book, served on this machine."""
    if not BROWSER:
        give_up(f"no browser on the path: {', '.join(BROWSERS)}")
    if not (BOOK / "index.html").exists():
        give_up(f"no book in {BOOK}: make book")
    handler = functools.partial(Handler, directory=str(BOOK))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser(site):
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=BROWSER, args=arguments)


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


@pytest.fixture(scope="module", params=PAGES)
def desk(request, browser, site):
    """Each page on a wide screen in the light theme."""
    seen = visit(browser, site, request.param)
    yield seen
    seen.page.context.close()


@pytest.fixture(scope="module", params=PAGES)
def phone(request, browser, site):
    """Each page on a phone in the dark theme."""
    seen = visit(browser, site, request.param, width=PHONE, theme="dark")
    yield seen
    seen.page.context.close()


@pytest.fixture(scope="module", params=PAGES)
def folder(request, browser):
    """Each page opened from the book's folder, without a server."""
    seen = visit(browser, FOLDER, request.param)
    yield seen
    seen.page.context.close()


@pytest.fixture
def open_page(browser):
    """Open one page from the folder; the window closes after the test."""
    windows = []

    def open_(name: str, address: str = FOLDER, theme: str = "light") -> Page:
        seen = visit(browser, address, name, theme=theme)
        windows.append(seen.page.context)
        return seen.page

    yield open_
    for window in windows:
        window.close()


def barriers(page: Page) -> list[str]:
    """Return what axe calls a serious or critical barrier, with the elements."""
    return [
        f"{found['id']}: {node['html'][:160]} {node['failureSummary']}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
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


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_colab_button_leads_to_a_notebook_of_the_repository(site, name):
    links = re.findall(r'href="(https://colab[^"]*)"', (BOOK / name).read_text("utf-8"))
    assert links
    for link in links:
        path = re.search(r"/blob/[^/]+/(.*\.ipynb)$", link)
        assert path and (ROOT / path.group(1)).is_file(), link


@pytest.mark.parametrize("name", CHAPTERS)
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


@pytest.mark.parametrize("name", SOLUTIONS)
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
    assert unrendered_math(page) + errors + barriers(page) == []


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
def test_search_finds_a_word(open_page, site, place):
    page = open_page("index.html", site if place == "server" else FOLDER)
    page.keyboard.press("Control+k")
    page.keyboard.type("perceptron")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=perceptron*")
    page.locator("#search-results li a").first.wait_for()
