"""ImageNet's weights, and ants and bees: two sets that nothing stands in for."""

import io
import json
import os
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from helpers import data
from helpers.data import download, imagenet, insects

REAL = os.environ.get("COURSE_DATA", "")
with_real_data = pytest.mark.skipif(not REAL, reason="COURSE_DATA is not set")


@pytest.fixture(autouse=True)
def cache(empty_places) -> Path:
    return empty_places


@pytest.mark.parametrize("load", [data.load_imagenet, data.load_insects])
def test_offline_there_is_nothing_and_one_line_says_why(load, monkeypatch, capfd):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    assert load() is None
    out, err = capfd.readouterr()
    line = r".*: what needs them is left out here, because COURSE_OFFLINE is set\. .*\n"
    assert err == "" and re.fullmatch(line, out)


@with_real_data
def test_the_real_weights_are_found_and_named(monkeypatch, capfd):
    monkeypatch.setenv("COURSE_DATA", REAL)
    found = data.load_imagenet()
    assert found.source == "COURSE_DATA" and found.options == {"alpha": 0.25}
    assert Path(found.top).is_file() and Path(found.no_top).is_file()
    assert len(found.class_names) == 1000 and found.class_names[281] == "tabby"
    assert Path(data.load_imagenet(alpha=0.75).top).name == "mobilenet_7_5_224_tf.h5"
    assert capfd.readouterr() == ("", "")


@with_real_data
def test_another_name_is_left_to_keras_with_its_own_preparation(monkeypatch):
    monkeypatch.setenv("COURSE_DATA", REAL)
    found = data.load_imagenet("ResNet50")
    assert (found.top, found.no_top, found.options) == ("imagenet", "imagenet", {})
    white = np.full((1, 2, 2, 3), 255.0, "float32")
    assert np.allclose(found.preprocess(white)[0, 0, 0], [151.061, 138.221, 131.32])
    mobile = data.load_imagenet().preprocess(np.full((1, 2, 2, 3), 255.0))
    assert np.allclose(mobile, 1)


def test_another_width_is_refused():
    with pytest.raises(ValueError, match="alpha must be one of"):
        data.load_imagenet(alpha=0.3)


@with_real_data
def test_a_damaged_file_of_weights_is_named(tmp_path, monkeypatch):
    models = tmp_path / "share" / "models"
    models.mkdir(parents=True)
    for name in ("imagenet_class_index.json", "mobilenet_2_5_224_tf.h5"):
        (models / name).write_bytes((Path(REAL) / "models" / name).read_bytes())
    (models / "mobilenet_2_5_224_tf_no_top.h5").write_bytes(b"\x89HDF, cut off")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "share"))
    with pytest.raises(data.DataError, match="no_top.h5 is damaged"):
        data.load_imagenet()


def test_another_network_needs_a_name_that_keras_knows(monkeypatch, capfd):
    classes = {"class_names": ("tench",), "source": "cache or download"}
    monkeypatch.setattr(imagenet.DataSet, "load", lambda self: dict(classes))
    assert data.load_imagenet("ResNet50V2").top == "imagenet"
    with pytest.raises(ValueError, match="no 'MobileNett'; it has .*MobileNet"):
        data.load_imagenet("MobileNett")
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    assert data.load_imagenet("ResNet50V2") is None
    assert "Keras itself would fetch ResNet50V2" in capfd.readouterr().out


def test_weights_with_damage_inside_are_not_right_or_whole(tmp_path):
    weights_file(tmp_path / "w.h5", 5000)
    weights = imagenet.Weights("w.h5", "", "", 0.1, 5000)
    assert weights.is_right(tmp_path)
    whole = (tmp_path / "w.h5").read_bytes()
    for start in range(0, len(whole), 200):  # somewhere it meets the tree, not a number
        damaged = whole[:start] + bytes(200) + whole[start + 200 :]
        (tmp_path / "w.h5").write_bytes(damaged)
        assert weights.is_right(tmp_path) in (True, False)  # and no exception


def weights_file(path: Path, numbers: int) -> None:
    import h5py

    with h5py.File(path, "w") as file:
        file.create_dataset("layer/kernel", data=np.zeros(numbers - 1, "float32"))
        file.create_dataset("layer/bias", data=np.zeros(1, "float32"))


@pytest.mark.parametrize("fault", ["", "cut off", "a page of text", "too few"])
def test_weights_are_downloaded_whole_or_not_at_all(fault, cache, monkeypatch, capfd):
    def fetch(address, file, known_hash, megabytes):
        file.parent.mkdir(exist_ok=True)
        if file.suffix == ".json":
            names = {str(i): ["n0", f"class {i}"] for i in range(3)}
            file.write_text(json.dumps(names))
            return
        assert known_hash == "" and address.startswith(imagenet._ADDRESS)
        weights_file(file, 218_544 if "no_top" in file.name else 475_544)
        if "no_top" in file.name and fault:
            if fault == "too few":
                weights_file(file, 1000)
            else:
                whole = file.read_bytes()
                file.write_bytes(b"<html>" if "text" in fault else whole[:5000])

    monkeypatch.setattr(download, "fetch", fetch)
    found = data.load_imagenet()
    if fault:
        assert found is None
        assert "not the expected file" in capfd.readouterr().out
        assert not (cache / "mobilenet_2_5_224_tf_no_top.h5").exists()
    else:
        assert found.source == "download" and Path(found.no_top).is_file()
        assert found.class_names == ("class 0", "class 1", "class 2")


@with_real_data
def test_ants_and_bees_have_the_documented_types(monkeypatch):
    monkeypatch.setenv("COURSE_DATA", REAL)
    found = data.load_insects()
    assert found.source == "COURSE_DATA" and found.class_names == ("ants", "bees")
    for x, y, count in (
        (found.x_train, found.y_train, 244),
        (found.x_test, found.y_test, 153),
    ):
        assert x.shape == (count, 128, 128, 3) and y.shape == (count,)
        assert x.dtype == y.dtype == np.uint8 and set(y) == {0, 1}
        with pytest.raises(ValueError, match="read-only"):
            x[0] = 0


def test_the_tutorial_s_archive_is_read_folder_by_folder(tmp_path):
    archive = tmp_path / "hymenoptera_data.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for part, count in (("train", 5), ("val", 3)):
            for label, kind in enumerate(("ants", "bees")):
                for number in range(count):
                    picture = np.full((150, 200, 3), 100 * label + number, np.uint8)
                    content = io.BytesIO()
                    Image.fromarray(picture).save(content, "jpeg", quality=100)
                    name = f"hymenoptera_data/{part}/{kind}/{number}.jpg"
                    file.writestr(name, content.getvalue())
        file.writestr("hymenoptera_data/train/ants/imageNotFound.gif", b"")
    found = insects.read_public(archive)
    assert found["x_train"].shape == (10, 128, 128, 3) and found["x_test"].shape[0] == 6
    for part in ("train", "test"):
        bright = found[f"x_{part}"].mean(axis=(1, 2, 3)) > 50
        assert np.array_equal(bright, found[f"y_{part}"])
