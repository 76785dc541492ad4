"""Chapter 17's checks: other right ways to write the answers."""

import numpy as np
import pytest

from helpers.checks import dqn

# --- Other right ways ----------------------------------------------------------------


def targets_in_a_loop(reward, q_next, q_old_next, terminated, gamma):
    found = []
    for r, new, old, ended in zip(reward, q_next, q_old_next, terminated, strict=True):
        future = 0.0 if ended else old[list(new).index(max(new))]
        found.append(float(r + gamma * future))
    return found


def targets_by_one_hot(reward, q_next, q_old_next, terminated, gamma):
    chosen = np.eye(q_next.shape[1])[np.argmax(q_next, axis=1)]
    return np.where(terminated, reward, reward + gamma * (chosen * q_old_next).sum(1))


def targets_by_take_along_axis(reward, q_next, q_old_next, terminated, gamma):
    best = np.argmax(q_next, axis=-1, keepdims=True)
    future = np.take_along_axis(q_old_next, best, axis=-1)[:, 0]
    return (reward + gamma * future * (1 - terminated)).astype("float32")


def newest_in_a_loop(count, rows, n):
    return [
        (count - back) % rows for back in range(1, n + 1) if back <= min(count, rows)
    ]


def newest_by_walking_round(count, rows, n):
    where, row = [], -1
    for _ in range(count):
        row = 0 if row == rows - 1 else row + 1
        where = [row] + [other for other in where if other != row]
    return tuple(where[:n])


def newest_by_range(count, rows, n):
    start = max(count - n, count - rows, 0)
    return np.array(range(start, count))[::-1] % rows


RIGHT = [
    (dqn.double_targets, targets_in_a_loop),
    (dqn.double_targets, targets_by_one_hot),
    (dqn.double_targets, targets_by_take_along_axis),
    (dqn.newest, newest_in_a_loop),
    (dqn.newest, newest_by_walking_round),
    (dqn.newest, newest_by_range),
]


@pytest.mark.parametrize(
    ("check", "right"), RIGHT, ids=[right.__name__ for _, right in RIGHT]
)
def test_other_right_ways_pass(check, right, capsys):
    check(right)
    assert capsys.readouterr().out.startswith("✓ ")
