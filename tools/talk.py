"""Rules that make a talk of a chapter; `make slides` shows it.

A page is read, a talk is listened to. So a slide has a heading and at most about forty
words, a formula, a figure, a table or a cell of code; the prose becomes the speaker's
notes (key S). The rules read the page's own structure:

- shown of the prose: a section's first sentence, sentences with a **term** or a whole
  clause in italics, and the question or the half sentence that leads to what is shown;
- what the page folds is left out, its figure shown; guards and the set-up are left out;
- *Before you run it* is a slide of its own, whose outcome comes with the next key, and
  so come the cause and the cure after a symptom, and the answer after a quiz's question;
- lists and block quotes are cut into slides of at most 55 words.

Where a rule cannot know, a cell's own `slideshow: {slide_type: ...}` decides, which
JupyterLab knows: `skip`, `notes`, `slide` and `subslide` (all of it is shown, on a
slide of its own) or `fragment` (it comes with the next key, on the slide before).
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, field

import nbformat

from tools.excerpts import (
    LEAD,
    LINES,
    WORDS,
    blocks,
    idea,
    is_key,
    outputs,
    packed,
    sentences,
    shortened,
    typed,
    without_links,
    words,
)

FORMULAS = 3  # on a slide
LIST = 55  # words of a list on a slide
BESIDE = 3  # lines of a print above a figure; a longer one is for the notes
SHORT = 12  # lines of code that may follow text on its slide
ASPECT = 18  # words of a symptom, a cause or a cure
NOT_SHOWN = ("google.colab", "runtime.setup(")  # cells of the set-up
GUARD = "✓ What the text says, checked"
MARKER = re.compile(r"^(?=\*\*(?:Symptom|Cause|Cure)\b)", re.M)
PREDICTION = re.compile(r"\*\*(Before you [^*]+?):?\*\*:?\s*")


@dataclass
class Slide:
    """One slide: what is seen, and what is said."""

    type: str  # "slide" begins a section, a "subslide" stays in it
    title: str
    seen: list[nbformat.NotebookNode] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    text: int = 0  # words so far
    formulas: int = 0
    open: bool = False  # only text and formulas: more may follow

    def add(self, source: str, kind: str = "text", type_: str = "-") -> None:
        cell = nbformat.v4.new_markdown_cell(source)
        self.seen.append(typed(cell, type_, kind))
        self.text += words(source)


def parts(notebook: nbformat.NotebookNode) -> dict[str, list[str]]:
    """Return the sections of a page with the headings below them."""
    found: dict[str, list[str]] = {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for level, title in re.findall(r"^(##+) (.*)", cell.source, re.M):
                if level == "##":
                    below = found.setdefault(title, [])
                else:
                    below.append(title)
    return found


class Talk:
    """Reads a chapter cell by cell and collects its slides."""

    def __init__(self, notebook: nbformat.NotebookNode) -> None:
        self.slides: list[Slide] = []
        self.held: list[str] = []  # prose whose slide is not yet known
        self.title, self.fresh = "", ""  # of the section; how its first slide begins
        self.lead = ""  # leads to what is shown next
        self.question: tuple[str, str] | None = None  # a prediction, until its outcome
        self.parts = parts(notebook)
        for index, cell in enumerate(notebook.cells):
            self.rest = notebook.cells[index + 1 :]
            mark = cell.metadata.get("slideshow", {}).get("slide_type", "-")
            if mark == "skip":
                continue
            if cell.cell_type == "code":
                self.code(cell, mark)
            else:
                self.prose(without_links(cell.source), mark)
        self.settle()

    # ------------------------------------------------------------------ slides

    @property
    def last(self) -> Slide | None:
        """The slide to which something can be added, if there is one."""
        last = self.slides[-1] if self.slides and not self.fresh else None
        return last if last and last.open else None

    def settle(self) -> None:
        """Give the held prose to the slide that it follows."""
        if self.held:
            self.slides[-1].notes += self.held
        self.held, self.lead = [], ""

    def new(self, title: str = "") -> Slide:
        """Begin a slide."""
        slide = Slide(self.fresh or "subslide", title or self.title)
        self.fresh = ""
        self.slides.append(slide)
        return slide

    def visual(self, title: str = "", joins: bool = False) -> Slide:
        """Begin a slide for what is looked at, or join the words before it.

        What leads to it is said, and a question or half a sentence of that is shown.
        """
        line = self.lead if words(self.lead) <= LEAD else ""
        last = self.last
        if joins and last and not last.formulas and last.text + words(line) <= LEAD:
            last.notes += self.held
            slide = last
        else:
            leads = self.fresh or self.lead or len(self.held) > 1
            said = self.held if self.fresh else self.held[-1:] if leads else []
            self.held = self.held[: len(self.held) - len(said)]
            self.settle()
            slide = self.new(title)
            slide.notes += said
        self.held, self.lead, slide.open = [], "", False
        if line:
            slide.add(line, "lead")
        return slide

    def tell(self, text: str, kind: str = "text") -> None:
        """Show a sentence, on the slide before if that is text with room."""
        last = self.last
        if not last or last.text + words(text) > WORDS:
            if not self.fresh:
                self.settle()
            last = self.new()
            last.open = True
        last.add(text, kind)

    # ------------------------------------------------------------------- prose

    def prose(self, source: str, mark: str) -> None:
        """Read a cell of text: as its mark says, or block by block."""
        if mark == "notes":
            self.held.append(source)
        elif mark == "fragment":
            self.slides[-1].add(source, type_=mark)
        elif mark != "-":
            self.visual().add(source)
        elif source.startswith("# "):
            self.opening(source)
        else:
            for block in blocks(source):
                self.block(block)

    def opening(self, source: str) -> None:
        """The title, and the questions with which the page begins."""
        title, _, text = source.partition("\n")
        self.title = title.removeprefix("# ")
        asked: list[str] = []
        every = sentences(re.sub(r"\n+", "\n", text.strip()))
        for sentence in reversed(every):
            if sentence.endswith("?") and words(" ".join([sentence, *asked])) <= WORDS:
                asked.insert(0, sentence)
        self.fresh = "slide"
        slide = self.new()
        for sentence in asked or every[:1]:
            slide.add(shortened(sentence))
        slide.notes.append(text.strip())

    def block(self, block: str) -> None:
        """Read one block of a page."""
        if heading := re.match(r"(#+) (.*)", block):
            self.heading(len(heading[1]), heading[2])
        elif self.title == "Sources":
            self.held.append(block)
        elif block.startswith("$$"):
            self.formula(block)
        elif block.startswith("|"):
            self.visual(joins=True).add(block, "table")
        elif block.startswith("```"):
            self.visual().add(block, "code")
        elif re.match(r"([-*]|\d+\.) ", block):
            items = re.split(r"\n(?=[-*] |\d+\. )", block)
            self.cut([" ".join(item.split()) for item in items], "list")
        elif block.startswith(">"):
            self.cut(block.splitlines(), "quote")
        elif MARKER.search(block):
            self.failure(block)
        elif PREDICTION.search(block):
            self.predict(block)
        elif block == "**You will be able to**":
            self.settle()
            self.title, self.fresh = "You will be able to", "slide"
        else:
            self.paragraph(block)

    def heading(self, level: int, title: str) -> None:
        """A new section; what was asked and not answered is a slide of its own."""
        if self.question:
            self.ask()
        if self.fresh and level > 2:  # nothing stands under the last one but its parts
            self.cut([f"- {part}" for part in self.parts[self.title]], "list")
        self.settle()
        self.title = title
        if title != "Sources":  # they are said, not shown
            self.fresh = "subslide" if level > 2 else "slide"

    def paragraph(self, text: str) -> None:
        """Prose is said; of it, what is worth it is shown."""
        every = sentences(text)
        shown = [shortened(sentence) for sentence in every if is_key(sentence)]
        last, goes_on = self.last, text[0].islower()
        if last and last.formulas and goes_on and not is_key(every[0]):
            if last.text + words(every[0]) <= WORDS:
                shown.insert(0, every[0])
        elif self.slides[0].title == self.title:  # the page has not begun: it asks
            shown = [shortened(s) for s in every if is_key(s) or s.endswith("?")]
        elif not shown and (self.fresh or self.title == "Check yourself"):
            shown = [shortened(every[0])]
        for sentence in shown:
            self.tell(sentence)
        self.held.append(text)
        asked = [sentence for sentence in every if sentence.endswith("?")]
        self.lead = asked[-1] if asked else ""
        if not every[-1].endswith((".", "?", "!", ")")):
            self.lead = every[-1]
        if self.lead in shown:
            self.lead = ""

    def formula(self, tex: str) -> None:
        """A formula joins the words, or the formulas, that lead to it."""
        last, line = self.last, self.lead
        if not (last and last.formulas < FORMULAS and last.text + words(line) <= WORDS):
            self.lead = shortened(line, LEAD)
            last, line = self.visual(), ""
            last.open = True
        if line:
            last.add(line)
        last.notes += self.held
        self.held, self.lead = [], ""
        last.add(tex, "formula")
        last.formulas += 1

    def cut(self, items: list[str], kind: str) -> None:
        """A list or a quote, cut between its items or sentences."""
        for group in packed(items, LIST):
            self.visual().add("\n".join(group), kind)
        self.slides[-1].notes += [item for item in items if words(item) > LIST]

    def failure(self, block: str) -> None:
        """A symptom; its cause and its cure come with the next keys."""
        before, *parts = MARKER.split(block)
        if before.strip():
            self.paragraph(before.strip())
        slide = self.visual() if "**Symptom" in block else self.slides[-1]
        for part in parts:
            first = part.startswith("**Symptom")
            line = shortened(sentences(part)[0], ASPECT)
            slide.add(line, "failure", "-" if first else "fragment")
        slide.notes.append(block)

    # -------------------------------------------------------------- predictions

    def predict(self, block: str) -> None:
        """Keep a question until its outcome comes."""
        before, name, after = PREDICTION.split(block, maxsplit=1)
        if before.strip():
            self.paragraph(before.strip())
        kept = sentences(after)
        while words(" ".join(kept)) > WORDS:
            kept.pop(0)
        text = " ".join(kept)
        self.question = name, text[:1].upper() + text[1:]

    def ask(self) -> Slide:
        """Begin the slide of the question that is kept."""
        (title, text), self.question = self.question, None
        self.lead = ""
        slide = self.visual(title)
        slide.add(text, "question")
        return slide

    def is_outcome(self, cell: nbformat.NotebookNode) -> bool:
        """Say whether this cell answers the question: it is folded, or none is."""
        if "hide-output" in cell.metadata.get("tags", []):
            return True
        for other in self.rest:
            if other.cell_type == "markdown" and re.search(r"^#+ ", other.source, re.M):
                return True
            if "hide-output" in other.metadata.get("tags", []):
                return False
        return True

    # --------------------------------------------------------------------- code

    def code(self, cell: nbformat.NotebookNode, mark: str) -> None:
        """Show a cell's idea unless the page folds it, and what came out."""
        tags = set(cell.metadata.get("tags", []))
        prompt = cell.metadata.get("mystnb", {}).get("code_prompt_show")
        if mark == "notes":
            self.held.append(f"```python\n{cell.source}\n```")
        elif mark == "fragment":
            self.slides[-1].seen += outputs(cell, mark)
        elif "display_quiz(" in cell.source:
            for output in cell.get("outputs", ()):
                if script := output.get("data", {}).get("application/javascript"):
                    self.quiz(json.JSONDecoder().raw_decode(script.split("=", 1)[1])[0])
        elif prompt != GUARD and not any(text in cell.source for text in NOT_SHOWN):
            folded = tags & {"hide-input", "hide-cell"} and mark == "-"
            self.run(cell, [] if folded else idea(cell.source))

    def run(self, cell: nbformat.NotebookNode, code: list[str]) -> None:
        """Show code, if there is some, and what came out of the cell."""
        outcome = outputs(cell)
        answers = bool(outcome and self.question and self.is_outcome(cell))
        prints = all(each.metadata.kind == "print" for each in outcome)
        length = len("\n".join(code).splitlines())
        short = length <= SHORT
        length += sum(each.metadata.lines for each in outcome)
        together = prints and length <= (SHORT if answers else LINES)
        slide = self.ask() if answers and together else None
        for number, page in enumerate(code):
            if number or not slide:
                slide = self.visual(joins=short)
            slide.seen.append(typed(nbformat.v4.new_code_cell(page), "-", "code"))
        if outcome and not (slide and together):
            slide = self.ask() if answers else self.visual(joins=True)
        for piece in outcome:
            if len(outcome) > 1 and piece.metadata.lines > BESIDE:
                slide.notes.append(f"```\n{piece.metadata.printed}\n```")
                continue
            piece.metadata.slideshow.slide_type = "fragment" if answers else "-"
            slide.seen.append(piece)

    def quiz(self, questions: list[dict]) -> None:
        """A slide for each question; the right answer comes with the next key."""
        for question in questions:
            slide = self.visual()
            slide.add(question["question"], "question")
            answers = question["answers"]
            random.Random(question["question"]).shuffle(answers)  # always the same way
            said = [each.get("answer", each.get("value", "")) for each in answers]
            if question["type"] != "numeric":
                slide.add("\n".join(f"1. {text}" for text in said), "choices")
            for letter, text, each in zip("ABCDEFGH", said, answers, strict=False):
                slide.notes.append(f"**{letter}.** *{text}* {each.get('feedback', '')}")
                if each.get("correct"):
                    shown = letter if question["type"] != "numeric" else text
                    slide.add(f"✓ {shown}", "answer", "fragment")

    # -------------------------------------------------------------------- whole

    def notebook(self) -> nbformat.NotebookNode:
        """Return the talk as a notebook whose cells nbconvert puts on their slides."""
        cells = []
        for slide in self.slides:
            level = "#" if slide is self.slides[0] else "##"
            head = nbformat.v4.new_markdown_cell(f"{level} {slide.title}")
            cells.append(typed(head, slide.type, "title"))
            if slide.notes:
                notes = nbformat.v4.new_markdown_cell("\n\n".join(slide.notes))
                cells.append(typed(notes, "notes", "notes"))
            cells += slide.seen
        return nbformat.v4.new_notebook(cells=cells)
