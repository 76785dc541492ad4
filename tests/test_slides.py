"""The rules that make a talk of a page, and what each chapter's slides hold."""

import re

import nbformat
import pytest

from tools import notebooks, slides, talk
from tools.excerpts import (
    PAGE,
    PRINT,
    blocks,
    idea,
    is_key,
    outputs,
    packed,
    sentences,
    shortened,
    words,
)
from tools.talk import GUARD, LIST, Talk

CHAPTERS = sorted((notebooks.ROOT / "chapters").glob("*.md"))
FIGURE = nbformat.v4.new_output("display_data", {"image/png": "iVBORw0KGgo="})
FOLDED = {"tags": ["hide-input"]}
OUTCOME = {"tags": ["hide-output"], "mystnb": {"image": {"alt": "The finding."}}}
QUIZ = (
    'var questions1=[{"question": "Which?", "type": "multiple_choice", "answers": '
    '[{"answer": "this", "correct": true, "feedback": "Right: so."}, '
    '{"answer": "that", "correct": false, "feedback": "No: why?"}]}];\n'
)


def printed(text):
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def code(source, *outputs, **metadata):
    return nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata=metadata)


def text(source, mark=None):
    metadata = {"slideshow": {"slide_type": mark}} if mark else {}
    return nbformat.v4.new_markdown_cell(source, metadata=metadata)


def shown(*cells):
    """The slides of a page of these cells, without its title's."""
    page = nbformat.v4.new_notebook(cells=[text("# 01 · Title\n\nWhy?"), *cells])
    return Talk(page).slides[1:]


def kinds(slide):
    return [cell.metadata.kind for cell in slide.seen]


def types(slide):
    return [cell.metadata.slideshow.slide_type for cell in slide.seen]


def sources(slide):
    return [cell.source for cell in slide.seen]


# ------------------------------------------------------------------------ excerpts


def test_a_formula_and_a_piece_of_code_are_one_word():
    assert words("the sum $w_1 x_1 + b$ is `x @ w + b`: two – words") == 7


def test_a_paragraph_is_cut_into_sentences():
    assert sentences("One. Two, 3.5 of it?\nThree") == [
        "One.",
        "Two, 3.5 of it?",
        "Three",
    ]


def test_a_formula_inside_a_paragraph_is_a_block():
    found = list(blocks("## Head\nIt is\n$$a\n= b$$\nwith $a$.\n\n- one\n- two"))
    assert found == ["## Head", "It is", "$$a\n= b$$", "with $a$.", "- one\n- two"]


def test_a_term_or_a_clause_is_a_key_and_a_stressed_word_is_not():
    assert is_key("The **tape** records.")
    assert is_key("So *the steepest direction sets the limit*.")
    assert not is_key("It is *not* so.")
    assert not is_key("So `2 ** n` is no `n ** 2`.")
    assert not is_key("They asked *how many of them there are*.")  # who?


def test_a_long_sentence_is_cut_at_a_clause_or_at_a_word():
    assert shortened("one two, three four five", 4) == "one two …"
    assert shortened("one two three four", 3) == "one two three …"
    assert shortened("one two three", 3) == "one two three"
    assert shortened("(It is (so).") == "It is (so)."


def test_a_list_is_cut_into_slides_that_are_about_as_full():
    items = ["a b c d"] * 4
    assert packed(items, 12) == [items[:2], items[:2]]


def test_the_idea_of_a_cell_is_its_code_without_the_drawing():
    assert idea("x = 1\n\n\ny = 2\ncharts.lines(\n    x,\n);") == ["x = 1\n\ny = 2"]
    assert idea('draw.curve(x, title="The end");') == []


def test_code_that_is_longer_than_a_slide_is_cut_between_its_parts():
    part = "\n".join(["x = 1"] * 15)
    assert idea(f"{part}\n\n{part}") == [part, part]


# --------------------------------------------------------------------------- rules


def test_a_section_begins_with_its_first_sentence_and_the_rest_is_said():
    (slide,) = shown(text("## Head\n\nFirst of all.\nThen more.\n\nAnd more."))
    assert (slide.type, slide.title, sources(slide)) == (
        "slide",
        "Head",
        ["First of all."],
    )
    assert slide.notes == ["First of all.\nThen more.", "And more."]


def test_a_term_is_shown_instead():
    (slide,) = shown(text("## Head\n\nFirst.\nThe **tape** records."))
    assert sources(slide) == ["The **tape** records."]


def test_a_formula_joins_the_half_sentence_before_it_and_the_one_after():
    (slide,) = shown(
        text("## Head\n\nFirst.\n\nThe step makes\n\n$$a$$\n\nfor all $b$.")
    )
    assert sources(slide) == ["First.", "The step makes", "$$a$$", "for all $b$."]


def test_what_the_page_folds_is_not_shown_but_its_figure_is():
    slide, _ = shown(
        text("## Head\n\nFirst."),
        code("plumbing()", FIGURE, **FOLDED),
        code("more_plumbing()", **FOLDED),
        code("assert True", **FOLDED, mystnb={"code_prompt_show": GUARD}),
        text("## Next\n\nSecond."),
    )
    assert kinds(slide) == ["text", "figure"]
    assert not any("plumbing" in source for source in sources(slide))


def test_code_stands_above_what_it_prints_and_beside_no_figure():
    one, two = shown(
        text("## Head\n\nFirst."),
        code("x = 1\nprint(x)", printed("1\n")),
        code("y", FIGURE),
    )[:2]
    assert kinds(one) == ["text", "code", "print"]
    assert kinds(two) == ["code"]


def test_a_long_print_beside_a_figure_is_for_the_notes():
    *_, slide = shown(text("## Head\n\nFirst."), code("y", printed("1\n" * 9), FIGURE))
    assert kinds(slide) == ["figure"] and "1\n1" in slide.notes[-1]


def test_a_print_loses_empty_lines_is_folded_and_ends_where_the_slide_does():
    (cell,) = outputs(code("", printed("a\n\n\n" + "word " * 30 + "\n")))
    assert cell.metadata.lines == 3
    (cell,) = outputs(code("", printed("<a>\n" * 99)))
    assert cell.metadata.lines == PRINT and cell.metadata.printed.endswith("<a>\n⋮")
    assert "&lt;a&gt;" in cell.outputs[0].data["text/html"]


@pytest.mark.parametrize(
    "between", [[], [code("def f():\n    pass")]], ids=["", "code"]
)
def test_a_prediction_is_a_slide_of_its_own_whose_outcome_waits(between):
    *before, slide = shown(
        text("## Head\n\nFirst.\n\n**Before you run it:** which wins?"),
        *between,
        code("run()", FIGURE, **OUTCOME),
    )
    assert slide.title == "Before you run it" and "Head" in {s.title for s in before}
    assert sources(slide)[0] == "Which wins?"
    assert kinds(slide)[1:] == ["figure"] and types(slide)[1:] == ["fragment"]
    assert 'alt="The finding."' in slide.seen[1].outputs[0].data["text/html"]
    assert not any("figure" in kinds(s) for s in before)


def test_a_symptom_is_seen_before_its_cause_and_its_cure():
    page = (
        "### Fault\n\nIt fails.\n\n**Symptom:** a.\nMore.\n**Cause:** b.\n**Cure:** c."
    )
    parts, opening, slide = shown(text("## When it goes wrong"), text(page))
    assert sources(parts) == ["- Fault"] and sources(opening) == ["It fails."]
    assert sources(slide) == ["**Symptom:** a.", "**Cause:** b.", "**Cure:** c."]
    assert types(slide) == ["-", "fragment", "fragment"]
    assert "More." in slide.notes[-1]


def test_a_quiz_shows_one_question_a_slide_and_its_answer_last():
    script = nbformat.v4.new_output("display_data", {"application/javascript": QUIZ})
    (slide,) = shown(text("## Check yourself"), code("display_quiz(questions)", script))
    question, choices, answer = sources(slide)
    assert question == "Which?" and types(slide)[-1] == "fragment"
    right = choices.splitlines().index("1. this")
    assert answer == f"✓ {'AB'[right]}"
    assert "No: why?" in "".join(slide.notes)


def test_sources_are_said_and_links_to_pages_are_words():
    page = "## Head\n\nSee [there](../x.md), [here](https://a.b).\n\n## Sources\n\n- A book"
    *_, slide = shown(text(page))
    assert sources(slide) == ["See there, [here](https://a.b)."]
    assert slide.notes[-1] == "- A book"


@pytest.mark.parametrize(
    ("mark", "cell", "expected"),
    [
        ("skip", text("All of it.", "skip"), [["First."]]),
        ("notes", text("The **term**.", "notes"), [["First."]]),
        (
            "subslide",
            text("All of it.\n\nYes.", "subslide"),
            [["First."], ["All of it.\n\nYes."]],
        ),
        ("fragment", text("All of it.", "fragment"), [["First.", "All of it."]]),
        (
            "code",
            code("shown()", **FOLDED, slideshow={"slide_type": "subslide"}),
            [["First.", "shown()"]],
        ),
        ("no code", code("hidden()", slideshow={"slide_type": "skip"}), [["First."]]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_mark_of_a_cell_wins(mark, cell, expected):
    assert [sources(s) for s in shown(text("## Head\n\nFirst."), cell)] == expected


def test_the_address_of_a_link_counts_for_no_words():
    link = '[**tape**](../appendix/glossary.md#g "' + "gradient tape, " * 20 + '")'
    (slide,) = shown(text(f"## Head\n\nFirst.\nThe {link} records."))
    assert sources(slide) == ["The **tape** records."] and slide.text == 3


# ------------------------------------------------------------------------ chapters


@pytest.fixture(scope="module", params=CHAPTERS, ids=lambda path: path.stem)
def chapter(request):
    """A chapter's page, with figures and prints where there will be some."""
    page = notebooks.read(request.param.read_text(encoding="utf-8"))
    for cell in page.cells:
        if cell.cell_type == "code" and "image" in cell.metadata.get("mystnb", {}):
            cell.outputs = [FIGURE]
        elif cell.cell_type == "code" and "print(" in cell.source:
            cell.outputs = [printed("0.98\n")]
    return page, Talk(page)


def test_every_section_of_a_chapter_has_a_slide(chapter):
    page, made = chapter
    titles = {slide.title for slide in made.slides}
    for section, below in talk.parts(page).items():
        if section not in ("Sources", "Check yourself"):  # said; asked by the quiz
            assert {section, *below} <= titles


def test_no_slide_is_empty_or_wordy(chapter):
    for slide in chapter[1].slides:
        assert slide.seen, slide.title
        prose = [c for c in slide.seen if c.metadata.kind not in ("table", "formula")]
        told = [c.source for c in prose if c.cell_type == "markdown"]
        assert sum(map(words, told)) <= LIST, told


def test_no_code_is_longer_than_a_slide_and_none_is_of_a_guard(chapter):
    page, made = chapter
    guards = {
        cell.source
        for cell in page.cells
        if cell.metadata.get("mystnb", {}).get("code_prompt_show") == GUARD
    }
    for slide in made.slides:
        for cell in slide.seen:
            assert cell.source.count("\n") < PAGE + 12, cell.source
            assert cell.source not in guards


def test_every_prediction_has_its_slide(chapter):
    page, made = chapter
    asked = sum(cell.source.count("**Before you") for cell in page.cells)
    told = [slide for slide in made.slides if slide.title.startswith("Before you")]
    assert len(told) == asked


def plain(prose):
    """A text without its stars, and with single spaces."""
    return " ".join(re.sub(r"[*>]", "", talk.without_links(prose)).split())


def test_all_prose_is_said_or_shown(chapter):
    page, made = chapter
    told = plain(" ".join(t for s in made.slides for t in (*s.notes, *sources(s))))
    for cell in page.cells:
        if cell.cell_type == "markdown" and not cell.source.startswith("#"):
            for line in cell.source.splitlines():
                if line[:1].isalpha():
                    assert plain(line)[:60] in told


def test_a_deck_is_one_file_that_asks_no_host():
    page = CHAPTERS[0].read_text(encoding="utf-8")
    made = slides.deck(page, notebooks.read(page))
    assert made.count("<section") > 60 and made.count('class="notes"') > 20
    loads = r"<(?:script|img|link|iframe)[^>]*(?:src|href)=|@import|url\((?!data:)"
    head, _, scripts = made.partition("<script>")
    assert not re.findall(loads, head)
    assert scripts.count("Reveal.initialize(") == 1
    assert not re.search(r'<h\d[^>]* id="', made)
