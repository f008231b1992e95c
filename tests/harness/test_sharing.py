"""How processes share the tests."""

from collections import Counter

from bootstrap.paths import ROOT
from tests.harness.sharing import PARTS, share_of, turn_of


def test_a_file_stays_together() -> None:
    file = "tests/races/test_roles.py"
    assert {share_of(f"{file}::test_one"), share_of(f"{file}::TestIt::test_two[a::b]")} == {file}


def test_the_longest_are_shared() -> None:
    for file, parts in PARTS.items():
        assert (ROOT / file).exists(), "moved or renamed: say where it is in tests/harness/sharing.py"
        shares = Counter(share_of(f"{file}::test_it[{number}]") for number in range(100))
        assert len(shares) == (parts or 100)
        assert max(shares.values()) < 50


def test_what_waits_comes_before_what_computes() -> None:
    named = [
        "milliard/surveys/tests/test_posted.py",
        "tests/pages/test_permissions.py::test_it",
        "tests/races/test_roles.py",
        "tests/browser/test_typing.py::test_it[1]",
        "tests/journeys/test_add_an_app.py",
    ]
    assert sorted(named, key=lambda name: turn_of(share_of(name))) == named[::-1]
