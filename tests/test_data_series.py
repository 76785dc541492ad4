"""Passengers and temperatures: what the series look like, and their samples' lessons."""

import os
from pathlib import Path

import numpy as np
import pytest

from helpers import data
from helpers.data import series

REAL = os.environ.get("COURSE_DATA", "")
SOURCES = [
    pytest.param(REAL, marks=pytest.mark.skipif(not REAL, reason="no COURSE_DATA")),
    "offline sample",
]


@pytest.fixture(autouse=True)
def cache(empty_places) -> Path:
    return empty_places


@pytest.fixture(params=SOURCES, ids=["real", "sample"])
def place(request, monkeypatch) -> str:
    """The real files or the samples; what `source` has to say."""
    if request.param == "offline sample":
        monkeypatch.setenv("COURSE_OFFLINE", "1")
        return "offline sample"
    monkeypatch.setenv("COURSE_DATA", request.param)
    return "COURSE_DATA"


def test_the_passengers_have_the_documented_form(place):
    found = data.load_passengers()
    assert found.source == place and found.unit == "thousand passengers"
    assert found.dates.dtype == "datetime64[M]" and found.values.dtype == np.float64
    assert found.dates.shape == found.values.shape == (144,)
    months = np.arange("1949-01", "1961-01", dtype="datetime64[M]")
    np.testing.assert_array_equal(found.dates, months)
    assert 90 < found.values.min() < 130 and 550 < found.values.max() < 700
    assert (found.values == found.values.round()).all()


def test_the_temperatures_have_the_documented_form(place):
    found = data.load_temperatures()
    assert found.source == place and found.unit == "°C"
    assert found.dates.dtype == "datetime64[D]" and found.values.dtype == np.float64
    assert found.dates.shape == found.values.shape == (3650,)
    assert str(found.dates[0]) == "1981-01-01" and str(found.dates[-1]) == "1990-12-31"
    missing = np.flatnonzero(np.diff(found.dates).astype(int) != 1)
    days = [str(found.dates[i]) for i in missing]
    assert days == ["1984-12-30", "1988-12-30"]
    assert found.values.min() >= 0 and found.values.max() < 30
    assert 10.5 < found.values.mean() < 12 and 3.5 < found.values.std() < 4.6


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("airline-passengers.csv", b'"Month","Passengers"\n"1949-01",112\n'),
        ("airline-passengers.csv", b"\xef\xbb\xbfMonth,Passengers\r\n1949-01,112\r\n"),
        ("daily-min-temperatures.csv", b'"Date","Temp"\r\n"1981-01-01",112'),
        ("daily-min-temperatures.csv", b"Date,Temp\n1981-01-01,112\n"),
    ],
)
def test_a_file_is_read_with_quotes_and_without(name, content, tmp_path):
    file = tmp_path / name
    file.write_bytes(content)
    monthly = name.startswith("airline")
    found = (series.read_passengers if monthly else series.read_temperatures)(file)
    assert found["values"].tolist() == [112.0]
    assert str(found["dates"][0]) == ("1949-01" if monthly else "1981-01-01")


def test_a_damaged_file_is_named(tmp_path, monkeypatch):
    (tmp_path / "airline-passengers.csv").write_bytes(
        b"Month,Passengers\n1949-01,112\n"
    )
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    with pytest.raises(data.DataError, match="airline-passengers.csv is damaged"):
        data.load_passengers()


# ---------------------------------------------------------------- the lessons


def test_a_year_of_passengers_is_like_the_year_before_but_higher(place):
    values = data.load_passengers().values
    years = values.reshape(12, 12)
    assert np.mean(years[1:] > years[:-1]) > 0.9
    assert 1.08 < np.mean(years[1:] / years[:-1]) < 1.18  # real: 1.13
    high = np.bincount(years.argmax(axis=1), minlength=12)
    assert high[5:8].sum() == 12  # summer
    swing = np.ptp(years, axis=1)
    assert swing[-1] > 2 * swing[0]  # the swing grows with the level


def line_on_the_days_before(values, split, count=14):
    """Return the errors of a linear model on the days before, after the split."""
    rows = np.lib.stride_tricks.sliding_window_view(values, count + 1)
    x = np.column_stack([rows[:, :-1], np.ones(len(rows))])
    train = np.arange(count, len(values)) < split
    weights = np.linalg.lstsq(x[train], rows[train, -1], rcond=None)[0]
    return np.abs(x[~train] @ weights - rows[~train, -1])


def test_yesterday_and_the_season_both_tell_of_a_day(place):
    """Real: 2.0 °C with the season, 1.95 with yesterday, 1.75 with two weeks."""
    found, split = data.load_temperatures(), 8 * 365
    values = found.values
    day = np.arange(len(values)) % 365
    season = np.array([values[:split][day[:split] == d].mean() for d in range(365)])
    smooth = np.convolve(np.tile(season, 3), np.ones(31) / 31, "same")[365:730]
    with_season = np.abs(values[split:] - smooth[day[split:]]).mean()
    with_yesterday = np.abs(np.diff(values)[split - 1 :]).mean()
    a_year_ago = np.abs(values[split:] - values[split - 365 : -365]).mean()
    with_both = line_on_the_days_before(values, split).mean()
    assert 1.7 < with_both < 1.95
    assert 1.85 < with_yesterday < 2.3 and 1.85 < with_season < 2.3
    assert with_both < 0.95 * min(with_yesterday, with_season)
    assert a_year_ago > 1.3 * with_season
