"""The examples of docstrings run."""

import doctest

from engines.allocation import _deciding


def test_examples() -> None:
    result = doctest.testmod(_deciding)
    assert (result.failed, result.attempted > 3) == (0, True)
