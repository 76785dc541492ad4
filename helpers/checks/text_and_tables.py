"""Checks of chapter 06, Text and tables. NumPy does for all of them."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import numpy as np

from helpers.checks import Edit, Exercise, call, fail, usable

# --- Words to ids --------------------------------------------------------------------


def _encode(text, word_index, num_words):
    ids = [1]
    for word in text.lower().split():
        number = word_index[word] + 3 if word in word_index else 2
        ids.append(number if number < num_words else 2)
    return ids


_INDEX = {
    "the": 1,
    "a": 2,
    "film": 4,
    "good": 5,
    "was": 6,
    "bad": 7,
    "plot": 8,
    "noir": 40,
}


def _encode_cases() -> list[tuple]:
    """Ids at the limit and beside it, unknown words, capitals, nothing at all."""
    return [
        ("the film was good", _INDEX, 100),
        ("A bad film  with the bad plot", _INDEX, 100),
        ("the plot was bad noir", _INDEX, 10),
        ("THE good a bad plot", _INDEX, 11),
        ("Nobody knows", _INDEX, 9),
        ("", _INDEX, 20),
    ]


def _with_the_page_s_index(answer: Callable) -> None:
    """The page's index is a mapping that can only be read; what comes back is cut."""
    ids = call(answer, "the bad film", MappingProxyType(_INDEX), 100, name="encode")
    usable("encode", ids, lambda ids: ids[1:], "a list")
    if list(ids) != [1, 4, 10, 7]:
        fail(
            "encode: right for a dict, but the page's word_index is a mappingproxy, which "
            f"is read-only: 'the bad film' becomes {list(ids)}, not [1, 4, 10, 7]."
        )


_SPLIT = "text.lower().split()"

encode = Exercise(
    reference=_encode,
    cases=_encode_cases,
    then=_with_the_page_s_index,
    hints=(
        "Which word of the index is the most frequent, and which id does it have in a "
        "review of the chapter?",
        "Go through the words one by one. For each there are three possibilities: not in "
        "the index, in it with an id that is kept, in it with one that is not.",
        "The limit is on ids, not on ranks: first make the id, then ask whether it is kept.",
    ),
    mistakes=(
        Edit(
            "the ids are the ranks: where have the signs 0 to 3 gone?",
            ("word_index[word] + 3", "word_index[word]"),
        ),
        Edit(
            "the rank is shifted the wrong way; the chapter's decode went from ids to "
            "ranks, this is the way back.",
            ("word_index[word] + 3", "word_index[word] - 3"),
        ),
        Edit(
            "the rank is shifted by another number than 3.",
            ("word_index[word] + 3", "word_index[word] + 2"),
        ),
        Edit("the sign for the start of a review is missing.", ("[1]", "[]")),
        Edit(
            "the review begins with 0, which is padding; its start has another id.",
            ("[1]", "[0]"),
        ),
        Edit(
            "words that are not in the index are left out; they have an id, too.",
            (_SPLIT, "[w for w in text.lower().split() if w in word_index]"),
        ),
        Edit(
            "words whose id is too large are left out; each of them counts as unknown.",
            (
                "ids.append(number if number < num_words else 2)",
                "ids += [number] if number < num_words else []",
            ),
        ),
        Edit(
            "words beyond the limit keep their ids: a network with num_words columns "
            "has none for them.",
            ("number if number < num_words else 2", "number"),
        ),
        Edit(
            "one id too many is kept: ids run from 0 to num_words - 1.",
            ("number < num_words", "number <= num_words"),
        ),
        Edit(
            "the limit is compared with the rank; it is on ids.",
            ("number < num_words", "number < num_words + 3"),
        ),
        Edit(
            "capital letters are not ignored: the index knows small ones only.",
            (_SPLIT, "text.split()"),
        ),
        Edit(
            "that takes letters for words: a text is not yet a list of words.",
            (_SPLIT, "text.lower()"),
        ),
        Edit(
            "two blanks in a row make an empty word: look at what split() does without "
            "an argument.",
            ("split()", 'split(" ")'),
        ),
        Edit(
            "unknown words get 0, which is padding.",
            ("in word_index else 2", "in word_index else 0"),
            ("< num_words else 2", "< num_words else 0"),
        ),
        Edit(
            "an unknown word gets the id 5: the 3 belongs to ranks only.",
            ("+ 3 if word in word_index else 2", "+ 3 if word in word_index else 5"),
        ),
        Edit(
            "capital letters are struck out; they count as small ones.",
            ("text.lower()", "''.join(c for c in text if not c.isupper())"),
        ),
        Edit(
            "ids beyond the limit are cut to the largest one, which is another word.",
            (
                "if number < num_words else 2",
                "if number < num_words else num_words - 1",
            ),
        ),
        Edit(
            "a word that is not in the index raises an error; it has the id 2.",
            (" if word in word_index else 2", ""),
        ),
        Edit(
            "no word is found: the index goes from words to ranks, as it is.",
            ("word_index[word] + 3 if word in word_index else 2", "2"),
        ),
        Edit(
            "a set forgets how often a word comes, and where.",
            ("    return ids", "    return sorted(set(ids))"),
        ),
        Edit(
            "each id comes only once; a text may repeat itself.",
            ("    return ids", "    return list(dict.fromkeys(ids))"),
        ),
        Edit(
            "an unknown word gets the id 3, as if its rank were 0; its id is 2.",
            (" if word in word_index else 2", " if word in word_index else 3"),
        ),
    ),
)

# --- Multi-hot -----------------------------------------------------------------------


def _multi_hot(reviews, num_words):
    rows = np.zeros((len(reviews), num_words), dtype="uint8")
    for i, review in enumerate(reviews):
        rows[i, np.where(review < num_words, review, 2)] = 1
    rows[:, 0] = 0
    return rows


def _multi_hot_cases() -> list[tuple]:
    """Words twice, padding, ids at the limit and beyond, no unknown word at all."""
    cases = []
    for num_words, reviews in (
        (8, [[1, 4, 6, 4], [1, 5, 7, 0, 0]]),
        (7, [[1, 4, 9, 6], [1, 5, 5, 3], [1, 7, 0, 0]]),
        (10, [[1, 12, 4, 10], [1, 9, 8], [1, 2, 4], [1, 300, 0]]),
    ):
        arrays = [np.array(review, "int32") for review in reviews]
        cases.append((arrays, num_words))
    return cases


def _in_bytes(answer: Callable) -> None:
    """Refuse what is eight times as large, or does not work with the page's reviews."""
    given, num_words = _multi_hot_cases()[0]
    rows = call(answer, given, num_words, name="multi_hot")
    dtype = getattr(rows, "dtype", "uint8")  # of lists the page makes an array
    if "uint8" not in str(dtype):
        fail(
            f"multi_hot: the numbers are right and their dtype is {dtype}; asked is "
            "uint8, one byte for each."
        )
    reviews = np.empty(len(given), object)  # as the page's reviews come, and read-only
    for i, review in enumerate(given):
        reviews[i] = review.copy()
        reviews[i].setflags(write=False)
    again = call(lambda n: answer(reviews, n), num_words, name="multi_hot")
    if not all(map(np.array_equal, reviews, given)):
        fail("multi_hot: it changed its arguments in place; work on a copy.")
    if not np.array_equal(again, rows):
        fail(
            "multi_hot: right for a list of arrays, but the page's reviews are an array "
            "of arrays, and for these it gives other numbers."
        )


_KEPT = "np.where(review < num_words, review, 2)"

multi_hot = Exercise(
    reference=_multi_hot,
    cases=_multi_hot_cases,
    then=_in_bytes,
    hints=(
        "Begin with the chapter's function, and call it on a review with an id of "
        "num_words or more. What does it say, and what should become of that id?",
        "Replace the ids before you use them as columns: a comparison gives True or "
        "False for each, and np.where chooses.",
        "Padding is best wiped out at the end: which column belongs to it?",
    ),
    mistakes=(
        Edit(
            "this is the chapter's function: an id of num_words or more has no column "
            "there. It counts as an unknown word.",
            (_KEPT, "review"),
            ("    rows[:, 0] = 0\n", ""),
        ),
        Edit(
            "an id of num_words or more has no column; it counts as an unknown word.",
            (_KEPT, "review"),
        ),
        Edit(
            "padding leaves a mark in column 0; it is no word.",
            ("    rows[:, 0] = 0\n", ""),
        ),
        Edit(
            "ids beyond the limit are dropped; they count as unknown words, id 2.",
            (_KEPT, "review[review < num_words]"),
        ),
        Edit(
            "ids beyond the limit are cut to the last column, which belongs to a word.",
            (_KEPT, "np.minimum(review, num_words - 1)"),
        ),
        Edit(
            "the id num_words - 1 counts as unknown; it still has a column.",
            ("review < num_words", "review < num_words - 1"),
        ),
        Edit(
            "the id num_words has no column: they run from 0 to num_words - 1.",
            ("review < num_words", "review <= num_words"),
        ),
        Edit(
            "column 1 is empty: the start of a review is no padding.",
            ("rows[:, 0] = 0", "rows[:, :2] = 0"),
        ),
        Edit(
            "column 2 is empty: unknown words are to leave their mark.",
            ("rows[:, 0] = 0", "rows[:, [0, 2]] = 0"),
        ),
        Edit(
            "words are counted; a 1 says that a word occurs, however often.",
            (
                "rows[i, np.where(review < num_words, review, 2)] = 1",
                "np.add.at(rows[i], np.where(review < num_words, review, 2), 1)",
            ),
        ),
        Edit(
            "every id is shifted by 3; ids are the columns, ranks were something else.",
            ("review, 2)] = 1", "review, 2) - 3] = 1"),
        ),
        Edit(
            "all reviews write into one row; each has its own.",
            ("rows[i, np", "rows[0, np"),
        ),
        Edit(
            "it returns after the first review: look at how far `return` is indented.",
            (
                "    rows[:, 0] = 0\n    return",
                "        rows[:, 0] = 0\n        return",
            ),
        ),
        Edit(
            "padding counts as an unknown word; it is no word at all.",
            (_KEPT, "np.where((review < num_words) & (review > 0), review, 2)"),
        ),
        Edit(
            "the columns of all signs are empty; only padding is to leave no mark.",
            ("rows[:, 0] = 0", "rows[:, :3] = 0"),
        ),
        Edit(
            "every review has an unknown word; only those that hold one should.",
            ("rows[:, 0] = 0", "rows[:, 0], rows[:, 2] = 0, 1"),
        ),
        Edit(
            "every id has moved one column to the left: id 4 belongs to column 4.",
            (
                "= 1\n    rows[:, 0] = 0\n    return rows",
                "= 1\n    return np.hstack([rows[:, 1:], 0 * rows[:, :1]])",
            ),
        ),
        Edit(
            "the table lies on its side: each review has a row.",
            ("return rows", "return rows.T"),
        ),
        Edit(
            "column 0 is cut off; it stays, and is empty.",
            ("return rows", "return rows[:, 1:]"),
        ),
        Edit(
            "an id of num_words or more has no column in a review's row; it counts as an "
            "unknown word.",
            ("rows[i, np.where(review < num_words, review, 2)]", "rows[i][review]"),
        ),
        Edit(
            "the id num_words has no column in a review's row: columns run from 0 to "
            "num_words - 1.",
            (
                "rows[i, np.where(review < num_words, review, 2)]",
                "rows[i][np.where(review <= num_words, review, 2)]",
            ),
        ),
    ),
)

# --- Standardizing -------------------------------------------------------------------


def _standardize(train, test):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    deviation = np.where(np.ptp(train, axis=0) > 0, deviation, 1)
    return (train - mean) / deviation, (test - mean) / deviation


def _standardize_cases() -> list[tuple]:
    """Columns of very different scale, one that is constant in the training rows."""
    rng = np.random.default_rng(2)
    cases = []
    for rows, others, scales in ((6, 3, (1, 500, 1e-4)), (9, 4, (30, 0.5, 2, 7000))):
        train, test = (
            np.array(scales) * (1 + rng.normal(size=(n, len(scales))))
            for n in (rows, others)
        )
        cases.append((train, test))
    train, test = cases[0][0].copy(), cases[0][1].copy()
    train[:, 1] = 4.0
    cases.append((train, test))
    return [
        *cases,
        (np.array([[1.0, 2.0], [3.0, 6.0]]), np.array([[5.0, 4.0], [9.0, 7.0]])),
    ]


def _bounded(answer: Callable, train: np.ndarray, test: np.ndarray) -> tuple:
    """Call what has been divided by next to nothing a million, whatever it was."""
    return tuple(np.clip(table, -1e6, 1e6) for table in answer(train, test))


_UNITS = "train.mean(axis=0), train.std(axis=0)"
_VARIES = "np.ptp(train, axis=0) > 0"
_GUARDED = f"deviation = np.where({_VARIES}, deviation, 1)\n"
_TABLES = "(train - mean) / deviation, (test - mean) / deviation"

_TEST = "(test - mean) / deviation"

standardize = Exercise(
    reference=_standardize,
    cases=_standardize_cases,
    run=_bounded,
    returns=("the training table", "the test table"),
    rtol=1e-4,
    atol=1e-5,
    hints=(
        "How many numbers are learned from a table of 8 columns, and from which rows?",
        "Take the chapter's function and give it a table with a constant column. What "
        "comes out there, and which number is to blame?",
        "The mean needs no change; of the deviations, only those that are 0. np.where "
        "takes a condition, and what to use where it holds and where not.",
    ),
    mistakes=(
        Edit(
            "this is the chapter's function: a column that never varies is divided by 0.",
            (_GUARDED, "pass\n"),
        ),
        Edit(
            "the test table is measured in its own units; it has to use what was "
            "learned from the training rows.",
            (_TEST, "(test - test.mean(axis=0)) / test.std(axis=0)"),
        ),
        Edit(
            "the test table loses its own mean; it has to lose that of the training rows.",
            ("(test - mean)", "(test - test.mean(axis=0))"),
        ),
        Edit(
            "mean and deviation are those of all rows: that is the leak.",
            (
                _UNITS,
                "np.concatenate([train, test]).mean(axis=0), "
                "np.concatenate([train, test]).std(axis=0)",
            ),
        ),
        Edit(
            "the mean is that of all rows, and so the test rows have a part in it.",
            ("train.mean(axis=0)", "np.concatenate([train, test]).mean(axis=0)"),
        ),
        Edit(
            "there is one mean and one deviation for the whole table; each column has "
            "its own.",
            (_UNITS, "train.mean(), train.std()"),
        ),
        Edit(
            "mean and deviation are taken along the rows of the table; each *column* "
            "has its own.",
            (
                "train.mean(axis=0), train.std(axis=0)",
                "train.mean(axis=1, keepdims=True), train.std(axis=1, keepdims=True)",
            ),
            ("test - mean", "test - test.mean(axis=1, keepdims=True)"),
            (
                "axis=1, keepdims=True)) / deviation",
                "axis=1, keepdims=True)) / test.std(axis=1, keepdims=True)",
            ),
        ),
        Edit(
            "the variance divides; the deviation is its root.",
            ("train.std(axis=0)", "train.var(axis=0)"),
        ),
        Edit(
            "the deviation divides by one less than the number of rows (as pandas "
            "does); NumPy's own and scikit-learn's divide by the number.",
            ("train.std(axis=0)", "train.std(axis=0, ddof=1)"),
        ),
        Edit(
            "all deviations have grown by 1; only those that are 0 are to be replaced.",
            (_GUARDED, "deviation = deviation + 1\n"),
        ),
        Edit(
            "deviations below 1 are replaced, too; only those that are 0 should be.",
            (_VARIES, "deviation > 1"),
        ),
        Edit(
            "small deviations are replaced, too; a column of small numbers varies, too.",
            (_VARIES, "deviation > 0.01"),
        ),
        Edit(
            "that takes each column from 0 to 1; asked are the mean 0 and the deviation 1.",
            (_UNITS, "train.min(axis=0), np.ptp(train, axis=0)"),
        ),
        Edit(
            "constant columns are left out; they stay in both tables.",
            (
                _TABLES,
                "tuple(((table - mean) / deviation)[:, np.ptp(train, axis=0) > 0] "
                "for table in (train, test))",
            ),
        ),
        Edit("only the test table comes back; both are asked.", (_TABLES, _TEST)),
        Edit(
            "the mean is not subtracted from the test table.", ("(test - mean)", "test")
        ),
        Edit(
            "the mean is subtracted and nothing is divided.",
            (_TABLES, "(train - mean), (test - mean)"),
        ),
        Edit(
            "a constant column is wiped out in the test table; it keeps its difference "
            "from the training rows, divided by 1.",
            (_TEST, "np.where(train.std(axis=0) > 0, (test - mean) / deviation, 0)"),
        ),
        Edit(
            "the test table comes first; the training table should.",
            (_TABLES, "(test - mean) / deviation, (train - mean) / deviation"),
        ),
        Edit(
            "brackets are missing: the division comes before the subtraction.",
            (_TABLES, "train - mean / deviation, test - mean / deviation"),
        ),
        Edit(
            "a constant column keeps its mean; it is only the division that changes.",
            (
                _GUARDED,
                f"{_GUARDED}    mean = np.where(train.std(axis=0) > 0, mean, 0)\n",
            ),
        ),
        Edit(
            "in a constant column the test rows are divided by next to nothing: nothing "
            "small is added to the deviation, a 1 takes its place.",
            (_GUARDED, "deviation = deviation + 1e-9\n"),
        ),
        Edit(
            "the condition is the wrong way round: deviations that are not 0 become 1.",
            (", deviation, 1)", ", 1, deviation)"),
        ),
    ),
)

# --- Folds ---------------------------------------------------------------------------


def _folds(n, k):
    parts = np.array_split(np.arange(n), k)
    pairs = []
    for i in range(k):
        train = np.concatenate(parts[:i] + parts[i + 1 :])
        pairs.append((train, parts[i]))
    return tuple(pairs)


def _pick_rows(answer: Callable) -> None:
    """The page picks rows of its table with each fold's numbers."""
    pairs = call(answer, 11, 3, name="folds")
    usable(
        "folds",
        pairs,
        lambda pairs: [np.zeros((11, 2))[rows] for pair in pairs for rows in pair],
        "whole numbers to pick rows with: begin with a list or with dtype=int",
    )


_PARTS = "np.array_split(np.arange(n), k)"
_JOINED = "np.concatenate(parts[:i] + parts[i + 1 :])"
_OTHERS = (_JOINED, "np.setdiff1d(np.arange(n), parts[i])")

folds = Exercise(
    reference=_folds,
    then=_pick_rows,
    cases=lambda: [(10, 5), (11, 3), (14, 4), (7, 5), (3, 3), (404, 5)],
    hints=(
        "With 11 rows and 3 folds, how long are the parts? Write down the rows of each.",
        "n // k rows for each part, and n % k rows are left. Which parts get one more, "
        "and where does each part begin, then?",
        "Once you have the parts, each fold takes one of them away and joins the others, "
        "in their order.",
    ),
    mistakes=(
        Edit(
            "these are the deck's folds: the last n % k rows are never validated.",
            (_PARTS, "np.split(np.arange(n // k * k), k)"),
            _OTHERS,
        ),
        Edit(
            "the last n % k rows are lost altogether: they neither train nor validate.",
            (_PARTS, "np.split(np.arange(n // k * k), k)"),
        ),
        Edit(
            "the last part takes all rows that are left; the first parts get one more each.",
            (_PARTS, "np.split(np.arange(n), np.arange(1, k) * (n // k))"),
        ),
        Edit(
            "the longer parts stand at the end; the first ones should be longer.",
            (
                _PARTS,
                "[n - 1 - part[::-1] for part in np.array_split(np.arange(n), k)][::-1]",
            ),
        ),
        Edit(
            "the parts are dealt out like cards; they should be cut from the rows in "
            "their order.",
            (_PARTS, "[np.arange(i, n, k) for i in range(k)]"),
            _OTHERS,
        ),
        Edit(
            "parts of k rows each; k is the number of the parts.",
            (_PARTS, "np.split(np.arange(n), range(k, n, k))"),
            ("in range(k)", "in range(len(parts))"),
        ),
        Edit(
            "these are masks of True and False; the numbers of the rows are asked.",
            (
                "(train, parts[i])",
                "[np.isin(np.arange(n), p) for p in (train, parts[i])]",
            ),
        ),
        Edit(
            "first all training rows come, then all others; a pair for each fold is asked.",
            ("tuple(pairs)", "tuple(zip(*pairs))"),
        ),
        Edit(
            "it returns after the first pair: look at how far `return` is indented.",
            ("    return tuple", "        return tuple"),
        ),
        Edit(
            "the fold trains on its validation rows, too.",
            ("parts[:i] + parts[i + 1 :]", "parts"),
        ),
        Edit(
            "the rows to validate on come first in each pair; those to train on should.",
            ("(train, parts[i])", "(parts[i], train)"),
        ),
        Edit(
            "each fold trains only on the parts after its own.",
            ("parts[:i] + parts[i + 1 :]", "parts[i + 1 :] or parts[:i]"),
        ),
        Edit(
            "the parts after the fold's own come before the others; rows ascend.",
            ("parts[:i] + parts[i + 1 :]", "parts[i + 1 :] + parts[:i]"),
        ),
        Edit(
            "the rows are counted from 1; they are 0 to n - 1.",
            ("np.arange(n)", "np.arange(1, n + 1)"),
        ),
        Edit(
            "only the rows to validate on come back, as in the chapter's k_folds; each "
            "fold is a pair.",
            ("pairs.append((train, parts[i]))", "pairs.append(parts[i])"),
        ),
        Edit(
            "the first fold is missing, or the last: there are k of them.",
            ("in range(k)", "in range(k - 1)"),
        ),
        Edit(
            "all parts are as long as the first, so that the last comes out too short "
            "or empty: they should differ by one row at most.",
            (
                _PARTS,
                "[np.arange(i * -(-n // k), min((i + 1) * -(-n // k), n)) for i in range(k)]",
            ),
        ),
        Edit(
            "the first pair validates on the last part; it should on the first.",
            (_PARTS, "np.array_split(np.arange(n), k)[::-1]"),
            _OTHERS,
        ),
        Edit(
            "each fold trains only on the parts before its own, as for a series in time.",
            ("parts[:i] + parts[i + 1 :]", "[np.arange(0), *parts[:i]]"),
        ),
    ),
)

# --- Cross-validation ----------------------------------------------------------------


def _cross_validate(build, x, y, pairs):
    errors = []
    for train, valid in pairs:
        mean, deviation = x[train].mean(axis=0), x[train].std(axis=0)
        model = build()
        model.fit((x[train] - mean) / deviation, y[train])
        answers = model.predict((x[valid] - mean) / deviation)
        errors.append(np.mean(np.abs(answers[:, 0] - y[valid])))
    return np.array(errors)


class _Nearest:
    """Answers with the mean of the two nearest rows that it has seen, in a column.

    It remembers earlier trainings, as a network does that nobody has built anew.
    """

    def __init__(self):
        self.x, self.y = [], []

    def fit(self, x, y):
        if np.ndim(x) != 2 or np.shape(x)[:1] != np.shape(y):
            raise ValueError(
                f"fit takes (rows, columns) and (rows,), not {np.shape(x)} and {np.shape(y)}"
            )
        self.x += list(np.asarray(x, float))
        self.y += list(np.asarray(y, float))

    def predict(self, x):
        if not self.x:
            raise ValueError("predict was asked of a model that was never trained")
        known, prices = np.array(self.x), np.array(self.y)
        if np.ndim(x) != 2 or np.shape(x)[1] != known.shape[1]:
            raise ValueError(
                f"predict takes (rows, {known.shape[1]}), not {np.shape(x)}"
            )
        apart = ((np.asarray(x, float)[:, None] - known) ** 2).sum(axis=2)
        nearest = np.argsort(apart, axis=1, kind="stable")[:, :2]
        return prices[nearest].mean(axis=1, keepdims=True) + 0.3 * known.mean()


def _cross_validate_cases() -> list[tuple]:
    """Rows that are sorted by place, columns of very different scale, unequal folds."""
    rng = np.random.default_rng(5)
    cases = []
    for rows, columns, k in ((13, 2, 3), (22, 3, 4)):
        x = rng.normal(size=(rows, columns)) * np.geomspace(1, 300, columns) + 7
        x[:, 0] += np.linspace(0, 4, rows)
        y = 20 + x[:, 0] ** 2 + 0.02 * x[:, 1] + rng.normal(size=rows)
        cases.append((_Nearest, x, y, _folds(rows, k)))
    return cases


_FOLD_S = "x[train].mean(axis=0), x[train].std(axis=0)"

_ERROR = "np.mean(np.abs(answers[:, 0] - y[valid]))"

cross_validate = Exercise(
    reference=_cross_validate,
    cases=_cross_validate_cases,
    hints=(
        "Write down for one fold, in order: whose mean, which model, what it learns "
        "from, what it is asked, what its answers are compared with.",
        "Which of these steps must happen anew in every fold? Whatever is learned from "
        "data must.",
        "Print the shapes of the answers and of y[valid] before you subtract one from "
        "the other.",
    ),
    mistakes=(
        Edit(
            "answers of shape (rows, 1) less prices of shape (rows,) make a square "
            "table of all differences; take the column.",
            ("answers[:, 0]", "answers"),
        ),
        Edit(
            "mean and deviation come from all rows, those that validate included.",
            (_FOLD_S, "x.mean(axis=0), x.std(axis=0)"),
        ),
        Edit(
            "the validation rows are measured with their own mean and deviation.",
            (
                "(x[valid] - mean) / deviation",
                "(x[valid] - x[valid].mean(axis=0)) / x[valid].std(axis=0)",
            ),
        ),
        Edit(
            "one model goes through all folds and remembers the rows that it will "
            "be asked about; build a fresh one each time.",
            ("        model = build()\n", ""),
            ("    errors = []\n", "    errors = []\n    model = build()\n"),
        ),
        Edit(
            "nothing is standardized: the column with the largest numbers decides alone.",
            (_FOLD_S, "0, 1"),
        ),
        Edit(
            "the model learns from standardized rows and is asked about raw ones.",
            ("model.predict((x[valid] - mean) / deviation)", "model.predict(x[valid])"),
        ),
        Edit(
            "the model learns from raw rows and is asked about standardized ones.",
            ("model.fit((x[train] - mean) / deviation", "model.fit(x[train]"),
        ),
        Edit(
            "the error is measured on the rows that trained.",
            ("model.predict((x[valid]", "model.predict((x[train]"),
            ("- y[valid]", "- y[train]"),
        ),
        Edit(
            "the rows to train on and those to validate on are exchanged.",
            ("for train, valid in", "for valid, train in"),
        ),
        Edit(
            "that is the mean squared error; the mean absolute one is asked.",
            (_ERROR, "np.mean((answers[:, 0] - y[valid]) ** 2)"),
        ),
        Edit(
            "the errors are summed; the mean over the rows is asked.",
            ("np.mean(np.abs", "np.sum(np.abs"),
        ),
        Edit(
            "errors above and below cancel each other: take absolute values.",
            (_ERROR, "np.mean(answers[:, 0] - y[valid])"),
        ),
        Edit(
            "that is the mean over the folds; return the error of each.",
            ("return np.array(errors)", "return np.mean(errors)"),
        ),
        Edit(
            "it returns after the first fold: look at how far `return` is indented.",
            ("    return np.array", "        return np.array"),
        ),
        Edit(
            "that is the chapter's way, where fit(x, y) returns predict; here build() "
            "makes a model, and the model has both as methods.",
            ("model = build()", "model = build(x[train], y[train])"),
        ),
        Edit(
            "each build() makes a new model: the one that answers was never trained.",
            ("model.predict(", "build().predict("),
        ),
        Edit(
            "the first fold's mean and deviation serve all folds; each has its own.",
            (_FOLD_S, "x[pairs[0][0]].mean(axis=0), x[pairs[0][0]].std(axis=0)"),
        ),
        Edit(
            "that is the size of the mean difference; asked is the mean of the sizes.",
            (_ERROR, "np.abs(np.mean(answers[:, 0] - y[valid]))"),
        ),
        Edit(
            "the errors stand in a column; asked is the shape (folds,).",
            ("np.array(errors)", "np.array(errors)[:, None]"),
        ),
        Edit(
            "build itself is trained; call it, and train what it returns.",
            ("model = build()", "model = build"),
        ),
        Edit(
            "there is one mean and one deviation for the whole table; each column has "
            "its own.",
            (_FOLD_S, "x[train].mean(), x[train].std()"),
        ),
        Edit(
            "the model trains on all rows, those that validate included.",
            (
                "model.fit((x[train] - mean) / deviation, y[train])",
                "model.fit((x - mean) / deviation, y)",
            ),
        ),
        Edit(
            "the prices are standardized, too, and so the error is in deviations.",
            (
                "deviation, y[train])",
                "deviation, (y[train] - y[train].mean()) / y[train].std())",
            ),
            ("- y[valid]", "- (y[valid] - y[train].mean()) / y[train].std()"),
        ),
        Edit(
            "that is the median of the errors; their mean is asked.",
            ("np.mean(np.abs", "np.median(np.abs"),
        ),
    ),
)

# --- A rare class --------------------------------------------------------------------


def _balanced_accuracy(labels, answers):
    shares = []
    for label in np.unique(labels):
        shares.append(np.mean(answers[labels == label] == label))
    return np.mean(shares)


def _balanced_cases() -> list[tuple]:
    """Two classes and more, answers of a class that no label has, uint8 as data come."""
    return [
        (np.array(labels, "uint8"), np.array(answers, "uint8"))
        for labels, answers in (
            ([0, 1, 1, 1, 1, 1, 0], [0, 1, 1, 0, 1, 1, 1]),
            ([1, 1, 1, 0, 1], [1, 1, 1, 1, 1]),
            ([0, 2, 2, 1, 1, 1, 2, 1, 1], [0, 2, 0, 1, 1, 2, 2, 1, 1]),
            ([3, 5, 5, 5, 3, 5, 5], [3, 5, 5, 4, 4, 5, 3]),
            ([0, 2, 2, 0, 2], [0, 2, 0, 0, 2]),
            ([2, 2, 2, 2], [2, 0, 2, 2]),
        )
    ]


def _print_it(answer: Callable) -> None:
    case = _balanced_cases()[0]
    found = call(answer, *case, name="balanced_accuracy")
    usable("balanced_accuracy", found, "{:.2f}".format, "a plain number")


_RIGHT = "answers[labels == label] == label"

balanced_accuracy = Exercise(
    reference=_balanced_accuracy,
    then=_print_it,
    cases=_balanced_cases,
    hints=(
        "Always saying the frequent class: which share of each class is answered right, "
        "and what is the mean of these shares?",
        "Which numbers occur among the labels? NumPy lists each of them once.",
        "For one class: pick the answers that belong to it, and ask how many of them are "
        "right. Then the same for the next.",
    ),
    mistakes=(
        Edit(
            "that is plain accuracy: the frequent class has the say.",
            ("np.unique(labels)", "[0]"),
            (_RIGHT, "answers == labels"),
        ),
        Edit(
            "that counts the classes 0 and 1 only, as in the chapter; here there may be "
            "others.",
            ("np.unique(labels)", "(0, 1)"),
        ),
        Edit(
            "the shares are taken within the *answers* of each class (its precision), "
            "not within its labels.",
            (_RIGHT, "labels[answers == label] == label"),
        ),
        Edit(
            "the right ones are counted within the *answers* of each class; a class that "
            "is never answered gets 0.",
            (
                f"np.mean({_RIGHT})",
                "np.sum(labels[answers == label] == label) / max(sum(answers == label), 1)",
            ),
        ),
        Edit(
            "a class that no label has counts with the share 0; the mean is over those "
            "that occur.",
            ("np.unique(labels)", "range(labels.max() + 1)"),
            (f"np.mean({_RIGHT})", f"np.sum({_RIGHT}) / max(sum(labels == label), 1)"),
        ),
        Edit(
            "classes count that only the answers name, with the share 0.",
            ("np.unique(labels)", "np.unique(np.concatenate([labels, answers]))"),
            (f"np.mean({_RIGHT})", f"np.sum({_RIGHT}) / max(sum(labels == label), 1)"),
        ),
        Edit(
            "classes count that only the answers name; the mean is over those of the "
            "labels.",
            ("np.unique(labels)", "np.unique(np.concatenate([labels, answers]))"),
        ),
        Edit(
            "the classes are taken from the answers; a class that is never answered "
            "counts, too, with the share 0.",
            ("np.unique(labels)", "np.unique(answers)"),
        ),
        Edit(
            "classes are counted up to the largest number, also those that no label has.",
            ("np.unique(labels)", "range(labels.max() + 1)"),
        ),
        Edit(
            "the right answers of a class are divided by the number of all examples.",
            (
                "np.mean(answers[labels == label] == label)",
                "np.sum(answers[labels == label] == label) / len(labels)",
            ),
        ),
        Edit(
            "the shares come back one by one; their mean is asked.",
            ("return np.mean(shares)", "return shares"),
        ),
        Edit(
            "the shares are added up; their mean is asked.",
            ("np.mean(shares)", "np.sum(shares)"),
        ),
        Edit(
            "it returns after the first class: look at how far `return` is indented.",
            ("    return np", "        return np"),
        ),
        Edit(
            "those are the shares of wrong answers.",
            (_RIGHT, "answers[labels == label] != label"),
        ),
        Edit(
            "that is the share of the worst class; the mean over the classes is asked.",
            ("np.mean(shares)", "np.min(shares)"),
        ),
        Edit(
            "that also counts the other classes' examples as right, where they are not "
            "taken for this class.",
            (_RIGHT, "(answers == label) == (labels == label)"),
        ),
    ),
)


def _class_weights(labels):
    classes, counts = np.unique(labels, return_counts=True)
    shares = len(labels) / (len(classes) * counts)
    return dict(zip(classes.tolist(), shares.tolist()))  # noqa: B905


def _weights_cases() -> list[tuple]:
    return [
        (np.repeat(np.array(classes, "uint8"), counts),)
        for classes, counts in (
            ([0, 1], [2, 6]),
            ([1, 0], [19, 1]),
            ([0, 1, 2], [5, 1, 4]),
            ([3, 7], [4, 4]),
        )
    ]


def _weigh(answer: Callable) -> None:
    weights = call(answer, *_weights_cases()[0], name="class_weights")
    usable(
        "class_weights",
        weights,
        lambda weights: [f"{weight:.3f}" for weight in weights.values()],
        "plain numbers as weights",
    )


_WEIGHT = "len(labels) / (len(classes) * counts)"
_PAIRED = "dict(zip(classes.tolist(), shares.tolist()))"

class_weights = Exercise(
    reference=_class_weights,
    then=_weigh,
    cases=_weights_cases,
    hints=(
        "With 2 examples of class 0 and 6 of class 1: how much may all of class 0 weigh "
        "together, if all eight weigh 8?",
        "The n examples weigh n together, and the classes share that equally. What is "
        "left for one of them, and for one of its examples?",
        "np.unique counts for you, if you ask it to; the keys are the classes it finds.",
    ),
    mistakes=(
        Edit(
            "the weights are the shares of the classes; the rare one needs the larger "
            "weight.",
            (_WEIGHT, "counts / len(labels)"),
        ),
        Edit(
            "the classes weigh the same, but all examples together weigh too much: they "
            "should weigh as much as there are examples.",
            (_WEIGHT, "len(labels) / counts"),
        ),
        Edit(
            "the classes weigh the same, but each weighs 1: all examples together should "
            "weigh as much as there are.",
            (_WEIGHT, "1 / counts"),
        ),
        Edit(
            "the weights add up to 1 over the classes; it is the examples whose weights "
            "have a sum.",
            (_WEIGHT, "(1 / counts) / (1 / counts).sum()"),
        ),
        Edit(
            "the most frequent class weighs 1 for each example; then all examples "
            "together weigh more than there are.",
            (_WEIGHT, "counts.max() / counts"),
        ),
        Edit(
            "the rarest class weighs 1 for each example; then all examples together "
            "weigh less than there are.",
            (_WEIGHT, "counts.min() / counts"),
        ),
        Edit(
            "that is for two classes; there may be more.",
            ("len(classes) * counts", "2 * counts"),
        ),
        Edit(
            "those are the counts; the weight of one example is asked.",
            (_WEIGHT, "1.0 * counts"),
        ),
        Edit(
            "weights and classes are paired the wrong way round.",
            ("shares.tolist()", "shares[::-1].tolist()"),
        ),
        Edit(
            "the keys count the classes from 0; they should be the class numbers "
            "themselves.",
            ("classes.tolist()", "range(len(classes))"),
        ),
        Edit(
            "that is what a whole class weighs; the weight of one example is asked.",
            (_WEIGHT, "len(labels) / len(classes) + 0 * counts"),
        ),
        Edit(
            "the weights of the classes have the mean 1; it is the examples' that should.",
            (_WEIGHT, "len(classes) * (1 / counts) / (1 / counts).sum()"),
        ),
        Edit(
            "the number of classes is counted, and not the largest class number plus 1.",
            ("len(classes)", "(classes.max() + 1)"),
        ),
        Edit(
            "numbers that no label has get a weight, too; the keys are those that occur.",
            (_PAIRED, f"dict.fromkeys(range(labels.max() + 1), 0.0) | {_PAIRED}"),
        ),
        Edit(
            "the weights are right and come alone; a dict from class number to weight is "
            "asked.",
            (_PAIRED, "shares"),
        ),
        Edit(
            "the dict goes from weights to classes; it is asked the other way round.",
            (_PAIRED, "dict(zip(shares.tolist(), classes.tolist()))"),
        ),
        Edit(
            "np.unique sorts the classes, so its counts are not in the order in which "
            "the classes come.",
            ("classes.tolist()", "dict.fromkeys(labels.tolist())"),
        ),
        Edit(
            "the division drops what is behind the point.",
            ("len(labels) / (", "len(labels) // ("),
        ),
        Edit(
            "one less the share: the rare class gets more, and not enough of it.",
            (_WEIGHT, "1 - counts / len(labels)"),
        ),
        Edit(
            "these are the chapter's numbers, for its one in twenty; compute them from "
            "the labels.",
            (_PAIRED, "{0: 10, 1: 10 / 19}"),
        ),
    ),
)
