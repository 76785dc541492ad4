"""MNIST: handwritten digits."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.data.places import DataSet, Edition, Fields, File, Tidy


@dataclass(frozen=True, eq=False, repr=False)
class Mnist(Tidy):
    """Handwritten digits, 28 x 28 pixels. The arrays are read-only.

    Attributes
    ----------
    x_train : (60000, 28, 28) uint8
        Training images; 0 = background, 255 = ink.
    y_train : (60000,) uint8
        The digit on each, 0 to 9.
    x_test, y_test : (10000, 28, 28) uint8, (10000,) uint8
        Test images and their digits.
    source : str
        Where it came from, one of `SOURCES`. The offline sample has fewer images:
        34,560 for training and 1785 for testing, see `sample`.

    Source: Y. LeCun, C. Cortes, C. Burges, *The MNIST database of handwritten digits*;
    LeCun et al., Proc. IEEE 86 (1998), doi:10.1109/5.726791.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    source: str


def load_mnist() -> Mnist:
    """Load the handwritten digits.

    Returns
    -------
    Mnist
        Its fields are documented there.

    Raises
    ------
    DataError
        If COURSE_DATA names no directory, or its mnist.npz is damaged.
    """
    return Mnist(**SETS["mnist"].load())


def read(file: Path) -> Fields:
    """Read an mnist.npz."""
    with np.load(file, allow_pickle=False) as archive:
        return {
            name: archive[name] for name in ("x_train", "y_train", "x_test", "y_test")
        }


_COPIES, _CHANGE = 24, 1.0  # of each training digit, and by how much they differ
_TEST_COPIES, _TEST_CHANGE = 5, 0.3
_BLOCKS = 20  # of training digits; see sample()
_TEST_DIGITS = 357  # of the 1797: leaves 1440 = 20 blocks of 72 for training


def sample() -> Fields:
    """Make digits like MNIST's from the handwritten digits that scikit-learn ships.

    1797 originals (8 x 8 pixels, 17 shades; UCI *Optical Recognition of Handwritten
    Digits*, E. Alpaydin and C. Kaynak, 1998) are enlarged to 28 x 28. 1440 of them
    become 34,560 training images, each original in 24 copies that are turned, slanted,
    stretched and shifted a little; the other 357 become 1785 test images, in 5 copies
    with smaller changes. No original is in both.

    The training images come in 20 blocks, and all copies of an original are in one
    block. So split them by position (``x_train[:n]`` and ``x_train[n:]``, or Keras'
    ``validation_split``): a split of shuffled images would let copies of the same
    original into both parts.

    Returns
    -------
    dict
        x_train (34560, 28, 28) uint8, y_train (34560,) uint8,
        x_test (1785, 28, 28) uint8, y_test (1785,) uint8; 0 = background, 255 = ink.

    Raises
    ------
    ImportError
        If scikit-learn is not installed.
    """
    from sklearn.datasets import load_digits

    digits, labels = load_digits(return_X_y=True)  # (1797, 64), 0 ... 16
    rng = np.random.default_rng(0)
    order = rng.permutation(len(digits))
    digits, labels = digits[order], labels[order].astype(np.uint8)
    test, train = slice(_TEST_DIGITS), slice(_TEST_DIGITS, None)

    def in_blocks(copies: np.ndarray) -> np.ndarray:
        """Reorder (copies, digits, ...) to (blocks * copies * digits of one, ...)."""
        split = copies.reshape(_COPIES, _BLOCKS, -1, *copies.shape[2:])
        return split.swapaxes(0, 1).reshape(-1, *copies.shape[2:])

    return {
        "x_train": in_blocks(_enlarge(digits[train], _COPIES, _CHANGE, rng)),
        "y_train": in_blocks(np.tile(labels[train], (_COPIES, 1))),
        "x_test": _enlarge(digits[test], _TEST_COPIES, _TEST_CHANGE, rng).reshape(
            -1, 28, 28
        ),
        "y_test": np.tile(labels[test], _TEST_COPIES),
    }


def _enlarge(
    digits: np.ndarray, copies: int, change: float, rng: np.random.Generator
) -> np.ndarray:
    """Draw digits (n, 64) as (copies, n, 28, 28) uint8; the first copy is unchanged.

    Turning, stretching and interpolating are linear in the pixels: each copy is one
    matrix, from 64 pixels to 784.
    """
    pictures = np.empty((copies, len(digits), 28, 28), np.uint8)
    for i, picture in enumerate(pictures):
        # turn [rad], wider, higher (parts of 1), slant, down, right [pixels]
        limits = change * min(i, 1) * np.array([0.2, 0.14, 0.12, 0.2, 1, 1])
        matrix = _enlarging_matrix(*rng.uniform(-limits, limits))
        ink = digits.astype(np.float32) @ matrix.T  # (n, 784)
        # Interpolation blurs the strokes: more contrast gives them back a full core.
        ink = np.clip((ink - 4) * (255 / 7), 0, 255)
        picture[:] = ink.reshape(-1, 28, 28).astype(np.uint8)
    return pictures


def _enlarging_matrix(
    turn: float, wider: float, higher: float, slant: float, down: float, right: float
) -> np.ndarray:
    """Build the (784, 64) float32 matrix that draws 8 x 8 pixels on 28 x 28.

    Each pixel of the large picture looks up where it lies on the small one, whose
    pixels are 2.5 large ones high and 2.8 wide, and interpolates there.
    """
    row, column = np.indices((28, 28)).reshape(2, -1) - 13.5  # from the center
    row, column = row - down, column - right
    y = np.cos(turn) * row - np.sin(turn) * column
    x = np.sin(turn) * row + np.cos(turn) * column + slant * y
    y, x = 3.5 + y / 2.5 / (1 + higher), 3.5 + x / 2.8 / (1 + wider)  # small pixels
    vertical = _cubic(y[:, None] - np.arange(8))  # (784, 8)
    horizontal = _cubic(x[:, None] - np.arange(8))  # (784, 8)
    weights = vertical[:, :, None] * horizontal[:, None, :]
    return weights.reshape(784, 64).astype(np.float32)


def _cubic(distance: np.ndarray) -> np.ndarray:
    """Weight of a pixel at this distance [pixels] (Keys 1981, a = -1/2)."""
    t = np.abs(distance)
    near = 1 - 2.5 * t**2 + 1.5 * t**3
    far = 2 - 4 * t + 2.5 * t**2 - 0.5 * t**3
    return np.where(t < 1, near, np.where(t < 2, far, 0))


_ADDRESS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
_PUBLIC = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
_PREPARED = "06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64"

SETS = {
    "mnist": DataSet(
        title="MNIST",
        public=Edition((File("mnist.npz", _PUBLIC, _ADDRESS, 11.5),), read),
        prepared=Edition((File("mnist.npz", _PREPARED),), read),
        sample=sample,
    )
}
