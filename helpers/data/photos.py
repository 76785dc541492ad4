"""Photos: three free photographs, to look at and to classify."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.data.places import DataSet, Edition, Fields, File, Tidy

SIDE = 300  # pixels of a square photo


@dataclass(frozen=True, eq=False, repr=False)
class Photos(Tidy):
    """Photographs that anybody may show, cut to squares. The array is read-only.

    Attributes
    ----------
    pictures : (3, 300, 300, 3) uint8
        The middle of each photo, as rows and columns of red, green and blue, 0 to 255.
    titles : tuple of 3 str
        What is on each: a cat, a cup of coffee, a rocket.
    credits : tuple of 3 str
        Who took it, and under which license.
    source : str
        Where it came from, one of `SOURCES`. The offline sample has two other photos,
        see `sample`.

    Source: the sample images of scikit-image. S. van der Walt et al., *scikit-image:
    image processing in Python*, PeerJ 2 (2014) e453, doi:10.7717/peerj.453.
    """

    pictures: np.ndarray
    titles: tuple[str, ...]
    credits: tuple[str, ...]
    source: str


def load_photos() -> Photos:
    """Load the photos.

    Returns
    -------
    Photos
        Its fields are documented there.

    Raises
    ------
    DataError
        If COURSE_DATA names no directory, or one of its photos is damaged.
    """
    return Photos(**SETS["photos"].load())


def read(cat: Path, coffee: Path, rocket: Path) -> Fields:
    """Read chelsea.png, coffee.png and rocket.jpg."""
    from PIL import Image  # here, as most notebooks read no picture

    pictures = []
    for file in (cat, coffee, rocket):
        with Image.open(file) as photo:
            pictures.append(_square(photo))
    return {
        "pictures": np.stack(pictures),
        "titles": ("a cat", "a cup of coffee", "a rocket"),
        "credits": (
            "Stéfan van der Walt, CC0",
            "Rachel Michetti, CC0",
            "SpaceX, public domain",
        ),
    }


def _square(photo) -> np.ndarray:
    """Return the middle of a PIL image as (300, 300, 3) uint8."""
    from PIL import ImageOps

    fitted = ImageOps.fit(photo.convert("RGB"), (SIDE, SIDE))
    return np.asarray(fitted)


def sample() -> Fields:
    """Take the two photos that scikit-learn ships in place of the three.

    Returns
    -------
    dict
        pictures (2, 300, 300, 3) uint8, and their titles and credits.

    Raises
    ------
    ImportError
        If scikit-learn is not installed.
    """
    from PIL import Image
    from sklearn.datasets import load_sample_image

    files = "china.jpg", "flower.jpg"
    squares = [_square(Image.fromarray(load_sample_image(file))) for file in files]
    return {
        "pictures": np.stack(squares),
        "titles": ("a palace", "a flower"),
        "credits": (
            "danielbuechele, Flickr, CC BY 2.0",
            "vultilion, Flickr, CC BY 2.0",
        ),
    }


_NAMES = ("chelsea.png", "coffee.png", "rocket.jpg")
_HASHES = (
    "596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
    "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7",
    "c2dd0de7c538df8d111e479619b129464d0269d0ae5fd18ca91d33a7fdfea95c",
)
_ADDRESS = (  # as in scikit-image's own list, which has the same hashes
    "https://gitlab.com/scikit-image/data/-/raw/"
    "5c090b56df3988d988ff97928e2ef2d2cbe38e1b/"
)
_MEGABYTES = (0.24, 0.47, 0.11)

SETS = {
    "photos": DataSet(
        title="Photos",
        public=Edition(
            tuple(
                File(name, known, _ADDRESS + name, size)
                for name, known, size in zip(_NAMES, _HASHES, _MEGABYTES, strict=True)
            ),
            read,
        ),
        prepared=Edition(
            tuple(
                File(f"images/{name}", known)
                for name, known in zip(_NAMES, _HASHES, strict=True)
            ),
            read,
        ),
        sample=sample,
    )
}
