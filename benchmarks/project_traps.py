"""What falling into the traps of the teachers' projects costs, measured with small models.

`python -m benchmarks.project_traps > benchmarks/project_traps.md`. The projects stand in
appendix/teaching.md. It needs the data themselves, not the offline samples.
"""

import platform
from importlib.metadata import version

import numpy as np
from scipy.ndimage import shift
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge

from helpers.data import load_california, load_mnist, load_temperatures


def house_errors(houses) -> dict[str, list[float]]:
    """Return the mean absolute errors of five folds: shuffled rows, whole regions."""
    rng = np.random.default_rng(0)
    degrees = np.floor(houses.x[:, :2]).astype(int)  # longitude, latitude
    regions, region = np.unique(degrees, axis=0, return_inverse=True)
    ways = {
        "shuffled rows": np.array_split(rng.permutation(len(houses.x)), 5),
        "whole regions": [
            np.flatnonzero(np.isin(region, some))
            for some in np.array_split(rng.permutation(len(regions)), 5)
        ],
    }
    errors = {}
    for name, folds in ways.items():
        errors[name] = []
        for fold in folds:
            train = np.setdiff1d(np.arange(len(houses.x)), fold)
            model = HistGradientBoostingRegressor(random_state=0)
            model.fit(houses.x[train], houses.y[train])
            wrong = np.abs(model.predict(houses.x[fold]) - houses.y[fold])
            errors[name].append(float(wrong.mean()))
    return errors


def digit_shares(digits, seed: int) -> dict[str, tuple[float, float]]:
    """Return what validation and test say of a nearest neighbor with 200 labels."""
    rng = np.random.default_rng(seed)
    x, y = digits.x_train[:10_000] / 255, digits.y_train[:10_000]
    x_test, y_test = digits.x_test[:2000].reshape(-1, 784) / 255, digits.y_test[:2000]
    rows = rng.permutation([
        row for k in range(10) for row in rng.choice(np.flatnonzero(y == k), 20, False)
    ])  # fmt: skip

    def copies(rows):
        moved = [
            shift(x[r], rng.uniform(-2, 2, 2), order=1) for r in rows for _ in "*" * 10
        ]
        return np.reshape(moved, (-1, 784)), np.repeat(y[rows], 10)

    def share(known, labels, asked, right):
        squared = (known**2).sum(axis=1) - 2 * asked @ known.T
        return float((labels[squared.argmin(axis=1)] == right).mean())

    found = {}
    pictures, labels = copies(rows)
    order = rng.permutation(len(pictures))
    held, kept = order[:400], order[400:]
    known = pictures[kept], labels[kept]
    found["copied, then split"] = (
        share(*known, pictures[held], labels[held]), share(*known, x_test, y_test),
    )  # fmt: skip
    known = copies(rows[40:])
    found["split, then copied"] = (
        share(*known, x[rows[:40]].reshape(-1, 784), y[rows[:40]]),
        share(*known, x_test, y_test),
    )
    return found


def night_errors(values: np.ndarray, ahead: int) -> dict[str, float]:
    """Return the mean absolute errors of forecasts of the last two years, in degrees."""
    length, learned = 30, 8 * 365
    x = np.lib.stride_tricks.sliding_window_view(values, length)[:-ahead]
    y, day = values[length + ahead - 1 :], np.arange(length + ahead - 1, len(values))
    apart = np.abs((np.arange(learned) - np.arange(365)[:, None] + 182) % 365 - 182)
    usual = np.array([values[:learned][row <= 15].mean() for row in apart])[day % 365]
    train, test = day < learned, day >= learned
    told = np.column_stack([x, usual])
    forecasts = {
        "as today": values[day - ahead],
        "as usual on this day of the year": usual,
        "a line through thirty days": Ridge().fit(x[train], y[train]).predict(x),
        "the line, told what is usual": Ridge()
        .fit(told[train], y[train])
        .predict(told),
    }
    return {k: float(np.abs(v - y)[test].mean()) for k, v in forecasts.items()}


def main() -> None:
    """Measure, and print the record."""
    packages = ", ".join(f"{p} {version(p)}" for p in ("scikit-learn", "numpy"))
    print("# The traps of the teachers' projects\n")
    print(f"{packages}, Python {platform.python_version()}.")
    print("Made by `python -m benchmarks.project_traps`.\n")
    print("## 1 · A price for a town without data\n")
    print("Mean absolute error of gradient boosting in five folds, in dollars.\n")
    print("| folds | lowest | mean | highest |\n|---|---|---|---|")
    houses = load_california()
    for name, errors in house_errors(houses).items():
        low, mean, high = min(errors), np.mean(errors), max(errors)
        print(f"| {name} | {low:,.0f} | {mean:,.0f} | {high:,.0f} |")
    print(
        f"\nPrices cut off at 500,001: {(houses.y > 500_000).mean():.1%} of the rows."
    )
    print("\n## 2 · Two hundred labels\n")
    print("Share of right answers of a nearest neighbor, mean of five draws.\n")
    print("| ten moved copies of each digit | its validation says | its test says |")
    print("|---|---|---|")
    digits = load_mnist()
    draws = [digit_shares(digits, seed) for seed in range(5)]
    for name in draws[0]:
        said, kept = np.mean([draw[name] for draw in draws], axis=0)
        print(f"| {name} | {said:.2f} | {kept:.2f} |")
    print("\n## 3 · Next week's nights\n")
    print("Mean absolute error over the last two years, in degrees.\n")
    print("| forecast | one day ahead | seven days ahead |\n|---|---|---|")
    values = np.asarray(load_temperatures().values, dtype=float)
    one, seven = night_errors(values, 1), night_errors(values, 7)
    for name in one:
        print(f"| {name} | {one[name]:.2f} | {seven[name]:.2f} |")


if __name__ == "__main__":
    main()
