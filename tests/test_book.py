"""Building the book: a false claim breaks it, and nothing runs twice for nothing."""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import nbformat
import psutil
import pytest
import yaml
from PIL import Image

from helpers.data import catalog, places
from tools import build as building
from tools import executor, machine, notebooks
from tools import serve as serving

ROOT = notebooks.ROOT
FRONT_MATTER = yaml.safe_dump(notebooks.FRONT_MATTER)
PAGE = f"""\
---
{FRONT_MATTER}---

# A page

```{{code-cell}} ipython3
:tags: [remove-cell]

{notebooks.first_cell()}
```

```{{code-cell}} ipython3
import os, pathlib, time
from helpers import runtime
print("ran at", time.time_ns())
print("data in", os.environ.get("COURSE_DATA"), end=".\\n")
assert 1 + 1 == CLAIM
```

```{{code-cell}} ipython3
slow = pathlib.Path("slow")
if slow.exists():
    pathlib.Path("pid").write_text(str(os.getpid()))
    time.sleep(600)
```
"""


@pytest.fixture
def small_book(tmp_path):
    """A book of one chapter whose claim is true, with the course's own configuration."""
    source = tmp_path / "source"
    (source / "chapters").mkdir(parents=True)
    for folder in ("_static", "_templates", "_ext"):
        shutil.copytree(ROOT / folder, source / folder)
    shutil.copy(ROOT / "_config.yml", source)
    toc = {
        "format": "jb-book",
        "root": "index",
        "chapters": [{"file": "chapters/01_page"}],
    }
    (source / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    (source / "index.md").write_text("# A small book\n", encoding="utf-8")
    write_page(source, claim="2")
    return source


def write_page(
    source: Path, claim: str, note: str = "", page: str = "chapters/01_page"
) -> None:
    text = PAGE.replace("CLAIM", claim) + note
    path = source / f"{page}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    pair = notebooks.notebook_text(text)
    path.with_suffix(".ipynb").write_text(pair, encoding="utf-8")


def start(source: Path, *options: str, **environment: str) -> subprocess.Popen:
    given = {name: value for name, value in os.environ.items() if name != "COURSE_DATA"}
    return subprocess.Popen(
        [sys.executable, "-m", "tools.book", str(source), *options],
        cwd=ROOT,
        env={**given, "COURSE_OFFLINE": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def build(
    source: Path, *options: str, **environment: str
) -> subprocess.CompletedProcess:
    process = start(source, *options, **environment)
    out, err = process.communicate(timeout=300)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def printed(source: Path) -> str:
    html = (source / "_build/html/chapters/01_page.html").read_text(encoding="utf-8")
    return html.split("ran at ")[1].split("\n")[0]


def test_the_build_ends_with_the_address_and_runs_again_only_what_has_changed(
    small_book,
):
    first = build(small_book)
    assert first.returncode == 0, first.stdout + first.stderr
    page = small_book / "_build" / "html" / "index.html"
    assert first.stdout.rstrip().endswith(f"Open {page.as_uri()}")
    assert "running chapters" in first.stdout
    moment = printed(small_book)

    second = build(small_book)
    assert second.returncode == 0 and "running" not in second.stdout
    assert printed(small_book) == moment

    write_page(
        small_book, claim="2", note="\nMore prose does not run the code again.\n"
    )
    third = build(small_book)
    assert third.returncode == 0 and "running" not in third.stdout
    assert printed(small_book) == moment

    write_page(small_book, claim="2 + 0")
    fourth = build(small_book)
    assert fourth.returncode == 0 and "running chapters" in fourth.stdout
    assert printed(small_book) != moment


def test_two_data_directories_take_turns_and_nothing_is_thrown_away(
    small_book, tmp_path
):
    assert build(small_book).returncode == 0
    moment = printed(small_book)
    (tmp_path / "data").mkdir()
    other = build(small_book, COURSE_DATA=str(tmp_path / "data"))
    assert "running chapters" in other.stdout, other.stdout + other.stderr
    assert printed(small_book) != moment  # the page shows the new outputs
    back = build(small_book)
    assert back.returncode == 0 and "running" not in back.stdout
    assert printed(small_book) == moment


def test_a_relative_data_directory_is_the_same_one_in_every_notebook(small_book):
    (ROOT / "_build").mkdir(exist_ok=True)
    # Here, as from one drive of Windows no relative path leads to another.
    with tempfile.TemporaryDirectory(dir=ROOT / "_build") as folder:
        relative = os.path.relpath(folder, ROOT)
        assert build(small_book, COURSE_DATA=relative).returncode == 0
    html = (small_book / "_build/html/chapters/01_page.html").read_text("utf-8")
    assert f"data in {folder}." in html


def test_a_data_directory_that_is_none_costs_one_line(small_book):
    line = r"COURSE_DATA names .*nowhere, which is no directory: .*\n"
    done = build(small_book, COURSE_DATA="nowhere")
    assert done.returncode == 1
    assert re.fullmatch(f"DataError: {line}", done.stderr), done.stderr
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/test_tools.py"],
        cwd=ROOT, env={**os.environ, "COURSE_DATA": "nowhere"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert tests.returncode != 0
    assert re.fullmatch(f"ERROR: {line}\n?", tests.stderr), tests.stderr


def test_the_solutions_run_too(small_book):
    write_page(small_book, claim="3", page="solutions/01_page")
    done = build(small_book)
    assert done.returncode != 0 and "solutions/01_page.md failed" in done.stderr


def test_one_chapter_is_built_alone_however_broken_the_others_are(small_book):
    write_page(small_book, claim="3")
    note = "\nAs in [the page before](01_page.md).\n"
    for folder in ("chapters", "exercises", "solutions"):
        write_page(small_book, "2", note, page=f"{folder}/02_other")
    done = build(small_book, "--chapter", "02")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "running chapters/02_other, solutions/02_other\n" in done.stdout
    address = done.stdout.split("Open file://")[1].strip()
    folder = Path(address).parent.parent
    assert Path(address).name == "02_other.html"
    for page in ("chapters/02_other", "solutions/02_other", "exercises/02_other"):
        assert (folder / f"{page}.html").exists()
    none = build(small_book, "--chapter", "07")
    assert none.returncode == 1 and none.stdout == ""  # before it asks for the data
    assert none.stderr.splitlines()[-1].startswith("there is no chapter 07")


# ---------------------------------------------------------------- Ctrl-C, two at once


def wait_for(path: Path, process: subprocess.Popen) -> str:
    """Return what a notebook has written, once it has."""
    while not (path.exists() and path.read_text()):
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    return path.read_text()


def stopped(process: subprocess.Popen) -> list[str]:
    """Send Ctrl-C twice; return the lines on the screen."""
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    return err.strip().splitlines()


def ends(pid: int) -> bool:
    """Say whether a process is gone, or goes within seconds."""
    for _ in range(100):
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True  # nobody has asked for its end yet
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signal")
def test_control_c_ends_notebooks_with_one_line_and_the_next_run_is_right(small_book):
    slow = small_book / "chapters" / "slow"
    slow.touch()
    process = start(small_book)
    kernel = int(wait_for(small_book / "chapters" / "pid", process))
    second = build(small_book)  # while the first is at work
    assert second.returncode == 1
    line = rf"make book: process {process.pid}, since \d\d:\d\d:\d\d, is at work here.*"
    assert re.fullmatch(line, second.stderr.strip()), second.stderr
    assert stopped(process) == ["make book stopped; the next run goes on from here"]
    assert ends(kernel), "the kernel works on"
    slow.unlink()
    done = build(small_book)
    assert done.returncode == 0, done.stdout + done.stderr
    assert printed(small_book)


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signal")
@pytest.mark.parametrize("nohup", [False, True])
def test_a_terminal_that_is_closed_ends_it_too_but_for_nohup(nohup):
    code = (
        "import os, signal; from tools import stopping\n"
        f"signal.signal(signal.SIGHUP, signal.SIG_{'IGN' if nohup else 'DFL'})\n"
        "stopping.install('make it', 'all begins anew')\n"
        "os.kill(os.getpid(), signal.SIGHUP); print('goes on')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    told = (done.returncode, done.stdout.strip(), done.stderr.strip())
    stopped = (128 + signal.SIGHUP, "", "make it stopped; all begins anew")
    assert told == ((0, "goes on", "") if nohup else stopped)


SLOW_EXTENSION = """
import pathlib, os, time

def pause(app, *_):
    here = pathlib.Path(app.srcdir)
    if (here / "slow").exists():
        (here / "pid").write_text(str(os.getpid()))
        time.sleep(600)

def setup(app):
    app.connect("html-page-context", pause)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signal")
def test_control_c_within_rendering_leaves_no_half_book(small_book):
    (small_book / "_ext" / "pausing.py").write_text(SLOW_EXTENSION)
    config = (small_book / "_config.yml").read_text(encoding="utf-8")
    config = config.replace("local_extensions:", "local_extensions:\n    pausing: _ext")
    (small_book / "_config.yml").write_text(config, encoding="utf-8")
    (small_book / "slow").touch()
    process = start(small_book)
    sphinx = int(wait_for(small_book / "pid", process))
    assert stopped(process)[-1] == "make book stopped; the next run goes on from here"
    assert ends(sphinx), "Sphinx works on"
    (small_book / "slow").unlink()
    done = build(small_book)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "running" not in done.stdout  # what had run is kept
    assert printed(small_book)


# ---------------------------------------------------------------- claims, warnings


def test_a_false_claim_breaks_the_book(small_book):
    write_page(small_book, claim="3")
    done = build(small_book)
    assert done.returncode != 0
    assert "01_page.md failed" in done.stderr and "AssertionError" in done.stderr
    assert "The book is ready" not in done.stdout


def test_a_false_claim_breaks_pytest_too(small_book):
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbmake",
        "-q",
        "-p",
        "no:cacheprovider",
    ]
    path = small_book / "chapters" / "01_page.ipynb"
    options = {"cwd": small_book, "capture_output": True, "text": True, "timeout": 300}
    assert subprocess.run([*command, str(path)], check=False, **options).returncode == 0
    write_page(small_book, claim="3")
    done = subprocess.run([*command, str(path)], check=False, **options)
    assert done.returncode == 1 and "AssertionError" in done.stdout


def test_a_warning_breaks_the_book(small_book):
    (small_book / "index.md").write_text(
        "# A small book\n\n[nowhere](nowhere.md)\n", encoding="utf-8"
    )
    for _ in range(2):  # a second try forgives nothing
        done = build(small_book)
        assert done.returncode != 0 and "nowhere" in done.stdout + done.stderr


# ---------------------------------------------------------------- pictures, machine


def test_pictures_have_few_colors_and_the_browser_gets_those(small_book):
    figure = """
```{code-cell} ipython3
%matplotlib inline
import matplotlib.pyplot as plt, numpy as np
plt.imshow(np.random.default_rng(0).random((50, 50)), cmap="viridis");
```
"""
    write_page(small_book, claim="2", note=figure)
    assert build(small_book).returncode == 0
    (picture,) = (small_book / "_build" / "html" / "_images").glob("*.png")
    with Image.open(picture) as image:
        assert image.mode == "P" and len(image.getcolors()) <= 64


def test_no_kernel_asks_the_network_again_for_data_that_did_not_come(
    monkeypatch, tmp_path
):
    """And only the notebooks that load them have another key."""
    monkeypatch.setenv("COURSE_OFFLINE", "")
    monkeypatch.setenv("COURSE_DATA", "")
    monkeypatch.setenv("COURSE_DATA_GIVEN_UP", "")
    monkeypatch.setattr(places, "cache", lambda: tmp_path)
    failed = "offline sample (the server answers 404)"
    lines = {"mnist": "cache", "sdss": failed, "imdb": failed}
    monkeypatch.setattr(catalog, "prefetch", lambda: lines)
    before = {name: catalog.fingerprint([name]) for name in lines}
    said = places.describe_source()
    building.fetch_data()
    assert os.environ["COURSE_DATA_GIVEN_UP"] == "SDSS,IMDB"
    changed = [name for name in lines if catalog.fingerprint([name]) != before[name]]
    assert changed == ["sdss", "imdb"]
    assert places.describe_source() == said
    assert os.environ["COURSE_OFFLINE"] == ""
    assert "its download failed" in catalog.all_sets()["sdss"].resolve()[2]


def test_data_that_came_leave_the_network_open(monkeypatch):
    monkeypatch.setenv("COURSE_DATA_GIVEN_UP", "")
    monkeypatch.setattr(catalog, "prefetch", lambda: {"mnist": "download"})
    building.fetch_data()
    assert os.environ["COURSE_DATA_GIVEN_UP"] == ""


@pytest.mark.parametrize(
    ("cores", "gigabytes", "kernels"),
    [(2, 24, 2), (8, 7.9, 3), (16, 64, 16), (4, 1.2, 1), (1, 64, 1)],
)
def test_kernels_fit_the_cores_and_the_memory(cores, gigabytes, kernels, monkeypatch):
    monkeypatch.setattr(machine, "cores", lambda: cores)
    monkeypatch.setattr(machine, "memory", lambda: gigabytes)
    assert machine.kernels() == kernels


def test_the_limit_of_a_container_counts(tmp_path, monkeypatch):
    limit, used = tmp_path / "memory.max", "memory.current"
    limits = ((tmp_path / "none", used), (limit, used))
    monkeypatch.setattr(machine, "LIMITS", limits)
    limit.write_text("max\n")
    (tmp_path / used).write_text("700000\n")
    (tmp_path / "memory.stat").write_text("anon 1\ninactive_file 200000\n")
    free = machine.memory()
    limit.write_text("1000000\n")
    assert machine.memory() == 0.0005 < free
    (tmp_path / used).write_text("1700000\n")
    assert machine.memory() == 0


def test_the_quota_of_a_container_counts(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "QUOTA", tmp_path / "cpu.max")
    cores = machine.cores()
    machine.QUOTA.write_text("max 100000\n")
    assert machine.cores() == cores
    for quota in (100_000, 150_000, 50_000):
        machine.QUOTA.write_text(f"{quota} 100000\n")
        assert machine.cores() == 1
    machine.QUOTA.write_text(f"{100_000 * (cores + 3)} 100000\n")
    assert machine.cores() == cores


def test_the_cores_are_shared_among_the_kernels_that_start(tmp_path, monkeypatch):
    shared = []
    monkeypatch.setenv("PYTHONPATH", "")
    monkeypatch.setattr(machine, "kernels", lambda: 8)
    monkeypatch.setattr(machine, "share_cores", shared.append)
    monkeypatch.setattr(executor, "run", lambda notebooks, kernels: iter(()))
    outputs = building.Outputs(tmp_path)
    pages = dict.fromkeys(("chapters/01_page", "chapters/02_page"))
    building.execute(tmp_path, pages, dict.fromkeys(pages, "key"), outputs)
    assert shared == [2]


def test_whatever_ends_a_thread_is_told(tmp_path, monkeypatch):
    def cancelled(client):
        raise asyncio.CancelledError

    monkeypatch.setattr(executor.NotebookClient, "execute", cancelled)
    notebook = {tmp_path / "page.md": nbformat.v4.new_notebook()}
    (run,) = executor.run(notebook, kernels=1)
    assert run.error == "CancelledError()"


def test_the_tests_run_as_many_kernels_as_the_book():
    import conftest

    assert conftest.pytest_xdist_auto_num_workers(None) == machine.kernels()
    assert "-n auto" in (ROOT / "Makefile").read_text("utf-8")


@pytest.mark.parametrize(("kernels", "threads"), [(1, "8"), (2, "4"), (16, "1")])
def test_kernels_share_the_cores(kernels, threads, monkeypatch):
    monkeypatch.setattr(machine, "cores", lambda: 8)
    for name in ("TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    machine.share_cores(kernels)
    assert os.environ["OMP_NUM_THREADS"] == threads


# ---------------------------------------------------------------- make serve


def serve(*options: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "tools.serve", *options],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_serving_before_there_is_a_book_says_how_to_make_one(tmp_path):
    done = serve("--book", str(tmp_path))
    assert (done.returncode, done.stderr) == (1, "there is no book yet: make book\n")


def test_a_port_that_is_taken_costs_one_line(tmp_path):
    (tmp_path / "index.html").write_text("a book")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = serve("--book", str(tmp_path), "--port", str(port))
    line = rf"port {port} cannot be used \(.*\): make serve PORT=\d+\n"
    assert done.returncode == 1 and re.fullmatch(line, done.stderr), done.stderr


def test_the_port_that_is_advised_is_one_that_anybody_may_use(monkeypatch, tmp_path):
    def refuse(*_):
        raise PermissionError("Permission denied")

    (tmp_path / "index.html").write_text("a book")
    monkeypatch.setattr(serving, "Server", refuse)
    for port, advised in ((80, 8000), (8000, 8001), (65535, 8000)):
        arguments = ["serve", "--book", str(tmp_path), "--port", str(port)]
        monkeypatch.setattr(sys, "argv", arguments)
        with pytest.raises(SystemExit, match=f"make serve PORT={advised}$"):
            serving.main()


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signal")
def test_the_book_is_served_until_control_c(tmp_path):
    (tmp_path / "index.html").write_text("a book")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["--book", str(tmp_path), "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.serve", *options],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # Where a script runs these tests in the background, Ctrl-C is ignored by all.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert f"http://127.0.0.1:{port}" in process.stdout.readline()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
        assert answer.read() == b"a book"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
