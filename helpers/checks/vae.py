"""Checks of chapter 19, variational autoencoders. They need NumPy only."""

from __future__ import annotations

import numpy as np

from helpers.checks import Edit, Exercise

# --- Another prior -------------------------------------------------------------------


def _cloud_cost(mean, deviation, prior_mean, prior_deviation):
    shift = (mean - prior_mean) / prior_deviation
    ratio = deviation / prior_deviation
    cost = 0.5 * (shift**2 + ratio**2 - 1) - np.log(ratio)
    return cost.sum(axis=1)


def _cloud_cost_cases() -> list[tuple]:
    """Clouds of several sizes, priors of several widths; the first is the standard one."""
    rng = np.random.default_rng(1)
    cases = []
    for pictures, numbers in ((5, 2), (3, 4), (1, 3), (4, 1)):
        mean = 2 * rng.normal(size=(pictures, numbers))
        deviation = rng.uniform(0.2, 2.5, size=(pictures, numbers))
        prior_mean, prior_deviation = np.zeros(numbers), np.ones(numbers)
        if cases:
            prior_mean = rng.normal(size=numbers)
            prior_deviation = rng.uniform(0.4, 3, size=numbers)
        cases.append((mean, deviation, prior_mean, prior_deviation))
    return cases


_COST = "0.5 * (shift**2 + ratio**2 - 1) - np.log(ratio)"

cloud_cost = Exercise(
    reference=_cloud_cost,
    cases=_cloud_cost_cases,
    hints=(
        "Does it matter in which unit lengths are measured, as long as cloud and prior "
        "are measured in the same? Take the unit in which the prior is the chapter's.",
        "In that unit the cloud's mean is its distance from the prior's, and its "
        "deviation a ratio. Put both into the chapter's formula.",
        "The numbers of one code are drawn independently: densities multiply, and so "
        "their logarithms do what? Which axis is that?",
    ),
    mistakes=(
        Edit(
            "that is the chapter's formula, for the prior with mean 0 and deviation 1; "
            "here the prior has its own.",
            (_COST, "0.5 * (mean**2 + deviation**2 - 1 - np.log(deviation**2))"),
        ),
        Edit(
            "the cost is halved once too often: half of the logarithm of a variance "
            "is the whole logarithm of a deviation.",
            (_COST, "0.5 * (shift**2 + ratio**2 - 1 - np.log(ratio))"),
        ),
        Edit(
            "half of the logarithm of sigma squared is the logarithm of sigma; yours "
            "counts twice.",
            ("- np.log(ratio)", "- np.log(ratio**2)"),
        ),
        Edit(
            "the logarithm has the wrong sign: a small cloud should cost much.",
            ("- np.log(ratio)", "+ np.log(ratio)"),
        ),
        Edit("the logarithm is missing.", (" - np.log(ratio)", "")),
        Edit(
            "the -1 is missing: a cloud that equals the prior should cost nothing.",
            ("ratio**2 - 1)", "ratio**2)"),
        ),
        Edit("the factor one half is missing before the squares.", ("0.5 * ", "")),
        Edit(
            "all has the wrong sign: a KL divergence is never negative.",
            (_COST, f"-({_COST})"),
        ),
        Edit(
            "the mean over the numbers of a code is returned; their costs add up.",
            ("cost.sum(axis=1)", "cost.mean(axis=1)"),
        ),
        Edit(
            "all pictures are added up; asked for is one cost for each.",
            ("cost.sum(axis=1)", "cost.sum()"),
        ),
        Edit(
            "the sum runs over the pictures; it should run over the numbers of a code.",
            ("axis=1", "axis=0"),
        ),
        Edit(
            "the costs of the numbers are returned one by one; asked for is their sum, "
            "for each picture.",
            ("cost.sum(axis=1)", "cost"),
        ),
        Edit(
            "the distance of the means is not measured in units of the prior's "
            "deviation.",
            ("(mean - prior_mean) / prior_deviation", "mean - prior_mean"),
        ),
        Edit(
            "the deviation is not measured in units of the prior's.",
            ("deviation / prior_deviation\n    cost", "deviation\n    cost"),
        ),
        Edit(
            "the distance of the means is divided by the prior's variance; the unit is "
            "its deviation.",
            ("prior_mean) / prior_deviation", "prior_mean) / prior_deviation**2"),
        ),
        Edit(
            "the cloud's deviation is multiplied by the prior's; how many of the "
            "prior's deviations is it?",
            ("deviation / prior_deviation\n    cost", "deviation * prior_deviation\n    cost"),
        ),
        Edit("the prior's mean is forgotten.", ("(mean - prior_mean)", "mean")),
        Edit(
            "cloud and prior have each other's place: the mean is taken over the cloud.",
            (
                _COST,
                "0.5 * ((shift / ratio)**2 + ratio**-2 - 1) + np.log(ratio)",
            ),
        ),
        Edit(
            "the deviations are not squared.", ("+ ratio**2", "+ ratio"),
        ),
        Edit("the distance of the means is not squared.", ("shift**2", "shift")),
        Edit(
            "the deviation is taken for the logarithm of a variance, as the network of "
            "the chapter gives it; here it is the deviation itself.",
            (
                "    ratio = deviation",
                "    deviation = np.exp(deviation / 2)\n    ratio = deviation",
            ),
        ),
        Edit(
            "the deviations are taken for variances.",
            (
                "    shift",
                "    deviation = np.sqrt(deviation)\n"
                "    prior_deviation = np.sqrt(prior_deviation)\n    shift",
            ),
        ),
    ),
)  # fmt: skip

# --- A bound for a whole table -------------------------------------------------------


def _bounds(prior, likelihood, q):
    joint = prior * likelihood
    evidence = np.log(joint.sum(axis=1))
    used = q > 0
    ratio = np.where(used, joint, 1) / np.where(used, q, 1)
    elbo = np.sum(q * np.log(ratio), axis=1)
    return evidence, elbo, evidence - elbo


def _bounds_cases() -> list[tuple]:
    """Tables of several shapes; some guesses rule codes out, some are sure of one."""
    rng = np.random.default_rng(2)
    cases = []
    for pictures, codes in ((4, 3), (2, 5), (1, 4), (6, 6)):
        prior = rng.dirichlet(np.ones(codes))
        likelihood = rng.uniform(0.02, 0.9, size=(pictures, codes))
        q = rng.dirichlet(np.ones(codes), size=pictures)
        if cases:  # rows with zeros, once with a likelihood of zero there
            q[0] = np.eye(codes)[1]
            likelihood[0, 0] = 0
            if pictures > 4:
                q[3, :2] = 0
                q[3] /= q[3].sum()
        cases.append((prior, likelihood, q))
    return cases


_RATIO = "np.where(used, joint, 1) / np.where(used, q, 1)"
_ELBO = "np.sum(q * np.log(ratio), axis=1)"
_LAST = "evidence, elbo, evidence - elbo"

bounds = Exercise(
    reference=_bounds,
    cases=_bounds_cases,
    returns=("log p(x)", "the ELBO", "the gap"),
    hints=(
        "The chapter has it for one picture. Which of its lines are sums over codes, "
        "and which axis are the codes here?",
        "For the zeros: a factor of the mean is zero there, so the other may be "
        "anything finite. Where could you put a harmless number in?",
        "The third array needs no formula of its own if you have the first two.",
    ),
    mistakes=(
        Edit(
            "that is the chapter's code, for one picture: its sums run over all "
            "pictures as well. The codes are the columns.",
            ("joint.sum(axis=1)", "joint.sum()"),
            (_ELBO, "np.sum(q * np.log(ratio))"),
        ),
        Edit(
            "that is the chapter's code as it stands, for one picture: its sums run "
            "over all pictures as well, and where q is zero it computes nan.",
            ("joint.sum(axis=1)", "joint.sum()"),
            (_ELBO, "np.sum(q * np.log(joint / q))"),
            (_LAST, "evidence, elbo, np.sum(q * np.log(q * np.exp(evidence) / joint))"),
        ),
        Edit(
            "where q is zero there comes nan, from 0 times an infinite logarithm; such "
            "a code should count nothing.",
            (_RATIO, "joint / q"),
        ),
        Edit(
            "sums run over the pictures; the codes are the columns.",
            ("joint.sum(axis=1)", "joint.sum(axis=0)"),
            (_ELBO, "np.sum(q * np.log(ratio), axis=0)"),
        ),
        Edit(
            "the prior is missing: what is needed is the probability of code and "
            "picture together.",
            ("prior * likelihood", "likelihood"),
        ),
        Edit(
            "the ELBO lacks the prior: its logarithm is that of p(x, z)/q.",
            (_RATIO, "np.where(used, likelihood, 1) / np.where(used, q, 1)"),
        ),
        Edit(
            "log p(x) lacks the prior: what has to be added up is p(x, z).",
            ("joint.sum(axis=1)", "likelihood.sum(axis=1)"),
        ),
        Edit(
            "the first array is p(x); asked for is its logarithm.",
            ("np.log(joint.sum(axis=1))", "joint.sum(axis=1)"),
        ),
        Edit(
            "p(x) is the sum over the codes, not their mean.",
            ("joint.sum(axis=1)", "joint.mean(axis=1)"),
        ),
        Edit(
            "the first array is a sum of logarithms; p(x) is summed first, and its "
            "logarithm taken then.",
            ("np.log(joint.sum(axis=1))", "np.sum(np.log(joint), axis=1)"),
        ),
        Edit(
            "the logarithm is not divided by q: that is the mean of log p(x, z) alone.",
            (_RATIO, "np.where(used, joint, 1)"),
        ),
        Edit(
            "the ELBO has the wrong sign, as if q stood above p(x, z).",
            (_RATIO, f"1 / ({_RATIO})"),
        ),
        Edit(
            "the mean is taken over all codes alike; each counts with its q.",
            (_ELBO, "np.mean(np.log(ratio), axis=1)"),
        ),
        Edit(
            "the mean over q is a sum that is weighted with q; nothing is left to "
            "divide by.",
            (_ELBO, "np.mean(q * np.log(ratio), axis=1)"),
        ),
        Edit(
            "the mean is taken over the prior; the codes of the bound come from q.",
            (_ELBO, "np.sum(prior * np.log(ratio), axis=1)"),
        ),
        Edit(
            "the mean is taken with p(x, z) as weights; the codes of the bound come "
            "from q.",
            (_ELBO, "np.sum(joint * np.log(ratio), axis=1)"),
        ),
        Edit(
            "logarithm and mean have changed places: the logarithm of the mean of "
            "p(x, z)/q is log p(x) itself, wherever q leaves no code out.",
            (_ELBO, "np.log(np.sum(q * ratio, axis=1))"),
        ),
        Edit(
            "the gap has the wrong sign: it is never negative.",
            (_LAST, "evidence, elbo, elbo - evidence"),
        ),
        Edit(
            "the gap is the divergence from the prior; it is the one from the "
            "posterior.",
            (
                _LAST,
                "evidence, elbo, "
                "np.sum(q * np.log(np.where(used, q, 1) / prior), axis=1)",
            ),
        ),
        Edit(
            "the gap is the divergence of the posterior from q, the wrong way round: "
            "the mean is taken over q.",
            (
                "    return",
                "    after = joint / joint.sum(axis=1, keepdims=True)\n"
                "    gap = np.where(after > 0, after * np.log(np.where(after > 0, after,"
                " 1) / q), 0).sum(axis=1)\n    return",
            ),
            (_LAST, "evidence, elbo, gap"),
        ),
        Edit(
            "those are logarithms to the base 2; log is the natural one.",
            ("np.log(joint", "np.log2(joint"),
            ("np.log(ratio", "np.log2(ratio"),
        ),
        Edit(
            "evidence and ELBO have each other's place.",
            (_LAST, "elbo, evidence, evidence - elbo"),
        ),
        Edit(
            "ELBO and gap have each other's place.",
            (_LAST, "evidence, evidence - elbo, elbo"),
        ),
        Edit(
            "the mean over the pictures is returned; asked for is one number for each.",
            (_LAST, "evidence.mean(), elbo.mean(), (evidence - elbo).mean()"),
        ),
    ),
)

# --- Slopes through a draw -----------------------------------------------------------


def _slopes(slope, mean, deviation, noise):
    z = mean + deviation * noise
    through = slope(z)
    return through.mean(axis=0), (through * noise).mean(axis=0)


def _of_cubes(z):
    return 3 * z**2


def _of_waves(z):
    return 1.7 * np.cos(1.7 * z) + 0.2


def _of_a_sigmoid(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


def _slopes_cases() -> list[tuple]:
    """Few draws, so that an estimate differs from what is true on average."""
    rng = np.random.default_rng(3)
    cases = []
    for slope, draws, numbers in (
        (_of_cubes, 7, 2),
        (_of_waves, 4, 3),
        (_of_a_sigmoid, 9, 1),
        (_of_waves, 1, 5),
    ):
        mean = rng.normal(size=numbers)
        deviation = rng.uniform(0.3, 2, size=numbers)
        cases.append((slope, mean, deviation, rng.normal(size=(draws, numbers))))
    return cases


_BOTH = "through.mean(axis=0), (through * noise).mean(axis=0)"

slopes = Exercise(
    reference=_slopes,
    cases=_slopes_cases,
    returns=("the slope by mean", "the slope by deviation"),
    hints=(
        "First make the draws themselves. What are they, given the noise?",
        "By the chain rule each draw passes the slope of f on, times how fast z itself "
        "moves: with the mean, and with the deviation. What are these two?",
        "You have one slope for each draw. An estimate is their average; over which "
        "axis?",
    ),
    mistakes=(
        Edit(
            "that is the chapter's example, f(z) = z squared; here the slope is given.",
            ("slope(z)", "2 * z"),
        ),
        Edit(
            "the slope by the deviation lacks a factor: how fast does z move with the "
            "deviation?",
            ("(through * noise)", "through"),
        ),
        Edit(
            "the factor of the slope by the deviation is z; z moves with the deviation "
            "as fast as the noise says.",
            ("through * noise", "through * z"),
        ),
        Edit(
            "the factor of the slope by the deviation is the deviation; how fast does "
            "z move with it?",
            ("through * noise", "through * deviation"),
        ),
        Edit(
            "that is the slope by the logarithm of the variance, as the network has "
            "it; asked for is the one by the deviation.",
            ("through * noise", "through * noise * deviation / 2"),
        ),
        Edit(
            "the slope by the deviation has the deviation as a further factor.",
            ("through * noise)", "through * noise * deviation)"),
        ),
        Edit(
            "the slope is taken at the mean; each draw has a slope of its own.",
            ("slope(z)", "slope(mean + 0 * noise)"),
        ),
        Edit(
            "the draws are averaged before the slope is taken; each draw has a slope "
            "of its own, and the average comes last.",
            ("slope(z)", "slope(z.mean(axis=0) + 0 * noise)"),
        ),
        Edit(
            "the slopes of f at the mean and at the deviation are returned; f is "
            "entered at z, and nowhere else.",
            (_BOTH, "slope(mean), slope(deviation)"),
        ),
        Edit(
            "slope is differentiated once more; it is the slope of f already.",
            ("slope(z)", "(slope(z + 1e-4) - slope(z - 1e-4)) / 2e-4"),
        ),
        Edit(
            "the slope is taken at the noise; it belongs to z.",
            ("slope(z)", "slope(noise)"),
        ),
        Edit(
            "z has the variance as a factor of the noise; it should be the deviation.",
            ("deviation * noise\n", "deviation**2 * noise\n"),
        ),
        Edit(
            "z has the deviation in place of the noise: that is no draw.",
            ("deviation * noise\n", "deviation + 0 * noise\n"),
        ),
        Edit(
            "the deviation is taken for the logarithm of a variance.",
            ("deviation * noise\n", "np.exp(deviation / 2) * noise\n"),
        ),
        Edit("z lacks the mean.", ("mean + deviation", "deviation")),
        Edit(
            "the slopes of all draws are added up; an estimate is their average.",
            (
                _BOTH,
                "through.sum(axis=0), (through * noise).sum(axis=0)",
            ),
        ),
        Edit(
            "the average runs over the numbers of the code as well; each has slopes of "
            "its own.",
            (_BOTH, "through.mean(), (through * noise).mean()"),
        ),
        Edit(
            "the average runs over the numbers of the code; it should run over the "
            "draws.",
            (_BOTH, "through.mean(axis=1), (through * noise).mean(axis=1)"),
        ),
        Edit(
            "the slopes of the draws are returned one by one; take their average.",
            (_BOTH, "through, through * noise"),
        ),
        Edit(
            "the two slopes have each other's place.",
            (_BOTH, "(through * noise).mean(axis=0), through.mean(axis=0)"),
        ),
        Edit(
            "slope and noise are averaged each by itself; multiply first, draw by draw.",
            ("(through * noise).mean(axis=0)", "through.mean(axis=0) * noise.mean(axis=0)"),
        ),
        Edit(
            "all numbers of the code get the noise of the first; each has its own.",
            ("    z =", "    noise = noise[:, :1] + 0 * noise\n    z ="),
        ),
    ),
)  # fmt: skip
