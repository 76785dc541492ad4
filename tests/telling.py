"""What a check tells, for the tests of the checks."""

import pytest

from helpers.checks import CheckFailed


def told(check, answer):
    """Return what the reader reads: the check's one line."""
    with pytest.raises(CheckFailed) as failure:
        check(answer)
    return str(failure.value)
