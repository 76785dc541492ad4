"""Checks of chapter 17, deep Q-learning. They need NumPy only."""

from __future__ import annotations

import numpy as np

from helpers.checks import Edit, Exercise

# --- Who chooses, and who values -----------------------------------------------------


def _double_targets(reward, q_next, q_old_next, terminated, gamma):
    best = q_next.argmax(axis=1)
    chosen = q_old_next[np.arange(len(best)), best]
    return reward + gamma * chosen * ~terminated


def _double_targets_cases() -> list[tuple]:
    """Batches of several sizes, of two actions and of more, with and without ends."""
    rng = np.random.default_rng(17)
    cases = [
        (
            np.array([1.0, 1.0, 1.0]),
            np.array([[4.0, 5.0], [6.0, 2.0], [3.0, 8.0]]),
            np.array([[7.0, 3.0], [5.0, 9.0], [2.0, 4.0]]),
            np.array([False, False, True]),
            0.9,
        )
    ]
    for batch, actions, gamma in ((5, 2, 0.99), (8, 3, 0.8), (64, 4, 0.95)):
        q_next = 10 * rng.normal(size=(batch, actions)).astype("float32")
        q_old_next = 10 * rng.normal(size=(batch, actions)).astype("float32")
        terminated = rng.random(batch) < 0.4
        terminated[:2] = False, True
        reward = rng.normal(size=batch).astype("float32")
        cases.append((reward, q_next, q_old_next, terminated, gamma))
    return cases


_BEST = "    best = q_next.argmax(axis=1)\n"
_CHOSEN = "q_old_next[np.arange(len(best)), best]"
_TARGET = "reward + gamma * chosen * ~terminated"

double_targets = Exercise(
    reference=_double_targets,
    cases=_double_targets_cases,
    rtol=1e-4,
    atol=1e-5,
    hints=(
        "Two questions, one after the other: which action does the network think best "
        "in each row? And what does the copy say of that action?",
        "`argmax` along the right axis answers the first question: one whole number for "
        "each row.",
        "Pairs of indices pick one entry of each row: the row numbers, and beside them "
        "the actions, as the chapter does it in `gradient`.",
    ),
    mistakes=(
        Edit(
            "that is the chapter's target: the copy chooses the action, too. Here the "
            "network chooses, and the copy only says what the choice is worth.",
            (_CHOSEN, "q_old_next.max(axis=1)"),
        ),
        Edit(
            "the copy is never asked: the network chooses and values.",
            (_CHOSEN, "q_next.max(axis=1)"),
        ),
        Edit(
            "the two are in each other's place: the network chooses, the copy values.",
            (_BEST, _BEST.replace("q_next", "q_old_next")),
            (_CHOSEN, _CHOSEN.replace("q_old_next", "q_next")),
        ),
        Edit(
            "after the end nothing comes: where terminated is True the target is the "
            "reward alone.",
            (" * ~terminated", ""),
        ),
        Edit(
            "terminated is used the wrong way round: the future is kept where there is "
            "none.",
            ("~terminated", "terminated"),
        ),
        Edit(
            "where the episode has terminated the last reward still counts.",
            (_TARGET, "(reward + gamma * chosen) * ~terminated"),
        ),
        Edit("the discount is missing.", ("gamma * ", "")),
        Edit(
            "the discount stands before the reward, too; only what comes later is "
            "discounted.",
            (_TARGET, "gamma * (reward + chosen * ~terminated)"),
        ),
        Edit("the reward is missing.", ("reward + ", "")),
        Edit(
            "argmax says which action is best, not what it is worth.",
            (_CHOSEN, "best"),
        ),
        Edit(
            "the worst action is chosen: argmin.",
            ("q_next.argmax", "q_next.argmin"),
        ),
        Edit(
            "`[:, best]` takes all the columns for each row; one entry of each row is "
            "wanted, so the rows need numbers, too.",
            (_CHOSEN, "q_old_next[:, best]"),
        ),
        Edit(
            "argmax goes down the batch: it finds the best row for each action. Asked "
            "for is the best action in each row: axis 1.",
            ("axis=1", "axis=0"),
        ),
        Edit(
            "argmax without an axis looks through the whole batch and gives one number; "
            "each row has its own best action: axis 1.",
            ("argmax(axis=1)", "argmax()"),
            (_CHOSEN, "q_old_next[:, best]"),
        ),
        Edit(
            "the smaller of two estimates is another method (twin networks); here the "
            "copy's value of the chosen action counts, larger or smaller.",
            (
                _CHOSEN,
                "np.minimum(q_old_next.max(axis=1), q_next.max(axis=1))",
            ),
        ),
        Edit(
            "the smaller of each pair of values is taken first; here the network alone "
            "chooses, and the copy alone values.",
            (_CHOSEN, "np.minimum(q_next, q_old_next).max(axis=1)"),
        ),
        Edit(
            "the mean of network and copy is taken; the copy alone says what the choice "
            "is worth.",
            (
                _CHOSEN,
                "(q_old_next[np.arange(len(best)), best] + q_next.max(axis=1)) / 2",
            ),
        ),
        Edit(
            "the discount is 0.99 whatever is given.",
            (_TARGET, "reward + 0.99 * chosen * ~terminated"),
        ),
        Edit(
            "the action is chosen once for the whole batch; each row has its own.",
            (_BEST, "    best = np.full(len(q_next), q_next.mean(axis=0).argmax())\n"),
        ),
    ),
)

# --- The newest moves of a ring ------------------------------------------------------


def _newest(count, rows, n):
    found = min(n, count, rows)
    return (count - 1 - np.arange(found)) % rows


def _newest_cases() -> list[tuple]:
    return [
        (3, 5, 2), (7, 5, 5), (12, 5, 3), (4, 5, 9), (5, 5, 4), (23, 7, 20), (1, 4, 3),
        (10, 4, 2), (100, 64, 32), (9, 100, 6),
    ]  # fmt: skip


_FOUND = "min(n, count, rows)"
_ROWS = "(count - 1 - np.arange(found)) % rows"

newest = Exercise(
    reference=_newest,
    cases=_newest_cases,
    hints=(
        "With a pencil: five rows, and moves number 0 to 6 have been added. Which row "
        "holds move number 6, which number 5, and which number 2?",
        "Move number m stands in row m % rows. Which number has the newest move, if "
        "count moves have been added?",
        "Count down from that number as often as you need, and let the remainder find "
        "the rows. How many are there at most?",
    ),
    mistakes=(
        Edit(
            "numbers start at 0, so the newest move has the number count - 1; row "
            "count % rows is where the next move will go.",
            ("count - 1 -", "count -"),
        ),
        Edit(
            "those are the numbers of the moves, which leave the memory; asked for are the "
            "rows where they stand.",
            (" % rows", ""),
        ),
        Edit(
            "they come oldest first; asked for is the newest first.",
            (_ROWS, f"({_ROWS})[::-1]"),
        ),
        Edit(
            "there are only as many rows as the memory has: after a full round the same "
            "rows come again.",
            (_FOUND, "min(n, count)"),
        ),
        Edit(
            "n rows are returned, also where the memory holds fewer: at most count moves, "
            "and at most as many as it has rows.",
            (_FOUND, "n"),
        ),
        Edit(
            "some row numbers are below 0: the row before row 0 is the last one.",
            (_ROWS, "count % rows - 1 - np.arange(found)"),
        ),
        Edit(
            "it counts down from the last row, wherever the newest move stands.",
            (_ROWS, "rows - 1 - np.arange(found)"),
        ),
        Edit(
            "they come oldest first, and where there are fewer than n the first one is "
            "not count - n.",
            (_ROWS, "(count - n + np.arange(found)) % rows"),
        ),
        Edit(
            "the row is what is left over by a division: the remainder, %.",
            ("% rows", "/ rows"),
        ),
        Edit(
            "rows that were never filled are returned: there are at most count moves.",
            (_FOUND, "min(n, rows)"),
        ),
        Edit(
            "it returns all that the memory holds; asked for are n of them.",
            (_FOUND, "min(count, rows)"),
        ),
        Edit(
            "those are the first rows of the memory; the newest moves stand there only "
            "by chance.",
            (_ROWS, "np.arange(found)"),
        ),
        Edit(
            "those are the last rows of the memory: where the ring has gone round, the "
            "newest moves stand elsewhere.",
            (_ROWS, "min(count, rows) - 1 - np.arange(found)"),
        ),
        Edit(
            "those are the oldest moves that the memory holds.",
            (_ROWS, "(count - min(count, rows) + np.arange(found)) % rows"),
        ),
        Edit(
            "it counts upwards from the newest move; what stands there is the oldest.",
            ("count - 1 - np", "count - 1 + np"),
        ),
        Edit("there is one row too few.", (_FOUND, "min(n, count, rows) - 1")),
    ),
)
