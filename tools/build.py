"""Run the notebooks that are stale, keep their outputs, render the pages.

Outputs are kept under the key of all that they depend on (see `dependencies`), and those
of earlier keys stay: full data and sample, or two branches, take turns without running
anything again. Jupyter Book reads the outputs from jupyter-cache, which is filled here.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import nbformat
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from jupyter_cache.readers import get_reader

from helpers.data import catalog, places
from tools import dependencies, executor, machine, stopping

KEPT = 6  # outputs of one notebook, the last ones used
FRAME = ("_config.yml", "_toc.yml", "requirements.txt", "_ext")  # of all pages


class Outputs:
    """The outputs of notebooks, by their keys."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def _file(self, name: str, key: str) -> Path:
        return self.folder / f"{name.replace('/', '-')}.{key[:20]}.ipynb"

    def has(self, name: str, key: str) -> bool:
        """Say whether there are outputs, and note that they are used."""
        file = self._file(name, key)
        if file.exists():
            os.utime(file)
        return file.exists()

    def get(self, name: str, key: str) -> nbformat.NotebookNode:
        """Return the notebook with its outputs."""
        return nbformat.read(self._file(name, key), as_version=4)

    def put(self, name: str, key: str, run: executor.Run) -> None:
        """Keep the outputs of a run; drop the ones that were not used for longest."""
        run.notebook.metadata["seconds"] = run.seconds
        file = self._file(name, key)
        half = file.with_suffix(".half")
        nbformat.write(run.notebook, half)
        half.replace(file)
        old = self.folder.glob(f"{name.replace('/', '-')}.*.ipynb")
        for file in sorted(old, key=lambda f: f.stat().st_mtime)[:-KEPT]:
            file.unlink()


def build_book(source: Path, build: Path, chapter: str = "") -> Path:
    """Run what is stale, render all, or one chapter; return the first page.

    Raises
    ------
    SystemExit
        If a notebook fails, or Jupyter Book warns.
    DataError
        If a file of COURSE_DATA, or the directory, cannot be used.
    """
    pages = _pages(source, chapter)
    fetch_data()
    outputs = Outputs(build / "_build" / ".outputs")
    notebooks = {
        page: _read(source / f"{page}.md")
        for page in pages
        if not page.startswith("exercises/")
    }
    keys = {page: dependencies.key(notebook) for page, notebook in notebooks.items()}
    execute(source, notebooks, keys, outputs)
    book = build / "_build" / f"chapter-{chapter}" if chapter else build
    options = _part(source, book, pages) if chapter else ()
    render(source, book, notebooks, keys, outputs, options)
    first = pages[0] if chapter else "index"
    return book / "_build" / "html" / f"{first}.html"


def run_chapter(
    source: Path, build: Path, chapter: str
) -> tuple[str, nbformat.NotebookNode]:
    """Return a chapter's name and its notebook with outputs; run it if it is stale."""
    name, *_ = _pages(source, chapter)
    fetch_data()
    outputs = Outputs(build / "_build" / ".outputs")
    notebook = _read(source / f"{name}.md")
    key = dependencies.key(notebook)
    execute(source, {name: notebook}, {name: key}, outputs)
    return name, outputs.get(name, key)


def fetch_data() -> None:
    """Fetch every data set once, so that no kernel waits for the network.

    What does not come makes only those notebooks run again that load it.
    """
    sets = catalog.all_sets()
    for name, origin in catalog.prefetch().items():
        print(f"data: {name}: {origin}", flush=True)
        if "sample" in origin or origin.startswith(places.NOWHERE):
            sets[name].give_up()


def _pages(source: Path, chapter: str = "") -> list[str]:
    """Return the names of the notebooks' pages, of all chapters or of one."""
    pages = [
        path.relative_to(source).with_suffix("").as_posix()
        for folder in ("chapters", "exercises", "solutions")
        for path in sorted((source / folder).glob(f"{chapter}*.md"))
    ]
    if not pages:
        raise SystemExit(
            f"there is no chapter {chapter}: make chapter N=02, for example"
        )
    return pages


def _read(path: Path) -> nbformat.NotebookNode:
    """Return a page as Jupyter Book will read it, so that it finds the outputs."""
    return get_reader({"type": "plugin", "name": "myst_nb_md"})(str(path))


def execute(
    source: Path,
    notebooks: dict[str, nbformat.NotebookNode],
    keys: dict[str, str],
    outputs: Outputs,
) -> None:
    """Run the notebooks without outputs side by side, and keep what they print."""
    stale = {
        source / f"{page}.md": notebook
        for page, notebook in notebooks.items()
        if not outputs.has(page, keys[page])
    }
    if not stale:
        return
    names = {
        path: path.relative_to(source).with_suffix("").as_posix() for path in stale
    }
    print(f"running {', '.join(names.values())}", flush=True)
    kernels = min(machine.kernels(), len(stale))
    machine.share_cores(kernels)
    # The helpers of this checkout are those of the keys, whatever is installed.
    paths = [str(dependencies.ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    failed = 0
    for run in executor.run(stale, kernels):
        name = names[run.path]
        if run.error:
            failed += 1
            print(f"\n{run.path} failed:\n{run.error}\n", file=sys.stderr, flush=True)
        else:
            outputs.put(name, keys[name], run)
            print(f"  {name}: {run.seconds:.0f} s", flush=True)
    if failed:
        raise SystemExit(f"{failed} of {len(stale)} notebooks failed")


def render(
    source: Path,
    build: Path,
    notebooks: dict[str, nbformat.NotebookNode],
    keys: dict[str, str],
    outputs: Outputs,
    options: Iterable[str] = (),
) -> None:
    """Turn the pages into HTML with these outputs; a warning is an error.

    What the pages were made of is written down when they are whole. Where it is missing,
    the last build broke off, and everything is rendered anew: nothing half-written
    stays, and a warning comes again.
    """
    folder = build / "_build"
    note = folder / ".rendered.json"
    frame = _hash(source, FRAME)
    before = json.loads(note.read_text("utf-8")) if note.exists() else {}
    note.unlink(missing_ok=True)
    if before.get("frame") != frame:
        for name in ("html", ".doctrees", ".jupyter_cache"):
            shutil.rmtree(folder / name, ignore_errors=True)
        before = {}
    cache = get_cache(folder / ".jupyter_cache")
    for page, key in keys.items():
        same = before.get("keys", {}).get(page) == key
        if not (same and _is_cached(cache, notebooks[page])):
            _fill(cache, source / f"{page}.md", notebooks[page], outputs.get(page, key))
            # So that Sphinx reads the new outputs.
            (folder / ".doctrees" / f"{page}.doctree").unlink(missing_ok=True)
    _jupyter_book(source, build, options)
    note.write_text(json.dumps({"frame": frame, "keys": keys}), encoding="utf-8")


def _is_cached(cache: JupyterCacheAbstract, notebook: nbformat.NotebookNode) -> bool:
    """Say whether Jupyter Book will find outputs for this notebook."""
    with contextlib.suppress(KeyError):
        return bool(cache.match_cache_notebook(notebook))
    return False


def _fill(
    cache: JupyterCacheAbstract,
    path: Path,
    notebook: nbformat.NotebookNode,
    executed: nbformat.NotebookNode,
) -> None:
    """Put outputs where Jupyter Book finds them: under the page's cells and tags of now."""
    notebook = executor.with_outputs(notebook, executed)
    seconds = executed.metadata["seconds"]
    bundle = CacheBundleIn(notebook, str(path), data={"execution_seconds": seconds})
    cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


def _hash(source: Path, names: Iterable[str]) -> str:
    """Return a hash of files and of the Python files of folders."""
    digest = hashlib.sha256()
    for name in names:
        path = source / name
        for file in [path] if path.is_file() else sorted(path.glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _jupyter_book(source: Path, build: Path, options: Iterable[str]) -> None:
    """Call Jupyter Book in a session of its own, so that Ctrl-C reaches it through us."""
    program = "from jupyter_book.cli.main import main; main()"
    command = ["build", "--quiet", "-W", "--keep-going", *options]
    process = subprocess.Popen(
        [sys.executable, "-c", program, *command, "--path-output", build, source],
        start_new_session=True,
    )
    with stopping.ended_by(lambda: stopping.end_process(process)):
        code = process.wait()
    if code:
        raise SystemExit(f"the book was not built: Jupyter Book ended with {code}")


def _part(source: Path, build: Path, pages: list[str]) -> list[str]:
    """Write the contents and the configuration of a book of these pages."""
    build.mkdir(parents=True, exist_ok=True)
    first, *others = pages
    chapters = [{"file": page} for page in others]
    toc = {"format": "jb-book", "root": first, "chapters": chapters}
    config = yaml.safe_load((source / "_config.yml").read_text(encoding="utf-8"))
    sphinx = config["sphinx"]
    for name, folder in sphinx.get("local_extensions", {}).items():
        sphinx["local_extensions"][name] = str(source / folder)
    # Links to the other chapters lead nowhere here.
    sphinx["config"]["suppress_warnings"] = ["myst.xref_missing"]
    options = []
    for name, content in (("toc", toc), ("config", config)):
        file = build / f"_{name}.yml"
        file.write_text(yaml.safe_dump(content), encoding="utf-8")
        options += [f"--{name}", str(file)]
    return options
