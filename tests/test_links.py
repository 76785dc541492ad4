"""Links within the course: each leads to a page, and to a heading, that exists."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from markdown_it.renderer import RendererHTML
from markdown_it.tree import SyntaxTreeNode
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import compute_unique_slug
from myst_parser.parsers.mdit import create_md_parser

from tools import chapter_map, notebooks

ROOT = notebooks.ROOT
FOLDERS = ("appendix", "chapters", "exercises", "solutions")
PAGES = [
    ROOT / "index.md",
    *(path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.md"))),
]
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
DEPTH = CONFIG["sphinx"]["config"]["myst_heading_anchors"]
DECKS = (ROOT / "appendix" / "decks.md").read_text(encoding="utf-8")
TO_COME = "*still to come*"


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> SyntaxTreeNode:
    """Read a page as MyST does."""
    config = MdParserConfig(enable_extensions={"dollarmath", "colon_fence"})
    text = path.read_text(encoding="utf-8")
    return SyntaxTreeNode(create_md_parser(config, RendererHTML).parse(text))


@cache
def anchors(path: Path) -> frozenset[str]:
    """Return the anchors of a page's headings, as MyST makes them."""
    found: list[str] = []
    for node in tree(path).walk():
        if node.type == "heading" and int(node.tag[1]) <= DEPTH:
            found.append(compute_unique_slug(node, found))
    return frozenset(found)


def fault(page: Path, target: str) -> str | None:
    """Say what is wrong with a link of a page, if anything."""
    if re.match(r"[a-z]+:", target):
        return None  # another site; the weekly run looks after those
    file, _, anchor = unquote(target).partition("#")
    place = (page.parent / file).resolve() if file else page
    if not place.is_file():
        return f"{target}: there is no such file"
    if anchor and anchor not in anchors(place):
        return f"{target}: no heading of {place.name} has this anchor"
    return None


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_link_within_the_course_leads_to_what_exists(path):
    targets = [n.attrs["href"] for n in tree(path).walk() if n.type == "link"]
    faults = [line for target in targets if (line := fault(path, target))]
    assert not faults, faults


def test_a_link_to_nowhere_is_found():
    page = ROOT / "appendix" / "decks.md"
    assert fault(page, "../chapters/05_deep_networks.md#the-five-folds-again") is None
    assert "no heading" in fault(page, "../chapters/05_deep_networks.md#the-six-folds")
    assert "no such file" in fault(page, "../chapters/05_deep_network.md")
    assert fault(page, "https://example.org/05_deep_network.md#the-six-folds") is None


def test_every_topic_of_the_decks_has_a_place_or_is_still_to_come():
    rows = [line.strip("|").split("|") for line in re.findall(r"^\|.*\|$", DECKS, re.M)]
    assert all(len(row) == 3 for row in rows)
    topics = [row for row in rows if not re.match(r"-|\s*(topic|---)", row[0])]
    assert len(topics) > 200
    for topic, _, here in topics:
        assert re.search(r"\]\(\S+\.md(#\S+)?\)", here) or TO_COME in here, topic


def test_nothing_is_still_to_come_once_the_map_says_so():
    assert (TO_COME in DECKS) == bool(chapter_map.TO_COME)
