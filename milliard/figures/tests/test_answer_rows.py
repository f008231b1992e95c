"""Reading a file of answers takes short cuts; the evaluation of the definition stays their judge."""

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.evaluation.checks import FIRST_ROW_MESSAGE, REQUIRED_MESSAGE
from engines.questionnaire.expressions import compile_questionnaire
from engines.questionnaire.model import Choice, Definition, Group, Kind, Section
from milliard.core.delimited_files import DelimitedFile
from milliard.figures.datasets.answer_rows import read_answers
from milliard.surveys.tests.factories import question

TODAY = datetime.date(2026, 11, 23)
COMPILED = compile_questionnaire(
    Definition(
        title="Des besoins",
        sections=(
            Section(
                "a",
                "Une",
                (
                    question("kind", Kind.ONE, choice_list="kind", required="yes"),
                    question("staff", Kind.INTEGER, relevant="${kind} = 'x'", required="yes"),
                    question("paid", Kind.INTEGER, constraint=". <= ${staff}"),
                    question("many", Kind.MANY, choice_list="many", minimum=""),
                ),
            ),
            Section(
                "b",
                "Deux",
                (
                    Group(
                        "needs",
                        "Besoins",
                        repeats=True,
                        max_rows=3,
                        relevant="${kind} != 'z'",
                        items=(
                            question("use", Kind.ONE, choice_list="kind", required="yes"),
                            question("sum", Kind.INTEGER, maximum="9", constraint=". mod 2 = 0"),
                            question("later", Kind.INTEGER, relevant="${use} = 'x'", required="yes"),
                            question("least", Kind.INTEGER, constraint=". <= ${sum}"),
                            question("self", Kind.INTEGER, constraint="${self} > 1"),
                            question("place", Kind.INTEGER, constraint=". >= position(..)"),
                            question("told", Kind.TEXT, required="${use} = 'y'"),
                        ),
                    ),
                ),
            ),
        ),
        choice_lists={
            "kind": (Choice("x", "X"), Choice("y", "Y"), Choice("z", "Z")),
            "many": (Choice("m", "M"), Choice("n", "N"), Choice("o", "O", is_exclusive=True)),
        },
    )
)
_KINDS = ("x", "y", "z")
_NUMBERS = ("1", "2", "4", "10")
_CELLS = {
    "kind": _KINDS,
    "staff": _NUMBERS,
    "paid": _NUMBERS,
    "many": ("m", "m n", "m o"),
} | {
    f"needs/{row}/{key}": _KINDS if key == "use" else _NUMBERS
    for row in (1, 2, 3, 4)
    for key in ("use", "sum", "later", "least", "self", "place", "told")
}
_HEADER = ("_id", "_completed", *_CELLS)


@st.composite
def _rows(draw: st.DrawFn) -> list[list[str]]:
    """Few cells are filled, so that a row often has one fault, or none."""
    rows = []
    for number in range(draw(st.integers(1, 6))):
        names = draw(st.lists(st.sampled_from([*_CELLS][1:]), max_size=5, unique=True))
        cells = {name: draw(st.sampled_from(_CELLS[name])) for name in names}
        cells["kind"] = draw(st.sampled_from((*_KINDS, "x", "y", "")))
        done = draw(st.sampled_from(("0", "1")))
        rows.append([f"r{number}", done, *(cells.get(name, "") for name in _CELLS)])
    return rows


@settings(max_examples=150)
@given(_rows())
def test_a_row_is_refused_when_the_evaluation_finds_an_error_and_marked_as_it_marks(rows):
    sheet = DelimitedFile(_HEADER, rows, "utf-8", ";")
    read = read_answers(sheet, COMPILED, id_column="_id", today=TODAY)
    refused = {problem.row for problem in read.problems}
    for line, row in enumerate(read.rows, start=2):
        judged = evaluate(COMPILED, row.answers, today=TODAY)
        errors = [message for found in judged.check_all().values() for message in found]
        if not row.is_completed:
            errors = [message for message in errors if message not in {REQUIRED_MESSAGE, FIRST_ROW_MESSAGE}]
        is_wrong_alone = any(
            _is_wrong_alone(name, cell) for name, cell in zip(_HEADER, sheet.rows[line - 2], strict=True)
        )
        assert (line in refused) == (bool(errors) or is_wrong_alone), (row.answers, errors, read.problems)
        if line not in refused:
            assert sorted(row.off_path) == sorted("/".join(path) for path in judged.off_path_keys)
    for problem in read.problems:
        assert problem.column in (*_HEADER, "needs")


def test_a_complete_row_without_any_card_is_refused_when_each_asks_something():
    row = ["r1", "1", "y", *("" for _ in [*_CELLS][1:])]
    read = read_answers(DelimitedFile(_HEADER, [row], "utf-8", ";"), COMPILED, id_column="_id", today=TODAY)
    assert [(problem.row, problem.column, problem.message) for problem in read.problems] == [
        (2, "needs", FIRST_ROW_MESSAGE)
    ]


def _is_wrong_alone(name: str, cell: str) -> bool:
    """A cell refused by itself is not among the answers the evaluation sees (nor is a hidden one judged)."""
    key = name.rsplit("/", 1)[-1]
    if key == "sum":
        return cell in ("1", "10")
    return key == "many" and cell == "m o"


PAST = compile_questionnaire(
    Definition(
        title="Rendez-vous",
        sections=(
            Section(
                "a",
                "Une",
                (
                    question("card", Kind.INTEGER, required="yes"),
                    question("visit", Kind.DATE, constraint=". >= today()"),
                    question("born", Kind.DATE),
                    question(
                        "guardian",
                        Kind.TEXT,
                        relevant="int((today() - ${born}) div 365.25) < 18",
                        required="yes",
                    ),
                ),
            ),
        ),
    )
)


def past(*rows: list[str], header: tuple[str, ...] = ("_id", "_date", "card", "visit", "born", "guardian")):
    sheet = DelimitedFile(header, list(rows), "utf-8", ",")
    read = read_answers(sheet, PAST, id_column="_id", today=TODAY)
    return read.rows, [str(problem) for problem in read.problems]


def test_past_answers_are_judged_as_on_the_day_they_were_given() -> None:
    minor = ["u1", "2026-04-03", "5", "15/06/2026", "01/06/2008", "Alix"]
    rows, problems = past(minor, ["u2", "2026-06-20", "5", "", "01/06/2008", ""])
    assert problems == []
    assert [row.on for row in rows] == [datetime.date(2026, 4, 3), datetime.date(2026, 6, 20)]
    assert [row.off_path for row in rows] == [[], []]
    _, problems = past(["u1", "2026-06-20", "5", "15/06/2026", "01/06/2008", ""])
    assert [problem.split(":")[2] for problem in problems] == ["visit"]
    _, problems = past(["u1", "2026-04-03", "5", "", "01/06/2008", ""])
    assert [problem.split(":")[2] for problem in problems] == ["guardian"]


def test_without_a_day_it_is_that_of_the_import() -> None:
    rows, problems = past(["u1", "", "5", "", "", ""])
    assert problems == []
    assert rows[0].on is None
    _, problems = past(["u1", "", "5", "15/06/2026", "", ""])
    assert [problem.split(":")[2] for problem in problems] == ["visit"]


def test_a_day_to_come_or_unreadable_is_refused_at_its_place() -> None:
    _, problems = past(["u1", "2027-01-01", "5", "", "", ""], ["u2", "hier", "5", "", "", ""])
    assert [problem.split(":")[1:3] for problem in problems] == [["2", "_date"], ["3", "_date"]]


def test_an_answer_that_is_refused_is_not_said_missing_too() -> None:
    _, problems = past(["u1", "", "1234567890123456", "", "", ""])
    assert len(problems) == 1
