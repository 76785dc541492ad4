"""ImageNet: networks that were trained on a million photos, and the names of its classes."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from helpers.data.places import DataSet, Edition, Fields, File, offline


@dataclass(frozen=True)
class Imagenet:
    """A network of ``keras.applications``, and where its weights are.

    Attributes
    ----------
    name : str
        The network's name there.
    options : dict
        What it is called with besides: {"alpha": 0.25} for MobileNet, its narrowest.
    top, no_top : str
        What to give as ``weights``, for the whole network and without its last layer: the
        path of a file; or "imagenet", and Keras fetches them by itself.
    class_names : tuple of 1000 str
        What the 1000 outputs stand for.
    source : str
        Where the weights came from, one of `SOURCES`; or "keras".

    Source: O. Russakovsky et al., *ImageNet large scale visual recognition challenge*,
    IJCV 115 (2015), doi:10.1007/s11263-015-0816-y; A. G. Howard et al., *MobileNets*,
    arXiv:1704.04861. The weights of MobileNet are Google's, Apache 2.0.
    """

    name: str
    options: dict[str, Any]
    top: str
    no_top: str
    class_names: tuple[str, ...]
    source: str

    @property
    def preprocess(self) -> Callable[[np.ndarray], Any]:
        """The network's own ``preprocess_input``: from 0 … 255 to what it was trained on."""
        import keras

        build = getattr(keras.applications, self.name)
        return sys.modules[build.__module__].preprocess_input


def load_imagenet(name: str = "MobileNet", alpha: float = 0.25) -> Imagenet | None:
    """Find the weights of a network; None, after a line that says why, if there are none.

    Parameters
    ----------
    name : str
        A network of ``keras.applications``. The weights of another than MobileNet are
        fetched by Keras itself, when the network is built.
    alpha : float
        0.25 or 0.75: how wide MobileNet is. Other networks have no such number.

    Returns
    -------
    Imagenet or None

    Raises
    ------
    DataError
        If COURSE_DATA names no directory, or one of its files is damaged.
    ValueError
        If ``alpha`` is another number, or Keras has no network of this name.
    """
    if alpha not in _MOBILENETS:
        raise ValueError(f"alpha must be one of {list(_MOBILENETS)}, not {alpha}")
    if name != "MobileNet":
        _is_a_network(name)
    classes = SETS["imagenet_classes"]
    values = classes.load()
    if not values:
        return None
    if name != "MobileNet":
        if offline():
            print(
                f"{classes.title}: what needs them is left out here, because "
                f"COURSE_OFFLINE is set, and Keras itself would fetch {name}."
            )
            return None
        return Imagenet(
            name, {}, "imagenet", "imagenet", values["class_names"], "keras"
        )
    found = SETS[_MOBILENETS[alpha]].load()
    if not found:
        return None
    return Imagenet(name, {"alpha": alpha}, **values | found)


def _is_a_network(name: str) -> None:
    import keras  # here, as it takes seconds

    known = [one for one in dir(keras.applications) if one[0].isupper()]
    if name not in known:
        raise ValueError(
            f"keras.applications has no {name!r}; it has {', '.join(known)}"
        )


@dataclass(frozen=True)
class Weights(File):
    """A file of Keras' weights, of which no hash is published.

    So a file that was cut off or mixed up is noticed, and a changed number is not.

    Attributes
    ----------
    numbers : int
        How many weights it holds.
    """

    numbers: int = 0

    def is_right(self, directory: Path) -> bool:
        """Say whether a directory's file of this name is whole."""
        import h5py  # here, as it comes with Keras, and few notebooks need it

        held = 0

        def add(_name: str, item: Any) -> None:
            nonlocal held
            held += item.size if isinstance(item, h5py.Dataset) else 0

        try:
            with h5py.File(directory / self.name) as file:
                file.visititems(add)
        except (OSError, RuntimeError, KeyError, ValueError):  # none, cut off, damaged
            return False
        return held == self.numbers


def read_weights(top: Path, no_top: Path) -> Fields:
    """Say where the files are; Keras will read them."""
    return {"top": str(top), "no_top": str(no_top)}


def read_classes(file: Path) -> Fields:
    """Read the names of the classes from an imagenet_class_index.json."""
    index = json.loads(file.read_text(encoding="utf-8"))  # "0": [WordNet id, name], …
    return {"class_names": tuple(index[str(i)][1] for i in range(len(index)))}


_ADDRESS = "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet/"
_CLASSES = "imagenet_class_index.json"
_CLASSES_HASH = "a1e7a966a1f601d39e4b43e119b3e7dd4a2ad3ea08cf69847cbaf021013767bc"


def _mobilenet(
    width: str, hashes: tuple[str, str], numbers: tuple[int, int]
) -> DataSet:
    """Return the weights of a MobileNet of one width, with its last layer and without."""
    names = tuple(f"mobilenet_{width}_224_tf{end}.h5" for end in ("", "_no_top"))
    return DataSet(
        title="ImageNet's networks",
        public=Edition(
            tuple(
                Weights(name, "", _ADDRESS + name, 4e-6 * count + 0.3, count)
                for name, count in zip(names, numbers, strict=True)
            ),
            read_weights,
        ),
        prepared=Edition(
            tuple(
                File(f"models/{name}", known)
                for name, known in zip(names, hashes, strict=True)
            ),
            read_weights,
        ),
        sample=None,
    )


_MOBILENETS = {0.25: "imagenet", 0.75: "imagenet_wider"}

SETS = {
    "imagenet_classes": DataSet(
        title="ImageNet's networks",
        public=Edition(
            (
                File(
                    _CLASSES,
                    _CLASSES_HASH,
                    f"https://storage.googleapis.com/download.tensorflow.org/data/{_CLASSES}",
                    0.04,
                ),
            ),
            read_classes,
        ),
        prepared=Edition(
            (
                File(
                    f"models/{_CLASSES}",
                    _CLASSES_HASH,
                ),
            ),
            read_classes,
        ),
        sample=None,
    ),
    "imagenet": _mobilenet(
        "2_5",
        (
            "6b0e5561e6611c6e88f014c3f698ee3ed80bc0a2ed74bc048173f6508afa53db",
            "17f2725282ddcf591d7e68f1042c4219f6dcbdf6acc9fe78b6260844cd5d203f",
        ),
        (475_544, 218_544),
    ),
    "imagenet_wider": _mobilenet(
        "7_5",
        (
            "1f57fd793eb92bbf61be02c236e3d705c736e3fc632e543bc22c65417746db81",
            "ee1eac5138fcf72591b491270090de1260e9c145848174372a1f002db8ec3f18",
        ),
        (2_601_976, 1_832_976),
    ),
}
