"""What a slide takes from a page: sentences, lists, the idea of a cell, what it drew."""

from __future__ import annotations

import ast
import html
import re
import textwrap
from collections.abc import Iterable, Iterator

import nbformat

WORDS = 45  # on a slide
LEAD = 25  # above a figure, a table or code
LINES = 18  # of code and print together
PRINT = 24  # lines of a print
TERMS = re.compile(r"\*\*[^*\n]+\*\*")
CLAUSES = re.compile(r"(?<![*\w])\*([^*\n]+)\*(?!\*)")
WIDTH = 96  # letters of a printed line
PAGE = 22  # lines of code
DRAWN = ("draw.", "charts.", "plt.", "explore(")  # calls of plumbing


def words(text: str) -> int:
    """Count words; a formula in a line is one, and so is a piece of code."""
    text = re.sub(r"\$\$.*?\$\$", "", text, flags=re.S)
    text = re.sub(r"\$[^$]+\$|`[^`]+`", "x", text)
    return sum(any(c.isalnum() for c in word) for word in text.split())


def sentences(paragraph: str) -> list[str]:
    """Cut a paragraph into its sentences; in the sources most have their own lines."""
    return re.split(r"\n|(?<=[.?!]) (?=[A-Z])", paragraph.strip())


def blocks(markdown: str) -> Iterator[str]:
    """Yield headings, paragraphs, display formulas, tables, lists and quotes."""
    for block in re.split(r"\n\s*\n(?=\S)", markdown.strip()):
        for piece in re.split(r"(\$\$.*?\$\$)|^(#+ [^\n]*)$", block, flags=re.S | re.M):
            if piece and piece.strip():
                yield piece.strip()


def is_key(sentence: str) -> bool:
    """Say whether a sentence is worth a slide: a term in bold, a clause in italics."""
    sentence = re.sub(r"`[^`]*`", "", sentence)
    clauses = CLAUSES.findall(TERMS.sub("", sentence))
    alone = not sentence.startswith(("They ", "It ", "He ", "She "))  # who?
    return bool(TERMS.search(sentence)) or (
        alone and any(words(clause) > 4 for clause in clauses)
    )


def shortened(text: str, most: int = WORDS) -> str:
    """Return a sentence; if it is too long, its first clauses, or its first words."""
    if text.startswith("(") and text.count("(") > text.count(")"):
        text = text[1:]  # what closes it is in a later sentence
    cut = text
    while words(cut) > most and re.search("[;:,] ", cut):
        cut = re.match(r"(.*)[;:,] ", cut, re.S)[1]
    if words(cut) > most or cut.count("$") % 2 or cut.count("**") % 2:
        cut = " ".join(text.split()[:most])
    return cut if cut == text else cut + " …"


def packed(items: Iterable[str], most: int = WORDS) -> list[list[str]]:
    """Put items in their order on as few slides as hold them, all about as full."""

    def groups_of(limit: int) -> list[list[str]]:
        groups: list[list[str]] = []
        for item in shown:
            if not groups or sum(map(words, [*groups[-1], item])) > limit:
                groups.append([])
            groups[-1].append(item)
        return groups

    shown = [shortened(item, most) for item in items]
    fewest = len(groups_of(most))
    return next(
        groups for groups in map(groups_of, range(1, most + 1)) if len(groups) == fewest
    )


def without_links(text: str) -> str:
    """Turn links to the course's own files into their words: they lead nowhere here."""
    return re.sub(r"\[([^]]*)\]\((?!https?:)[^)]*\)", r"\1", text)


def idea(source: str) -> list[str]:
    """Return a cell's code, without the calls that only draw, in pages for slides."""
    lines = source.splitlines()
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.Expr) and ast.unparse(node).startswith(DRAWN):
            del lines[node.lineno - 1 : node.end_lineno]
    pages: list[str] = []
    for part in re.split(r"\n\n+", "\n".join(lines).strip()):
        longer = f"{pages[-1]}\n\n{part}" if pages else part
        if pages and longer.count("\n") < PAGE:
            pages[-1] = longer
        elif part:
            pages.append(part)
    return pages


def typed(cell: nbformat.NotebookNode, type_: str, kind: str) -> nbformat.NotebookNode:
    """Give a cell its place in the talk, and a class for the style."""
    cell.metadata.update(slideshow={"slide_type": type_}, kind=kind)
    return cell


def outputs(cell: nbformat.NotebookNode, type_: str = "-") -> list:
    """Return what came out of a cell, each piece as a cell that shows HTML alone.

    A print comes first; it has the number of its `lines` and the `printed` text.
    """
    alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
    pieces, printed = [], ""
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        page = data.get("text/html", "")
        if output.output_type == "stream":
            printed += output.text
        elif "image/png" in data:
            source = f"data:image/png;base64,{data['image/png'].strip()}"
            pieces.append(
                (f'<img src="{source}" alt="{html.escape(alt)}">', "figure", 0)
            )
        elif 'class="explore"' in page:
            pieces.append((page, "moving", 0))
        else:
            text = html.unescape(re.sub(r"<[^>]+>", "", page))
            printed += text or data.get("text/plain", "")
    if printed.strip():
        lines = [
            part
            for line in re.sub(r"\n\s*\n", "\n", printed).strip("\n").splitlines()
            for part in (textwrap.wrap(line, WIDTH) if len(line) > WIDTH else [line])
        ]
        if len(lines) > PRINT:
            lines = [*lines[: PRINT - 1], "⋮"]
        printed = "\n".join(lines)
        pieces.insert(0, (f"<pre>{html.escape(printed)}</pre>", "print", len(lines)))
    cells = []
    for page, kind, height in pieces:
        shown = nbformat.v4.new_output("display_data", {"text/html": page})
        piece = typed(nbformat.v4.new_code_cell(outputs=[shown]), type_, kind)
        piece.metadata.update(lines=height, printed=printed if height else "")
        cells.append(piece)
    return cells
