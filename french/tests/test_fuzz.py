"""No spoilt spelling is misread; three hundred thousand of them: `french.tests.fuzz`."""

import re
from collections import Counter
from fractions import Fraction

import pytest

from french import reader
from french.tests import fuzz, oracle


def test_nothing_is_misread() -> None:
    counts = Counter(result for _, _, result in fuzz.outcomes(4_000, seed=3))
    assert counts["misread"] == counts["good spelling refused"] == 0
    assert counts["right"] > 800  # what is spoilt is often readable still
    assert counts["asked"] > 1_500
    assert counts["cautious"] < 40  # nearly all that has one meaning is read


#: Ways to break the reader, each a defect that a reader of numbers has had.
BROKEN = {
    "12 34 read as 1234": (
        "_DIGITS",
        "[0-9]{3}(?:(?P=group)[0-9]{3})*",
        "[0-9]{2,3}(?:(?P=group)[0-9]{2,3})*",
    ),
    "0 500 read as 500": ("_DIGITS", "[1-9][0-9]{0,2}", "[0-9]{1,3}"),
    "several signs": ("_HEAD", "([-+] ?)?(€", "([-+ ]*)(€"),
    "12.,5 read as 12,5": ("_DIGITS", "(?P<mark>[.,])", "[.,]?(?P<mark>[.,])"),
    "all spaces go": ("_RUNS", "  +", " +"),
}


@pytest.mark.parametrize("defect", BROKEN)
def test_the_oracle_sees_a_broken_reader(defect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, old, new = BROKEN[defect]
    pattern: re.Pattern[str] = getattr(reader, name)
    assert old in pattern.pattern
    monkeypatch.setattr(reader, name, re.compile(pattern.pattern.replace(old, new), pattern.flags))
    if name == "_RUNS":
        monkeypatch.setattr(reader, "_RUNS", _Nothing())
    assert any(result == "misread" for _, _, result in fuzz.outcomes(4_000, seed=3))


class _Nothing:
    """Takes every space away."""

    def sub(self, _: str, text: str) -> str:
        return text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "unit", "values"),
    [
        ("1.000", "euro", {1, 1000}),
        ("1,000", "euro", {1, 1000}),
        ("1,000", "number", {1}),
        ("12 34", "euro", set()),
        ("(12 k€)", "euro", {-12_000}),
        ("1 234,50", "euro", {Fraction(2469, 2)}),
        ("12 m", "euro", set()),
        ("12 M", "euro", {12_000_000}),
    ],
)
def test_the_oracle_knows_what_it_says(text: str, unit: str, values: set[Fraction]) -> None:
    assert oracle.values(text, unit) == values
