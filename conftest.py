"""What all test runs share: `pytest --nbmake` from the root."""

import os

from helpers.data import catalog as data

collect_ignore = ["exercises"]  # their stubs raise, on purpose


def pytest_configure(config):
    """Fetch the data once before notebooks run side by side, and share the cores."""
    if hasattr(config, "workerinput") or not config.getoption("nbmake", default=False):
        return
    if any("sample" in origin for origin in data.prefetch().values()):
        os.environ["COURSE_OFFLINE"] = "1"  # no kernel waits for the network again
    workers = config.getoption("numprocesses", default=None) or 1
    threads = str(max(1, (os.cpu_count() or 1) // int(workers)))
    for name in ("TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, threads)
