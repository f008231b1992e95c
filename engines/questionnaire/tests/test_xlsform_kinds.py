"""The kinds and structures that stop most real workbooks: read for what they say, or said at their cell."""

from __future__ import annotations

import pytest

from engines.questionnaire.files.reader import read_questionnaire
from engines.questionnaire.files.xlsform.writer import write_xlsform
from engines.questionnaire.model import Definition, Group, Kind, Question
from engines.questionnaire.serialisation import to_json
from engines.questionnaire.tests.test_xlsform_read import form, only, refusals


def read(*rows: str, headers: str = "type | name | label") -> Definition:
    """Imported, and read back equal from what is written of it."""
    result = form(*rows, headers=headers)
    assert result.questionnaire is not None, [str(problem) for problem in result.refusals]
    again = read_questionnaire(write_xlsform(result.questionnaire), "essai.xlsx")
    assert again.questionnaire is not None, [str(problem) for problem in again.refusals]
    assert to_json(again.questionnaire) == to_json(result.questionnaire)
    return result.questionnaire


def warnings(*rows: str, headers: str = "type | name | label") -> list[str]:
    found = form(*rows, headers=headers).warnings
    return [f"{each.row}:{each.column}: {each.message_fr}" for each in found if each.sheet == "survey"]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("geopoint", Kind.GEOPOINT),
        ("gps", Kind.GEOPOINT),
        ("location", Kind.GEOPOINT),
        ("time", Kind.TIME),
        ("datetime", Kind.DATETIME),
        ("dateTime", Kind.DATETIME),
    ],
)
def test_places_and_times_are_kinds(written: str, kind: Kind) -> None:
    assert [question.kind for question in read(f"{written} | q | Q").questions()] == [kind]


def test_the_rounding_of_a_place_is_a_column() -> None:
    headers = "type | name | label | decimals"
    assert only("geopoint | q | Q | ", headers=headers).decimals == 3
    assert [q.decimals for q in read("geopoint | q | Q | 2", headers=headers).questions()] == [2]
    for wrong in (
        "text | q | Q | 2",
        "geopoint | q | Q | 6",
        "geopoint | q | Q | -1",
        "geopoint | q | Q | x",
    ):
        assert refusals(form(wrong, headers=headers)) == ["survey:3:decimals"]


@pytest.mark.parametrize(
    ("row", "default"),
    [
        ("geopoint | q | Q | 48.8534951 2.3483915 35 4", "48.853 2.348"),
        ("geopoint | q | Q | 48.8534951 2.3483915", "48.853 2.348"),
        ("time | q | Q | 10:30:00.000+02:00", "10:30"),
        ("datetime | q | Q | 2026-11-23T10:30:00.000+02:00", "2026-11-23T10:30"),
    ],
)
def test_defaults_lose_what_is_not_kept(row: str, default: str) -> None:
    assert only(row, headers="type | name | label | default").default == default


@pytest.mark.parametrize(
    "row", ["geopoint | q | Q | ici", "time | q | Q | 25:00", "datetime | q | Q | demain"]
)
def test_a_default_that_is_none_is_said(row: str) -> None:
    assert refusals(form(row, headers="type | name | label | default")) == ["survey:3:default"]


def test_a_map_asked_for_is_said_not_to_be_there() -> None:
    found = warnings("geopoint | q | Q | placement-map", headers="type | name | label | appearance")
    assert len(found) == 1
    assert "pas de carte ici" in found[0]


TWO_GROUPS = (
    "begin_group | adulte | Adulte | ",
    "integer | age | Âge | ",
    "begin_group | adresse | Adresse | ",
    "text | rue | Rue | ",
    "end_group | | | ",
    "end_group | | | ",
    "begin_group | enfant | Enfant | ",
    "integer | age | Âge | ",
    "begin_group | adresse | Adresse | ",
    "text | rue | Rue | ",
    "end_group | | | ",
    "end_group | | | ",
)
RELEVANT = "type | name | label | relevant"


def test_a_name_shared_by_two_groups_is_made_unique_by_its_path() -> None:
    questionnaire = read(*TWO_GROUPS, headers=RELEVANT)
    assert [question.key for question in questionnaire.questions()] == [
        "age",
        "rue",
        "enfant_age",
        "enfant_adresse_rue",
    ]
    said = warnings(*TWO_GROUPS, headers=RELEVANT)
    assert [line.split(":")[0] for line in said] == ["10", "12"]
    assert "enfant_age" in said[0]


def test_a_made_name_takes_no_other_ones_place() -> None:
    rows = (*TWO_GROUPS, "text | enfant_age | Autre | ")
    keys = [question.key for question in read(*rows, headers=RELEVANT).questions()]
    assert len(set(keys)) == len(keys)
    assert keys[-1] == "enfant_age"


def test_a_shared_name_referred_to_is_ambiguous_as_in_pyxform() -> None:
    result = form(*TWO_GROUPS, "text | fin | Fin | ${age} > 3", headers=RELEVANT)
    assert refusals(result) == ["survey:15:relevant"]
    assert "lignes 4, 10" in result.refusals[0].message_fr


def test_a_loop_is_a_group_for_each_choice() -> None:
    questionnaire = read(
        "begin loop over couleurs | pots | Pots",
        "integer | nombre | Combien de %(label)s ?",
        "note | | Fini pour %(name)s",
        "end loop | | ",
    )
    (pots,) = questionnaire.sections[0].items
    assert isinstance(pots, Group)
    groups = [item for item in pots.items if isinstance(item, Group)]
    assert [group.label for group in groups] == ["Rouge", "Vert"]
    asked = [question for question in questionnaire.questions() if question.kind is Kind.INTEGER]
    assert [(question.key, question.label) for question in asked] == [
        ("r_nombre", "Combien de Rouge ?"),
        ("v_nombre", "Combien de Vert ?"),
    ]


def test_one_turn_of_a_loop_cannot_be_read_from_outside() -> None:
    rows = (
        "begin loop over couleurs | pots | Pots",
        "integer | nombre | N",
        "end loop | | ",
        "note | f | ${nombre}",
    )
    assert refusals(form(*rows)) == ["survey:6:label"]


def test_metadata_referred_to_is_the_day_or_blank_and_says_so() -> None:
    rows = (
        "start | debut | ",
        "end | fin | ",
        "deviceid | appareil | ",
        "username | qui | ",
        "start-geopoint | ici | ",
        "note | n | Le ${debut}, ${fin}, ${appareil}, ${qui}, ${ici}",
    )
    made = {question.key: question.calculation for question in read(*rows).questions()}
    assert made == {"debut": "today()", "fin": "today()", "appareil": "''", "qui": "''", "ici": "''", "n": ""}
    said = [each for each in warnings(*rows) if "note hors groupe" not in each]
    assert len(said) == 5
    assert "sans l’heure" in said[0]
    assert "est vide partout" in said[3]


CALCULATION = "type | name | label | calculation | readonly | trigger"


def test_a_calculation_on_a_question_fills_it() -> None:
    rows = ("integer | a | A | | | ", "integer | b | B | ${a} * 2 | | ", "text | c | C | ${a} | | ${a}, ${b}")
    _, b, c = read(*rows, headers=CALCULATION).questions()
    assert (b.kind, b.calculation, b.trigger) == (Kind.INTEGER, "${a} * 2", "")
    assert (c.calculation, c.trigger) == ("${a}", "a b")


@pytest.mark.parametrize(
    "row",
    [
        "note | b | B | ${a} * 2 | | ",
        "integer | b | B | ${a} * 2 | yes | ",
        "text | b | B : ${b} | ${a} * 2 | yes |",
    ],
)
def test_a_calculation_nobody_can_change_is_shown(row: str) -> None:
    rows = ("integer | a | A | | | ", row, "note | n | Soit ${b} | | | ")
    made: list[Question] = list(read(*rows, headers=CALCULATION).questions())
    assert [(question.key, question.kind) for question in made[1:3]] == [
        ("b", Kind.CALCULATE),
        ("b_note", Kind.NOTE),
    ]
    assert "${b}" in made[2].label


def test_what_waits_for_nothing_is_refused() -> None:
    assert refusals(form("integer | a | A | | | ${a}", headers=CALCULATION)) == ["survey:3:trigger"]
    assert refusals(form("integer | a | A | | | ", "integer | b | B | 1 | | a", headers=CALCULATION)) == [
        "survey:4:trigger"
    ]
