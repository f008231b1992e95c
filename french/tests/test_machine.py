"""Cells that programs wrote."""

import pytest

from french import read_machine_number


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1234.5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1.000", "1.000"),
        ("1,000", "1.000"),
        ("1e5", "1E+5"),
        ("-1.5E-3", "-0.0015"),
        (".5", "0.5"),
        ("5.", "5"),
        (" 12 ", "12"),
        ("1\u202f234\u00a0567,8", "1234567.8"),
        ("−3", "-3"),
        ("-  1 234,5", "-1234.5"),
        ("+3", "3"),
    ],
)
def test_cells_of_a_program(cell: str, value: str) -> None:
    assert str(read_machine_number(cell)) == value


@pytest.mark.parametrize(
    "cell",
    [
        "",
        ".",
        "-",
        "NA",
        "nan",
        "inf",
        "1.234,56",
        "12 34",
        "0 500",
        "12 €",
        "1e5000",
        "٣",
        "1_000",
        "1" * 401,
    ],
)
def test_cells_that_are_no_number(cell: str) -> None:
    assert read_machine_number(cell) is None
