"""Makefile, workflows, JupyterLab's settings, other environments: what they promise."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from helpers import runtime
from tools import environments, lab, notebooks

ROOT = notebooks.ROOT
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.M))
WORKFLOWS = {
    path.name: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in (ROOT / ".github" / "workflows").glob("*.yml")
}


def steps(workflow: dict) -> list[str]:
    jobs = workflow["jobs"].values()
    return [step.get("run", "") for job in jobs for step in job.get("steps", ())]


ONLY_PULL_REQUESTS = "${{ github.event_name == 'pull_request' }}"


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_calls_only_what_there_is_and_ends_superseded_runs(name):
    workflow = WORKFLOWS[name]
    called = {t for run in steps(workflow) for t in re.findall(r"make ([a-z]+)", run)}
    matrix = workflow["jobs"].get("environments", {}).get("strategy", {})
    called |= {each["command"] for each in matrix.get("matrix", {}).get("include", ())}
    assert called <= TARGETS
    assert workflow["concurrency"]["cancel-in-progress"] in (True, ONLY_PULL_REQUESTS)
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"]


def test_pull_requests_build_the_book_and_read_it_in_a_browser():
    workflow = WORKFLOWS["test.yml"]
    triggers = workflow[True]  # `on` is a yes in YAML
    _, branch = notebooks.repository()
    assert "pull_request" in triggers and triggers["push"]["branches"] == [branch]
    jobs = workflow["jobs"]
    for name in ("tests", "book", "other-pythons"):
        assert "if" not in jobs[name]
    told = "\n".join(steps({"jobs": {"book": jobs["book"]}}))
    assert "make book" in told and "COURSE_REQUIRE_BROWSER=1" in told


def test_main_is_published_after_its_tests_and_to_the_end():
    workflow = WORKFLOWS["test.yml"]
    assert workflow["concurrency"]["cancel-in-progress"] == ONLY_PULL_REQUESTS
    assert workflow["permissions"] == {"contents": "read"}
    publish = workflow["jobs"]["publish"]
    assert set(publish["needs"]) == {"tests", "book"}
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}
    assert publish["concurrency"]["cancel-in-progress"] is False
    for name, job in workflow["jobs"].items():
        assert ("write" in job.get("permissions", {}).values()) == (name == "publish")


def uses(job: dict, action: str) -> dict:
    """What a job gives to an action."""
    (step,) = [s for s in job["steps"] if s.get("uses", "").startswith(f"{action}@")]
    return step.get("with", {})


def test_the_weekly_run_finds_the_outputs_that_were_kept():
    kept = uses(WORKFLOWS["test.yml"]["jobs"]["book"], "actions/cache")
    found = uses(WORKFLOWS["weekly.yml"]["jobs"]["links"], "actions/cache/restore")
    assert found["path"] == kept["path"]  # else it is another cache
    assert kept["key"].startswith(found["restore-keys"])


def test_the_simulated_colab_gets_a_clone_with_its_history():
    job = WORKFLOWS["weekly.yml"]["jobs"]["environments"]
    assert uses(job, "actions/checkout")["fetch-depth"] == 0


def test_the_weekly_run_tries_lowest_newest_and_colab():
    matrix = WORKFLOWS["weekly.yml"]["jobs"]["environments"]["strategy"]["matrix"]
    commands = {each["command"] for each in matrix["include"]}
    assert commands == {*environments.RESOLUTIONS, "colab"}


def test_make_help_lists_every_command():
    told = re.findall(r"^([a-z]+):.*##", MAKEFILE, re.M)
    assert set(told) == TARGETS
    declared = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.M)[1].split()
    assert set(declared) == TARGETS


# ---------------------------------------------------------------- JupyterLab


def test_make_lab_shows_no_grading_menus_and_no_news(tmp_path):
    """What JupyterLab itself tells the page that it serves."""
    command, environment = lab.command()
    program = (
        "import json, sys\n"
        "from jupyterlab.labapp import LabApp\n"
        "app = LabApp.initialize_server(argv=sys.argv[1:])\n"
        "print('FOUND', json.dumps(sorted(n for n, e in"
        " app.extension_manager.extensions.items() if e.enabled)))\n"
        "lab = app.extension_manager.extension_apps['jupyterlab'].pop()\n"
        "print('NEWS', lab.news_url, lab.check_for_updates_class.__name__)\n"
        "from jupyterlab_server.config import get_page_config\n"
        "from jupyter_core.paths import jupyter_config_path\n"
        "print('PAGE', json.dumps(get_page_config(jupyter_config_path())))\n"
    )
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    home = {"HOME": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path / "config")}
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-browser", "--port=0", "--allow-root"],
        env=environment | home, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    told = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert not [name for name in json.loads(told["FOUND"]) if "nbgrader" in name]
    assert told["NEWS"] == "None NeverCheckForUpdate"
    # The question about news comes from an extension of its own.
    assert {
        "@jupyter/nbgrader",
        "@jupyterlab/apputils-extension:announcements",
    } <= set(json.loads(told["PAGE"])["disabledExtensions"])


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signal")
def test_control_c_is_jupyterlab_s_which_asks_before_it_goes():
    asks = (
        "import signal, time\n"
        "def ask(*_): print('Shut down?', flush=True); time.sleep(1); print('bye'); exit(3)\n"
        "signal.signal(signal.SIGINT, ask); print('ready', flush=True); time.sleep(60)"
    )
    program = (
        "import os, sys; from tools import lab\n"
        f"lab.command = lambda: ([sys.executable, '-c', {asks!r}], dict(os.environ))\n"
        "lab.main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT, start_new_session=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout.readline() == "ready\n"
    os.killpg(process.pid, signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert (out, process.returncode) == ("Shut down?\nbye\n", 3)


def test_make_lab_without_its_data_costs_one_line():
    done = subprocess.run(
        [sys.executable, "-m", "tools.lab"], cwd=ROOT, check=False,
        env={**os.environ, "COURSE_DATA": "nowhere"}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert done.stderr.startswith("DataError: COURSE_DATA names ")


# ---------------------------------------------------------------- other environments


def git(*arguments: object, **options) -> str:
    me = ("-c", "user.name=me", "-c", "user.email=me@example.org")
    command = ["git", *me, *map(str, arguments)]
    return subprocess.check_output(command, text=True, timeout=60, **options).strip()


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A repository with another branch checked out than the first cell asks for."""
    _, branch = notebooks.repository()
    root = tmp_path / "checkout"
    git("init", "--quiet", f"--initial-branch={branch}", root)
    for message, other in (("one", "another"), ("two", "a-third")):
        git("-C", root, "commit", "--quiet", "--allow-empty", "-m", message)
        git("-C", root, "checkout", "--quiet", "-b", other)
    git("-C", root, "commit", "--quiet", "--allow-empty", "-m", "three")
    monkeypatch.setattr(environments, "ROOT", root)
    return root


def test_in_the_simulated_colab_the_first_cell_installs_this_checkout(
    checkout, tmp_path
):
    address, branch = notebooks.repository()
    assert f"git+{address}@{branch}" in notebooks.first_cell()
    environment = os.environ | environments.local_address(tmp_path / "clone")
    found = git("ls-remote", address, branch, env=environment)
    head = git("-C", checkout, "rev-parse", "HEAD")
    assert found.split() == [head, f"refs/heads/{branch}"]


def test_the_simulated_colab_refuses_a_clone_without_history(
    checkout, tmp_path, monkeypatch
):
    shallow = tmp_path / "shallow"
    git("clone", "--quiet", "--depth=1", checkout.as_uri(), shallow)
    monkeypatch.setattr(environments, "ROOT", shallow)
    with pytest.raises(SystemExit, match="git fetch --unshallow"):
        environments.local_address(tmp_path / "clone")


def test_colab_s_keras_is_one_that_the_course_is_tested_with(capsys):
    (pin,) = [each for each in environments.COLAB if each.startswith("keras==")]
    runtime._warn_outside_range(pin.removeprefix("keras=="))
    assert capsys.readouterr().out == ""


def test_the_simulated_colab_lacks_what_the_first_cell_brings():
    brought = {"deep-learning-you-can-run", *notebooks.ON_COLAB}
    assert set(environments.FROM_FIRST_CELL) == brought
    assert not [
        each for each in environments.COLAB if re.split("[=<>]", each)[0] in brought
    ]
    assert "ipywidgets==7.7.1" in environments.COLAB


def test_all_chapters_and_solutions_run_in_the_simulated_colab():
    names = {path.relative_to(ROOT).as_posix() for path in environments.chosen([])}
    assert names == {
        f"{path.parent.name}/{path.name}"
        for path in notebooks.generated()
        if path.suffix == ".ipynb" and path.parent.name != "exercises"
    }
    some = environments.chosen([str(Path("chapters") / "01_perceptron.ipynb")])
    assert [path.name for path in some] == ["01_perceptron.ipynb"]
