"""What each part of an XLSForm becomes, and what is said, at which cell, when it cannot be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engines.questionnaire.files.reader import ReadResult, describe, read_questionnaire
from engines.questionnaire.files.xlsform.reader.appearances import KIND_APPEARANCES, LAYOUT_APPEARANCES
from engines.questionnaire.files.xlsform.reader.columns import (
    OUR_CHOICES_COLUMNS,
    OUR_SETTINGS_COLUMNS,
    OUR_SURVEY_COLUMNS,
)
from engines.questionnaire.files.xlsform.reader.types import SIMPLE_TYPES, RowMeaning, parse_type
from engines.questionnaire.model import Choice, Group, Kind, Layout, Missing, Question, QuestionRole
from engines.questionnaire.problems import Severity

DOCUMENT = Path(__file__).parents[3] / "docs" / "reference" / "xlsform.md"
CHOICES = """
| choices |           |      |         |
|         | list_name | name | label   |
|         | couleurs  | r    | Rouge   |
|         | couleurs  | v    | Vert    |
|         | yes_no    | yes  | Oui     |
|         | yes_no    | no   | Non     |
"""


def form(
    *rows: str, headers: str = "type | name | label", choices: str = CHOICES, more: str = ""
) -> ReadResult:
    """Read a form; the first of ``rows`` is at line 3 of the file."""
    lines = ["| survey |", f"| | {headers} |", *(f"| | {row} |" for row in rows)]
    return read_questionnaire(("\n".join(lines) + "\n" + choices + more).encode(), "essai.md")


def only(*rows: str, headers: str = "type | name | label", choices: str = CHOICES) -> Question:
    result = form(*rows, headers=headers, choices=choices)
    assert result.questionnaire is not None, describe(result)
    return next(result.questionnaire.questions())


def refusals(result: ReadResult) -> list[str]:
    assert result.questionnaire is None
    return [f"{problem.sheet}:{problem.row}:{problem.column}" for problem in result.refusals]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("select_one couleurs | q | Q |", Kind.ONE),
        ("select_multiple couleurs | q | Q |", Kind.MANY),
        ("rank couleurs | q | Q |", Kind.RANK),
        ("select_one yes_no | q | Q |", Kind.YES_NO),
        ("integer | q | Q |", Kind.INTEGER),
        ("decimal | q | Q |", Kind.DECIMAL),
        ("decimal | q | Q | euros", Kind.AMOUNT),
        ("integer | q | Q | euros", Kind.AMOUNT),
        ("integer | q | Q | percentage", Kind.PERCENTAGE),
        ("percentage | q | Q |", Kind.PERCENTAGE),
        ("date | q | Q |", Kind.DATE),
        ("text | q | Q |", Kind.TEXT),
        ("text | q | Q | multiline", Kind.LONG_TEXT),
        ("text | q | Q | email", Kind.EMAIL),
        ("text | q | Q | commune", Kind.COMMUNE),
        ("text | q | Q | organisation", Kind.ORGANISATION),
        ("file | q | Q |", Kind.FILE),
        ("image | q | Q |", Kind.FILE),
        ("note | q | Q |", Kind.NOTE),
        ("acknowledge | q | Q |", Kind.ONE),
        ("range | q | Q |", Kind.INTEGER),
    ],
)
def test_each_type_becomes_its_kind(row: str, kind: Kind) -> None:
    assert only(row, headers="type | name | label | appearance").kind is kind


@pytest.mark.parametrize(
    ("rows", "headers", "place"),
    [
        (["texte | q | Q"], "type | name | label", "survey:3:type"),
        ([" | q | Q"], "type | name | label", "survey:3:type"),
        (["text | q | "], "type | name | label", "survey:3:label"),
        (["text | | Q"], "type | name | label", "survey:3:name"),
        (["text | 1q | Q"], "type | name | label", "survey:3:name"),
        (["text | a:b | Q"], "type | name | label", "survey:3:name"),
        (["text | _id | Q"], "type | name | label", "survey:3:name"),
        (["text | q | Q", "text | q | Q"], "type | name | label", "survey:4:name"),
        (["begin_group | g | G", "text | q | Q"], "type | name | label", "survey:3:type"),
        (["text | q | Q", "end_group | | "], "type | name | label", "survey:4:type"),
        (["begin_group | g | G", "text | q | Q", "end_repeat | | "], "type | name | label", "survey:5:type"),
        (["select_one absente | q | Q"], "type | name | label", "survey:3:type"),
        (["geotrace | q | Q"], "type | name | label", "survey:3:type"),
        (
            ["begin loop over absente | q | Q", "text | a | A", "end loop | | "],
            "type | name | label",
            "survey:3:type",
        ),
        (
            ["begin_repeat | r | R", "text | a | A", "end_repeat | | ", "select_one ${a} | q | Q"],
            "type | name | label",
            "survey:6:type",
        ),
        (["calculate | q | "], "type | name | label", "survey:3:calculation"),
        (["text | q | Q | euros"], "type | name | label | appearance", "survey:3:appearance"),
        (["date | q | Q | month-year"], "type | name | label | appearance", "survey:3:appearance"),
        (["text | q | Q | table-list"], "type | name | label | appearance", "survey:3:appearance"),
        (["text | q | Q | (1 ="], "type | name | label | relevance", "survey:3:relevance"),
        (["text | q | Q ${absent}"], "type | name | label", "survey:3:label"),
        (
            ["text | q | Q | pulldata('a','b','c','d')"],
            "type | name | label | constraint",
            "survey:3:constraint",
        ),
        (["text | q | Q | ${q} = 1"], "type | name | label | relevant", "survey:3:relevant"),
        (["integer | q | Q | douze"], "type | name | label | default", "survey:3:default"),
        (["integer | q | Q | ${q} + 1"], "type | name | label | default", "survey:3:default"),
        (["select_one couleurs | q | Q | bleu"], "type | name | label | default", "survey:3:default"),
        (["integer | q | Q | douze"], "type | name | label | minimum", "survey:3:minimum"),
        (["text | q | Q | 3"], "type | name | label | maximum", "survey:3:maximum"),
        (["text | q | Q | quota"], "type | name | label | role", "survey:3:role"),
        (["text | q | Q | peut-être"], "type | name | label | sensitive", "survey:3:sensitive"),
        (["file | q | Q | beaucoup"], "type | name | label | max_bytes", "survey:3:max_bytes"),
        (["text | q | Q | application/pdf"], "type | name | label | accept", "survey:3:accept"),
        (["select_one couleurs | q | Q | yes"], "type | name | label | readonly", "survey:3:readonly"),
        (["file | q | Q | 1 + 1"], "type | name | label | calculation", "survey:3:calculation"),
        (["range | q | Q | start=a"], "type | name | label | parameters", "survey:3:parameters"),
        (["text | q | Q | n'importe"], "type | name | label | parameters", "survey:3:parameters"),
        (
            ["integer | n | N | ", "begin_repeat | r | R | ${n} +", "text | q | Q | ", "end_repeat | | | "],
            "type | name | label | repeat_count",
            "survey:4:repeat_count",
        ),
        (
            ["begin_group | g | G | split-100", "text | q | Q | ", "end_group | | | "],
            "type | name | label | appearance",
            "survey:4:type",
        ),
    ],
)
def test_each_fault_is_said_at_its_cell(rows: list[str], headers: str, place: str) -> None:
    assert refusals(form(*rows, headers=headers)) == [place]


def test_a_cycle_is_refused_at_one_of_its_rows() -> None:
    result = form(
        "calculate | a | | ${b} + 1",
        "calculate | b | | ${a} + 1",
        headers="type | name | label | calculation",
    )
    assert all(place.endswith(":calculation") for place in refusals(result))


def test_two_names_of_one_column_are_refused_at_the_second() -> None:
    result = form("text | q | Q | 1 | 1", headers="type | name | label | relevant | bind::relevant")
    assert refusals(result) == ["survey:2:bind::relevant"]


def test_what_only_pyxform_refuses_is_said_with_its_words_and_a_place() -> None:
    # A repeat may not bear the name of the form's root: only pyxform knows.
    result = form("begin_repeat | data | R", "text | q | Q", "end_repeat | | ")
    assert refusals(result) == ["survey:3:name"]
    assert "pyxform refuse" in result.refusals[0].message_fr


def test_top_level_groups_are_sections_and_loose_questions_gather_in_order() -> None:
    result = form(
        *(
            "text | a | A |",
            "begin_group | g | Le groupe | Bonjour",
            "text | b | B |",
            "begin_group | h | H |",
        ),
        *("text | c | C |", "end_group | | |", "end_group | | |", "text | d | D |", "begin_repeat | r | R |"),
        *("text | e | E |", "end_repeat | | |"),
        headers="type | name | label | hint",
    )
    assert result.questionnaire is not None, describe(result)
    sections = result.questionnaire.sections
    assert [(section.key, section.title) for section in sections] == [
        ("section_1", "Partie 1"),
        ("g", "Le groupe"),
        ("section_3", "Partie 3"),
    ]
    assert sections[1].intro == "Bonjour"
    assert [item.key for item in sections[1].items] == ["b", "h"]
    assert [item.key for item in sections[2].items] == ["d", "r"]


@pytest.mark.parametrize("appearance", ["table-list", "grid"])
def test_a_grid_is_a_group_over_one_list(appearance: str) -> None:
    result = form(
        *(
            f"begin_group | g | G | {appearance}",
            "select_one yes_no | a | A |",
            "select_one yes_no | b | B |",
        ),
        "end_group | | |",
        headers="type | name | label | appearance",
    )
    assert result.questionnaire is not None, describe(result)
    group = result.questionnaire.sections[0].items[0]
    assert isinstance(group, Group)
    assert group.layout is Layout.GRID
    assert [question.kind for question in group.items if isinstance(question, Question)] == [
        Kind.ONE,
        Kind.ONE,
    ]


def test_the_older_idiom_of_a_label_row_is_a_grid_too() -> None:
    result = form(
        *("begin_group | g | G | field-list", "select_one yes_no | t | Titre | label"),
        *("select_one yes_no | a | A | list-nolabel", "end_group | | |"),
        headers="type | name | label | appearance",
    )
    assert result.questionnaire is not None, describe(result)
    group = result.questionnaire.sections[0].items[0]
    assert isinstance(group, Group)
    assert (group.layout, [item.key for item in group.items]) == (Layout.GRID, ["a"])


def test_a_split_makes_percentages() -> None:
    result = form(
        *("begin_group | g | G | split-100", "integer | a | A |", "integer | b | B |", "end_group | | |"),
        headers="type | name | label | appearance",
    )
    assert result.questionnaire is not None, describe(result)
    assert {question.kind for question in result.questionnaire.questions()} == {Kind.PERCENTAGE}
    assert result.summary.layouts == {"split": 1}


def test_a_repeat_takes_its_rows_from_a_constant_or_from_our_columns() -> None:
    rows = ("text | q | Q | | |", "end_repeat | | | | |")
    headers = "type | name | label | repeat_count | minimum | maximum"
    for begin, expected in (
        ("begin_repeat | r | R | 3 | |", (3, 3)),
        ("begin_repeat | r | R | | 1 | 4", (1, 4)),
        ("begin_repeat | r | R | | |", (0, 20)),
    ):
        result = form(begin, *rows, headers=headers)
        assert result.questionnaire is not None, describe(result)
        group = result.questionnaire.sections[0].items[0]
        assert isinstance(group, Group)
        assert (group.min_rows, group.max_rows) == expected


def test_or_other_adds_a_choice_and_the_question_that_asks_which() -> None:
    result = form("select_one couleurs or_other | c | Couleur", "select_one couleurs | d | Autre couleur")
    assert result.questionnaire is not None, describe(result)
    first, specify, second = result.questionnaire.questions()
    assert result.questionnaire.choices(first)[-1] == Choice("other", "Autre", is_other=True)
    assert (specify.key, specify.relevant) == ("c_other", "selected(${c}, 'other')")
    assert [choice.value for choice in result.questionnaire.choices(second)] == ["r", "v"]


def test_our_columns_of_the_choices_sheet() -> None:
    choices = """
| choices | list_name | name | label       | missing   | exclusive | other | region |
|         | liste     | a    | A           |           |           |       | ouest  |
|         | liste     | z    | Aucun       |           | yes       |       |        |
|         | liste     | x    | Autre       |           |           | oui   |        |
|         | liste     | nsp  | Ne sait pas | dont_know |           |       |        |
|         | liste     | ref  | Refus       | refused   | no        |       |        |
"""
    result = form("select_multiple liste | q | Q", choices=choices)
    assert result.questionnaire is not None, describe(result)
    assert result.questionnaire.choice_lists["liste"] == (
        Choice("a", "A", columns=(("region", "ouest"),)),
        Choice("z", "Aucun", is_exclusive=True),
        Choice("x", "Autre", is_other=True),
        Choice("nsp", "Ne sait pas", is_exclusive=True, missing=Missing.DONT_KNOW),
        Choice("ref", "Refus", missing=Missing.REFUSED),
    )


@pytest.mark.parametrize(
    ("choices", "place"),
    [
        ("| choices | list_name | name | label |\n| | l | a | A |\n| | l | a | B |\n", "choices:6:name"),
        ("| choices | list_name | name | label |\n| | l | | A |\n| | l | b | B |\n", "choices:5:name"),
        ("| choices | list_name | name | label | missing |\n| | l | a | A | bof |\n", "choices:5:missing"),
        ("| choices | list_name | name | label | other |\n| | l | a | A | bof |\n", "choices:5:other"),
    ],
)
def test_faults_of_the_choices_sheet_are_said_at_their_cell(choices: str, place: str) -> None:
    result = form("select_one l | q | Q", choices=choices)
    assert place in refusals(result)


def test_our_columns_of_the_survey_sheet() -> None:
    question = only(
        "file | q | Q | yes | margin | ancien | application/pdf, image/png | 9000",
        headers="type | name | label | sensitive | role | uid | accept | max_bytes",
    )
    assert question.is_sensitive
    assert (question.role, question.uid) == (QuestionRole.MARGIN, "ancien")
    assert (question.accept, question.max_bytes) == (("application/pdf", "image/png"), 9_000)


def test_required_is_yes_nothing_or_an_expression() -> None:
    headers = "type | name | label | required"
    assert only("text | q | Q | TRUE", headers=headers).required == "yes"
    assert only("text | q | Q | no", headers=headers).required == ""
    assert only("text | q | Q | 1 = 1", headers=headers).required == "1 = 1"


def test_typographic_quotes_are_kept_in_labels_and_plain_in_expressions() -> None:
    question = only("text | q | L’été | . != ‘a’", headers="type | name | label | constraint")
    assert question.label == "L’été"
    assert question.constraint == ". != 'a'"


def test_a_range_keeps_its_bounds_and_its_step() -> None:
    question = only("range | q | Q | start=0 end=10 step=5", headers="type | name | label | parameters")
    assert (question.kind, question.minimum, question.maximum) == (Kind.INTEGER, "0", "10")
    assert question.constraint == "(. - 0) mod 5 = 0"
    assert (
        only("range | q | Q | start=0 end=1 step=0.5", headers="type | name | label | parameters").kind
        is Kind.DECIMAL
    )


def test_french_is_kept_and_the_other_languages_are_named() -> None:
    result = form(
        "text | q | Name | Nom | Aide",
        headers="type | name | label::English (en) | label::French (fr) | hint",
        choices="",
    )
    assert result.questionnaire is not None
    question = next(result.questionnaire.questions())
    assert (question.label, question.hint) == ("Nom", "Aide")
    assert result.questionnaire.language == "fr"
    assert [(problem.row, problem.column) for problem in result.warnings] == [(2, "label::English (en)")]


def test_a_form_in_another_language_says_so() -> None:
    result = form("text | q | Name", headers="type | name | label::English (en)")
    assert result.questionnaire is not None
    assert result.questionnaire.language == "en"


def test_device_data_is_never_collected_and_says_so() -> None:
    result = form("deviceid | d | ", "today | t | ", "text | q | Q", "note | n | Le ${t}")
    assert result.questionnaire is not None, describe(result)
    assert [question.key for question in result.questionnaire.questions()] == ["t", "q", "n"]
    assert all(problem.severity is Severity.WARNING for problem in result.problems)
    assert "non recueilli" in result.problems[0].message_fr


def test_settings_give_title_code_and_note() -> None:
    more = "| settings | form_title | form_id | version | note | style |\n"
    more += "| | Titre | code | 3 | Bienvenue | pages |\n"
    result = form("text | q | Q", choices="", more=more)
    assert result.questionnaire is not None
    questionnaire = result.questionnaire
    assert (questionnaire.title, questionnaire.code, questionnaire.note) == ("Titre", "code", "Bienvenue")
    assert [(problem.sheet, problem.column) for problem in result.problems] == [("settings", "style")]


def test_encryption_is_refused_rather_than_forgotten() -> None:
    more = "\n| settings | form_title | public_key |\n| | Titre | abc |\n"
    assert refusals(form("text | q | Q", choices="", more=more)) == ["settings:6:public_key"]


def test_a_form_without_a_survey_sheet_is_refused_as_a_whole() -> None:
    result = read_questionnaire(b"| choices | list_name |\n| | a |\n\n| settings | form_title |\n| | T |\n")
    assert refusals(result) == ["survey:0:"]


def test_every_type_that_pyxform_knows_has_an_answer_here() -> None:
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    # The bare names are what "select_one LIST" becomes inside pyxform, nobody writes them in a form.
    inside = {name for name in QUESTION_TYPE_DICT if name.startswith(("select", "add select", "q select"))}
    for name in set(QUESTION_TYPE_DICT) - inside - {"rank"}:
        assert parse_type(name).meaning in {
            RowMeaning.QUESTION,
            RowMeaning.METADATA,
            RowMeaning.UNSUPPORTED,
        }, name


# --- the reference page says what the code does ------------------------------------------------------


def table(title: str, columns: int) -> list[list[str]]:
    """The rows of the first table under that heading, without the header."""
    section = DOCUMENT.read_text(encoding="utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    assert all(len(row) == columns for row in rows)
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_the_page_lists_our_appearances() -> None:
    written = {row[0].strip("`"): row[2].strip("`") for row in table("Appearances that matter", 3)}
    assert written == {
        **{name: made.value for name, (_, made) in KIND_APPEARANCES.items()},
        **{name: layout.value for name, layout in LAYOUT_APPEARANCES.items()},
    }


def test_the_page_lists_our_columns() -> None:
    for title, columns, names in (
        ("Columns of the survey sheet", 3, OUR_SURVEY_COLUMNS),
        ("Columns of the choices sheet", 2, OUR_CHOICES_COLUMNS),
        ("Settings", 2, OUR_SETTINGS_COLUMNS),
    ):
        assert {row[0].strip("`") for row in table(title, columns)} == names


def test_the_page_lists_types_that_exist() -> None:
    for row in table("Types", 3):
        for name in re.findall(r"`([^`]+)`", row[0]):
            sample = name.replace("LIST", "couleurs")
            assert parse_type(sample).meaning is not RowMeaning.UNKNOWN, name
    kinds = {row[1].strip("`") for row in table("Types", 3)}
    assert {SIMPLE_TYPES[name].kind.value for name in ("integer", "decimal", "date", "text", "file")} <= kinds  # type: ignore[union-attr]


def test_the_example_of_the_page_imports_without_a_remark() -> None:
    example = DOCUMENT.read_text(encoding="utf-8").split("```markdown\n")[1].split("```")[0]
    result = read_questionnaire(example.encode(), "exemple.md")
    assert result.questionnaire is not None, describe(result)
    assert not result.problems
    assert [question.kind for question in result.questionnaire.questions()] == [
        *(Kind.ONE, Kind.TEXT, Kind.AMOUNT, Kind.ONE, Kind.ONE),
    ]
