"""IMDB: film reviews, for or against."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np

from helpers.data import reviews
from helpers.data.places import DataSet, Edition, Fields, File, Tidy


@dataclass(frozen=True, eq=False, repr=False)
class Imdb(Tidy):
    """Film reviews as the ids of their words. The arrays are read-only.

    An id is 1 at the start of a review, 2 in place of a word outside the vocabulary,
    else the word's rank in `word_index` plus 3. Id 0 is free, for padding; 3 never
    occurs.

    Attributes
    ----------
    x_train : (25000,) object
        Training reviews; each is a one-dimensional int32 array of its own length.
    y_train : (25000,) uint8
        1 if the review speaks for the film, 0 if against; as many of each.
    x_test, y_test : (25000,) object, (25000,) uint8
        Test reviews, of other films, and their labels.
    word_index : dict
        The rank of each word, read-only; 1 for the word that is most frequent in the
        training reviews. Some 88,580 words.
    source : str
        Where it came from, one of `SOURCES`. The offline sample has 8000 and 4000
        reviews, half as long, of some 6000 words: see `helpers.data.reviews`.

    Source: A. L. Maas et al., *Learning word vectors for sentiment analysis*, ACL 2011,
    https://aclanthology.org/P11-1015 (Large Movie Review Dataset v1.0). The texts are
    their authors'; free to use in research and teaching with this citation.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    word_index: Mapping[str, int]
    source: str


def load_imdb(num_words: int | None = None) -> Imdb:
    """Load the film reviews.

    Parameters
    ----------
    num_words : int, optional
        Keep only ids below this number, at least 5: any other becomes 2, as in Keras.
        So the vocabulary has the ``num_words - 4`` most frequent words.

    Returns
    -------
    Imdb
        Its fields are documented there.

    Raises
    ------
    DataError
        If COURSE_DATA names no directory, or its files of the set are damaged.
    ValueError
        If `num_words` leaves no word.
    """
    if num_words is not None and num_words < 5:
        raise ValueError(
            f"num_words is {num_words}, and the most frequent word has the id 4: "
            "give at least 5"
        )
    values = SETS["imdb"].load()
    for part in ("train", "test"):
        tokens, ends = values.pop(f"tokens_{part}"), values.pop(f"ends_{part}")
        if num_words is not None:
            tokens = np.where(tokens < num_words, tokens, np.int32(2))
            tokens.setflags(write=False)
        rows = np.empty(len(ends), object)
        start = 0
        for i, end in enumerate(ends.tolist()):
            rows[i] = tokens[start:end]  # a view, read-only too
            start = end
        rows.setflags(write=False)
        values[f"x_{part}"] = rows
    return Imdb(**values)


def read_prepared(file: Path, index: Path) -> Fields:
    """Read the tokens of an imdb.npz without object arrays, and the word index."""
    values = {"word_index": _read_index(index)}
    with np.load(file, allow_pickle=False) as archive:
        for part in ("train", "test"):
            values[f"tokens_{part}"] = archive[f"{part}_tokens"]
            values[f"ends_{part}"] = archive[f"{part}_offsets"][1:]
            values[f"y_{part}"] = archive[f"{part}_labels"]
    return values


def read_public(file: Path, index: Path) -> Fields:
    """Read Keras' own imdb.npz and word index, in the order of its `load_data`.

    The file holds pickled lists. Unpickling may run any code, so this is called only
    for the very file whose SHA-256 stands in `SETS`.
    """
    values = {"word_index": _read_index(index)}
    with np.load(file, allow_pickle=True) as archive:
        rng = np.random.RandomState(113)
        for part in ("train", "test"):
            rows, labels = archive[f"x_{part}"], archive[f"y_{part}"]
            order = np.arange(len(rows))
            rng.shuffle(order)
            rows = [np.array([-2, *rows[i]], np.int32) for i in order]
            values[f"tokens_{part}"] = np.concatenate(rows) + np.int32(3)
            values[f"ends_{part}"] = np.cumsum([len(row) for row in rows])
            values[f"y_{part}"] = labels[order].astype(np.uint8)
    return values


def _read_index(file: Path) -> Mapping[str, int]:
    return MappingProxyType(json.loads(file.read_text("utf-8")))


_KERAS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
_PUBLIC = "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"
_PUBLIC_INDEX = "md5:bfafd718b763782e994055a2d397834f"  # no other hash is published
_PREPARED = "57989246aee9b5177dfa1f25247f335c9f18d503587c344709643f17da790b2a"
_PREPARED_INDEX = "7838e02ecd562ffd32f340ded52af063f4fa9a07625d0b2bf13c2e5ba59f5740"
_INDEX = "imdb_word_index.json"

SETS = {
    "imdb": DataSet(
        title="IMDB",
        public=Edition(
            (
                File("imdb.npz", _PUBLIC, _KERAS + "imdb.npz", 17.5),
                File(_INDEX, _PUBLIC_INDEX, _KERAS + _INDEX, 1.6),
            ),
            read_public,
        ),
        prepared=Edition(
            (File("imdb.npz", _PREPARED), File(_INDEX, _PREPARED_INDEX)),
            read_prepared,
        ),
        sample=reviews.sample,
    )
}
