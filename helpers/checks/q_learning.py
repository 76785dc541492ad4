"""Checks of chapter 16, Q-learning. They need NumPy only."""

from __future__ import annotations

import copy

import numpy as np

from helpers.checks import Edit, Exercise, fail


def _nothing_drawn(said):
    """Return a way to use an answer that tells one that is not the same every time."""

    def run(answer, *case):
        first, *others = (answer(*copy.deepcopy(case)) for _ in range(5))
        for other in others:
            try:
                one, two = np.asarray(first, float), np.asarray(other, float)
            except (TypeError, ValueError):
                break  # not a table: the comparison tells it
            if not np.array_equal(one, two, equal_nan=True):
                fail(said)
        return first

    return run


# --- The table after every move ------------------------------------------------------


def _tables(path, alpha, gamma):
    q = np.zeros((4, 2))
    history = []
    for state, action, reward, next_state in path:
        target = reward + gamma * q[next_state].max()
        q[state, action] += alpha * (target - q[state, action])
        history.append(q.copy())
    return np.array(history)


def _tables_cases() -> list[tuple]:
    """The page's path, and random walks of several episodes with other numbers."""
    there = ((1, 0), (2, 0), (3, 1), (3, 3))
    pays = ((2, 0), (0, 0), (9, 2), (0, 0))
    first = [(0, 0, 2, 1), (1, 0, 0, 2), (2, 1, 2, 1), (1, 0, 0, 2), (2, 0, 9, 3)]
    cases = [(first, 0.5, 0.8)]
    rng = np.random.default_rng(2)
    for moves, alpha, gamma in ((23, 0.3, 0.9), (14, 0.7, 0.6), (31, 1.0, 0.5)):
        path, state = [], 0
        for _ in range(moves):
            action = int(rng.random() < 0.35)
            path.append((state, action, pays[state][action], there[state][action]))
            state = path[-1][3] % 3  # from the exit back to the start
        cases.append((path, alpha, gamma))
    return cases


_KEPT = "        history.append(q.copy())\n"
_LOOP = "    for state, action, reward, next_state in path:\n"
_THEN = "        rest = rest[1:]\n        then = [move[1] for move in rest]\n"

tables = Exercise(
    reference=_tables,
    cases=_tables_cases,
    hints=(
        "It is one correction for each tuple of the path, as the chapter does it with "
        "a pencil: which entry has the move tested, and what was it corrected towards?",
        "Nothing has to be chosen here: the path says what was done. The largest entry "
        "of a row is needed only for what could be done next.",
        "If all tables that you return are equal, ask whether you have put several "
        "tables into your list, or one table several times.",
    ),
    mistakes=(
        Edit(
            "all the tables are the last one: the list holds one and the same array "
            "many times, and it has gone on changing.",
            ("history.append(q.copy())", "history.append(q)"),
        ),
        Edit(
            "each table is as it was before its move; asked for is what it is after.",
            (_KEPT, ""),
            ("        target =", _KEPT + "        target ="),
        ),
        Edit(
            "the target takes the place of the entry; the entry should go only a part "
            "alpha of the way.",
            ("+= alpha * (target - q[state, action])", "= target"),
        ),
        Edit(
            "the target is added without the old entry being subtracted: the way to go "
            "is the difference of the two.",
            ("(target - q[state, action])", "target"),
        ),
        Edit(
            "old entry and target have each other's share: alpha is what the new one gets.",
            (
                "+= alpha * (target - q[state, action])",
                "= alpha * q[state, action] + (1 - alpha) * target",
            ),
        ),
        Edit(
            "the entry moves away from the target: look at the sign of the difference.",
            ("(target - q[state, action])", "(q[state, action] - target)"),
        ),
        Edit(
            "the discount is missing: what comes later counts less.", ("gamma * ", "")
        ),
        Edit(
            "the discount stands before the reward, too; the reward of this move is not "
            "later than this move.",
            (
                "reward + gamma * q[next_state].max()",
                "gamma * (reward + q[next_state].max())",
            ),
        ),
        Edit("the reward is missing from the target.", ("reward + ", "")),
        Edit(
            "the target takes the same action again in the next square; it may be "
            "another one that is best there.",
            ("q[next_state].max()", "q[next_state, action]"),
        ),
        Edit(
            "the target looks at the square that the move left; what comes next happens "
            "where it led.",
            ("q[next_state].max()", "q[state].max()"),
        ),
        Edit(
            "the target takes the largest entry of the whole table; only the row of the "
            "next square can be chosen from.",
            ("q[next_state].max()", "q.max()"),
        ),
        Edit(
            "the target takes the mean of the next row; Q-learning supposes that the "
            "best is done there.",
            ("q[next_state].max()", "q[next_state].mean()"),
        ),
        Edit(
            "the target takes the smallest entry of the next row.",
            ("q[next_state].max()", "q[next_state].min()"),
        ),
        Edit(
            "argmax says which action is best, not what it is worth.",
            ("q[next_state].max()", "q[next_state].argmax()"),
        ),
        Edit(
            "alpha and gamma are in each other's place.",
            ("gamma * q", "alpha * q"),
            ("+= alpha", "+= gamma"),
        ),
        Edit(
            "the first table is the empty one; there is one for each move, after it.",
            ("history = []", "history = [q.copy()]"),
        ),
        Edit(
            "only the last table is returned; asked for is one after each move.",
            ("np.array(history)", "q"),
        ),
        Edit(
            "the table starts anew with each move and forgets what was learned.",
            ("    q = np.zeros((4, 2))\n", ""),
            (_LOOP, _LOOP + "        q = np.zeros((4, 2))\n"),
        ),
        Edit(
            "it returns after the first move: look at how far `return` is indented.",
            ("    return", "        return"),
        ),
        Edit(
            "the table holds whole numbers only, and cuts off what comes after the point.",
            ("np.zeros((4, 2))", "np.zeros((4, 2), int)"),
        ),
        Edit(
            "the tables are rounded; return them as they are.",
            ("q.copy()", "q.round(2)"),
        ),
        Edit("the table should start with zeros.", ("np.zeros", "np.ones")),
        Edit(
            "the columns are the other way round: RIGHT comes first.",
            ("np.array(history)", "np.array(history)[:, :, ::-1]"),
        ),
        Edit(
            "only the entry that has changed is kept; asked for is the whole table.",
            ("q.copy()", "q[state, action]"),
        ),
        Edit(
            "there is one table for each move, also for one that changes nothing.",
            (
                _KEPT,
                "        if q.any() and not (history and (q == history[-1]).all()):\n    "
                + _KEPT,
            ),
        ),
        Edit(
            "alpha and gamma are those of the pencil; use what the function is given.",
            ("gamma * ", "0.8 * "),
            ("+= alpha", "+= 0.5"),
        ),
        Edit(
            "the target takes the action that the path takes next, as SARSA does; "
            "Q-learning takes the best one.",
            (_LOOP, _LOOP + _THEN),
            ("q[next_state].max()", "(q[next_state, then[0]] if then else 0)"),
            ("    history = []\n", "    history, rest = [], list(path)\n"),
        ),
    ),
)

# --- Expected SARSA ------------------------------------------------------------------


def _expected_sarsa(q, state, action, reward, next_state, ended, alpha, gamma, epsilon):
    values = q[next_state]
    expected = (1 - epsilon) * values.max() + epsilon * values.mean()
    target = reward if ended else reward + gamma * expected
    new = np.array(q, dtype=float)
    new[state, action] += alpha * (target - new[state, action])
    return new


def _expected_sarsa_cases() -> list[tuple]:
    """Tables of several sizes; the end in some, with a row that is not zero."""
    rng = np.random.default_rng(3)
    cases = []
    for states, actions, ended, alpha, gamma, epsilon in (
        (5, 3, False, 0.4, 0.9, 0.3),
        (4, 2, False, 0.2, 0.7, 0.1),
        (7, 4, True, 0.6, 0.9, 0.2),
        (6, 4, False, 1.0, 1, 0.5),
        (5, 3, False, 0.3, 0.8, 0),
        (4, 3, False, 0.3, 0.8, 1),
    ):
        q = 3 * rng.normal(size=(states, actions)) + 2
        state, there = (int(s) for s in rng.choice(states, size=2, replace=False))
        action, reward = int(rng.integers(actions)), float(rng.integers(-9, 9)) + 0.5
        cases.append(
            (q, state, action, reward, there, np.bool_(ended), alpha, gamma, epsilon)
        )
    q = rng.normal(size=(4, 4))
    cases.append((q, 2, 1, -1.0, 2, False, 0.5, 0.9, 0.1))  # into a wall: it stays
    tied = rng.normal(size=(3, 4))
    tied[1] = (2.5, -1.0, 2.5, 2.5)  # three are the best
    cases.append((tied, 0, 2, 0.5, 1, False, 0.4, 0.9, 0.2))
    return cases


_MEAN = "(1 - epsilon) * values.max() + epsilon * values.mean()"

expected_sarsa = Exercise(
    reference=_expected_sarsa,
    cases=_expected_sarsa_cases,
    run=_nothing_drawn(
        "expected_sarsa: the same arguments give another table every time, so something "
        "is drawn, as in SARSA; the mean over all draws can be written down."
    ),
    hints=(
        "Only the target is new. Write down, for one row of the table, with which "
        "probability each action is taken next.",
        "A random action is any of them, each equally likely, the best one too. So the "
        "mean over the random draws is the mean of the whole row.",
        "The mean over both cases weighs each with its probability: at random with "
        "epsilon, the best with what is left. And if the episode has ended?",
    ),
    mistakes=(
        Edit(
            "that is Q-learning's target, as in the chapter: it takes the best next "
            "action for certain, and here it is taken only most of the time.",
            (_MEAN, "values.max()"),
        ),
        Edit(
            "epsilon and 1 - epsilon are in each other's place: epsilon is the "
            "probability of acting at random.",
            (_MEAN, "epsilon * values.max() + (1 - epsilon) * values.mean()"),
        ),
        Edit(
            "at random means any action, the best included; here only the others can "
            "be drawn.",
            (
                "values.mean()",
                "(values.sum() - values.max()) / (len(values) - 1)",
            ),
        ),
        Edit(
            "each action has the probability epsilon; at random all of them share it.",
            ("values.mean()", "values.sum()"),
        ),
        Edit(
            "the best action counts in full, and the random ones come on top: the "
            "probabilities add up to more than 1.",
            ("(1 - epsilon) * values.max()", "values.max()"),
        ),
        Edit(
            "the exploring is left out: when the agent acts at random it is paid, too.",
            (" + epsilon * values.mean()", ""),
        ),
        Edit(
            "this is the mean of the row, as if the agent only acted at random.",
            (_MEAN, "values.mean()"),
        ),
        Edit(
            "where the episode has ended nothing follows, whatever stands in that row.",
            ("reward if ended else reward + gamma", "reward + gamma"),
        ),
        Edit(
            "the two cases are swapped: it is where the episode has ended that nothing "
            "follows.",
            ("reward if ended", "reward if not ended"),
        ),
        Edit(
            "where the episode has ended the last reward still counts.",
            ("reward if ended", "0 if ended"),
        ),
        Edit("the discount is missing.", ("gamma * ", "")),
        Edit(
            "the discount stands before the reward, too; only what comes later is "
            "discounted.",
            ("reward + gamma * expected", "gamma * (reward + expected)"),
        ),
        Edit("the reward is missing from the target.", ("reward + gamma", "gamma")),
        Edit(
            "the target takes the place of the entry; the entry should go only a part "
            "alpha of the way.",
            ("+= alpha * (target - new[state, action])", "= target"),
        ),
        Edit(
            "the old entry is not subtracted from the target.",
            ("(target - new[state, action])", "target"),
        ),
        Edit(
            "the values are those of the state that the move left; what comes next "
            "happens in next_state.",
            ("values = q[next_state]", "values = q[state]"),
        ),
        Edit(
            "the entry of next_state is changed; tested was an action of `state`.",
            ("new[state, action] +=", "new[next_state, action] +="),
        ),
        Edit(
            "only the new entry is returned; asked for is the whole table.",
            ("return new", "return new[state, action]"),
        ),
        Edit(
            "the best action can be drawn at random, too: its probability is "
            "1 - epsilon and its share of epsilon.",
            ("values.mean()", "(values.sum() - values.max()) / len(values)"),
        ),
        Edit(
            "a move that ends the episode is learned from, too: its target is the "
            "reward alone.",
            (
                "    target = ",
                "    if ended:\n        return np.array(q)\n    target = ",
            ),
        ),
        Edit(
            "the mean is that of the whole table; only the row of next_state can be "
            "chosen from.",
            ("values.mean()", "q.mean()"),
        ),
        Edit(
            "argmax says which action is best, not what it is worth.",
            ("values.max()", "values.argmax()"),
        ),
        Edit(
            "subtracted from the target is the entry that is changed, that of `state`.",
            ("target - new[state", "target - new[next_state"),
        ),
        Edit(
            "where several actions are equally good, one of them is taken: together they "
            "have the probability that the best has.",
            (_MEAN, "values @ ((1 - epsilon) * (values == values.max()) + _EACH)"),
            (
                "    values = q[next_state]\n",
                "    values = q[next_state]\n    _EACH = epsilon / len(values)\n",
            ),
        ),
        Edit(
            "old entry and target have each other's share: alpha is what the new one gets.",
            (
                "+= alpha * (target - new[state, action])",
                "= alpha * new[state, action] + (1 - alpha) * target",
            ),
        ),
        Edit(
            "a row has not always two actions.", ("values.mean()", "values.sum() / 2")
        ),
        Edit(
            "a row has not always four actions.", ("values.mean()", "values.sum() / 4")
        ),
        Edit(
            "epsilon is 0.1 whatever is given.",
            (_MEAN, "0.9 * values.max() + 0.1 * values.mean()"),
        ),
    ),
)

# --- How patient? --------------------------------------------------------------------


def _break_even(near, near_moves, far, far_moves):
    return (near / far) ** (1 / (far_moves - near_moves))


def _break_even_cases() -> list[tuple]:
    return [(2, 1, 9, 4), (1, 2, 10, 5), (3.5, 1, 4, 3), (5, 3, 6, 10), (2, 6, 7, 8)]


_ROOT = "(near / far) ** (1 / (far_moves - near_moves))"

break_even = Exercise(
    reference=_break_even,
    cases=_break_even_cases,
    hints=(
        "Write down what each way returns at the start. The first move's reward counts "
        "in full: which power of the discount stands before that of move number n?",
        "Set the two returns equal. What is left when you divide both sides by the "
        "power of the discount that they share?",
        "Then the discount stands alone on one side, to some power. Which power undoes "
        "it?",
    ),
    mistakes=(
        Edit(
            "the ratio or the difference is turned round: a discount is smaller than 1.",
            ("near / far", "far / near"),
        ),
        Edit(
            "the ratio of the rewards is right for one move more; for several moves "
            "each of them discounts.",
            (" ** (1 / (far_moves - near_moves))", ""),
        ),
        Edit(
            "the ratio is raised to the number of moves between the exits; asked for is "
            "the number that gives the ratio when *it* is raised so.",
            ("(1 / (far_moves - near_moves))", "(far_moves - near_moves)"),
        ),
        Edit(
            "the near reward is discounted as well: what counts is by how many moves "
            "the far one is later.",
            ("far_moves - near_moves", "far_moves"),
        ),
        Edit(
            "the near reward is taken to come with the first move; it comes with move "
            "number near_moves.",
            ("far_moves - near_moves", "far_moves - 1"),
        ),
        Edit(
            "one discount too many: from move n to move m it is m - n.",
            ("far_moves - near_moves", "far_moves - near_moves + 1"),
        ),
        Edit(
            "one discount too few: from move n to move m it is m - n.",
            ("(far_moves - near_moves)", "max(far_moves - near_moves - 1, 1)"),
        ),
        Edit(
            "the ratio is divided by the number of moves; each move multiplies.",
            (" ** (1 / (far_moves - near_moves))", " / (far_moves - near_moves)"),
        ),
        Edit(
            "`//` cuts the exponent down to a whole number.",
            ("1 / (far", "1 // (far"),
        ),
        Edit(
            "it is the square root whatever the number of moves.",
            ("1 / (far_moves - near_moves)", "1 / 2"),
        ),
        Edit(
            "the numbers of moves are added; what counts is by how many moves the far "
            "reward is later.",
            ("far_moves - near_moves", "far_moves + near_moves"),
        ),
        Edit(
            "that is the logarithm of the discount: np.exp is missing.",
            (_ROOT, "np.log(near / far) / (far_moves - near_moves)"),
        ),
        Edit(
            "that is what a move takes away, 1 minus the discount.",
            (_ROOT, f"1 - {_ROOT}"),
        ),
        Edit(
            "that is right to two digits only: there is no need to search, the equation "
            "can be solved with a pencil.",
            (_ROOT, f"round({_ROOT}, 2)"),
        ),
        Edit(
            "at the discount 0 only the first move counts; look for the other one.",
            (_ROOT, "0.0"),
        ),
        Edit(
            "that is the answer for the two exits of the chapter; use what the function "
            "is given.",
            (_ROOT, "(2 / 9) ** (1 / 3)"),
        ),
        Edit(
            "the rewards are those of the chapter's exits; use what the function is given.",
            ("near / far", "2 / 9"),
        ),
        Edit(
            "that compares what each way pays per move; a discount multiplies, once for "
            "each move of waiting.",
            (_ROOT, "near / near_moves / (far / far_moves)"),
        ),
        Edit(
            "each reward is multiplied by its number of moves; it is multiplied by the "
            "discount, once for each move of waiting.",
            (_ROOT, "near * near_moves / (far * far_moves)"),
        ),
        Edit(
            "the exponent is the ratio of the two numbers of moves; divide both returns "
            "by the power of the discount that they share.",
            ("1 / (far_moves - near_moves)", "near_moves / far_moves"),
        ),
    ),
)

# --- On ice --------------------------------------------------------------------------


def _plan_on_ice(next_state, reward, slip, gamma, sweeps):
    q = np.zeros(reward.shape)
    for _ in range(sweeps):
        sure = reward + gamma * q.max(axis=1)[next_state]
        q = (1 - slip) * sure + slip * sure.mean(axis=1, keepdims=True)
    return q


def _plan_on_ice_cases() -> list[tuple]:
    """Random worlds of several sizes, few sweeps and many, with and without ice."""
    rng = np.random.default_rng(4)
    cases = []
    for states, actions, slip, gamma, sweeps in (
        (5, 3, 0.3, 0.9, 1),
        (4, 2, 0.2, 0.8, 2),
        (6, 4, 0.1, 1, 7),
        (7, 3, 0.25, 0.95, 40),
        (5, 2, 0.0, 0.7, 5),
        (3, 4, 1.0, 0.9, 6),
    ):
        next_state = rng.integers(states, size=(states, actions))
        reward = 3 * rng.normal(size=(states, actions))
        cases.append((next_state, reward, slip, gamma, sweeps))
    return cases


_BELLMAN = "        sure = reward + gamma * q.max(axis=1)[next_state]\n"
_SLIP = "(1 - slip) * sure + slip * sure.mean(axis=1, keepdims=True)"

plan_on_ice = Exercise(
    reference=_plan_on_ice,
    cases=_plan_on_ice_cases,
    run=_nothing_drawn(
        "plan_on_ice: the same arguments give another table every time, so something is "
        "drawn; the table holds the average over all that the feet may do."
    ),
    rtol=1e-5,
    atol=1e-6,
    hints=(
        "First compute, for every entry, what the action would be worth if the feet "
        "did as they are told. The chapter has that line.",
        "In one state, all actions' values of that kind stand in one row. The feet pick "
        "each with the same probability: what is that worth on average?",
        "Both cases have a probability: weigh them, and mind that each row's average "
        "goes to that row alone (`keepdims` helps).",
    ),
    mistakes=(
        Edit(
            "that is the chapter's value iteration, in a world where nobody slips.",
            (_SLIP, "sure"),
        ),
        Edit(
            "slip and 1 - slip are in each other's place.",
            (_SLIP, "slip * sure + (1 - slip) * sure.mean(axis=1, keepdims=True)"),
        ),
        Edit(
            "the feet choose any action, the chosen one included; here only the others.",
            (
                "sure.mean(axis=1, keepdims=True)",
                "(sure.sum(axis=1, keepdims=True) - sure) / (sure.shape[1] - 1)",
            ),
        ),
        Edit(
            "each action has the probability slip; the feet's choices share it.",
            ("sure.mean(axis=1", "sure.sum(axis=1"),
        ),
        Edit(
            "the average is taken over all states; the feet choose among the actions of "
            "the state that the agent is in.",
            ("sure.mean(axis=1, keepdims=True)", "sure.mean()"),
        ),
        Edit(
            "the average is taken over the states, column by column; the feet choose "
            "among the actions of one row.",
            ("sure.mean(axis=1, keepdims=True)", "sure.mean(axis=0, keepdims=True)"),
        ),
        Edit(
            "the chosen action counts in full, and the slip comes on top: the "
            "probabilities add up to more than 1.",
            ("(1 - slip) * sure", "sure"),
        ),
        Edit(
            "who slips has value too: where the feet go, something is paid and the walk "
            "goes on.",
            (" + slip * sure.mean(axis=1, keepdims=True)", ""),
        ),
        Edit(
            "the reward stays that of the chosen action; who slips is paid for the move "
            "that the feet make.",
            (_BELLMAN, _BELLMAN.replace("reward + ", "")),
            ("q = (1", "q = reward + (1"),
        ),
        Edit(
            "only what is paid is averaged; who slips also ends up where the feet go.",
            (_BELLMAN, ""),
            (
                f"q = {_SLIP}",
                f"q = {_SLIP.replace('sure', 'reward')} "
                "+ gamma * q.max(axis=1)[next_state]",
            ),
        ),
        Edit(
            "the average has lost its axis and cannot be added to the rows: "
            "keepdims=True keeps it as a column.",
            (", keepdims=True", ""),
        ),
        Edit(
            "the slip is put into the action that comes next, as in Expected SARSA; it "
            "is this action's own outcome that is uncertain.",
            (
                "q.max(axis=1)[next_state]",
                "((1 - slip) * q.max(axis=1) + slip * q.mean(axis=1))[next_state]",
            ),
            (_SLIP, "sure"),
        ),
        Edit(
            "the next state's value is the mean of its row; the agent will choose the "
            "best there.",
            ("q.max(axis=1)", "q.mean(axis=1)"),
        ),
        Edit("the discount is missing.", ("gamma * ", "")),
        Edit(
            "the discount stands before the reward, too.",
            ("reward + gamma * q.max(axis=1)", "gamma * (reward + q.max(axis=1)"),
            ("[next_state]", "[next_state])"),
        ),
        Edit("there is one sweep too few.", ("range(sweeps)", "range(sweeps - 1)")),
        Edit("there is one sweep too many.", ("range(sweeps)", "range(sweeps + 1)")),
        Edit(
            "it starts with the rewards; the text asks for zeros, so that the number of "
            "sweeps says the same for all.",
            ("np.zeros(reward.shape)", "reward.copy()"),
        ),
        Edit(
            "rows that are done are used by the rows after them in the same sweep; take "
            "all values from the sweep before.",
            (
                _BELLMAN + f"        q = {_SLIP}\n",
                "        for s in range(len(q)):\n"
                "            sure = reward[s] + gamma * q.max(axis=1)[next_state[s]]\n"
                "            q[s] = (1 - slip) * sure + slip * sure.mean()\n",
            ),
        ),
        Edit(
            "the best value of each state is returned; asked for is the table.",
            ("return q", "return q.max(axis=1)"),
        ),
        Edit(
            "it returns after the first sweep: look at how far `return` is indented.",
            ("range(sweeps)", "range(min(sweeps, 1))"),
        ),
        Edit(
            "it makes 500 sweeps, whatever is asked.", ("range(sweeps)", "range(500)")
        ),
        Edit(
            "a row has not always four actions.",
            (
                "sure.mean(axis=1, keepdims=True)",
                "sure.sum(axis=1, keepdims=True) / 4",
            ),
        ),
        Edit(
            "the ice comes once, after the last sweep; it is there at every move, so "
            "every sweep has it.",
            (f"q = {_SLIP}", "q = sure"),
            ("    return q", f"    sure = q\n    return {_SLIP}"),
        ),
    ),
)
