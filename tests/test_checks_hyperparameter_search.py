"""Chapter 08's checks: other right ways, and what the grid search's check watches."""

import inspect
import itertools
import math

import numpy as np
import pytest

from helpers.checks import CheckFailed
from helpers.checks import hyperparameter_search as checks

# --- Other right ways ----------------------------------------------------------------


def log_uniform_by_ratio(low, high, rng):
    return low * (high / low) ** rng.random()


def log_uniform_in_decades(low, high, rng):
    return np.float32(10 ** rng.uniform(math.log10(low), math.log10(high)))


def search_with_a_list_of_settings(trial, draws, budget, rng):
    drawn = [{name: draws[name](rng) for name in draws} for _ in range(budget)]
    errors = [float(trial(settings)) for settings in drawn]
    best = int(np.nanargmin(errors))
    return [drawn[best], errors[best], np.fmin.accumulate(errors)]


def halving_with_lists(errors, factor):
    alive, epochs, spent = list(range(len(errors))), 1, len(errors)
    rungs = {1: list(alive)}
    while factor * epochs <= len(errors[0]):
        column = [math.inf if math.isnan(e) else e for e in errors[:, epochs - 1]]
        alive.sort(key=lambda trial: column[trial])
        alive = sorted(alive[: max(1, len(alive) // factor)])
        spent, epochs = spent + len(alive) * (factor - 1) * epochs, factor * epochs
        rungs[epochs] = np.array(alive)
    return rungs, np.int64(spent)


def best_of_all_sets(errors, n):
    return np.mean([min(chosen) for chosen in itertools.combinations(errors, n)])


def best_by_probabilities(errors, n):
    errors = sorted(float(error) for error in errors)
    result, left = 0.0, 1.0
    for place, error in enumerate(errors):
        chance = n / (len(errors) - place)  # that it is in the set, if none before was
        result, left = (
            result + left * min(1, chance) * error,
            left * (1 - min(1, chance)),
        )
    return result


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        (checks.log_uniform, log_uniform_by_ratio),
        (checks.log_uniform, log_uniform_in_decades),
        (checks.random_search, search_with_a_list_of_settings),
        (checks.successive_halving, halving_with_lists),
        (checks.expected_best, best_of_all_sets),
        (checks.expected_best, best_by_probabilities),
    ],
)
def test_other_right_ways_pass(check, answer, capsys):
    check(answer)
    assert capsys.readouterr().out.startswith("✓ ")


# --- Grid search ---------------------------------------------------------------------


def grid_search(train, error, grid, x, y, rng):
    order = rng.permutation(len(x))
    valid, rest = order[: len(x) // 4], order[len(x) // 4 :]
    best, lowest, table = None, np.inf, []
    for values in itertools.product(*grid.values()):
        settings = dict(zip(grid, values))  # noqa: B905
        model = train(settings, x[rest], y[rest])
        found = error(model, x[valid], y[valid])
        row = {**settings, "error": found}
        table.append(row)
        if found < lowest:
            best, lowest = model, found
    return best, table


def grid_search_with_a_mask(train, error, grid, x, y, rng):
    is_valid = np.zeros(len(x), bool)
    is_valid[rng.choice(len(x), len(x) // 4, replace=False)] = True
    combinations = [
        dict(zip(grid, values, strict=True))
        for values in itertools.product(*grid.values())
    ]
    models = [train(one, x[~is_valid], y[~is_valid]) for one in combinations]
    errors = [error(model, x[is_valid], y[is_valid]) for model in models]
    for one, found in zip(combinations, errors, strict=True):
        one["error"] = np.float32(found)
    return models[np.nanargmin(errors)], combinations


@pytest.mark.parametrize("answer", [grid_search, grid_search_with_a_mask])
def test_right_grid_searches_pass(answer, capsys):
    checks.grid_search(answer)
    assert capsys.readouterr().out.startswith("✓ grid_search")


WRONG = {
    "with a split of its own": (
        ("        settings =", "        order = rng.permutation(len(x))\n"
         "        valid, rest = order[: len(x) // 4], order[len(x) // 4 :]\n"
         "        settings ="),
        "do not train on the same rows",
    ),
    "with the first rows": (("rng.permutation(len(x))", "np.arange(len(x))"),
                            "the first or the last"),
    "with a generator of its own": (("rng.permutation", "np.random.default_rng(0)."
                                     "permutation"), "drawn with `rng`"),
    "with the parts swapped": (("valid, rest = ", "rest, valid = "), "swapped"),
    "on all rows": (("x[rest], y[rest]", "x, y"), "trains on all rows"),
    "with prices of others": (("x[rest], y[rest]", "x[rest], y[valid]"), "same rows"),
    "with prices mixed up": (("x[rest], y[rest]", "x[rest], y[np.sort(rest)]"),
                             "prices of others"),
    "by the training error": (("x[valid], y[valid]", "x[rest], y[rest]"),
                              "rows that the model was trained on"),
    "by the error on all": (("x[valid], y[valid]", "x, y"), "measured on 41 rows"),
    "with pairs only": (("itertools.product(*grid.values())", "zip(*grid.values())"),
                        "pairs the values off"),
    "backwards": (
        ("itertools.product(*grid.values())",
         "[v[::-1] for v in itertools.product(*list(grid.values())[::-1])]"),
        "the last name changes fastest",
    ),
    "where nan wins": (("found < lowest", "not found >= lowest"), "error is nan wins"),
    "for the highest": (("found < lowest", "found > lowest or best is None"),
                        "highest error"),
    "that returns the last": (("return best,", "return model,"), "the last one trained"),
    "that returns settings": (("return best,", "return settings,"), "best settings"),
    "in the other order": (("return best, table", "return table, best"), "model first"),
    "without a table": (("return best, table", "return best"), "two things"),
    "with a table of pairs": (("table.append(row)", "table.append((settings, found))"),
                              "list of dicts"),
    "without the nans": (("table.append(row)", "if found == found: table.append(row)"),
                         "11 rows for 12"),
    "with a sorted table": (("return best, table",
                             "return best, sorted(table, key=lambda r: r['error'])"),
                            "do not sort"),
    "with one dict": (
        ("row = {**settings, \"error\": found}",
         "row = table[0] if table else {}\n        row.update(settings, error=found)"),
        "one and the same dict",
    ),
    "that trains again": (("return best,", "return train(settings, x[rest], y[rest]),"),
                          "Once is enough"),
    "with another name": (("\"error\": found", "\"loss\": found"), "the names"),
    "with settings by name": (("train(settings, ", "train(list(settings), "),
                              "must be a dict"),
    "that empties the grid": (("    return best", "    grid.clear()\n    return best"),
                              "changed its arguments"),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "told"), WRONG.values(), ids=WRONG)
def test_a_wrong_grid_search_is_told_why(edit, told):
    source = inspect.getsource(grid_search)
    assert source.count(edit[0]) == 1
    scope = {"np": np, "itertools": itertools}
    exec(source.replace(*edit), scope)
    with pytest.raises(CheckFailed) as failure:
        checks.grid_search(scope["grid_search"])
    assert told in str(failure.value)


def test_chance_from_elsewhere_is_no_chance_of_rng():
    fixed = np.random.default_rng(3)
    for source in (np.random, fixed):
        with pytest.raises(CheckFailed, match="does not come from"):
            checks.log_uniform(
                lambda low, high, rng, source=source: log_uniform_by_ratio(
                    low, high, source
                )
            )


def test_drawing_is_not_the_exact_answer_not_even_with_a_seed():
    rng = np.random.default_rng(0)

    def drawn(errors, n, rng=rng):
        return np.mean([rng.choice(errors, n, replace=False).min() for _ in range(500)])

    for answer in (drawn, lambda *case: drawn(*case, np.random.default_rng(0))):
        with pytest.raises(CheckFailed, match="is it drawn"):
            checks.expected_best(answer)


# --- What passes works in the page's next cell -----------------------------------------


def rows_as_floats(errors, factor):
    rungs, spent = halving_with_lists(errors, factor)
    return {key: np.array(trials, float) for key, trials in rungs.items()}, spent


def search_of_arrays(trial, draws, budget, rng):
    best, lowest, so_far = search_with_a_list_of_settings(trial, draws, budget, rng)
    return best, np.array([lowest]), so_far


@pytest.mark.parametrize(
    ("check", "answer", "needs"),
    [
        (checks.log_uniform, lambda a, b, rng: a * (b / a) ** rng.random(1), "a plain"),
        (checks.random_search, search_of_arrays, "plain numbers"),
        (checks.successive_halving, rows_as_floats, "lists of whole"),
        (checks.expected_best, lambda e, n: [best_of_all_sets(e, n)], "a plain number"),
    ],
)
def test_right_values_that_the_next_cell_cannot_use_are_told(check, answer, needs):
    with pytest.raises(CheckFailed, match="next cell .* needs " + needs):
        check(answer)


def test_a_table_without_numbers_and_a_search_without_arrays_are_told():
    def without_error(*given):
        best, table = grid_search(*given)
        return best, [{**row, "error": None} for row in table]

    def with_lists(train, error, grid, x, y, rng):
        def train_on_lists(settings, x, y):
            return train(settings, x.tolist(), y.tolist())

        return grid_search(train_on_lists, error, grid, x, y, rng)

    for answer, told in ((without_error, "not None"), (with_lists, "got a list")):
        with pytest.raises(CheckFailed, match=told):
            checks.grid_search(answer)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("spent = list(range(len(errors))), 1", "spent = list(range(len(errors))), 3",
         "stand under"),
        ("while factor * epochs <=", "while 3 * epochs <=", "stand under"),
        ("while factor", "while len(alive) > 1 and factor", "one trial is left"),
    ],
)  # fmt: skip
def test_wrong_epochs_are_told_before_the_trials(old, new, told):
    source = inspect.getsource(halving_with_lists)
    assert source.count(old) == 1
    scope = {"np": np, "math": math}
    exec(source.replace(old, new), scope)
    with pytest.raises(CheckFailed, match=told):
        checks.successive_halving(scope["halving_with_lists"])


@pytest.mark.parametrize(
    ("trials", "told"),
    [("range(budget + 1)", "6 trials for a budget of 5"), ("range(2)", "2 trials")],
)
def test_another_number_of_trials_is_told(trials, told):
    source = inspect.getsource(search_with_a_list_of_settings)
    scope = {"np": np}
    exec(source.replace("range(budget)", trials), scope)
    with pytest.raises(CheckFailed, match=told):
        checks.random_search(scope["search_with_a_list_of_settings"])
