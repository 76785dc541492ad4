"""The core of the checks: what a reader is told, for every way to be wrong."""

import numpy as np
import pytest

from helpers.checks import CheckFailed, Mistake, check_array, check_function

CASES = [
    (np.array([1.0, 2.0]), np.array([3.0, 4.0]), 1.0),
    (np.array([0.5, -1.0]), np.array([2.0, 5.0]), -2.0),
]
MISTAKES = [
    Mistake(lambda w, x, b: float(w @ x), "the bias is missing"),
    Mistake(lambda w, x, b: w * x + b, "products are not summed"),
]


def neuron(w, x, b):
    return float(w @ x + b)


def check(candidate, **options):
    check_function(
        candidate, neuron, CASES, name="neuron", **({"mistakes": MISTAKES} | options)
    )


def told(candidate, **options):
    with pytest.raises(CheckFailed) as caught:
        check(candidate, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    "right",
    [
        neuron,
        lambda w, x, b: np.float32(w @ x + b),
        lambda w, x, b: sum(a * c for a, c in zip(w, x, strict=True)) + b,
        lambda w, x, b: np.array(w @ x + b),
    ],
)
def test_the_reference_and_other_right_ways_pass_with_one_line(right, capsys):
    check(right)
    assert capsys.readouterr().out == "✓ neuron: right on all 2 inputs\n"


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.hint)
def test_a_usual_mistake_is_named_even_where_it_changes_the_shape(mistake):
    assert told(mistake.wrong) == f"neuron: {mistake.hint}"


def test_a_mistake_that_changes_nothing_on_the_cases_is_never_named():
    harmless = [Mistake(neuron, "never say this")]
    assert "never say this" not in told(lambda w, x, b: 0.0, mistakes=harmless)


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (
            lambda w, x, b: w @ x - b,
            "neuron: for ([1., 2.], [3., 4.], 1) expected 12, got 10",
        ),
        (lambda w, x, b: None, "neuron: returned nothing. Is a `return` missing?"),
        (lambda w, x, b: "a dozen", "got 'a dozen', which is not made of numbers"),
        (
            lambda w, x, b: np.ones(3),
            "expected a single number, got an array of shape (3,)",
        ),
        (lambda w, x, b: float("nan"), "expected 12, got nan"),
        (lambda w, x, b: 1 / 0, "raised ZeroDivisionError: division by zero"),
        (lambda w, x: 0.0, "raised TypeError"),
        (5, "neuron: expected a function, found 5"),
    ],
)
def test_every_other_way_to_be_wrong_gets_a_line_of_its_own(wrong, line):
    assert line in told(wrong)


def test_the_empty_stub_is_told_so():
    def stub(w, x, b):
        raise NotImplementedError()

    assert (
        told(stub) == "neuron: not written yet. Replace `raise NotImplementedError()`."
    )


def test_changing_the_arguments_in_place_is_told():
    def careless(w, x, b):
        w *= x
        return float(w.sum() + b)

    assert "changed its arguments in place" in told(careless)


def test_the_cases_are_the_same_after_a_check():
    before = [np.copy(case[0]) for case in CASES]
    check(neuron)
    assert all(
        np.array_equal(a, case[0]) for a, case in zip(before, CASES, strict=True)
    )


def test_a_tuple_of_results_is_compared_part_by_part():
    def both(x):
        return x.mean(axis=0), x.std(axis=0)

    x = np.arange(6.0).reshape(3, 2)
    check_function(both, both, [(x,)], name="both")
    with pytest.raises(CheckFailed, match="value 2 of 2 is wrong: expected .* got"):
        check_function(
            lambda x: (x.mean(axis=0), x.var(axis=0)), both, [(x,)], name="both"
        )
    with pytest.raises(CheckFailed, match="expected 2 values"):
        check_function(lambda x: x.mean(axis=0), both, [(x[:, :1],)], name="both")


def test_a_long_array_is_told_by_its_first_wrong_element():
    wrong = np.zeros(50)
    wrong[7] = 3.0
    with pytest.raises(CheckFailed, match=r"^scores: at index 7 expected 0, got 3$"):
        check_array(wrong, np.zeros(50), name="scores")


def test_a_notebook_shows_one_line_and_no_traceback():
    assert CheckFailed("neuron: the bias is missing")._render_traceback_() == [
        "✗ neuron: the bias is missing"
    ]


def test_an_error_inside_the_check_itself_is_never_taken_for_the_readers():
    def broken(w, x, b):
        raise AssertionError("the oracle is wrong")

    with pytest.raises(AssertionError, match="the oracle is wrong") as caught:
        check_function(neuron, broken, CASES, name="neuron")
    assert not isinstance(caught.value, CheckFailed)
