"""The offline samples: small stand-ins with the same fields as the real data.

Each function returns the arrays that the real file would give, made in well under a
second, and the same on every call: they draw from their own generator, which no global
seed reaches.
"""

import numpy as np

Arrays = dict[str, np.ndarray]

_COPIES, _CHANGE = 24, 1.0  # of each training digit, and by how much they differ
_TEST_COPIES, _TEST_CHANGE = 5, 0.3
_BLOCKS = 20  # of training digits; see mnist()
_TEST_DIGITS = 357  # of the 1797: leaves 1440 = 20 blocks of 72 for training


def mnist() -> Arrays:
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


# For each class of the SDSS table: its share, then one row for each of r [mag], the
# colors u-g, g-r, r-i, i-z [mag] and the redshift's logarithm (see sdss): the mean,
# then the lower triangle of the Cholesky factor of the covariance. Measured on the
# 10,000 rows of the real table, without the 0.7 % at each end of a color.
_SDSS = {
    "GALAXY": (
        0.500,
        (16.66, 0.77),
        (1.46, -0.20, 0.27),
        (0.70, -0.10, 0.15, 0.10),
        (0.38, -0.02, 0.04, 0.04, 0.04),
        (0.26, -0.04, 0.06, 0.04, 0.01, 0.04),
        (-2.66, 0.17, 0.19, 0.27, 0.14, -0.07, 0.40),
    ),
    "STAR": (
        0.415,
        (16.72, 1.01),
        (1.22, -0.17, 0.31),
        (0.41, -0.09, 0.16, 0.14),
        (0.15, -0.04, 0.07, 0.07, 0.04),
        (0.06, -0.02, 0.05, 0.04, 0.01, 0.04),
        (0.12, 0.00, 0.00, 0.00, 0.00, 0.00, 1.00),
    ),
    "QSO": (
        0.085,
        (18.52, 0.61),
        (0.26, -0.09, 0.21),
        (0.17, -0.06, 0.04, 0.17),
        (0.14, -0.01, 0.02, 0.04, 0.13),
        (0.09, -0.02, 0.03, 0.02, 0.01, 0.14),
        (0.75, 0.11, -0.02, -0.08, -0.01, -0.07, 0.28),
    ),
}
_FAINTEST_U = 19.6  # mag: the real table ends here
_POOR = 0.03  # part of the rows whose magnitudes say nothing about the class
_SDSS_ROWS = 8000


def sdss() -> Arrays:
    """Generate stars, galaxies and quasars with the brightness and colors of SDSS's.

    Each class is a normal distribution with the mean and the covariance of the real
    objects, cut like the real table at u = 19.6 mag. A few rows have the magnitudes of
    others: they stand for poor photometry and blended objects.

    Returns
    -------
    dict
        magnitudes (8000, 5) float64 [mag] in u, g, r, i, z, labels (8000,) str,
        redshift (8000,) float64; in random order.
    """
    rng = np.random.default_rng(0)
    tables, labels = [], []
    for label, (share, *rows) in _SDSS.items():
        count = round(share * _SDSS_ROWS)
        mean = np.array([row[0] for row in rows])
        factor = np.zeros((6, 6))
        for i, row in enumerate(rows):
            factor[i, : i + 1] = row[1:]
        noise = rng.standard_normal((4 * count, 6))
        r, ug, gr, ri, iz, redshift = (mean + noise @ factor.T).T
        if label == "STAR":
            redshift = 0.0004 * redshift
        elif label == "GALAXY":
            redshift = np.exp(redshift)
        else:
            redshift = np.expm1(np.abs(redshift))
        table = np.stack([r + gr + ug, r + gr, r, r - ri, r - ri - iz, redshift], 1)
        table = table[table[:, 0] < _FAINTEST_U]
        tables.append(table[:count])
        labels += [label] * count
    order = rng.permutation(len(labels))
    table = np.concatenate(tables)[order]
    poor = rng.random(len(table)) < _POOR
    table[poor, :5] = rng.permutation(table[poor, :5])
    return {
        "magnitudes": np.ascontiguousarray(table[:, :5]),
        "labels": np.array(labels)[order],
        "redshift": np.ascontiguousarray(table[:, 5]),
    }
