"""Tables out of the platform: CSV, XLSX, JSON, from any iterable of rows, in constant memory.

Three promises. A text nobody trusts never becomes a formula (`=`, `+`, `-`, `@`, tab, carriage return and
their full-width twins): CSV gets an apostrophe in front, XLSX a typed text cell that keeps the exact text;
numbers stay numbers. Simulated data say so inside the file, CSV included. What the file is, its base, date
and source, travels with XLSX and JSON (`About`).
"""

import csv
import datetime as dt
import io
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import IO, Any, Literal

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header

from milliard.core.refusals import Refused

Value = str | int | float | bool | Decimal | Fraction | dt.date | dt.datetime | None
Format = Literal["csv", "xlsx", "json"]
CONTENT_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}
SIMULATED_LABEL = "Données simulées\u00a0: personnes et réponses inventées"
#: Column added to a bare CSV of simulated data, which has no room for a sentence on top.
SIMULATED_COLUMN, SIMULATED_VALUE = "donnees", "simulees"

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ILLEGAL_IN_XLSX = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CSV_ROWS_PER_CHUNK = 500
_XLSX_MAX_ROWS = 1_048_576
_XLSX_MAX_TEXT = 32_767
_CUT_MARK = " […texte coupé\u00a0: limite du format XLSX]"


class TooManyRows(Refused):
    """A worksheet holds 1,048,576 rows at most; use CSV."""

    message = "Un classeur ne peut pas contenir plus de 1\u202f048\u202f576 lignes."


@dataclass(frozen=True, slots=True)
class About:
    """What a file is. ``notes`` are (label, text) pairs: base, date, source, weighting, licence."""

    title: str
    is_simulated: bool
    notes: tuple[tuple[str, str], ...] = ()

    def lines(self) -> list[tuple[str, str]]:
        """Every line, the simulated label first."""
        label = [("Attention", SIMULATED_LABEL)] if self.is_simulated else []
        return [*label, ("Titre", self.title), *self.notes]


@dataclass(frozen=True, slots=True)
class CsvStyle:
    """How a CSV is written. ``with_about``: lines starting with # above the header."""

    delimiter: str
    decimal_mark: str
    has_bom: bool
    with_about: bool
    yes: str
    no: str


#: Opens with a double click in a French spreadsheet. The header is the first line: programs and spreadsheets
#: take any other for it; what the file is stands in XLSX and JSON.
FRENCH = CsvStyle(delimiter=";", decimal_mark=",", has_bom=True, with_about=False, yes="oui", no="non")
#: What programs read.
PLAIN = CsvStyle(delimiter=",", decimal_mark=".", has_bom=False, with_about=False, yes="true", no="false")


@dataclass(frozen=True, slots=True)
class Table:
    """What to export: column names, an iterable of rows as long, read once, and what it is."""

    columns: Sequence[str]
    rows: Iterable[Sequence[Value]]
    about: About


def neutralise(text: str) -> str:
    """A text no spreadsheet takes for a formula: unchanged, or with an apostrophe in front."""
    return f"'{text}" if text.lstrip(" \u00a0\u202f").startswith(_DANGEROUS) else text


def csv_chunks(table: Table, *, style: CsvStyle = FRENCH) -> Iterator[bytes]:
    """The file piece by piece, a few hundred rows each: a million rows take no more memory than one piece."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=style.delimiter, lineterminator="\r\n")
    marks = [SIMULATED_VALUE] if table.about.is_simulated and not style.with_about else []
    if style.has_bom:
        buffer.write("\ufeff")
    if style.with_about:
        writer.writerows([f"# {label}\u00a0: {_one_line(text)}"] for label, text in table.about.lines())
    writer.writerow([*map(neutralise, table.columns), *([SIMULATED_COLUMN] if marks else [])])
    for number, row in enumerate(table.rows, start=1):
        writer.writerow([*(_csv_value(value, style) for value in row), *marks])
        if number % _CSV_ROWS_PER_CHUNK == 0:
            yield _drain(buffer)
    yield _drain(buffer)


def write_xlsx(table: Table, file: IO[bytes]) -> None:
    """Write a workbook: the rows on the first sheet, what they are on the second («À propos»).

    Raises
    ------
    TooManyRows
        There are more rows than a worksheet holds.
    """
    import openpyxl  # few requests need it: see `config.server`

    book = openpyxl.Workbook(write_only=True)
    try:
        _fill(book, table)
        book.save(file)
    except BaseException:
        # A write-only sheet is a generator over a temporary file: left open, both would stay behind.
        for sheet in book.worksheets:
            sheet.close()
            sheet._writer.cleanup()
        raise


def _fill(book: Any, table: Table) -> None:
    sheet = book.create_sheet("Données simulées" if table.about.is_simulated else "Données")
    sheet.freeze_panes = "A2"
    sheet.append([_xlsx_text(sheet, name, is_bold=True) for name in table.columns])
    for number, row in enumerate(table.rows, start=2):
        if number > _XLSX_MAX_ROWS:
            raise TooManyRows
        sheet.append([_xlsx_value(sheet, value) for value in row])
    about = book.create_sheet("À propos")
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 24, 100
    for label, text in table.about.lines():
        about.append([_xlsx_text(about, label, is_bold=True), _xlsx_text(about, text)])


def json_chunks(table: Table) -> Iterator[bytes]:
    """``{"about": {...}, "simulated": bool, "columns": [...], "rows": [[...], ...]}``, piece by piece.

    A label of ``about`` used once leads to its text; used several times, to the list of its texts.
    """
    head = {
        "about": _by_label(table.about.lines()),
        "simulated": table.about.is_simulated,
        "columns": list(table.columns),
    }
    yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "rows": ['
    separator = "\n"
    for row in table.rows:
        yield (separator + json.dumps([_json_value(value) for value in row], ensure_ascii=False)).encode()
        separator = ",\n"
    yield b"\n]}\n"


def _by_label(lines: list[tuple[str, str]]) -> dict[str, str | list[str]]:
    texts: dict[str, list[str]] = {}
    for label, text in lines:
        texts.setdefault(label, []).append(text)
    return {label: found[0] if len(found) == 1 else found for label, found in texts.items()}


def respond(table: Table, *, format: Format, name: str, style: CsvStyle = FRENCH) -> HttpResponseBase:  # noqa: A002
    """A download called ``name.format``. Rows are read while the file is sent (XLSX: before)."""
    response: HttpResponseBase
    if format == "xlsx":
        file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
        write_xlsx(table, file)
        file.seek(0)
        response = FileResponse(file)
    else:
        response = StreamingHttpResponse(
            csv_chunks(table, style=style) if format == "csv" else json_chunks(table)
        )
    response.headers["Content-Type"] = CONTENT_TYPES[format]
    response.headers["Content-Disposition"] = str(content_disposition_header(True, f"{name}.{format}"))
    return response


def _drain(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return data


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


def _number(value: float | Decimal | Fraction) -> float | Decimal:
    return float(value) if isinstance(value, Fraction) else value


def _csv_value(value: Value, style: CsvStyle) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return style.yes if value else style.no
    if isinstance(value, str):
        return neutralise(value)
    if isinstance(value, dt.datetime):
        return _local(value).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    text = f"{value:f}" if isinstance(value, Decimal) else str(_number(value))
    return text.replace(".", style.decimal_mark)


def _xlsx_value(sheet: Any, value: Value) -> Any:
    if isinstance(value, str):
        return _xlsx_text(sheet, value)
    if isinstance(value, bool):
        return _xlsx_text(sheet, "oui" if value else "non")
    if isinstance(value, dt.datetime):
        return _local(value).replace(tzinfo=None)
    return _number(value) if isinstance(value, Fraction) else value


def _xlsx_text(sheet: Any, text: str, *, is_bold: bool = False) -> Any:
    clean = _ILLEGAL_IN_XLSX.sub("", text)
    if len(clean) > _XLSX_MAX_TEXT:
        clean = clean[: _XLSX_MAX_TEXT - len(_CUT_MARK)] + _CUT_MARK
    import openpyxl

    cell = openpyxl.cell.WriteOnlyCell(sheet, value=clean)
    # openpyxl reads "=…" as a formula and "#N/A" as an error; typed as text, a cell is never computed.
    cell.data_type = "s"
    if clean.startswith(_DANGEROUS):
        cell.quotePrefix = True
    if is_bold:
        cell.font = openpyxl.styles.Font(bold=True)
    return cell


def _json_value(value: Value) -> Any:
    if isinstance(value, Decimal | Fraction):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, dt.datetime):
        return _local(value).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value


def _local(value: dt.datetime) -> dt.datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value
