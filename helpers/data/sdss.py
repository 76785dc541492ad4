"""SDSS: stars, galaxies and quasars."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.data.places import DataSet, Edition, Fields, File, Tidy


@dataclass(frozen=True, eq=False, repr=False)
class Sdss(Tidy):
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
    plate : (10000,) int64
        Number of the metal plate, with a hole for each object, through which its
        spectrum was taken. Stars have plates of their own: it tells of the class.
    source : str
        Where it came from, one of `SOURCES`. The offline sample has 8000 rows, see
        `sample`.
    bands : tuple of str
        The filters, from ultraviolet to infrared.

    Source: Sloan Digital Sky Survey, data release 14 (2018), 10,000 objects of the
    SkyServer; B. Abolfathi et al., ApJS 235, 42 (2018), doi:10.3847/1538-4365/aa9e8a.
    """

    magnitudes: np.ndarray
    labels: np.ndarray
    redshift: np.ndarray
    plate: np.ndarray
    source: str
    bands: tuple[str, ...] = ("u", "g", "r", "i", "z")


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
    return Sdss(**SETS["sdss"].load())


def read(file: Path) -> Fields:
    """Read an sdss.csv by the names in its first line; the raw table has more columns."""
    with open(file, encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    return {
        "magnitudes": np.array(
            [[row[band] for band in "ugriz"] for row in rows], float
        ),
        "labels": np.array([row["class"] for row in rows]),
        "redshift": np.array([row["redshift"] for row in rows], float),
        "plate": np.array([row["plate"] for row in rows], int),
    }


# For each class of the SDSS table: its share, then one row for each of r [mag], the
# colors u-g, g-r, r-i, i-z [mag] and the redshift's logarithm (see sample): the mean,
# then the lower triangle of the Cholesky factor of the covariance. Measured on the
# 10,000 rows of the real table, without the 0.7 % at each end of a color.
_SDSS = {
    "GALAXY": (
        0.500,
        (16.66, 0.77),
        (1.46, -0.20, 0.27),
        (0.70, -0.10, 0.15, 0.10),
        (0.38, -0.02, 0.04, 0.04, 0.04),
        (0.26, -0.04, 0.06, 0.04, 0.01, 0.04),
        (-2.66, 0.17, 0.19, 0.27, 0.14, -0.07, 0.40),
    ),
    "STAR": (
        0.415,
        (16.72, 1.01),
        (1.22, -0.17, 0.31),
        (0.41, -0.09, 0.16, 0.14),
        (0.15, -0.04, 0.07, 0.07, 0.04),
        (0.06, -0.02, 0.05, 0.04, 0.01, 0.04),
        (0.12, 0.00, 0.00, 0.00, 0.00, 0.00, 1.00),
    ),
    "QSO": (
        0.085,
        (18.52, 0.61),
        (0.26, -0.09, 0.21),
        (0.17, -0.06, 0.04, 0.17),
        (0.14, -0.01, 0.02, 0.04, 0.13),
        (0.09, -0.02, 0.03, 0.02, 0.01, 0.14),
        (0.75, 0.11, -0.02, -0.08, -0.01, -0.07, 0.28),
    ),
}
# The plates of each class in the real table: the smallest, then so many quantiles of
# equal steps to the largest.
_PLATES = {
    "GALAXY": (266, 274, 279, 288, 301, 332, 346, 434, 467, 597, 7562),
    "STAR": (266, 324, 436, 2187, 2558, 2852, 2895, 3132, 3306, 4665, 8410),
    "QSO": (266, 277, 288, 301, 333, 367, 451, 500, 619, 4019, 8277),
}
_FAINTEST_U = 19.6  # mag: the real table ends here
_POOR = 0.03  # part of the rows whose magnitudes say nothing about the class
_SDSS_ROWS = 8000


def sample() -> Fields:
    """Generate stars, galaxies and quasars with the brightness and colors of SDSS's.

    Each class is a normal distribution with the mean and the covariance of the real
    objects, cut like the real table at u = 19.6 mag. A few rows have the magnitudes of
    others: they stand for poor photometry and blended objects.

    Returns
    -------
    dict
        magnitudes (8000, 5) float64 [mag] in u, g, r, i, z, labels (8000,) str,
        redshift (8000,) float64, plate (8000,) int64; in random order.
    """
    rng = np.random.default_rng(0)
    tables, labels = [], []
    for label, (share, *rows) in _SDSS.items():
        count = round(share * _SDSS_ROWS)
        mean = np.array([row[0] for row in rows])
        factor = np.zeros((6, 6))
        for i, row in enumerate(rows):
            factor[i, : i + 1] = row[1:]
        noise = rng.standard_normal((4 * count, 6))
        r, ug, gr, ri, iz, redshift = (mean + noise @ factor.T).T
        if label == "STAR":
            redshift = 0.0004 * redshift
        elif label == "GALAXY":
            redshift = np.exp(redshift)
        else:
            redshift = np.expm1(np.abs(redshift))
        table = np.stack([r + gr + ug, r + gr, r, r - ri, r - ri - iz, redshift], 1)
        table = table[table[:, 0] < _FAINTEST_U]
        tables.append(table[:count])
        labels += [label] * count
    order = rng.permutation(len(labels))
    table = np.concatenate(tables)[order]
    poor = rng.random(len(table)) < _POOR
    table[poor, :5] = rng.permutation(table[poor, :5])
    labels, plate = np.array(labels)[order], np.empty(len(labels), int)
    for label, quantiles in _PLATES.items():
        of_class = labels == label
        where = rng.uniform(0, len(quantiles) - 1, of_class.sum())
        plate[of_class] = np.interp(where, range(len(quantiles)), quantiles)
    return {
        "magnitudes": np.ascontiguousarray(table[:, :5]),
        "labels": labels,
        "redshift": np.ascontiguousarray(table[:, 5]),
        "plate": plate,
    }


_ADDRESS = (
    "https://raw.githubusercontent.com/aditya5545/datasets/"
    "c7fb9a8928c393292462be1cf33309b78ce305e0/"
    "Skyserver_SQL2_27_2018%206_51_39%20PM.csv"
)
_PUBLIC = "5633126254d4ec5a4bfc81081f2f427596c5139ea27d36fd7ad26a6487f9fddd"
_PREPARED = "f3e7b53e81fd0c9cf240e09ee7b6a36bde817148327834e190596988023bd29c"

SETS = {
    "sdss": DataSet(
        title="SDSS",
        public=Edition((File("sdss.csv", _PUBLIC, _ADDRESS, 1.3),), read),
        prepared=Edition((File("sdss.csv", _PREPARED),), read),
        sample=sample,
    )
}
