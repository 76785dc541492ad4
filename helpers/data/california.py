"""California: house prices by the place and its people."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.data.places import DataSet, Edition, Fields, File, Tidy


@dataclass(frozen=True, eq=False, repr=False)
class California(Tidy):
    """Houses in California, 1990: a row for each census block group, read-only.

    Attributes
    ----------
    x : (20640, 8) float64
        The columns of `feature_names`: where the block group is [degrees], the median
        age of its houses [years], how many rooms, bedrooms, people and households it
        has, and the median income of a household [10,000 USD].
    y : (20640,) float64
        The median value of its houses [USD]; whatever is above 500,000 stands as
        500,001.
    source : str
        Where it came from, one of `SOURCES`. The offline sample has fewer rows, see
        `sample`.
    feature_names : tuple of str
        The names of the eight columns.

    The rows are in the order of the file, sorted by place: shuffle before you split.

    Source: R. K. Pace and R. Barry, *Sparse spatial autoregressions*, Statistics &
    Probability Letters 33 (1997) 291-297, doi:10.1016/S0167-7152(96)00140-X; StatLib.
    Made from the public census of 1990; free to use.
    """

    x: np.ndarray
    y: np.ndarray
    source: str
    feature_names: tuple[str, ...] = (
        "longitude",
        "latitude",
        "housing_median_age",
        "total_rooms",
        "total_bedrooms",
        "population",
        "households",
        "median_income",
    )


def load_california() -> California:
    """Load the house prices of California.

    Returns
    -------
    California
        Its fields are documented there.

    Raises
    ------
    DataError
        If COURSE_DATA names no directory, or its file of the set is damaged.
    """
    return California(**SETS["california"].load())


def read_prepared(file: Path) -> Fields:
    """Read a california_housing.npz."""
    with np.load(file, allow_pickle=False) as archive:
        return {name: archive[name] for name in ("x", "y")}


def read_public(file: Path) -> Fields:
    """Read a cal_housing.data: a line of names, then nine columns, the value last."""
    table = np.loadtxt(file, delimiter=",", skiprows=1)
    return {"x": np.ascontiguousarray(table[:, :8]), "y": table[:, 8].copy()}


def sample() -> Fields:
    """Placeholder, replaced within the hour."""
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 10, (6000, 8))
    return {"x": x, "y": np.minimum(50_000 * x[:, 7], 500_001)}


_ADDRESS = (
    "https://raw.githubusercontent.com/we-b/datasets_for_ai/"
    "0dc3b0ecd0057ac117b8349079e53e4c94748ea2/cal_housing.data"
)
_PUBLIC = "534365b6c3c9b07c2b7d88e0ff9f1b41725d8b799748f5c0b80e1067f51c8ab3"
_PREPARED = "70f29766fe7a5585ad24335df2617e67752e05a6687b79fe5b116597d0df995a"

SETS = {
    "california": DataSet(
        title="California",
        public=Edition(
            (File("cal_housing.data", _PUBLIC, _ADDRESS, 2.1),), read_public
        ),
        prepared=Edition((File("california_housing.npz", _PREPARED),), read_prepared),
        sample=sample,
    )
}
