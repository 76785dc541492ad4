"""The notebooks as text: pairs, exercises, portability. No kernel is started here."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import jupytext
import nbformat
import pytest
import yaml
from IPython.core.inputtransformer2 import TransformerManager

from tools import back_matter, chapter_map, notebooks

ROOT = notebooks.ROOT
GENERATED = notebooks.generated()
SOURCES = [path for path in GENERATED if path.suffix == ".md"]
PAIRS = [path for path in GENERATED if path.suffix == ".ipynb"]
CHAPTERS = sorted((ROOT / "chapters").glob("*.md"))
SOLUTIONS = sorted((ROOT / "solutions").glob("*.md"))
NUMBERS = {path.stem[:2] for path in CHAPTERS}
PROSE = [ROOT / "index.md", *sorted((ROOT / "appendix").glob("*.md")), *SOURCES]
GUARD = "✓ What the text says, checked"
PREDICTION = "See what happens"


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def cells(path: Path, cell_type: str) -> list:
    notebook = jupytext.read(path)
    return [cell for cell in notebook.cells if cell.cell_type == cell_type]


@pytest.mark.parametrize("path", GENERATED, ids=name)
def test_what_is_committed_is_what_the_sources_generate(path):
    assert path.exists(), f"{name(path)} is missing: run `make exercises`"
    assert path.read_text(encoding="utf-8") == GENERATED[path], "run `make exercises`"


@pytest.fixture(scope="module")
def made_pages():
    return back_matter.generated(ROOT)


def test_the_back_matter_is_what_the_chapters_make_of_it(made_pages):
    assert {path.stem for path in made_pages} == {"bibliography", "glossary"}
    for path, text in made_pages.items():
        assert path.read_text(encoding="utf-8") == text, "run `make exercises`"


@pytest.mark.parametrize("path", CHAPTERS, ids=name)
def test_every_work_of_a_chapters_sources_is_in_the_bibliography(path):
    text = path.read_text(encoding="utf-8")
    listed = (ROOT / "appendix" / "bibliography.md").read_text(encoding="utf-8")
    sources = back_matter.sources(text)
    found = [*back_matter.works(text)]
    addresses = re.findall(r"https://(?:doi|arxiv)\.org/\S+?(?=\)[,.:;\s])", sources)
    assert len(found) >= len(addresses) / 2 > 0
    for address in addresses:
        assert sum(address in work.place for work in found) == 1, address
        assert address in listed
    for work in found:
        assert not re.search(r"[;\n]", work.authors), work
        assert f"[{path.stem[:2]}](../chapters/{path.name}#sources)" in listed


@pytest.mark.parametrize(
    "line, parts",
    [
        (
            "- A. B. Bee et al., *On hives: a survey*, Hives 3(2) (1999) 1–9,"
            " [doi:10.1/a](https://doi.org/10.1/a): why bees; and C.-D. Dee and E. Eel,"
            " [*Ponds*](https://ponds.org) (2001).",
            [
                (
                    "A. B. Bee et al.",
                    "*On hives: a survey*",
                    "Hives 3(2) (1999) 1–9, [doi:10.1/a](https://doi.org/10.1/a)",
                ),
                ("C.-D. Dee and E. Eel", "[*Ponds*](https://ponds.org)", "(2001)"),
            ],
        ),
        (
            "Read next: the first chapter of F. Eff's free book *Frogs*, which sings.",
            [("F. Eff", "*Frogs*", "")],
        ),
        ("- Older still (G. Gee, 1970).\n- What *cannot* be.", []),
    ],
)
def test_works_are_read_from_sources(line, parts):
    found = back_matter.works(f"# Title\n\n## Sources\n\n{line}\n")
    assert [(work.authors, work.title, work.place) for work in found] == parts


GLOSSARY = (ROOT / "appendix" / "glossary.md").read_text(encoding="utf-8")


def faults_of_bold(text: str, glossary: str) -> Iterator[str]:
    """Yield what is bold and neither leads a paragraph nor is a term of the glossary."""
    rows = back_matter.by_name(back_matter.entries(glossary))
    text = re.sub(r"```.*?```|`[^`\n]*`|\$\$.*?\$\$", "", text, flags=re.DOTALL)
    for found in back_matter.TERM.finditer(text):
        row = back_matter.entry_of(found, rows)
        if row is None or back_matter.letter(row) != found["letter"]:
            yield f"{found[0]} is not there in the glossary"
    for words in re.findall(r"\*\*([^*]+)\*\*", back_matter.TERM.sub("", text)):
        if words[-1] not in ".:?" and words != "You will be able to":
            yield f"**{words}**: a term links to its row of the glossary, else italics"


@pytest.mark.parametrize("path", CHAPTERS, ids=name)
def test_what_a_chapter_sets_in_bold_is_a_term_of_the_glossary(path):
    text = "\n\n".join(cell.source for cell in cells(path, "markdown"))
    assert [*faults_of_bold(text, GLOSSARY)] == []


@pytest.mark.parametrize(
    "text, fine",
    [
        ("An [**oak**](../appendix/glossary.md#o) grows. **Note:** slowly.", True),
        ("[**Oaks**](../appendix/glossary.md#o) and `**kwargs`, $$**$$", True),
        ('They are [**rooted**](../appendix/glossary.md#r "root").', True),
        ("An **oak** grows.", False),
        ("An [**elm**](../appendix/glossary.md#e) grows.", False),
        ("An [**oak**](../appendix/glossary.md#a) grows.", False),
    ],
)
def test_a_bold_word_that_is_no_term_is_noticed(text, fine):
    glossary = "## O\n\n| oak, quercus | carvalho | a tree | |\n| root | raiz | - | |\n"
    assert ([*faults_of_bold(text, glossary)] == []) is fine


def test_a_term_that_no_page_uses_is_named():
    with pytest.raises(ValueError, match="on no page: oak"):
        back_matter.where([], [["oak", "carvalho", "a tree"]])


def test_the_glossary_is_made_from_rows_in_any_order():
    rows = ["| unit | unidade | $f$ |", "| bias (of a unit) | viés | $b$ |"]
    old = "# Glossary\n\nWords.\n\n| English | Português | meaning |\n|---|---|---|\n"
    made = back_matter.glossary(CHAPTERS[:1], old + "\n".join(rows))
    assert re.findall(r"^## (\w)$", made, re.M) == ["B", "U"]
    assert made.startswith("# Glossary\n\nWords.\n\n## B\n\n| English |")
    place = "[01](../chapters/01_perceptron.md#the-artificial-neuron)"
    assert f"| bias (of a unit) | viés | $b$ | {place} |" in made
    assert back_matter.glossary(CHAPTERS[:1], made) == made


NOTATION = (ROOT / "appendix" / "notation.md").read_text(encoding="utf-8")
# What a formula holds beside its letters: indices; words, signs and spaces.
INDICES = r"_(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[a-z]+(?:\{[^{}]*\})?|.)"
WORDS = (
    r"\\(?:text|textbf|mathrm|operatorname|begin|end)\s*\{[^{}]*\}"
    r"|\\(?!(?:alpha|beta|gamma|delta|epsilon|lambda|mu|pi|rho|sigma|varphi|Phi"
    r"|odot|nabla|partial)(?![A-Za-z]))[A-Za-z]+"
)


def letters(text: str, leave_out: str = f"{INDICES}|{WORDS}") -> set[str]:
    """Return the letters of a text's formulas: "x", and "\\\\alpha" for a Greek one."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    formulas = re.findall(r"\$\$.+?\$\$|\$[^$]+\$", text, flags=re.DOTALL)
    plain = " ".join(re.sub(leave_out, " ", formula) for formula in formulas)
    return set(re.findall(r"\\[A-Za-z]+|[A-Za-z]", plain))


def symbols(notation: str) -> dict[str, tuple[set[str], set[str]]]:
    """Return letters and names in code by chapter; those of all chapters under ""."""
    found = {}
    for line in notation.splitlines():
        cells_ = [cell.strip() for cell in line.strip("|").split(" | ")]
        number = re.match(r"\[(\d\d)\]", cells_[0])
        symbol, code = cells_[1:3] if number else (*cells_, "")[:2]
        if line.startswith("| ") and "$" in symbol:
            row = found.setdefault(number[1] if number else "", (set(), set()))
            row[0].update(letters(symbol))
            row[1].update(re.findall(r"`([^`]+)`", code))
    return found


@pytest.mark.parametrize("path", CHAPTERS, ids=name)
def test_every_letter_of_a_formula_has_its_meaning_on_the_notation_page(path):
    pages = (path, ROOT / "solutions" / path.name)
    text = "\n\n".join(
        cell.source for page in pages for cell in cells(page, "markdown")
    )
    known = symbols(NOTATION)
    everywhere, own = (known.get(n, (set(),))[0] for n in ("", path.stem[:2]))
    assert letters(text) - everywhere - own == set(), "say what they mean there"
    assert own - letters(text, WORDS) == set(), "this chapter does not use them"


@pytest.mark.parametrize("path", CHAPTERS, ids=name)
def test_the_notation_page_names_what_stands_in_the_code(path):
    _, named = symbols(NOTATION).get(path.stem[:2], (set(), set()))
    pages = (path, ROOT / "solutions" / path.name)
    code = "\n".join(cell.source for page in pages for cell in cells(page, "code"))
    text = path.read_text(encoding="utf-8")
    missing = [
        one
        for one in named
        if not re.search(rf"(?<!\w){re.escape(one)}(?!\w)", code + text)
    ]
    assert missing == []


def test_letters_are_read_from_formulas():
    text = r"$\hat y_{ij} = \sigma(w^\top x)$ and $$\text{loss} = \frac{1}{n} \alpha$$ `$q$`"
    assert letters(text) == {"y", "\\sigma", "w", "x", "n", "\\alpha"}
    rows = "| $x$; $y$ | `x` | in | |\n| [04](../chapters/04_a.md) | $B$ | `batch` | of | |"
    assert symbols(rows) == {"": ({"x", "y"}, {"x"}), "04": ({"B"}, {"batch"})}


def test_no_notebook_stands_without_its_source():
    found = {
        path
        for folder in notebooks.FOLDERS
        for path in (ROOT / folder).iterdir()
        if path.suffix in {".md", ".ipynb"}
    }
    assert found == set(GENERATED)


def test_every_chapter_has_exercises_with_solutions():
    names = {
        folder: {p.stem for p in (ROOT / folder).glob("*.md")}
        for folder in notebooks.FOLDERS
    }
    assert names["chapters"] == names["solutions"] == names["exercises"] != set()


def test_every_page_is_in_the_table_of_contents():
    toc = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    listed = set(re.findall(r"file: (\S+)", toc))
    pages = {str(path.relative_to(ROOT).with_suffix("").as_posix()) for path in SOURCES}
    pages |= {f"appendix/{path.stem}" for path in (ROOT / "appendix").glob("*.md")}
    assert listed == pages


@pytest.mark.parametrize("path", PAIRS, ids=name)
def test_a_notebook_has_stable_ids_and_no_outputs(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    for cell in notebook["cells"]:
        assert not cell.get("outputs"), cell["source"]
        assert cell.get("execution_count") is None, cell["source"]


def test_an_edited_cell_changes_no_other_cell_id():
    source = SOURCES[0].read_text(encoding="utf-8")
    last = jupytext.read(SOURCES[0]).cells[-1].source.splitlines()[-1]
    edited = source.replace(last, last + " More.", 1)
    before, after = (
        [cell["id"] for cell in json.loads(notebooks.notebook_text(text))["cells"]]
        for text in (source, edited)
    )
    assert len(before) == len(after)
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 1


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_the_first_cell_fetches_helpers_on_colab_from_the_address_of_the_config(path):
    first = cells(path, "code")[0]
    assert first.source == notebooks.first_cell()
    assert "remove-cell" in first.metadata.tags
    assert not re.search(r"install.*(tensorflow|keras|numpy)", first.source)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_the_markdown_is_portable(path):
    for cell in cells(path, "markdown"):
        text = re.sub(r"```.*?```|`[^`\n]*`", "", cell.source, flags=re.DOTALL)
        for pattern, what in (
            (r"^\s*(```|~~~)+\s*\{", "a directive"),
            (r"^:::", "a colon fence"),
            (r"\{[a-z:-]+\}`", "a role"),
            (r"^\([\w-]+\)=", "a label"),
            (r"\{\{", "a substitution"),
        ):
            assert not re.search(
                pattern, cell.source if "`" in pattern else text, re.M
            ), what


def tags(cell) -> set[str]:
    return set(cell.metadata.get("tags", []))


def label(cell) -> str | None:
    return cell.metadata.get("mystnb", {}).get("code_prompt_show")


def called(source: str) -> Iterator[str]:
    """Yield the dotted names that a cell calls itself, not within its functions."""
    todo: list[ast.AST] = [ast.parse(TransformerManager().transform_cell(source))]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)
        todo.extend(ast.iter_child_nodes(node))


def draws(source: str) -> bool:
    """Whether a cell leaves a figure behind: its own, or one of helpers.plotting."""
    return "explore(" not in source and any(
        re.fullmatch(r"(charts|draw)\.\w+|plt\.(figure|subplots|plot|imshow|bar)", name)
        for name in called(source)
    )


def faults_of_a_figure(cell) -> Iterator[str]:
    alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
    if draws(cell.source) and len(alt.split()) < 4:
        yield f"a figure without an alt text that says something: {cell.source}"
    last = ast.unparse(ast.parse(cell.source).body[-1:]) if draws(cell.source) else ""
    if re.match(r"(charts|draw)\.", last) and not cell.source.rstrip().endswith(";"):
        yield f"a figure that is the cell's value is shown twice, without a `;`: {last}"
    old = r"from helpers import .*\bplotting\b|(?<!helpers\.)\bplotting\.\w"
    if re.search(old, cell.source):
        yield "drawings come from charts, style and the chapter's own module"


def faults_of_a_guard(cell) -> Iterator[str]:
    if "BEGIN SOLUTION" in cell.source:
        return
    asserts = "assert" in re.sub(r"#.*", "", cell.source)
    if (label(cell) or "").startswith("✓") and label(cell) != GUARD:
        yield f"the bar of a guard reads {GUARD!r}, not {label(cell)!r}"
    if label(cell) == GUARD and not asserts:
        yield f"this bar promises a check: {cell.source}"
    if label(cell) == GUARD and tags(cell) != {"hide-input"}:
        yield f"a guard is folded with hide-input: {cell.source}"
    if "hide-input" in tags(cell) and asserts and label(cell) != GUARD:
        yield f"what checks in a fold says so on its bar: {cell.source}"
    if label(cell) == GUARD and draws(cell.source):
        yield f"a guard is a cell of its own: {cell.source}"


def faults_of_a_prediction(cell, text_before: str) -> Iterator[str]:
    folded = "hide-output" in tags(cell)
    if folded != (label(cell) == PREDICTION):
        yield f"an experiment has hide-output and the bar {PREDICTION!r}: {cell.source}"
    if "hide-cell" in tags(cell) or (folded and "hide-input" in tags(cell)):
        yield f"an experiment folds its output and shows its code: {cell.source}"
    if folded and not re.search(r"[Bb]efore you|[Pp]redict|[Gg]uess", text_before):
        yield f"nobody was asked before this output was folded: {cell.source}"


def faults_of_a_title(title: str, folder: str, number: str) -> Iterator[str]:
    expected = {
        "chapters": rf"# {number} · [A-Z].+",
        "solutions": rf"# Solutions {number}: [A-Z].+",
        "exercises": rf"# Exercises {number}: [A-Z].+",
    }[folder]
    if not re.fullmatch(expected, title):
        yield f"{title!r} is not of the form {expected}"


def chapters_that_are_not(text: str, numbers: set[str] = NUMBERS) -> Iterator[str]:
    """Yield the mentions of chapters that do not exist."""
    listed = r"\b[Cc]hapters?\s(\d{1,2}(?:(?:, | and |, and | to |–)\d{1,2})*)"
    for mention in re.findall(listed, text):
        for number in re.findall(r"\d+", mention):
            if number.zfill(2) not in numbers:
                yield f"chapter {number}"
    for number in re.findall(r"\b(\d\d)_[a-z_]+\.(?:md|ipynb)", text):
        if number not in numbers:
            yield f"file {number}"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_figures_have_alt_text_guards_their_label_and_predictions_their_fold(path):
    faults, section = [], ""
    for cell in jupytext.read(path).cells:
        if cell.cell_type != "code":
            section = (section + "\n" + cell.source).rpartition("\n## ")[-1]
            continue
        faults += faults_of_a_figure(cell)
        faults += faults_of_a_guard(cell)
        faults += faults_of_a_prediction(cell, section)
    assert not faults, "\n\n".join(faults)


@pytest.mark.parametrize("path", CHAPTERS, ids=name)
def test_a_chapter_hides_at_most_four_outputs_and_has_a_moving_figure(path):
    code = cells(path, "code")
    assert sum("hide-output" in tags(cell) for cell in code) <= 4
    assert any("explore" in called(cell.source) for cell in code)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_title_carries_the_number_of_its_chapter(path):
    title = cells(path, "markdown")[0].source.splitlines()[0]
    assert [*faults_of_a_title(title, path.parent.name, path.stem[:2])] == []


@pytest.mark.parametrize("path", PROSE, ids=name)
def test_a_page_points_only_at_chapters_that_exist(path):
    assert [*chapters_that_are_not(path.read_text(encoding="utf-8"))] == []


def test_the_chapters_are_numbered_from_one_without_a_gap():
    assert sorted(NUMBERS) == [f"{i + 1:02}" for i in range(len(CHAPTERS))]


def code_cell(source: str, tags: str = "", label: str = "", alt: str = ""):
    show = {"code_prompt_show": label} if label else {}
    metadata = {"tags": tags.split(), "mystnb": {**show, "image": {"alt": alt}}}
    return nbformat.v4.new_code_cell(source, metadata=metadata)


@pytest.mark.parametrize(
    "cell, fine",
    [
        (code_cell("charts.lines(x);", alt="The loss falls and then rises."), True),
        (code_cell("charts.lines(x)", alt="The loss falls and then rises."), False),
        (code_cell("charts.lines(x);"), False),
        (code_cell("for a in b:\n    figure = draw.ravine_paths(a)"), False),
        (code_cell("figure, axes = plt.subplots()", alt="Two lines."), False),
        (code_cell("plotting.curves(x)", alt="The loss falls and then rises."), False),
        (code_cell("from helpers import plotting, runtime"), False),
        (code_cell("from helpers.plotting import charts\ncolors = charts.X"), True),
        (code_cell("from helpers.plotting.style import COLORS"), True),
        (code_cell("def show(w):\n    return draw.neuron(w)"), True),
        (code_cell("explore(lambda w: draw.neuron(w), alt='x', w=[0, 1])"), True),
    ],
)
def test_a_figure_without_its_finding_is_noticed(cell, fine):
    assert ([*faults_of_a_figure(cell)] == []) is fine


@pytest.mark.parametrize(
    "cell, fine",
    [
        (code_cell("assert a > b", "hide-input", GUARD), True),
        (code_cell("assert a > b"), True),  # it teaches
        (code_cell("assert a > b", "hide-input"), False),
        (code_cell("assert a > b", "hide-input", "✓ Checked"), False),
        (code_cell("assert a > b", "", GUARD), False),
        (code_cell("a > b  # assert", "hide-input", GUARD), False),
        (code_cell("charts.lines(x)\nassert x", "hide-input", GUARD), False),
    ],
)
def test_a_guard_that_is_none_is_noticed(cell, fine):
    assert ([*faults_of_a_guard(cell)] == []) is fine


@pytest.mark.parametrize(
    "cell, before, fine",
    [
        (code_cell("run()", "hide-output", PREDICTION), "**Before you run it:**", True),
        (code_cell("run()", "hide-output", PREDICTION), "We now run it.", False),
        (code_cell("run()", "hide-output"), "**Before you run it:**", False),
        (code_cell("run()", "", PREDICTION), "**Before you run it:**", False),
        (code_cell("run()", "hide-cell"), "**Before you run it:**", False),
        (
            code_cell("run()", "hide-input hide-output", PREDICTION),
            "**Before you run it:**",
            False,
        ),
    ],
)
def test_a_prediction_badly_folded_is_noticed(cell, before, fine):
    assert ([*faults_of_a_prediction(cell, before)] == []) is fine


def test_a_title_without_its_number_is_noticed():
    assert [*faults_of_a_title("# 04 · Training", "chapters", "04")] == []
    for title in ("# Training", "# 05 · Training", "# 4 · Training"):
        assert [*faults_of_a_title(title, "chapters", "04")]
    assert [*faults_of_a_title("# Solutions: Training", "solutions", "04")]


@pytest.mark.parametrize(
    "text, missing",
    [
        ("as chapter 03 and Chapters 1, 2 and 3 show", []),
        ("a chapter 2 cm long, in chapters 01 to 04", ["chapter 04"]),
        ("chapter 8 tells more", ["chapter 8"]),
        ("[later](../chapters/07_text.md)", ["file 07"]),
    ],
)
def test_a_chapter_that_does_not_exist_is_noticed(text, missing):
    assert [*chapters_that_are_not(text, {"01", "02", "03"})] == missing


@pytest.mark.parametrize("path", SOLUTIONS, ids=name)
def test_an_exercise_holds_no_line_of_an_answer(path):
    answers = [
        region
        for cell in cells(path, "code")
        for region in re.findall(
            r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", cell.source, re.DOTALL
        )
    ]
    assert answers, "a solutions page without answers"
    for suffix in (".md", ".ipynb"):
        text = (
            (ROOT / "exercises" / path.name)
            .with_suffix(suffix)
            .read_text(encoding="utf-8")
        )
        assert "SOLUTION" not in text
        assert "<summary>Answer" not in text
        for answer in answers:
            lines = [line.strip() for line in answer.splitlines()]
            telling = [
                line for line in lines if len(line) > 25 and not line.startswith("#")
            ]
            assert not [line for line in telling if line in text.replace('\\"', '"')]


@pytest.mark.parametrize("path", SOLUTIONS, ids=name)
def test_every_answer_is_taken_out_and_its_stub_raises(path):
    exercise = ROOT / "exercises" / path.name
    for solution, stub in zip(
        cells(path, "code"), cells(exercise, "code"), strict=True
    ):
        if "BEGIN SOLUTION" in solution.source:
            assert "raise NotImplementedError()" in stub.source
            assert "hide-input" in solution.metadata.get("tags", []), solution.source
            assert "hide-input" not in stub.metadata.get("tags", [])
            assert "mystnb" not in stub.metadata  # an alt text tells what is found
        else:
            assert solution.source == stub.source


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_code_fits_on_a_screen(path):
    for cell in cells(path, "code"):
        longest = max(map(len, cell.source.splitlines()), default=0)
        assert longest <= 88 or re.search(r"-m pip|display_quiz", cell.source), (
            cell.source
        )


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_call_of_old_keras_and_no_pinned_device(path):
    for cell in cells(path, "code"):
        assert not re.search(
            r"tf\.keras|from tensorflow\.keras|\.h5\b|predict_classes\(", cell.source
        )
        assert (
            not re.search(r"""["']/?(GPU|CPU|gpu|cpu):\d["']""", cell.source)
            or path.name.startswith(("04_", "05_"))  # several logical devices
        )


# ---------------------------------------------------------------- what else tells


def test_the_set_up_page_names_the_chapters_that_need_tensorflow():
    needing = [
        path.stem[:2]
        for path in CHAPTERS
        if any('needs="tensorflow"' in cell.source for cell in cells(path, "code"))
    ]
    setup = (ROOT / "appendix" / "setup.md").read_text(encoding="utf-8")
    said = re.search(r"^Chapters ([\d, and]+) use TensorFlow itself", setup, re.M)
    assert re.findall(r"\d\d", said.group(1)) == needing
    others = re.search(
        r"notebooks of chapters ([\d, and]+) use nothing of Tensor", setup
    )
    assert set(re.findall(r"\d\d", others.group(1))) == NUMBERS - set(needing)


def test_the_pages_for_readers_and_teachers_list_every_chapter():
    for page in ("index.md", "appendix/teaching.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        for path in CHAPTERS:
            assert f"chapters/{path.name})" in text, (page, path.name)


def test_the_map_shows_every_chapter_and_is_what_its_tool_draws():
    shown = [" ".join(card.title) for card in chapter_map.CARDS]
    for path, title in zip(CHAPTERS, shown, strict=True):
        assert f"\n# {title}" in path.read_text(encoding="utf-8")
    for file, drawing in (
        ("map.svg", chapter_map.wide()),
        ("map-narrow.svg", chapter_map.narrow()),
    ):
        drawn = (ROOT / "_static" / file).read_text(encoding="utf-8")
        assert drawn == drawing, "run `python -m tools.chapter_map`"
    landing = (ROOT / "index.md").read_text(encoding="utf-8")
    size = re.search(r'width="\d+" height="\d+"', chapter_map.wide()).group()
    alt = re.search(rf'map\.svg" {size} alt="(.+)"', landing).group(1)
    assert all(title.replace(" ·", "") in alt for title in shown)


def test_the_citation_and_the_hooks_agree_with_what_is_installed():
    versions = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert f'version = "{citation["version"]}"' in versions
    assert citation["repository-code"] == notebooks.repository()[0]
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    hooked = {
        repository["repo"].split("/")[-1]: repository.get("rev")
        for repository in yaml.safe_load(hooks)["repos"]
    }
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    ruff = re.search(r"^ruff==(\S+)", pins, re.M).group(1)
    assert hooked["ruff-pre-commit"] == f"v{ruff}"
    assert {"local", "typos"} <= set(hooked)


def test_the_issue_form_asks_for_what_a_new_test_needs():
    form = (ROOT / ".github" / "ISSUE_TEMPLATE" / "check.yml").read_text("utf-8")
    fields = {field.get("id"): field for field in yaml.safe_load(form)["body"]}
    for needed in ("exercise", "answer", "said", "setup"):
        assert fields[needed]["validations"]["required"]


def test_every_command_that_a_page_names_exists():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    for page in ("README.md", "CONTRIBUTING.md", *ROOT.glob("appendix/*.md")):
        text = (ROOT / page).read_text(encoding="utf-8")
        named = set(re.findall(r"`make ([a-z]+)", text)) - {"sure"}
        assert named <= targets, page
