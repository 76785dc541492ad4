"""What holds for every exercise of the course, whatever it asks.

The checks are found by themselves: each `Exercise` and each `procedure` of the modules
in helpers/checks. A chapter's own test file holds only other right ways to write its
answers, and what its procedures watch.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import textwrap

import jupytext
import numpy as np
import pytest

import helpers.checks
from helpers.checks import Check, CheckFailed, Exercise
from tools.notebooks import ROOT

MODULES = [
    importlib.import_module(f"helpers.checks.{module.name}")
    for module in pkgutil.iter_modules(helpers.checks.__path__)
]
CHECKS = {
    f"{module.__name__.rpartition('.')[2]}.{name}": check
    for module in MODULES
    for name, check in vars(module).items()
    if isinstance(check, Check)
}
EXERCISES = {
    name: check for name, check in CHECKS.items() if isinstance(check, Exercise)
}
EDITS = {
    f"{name} {number}: {edit.hint[:50]}": (check, edit)
    for name, check in EXERCISES.items()
    for number, edit in enumerate(check.mistakes)
}
every_check = pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
every_exercise = pytest.mark.parametrize("check", EXERCISES.values(), ids=EXERCISES)
every_edit = pytest.mark.parametrize(("check", "edit"), EDITS.values(), ids=EDITS)


def answers() -> dict[str, str]:
    """Return the source of each function that the solutions pages show, by its name."""
    found = {}
    for path in sorted((ROOT / "solutions").glob("*.md")):
        for cell in jupytext.read(path).cells:
            if "### BEGIN SOLUTION" in cell.source and cell.cell_type == "code":
                for part in ast.walk(ast.parse(cell.source)):
                    if isinstance(part, ast.FunctionDef):
                        found[f"{path.stem[3:]}.{part.name}"] = ast.get_source_segment(
                            cell.source, part
                        )
    return found


ANSWERS = answers()


def told(check: Check, answer) -> str:
    """What the reader reads: the check's one line, or nothing where it passes."""
    try:
        check(answer)
    except CheckFailed as failure:
        assert "\n" not in str(failure) and len(str(failure)) < 700, str(failure)
        return str(failure)
    return ""


def stub(*_):
    raise NotImplementedError()


def body(source: str) -> list[str]:
    """Return a function's statements as syntax, without docstring and imports."""
    function = ast.parse(textwrap.dedent(source)).body[0]
    return [
        ast.dump(part)
        for part in function.body
        if not isinstance(part, ast.Import | ast.ImportFrom)
        and not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
    ]


# --- The page and its check ----------------------------------------------------------


def test_there_are_exercises():
    assert len(EXERCISES) >= 15 and len(CHECKS) > len(EXERCISES)


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_has_the_name_of_the_function_that_the_page_asks_for(name):
    assert name.rpartition(".")[2] == CHECKS[name].name
    assert name in ANSWERS, "no solution shows a function of this name"
    page = (ROOT / "solutions").glob(f"??_{name.partition('.')[0]}.md")
    assert f"checks.{CHECKS[name].name}({CHECKS[name].name}" in next(page).read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_is_the_answer_that_the_solutions_page_shows(name):
    assert body(inspect.getsource(EXERCISES[name].reference)) == body(ANSWERS[name])


@pytest.mark.parametrize("name", CHECKS)
def test_three_hints_push_and_none_tells_the_answer(name):
    check, answer = CHECKS[name], ANSWERS[name]
    assert 1 <= len(check.hints) <= 3
    lines = [line.partition("#")[0].strip() for line in answer.splitlines()[1:]]
    telling = [line for line in lines if len(line) > 15 and not line.startswith('"""')]
    for hint in check.hints:
        assert 20 < len(hint) <= 300 and hint.rstrip("`)")[-1] in ".?!:", hint
        for line in telling:
            code = re.sub(r"^return ", "", line)
            assert code not in hint, f"{hint!r} spells out {line!r}"


# --- Right answers -------------------------------------------------------------------


@every_exercise
def test_the_reference_passes_with_one_line(check, capsys):
    check(check.reference)
    said = capsys.readouterr().out
    assert said.startswith("✓ ") and said.count("\n") == 1


@every_exercise
def test_the_cases_are_the_same_every_time(check):
    assert repr(check.cases()) == repr(check.cases())


def as_lists(value):
    if isinstance(value, tuple):
        return [as_lists(part) for part in value]
    if isinstance(value, dict):
        return {key: as_lists(part) for key, part in value.items()}
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


@every_exercise
def test_lists_do_in_place_of_arrays(check):
    def answer(*arguments):
        return as_lists(check.reference(*arguments))

    assert told(check, answer) == ""


# --- Usual mistakes ------------------------------------------------------------------


@every_edit
def test_a_usual_mistake_changes_the_results_and_gets_its_own_hint(check, edit):
    wrong = check.edited(edit)  # raises where an old text is not there exactly once
    assert told(check, wrong) == f"{check.name}: {edit.hint}"


@every_exercise
def test_no_two_mistakes_share_a_hint(check):
    hints = [edit.hint for edit in check.mistakes]
    assert len(set(hints)) == len(hints) >= 3


# --- Every other way to be wrong -----------------------------------------------------


def raises(*_):
    raise RuntimeError("first line\nsecond line")


@every_check
@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        (stub, "not written yet"),
        (raises, "raised RuntimeError: first line"),
        (3, "expected a function, found 3"),
        (lambda: None, ""),
        (lambda *_: "many words", ""),
        (lambda *_: object(), ""),
        (lambda *_: np.zeros((3, 1, 7)), ""),
        (lambda *_: 1j, ""),
        (lambda *_: {}, ""),
        (lambda *_: [], ""),
        (lambda *_: float("nan"), ""),
    ],
    ids=[
        *("stub", "raises", "number", "no arguments", "text", "object", "shape"),
        *("complex", "dict", "empty list", "nan"),
    ],
)
def test_every_other_way_to_be_wrong_gets_one_clear_line(check, wrong, part):
    line = told(check, wrong)
    assert line.startswith(check.name) and part in line


@every_check
def test_a_function_that_returns_nothing_is_told(check):
    if isinstance(check, Exercise) and check.returns is None:
        assert told(check, lambda *_: None)
    else:
        assert "returned nothing" in told(check, lambda *_: None)


@every_exercise
def test_the_stub_is_pointed_to_the_hint(check):
    assert f"checks.{check.name}.hint()" in told(check, stub)


@every_exercise
def test_a_changed_argument_is_told(check):
    changed = []

    def careless(*arguments):
        result = check.reference(*arguments)
        for argument in arguments:
            if isinstance(argument, np.ndarray) and argument.size:
                argument[...] = 1 - argument
                changed.append(argument)
                break
        return result

    line = told(check, careless)
    assert not changed or "changed its arguments" in line
