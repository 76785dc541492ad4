"""helpers.data when something goes wrong: the network, the disk, the files.

Whatever happens, a chapter gets right data, the sample with a line that says why, or a
DataError; no half file bears its final name, and no file of the user changes.
"""

import contextlib
import dataclasses
import errno
import hashlib
import io
import os
import subprocess
import sys
import threading
import time
import types
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pooch
import pytest
import requests
from urllib3.exceptions import ReadTimeoutError

from helpers import data
from helpers.data import catalog, download, imdb, mnist, places, sdss

ROOT = Path(__file__).parent.parent


def make_csv() -> bytes:
    """Write 10,000 made-up objects as an sdss.csv of about 600 kB."""
    rng = np.random.default_rng(1)
    lines = ["u,g,r,i,z,class,redshift,plate"]
    for i, row in enumerate(rng.uniform(12, 19, (10000, 5)).round(7).tolist()):
        label = ("STAR", "QSO", "GALAXY")[i % 3]
        lines.append(f"{','.join(map(str, row))},{label},0.25,{266 + i}")
    return ("\n".join(lines) + "\n").encode()


GOOD = make_csv()
SHA256 = hashlib.sha256(GOOD).hexdigest()


class Server(ThreadingHTTPServer):
    """A web server on this machine that answers as `answer` does."""

    daemon_threads = True
    block_on_close = False
    answer: Callable[[BaseHTTPRequestHandler], None]

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.ended = threading.Event()  # what a silent answer waits for
        self.requests = 0
        self.address = f"http://127.0.0.1:{self.server_port}/sdss.csv"

    def handle_error(self, request, client_address):
        """A client that hung up is no news."""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests += 1
        self.server.answer(self)

    def log_message(self, *_):
        """Say nothing."""


def send(handler: Handler, body: bytes, *, length: int | None = None) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(length or len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def send_slowly(handler: Handler, pieces: int = 8, pause: float = 0.1) -> None:
    send(handler, b"", length=len(GOOD))
    size = -(-len(GOOD) // pieces)
    for start in range(0, len(GOOD), size):
        time.sleep(pause)
        handler.wfile.write(GOOD[start : start + size])


@pytest.fixture
def server():
    server = Server()
    server.answer = lambda handler: send(handler, GOOD)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.ended.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch, server) -> Path:
    """An empty cache, the local server for SDSS; no variable is set."""
    for name in ("COURSE_DATA", "COURSE_DATA_GIVEN_UP", "COURSE_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(places, "cache", lambda: tmp_path / "cache")
    monkeypatch.setattr(download, "_PATIENCE", 3.0)
    monkeypatch.setattr("pooch.core.time", types.SimpleNamespace(sleep=lambda _: None))
    monkeypatch.setitem(sdss.SETS, "sdss", sdss_at(server.address))
    return tmp_path / "cache"


def sdss_at(address: str, name: str = "sdss.csv") -> places.DataSet:
    """Return SDSS as if it were to be had from this address."""
    file = places.File(name, SHA256, address, 0.6)
    public = places.Edition((file,), sdss.read)
    return dataclasses.replace(sdss.SETS["sdss"], public=public, prepared=public)


@pytest.fixture
def impatient(monkeypatch):
    """Do not wait long for a server that will not answer anyway."""
    monkeypatch.setattr(download, "_PATIENCE", 0.4)


def assert_sample(
    reason: str, cache: Path, capfd, *, left: tuple[str, ...] = ()
) -> None:
    """Check that SDSS comes as the sample, with one line, and leaves nothing."""
    assert data.load_sdss().source == "offline sample"
    out, err = capfd.readouterr()
    assert err == ""
    line = out.split("\r")[-1]  # what the screen shows once the progress is wiped
    assert line.count("\n") == 1 and line.endswith("\n")
    assert reason in line and "COURSE_DATA" in line
    if cache.is_dir():
        assert tuple(path.name for path in cache.iterdir()) == left


def assert_real(source: str, cache: Path) -> None:
    """Check that SDSS comes whole, and that the cache holds it and nothing else."""
    sky = data.load_sdss()
    assert (sky.source, sky.labels.shape) == (source, (10000,))
    assert [path.name for path in cache.iterdir()] == ["sdss.csv"]
    assert (cache / "sdss.csv").read_bytes() == GOOD


# ---------------------------------------------------------------- the network


def test_a_download_is_whole_silent_on_stderr_and_cached(cache, server, capfd):
    assert_real("download", cache)
    assert_real("cache", cache)
    assert server.requests == 1
    out, err = capfd.readouterr()
    assert err == ""
    assert "downloading sdss.csv" in out  # the progress ...
    assert out.split("\r")[-1] == ""  # ... which leaves no trace


def test_what_pooch_says_elsewhere_is_left_as_it_was(cache):
    logger = pooch.get_logger()
    before = logger.level, list(logger.filters)
    assert data.load_sdss().source == "download"
    assert (logger.level, logger.filters) == before


def test_a_damaged_file_in_the_cache_is_fetched_again(cache):
    cache.mkdir()
    (cache / "sdss.csv").write_bytes(GOOD[:-1])
    assert_real("download", cache)


def test_a_damaged_file_in_the_cache_is_not_used_when_the_server_fails(
    cache, server, capfd
):
    server.answer = lambda handler: handler.send_error(500)
    cache.mkdir()
    (cache / "sdss.csv").write_bytes(GOOD[:-1])
    assert_sample("the server answers 500", cache, capfd, left=("sdss.csv",))


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_an_error_of_the_server_is_named(status, cache, server, capfd):
    server.answer = lambda handler: handler.send_error(status)
    assert_sample(f"the server answers {status}", cache, capfd)


def test_wrong_bytes_are_not_trusted(cache, server, capfd):
    server.answer = lambda handler: send(handler, GOOD.replace(b"STAR", b"QSO", 1))
    assert_sample("its hash differs", cache, capfd)


def test_a_login_page_in_place_of_the_file_is_not_trusted(cache, server, capfd):
    server.answer = lambda handler: send(handler, b"<html>Please log in</html>")
    assert_sample("its hash differs", cache, capfd)


def test_an_empty_answer_is_not_trusted(cache, server, capfd):
    server.answer = lambda handler: send(handler, b"")
    assert_sample("its hash differs", cache, capfd)


def test_a_truncated_answer_is_not_kept(cache, server, capfd):
    server.answer = lambda handler: send(handler, GOOD[:400_000], length=len(GOOD))
    assert_sample("the download broke off", cache, capfd)


def test_a_second_try_mends_a_truncated_answer(cache, server):
    def answer(handler):
        send(handler, GOOD[:100] if server.requests == 1 else GOOD, length=len(GOOD))

    server.answer = answer
    assert_real("download", cache)
    assert server.requests == 2


def test_an_endless_answer_is_given_up(cache, server, capfd):
    def answer(handler):
        handler.send_response(200)
        handler.end_headers()
        while not server.ended.is_set():
            handler.wfile.write(bytes(2**16))

    server.answer = answer
    assert_sample("far larger than the expected file", cache, capfd)
    assert server.requests == 2


def test_a_download_that_is_given_up_hangs_up(cache, server, capfd):
    hung_up = threading.Event()

    def answer(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            while not server.ended.is_set():
                handler.wfile.write(bytes(2**16))
        except OSError:
            hung_up.set()

    server.answer = answer
    assert_sample("far larger than the expected file", cache, capfd)
    assert hung_up.wait(30), "the thread reads on, though nobody waits for it"


def test_a_secure_connection_that_fails_is_told_as_such(cache, server, capfd):
    address = server.address.replace("http:", "https:")  # it speaks no TLS
    sdss.SETS["sdss"] = sdss_at(address)
    assert_sample("certificate is not trusted on this machine", cache, capfd)


@pytest.mark.parametrize(("megabytes", "seconds"), [(0.0, 20), (1.3, 33), (20, 220)])
def test_a_big_file_is_given_more_time(megabytes, seconds):
    before = time.monotonic()
    deadline = download._Downloader("a file", megabytes).deadline
    assert seconds <= deadline - before < seconds + 10


def test_a_silent_server_costs_seconds(cache, server, impatient, capfd):
    server.answer = lambda handler: server.ended.wait()
    assert_sample("too slow or silent", cache, capfd)
    assert server.requests == 2


def test_a_time_out_within_the_body_is_told_as_silence(tmp_path):
    # Which of the two clocks rings first, the socket's or ours, is chance.
    silence = ReadTimeoutError(None, "/sdss.csv", "Read timed out.")
    told = download._explain(requests.ConnectionError(silence), tmp_path)
    assert told == "the network or the server is too slow or silent"
    refused = download._explain(requests.ConnectionError("refused"), tmp_path)
    assert refused == "the network or the server cannot be reached"


def test_a_server_that_falls_silent_midway_costs_seconds(
    cache, server, impatient, capfd
):
    def answer(handler):
        send(handler, GOOD[:400_000], length=len(GOOD))
        server.ended.wait()

    server.answer = answer
    assert_sample("too slow or silent", cache, capfd)


def test_a_body_that_drips_costs_seconds(cache, server, impatient, capfd):
    def answer(handler):
        send(handler, b"", length=len(GOOD))
        while not server.ended.wait(0.05):
            handler.wfile.write(b"u")

    server.answer = answer
    assert_sample("too slow or silent", cache, capfd)
    assert server.requests == 2


def test_a_body_in_big_slow_drops_costs_seconds(cache, server, impatient, capfd):
    """Each 64 kB comes within the patience, but 256 kB do not."""
    server.answer = lambda handler: send_slowly(handler, pieces=10, pause=0.15)
    assert_sample("too slow or silent", cache, capfd)
    assert server.requests == 2


def test_headers_that_drip_cost_seconds(cache, server, impatient, capfd):
    def answer(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not server.ended.wait(0.05):
            handler.wfile.write(b"x")

    server.answer = answer
    assert_sample("too slow or silent", cache, capfd)


def test_a_slow_but_steady_server_is_waited_for(cache, server, monkeypatch):
    """600 kB in 2.4 s, more than the patience, which counts for each 256 kB."""
    monkeypatch.setattr(download, "_PATIENCE", 2.0)
    server.answer = lambda handler: send_slowly(handler, pieces=12, pause=0.2)
    assert_real("download", cache)
    assert server.requests == 1


def test_a_steady_drip_ends_at_the_deadline(cache, server, capfd, monkeypatch):
    monkeypatch.setattr(download, "_BLOCK", 1)  # every byte is progress
    monkeypatch.setattr(download, "_GRACE", 1.0)
    monkeypatch.setattr(download, "_SECONDS_PER_MEGABYTE", 0.0)

    def answer(handler):
        send(handler, b"", length=len(GOOD))
        while not server.ended.wait(0.01):
            handler.wfile.write(GOOD[:8192])

    server.answer = answer
    assert_sample("too slow or silent", cache, capfd)


def test_a_look_up_of_the_name_that_hangs_costs_seconds(
    cache, server, impatient, capfd, monkeypatch
):
    monkeypatch.setattr("socket.getaddrinfo", lambda *_: server.ended.wait())
    assert_sample("too slow or silent", cache, capfd)


def test_a_refused_connection_is_named(cache, server, capfd):
    server.shutdown()
    server.server_close()
    assert_sample("cannot be reached", cache, capfd)


def test_an_unknown_name_is_named(cache, monkeypatch, capfd):
    def unknown(*_):
        raise OSError(errno.ENOENT, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    assert_sample("cannot be reached", cache, capfd)


def test_a_directory_that_lacks_the_file_is_part_of_the_reason(
    cache, server, tmp_path, monkeypatch, capfd
):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    server.answer = lambda handler: handler.send_error(404)
    reason = "the directory of COURSE_DATA has no sdss.csv and the server answers 404"
    assert_sample(reason, cache, capfd)


def test_prefetch_waits_for_all_sets_at_once(cache, server, monkeypatch):
    names = ["sdss", *(f"sky{i}" for i in range(8))]
    all_at_once = threading.Barrier(len(names))

    def answer(handler):
        with contextlib.suppress(threading.BrokenBarrierError):
            all_at_once.wait(30)  # one after the other would break it
            send(handler, GOOD)

    server.answer = answer
    monkeypatch.setattr(download, "_PATIENCE", 60.0)
    for name in names[1:]:
        copy = sdss_at(server.address, f"{name}.csv")
        monkeypatch.setitem(sdss.SETS, name, copy)
    monkeypatch.setattr(catalog, "MODULES", (sdss,))
    assert catalog.prefetch() == dict.fromkeys(names, "download")
    assert server.requests == len(names)


# ---------------------------------------------------------------- the disk


def test_a_full_disk_gives_the_sample_and_is_left_clean(cache, monkeypatch, capfd):
    class FullDisk(io.FileIO):
        def write(self, chunk):
            super().write(chunk[:100])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(download, "open", FullDisk, raising=False)
    assert_sample("the disk of the cache is full", cache, capfd)


def test_a_disk_that_really_takes_no_more_gives_the_sample(cache, server):
    """The system itself refuses to write on, after 100 kB."""
    pytest.importorskip("resource", reason="Windows has no such limit")
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (10**5, 10**5))"
    ran = load_in_a_process(cache, server, before=limit).communicate(timeout=60)
    assert ran[1] == ""
    assert "the disk of the cache is full" in ran[0]
    assert ran[0].endswith("offline sample\n")
    assert list(cache.iterdir()) == []


def test_a_file_where_the_cache_should_be_gives_the_sample(cache, capfd):
    cache.write_text("I was here first")
    assert_sample("cannot be written", cache, capfd)
    assert cache.read_text() == "I was here first"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_read_only_cache_gives_the_sample(cache, capfd):
    cache.mkdir(mode=0o500)
    assert_sample("cannot be written", cache, capfd)


def test_a_cache_that_may_not_be_written_gives_the_sample(cache, monkeypatch, capfd):
    def refuse(*_args, **_kwargs):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("pooch.core.make_local_storage", refuse)
    assert_sample("cannot be written", cache, capfd)


# ---------------------------------------------------------------- two at once


def load_in_a_process(
    cache: Path, server: Server, before: str = ""
) -> subprocess.Popen:
    """Start a Python that loads SDSS from the server and prints the source."""
    code = f"""
import dataclasses, pathlib
from helpers import data
from helpers.data import places, sdss
{before}
file = places.File("sdss.csv", {SHA256!r}, {server.address!r}, 0.6)
public = places.Edition((file,), sdss.read)
sdss.SETS["sdss"] = dataclasses.replace(sdss.SETS["sdss"], public=public)
places.cache = lambda: pathlib.Path({str(cache)!r})
print(data.load_sdss().source)
"""
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_at_once_both_get_the_data(cache, server):
    server.answer = send_slowly
    both = [load_in_a_process(cache, server) for _ in range(2)]
    for out, err in [process.communicate(timeout=60) for process in both]:
        assert err == ""
        assert out.splitlines()[-1] in ("download", "cache")
    assert_real("cache", cache)


def test_many_threads_at_once_all_get_the_data(cache, server):
    server.answer = lambda handler: send_slowly(handler, pieces=4, pause=0.05)
    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(lambda _: data.load_sdss(), range(8)))
    assert {sky.source for sky in loaded} <= {"download", "cache"}
    assert_real("cache", cache)


def test_a_process_killed_midway_leaves_no_half_file_under_the_name(cache, server):
    halfway = threading.Event()

    def answer(handler):
        send(handler, GOOD[:400_000], length=len(GOOD))
        halfway.set()
        server.ended.wait()

    server.answer = answer
    process = load_in_a_process(cache, server)
    assert halfway.wait(60)
    process.kill()
    process.communicate()
    assert not (cache / "sdss.csv").exists()
    server.answer = lambda handler: send(handler, GOOD)
    assert data.load_sdss().source == "download"
    assert (cache / "sdss.csv").read_bytes() == GOOD


def test_control_c_ends_a_download_and_leaves_nothing(cache, server, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(download._Downloader, "_show", interrupt)
    with pytest.raises(KeyboardInterrupt):
        data.load_sdss()
    assert list(cache.iterdir()) == []


# ---------------------------------------------------------------- the user's files


DAMAGED = {
    "empty": b"",
    "truncated": GOOD[:300_000],
    "the last byte missing": GOOD[:-1],
    "a bit flipped": GOOD[:5000] + bytes([GOOD[5000] ^ 1]) + GOOD[5001:],
    "another number": GOOD.replace(b",0.25", b",0.35", 1),
    "a page of text": b"<html>Not found</html>",
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_of_the_user_is_named_and_left_alone(
    content, tmp_path, monkeypatch, server
):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    file = tmp_path / "sdss.csv"
    file.write_bytes(content)
    with pytest.raises(data.DataError) as caught:
        data.load_sdss()
    message = str(caught.value)
    assert message.startswith(f"{file} is damaged or not the right file: ")
    assert f"its {len(content):,} bytes have not the expected hash" in message
    assert "Copy it again" in message
    assert "\n" not in message and len(message) < 400
    assert file.read_bytes() == content
    assert server.requests == 0


def test_the_good_file_of_the_user_is_good(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    (tmp_path / "sdss.csv").write_bytes(GOOD)
    assert data.load_sdss().source == "COURSE_DATA"


def test_a_file_that_may_not_be_read_is_a_data_error(tmp_path, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    (tmp_path / "sdss.csv").write_bytes(GOOD)
    monkeypatch.setattr("pooch.file_hash", refuse)
    with pytest.raises(data.DataError, match="it cannot be read .*Permission denied"):
        data.load_sdss()


def test_a_pickle_is_not_run_even_where_its_hash_is_known(tmp_path, monkeypatch):
    class Evil:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "ran",))

    file = tmp_path / "mnist.npz"
    np.savez(file, **{name: np.array([Evil()], object) for name in ("x_train",)})
    known = places.File("mnist.npz", hashlib.sha256(file.read_bytes()).hexdigest())
    prepared = places.Edition((known,), mnist.read)
    entry = dataclasses.replace(mnist.SETS["mnist"], prepared=prepared)
    monkeypatch.setitem(mnist.SETS, "mnist", entry)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    with pytest.raises(ValueError, match="Object arrays cannot be loaded"):
        data.load_mnist()
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("right", [True, False])
def test_keras_own_pickle_of_the_reviews_is_opened_only_if_its_hash_is_right(
    right, cache, tmp_path, monkeypatch
):
    class Evil:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "ran",))

    cache.mkdir()
    (cache / "imdb_word_index.json").write_text('{"the": 1, "good": 2}')
    reviews = np.array([[1, 2], [2], [1], [2, 2, 1]], object)
    fields = {"x_train": reviews, "x_test": reviews if right else np.array([Evil()])}
    labels = np.arange(4) % 2
    np.savez(cache / "imdb.npz", **fields, y_train=labels, y_test=labels)
    entry = imdb.SETS["imdb"]
    known = [pooch.file_hash(str(cache / "imdb.npz")) if right else "0" * 64]
    known += ["md5:" + pooch.file_hash(str(cache / "imdb_word_index.json"), "md5")]
    files = tuple(map(places.File, ("imdb.npz", "imdb_word_index.json"), known))
    public = dataclasses.replace(entry.public, files=files)
    monkeypatch.setitem(imdb.SETS, "imdb", dataclasses.replace(entry, public=public))
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    loaded = data.load_imdb()
    assert loaded.source == ("cache" if right else "offline sample")
    assert not (tmp_path / "ran").exists()
    if right:  # the order of Keras' load_data: shuffled with seed 113
        order = np.arange(4)
        np.random.RandomState(113).shuffle(order)
        expected = [[1, *(np.array(reviews[i]) + 3)] for i in order]
        assert [review.tolist() for review in loaded.x_train] == expected
        np.testing.assert_array_equal(loaded.y_train, labels[order])
        assert loaded.y_train.dtype == np.uint8 and loaded.x_train[0].dtype == np.int32


def test_a_set_of_two_files_needs_both_and_of_one_edition(tmp_path, monkeypatch):
    """The ids of one word index mean other words in the other edition."""
    share, entry = tmp_path / "share", imdb.SETS["imdb"]
    share.mkdir()
    monkeypatch.setenv("COURSE_DATA", str(share))
    monkeypatch.setenv("COURSE_OFFLINE", "1")

    def edition(text: bytes, name: str) -> places.Edition:
        known = hashlib.sha256(text).hexdigest()
        files = tuple(places.File(file.name, known) for file in entry.public.files)
        return places.Edition(files, lambda *_: {"edition": name})

    public, prepared = edition(b"a", "public"), edition(b"b", "prepared")
    both = dataclasses.replace(entry, public=public, prepared=prepared)
    first, second = (share / file.name for file in public.files)
    for text, name in ((b"a", "public"), (b"b", "prepared")):
        first.write_bytes(text)
        second.write_bytes(text)
        assert both.load() == {"edition": name, "source": "COURSE_DATA"}
    second.write_bytes(b"a")
    with pytest.raises(data.DataError, match=r"word_index\.json is damaged or not the"):
        both.load()
    second.unlink()
    _, source, why = both.resolve()
    assert source == "offline sample"
    assert why.startswith(
        "the directory of COURSE_DATA has no imdb_word_index.json and"
    )


def test_a_directory_in_the_place_of_the_file_is_a_data_error(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    (tmp_path / "sdss.csv").mkdir()
    with pytest.raises(data.DataError, match=r"sdss\.csv is damaged"):
        data.load_sdss()


@pytest.mark.parametrize(
    "ask", [data.load_sdss, catalog.prefetch, lambda: catalog.fingerprint(["sdss"])]
)
def test_a_course_data_that_names_no_directory_is_an_error_with_a_cure(
    ask, tmp_path, monkeypatch, server
):
    (tmp_path / "file").write_bytes(b"")
    for name in ("nowhere", "file"):
        monkeypatch.setenv("COURSE_DATA", str(tmp_path / name))
        with pytest.raises(data.DataError, match=f"{name}, which is no directory"):
            ask()
    assert server.requests == 0


def test_a_data_error_is_one_tidy_line_in_a_notebook():
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell()
    with capture_output() as captured:
        shell.run_cell("from helpers.data import DataError; raise DataError('no luck')")
    assert captured.stdout.splitlines() == ["DataError: no luck"]
    assert captured.stderr == ""
