"""The pages of the back matter that are made from the chapters: `make exercises`.

The glossary's rows are written by hand, anywhere in its tables; here they are sorted, and
get their last column: the sections in which a chapter introduces the term, bold and with
a link to the glossary; else one that has it in its heading, or the first that uses it.

The bibliography collects what the chapters' *Sources* name. A work is written there as
`A. Author and B. Author, *Title*, where it appeared, [doi:…](…)`, and ends at a
semicolon, at a colon with a remark behind it, or with the sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import jupytext
from myst_parser.mdit_to_docutils.base import default_slugify

COLUMNS = "| English | Português | meaning | where |\n|---|---|---|---|"
# A bold term, and the glossary's own name for it where the sentence has another form.
TERM = re.compile(
    r"\[\*\*(?P<said>[^*]+)\*\*\]"
    r'\(\.\./appendix/glossary\.md#(?P<letter>\w)(?: "(?P<name>[^"]+)")?\)'
)
BIBLIOGRAPHY = """# Bibliography

What the chapters' *Sources* name, in the order of the first authors.
Behind each work stand the chapters that name it; there it is also said what for.

{entries}
"""
LINK = r"\]\([^()]*\)"
WORK = re.compile(
    # the authors, initials first; "A. Author's" will do as well
    r"(?<![\w.])(?P<authors>(?:[A-Z]\.[- ]?)+[^*;:\[\]\n]*?)(?:, |'s [^*\[\n]{0,30})"
    rf"(?P<title>\[\*[^*]+\*{LINK}|\*[^*]+\*)"
    # where it appeared: commas, links, brackets and a book's title within
    rf"(?P<place>(?:{LINK}|\([^()\n]*\)|\*[^*\n]+\*|[^;:\n]|:(?! ))*?)"
    # until the remark that follows
    r"(?=;|: |\.? *$|\. [A-Z]| and (?:[A-Z]\. )+|, (?:an?|the|for|from|of|on|that"
    r"|still|to|where|which|whose|with)\b)",
    re.MULTILINE,
)


@dataclass
class Work:
    """A book or an article, and the chapters that name it.

    Attributes
    ----------
    authors, title, place : str
        Markdown; the place may be empty.
    chapters : list of Path
        The sources of these chapters, in their order.
    """

    authors: str
    title: str
    place: str
    chapters: list[Path] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What two mentions of the same work have in common."""
        title = re.search(r"\*(.+?)\*", self.title).group(1)
        return plain(f"{self.surname} {title}")

    @property
    def surname(self) -> str:
        """The first author's name without its initials."""
        return re.sub(r"^(?:[A-Z]\.[- ]?)+", "", re.split(r",| and ", self.authors)[0])


def plain(words: str) -> str:
    """Return lower-case letters without accents, by which to sort and compare."""
    letters = unicodedata.normalize(
        "NFKD", words.replace("ø", "o").replace("ε", "e")
    ).lower()
    return re.sub(r"[^a-z0-9 ]", "", letters)


def sources(markdown: str) -> str:
    """Return a page's section *Sources*, to its end."""
    return markdown.partition("\n## Sources\n")[2]


def works(markdown: str) -> Iterator[Work]:
    """Yield the works that a page's sources name."""
    for found in WORK.finditer(sources(markdown)):
        yield Work(*(part.strip(" ,") for part in found.groups()))


def bibliography(chapters: list[Path]) -> str:
    """Return the page of all works that the chapters name."""
    known: dict[str, Work] = {}
    for path in chapters:
        for work in works(path.read_text(encoding="utf-8")):
            first = known.setdefault(work.name, work)
            first.place = max(first.place, work.place, key=len)
            if path not in first.chapters:
                first.chapters.append(path)
    return BIBLIOGRAPHY.format(
        entries="\n".join(entry(known[name]) for name in sorted(known))
    )


def entry(work: Work) -> str:
    """Return a work's line in the bibliography."""
    comma = "" if not work.place else " " if work.place.startswith("(") else ", "
    links = ", ".join(
        f"[{path.stem[:2]}](../chapters/{path.name}#sources)" for path in work.chapters
    )
    return f"- {work.authors}, {work.title}{comma}{work.place}. → {links}"


def names(term: str) -> list[str]:
    """Return the names of a glossary's entry: "batch, minibatch" has two."""
    return [one.strip() for one in re.sub(r" \([^)]*\)", "", term).split(",")]


def by_name(rows: list[list[str]]) -> dict[str, list[str]]:
    """Return a glossary's rows by each of their names, in lower case."""
    return {name.lower(): row for row in rows for name in names(row[0])}


def entries(markdown: str) -> list[list[str]]:
    """Return the rows of a glossary, sorted: English, Portuguese, meaning."""
    rows = [
        [cell.strip() for cell in line.strip("| ").split(" | ")][:3]
        for line in markdown.splitlines()
        if line.startswith("| ") and not line.startswith("| English")
    ]
    return sorted(rows, key=lambda row: plain(row[0]))


def letter(row: list[str]) -> str:
    """Return the letter under which a row stands."""
    return plain(row[0])[0]


def entry_of(found: re.Match, rows: dict[str, list[str]]) -> list[str] | None:
    """Return the row of a linked term, in the singular if there is no plural."""
    name = (found["name"] or found["said"]).lower()
    return rows.get(name) or rows.get(name.removesuffix("s"))


def sections(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the headings of a chapter, from the title on, and the text below each."""
    cells = jupytext.read(path).cells
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    for part in re.split(r"^#+ ", text, flags=re.MULTILINE)[1:]:
        heading, _, below = part.partition("\n")
        yield heading, below


def where(chapters: list[Path], rows: list[list[str]]) -> dict[str, str]:
    """Return the links to each term's sections, by the term's first name.

    To those that introduce it; else to one that has it in its heading; else to the
    first one that uses it, in a chapter or in its exercises.

    Raises
    ------
    ValueError
        If no page uses a term.
    """
    known, linked, heads, used = by_name(rows), {}, {}, {}
    exercises = [path.parents[1] / "exercises" / path.name for path in chapters]
    for path in (*chapters, *exercises):
        for heading, below in sections(path):
            place = f"../{path.parent.name}/{path.name}#{default_slugify(heading)}"
            link = f"[{path.stem[:2]}]({place})"
            for row in filter(None, (entry_of(f, known) for f in TERM.finditer(below))):
                linked.setdefault(row[0], {}).setdefault(path.stem[:2], link)
            for row in rows:
                if row[0] not in heads and mentioned(row, heading):
                    heads[row[0]] = link
                if row[0] not in used and mentioned(row, below):
                    used[row[0]] = link
    links = {
        term: ", ".join(by_chapter.values()) for term, by_chapter in linked.items()
    }
    links = used | heads | links
    if nowhere := [row[0] for row in rows if row[0] not in links]:
        raise ValueError(f"in the glossary, but on no page: {', '.join(nowhere)}")
    return links


def mentioned(row: list[str], text: str) -> bool:
    """Whether a term stands in a text, by any of its names, in singular or plural."""
    any_name = "|".join(map(re.escape, names(row[0])))
    return bool(re.search(rf"(?<!\w)(?:{any_name})s?(?!\w)", text, re.IGNORECASE))


def glossary(chapters: list[Path], old: str) -> str:
    """Return the glossary: its introduction, then a table for each letter."""
    rows = entries(old)
    places = where(chapters, rows)
    words = re.split(r"^(?:## \w$|\| English)", old, maxsplit=1, flags=re.MULTILINE)[0]
    tables = []
    for head, group in groupby(rows, key=letter):
        lines = (f"| {' | '.join(row)} | {places[row[0]]} |\n" for row in group)
        tables.append(f"## {head.upper()}\n\n{COLUMNS}\n{''.join(lines)}")
    return words + "\n".join(tables)


def generated(root: Path) -> dict[Path, str]:
    """Return what the back matter's generated pages must hold, by their paths."""
    chapters = sorted((root / "chapters").glob("*.md"))
    words = root / "appendix" / "glossary.md"
    return {
        words: glossary(chapters, words.read_text(encoding="utf-8")),
        root / "appendix" / "bibliography.md": bibliography(chapters),
    }
