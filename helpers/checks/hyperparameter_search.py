"""Checks of the exercises of chapter 08."""

from __future__ import annotations

import itertools
import math
import numbers
from collections.abc import Callable
from typing import Any

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
    usable,
)

# --- A number on a logarithmic scale -------------------------------------------------


def _log_uniform(low, high, rng):
    return np.exp(rng.uniform(np.log(low), np.log(high)))


SHARES = "the shares of many draws below low, in 8 equal steps of the log, above high"


def _shares(answer: Callable, low: float, high: float, seed: int) -> dict:
    """Return where draws lie between the ends, on the logarithmic scale."""
    rng = np.random.default_rng(seed)
    draws = [np.asarray(answer(low, high, rng), float) for _ in range(1500)]
    if draws[0].size != 1:
        fail(f"log_uniform: return one number, not {draws[0].size}.")
    draws = np.reshape(draws, len(draws))
    several = len(np.unique(draws))
    if several < 300 and np.isfinite(draws).all():
        fail(
            f"log_uniform: 1500 draws give {several} different numbers, {draws[0]:.3g} "
            "among them, and any number between the ends should come. Draw neither from "
            "a list nor a whole exponent, and from `rng`: a new generator begins anew."
        )
    places = np.log(draws / low) / np.log(high / low)
    edges = np.linspace(0, 1, 9)
    edges[[0, -1]] += -1e-6, 1e-6  # float32 may round beyond the ends
    steps = np.histogram(places, [-np.inf, *edges, np.inf])[0] / len(places)
    even = np.array([0, *[1 / 8] * 8, 0])  # what a right answer scatters about
    return {SHARES: np.round(np.where(abs(steps - even) < 0.045, even, steps), 3)}


def _chance_comes_from_the_generator(answer: Callable) -> None:
    def draws(seed: int) -> list[float]:
        rng = np.random.default_rng(seed)
        found = [call(answer, 0.5, 80.0, rng, name="log_uniform") for _ in range(30)]
        usable("log_uniform", found[0], lambda value: f"{value:.3g}", "a plain number")
        return [float(value) for value in found]

    first = draws(1)
    if draws(1) != first or draws(2) == first:
        fail(
            "log_uniform: the chance does not come from `rng` alone: the same generator "
            "gives other numbers, or another generator the same."
        )
    if not all(0.5 * (1 - 1e-9) <= value <= 80 * (1 + 1e-9) for value in first):
        fail("log_uniform: a number lies outside of low and high.")


log_uniform = Exercise(
    reference=_log_uniform,
    cases=lambda: [(1e-4, 1.0, 0), (0.02, 3.0, 1), (7, 9000, 2), (0.3, 0.9, 3)],
    run=_shares,
    then=_chance_comes_from_the_generator,
    atol=0.045,  # five times the scatter of a share of 1500 draws
    hints=(
        "From 0.001 to 0.01 as many draws as from 0.01 to 0.1: on which ruler are these "
        "two stretches equally long?",
        "Between which two numbers does the logarithm lie? rng.uniform takes two ends.",
        "You have drawn a logarithm. Which function undoes it? It must fit the logarithm "
        "that you took, natural or to the base 10.",
    ),
    mistakes=(
        Edit(
            "these numbers are spread evenly themselves; their logarithms are to be.",
            ("np.exp(rng.uniform(np.log(low), np.log(high)))", "rng.uniform(low, high)"),
        ),
        Edit(
            "as in the chapter, from 0.0001 to 1 whatever `low` and `high` are.",
            ("np.exp(rng.uniform(np.log(low), np.log(high)))", "10 ** rng.uniform(-4, 0)"),
        ),
        Edit(
            "this is the logarithm; turn it back into the number itself.",
            ("np.exp(rng.uniform(np.log(low), np.log(high)))",
             "rng.uniform(np.log(low), np.log(high))"),
        ),
        Edit(
            "this is the logarithm to the base 10; turn it back into the number itself.",
            ("np.exp(rng.uniform(np.log(low), np.log(high)))",
             "rng.uniform(np.log10(low), np.log10(high))"),
        ),
        Edit(
            "low and high are taken for exponents; take their logarithms first.",
            ("rng.uniform(np.log(low), np.log(high))", "rng.uniform(low, high)"),
        ),
        Edit(
            "low and high are taken for exponents of 10; take their logarithms first.",
            ("np.exp(rng.uniform(np.log(low), np.log(high)))",
             "10.0 ** rng.uniform(low, high)"),
        ),
        Edit(
            "log10 does not fit exp: one belongs to the base 10, the other to e.",
            ("np.log(low), np.log(high)", "np.log10(low), np.log10(high)"),
        ),
        Edit(
            "the natural logarithm does not fit 10**: take both to one base.",
            ("np.exp(rng.uniform(np.log(low), np.log(high)))",
             "10.0 ** rng.uniform(np.log(low), np.log(high))"),
        ),
        Edit(
            "exp and log are the wrong way round: draw the logarithm, and turn it back.",
            ("np.exp(rng.uniform(np.log(low), np.log(high)))",
             "np.log(rng.uniform(np.exp(low), np.exp(high)))"),
        ),
        Edit(
            "`low` is added; a power of the ratio *multiplies* it.",
            ("np.exp(rng.uniform(np.log(low), np.log(high)))",
             "low + (high / low) ** rng.random()"),
        ),
        Edit(
            "the logarithm is drawn as wide as asked, but from 0: begin at log(low).",
            ("np.exp(rng.uniform(np.log(low), np.log(high)))",
             "(high / low) ** rng.random()"),
        ),
    ),
)  # fmt: skip


# --- Grid search ---------------------------------------------------------------------


class _Model:
    """What the check's `train` returns: the settings, and the rows that it has seen."""

    def __init__(self, settings: dict, rows: np.ndarray, number: int):
        self.settings, self.rows, self.number = settings, set(rows.tolist()), number


class _Recorder:
    """Records every training and every error of one call of a grid search."""

    def __init__(self, grid: dict, rows: int, errors: list[float]):
        self.grid, self.rows = grid, rows
        self.x = np.random.default_rng(rows).normal(size=(rows, 3))
        self.x[:, 1] = np.arange(rows)  # a row's name
        self.y = 10.0 * np.arange(rows) + 3
        self.combinations = [
            dict(zip(grid, values, strict=True))
            for values in itertools.product(*grid.values())
        ]
        self.errors = errors
        self.models: list[_Model] = []
        self.splits: list[np.ndarray] = []
        self.asked: list[tuple[int, np.ndarray]] = []

    def _rows(self, x: Any, y: Any, where: str) -> np.ndarray:
        if not hasattr(x, "shape") or not hasattr(y, "shape"):
            fail(
                f"grid_search: `{where}` got a list, and a network needs an array: "
                "x[rows] takes all these rows at once."
            )
        x, y = np.asarray(x), np.asarray(y)
        if x.ndim != 2 or y.ndim != 1 or len(x) != len(y):
            fail(
                f"grid_search: `{where}` got x of shape {x.shape} and y of shape "
                f"{y.shape}; they need the same rows."
            )
        if not np.array_equal(y, 10 * x[:, 1] + 3):
            fail(
                f"grid_search: `{where}` got houses with the prices of others: take the "
                "same rows of x and of y."
            )
        return x[:, 1].astype(int)

    def train(self, settings: Any, x: Any, y: Any) -> _Model:
        """Stand for a training."""
        if not isinstance(settings, dict):
            fail(f"grid_search: settings must be a dict, not {describe(settings)}.")
        if settings not in self.combinations:
            fail(
                f"grid_search: trained with the settings {settings}, which are none of "
                f"the combinations of {self.grid}: a dict with one value under each name."
            )
        rows = self._rows(x, y, "train")
        self.models.append(_Model(dict(settings), rows, len(self.models)))
        self.splits.append(np.sort(rows))
        return self.models[-1]

    def error(self, model: Any, x: Any, y: Any) -> float:
        """Stand for an error: lower, and in another order, on rows that were learned."""
        if not isinstance(model, _Model):
            fail(f"grid_search: `error` got {describe(model)} in place of a model.")
        rows = self._rows(x, y, "error")
        self.asked.append((model.number, np.sort(rows)))
        value = self.errors[self.combinations.index(model.settings)]
        known = len(model.rows.intersection(rows.tolist())) / max(1, len(rows))
        return float(value - known * (0.5 * value + 0.1))


def _grids() -> list[_Recorder]:
    nan = math.nan
    words = {
        "train_algorithm": ["sgd", "adam"],
        "topology": [(8,), (8, 8)],
        "activation_function": ["relu", "tanh", "gelu"],
    }
    twelve = [0.9, 0.8, 0.7, 0.95, nan, 0.6, 0.3, 0.85, 0.4, 0.75, 0.65, 0.5]
    return [
        _Recorder(words, 41, twelve),
        _Recorder({"units": [4, 9], "rate": [0.1, 0.01, 1.0]}, 22,
                    [nan, 30.0, 20.0, 11.0, 15.0, nan]),
        _Recorder({"batch_size": [64]}, 8, [0.2]),
        _Recorder({"l2": [0.0, None, 0.5], "dropout": [False]}, 103, [3.0, 4.0, 2.0]),
    ]  # fmt: skip


def _watch_split(lab: _Recorder, name: str = "grid_search") -> np.ndarray:
    """Return the validation rows, once they are found to be a quarter, and one for all."""
    size, train = lab.rows // 4, lab.splits[0]
    if any(not np.array_equal(split, train) for split in lab.splits):
        fail(
            f"{name}: the combinations do not train on the same rows. Draw the split "
            "once, before the first training; else luck is compared."
        )
    valid = np.setdiff1d(np.arange(lab.rows), train)
    if len(train) != len(np.unique(train)):
        fail(f"{name}: some rows are there twice: draw without replacement.")
    if len(valid) == 0:
        fail(f"{name}: it trains on all rows, so that nothing is left to validate on.")
    if len(valid) != size:
        swapped = " The two are swapped." if len(train) == size else ""
        if len(train) == lab.rows - size + 1 or len(valid) < size:
            swapped = " Were some rows drawn twice?"
        fail(
            f"{name}: of {lab.rows} rows len(x) // 4 = {size} are to validate on and all "
            f"others to train on; it trains on {len(train)}.{swapped}"
        )
    return valid


def _watch_trainings(lab: _Recorder) -> None:
    done = [model.settings for model in lab.models]
    wanted, most = len(lab.combinations), max(map(len, lab.grid.values()))
    missing = [one for one in lab.combinations if one not in done]
    if missing and len(done) <= most and most < wanted:
        fail(
            f"grid_search: {len(done)} trainings for {lab.grid}. That pairs the values "
            f"off; every value of one name meets every value of the others: {wanted}."
        )
    if missing:
        fail(
            f"grid_search: {len(done)} trainings for {wanted} combinations; "
            f"{missing[0]} is missing."
        )
    if len(done) > wanted:
        fail(
            f"grid_search: {len(done)} trainings for {wanted} combinations. Once is "
            "enough, a training may take hours: keep the model that it returned."
        )
    if done != lab.combinations:
        fail(
            "grid_search: the order is not that of nested loops, in which the last name "
            f"changes fastest: after {lab.combinations[0]} comes {lab.combinations[1]}."
        )


def _watch_table(lab: _Recorder, table: Any) -> None:
    if not isinstance(table, list) or not all(isinstance(row, dict) for row in table):
        inside = " of other things" if isinstance(table, list) else ""
        fail(
            "grid_search: the table is to be a list of dicts, one for each combination, "
            f"not {describe(table)}{inside}."
        )
    names = [*lab.grid, "error"]
    if len(table) != len(lab.combinations):
        fail(
            f"grid_search: the table has {len(table)} rows for {len(lab.combinations)} "
            "combinations; those with nan stand in it, too."
        )
    if len(table) > 1 and all(row is table[0] for row in table):
        fail(
            "grid_search: all rows of the table are one and the same dict, changed again "
            "and again; make a new one for each combination."
        )
    for row, settings, right in zip(table, lab.combinations, lab.errors, strict=True):
        if set(row) != set(names):
            fail(f"grid_search: a row has the names {list(row)}, not {names}.")
        if {name: row[name] for name in settings} != settings:
            fail(
                f"grid_search: a row holds {describe(row)} where {settings} stands in "
                "the order of training; do not sort the table."
            )
        found = row["error"]
        if np.ndim(found) or not isinstance(np.asarray(found).item(), numbers.Real):
            fail(
                "grid_search: the error in a row is to be a number as `error` gives it, "
                f"not {describe(found)}."
            )
        if not np.isclose(float(found), right, equal_nan=True):
            learned = 0.5 * right - 0.1
            where = " It is the error on the rows that it was trained on."
            fail(
                f"grid_search: for {settings} the table says {float(found):.3g}, and on "
                f"the validation rows the error is {right:.3g}."
                f"{where if np.isclose(float(found), learned) else ''}"
            )


def _watch_validation(lab: _Recorder, valid: np.ndarray) -> None:
    for number in range(len(lab.models)):
        rows = [asked for model, asked in lab.asked if model == number]
        if not rows:
            fail("grid_search: not every model's error is measured.")
        if not any(np.array_equal(one, valid) for one in rows):
            if any(np.array_equal(one, lab.splits[0]) for one in rows):
                fail(
                    "grid_search: the error is measured on the rows that the model was "
                    "trained on; measure it on the others."
                )
            fail(
                f"grid_search: the error is measured on {len(rows[0])} rows; it is to be "
                f"measured on the {len(valid)} that no model was trained on, all of them."
            )


def _search(answer: Callable, lab: _Recorder, seed: int) -> Any:
    """Call the answer before a recorder; return its two values."""
    rng = np.random.default_rng(seed)
    arguments = (lab.train, lab.error, lab.grid, lab.x, lab.y, rng)
    try:
        result = call(answer, *arguments, name="grid_search")
    except CheckFailed as failed:
        if isinstance(failed.raised, KeyError):
            fail(f"{failed}. The names stand in `grid`: take whatever is there.")
        raise
    if not isinstance(result, tuple | list) or len(result) != 2:
        fail(
            "grid_search: it is to return two things, the best model and the table, not "
            f"{describe(result)}."
        )
    return result


@procedure(
    hints=(
        "Three parts: split the rows once; make a list of all combinations; then one "
        "loop that trains, measures, and remembers. Write the loop first, for a list of "
        "settings that you typed in.",
        "For the combinations: itertools.product(*grid.values()) gives every way to take "
        "one value of each list. Or begin with one empty dict, and for each name extend "
        "every dict by every value.",
        "For the best: keep the model and its error, and replace both whenever a lower "
        "error comes. What does `nan < 0.5` give, and what `nan > 0.5`?",
    )
)
def grid_search(answer: Callable) -> None:
    """Watch a grid search: its split, its trainings, its table and its model."""
    valid_rows = []
    for lab in _grids():
        result = _search(answer, lab, seed=0)
        if not lab.models:
            fail("grid_search: `train` was never called.")
        _watch_trainings(lab)
        valid = _watch_split(lab)
        _watch_validation(lab, valid)
        model, table = result
        if isinstance(model, list) and not isinstance(table, list):
            fail("grid_search: return the model first, then the table.")
        _watch_table(lab, table)
        _watch_model(lab, model)
        valid_rows.append(valid)
    for seed in (0, 1):
        lab = _grids()[0]
        _search(answer, lab, seed)
        valid_rows.append(_watch_split(lab))
    first, *_, again, other = valid_rows
    if not np.array_equal(first, again) or np.array_equal(first, other):
        rows = lab.rows
        ends = (np.arange(len(first)), np.arange(rows - len(first), rows))
        if any(np.array_equal(first, end) for end in ends):
            fail(
                "grid_search: the validation rows are the first or the last ones. Data "
                "are often sorted, by place for example: draw the rows with `rng`."
            )
        fail(
            "grid_search: the split is to be drawn with `rng`: the same generator gives "
            "the same split, another one another."
        )
    passed("grid_search", "all combinations, one split, the best model and its table")


def _watch_model(lab: _Recorder, model: Any) -> None:
    best = int(np.nanargmin(lab.errors))
    if isinstance(model, dict):
        fail("grid_search: it returns the best settings; return the model itself.")
    if not isinstance(model, _Model):
        fail(f"grid_search: the first value is no model but {describe(model)}.")
    found = lab.combinations.index(model.settings)
    if math.isnan(lab.errors[found]):
        fail(
            "grid_search: a model whose error is nan wins. np.argmin takes nan for the "
            "lowest, and for `min` every comparison with it is False."
        )
    if found == int(np.nanargmax(lab.errors)) and found != best:
        fail("grid_search: this is the model with the highest error.")
    if found != best:
        last = " It is the last one trained." if found == len(lab.errors) - 1 else ""
        fail(
            f"grid_search: the model with {lab.combinations[best]} has the lowest error, "
            f"and the one with {model.settings} is returned.{last}"
        )


# --- Random search -------------------------------------------------------------------


def _random_search(trial, draws, budget, rng):
    best, lowest, so_far = None, np.inf, []
    for _ in range(budget):
        settings = {name: draw(rng) for name, draw in draws.items()}
        error = trial(settings)
        if error < lowest:
            best, lowest = settings, error
        so_far.append(lowest)
    return best, lowest, so_far


def _random_cases() -> list[tuple]:
    """Errors of trials in the order of their drawing; a few more than the budget."""
    nan = math.nan
    return [
        ([0.9, 0.7, 0.8, 0.3, 0.5, 0.1], 5),
        ([5.0, nan, 4.0, 6.0, nan, 2.0, 7.0, 1.0], 7),
        ([0.2, 0.6, 0.4, 0.1], 3),
        ([12.0, 3.0], 1),
        ([30.0, 20.0, nan, 0.5], 3),
    ]


def _use_search(answer: Callable, errors: list[float], budget: int) -> Any:
    """Return the number of the trial whose settings come back, its error, the course."""
    rng, tried = np.random.default_rng(0), []

    def drawing(name: str, values: Callable[[int], Any]) -> Callable:
        count = itertools.count()

        def draw(generator: Any = None) -> Any:
            if generator is not rng:
                fail(f"random_search: give `rng` to what draws: draws[{name!r}](rng).")
            return values(next(count))

        return draw

    draws = {
        "rate": drawing("rate", lambda i: 0.5**i),
        "activation": drawing("activation", lambda i: ("relu", "tanh", "gelu")[i % 3]),
        "units": drawing("units", lambda i: 10 + i),
    }

    def trial(settings: Any = None, **named: Any) -> float:
        if not isinstance(settings, dict) or set(settings) != set(draws):
            got = "one argument for each name" if named else describe(settings)
            fail(
                f"random_search: `trial` got {got}. It takes one dict, with the names "
                f"that stand in `draws`, here {list(draws)}."
            )
        if callable(settings["rate"]):
            fail(
                "random_search: `trial` got the functions that draw, not their values."
            )
        tried.append(dict(settings))
        number = settings["units"] - 10
        return errors[number] if number < len(errors) else 99.0

    result = answer(trial, draws, budget, rng)
    if not (
        isinstance(result, tuple | list)
        and len(result) == 3
        and isinstance(result[0], dict | None)
    ):
        fail(
            "random_search: return three things in this order: the best settings, a "
            "dict; their error; and the list of the lowest errors so far."
        )
    if len(tried) != budget:
        fail(
            f"random_search: {len(tried)} trials for a budget of {budget}. In each round "
            "`trial` is called once, and a trial whose error is nan counts, too."
        )
    best, lowest, so_far = result
    if best is None:
        fail(
            f"random_search: of trials with the errors {errors[:budget]} none is kept. "
            "With which number does the lowest error begin? Any error has to be below it."
        )
    if best not in tried:
        fail("random_search: the settings returned are none of those that were tried.")
    return tried.index(best), lowest, np.asarray(so_far, float)


def _search_is_used(answer: Callable) -> None:
    draws = {"rate": lambda rng: float(rng.uniform())}
    trial, rng = (lambda settings: settings["rate"]), np.random.default_rng(0)
    _, lowest, so_far = call(answer, trial, draws, 5, rng, name="random_search")
    for one in (lowest, so_far[0]):
        usable("random_search", one, lambda value: f"{value:.1f}", "plain numbers")


random_search = Exercise(
    reference=_random_search,
    cases=_random_cases,
    run=_use_search,
    then=_search_is_used,
    returns=(
        "the best settings, told by the number of their trial counted from 0,",
        "the error",
        "the list of the lowest errors so far",
    ),
    hints=(
        "Begin with a single trial: make a dict that has, under each name, what the "
        "function under that name draws. Then repeat that, budget times.",
        "Before the loop the lowest error is infinite. What has to happen when a trial's "
        "error is below it, and what after every trial?",
        "The list takes up the lowest error so far, not the trial's own, once in every "
        "round, whether or not that round brought something better.",
    ),
    mistakes=(
        Edit(
            "the settings are drawn once, before the loop, and then tried again and "
            "again; draw anew for each trial.",
            ("    for _ in range(budget):\n", "    settings = {name: draw(rng) for name, "
             "draw in draws.items()}\n    for _ in range(budget):\n"),
            ("        settings = {name: draw(rng) for name, draw in draws.items()}\n"
             "        error", "        error"),
        ),
        Edit(
            "the list holds each trial's own error; it is to hold the lowest so far.",
            ("so_far.append(lowest)", "so_far.append(error)"),
        ),
        Edit(
            "the list grows only when a trial is better; it is to be as long as the "
            "budget.",
            ("        so_far.append(lowest)", "            so_far.append(lowest)"),
        ),
        Edit(
            "the list is filled before the trial is compared; the last trial is missing.",
            ("        error = trial(settings)\n",
             "        error = trial(settings)\n        so_far.append(lowest)\n"),
            ("            best, lowest = settings, error\n        so_far.append(lowest)",
             "            best, lowest = settings, error"),
        ),
        Edit(
            "this looks for the highest error; the lowest wins.",
            ("error < lowest", "error > lowest"), ("np.inf", "-np.inf"),
        ),
        Edit(
            "a nan wins: `not error >= lowest` is True of it.",
            ("error < lowest", "not error >= lowest"),
        ),
        Edit(
            "after a nan everything is nan: np.argmin and np.minimum take nan for the "
            "lowest.",
            ("if error < lowest", "if lowest == lowest and not error >= lowest"),
        ),
        Edit(
            "a nan wins: np.argmin and min take it for the lowest.",
            ("if error < lowest", "if lowest == lowest and not error >= lowest"),
            ("so_far.append(lowest)", "so_far.append(error)"),
            ("return best, lowest, so_far",
             "return best, lowest, np.fmin.accumulate(so_far)"),
        ),
        Edit(
            "after a nan the list is nan to its end: np.minimum passes it on.",
            (
                "so_far.append(lowest)",
                "so_far.append(np.minimum(so_far[-1] if so_far else np.inf, error))",
            ),
        ),
        Edit(
            "a nan stands in the list; after such a trial the lowest error so far is "
            "what it was before.",
            ("so_far.append(lowest)", "so_far.append(lowest if error == error else error)"),
        ),
        Edit(
            "the settings returned are those of the last trial, not of the best. Is it one "
            "dict, filled anew each time? Make a new one for each trial.",
            ("return best, lowest", "return settings, lowest"),
        ),
        Edit(
            "the error returned is that of the last trial, not of the best.",
            ("return best, lowest", "return best, error"),
        ),
    ),
)  # fmt: skip


# --- Who goes on ---------------------------------------------------------------------


def _successive_halving(errors, factor):
    alive = np.arange(len(errors))
    epochs, rungs, spent = 1, {1: alive.tolist()}, len(errors)
    while epochs * factor <= errors.shape[1]:
        ranked = alive[np.argsort(errors[alive, epochs - 1])]  # nan comes last
        alive = np.sort(ranked[: max(1, len(alive) // factor)])
        spent += len(alive) * (factor * epochs - epochs)
        epochs *= factor
        rungs[epochs] = alive.tolist()
    return rungs, spent


def _halving_cases() -> list[tuple]:
    """Tables of errors without ties: thirds, halves, fourths, and what does not divide."""
    rng = np.random.default_rng(5)
    cases = []
    for trials, epochs, factor in (
        (27, 9, 3), (8, 8, 2), (11, 9, 3), (5, 16, 2), (20, 17, 4), (2, 9, 3),
        (6, 1, 2), (7, 5, 2),
    ):  # fmt: skip
        drawn = rng.permutation(trials * epochs).reshape(trials, epochs) / 50 + 0.1
        cases.append((drawn, factor))
    wild = rng.permutation(9 * 9).reshape(9, 9) / 20 + 0.2
    wild[[1, 4, 6], 0] = np.nan
    wild[2, 1:] = np.nan
    wild[2, 0] = 0.01  # the best at first, then it flies apart
    return [*cases, (wild, 3), (wild[:4], 2)]


def _use_halving(answer: Callable, errors: np.ndarray, factor: int) -> Any:
    """Return what the answer returns, once its dict has the right epochs."""
    result = answer(errors, factor)
    rungs = result[0] if isinstance(result, tuple | list) and result else None
    wanted = [factor**i for i in range(9) if factor**i <= errors.shape[1]]
    if isinstance(rungs, dict) and set(rungs) != set(wanted):
        why = f"1, and then {factor} times as many as long as the table has them."
        if set(rungs) == {1, 3, 9}:
            why = "3 is the factor of the chapter's page."
        elif rungs and set(rungs) < set(wanted) and np.size(rungs[max(rungs)]) == 1:
            why = "Where one trial is left, it goes on to the end."
        fail(
            f"successive_halving: with factor {factor} and {errors.shape[1]} epochs in "
            f"the table trials stand under {wanted}, not {list(rungs)}. {why}"
        )
    return result


def _trials_are_numbers(answer: Callable) -> None:
    errors = np.random.default_rng(1).random((9, 9))
    rungs, _ = call(answer, errors, 3, name="successive_halving")
    usable(
        "successive_halving",
        rungs[3],
        lambda trials: errors[trials, -1][trials[0] % 3],
        "lists of whole numbers",
    )


successive_halving = Exercise(
    reference=_successive_halving,
    cases=_halving_cases,
    run=_use_halving,
    then=_trials_are_numbers,
    returns=("the dict of trials", "the number of epochs"),
    hints=(
        "Begin with the trials that are alive: all of them. One round ranks them by one "
        "column and keeps the first few. Which column, after 1 epoch, and how many?",
        "np.argsort of the errors of those alive gives places *among those alive*; take "
        "them from the list of those alive to have the trials' own numbers.",
        "For the epochs: everybody trains the first one. Those who go on from 1 to "
        "`factor` epochs train the difference, and no more.",
    ),
    mistakes=(
        Edit(
            "a survivor's first epochs are counted again; it goes on from where it was.",
            ("(factor * epochs - epochs)", "(factor * epochs)"),
        ),
        Edit(
            "each survivor is counted with `factor` more epochs; it goes on from "
            "`epochs` to `factor * epochs`.",
            ("(factor * epochs - epochs)", "factor"),
        ),
        Edit(
            "each survivor is counted with one more epoch; it goes on from `epochs` to "
            "`factor * epochs`.",
            ("(factor * epochs - epochs)", "1"),
        ),
        Edit(
            "the number of survivors is rounded to the nearest; the text asks for down.",
            ("max(1, len(alive) // factor)", "max(1, int(len(alive) / factor + 0.5))"),
        ),
        Edit(
            "one in `factor` is dropped; one in `factor` is to go on.",
            ("max(1, len(alive) // factor)", "len(alive) - len(alive) // factor"),
        ),
        Edit(
            "Python's `sorted` does not sort where nan is among the numbers: comparing "
            "with nan is always False. Where does np.argsort put it?",
            (
                "alive[np.argsort(errors[alive, epochs - 1])]",
                "np.array(sorted(alive, key=lambda i: errors[i, epochs - 1]))",
            ),
        ),
        Edit(
            "trials with nan are dropped before those still there are counted; they "
            "count, and come last.",
            ("        ranked = alive[", "        alive = alive[~np.isnan(errors[alive, "
             "epochs - 1])]\n        ranked = alive["),
        ),
        Edit(
            "the first epoch of all trials is not counted.",
            ("spent = 1, {1: alive.tolist()}, len(errors)",
             "spent = 1, {1: alive.tolist()}, 0"),
        ),
        Edit(
            "a third goes on whatever `factor` is.",
            ("len(alive) // factor", "len(alive) // 3"),
        ),
        Edit(
            "nobody is left: where fewer than `factor` are alive, one still goes on.",
            ("max(1, len(alive) // factor)", "len(alive) // factor"),
        ),
        Edit(
            "the number of survivors is rounded up; the text asks for down.",
            ("max(1, len(alive) // factor)", "-(-len(alive) // factor)"),
        ),
        Edit(
            "the number of survivors is rounded with `round`; the text asks for down.",
            ("max(1, len(alive) // factor)", "max(1, round(len(alive) / factor))"),
        ),
        Edit(
            "these are places among those still alive, not the trials' own numbers: take "
            "them out of the list of those alive.",
            ("alive[np.argsort(errors[alive, epochs - 1])]",
             "np.argsort(errors[alive, epochs - 1])"),
        ),
        Edit(
            "every round ranks by the first epoch; rank by the last one trained.",
            ("epochs - 1])]", "0])]"),
        ),
        Edit(
            "it ranks by the last column, which these trials have not reached yet.",
            ("epochs - 1])]", "-1])]"),
        ),
        Edit(
            "it ranks by one epoch too late: after `e` epochs the error stands in column "
            "`e - 1`.",
            ("epochs - 1])]", "min(epochs, errors.shape[1] - 1)])]"),
        ),
        Edit(
            "it ranks by the lowest error so far; rank by the error after the last epoch "
            "trained.",
            ("errors[alive, epochs - 1]", "np.nanmin(errors[alive, :epochs], axis=1)"),
        ),
        Edit(
            "the worst go on: sorted, the lowest errors come first.",
            ("np.argsort(errors", "np.argsort(-errors"),
        ),
        Edit(
            "it takes nan for an error of zero, the best of all.",
            ("errors[alive, epochs - 1]", "np.nan_to_num(errors[alive, epochs - 1])"),
        ),
        Edit(
            "the survivors stand in the order of their errors; sort them by their number.",
            ("np.sort(ranked[: max(1, len(alive) // factor)])",
             "ranked[: max(1, len(alive) // factor)]"),
        ),
        Edit(
            "the dict holds how many there are; it is to hold which ones.",
            ("rungs[epochs] = alive.tolist()", "rungs[epochs] = len(alive)"),
            ("{1: alive.tolist()}", "{1: len(alive)}"),
        ),
        Edit(
            "the survivors stand under the epochs after which they were chosen; they are "
            "to stand under those that they were trained to.",
            ("        epochs *= factor\n        rungs[epochs] = alive.tolist()",
             "        rungs[epochs] = alive.tolist()\n        epochs *= factor"),
            ("    return", "    alive = alive[np.argsort(errors[alive, epochs - 1])]\n"
             "    last = alive[: max(1, len(alive) // factor)]\n"
             "    rungs[epochs] = np.sort(last).tolist()\n    return"),
        ),
        Edit(
            "epochs after the last choice are counted; the training ends with the last "
            "number of epochs in the dict.",
            ("    return", "    spent += len(alive) * (errors.shape[1] - epochs)\n"
             "    return"),
        ),
    ),
)  # fmt: skip


# --- What a search of n trials may hope for ------------------------------------------


def _expected_best(errors, n):
    total = 0.0
    for place, error in enumerate(np.sort(errors)):
        after = len(errors) - 1 - place  # the others of the set are among these
        total += error * math.comb(after, n - 1)
    return total / math.comb(len(errors), n)


def _best_cases() -> list[tuple]:
    rng = np.random.default_rng(2)
    return [
        (np.array([4.0, 1.0, 2.0]), 2),
        (np.array([0.5, 0.9, 0.3, 0.7, 0.35]), 3),
        (np.array([7, 2, 9, 4], dtype=np.uint8), 1),
        (rng.gamma(2, 5, size=12), 4),
        (rng.gamma(2, 5, size=9), 9),
        (np.array([3.0, 3.0, 1.0, 8.0, 8.0]), 2),
        (np.array([2.5]), 1),
    ]


def _use_best(answer: Callable, errors: np.ndarray, n: int) -> Any:
    found = answer(errors, n)
    again = answer(errors, n)
    drawn = not np.array_equal(np.asarray(found), np.asarray(again), equal_nan=True)
    if len(errors) == 3 and np.size(found) == 1:  # near 4 / 3, but not equal
        drawn |= 0.0001 < abs(float(np.ravel(found)[0]) - 4 / 3) < 0.1
    if drawn:
        fail(
            "expected_best: near, but not exact, or not the same twice: is it drawn? The "
            "exact mean needs no chance: count the sets."
        )
    return found


def _best_is_used(answer: Callable) -> None:
    found = call(answer, np.array([3.0, 1.0, 2.0]), 2, name="expected_best")
    usable("expected_best", found, lambda value: f"{value:.2f}", "a plain number")


expected_best = Exercise(
    reference=_expected_best,
    cases=_best_cases,
    run=_use_best,
    then=_best_is_used,
    hints=(
        "Take three errors, 1, 2 and 4, and all sets of two: write them down with the "
        "lowest of each. How often is 1 the lowest, and how often 2?",
        "The error in place `i` is the lowest of a set if it is in it and the other "
        "n - 1 all stand after it. How many stand after it?",
        "math.comb(m, k) is the number of sets of k out of m. The mean divides by the "
        "number of all sets.",
    ),
    mistakes=(
        Edit(
            "the errors are not sorted; *the others stand after it* needs their order.",
            ("np.sort(errors)", "errors"),
        ),
        Edit(
            "sorted the other way round, this is the mean of the *highest* in a set.",
            ("np.sort(errors)", "np.sort(errors)[::-1]"),
        ),
        Edit(
            "the lowest itself is one of the n: only n - 1 others are still to be chosen.",
            ("math.comb(after, n - 1)", "math.comb(after, n)"),
        ),
        Edit(
            "one too many stand after it: the error itself does not count among them.",
            ("len(errors) - 1 - place", "len(errors) - place"),
        ),
        Edit(
            "this is the sum over all sets; the mean divides by how many there are.",
            ("total / math.comb(len(errors), n)", "total"),
        ),
        Edit(
            "this divides by the number of trials; divide by the number of sets.",
            ("total / math.comb(len(errors), n)", "total / len(errors)"),
        ),
        Edit(
            "this divides by the number of sets of n - 1; the sets have n.",
            ("math.comb(len(errors), n)", "math.comb(len(errors), n - 1)"),
        ),
        Edit(
            "math.perm counts orders, math.comb sets; count the same above and below.",
            ("math.comb(after, n - 1)", "math.perm(after, n - 1)"),
        ),
        Edit(
            "np.argsort gives places; the errors themselves, sorted, are needed.",
            ("np.sort(errors)", "np.argsort(errors)"),
        ),
        Edit(
            "an error that occurs twice belongs to two trials; both count.",
            ("    total = 0.0", "    errors = np.unique(errors)\n    total = 0.0"),
        ),
        Edit(
            "this is the n-th lowest error; asked for is the mean of the lowest one, "
            "over all sets of n.",
            ("total / math.comb(len(errors), n)", "np.sort(errors)[n - 1]"),
        ),
        Edit(
            "this draws with replacement, so that a trial may be there twice; the text "
            "asks for n different ones.",
            ("math.comb(after, n - 1)", "((after + 1) ** n - after**n)"),
            ("math.comb(len(errors), n)", "len(errors) ** n"),
        ),
        Edit(
            "this is the lowest of all; with only n drawn at random it is often not "
            "among them.",
            ("total / math.comb(len(errors), n)", "np.min(errors)"),
        ),
        Edit(
            "this is the lowest of the first n; the mean goes over all sets of n.",
            ("total / math.comb(len(errors), n)", "np.min(errors[:n])"),
        ),
        Edit(
            "this is the mean of the n lowest errors; asked for is the mean of the "
            "lowest one, over all sets of n.",
            ("total / math.comb(len(errors), n)", "np.mean(np.sort(errors)[:n])"),
        ),
        Edit(
            "this is the mean of all errors.",
            ("total / math.comb(len(errors), n)", "np.mean(errors)"),
        ),
    ),
)  # fmt: skip
