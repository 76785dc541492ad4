"""Notebooks run side by side, each in a kernel of its own that ends with this process."""

from __future__ import annotations

import base64
import copy
import io
import queue
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

from tools import stopping

CELL_SECONDS = 600  # as `execute: timeout` of _config.yml


@dataclass(frozen=True)
class Run:
    """A notebook that has run: with its outputs, or with what went wrong."""

    path: Path
    notebook: nbformat.NotebookNode
    seconds: float
    error: str = ""


def with_outputs(
    notebook: nbformat.NotebookNode, executed: nbformat.NotebookNode
) -> nbformat.NotebookNode:
    """Return a copy of a page's notebook with what came out of the same code cells."""
    notebook = copy.deepcopy(notebook)
    cells, ran = (
        [cell for cell in each.cells if cell.cell_type == "code"]
        for each in (notebook, executed)
    )
    for cell, source in zip(cells, ran, strict=True):
        cell.outputs, cell.execution_count = source.outputs, source.execution_count
    return notebook


def run(notebooks: Mapping[Path, nbformat.NotebookNode], kernels: int) -> Iterator[Run]:
    """Run notebooks in their own folders; yield each as it ends."""
    todo: queue.SimpleQueue = queue.SimpleQueue()
    done: queue.SimpleQueue = queue.SimpleQueue()
    clients: set[NotebookClient] = set()

    def work() -> None:
        while True:
            try:
                path, notebook = todo.get_nowait()
            except queue.Empty:
                return
            done.put(_run(path, notebook, clients))

    def end() -> None:
        while not todo.empty():  # so that no thread starts another kernel
            todo.get_nowait()
        for client in list(clients):
            _end_kernel(client)

    for item in notebooks.items():
        todo.put(item)
    with stopping.ended_by(end):
        for _ in range(min(kernels, len(notebooks))):
            threading.Thread(target=work, daemon=True).start()
        for _ in notebooks:
            yield _next(done)


def _next(done: queue.SimpleQueue) -> Run:
    """Wait for the next notebook, and hear Ctrl-C meanwhile, on Windows too."""
    while True:
        try:
            return done.get(timeout=0.5)
        except queue.Empty:
            continue


def _run(
    path: Path, notebook: nbformat.NotebookNode, clients: set[NotebookClient]
) -> Run:
    """Run one notebook; whatever goes wrong is told, not raised."""
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    clients.add(client)
    start = time.monotonic()
    try:
        client.execute()
        notebook.metadata.pop("widgets", None)  # the book needs no state of sliders
        shrink_pictures(notebook)
    except BaseException as error:  # a failing cell, a dead kernel, a time-out, any end
        told = f"{error}".strip() or repr(error)
        return Run(path, notebook, time.monotonic() - start, told)
    finally:
        clients.discard(client)
    return Run(path, notebook, time.monotonic() - start)


def _end_kernel(client: NotebookClient) -> None:
    """End a client's kernel at once, whatever it computes."""
    process = getattr(getattr(client.km, "provisioner", None), "process", None)
    if process is not None:
        stopping.end_process(process)


def shrink_pictures(notebook: nbformat.NotebookNode) -> None:
    """Store the drawn figures with a palette of 64 colors: a third of the bytes."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if "image/png" in output.get("data", {}):
                output["data"]["image/png"] = _shrunk(output["data"]["image/png"])


def _shrunk(encoded: str) -> str:
    """Return a PNG, in base64, with fewer colors."""
    with Image.open(io.BytesIO(base64.b64decode(encoded))) as picture:
        small = picture.convert("RGB").quantize(
            64, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )  # this method keeps rare colors, such as that of a single label
    file = io.BytesIO()
    small.save(file, "png", optimize=True)
    return base64.b64encode(file.getvalue()).decode()
