"""Two time series: passengers of airlines by the month, temperatures by the day."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.data.places import DataSet, Edition, Fields, File, Tidy


@dataclass(frozen=True, eq=False, repr=False)
class Series(Tidy):
    """One number for each day or month, in the order of time. The arrays are read-only.

    Attributes
    ----------
    dates : (n,) datetime64
        The day (datetime64[D]) or the month (datetime64[M]) of each number.
    values : (n,) float64
        The numbers, in `unit`. None is missing.
    unit : str
        What they are counted in.
    source : str
        Where it came from, one of `SOURCES`. An offline sample has the same dates.
    """

    dates: np.ndarray
    values: np.ndarray
    unit: str
    source: str


def load_passengers() -> Series:
    """Load how many passengers flew from one country to another, month by month.

    Returns
    -------
    Series
        144 months from January 1949 to December 1960, in thousands. Each year has its
        high in summer, and most are above the year before.

    Raises
    ------
    DataError
        If COURSE_DATA names no directory, or its file of the set is damaged.

    Source: G. E. P. Box and G. M. Jenkins, *Time series analysis: forecasting and
    control* (1976), series G; the Time Series Data Library.
    """
    return Series(**SETS["passengers"].load())


def load_temperatures() -> Series:
    """Load the lowest temperature of each day in Melbourne.

    Returns
    -------
    Series
        3650 days from 1 January 1981 to 31 December 1990, in °C; the last day of the
        leap years 1984 and 1988 is not there. January is in summer.

    Raises
    ------
    DataError
        If COURSE_DATA names no directory, or its file of the set is damaged.

    Source: Australian Bureau of Meteorology; the Time Series Data Library.
    """
    return Series(**SETS["temperatures"].load())


_PASSENGERS, _CELSIUS = "thousand passengers", "°C"


def read_passengers(file: Path) -> Fields:
    """Read an airline-passengers.csv, with or without quotes around the months."""
    return _read(file, "Month", "Passengers", "datetime64[M]") | {"unit": _PASSENGERS}


def read_temperatures(file: Path) -> Fields:
    """Read a daily-min-temperatures.csv, with or without quotes around the dates."""
    return _read(file, "Date", "Temp", "datetime64[D]") | {"unit": _CELSIUS}


def _read(file: Path, when: str, what: str, kind: str) -> Fields:
    with open(file, encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    return {
        "dates": np.array([row[when] for row in rows], kind),
        "values": np.array([row[what] for row in rows], float),
    }


# Measured on the 144 months, of the logarithm: the polynomial of its trend, what each
# month has on top of it, and the rest, which remembers the month before.
_TREND = 4.7496, 0.01318, -2.19e-5
_MONTHS = (
    *(-0.085, -0.107, 0.023, -0.009, -0.011, 0.111),
    *(0.215, 0.206, 0.061, -0.077, -0.220, -0.106),
)
_REST, _STAYS = 0.034, 0.67


def sample_passengers() -> Fields:
    """Generate passengers with the growth and the seasons of the real ones.

    Returns
    -------
    dict
        dates (144,) datetime64[M], values (144,) float64 [thousand passengers], unit.
    """
    rng = np.random.default_rng(0)
    dates = np.arange("1949-01", "1961-01", dtype="datetime64[M]")
    month = np.arange(len(dates))
    rest = _remembering(rng.normal(0, _REST, len(dates)), (_STAYS,))
    trend = np.polynomial.polynomial.polyval(month, _TREND)
    logarithm = trend + np.array(_MONTHS)[month % 12] + rest
    return {"dates": dates, "values": np.exp(logarithm).round(), "unit": _PASSENGERS}


# Measured on the 3650 days [°C]: the mean, cosine and sine of the year and of its half,
# how the rest depends on the three days before, and what is new on each day (of
# the last two years).
_YEAR = 11.18, 3.83, 1.75, -0.44, 0.36
_DAYS = 0.553, -0.112, 0.045
_NEW = 2.15


def sample_temperatures() -> Fields:
    """Generate days with the seasons, the warm and the cold spells of the real ones.

    Returns
    -------
    dict
        dates (3650,) datetime64[D], values (3650,) float64 [°C], unit.
    """
    rng = np.random.default_rng(0)
    days = np.arange("1981-01-01", "1991-01-01", dtype="datetime64[D]")
    dates = days[
        ~np.isin(days, np.array(["1984-12-31", "1988-12-31"], "datetime64[D]"))
    ]
    day = (dates - dates.astype("datetime64[Y]")).astype(int)
    angle = 2 * np.pi * day / 365.25
    mean, cosine, sine, cosine_2, sine_2 = _YEAR
    season = mean + cosine * np.cos(angle) + sine * np.sin(angle)
    season += cosine_2 * np.cos(2 * angle) + sine_2 * np.sin(2 * angle)
    rest = _remembering(rng.normal(0, _NEW, len(dates)), _DAYS)
    values = np.maximum(season + rest, 0).round(1)
    return {"dates": dates, "values": values, "unit": _CELSIUS}


def _remembering(new: np.ndarray, shares: tuple[float, ...]) -> np.ndarray:
    """Add to each number these shares of the sums one, two, … places before."""
    sums = np.zeros(len(shares) + len(new))
    for i, value in enumerate(new, start=len(shares)):
        sums[i] = value + sum(s * sums[i - k] for k, s in enumerate(shares, start=1))
    return sums[len(shares) :]


_ADDRESS = (
    "https://raw.githubusercontent.com/jbrownlee/Datasets/"
    "d20fcb6402ae34e653d4513b00f39257bb37ed7f/"
)


def _entry(title, name, public, prepared, megabytes, read, sample) -> DataSet:
    return DataSet(
        title=title,
        public=Edition((File(name, public, _ADDRESS + name, megabytes),), read),
        prepared=Edition((File(name, prepared),), read),
        sample=sample,
    )


SETS = {
    "passengers": _entry(
        "Passengers",
        "airline-passengers.csv",
        "8cb51be753a718d9be5d76d7e238cc224792754676adc21faa59e954b0201621",
        "29a86cac504338c7c5607e721396e4bda240ca61785ffcac9ed1af4088199d42",
        0.002,
        read_passengers,
        sample_passengers,
    ),
    "temperatures": _entry(
        "Temperatures",
        "daily-min-temperatures.csv",
        "8b9de63ed6789492bf497625e7f9beb96a63d367b4b0a21754006f749fa5e5da",
        "a29a71f38cf548a0b12bee44ceb510919a8cef450e19019261d534208c884fa2",
        0.07,
        read_temperatures,
        sample_temperatures,
    ),
}
