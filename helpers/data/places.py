"""The three places where a data set is looked for, once for all sets."""

import os
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pooch

SOURCES = ("COURSE_DATA", "cache", "download", "offline sample")  # values of .source

Arrays = dict[str, np.ndarray]


class DataError(Exception):
    """A data file or directory that cannot be used: which one, why, what to do."""

    def _render_traceback_(self) -> list[str]:
        """Show one tidy line in a notebook, instead of a traceback."""
        return [f"DataError: {self}"]


class Tidy:
    """Show a data set as the shapes of its arrays, not as their numbers."""

    def __repr__(self) -> str:
        def show(value: object) -> str:
            if isinstance(value, np.ndarray):
                return f"{value.dtype}{list(value.shape)}"
            return repr(value)

        shown = (f"{f.name}={show(getattr(self, f.name))}" for f in fields(self))
        return f"{type(self).__name__}({', '.join(shown)})"


@dataclass(frozen=True)
class DataSet:
    """Where a data set is, how its file is read, and what stands in for it.

    Attributes
    ----------
    title : str
        What the reader calls it.
    file : str
        The file's name in COURSE_DATA and in the cache.
    address, sha256, megabytes : str, str, float
        Where the file is downloaded, and what has to come.
    prepared : tuple of str
        The SHA-256 of other files with the same content that COURSE_DATA may hold.
    read : callable
        Gives the fields of the data set from such a file.
    sample : callable
        Makes the fields of the offline sample.
    """

    title: str
    file: str
    address: str
    sha256: str
    megabytes: float
    prepared: tuple[str, ...]
    read: Callable[[Path], Arrays]
    sample: Callable[[], Arrays]

    def load(self) -> dict[str, object]:
        """Give the fields, arrays read-only; print a line if they are the sample's."""
        arrays, source, why = self.resolve()
        if source == "offline sample":
            print(
                f"{self.title}: using the small offline sample, because {why}. "
                f"For the full data, {_ADVICE} {self.file}."
            )
        for array in arrays.values():
            array.setflags(write=False)
        return {**arrays, "source": source}

    def resolve(self) -> tuple[Arrays, str, str]:
        """Return the arrays, their source, and for a sample the reason."""
        directory = course_data()
        if directory is not None:
            try:
                return self._read(directory / self.file), "COURSE_DATA", ""
            except FileNotFoundError:
                pass  # this directory lacks this one file: the next place
        file = cache() / self.file
        try:
            cached = file.is_file()
            if cached and pooch.file_hash(str(file)) == self.sha256:
                return self.read(file), "cache", ""
            if offline():
                why = (
                    "COURSE_OFFLINE is set" + cached * " and the cached copy is damaged"
                )
            elif not (why := self._download(file)):
                return self.read(file), "download", ""
        except OSError as error:
            why = f"the cache cannot be read ({error})"
        if directory is not None:
            why = f"the directory of COURSE_DATA has no {self.file} and {why}"
        try:
            return self.sample(), "offline sample", why
        except ImportError as error:
            raise DataError(
                f"the offline sample of {self.title} needs scikit-learn ({error}), and "
                f"{why}: install scikit-learn, or {_ADVICE} {self.file}"
            ) from error

    def seen(self) -> str:
        """Say which file would be read now, by its hash; never ask the network."""
        directory = course_data()
        places = {"cache": cache() / self.file}
        if directory is not None:
            places = {"COURSE_DATA": directory / self.file, **places}
        for place, file in places.items():
            if file.is_file():
                return f"{place} {pooch.file_hash(str(file))}"
        return "offline sample" if offline() else "download"

    def _read(self, file: Path) -> Arrays:
        """Read the user's own file, if it is there and its hash is known."""
        try:
            found = pooch.file_hash(str(file))
            if found in (self.sha256, *self.prepared):
                return self.read(file)
            what = (
                f"its {file.stat().st_size:,} bytes have not the expected SHA-256 hash"
            )
        except FileNotFoundError:
            raise
        except OSError as error:
            what = f"it cannot be read ({error})"
        raise DataError(
            f"{file} is damaged or not the right file: {what}. "
            "Copy it again; or move it away, and the data are downloaded"
        )

    def _download(self, file: Path) -> str:
        """Fetch the file; return "" or, in a clause, why it failed."""
        # Imported here, as it takes a while and most runs find their files.
        from helpers.data.download import DownloadFailed, fetch

        try:
            fetch(self.address, file, self.sha256, self.megabytes)
        except DownloadFailed as failure:
            return str(failure)
        return ""


_ADVICE = "go online without COURSE_OFFLINE, or let COURSE_DATA name a directory with"


def offline() -> bool:
    """Say whether COURSE_OFFLINE forbids the network."""
    return os.environ.get("COURSE_OFFLINE", "") not in ("", "0")


def course_data() -> Path | None:
    """Return the directory of COURSE_DATA, None if it is not set.

    A relative path is made absolute in the environment too, once: what this process
    starts, a notebook in another folder, means the same directory.
    """
    name = os.environ.get("COURSE_DATA")
    if not name:
        return None
    directory = Path(os.path.abspath(Path(name).expanduser()))
    if not directory.is_dir():
        raise DataError(
            f"COURSE_DATA names {directory}, which is no directory: correct it "
            "(a full path is best), or unset it to download the data"
        )
    os.environ["COURSE_DATA"] = str(directory)
    return directory


def cache() -> Path:
    """Return the course's cache, which need not exist yet."""
    return Path(pooch.os_cache("deep-learning-you-can-run"))


def describe_source() -> str:
    """Say in a few words where the data come from, without the network."""
    if os.environ.get("COURSE_DATA"):
        return "directory of COURSE_DATA"
    if not offline():
        return "cache or download"
    filled = cache().is_dir() and any(cache().iterdir())
    return "cache or offline sample" if filled else "offline sample"
