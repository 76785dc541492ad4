"""Checks of chapter 18, autoencoders. They need NumPy only."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from typing import Any
from unittest import mock

import numpy as np

from helpers.checks import (
    Edit,
    Exercise,
    call,
    describe,
    fail,
    passed,
    procedure,
)

# --- PCA as an encoder and a decoder -------------------------------------------------


def _pca_errors(x_train, x, size):
    mean = x_train.mean(axis=0)
    directions = np.linalg.svd(x_train - mean, full_matrices=False)[2][:size]
    codes = (x - mean) @ directions.T
    decoded = mean + codes @ directions
    return ((x - decoded) ** 2).mean(axis=1)


def _pca_errors_cases() -> list[tuple]:
    """Clouds that lie off the origin, of sizes that all differ; few new examples."""
    rng = np.random.default_rng(1)
    cases = []
    for known, new, features, size in ((40, 7, 5, 2), (60, 11, 9, 4), (25, 4, 6, 1)):
        mix = rng.normal(size=(features, features)) * np.linspace(2, 0.3, features)
        shift = rng.uniform(2, 4, features)
        x_train = rng.normal(size=(known, features)) @ mix.T + shift
        x = rng.normal(size=(new, features)) @ mix.T + shift + 0.7
        cases.append((x_train, x, size))
    return cases


class _Borrowed(Exception):
    """Raised where an answer calls what it is to write itself."""


def _not_scikit_learn(answer: Callable) -> None:
    """The page's later cell compares with scikit-learn; here it is to be written out."""
    decomposition = sys.modules.get("sklearn.decomposition")
    if decomposition is None:
        return
    names = ("PCA", "TruncatedSVD", "IncrementalPCA", "KernelPCA")
    with contextlib.ExitStack() as patches:
        for name in names:
            for method in ("fit", "fit_transform"):
                patches.enter_context(
                    mock.patch.object(
                        getattr(decomposition, name), method, side_effect=_Borrowed
                    )
                )
        try:
            answer(*_pca_errors_cases()[0])
        except _Borrowed:
            fail(
                "pca_errors: right, but scikit-learn computed it, as in the chapter; "
                "write it with NumPy alone. A later cell compares the two."
            )


_FIT = "np.linalg.svd(x_train - mean, full_matrices=False)[2]"

pca_errors = Exercise(
    reference=_pca_errors,
    cases=_pca_errors_cases,
    rtol=1e-4,
    atol=1e-6,
    hints=(
        "Four steps, each of them one line: what is learned from `x_train`, the codes "
        "of `x`, what comes back, the errors. Write the shape behind each line.",
        "`np.linalg.svd` returns three arrays. Of the third, each row is a direction, "
        "the one with the largest scatter first.",
        "A code is one product with the directions, and decoding is one product back. "
        "And what was subtracted before has to be added in the end.",
    ),
    mistakes=(
        Edit(
            "that is one number, the mean over everything, as in the chapter; asked "
            "for is the error of each example.",
            (".mean(axis=1)", ".mean()"),
        ),
        Edit(
            "the mean is taken over the examples, so there is one error for each input; "
            "asked for is one for each example.",
            (".mean(axis=1)", ".mean(axis=0)"),
        ),
        Edit(
            "the squares are added; asked for is their mean.",
            (".mean(axis=1)", ".sum(axis=1)"),
        ),
        Edit(
            "the mean is not subtracted: the directions then start at the origin, and "
            "the cloud lies elsewhere.",
            ("x_train.mean(axis=0)", "0 * x_train.mean(axis=0)"),
        ),
        Edit(
            "the mean of the new examples is subtracted; an encoder uses what it has "
            "learned from `x_train`.",
            ("mean = x_train.mean(axis=0)", "mean = x.mean(axis=0)"),
        ),
        Edit(
            "the mean of the new examples is subtracted from them; an encoder uses what "
            "it has learned from `x_train`.",
            ("codes = (x - mean)", "mean = x.mean(axis=0)\n    codes = (x - mean)"),
        ),
        Edit(
            "mean and directions come from `x` itself; they are to be learned from "
            "`x_train`.",
            ("    mean = x_train", "    x_train = x\n    mean = x_train"),
        ),
        Edit(
            "the directions come from `x`; they are to be learned from `x_train`.",
            ("svd(x_train - mean", "svd(x - mean"),
        ),
        Edit(
            "the directions are those of `x_train` as it is; subtract the mean before "
            "the decomposition, too.",
            ("svd(x_train - mean", "svd(x_train"),
        ),
        Edit(
            "the mean is subtracted before encoding, and not added after decoding.",
            ("mean + codes @", "codes @"),
        ),
        Edit(
            "the mean is added after decoding, and not subtracted before encoding.",
            ("codes = (x - mean)", "codes = x"),
        ),
        Edit(
            "the mean is one number, over all inputs; each input has its own.",
            ("x_train.mean(axis=0)", "x_train.mean()"),
        ),
        Edit(
            "these are the last directions, along which the examples scatter least.",
            ("[2][:size]", "[2][-size:]"),
        ),
        Edit(
            "the directions are the rows of what `svd` returns third; here its columns "
            "are taken.",
            (_FIT + "[:size]", _FIT + ".T[:size]"),
        ),
        Edit(
            "all directions are used, whatever the size of the code: nothing is lost.",
            ("[2][:size]", "[2]"),
        ),
        Edit("one direction too many is used.", ("[:size]", "[: size + 1]")),
        Edit(
            "one direction is used, number `size`; a code has so many numbers.",
            ("[2][:size]", "[2][size - 1 : size]"),
        ),
        Edit(
            "the differences are not squared.",
            ("((x - decoded) ** 2)", "(x - decoded)"),
        ),
        Edit(
            "these are absolute differences; asked for are squares.",
            ("((x - decoded) ** 2)", "np.abs(x - decoded)"),
        ),
        Edit(
            "that is the root of the mean; asked for is the mean of the squares.",
            ("return ((x - decoded) ** 2).mean(axis=1)",
             "return np.sqrt(((x - decoded) ** 2).mean(axis=1))"),
        ),
        Edit(
            "those are the errors of `x_train`; asked for are those of `x`.",
            ("    codes = (x - mean)", "    x = x_train\n    codes = (x - mean)"),
        ),
        Edit(
            "the reconstructions are returned; asked for are their errors.",
            ("return ((x - decoded) ** 2).mean(axis=1)", "return decoded"),
        ),
        Edit(
            "the inputs are divided by their deviations; the text does not ask for it.",
            ("    mean = x_train", "    x_train, x = x_train / x_train.std(axis=0), "
             "x / x_train.std(axis=0)\n    mean = x_train"),
        ),
        Edit(
            "directions and reconstructions are those of inputs that are divided by "
            "their deviations; the text does not ask for it.",
            ("svd(x_train - mean,", "svd((x_train - mean) / x_train.std(axis=0),"),
            ("(x - mean) @", "(x - mean) / x_train.std(axis=0) @"),
            ("codes @ directions\n", "codes @ directions * x_train.std(axis=0)\n"),
        ),
        Edit(
            "the mean of each example over its own inputs is subtracted; asked for is "
            "the mean of each input over the examples.",
            ("mean = x_train.mean(axis=0)", "mean = x_train.mean(axis=1)[:, None]"),
            ("    codes = (x", "    mean = x.mean(axis=1)[:, None]\n    codes = (x"),
        ),
        Edit(
            "the code always has eight numbers; it should have `size`.",
            ("[2][:size]", "[2][:8]"),
        ),
    ),
    then=_not_scikit_learn,
)  # fmt: skip

# --- An alarm ------------------------------------------------------------------------


def _alarms(normal_errors, errors, rate):
    threshold = np.quantile(normal_errors, 1 - rate)
    return errors > threshold


def _alarms_cases() -> list[tuple]:
    """Skewed errors, some anomalies; none so near the threshold that its kind matters."""
    rng = np.random.default_rng(3)
    cases = []
    for known, new, rate in ((400, 60, 0.05), (250, 45, 0.2), (300, 70, 0.1)):
        normal = rng.gamma(3, 0.004, known)
        errors = np.concatenate(
            [rng.gamma(3, 0.004, new), rng.gamma(5, 0.007, new // 2)]
        )
        rng.shuffle(errors)
        order, rank = np.sort(normal), (1 - rate) * (known - 1)
        low, high = order[int(rank) - 2], order[min(int(rank) + 3, known - 1)]
        cases.append((normal, errors[(errors < low) | (errors > high)], rate))
    return cases


alarms = Exercise(
    reference=_alarms,
    cases=_alarms_cases,
    hints=(
        "Where must the threshold lie, so that of the *normal* errors only the part "
        "`rate` is above it? Sort them in your mind.",
        "`np.quantile(values, 0.9)` is the number that nine tenths of the values are "
        "below.",
        "The threshold is found without a look at `errors`. Then each of these is "
        "compared with it, all in one line.",
    ),
    mistakes=(
        Edit(
            "the threshold comes from the new errors. Then the part `rate` of them is "
            "alarmed always, whether there are anomalies or not; take it from the "
            "normal ones.",
            ("np.quantile(normal_errors", "np.quantile(errors"),
        ),
        Edit(
            "the threshold comes from normal and new errors together; the anomalies "
            "among the new ones push it up.",
            ("quantile(normal_errors", "quantile(np.append(normal_errors, errors)"),
        ),
        Edit(
            "the threshold has the part `rate` of the normal errors *below* it; it "
            "should be above.",
            ("1 - rate", "rate"),
        ),
        Edit(
            "an alarm means a *large* error; here the small ones are alarmed.",
            ("errors > threshold", "errors < threshold"),
        ),
        Edit(
            "the small errors are alarmed, those below the lowest part `rate`.",
            ("1 - rate", "rate"),
            ("errors > threshold", "errors < threshold"),
        ),
        Edit(
            "`rate` is a part of 1, and `np.quantile` wants a part of 1; the 100 is "
            "`np.percentile`'s.",
            ("1 - rate", "1 - rate / 100"),
        ),
        Edit(
            "the threshold is the largest normal error: no false alarm is allowed, and "
            "many anomalies are missed.",
            ("np.quantile(normal_errors, 1 - rate)", "normal_errors.max()"),
        ),
        Edit(
            "the threshold lies at the part `rate` of the largest error; it should leave "
            "that part of the *examples* above it.",
            (
                "np.quantile(normal_errors, 1 - rate)",
                "(1 - rate) * normal_errors.max()",
            ),
        ),
        Edit(
            "the threshold is the mean of the normal errors; about half of these lie "
            "above it, whatever the rate.",
            ("np.quantile(normal_errors, 1 - rate)", "normal_errors.mean()"),
        ),
        Edit(
            "the threshold is mean plus two deviations, which knows nothing of the rate.",
            (
                "np.quantile(normal_errors, 1 - rate)",
                "normal_errors.mean() + 2 * normal_errors.std()",
            ),
        ),
        Edit(
            "`np.percentile` counts to 100; 1 - rate is a part of 1, for `np.quantile`.",
            ("np.quantile(", "np.percentile("),
        ),
        Edit(
            "the threshold leaves a tenth above it, whatever the rate.",
            ("1 - rate", "0.9"),
        ),
        Edit(
            "the errors are compared with the rate. It is a share of examples, no error: "
            "first find the error that this share of the normal ones exceeds.",
            ("np.quantile(normal_errors, 1 - rate)", "rate"),
        ),
        Edit(
            "half of the rate is left on either side; only large errors are alarming.",
            ("1 - rate", "1 - rate / 2"),
        ),
        Edit(
            "the alarms are those of the normal examples; asked for are those of `errors`.",
            ("return errors >", "return normal_errors >"),
        ),
        Edit(
            "the threshold is returned; asked for is True or False for each error.",
            ("errors > threshold", "threshold"),
        ),
        Edit(
            "these are the alarming errors; asked for is True or False for each error.",
            ("return errors > threshold", "return errors[errors > threshold]"),
        ),
        Edit(
            "it counts the alarms; asked for is True or False for each error.",
            ("return errors > threshold", "return (errors > threshold).sum()"),
        ),
        Edit(
            "that is the share of alarms; asked for is True or False for each error.",
            ("return errors > threshold", "return (errors > threshold).mean()"),
        ),
        Edit(
            "these are the places of the alarms; asked for is True or False for each.",
            ("errors > threshold", "np.flatnonzero(errors > threshold)"),
        ),
    ),
    then=lambda answer, *given: _is_boolean(answer),
)


def _is_boolean(answer: Callable) -> None:
    found = answer(*_alarms_cases()[0])
    if np.asarray(found).dtype != bool:
        fail("alarms: right, but as numbers; `errors[found]` needs True and False.")


# --- Damaged inputs ------------------------------------------------------------------


@procedure(
    hints=(
        "Two arrays are returned. Which of the two is damaged, and what should the "
        "network be asked to give back?",
        "Draw one number between 0 and 1 for *each pixel of each picture*. In which "
        "part of all cases is such a number smaller than `part`?",
        "`np.where(drawn < part, 0, x)` puts zeros where the draw says so, and makes a "
        "new array.",
    )
)
def masked_pairs(answer: Callable[..., Any]) -> None:
    """Watch ``masked_pairs(x, part, rng)``: what is damaged, how much, and where."""
    name = "masked_pairs"
    data = np.random.default_rng(0)
    x = data.uniform(0.2, 1, (80, 50)).astype("float32")  # no pixel is 0
    for part in (0.3, 0.6):
        inputs, targets = _pair(name, call(answer, x, part, _rng(), name=name), x)
        if np.array_equal(inputs, x) and not np.array_equal(targets, x):
            fail(
                f"{name}: the clean pictures are the inputs and the damaged ones the "
                "targets: the network would learn to damage. First inputs, then targets."
            )
        if not np.array_equal(targets, x):
            fail(
                f"{name}: the targets are damaged, too, so the network is asked to give "
                "the damage back. Damage the inputs only."
            )
        _damage(name, inputs, x, part)
    one, other = (
        _pair(name, call(answer, x, 0.5, _rng(), name=name), x)[0] for _ in range(2)
    )
    if not np.array_equal(one, other):
        fail(
            f"{name}: two generators with the same seed give different damage: draw "
            "from `rng`, not from np.random."
        )
    rng = _rng()
    one, other = (
        _pair(name, call(answer, x, 0.5, rng, name=name), x)[0] for _ in range(2)
    )
    if np.array_equal(one, other):
        fail(
            f"{name}: a second call with the same generator does the same damage; a new "
            "generator is made inside. Draw from `rng`."
        )
    gone = [
        np.sum(_pair(name, call(answer, x, 0.5, rng, name=name), x)[0] == 0)
        for _ in range(6)
    ]
    if np.ptp(gone) == 0:
        fail(
            f"{name}: each time exactly {gone[0]} pixels are wiped out; asked for is "
            "chance, for each pixel by itself."
        )
    if inputs.dtype != x.dtype:
        fail(
            f"{name}: right, but {x.dtype} has become {inputs.dtype}; "
            "the pictures' own dtype would do."
        )
    passed(
        name, "the inputs are damaged, each in its own places, and the targets are not"
    )


def _rng() -> np.random.Generator:
    return np.random.default_rng(7)


def _pair(name: str, made: Any, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return inputs and targets as arrays; fail if they are no such pair."""
    if not isinstance(made, tuple | list) or len(made) != 2:
        fail(f"{name}: expected two arrays, inputs and targets, got {describe(made)}.")
    arrays = []
    for which, part in zip(("inputs", "targets"), made, strict=True):
        try:
            array = np.asarray(part)
        except ValueError:
            array = np.empty(0, object)
        if array.dtype.kind not in "biuf" or array.shape != x.shape:
            got = (
                f"shape {array.shape}" if array.dtype.kind in "biuf" else describe(part)
            )
            fail(f"{name}: expected {which} of shape {x.shape}, got {got}.")
        arrays.append(array)
    return arrays[0], arrays[1]


def _damage(name: str, inputs: np.ndarray, x: np.ndarray, part: float) -> None:
    """Fail unless about this part of the pixels is 0, each picture in its own places."""
    gone, kept = inputs == 0, np.isclose(inputs, x)
    if kept.all():
        fail(f"{name}: the inputs are not damaged at all.")
    if not (gone | kept).all():
        one = inputs[~(gone | kept)][0]
        if np.allclose(inputs, x * (1 - part)) or np.allclose(inputs, x * part):
            said = "every pixel is made darker"
        elif np.isclose(inputs[~gone], x[~gone] / (1 - part)).all():
            said = "what is left is made brighter, as dropout does it"
        elif np.isin(inputs, (0, 1)).all():
            said = "the inputs are the mask, or its opposite, and no pictures"
        elif np.isclose(inputs, 1).mean() > 0.05:
            said = "some pixels become white"
        elif (inputs < x).all():
            said = "every pixel is made darker"
        elif not gone.any():
            said = "noise is added, as in the chapter, or a pixel is replaced"
        else:
            said = f"some pixels become something else, one of them {one:.3g}"
        fail(f"{name}: {said}; asked for is that a pixel is 0 or stays as it is.")
    if (gone == gone[0]).all():
        fail(
            f"{name}: all pictures lose the same pixels; draw for each picture anew, an "
            "array of the shape of x."
        )
    if (gone == gone[:, :1]).all():
        fail(f"{name}: whole pictures are wiped out; draw for each pixel of each.")
    share = gone.mean()
    if abs(share - part) > 0.05:
        hint = (
            " That is the part that should stay."
            if abs(share - 1 + part) < 0.05
            else ""
        )
        fail(f"{name}: of the pixels {share:.2f} are wiped out, not {part}.{hint}")
    counts = gone.sum(axis=1)
    if np.ptp(counts) == 0:
        fail(
            f"{name}: each picture loses exactly {counts[0]} pixels; asked for is chance, "
            "for each pixel by itself."
        )
