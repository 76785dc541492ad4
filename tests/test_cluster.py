"""The local Ray cluster of a notebook: quiet, equal, gone afterwards, or not there."""

import importlib.util
import os
import subprocess
import sys
import textwrap

import pytest

from helpers import cluster

needs_ray = pytest.mark.skipif(
    not (importlib.util.find_spec("ray") and importlib.util.find_spec("psutil")),
    reason="Ray or psutil is not installed",
)


def run(code: str) -> subprocess.CompletedProcess:
    """Run code in a Python of its own, without CUDA."""
    environment = {**os.environ, "CUDA_VISIBLE_DEVICES": ""}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=500,
        env=environment,
    )


@needs_ray
def test_two_workers_compute_the_same_say_nothing_and_leave_nothing():
    done = run(
        """
        import os, psutil, tempfile, time
        from helpers import cluster

        cluster._PLACE = place = tempfile.mkdtemp(dir="/tmp")

        def work(number):
            import numpy as np
            time.sleep(0.3)
            return os.getpid(), np.random.default_rng(number).normal(size=3).tolist()

        here = [work(number)[1] for number in range(6)]
        with cluster.local(workers=2) as ray:
            assert os.listdir(place)
            remote = ray.remote(work)
            found = ray.get([remote.remote(number) for number in range(6)])
            assert ray.cluster_resources()["CPU"] == 2
            assert not ray.cluster_resources().get("GPU")
            started = psutil.Process().children(recursive=True)
        assert started and len({worker for worker, _ in found}) <= 2
        assert os.getpid() not in {worker for worker, _ in found}
        assert [numbers for _, numbers in found] == here
        gone, alive = psutil.wait_procs(started, timeout=20)
        alive = [p for p in alive if p.status() != psutil.STATUS_ZOMBIE]
        assert not alive, alive
        os.rmdir(place)  # it is empty
        print("done")
        """
    )
    assert (done.stdout, done.stderr, done.returncode) == ("done\n", "", 0)


@needs_ray
def test_it_stops_when_the_block_raises():
    done = run(
        """
        import psutil
        from helpers import cluster

        try:
            with cluster.local(workers=1) as ray:
                started = psutil.Process().children(recursive=True)
                raise KeyboardInterrupt
        except KeyboardInterrupt:
            pass
        assert not ray.is_initialized() and started
        _, alive = psutil.wait_procs(started, timeout=20)
        assert not [p for p in alive if p.status() != psutil.STATUS_ZOMBIE]
        """
    )
    assert (done.stderr, done.returncode) == ("", 0)


@pytest.mark.parametrize("system", ["linux", "win32"])
def test_without_ray_one_line_says_so_and_the_block_runs(monkeypatch, capsys, system):
    monkeypatch.setitem(sys.modules, "ray", None)  # an import raises ImportError
    monkeypatch.setattr(sys, "platform", system)
    with cluster.local(workers=2) as ray:
        assert ray is None
    said = capsys.readouterr()
    assert said.out.startswith("Ray is ") and said.out.count("\n") == 1
    assert "goes on without" in said.out and said.err == ""


def test_a_ray_that_does_not_start_is_told_in_one_line(monkeypatch, capsys, tmp_path):
    class Ray:
        stopped = False

        def init(self, **_):
            raise RuntimeError("no shared memory\nand more")

        def is_initialized(self):
            return False

        def shutdown(self):
            self.stopped = True

    broken = Ray()
    monkeypatch.setitem(sys.modules, "ray", broken)
    monkeypatch.setattr(cluster, "_PLACE", str(tmp_path))
    with cluster.local(workers=2) as ray:
        assert ray is None
    said = capsys.readouterr().out
    assert said == (
        "Ray does not start here (RuntimeError: no shared memory); "
        "the chapter goes on without.\n"
    )
    assert broken.stopped and not list(tmp_path.iterdir())
    assert not set(cluster._QUIET) & set(os.environ)


def test_a_ray_that_cannot_be_imported_is_told_in_one_line(monkeypatch, capsys):
    def broken(name):
        raise TypeError("Descriptors cannot be created directly.\nand more")

    monkeypatch.setattr(cluster.importlib, "import_module", broken)
    with cluster.local(workers=2) as ray:
        assert ray is None
    said = capsys.readouterr().out
    assert said.startswith("Ray cannot be imported (TypeError: Descriptors cannot")
    assert said.count("\n") == 1


def test_a_place_that_cannot_be_written_to_is_told_in_one_line(monkeypatch, capsys):
    class Ray:  # without init and shutdown: a call of either would raise
        def is_initialized(self):
            return False

    def refused(**_):
        raise PermissionError("read-only")

    monkeypatch.setitem(sys.modules, "ray", Ray())
    monkeypatch.setattr(cluster.tempfile, "mkdtemp", refused)
    with cluster.local(workers=2) as ray:
        assert ray is None
    assert "(PermissionError: read-only)" in capsys.readouterr().out


def test_the_reader_s_own_settings_stay(monkeypatch):
    monkeypatch.setenv("RAY_TQDM", "1")
    with cluster._environment(cluster._QUIET):
        assert os.environ["RAY_TQDM"] == "1"
        assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
    assert os.environ["RAY_TQDM"] == "1"
    assert "RAY_USAGE_STATS_ENABLED" not in os.environ


def test_a_cluster_of_the_reader_s_own_is_left_alone(monkeypatch, capsys):
    class Ray:  # without init and shutdown: a call of either would raise
        def is_initialized(self):
            return True

    monkeypatch.setitem(sys.modules, "ray", Ray())
    with cluster.local(workers=2) as ray:
        assert ray is None
    said = capsys.readouterr().out
    assert said.startswith("Ray runs already") and said.count("\n") == 1


def test_an_error_of_the_block_is_not_swallowed(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ZeroDivisionError), cluster.local(workers=2):
        raise ZeroDivisionError
