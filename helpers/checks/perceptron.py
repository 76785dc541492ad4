"""Checks of chapter 01, Perceptron."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from helpers.checks import Edit, Exercise, call, fail, numbers, passed, procedure

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
NAND, OR, AND, XOR, EQUAL = (
    (1, 1, 1, 0), (0, 1, 1, 1), (0, 0, 0, 1), (0, 1, 1, 0), (1, 0, 0, 1),
)  # fmt: skip
EVERY_TABLE = list(itertools.product((0, 1), repeat=4))


# --- A unit that may decline ---------------------------------------------------------


def _predict(x, weights, bias, doubt):
    z = x @ weights + bias
    distance = np.abs(z) / np.linalg.norm(weights)
    answers = np.where(z > 0, 1, 0)
    return np.where(distance < doubt, 0.5, answers)


def _predict_cases():
    rng = np.random.default_rng(0)
    corners = CORNERS.astype(float)
    cases = [
        (corners, np.array([1.0, 1.0]), -1.5, 0.0),
        (corners, np.array([1.0, 1.0]), -1.0, 0.0),  # two corners on the line
        (corners, np.array([3.0, 4.0]), 1.0, 0.5),  # distances 0.2, 1, 0.8, 1.6
        (np.array([[2.0, 1.0], [0.0, 0.5]]), np.array([3.0, 4.0]), 0.0, 2.0),  # 2, 0.4
    ]
    for examples, features in ((5, 5), (40, 3), (1, 4), (200, 6)):
        x, weights = rng.normal(size=(examples, features)), rng.normal(size=features)
        cases.append((x, 2 * weights, float(rng.normal()), 0.6))
    x, weights = rng.normal(size=(200, 3)), np.array([0.05, -0.05, 0.02])
    return [*cases, (x, weights, 0.01, 0.9)]


_DECLINE = "np.where(distance < doubt, 0.5, answers)"

predict = Exercise(
    _predict,
    _predict_cases,
    mistakes=(
        Edit("it never declines: this is the unit of the chapter. Where an example is "
             "closer to the line than doubt, the answer is 0.5.",
             (_DECLINE, "answers")),
        Edit("z itself is compared with doubt; z is not yet a distance. What does the "
             "chapter divide it by?",
             (" / np.linalg.norm(weights)", "")),
        Edit("the length of the weights is on the wrong side: z is divided by it.",
             ("/ np.linalg", "* np.linalg")),
        Edit("z is divided by the square of the length: the square root is missing.",
             ("np.linalg.norm(weights)", "np.sum(weights**2)")),
        Edit("the length of w is not how many weights there are, len(weights), but the "
             "root of the sum of their squares.",
             ("np.linalg.norm(weights)", "len(weights)")),
        Edit("the length of w is not the sum of the weights but the root of the sum of "
             "their squares.",
             ("np.linalg.norm(weights)", "np.abs(weights).sum()")),
        Edit("the bias went into the length; a line's direction is in the weights alone.",
             ("np.linalg.norm(weights)", "np.sqrt(np.sum(weights**2) + bias**2)")),
        Edit("the length of w has a square for every weight, not only for two of them.",
             ("np.linalg.norm(weights)", "np.hypot(weights[0], weights[1])")),
        Edit("this is how far the examples are from the origin, not from the line.",
             ("np.abs(z) / np.linalg.norm(weights)", "np.linalg.norm(x, axis=1)")),
        Edit("doubt is compared with a probability; it is a distance, in the units of x.",
             ("distance < doubt", "np.abs(1 / (1 + np.exp(-z)) - 0.5) < doubt")),
        Edit("the distance forgets the bias, which moves the line.",
             ("np.abs(z)", "np.abs(z - bias)")),
        Edit("yes or no is decided without the bias.", ("z > 0", "z - bias > 0")),
        Edit("doubt moves the threshold of yes; instead there is a third answer.",
             ("z > 0", "z > doubt")),
        Edit("z is divided by the lengths of the examples; it is the length of the "
             "weights that turns it into a distance.",
             ("np.linalg.norm(weights)", "np.linalg.norm(x, axis=1)")),
        Edit("z is negative on one side of the line, a distance never is: there it "
             "declines however far away the example lies.",
             ("np.abs(z)", "z")),
        Edit("it declines far from the line and answers close to it; turn that round.",
             ("distance < doubt", "distance >= doubt")),
        Edit("doubt is the distance on each side of the line, not the width of both.",
             ("distance < doubt", "distance < doubt / 2")),
        Edit("0.5 was cut to a whole number; the answers need an array of floats.",
             (_DECLINE, f"{_DECLINE}.astype(int)")),
        Edit("an example exactly at the distance doubt is not closer than doubt (< and "
             "not <=); with doubt = 0 it would decline on the line.",
             ("distance < doubt", "distance <= doubt")),
        Edit("it declines with -1; here *don't know* is 0.5.",
             (_DECLINE, "np.where(distance < doubt, -1, answers)")),
        Edit("it declines with NaN; here *don't know* is 0.5.",
             (_DECLINE, "np.where(distance < doubt, np.nan, answers)")),
        Edit("the bias is missing: z = w·x + b.", (" + bias", "")),
        Edit("the bias is subtracted; here it is added: z = w·x + b.",
             (" + bias", " - bias")),
        Edit("on the line, where z is exactly 0, the answer is 0: use > and not >=.",
             ("z > 0", "z >= 0")),
        Edit("yes and no are swapped: the answer is 1 where z is above zero.",
             ("z > 0", "z < 0")),
        Edit("the answers are coded -1 and 1; here a no is 0.",
             ("np.where(z > 0, 1, 0)", "np.where(z > 0, 1, -1)")),
        Edit("np.sign gives -1, 0 and 1; the answer is 1 where z > 0 and 0 elsewhere.",
             ("np.where(z > 0, 1, 0)", "np.sign(z)")),
        Edit("0.5 is the threshold of a probability; a step flips where z is 0.",
             ("z > 0", "z > 0.5")),
        Edit("where it does not decline it returns z; the step is missing.",
             ("np.where(z > 0, 1, 0)", "z")),
        Edit("the sum runs over the examples; sum over the features, axis=1.",
             ("x @ weights", "(x * weights).sum(axis=0)")),
        Edit("the product is the wrong way round: a row of x for each example, times the weights.",
             ("x @ weights", "weights @ x")),
        Edit("np.dot has its factors the wrong way round: a row of x for each example, "
             "times the weights.",
             ("x @ weights", "np.dot(weights, x)")),
    ),
    hints=(
        "Begin with the chapter's unit: compute z for all rows of x at once, and a yes "
        "or a no from it. Only then think about declining.",
        "How far is an example from the line? The chapter states it below the drawing "
        "of the neuron: z, divided by something that only the weights know.",
        "A distance has no sign. np.where chooses, example by example, between 0.5 and "
        "the answer that you already have.",
    ),
)  # fmt: skip


# --- NAND, and XOR made of it --------------------------------------------------------


def _nand_unit():
    return np.array([-1.0, -1.0]), 1.5


def _truth_table(answer, corners):
    """Answers of a unit, given as (weights, bias), to the four corners."""
    weights, bias = numbers(answer(), (np.zeros(2), 0.0))
    if weights.shape != (2,) or bias.shape != ():
        raise ValueError("expected weights of shape (2,) and one number as bias")
    return np.where(corners @ weights + bias > 0, 1, 0)


_WEIGHTS = "np.array([-1.0, -1.0]), 1.5"

nand_unit = Exercise(
    _nand_unit,
    lambda: [(CORNERS,)],
    run=_truth_table,
    mistakes=(
        Edit("this is AND; NAND says the opposite at every corner.",
             (_WEIGHTS, "np.array([1.0, 1.0]), -1.5")),
        Edit("this is OR; NAND says no to (1, 1) only.",
             (_WEIGHTS, "np.array([1.0, 1.0]), -0.5")),
        Edit("this is NOR: a single 1 already turns the answer to no, and must not. "
             "Which of the three numbers decides that?",
             ("1.5", "0.5")),
        Edit("it always says yes; (1, 1) must give z <= 0.", ("1.5", "2.5")),
        Edit("it always says no; (0, 0) gives z = b, whatever the weights are.",
             ("1.5", "-1.5")),
        Edit("this only turns the first input round: the second has no say.",
             (_WEIGHTS, "np.array([-1.0, 0.0]), 0.5")),
        Edit("this only turns the second input round: the first has no say.",
             (_WEIGHTS, "np.array([0.0, -1.0]), 0.5")),
    ),
    hints=(
        "Write down z for the four corners with letters: b, w2 + b, w1 + b, "
        "w1 + w2 + b. Which of them must be above zero, and which not?",
        "The corner (0, 0) tells you the sign of the bias, the corner (1, 1) that of "
        "the weights. By symmetry the two weights may be equal.",
        "One input that is 1 must not be enough to bring z down to zero, two must be. "
        "Between what and what does the bias lie?",
    ),
)  # fmt: skip


def nand(first, second):
    return np.where(np.logical_and(first, second), 0, 1)


def nor(first, second):
    return np.where(np.logical_or(first, second), 0, 1)


def _and(first, second):
    return np.where(np.logical_and(first, second), 1, 0)


def _xor(x, nand):
    first, second = x[:, 0], x[:, 1]
    both = nand(first, second)
    return nand(nand(first, both), nand(second, both))


def _xor_cases():
    rng = np.random.default_rng(0)
    inputs = (CORNERS, CORNERS[::-1].copy(), rng.integers(0, 2, size=(50, 2)))
    return [(x, nand) for x in inputs]


def _only_wiring(answer: Callable) -> None:
    """Watch what the wiring does with other units, and count the units.

    Only wires: NOR in the place of NAND gives the opposite of XOR (De Morgan), and AND
    leaves (0, 0) at 0 and (1, 1) at 1. Arithmetic between the units breaks one of them.
    """
    used = 0

    def counted(first, second):
        nonlocal used
        used += 1
        return nand(first, second)

    call(answer, CORNERS[:1].copy(), counted, name="xor")
    if not used:
        fail("xor: right, but without a single unit. Call `nand` on two wires.")
    for unit, right in ((nor, EQUAL), (_and, AND)):
        table = numbers(call(answer, CORNERS.copy(), unit, name="xor"), np.zeros(4))
        if not np.array_equal(table, right):
            fail(
                "xor: right, but not by wiring alone: with another unit in the place "
                "of NAND the answers do not follow. Is there an operator, a comparison "
                "or a constant between the units? Every step is a call of `nand`."
            )
    if used > 4:
        fail(
            f"xor: right, with {used} units; it can be done with fewer. Is there a "
            "wire that several of them could share?"
        )


_LAST = "return nand(nand(first, both), nand(second, both))"

xor = Exercise(
    _xor,
    _xor_cases,
    then=_only_wiring,
    mistakes=(
        Edit("every answer is the wrong way round: there is one NAND too many or too "
             "few at the end.",
             (_LAST, _LAST.replace("return", "wire =") + "; return nand(wire, wire)")),
        Edit("this is OR: right but for (1, 1). Which unit notices that both are 1?",
             ("nand(first, both)", "nand(first, first)"),
             ("nand(second, both)", "nand(second, second)")),
        Edit("this is NAND itself: right but for (0, 0). Its answer is a wire that "
             "further units can use.",
             (_LAST, "return both")),
        Edit("this is AND, NAND turned round; XOR is something else.",
             (_LAST, "return nand(both, both)")),
        Edit("this is NOR: OR, turned round once more.",
             (
                 _LAST,
                 "return nand(*[nand(nand(first, first), nand(second, second))] * 2)",
             )),
        Edit("both units before the last take the first input; XOR treats them alike.",
             ("nand(second, both)", "nand(first, both)")),
        Edit("both units before the last take the second input; XOR treats them alike.",
             ("nand(first, both)", "nand(second, both)")),
        Edit("only one of the inputs meets the wire of both; XOR treats them alike.",
             (_LAST, "return nand(first, both)")),
        Edit("only the second input meets the wire of both; XOR treats them alike.",
             (_LAST, "return nand(second, both)")),
        Edit("it always says yes; the last unit must see two wires that are 1 at once "
             "where the inputs are equal.",
             (_LAST, "return nand(first, nand(first, first))")),
        Edit("this is an input as it came, not yet a circuit.", (_LAST, "return first")),
        Edit("x[0] is the first example; the two wires are the columns of x.",
             ("x[:, 0], x[:, 1]", "x[0], x[1]")),
    ),
    hints=(
        "Say XOR in words, *at least one, but not both*, and find the unit in your box "
        "that already answers *not both*.",
        "Write a table with a line for each of the four inputs and a column for each "
        "wire you have. Which column must the last unit see so that its answers are 0, 1, 1, 0?",
        "Feed the answer of the first unit into further ones, together with one input "
        "at a time, and look at the new columns of your table.",
    ),
)  # fmt: skip


# --- The perceptron rule, with labels -1 and 1 ---------------------------------------


def _update(weights, bias, x, sign):
    if sign * (weights @ x + bias) <= 0:
        return weights + sign * x, bias + sign
    return weights, bias


def _update_cases():
    rng = np.random.default_rng(0)
    cases = [
        (np.zeros(3), 0.0, np.array([1.0, -2.0, 0.5]), 1),
        (np.zeros(3), 0.0, np.array([1.0, -2.0, 0.5]), -1),
        (np.array([1.0, 1.0]), -1.0, np.array([1.0, 0.0]), -1),  # on the line
        (np.array([0.5, 0.5]), -4.0, np.array([1.0, 2.0]), 1),  # the bias decides
        (np.array([0.5, 0.5]), -4.0, np.array([1.0, 2.0]), -1),
    ]
    for features in (1, 2, 3, 5, 8) * 4:
        weights, x = rng.normal(size=features), rng.normal(size=features)
        cases.append((weights, float(rng.normal()), x, int(rng.choice([-1, 1]))))
    return cases


_IF = "if sign * (weights @ x + bias) <= 0:"
_STEP = "weights + sign * x, bias + sign"
_ALWAYS = (_IF, "if True:")


def _error(expression: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Replace the test and the step by a step of this error, right or wrong answer."""
    return (
        (_IF, f"error = {expression}\n    if True:"),
        (_STEP, "weights + error * x, bias + error"),
    )


update = Exercise(
    _update,
    _update_cases,
    returns=("weights", "bias"),
    mistakes=(
        Edit("label and answer are coded differently: a label of -1 minus an answer of "
             "0 is not zero. What is a mistake in this coding?",
             *_error("sign - (1 if weights @ x + bias > 0 else 0)")),
        Edit("label minus answer is 2 or -2 in this coding, which is twice too long; "
             "and where z is exactly 0 every example counts as a mistake.",
             *_error("sign - (1 if weights @ x + bias > 0 else -1)")),
        Edit("label minus np.sign(z) is 2 or -2 after most mistakes, twice too long.",
             *_error("sign - np.sign(weights @ x + bias)")),
        Edit("the step uses z in place of the answer; after a mistake it is always as "
             "long as x, however wrong z is.",
             *_error("sign - (weights @ x + bias)")),
        Edit("the bias stays as it was; it is a weight too, with an input that is always 1.",
             (_STEP, "weights + sign * x, bias")),
        Edit("the bias grows by 1 whatever the label is.",
             (_STEP, "weights + sign * x, bias + 1")),
        Edit("the sign of the update is turned: after a missed yes, x is added.",
             (_STEP, "weights - sign * x, bias - sign")),
        Edit("the bias moves the wrong way; it follows the label as the weights do.",
             (_STEP, "weights + sign * x, bias - sign")),
        Edit("the bias's input is 1, not x: the numbers in x have no say in its step.",
             (_STEP, "weights + sign * x, bias + sign * x.sum()")),
        Edit("x is added after every mistake; the label's sign says whether to add or to subtract.",
             (_STEP, "weights + x, bias + 1")),
        Edit("the bias's step is a multiple of x, or of the bias; its input is 1.",
             (_STEP, "weights + sign * x, bias + sign * bias")),
        Edit("the bias's step has the shape of x; its own input is 1, one number.",
             (_STEP, "weights + sign * x, bias + sign * x")),
        Edit("the bias is set to the sign; it should move by it.",
             (_STEP, "weights + sign * x, sign")),
        Edit("the weights move the wrong way: after a missed yes, x is added.",
             (_STEP, "weights - sign * x, bias + sign")),
        Edit("the step has a learning rate; this rule has none: add sign * x itself.",
             (_STEP, "weights + 0.1 * sign * x, bias + 0.1 * sign")),
        Edit("sign * w·x + b is not sign * (w·x + b): a parenthesis is missing.",
             ("sign * (weights @ x + bias)", "sign * (weights @ x) + bias")),
        Edit("the label's sign says whether x is added or subtracted; the bias has it.",
             (_STEP, "weights + x, bias + sign")),
        Edit("the bias's step is the sign alone, however large z is.",
             (_STEP, "weights + sign * x, bias + sign * (weights @ x + bias)")),
        Edit("the bias comes first; return the weights, then the bias.",
             (_STEP, "bias + sign, weights + sign * x"),
             ("return weights, bias", "return bias, weights")),
        Edit("the step is twice too long: add sign * x, once.",
             (_STEP, "weights + 2 * sign * x, bias + 2 * sign")),
        Edit("weights change even where the answer was right; change them only after a mistake.",
             _ALWAYS),
        Edit("where z is exactly 0 the example counts as a mistake (<= and not <); "
             "from zero weights nothing would ever be learned.",
             ("<= 0", "< 0")),
        Edit("where z is exactly 0 and the label is -1 the example counts as a mistake "
             "too: compare sign * z with 0.",
             (_IF, "if (weights @ x + bias > 0) != (sign > 0):")),
        Edit("it changes the weights where the answer was right, and keeps them after a mistake.",
             ("<= 0", "> 0")),
        Edit("the test for a mistake forgets the bias: z = w·x + b.",
             ("(weights @ x + bias)", "(weights @ x)")),
        Edit("the test for a mistake looks at z alone; the label has a say in it.",
             ("sign * (weights @ x + bias)", "(weights @ x + bias)")),
    ),
    hints=(
        "First compute z for the one example. The text says when that is a mistake: "
        "where s z is not above zero. If it is none, nothing changes.",
        "After a mistake the weights move along x, to the side that the label asks "
        "for. Return new arrays; += would change the one you were given.",
        "The bias is a weight whose input is always 1. Put 1 in the place of x in the "
        "step of the weights.",
    ),
)  # fmt: skip


# --- The learning loop ---------------------------------------------------------------


def _train(x, signs, epochs):
    weights, bias, mistakes = np.zeros(x.shape[1]), 0.0, []
    for epoch in range(epochs):  # noqa: B007  as the page shows it
        wrong = 0
        for example, sign in zip(x, signs):  # noqa: B905
            if sign * (weights @ example + bias) <= 0:
                weights, bias = weights + sign * example, bias + sign
                wrong += 1
        mistakes.append(wrong)
        if wrong == 0:
            break
    return weights, bias, mistakes


def _signs(labels) -> np.ndarray:
    return np.where(np.asarray(labels, dtype=bool), 1, -1)


def _train_cases():
    rng = np.random.default_rng(0)
    corners = CORNERS.astype(float)
    cases = [
        (corners, _signs(NAND), 20),
        (corners, _signs(OR), 20),
        (corners, _signs(XOR), 6),  # it never gets all four
        (corners, _signs(XOR), 30),
    ]
    for features, epochs in ((2, 50), (3, 50), (5, 3)):
        x = rng.normal(size=(30, features))
        x = x[np.abs(x[:, 0] - x[:, 1]) > 0.1]
        cases.append((x, _signs(x[:, 0] > x[:, 1]), epochs))
    return cases


def _twice(answer, x, signs, epochs):
    """Train twice: what differs the second time was random, or was kept."""
    once = answer(x, signs, epochs)
    again = answer(x, signs, epochs)
    if repr(once) != repr(again):
        fail(
            "train: two calls with the same examples give different results. Start "
            "from zero, take the examples in the order in which they stand, and keep "
            "nothing from one call to the next."
        )
    return once


_TEST = "if sign * (weights @ example + bias) <= 0:"
_WRONG = "                wrong += 1\n"
_MOVE = "weights, bias = weights + sign * example, bias + sign"
_START = "        wrong = 0\n        for"
_RETURN = "return weights, bias, mistakes"


def _count_of(error: str, count: str) -> tuple[tuple[str, str], ...]:
    """Replace the test by an error of label and answer, counted in this way."""
    return (
        (_TEST, f"error = {error}\n            if True:"),
        (_MOVE, "weights, bias = weights + error * example, bias + error"),
        ("wrong += 1", f"wrong += {count}"),
    )


train = Exercise(
    _train,
    _train_cases,
    run=_twice,
    returns=("weights", "bias", "mistakes"),
    seconds=5,
    mistakes=(
        Edit("this is the chapter's loop, whose labels are 0 and 1. Here they are -1 "
             "and 1, and label minus answer is never zero for a label of -1: use the "
             "update of exercise 3.",
             *_count_of("sign - int(weights @ example + bias > 0)", "abs(int(error))")),
        Edit("label minus an answer of 0 or 1 is never zero for a label of -1: use the "
             "update of exercise 3.",
             *_count_of("sign - int(weights @ example + bias > 0)", "int(error != 0)")),
        Edit("label minus an answer of -1 or 1 is 2 or -2 after a mistake, twice too "
             "long: use the update of exercise 3.",
             *_count_of(
                 "sign - (1 if weights @ example + bias > 0 else -1)", "int(error != 0)"
             )),
        Edit("signs are -1 and 1 already: there is nothing to turn into a sign.",
             ("0.0, []\n", "0.0, []\n    signs = 2 * signs - 1\n")),
        Edit("it goes on after an epoch without a mistake; stop there.",
             ("        if wrong == 0:\n            break\n", "")),
        Edit("the last epoch, the one without a mistake, is missing from the list.",
             (
                 "mistakes.append(wrong)\n        if wrong == 0:\n            break",
                 "if wrong == 0:\n            break\n        mistakes.append(wrong)",
             )),
        Edit("where z is exactly 0 the example counts as a mistake (<= and not <); "
             "from zero weights nothing would ever be learned.",
             ("<= 0", "< 0")),
        Edit("where z is exactly 0 and the label is -1 the example counts as a mistake "
             "too: compare sign * z with 0.",
             (_TEST, "if (weights @ example + bias > 0) != (sign > 0):")),
        Edit("the mistakes are counted after the update, which may have mended them; "
             "look at z first, then update.",
             (_WRONG, f"            {_TEST}\n{_WRONG}")),
        Edit("the mistakes are counted when the epoch is over; count each one when its turn comes.",
             (_WRONG, ""),
             (
                 "        mistakes.append",
                 "        wrong = int(np.sum(signs * (x @ weights + bias) <= 0))\n"
                 "        mistakes.append",
             )),
        Edit("it stops after one epoch; is the return inside the loop?",
             ("range(epochs)", "range(1)")),
        Edit("it stops one epoch early.", ("range(epochs)", "range(epochs - 1)")),
        Edit("it goes on for one epoch more than `epochs`.",
             ("range(epochs)", "range(epochs + 1)")),
        Edit("each epoch starts from zero again; set weights and bias before the loop.",
             (_START, "        wrong, weights, bias = 0, 0 * x[0], 0.0\n        for")),
        Edit("all examples of an epoch meet the same weights; the next example must "
             "meet those that the last mistake left.",
             (_START, "        wrong, w, b = 0, weights, bias\n        for"),
             (_TEST, "if sign * (w @ example + b) <= 0:")),
        Edit("the epoch ends at its first mistake; go on to the next example.",
             ("wrong += 1", "wrong += 1\n                break")),
        Edit("zip runs out after the first epoch; make it anew in each.",
             ("0.0, []\n", "0.0, []\n    pairs = zip(x, signs)\n"),
             ("zip(x, signs):", "pairs:")),
        Edit("the bias never moves; the update changes it too.",
             (_MOVE, "weights, bias = weights + sign * example, bias")),
        Edit("the test for a mistake forgets the bias: z = w·x + b.",
             ("(weights @ example + bias)", "(weights @ example)")),
        Edit("the counter of mistakes is never set back, so no epoch seems to be "
             "without one; count from zero in each.",
             (_START, "        for"),
             ("0.0, []\n", "0.0, []\n    wrong = 0\n")),
        Edit("the mistakes add up over the epochs; the list holds one count for each.",
             (_RETURN, "return weights, bias, np.cumsum(mistakes)")),
        Edit("the list holds shares; it should hold numbers of mistakes.",
             ("append(wrong)", "append(wrong / len(x))")),
        Edit("this is how many epochs it took; make a list of the mistakes in each.",
             (_RETURN, "return weights, bias, len(mistakes)")),
        Edit("the examples come in the opposite order.",
             ("zip(x, signs)", "zip(x[::-1], signs[::-1])")),
        Edit("the step has a learning rate; the rule of exercise 3 has none.",
             (_MOVE, _MOVE.replace("+ sign", "+ 0.1 * sign"))),
        Edit("the mistakes are one total; make a list with the count of each epoch.",
             (_RETURN, "return weights, bias, sum(mistakes)")),
        Edit("these are the mistakes of the last epoch; make a list with those of each.",
             (_RETURN, "return weights, bias, mistakes[-1]")),
    ),
    hints=(
        "Two loops, one in the other, as in the chapter: over the epochs, and in it "
        "over the examples with their signs. What has to be set before each of them?",
        "For each example: is it a mistake? Then count it and update. The weights that "
        "come out are those that the next example meets.",
        "When the inner loop is done, note the count of this epoch, and leave the "
        "outer loop if it is zero. The return comes after both loops.",
    ),
)  # fmt: skip


# --- What one unit can learn ---------------------------------------------------------


def slowest(table: tuple[int, ...]) -> float:
    """Return how many mistakes the theorem allows on a truth table; inf if any number.

    The best separator of each of the fourteen has small whole weights and bias.
    """
    x = np.column_stack([CORNERS, np.ones(4)])
    units = np.array(list(itertools.product(range(-3, 4), repeat=3)))[1:]
    length = np.maximum(np.linalg.norm(units, axis=1), 1)
    margin = np.max((units @ x.T * _signs(table)).min(axis=1) / length)
    return np.floor(3 / margin**2 + 1e-9) if margin > 0 else np.inf


class _Trainings:
    """A training function that notes what it was asked, and learns as slowly as told.

    ``needed(table)`` is how many epochs pass with a mistake in each: inf if they never end.
    """

    def __init__(self, needed: Callable[[tuple[int, ...]], float]):
        self.needed, self.fault = needed, None
        self.runs = {}  # truth table: (mistakes per epoch, epochs asked for)

    def __call__(self, x, signs, epochs):
        x, signs, epochs = np.asarray(x, dtype=float), np.asarray(signs), int(epochs)
        order = [np.flatnonzero((x[:, :2] == corner).all(axis=1)) for corner in CORNERS]
        nothing = np.zeros(x.shape[1]), 0.0, [4] * epochs
        if len(x) != 4 or any(len(place) != 1 for place in order):
            self.fault = "train it on the four inputs 00, 01, 10 and 11, each once"
            return nothing
        if not np.isin(signs, (-1, 1)).all():
            self.fault = (
                f"train was given the labels {signs.tolist()}; in this coding a no is "
                "-1, and with 0 it never finds an epoch without a mistake"
            )
            return nothing
        table = tuple(int(signs[place[0]] > 0) for place in order)
        needed = self.needed(table)
        mistakes = [4] * epochs
        if needed < np.inf:
            mistakes = ([1] * int(needed) + [0])[:epochs]
        self.runs[table] = (mistakes, epochs)
        if epochs >= needed:
            weights, bias, _ = _train(x, signs, int(needed) + 1)
        else:  # one answer for all inputs, wrong for the last of them
            weights, bias = np.zeros(x.shape[1]), -1.0 if table[-1] else 1.0
        return weights, bias, list(mistakes)


def _tables(name: str, result, trainings: _Trainings) -> set[tuple[int, ...]]:
    """Return the truth tables that an answer names; fail if they are something else."""
    if trainings.fault:
        fail(f"{name}: {trainings.fault}")
    result = sorted(result) if isinstance(result, set | frozenset) else result
    listed = isinstance(result, list | tuple | np.ndarray) and np.ndim(result[:0]) > 0
    try:
        tables = [numbers(table, np.zeros(4)) for table in result] if listed else [0]
    except ValueError:
        tables = [0]
    if any(np.shape(t) != (4,) or not np.isin(t, (0, 1)).all() for t in tables):
        fail(
            f"{name}: expected a list of truth tables such as (0, 0, 0, 1), each of "
            "four numbers 0 or 1"
        )
    if not trainings.runs:
        fail(f"{name}: no perceptron was asked; call the `train` that it is given.")
    found = {tuple(int(label) for label in table) for table in tables}
    if len(found) < len(tables):
        fail(f"{name}: a table stands twice in the list")
    return found


@procedure(
    hints=(
        "itertools.product((0, 1), repeat=4) gives the 16 truth tables. Train on the "
        "four inputs with each of them, and look at the list of mistakes.",
        "What are a table's 0s and 1s in the coding that train expects? And which "
        "entry of the list says whether it has learned?",
        "The chapter's bound counts mistakes, and an epoch that is not the last has at "
        "least one. Which question that a line can answer leaves the least room, and "
        "how many epochs does that allow?",
    )
)
def unlearnable(answer: Callable) -> None:
    """Watch ``unlearnable(train)``: the truth tables of two inputs that no unit learns."""
    name, right = "unlearnable", {XOR, EQUAL}
    unlucky = _Trainings(slowest)
    tables = _tables(name, call(answer, unlucky, name=name), unlucky)
    runs = unlucky.runs
    if len(runs) < 16:
        missing = min(set(EVERY_TABLE) - set(runs))
        fail(f"{name}: {len(runs)} of the 16 questions were trained, not {missing}")
    if tables == set(EVERY_TABLE) - right:
        fail(f"{name}: these are the ones that can be learned; return the others.")
    if missing := right - tables:
        fail(f"{name}: {min(missing)} is missing; its last epoch still has mistakes")
    if extra := tables - right:
        mistakes, epochs = runs[max(extra, key=slowest)]
        if not mistakes[-1]:
            fail(
                f"{name}: {min(extra)} was learned, its last epoch is without a "
                "mistake; which number of the list says so?"
            )
        if epochs == max(map(slowest, extra)):
            fail(
                f"{name}: {epochs} is how many mistakes the theorem allows. Each may "
                "have an epoch to itself: after how many epochs comes the first without?"
            )
        fail(
            f"{name}: {epochs} epochs are too few. The perceptron that it was given is "
            "as slow as the theorem allows, and would have learned one more in the end."
        )
    hopeless = _Trainings(lambda table: np.inf)
    tables = _tables(name, call(answer, hopeless, name=name), hopeless)
    if tables != set(EVERY_TABLE):
        fail(
            f"{name}: right for one perceptron; but from another, which learns nothing, "
            f"it concludes that {16 - len(tables)} questions can be learned. Look at "
            "what `train` returns."
        )
    passed(name, "these two, and the other fourteen can be learned")


# --- The gradient of the cross-entropy -----------------------------------------------


def _gradient(x, y, weights, bias):
    error = 1 / (1 + np.exp(-(x @ weights + bias))) - y
    return error @ x / len(x), error.mean()


def _gradient_cases():
    rng = np.random.default_rng(0)
    cases = []
    for examples, features in ((5, 3), (1, 1), (4, 4), (30, 2), (100, 6)):
        x, y = rng.normal(size=(examples, features)), rng.integers(0, 2, size=examples)
        cases.append((x, y, rng.normal(size=features), float(rng.normal())))
    x, y, weights, bias = cases[0]  # in another unit: a hair of a weight is a jump of z
    return [*cases, (1e6 * x, y, 1e-6 * weights, bias)]


_SIGMOID = "1 / (1 + np.exp(-(x @ weights + bias)))"
_SLOPES = "error @ x / len(x), error.mean()"

gradient = Exercise(
    _gradient,
    _gradient_cases,
    returns=("the slope of the weights", "the slope of the bias"),
    mistakes=(
        Edit("the sign is turned: this points downhill, as a step does; a gradient points uphill.",
             (f"{_SIGMOID} - y", f"y - {_SIGMOID}")),
        Edit("these are weights and bias after a step; the gradient is what the step is made of.",
             (_SLOPES, "weights - error @ x / len(x), bias - error.mean()")),
        Edit("these are sums over the examples; the loss is a mean.",
             (_SLOPES, "error @ x, error.sum()")),
        Edit("the slope of the bias is a sum over the examples; take the mean, as for the weights.",
             ("error.mean()", "error.sum()")),
        Edit("the slope of the weights is a sum over the examples; take the mean, as for the bias.",
             (" / len(x)", "")),
        Edit("the slopes of the weights are divided by the number of features; the "
             "mean is over the examples.",
             ("len(x)", "x.shape[1]")),
        Edit("the sigmoid has the sign of z turned: it is 1 / (1 + exp(-z)).",
             ("np.exp(-(x @ weights + bias))", "np.exp(x @ weights + bias)")),
        Edit("the bias is missing from z = w·x + b.",
             ("(x @ weights + bias)", "(x @ weights)")),
        Edit("the slope of the bias is not zero: a bias is a weight whose input is 1.",
             ("error.mean()", "0.0")),
        Edit("the slope of the bias is a mean over the slopes of the weights; its own input is 1.",
             ("error.mean()", "(error @ x / len(x)).mean()")),
        Edit("the slope of the bias was multiplied by the bias; its input is 1.",
             ("error.mean()", "(error * bias).mean()")),
        Edit("the bias comes first; return the slopes of the weights, then the bias's.",
             (_SLOPES, "error.mean(), error @ x / len(x)")),
        Edit("the slope of the bias is one number for each example; take their mean.",
             ("error.mean()", "error")),
        Edit("the mean of products is not the product of the means.",
             ("error @ x / len(x)", "error.mean() * x.mean(axis=0)")),
        Edit("this is the slope along ŷ; how does ŷ change with z?",
             (
                 f"{_SIGMOID} - y",
                 f"({_SIGMOID} - y) / (({_SIGMOID}) * (1 - {_SIGMOID}))",
             )),
        Edit("these are the slopes of each example; the loss is their mean.",
             (_SLOPES, "error[:, None] * x, error")),
        Edit("all weights share one number here; each has a slope of its own.",
             ("error @ x / len(x)", "(error[:, None] * x).mean()")),
        Edit("this is the gradient of half the squared error: in the cross-entropy the "
             "factor ŷ (1 - ŷ) cancels.",
             ("return", "error = error * (error + y) * (1 - error - y)\n    return")),
        Edit("this is the gradient of the squared error: in the cross-entropy the "
             "factor 2 ŷ (1 - ŷ) is not there.",
             ("return", "error = 2 * error * (error + y) * (1 - error - y)\n    return")),
        Edit("the answers are those of a step; put z through the sigmoid.",
             (_SIGMOID, "(x @ weights + bias > 0)")),
        Edit("the sigmoid is missing: z is not a probability yet.",
             (_SIGMOID, "(x @ weights + bias)")),
        Edit("the labels are 0 and 1 here; do not turn them into -1 and 1.",
             (" - y", " - (2 * y - 1)")),
        Edit("the mean runs over the features; average over the examples, axis=0.",
             ("error @ x / len(x)", "(x * error[:, None]).mean(axis=1)")),
        Edit("the product with x is the wrong way round: the sum runs over the "
             "examples, not over the features.",
             ("error @ x", "x @ error")),
        Edit("z is computed the wrong way round: a row of x for each example, times the weights.",
             ("x @ weights", "weights @ x")),
    ),
    hints=(
        "The chapter has the slopes for one example: (ŷ - y) times the input, and the "
        "input of the bias is 1. Begin with ŷ for all examples at once.",
        "The slope of a mean is the mean of the slopes. What shape has the error, and "
        "what shape must the result have?",
        "For one weight: multiply the error of each example by that example's input, "
        "add up, divide by the number of examples. A matrix product does it for all weights.",
    ),
)  # fmt: skip


# --- One row that spoils everything --------------------------------------------------


def clouds(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Make two clouds that a line nearly separates: x, shape (200, 2), labels 0/1."""
    rng = np.random.default_rng(seed)
    y = np.repeat([0, 1], 100)
    return rng.normal(size=(200, 2)) + 3 * y[:, None], y


def accuracy_after_training(x: np.ndarray, y: np.ndarray) -> float:
    """Standardize, train a logistic neuron for 200 steps, test it on fresh clouds.

    Parameters
    ----------
    x : array, shape (examples, 2)
        Training inputs.
    y : array, shape (examples,)
        Their labels, 0 or 1.

    Returns
    -------
    float
        Accuracy on 200 examples that were not in the training.
    """
    with np.errstate(all="ignore"):  # one number may be as large as a float can be
        mean, deviation = x.mean(axis=0), x.std(axis=0)
        deviation = np.where(deviation > 0, deviation, 1)
        scaled = (x - mean) / deviation
        weights, bias = np.zeros(x.shape[1]), 0.0
        for _ in range(200):
            slope, shift = _gradient(scaled, y, weights, bias)
            weights, bias = weights - slope, bias - shift
        x_test, y_test = clouds(seed=1)
        answers = (x_test - mean) / deviation @ weights + bias > 0
    return float(np.mean(answers == y_test))


@procedure(
    hints=(
        "A turned label is one voice in two hundred. What else does a row have, and "
        "which numbers of the training does every row have a part in?",
        "The inputs are standardized. What becomes of the mean and the deviation of "
        "100 numbers if one of them is a thousand times as large as the others?",
        "Go as far as the accuracy asks. And the row has two inputs: as long as one "
        "of them is left, it tells the clouds apart.",
    )
)
def spoil(answer: Callable) -> None:
    """Watch ``spoil(x, y)``: one changed row that ruins the training."""
    name = "spoil"
    x, y = clouds()
    try:
        result = call(answer, x.copy(), y.copy(), name=name)
        bad_x, bad_y = numbers(result, (x, y))
    except ValueError:
        fail(f"{name}: expected two arrays of numbers, x and y")
    if bad_x.shape != x.shape or bad_y.shape != y.shape:
        fail(
            f"{name}: expected shapes {x.shape} and {y.shape}, got {bad_x.shape} and {bad_y.shape}"
        )
    if not (np.isfinite(bad_x).all() and np.isin(bad_y, (0, 1)).all()):
        fail(f"{name}: a measurement must be a finite number and a label 0 or 1")
    changed = int(np.sum((bad_x != x).any(axis=1) | (bad_y != y)))
    if changed != 1:
        fail(f"{name}: {changed} rows differ from the original; change exactly one")
    accuracy = accuracy_after_training(bad_x.astype(float), bad_y)
    if accuracy >= 0.75:
        wild = np.abs(bad_x).max(axis=0) >= 10 * np.abs(x).max()  # (2,)
        if (bad_y != y).any() and not wild.any():
            hint = (
                "a turned label is only one voice among 200; what does a wild number "
                "do to the standard deviation?"
            )
        elif wild.sum() == 1:
            hint = "one input of the row is wild now, but the other still tells the clouds apart."
        else:
            hint = "go further: how large must one number be to dwarf all others?"
        fail(f"{name}: the neuron survives with accuracy {accuracy:.2f}; {hint}")
    passed(name, f"one row of 200, and the accuracy falls to {accuracy:.2f}")


# --- Inputs held within a range ------------------------------------------------------


def _clip(inputs, train_rows):
    low, high = np.percentile(inputs[train_rows], [1, 99], axis=0)
    return np.clip(inputs, low, high)


def _clip_cases():
    rng = np.random.default_rng(0)
    cases = []
    for rows, features in ((50, 1), (400, 3), (300, 5)):
        inputs = rng.standard_t(2, size=(rows, features)) * (1 + np.arange(features))
        cases.append((inputs, rng.permutation(rows)[: rows // 2]))
    return cases


_ALL = "return np.clip(inputs, low, high)"

clip = Exercise(
    _clip,
    _clip_cases,
    mistakes=(
        Edit("the percentiles were taken over all rows; the test rows must have no say.",
             ("inputs[train_rows], [1", "inputs, [1")),
        Edit("the percentiles are those of the other rows; train_rows holds the training's.",
             ("inputs[train_rows], [1", "np.delete(inputs, train_rows, axis=0), [1")),
        Edit("train_rows holds the numbers of the training rows, not how many they are.",
             ("inputs[train_rows], [1", "inputs[: len(train_rows)], [1")),
        Edit("one range for all inputs together; each input, a column, has its own.",
             (", axis=0", "")),
        Edit("the percentiles run along the rows; each input is a column.",
             ("axis=0", "axis=1")),
        Edit("only the training rows came back; return all rows.",
             ("np.clip(inputs, low", "np.clip(inputs[train_rows], low")),
        Edit("only the training rows were clipped; the test rows must be treated alike.",
             (
                 _ALL,
                 "inputs = inputs.copy()\n    inputs[train_rows] = np.clip("
                 "inputs[train_rows], low, high)\n    return inputs",
             )),
        Edit("these are the bounds themselves; return the inputs held within them.",
             (_ALL, "return low, high")),
        Edit("these bounds are made of mean and deviation, which wild values rule.",
             (
                 "np.percentile(inputs[train_rows], [1, 99], axis=0)",
                 "np.mean(inputs[train_rows], axis=0) + np.outer([-3, 3], "
                 "np.std(inputs[train_rows], axis=0))",
             )),
        Edit("wild values became NaN; a value beyond a bound becomes the bound.",
             (_ALL, "return np.where((inputs < low) | (inputs > high), np.nan, inputs)")),
        Edit("every value came back as it was; nothing is clipped.",
             ("np.clip(inputs, low, high)", "inputs")),
        Edit("rows with wild values were left out; hold their values within the range "
             "and keep every row.",
             (_ALL, "return inputs[((inputs >= low) & (inputs <= high)).all(axis=1)]")),
        Edit("np.percentile counts from 0 to 100: the 99th percentile is 99, not 0.99.",
             ("[1, 99]", "[0.01, 0.99]")),
        Edit("these are the 5th and the 95th percentile; the text asks for 1 and 99.",
             ("[1, 99]", "[5, 95]")),
        Edit("this is the whole range of the training rows, wild values included.",
             ("[1, 99]", "[0, 100]")),
        Edit("only small values are held; the large ones are wild too.",
             ("np.clip(inputs, low, high)", "np.maximum(inputs, low)")),
        Edit("only large values are held; the small ones are wild too.",
             ("np.clip(inputs, low, high)", "np.minimum(inputs, high)")),
        Edit("the lower and the upper bound are swapped.",
             ("np.clip(inputs, low, high)", "np.clip(inputs, high, low)")),
        Edit("another definition of a percentile: the text asks for np.percentile's own.",
             ("axis=0)", 'axis=0, method="nearest")')),
    ),
    hints=(
        "Two steps: find the two bounds of each input, from the training rows only; "
        "then hold every row within them. NumPy has a function for each step.",
        "np.percentile takes several percentiles at once, counted from 0 to 100. Along "
        "which axis do the rows lie?",
        "The bounds have shape (features,) each, so that they fit every row of inputs. "
        "Look up np.clip.",
    ),
)  # fmt: skip
