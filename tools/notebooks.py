"""Everything that is made from the Markdown sources: `make exercises`.

1. the first cell of chapters and solutions, from the repository of `_config.yml`;
2. exercises/, from solutions/, with nbgrader's ClearSolutions;
3. the .ipynb beside every .md: stable cell ids, no outputs, and what the book folds
   folded in JupyterLab and Colab too;
4. the pages of the back matter that collect what stands in the chapters (`back_matter`).

Each is a pure function of the sources, so a test can compare what is committed with
what it should be. Nothing is ever synced back: the .md is the source.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import jupytext
import nbformat
import yaml
from nbgrader.preprocessors import ClearSolutions

from tools import back_matter

ROOT = Path(__file__).parent.parent
FOLDERS = ("chapters", "solutions", "exercises")
FRONT_MATTER = {
    "jupytext": {"text_representation": {"extension": ".md", "format_name": "myst"}},
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
}
# Packages that a notebook needs and Colab lacks. Never TensorFlow, Keras or NumPy.
ON_COLAB = ("jupyterquiz", "pooch")
# What stands where an answer to an open question will stand.
TEXT_STUB = (
    "*Your answer: in JupyterLab or Colab, double-click here and write it down.*"
)


def repository(root: Path = ROOT) -> tuple[str, str]:
    """Return the course's address and branch, from the one place that has them."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    return config["repository"]["url"], config["repository"]["branch"]


def first_cell(root: Path = ROOT) -> str:
    """Return the code of every notebook's first cell: on Colab it fetches helpers.

    It installs the edition that `_config.yml` names, so that a copy of last term goes
    on with last term's helpers, and prints nothing but errors (`%pip` adds a note).
    """
    address, branch = repository(root)
    packages = " ".join((f"git+{address}@{branch}", *ON_COLAB))
    return (
        "# On Colab only: fetch the course's helpers. Elsewhere this does nothing.\n"
        "import sys\n\n"
        'if "google.colab" in sys.modules:\n'
        f"    !{{sys.executable}} -m pip install -qq --no-deps {packages}"
    )


def how_to_run(name: str, root: Path = ROOT) -> str:
    """Return the callout of an exercise page that says where to solve it."""
    address, branch = repository(root)
    place = address.removeprefix("https://github.com/")
    colab = f"https://colab.research.google.com/github/{place}/blob/{branch}"
    return (
        f"> **To solve them**, open this page in [Colab]({colab}/exercises/{name}.ipynb),"
        " or in JupyterLab on your machine ([how to set up](../appendix/setup.md)),"
        " and run the cells from the top with Shift + Enter."
    )


def read(markdown: str) -> nbformat.NotebookNode:
    """Return the notebook that a Markdown source describes."""
    return jupytext.reads(markdown, fmt="md:myst")


def to_markdown(notebook: nbformat.NotebookNode) -> str:
    """Return the Markdown source of a notebook, with the front matter that all share."""
    metadata = {**FRONT_MATTER, "language_info": {"pygments_lexer": "ipython3"}}
    notebook = nbformat.from_dict({**notebook, "metadata": metadata})
    text = jupytext.writes(notebook, fmt="md:myst")
    # Jupytext adds its own version to the front matter: a new release is not a new text.
    body = text.split("\n---\n", 1)[1]
    return f"---\n{yaml.safe_dump(FRONT_MATTER, sort_keys=False)}---\n{body}"


def with_first_cell(markdown: str, root: Path = ROOT) -> str:
    """Return the source with its first code cell made from `_config.yml`."""
    notebook = read(markdown)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if not code or "google.colab" not in code[0].source:
        raise ValueError(
            "the first code cell must be the one that fetches helpers on Colab"
        )
    old, new = code[0].source, first_cell(root)
    return markdown.replace(old, new, 1)


def exercise(solution: str, name: str, root: Path = ROOT) -> str:
    """Return the exercise's Markdown: the solution's, with every answer taken out.

    ``name`` is the file's, without its ending, for the link to Colab.
    """
    notebook = read(solution)
    answers = ["BEGIN SOLUTION" in cell.source for cell in notebook.cells]
    stubs = ClearSolutions(text_stub=TEXT_STUB)
    cleared, _ = stubs.preprocess(notebook, {})
    for cell, was_answer in zip(cleared.cells, answers, strict=True):
        if was_answer:  # a stub is there to be seen
            _as_stub(cell)
    title = cleared.cells[0]
    if not title.source.startswith("# Solutions"):
        raise ValueError("the title of a solution must begin with '# Solutions NN: '")
    title.source = title.source.replace("# Solutions", "# Exercises", 1)
    title.source += f"\n\n{how_to_run(name, root)}"
    cleared.metadata.pop("celltoolbar", None)
    return to_markdown(cleared)


def _as_stub(cell: nbformat.NotebookNode) -> None:
    """Take away a cell's hide-* tags, and the alt text that tells what it will draw."""
    cell.metadata.pop("mystnb", None)
    tags = [tag for tag in cell.metadata.get("tags", []) if not tag.startswith("hide-")]
    if tags:
        cell.metadata["tags"] = tags
    else:
        cell.metadata.pop("tags", None)


def fold(cell: nbformat.NotebookNode) -> None:
    """Fold in JupyterLab and Colab what the book folds, and every quiz's answers."""
    if cell.cell_type != "code":
        return
    tags = set(cell.metadata.get("tags", []))
    folding = {}
    if tags & {"hide-input", "hide-cell"} or "display_quiz(" in cell.source:
        folding["source_hidden"] = True
        cell.metadata["cellView"] = "form"  # Colab's word for it
    if tags & {"hide-output", "hide-cell"}:
        folding["outputs_hidden"] = True
        cell.metadata["collapsed"] = True  # the older word, which Colab reads
    if folding:
        cell.metadata["jupyter"] = folding


def notebook_text(markdown: str) -> str:
    """Return the .ipynb of a Markdown source: no outputs, ids that follow the content."""
    notebook = read(markdown)
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        digest = hashlib.sha256(
            f"{cell.cell_type}\n{cell.source}".encode()
        ).hexdigest()[:12]
        seen[digest] += 1
        cell["id"] = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
        fold(cell)
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": FRONT_MATTER["kernelspec"],
            "language_info": {"name": "python"},
        }
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    nbformat.validate(notebook)
    return nbformat.writes(notebook, indent=1) + "\n"


def generated(root: Path = ROOT) -> dict[Path, str]:
    """Return what the chapters, exercises and solutions must hold, by their paths."""
    texts = {}
    for folder in ("chapters", "solutions"):
        for path in sorted((root / folder).glob("*.md")):
            try:
                texts[path] = with_first_cell(path.read_text(encoding="utf-8"), root)
            except ValueError as error:
                raise ValueError(f"{path}: {error}") from None
    for path in sorted((root / "solutions").glob("*.md")):
        try:
            text = exercise(texts[path], path.stem, root)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None
        texts[root / "exercises" / path.name] = text
    for path, text in list(texts.items()):
        texts[path.with_suffix(".ipynb")] = notebook_text(text)
    return texts


def write(root: Path = ROOT) -> None:
    """Write every generated file that differs, and remove the ones without a source."""
    texts = generated(root)
    for folder in FOLDERS:
        (root / folder).mkdir(exist_ok=True)
    _write(texts, root)
    for folder in FOLDERS:
        for path in sorted((root / folder).iterdir()):
            if path.suffix in {".md", ".ipynb"} and path not in texts:
                path.unlink()
                print(f"removed {path.relative_to(root)}: it has no source")
    _write(back_matter.generated(root), root)  # it reads the exercises, too


def _write(texts: dict[Path, str], root: Path) -> None:
    for path, text in texts.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {path.relative_to(root)}")


if __name__ == "__main__":
    write()
