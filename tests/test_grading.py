"""Teachers: the grading recipe of appendix/teaching.md, followed to the letter."""

import csv
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest

from tools import notebooks

ROOT = notebooks.ROOT
PAGE = (ROOT / "appendix" / "teaching.md").read_text(encoding="utf-8")
RECIPE = PAGE.split("### A folder to grade in")[1].split("\n## ")[0]
BLOCKS = re.findall(r"^```\n(.*?)^```$", RECIPE, re.M | re.S)
SET_UP, TREE, AUTOGRADE, OPEN, REPORT = BLOCKS
# Where a hand-in goes, from the tree that the page draws.
PLACE = re.search(r"submitted/STUDENT/\S+\.ipynb", TREE).group()
RELEASE = re.search(r"release/\S+\.ipynb", TREE).group()
NAME = Path(PLACE).stem

pytestmark = [
    pytest.mark.skipif(  # Windows' own bash is another system's
        os.name == "nt" or not shutil.which("bash"), reason="the recipe is for a shell"
    ),
    pytest.mark.xdist_group("grading"),
]


def environment() -> dict[str, str]:
    """As after `source .venv/bin/activate`, offline."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    variables = {**os.environ, "PATH": path, "COURSE_OFFLINE": "1"}
    variables.pop("COURSE_DATA", None)
    return variables


def shell(commands: str, folder: Path) -> str:
    """Run a block of the page; every command of it must succeed."""
    done = subprocess.run(
        ["bash", "-e", "-c", commands],
        cwd=folder, env=environment(), capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def with_answers(file: Path, answers: int | None) -> nbformat.NotebookNode:
    """A released notebook with its first so many answers in code filled in.

    None fills in all, and writes something under every open question.
    """
    handed_in = nbformat.read(file, as_version=4)
    solution = nbformat.read(ROOT / "solutions" / f"{NAME}.ipynb", as_version=4)
    for ours, theirs in zip(handed_in.cells, solution.cells, strict=True):
        if "BEGIN SOLUTION" in theirs.source and (answers is None or answers > 0):
            ours.source = theirs.source
            answers = None if answers is None else answers - 1
        if theirs.cell_type == "markdown" and "nbgrader" in theirs.metadata:
            ours.source = ours.source if answers is not None else "Because it rises."
    return handed_in


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The folder `grading`, when all commands of the page have run."""
    repository = tmp_path_factory.mktemp("repository")
    shutil.copytree(ROOT / "solutions", repository / "solutions")
    shell(SET_UP, repository)
    folder = repository / "grading"
    release = folder / RELEASE
    assert "BEGIN SOLUTION" not in release.read_text(encoding="utf-8")
    exercise = ROOT / "exercises" / f"{NAME}.ipynb"
    for student, file, answers in (
        ("right", release, None),
        ("half", release, 1),
        ("empty", release, 0),
        ("colab", exercise, None),  # solved in the course's own exercise
    ):
        place = folder / PLACE.replace("STUDENT", student)
        place.parent.mkdir(parents=True)
        nbformat.write(with_answers(file, answers), place)
    shell(AUTOGRADE, folder)
    shell(REPORT, folder)
    return folder


@pytest.fixture(scope="module")
def scores(course):
    """Each student's score and maximal score."""
    with (course / "grades.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        row["student_id"]: (float(row["score"]), float(row["max_score"]))
        for row in rows
    }


def points(cell_type: str) -> float:
    """The points of the checks (code), or of the open questions (markdown)."""
    solution = nbformat.read(ROOT / "solutions" / f"{NAME}.ipynb", as_version=4)
    return sum(
        cell.metadata.nbgrader.points
        for cell in solution.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
        and cell.cell_type == cell_type
    )


def test_a_right_hand_in_gets_all_points_that_a_machine_can_give(scores):
    score, maximum = scores["right"]
    assert score == points("code") > 0
    assert maximum == points("code") + points("markdown")


def test_a_solved_file_of_the_courses_exercises_gets_them_too(scores):
    assert scores["colab"] == scores["right"]


def test_an_empty_hand_in_gets_nothing(scores):
    assert scores["empty"][0] == 0


def test_a_half_right_hand_in_gets_points_for_what_is_right(scores):
    assert 0 < scores["half"][0] < scores["right"][0]


def test_the_pages_share_of_open_questions_is_right():
    said = re.search(r"^(.*) of a chapter's points are such questions", PAGE, re.M)
    share = points("markdown") / (points("code") + points("markdown"))
    assert said.group(1) == "Nearly half" and 0.3 < share < 0.55


def test_every_file_of_the_pages_tree_is_there(course):
    files = [line.split()[0] for line in TREE.splitlines() if ".ipynb" in line]
    for file in files:
        assert (course / file.replace("STUDENT", "right")).is_file(), file
    for made in re.search(r"autograded/.*?\s{2,}made", TREE).group().split()[:-1]:
        assert (course / made).exists(), made
    assert list((course / "feedback" / "right").rglob("*.html"))


def test_the_form_grader_opens_and_waits_for_the_open_questions(course):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f" --no-browser --allow-root --ServerApp.port={port}"
    server = subprocess.Popen(
        ["bash", "-c", "exec " + OPEN.strip() + options + " --IdentityProvider.token=t"],
        cwd=course, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        name = Path(PLACE).parent.name
        address = f"http://127.0.0.1:{port}/formgrader/api/submissions/{name}?token=t"
        for _ in range(120):
            try:
                submissions = json.load(urllib.request.urlopen(address, timeout=5))
                break
            except OSError:
                assert server.poll() is None, "JupyterLab has ended"
                time.sleep(0.5)
        students = {each["student"]: each for each in submissions}
        assert set(students) == {"right", "half", "empty", "colab"}
        waiting = {name for name in students if students[name]["needs_manual_grade"]}
        assert waiting == {"right", "colab"}  # an untouched question has its 0
        assert students["right"]["code_score"] == points("code")
        assert students["right"]["max_written_score"] == points("markdown")
    finally:
        server.terminate()
        server.wait(timeout=30)
