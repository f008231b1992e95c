"""A hundred damaged workbooks, made from real ones: none crashes, each refusal says where.

Some damages must be refused whatever they hit; the others may leave a form that still imports, and then
pyxform must accept the very same file.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from pyxform.xls2xform import convert

from engines.questionnaire.files.reader import ReadResult, read_questionnaire, read_workbook
from engines.questionnaire.files.xlsform.writer import write_xlsform
from engines.questionnaire.problems import ProblemList
from engines.questionnaire.tests.builders import recueil

Grid = list[list[str]]
Book = dict[str, Grid]
Damage = Callable[[Book, random.Random], str | None]

REAL = (
    "tutorial.xls",
    "cascading_select_test_equivalent.xls",
    "group.xlsx",
    "repeat_date_test.xls",
    "or_other.xlsx",
)
SEEDS = range(100)


def as_book(data: bytes) -> Book:
    """The sheets as rows of texts, header first, each at its own row."""
    book: Book = {}
    for key, sheet in read_workbook(data, ProblemList()).sheets.items():
        last = sheet.rows[-1].number if sheet.rows else 1
        grid = [list(sheet.headers), *([""] * len(sheet.headers) for _ in range(last - 1))]
        for row in sheet.rows:
            grid[row.number - 1] = [row.cells.get(header, "") for header in sheet.headers]
        book[key] = grid
    return book


def as_bytes(book: Book) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, grid in book.items():
        sheet = workbook.create_sheet(name)
        for number, row in enumerate(grid, start=1):
            for index, text in enumerate(row, start=1):
                if text:
                    cell = sheet.cell(number, index, text)
                    cell.data_type = "s"
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def _cell(book: Book, sheet: str, header: str, rng: random.Random) -> tuple[Grid, int, int] | None:
    """A filled cell of that column, at random; None when the sheet has none."""
    grid = book.get(sheet, [[]])
    titles = [title.lower().replace("bind:", "") for title in grid[0]]
    if header not in titles:
        return None
    column = titles.index(header)
    rows = [number for number in range(1, len(grid)) if grid[number][column]]
    return (grid, rng.choice(rows), column) if rows else None


def _put(book: Book, sheet: str, header: str, rng: random.Random, change: Callable[[str], str]) -> bool:
    place = _cell(book, sheet, header, rng)
    if place:
        grid, row, column = place
        grid[row][column] = change(grid[row][column])
    return place is not None


def _column(book: Book, header: str) -> int:
    """The place of a survey column, added when it is not there."""
    grid = book["survey"]
    if header not in grid[0]:
        for row in grid:
            row.append("")
        grid[0][-1] = header
    return grid[0].index(header)


def _question_row(book: Book, rng: random.Random) -> int:
    grid = book["survey"]
    kind = grid[0].index("type")
    rows = [
        number
        for number in range(1, len(grid))
        if grid[number][kind] and not grid[number][kind].startswith(("begin", "end", "note", "calculate"))
    ]
    return rng.choice(rows)


# Each damage returns "refused" when the form cannot import any more, "any" when it may, None when it
# does not apply to that form.
def delete_header(book: Book, rng: random.Random) -> str | None:
    grid = book["survey"]
    grid[0][rng.randrange(len(grid[0]))] = ""
    return "any"


def delete_type_header(book: Book, rng: random.Random) -> str | None:
    grid = book["survey"]
    grid[0][grid[0].index("type")] = "kind"
    return "refused"


def rename_type(book: Book, rng: random.Random) -> str | None:
    book["survey"][_question_row(book, rng)][book["survey"][0].index("type")] = "texte libre"
    return "refused"


def duplicate_name(book: Book, rng: random.Random) -> str | None:
    grid = book["survey"]
    grid.insert(_question_row(book, rng), [*grid[_question_row(book, rng)]])
    first = _question_row(book, rng)
    grid.insert(first + 1, [*grid[first]])
    return "refused"


def lose_end(book: Book, rng: random.Random) -> str | None:
    grid, kind = book["survey"], book["survey"][0].index("type")
    ends = [number for number in range(1, len(grid)) if grid[number][kind].startswith("end")]
    if not ends:
        return None
    del grid[rng.choice(ends)]
    return "refused"


def extra_end(book: Book, rng: random.Random) -> str | None:
    row = [""] * len(book["survey"][0])
    row[book["survey"][0].index("type")] = "end group"
    book["survey"].append(row)
    return "refused"


def swap_begin_and_end(book: Book, rng: random.Random) -> str | None:
    grid, kind = book["survey"], book["survey"][0].index("type")
    marks = [number for number in range(1, len(grid)) if grid[number][kind].startswith(("begin", "end"))]
    if len(marks) < 2:
        return None
    first, last = marks[0], marks[-1]
    grid[first], grid[last] = grid[last], grid[first]
    return "refused"


def delete_choices(book: Book, rng: random.Random) -> str | None:
    return "refused" if book.pop("choices", None) else None


def wrong_list(book: Book, rng: random.Random) -> str | None:
    grid, kind = book["survey"], book["survey"][0].index("type")
    rows = [number for number in range(1, len(grid)) if grid[number][kind].startswith("select")]
    if not rows:
        return None
    words = grid[rows[0]][kind].split()
    grid[rng.choice(rows)][kind] = (
        f"{words[0]} liste_absente" if "_" in words[0] else "select one from liste_absente"
    )
    return "refused"


def empty_label(book: Book, rng: random.Random) -> str | None:
    grid = book["survey"]
    row = _question_row(book, rng)
    for index, title in enumerate(grid[0]):
        if title.lower() in {"label", "hint"}:
            grid[row][index] = ""
    return "refused"


def empty_name(book: Book, rng: random.Random) -> str | None:
    grid = book["survey"]
    grid[_question_row(book, rng)][grid[0].index("name")] = ""
    return "refused"


def bad_name(book: Book, rng: random.Random) -> str | None:
    grid = book["survey"]
    grid[_question_row(book, rng)][grid[0].index("name")] = rng.choice(
        ["1er", "deux mots", "a:b", "é!", "<b>"]
    )
    return "refused"


def broken_expression(book: Book, rng: random.Random) -> str | None:
    column = _column(book, "constraint")
    book["survey"][_question_row(book, rng)][column] = rng.choice(
        ["((. > 1)", ". >", "'a", "1 +* 2", "foo(.)", "${"]
    )
    return "refused"


def unknown_reference(book: Book, rng: random.Random) -> str | None:
    column = _column(book, "required")
    book["survey"][_question_row(book, rng)][column] = "${nulle_part} = 1"
    return "refused"


def cycle(book: Book, rng: random.Random) -> str | None:
    column = _column(book, "calculation")
    for name, other in (("tourne_a", "tourne_b"), ("tourne_b", "tourne_a")):
        row = [""] * len(book["survey"][0])
        row[book["survey"][0].index("type")] = "calculate"
        row[book["survey"][0].index("name")] = name
        row[column] = f"${{{other}}} + 1"
        book["survey"].append(row)
    return "refused"


def bad_calculation(book: Book, rng: random.Random) -> str | None:
    column = _column(book, "calculation")
    row = [""] * len(book["survey"][0])
    row[book["survey"][0].index("type")] = "calculate"
    row[book["survey"][0].index("name")] = "calcul_faux"
    row[column] = rng.choice(["parce que", "pulldata('a', 'b', 'c', 'd')", "", "random()"])
    book["survey"].append(row)
    return "refused"


def escape_characters(book: Book, rng: random.Random) -> str | None:
    return "refused" if _put(book, "survey", "name", rng, lambda text: text + "\u200b") else None


def turned_text(book: Book, rng: random.Random) -> str | None:
    return "refused" if _put(book, "survey", "label", rng, lambda text: "\u202e" + text) else None


def swap_columns(book: Book, rng: random.Random) -> str | None:
    header = book["survey"][0]
    first, second = rng.sample(range(len(header)), 2)
    header[first], header[second] = header[second], header[first]
    return "any"


def double_header(book: Book, rng: random.Random) -> str | None:
    grid = book["survey"]
    for row in grid:
        row.append("x")
    grid[0][-1] = grid[0][0]
    return "refused"


def duplicate_choice(book: Book, rng: random.Random) -> str | None:
    grid = book.get("choices")
    if not grid:
        return None
    rows = [number for number in range(1, len(grid)) if any(grid[number])]
    row = rng.choice(rows)
    grid.insert(row + 1, [*grid[row]])
    return "refused"


def nameless_choice(book: Book, rng: random.Random) -> str | None:
    return "refused" if _put(book, "choices", "name", rng, lambda _: "") else None


def garbage_cell(book: Book, rng: random.Random) -> str | None:
    sheet = rng.choice(sorted(book))
    grid = book[sheet]
    row, column = rng.randrange(len(grid)), rng.randrange(len(grid[0]))
    grid[row][column] = rng.choice(
        ["${", "}", "&<>", "=1+1", "\u00a0", "NaN", "a" * 5_000, "яблоко", "::", "yes no"]
    )
    return "any"


def shuffle_rows(book: Book, rng: random.Random) -> str | None:
    body = book["survey"][1:]
    rng.shuffle(body)
    book["survey"][1:] = body
    return "any"


def drop_survey(book: Book, rng: random.Random) -> str | None:
    book["surveys"] = book.pop("survey")
    book.setdefault("choices", [["list_name", "name", "label"]])
    return "refused"


DAMAGES: tuple[Damage, ...] = (
    *(
        delete_header,
        delete_type_header,
        rename_type,
        duplicate_name,
        lose_end,
        extra_end,
        swap_begin_and_end,
    ),
    *(delete_choices, wrong_list, empty_label, empty_name, bad_name, broken_expression, unknown_reference),
    *(cycle, bad_calculation, escape_characters, turned_text, swap_columns, double_header, duplicate_choice),
    *(nameless_choice, garbage_cell, shuffle_rows, drop_survey),
)


@pytest.fixture(scope="module")
def originals(shared_data: Path) -> list[Book]:
    folder = shared_data / "surveys" / "xlsform"
    books = [as_book((folder / name).read_bytes()) for name in REAL]
    # or_other.xlsx filters on a column that does not exist: without that cell it imports.
    books[-1]["survey"][2][books[-1]["survey"][0].index("choice_filter")] = "pastel = 'yes'"
    return [*books, as_book(write_xlsform(recueil()))]


def located(result: ReadResult) -> bool:
    whole_file = [problem for problem in result.refusals if problem.row == 0]
    return (
        bool(result.refusals)
        and (not whole_file or (len(result.refusals) == 1 and "survey" in str(whole_file[0])))
        and all(problem.column for problem in result.refusals if problem.row)
    )


def test_the_originals_import(originals: list[Book]) -> None:
    for book in originals:
        result = read_questionnaire(as_bytes(book), "original.xlsx")
        assert result.questionnaire is not None, [str(problem) for problem in result.refusals]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_damaged_form_is_refused_where_it_is_damaged_or_is_still_a_form(
    originals: list[Book], seed: int
) -> None:
    rng = random.Random(seed)
    damage = DAMAGES[seed % len(DAMAGES)]
    expected = None
    while expected is None:
        book = {name: [[*row] for row in grid] for name, grid in rng.choice(originals).items()}
        expected = damage(book, rng)
    data = as_bytes(book)
    result = read_questionnaire(data, "abime.xlsx")
    said = [str(problem) for problem in result.problems]
    if result.questionnaire is None:
        assert located(result), said
    else:
        assert expected == "any", said
        assert convert(data, validate=False).xform
