"""The pages of the back matter that are made from the chapters: `make exercises`.

The bibliography collects what the chapters' *Sources* name. A work is written there as
`A. Author and B. Author, *Title*, where it appeared, [doi:…](…)`, and ends at a
semicolon, at a colon with a remark behind it, or with the sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

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
    letters = unicodedata.normalize("NFKD", words.replace("ø", "o")).lower()
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


def generated(root: Path) -> dict[Path, str]:
    """Return what the back matter's generated pages must hold, by their paths."""
    chapters = sorted((root / "chapters").glob("*.md"))
    return {root / "appendix" / "bibliography.md": bibliography(chapters)}
