"""Checks of chapter 21, the universal workflow. They need NumPy only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from helpers.checks import (
    CheckFailed,
    Edit,
    Exercise,
    call,
    describe,
    fail,
    passed,
    procedure,
)

# --- A calibration error with bins of equal counts ------------------------------------


def _adaptive_error(labels, p, bins):
    sure, right = p.max(axis=1), p.argmax(axis=1) == labels
    error = 0.0
    for rows in np.array_split(np.argsort(sure), bins):
        gap = abs(right[rows].mean() - sure[rows].mean())
        error += len(rows) / len(sure) * gap
    return error


def _adaptive_error_cases() -> list[tuple]:
    """Answers surer than right and less sure than right, in bins of unequal size."""
    rng = np.random.default_rng(21)
    cases = []
    for n, classes, bins, power in (
        (23, 3, 4, 3),
        (41, 4, 6, 1),
        (30, 2, 7, 6),
        (29, 3, 5, 0.4),
    ):
        p = rng.dirichlet(np.ones(classes), size=n)
        labels = np.array([rng.choice(classes, p=row) for row in p])
        p = p**power / (p**power).sum(axis=1, keepdims=True)
        cases.append((labels, p, bins))
    return cases


_SPLIT = "    for rows in np.array_split(np.argsort(sure), bins):\n"
_MEAN = "len(rows) / len(sure) * gap"

adaptive_error = Exercise(
    reference=_adaptive_error,
    cases=_adaptive_error_cases,
    hints=(
        "The chapter's function needs only one change: which rows are in a bin.",
        "`np.argsort` gives the rows from the least sure to the surest, and "
        "`np.array_split` cuts any array into so many pieces.",
        "Each piece holds numbers of rows. For these rows: how far is the share of right "
        "answers from the mean confidence, and what part of all rows are they?",
    ),
    mistakes=(
        Edit(
            "these are the chapter's bins, equal steps of the confidence; asked for are "
            "bins of equally many rows.",
            (
                _SPLIT,
                "    place = np.minimum((sure * bins).astype(int), bins - 1)\n"
                "    for b in np.unique(place):\n"
                "        rows = np.flatnonzero(place == b)\n",
            ),
        ),
        Edit(
            "no absolute value is taken: too sure in one bin and too modest in another "
            "must not cancel.",
            (
                "abs(right[rows].mean() - sure[rows].mean())",
                "right[rows].mean() - sure[rows].mean()",
            ),
        ),
        Edit(
            "the gaps are subtracted the other way round, and no absolute value is taken.",
            (
                "abs(right[rows].mean() - sure[rows].mean())",
                "sure[rows].mean() - right[rows].mean()",
            ),
        ),
        Edit(
            "the absolute value comes after the sum; it belongs to each bin.",
            (
                "abs(right[rows].mean() - sure[rows].mean())",
                "right[rows].mean() - sure[rows].mean()",
            ),
            ("return error", "return abs(error)"),
        ),
        Edit(
            "every bin counts the same; each is to count by its rows, and the bins are "
            "not all of one size.",
            (_MEAN, "gap / bins"),
        ),
        Edit(
            "the gaps are added up, but not weighted by the share of the rows in the bin.",
            (_MEAN, "gap"),
        ),
        Edit(
            "the weight is the number of rows; it has to be their share of all.",
            (_MEAN, "len(rows) * gap"),
        ),
        Edit(
            "the gap is taken for each row, and a row is either right or wrong: average "
            "over the bin first.",
            (
                "abs(right[rows].mean() - sure[rows].mean())",
                "abs(right[rows] - sure[rows]).mean()",
            ),
        ),
        Edit("the gaps are squared.", (_MEAN, "len(rows) / len(sure) * gap**2")),
        Edit(
            "that is the largest gap; asked for is the mean over the rows.",
            ("error += len(rows) / len(sure) * gap", "error = max(error, gap)"),
        ),
        Edit(
            "the rows are cut as they come; sort them by their confidence first.",
            ("np.argsort(sure)", "np.arange(len(sure))"),
        ),
        Edit(
            "the rows go from the surest to the least sure; the other way round, please: "
            "the larger bins come first.",
            ("np.argsort(sure)", "np.argsort(-sure)"),
        ),
        Edit(
            "the confidences are sorted and the answers are not: both belong to the "
            "same row.",
            (
                _SPLIT,
                "    pieces = np.array_split(np.arange(len(sure)), bins)\n"
                "    for piece in pieces:\n"
                "        rows = np.argsort(sure)[piece]\n",
            ),
            ("abs(right[rows]", "abs(right[piece]"),
        ),
        Edit(
            "the last rows fall under the table: where the pieces cannot all be equal, "
            "the first ones are longer by one row.",
            (
                "np.array_split(np.argsort(sure), bins)",
                "np.argsort(sure)[: len(sure) // bins * bins].reshape(bins, -1)",
            ),
        ),
        Edit(
            "as in the chapter, the labels come first, then the probabilities.",
            ("(labels, p, bins)", "(p, labels, bins)"),
        ),
        Edit(
            "the confidence is the largest probability, not that of the last class.",
            ("p.max(axis=1)", "p[:, -1]"),
        ),
        Edit(
            "the confidence is the largest probability; this is the one given to the "
            "right class, which nobody knows who asks.",
            ("p.max(axis=1)", "p[np.arange(len(p)), labels]"),
        ),
        Edit(
            "there are always ten bins.",
            (", bins):\n        gap", ", 10):\n        gap"),
        ),
        Edit(
            "it returns after the first bin: look at how far `return` is indented.",
            (_MEAN, f"{_MEAN}\n        return error"),
        ),
    ),
)


# --- A temperature for probabilities --------------------------------------------------


def _temper(p, temperature):
    powered = p ** (1 / temperature)
    return powered / powered.sum(axis=1, keepdims=True)


def _temper_cases() -> list[tuple]:
    """Warmer, cooler, unchanged, with a probability of zero and with small ones."""
    rng = np.random.default_rng(3)
    sure = np.array([[0.9, 0.08, 0.02], [0.5, 0.5, 0.0], [1e-9, 0.4, 0.6 - 1e-9]])
    return [
        (sure, 2.0),
        (rng.dirichlet(np.ones(4), size=5), 0.5),
        (rng.dirichlet(np.ones(2), size=6), 1.7),
        (rng.dirichlet(np.ones(3), size=4), 1.0),
    ]


_POWER = "p ** (1 / temperature)"

temper = Exercise(
    reference=_temper,
    cases=_temper_cases,
    atol=1e-6,
    hints=(
        "Which logits would give these probabilities? One choice is easy: softmax undoes "
        "a logarithm.",
        "Softmax of log p is p. Now divide log p by the temperature first: what becomes "
        "of its exponential?",
        "The exponential of log p divided by T is a power of p. What is missing until "
        "each row adds up to 1?",
    ),
    mistakes=(
        Edit(
            "that is the chapter's softmax of something divided by T, and the something "
            "is a probability here: a softmax of probabilities makes all alike. Go back "
            "to logits first.",
            (_POWER, "np.exp(p / temperature)"),
        ),
        Edit(
            "the logits are multiplied by the temperature; they are divided by it.",
            (_POWER, "p**temperature"),
        ),
        Edit(
            "a softmax of probabilities, and multiplied by T besides.",
            (_POWER, "np.exp(p * temperature)"),
        ),
        Edit(
            "the probabilities themselves are divided by T, and making them add up to 1 "
            "undoes that: nothing has changed.",
            (_POWER, "p / temperature"),
        ),
        Edit(
            "the rows do not add up to 1.",
            ("powered / powered.sum(axis=1, keepdims=True)", "powered"),
        ),
        Edit(
            "each column adds up to 1; each row should.",
            ("axis=1, keepdims=True", "axis=0, keepdims=True"),
        ),
        Edit(
            "all the table adds up to 1; each row should.",
            ("powered.sum(axis=1, keepdims=True)", "powered.sum()"),
        ),
        Edit(
            "the sum has lost its axis and cannot divide the rows: keepdims=True keeps "
            "it as a column.",
            ("axis=1, keepdims=True", "axis=1"),
        ),
        Edit(
            "it is returned before it is made to add up to 1, and as a logarithm.",
            (_POWER, "np.log(p) / temperature"),
            ("powered / powered.sum(axis=1, keepdims=True)", "powered"),
        ),
        Edit(
            "a log-probability divided by T is a logit, not a probability: the "
            "exponential is missing.",
            (_POWER, "np.log(p) / temperature"),
        ),
        Edit(
            "log(p/(1 − p)) is the logit of a sigmoid; log p is one that a softmax turns "
            "into p.",
            (_POWER, "np.exp(np.log(p / (1 - p)) / temperature)"),
        ),
        Edit(
            "log(p/(1 − p)) and a sigmoid for each class: that is for two classes; here "
            "log p and a softmax.",
            (_POWER, "1 / (1 + np.exp(-np.log(p / (1 - p)) / temperature))"),
        ),
        Edit("the temperature is always 2.", ("1 / temperature", "1 / 2")),
    ),
)


# --- Weights of classes ---------------------------------------------------------------


def _balanced_weights(labels):
    classes, counts = np.unique(labels, return_counts=True)
    weights = len(labels) / (len(classes) * counts)
    return dict(zip(classes.tolist(), weights.tolist(), strict=True))


def _balanced_weights_cases() -> list[tuple]:
    """Two classes, three, four; one number that does not occur."""
    rng = np.random.default_rng(5)
    return [
        (rng.permutation(np.repeat([0, 1, 2], [12, 2, 7])).astype("uint8"),),
        (rng.permutation(np.repeat([0, 1], [3, 10])),),
        (rng.permutation(np.repeat([0, 2, 3, 5], [4, 9, 1, 8])),),
    ]


def _fits(answer: Callable) -> None:
    """The keys go to Keras' fit, which wants whole numbers."""
    weights = call(answer, np.array([0, 0, 1], dtype="uint8"), name="balanced_weights")
    if not all(isinstance(key, int | np.integer) for key in weights):
        fail(
            "balanced_weights: the weights are right, but the keys are to be whole "
            f"numbers for `fit`; they are {[describe(key) for key in weights]}."
        )


_UNIQUE = "    classes, counts = np.unique(labels, return_counts=True)\n"
_SHARE = "len(labels) / (len(classes) * counts)"

balanced_weights = Exercise(
    reference=_balanced_weights,
    cases=_balanced_weights_cases,
    then=_fits,
    hints=(
        "How many rows has each class? `np.unique` can count.",
        "Two wishes: a class's rows times its weight is the same for all classes, and "
        "all rows weigh as much together as without weights.",
        "With K classes and n rows, each class is to weigh n/K in all, and has so many "
        "rows to share that among.",
    ),
    mistakes=(
        Edit(
            "the frequent classes get the large weights; turn the quotient round.",
            (_SHARE, "counts * len(classes) / len(labels)"),
        ),
        Edit(
            "these are the counts; a rare class is to weigh more.", (_SHARE, "counts")
        ),
        Edit(
            "these are the shares of the classes; a rare class is to weigh more.",
            (_SHARE, "counts / len(labels)"),
        ),
        Edit(
            "each class weighs as much as all rows together: the number of classes is "
            "missing, and all losses grow by it.",
            (_SHARE, "len(labels) / counts"),
        ),
        Edit(
            "the classes weigh the same, but all together far less than before, so that "
            "every step becomes short: n/K is missing.",
            (_SHARE, "1 / counts"),
        ),
        Edit(
            "the rarest class has weight 1: relative to each other the weights are right, "
            "but all rows together weigh less than before.",
            (_SHARE, "counts.min() / counts"),
        ),
        Edit(
            "the most frequent class has weight 1: relative to each other the weights are "
            "right, but all rows together weigh more than before.",
            (_SHARE, "counts.max() / counts"),
        ),
        Edit(
            "the weights add up to 1; it is the rows times their weights that are to add "
            "up to as much as before.",
            (_SHARE, "(1 / counts) / (1 / counts).sum()"),
        ),
        Edit(
            "one minus the share favors the rare class, but does not make the classes "
            "weigh the same.",
            (_SHARE, "1 - counts / len(labels)"),
        ),
        Edit(
            "these are the chapter's weights, for the classes 0, 1 and 2; here the classes "
            "are those that occur in `labels`.",
            (
                _UNIQUE,
                "    classes = np.arange(3)\n"
                "    counts = np.array([np.bincount(labels)[k] for k in range(3)])\n",
            ),
        ),
        Edit(
            "`np.bincount` also counts the numbers that do not occur; they are no "
            "classes.",
            (
                _UNIQUE,
                "    counts = np.bincount(labels)\n"
                "    classes = np.arange(len(counts))\n",
            ),
        ),
        Edit(
            "there are not always three classes.",
            ("len(classes) * counts", "3 * counts"),
        ),
        Edit(
            "the largest label plus 1 is not the number of classes where a number does "
            "not occur.",
            ("len(classes) * counts", "(int(labels.max()) + 1) * counts"),
        ),
        Edit(
            "the keys count from 0; they are to be the classes, and a number may not "
            "occur.",
            ("classes.tolist()", "range(len(classes))"),
        ),
        Edit("the weights are cut to whole numbers.", (_SHARE, f"{_SHARE} // 1")),
    ),
)


# --- A door that refuses --------------------------------------------------------------

_LOW = np.array([12.0, 11.5, 11.0, 10.5, 10.25])
_HIGH = np.array([19.5, 19.75, 20.0, 20.5, 21.0])
_GOOD = [18.25, 17.5, 17.0, 16.75, 16.5]


@procedure(
    hints=(
        "Go through the five values with their band's letter and its two limits; "
        "`zip` takes four things at once.",
        "First ask whether it is a number at all (its type; and True is an int to "
        "Python), only then compare it with the limits.",
        "nan is neither above nor below anything: `not low <= value <= high` refuses it, "
        "`value < low or value > high` lets it pass.",
    )
)
def checked(answer: Callable) -> None:
    """Watch ``checked(values, lowest, highest)``: what it lets in, and what it refuses."""
    name = "checked"
    arrays = (_LOW, _HIGH)
    for what, values in (
        ("a list", list(_GOOD)),
        ("a tuple", tuple(_GOOD)),
        ("an array", np.array(_GOOD)),
        ("an array of float32", np.array(_GOOD, dtype="float32")),
        ("whole numbers", [18, 17, 17, 16, 16]),
        ("NumPy's whole numbers", list(np.array([18, 17, 17, 16, 16]))),
        ("values at the lower limits", list(_LOW)),
        ("values at the upper limits", list(_HIGH)),
    ):
        try:
            found = call(answer, values, *arrays, name=name)
        except CheckFailed as failed:
            if isinstance(failed.raised, ValueError):
                fail(
                    f"{name}: {what}, {describe(tuple(values))}, are five good "
                    f"magnitudes and were refused: {failed.raised}"
                )
            raise
        if not isinstance(found, np.ndarray) or found.shape != (5,):
            fail(
                f"{name}: for {what} it returned {describe(found)}; asked for is an array "
                "of shape (5,)."
            )
        if found.dtype.kind != "f" or not np.allclose(found, np.asarray(values, float)):
            fail(f"{name}: {what} came back as {found.dtype} {describe(found)}.")
    for values, what in (
        (_GOOD[:4], "only four values"),
        ([*_GOOD, 16.0], "six values"),
        ([], "no values"),
    ):
        _refused(answer, list(values), what, None)
    bad = {
        "a missing value, None": (None, "ask for its type before you compare it."),
        "a text, '17.0'": ("17.0", "a text is no number, even if it looks like one."),
        "a text, 'faint'": ("faint", "ask for its type before you compare it."),
        "True": (True, "to Python True is an int; ask for bool first."),
        "nan": (float("nan"), "nan is neither above nor below any limit."),
        "infinity": (float("inf"), "it is above any limit."),
        "the sentinel -9999": (-9999.0, "is the lower limit looked at?"),
        "the flux 5000.0": (5000.0, "is the upper limit looked at?"),
        "a complex number": (17 + 0j, "only real numbers can be magnitudes."),
        "a list of one": ([17.0], "each value is one number."),
    }
    for what, (value, advice) in bad.items():
        for place in (2, 0, 4):
            values = list(_GOOD)
            values[place] = value
            _refused(answer, values, f"{what} in {'ugriz'[place]}", place, advice)
    allowed = [True, *_GOOD[1:]]
    told = "to Python True is an int, the 1; ask for bool first."
    what = "True in u, where the limits would allow 1,"
    _refused(answer, allowed, what, 0, told, lowest=np.zeros(5))
    for place in range(5):  # each band has limits of its own
        for limit, way in ((_LOW, -0.1), (_HIGH, 0.1)):
            values = list(_GOOD)
            values[place] = float(limit[place] + way)
            what = f"{values[place]:g} in {'ugriz'[place]}, outside of its limits,"
            _refused(answer, values, what, place, "each band has its own two limits.")
    passed(name, "lets in what is good, refuses the rest, and says which band")


def _refused(answer, values, what, place, advice="", lowest=_LOW) -> None:
    """Fail unless these values raise a ValueError that begins with the band."""
    name = "checked"
    try:
        found = call(answer, values, lowest, _HIGH, name=name, returns=False)
    except CheckFailed as failed:
        error = failed.raised
        if error is None:
            raise
        if not isinstance(error, ValueError):
            fail(
                f"{name}: {what} raised {type(error).__name__}; raise ValueError with a "
                f"message for whoever called. {advice}"
            )
        said = str(error)
        if place is not None and not said.startswith("ugriz"[place]):
            fail(
                f"{name}: {what} is refused, but the message, {said[:60]!r}, does not "
                f"begin with the band, {'ugriz'[place]}."
            )
        if place is None and not said:
            fail(f"{name}: {what} are refused without a message.")
        return
    fail(f"{name}: {what} passed and gave {describe(found)}. {advice}")
