"""Shakespeare: what the text looks like, and that its sample has the same lessons."""

import collections
import os
from pathlib import Path

import numpy as np
import pytest

from helpers import data
from helpers.data import texts

REAL = os.environ.get("COURSE_DATA", "")
SOURCES = [
    pytest.param(REAL, marks=pytest.mark.skipif(not REAL, reason="no COURSE_DATA")),
    "offline sample",
]


@pytest.fixture(autouse=True)
def cache(empty_places) -> Path:
    return empty_places


@pytest.fixture(params=SOURCES, ids=["real", "sample"])
def found(request, monkeypatch) -> data.Text:
    """The real text or the sample."""
    if request.param == "offline sample":
        monkeypatch.setenv("COURSE_OFFLINE", "1")
        wanted = "offline sample"
    else:
        monkeypatch.setenv("COURSE_DATA", request.param)
        wanted = "COURSE_DATA"
    loaded = data.load_shakespeare()
    assert loaded.source == wanted
    return loaded


def test_the_text_has_the_documented_form(found):
    text = found.text
    if found.source == "COURSE_DATA":
        assert len(text) == 1_115_394 and len(set(text)) == 65
    else:
        assert 300_000 <= len(text) < 301_000 and 40 < len(set(text)) <= 65
        real = "\n !$&',-.3:;?" + "".join(map(chr, [*range(65, 91), *range(97, 123)]))
        assert set(text) <= set(real)
    assert "\r" not in text
    speakers = [speech.split("\n")[0] for speech in text.split("\n\n")]
    assert np.mean([name.endswith(":") for name in speakers]) > 0.95


def test_the_text_is_shown_by_its_length(found):
    assert repr(found).startswith("Text(") and len(repr(found)) < 80


def test_the_sample_is_the_same_every_time():
    assert texts.sample(5000) == texts.sample(5000)


def loss_per_character(text: str, order: int) -> float:
    """Return the loss [nats] of guessing by counts of the characters before."""
    split = len(text) * 9 // 10
    after = collections.defaultdict(collections.Counter)
    for i in range(order, split):
        after[text[i - order : i]][text[i]] += 1
    kinds, total = len(set(text)), 0.0
    places = range(split, len(text))
    for i in places:
        seen = after[text[i - order : i]]
        total -= np.log((seen[text[i]] + 0.1) / (seen.total() + 0.1 * kinds))
    return total / len(places)


def test_more_of_the_past_tells_more(found):
    """Real: 3.3 with nothing, 2.5 with one character, 1.9 with two."""
    losses = [loss_per_character(found.text[:300_000], order) for order in range(3)]
    assert 2.7 < losses[0] < 3.5 and 1.9 < losses[1] < 2.7
    assert losses[1] < losses[0] - 0.5 and losses[2] < losses[1] - 0.3
