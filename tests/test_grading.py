"""Teachers: the grading recipe of appendix/grading.md, followed to the letter."""

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
from nbgrader.api import Gradebook

from tools import notebooks

ROOT = notebooks.ROOT
PAGE = (ROOT / "appendix" / "grading.md").read_text(encoding="utf-8")
RECIPE = PAGE.split("## Release and grade")[1]
BLOCKS = re.findall(r"^```\n(.*?)^```$", RECIPE, re.M | re.S)
RELEASE_COMMAND, TREE, GRADE_COMMAND, OPEN = BLOCKS
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


def tool(command: str, folder: Path) -> subprocess.CompletedProcess:
    """Do what a command of the page does, `make release N=01` or so, in this folder."""
    do, number = re.fullmatch(r"make (\w+) N=(\d+)\n", command).groups()
    return subprocess.run(
        [sys.executable, "-m", "tools.grading", do, number, "--folder", folder],
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip


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
    folder = tmp_path_factory.mktemp("course") / "grading"
    done = tool(RELEASE_COMMAND, folder)
    release = folder / RELEASE
    assert done.stdout.strip() == f"for your students: {release}", done.stderr
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
    done = tool(GRADE_COMMAND, folder)
    assert done.returncode == 0, done.stderr
    assert re.search(rf"^right +{points('code'):g} of ", done.stdout, re.M), done.stdout
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
    change, opening = OPEN.splitlines()
    assert change == "cd grading" and opening.startswith("../.venv/bin/")
    opening = opening.removeprefix("../.venv/bin/")  # here the tests' own environment
    options = f" --no-browser --allow-root --ServerApp.port={port}"
    server = subprocess.Popen(
        ["bash", "-c", f"exec {opening}{options} --IdentityProvider.token=t"],
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


def test_points_that_a_teacher_gives_are_in_the_scores_and_stay_there(course, scores):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        submission = book.find_submission(NAME, "right")
        waiting = [
            grade
            for grade in submission.notebooks[0].grades
            if grade.needs_manual_grade
        ]
        waiting[0].manual_score = 1
        book.db.commit()
    place = course / PLACE.replace("STUDENT", "empty")  # hands in once more
    shutil.copy(course / PLACE.replace("STUDENT", "half"), place)
    later = time.time() + 60
    os.utime(place, (later, later))
    assert tool(GRADE_COMMAND, course).returncode == 0
    with (course / "grades.csv").open(encoding="utf-8") as file:
        after = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert after["right"] == scores["right"][0] + 1
    assert after["empty"] == after["half"] == scores["half"][0]


def test_what_cannot_be_graded_is_named_and_the_others_have_their_scores(course):
    wrong = course / PLACE.replace("STUDENT", "named")
    wrong.parent.mkdir(parents=True)
    renamed = wrong.with_name("my answers.ipynb")
    shutil.copy(course / RELEASE, renamed)
    done = tool(GRADE_COMMAND, course)
    assert done.returncode == 1 and "only my answers.ipynb" in done.stderr
    renamed.unlink()
    wrong.write_text("no notebook", encoding="utf-8")
    done = tool(GRADE_COMMAND, course)
    shutil.rmtree(wrong.parent.parent)
    assert done.returncode == 1 and "failed for named: nbformat" in done.stderr
    assert "right" in (course / "grades.csv").read_text(encoding="utf-8")


def test_a_grader_without_hand_ins_or_with_an_unknown_chapter_is_told(tmp_path):
    done = tool(GRADE_COMMAND, tmp_path)
    assert done.returncode == 1 and "submitted" in done.stderr
    done = tool("make release N=77\n", tmp_path)
    assert done.returncode == 1 and "01_perceptron" in done.stderr


@pytest.mark.parametrize("command", [RELEASE_COMMAND, GRADE_COMMAND])
def test_make_calls_the_tool(command):
    name = command.split()[1]
    done = subprocess.run(
        ["make", "-n", name, "N=02"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert f'python -m tools.grading {name} "02"' in done.stdout
    done = subprocess.run(
        ["make", "-n", name], cwd=ROOT, capture_output=True, text=True
    )
    assert f"make {name} N=02" in done.stdout  # it asks which
