"""The helpers as Colab gets them: one small pure-Python wheel that pins nothing."""

import email
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = {
    str(path.relative_to(ROOT).as_posix()) for path in (ROOT / "helpers").rglob("*.py")
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    source = (
        folder / "source"
    )  # a copy: no build folder of yesterday gets into the wheel
    shutil.copytree(ROOT / "helpers", source / "helpers")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index",
         "--no-build-isolation", "--wheel-dir", folder, source],
        check=True,
    )  # fmt: skip
    return next(folder.glob("*.whl"))


def test_the_wheel_is_pure_python_and_holds_every_module(wheel):
    assert wheel.name.endswith("-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {name for name in names if name.endswith(".py")} == MODULES
    assert wheel.stat().st_size < 500_000  # code of seventeen chapters, and no data


def test_the_wheel_pins_nothing_and_never_asks_for_tensorflow(wheel):
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith("METADATA"))
        metadata = email.message_from_bytes(archive.read(name))
    needed = [r for r in metadata.get_all("Requires-Dist") if "extra ==" not in r]
    assert sorted(re.match(r"\w+", each)[0] for each in needed) == [
        "ipywidgets", "matplotlib", "numpy", "pillow", "pooch"
    ]  # fmt: skip
    assert not [each for each in needed if re.search("==|<|~", each)]


def test_every_direct_requirement_has_a_lowest_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    assert not [each for group in groups for each in group if ">=" not in each]


def test_a_notebook_runs_from_an_empty_folder_with_only_the_wheel_added(
    wheel, tmp_path
):
    place = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
         "--target", place, wheel],
        check=True,
    )  # fmt: skip
    work = tmp_path / "empty"
    work.mkdir()
    notebook = work / "01_perceptron.ipynb"
    notebook.write_bytes((ROOT / "chapters" / notebook.name).read_bytes())
    environment = {**os.environ, "PYTHONPATH": str(place), "COURSE_OFFLINE": "1"}
    environment.pop("COURSE_DATA", None)
    where = subprocess.run(
        [sys.executable, "-c", "import helpers; print(helpers.__file__)"],
        cwd=work, env=environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert str(place) in where
    subprocess.run(
        [sys.executable, "-m", "jupyter", "nbconvert", "--to", "notebook", "--execute",
         "--output", "done.ipynb", notebook.name],
        cwd=work, env=environment, check=True, capture_output=True, timeout=300,
    )  # fmt: skip


def test_importing_helpers_imports_nothing_heavy():
    code = "import sys, helpers; print(len({'numpy', 'matplotlib', 'keras'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0"


def test_helpers_import_no_chapter_and_tensorflow_only_inside_functions():
    for module in MODULES:
        source = (ROOT / module).read_text(encoding="utf-8")
        top = re.findall(r"^(?:import|from) (\w+)", source, re.M)
        assert not {"tensorflow", "keras", "chapters", "tools", "tests"} & set(top), (
            module
        )
