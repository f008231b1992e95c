"""Files of networks, as spreadsheets write them."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

HEADINGS = ("Nom", "SIREN", "Commune", "Code postal", "Domaine", "Email")
#: Two real kinds of rows: with a number, and with a name and a commune alone.
ROWS = (
    ("Les Mains vertes", "552008443", "Brest", "29200", "Habitat et foncier", "contact@mains.invalid"),
    ("La Coopérative des Quais", "", "Brest", "29200", "mobilité", ""),
)


def csv_text(
    rows: Sequence[Sequence[str]] = ROWS, headings: Sequence[str] = HEADINGS, mark: str = ";"
) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\r\n").writerows([headings, *rows])
    return out.getvalue()


def written(folder: Path, content: str | bytes, name: str = "reseau.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(folder: Path, rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS) -> Path:
    book = openpyxl.Workbook()
    for row in (headings, *rows):
        book.active.append(list(row))
    path = folder / "reseau.xlsx"
    book.save(path)
    return path


def numbers(count: int, first: int = 100_000_000) -> list[str]:
    """So many SIREN whose digits add up."""
    from stdnum.luhn import calc_check_digit

    return [
        f"{(first // 10 + place):08d}{calc_check_digit(f'{first // 10 + place:08d}')}"
        for place in range(count)
    ]
