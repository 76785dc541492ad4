"""Teachers: nbgrader releases, collects and grades the exercises, for real."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tools import notebooks

ROOT = notebooks.ROOT
NAME = "01_perceptron"


def nbgrader(course: Path, *arguments: str) -> None:
    # nbgrader calls alembic by name: it must be on the path, as in an activated venv.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "COURSE_OFFLINE": "1"}
    environment.pop("COURSE_DATA", None)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course, env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def with_answers(release: Path, answers: int | None) -> nbformat.NotebookNode:
    """The released notebook with the first so many code answers filled in (None: all)."""
    handed_in = nbformat.read(release, as_version=4)
    solution = nbformat.read(ROOT / "solutions" / f"{NAME}.ipynb", as_version=4)
    for ours, theirs in zip(handed_in.cells, solution.cells, strict=True):
        if "BEGIN SOLUTION" in theirs.source and (answers is None or answers > 0):
            ours.source = theirs.source
            answers = None if answers is None else answers - 1
    return handed_in


@pytest.fixture(scope="module")
def scores(tmp_path_factory):
    """Score and maximal score of a right, a half-right and an empty hand-in."""
    course = tmp_path_factory.mktemp("course")
    source = course / "source" / "perceptron"
    source.mkdir(parents=True)
    shutil.copy(ROOT / "solutions" / f"{NAME}.ipynb", source)
    nbgrader(course, "generate_assignment", "perceptron")
    release = course / "release" / "perceptron" / f"{NAME}.ipynb"
    assert "BEGIN SOLUTION" not in release.read_text(encoding="utf-8")
    for student, answers in (("right", None), ("half", 1), ("empty", 0)):
        folder = course / "submitted" / student / "perceptron"
        folder.mkdir(parents=True)
        nbformat.write(with_answers(release, answers), folder / f"{NAME}.ipynb")
    nbgrader(course, "autograde", "perceptron")
    nbgrader(course, "export", "--to", "grades.csv")
    with (course / "grades.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        row["student_id"]: (float(row["score"]), float(row["max_score"]))
        for row in rows
    }


def points_of_checks() -> float:
    """The points that the machine gives; open questions wait for a person."""
    solution = nbformat.read(ROOT / "solutions" / f"{NAME}.ipynb", as_version=4)
    return sum(
        cell.metadata.nbgrader.points
        for cell in solution.cells
        if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code"
    )


def test_a_right_hand_in_gets_all_points_that_a_machine_can_give(scores):
    score, maximum = scores["right"]
    assert score == points_of_checks() > 0
    assert maximum >= score


def test_an_empty_hand_in_gets_nothing(scores):
    assert scores["empty"][0] == 0


def test_a_half_right_hand_in_gets_points_for_what_is_right(scores):
    assert 0 < scores["half"][0] < scores["right"][0]
