"""Amounts and days in the cells of a bank's CSV."""

import datetime as dt
import re
from functools import lru_cache

from french import MINUS, Unclear, read_cents, read_machine_number
from milliard.payments.statements.cells import whole_cents
from milliard.payments.statements.records import StatementRefused

#: How dates are written -> how people say it.
DATE_FORMATS = {
    "%d/%m/%Y": "31/12/2026",
    "%d/%m/%y": "31/12/26",
    "%Y-%m-%d": "2026-12-31",
    "%d-%m-%Y": "31-12-2026",
    "%d.%m.%Y": "31.12.2026",
    "%d.%m.%y": "31.12.26",
    "%Y/%m/%d": "2026/12/31",
    "%Y%m%d": "20261231",
    "%m/%d/%Y": "12/31/2026",
}
_CURRENCY_SIGN = re.compile(r"\s*(€|EUR)\s*$", re.IGNORECASE)


def cell_cents(cell: str, decimal_mark: str, line: int, title: str) -> int:
    """What a person would read; where that leaves a doubt, what the column's own convention says."""
    written = _CURRENCY_SIGN.sub("", cell).replace(MINUS, "-")
    if written.endswith("-"):  # accountants' minus
        written = f"-{written[:-1].strip()}"
    try:
        return read_cents(written)
    except Unclear as unclear:
        other = "." if decimal_mark == "," else ","
        groups = rf"[+-]?[0-9]{{1,3}}(?:\{other}[0-9]{{3}})+(?:\{decimal_mark}[0-9]*)?"
        if re.fullmatch(groups, written):
            written = written.replace(other, "")
        elif other in written:
            written = ""
        number = read_machine_number(written)
        if number is None or "e" in written.lower():
            said = f"{_in_column(title, cell)} n’est pas un montant. {unclear.question}"
            raise StatementRefused(line, said) from unclear
        return whole_cents(number, cell, line)


def cell_day(text: str, date_format: str, line: int, title: str) -> dt.date:
    day = read_day(text, date_format)
    if day is None:
        example = DATE_FORMATS.get(date_format, date_format)
        said = f"{_in_column(title, text)} n’est pas une date comme «\u00a0{example}\u00a0»."
        raise StatementRefused(line, said)
    return day


def _in_column(title: str, cell: str) -> str:
    return f"Colonne «\u00a0{title}\u00a0»\u00a0: «\u00a0{cell[:40]}\u00a0»"


@lru_cache(maxsize=4096)
def read_day(text: str, date_format: str) -> dt.date | None:
    for length in (len(text), 10):  # a time may follow
        try:
            return dt.datetime.strptime(text[:length], date_format).date()  # noqa: DTZ007 (a day)
        except ValueError:
            continue
    return None
