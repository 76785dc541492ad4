"""What generates notebooks and exercises: the rules, on small examples."""

import json

import pytest

from tools import notebooks

FIRST = f"```{{code-cell}} ipython3\n:tags: [remove-cell]\n\n{notebooks.first_cell()}\n```\n"
SOLUTION = f"""\
# Solutions 99: Adding

{FIRST}
Write `add`.

```{{code-cell}} ipython3
---
tags: [hide-input]
nbgrader:
  {{grade: false, grade_id: add, locked: false, schema_version: 3, solution: true, task: false}}
---
def add(a, b):
    ### BEGIN SOLUTION
    return a + b
    ### END SOLUTION
```

Why?

+++ {{"nbgrader": {{"grade": true, "grade_id": "why", "locked": false, "points": 1, \
"schema_version": 3, "solution": true, "task": false}}}}

<details><summary>Answer</summary>

Because sums are useful.

</details>

+++

The end.
"""


def test_an_exercise_is_its_solution_without_the_answers():
    text = notebooks.exercise(SOLUTION, "99_adding")
    assert (
        "# Exercises 99: Adding" in text
        and "Write `add`." in text
        and "The end." in text
    )
    assert "raise NotImplementedError()" in text and "def add(a, b):" in text
    assert notebooks.TEXT_STUB in text and "YOUR ANSWER HERE" not in text
    for answer in (
        "return a + b",
        "sums are useful",
        "<details>",
        "hide-input",
        "SOLUTION",
    ):
        assert answer not in text


def test_an_exercise_survives_being_read_and_written_again():
    text = notebooks.exercise(SOLUTION, "99_adding")
    assert notebooks.to_markdown(notebooks.read(text)) == text


def test_a_solution_must_say_that_it_is_one():
    with pytest.raises(ValueError, match="must begin with"):
        notebooks.exercise(SOLUTION.replace("# Solutions", "# Answers"), "99_adding")


def test_an_answer_outside_a_solution_cell_is_refused():
    with pytest.raises(RuntimeError, match="Solution region"):
        notebooks.exercise(
            SOLUTION.replace("solution: true, task", "solution: false, task"),
            "99_adding",
        )


def test_a_page_without_the_first_cell_is_refused():
    with pytest.raises(ValueError, match="first code cell"):
        notebooks.with_first_cell(SOLUTION.replace("google.colab", "elsewhere"))


def test_a_stale_first_cell_is_rewritten():
    stale = SOLUTION.replace("git+https://", "git+https://old.example/")
    assert notebooks.with_first_cell(stale) == SOLUTION


def test_the_first_cell_installs_the_branch_that_the_config_names(tmp_path):
    text = "repository: {url: https://github.com/someone/course, branch: 2026-1}"
    (tmp_path / "_config.yml").write_text(text, encoding="utf-8")
    cell = notebooks.first_cell(tmp_path)
    assert "--no-deps git+https://github.com/someone/course@2026-1 " in cell
    assert cell.endswith(" jupyterquiz pooch")
    assert "-qq" in cell and "%pip" not in cell  # which prints a note


def test_an_exercise_page_says_how_to_run_it_and_leads_to_its_own_notebook():
    address, branch = notebooks.repository()
    place = address.removeprefix("https://github.com/")
    text = notebooks.exercise(SOLUTION, "99_adding")
    link = f"/github/{place}/blob/{branch}/exercises/99_adding.ipynb)"
    before_the_first_cell = text.split("```{code-cell}")[0]
    assert link in before_the_first_cell and "setup.md" in before_the_first_cell


def test_only_an_answer_loses_its_folding_and_every_other_tag_stays():
    source = SOLUTION.replace("[hide-input]", "[hide-input, hide-output, slow]")
    source += "```{code-cell} ipython3\n:tags: [hide-input, scroll-output]\n\n1\n```\n"
    exercise = notebooks.read(notebooks.exercise(source, "99_adding"))
    tags = [c.metadata.get("tags") for c in exercise.cells if c.cell_type == "code"]
    assert tags == [["remove-cell"], ["slow"], ["hide-input", "scroll-output"]]


@pytest.mark.parametrize(
    "tags, source, code, output",
    [
        ("", "print(1)", False, False),
        ("remove-output", "print(1)", False, False),
        ("hide-input", "print(1)", True, False),
        ("hide-output", "print(1)", False, True),
        ("hide-cell", "print(1)", True, True),
        ("hide-input, hide-output", "print(1)", True, True),
        ("", "display_quiz(questions)", True, False),
        ("hide-input", "display_quiz(questions)", True, False),
    ],
)
def test_what_the_book_folds_is_folded_in_jupyterlab_and_colab(
    tags, source, code, output
):
    page = f"{FIRST}\n```{{code-cell}} ipython3\n:tags: [{tags}]\n\n{source}\n```\n"
    cell = json.loads(notebooks.notebook_text(page))["cells"][-1]
    folding = cell["metadata"].get("jupyter", {})
    assert folding.get("source_hidden", False) is code
    assert folding.get("outputs_hidden", False) is output
    assert cell["metadata"].get("cellView") == ("form" if code else None)
    assert cell["metadata"].get("collapsed", False) is output
    assert cell["metadata"].get("tags", []) == [t for t in tags.split(", ") if t]


def test_what_has_lost_its_source_is_removed_and_nothing_else(tmp_path, capsys):
    text = "repository: {url: https://github.com/someone/course, branch: main}"
    (tmp_path / "_config.yml").write_text(text, encoding="utf-8")
    for folder in (*notebooks.FOLDERS, "appendix"):
        (tmp_path / folder).mkdir()
    (tmp_path / "appendix" / "glossary.md").write_text("# Glossary\n", encoding="utf-8")
    page = tmp_path / "solutions" / "99_adding.md"
    page.write_text(SOLUTION, encoding="utf-8")
    orphans = [
        tmp_path / "chapters" / "98_gone.ipynb",
        tmp_path / "exercises" / "98_gone.md",
    ]
    picture = tmp_path / "chapters" / "picture.png"
    for path in (*orphans, picture):
        path.touch()
    notebooks.write(tmp_path)
    assert not any(path.exists() for path in orphans)
    assert picture.exists() and page.exists()
    assert (tmp_path / "exercises" / "99_adding.ipynb").exists()
    said = capsys.readouterr().out
    assert said.count("removed ") == 2 and "chapters/98_gone.ipynb" in said
    notebooks.write(tmp_path)
    assert capsys.readouterr().out == ""  # all is as it should be
