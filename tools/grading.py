"""Release a chapter's exercises to students, and grade what they hand in, by nbgrader.

`make release N=01` and `make grade N=01` call it; everything lies in the folder `grading`,
which appendix/grading.md shows.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.notebooks import ROOT


class GradingError(Exception):
    """What is missing, and what to do."""


def release(name: str, folder: Path) -> Path:
    """Make the file for the students, without answers, anew.

    Parameters
    ----------
    name : str
        A chapter, such as "01_perceptron".
    folder : Path
        Where to grade; made if need be.

    Returns
    -------
    Path
        The file to give to the students.

    Raises
    ------
    GradingError
        If nbgrader fails.
    """
    source = folder / "source" / name
    source.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "solutions" / f"{name}.ipynb", source)
    _nbgrader(folder, "generate_assignment", name, "--force")
    return folder / "release" / name / f"{name}.ipynb"


def grade(name: str, folder: Path) -> list[dict[str, str]]:
    """Run the checks of all new hand-ins; write feedback pages and all scores.

    A hand-in that has changed since is run again. Called once more after the open
    questions have been graded in the form grader, it writes feedback and scores with
    their points.

    Returns
    -------
    list of dict
        The rows of grades.csv for this chapter, one for each student.

    Raises
    ------
    GradingError
        If there is no hand-in, if a file has another name, or if nbgrader fails.
    """
    hand_ins = sorted((folder / "submitted").glob(f"*/{name}"))
    place = folder / "submitted" / "STUDENT" / name / f"{name}.ipynb"
    if not hand_ins:
        raise GradingError(f"no hand-in of {name}: each has its place, {place}")
    for hand_in in hand_ins:
        file = hand_in / place.name
        if not file.is_file():
            found = ", ".join(sorted(each.name for each in hand_in.iterdir()))
            raise GradingError(
                f"{hand_in} has no {place.name}, only {found or 'nothing'}: give the "
                "file its own name again"
            )
        graded = folder / "autograded" / hand_in.parent.name / name
        if graded.exists() and file.stat().st_mtime > graded.stat().st_mtime:
            shutil.rmtree(graded)  # nbgrader would not look at the new file
    try:
        _nbgrader(folder, "autograde", name)
    finally:  # if one hand-in cannot be run, the others have their scores
        _nbgrader(folder, "generate_feedback", name, "--force")
        _nbgrader(folder, "export", "--to", "grades.csv")
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["assignment"] == name]


def _nbgrader(folder: Path, *arguments: str) -> None:
    programs = Path(sys.executable).parent  # nbgrader calls another of them
    path = os.pathsep.join([str(programs), os.environ.get("PATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder, env={**os.environ, "PATH": path},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        log, told = folder / "nbgrader.log", done.stdout + done.stderr
        log.write_text(told, encoding="utf-8")
        who = ", ".join(dict.fromkeys(re.findall(r"for student '(\w.*)'", told)))
        causes = re.findall(r"^ *[\w.]*(?:Error|Exception)\b.*", told, re.M) or [""]
        raise GradingError(
            f"nbgrader {arguments[0]} failed{who and f' for {who}'}: {causes[-1].strip()} "
            f"(the whole log: {log})"
        )


def _chapter(number: str) -> str:
    names = [file.stem for file in sorted((ROOT / "solutions").glob("*.ipynb"))]
    found = [name for name in names if number.zfill(2) in (name, name.split("_")[0])]
    if not found:
        raise GradingError(f"which chapter? N={number!r} is none of {', '.join(names)}")
    return found[0]


def main() -> None:
    parser = argparse.ArgumentParser(prog="tools.grading", description=__doc__)
    parser.add_argument("command", choices=("release", "grade"))
    parser.add_argument("chapter", help="its number, such as 01")
    parser.add_argument("--folder", type=Path, default=ROOT / "grading")
    given = parser.parse_args()
    try:
        name = _chapter(given.chapter)
        if given.command == "release":
            print(f"for your students: {release(name, given.folder)}")
        else:
            for row in grade(name, given.folder):
                points, most = float(row["score"]), float(row["max_score"])
                print(f"{row['student_id']:20} {points:g} of {most:g} points")
            print(f"a page for each of them: {given.folder / 'feedback'}")
            print(f"all scores: {given.folder / 'grades.csv'}")
    except GradingError as error:
        sys.exit(f"GradingError: {error}")


if __name__ == "__main__":
    main()
