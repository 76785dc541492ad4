"""A text to learn to write from: scenes from Shakespeare's plays."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.data.places import DataSet, Edition, Fields, File, Tidy


@dataclass(frozen=True, eq=False, repr=False)
class Text(Tidy):
    """One long text.

    Attributes
    ----------
    text : str
        All of it, with its line breaks.
    source : str
        Where it came from, one of `SOURCES`. The offline sample is a generated play.
    """

    text: str
    source: str

    def __repr__(self) -> str:
        return f"Text({len(self.text):,} characters, source={self.source!r})"


def load_shakespeare() -> Text:
    """Load scenes from Shakespeare's plays, one after the other.

    Returns
    -------
    Text
        1,115,394 characters, 65 of them different: who speaks, a colon, a line break,
        what is said; an empty line between two speeches. The offline sample has the same
        form, about 300,000 characters, and a few hundred words.

    Raises
    ------
    DataError
        If COURSE_DATA names no directory, or its file of the set is damaged.

    Source: W. Shakespeare; the selection is A. Karpathy's, github.com/karpathy/char-rnn.
    Public domain.
    """
    return Text(**SETS["shakespeare"].load())


def read(file: Path) -> Fields:
    """Read a text of UTF-8, with its line breaks as they are."""
    return {"text": file.read_bytes().decode("utf-8")}


_NAMES = (
    "ANNE BERTRAM CLARA DUKE EDMUND FOOL FIRST_GUARD GRACE HENRY ISABEL KING LADY_MARIAN "
    "MESSENGER NURSE OLIVER PAGE QUEEN ROBERT SECOND_GUARD WITCH"
)
_WORDS = {  # slots of the sentences below; in each, words stand from frequent to rare
    "NOUN": (
        "lord king heart night man sword crown brother father love house hand word day "
        "friend son daughter enemy letter horse moon tower storm sister mother door song "
        "ring garden ship river city forest candle grave soldier shadow dream promise "
        "battle servant mirror winter summer morning window stranger bell throne castle"
    ),
    "ADJ": (
        "good sweet noble old poor gentle dark brave false young sad honest cold bitter "
        "proud silent weary strange golden cruel kind fair faithful humble bright lonely "
        "foolish merry pale wild"
    ),
    "DO": (
        "see hear know love fear find follow leave take keep hold trust forget bring "
        "serve curse remember bury carry greet break forgive call seek"
    ),
    "GO": (
        "come go stay speak live die weep sleep wait return laugh fall rise sing kneel "
        "wander tremble depart"
    ),
    "WHO": "I you we they",
    "MY": "my thy our the your his her this that no",
    "WHERE": (
        "here there at_home in_the_dark before_the_gate by_the_river in_the_tower "
        "upon_the_hill under_the_moon beside_the_fire in_thy_heart across_the_sea"
    ),
    "WHEN": (
        "tonight now tomorrow at_dawn once_more too_late for_ever ere_long in_time never"
    ),
    "CALL": "sir madam my_lord my_lady good_friend alas indeed in_truth O",
}
_LINES = (
    "WHO will GO WHEN.",
    "WHO DO MY NOUN, and MY NOUN must GO.",
    "CALL, DO MY ADJ NOUN!",
    "GO, CALL; the NOUN is ADJ WHEN.",
    "What ADJ NOUN is this, that WHO must GO WHERE?",
    "MY NOUN is ADJ, but MY NOUN is not.",
    "WHO cannot DO a NOUN so ADJ.",
    "Where is MY NOUN? WHO did DO it WHERE.",
    "If WHO GO WHEN, WHO shall DO MY ADJ NOUN.",
    "Not MY NOUN, CALL, but MY ADJ NOUN.",
    "O ADJ NOUN, ADJ as the NOUN WHERE,",
    "And WHO that DO the NOUN do DO the NOUN;",
    "Let MY NOUN GO WHERE, and DO me not.",
    "WHO saw MY NOUN WHERE WHEN.",
    "Is the NOUN ADJ? Then WHO will GO.",
    "Enough! MY NOUN will DO MY NOUN WHEN.",
)


def sample(length: int = 300_000) -> Fields:
    """Generate a play: speeches of a few sentences, most words frequent ones.

    Parameters
    ----------
    length : int
        At least so many characters; the last speech is whole.

    Returns
    -------
    dict
        text.
    """
    rng = np.random.default_rng(0)
    slots = {}
    for slot, listed in _WORDS.items():
        words = [word.replace("_", " ") for word in listed.split()]
        odds = 1 / (2 + np.arange(len(words)))  # as in a language: few words do much
        slots[slot] = words, odds / odds.sum()

    def filled(line: str) -> str:
        for slot, (words, odds) in slots.items():
            while slot in line:
                word = words[rng.choice(len(words), p=odds)]
                line = line.replace(slot, word, 1)
        return line[0].upper() + line[1:]

    names = [name.replace("_", " ") for name in _NAMES.split()]
    speeches, count = [], 0
    while count <= length:
        said = [
            filled(_LINES[rng.integers(len(_LINES))]) for _ in range(rng.integers(1, 5))
        ]
        speeches.append(f"{names[rng.integers(len(names))]}:\n" + "\n".join(said))
        count += len(speeches[-1]) + 2
    return {"text": "\n\n".join(speeches) + "\n"}


_HASH = "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"
_ADDRESS = (
    "https://raw.githubusercontent.com/karpathy/char-rnn/"
    "6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e/data/tinyshakespeare/input.txt"
)

SETS = {
    "shakespeare": DataSet(
        title="Shakespeare",
        public=Edition((File("tinyshakespeare.txt", _HASH, _ADDRESS, 1.1),), read),
        prepared=Edition((File("tinyshakespeare.txt", _HASH),), read),
        sample=sample,
    )
}
