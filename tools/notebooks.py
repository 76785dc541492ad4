"""Everything that is made from the Markdown sources: `make exercises`.

1. the first cell of chapters and solutions, from the repository address in `_config.yml`;
2. exercises/, from solutions/, with nbgrader's ClearSolutions;
3. the .ipynb beside every .md, with stable cell ids and no outputs.

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

ROOT = Path(__file__).parent.parent
FOLDERS = ("chapters", "solutions", "exercises")
FRONT_MATTER = {
    "jupytext": {"text_representation": {"extension": ".md", "format_name": "myst"}},
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
}
# Packages that a notebook needs and Colab lacks. Never TensorFlow, Keras or NumPy.
ON_COLAB = ("jupyterquiz",)


def first_cell(root: Path = ROOT) -> str:
    """Return the code of every notebook's first cell: on Colab it fetches helpers."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    address = config["repository"]["url"]
    return (
        "# On Colab only: fetch the course's helpers. Elsewhere this does nothing.\n"
        "import sys\n\n"
        'if "google.colab" in sys.modules:\n'
        f"    %pip install -q --no-deps git+{address} {' '.join(ON_COLAB)}"
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


def exercise(solution: str) -> str:
    """Return the exercise's Markdown: the solution's, with every answer taken out."""
    notebook = read(solution)
    cleared, _ = ClearSolutions().preprocess(notebook, {})
    for cell in cleared.cells:
        tags = [
            tag for tag in cell.metadata.get("tags", []) if not tag.startswith("hide-")
        ]
        if tags:
            cell.metadata["tags"] = tags
        else:
            cell.metadata.pop("tags", None)
    cleared.metadata.pop("celltoolbar", None)
    text = to_markdown(cleared)
    if "# Solutions: " not in text:
        raise ValueError("the title of a solution must begin with '# Solutions: '")
    return text.replace("# Solutions: ", "# Exercises: ", 1)


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
    """Return what every generated file must hold, by its path."""
    texts = {}
    for folder in ("chapters", "solutions"):
        for path in sorted((root / folder).glob("*.md")):
            try:
                texts[path] = with_first_cell(path.read_text(encoding="utf-8"), root)
            except ValueError as error:
                raise ValueError(f"{path}: {error}") from None
    for path in sorted((root / "solutions").glob("*.md")):
        texts[root / "exercises" / path.name] = exercise(texts[path])
    for path, text in list(texts.items()):
        texts[path.with_suffix(".ipynb")] = notebook_text(text)
    return texts


def main() -> None:
    """Write every generated file that differs, and remove the ones without a source."""
    texts = generated()
    for folder in FOLDERS:
        (ROOT / folder).mkdir(exist_ok=True)
    for path, text in texts.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {path.relative_to(ROOT)}")
    for folder in FOLDERS:
        for path in (ROOT / folder).iterdir():
            if path.suffix in {".md", ".ipynb"} and path not in texts:
                path.unlink()
                print(f"removed {path.relative_to(ROOT)}: it has no source")


if __name__ == "__main__":
    main()
