"""Regular expressions: the same answers as Python's, and a time that cannot explode."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.questionnaire.expressions.patterns import Pattern, PatternError, PatternUnsupported
from engines.questionnaire.tests.builders import ends_apart

atoms = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", r"\W", r"\.", "[a-c1-3]", r"[^\s]", "^", "$"])
patterns = st.recursive(
    atoms,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map("".join)
        | st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})")
        | st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "*?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        )
    ),
    max_leaves=6,
)


@given(patterns, st.text("ab1. \n", max_size=8))
def test_agrees_with_the_standard_library(pattern: str, text: str) -> None:
    # "$" before a last line break is the one intended difference: here it is the end, always.
    if "$" in pattern and "\n" in text:
        return
    assert Pattern(pattern).matches(text) is (re.fullmatch(pattern, text) is not None)


def test_patterns_that_hang_other_engines_do_not() -> None:
    ends_apart("""
        from engines.questionnaire.expressions.patterns import Pattern

        for pattern in ("(a+)+$", "(a|a)*b", "(.*)*x", "(a?){30}a{30}", ".*.*.*.*.*b", "(a|aa)+b"):
            assert not Pattern(pattern).matches("a" * 1_999 + "!"), pattern
    """)


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"(a)\1", "(?=a)b", "(?<!a)b", "(?i)a", "(?i:a)", r"\ba", "a" * 301),
        *("((a{99}){99}){99}", "(((){999}){999}){999}"),
    ],
)
def test_what_is_outside_the_subset_is_refused(pattern: str) -> None:
    with pytest.raises(PatternUnsupported):
        Pattern(pattern)


@pytest.mark.parametrize("pattern", ["(", "[", "a{2,1}", "*", "\\"])
def test_malformed_patterns_are_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        Pattern(pattern)


def test_a_text_too_long_never_matches() -> None:
    assert Pattern("a*").matches("a" * 2_000)
    assert not Pattern("a*").matches("a" * 2_001)
