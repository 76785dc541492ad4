"""Boston: the house prices that taught a generation, and why they were retired."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.data.places import DataSet, Edition, Fields, File, Tidy


@dataclass(frozen=True, eq=False, repr=False)
class Boston(Tidy):
    """House prices around Boston, about 1970, split as Keras does. Read-only.

    Attributes
    ----------
    x_train : (404, 13) float64
        A row for each census tract, with the columns of `feature_names`: crimes per
        head, land for large lots [%], land of businesses [%], 1 at the river Charles,
        nitric oxides [parts in 10 million], rooms of a dwelling, dwellings built before
        1940 [%], distance to jobs [weighted, no unit], access to highways [an index, 1 to
        24], property tax [USD per 10,000], pupils per teacher, B (see below), people of
        "lower status" [%].
    y_train : (404,) float64
        The median value of the homes [1,000 USD]; whatever is above 50 stands as 50.
    x_test, y_test : (102, 13) float64, (102,) float64
        The other tracts.
    source : str
        Where it came from, one of `SOURCES`. The offline sample has as many rows.
    feature_names : tuple of str
        The names of the thirteen columns.

    Its column B is 1000 (b - 0.63)^2, where b is the share of Black people in the
    tract: its authors assumed that segregation by itself changes prices. scikit-learn
    withdrew the set for it in version 1.2. Use it to read old books, not to learn about
    houses.

    Source: D. Harrison and D. L. Rubinfeld, *Hedonic housing prices and the demand for
    clean air*, J. Environmental Economics and Management 5 (1978) 81-102,
    doi:10.1016/0095-0696(78)90006-2; StatLib, public.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    source: str
    feature_names: tuple[str, ...] = (
        *("CRIM", "ZN", "INDUS", "CHAS", "NOX", "RM", "AGE"),
        *("DIS", "RAD", "TAX", "PTRATIO", "B", "LSTAT"),
    )


def load_boston() -> Boston:
    """Load the house prices around Boston.

    Returns
    -------
    Boston
        Its fields are documented there.

    Raises
    ------
    DataError
        If COURSE_DATA names no directory, or its file of the set is damaged.
    """
    return Boston(**SETS["boston"].load())


def read(file: Path) -> Fields:
    """Read a boston_housing.npz, which has the rows in their old order, and split it."""
    with np.load(file, allow_pickle=False) as archive:
        return _split(archive["x"], archive["y"])


def _split(x: np.ndarray, y: np.ndarray) -> Fields:
    """Shuffle and split 506 rows as `keras.datasets.boston_housing.load_data` does."""
    order = np.arange(len(x))
    np.random.RandomState(113).shuffle(order)
    train, test = order[:404], order[404:]
    return {
        "x_train": x[train],
        "y_train": y[train],
        "x_test": x[test],
        "y_test": y[test],
    }


# For each column but CHAS and B: how it goes with the city, the highways and the wealth
# (loadings of a factor analysis), then its quantiles at _AT in the real table, then how
# the price's logarithm rises with it. Measured on the 506 rows.
_AT = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
_COLUMNS = {
    "CRIM": (0.61, 0.62, -0.27, 0.006, 0.04, 0.08, 0.26, 3.68, 10.75, 88.98, -0.04),
    "ZN": (-0.66, -0.14, 0.27, 0.0, 0.0, 0.0, 0.0, 12.5, 42.5, 100.0, 0.0),
    "INDUS": (0.70, 0.23, -0.33, 0.46, 2.91, 5.19, 9.69, 18.1, 19.58, 27.74, 0.0),
    "NOX": (0.82, 0.37, -0.17, 0.385, 0.427, 0.449, 0.538, 0.624, 0.713, 0.871, -0.04),
    "RM": (-0.19, -0.06, 0.76, 3.56, 5.59, 5.89, 6.21, 6.62, 7.15, 8.78, 0.06),
    "AGE": (0.74, 0.22, -0.25, 2.9, 27.0, 45.0, 77.5, 94.1, 98.8, 100.0, 0.0),
    "DIS": (-0.86, -0.27, 0.12, 1.13, 1.63, 2.10, 3.21, 5.19, 6.82, 12.13, -0.07),
    "RAD": (0.28, 0.89, -0.05, 1.0, 3.0, 4.0, 5.0, 24.0, 24.0, 24.0, 0.0),
    "TAX": (0.35, 0.62, -0.26, 187.0, 233.0, 279.0, 330.0, 666.0, 666.0, 711.0, -0.05),
    "PTRATIO": (0.19, 0.21, -0.42, 12.6, 14.8, 17.4, 19.1, 20.2, 20.9, 22.0, -0.04),
    "LSTAT": (0.43, 0.25, -0.73, 1.73, 4.68, 6.95, 11.36, 16.96, 23.04, 37.97, -0.25),
}
_ROWS = 506


def sample() -> Fields:
    """Generate 506 tracts like those of the real table.

    Three hidden numbers of a tract, how near the city and the highways it is and how
    wealthy, give its columns; these the price, not linearly. Column B is there only to
    make thirteen: it is drawn at random and has nothing to do with the others.

    Returns
    -------
    dict
        x_train (404, 13), y_train (404,), x_test (102, 13), y_test (102,) float64.
    """
    rng = np.random.default_rng(0)
    hidden = rng.standard_normal((_ROWS, 3))
    river = (rng.random(_ROWS) < 0.07).astype(float)
    columns = {"CHAS": river, "B": np.round(rng.uniform(300, 396.9, _ROWS), 2)}
    price = 3.02 + 0.11 * river + 0.13 * rng.standard_normal(_ROWS)
    scores = {}
    for name, (*loadings, rise) in _COLUMNS.items():
        loading, quantiles = np.array(loadings[:3]), loadings[3:]
        rest = np.sqrt(1 - (loading**2).sum())
        score = hidden @ loading + rest * rng.standard_normal(_ROWS)
        at = np.argsort(np.argsort(score)) / (_ROWS - 1)  # 0 to 1
        columns[name] = np.interp(at, _AT, quantiles).round(3)
        price += rise * score
        scores[name] = score
    rooms, poor = scores["RM"], scores["LSTAT"]
    price += 0.05 * rooms**2 - 0.05 * poor**2 - 0.06 * rooms * poor
    x = np.stack([columns[name] for name in Boston.feature_names], 1)
    return _split(x, np.clip(np.exp(price), 5, 50).round(1))


_ADDRESS = (
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/boston_housing.npz"
)
_PUBLIC = "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"
_PREPARED = "200b23f303442b87722488c2ac80f84fab725caa8e0d9019c9c12641169fdf68"

SETS = {
    "boston": DataSet(
        title="Boston",
        public=Edition((File("boston_housing.npz", _PUBLIC, _ADDRESS, 0.06),), read),
        prepared=Edition((File("boston_housing.npz", _PREPARED),), read),
        sample=sample,
    )
}
