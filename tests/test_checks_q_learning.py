"""Chapter 16's checks: other right ways to write the answers; its worlds."""

import numpy as np
import pytest
from telling import told

from helpers import worlds
from helpers.checks import q_learning

# --- Other right ways ----------------------------------------------------------------


def tables_in_lists(path, alpha, gamma):
    q, history = [[0.0, 0.0] for _ in range(4)], []
    for s, a, r, there in path:
        q[s][a] = (1 - alpha) * q[s][a] + alpha * (r + gamma * max(q[there]))
        history.append([list(row) for row in q])
    return history


def tables_written_into_an_array(path, alpha, gamma):
    history = np.zeros((len(path) + 1, 4, 2))
    for move, (s, a, r, there) in enumerate(path):
        q = history[move].copy()
        future = 0 if there == 3 else np.max(q[there])
        q[s, a] = q[s, a] + alpha * (r + gamma * future - q[s, a])
        history[move + 1] = q
    return history[1:]


def tables_from_a_dict(path, alpha, gamma):
    q, history = {}, []
    for s, a, r, there in path:
        best = max(q.get((there, b), 0.0) for b in (0, 1))
        old = q.get((s, a), 0.0)
        q[s, a] = old + alpha * (r + gamma * best - old)
        history.append(np.array([[q.get((i, j), 0) for j in (0, 1)] for i in range(4)]))
    return tuple(history)


def sarsa_by_probabilities(q, s, a, r, there, ended, alpha, gamma, epsilon):
    probabilities = np.full(q.shape[1], epsilon / q.shape[1])
    probabilities[np.argmax(q[there])] += 1 - epsilon
    target = r + gamma * (probabilities @ q[there]) * (not ended)
    new = q.copy()
    new[s, a] = (1 - alpha) * q[s, a] + alpha * target
    return new


def sarsa_that_shares_among_the_best(q, s, a, r, there, ended, alpha, gamma, epsilon):
    row, new = list(q[there]), [list(row) for row in q]
    best = [value for value in row if value == max(row)]
    mean = epsilon * sum(row) / len(row) + (1 - epsilon) * sum(best) / len(best)
    if ended:
        mean = 0.0
    new[s][a] += alpha * (r + gamma * mean - new[s][a])
    return new


def sarsa_in_float32(q, *given):
    return q_learning._expected_sarsa(q.astype("float32"), *given).astype("float32")


def even_by_logarithms(near, near_moves, far, far_moves):
    return [np.exp((np.log(near) - np.log(far)) / (far_moves - near_moves))]


def even_by_halving(near, near_moves, far, far_moves):
    low, high = 0.0, 1.0
    while high - low > 1e-9:
        gamma = (low + high) / 2
        if near * gamma ** (near_moves - 1) > far * gamma ** (far_moves - 1):
            low = gamma
        else:
            high = gamma
    return low


def ice_in_loops(next_state, reward, slip, gamma, sweeps):
    states, actions = reward.shape
    q = [[0.0] * actions for _ in range(states)]
    for _ in range(sweeps):
        old = [max(row) for row in q]
        q = []
        for s in range(states):
            sure = [
                reward[s, a] + gamma * old[next_state[s, a]] for a in range(actions)
            ]
            mean = sum(sure) / actions
            q.append([(1 - slip) * value + slip * mean for value in sure])
    return q


def ice_by_a_matrix_of_feet(next_state, reward, slip, gamma, sweeps):
    actions = reward.shape[1]
    feet = (1 - slip) * np.eye(actions) + slip / actions  # chosen, made
    q = np.zeros_like(reward)
    for _ in range(sweeps):
        q = (reward + gamma * np.max(q, axis=1)[next_state]) @ feet
    return q


RIGHT = [
    (q_learning.tables, tables_in_lists),
    (q_learning.tables, tables_written_into_an_array),
    (q_learning.tables, tables_from_a_dict),
    (q_learning.expected_sarsa, sarsa_by_probabilities),
    (q_learning.expected_sarsa, sarsa_that_shares_among_the_best),
    (q_learning.expected_sarsa, sarsa_in_float32),
    (q_learning.break_even, even_by_logarithms),
    (q_learning.break_even, even_by_halving),
    (q_learning.plan_on_ice, ice_in_loops),
    (q_learning.plan_on_ice, ice_by_a_matrix_of_feet),
]


@pytest.mark.parametrize(
    ("check", "right"), RIGHT, ids=[right.__name__ for _, right in RIGHT]
)
def test_other_right_ways_pass(check, right, capsys):
    check(right)
    assert capsys.readouterr().out.startswith("✓ ")


# --- What nobody asked for -----------------------------------------------------------


def test_a_table_that_is_changed_in_place_is_told():
    def in_place(q, *given):
        q[...] = q_learning._expected_sarsa(q, *given)
        return q

    assert "changed its arguments" in told(q_learning.expected_sarsa, in_place)


def test_a_drawn_next_action_is_told():
    rng = np.random.default_rng(0)

    def sarsa(q, s, a, r, there, ended, alpha, gamma, epsilon):
        new, row = q.copy(), q[there]
        drawn = rng.choice(row) if rng.random() < epsilon else row.max()
        new[s, a] += alpha * (r + gamma * drawn * (not ended) - new[s, a])
        return new

    assert "something is drawn" in told(q_learning.expected_sarsa, sarsa)


def test_drawn_feet_are_told():
    rng = np.random.default_rng(0)

    def drawn(next_state, reward, slip, gamma, sweeps):
        q, states = np.zeros(reward.shape), np.arange(len(reward))[:, None]
        for _ in range(sweeps):
            sure = reward + gamma * q.max(axis=1)[next_state]
            feet = rng.integers(reward.shape[1], size=reward.shape)
            q = np.where(rng.random(reward.shape) < slip, sure[states, feet], sure)
        return q

    assert "something is drawn" in told(q_learning.plan_on_ice, drawn)


def test_what_is_no_table_is_not_taken_for_drawn():
    line = told(q_learning.plan_on_ice, lambda *given: [object()])
    assert "drawn" not in line and "expected" in line


def test_ties_count_once():
    def each_best_in_full(q, s, a, r, there, ended, alpha, gamma, epsilon):
        new, row = q.copy(), q[there]
        chances = epsilon / len(row) + (1 - epsilon) * (row == row.max())
        new[s, a] += alpha * (r + gamma * (chances @ row) * (not ended) - new[s, a])
        return new

    assert "equally good" in told(q_learning.expected_sarsa, each_best_in_full)


def test_two_mistakes_are_both_named():
    check = q_learning.expected_sarsa
    line = told(check, check.edited(check.mistakes[0], check.mistakes[7]))
    assert "two mistakes" in line and "nothing follows" in line


# --- The worlds ----------------------------------------------------------------------


def test_a_grid_keeps_inside_its_walls_and_ends_where_it_should():
    world = worlds.grid(["S#G", "..P"], {"G": 5.0, "P": -7.0})
    up, right, down, left = range(4)
    assert world.next_state[0].tolist() == [0, 0, 3, 0]  # the map's edge, a wall
    assert world.reward[0].tolist() == [-1] * 4
    assert world.next_state[4, right] == 5 and world.reward[4, right] == -7
    assert np.flatnonzero(world.ends).tolist() == [2, 5]
    assert world.next_state[5].tolist() == [5] * 4 and not world.reward[5].any()
    assert world.next_state[4, up] == 4 and world.next_state[4, left] == 3
    assert world.next_state[4, down] == 4 and world.start == 0


def test_who_falls_from_the_cliff_is_put_back_and_goes_on():
    world = worlds.cliff()
    assert world.start == 36 and world.ends.sum() == 1 and world.ends[47]
    assert world.next_state[36, worlds.RIGHT] == 36
    assert world.reward[36, worlds.RIGHT] == -100
    assert np.sum(world.reward[:37] == -100) == 11  # ten from above, one from the start
    assert world.next_state[35, worlds.DOWN] == 47


def test_gymnasiums_cliff_is_the_same():
    import gymnasium  # here alone

    table, ours = gymnasium.make("CliffWalking-v1").unwrapped.P, worlds.cliff()
    for state in range(37):  # the others are the cliff and the goal
        for action in range(4):
            [(_, there, reward, ended)] = table[state][action]
            assert there == ours.next_state[state, action]
            assert reward == ours.reward[state, action]
            assert ended == ours.ends[there]


def test_a_walk_ends_with_the_episode_or_with_the_moves():
    world = worlds.grid(["S..G"], {})
    q = np.zeros((4, 4))
    assert worlds.walk(world, q, moves=5) == [0] * 6  # up, into the wall
    q[:, worlds.RIGHT] = 1
    assert worlds.walk(world, q) == [0, 1, 2, 3]


@pytest.mark.parametrize("rows", [["S.", "..."], ["...", "..G"], ["SS"]])
def test_a_map_that_is_none_is_refused(rows):
    with pytest.raises(ValueError, match="one S"):
        worlds.grid(rows, {})
