"""Checks of chapter 20, the fauna of networks. They need NumPy only."""

from __future__ import annotations

import numpy as np

from helpers.checks import Edit, Exercise

# --- One step of a ring --------------------------------------------------------------


def _ring_step(weights, x, alpha, width):
    units = len(weights)
    winner = np.argmin(np.sum((x - weights) ** 2, axis=1))
    apart = np.abs(np.arange(units) - winner)
    apart = np.minimum(apart, units - apart)
    pull = alpha * np.exp(-(apart**2) / (2 * width**2))
    return weights + pull[:, None] * (x - weights)


def _ring_cases() -> list[tuple]:
    """Rings of several sizes in two and three dimensions; winners near either end."""
    rng = np.random.default_rng(0)
    cases = []
    for units, features, winner, alpha, width in (
        (7, 2, 0, 0.5, 1.0), (10, 2, 8, 0.3, 2.5), (9, 3, 4, 0.8, 0.7),
        (12, 2, 1, 0.4, 3.2), (6, 4, 5, 0.2, 1.5),
    ):  # fmt: skip
        weights = rng.normal(size=(units, features))
        x = weights[winner] + 0.05 * rng.normal(size=features)
        cases.append((weights, x, alpha, width))
    return cases


_WRAP = "    apart = np.minimum(apart, units - apart)\n"

ring_step = Exercise(
    reference=_ring_step,
    cases=_ring_cases,
    hints=(
        "Three things, one after the other: who wins, how far is each unit from the "
        "winner, how much does each unit move.",
        "The distance to the winner is counted along the ring, in units, not among the "
        "data. From unit 0 to the last unit it is one step.",
        "There are two ways round a ring; the distance is the shorter one.",
    ),
    mistakes=(
        Edit(
            "that is the chapter's sheet, with two ends: on a ring the first unit and "
            "the last are neighbors.",
            (_WRAP, ""),
        ),
        Edit(
            "the way round is the longer one of the two.",
            ("np.minimum(apart", "np.maximum(apart"),
        ),
        Edit(
            "the way round the other side is one unit too short.",
            ("units - apart)", "units - 1 - apart)"),
        ),
        Edit(
            "the winner is the unit that is furthest away: look for the smallest "
            "distance.",
            ("argmin", "argmax"),
        ),
        Edit(
            "the winner is found by differences that may cancel: square them before you "
            "add them up.",
            (
                "np.sum((x - weights) ** 2, axis=1)",
                "np.abs(np.sum(x - weights, axis=1))",
            ),
        ),
        Edit(
            "the distance on the ring is not squared in the exponent.",
            ("-(apart**2)", "-apart"),
        ),
        Edit(
            "only the winner moves; its neighbors should come along.",
            (
                "alpha * np.exp(-(apart**2) / (2 * width**2))",
                "alpha * (apart == 0)",
            ),
        ),
        Edit(
            "all units move alike; the pull should fall with the distance.",
            (
                "alpha * np.exp(-(apart**2) / (2 * width**2))",
                "alpha * np.ones(units)",
            ),
        ),
        Edit("the width is not squared.", ("width**2", "width")),
        Edit("the 2 is missing below the line.", ("(2 * width**2)", "width**2")),
        Edit("the sign of the exponent is wrong: the pull grows.", ("(-(", "((")),
        Edit(
            "the learning rate is missing: even the winner goes only a part of the way.",
            ("alpha * np.exp", "np.exp"),
        ),
        Edit(
            "the units run away from the example.",
            ("weights + pull", "weights - pull"),
        ),
        Edit(
            "all units go to the example itself, from the origin: what counts is the "
            "difference to where they are.",
            ("pull[:, None] * (x - weights)", "pull[:, None] * x"),
        ),
        Edit(
            "that is how far the units move; asked for is where they are afterwards.",
            ("return weights + pull", "return pull"),
        ),
        Edit(
            "the distances to the winner are measured among the data; they should be "
            "counted along the ring.",
            (
                "    apart = np.abs(np.arange(units) - winner)\n" + _WRAP,
                "    apart = np.linalg.norm(weights - weights[winner], axis=1)\n",
            ),
        ),
        Edit(
            "`/ 2 * width**2` divides by 2 and then multiplies by the square of the width: "
            "put brackets around what is below the line.",
            ("/ (2 * width**2)", "/ 2 * width**2"),
        ),
        Edit(
            "the winner is found by sums of differences, in which they may cancel: square "
            "them before you add them up.",
            ("np.sum((x - weights) ** 2, axis=1)", "np.sum(x - weights, axis=1)"),
        ),
    ),
)

# --- How many modes, in effect -------------------------------------------------------


def _effective_modes(x, centers, radius):
    distance = np.linalg.norm(x[:, None] - centers, axis=2)
    near = distance < radius
    counts = near.sum(axis=0)
    share = counts[counts > 0] / counts.sum()
    return np.exp(-np.sum(share * np.log(share)))


def _modes_cases() -> list[tuple]:
    """Even, uneven and collapsed clouds, with stray points and empty modes."""
    rng = np.random.default_rng(1)
    cases = []
    for counts, stray, radius in (
        ((10, 10, 10, 10), 0, 0.5), ((30, 5, 0), 11, 0.4), ((0, 7, 0, 0, 0), 4, 0.6),
        ((40, 30, 20, 10, 1, 0), 25, 0.3),
    ):  # fmt: skip
        centers = 5 * np.column_stack([np.arange(len(counts)), np.arange(len(counts))])
        points = [
            center + rng.uniform(-0.2, 0.2, size=(n, 2))
            for center, n in zip(centers, counts, strict=True)
        ]
        points.append(rng.uniform(-0.6, 0.6, size=(stray, 2)) + np.array([2.5, 2.5]))
        # Just outside a mode: nearer than the root of the radius, for those who forget it.
        beside = 0.5 * (radius + np.sqrt(radius))
        points.append(centers[-1] + np.array([[beside, 0], [0, -beside]])[: stray // 4])
        cases.append((np.concatenate(points), centers.astype(float), radius))
    return cases


effective_modes = Exercise(
    reference=_effective_modes,
    cases=_modes_cases,
    hints=(
        "Count, for each mode, the points within the radius. The shares are these "
        "counts, divided by what?",
        "The entropy is the sum of -q log q over the shares q; chapter 14 measured with "
        "it how evenly attention is spread. What is it for eight equal shares?",
        "A mode without points adds nothing; log(0) would spoil the sum.",
    ),
    mistakes=(
        Edit(
            "that counts the modes that have any point; asked for is how many there are "
            "in effect, so that a rare one counts less.",
            ("np.exp(-np.sum(share * np.log(share)))", "float(len(share))"),
        ),
        Edit(
            "that is the entropy itself; its exponential is a number of modes.",
            (
                "np.exp(-np.sum(share * np.log(share)))",
                "-np.sum(share * np.log(share))",
            ),
        ),
        Edit("the sign of the entropy is wrong.", ("np.exp(-np", "np.exp(np")),
        Edit(
            "the shares are of all points; the stray ones, near no mode, should not "
            "count, or the shares do not add up to 1.",
            ("/ counts.sum()", "/ len(x)"),
        ),
        Edit(
            "a mode without points gives 0 · log 0, which NumPy calls nan: leave such "
            "modes out.",
            ("counts[counts > 0] /", "counts /"),
        ),
        Edit(
            "the logarithm has base 2 and the exponential base e: they must match.",
            ("np.log(share)", "np.log2(share)"),
        ),
        Edit(
            "the points are not weighed by their shares: it is q log q, not log q.",
            ("share * np.log(share)", "np.log(share)"),
        ),
        Edit(
            "every point goes to its nearest mode, however far away it is; only those "
            "within the radius count.",
            (
                "near = distance < radius",
                "near = distance == distance.min(axis=1, keepdims=True)",
            ),
        ),
        Edit(
            "the points further away than the radius are counted.",
            ("distance < radius", "distance > radius"),
        ),
        Edit(
            "the sum runs over the wrong axis: there should be one count for each mode.",
            ("near.sum(axis=0)", "near.sum(axis=1)"),
        ),
        Edit(
            "that is the number 1 over the sum of squared shares: another effective "
            "number; asked for is the exponential of the entropy.",
            (
                "np.exp(-np.sum(share * np.log(share)))",
                "1 / np.sum(share**2)",
            ),
        ),
        Edit(
            "the squared distance is compared with the radius: take its root.",
            (
                "np.linalg.norm(x[:, None] - centers, axis=2)",
                "np.sum((x[:, None] - centers) ** 2, axis=2)",
            ),
        ),
        Edit(
            "that is the chapter's count, with its threshold of 2 %; asked for is how many "
            "there are in effect, so that a rare one counts less.",
            (
                "np.exp(-np.sum(share * np.log(share)))",
                "float(np.sum(near.mean(axis=0) >= 0.02))",
            ),
        ),
        Edit(
            "the mean over the modes is taken; the entropy is the sum.",
            ("-np.sum(", "-np.mean("),
        ),
    ),
)

# --- Contrastive divergence, several rounds ------------------------------------------


def _contrast(weights, b, c, x, coins):
    def up(x):
        return 1 / (1 + np.exp(-(x @ weights + c)))

    p = up(x)
    imagined, q = x, p
    for coin in coins:
        h = (coin < q).astype(float)
        imagined = 1 / (1 + np.exp(-(h @ weights.T + b)))
        q = up(imagined)
    return (x.T @ p - imagined.T @ q) / len(x)


def _contrast_cases() -> list[tuple]:
    """One, two and four rounds; pixels, hidden units and examples all differ."""
    rng = np.random.default_rng(2)
    cases = []
    for rounds, batch, pixels, hidden in ((1, 3, 5, 4), (2, 6, 7, 3), (4, 5, 4, 6)):
        cases.append((
            rng.normal(size=(pixels, hidden)), rng.normal(size=pixels),
            rng.normal(size=hidden), (rng.random((batch, pixels)) < 0.5).astype(float),
            rng.random((rounds, batch, hidden)),
        ))  # fmt: skip
    return cases


contrast = Exercise(
    reference=_contrast,
    cases=_contrast_cases,
    hints=(
        "Write the chapter's step first, for one array of coins, without the learning "
        "rate. What would have to be repeated?",
        "A round is: coins, down, up. What goes into the next round is what came up in "
        "the last one.",
        "What is compared in the end: the examples with their probabilities, and the "
        "last pictures with theirs. Coins take no part in it.",
    ),
    mistakes=(
        Edit(
            "that is one round, as in the chapter; there is one for each array of coins.",
            ("for coin in coins:", "for coin in coins[:1]:"),
        ),
        Edit(
            "each round starts anew from the examples; it should go on from where the "
            "last one ended.",
            ("(coin < q)", "(coin < p)"),
        ),
        Edit(
            "the sign is wrong: what is comes first, minus what is imagined.",
            ("(x.T @ p - imagined.T @ q)", "(imagined.T @ q - x.T @ p)"),
        ),
        Edit(
            "the sum over the examples is returned; asked for is their mean.",
            (" / len(x)", ""),
        ),
        Edit(
            "it is divided by the number of pixels; the mean runs over the examples.",
            ("/ len(x)", "/ x.shape[1]"),
        ),
        Edit(
            "no coins are tossed: the probabilities themselves go down.",
            ("h = (coin < q).astype(float)", "h = q"),
        ),
        Edit(
            "a unit is on where the coin is below its probability; here it is the other "
            "way round.",
            ("coin < q", "coin > q"),
        ),
        Edit(
            "the pictures are compared with the tossed units of the last round; go up "
            "once more, and take the probabilities.",
            ("imagined.T @ q", "imagined.T @ h"),
        ),
        Edit(
            "the examples are compared with tossed units: take the probabilities there, "
            "too; a coin only adds noise.",
            ("x.T @ p", "x.T @ (coins[0] < p)"),
        ),
        Edit(
            "what is imagined is compared with the probabilities of the examples; it has "
            "its own.",
            ("imagined.T @ q", "imagined.T @ p"),
        ),
        Edit(
            "the bias of the pixels is missing on the way down.",
            ("h @ weights.T + b", "h @ weights.T"),
        ),
        Edit(
            "the bias of the hidden units is missing on the way up.",
            ("x @ weights + c", "x @ weights"),
        ),
        Edit(
            "the result is transposed: it has the shape of the weights.",
            ("(x.T @ p - imagined.T @ q)", "(x.T @ p - imagined.T @ q).T"),
        ),
        Edit(
            "the imagined pictures are tossed, too, or rounded; on the way down the "
            "probabilities stay as they are.",
            (
                "q = up(imagined)",
                "imagined = (imagined > 0.5) * 1.0\n        q = up(imagined)",
            ),
        ),
        Edit(
            "those are the new weights; asked for is the direction in which they go.",
            ("return (x", "return weights + (x"),
        ),
        Edit(
            "the probabilities of the examples are overwritten by those of the rounds: "
            "keep them for the end.",
            ("x.T @ p -", "x.T @ q -"),
        ),
        Edit(
            "the examples are multiplied with both; the imagined probabilities belong to "
            "the imagined pictures.",
            ("imagined.T @ q", "x.T @ q"),
        ),
        Edit(
            "the rounds take the coins in the wrong order: the first round has the first "
            "array.",
            ("for coin in coins:", "for coin in coins[::-1]:"),
        ),
    ),
)

# --- A memory ------------------------------------------------------------------------


def _store(patterns):
    weights = patterns.T @ patterns / len(patterns.T)
    np.fill_diagonal(weights, 0)
    return weights


def _store_cases() -> list[tuple]:
    """Patterns of -1 and 1; their numbers and their sizes differ."""
    rng = np.random.default_rng(3)
    return [
        (rng.choice([-1.0, 1.0], size=shape),) for shape in ((1, 4), (3, 8), (5, 12))
    ]


store = Exercise(
    reference=_store,
    cases=_store_cases,
    hints=(
        "Two units that agree in a pattern should pull each other the same way, two that "
        "differ should push. What is the product of two numbers that are 1 or -1?",
        "One matrix product makes all these products and adds them over the patterns.",
        "And what should a unit tell itself? Nothing.",
    ),
    mistakes=(
        Edit(
            "the diagonal is not zero: a unit that listens to itself is slower to change "
            "its mind.",
            ("    np.fill_diagonal(weights, 0)\n", ""),
        ),
        Edit(
            "the sign is wrong: units that agree should pull each other the same way.",
            ("patterns.T @ patterns", "-patterns.T @ patterns"),
        ),
        Edit(
            "it is divided by the number of patterns; divide by the number of units.",
            ("len(patterns.T)", "len(patterns)"),
        ),
        Edit(
            "the division by the number of units is missing.",
            (" / len(patterns.T)", ""),
        ),
        Edit(
            "all but the diagonal is zero: it is the diagonal that should be.",
            ("np.fill_diagonal(weights, 0)", "weights = np.diag(np.diag(weights))"),
        ),
        Edit(
            "the diagonal is one; it should be zero.",
            ("np.fill_diagonal(weights, 0)", "np.fill_diagonal(weights, 1)"),
        ),
        Edit(
            "only the first pattern is stored; add up over all of them.",
            ("patterns.T @ patterns", "patterns[:1].T @ patterns[:1]"),
        ),
        Edit(
            "the patterns are taken as 0 and 1, or as their signs above zero; -1 has its "
            "own part in the product.",
            ("patterns.T @ patterns", "(patterns > 0).T * 1.0 @ (patterns > 0)"),
        ),
        Edit(
            "only the last pattern is stored; add up over all of them.",
            ("patterns.T @ patterns", "patterns[-1:].T @ patterns[-1:]"),
        ),
        Edit(
            "it is divided by the number of patterns, too; divide by the number of units "
            "only.",
            ("len(patterns.T)", "patterns.size"),
        ),
    ),
)

# --- Ask often -----------------------------------------------------------------------


class _Guesser:
    """Stands in for a Keras model with dropout: other answers in each call in training."""

    def __init__(self, seed: int):
        self._rng = np.random.default_rng(seed)

    def __call__(self, x, training=False):
        x = np.asarray(x, float)
        shift = self._rng.normal(size=x.shape) if training else 0.0
        return np.sin(x) + shift * (1 + np.abs(x))

    def predict(self, x, **settings):
        """Answer with the dropout off."""
        return self(x)


def _ask_often(model, x, passes):
    answers = np.stack([model(x, training=True) for _ in range(passes)])
    return answers.mean(axis=0), answers.std(axis=0)


def _ask_cases() -> list[tuple]:
    rng = np.random.default_rng(4)
    return [
        (seed, rng.normal(size=(points, 1)), passes)
        for seed, (points, passes) in enumerate(((5, 7), (3, 20), (11, 4)))
    ]


ask_often = Exercise(
    reference=_ask_often,
    cases=_ask_cases,
    run=lambda answer, seed, x, passes: answer(_Guesser(seed), x, passes),
    returns=("the mean", "the spread"),
    hints=(
        "Call the model as often as asked, and keep every answer.",
        "How must a model be called so that its dropout stays on? The chapter's last "
        "section does it.",
        "Stack the answers: (passes, points, 1). Over which axis do mean and deviation "
        "run, if one number for each point should be left?",
    ),
    mistakes=(
        Edit(
            "every pass gives the same answer: dropout is off unless the model is called "
            "with training=True.",
            ("training=True", "training=False"),
        ),
        Edit(
            "the spread runs over the points; it should run over the passes, at each "
            "point.",
            ("answers.std(axis=0)", "answers.std(axis=1)"),
        ),
        Edit(
            "the mean runs over the points; it should run over the passes, at each point.",
            ("answers.mean(axis=0)", "answers.mean(axis=1)"),
        ),
        Edit(
            "the variance is returned; the spread is its root, in the units of the answer.",
            ("answers.std(axis=0)", "answers.var(axis=0)"),
        ),
        Edit(
            "the model is asked once, and its answer copied: that has no spread.",
            (
                "[model(x, training=True) for _ in range(passes)]",
                "[model(x, training=True)] * passes",
            ),
        ),
        Edit(
            "the number of passes is a hundred, as in the chapter; use what you are given.",
            ("range(passes)", "range(100)"),
        ),
        Edit(
            "mean and spread are in each other's place.",
            (
                "answers.mean(axis=0), answers.std(axis=0)",
                "answers.std(axis=0), answers.mean(axis=0)",
            ),
        ),
        Edit(
            "one number for all points is returned; asked for is one for each.",
            ("answers.std(axis=0)", "answers.std()"),
        ),
        Edit(
            "that is the error of the mean: it shrinks with the number of passes. The "
            "spread of the answers does not.",
            ("answers.std(axis=0)", "answers.std(axis=0) / np.sqrt(passes)"),
        ),
        Edit(
            "two standard deviations are returned, as the chapter draws them; the spread "
            "is one.",
            ("answers.std(axis=0)", "2 * answers.std(axis=0)"),
        ),
        Edit(
            "the squares are divided by passes - 1; np.std divides by the number of "
            "passes unless told otherwise.",
            ("answers.std(axis=0)", "answers.std(axis=0, ddof=1)"),
        ),
        Edit(
            "the mean is that of all points together; asked for is one for each.",
            ("answers.mean(axis=0)", "answers.mean()"),
        ),
    ),
)
