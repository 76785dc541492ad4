"""What generates notebooks and exercises: the rules, on small examples."""

import pytest

from tools import notebooks

FIRST = f"```{{code-cell}} ipython3\n:tags: [remove-cell]\n\n{notebooks.first_cell()}\n```\n"
SOLUTION = f"""\
# Solutions: Adding

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
    text = notebooks.exercise(SOLUTION)
    assert (
        "# Exercises: Adding" in text and "Write `add`." in text and "The end." in text
    )
    assert "raise NotImplementedError()" in text and "def add(a, b):" in text
    assert "YOUR ANSWER HERE" in text
    for answer in (
        "return a + b",
        "sums are useful",
        "<details>",
        "hide-input",
        "SOLUTION",
    ):
        assert answer not in text


def test_an_exercise_survives_being_read_and_written_again():
    text = notebooks.exercise(SOLUTION)
    assert notebooks.to_markdown(notebooks.read(text)) == text


def test_a_solution_must_say_that_it_is_one():
    with pytest.raises(ValueError, match="must begin with"):
        notebooks.exercise(SOLUTION.replace("# Solutions", "# Answers"))


def test_an_answer_outside_a_solution_cell_is_refused():
    with pytest.raises(RuntimeError, match="Solution region"):
        notebooks.exercise(
            SOLUTION.replace("solution: true, task", "solution: false, task")
        )


def test_a_page_without_the_first_cell_is_refused():
    with pytest.raises(ValueError, match="first code cell"):
        notebooks.with_first_cell(SOLUTION.replace("google.colab", "elsewhere"))


def test_a_stale_first_cell_is_rewritten():
    stale = SOLUTION.replace("git+https://", "git+https://old.example/")
    assert notebooks.with_first_cell(stale) == SOLUTION
