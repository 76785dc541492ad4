"""Fetch a file from the internet: checked, never half-written, never for minutes."""

import contextlib
import errno
import logging
import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pooch
import requests
from requests.exceptions import (
    ChunkedEncodingError,
    HTTPError,
    RequestException,
    SSLError,
    Timeout,
)
from urllib3.exceptions import ReadTimeoutError

_PATIENCE = 7.0  # s for the next _BLOCK, and so for a server that never answers
_BLOCK = 2**18  # bytes
_GRACE = 20.0  # s for one file in all, both tries together, and ...
_SECONDS_PER_MEGABYTE = 10.0  # ... so much more for each that is expected


class DownloadFailed(Exception):
    """A file could not be fetched; the message is a clause that says why."""


class _TooMuch(ValueError):
    """An answer is far larger than the file that was asked for."""


def fetch(address: str, file: Path, known_hash: str, megabytes: float) -> None:
    """Put the file of an address under a name, once its hash is right.

    It is written to a temporary file beside, which is removed if anything goes wrong.
    There are two tries; a line on the screen shows the progress and is then wiped.

    Parameters
    ----------
    address : str
        An http or https address.
    file : Path
        The file to make; a damaged file of that name is replaced.
    known_hash : str
        The expected SHA-256, hexadecimal; or "md5:" and the expected MD5; "" where none
        is published, and the caller looks at the file.
    megabytes : float
        The expected size; an answer of more than twice of it is given up.

    Raises
    ------
    DownloadFailed
        If the network, the server, the disk or the hash stood in the way.
    """
    cache = pooch.create(
        path=file.parent,
        base_url="",
        registry={file.name: known_hash or None},
        urls={file.name: address},
        retry_if_failed=1,
    )
    try:
        with _only_errors(pooch.get_logger()):  # it would report on stderr
            cache.fetch(file.name, downloader=_Downloader(file.name, megabytes))
    except (OSError, ValueError) as error:
        raise DownloadFailed(_explain(error, file.parent)) from error


@contextlib.contextmanager
def _only_errors(logger: logging.Logger) -> Iterator[None]:
    """Let a logger say nothing but errors for a while; its level stays the user's."""

    def is_error(record: logging.LogRecord) -> bool:
        return record.levelno >= logging.ERROR

    logger.addFilter(is_error)  # one for each thread: they end in any order
    try:
        yield
    finally:
        logger.removeFilter(is_error)


class _Downloader:
    """What pooch calls to write an address into a temporary file.

    A socket's time-out ends neither the slow look-up of a name nor an answer that drips
    byte after byte. So a thread talks to the network, and this one waits for it only so
    long. The thread writes no file: leaving it behind does no harm.
    """

    def __init__(self, name: str, megabytes: float):
        self.name, self.megabytes = name, megabytes
        allowed = _GRACE + _SECONDS_PER_MEGABYTE * megabytes
        self.deadline = time.monotonic() + allowed

    def __call__(self, url: str, output_file: str, _pooch: object) -> None:
        chunks, stop = queue.Queue(), threading.Event()
        threading.Thread(target=_stream, args=(url, chunks, stop), daemon=True).start()
        received, block_ends = 0, 0
        try:
            with open(output_file, "wb") as file:
                while True:
                    if received >= block_ends:
                        if received:
                            self._show(received)
                        block_ends = received + _BLOCK
                        until = min(time.monotonic() + _PATIENCE, self.deadline)
                    chunk = self._next(chunks, until)
                    if not chunk:
                        break
                    file.write(chunk)
                    received += len(chunk)
                    if received > 2e6 * self.megabytes:
                        raise _TooMuch
        finally:
            stop.set()
            if received:
                print(f"\r{'':60}\r", end="", flush=True)

    @staticmethod
    def _next(chunks: queue.Queue, until: float) -> bytes:
        """Return the next bytes, b"" at the end; raise what the other thread met."""
        try:
            chunk = chunks.get(timeout=max(0.001, until - time.monotonic()))
        except queue.Empty:
            raise Timeout("no answer in time") from None
        if isinstance(chunk, Exception):
            raise chunk
        return chunk

    def _show(self, received: int) -> None:
        """Replace the line that shows the progress."""
        done = f"{received / 1e6:.1f} of {self.megabytes} MB"
        print(f"\rdownloading {self.name}: {done}", end="", flush=True)


def _stream(url: str, chunks: queue.Queue, stop: threading.Event) -> None:
    """Put the bytes of an address in the queue, then b"" or the exception."""
    try:
        with requests.get(url, stream=True, timeout=_PATIENCE) as answer:
            answer.raise_for_status()
            for chunk in answer.iter_content(2**16):
                if stop.is_set():
                    return
                chunks.put(chunk)
        chunks.put(b"")
    except Exception as error:  # whatever it is, the waiting thread raises it
        chunks.put(error)


def _explain(error: OSError | ValueError, directory: Path) -> str:
    """Say in a clause what an exception of a download means."""
    if isinstance(error, HTTPError):
        return f"the server answers {error.response.status_code}"
    # While a body is read, requests wraps a time-out into its ConnectionError.
    cause = error.args[0] if error.args else None
    if isinstance(error, Timeout) or isinstance(cause, ReadTimeoutError):
        return "the network or the server is too slow or silent"
    if isinstance(error, ChunkedEncodingError):
        return "the download broke off"
    if isinstance(error, SSLError):
        return "the server's certificate is not trusted on this machine"
    if isinstance(error, RequestException):
        return "the network or the server cannot be reached"
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return "the disk of the cache is full"
        return f"the cache {directory} cannot be written"
    if isinstance(error, _TooMuch):
        return "what is sent is far larger than the expected file"
    return "what was downloaded is not the expected file (its hash differs)"
