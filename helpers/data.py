"""The course's data sets, one call each.

Every loader looks in three places, in this order:

1. the directory that the environment variable ``COURSE_DATA`` names;
2. the course's cache, else a download into it, checked against its SHA-256;
3. the offline sample: a small stand-in with the same fields (`helpers.samples`).

``COURSE_OFFLINE=1`` skips the download. When the sample is used, one printed line says
so, why, and how to get the full data. ``python -m helpers.data`` shows where each set
comes from.

To add a data set: its dataclass, a function that reads its file, its sample, and one
entry of ``_SETS``.
"""

import csv
import hashlib
import os
import sys
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pooch

from helpers import samples

SOURCES = ("COURSE_DATA", "cache", "download", "offline sample")  # values of .source

Arrays = dict[str, np.ndarray]


class DataError(Exception):
    """A data file or directory that cannot be used: which one, why, what to do."""

    def _render_traceback_(self) -> list[str]:
        """Show one tidy line in a notebook, instead of a traceback."""
        return [f"DataError: {self}"]


class _Tidy:
    """Show a data set as the shapes of its arrays, not as their numbers."""

    def __repr__(self) -> str:
        def show(value: object) -> str:
            if isinstance(value, np.ndarray):
                return f"{value.dtype}{list(value.shape)}"
            return repr(value)

        shown = (f"{f.name}={show(getattr(self, f.name))}" for f in fields(self))
        return f"{type(self).__name__}({', '.join(shown)})"


@dataclass(frozen=True, eq=False, repr=False)
class Mnist(_Tidy):
    """Handwritten digits, 28 x 28 pixels. The arrays are read-only.

    Attributes
    ----------
    x_train : (60000, 28, 28) uint8
        Training images; 0 = background, 255 = ink.
    y_train : (60000,) uint8
        The digit on each, 0 to 9.
    x_test, y_test : (10000, 28, 28) uint8, (10000,) uint8
        Test images and their digits.
    source : str
        Where it came from, one of `SOURCES`. The offline sample has fewer images:
        34,560 for training and 1785 for testing, see `helpers.samples.mnist`.

    Source: Y. LeCun, C. Cortes, C. Burges, *The MNIST database of handwritten digits*;
    LeCun et al., Proc. IEEE 86 (1998), doi:10.1109/5.726791.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    source: str


@dataclass(frozen=True, eq=False, repr=False)
class Sdss(_Tidy):
    """Stars, galaxies and quasars seen by a telescope. The arrays are read-only.

    Attributes
    ----------
    magnitudes : (10000, 5) float64
        Brightness [mag] through the five filters of `bands`; smaller is brighter.
    labels : (10000,) str
        "STAR", "GALAXY" or "QSO" (quasar).
    redshift : (10000,) float64
        By how much the light is stretched, no unit: 0 for a star. It nearly gives the
        class away.
    source : str
        Where it came from, one of `SOURCES`. The offline sample has 8000 rows, see
        `helpers.samples.sdss`.
    bands : tuple of str
        The filters, from ultraviolet to infrared.

    Source: Sloan Digital Sky Survey, data release 14 (2018), 10,000 objects of the
    SkyServer; B. Abolfathi et al., ApJS 235, 42 (2018), doi:10.3847/1538-4365/aa9e8a.
    """

    magnitudes: np.ndarray
    labels: np.ndarray
    redshift: np.ndarray
    source: str
    bands: tuple[str, ...] = ("u", "g", "r", "i", "z")


def load_mnist() -> Mnist:
    """Load the handwritten digits.

    Returns
    -------
    Mnist
        Its fields are documented there.

    Raises
    ------
    DataError
        If COURSE_DATA names no directory, or its mnist.npz is damaged.
    """
    return Mnist(**_load("mnist"))


def load_sdss() -> Sdss:
    """Load the stars, galaxies and quasars.

    Returns
    -------
    Sdss
        Its fields are documented there.

    Raises
    ------
    DataError
        If COURSE_DATA names no directory, or its sdss.csv is damaged.
    """
    return Sdss(**_load("sdss"))


def prefetch() -> dict[str, str]:
    """Resolve every data set once, all at the same time.

    Returns
    -------
    dict
        For each set's name a line that begins with one of `SOURCES`; after "offline
        sample" it says why.

    Raises
    ------
    DataError
        If a file of COURSE_DATA, or the directory, cannot be used.
    """

    def line(name: str) -> str:
        _, source, why = _resolve(_SETS[name])
        return f"{source} ({why})" if why else source

    with ThreadPoolExecutor(len(_SETS)) as pool:
        return dict(zip(_SETS, pool.map(line, _SETS), strict=True))


def fingerprint() -> str:
    """Hash what the loaders would read now: 16 characters that change when it changes.

    Looks at names, sizes and times of files, never at the network.
    """
    seen = []
    for name, entry in _SETS.items():
        place = next(filter(os.path.isfile, _places(entry)), None)
        if place is None:
            seen.append((name, "offline sample" if _offline() else "download"))
        else:
            status = place.stat()
            seen.append((name, str(place), status.st_size, status.st_mtime_ns))
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def describe_source() -> str:
    """Say in a few words where the data come from, without the network."""
    if os.environ.get("COURSE_DATA"):
        return "directory of COURSE_DATA"
    if not _offline():
        return "cache or download"
    cached = all(os.path.isfile(_cache() / entry.file) for entry in _SETS.values())
    return "cache" if cached else "offline sample"


# ---------------------------------------------------------------- the three places


@dataclass(frozen=True)
class _Set:
    """Where a data set is, how its file is read, and what stands in for it."""

    title: str
    file: str  # its name in COURSE_DATA and in the cache
    address: str
    sha256: str
    megabytes: float
    read: Callable[[Path], Arrays]
    sample: Callable[[], Arrays]


def _load(name: str) -> dict[str, object]:
    """Give the fields of a data set, arrays read-only; print a line for a sample."""
    entry = _SETS[name]
    arrays, source, why = _resolve(entry)
    if source == "offline sample":
        print(
            f"{entry.title}: using the small offline sample, because {why}. "
            f"For the full data, {_ADVICE} {entry.file}."
        )
    for array in arrays.values():
        array.setflags(write=False)
    return {**arrays, "source": source}


_ADVICE = "go online without COURSE_OFFLINE, or let COURSE_DATA name a directory with"


def _resolve(entry: _Set) -> tuple[Arrays, str, str]:
    """Return a data set's arrays, its source, and for a sample the reason."""
    directory = _course_data()
    if directory is not None:
        try:
            return entry.read(directory / entry.file), "COURSE_DATA", ""
        except FileNotFoundError:
            pass  # this directory lacks this one file: the next place
    file = _cache() / entry.file
    try:
        cached = os.path.isfile(file)
        if cached and pooch.file_hash(str(file)) == entry.sha256:
            return entry.read(file), "cache", ""
        if _offline():
            why = "COURSE_OFFLINE is set" + cached * " and the cached copy is damaged"
        elif not (why := _download(entry, file)):
            return entry.read(file), "download", ""
    except OSError as error:
        why = f"the cache cannot be read ({error})"
    if directory is not None:
        why = f"the directory of COURSE_DATA has no {entry.file} and {why}"
    try:
        return entry.sample(), "offline sample", why
    except ImportError as error:
        raise DataError(
            f"the offline sample of {entry.title} needs scikit-learn ({error}), and "
            f"{why}: install scikit-learn, or {_ADVICE} {entry.file}"
        ) from error


def _offline() -> bool:
    return os.environ.get("COURSE_OFFLINE", "") not in ("", "0")


def _course_data() -> Path | None:
    """Return the directory of COURSE_DATA, None if it is not set."""
    name = os.environ.get("COURSE_DATA")
    if not name:
        return None
    directory = Path(name).expanduser().absolute()
    if not directory.is_dir():
        raise DataError(
            f"COURSE_DATA names {directory}, which is no directory: correct it "
            "(a full path is best), or unset it to download the data"
        )
    return directory


def _cache() -> Path:
    return Path(pooch.os_cache("deep-learning-you-can-run"))


def _places(entry: _Set) -> list[Path]:
    """Return the files that may hold a data set, in the order of the search."""
    directories = [_course_data(), _cache()]
    return [directory / entry.file for directory in directories if directory]


def _download(entry: _Set, file: Path) -> str:
    """Fetch a set's file; return "" or, in a clause, why it failed."""
    # Imported here, as it takes a while and most runs find their files.
    from helpers.download import DownloadFailed, fetch

    try:
        fetch(entry.address, file, entry.sha256, entry.megabytes)
    except DownloadFailed as failure:
        return str(failure)
    return ""


# ---------------------------------------------------------------- the files


def _read_mnist(file: Path) -> Arrays:
    """Read and check an mnist.npz, the prepared or the official one.

    Raises
    ------
    FileNotFoundError, DataError
        If there is no such file; if it is not what it should be.
    """
    shapes = {
        "x_train": (60000, 28, 28),
        "y_train": (60000,),
        "x_test": (10000, 28, 28),
        "y_test": (10000,),
    }
    with _reading(file), open(file, "rb") as opened:
        if not zipfile.is_zipfile(opened):
            raise _damaged(file, "it is no .npz archive, or its end is missing")
        opened.seek(0)
        with np.load(opened, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in shapes}
    for name, shape in shapes.items():
        array, top = arrays[name], 255 if name.startswith("x") else 9
        form = f"{array.dtype}{list(array.shape)}"
        if form != f"uint8{list(shape)}":
            raise _damaged(file, f"{name} is {form}, not uint8{list(shape)}")
        low, high = array.min(), array.max()
        if (low, high) != (0, top):
            raise _damaged(file, f"{name} goes from {low} to {high}, not 0 to {top}")
    return arrays


def _read_sdss(file: Path) -> Arrays:
    """Read and check an sdss.csv, by the names in its first line.

    Raises
    ------
    FileNotFoundError, DataError
        If there is no such file; if it is not what it should be.
    """
    columns = ("u", "g", "r", "i", "z", "redshift")
    with _reading(file), open(file, encoding="utf-8-sig", newline="") as opened:
        table = csv.DictReader(opened)
        missing = {*columns, "class"} - set(table.fieldnames or ())
        if missing:
            raise _damaged(file, f"its first line lacks {', '.join(sorted(missing))}")
        rows = list(table)
        for line, row in enumerate(rows, start=2):
            if None in row.values():
                raise _damaged(file, f"line {line} is incomplete")
        labels = np.array([row["class"] for row in rows])
        numbers = np.array([[row[c] for c in columns] for row in rows], float)
    if len(rows) != 10000:
        raise _damaged(file, f"it has {len(rows)} rows, not 10000")
    classes = sorted(set(labels))
    if classes != ["GALAXY", "QSO", "STAR"]:
        raise _damaged(file, f"its classes are {', '.join(classes)}")
    magnitudes, redshift = numbers[:, :5].copy(), numbers[:, 5].copy()
    possible = np.all((magnitudes > 0) & (magnitudes < 40)) and np.all(redshift < 10)
    if not possible:
        raise _damaged(file, "it has magnitudes or redshifts that cannot be")
    return {"magnitudes": magnitudes, "labels": labels, "redshift": redshift}


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    """Turn what goes wrong in reading a file into DataError, but for its absence."""
    try:
        yield
    except (FileNotFoundError, DataError):
        raise
    except Exception as error:  # a damaged file can raise nearly anything
        raise _damaged(file, f"it cannot be read ({error})") from error


def _damaged(file: Path, what: str) -> DataError:
    return DataError(
        f"{file} is damaged or not the right file: {' '.join(what.split())}. "
        "Copy it again; or move it away, and the data are downloaded"
    )


_SETS = {
    "mnist": _Set(
        title="MNIST",
        file="mnist.npz",
        address="https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
        sha256="731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
        megabytes=11.5,
        read=_read_mnist,
        sample=samples.mnist,
    ),
    "sdss": _Set(
        title="SDSS",
        file="sdss.csv",
        address="https://raw.githubusercontent.com/aditya5545/datasets/"
        "c7fb9a8928c393292462be1cf33309b78ce305e0/"
        "Skyserver_SQL2_27_2018%206_51_39%20PM.csv",
        sha256="5633126254d4ec5a4bfc81081f2f427596c5139ea27d36fd7ad26a6487f9fddd",
        megabytes=1.3,
        read=_read_sdss,
        sample=samples.sdss,
    ),
}


def main() -> None:
    """Print one line per data set: where it comes from."""
    try:
        for name, line in prefetch().items():
            print(f"{name}: {line}")
    except DataError as error:
        sys.exit(f"DataError: {error}")


if __name__ == "__main__":
    main()
