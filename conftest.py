"""What all test runs share: `pytest --nbmake` from the root."""

import socket

import pytest

from helpers.data import DataError, places
from tools import machine

collect_ignore = ["exercises"]  # their stubs raise, on purpose


def pytest_configure(config):
    """Fetch the data once before notebooks run side by side, and share the cores."""
    if hasattr(config, "workerinput"):
        return
    try:
        places.course_data()  # made absolute for all that is started from here
        if config.getoption("nbmake", default=False):
            prepare(config)
    except DataError as error:
        raise pytest.UsageError(str(error)) from None


def prepare(config):
    from tools.build import fetch_data

    fetch_data()
    machine.share_cores(int(config.getoption("numprocesses", default=None) or 1))


def pytest_xdist_auto_num_workers(config):
    """`-n auto`: as many as the book runs kernels."""
    return machine.kernels()


@pytest.fixture
def empty_places(tmp_path, monkeypatch):
    """No variable of the course is set, the network is cut; the folder of an empty cache."""
    for name in ("COURSE_DATA", "COURSE_DATA_GIVEN_UP", "COURSE_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(places, "cache", lambda: tmp_path / "cache")

    def cut(*_args, **_kwargs):
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "create_connection", cut)
    monkeypatch.setattr(socket, "getaddrinfo", cut)
    return tmp_path / "cache"
