"""Chapter 06's checks: other right ways to write the answers, and what its page records."""

import copy
import math
import re
from collections import Counter

import numpy as np
import pytest
from telling import told

from benchmarks.imdb_memory import WAYS
from helpers.checks import text_and_tables
from tools.notebooks import ROOT

# --- Other right ways ----------------------------------------------------------------


def encode_by_get(text, word_index, num_words):
    ids = (word_index.get(word, -1) + 3 for word in text.casefold().split())
    return np.array([1, *(i if i < num_words else 2 for i in ids)])


def encode_with_a_small_index(text, word_index, num_words):
    known = {
        word: rank + 3 for word, rank in word_index.items() if rank + 3 < num_words
    }
    return (1, *(known.get(word.lower(), 2) for word in text.split()))


def hot_by_loops(reviews, num_words):
    rows = [[0] * num_words for _ in reviews]
    for row, review in zip(rows, reviews, strict=True):
        for number in review:
            if number:
                row[number if number < num_words else 2] = 1
    return np.array(rows, np.uint8)


def hot_by_sets(reviews, num_words):
    columns = np.arange(num_words)
    rows = [
        np.isin(columns, [i if i < num_words else 2 for i in r if i]) for r in reviews
    ]
    return np.stack(rows).astype("uint8")


def standardize_in_a_loop(train, test):
    made = np.empty(train.shape), np.empty(test.shape)
    for column in range(train.shape[1]):
        values = train[:, column].tolist()
        mean = sum(values) / len(values)
        deviation = math.sqrt(sum((v - mean) ** 2 for v in values) / len(values))
        for table, new in zip((train, test), made, strict=True):
            new[:, column] = (table[:, column] - mean) / (deviation or 1)
    return list(made)


def standardize_with_scikit(train, test):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(train)
    return scaler.transform(train), scaler.transform(test)


def standardize_by_spans(train, test):
    constant = np.ptp(train, axis=0) == 0
    deviation = train.std(axis=0) + constant * (1 - train.std(axis=0))
    return tuple((table - train.mean(axis=0)) / deviation for table in (train, test))


def folds_with_scikit(n, k):
    from sklearn.model_selection import KFold

    return list(KFold(k).split(np.zeros(n)))


def folds_by_masks(n, k):
    ends = np.cumsum([n // k + (i < n % k) for i in range(k)])
    rows, pairs = np.arange(n), []
    for start, end in zip([0, *ends[:-1]], ends, strict=True):
        valid = (rows >= start) & (rows < end)
        pairs.append([rows[~valid], rows[valid]])
    return pairs


def errors_in_a_list(build, x, y, pairs):
    def error(train, valid):
        (z_train, z_valid), model = standardize_by_spans(x[train], x[valid]), build()
        model.fit(z_train, y[train])
        return float(np.abs(np.ravel(model.predict(z_valid)) - y[valid]).mean())

    return [error(*pair) for pair in pairs]


def errors_with_columns(build, x, y, pairs):
    errors = np.zeros(len(pairs))
    for i, (train, valid) in enumerate(pairs):
        model, m, s = build(), x[train].mean(0), x[train].std(0)
        model.fit((x[train] - m) / s, y[train])
        apart = model.predict((x[valid] - m) / s) - y[valid].reshape(-1, 1)
        errors[i] = np.abs(apart).sum() / len(valid)
    return errors


def balanced_with_scikit(labels, answers):
    from sklearn.metrics import recall_score

    found = recall_score(labels, answers, labels=np.unique(labels), average="macro")
    return float(found)


def balanced_by_counting(labels, answers):
    right, all_of = Counter(), Counter(labels.tolist())
    for label, answer in zip(labels.tolist(), answers.tolist(), strict=True):
        right[label] += label == answer
    return sum(right[label] / all_of[label] for label in all_of) / len(all_of)


def weights_by_counting(labels):
    counts = Counter(labels.tolist())
    return {label: len(labels) / len(counts) / counts[label] for label in counts}


def weights_with_numpys_keys(labels):
    return {
        c: np.mean(1 / len(set(labels)) / np.mean(labels == c)) for c in set(labels)
    }


RIGHT = [
    (text_and_tables.encode, encode_by_get),
    (text_and_tables.encode, encode_with_a_small_index),
    (text_and_tables.multi_hot, hot_by_loops),
    (text_and_tables.multi_hot, hot_by_sets),
    (text_and_tables.standardize, standardize_in_a_loop),
    (text_and_tables.standardize, standardize_with_scikit),
    (text_and_tables.standardize, standardize_by_spans),
    (text_and_tables.folds, folds_with_scikit),
    (text_and_tables.folds, folds_by_masks),
    (text_and_tables.cross_validate, errors_in_a_list),
    (text_and_tables.cross_validate, errors_with_columns),
    (text_and_tables.balanced_accuracy, balanced_with_scikit),
    (text_and_tables.balanced_accuracy, balanced_by_counting),
    (text_and_tables.class_weights, weights_by_counting),
    (text_and_tables.class_weights, weights_with_numpys_keys),
]


@pytest.mark.parametrize(
    ("check", "right"), RIGHT, ids=[right.__name__ for _, right in RIGHT]
)
def test_other_right_ways_pass(check, right, capsys):
    check(right)
    assert capsys.readouterr().out.startswith("✓ ")


# --- What is told --------------------------------------------------------------------


def test_the_chapters_own_functions_are_told_what_is_new():
    def multi_hot(reviews, num_words=10_000):
        rows = np.zeros((len(reviews), num_words), dtype="uint8")
        for i, review in enumerate(reviews):
            rows[i, review] = 1
        return rows

    def standardize(train, *others):
        mean, deviation = train.mean(axis=0), train.std(axis=0)
        return [(table - mean) / deviation for table in (train, *others)]

    def k_folds(n, k=5):
        size = n // k
        return [np.arange(i * size, (i + 1) * size) for i in range(k)]

    def shares_found(labels, answers):
        return [np.mean(answers[labels == label] == label) for label in (0, 1)]

    assert "this is the chapter's function" in told(
        text_and_tables.multi_hot, multi_hot
    )
    assert "divided by 0" in told(text_and_tables.standardize, standardize)
    assert "as in the chapter's k_folds" in told(text_and_tables.folds, k_folds)
    assert "the classes 0 and 1 only" in told(
        text_and_tables.balanced_accuracy, shares_found
    )


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "bool"])
def test_what_is_right_and_not_in_bytes_is_refused(dtype):
    def large(reviews, num_words):
        return text_and_tables._multi_hot(reviews, num_words).astype(dtype)

    assert f"dtype is {dtype}" in told(text_and_tables.multi_hot, large)


def test_reviews_that_are_changed_and_put_back_are_told():
    def careless(reviews, num_words):
        for review in reviews:
            review += 0
        return text_and_tables._multi_hot(reviews, num_words)

    assert "read-only" in told(text_and_tables.multi_hot, careless)


@pytest.mark.parametrize("word", ["deepcopy", "isinstance"])
def test_an_answer_that_wants_a_dict_is_told_what_the_page_has(word):
    def encode(text, word_index, num_words):
        if word == "deepcopy":
            word_index = copy.deepcopy(word_index)
        elif not isinstance(word_index, dict):
            word_index = {}
        return text_and_tables._encode(text, word_index, num_words)

    assert "mappingproxy" in told(text_and_tables.encode, encode)


def _floats(n, k):
    return [tuple(rows.astype(float) for rows in pair) for pair in folds_by_masks(n, k)]


def _in_lists(labels):
    return {label: [weight] for label, weight in weights_by_counting(labels).items()}


@pytest.mark.parametrize(
    ("check", "unusable"),
    [
        (text_and_tables.folds, _floats),
        (text_and_tables.class_weights, _in_lists),
        (
            text_and_tables.balanced_accuracy,
            lambda *given: [balanced_by_counting(*given)],
        ),
    ],
    ids=["folds", "class_weights", "balanced_accuracy"],
)
def test_right_values_that_stop_the_next_cell_are_told(check, unusable):
    assert "does not work in the next cell" in told(check, unusable)


def test_a_model_that_was_never_trained_is_told():
    def cross_validate(build, x, y, pairs):
        errors = []
        for (train, valid), (m, s) in zip(pairs, _units(x, pairs), strict=True):
            build().fit((x[train] - m) / s, y[train])
            answers = build().predict((x[valid] - m) / s)[:, 0]
            errors.append(np.abs(answers - y[valid]).mean())
        return errors

    assert "never trained" in told(text_and_tables.cross_validate, cross_validate)


def _units(x, pairs):
    return [(x[train].mean(axis=0), x[train].std(axis=0)) for train, _ in pairs]


# --- What the page records -----------------------------------------------------------


def numbers_of(text: str) -> list[str]:
    return re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", text)


def test_the_recorded_memory_is_the_one_that_the_benchmark_wrote():
    page = (ROOT / "chapters" / "06_text_and_tables.md").read_text(encoding="utf-8")
    rows = (ROOT / "benchmarks" / "imdb_memory.md").read_text(encoding="utf-8")
    cells = [[cell.strip() for cell in row.split("|")] for row in rows.splitlines()]
    peaks = {row[1]: row[4] for row in cells if row[1:2] and row[1] in WAYS.values()}
    assert len(peaks) == 4
    for way, peak in peaks.items():
        assert f"| {way} | {peak} GB |" in page


def test_the_recorded_folds_are_those_that_the_benchmark_wrote():
    page = (ROOT / "chapters" / "06_text_and_tables.md").read_text(encoding="utf-8")
    shown = re.search(r"recorded = \{  # benchmarks/boston(.*?)\n\}", page, re.DOTALL)
    rows = (ROOT / "benchmarks" / "boston_folds.md").read_text(encoding="utf-8")
    cells = [row.split("|") for row in rows.splitlines() if re.search(r"\| \d \|", row)]
    for place, name in enumerate(("single examples", "batches of 16")):
        wanted = [
            float(number)
            for row in cells
            if name in row[1]
            for number in (row[6], row[4])
        ]
        line = shown.group(1).splitlines()[1 + place]
        found = [float(number) for number in numbers_of(line.partition(":")[2])]
        assert found == wanted, name
    seconds = [[float(row[6]) for row in cells[place::2]] for place in (0, 1)]
    assert min(seconds[0]) > 8 * max(seconds[1])
