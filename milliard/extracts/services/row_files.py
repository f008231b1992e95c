"""Rows as a file to send: the five formats, and the folder that R reads."""

import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils import timezone

from engines.microdata import (
    ALL_CODES,
    DelimitedStyle,
    Microdata,
    Shown,
    TooManyCellsError,
    csv_chunks,
    dictionary_chunks,
    r_script,
    write_parquet,
    write_sav,
    write_workbook,
)
from milliard.core.exports import SIMULATED_COLUMN, SIMULATED_VALUE
from milliard.core.refusals import Refused
from milliard.extracts.enums import RowFormat

_FRENCH = DelimitedStyle(";", ",", has_bom=True)
_README = """\
{title}
{remarks}

{csv}  une ligne par réponse\u00a0; codes, virgules entre les colonnes, UTF-8
dictionnaire.csv  une ligne par colonne\u00a0: question, codes, codes des réponses manquantes
lire.R            pour R, sans paquet à installer\u00a0: source("lire.R", encoding = "UTF-8")
"""


class TooManyRowsForWorkbook(Refused):
    """Beyond five million cells, no spreadsheet opens the file."""

    message = "C’est trop pour un classeur\u00a0: prenez le CSV, Parquet ou SPSS."


@dataclass(frozen=True, slots=True)
class RowsFile:
    """A file to send: open at its beginning; whoever sends it closes it."""

    name: str
    content_type: str
    content: IO[bytes]


def write_rows(table: Microdata, form: RowFormat, shown: Shown, name: str, *, is_simulated: bool) -> RowsFile:
    """The file, on disk rather than in memory. Raises `TooManyRowsForWorkbook`."""
    # Whoever sends the file closes it.
    content: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        _WRITERS[form](table, content, shown, is_simulated)
    except TooManyCellsError as error:
        content.close()
        raise TooManyRowsForWorkbook from error
    except BaseException:
        content.close()
        raise
    content.seek(0)
    return RowsFile(f"{name}.{form.extension}", form.content_type, content)


def _stamp(is_simulated: bool) -> tuple[str, str] | None:
    return (SIMULATED_COLUMN, SIMULATED_VALUE) if is_simulated else None


def _write_french(table: Microdata, file: IO[bytes], shown: Shown, is_simulated: bool) -> None:
    style = DelimitedStyle(";", ",", has_bom=True, stamp=_stamp(is_simulated))
    file.writelines(csv_chunks(table, style, shown))


def _write_csv(table: Microdata, file: IO[bytes], shown: Shown, is_simulated: bool) -> None:
    file.writelines(csv_chunks(table, DelimitedStyle(stamp=_stamp(is_simulated)), shown))


def _write_xlsx(table: Microdata, file: IO[bytes], shown: Shown, is_simulated: bool) -> None:
    sheet = "Données simulées" if is_simulated else "Données"
    write_workbook(table, file, shown=shown, sheet=sheet)


def _write_sav(table: Microdata, file: IO[bytes], shown: Shown, is_simulated: bool) -> None:
    title = f"SIMULÉ {table.title}" if is_simulated else table.title
    labelled = Microdata(title, table.columns, table.row_count, table.blocks, table.remarks)
    write_sav(labelled, file, at=timezone.localtime())


def _write_parquet(table: Microdata, file: IO[bytes], shown: Shown, is_simulated: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="milliard-") as folder:
        path = Path(folder) / "lignes.parquet"
        write_parquet(table, path)
        with path.open("rb") as made:
            while piece := made.read(1_000_000):
                file.write(piece)


def _write_r(table: Microdata, file: IO[bytes], shown: Shown, is_simulated: bool) -> None:
    """The CSV, its dictionary, the script that reads both, and what they are."""
    csv_name = "donnees-simulees.csv" if is_simulated else "donnees.csv"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(csv_name, "w", force_zip64=True) as made:
            made.writelines(csv_chunks(table, DelimitedStyle(), ALL_CODES))
        archive.writestr("dictionnaire.csv", b"".join(dictionary_chunks(table, _FRENCH)))
        archive.writestr("lire.R", r_script(table, csv_name=csv_name))
        readme = _README.format(title=table.title, remarks="\n".join(table.remarks), csv=csv_name.ljust(16))
        archive.writestr("LISEZMOI.txt", readme)


_WRITERS: dict[RowFormat, Callable[[Microdata, IO[bytes], Shown, bool], None]] = {
    RowFormat.FRENCH_CSV: _write_french,
    RowFormat.CSV: _write_csv,
    RowFormat.XLSX: _write_xlsx,
    RowFormat.SAV: _write_sav,
    RowFormat.PARQUET: _write_parquet,
    RowFormat.R: _write_r,
}
