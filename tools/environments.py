"""The course in other environments: `make lowest`, `make newest`, `make colab`.

lowest, newest: the oldest and the newest packages that pyproject.toml allows, resolved
for this Python, in a virtual environment of their own; all tests and notebooks run.

colab: every notebook in a simulated Colab: its older packages, a `google.colab`, an
empty folder, and helpers only as the notebook's own first cell installs them, from the
commit that is checked out, whatever its branch is called. Names of notebooks after the
command choose among them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from helpers.data import DataError
from tools import stopping

ROOT = Path(__file__).parent.parent
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
# What a notebook finds on Colab (autumn 2025) of what it needs. Neither pooch nor
# jupyterquiz: the first cell brings them.
COLAB = (
    "tensorflow==2.19.0",
    "keras==3.10.0",
    "numpy==2.0.2",
    "scikit-learn==1.6.1",
    "matplotlib==3.10.0",
    "pillow==11.3.0",
    "ipywidgets==7.7.1",
    "ipython==7.34.0",
    "ipykernel==6.17.1",
    "platformdirs",
    "requests",
    "setuptools",  # IPython 7 asks for it on Python 3.12
)
FROM_FIRST_CELL = ("deep-learning-you-can-run", "jupyterquiz", "pooch")


def uv(*arguments: object) -> None:
    """Call uv, which resolves and installs."""
    if shutil.which("uv", path=str(Path(sys.executable).parent)) is None:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "uv"]
        subprocess.run(pip, check=True)
    command = [Path(sys.executable).with_name("uv"), *map(str, arguments)]
    if subprocess.run(command, check=False).returncode:
        raise SystemExit(f"uv {arguments[0]} failed")


def environment(name: str) -> Path:
    """Make an empty virtual environment with this Python; return its Python."""
    folder = ROOT / f".venv-{name}"
    uv("venv", "--quiet", "--clear", "--seed", "--python", sys.executable, folder)
    return folder / ("Scripts" if os.name == "nt" else "bin") / "python"


def run_tests(name: str, arguments: list[str]) -> int:
    """Run tests and notebooks on the lowest or the newest packages."""
    pins = ROOT / "_build" / f"{name}.txt"
    pins.parent.mkdir(exist_ok=True)
    uv(
        "pip", "compile", "--quiet", "--all-extras", "--upgrade", "--no-header",
        "--no-annotate", "--no-emit-index-url", "--no-emit-find-links",
        "--resolution", RESOLUTIONS[name], "--python", sys.executable,
        ROOT / "pyproject.toml", "-o", pins,
    )  # fmt: skip
    print(f"{name}: {', '.join(pins.read_text().split())}", flush=True)
    python = environment(name)
    uv("pip", "install", "--quiet", "--python", python, "-r", pins)
    uv("pip", "install", "--quiet", "--python", python, "--no-deps", "-e", ROOT)
    tests = [python, "-m", "pytest", "--nbmake", "-n", "auto", *arguments]
    return subprocess.run(tests, cwd=ROOT, check=False).returncode


def run_on_colab(names: list[str]) -> int:
    """Run every notebook, one after the other, as on a fresh machine of Colab."""
    from tools.build import fetch_data  # these take a while

    with tempfile.TemporaryDirectory() as clone:
        os.environ |= local_address(Path(clone))
        fetch_data()
        python = simulated_colab()
        failed = [
            notebook.relative_to(ROOT).as_posix()
            for notebook in chosen(names)
            if not _passes(notebook, python)
        ]
    if failed:
        print(f"failed in the simulated Colab: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


def chosen(names: list[str]) -> list[Path]:
    """Return the notebooks of these names, all chapters and solutions without names."""
    if names:
        return [Path(name).resolve() for name in names]
    folders = ("chapters", "solutions")
    return [path for f in folders for path in sorted((ROOT / f).glob("*.ipynb"))]


def simulated_colab() -> Path:
    """Make the environment with Colab's packages; return its Python."""
    python = environment("colab")
    uv("pip", "install", "--quiet", "--python", python, *COLAB)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.check_output([python, "-c", where], text=True).strip())
    (site / "google" / "colab").mkdir(parents=True)
    (site / "google" / "colab" / "__init__.py").write_text('"""As if on Colab."""\n')
    # Colab's kernel has imported it before the first cell runs.
    (site / "colab.pth").write_text("import google.colab\n")
    return python


def local_address(clone: Path) -> dict[str, str]:
    """Put the commit that is checked out in a bare repository, an empty folder so far.

    There it is the branch that the first cell asks for, whatever it is called here.

    Returns
    -------
    dict of str
        What makes git look there where the first cell names the course.
    """
    from tools.notebooks import repository

    git = ["git", "-C", str(ROOT)]
    asked = [*git, "rev-parse", "--is-shallow-repository"]
    if subprocess.check_output(asked, text=True).strip() != "false":
        raise SystemExit("this clone has no history: git fetch --unshallow")
    address, branch = repository()
    new = ["git", "init", "--quiet", "--bare", f"--initial-branch={branch}", clone]
    subprocess.run(new, check=True)
    head = f"HEAD:refs/heads/{branch}"
    subprocess.run([*git, "push", "--quiet", "--no-verify", clone, head], check=True)
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{clone.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": address,
    }


def _passes(notebook: Path, python: Path) -> bool:
    """Run a notebook in an empty folder; its first cell installs and prints nothing."""
    import nbformat

    from tools import executor

    pip = [python, "-m", "pip", "uninstall", "--quiet", "--yes", *FROM_FIRST_CELL]
    subprocess.run(pip, check=True, stderr=subprocess.DEVNULL)
    name = notebook.relative_to(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        work, kernels = Path(folder) / "content", Path(folder) / "kernels" / "python3"
        work.mkdir()
        kernels.mkdir(parents=True)
        launch = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        spec = {"argv": launch, "display_name": "Colab", "language": "python"}
        (kernels / "kernel.json").write_text(json.dumps(spec))
        os.environ["JUPYTER_PATH"] = folder
        os.environ.pop("PYTHONPATH", None)
        path = work / notebook.name
        notebooks = {path: nbformat.read(notebook, as_version=4)}
        (run,) = executor.run(notebooks, kernels=1)
    error = run.error
    first = next(cell for cell in run.notebook.cells if cell.cell_type == "code")
    if not error and first.outputs:
        error = f"the first cell prints: {first.outputs}"
    print(f"  {name}: {error or f'{run.seconds:.0f} s'}", flush=True)
    return not error


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", choices=(*RESOLUTIONS, "colab"))
    parser.add_argument("arguments", nargs="*", help="for pytest; for colab: notebooks")
    arguments, others = parser.parse_known_args()
    stopping.install(f"make {arguments.name}", "the next run begins anew")
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # else an older ipykernel warns
    given = [*arguments.arguments, *others]
    try:
        if arguments.name == "colab":
            sys.exit(run_on_colab(given))
        sys.exit(run_tests(arguments.name, given))
    except DataError as error:
        sys.exit(f"DataError: {error}")


if __name__ == "__main__":
    main()
