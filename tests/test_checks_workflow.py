"""Chapter 21's checks: other right ways to write the answers; what the door is told."""

import numpy as np
import pytest
from telling import told

from helpers.checks import workflow

# --- Other right ways ----------------------------------------------------------------


def error_in_loops(labels, p, bins):
    answers = sorted(
        (max(row), int(np.argmax(row) == label))
        for row, label in zip(p.tolist(), labels.tolist(), strict=True)
    )
    error, start = 0.0, 0
    for b in range(bins):
        size = len(answers) // bins + (b < len(answers) % bins)
        part = answers[start : start + size]
        start += size
        error += abs(sum(right for _, right in part) - sum(sure for sure, _ in part))
    return error / len(answers)


def error_by_sums(labels, p, bins):
    order = np.argsort(p.max(axis=1), kind="stable")
    surplus = (p.max(axis=1) - (p.argmax(axis=1) == labels))[order]
    return np.sum([abs(part.sum()) for part in np.array_split(surplus, bins)]) / len(p)


def temper_by_logits(p, temperature):
    with np.errstate(divide="ignore"):
        logits = np.log(p) / temperature
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def temper_row_by_row(p, temperature):
    rows = []
    for row in p.astype("float32"):
        powered = [value ** (1 / temperature) for value in row]
        rows.append([value / sum(powered) for value in powered])
    return rows


def temper_with_a_tiny_number(p, temperature):
    logits = np.log(p + 1e-12) / temperature
    return np.exp(logits) / np.exp(logits).sum(axis=1)[:, None]


def weights_in_a_loop(labels):
    classes = sorted(set(labels.tolist()))
    return {k: len(labels) / len(classes) / int(np.sum(labels == k)) for k in classes}


def weights_of_sklearn(labels):
    from sklearn.utils.class_weight import compute_class_weight

    classes = np.unique(labels)
    weights = compute_class_weight("balanced", classes=classes, y=labels)
    return dict(zip(classes, weights, strict=True))


def checked_by_numbers(values, lowest, highest):
    import numbers

    if not len(values) == len(lowest):
        raise ValueError("five values, please")
    for i, band in enumerate("ugriz"):
        value = values[i]
        if isinstance(value, bool) or not isinstance(value, numbers.Real):
            raise ValueError(f"{band}: not a number")
        if np.isnan(value) or value < lowest[i] or value > highest[i]:
            raise ValueError(f"{band}: out of range")
    return np.asarray(values, dtype="float32")


RIGHT = [
    (workflow.adaptive_error, error_in_loops),
    (workflow.adaptive_error, error_by_sums),
    (workflow.temper, temper_by_logits),
    (workflow.temper, temper_row_by_row),
    (workflow.temper, temper_with_a_tiny_number),
    (workflow.balanced_weights, weights_in_a_loop),
    (workflow.balanced_weights, weights_of_sklearn),
    (workflow.checked, checked_by_numbers),
]


@pytest.mark.parametrize(
    ("check", "right"), RIGHT, ids=[right.__name__ for _, right in RIGHT]
)
def test_other_right_ways_pass(check, right, capsys):
    check(right)
    assert capsys.readouterr().out.startswith("✓ ")


# --- What the door is told -----------------------------------------------------------


def door(number=True, boolean=True, nan=True, limits=True, band=True, error=ValueError):
    """Return the answer with some of its questions left out."""

    def checked(values, lowest, highest):
        if len(values) != 5:
            raise error("five values")
        for name, value, low, high in zip(
            "ugriz", values, lowest, highest, strict=True
        ):
            said = name if band else "a magnitude"
            kinds = int | float | np.integer | np.floating
            if number and not isinstance(value, kinds):
                raise error(f"{said} is no number")
            if boolean and isinstance(value, bool):
                raise error(f"{said} is True")
            if nan and isinstance(value, float) and np.isnan(value):
                raise error(f"{said} is nan")
            if limits and (value < low or value > high):
                raise error(f"{said} is out of range")
        return np.array(values, dtype=float)

    return checked


@pytest.mark.parametrize(
    ("left_out", "hint"),
    [
        ({"number": False}, "ask for its type"),
        ({"nan": False}, "neither above nor below"),
        ({"limits": False}, "limit"),
        ({"band": False}, "does not begin with the band"),
        ({"error": KeyError}, "raise ValueError"),
    ],
    ids=str,
)
def test_a_question_left_out_is_told(left_out, hint):
    assert hint in told(workflow.checked, door(**left_out))


def test_true_is_no_magnitude_even_where_the_limits_would_allow_it():
    line = told(workflow.checked, door(boolean=False))
    assert "True" in line and "bool" in line


def test_one_pair_of_limits_for_all_bands_is_told():
    def checked(values, lowest, highest):
        return workflow_answer(
            values, np.full(5, lowest.min()), np.full(5, highest.max())
        )

    workflow_answer = door()
    assert "its own two limits" in told(workflow.checked, checked)


def test_a_door_that_lets_nobody_in_is_told():
    def checked(values, lowest, highest):
        raise ValueError("u is wrong")

    assert "were refused" in told(workflow.checked, checked)


def test_an_assert_in_place_of_an_error_is_told():
    def checked(values, lowest, highest):
        assert len(values) == 5
        return door()(values, lowest, highest)

    assert "AssertionError; raise ValueError" in told(workflow.checked, checked)


def test_a_list_where_an_array_is_asked_for_is_told():
    def checked(values, lowest, highest):
        return door()(values, lowest, highest).tolist()

    assert "an array of shape (5,)" in told(workflow.checked, checked)


def test_keys_that_fit_cannot_use_are_told():
    def balanced_weights(labels):
        return {float(k): v for k, v in weights_in_a_loop(labels).items()}

    assert "whole numbers for `fit`" in told(
        workflow.balanced_weights, balanced_weights
    )


def test_two_mistakes_are_both_named():
    check = workflow.adaptive_error
    line = told(check, check.edited(check.mistakes[4], check.mistakes[10]))
    assert "two mistakes" in line and "sort them" in line
