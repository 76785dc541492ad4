"""What makes a notebook run again: its own code and what it imports, nothing else."""

import shutil
import sys

import nbformat
import pytest

from helpers import data
from helpers.data import catalog, places
from tools import build, dependencies

ROOT = dependencies.ROOT
MODULES = {
    "helpers/__init__.py": '"""A package."""\n\n__version__ = "1"\n',
    "helpers/runtime.py": "from helpers.data.places import describe_source\n",
    "helpers/data/__init__.py": "from helpers.data.mnist import load_mnist\n"
    "from helpers.data.sdss import load_sdss\n",
    "helpers/data/places.py": "def describe_source():\n    from helpers.data import late\n",
    "helpers/data/late.py": "",
    "helpers/data/mnist.py": "import numpy\nfrom . import places\n",
    "helpers/data/sdss.py": "from .places import describe_source\n",
    "helpers/plotting/__init__.py": '"""No list."""\n',
    "helpers/plotting/style.py": "COLORS = {}\n",
    "helpers/plotting/charts.py": "from helpers.plotting.style import COLORS\n",
    "helpers/plotting/training.py": "from helpers.plotting import charts\n",
    "helpers/plotting/mlp.py": "from helpers.plotting import charts\n",
    "helpers/checks/__init__.py": "def fail():\n    import helpers.checks.compare\n",
    "helpers/checks/compare.py": "",
    "helpers/checks/training.py": "from helpers.checks import fail\n",
}


@pytest.fixture
def root(tmp_path):
    """A repository with the shape of the course's."""
    for name, text in MODULES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "requirements.txt").write_text("numpy==2\n")
    return tmp_path


def used(root, *code: str) -> set[str]:
    paths = dependencies.modules(code, root)
    return {path.relative_to(root / "helpers").as_posix() for path in paths}


SHARED = {"data/places.py", "data/late.py"}


@pytest.mark.parametrize(
    ("code", "files"),
    [
        ("import numpy as np", set()),
        ("from helpers import runtime", {"runtime.py"} | SHARED),
        ("import helpers.runtime", {"runtime.py"} | SHARED),
        ("def f():\n    from helpers import runtime", {"runtime.py"} | SHARED),
        ("if 1:\n    !ls\nfrom helpers import runtime", {"runtime.py"} | SHARED),
        ("%matplotlib inline\nfrom helpers import runtime", {"runtime.py"} | SHARED),
        ("from helpers.data import load_mnist", {"data/mnist.py"} | SHARED),
        ("from helpers.data import load_sdss as l", {"data/sdss.py"} | SHARED),
        (
            "from helpers import data",
            {"data/__init__.py", "data/mnist.py", "data/sdss.py"} | SHARED,
        ),
        (
            "from helpers.data import *",
            {"data/__init__.py", "data/mnist.py", "data/sdss.py"} | SHARED,
        ),
        (
            "from helpers.plotting import charts",
            {"plotting/charts.py", "plotting/style.py"},
        ),
        (
            "from helpers.plotting import training as draw",
            {"plotting/training.py", "plotting/charts.py", "plotting/style.py"},
        ),
        ("from helpers.plotting.style import COLORS", {"plotting/style.py"}),
        (  # its __init__ has code of its own, which Python runs
            "from helpers.checks import training as checks",
            {"checks/__init__.py", "checks/compare.py", "checks/training.py"},
        ),
        ("this is no Python", set()),
    ],
)
def test_the_modules_of_a_notebook(root, code, files):
    assert used(root, code) == files


def test_a_list_of_reexports_ties_all_drawings_together(root):
    (root / "helpers/plotting/__init__.py").write_text(
        "from helpers.plotting.training import a\nfrom helpers.plotting.mlp import b\n"
    )
    assert "plotting/training.py" in used(root, "from helpers import plotting")
    alone = used(root, "from helpers.plotting import b")
    assert "plotting/mlp.py" in alone and "plotting/training.py" not in alone


def test_a_broken_module_is_left_to_the_notebook_that_runs_it(root):
    (root / "helpers/runtime.py").write_text("def half(")
    assert used(root, "from helpers import runtime") == {"runtime.py"}


# ---------------------------------------------------------------- the key


TRAINING = "from helpers.plotting import training as draw\nfrom helpers import runtime"
MLP = "from helpers.plotting import mlp as draw\nfrom helpers.data import load_mnist"


def key(root, code: str) -> str:
    cells = [nbformat.v4.new_code_cell(code), nbformat.v4.new_markdown_cell("Text.")]
    return dependencies.key(nbformat.v4.new_notebook(cells=cells), root)


@pytest.mark.parametrize(
    ("edited", "training", "mlp"),
    [
        ("helpers/plotting/training.py", True, False),
        ("helpers/plotting/mlp.py", False, True),
        ("helpers/plotting/charts.py", True, True),
        ("helpers/checks/training.py", False, False),
        ("helpers/data/mnist.py", False, True),
        ("helpers/data/sdss.py", False, False),
        ("helpers/data/places.py", True, True),
        ("requirements.txt", True, True),
    ],
)
def test_an_edit_makes_those_stale_that_import_it(root, edited, training, mlp):
    before = [key(root, code) for code in (TRAINING, MLP)]
    with (root / edited).open("a") as file:
        file.write("# a change\n")
    changed = [key(root, c) != b for c, b in zip((TRAINING, MLP), before, strict=True)]
    assert changed == [training, mlp]


def test_the_code_and_the_python_version_are_in_the_key_and_prose_is_not(
    root, monkeypatch
):
    keys = {key(root, TRAINING), key(root, TRAINING + "\n")}
    monkeypatch.setattr(sys, "version", "3.14.0")
    keys.add(key(root, TRAINING))
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    keys.add(key(root, TRAINING))
    assert len(keys) == 4
    prose = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("Other text."),
            nbformat.v4.new_code_cell(TRAINING),
        ]
    )
    assert dependencies.key(prose, root) in keys


def test_two_cells_are_not_one(root):
    cells = [nbformat.v4.new_code_cell(code) for code in TRAINING.split("\n")]
    together = nbformat.v4.new_notebook(cells=cells)
    assert dependencies.key(together, root) != key(root, TRAINING)


def test_other_data_make_those_stale_that_load_them(root, tmp_path, monkeypatch):
    share = tmp_path / "share"
    share.mkdir()
    monkeypatch.setenv("COURSE_DATA", str(share))
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    monkeypatch.setattr(places, "cache", lambda: tmp_path / "cache")
    before = [key(root, code) for code in (TRAINING, MLP)]
    (share / "mnist.npz").write_bytes(b"other digits")
    after = [key(root, code) for code in (TRAINING, MLP)]
    assert [a == b for a, b in zip(after, before, strict=True)] == [True, False]


# ---------------------------------------------------------------- the course itself


def test_a_chapter_depends_on_its_own_helpers_and_on_no_other_chapter_s():
    names = {path.stem[3:] for path in (ROOT / "chapters").glob("*.md")}
    for page in build._pages(ROOT):
        notebook = build._read(ROOT / f"{page}.md")
        code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        found = dependencies.modules(code)
        assert ROOT / "helpers" / "runtime.py" in found, page
        if page.startswith("chapters/"):
            others = names - {page[12:]}
            assert not others & {path.stem for path in found}, page


def test_every_set_of_the_catalog_has_a_loader_that_notebooks_are_seen_to_import():
    for module in catalog.MODULES:
        loaders = [
            name
            for name in data.__all__
            if getattr(getattr(data, name), "__module__", "") == module.__name__
            and name.startswith("load_")
        ]
        assert loaders, module.__name__
        for loader in loaders:
            code = f"from helpers.data import {loader}"
            sets = dependencies.data_sets(dependencies.modules([code]))
            assert sets == sorted(module.SETS), loader


# ---------------------------------------------------------------- what is kept


def run(text: str):
    cell = nbformat.v4.new_code_cell("1 + 1")
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"text": text})
    return build.executor.Run(None, notebook, 1.5)


def test_outputs_of_earlier_keys_stay_and_the_unused_ones_go(tmp_path):
    outputs = build.Outputs(tmp_path)
    for i in range(build.KEPT + 3):
        assert not outputs.has("chapters/01", f"key{i}")
        outputs.put("chapters/01", f"key{i}", run(str(i)))
        if i > 1:
            assert outputs.has("chapters/01", "key1")  # in use
    outputs.put("chapters/01b", "key0", run("another notebook"))
    kept = [i for i in range(build.KEPT + 3) if outputs.has("chapters/01", f"key{i}")]
    assert kept == [1, *range(4, build.KEPT + 3)]
    assert outputs.get("chapters/01", "key1").metadata["text"] == "1"
    assert not list(tmp_path.glob("*.half"))


def test_a_new_hash_of_a_set_is_another_key(tmp_path, monkeypatch):
    content = b"digits"
    monkeypatch.setattr(places, "cache", lambda: tmp_path / "cache")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    (tmp_path / "mnist.npz").write_bytes(content)
    first = catalog.fingerprint(["mnist"])
    shutil.move(tmp_path / "mnist.npz", tmp_path / "moved")
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    assert "offline sample" in catalog.fingerprint(["mnist"]) != first
