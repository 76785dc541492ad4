"""What every page of the book gets beside its text.

A description and a picture for whoever links to it; a word on what is lost without
JavaScript; and for the search: lessons first, and excerpts also where the book is opened
from a folder, whose pages a browser does not let one another read.
"""

import html
import json
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, NavigableString
from docutils import nodes

NO_SCRIPT = (
    "<noscript><blockquote class='no-script'><p><strong>Without JavaScript</strong> "
    "this page can be read, but its moving figures stand still, formulas show as "
    "they were typed, and the quiz and the search are missing.</p></blockquote></noscript>"
)
# GitHub shows 404.html at the address that was asked for, however deep.
ROOT_OF_404 = (
    "<script>if (location.protocol !== 'file:') document.write('<base href=\"/' + "
    "(location.hostname.endsWith('.github.io') ? location.pathname.split('/')[1] + '/' "
    ": '') + '\">');</script>"
)
LONGEST = 200  # characters of a description


def address_of_the_book(repository: str) -> str:
    """Return where GitHub Pages serves a repository."""
    owner, name = urlsplit(repository).path.strip("/").split("/")[:2]
    return f"https://{owner}.github.io/{name}/"


def description(doctree: nodes.document | None) -> str:
    """Return a page's first sentences."""
    for paragraph in doctree.findall(nodes.paragraph) if doctree else ():
        text = " ".join(paragraph.astext().split())
        if len(text) > LONGEST:
            text = text[:LONGEST].rsplit(" ", 1)[0] + " …"
        return text
    return ""


def describe(app, pagename, templatename, context, doctree):
    if pagename == "404":
        context["metatags"] = ROOT_OF_404 + context.get("metatags", "")
        return
    if doctree is None:
        return
    book = address_of_the_book(app.config.html_theme_options["repository_url"])
    text = description(doctree)
    properties = {
        "og:title": BeautifulSoup(context["title"], "html.parser").get_text(),
        "og:description": text,
        "og:type": "article",
        "og:site_name": app.config.html_title,
        "og:url": f"{book}{pagename}.html",
        "og:image": f"{book}_static/page.png",
        "og:image:alt": "A page of the course: a question, a figure and its slider",
    }
    tags = [f'<meta name="description" content="{html.escape(text)}" />']
    tags += [
        f'<meta property="{name}" content="{html.escape(content)}" />'
        for name, content in properties.items()
    ]
    context["metatags"] = "\n".join([context.get("metatags", ""), *tags])
    context["body"] = context["body"].replace("</h1>", f"</h1>{NO_SCRIPT}", 1)


def score_lessons_first(app, config):
    config.html_search_scorer = str(Path(app.confdir) / "_ext" / "scorer.js")


def excerpt(page: str) -> str:
    """Return a page's article: its text, and its sections by their ids."""
    article = BeautifulSoup(page, "html.parser").find("article")
    for element in article(["script", "style", "noscript", "svg", "button"]):
        element.decompose()
    for element in article.select(".headerlink, .onlyprint"):
        element.decompose()

    def rest(element) -> str:
        if isinstance(element, NavigableString):
            return html.escape(" ".join(f" {element} ".split()), quote=False) + " "
        inner = "".join(map(rest, element.children))
        if element.name == "section":
            return f'<section id="{element["id"]}">{inner}</section>'
        return inner

    return f'<main role="main">{rest(article)}</main>'


def write_excerpts(app, exception):
    """Write the text of all pages as a script, which a page may load from a folder."""
    if exception is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir)
    pages = {}
    for name in sorted(app.env.found_docs):
        path = folder / f"{name}.html"
        if path.exists():
            pages[f"{name}.html"] = excerpt(path.read_text(encoding="utf-8"))
    script = (
        "// The pages' text, for the search's excerpts where fetch may not read a file.\n"
        "window.fetch = ((pages) => async (address) => {\n"
        "  const page = Object.keys(pages).find((name) => String(address).endsWith(name));\n"
        '  return new Response(pages[page] ?? "");\n'
        f"}})({json.dumps(pages, ensure_ascii=False)});\n"
    )
    target = folder / "_static" / "excerpts.js"
    target.write_text(script, encoding="utf-8")


def setup(app):
    app.connect("config-inited", score_lessons_first)
    app.connect("html-page-context", describe)
    app.connect("build-finished", write_excerpts)
    return {"parallel_read_safe": True}
