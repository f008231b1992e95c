import copy
from pathlib import Path

import pytest

from milliard.core.apart import read_apart
from milliard.organisations.imports.headings import moved_columns, propose_columns
from milliard.organisations.imports.sheet import SheetRefused, neutral, read_sheet
from milliard.organisations.tests.files import HEADINGS, ROWS, csv_text, workbook, written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_any_usual_encoding_and_separator(tmp_path: Path, encoding: str, mark: str) -> None:
    sheet = read_sheet(written(tmp_path, csv_text(mark=mark).encode(encoding)))
    assert sheet.headings == HEADINGS
    assert sheet.rows == ((2, ROWS[0]), (3, ROWS[1]))


def test_a_workbook_says_the_same_as_a_csv(tmp_path: Path) -> None:
    rows = [("Les Mains vertes", 552008443, "Brest", 29200.0, "Habitat et foncier", None)]
    sheet = read_sheet(workbook(tmp_path, rows))
    assert sheet.rows == ((2, ("Les Mains vertes", "552008443", "Brest", "29200", "Habitat et foncier", "")),)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("=cmd|' /C calc'!A0", "cmd|' /C calc'!A0"),
        ("@SUM(A1)", "SUM(A1)"),
        ("+33 1 02", "33 1 02"),
        ('="0552008443"', "0552008443"),
        ("\u202egro.elpmexe", "gro.elpmexe"),
        ("Les Mains-vertes", "Les Mains-vertes"),
    ],
)
def test_a_cell_is_never_a_formula(cell: str, read: str) -> None:
    assert neutral(cell) == read


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        (b"", 1, "vide"),
        (b"%PDF-1.7 \n", 1, "ni un CSV ni un XLSX"),
        (b"<html><body>Bonjour</body></html>", 1, "c’est une page"),
        (b"PK\x03\x04 not a workbook", 0, "abîmé"),
        (b"Nom\r\nLes Mains vertes\r\n", 1, "Aucun tableau"),
        (b'Nom;SIREN\r\n"Les Mains;1\r\n', 2, "guillemets"),
    ],
)
def test_what_is_no_table_is_refused_where_it_is_not(
    tmp_path: Path, content: bytes, line: int, why: str
) -> None:
    with pytest.raises(SheetRefused, match=why) as caught:
        read_sheet(written(tmp_path, content))
    assert caught.value.line == line
    assert copy.copy(caught.value).line == line


def test_an_upload_is_read_in_a_process_apart(tmp_path: Path) -> None:
    path = written(tmp_path, csv_text())
    assert read_apart(read_sheet, path) == read_sheet(path)


def test_titles_are_understood_and_moves_are_said() -> None:
    columns = propose_columns(["Raison sociale", "N° SIREN", "Ville", "Rien de connu"])
    assert columns == {"name": 0, "siren": 1, "commune": 2}
    assert moved_columns(["Nom", "SIREN"], ["nom", "Siren"]) == []
    said = moved_columns(["SIREN", "Nom", "Ville"], ["Nom", "SIREN", "Site"])
    assert [words.split("\u00a0")[1] for words in said] == ["Site", "Ville", "SIREN", "Nom"]
