"""What a notebook's outputs depend on: found in its imports, hashed to one key.

The key of a notebook changes with its code cells; with the modules of helpers that it
imports, directly or through others; with the data sets that these load; with the pinned
requirements, the Python version and Keras' backend. Nothing else makes it run again.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat
from IPython.core.inputtransformer2 import TransformerManager

from helpers.data import catalog, places

ROOT = Path(__file__).parent.parent


class Import(NamedTuple):
    """`import module` (no name), or `from module import name`."""

    module: str
    name: str | None = None


def key(notebook: nbformat.NotebookNode, root: Path = ROOT) -> str:
    """Return a hash of all that the outputs of a notebook depend on."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    used = modules(code, root)
    digest = hashlib.sha256()
    for part in (
        *code,
        *(
            f"{path.relative_to(root).as_posix()}\n{path.read_text('utf-8')}"
            for path in used
        ),
        catalog.fingerprint(data_sets(used)),
        places.describe_source(),  # the set-up cell prints it
        (root / "requirements.txt").read_text("utf-8"),
        sys.version,
        os.environ.get("KERAS_BACKEND", ""),
    ):
        digest.update(f"{len(part)}\n{part}".encode())
    return digest.hexdigest()


def modules(code: Iterable[str], root: Path = ROOT) -> list[Path]:
    """Return the files of the repository that this code imports, however far down."""
    found: set[Path] = set()
    todo: list[Import] = []

    def read(path: Path, package: str) -> None:
        if path not in found:
            found.add(path)
            todo.extend(_imports(_parse(path.read_text("utf-8")), package))

    for source in code:
        todo.extend(_imports_of_cell(source))
    done: set[Import] = set()
    while todo:
        wanted = todo.pop()
        path = _path(wanted.module, root)
        if wanted in done or path is None:
            continue
        done.add(wanted)
        package, _, _ = wanted.module.rpartition(".")
        if package and not _is_list(_path(package, root)):
            todo.append(Import(package))  # Python runs the __init__ above first
        if path.name != "__init__.py":
            read(path, package)
            continue
        inside = f"{wanted.module}.{wanted.name}"
        elsewhere = [
            source
            for source, name in _names(path, wanted.module)
            if name == wanted.name
        ]
        if wanted.name and _path(inside, root):
            if not _is_list(path):
                read(path, wanted.module)
            todo.append(Import(inside))
        elif elsewhere and _is_list(path):
            todo.extend(elsewhere)
        else:
            read(path, wanted.module)
    return sorted(found)


def data_sets(used: Iterable[Path]) -> list[str]:
    """Return the names of the data sets whose modules are among these files."""
    files = {path.name for path in used if path.parent.name == "data"}
    return sorted(
        name
        for module in catalog.MODULES
        if Path(module.__file__).name in files
        for name in module.SETS
    )


def _path(module: str, root: Path) -> Path | None:
    """Return the file of a module of the repository, None for any other."""
    base = root.joinpath(*module.split("."))
    for path in (base / "__init__.py", base.with_name(base.name + ".py")):
        if path.is_file():
            return path
    return None


@functools.cache
def _parse(text: str) -> ast.Module:
    """Return the tree of a module; an empty one if it is broken: then no import runs."""
    try:
        return ast.parse(text)
    except SyntaxError:
        return ast.Module([], [])


def _is_list(path: Path | None) -> bool:
    """Say whether an __init__ does nothing of its own: a docstring and imports."""
    if path is None:
        return True
    return all(
        isinstance(statement, ast.Import | ast.ImportFrom)
        or (
            isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Constant)
        )
        or (
            isinstance(statement, ast.Assign)
            and all(getattr(t, "id", "").startswith("__") for t in statement.targets)
        )
        for statement in _parse(path.read_text("utf-8")).body
    )


def _imports_of_cell(source: str) -> Iterator[Import]:
    """Yield the imports of a notebook's cell, which may hold magics."""
    yield from _imports(_parse(TransformerManager().transform_cell(source)), "")


def _imports(tree: ast.AST, package: str) -> Iterator[Import]:
    """Yield every import, within functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(node, package)
            for alias in node.names:
                yield Import(module, None if alias.name == "*" else alias.name)


def _names(path: Path, package: str) -> Iterator[tuple[Import, str]]:
    """Yield what an __init__ imports by name, and under which name."""
    for node in _parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom):
            module = _absolute(node, package)
            for alias in node.names:
                yield Import(module, alias.name), alias.asname or alias.name


def _absolute(node: ast.ImportFrom, package: str) -> str:
    """Return the module that a `from` names, without leading dots."""
    if not node.level:
        return node.module or ""
    above = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])
