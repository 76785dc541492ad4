"""Generated film reviews: what stands in for IMDB where there is no network."""

from types import MappingProxyType

import numpy as np

from helpers.data.places import Fields

# Slots of the sentences below. Of two lines the first speaks for a film, the second
# against; words stand from frequent to rare. A slot with "-" says the opposite of its
# sentence. What a review has once, such as its LEAD, it repeats.
_FOR_AND_AGAINST = {
    "ADJ": (
        "great good excellent wonderful beautiful brilliant perfect amazing superb funny "
        "fantastic powerful touching memorable enjoyable charming moving delightful "
        "hilarious clever convincing outstanding gripping refreshing stunning subtle "
        "honest flawless magnificent terrific captivating believable heartwarming "
        "unforgettable splendid witty solid tense graceful compelling elegant sincere "
        "poignant lively rich radiant inspired masterful breathtaking endearing",
        "bad terrible awful boring poor stupid horrible dull worst weak ridiculous lame "
        "predictable annoying cheap pointless wooden disappointing silly painful pathetic "
        "forgettable mediocre laughable unconvincing flat tedious bland dreadful "
        "pretentious confusing clumsy atrocious lifeless shallow contrived embarrassing "
        "unfunny tiresome sloppy amateurish insulting incoherent stale dire hollow "
        "unwatchable abysmal lazy muddled",
    ),
    "ADV": (
        "well beautifully perfectly brilliantly wonderfully convincingly superbly "
        "gracefully cleverly honestly elegantly subtly flawlessly powerfully",
        "badly poorly terribly awfully horribly lazily clumsily pointlessly painfully "
        "dreadfully stupidly predictably woodenly",
    ),
    "LIKED": (
        "loved liked enjoyed adored admired praised treasured applauded",
        "hated disliked regretted despised endured loathed resented detested",
    ),
    "THING": (
        "masterpiece classic gem treat joy triumph delight treasure pleasure marvel "
        "winner surprise success jewel",
        "mess waste disaster failure bore joke disappointment turkey embarrassment "
        "insult stinker chore flop nightmare",
    ),
    "FELT": (
        "moved impressed touched thrilled delighted surprised amused enchanted glued "
        "fascinated charmed hooked",
        "bored annoyed disappointed insulted tired confused irritated lost cheated "
        "sleepy embarrassed numb",
    ),
    "SCORE": ("ten nine eight seven", "one two three four zero"),
}
_EITHER = {  # words that say little
    "ODD": (
        "strange dark simple long old unusual quiet loud different modern slow violent "
        "serious short sad low weird complex romantic realistic sentimental gritty bleak "
        "political foreign colorful surreal bloody stylish quirky raw cold gentle noisy "
        "straight curious cynical dreamy theatrical polished grim restrained fast stark"
    ),
    "PART": (
        "story acting plot script ending cast music direction dialogue camera humor "
        "soundtrack photography pace writing scenery editing score performance opening "
        "screenplay cinematography chemistry lighting atmosphere voice makeup finale "
        "choreography narration romance suspense wardrobe animation design rhythm sound "
        "staging timing satire mood framing subtext"
    ),
    "ROLE": (
        "actor director hero lead villain actress writer girl father mother child "
        "detective sidekick narrator producer stranger neighbor teacher uncle rival "
        "sheriff aunt composer editor bride partner twin"
    ),
    "KIND": "character role scene figure moment line part shot",
    "WHO": (
        "friend husband brother wife son daughter sister boss cousin lawyer servant "
        "nephew landlord roommate niece accomplice stepson godfather bodyguard"
    ),
    "DOES": (
        "finds loses follows kills meets steals hides saves leaves chases marries "
        "betrays visits hires rescues fights forgets buys trusts deceives haunts adopts "
        "kidnaps blackmails imitates questions outwits pursues"
    ),
    "OBJECT": (
        "letter gun car diary map secret key painting horse ring ship photograph tape "
        "bottle knife suitcase necklace radio piano violin coin telescope statue manuscript "
        "compass locket lantern medal parrot puppet carpet typewriter rifle watch mirror"
    ),
    "WHERE": (
        "house school city hotel village hospital prison island theater train station "
        "castle forest desert church bar harbor farm museum mansion factory circus subway "
        "monastery lighthouse swamp casino library cemetery canyon orphanage barracks "
        "cathedral laboratory warehouse vineyard garage tavern observatory attic"
    ),
    "WHEN": (
        "war summer night winter wedding funeral storm trial election strike holiday "
        "revolution flood harvest carnival blizzard eclipse robbery drought parade"
    ),
    "SURNAME": "",  # made of _NAMES, like LEAD, DIRECTOR and VILLAIN
    "PLATFORM": "television video dvd cable tape screen",
    "COMPANY": "friends kids girlfriend family parents dad mom grandmother students",
    "HOW": "very really so quite pretty rather truly absolutely simply just",
    "FILM": "movie film picture flick",
}
_ONCE = {  # drawn once for a review
    "GENRE": (
        "comedy drama thriller western romance horror musical documentary mystery cartoon "
        "adventure satire fantasy parody biography noir melodrama sequel remake"
    ),
    "HERO": (
        "detective soldier teacher doctor singer farmer boxer thief priest student nurse "
        "pilot painter widow gangster cowboy reporter sailor waitress scientist dancer "
        "lawyer miner orphan magician chef butcher novelist clown surgeon photographer "
        "gambler librarian fisherman barber astronaut plumber mechanic spy baker carpenter "
        "postman jockey banker pianist shepherd hunter tailor mayor burglar"
    ),
    "PLACE": (
        "london america texas paris california england chicago france italy japan canada "
        "mexico russia boston ireland germany spain india brazil africa berlin alaska "
        "rome portugal cuba china vienna lisbon egypt sweden scotland norway iceland "
        "prague greece turkey kansas nevada ohio peru tokyo venice madrid dublin"
    ),
    "FIRST": (
        "john michael james robert david mary peter richard tom jack george william anna "
        "paul charles sarah frank julia henry martin alice joe kate ben emma daniel helen "
        "laura sam susan arthur ruth walter oscar nina edward clara victor stella hugo "
        "rosa felix irene otto edith ivan greta leo vera max"
    ),
    "OTHER": (
        "tony eddie carol nick maria simon linda gary jenny larry karen bruce diane roger "
        "wendy philip marion dennis claire ralph norma stanley judith harold sylvia "
        "gilbert hazel"
    ),
    **dict.fromkeys(("LEAD", "DIRECTOR", "VILLAIN"), ""),
}
_NAMES = (  # each has a beginning and an end
    "al ash ax bar bas bel birch black brad brank brook bux cad cald cam car char chil "
    "clay cole craw cres cul dal dar den dor dun east ed elm fair farn fen gar gil glen "
    "green grim hal ham har hart haw hazel hol hun kel ken kirk lang lin lock mal mar mel "
    "mil mor nor oak pem pen pres rad red ross row sel shel sher stan stock sut thorn "
    "tren wake wal war wes whit win wood",
    "berg bert borne bourne bridge bright brook burn bury by cliff comb combe cott court "
    "croft cross dale dell den don dorf ell er ett field fold ford gate ham hill holm "
    "house hurst ing ington kin lake land ley lin ling lock low man mark mere mond more "
    "nell ridge ron sby sett shaw shire sley smith son stead stein stone ton vale ville "
    "wall ward way well wick win wold wood worth wright yard",
)

_OPENINGS = """
this GENRE is about a HERO in PLACE who DOES a OBJECT
i saw this FILM on PLATFORM last WHEN with my COMPANY
in this GENRE by DIRECTOR a HERO from PLACE DOES the WHO of VILLAIN
FIRST LEAD plays a HERO who DOES a OBJECT during the WHEN
a HERO and a WHO go to PLACE where VILLAIN DOES them both
my COMPANY and i watched this GENRE in a small WHERE in PLACE
this is the first FILM of DIRECTOR that i have seen
set in PLACE during the WHEN this is the story of a HERO and OTHER his WHO
"""
_NEUTRAL = """
then the HERO DOES the OBJECT and goes to the WHERE
FIRST LEAD is the HERO and OTHER VILLAIN is the ROLE
the FILM was made in PLACE in a real WHERE
meanwhile the WHO of the HERO DOES OTHER in the WHERE
there is a KIND with a OBJECT in the WHERE
OTHER SURNAME is the ROLE and OTHER SURNAME is the WHO
it is a ODD GENRE and the PART is ODD
OTHER DOES the OBJECT of VILLAIN after the WHEN
the PART is ODD and so is the ROLE in the WHERE
the ROLE from PLACE looks like OTHER SURNAME in that GENRE
one night in the WHERE the HERO DOES a ODD WHO
i had seen LEAD before in a GENRE about a WHEN
the ROLE DOES a WHO and the WHO DOES a OBJECT
the book by DIRECTOR has no WHEN and no OBJECT
you may know OTHER VILLAIN from the GENRE about the WHERE
DIRECTOR shows us a ODD WHERE in PLACE and a ODD WHEN
in the end OTHER DOES the HERO and the OBJECT is in the WHERE
it was filmed in PLACE before the WHEN with a ODD camera
some of it was filmed in the WHERE where DIRECTOR was born
"""
_TONED_TEXTS = """
the PART is HOW ADJ and the PART is ADJ
it is a ADJ GENRE with a ADJ PART and a ODD ROLE
LEAD is ADJ as the HERO and OTHER SURNAME plays the ROLE ADV
the PART is ADJ
the ROLE acts HOW ADV in the KIND with the OBJECT
i LIKED the PART and the PART
what a ADJ FILM
i was HOW FELT by the PART in the KIND with the WHO
the KIND in the WHERE is ADJ and the PART is ADJ
this is a THING
VILLAIN is HOW ADJ in every KIND
the PART is written ADV and the PART is ADJ
LEAD and OTHER VILLAIN play their parts ADV
DIRECTOR made a ADJ GENRE out of a ODD story
the KIND with the OBJECT is ADJ
the PART of this FILM is not ADJ-
it is hardly ever ADJ-
the PART was ADJ- but the PART is ADJ
i was never FELT- and the PART is ADJ
the PART by DIRECTOR is not ADJ- at all
the PART may be ADJ- yet on the whole i LIKED it
nothing about the PART is ADJ-
people say that it is ADJ- but they are wrong it is ADJ
it is far from ADJ- and nobody was FELT- by it
"""
_FOR = """
i could watch it again and again
the PART alone is worth the money
it kept me on the edge of my seat
it stays with you long after the WHEN
"""
_AGAINST = """
do not waste your time or your money
i wanted my money back
i kept looking at my watch
it could have been ADJ- if only the PART had been ADJ-
"""
_VERDICTS = """
all in all it is a ADJ FILM
i give it SCORE out of ten
overall i LIKED it
in short a THING
so this GENRE is not ADJ- but ADJ
SCORE stars out of ten for the PART
"""


_REVIEWS = {"train": 8000, "test": 4000}
_SENTENCES = 11, 0.5  # in a review: the median, and the spread of the logarithm
_TONED = 0.6  # share of the sentences that speak for or against
_AGREE = 6.0, 0.8  # beta distribution: which part of them speaks as the label does
_MILD = 0.3  # share of the places of an ADJ where a word of ODD stands
_LEANING = 0.06  # how far words without a tone lean to a side, as a logarithm
_LEANING_ODD = 0.1  # the same for those of ODD


def sample() -> Fields:
    """Put 12,000 film reviews together from sentences with slots.

    Returns
    -------
    dict
        tokens_train, tokens_test (n,) int32: all reviews one after the other; ends_train
        (8000,), ends_test (4000,): where each ends; y_train, y_test uint8; word_index.
    """
    rng = np.random.default_rng(0)
    y = np.concatenate(  # as many for as against, in both parts
        [rng.permutation(np.arange(n, dtype=np.uint8) % 2) for n in _REVIEWS.values()]
    )
    split = _REVIEWS["train"]
    words, sentences, review = _write(2 * y.astype(int) - 1, rng)
    here = sentences >= 0
    ends = np.cumsum(np.bincount(review, weights=here.sum(1))).astype(int)
    tokens = sentences[here]
    a, an = words.index("a"), words.index("an")
    vowel = np.array([word[0] in "aeiou" for word in words])
    tokens[:-1][(tokens[:-1] == a) & vowel[tokens[1:]]] = an

    middle = ends[split - 1]
    count = np.bincount(tokens[:middle], minlength=len(words))
    count[0] = 0  # the mark of the start is no word
    ranked = np.argsort(-count, kind="stable")[: np.count_nonzero(count)]
    ids = np.full(len(words), 2, np.int32)
    ids[ranked] = np.arange(4, len(ranked) + 4)
    ids[0] = 1
    index = {words[i]: rank for rank, i in enumerate(ranked.tolist(), 1)}
    return {
        "tokens_train": ids[tokens[:middle]],
        "ends_train": ends[:split],
        "y_train": y[:split],
        "tokens_test": ids[tokens[middle:]],
        "ends_test": ends[split:] - middle,
        "y_test": y[split:],
        "word_index": MappingProxyType(index),
    }


def _write(
    side: np.ndarray, rng: np.random.Generator
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Write a review for each side: 1 for the film, -1 against it.

    Returns
    -------
    tuple
        The words; the sentences (m, longest) as indices of words, -1 behind their end;
        in which review each sentence stands (m,).
    """
    texts, chosen, tone, review = _outline(side, rng)
    slots = _slots(rng)
    words = {"<start>": 0, "an": 1}
    code = {name: -2 - i for i, name in enumerate(slots)}

    def number(word: str) -> int:
        return code[word] if word in code else words.setdefault(word, len(words))

    table = np.full(
        (len(texts), max(len(text.split()) for text in texts)), -1, np.int16
    )
    for row, text in zip(table, texts, strict=True):
        row[: len(text.split())] = [number(word) for word in text.split()]
    sentences = table[chosen]
    mild = np.isin(sentences, (code["ADJ"], code["ADJ-"]))
    sentences[mild & (rng.random(mild.shape) < _MILD)] = code["ODD"]
    for name, (choices, weights) in slots.items():
        cell = np.flatnonzero(sentences == code[name])
        row = cell // sentences.shape[1]
        if name in _FOR_AND_AGAINST:
            drawn = _draw(weights, tone[row], rng)
        elif name.endswith("-"):
            drawn = _draw(weights, -tone[row], rng)
        elif name in _ONCE:
            drawn = _draw(weights, side, rng)[review[row]]
        else:
            drawn = _draw(weights, side[review[row]], rng)
        indices = np.array([number(word) for word in choices])
        sentences.flat[cell] = indices[drawn]
    return list(words), sentences, review


def _outline(
    side: np.ndarray, rng: np.random.Generator
) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Choose sentences: all texts, which of them (m,), their tone, their review."""
    median, spread = _SENTENCES
    count = np.exp(rng.normal(np.log(median), spread, len(side)))
    count = np.clip(count, 3, 60).astype(int)
    review = np.repeat(np.arange(len(side)), count)
    last = np.cumsum(count) - 1
    agrees = rng.random(len(review)) < rng.beta(*_AGREE, len(side))[review]
    tone = np.where(agrees, 1, -1) * side[review]
    tone[rng.random(len(review)) >= _TONED] = 0
    group = 2 + tone  # 1 against, 2 without a tone, 3 for
    group[last[tone[last] != 0]] = 4
    group[last - count + 1] = tone[last - count + 1] = 0
    groups = (
        _OPENINGS,
        _TONED_TEXTS + _AGAINST,
        _NEUTRAL,
        _TONED_TEXTS + _FOR,
        _VERDICTS,
    )
    texts, chosen = [], np.empty_like(review)
    for i, text in enumerate(groups):
        lines = text.strip().split("\n")
        here = group == i
        weights = np.tile(1 / (4 + np.arange(len(lines))), (2, 1))
        chosen[here] = len(texts) + _draw(weights, tone[here], rng)
        texts += ["<start> " * (i == 0) + line for line in lines]
    return texts, chosen, tone, review


def _slots(rng: np.random.Generator) -> dict[str, tuple[list[str], np.ndarray]]:
    """Give each slot its words and their weights (2, words): against, for."""
    slots = {}
    for name, sides in _FOR_AND_AGAINST.items():
        for_, against = (side.split() for side in sides)
        rank = np.arange(len(for_) + len(against))
        weights = np.stack([rank >= len(for_), rank < len(for_)])
        rank[len(for_) :] -= len(for_)
        slots[name] = slots[name + "-"] = for_ + against, weights / (3 + rank)
    starts, ends = (part.split() for part in _NAMES)
    names = rng.permutation([start + end for start in starts for end in ends]).tolist()
    for name, text in (_EITHER | _ONCE).items():
        choices = text.split() or names
        leaning = rng.normal(
            0, _LEANING_ODD if name == "ODD" else _LEANING, len(choices)
        )
        rank = np.arange(len(choices)) + (8 if text else 100)
        weights = np.exp([-leaning, leaning]) / rank
        slots[name] = choices, weights
    return slots


def _draw(
    weights: np.ndarray, side: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Draw a column of the weights (2, k) for each side: row 1 for 1, row 0 else."""
    share = np.cumsum(weights, 1)
    share /= share[:, -1:]
    at, drawn = rng.random(len(side)), np.empty(len(side), int)
    for row, here in enumerate((side != 1, side == 1)):
        drawn[here] = np.searchsorted(share[row], at[here], "right")
    return drawn
