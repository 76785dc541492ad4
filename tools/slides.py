"""Show a chapter as slides: `make slides N=04`.

`tools.talk` chooses what is shown; nbconvert lays it out for reveal.js. All that the
slides need is in one file, so that they open anywhere without a network.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
from pathlib import Path

import nbformat
from nbconvert import SlidesExporter
from pygments.formatters import HtmlFormatter

from tools import executor, stopping
from tools.notebooks import read
from tools.talk import Talk

ROOT = Path(__file__).parent.parent
DECK = Path(__file__).parent / "deck"  # template, style and script
REVEAL = "sphinx_revealjs/_static/revealjs"
MATHJAX = "sphinx-mathjax-offline/static/mathjax"
COLORS = "a11y-high-contrast-light"  # the book's colors of code


def packaged(path: str) -> Path:
    """Return a file or folder that a package brings along, without importing it."""
    package, _, inside = path.partition("/")
    spec = importlib.util.find_spec(package)
    if spec is None:
        raise SystemExit(f"{package} is missing: pip install -r requirements.txt")
    return Path(next(iter(spec.submodule_search_locations))) / inside


def resources() -> dict:
    """Return the styles and scripts that stand in each file of slides."""
    reveal, mathjax = packaged(REVEAL), packaged(MATHJAX)
    styles = [
        (reveal / "dist" / "reveal.css").read_text("utf-8"),
        HtmlFormatter(style=COLORS).get_style_defs(".highlight"),
        (DECK / "deck.css").read_text("utf-8"),
    ]
    scripts = [
        (DECK / "mathjax.js").read_text("utf-8"),  # what MathJax reads when it starts
        (mathjax / "tex-svg.js").read_text("utf-8"),
        (reveal / "dist" / "reveal.js").read_text("utf-8"),
        (reveal / "plugin" / "notes" / "notes.js").read_text("utf-8"),
        (DECK / "deck.js").read_text("utf-8"),
    ]
    return {
        "styles": styles,
        "scripts": [text.replace("</script", r"<\/script") for text in scripts],
    }


def deck(markdown: str, executed: nbformat.NotebookNode) -> str:
    """Return the slides of a page as one HTML document."""
    talk = Talk(executor.with_outputs(read(markdown), executed))
    exporter = SlidesExporter(
        template_name=DECK.name,
        extra_template_basedirs=[str(DECK.parent)],
        exclude_anchor_links=True,
    )
    given = {"deck": resources(), "title": talk.slides[0].title}
    page, _ = exporter.from_notebook_node(talk.notebook(), resources=given)
    return re.sub(r'(<h\d) id="[^"]*"', r"\1", page)  # a title may come again


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("chapter", help="two digits")
    chapter = parser.parse_args().chapter.zfill(2)
    stopping.install("make slides")
    # Imported here, as it takes a while, and Ctrl-C is heard from the start.
    from helpers.data import DataError
    from tools import build
    from tools.lock import held

    try:
        with held(ROOT / "_build", "make slides"):
            name, executed = build.run_chapter(ROOT, ROOT, chapter)
    except DataError as error:
        raise SystemExit(f"DataError: {error}") from None
    markdown = (ROOT / f"{name}.md").read_text(encoding="utf-8")
    path = ROOT / "_build" / "slides" / f"{Path(name).name}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(deck(markdown, executed), encoding="utf-8")
    print(f"\nThe slides are ready. Open {path.as_uri()}")


if __name__ == "__main__":
    main()
