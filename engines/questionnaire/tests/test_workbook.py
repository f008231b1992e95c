"""The raw grid: places of cells, type by content, limits, damaged and hostile files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyxform.xls2json_backends import get_xlsform

from engines.questionnaire.files.reader import read_questionnaire, read_workbook
from engines.questionnaire.files.workbook import FileKind, Workbook, detect_kind, xls
from engines.questionnaire.files.workbook.grid import column_letter
from engines.questionnaire.files.xlsform.reader.pyxform import as_pyxform
from engines.questionnaire.problems import ProblemList, UnreadableFileError

MARKDOWN = """
| survey |      |      |                |
|        | type | name | label          |
| # une ligne qui commence par une barre est lue |

|--------|------|------|----------------|
|        | text | nom  | a \\| b         |
|        | note | fin  | Merci à vous ! |
"""


def book_bytes(*rows: tuple[object, ...], sheet: str = "survey") -> bytes:
    book = openpyxl.Workbook()
    worksheet = book.active
    assert worksheet is not None
    worksheet.title = sheet
    for row in rows:
        worksheet.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def read(data: bytes) -> tuple[Workbook, list[str]]:
    problems = ProblemList()
    workbook = read_workbook(data, problems)
    return workbook, [str(problem) for problem in problems]


def refusal(data: bytes) -> str:
    """The one sentence a whole file is refused with, through the public door."""
    result = read_questionnaire(data, "essai.xlsx")
    assert result.questionnaire is None
    assert len(result.refusals) == 1, [str(problem) for problem in result.refusals]
    return str(result.refusals[0])


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_in_a_spreadsheet(index: int, letter: str) -> None:
    assert column_letter(index) == letter


def test_markdown_rows_are_line_numbers_and_bars_can_be_escaped() -> None:
    text = MARKDOWN.replace("| # une ligne qui commence par une barre est lue |\n", "# un commentaire\n")
    workbook, problems = read(text.encode())
    sheet = workbook.sheets["survey"]
    assert (sheet.header_row, sheet.headers) == (3, ("type", "name", "label"))
    assert [(row.number, row.cells["label"]) for row in sheet.rows] == [(7, "a | b"), (8, "Merci à vous !")]
    assert not problems


def test_a_markdown_row_without_its_last_bar_is_refused_at_its_line() -> None:
    assert refusal(b"| survey |\n| | type | name | label |\n| | text | nom | Votre nom\n").startswith(
        "fichier:3::"
    )


def test_a_sheet_written_twice_in_markdown_is_refused() -> None:
    table = b"| survey |\n| | type | name | label |\n| | text | nom | Nom |\n"
    assert refusal(table + table).startswith("survey:4::")


def test_csv_rows_are_line_numbers() -> None:
    workbook, _ = read(b'survey,,,\n,type,name,label\n,text,nom,Nom\n,,,\n,note,fin,"Merci, vous"\n')
    assert [(row.number, row.cells["label"]) for row in workbook.sheets["survey"].rows] == [
        (3, "Nom"),
        (5, "Merci, vous"),
    ]


def test_an_excel_row_keeps_its_number_and_its_typography() -> None:
    workbook, _ = read(
        book_bytes(("type", "name", "label"), (), ("text", "nom", "L’été\u202f?"), ("integer", 3.0, True))
    )
    rows = workbook.sheets["survey"].rows
    assert [row.number for row in rows] == [3, 4]
    assert rows[0].cells["label"] == "L’été\u202f?"
    assert rows[1].cells == {"type": "integer", "name": "3", "label": "TRUE"}


@pytest.mark.parametrize(
    "name", ["utf_csv.csv", "tutorial.xls", "or_other.xlsx", "field-list.xlsx", "loop.xlsx"]
)
def test_we_read_the_cells_that_pyxform_reads(shared_data: Path, name: str) -> None:
    path = shared_data / "surveys" / "xlsform" / name
    theirs = get_xlsform(str(path))
    ours = as_pyxform(read_workbook(path.read_bytes(), ProblemList()))
    for sheet in ("survey", "choices", "settings"):
        assert ours.get(sheet, []) == [row for row in getattr(theirs, sheet) or [] if row]


def test_the_kind_comes_from_the_content_not_from_the_name() -> None:
    assert detect_kind(book_bytes(("type",))) is FileKind.XLSX
    assert detect_kind(MARKDOWN.encode()) is FileKind.MARKDOWN
    assert detect_kind(b"survey,type\n") is FileKind.CSV
    assert detect_kind(b"\xef\xbb\xbf<?xml version='1.0'?><document/>") is FileKind.LIMESURVEY
    result = read_questionnaire(
        MARKDOWN.replace("| # une ligne qui commence par une barre est lue |", "").encode(), "a.xls"
    )
    assert result.questionnaire is not None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "vide"),
        (b"\x00" * 50, "vide"),
        (b"bonjour", "ni un questionnaire"),
        (b"\xe9\xe8 caf\xe9, \n", "UTF-8"),
        (b"PK\x03\x04" + b"\x01" * 100, "abîmé"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2_000, "abîmé"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        (b"a" * 10_000_001, "10 Mo"),
        (b'survey,,\n,type,"name\n', "guillemets"),
    ],
)
def test_what_is_not_a_questionnaire_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_line_ends_that_excel_escapes_are_line_ends() -> None:
    workbook, _ = read(book_bytes(("type", "name", "label"), ("note", "a", "Un_x000D_\nDeux _x0041_")))
    assert workbook.sheets["survey"].rows[0].cells["label"] == "Un\nDeux _x0041_"


def test_every_truncation_of_a_workbook_is_refused_without_a_crash(shared_data: Path) -> None:
    for name in ("tutorial.xls", "or_other.xlsx"):
        whole = (shared_data / "surveys" / "xlsform" / name).read_bytes()
        for cut in range(1, len(whole) - 1, len(whole) // 8):
            result = read_questionnaire(whole[:cut], name)
            assert result.questionnaire is None or name.endswith(".xls")
            assert result.problems or result.questionnaire


def _zip(members: dict[str, bytes]) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return saved.getvalue()


def test_a_circle_of_sectors_in_an_old_workbook_ends_within_its_limits(
    shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xls, "MAX_CPU_SECONDS", 1)
    data = bytearray((shared_data / "surveys" / "xlsform" / "calculate.xls").read_bytes())
    sector = int.from_bytes(data[60:64], "little")  # where the table of the small sectors begins
    table = 512 + sector * 512
    for entry in range(1, 8):
        data[table + 4 * entry : table + 4 * entry + 4] = entry.to_bytes(4, "little")
    assert "abîmé" in refusal(bytes(data))


def test_archives_that_are_not_excel_are_told_apart() -> None:
    assert ".ods" in refusal(_zip({"content.xml": b"<x/>", "mimetype": b"application/vnd.oasis"}))
    assert "archive" in refusal(_zip({"a.txt": b"a"}))


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.bin", "xl/media/image1.png", "xl/sheet1.XML"])
def test_a_zip_bomb_under_another_name_is_refused_too(name: str) -> None:
    bomb = _zip({"xl/workbook.xml": b"<x/>", name: b"0" * 60_000_000})
    assert "25 Mo" in refusal(bomb)


def test_a_zip_bomb_is_refused_before_it_inflates(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = _zip({"xl/workbook.xml": b"<x/>", "xl/sharedStrings.xml": b"0" * 150_000_000})
    assert len(bomb) < 200_000
    opened: list[str] = []
    real = zipfile.ZipFile.open

    def noted(archive: zipfile.ZipFile, name: Any, *arguments: Any, **options: Any) -> Any:
        opened.append(str(name))
        return real(archive, name, *arguments, **options)

    monkeypatch.setattr(zipfile.ZipFile, "open", noted)
    assert "25 Mo" in refusal(bomb)
    assert opened == []
    read(book_bytes(("type", "name", "label"), ("text", "a", "A")))
    assert opened  # what a good workbook opens is noted here


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"\xef\xbb\xbf",
        b'<?xml version="1.0"?>',
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n',
        b'<?xml version="1.0" encoding="latin-1"?>',
        b"<!-- une remarque -->",
        b"<?style?>",
    ],
)
def test_entities_in_a_workbook_are_refused(before: bytes) -> None:
    good = book_bytes(("type", "name", "label"), ("text", "a", "A"))
    members = {}
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "xl/worksheets/sheet1.xml":
                kind = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
                content = before + kind + content.replace(b">A<", b">&a;<")
            members[name] = content
    assert "abîmé" in refusal(_zip(members))


@pytest.mark.parametrize(
    "before",
    [b'<?xml version="1.0" encoding="utf-8"?>\n', b"<!-- une remarque -->", b""],
    ids=["d", "c", "n"],
)
def test_what_stands_before_the_root_changes_nothing(before: bytes) -> None:
    good = book_bytes(("type", "name", "label"), ("text", "a", "A"))
    members = {}
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        for name in archive.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            members[name] = before * is_sheet + archive.read(name)
    assert read(_zip(members))[0].sheets["survey"].rows[0].cells == {
        "type": "text",
        "name": "a",
        "label": "A",
    }


def test_a_million_empty_rows_are_not_read(shared_data: Path) -> None:
    good = book_bytes(("type", "name", "label"), ("text", "a", "A"))
    rows = b"".join(b'<row r="%d"/>' % number for number in range(3, 400_000))
    far = (b"text", b"loin", b"Loin")
    cells = b"".join(b'<c t="inlineStr"><is><t>%s</t></is></c>' % text for text in far)
    rows += b'<row r="400000">%s</row>' % cells
    members = {}
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", rows + b"</sheetData>")
                content = content.replace(b'<dimension ref="A1:C2"', b'<dimension ref="A1:XFD1048576"')
            members[name] = content
    result = read_questionnaire(_zip(members), "vide.xlsx")
    assert result.questionnaire is not None
    assert [question.key for question in result.questionnaire.questions()] == ["a"]
    assert "lecture arrêtée après 1000 lignes vides" in str(result.problems[0])


def test_too_many_rows_are_refused_at_the_first_one_too_many() -> None:
    lines = "".join(f"| | note | n{number} | N |\n" for number in range(5_001))
    assert refusal(f"| survey |\n| | type | name | label |\n{lines}".encode()).startswith("survey:5003::")


def test_a_cell_of_ten_million_characters_is_an_error_at_its_place() -> None:
    text = "a" * 9_900_000
    result = read_questionnaire(f"| survey |\n| | type | name | label |\n| | text | a | {text} |\n".encode())
    assert [str(problem)[:17] for problem in result.refusals] == ["survey:3:label: t"]


def test_control_characters_are_errors_at_their_place() -> None:
    table = (
        "| survey |\n| | type | name | label |\n| | text | a | bon\x07jour |\n| | text | b | \u202eevil |\n"
    )
    result = read_questionnaire(table.encode())
    assert [(problem.row, problem.column) for problem in result.refusals] == [(3, "label"), (4, "label")]


def test_a_formula_without_a_saved_result_is_an_error_not_an_empty_cell() -> None:
    result = read_questionnaire(
        book_bytes(("type", "name", "label"), ("text", "a", '="Bon"&"jour"')), "f.xlsx"
    )
    assert "survey:2:label: formule sans résultat" in str(result.refusals[0])


def test_macros_are_mentioned_and_ignored() -> None:
    good = book_bytes(("type", "name", "label"), ("text", "a", "A"))
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    result = read_questionnaire(_zip(members | {"xl/vbaProject.bin": b"\x00"}), "macro.xlsm")
    assert result.questionnaire is not None
    assert "macros" in str(result.problems[0])


def test_a_column_without_a_title_is_said_once() -> None:
    _, problems = read(
        book_bytes(("type", "name", "label"), ("text", "a", "A", "x"), ("text", "b", "B", "y"))
    )
    assert len(problems) == 1
    assert problems[0].startswith("survey:2:D:")


def test_a_missing_file_is_said_plainly(tmp_path: Path) -> None:
    result = read_questionnaire(tmp_path / "absent.xlsx")
    assert "ce fichier n’existe pas" in str(result.problems[0])


def test_a_slow_reading_is_stopped() -> None:
    from engines.questionnaire.files.workbook import Deadline

    with pytest.raises(UnreadableFileError, match="secondes"):
        Deadline("survey", seconds=-1).check(12)
