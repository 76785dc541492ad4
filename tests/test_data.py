"""helpers.data: where the data come from, and what they look like."""

import csv
import dataclasses
import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import KFold, cross_val_score

from helpers import data
from helpers.data import (
    boston,
    california,
    catalog,
    download,
    mnist,
    places,
    sdss,
)
from helpers.data import reviews as reviews_module

ROOT = Path(__file__).parent.parent
REAL = os.environ.get("COURSE_DATA", "")
CLASSES = ("GALAXY", "STAR", "QSO")
LOADERS = [  # of the sets that have a sample
    getattr(data, f"load_{name}")
    for name, entry in catalog.all_sets().items()
    if entry.sample
]


@pytest.fixture(autouse=True)
def cache(empty_places) -> Path:
    return empty_places


def sdss_csv(*, raw: bool = False) -> bytes:
    """Write 10,000 made-up objects as an sdss.csv, the prepared or the raw one."""
    extra, columns = ["objid", "ra"] * raw, ["u", "g", "r", "i", "z"]
    last = ["redshift", "class"] if raw else ["class", "redshift"]
    last.append("plate")
    rng = np.random.default_rng(1)
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow([*extra, *columns, *last])
    numbers = rng.uniform(12, 19, (10000, 5)).round(4)
    for i, row in enumerate(numbers.tolist()):
        end = [0.25, CLASSES[i % 3]] if raw else [CLASSES[i % 3], 0.25]
        table.writerow([*[1] * len(extra), *row, *end, 266 + i])
    return text.getvalue().encode()


def mnist_npz(**changed: np.ndarray) -> bytes:
    """Write nearly empty images as an mnist.npz."""
    arrays = {}
    for part, count in (("train", 60000), ("test", 10000)):
        images = np.zeros((count, 28, 28), np.uint8)
        images[:, 14, 14] = 255
        arrays["x_" + part] = images
        arrays["y_" + part] = (np.arange(count) % 10).astype(np.uint8)
    file = io.BytesIO()
    np.savez_compressed(file, **(arrays | changed))
    return file.getvalue()


def expect(content: bytes, monkeypatch, name: str = "sdss") -> bytes:
    """Let a data set of one file know the hash of this prepared one."""
    sets = {"mnist": mnist, "sdss": sdss}[name].SETS
    prepared = sets[name].prepared
    file = dataclasses.replace(
        prepared.files[0], hash=hashlib.sha256(content).hexdigest()
    )
    entry = dataclasses.replace(
        sets[name], prepared=dataclasses.replace(prepared, files=(file,))
    )
    monkeypatch.setitem(sets, name, entry)
    return content


@pytest.fixture
def share(tmp_path, monkeypatch) -> Path:
    """A directory with an sdss.csv, named by COURSE_DATA."""
    directory = tmp_path / "share"
    directory.mkdir()
    (directory / "sdss.csv").write_bytes(expect(sdss_csv(), monkeypatch))
    monkeypatch.setenv("COURSE_DATA", str(directory))
    return directory


def put_in_cache(cache: Path, monkeypatch) -> None:
    """Let the cache hold a raw sdss.csv with the hash that is expected."""
    content = sdss_csv(raw=True)
    cache.mkdir()
    (cache / "sdss.csv").write_bytes(content)
    public = sdss.SETS["sdss"].public
    file = dataclasses.replace(
        public.files[0], hash=hashlib.sha256(content).hexdigest()
    )
    entry = dataclasses.replace(
        sdss.SETS["sdss"], public=dataclasses.replace(public, files=(file,))
    )
    monkeypatch.setitem(sdss.SETS, "sdss", entry)


# ---------------------------------------------------------------- the three places


def test_the_directory_of_course_data_comes_before_the_cache(share, cache, monkeypatch):
    put_in_cache(cache, monkeypatch)
    assert data.load_sdss().source == "COURSE_DATA"


def test_the_cache_comes_before_the_network(cache, monkeypatch):
    put_in_cache(cache, monkeypatch)
    assert data.load_sdss().source == "cache"


def test_a_directory_that_lacks_the_file_leads_on_to_the_cache(
    cache, share, monkeypatch
):
    (share / "sdss.csv").unlink()
    put_in_cache(cache, monkeypatch)
    assert data.load_sdss().source == "cache"


def test_the_network_comes_before_the_sample(cache, monkeypatch):
    def fetch(address, file, known_hash, megabytes):
        assert address == sdss.SETS["sdss"].public.files[0].address
        file.parent.mkdir()
        file.write_bytes(sdss_csv(raw=True))

    monkeypatch.setattr(download, "fetch", fetch)
    assert data.load_sdss().source == "download"


@pytest.mark.parametrize("load", LOADERS)
def test_offline_nothing_touches_the_network_and_the_sample_comes(load, monkeypatch):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    assert load().source == "offline sample"


def test_offline_the_directory_and_the_cache_still_count(share, cache, monkeypatch):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    put_in_cache(cache, monkeypatch)
    assert data.load_sdss().source == "COURSE_DATA"
    (share / "sdss.csv").unlink()
    assert data.load_sdss().source == "cache"


def test_offline_a_damaged_cache_gives_the_sample_and_says_so(
    cache, monkeypatch, capfd
):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    put_in_cache(cache, monkeypatch)
    (cache / "sdss.csv").write_bytes(sdss_csv()[:1000])
    assert data.load_sdss().source == "offline sample"
    assert "the cached copy is damaged" in capfd.readouterr().out


def test_course_offline_0_and_an_empty_course_data_count_as_unset(cache, monkeypatch):
    monkeypatch.setenv("COURSE_OFFLINE", "0")
    monkeypatch.setenv("COURSE_DATA", "")
    assert places.describe_source() == "cache or download"
    put_in_cache(cache, monkeypatch)
    assert data.load_sdss().source == "cache"


def test_a_tilde_in_course_data_is_the_home_directory(share, monkeypatch):
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(share.parent))
    monkeypatch.setenv("COURSE_DATA", "~/share")
    assert data.load_sdss().source == "COURSE_DATA"


def test_a_relative_course_data_means_the_same_directory_everywhere_after(
    share, monkeypatch
):
    monkeypatch.chdir(share.parent)
    monkeypatch.setenv("COURSE_DATA", "share")
    assert data.load_sdss().source == "COURSE_DATA"
    assert os.environ["COURSE_DATA"] == str(share)
    monkeypatch.chdir(share)  # as a notebook's kernel, in the folder of its chapter
    assert data.load_sdss().source == "COURSE_DATA"


def test_the_notice_is_one_line_with_reason_and_cure(monkeypatch, capfd):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    data.load_sdss()
    out, err = capfd.readouterr()
    assert err == ""
    line = r"SDSS: .* because COURSE_OFFLINE is set\. .*COURSE_DATA.*\n"
    assert re.fullmatch(line, out)


def test_real_data_print_nothing(share, capfd):
    data.load_sdss()
    assert capfd.readouterr() == ("", "")


def test_a_sample_without_scikit_learn_is_a_clear_error(monkeypatch):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(data.DataError, match="install scikit-learn"):
        data.load_mnist()


# ---------------------------------------------------------------- the files


def test_raw_and_prepared_sdss_give_the_same(share, monkeypatch):
    with_a_mark = expect(b"\xef\xbb\xbf" + sdss_csv(), monkeypatch)
    (share / "sdss.csv").write_bytes(with_a_mark)
    prepared = data.load_sdss()
    (share / "sdss.csv").write_bytes(expect(sdss_csv(raw=True), monkeypatch))
    raw = data.load_sdss()
    np.testing.assert_array_equal(raw.magnitudes, prepared.magnitudes)
    np.testing.assert_array_equal(raw.labels, prepared.labels)
    np.testing.assert_array_equal(raw.redshift, prepared.redshift)
    np.testing.assert_array_equal(raw.plate, prepared.plate)
    assert raw.plate[7] == 273


@pytest.mark.skipif("COURSE_DATA" not in os.environ, reason="COURSE_DATA is not set")
@pytest.mark.parametrize("name", sorted(catalog.all_sets()))
def test_the_files_of_the_real_directory_are_known(name, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", REAL)
    directory, entry = places.course_data(), catalog.all_sets()[name]
    users = entry._read_users(directory)
    if all((directory / "raw" / file.name).exists() for file in entry.public.files):
        assert all(file.is_right(directory / "raw") for file in entry.public.files)
        public = entry.public.read_in(directory / "raw")
        for field, value in users.items():
            np.testing.assert_array_equal(public[field], value)


@pytest.mark.parametrize("source", ["COURSE_DATA", "offline sample"])
def test_the_fields_have_the_documented_types(source, share, monkeypatch):
    (share / "mnist.npz").write_bytes(expect(mnist_npz(), monkeypatch, "mnist"))
    if source == "offline sample":
        monkeypatch.delenv("COURSE_DATA")
        monkeypatch.setenv("COURSE_OFFLINE", "1")
    digits, sky = data.load_mnist(), data.load_sdss()
    assert digits.source == sky.source == source
    training, test = (digits.x_train, digits.y_train), (digits.x_test, digits.y_test)
    for images, labels in (training, test):
        assert images.shape == (len(labels), 28, 28)
        assert images.dtype == labels.dtype == np.uint8
        assert (images.min(), images.max()) == (0, 255)
        assert set(labels) == set(range(10))
    n = len(sky.labels)
    assert sky.magnitudes.shape == (n, 5) and sky.redshift.shape == (n,)
    assert sky.magnitudes.dtype == sky.redshift.dtype == np.float64
    assert sky.plate.shape == (n,) and sky.plate.dtype == np.int64
    assert set(sky.labels) == set(CLASSES)
    assert sky.bands == ("u", "g", "r", "i", "z")


@pytest.mark.parametrize("load", LOADERS)
def test_a_chapter_cannot_change_the_data(load, monkeypatch):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    loaded = load()
    for field in dataclasses.fields(loaded):
        value = getattr(loaded, field.name)
        if isinstance(value, np.ndarray):
            with pytest.raises(ValueError, match="read-only"):
                value[0] = 0
            if value.dtype == object:
                with pytest.raises(ValueError, match="read-only"):
                    value[0][0] = 0
        if isinstance(value, Mapping):
            with pytest.raises(TypeError, match="item assignment"):
                value["a"] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        loaded.source = "elsewhere"


def test_a_data_set_shows_shapes_and_no_numbers(share, monkeypatch):
    (share / "mnist.npz").write_bytes(expect(mnist_npz(), monkeypatch, "mnist"))
    assert repr(data.load_mnist()).startswith("Mnist(x_train=uint8[60000, 28, 28], ")
    shown = repr(data.load_sdss())
    assert shown.startswith("Sdss(magnitudes=float64[10000, 5], labels=<U6[10000], ")
    assert "source='COURSE_DATA'" in shown


def test_importing_helpers_data_imports_nothing_slow():
    slow = "{'requests', 'sklearn', 'scipy', 'tensorflow', 'keras'}"
    code = (  # pooch 1.6 imports requests by itself
        f"import sys, pooch; slow = {slow} - set(sys.modules)\n"
        "import helpers.data; print(slow & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert (ran.stdout.strip(), ran.stderr) == ("set()", "")


# ---------------------------------------------------------------- what others ask


def test_prefetch_names_the_source_of_each_set(share, monkeypatch, capfd):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    lines, sets = catalog.prefetch(), catalog.all_sets()
    assert set(lines) == set(sets)
    assert all(
        line.startswith(data.SOURCES if sets[name].sample else places.NOWHERE)
        for name, line in lines.items()
    )
    assert lines["sdss"] == "COURSE_DATA"
    assert lines["mnist"].startswith("offline sample (")
    assert capfd.readouterr() == ("", "")


def ask_where(**environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "helpers.data"],
        cwd=ROOT,
        env={**os.environ, "COURSE_OFFLINE": "1", **environment},
        capture_output=True,
        text=True,
    )


def test_python_m_helpers_data_prints_a_line_per_set(tmp_path):
    done = ask_where(XDG_CACHE_HOME=str(tmp_path), LOCALAPPDATA=str(tmp_path))
    starts = [line.split(" (")[0] for line in done.stdout.splitlines()]
    assert starts[:2] == ["mnist: offline sample", "sdss: offline sample"]


def test_python_m_helpers_data_ends_with_the_line_of_a_data_error(tmp_path):
    done = ask_where(COURSE_DATA=str(tmp_path / "nowhere"))
    assert done.returncode == 1 and done.stdout == ""
    assert re.fullmatch(r"DataError: COURSE_DATA names .*nowhere.*\n", done.stderr)


def test_the_fingerprint_changes_with_the_files_and_only_then(
    share, cache, monkeypatch
):
    seen = [catalog.fingerprint(["sdss"])]
    os.utime(share / "sdss.csv", ns=(1, 1))
    moved = share.rename(share.parent / "moved")
    monkeypatch.setenv("COURSE_DATA", str(moved))
    (moved / "mnist.npz").write_bytes(b"another set")
    assert catalog.fingerprint(["sdss"]) == seen[0]
    (moved / "sdss.csv").write_bytes(b"more")
    seen.append(catalog.fingerprint(["sdss"]))
    monkeypatch.delenv("COURSE_DATA")
    seen.append(catalog.fingerprint(["sdss"]))
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    seen.append(catalog.fingerprint(["sdss"]))
    put_in_cache(cache, monkeypatch)
    seen.append(catalog.fingerprint(["sdss"]))
    assert len(set(seen)) == 5


def test_describe_source_tells_the_places_apart(share, cache, monkeypatch):
    assert places.describe_source() == "directory of COURSE_DATA"
    monkeypatch.delenv("COURSE_DATA")
    assert places.describe_source() == "cache or download"
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    said = places.describe_source()
    assert said == "cache or offline sample"
    put_in_cache(cache, monkeypatch)
    assert places.describe_source() == said  # one file more, and no other key


# ---------------------------------------------------------------- the samples


def test_the_samples_are_the_same_every_time_whatever_the_global_seed():
    for make in [entry.sample for entry in catalog.all_sets().values() if entry.sample]:
        np.random.seed(1)
        first, state = make(), np.random.get_state()[1].copy()
        np.random.seed(2)
        second = make()
        for name, array in first.items():
            assert np.array_equal(array, second[name]), name
        np.random.seed(1)
        np.testing.assert_array_equal(state, np.random.get_state()[1])  # untouched


@pytest.fixture(scope="module")
def digits():
    return mnist.sample()


def originals(digits) -> tuple[np.ndarray, np.ndarray]:
    """Return the unchanged copies: (1440, 28, 28) for training, (357, 28, 28)."""
    return digits["x_train"].reshape(20, 24, 72, 28, 28)[:, 0], digits["x_test"][:357]


def test_no_original_digit_is_in_training_and_test(digits):
    train, test = (
        {image.tobytes() for image in part.reshape(-1, 28, 28)}
        for part in originals(digits)
    )
    assert (len(train), len(test)) == (1440, 357)
    assert not train & test


def test_all_copies_of_an_original_are_in_one_block(digits):
    """So that a split by position leaks nothing either."""
    blocks = digits["x_train"].reshape(20, 24, 72, 784).astype(np.float32)
    labels = digits["y_train"].reshape(20, 24, 72)
    assert (labels == labels[:, :1]).all()
    # A copy is like its own original, more than like the mean of the other originals.
    ink = blocks - blocks.mean((0, 1, 2))
    ink /= np.linalg.norm(ink, axis=-1, keepdims=True)
    own = np.einsum("bcdp,bdp->bcd", ink, ink[:, 0]).mean()
    other = np.einsum("bcdp,bdp->bcd", ink, np.roll(ink[:, 0], 1, axis=0)).mean()
    assert own > 0.6 and other < 0.2


def test_the_sample_s_digits_look_like_mnist_s(digits):
    """White ink on black, centered, in 20 pixels or little more, of every class."""
    for name in ("train", "test"):
        images, labels = digits["x_" + name], digits["y_" + name]
        ink = images.mean(0)
        assert ink[:2].max() < 3 and ink[:, :2].max() < 3  # an empty frame
        assert abs(np.average(np.arange(28), weights=ink.sum(1)) - 13.5) < 0.5
        assert abs(np.average(np.arange(28), weights=ink.sum(0)) - 13.5) < 0.5
        assert 25 < images.mean() < 60  # MNIST: 33
        assert (images.reshape(len(images), -1).max(1) == 255).mean() > 0.99
        assert np.bincount(labels).min() > 0.07 * len(labels)


def test_the_sample_s_test_digits_can_be_told_by_the_training_digits(digits):
    from sklearn.neighbors import KNeighborsClassifier

    train, test = (part.reshape(-1, 784) / 255 for part in originals(digits))
    labels = digits["y_train"].reshape(20, 24, 72)[:, 0].ravel()
    near = KNeighborsClassifier(3).fit(train, labels)
    assert near.score(test, digits["y_test"][:357]) > 0.96


def test_the_sample_s_stars_and_galaxies_are_as_hard_to_tell_apart_as_the_real_ones():
    """A logistic regression on the magnitudes: 0.951 on the real table."""
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    sky = sdss.sample()
    kept = sky["labels"] != "QSO"
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1e3, max_iter=1000))
    x, y = sky["magnitudes"][kept], sky["labels"][kept]
    assert 0.93 < cross_val_score(model, x, y).mean() < 0.97
    best_band = max(cross_val_score(model, x[:, [i]], y).mean() for i in range(5))
    assert best_band < 0.75  # one magnitude alone does not do


def test_the_sample_s_sky_has_the_proportions_and_ranges_of_the_real_one():
    sky = sdss.sample()
    u, label, redshift = sky["magnitudes"][:, 0], sky["labels"], sky["redshift"]
    shares = [np.mean(label == name) for name in CLASSES]
    np.testing.assert_allclose(shares, [0.50, 0.415, 0.085], atol=0.001)
    assert u.max() < 19.6 and sky["magnitudes"].min() > 10
    assert sky["magnitudes"].max() < 25
    assert np.abs(redshift[label == "STAR"]).max() < 0.005
    assert 0.06 < np.median(redshift[label == "GALAXY"]) < 0.09  # real: 0.077
    assert 0.9 < np.median(redshift[label == "QSO"]) < 1.4  # real: 1.23
    assert redshift[label != "STAR"].min() >= 0 and redshift.max() < 7
    mean = [sky["magnitudes"][label == name].mean(0) for name in CLASSES]
    real = [
        [18.80, 17.35, 16.65, 16.27, 16.02],
        [18.33, 17.13, 16.73, 16.59, 16.53],
        [18.94, 18.68, 18.50, 18.36, 18.28],
    ]
    np.testing.assert_allclose(mean, real, atol=0.3)


def test_the_sample_s_plates_tell_as_much_of_the_class_as_the_real_ones():
    """A tree of two questions about the plate: 0.794 on the real table."""
    from sklearn.tree import DecisionTreeClassifier

    sky = sdss.sample()
    tree, plate = DecisionTreeClassifier(max_depth=2), sky["plate"][:, None]
    assert 0.74 < cross_val_score(tree, plate, sky["labels"]).mean() < 0.84
    assert plate.min() >= 266 and plate.max() <= 8410  # as in the real table


@pytest.fixture(scope="module")
def reviews():
    return reviews_module.sample()


def multi_hot(reviews, part: str) -> sparse.csr_matrix:
    """Return which words are in each review, (reviews, ids)."""
    ends, tokens = reviews[f"ends_{part}"], reviews[f"tokens_{part}"]
    row = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
    shape = len(ends), len(reviews["word_index"]) + 4
    counts = sparse.csr_matrix((np.ones(len(row)), (row, tokens)), shape)
    return counts.sign()


def test_the_sample_s_reviews_have_the_documented_form(reviews):
    index = reviews["word_index"]
    assert list(index.values()) == list(range(1, len(index) + 1))
    for part, n in (("train", 8000), ("test", 4000)):
        tokens, ends = reviews[f"tokens_{part}"], reviews[f"ends_{part}"]
        assert tokens.dtype == np.int32 and len(ends) == n and ends[-1] == len(tokens)
        starts = np.flatnonzero(tokens == 1)
        np.testing.assert_array_equal(starts, [0, *ends[:-1]])
        assert tokens.min() == 1 and not (tokens == 3).any()
        assert tokens.max() < len(index) + 4
        assert np.bincount(reviews[f"y_{part}"]).tolist() == [n // 2, n // 2]
    counts = np.bincount(reviews["tokens_train"])
    assert counts[2] == 0 < (reviews["tokens_test"] == 2).sum()
    assert (np.diff(counts[4:]) <= 0).all()  # ranked, as counted in the training part
    assert counts[4] > 1000 * np.median(counts[4:])  # few words are frequent, most rare


def test_the_sample_s_reviews_are_as_hard_as_the_real_ones(reviews):
    """A logistic regression on which words are there: 0.88 on the real reviews."""
    model = LogisticRegression(C=0.03, max_iter=300)
    model.fit(multi_hot(reviews, "train"), reviews["y_train"])
    score = model.score(multi_hot(reviews, "test"), reviews["y_test"])
    assert 0.87 < score < 0.93
    word = {rank + 3: word for word, rank in reviews["word_index"].items()}
    order = np.argsort(model.coef_[0])
    sides = reviews_module._FOR_AND_AGAINST.values()
    for_, against = (" ".join(side).split() for side in zip(*sides, strict=True))
    assert sum(word[i] in against for i in order[:20]) >= 16
    assert sum(word[i] in for_ for i in order[-20:]) >= 16


def test_in_the_sample_s_reviews_a_not_turns_the_meaning_of_the_next_word(reviews):
    """So that what reads the order can know more than a bag of words."""
    index, tokens = reviews["word_index"], reviews["tokens_train"]
    ends = reviews["ends_train"]
    label = np.repeat(reviews["y_train"], np.diff(ends, prepend=0))
    for side, sign in zip(reviews_module._FOR_AND_AGAINST["ADJ"], (1, -1), strict=True):
        tells = np.isin(tokens, [index[word] + 3 for word in side.split()])
        negated = tells & (np.roll(tokens, 1) == index["not"] + 3)
        assert negated.sum() > 100
        assert sign * (label[negated].mean() - 0.5) < -0.2
        assert sign * (label[tells & ~negated].mean() - 0.5) > 0.2


def test_a_sample_s_review_reads_well(reviews):
    word = {rank + 3: word for word, rank in reviews["word_index"].items()}
    first = reviews["tokens_train"][1 : reviews["ends_train"][0]]
    text = " ".join(word[token] for token in first)
    assert re.fullmatch(r"[a-z ]+", text)
    assert not re.search(r"\ba [aeiou]|\ban [^aeiou]|[A-Z-]", text)


def absolute_errors(model, x, y, seed: int = 0) -> float:
    """Return the mean absolute error in four folds, shuffled."""
    folds = KFold(4, shuffle=True, random_state=seed)
    return -cross_val_score(
        model, x, y, cv=folds, scoring="neg_mean_absolute_error"
    ).mean()


def test_the_sample_s_houses_of_california_have_the_lesson_of_the_real_ones():
    """Real rows, 8000 of them: 51,000 USD with a line, 34,000 with trees."""
    houses = california.sample()
    x, y = houses["x"], houses["y"]
    assert x.shape == (12000, 8) and y.shape == (12000,)
    assert x.dtype == y.dtype == np.float64
    line = absolute_errors(LinearRegression(), x, y)
    quick = {"subsample": 0.3, "max_features": 4, "random_state": 0}
    trees = GradientBoostingRegressor(n_estimators=60, max_depth=6, **quick)
    trees = absolute_errors(trees, x, y)
    guess = np.abs(y - np.median(y)).mean()
    assert 45_000 < line < 0.75 * guess and trees < 0.8 * line
    assert y.min() >= 14_999 and y.max() == 500_001
    assert 0.01 < (y == 500_001).mean() < 0.06  # real: 0.047
    assert 0.55 < np.corrcoef(x[:, 7], y)[0, 1] < 0.75  # income; real: 0.69
    north, south = x[:500, 1].mean(), x[-500:, 1].mean()
    assert north - south > 3, "the rows are not sorted by place"
    assert (x[:, 4] < 1.6 * x[:, 6]).mean() > 0.99  # bedrooms, households


def test_the_sample_s_houses_of_boston_have_the_lesson_of_the_real_ones():
    """Real rows: 3.4 [1000 USD] with a line, 2.2 with trees, 6.5 with the median."""
    houses = boston.sample()
    assert houses["x_train"].shape == (404, 13) and houses["x_test"].shape == (102, 13)
    x, y = (
        np.concatenate([houses[f"{name}_{part}"] for part in ("train", "test")])
        for name in "xy"
    )
    line = absolute_errors(LinearRegression(), x, y)
    assert 3 < line < 4.5
    assert (
        absolute_errors(GradientBoostingRegressor(random_state=0), x, y) < 0.85 * line
    )
    assert y.min() >= 5 and y.max() == 50
    of_b = np.corrcoef(np.column_stack([x, y]).T)[11]  # the column B says nothing
    assert np.abs(np.delete(of_b, 11)).max() < 0.15


def test_boston_is_split_as_keras_does():
    x = np.arange(506.0)[:, None] * np.ones(13)
    split = boston._split(x, np.arange(506.0))
    assert split["y_train"][:3].tolist() == [22.0, 202.0, 368.0]
    np.testing.assert_array_equal(split["x_test"][:, 5], split["y_test"])


@pytest.mark.parametrize("num_words", [-1, 0, 4])
def test_a_vocabulary_without_a_word_is_refused(num_words):
    with pytest.raises(ValueError, match=f"num_words is {num_words}, .* at least 5"):
        data.load_imdb(num_words=num_words)


def test_num_words_keeps_the_most_frequent_as_keras_does(monkeypatch):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    whole, cut = data.load_imdb(), data.load_imdb(num_words=500)
    assert whole.x_train[:2].shape == (2,) and len(whole.x_test) == len(whole.y_test)
    for before, after in zip(whole.x_train[:50], cut.x_train[:50], strict=True):
        np.testing.assert_array_equal(after, np.where(before < 500, before, 2))
        assert after.dtype == np.int32
    with pytest.raises(ValueError, match="read-only"):
        cut.x_train[0][0] = 0
    assert "word_index=dict[" in repr(cut)


@pytest.mark.parametrize("source", ["COURSE_DATA", "offline sample"])
def test_photos_are_squares_in_color_with_their_titles_and_credits(source, monkeypatch):
    if source == "offline sample":
        monkeypatch.setenv("COURSE_OFFLINE", "1")
    elif not REAL:
        pytest.skip("COURSE_DATA is not set")
    else:
        monkeypatch.setenv("COURSE_DATA", REAL)
    photos = data.load_photos()
    assert photos.source == source
    count = len(photos.pictures)
    assert photos.pictures.shape == (count, 300, 300, 3)
    assert photos.pictures.dtype == np.uint8
    assert len(photos.titles) == len(photos.credits) == count >= 2
    for picture in photos.pictures:  # in color, and neither flat nor noise
        red, green, blue = np.moveaxis(picture.astype(float), 2, 0)
        assert np.abs(red - blue).mean() > 5
        assert np.abs(np.diff(green)).mean() < 0.5 * green.std()
    for credit in photos.credits:
        assert re.search("CC0|public domain|CC BY 2.0", credit)


@pytest.mark.skipif(not REAL, reason="COURSE_DATA is not set")
def test_photos_may_lie_in_a_folder_of_their_own_or_beside_the_rest(share, monkeypatch):
    for name in ("chelsea.png", "coffee.png", "rocket.jpg"):
        (share / name).write_bytes((Path(REAL) / "images" / name).read_bytes())
    assert data.load_photos().source == "COURSE_DATA"
    (share / "rocket.jpg").write_bytes(b"no picture")
    with pytest.raises(data.DataError, match="rocket.jpg is damaged"):
        data.load_photos()
