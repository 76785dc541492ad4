"""Small worlds for an agent to learn in: squares, moves, and what each move pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

UP, RIGHT, DOWN, LEFT = range(4)
STEPS = ((-1, 0), (0, 1), (1, 0), (0, -1))  # rows and columns, by action
CLIFF = ("............", "............", "............", "SCCCCCCCCCCG")


class World(NamedTuple):
    """A world as tables, one row for each state and one column for each action.

    Attributes
    ----------
    next_state : integer array, shape (states, actions)
        Where an action leads. From a state that ends an episode it leads nowhere else.
    reward : array, shape (states, actions)
        What the action pays, or pays on average.
    ends : bool array, shape (states,)
        Whether an episode ends in this state.
    start : int
        The state in which every episode begins.
    noise : float
        Standard deviation of what is added to each reward.
    """

    next_state: np.ndarray
    reward: np.ndarray
    ends: np.ndarray
    start: int
    noise: float = 0.0


def grid(rows: Sequence[str], pays: Mapping[str, float], move: float = -1.0) -> World:
    """Return a world of squares from its map; states are counted row by row.

    Parameters
    ----------
    rows : sequence of str
        ``.`` is free, ``#`` a wall, ``S`` the start, ``G`` the goal and ``P`` a pit,
        which both end an episode, ``C`` a cliff: who steps there falls, and is put back
        at the start. Whoever walks into a wall or off the map stays.
    pays : mapping from letter to float
        What it pays to enter such a square.
    move : float
        What every other move pays.

    Raises
    ------
    ValueError
        If the rows are not of one length, or there is not exactly one start.
    """
    if len({len(row) for row in rows}) != 1 or "".join(rows).count("S") != 1:
        raise ValueError(f"grid: rows of one length with one S are needed, not {rows}")
    columns, squares = len(rows[0]), "".join(rows)
    start = squares.index("S")
    ends = np.isin(list(squares), ["G", "P"])
    next_state = np.zeros((len(squares), 4), int)
    reward = np.zeros((len(squares), 4))
    for state in range(len(squares)):
        for action, (down, right) in enumerate(STEPS):
            row, column = state // columns + down, state % columns + right
            outside = not (0 <= row < len(rows) and 0 <= column < columns)
            there = state if outside else row * columns + column
            if ends[state] or squares[there] == "#":
                there = state
            square = squares[there]
            if not ends[state]:
                reward[state, action] = pays.get(square, move)
            next_state[state, action] = start if square == "C" else there
    return World(next_state, reward, ends, start)


def cliff() -> World:
    """Return the cliff of Sutton and Barto (example 6.6): 4 rows of 12 squares.

    A move pays -1, a fall -100; the goal, right of the cliff, ends the episode.
    """
    return grid(CLIFF, {"C": -100.0})


def walk(world: World, q: np.ndarray, moves: int = 100) -> list[int]:
    """Return the states that the best action of each leads through, with the start.

    The walk ends with the episode, or after so many moves. Of several best actions
    the first is taken.
    """
    states = [world.start]
    while not world.ends[states[-1]] and len(states) <= moves:
        state = states[-1]
        states.append(int(world.next_state[state, np.argmax(q[state])]))
    return states
