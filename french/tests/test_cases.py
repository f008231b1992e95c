"""The cases written with the designers, in Python and on the command line."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from french import Unclear, read_quantity
from french import __main__ as command

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def cases(shared_data: Path) -> list[dict[str, str | None]]:
    """Texts, the unit expected, and the value; None when it must be asked again."""
    found = json.loads((shared_data / "learning" / "quantities" / "cases.json").read_text())["cases"]
    assert len(found) == 65
    return list(found)


def plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def test_the_cases_written_with_the_designers(cases: list[dict[str, str | None]]) -> None:
    wrong = []
    for case in cases:
        try:
            found: str | None = plain(read_quantity(case["text"] or "", case["expected_unit"]))  # type: ignore[arg-type]
        except Unclear:
            found = None
        if found != case["value"]:
            wrong.append((case, found))
    assert not wrong


def test_the_command_on_the_same_cases(
    cases: list[dict[str, str | None]], capsys: pytest.CaptureFixture[str]
) -> None:
    for case in cases:
        status = command.main(["read", str(case["expected_unit"]), str(case["text"])])
        out, err = capsys.readouterr()
        assert out == ("" if case["value"] is None else f"{case['value']}\n"), case
        assert (status, bool(err)) == ((2, True) if case["value"] is None else (0, False)), case


@pytest.mark.parametrize(
    ("arguments", "status", "out", "err"),
    [
        (["read", "percent", "- 3 %"], 0, "-3\n", ""),
        (["read", "euro", "-12 000 €"], 0, "-12000\n", ""),
        (["read", "euro", "12.000,50 €"], 0, "12000.5\n", ""),
        (["read", "number", "100"], 0, "100\n", ""),
        (["read", "euro", "12 34"], 2, "", "Est‑ce un seul nombre"),
        (["read", "mile", "3"], 2, "", "euro, percent, point"),
        (["read", "euro"], 2, "", "Usage"),
        ([], 2, "", "Usage"),
    ],
)
def test_the_command_in_a_shell(arguments: list[str], status: int, out: str, err: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "french", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (status, out)
    assert err in run.stderr
