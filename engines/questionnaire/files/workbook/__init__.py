"""The raw grid of a questionnaire file, with the place of each cell as its author sees it.

pyxform reads the same files, but forgets where a cell was, changes typographic apostrophes into
straight ones and stops silently after sixty empty rows. So the grid is read here, within limits, and
pyxform is given the result to judge (`engines.questionnaire.files.xlsform.reader.pyxform`).

The type of a file is read from its content, never from its name.
"""

from __future__ import annotations

import enum
import time
from dataclasses import dataclass, field

from engines.questionnaire.problems import WHOLE_FILE, Problem, UnreadableFileError
from french import typeset

MAX_FILE_BYTES = 10_000_000
MAX_UNCOMPRESSED_BYTES = 25_000_000  # of XML: pictures, which are never read, do not count
MAX_UNCOMPRESSED_OTHERS = 4 * MAX_FILE_BYTES  # pictures hardly shrink: more is no picture
MAX_CELL_CHARACTERS = 32_767  # the limit of Excel itself: what is longer could not be written back
MAX_COLUMNS = 256
MAX_EMPTY_ROWS = 1_000
MAX_ROWS = {"survey": 5_000, "choices": 50_000, "external_choices": 50_000}
MAX_ROWS_OTHER = 1_000
MAX_SECONDS = 12.0  # of processor: a machine busy elsewhere refuses no file

# A compound document, then the bare streams of Excel 2 to 4.
_XLS_STARTS = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")

#: The comma of XLSForm's CSV, then what a French spreadsheet writes.
CSV_SEPARATORS = (",", ";", "\t")

SHEET_NAMES = frozenset({"survey", "choices", "settings", "external_choices", "osm", "entities"})


class FileKind(enum.StrEnum):
    """The format of a file, by its first bytes."""

    XLSX = "xlsx"
    XLS = "xls"
    MARKDOWN = "md"
    CSV = "csv"
    LIMESURVEY = "lss"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that holds something. ``cells``: header -> text, empty cells left out."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its headers in order, at row ``header_row``, and its rows that hold something.

    ``positions`` gives the header of each column by its index, 0-based.
    """

    name: str
    header_row: int
    headers: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    positions: dict[int, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets that an XLSForm may have, by lower-case name; and the names of all sheets."""

    kind: FileKind
    sheets: dict[str, Sheet] = field(default_factory=dict)
    sheet_names: tuple[str, ...] = ()


@dataclass(slots=True)
class Deadline:
    """A limit on how long a reading may last: one for a file, whatever its sheets."""

    sheet: str = ""
    seconds: float = MAX_SECONDS
    started: float = field(default_factory=time.thread_time)

    def check(self, row: int, sheet: str = "") -> None:
        """Raise `UnreadableFileError` when the time is over."""
        if time.thread_time() - self.started > self.seconds:
            message = (
                f"la lecture prend plus de {self.seconds:.0f} secondes de calcul ; "
                "retirez les lignes vides et la mise en forme"
            )
            raise refuse(message, sheet=sheet or self.sheet or "fichier", row=row)


def refuse(
    message_fr: str, *, sheet: str = WHOLE_FILE, row: int = 0, column: str = ""
) -> UnreadableFileError:
    """The exception to raise when the whole file is refused."""
    return UnreadableFileError(Problem(sheet, row, column, typeset(message_fr)))


def detect_kind(data: bytes) -> FileKind:
    """Detect the kind of a file by its content; raises `UnreadableFileError` for anything else."""
    if not data.strip(b"\x00 \t\r\n"):
        raise refuse("le fichier est vide")
    if len(data) > MAX_FILE_BYTES:
        raise refuse(f"le fichier dépasse {MAX_FILE_BYTES // 1_000_000} Mo")
    if data[:4] == b"PK\x03\x04":
        return FileKind.XLSX
    if data.startswith(_XLS_STARTS):
        return FileKind.XLS
    return _kind_of_text(decode(data))


def decode(data: bytes) -> str:
    """The text of a text file in UTF-8 (or UTF-16 with its mark)."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        message = "ce n’est ni un classeur, ni un texte en UTF-8 ; enregistrez-le en .xlsx ou en UTF-8"
        raise refuse(message, row=row) from error


def _kind_of_text(text: str) -> FileKind:
    start = text.lstrip()[:1]
    if start == "<":
        return FileKind.LIMESURVEY
    if any(line.strip().startswith("|") and line.count("|") >= 2 for line in text.splitlines()[:500]):
        return FileKind.MARKDOWN
    if any(separator in text for separator in CSV_SEPARATORS):
        return FileKind.CSV
    raise refuse("ce n’est ni un questionnaire XLSForm (.xlsx, .xls, .csv, .md), ni LimeSurvey (.lss)")
