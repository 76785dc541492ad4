"""The three places where a data set is looked for, once for all sets."""

import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pooch

SOURCES = ("COURSE_DATA", "cache", "download", "offline sample")  # values of .source
NOWHERE = "nowhere"  # in their place, where a set without a sample cannot be had

Fields = dict[str, object]  # of a data set, by name: most are arrays


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
            if isinstance(value, Mapping):
                return f"dict[{len(value)}]"
            return repr(value)

        shown = (f"{f.name}={show(getattr(self, f.name))}" for f in fields(self))
        return f"{type(self).__name__}({', '.join(shown)})"


@dataclass(frozen=True)
class File:
    """A file that is known by its hash.

    Attributes
    ----------
    name : str
        Its name in COURSE_DATA and in the cache.
    hash : str
        Its SHA-256; or "md5:" and its MD5, where no other is published; "" in a subclass
        that knows the file by something else.
    address, megabytes : str, float
        Where it is downloaded, and how much has to come.
    """

    name: str
    hash: str
    address: str = ""
    megabytes: float = 0.0

    def is_right(self, directory: Path) -> bool:
        """Say whether a directory's file of this name has the hash."""
        algorithm, _, expected = self.hash.rpartition(":")
        found = pooch.file_hash(str(directory / self.name), algorithm or "sha256")
        return found == expected


@dataclass(frozen=True)
class Edition:
    """One form in which a data set is to be had: its files, and how they are read.

    Attributes
    ----------
    files : tuple of File
        All of them are needed.
    read : callable
        Gives the fields of the data set, from the paths of the files in their order. It
        is called only after the hash of each was right.
    """

    files: tuple[File, ...]
    read: Callable[..., Fields]

    def names(self) -> str:
        """Name the files in a sentence."""
        return " and ".join(file.name for file in self.files)

    def read_in(self, directory: Path) -> Fields:
        """Read the files of a directory."""
        return self.read(*(directory / file.name for file in self.files))


@dataclass(frozen=True)
class DataSet:
    """Where a data set is, how its files are read, and what stands in for it.

    Attributes
    ----------
    title : str
        What the reader calls it.
    public : Edition
        The files as they are downloaded.
    prepared : Edition
        Other files with the same content, which COURSE_DATA may hold instead.
    sample : callable or None
        Makes the fields of the offline sample; None where nothing can stand in.
    """

    title: str
    public: Edition
    prepared: Edition
    sample: Callable[[], Fields] | None

    def load(self) -> Fields:
        """Give the fields, arrays read-only; print a line if they are the sample's.

        Without a sample, a set that cannot be had is told in a line, and has no fields.
        """
        values, source, why = self.resolve()
        if source == NOWHERE:
            print(self.left_out(why))
            return {}
        if source == "offline sample":
            print(
                f"{self.title}: using the small offline sample, because {why}. "
                f"For the full data, {_ADVICE} {self.public.names()}."
            )
        for value in values.values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
        return {**values, "source": source}

    def left_out(self, why: str) -> str:
        """Say in a line that a set cannot be had, why, and what to do."""
        return (
            f"{self.title}: what needs them is left out here, because {why}. "
            f"To see it, {_ADVICE} {self.prepared.names()}."
        )

    def resolve(self) -> tuple[Fields, str, str]:
        """Return the fields, their source, and for a sample, or nothing, the reason."""
        directory, lack = course_data(), ""
        if directory is not None:
            try:
                return self._read_users(directory), "COURSE_DATA", ""
            except FileNotFoundError as error:
                lack = f"the directory of COURSE_DATA has no {error} and "
        try:
            missing, damaged = self._cached()
            if not missing + damaged:
                return self.public.read_in(cache()), "cache", ""
            if why := self._no_network():
                if damaged:
                    why += " and the cached copy is damaged"
            elif not (why := self._download(missing + damaged)):
                return self.public.read_in(cache()), "download", ""
        except OSError as error:
            why = f"the cache cannot be read ({error})"
        why = lack + why
        if self.sample is None:
            return {}, NOWHERE, why
        try:
            return self.sample(), "offline sample", why
        except ImportError as error:
            raise DataError(
                f"the offline sample of {self.title} needs scikit-learn ({error}), and "
                f"{why}: install scikit-learn, or {_ADVICE} {self.public.names()}"
            ) from error

    def seen(self) -> str:
        """Say which files would be read now, by their hashes; never ask the network."""
        directory = course_data()
        places = [("cache", cache(), self.public)]
        if directory is not None:
            users = [self.prepared, self.public]
            places = [("COURSE_DATA", directory, e) for e in users] + places
        for place, folder, edition in places:
            paths = [folder / file.name for file in edition.files]
            if all(path.is_file() for path in paths):
                try:
                    hashes = [pooch.file_hash(str(path)) for path in paths]
                except OSError:  # no permission: who loads it is told
                    return f"{place} unreadable"
                return f"{place} {' '.join(hashes)}"
        return "offline sample" if self._no_network() else "download"

    def give_up(self) -> None:
        """Ask the network no more for this set, in what this process starts either."""
        given_up = os.environ.get(_GIVEN_UP, "").split(",")
        if self.title not in given_up:
            os.environ[_GIVEN_UP] = ",".join([*filter(None, given_up), self.title])

    def _no_network(self) -> str:
        """Say in a clause why there is to be no download; "" if there may be one."""
        if offline():
            return "COURSE_OFFLINE is set"
        if self.title in os.environ.get(_GIVEN_UP, "").split(","):
            return "its download failed a while ago"
        return ""

    def _read_users(self, directory: Path) -> Fields:
        """Read the user's own files, if one edition is there and its hashes are known."""
        wrong, missing = [], []
        for edition in (self.prepared, self.public):
            bad, lacks = [], []
            for file in edition.files:
                path = directory / file.name
                try:
                    if file.is_right(directory):
                        continue
                    what = (
                        f"its {path.stat().st_size:,} bytes have not the expected hash"
                    )
                except FileNotFoundError:
                    lacks.append(file.name)
                    continue
                except OSError as error:
                    what = f"it cannot be read ({error})"
                bad.append(f"{path} is damaged or not the right file: {what}")
            if not bad + lacks:
                return edition.read_in(directory)
            if not bad and len(lacks) < len(edition.files):
                raise FileNotFoundError(" and ".join(lacks))
            wrong += bad
            missing += lacks
        if wrong:
            raise DataError(
                f"{wrong[0]}. "
                "Copy it again; or move it away, and the data are downloaded"
            )
        raise FileNotFoundError(" or ".join(dict.fromkeys(missing)))

    def _cached(self) -> tuple[list[File], list[File]]:
        """Return the public files that the cache lacks, and those damaged there."""
        missing, damaged = [], []
        for file in self.public.files:
            if not (cache() / file.name).is_file():
                missing.append(file)
            elif not file.is_right(cache()):
                damaged.append(file)
        return missing, damaged

    def _download(self, files: list[File]) -> str:
        """Fetch these files; return "" or, in a clause, why it failed."""
        # Imported here, as it takes a while and most runs find their files.
        from helpers.data.download import DownloadFailed, fetch

        try:
            for file in files:
                place = cache() / file.name
                if file.hash:
                    fetch(file.address, place, file.hash, file.megabytes)
                    continue
                cache().mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryDirectory(
                    dir=cache()
                ) as folder:  # looked at first
                    arrived = Path(folder) / file.name
                    fetch(file.address, arrived, file.hash, file.megabytes)
                    if not file.is_right(Path(folder)):
                        return "what was downloaded is not the expected file"
                    os.replace(arrived, place)
        except DownloadFailed as failure:
            return str(failure)
        return ""


_GIVEN_UP = "COURSE_DATA_GIVEN_UP"
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
    return "cache or offline sample" if offline() else "cache or download"
