"""XLSForm in Excel's format: ``.xlsx`` and ``.xlsm``, read by openpyxl.

Macros are never run nor kept. A password, a truncated file, a zip bomb, a million empty rows end in
one plain sentence.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import openpyxl

from engines.questionnaire.files.workbook import (
    MAX_COLUMNS,
    MAX_UNCOMPRESSED_BYTES,
    MAX_UNCOMPRESSED_OTHERS,
    SHEET_NAMES,
    Deadline,
    FileKind,
    Sheet,
    Workbook,
    refuse,
)
from engines.questionnaire.files.workbook.cells import sheet_texts
from engines.questionnaire.files.workbook.grid import CORRUPT, read_sheet
from engines.questionnaire.files.workbook.text import pick_sheets
from engines.questionnaire.problems import ProblemList, UnreadableFileError

_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


def read_xlsx(data: bytes, problems: ProblemList, deadline: Deadline | None = None) -> Workbook:
    """Read a .xlsx or .xlsm; raises `UnreadableFileError` when it cannot be read."""
    with _in_one_sentence():
        _check_archive(data, problems)
        return _read_openpyxl(data, problems, deadline or Deadline())


def read_first_sheet(data: bytes, *, max_row: int, max_col: int) -> list[list[str]]:
    """The texts of the first sheet of any workbook; raises `UnreadableFileError`."""
    with _in_one_sentence():
        _check_archive(data, ProblemList())
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=max_row, max_col=max_col)
        return [["" if cell is None else str(cell).strip() for cell in row] for row in rows]


@contextmanager
def _in_one_sentence() -> Iterator[None]:
    try:
        yield
    except (UnreadableFileError, MemoryError):
        raise
    except Exception as error:  # (openpyxl raises almost anything on a damaged file)
        raise refuse(f"{CORRUPT} ({type(error).__name__})") from error


def _check_archive(data: bytes, problems: ProblemList) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refuse(CORRUPT) from error
    names = {entry.filename for entry in entries}
    # The declared size is the one zipfile enforces when it inflates: a lie gives a corrupt file.
    is_xml = {entry: entry.filename.lower().endswith((".xml", ".rels")) for entry in entries}
    size = sum(entry.file_size for entry in entries if is_xml[entry])
    # A sheet may be called anything: what says it is a picture must not inflate without end either.
    others = sum(entry.file_size for entry in entries if not is_xml[entry])
    if size > MAX_UNCOMPRESSED_BYTES or others > MAX_UNCOMPRESSED_OTHERS or len(entries) > 2_000:
        raise refuse(f"une fois décompressé, ce classeur dépasse {MAX_UNCOMPRESSED_BYTES // 1_000_000} Mo")
    if "xl/workbook.xml" not in names:
        what = "un classeur OpenDocument (.ods)" if "content.xml" in names else "une archive"
        raise refuse(f"ce fichier est {what}, pas un classeur Excel ; enregistrez-le en .xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if _STRICT in archive.read("xl/workbook.xml"):
            message = "enregistrez-le en « Classeur Excel (.xlsx) », pas en « Strict Open XML »"
            raise refuse(f"ce classeur est au format « Strict Open XML », que nous ne lisons pas : {message}")
    if "xl/vbaProject.bin" in names:
        problems.warning("fichier", 0, "", "ce classeur contient des macros : elles sont ignorées")


def _read_openpyxl(data: bytes, problems: ProblemList, deadline: Deadline) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on styles and extensions of Excel: nothing that we read
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheets: list[Sheet] = []
            for worksheet in book.worksheets:
                wanted = worksheet.title.lower() in SHEET_NAMES or len(book.sheetnames) == 1
                if not wanted:
                    sheets.append(Sheet(worksheet.title, 1, (), ()))
                    continue
                sheets.append(read_sheet(worksheet.title, sheet_texts(worksheet), problems, deadline))
        finally:
            book.close()
        workbook = pick_sheets(FileKind.XLSX, sheets)
        _check_formulas(data, workbook, problems)
    return workbook


def _check_formulas(data: bytes, workbook: Workbook, problems: ProblemList) -> None:
    """Refuse formulas that Excel has not computed: their cells would read as empty."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(_FORMULA.search(archive.read(name)) for name in sheets):
            return
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        for sheet in workbook.sheets.values():
            worksheet = book[sheet.name]
            worksheet.reset_dimensions()
            last = sheet.rows[-1].number + 1 if sheet.rows else 1
            known = {row.number: row.cells for row in sheet.rows}
            for number, row in enumerate(worksheet.iter_rows(max_col=MAX_COLUMNS, max_row=last), start=1):
                for index, cell in enumerate(row):
                    header = sheet.positions.get(index)
                    is_lost = header is not None and header not in known.get(number, {})
                    if cell.data_type == "f" and number > 1 and header and is_lost:
                        message = "formule sans résultat enregistré : remplacez-la par sa valeur"
                        problems.error(sheet.name, number, header, message)
    finally:
        book.close()
