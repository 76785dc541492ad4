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
        1940 [%], distance to jobs, access to highways, property tax [USD per 10,000],
        pupils per teacher, B (see below), people of "lower status" [%].
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


def sample() -> Fields:
    """Placeholder, replaced within the hour."""
    rng = np.random.default_rng(0)
    x = rng.uniform(0, 10, (506, 13))
    return _split(x, np.clip(5 * x[:, 5] - x[:, 12] + 5, 5, 50))


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
