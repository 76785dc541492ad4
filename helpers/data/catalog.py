"""All data sets together: for `python -m helpers.data`, the book and the tests."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from helpers.data import (
    boston,
    california,
    imagenet,
    imdb,
    insects,
    mnist,
    photos,
    sdss,
    series,
    texts,
)
from helpers.data.places import DataSet, course_data

MODULES = (
    mnist,
    sdss,
    imdb,
    california,
    boston,
    photos,
    imagenet,
    insects,
    series,
    texts,
)


def all_sets() -> dict[str, DataSet]:
    """Return every data set by its name."""
    return {name: entry for module in MODULES for name, entry in module.SETS.items()}


def prefetch() -> dict[str, str]:
    """Resolve every data set once, all at the same time.

    Returns
    -------
    dict
        For each set's name a line that begins with one of `SOURCES`, or with `NOWHERE`;
        after this and after "offline sample" it says why.

    Raises
    ------
    DataError
        If a file of COURSE_DATA, or the directory, cannot be used.
    """

    def line(entry: DataSet) -> str:
        _, source, why = entry.resolve()
        return f"{source} ({why})" if why else source

    course_data()
    sets = all_sets()
    with ThreadPoolExecutor(len(sets)) as pool:
        return dict(zip(sets, pool.map(line, sets.values()), strict=True))


def fingerprint(names: Iterable[str]) -> str:
    """Say what the loaders of these sets would read now, without the network.

    The same files give the same text, wherever their directory stands.
    """
    sets = all_sets()
    return "; ".join(f"{name}: {sets[name].seen()}" for name in sorted(names))
