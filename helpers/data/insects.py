"""Ants and bees: photos for a network that has seen many others before."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.data.places import DataSet, Edition, Fields, File, Tidy

SIDE = 128  # pixels of a square photo


@dataclass(frozen=True, eq=False, repr=False)
class Insects(Tidy):
    """Photos of ants and of bees, cut to squares. The arrays are read-only.

    The rights are with the photographers: learn from the photos, and publish none.

    Attributes
    ----------
    x_train, x_test : (244, 128, 128, 3) uint8, (153, 128, 128, 3) uint8
        The middle of each photo, as rows and columns of red, green and blue, 0 to 255.
    y_train, y_test : (244,) uint8, (153,) uint8
        0 = ants, 1 = bees.
    class_names : tuple of 2 str
        "ants" and "bees".
    source : str
        Where it came from, one of `SOURCES`. There is no offline sample.

    Source: the photos of PyTorch's tutorial on transfer learning, a small part of
    ImageNet. O. Russakovsky et al., IJCV 115 (2015), doi:10.1007/s11263-015-0816-y.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...]
    source: str


def load_insects() -> Insects | None:
    """Load the photos of ants and bees; None, after a line that says why, if there are none.

    Returns
    -------
    Insects or None
        Its fields are documented there.

    Raises
    ------
    DataError
        If COURSE_DATA names no directory, or its photos.npz is damaged.
    """
    values = SETS["insects"].load()
    return Insects(**values) if values else None


def read_prepared(file: Path) -> Fields:
    """Read a photos.npz."""
    with np.load(file, allow_pickle=False) as archive:
        names = ("x_train", "y_train", "x_test", "y_test")
        values = {name: archive[name] for name in names}
        return values | {"class_names": tuple(archive["class_names"].tolist())}


def read_public(file: Path) -> Fields:
    """Read the tutorial's archive: a folder for each part, and in it one for each class."""
    from PIL import Image, ImageOps  # here, as most notebooks read no picture

    classes, values = ("ants", "bees"), {}
    with zipfile.ZipFile(file) as archive:
        for part, folder in (("train", "train"), ("test", "val")):
            pictures, labels = [], []
            for name in sorted(archive.namelist()):
                if not (name.endswith(".jpg") and f"/{folder}/" in name):
                    continue
                with archive.open(name) as photo, Image.open(photo) as image:
                    square = ImageOps.fit(
                        image.convert("RGB"), (SIDE, SIDE), Image.Resampling.LANCZOS
                    )
                pictures.append(np.asarray(square))
                labels.append(classes.index(name.split("/")[-2]))
            order = np.random.RandomState(113).permutation(len(labels))
            values[f"x_{part}"] = np.stack(pictures)[order]
            values[f"y_{part}"] = np.array(labels, np.uint8)[order]
    return values | {"class_names": classes}


SETS = {
    "insects": DataSet(
        title="Ants and bees",
        public=Edition(
            (
                File(
                    "hymenoptera_data.zip",
                    "fbc41b31d544714d18dd1230b1e2b455e1557766e13e67f9f5a7a23af7c02209",
                    "https://download.pytorch.org/tutorial/hymenoptera_data.zip",
                    47.3,
                ),
            ),
            read_public,
        ),
        prepared=Edition(
            (
                File(
                    "photos.npz",
                    "d0f7ce8671de9228beb1ddd356332e9bfebef0891ca954f5192eeba8a9a9e5b2",
                ),
            ),
            read_prepared,
        ),
        sample=None,
    )
}
