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
        Where it came from, one of `SOURCES`. The offline sample has 12,000 rows, see
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


# For each place of the real table, from north to south: its share of the rows; its
# longitude and latitude [degrees] and the Cholesky factor of their covariance; the
# logarithm of its prices and their slope to the east and the north [1/degree]; the
# logarithm of its incomes, both beside the state's. Measured on the 20,640 rows in 18
# clusters, as the numbers below were.
_PLACES = (
    (0.008, -124.02, 40.85, 0.25, -0.07, 0.43, 0.02, -0.20, -0.01, -0.41),
    (0.011, -122.24, 40.68, 0.45, 0.09, 0.48, -0.07, -0.21, -0.11, -0.39),
    (0.020, -121.44, 39.50, 0.47, 0.06, 0.34, 0.05, 0.06, -0.16, -0.36),
    (0.025, -122.80, 38.64, 0.30, -0.24, 0.28, 0.46, -0.41, -0.78, -0.10),
    (0.052, -121.28, 38.64, 0.36, 0.07, 0.15, 0.26, -0.08, 0.23, -0.11),
    (0.146, -122.24, 37.82, 0.19, 0.03, 0.19, 0.73, -0.83, -0.65, 0.11),
    (0.044, -121.02, 37.77, 0.32, -0.10, 0.25, 0.25, -0.08, -0.10, -0.21),
    (0.073, -121.91, 37.18, 0.17, -0.15, 0.23, 0.82, -0.47, -0.06, 0.27),
    (0.030, -119.84, 36.79, 0.23, 0.00, 0.24, -0.03, -0.04, 0.03, -0.29),
    (0.019, -119.29, 36.33, 0.30, 0.10, 0.26, -0.03, 0.07, 0.21, -0.36),
    (0.018, -118.87, 35.40, 0.44, 0.04, 0.19, -0.11, -0.12, -0.09, -0.29),
    (0.014, -120.54, 35.06, 0.20, -0.25, 0.21, 0.61, 0.03, 0.17, -0.07),
    (0.024, -119.30, 34.31, 0.33, -0.09, 0.07, 0.88, -0.28, 0.16, 0.17),
    (0.050, -117.23, 34.06, 0.28, -0.01, 0.27, 0.20, -0.29, -0.44, -0.14),
    (0.226, -118.31, 34.06, 0.14, -0.02, 0.16, 0.84, -0.33, -0.35, -0.02),
    (0.153, -117.92, 33.85, 0.15, -0.02, 0.17, 0.68, -0.35, -0.36, 0.19),
    (0.010, -115.69, 33.29, 0.51, -0.07, 0.53, 0.00, -0.16, -0.10, -0.38),
    (0.079, -117.12, 32.86, 0.12, -0.06, 0.18, 0.56, -0.75, -0.02, -0.01),
)
# A row each for the logarithms of income [10,000 USD], rooms, bedrooms and people of a
# household, and households, then for the age [10 years]: the mean, the lower triangle
# of the Cholesky factor of the covariance, and how the price's logarithm rises with it.
_PEOPLE = (
    (1.25, 0.47, 0.00, 0.00, 0.00, 0.00, 0.00, 0.59),
    (1.64, 0.16, 0.18, 0.00, 0.00, 0.00, 0.00, 0.10),
    (0.06, -0.02, 0.04, 0.08, 0.00, 0.00, 0.00, 0.21),
    (1.04, -0.01, 0.02, -0.05, 0.24, 0.00, 0.00, -0.48),
    (6.02, 0.04, -0.09, 0.07, -0.08, 0.65, 0.00, 0.01),
    (2.88, -0.18, -0.19, -0.13, -0.05, -0.37, 1.16, -0.01),
)
_PARTS = 4  # of a place: neighborhoods with prices of their own
_SPREAD = 0.25, 0.16  # of the price's logarithm: between parts, and within
_APART, _WIDE = 0.95, 0.3  # their distances, and their width, in widths of the place
_ROWS = 12_000


def sample() -> Fields:
    """Generate 12,000 block groups like those of the real table.

    Places, people and prices follow a model that was measured on the real table: the
    price's logarithm depends on the place, on the income and on rooms and people of a
    household. So a price is no linear function of the columns. Within a place, each
    neighborhood has prices of its own, which a model can learn from longitude and
    latitude, and only where it has seen that neighborhood.

    Returns
    -------
    dict
        x (12000, 8) and y (12000,) float64, sorted by place.
    """
    rng = np.random.default_rng(0)
    places, people = np.array(_PLACES), np.array(_PEOPLE)
    share = places[:, 0] / places[:, 0].sum()
    place = np.sort(rng.choice(len(places), _ROWS, p=share))
    part = rng.integers(_PARTS, size=_ROWS)
    _, longitude, latitude, a, b, c, level, east, north, wealth = places[place].T
    # Where a part lies in its place, and where a block group lies in its part.
    far = rng.standard_normal((len(places), _PARTS, 2))[place, part]
    near = rng.standard_normal((_ROWS, 2))
    u, v = (_APART * far + _WIDE * near).T
    right, up = a * u, b * u + c * v

    noise = rng.standard_normal((_ROWS, len(people)))
    deviation = noise @ people[:, 1:-1].T
    deviation[:, 0] += wealth
    income, rooms, bedrooms, persons, households, age = (people[:, 0] + deviation).T
    between, within = _SPREAD
    price = level + east * right + north * up + deviation @ people[:, -1]
    price += between * rng.standard_normal((len(places), _PARTS))[place, part]
    price += within * rng.standard_normal(_ROWS)

    households = np.ceil(np.exp(households))
    x = [
        np.round(longitude + right, 2),
        np.round(latitude + up, 2),
        np.clip(np.round(10 * age), 1, 52),
        *(np.ceil(households * np.exp(each)) for each in (rooms, bedrooms, persons)),
        households,
        np.clip(np.round(np.exp(income), 4), 0.5, 15),
    ]
    y = np.clip(np.round(1e5 * np.exp(price), -2), 14_999, 500_001)
    return {"x": np.stack(x, 1), "y": y}


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
