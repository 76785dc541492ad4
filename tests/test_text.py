"""The notebooks as text: pairs, exercises, portability. No kernel is started here."""

import json
import re
from pathlib import Path

import jupytext
import pytest

from tools import notebooks

ROOT = notebooks.ROOT
GENERATED = notebooks.generated()
SOURCES = [path for path in GENERATED if path.suffix == ".md"]
PAIRS = [path for path in GENERATED if path.suffix == ".ipynb"]
SOLUTIONS = sorted((ROOT / "solutions").glob("*.md"))


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def cells(path: Path, cell_type: str) -> list:
    notebook = jupytext.read(path)
    return [cell for cell in notebook.cells if cell.cell_type == cell_type]


@pytest.mark.parametrize("path", GENERATED, ids=name)
def test_what_is_committed_is_what_the_sources_generate(path):
    assert path.exists(), f"{name(path)} is missing: run `make exercises`"
    assert path.read_text(encoding="utf-8") == GENERATED[path], "run `make exercises`"


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


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_every_cell_that_draws_has_alt_text_that_says_something(path):
    for cell in cells(path, "code"):
        draws = re.search(
            r"^(figure|axes|_|fig).*=.*(plt\.|plotting\.)|^plotting\.|^plt\.",
            cell.source,
            re.M,
        )
        if draws and "explore(" not in cell.source and "def " not in draws.group():
            alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
            assert len(alt.split()) >= 4, cell.source


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
        else:
            assert solution.source == stub.source


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_code_fits_on_a_screen(path):
    for cell in cells(path, "code"):
        longest = max(map(len, cell.source.splitlines()), default=0)
        assert longest <= 88 or re.search(r"%pip|display_quiz", cell.source), (
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
            or "04_" in path.name
        )
