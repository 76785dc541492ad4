"""The core of the checks: what a reader is told, for every way to be wrong."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from helpers import checks
from helpers.checks import (
    CheckFailed,
    Edit,
    Exercise,
    call,
    fail,
    passed,
    procedure,
    usable,
)
from helpers.checks.compare import describe

ROOT = Path(__file__).parent.parent


def _neuron(w, x, b):
    z = w @ x + b
    return z


def _neuron_cases():
    return [
        (np.array([1.0, 2.0]), np.array([3.0, 4.0]), 1.0),
        (np.array([0.5, -1.0]), np.array([2.0, 5.0]), -2.0),
    ]


NO_BIAS = Edit("the bias is missing.", (" + b", ""))
NOT_SUMMED = Edit("products are not summed.", ("w @ x", "w * x"))
NO_RETURN_OF_Z = Edit("b is given twice.", ("w @ x + b", "w @ x + b + b"))
BACKWARD = Edit("the product is the wrong way round.", ("w @ x", "x[None] @ w[None]"))
HARMLESS = Edit("never say this.", ("w @ x", "x @ w"))


def neuron(**options):
    mistakes = (NO_BIAS, NOT_SUMMED, NO_RETURN_OF_Z, BACKWARD)
    return Exercise(
        **{
            "reference": _neuron,
            "cases": _neuron_cases,
            "mistakes": mistakes,
            "hints": ("one", "two"),
            **options,
        }
    )


def told(answer, *given, check=None):
    with pytest.raises(CheckFailed) as caught:
        (check or neuron())(answer, *given)
    line = str(caught.value)
    assert "\n" not in line
    return line


@pytest.mark.parametrize(
    "right",
    [
        _neuron,
        lambda w, x, b: np.float32(w @ x + b),
        lambda w, x, b: sum(a * c for a, c in zip(w, x, strict=True)) + b,
        lambda w, x, b: np.array([w @ x + b]),
        lambda w, x, b: [w @ x + b],
    ],
)
def test_the_reference_and_other_right_ways_pass_with_one_line(right, capsys):
    neuron()(right)
    assert capsys.readouterr().out == "✓ neuron: right in all 2 cases\n"


def test_a_usual_mistake_is_an_edit_and_lends_its_hint_even_where_the_shape_changes():
    assert told(lambda w, x, b: w @ x) == "neuron: the bias is missing."
    assert told(lambda w, x, b: w * x + b) == "neuron: products are not summed."


def test_two_mistakes_at_once_are_both_named():
    line = told(lambda w, x, b: w * x)
    assert line == (
        "neuron: two mistakes: the bias is missing. And: products are not summed."
    )


def test_a_mistake_that_raises_is_named_by_what_it_raises():
    assert "the wrong way round" in told(lambda w, x, b: x[None] @ w[None] + b)


def test_a_mistake_that_changes_nothing_on_the_cases_is_never_named():
    line = told(lambda w, x, b: 0.0, check=neuron(mistakes=(HARMLESS,)))
    assert "never say this" not in line
    within = Edit("nor this.", ("+ b", "+ b + 0.9"))  # of the right answer's tolerance
    check = neuron(mistakes=(within,), rtol=0, atol=1.0)
    assert "nor this" not in told(lambda w, x, b: w @ x + b + 1.5, check=check)


def test_an_exit_and_arguments_of_other_kinds_harm_nobody():
    from collections import OrderedDict, namedtuple

    pair = namedtuple("pair", "a b")
    with pytest.raises(CheckFailed, match="raised SystemExit"):
        call(lambda: exit(), name="leaving")
    assert call(lambda p: p.a, pair(1, np.ones(2)), name="named") == 1
    assert call(lambda d: 1, OrderedDict(a=1), name="ordered") == 1


def test_hints_respect_the_tolerance():
    check = neuron(atol=0.6, mistakes=(NO_RETURN_OF_Z,))
    assert "b is given twice" in told(lambda w, x, b: w @ x + 2 * b + 0.5, check=check)
    assert "b is given twice" not in told(lambda w, x, b: w @ x + 2 * b + 0.5)


@pytest.mark.parametrize(
    ("old", "count"), [("nowhere", 0), ("z", 2)], ids=["absent", "twice"]
)
def test_an_edit_must_fit_the_reference_exactly_once(old, count):
    with pytest.raises(ValueError, match=f"stands {count} times"):
        neuron().edited(Edit("", (old, "0")))


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (
            lambda w, x, b: w @ x - b,
            "neuron: for ([1, 2], [3, 4], 1) expected 12, got 10",
        ),
        (lambda w, x, b: None, "neuron: returned nothing. Is a `return` missing?"),
        (lambda w, x, b: "12", "got '12', which is not made of real numbers"),
        (lambda w, x, b: 12 + 0j, "got (12+0j), which is not made of real numbers"),
        (lambda w, x, b: [[1], [1, 2]], "which is not made of real numbers"),
        (
            lambda w, x, b: np.ones(3),
            "expected a single number, got an array of shape (3,)",
        ),
        (lambda w, x, b: float("nan"), "expected 12, got nan"),
        (
            lambda w, x, b: 1 / 0,
            "([1, 2], [3, 4], 1) raised ZeroDivisionError: division",
        ),
        (lambda w, x: 0.0, "raised TypeError"),
        (lambda w, x, b: 12.001, "expected 12, got 12.001"),
        (lambda w, x, b: 12.0002, "expected 12, got 12.0002"),
        (5, "neuron: expected a function, found 5"),
    ],
)
def test_every_other_way_to_be_wrong_gets_a_line_of_its_own(wrong, line):
    assert line in told(wrong)


def test_an_exception_of_many_lines_is_told_by_its_first():
    def raises(w, x, b):
        raise ValueError("shapes differ\nin a way\nthat takes long to tell")

    assert told(raises).endswith("raised ValueError: shapes differ")


def test_the_empty_stub_is_told_so_and_pointed_to_the_hint():
    def stub(w, x, b):
        raise NotImplementedError()

    line = told(stub)
    assert "not written yet" in line and "checks.neuron.hint()" in line


def test_a_notimplementederror_of_a_library_is_not_taken_for_the_stub():
    def symbolic(w, x, b):
        raise NotImplementedError("cannot convert a symbolic tensor")

    assert "raised NotImplementedError: cannot convert" in told(symbolic)


def test_hints_come_one_by_one_and_end(capsys):
    check = neuron()
    for _ in range(3):
        check.hint()
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["Hint 1 of 2: one", "Hint 2 of 2: two"]
    assert said[2].startswith("There is no further hint")


def test_an_endless_loop_is_ended_and_told():
    def endless(w, x, b):
        while True:
            try:
                time.sleep(0.001)
            except Exception:
                continue

    line = told(endless, check=neuron(seconds=0.2))
    assert "did not come back within 0.2 seconds" in line and "never ends" in line


def test_a_bare_except_does_not_keep_an_endless_loop_alive():
    def stubborn(w, x, b):
        swallowed = False
        while True:
            try:
                time.sleep(0.001)
                if swallowed:
                    sum(range(100))
            except:  # noqa: E722
                if swallowed:
                    raise
                swallowed = True

    assert "did not come back" in told(stubborn, check=neuron(seconds=0.2))


def test_an_edit_that_never_ends_is_tried_once():
    endless = Edit("endless.", ("    return z", "    while True: pass"))
    others = (NO_BIAS, NOT_SUMMED, NO_RETURN_OF_Z, BACKWARD)
    check, tried = neuron(seconds=0.2, mistakes=(endless, *others)), []
    outcome = check.outcome
    check.outcome = lambda *given: tried.append(outcome(*given)) or tried[-1]
    assert "expected 12" in told(lambda w, x, b: 0.0, check=check)
    assert [made.raised for made in tried].count("never ends") == 1


def test_no_time_limit_strikes_after_the_call():
    call(lambda: 1, name="one", seconds=0.5)
    time.sleep(0.6)


MANY_LIMITS = """
import threading, time
from helpers.checks import CheckFailed, call

def busy(milliseconds):
    end = time.perf_counter() + milliseconds / 1000
    while time.perf_counter() < end:
        [str(i) for i in range(5)]
    return milliseconds

late = 0
for i in range(1500):
    try:
        call(busy, i // 7 % 9, name="busy", seconds=0.001 * (1 + i % 7))
    except CheckFailed:
        late += 1
    busy(0.3)  # nothing strikes here
print("late" if 100 < late < 1400 else late, threading.active_count())
"""


def test_limits_that_strike_at_any_moment_leave_nothing_behind():
    # With a thread for each limit this one waited for ever, sooner or later.
    command = [sys.executable, "-c", MANY_LIMITS]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.stdout, done.stderr) == ("late 2\n", "")


@pytest.mark.parametrize(
    ("arguments", "careless"),
    [
        ((np.ones(2),), lambda x: x.__iadd__(1).sum()),
        (([1, 2],), lambda x: x.pop()),
        (({"w": np.ones(2)},), lambda x: x["w"].__imul__(3).sum()),
        (({"w": [np.ones(2)]},), lambda x: x["w"].append(1) or 1),
        (({"w": 1},), lambda x: x.update(w=2) or 1),
    ],
    ids=["array", "list", "array in a dict", "list in a dict", "dict"],
)
def test_a_changed_argument_is_told_however_deep(arguments, careless):
    with pytest.raises(CheckFailed, match="changed its arguments in place"):
        call(careless, *arguments, name="careless")


def _both(x):
    return x.mean(axis=0), x.std(axis=0)


def _both_cases():
    return [(np.arange(6.0).reshape(3, 2),)]


def test_values_of_a_tuple_are_told_by_name():
    check = Exercise(_both, _both_cases, returns=("mean", "deviation"))
    check(lambda x: list(_both(x)))
    check(lambda x: np.array(_both(x)))
    wrong = told(lambda x: (x.mean(axis=0), x.var(axis=0)), check=check)
    assert "deviation is wrong: expected [1.633, 1.633], got [2.6667, 2.6667]" in wrong
    assert "expected 2 values, got 3" in told(lambda x: 3, check=check)
    assert "expected 2 values" in told(lambda x: (1, 2, 3), check=check)
    assert "expected 2 values, got 'ab'" in told(lambda x: "ab", check=check)


def _named(x):
    return {"w": x + 1, "b": x.sum()}


def test_a_dict_is_compared_key_by_key_and_nothing_else_will_do():
    check = Exercise(_named, lambda: [(np.arange(3.0),)])
    check(lambda x: {"b": x.sum(), "w": [1, 2, 3]})
    assert "'b' is wrong" in told(lambda x: {"w": x + 1, "b": 0}, check=check)
    assert "expected a dict" in told(lambda x: (x + 1, x.sum()), check=check)
    assert "expected the keys ['w', 'b']" in told(lambda x: {"w": x + 1}, check=check)


def _count(n):
    return n * (n - 1) // 2


def test_whole_numbers_must_be_equal_however_large():
    check = Exercise(_count, lambda: [(100_000,)])
    check(lambda n: n * (n - 1) / 2)
    assert "expected 4999950000, got 4999950001" in told(
        lambda n: _count(n) + 1, check=check
    )


def test_a_long_array_is_told_by_its_first_wrong_element():
    def _scores():
        return np.zeros((5, 10))

    def wrong():
        scores = np.zeros((5, 10))
        scores[2, 7] = 3
        return scores

    line = told(wrong, check=Exercise(_scores, lambda: [()]))
    assert line == "scores: for () at index (2, 7) expected 0, got 3"


def test_a_wall_of_arguments_is_cut_short():
    check = Exercise(lambda *x: 1, lambda: [tuple(range(1000))])
    check.name = "many"
    assert len(told(lambda *x: 2, check=check)) < 250
    assert describe(np.zeros((30, 2))) == "an array of shape (30, 2)"


def test_a_function_that_returns_nothing_is_used_by_its_run():
    def run_object(answer, x):
        holder = type("Holder", (), {"x": x})()
        answer(holder)
        return holder.x

    def _half(holder):
        holder.x = holder.x / 2

    check = Exercise(_half, lambda: [(4.0,)], run=run_object, returns=None)
    check(_half)
    assert "expected 2, got 4" in told(lambda holder: None, check=check)


def test_what_run_cannot_use_is_told_with_what_was_returned():
    check = Exercise(
        lambda x: np.array(x), lambda: [(4.0,)], run=lambda answer, x: answer(x).sum()
    )
    line = told(lambda x: "four", check=check)
    assert "got 'four', which cannot be used here" in line


def test_then_watches_an_answer_that_is_right_on_all_cases(capsys):
    def refuse(answer, *given):
        fail("neuron: not like that")

    assert told(_neuron, check=neuron(then=refuse)) == "neuron: not like that"
    assert "✓" not in capsys.readouterr().out
    assert "bias is missing" in told(lambda w, x, b: w @ x, check=neuron(then=refuse))


def test_the_pages_own_arguments_take_the_place_of_the_given():
    def run(answer, x, scale):
        return answer(x) / scale

    check = Exercise(lambda x: 2 * x, lambda: [(3.0,)], run=run, given=(1,))
    check(lambda x: 2 * x)
    check(lambda x: 20 * x, 10)


def test_a_procedure_has_a_name_hints_and_the_same_lines(capsys):
    @procedure(hints=("look at two",))
    def two(answer):
        """Check ``two()``."""
        if call(answer, name="two") != 2:
            fail("two: not two")
        passed("two", "two it is")

    two(lambda: 2)
    two.hint()
    said = capsys.readouterr().out
    assert said == "✓ two: two it is\nHint 1 of 1: look at two\n"
    assert two.name == "two" and two.__doc__ == "Check ``two()``."
    assert told(lambda: 3, check=two) == "two: not two"
    assert "expected a function, found 3" in told(3, check=two)
    assert "raised ZeroDivisionError" in told(lambda: 1 / 0, check=two)


def test_a_notebook_shows_one_line_and_no_traceback():
    assert CheckFailed("neuron: the bias is missing")._render_traceback_() == [
        "✗ neuron: the bias is missing"
    ]


def test_an_error_inside_the_check_itself_is_never_taken_for_the_readers():
    def broken(w, x, b):
        raise AssertionError("the reference is wrong")

    with pytest.raises(AssertionError, match="the reference is wrong") as caught:
        neuron(reference=broken)(_neuron)
    assert not isinstance(caught.value, CheckFailed)


def test_the_core_needs_no_keras_and_no_tensorflow():
    import subprocess
    import sys

    code = (
        "import sys, helpers.checks; print({'keras', 'tensorflow'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
    assert set(checks.__all__) >= {"Edit", "Exercise", "procedure", "call"}


def _printed(pair):
    return f"{pair[0]:.2f} {pair[1]:.2f}"


@pytest.mark.parametrize(
    "right", [(0.5, 1), [0.5, np.float32(1)], np.array([0.5, 1.0])]
)
def test_what_the_next_cell_can_use_is_left_alone(right):
    usable("verdict", right, _printed, "plain numbers")


@pytest.mark.parametrize("right", [([0.5], 1), (0.5, None), 0.5])
def test_right_values_that_stop_the_next_cell_get_one_line(right):
    with pytest.raises(CheckFailed) as caught:
        usable("verdict", right, _printed, "plain numbers")
    line = str(caught.value)
    assert line.startswith("verdict: the values are right, but ")
    assert line.endswith("which needs plain numbers.") and "\n" not in line
