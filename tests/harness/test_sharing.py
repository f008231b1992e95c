"""How processes share the tests."""

from collections import Counter

from bootstrap.paths import ROOT
from tests.harness.sharing import PARTS, share_of


def test_a_file_stays_together() -> None:
    file = "tests/races/test_roles.py"
    assert {share_of(f"{file}::test_one"), share_of(f"{file}::TestIt::test_two[a::b]")} == {file}


def test_the_longest_are_shared() -> None:
    for file, parts in PARTS.items():
        assert (ROOT / file).exists(), "moved or renamed: say where it is in tests/harness/sharing.py"
        shares = Counter(share_of(f"{file}::test_it[{number}]") for number in range(100))
        assert len(shares) == (parts or 100)
        assert max(shares.values()) < 50
