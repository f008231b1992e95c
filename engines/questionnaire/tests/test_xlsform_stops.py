"""What stopped most of the real workbooks once: read for what it says, or said at its cell."""

from __future__ import annotations

import pytest

from engines.questionnaire.files.reader import ReadResult, describe
from engines.questionnaire.files.xlsform.reader.types import AUDIO_ACCEPT, IMAGE_ACCEPT, VIDEO_ACCEPT
from engines.questionnaire.model import Kind, Question
from engines.questionnaire.tests.test_xlsform_kinds import read
from engines.questionnaire.tests.test_xlsform_read import CHOICES, form, only, refusals


def warned(result: ReadResult) -> list[str]:
    assert result.questionnaire is not None, describe(result)
    unused = "ne sert à aucune question"
    said = [problem for problem in result.warnings if unused not in problem.message_fr]
    return [f"{problem.sheet}:{problem.row}:{problem.column}" for problem in said]


def by_key(result: ReadResult) -> dict[str, Question]:
    assert result.questionnaire is not None, describe(result)
    return {question.key: question for question in result.questionnaire.questions()}


@pytest.mark.parametrize(
    ("written", "accept", "max_bytes"),
    [
        ("image", IMAGE_ACCEPT, 5_000_000),
        ("photo", IMAGE_ACCEPT, 5_000_000),
        ("audio", AUDIO_ACCEPT, 5_000_000),
        ("video", VIDEO_ACCEPT, 10_000_000),
        ("add video prompt", VIDEO_ACCEPT, 10_000_000),
    ],
)
def test_sounds_and_films_are_files_of_their_types(
    written: str, accept: tuple[str, ...], max_bytes: int
) -> None:
    (question,) = read(f"{written} | q | Q").questions()
    assert (question.kind, question.accept, question.max_bytes) == (Kind.FILE, accept, max_bytes)


def test_the_types_and_size_of_a_film_can_be_chosen() -> None:
    headers = "type | name | label | accept | max_bytes"
    question = only("video | q | Q | video/mp4 | 3000000", headers=headers)
    assert (question.accept, question.max_bytes) == (("video/mp4",), 3_000_000)


@pytest.mark.parametrize("written", ["background-audio", "csv-external", "xml-external"])
def test_what_is_recorded_or_joined_by_itself_is_said_not_to_be(written: str) -> None:
    result = form(f"{written} | q | ", "text | a | A")
    assert warned(result) == ["survey:3:type"]
    assert list(by_key(result)) == ["a"]


def test_an_expression_that_reads_a_joined_file_is_refused_where_it_stands() -> None:
    rows = (
        "csv-external | villes | | ",
        "calculate | c | | instance('villes')/*/item[name='a']/x",
        "text | a | A |",
    )
    assert refusals(form(*rows, headers="type | name | label | calculation")) == ["survey:4:calculation"]


def test_entities_are_said_not_to_be_made() -> None:
    more = "\n| entities | list_name | label |\n| | arbres | a |\n"
    headers = "type | name | label | save_to"
    result = form("text | nom | Nom ? | nom_arbre", headers=headers, more=more)
    assert warned(result) == ["survey:3:save_to", "entities:12:list_name"]


DEFAULT = "type | name | label | default"


@pytest.mark.parametrize(
    ("row", "calculation"),
    [
        ("date | q | Q | today()", "once(today())"),
        ("integer | q | Q | ${n} + 1", "once(${n} + 1)"),
        ("text | q | Q | concat('a', ${n})", "once(concat('a', ${n}))"),
        ("select_one couleurs | q | Q | if(${n} > 1, 'r', 'v')", "once(if(${n} > 1, 'r', 'v'))"),
    ],
)
def test_a_computed_default_fills_its_box_once(row: str, calculation: str) -> None:
    result = form(row, "integer | n | N | ", headers=DEFAULT)
    question = by_key(result)["q"]
    assert (question.calculation, question.default) == (calculation, "")
    assert warned(result) == ["survey:3:default"]
    read(row, "integer | n | N | ", headers=DEFAULT)


@pytest.mark.parametrize(
    "row",
    [
        "datetime | q | Q | now()",
        "text | q | Q | ${last-saved#q}",
        "integer | q | Q | 1 + ",
        "date | q | Q | uuid()",
        "file | q | Q | ${n}",
    ],
)
def test_a_computed_default_that_cannot_be_is_refused_at_its_cell(row: str) -> None:
    assert refusals(form(row, "integer | n | N | ", headers=DEFAULT)) == ["survey:3:default"]


@pytest.mark.parametrize(
    ("row", "is_refused"),
    [
        ("select_one couleurs | q | Q | map", False),
        ("select_multiple couleurs | q | Q | image-map", False),
        ("date | q | Q | ethiopian", False),
        ("text | q | Q | map", True),
        ("date | q | Q | month-year", True),
    ],
)
def test_what_is_only_a_look_is_said(row: str, is_refused: bool) -> None:
    result = form(row, headers=APPEARANCE)
    assert (refusals(result) if is_refused else warned(result)) == ["survey:3:appearance"]


APPEARANCE = "type | name | label | appearance"


@pytest.mark.parametrize(
    "row",
    [
        "image | q | Q | signature",
        "image | q | Q | draw",
        "text | q | Q | ex:org.exemple.app",
        "integer | q | Q | ex:org.exemple.app(a=1, b=2)",
    ],
)
def test_what_another_application_does_is_done_here_otherwise_and_said(row: str) -> None:
    assert warned(form(row, headers=APPEARANCE)) == ["survey:3:appearance"]


def test_a_signature_is_no_text() -> None:
    assert refusals(form("text | q | Q | signature", headers=APPEARANCE)) == ["survey:3:appearance"]


READONLY = "type | name | label | readonly | default"


@pytest.mark.parametrize(
    ("row", "calculation", "label"),
    [
        ("text | q | Votre code | yes | A12", "'A12'", "Votre code\n${q}"),
        ("text | q | Votre code : ${q} | yes | A12", "'A12'", "Votre code : ${q}"),
        ("text | q | Lisez ceci | yes | ", "''", "Lisez ceci"),
        ("integer | q | Âge | yes | 12", "'12'", "Âge\n${q}"),
    ],
)
def test_a_box_nobody_can_fill_shows_its_default(row: str, calculation: str, label: str) -> None:
    found = by_key(result := form(row, "text | nom | Nom ? | |", headers=READONLY))
    assert (found["q"].kind, found["q"].calculation) == (Kind.CALCULATE, calculation)
    assert (found["q_note"].kind, found["q_note"].label) == (Kind.NOTE, label)
    assert warned(result) == ["survey:3:readonly"]


def test_a_computed_value_nobody_can_fill_is_refused() -> None:
    row = "text | q | Q | yes | ${a} + 1"
    assert "survey:3:default" in refusals(form(row, "integer | a | A | |", headers=READONLY))


def test_a_note_that_is_read_is_blank_and_that_is_said() -> None:
    rows = ("note | n | Lisez | ", "text | t | Texte | ${n} = ''")
    result = form(*rows, headers="type | name | label | relevant")
    found = by_key(result)
    assert (found["n"].calculation, found["n_note"].label) == ("''", "Lisez")
    assert "survey:3:type" in warned(result)


EXPRESSIONS = "type | name | label | constraint | relevant"
PATHS = (
    "begin_group | menage | Ménage | | ",
    "integer | total | Combien ? | | ",
    "integer | actifs | Combien travaillent ? | . <= ../total | ./../total > 0",
    "begin_group | detail | Détail | | ",
    "integer | cadres | Cadres ? | . <= ../../actifs and . != '../total' | ",
    "text | libre | Texte | | /data/menage/detail/cadres > 2",
    "end_group | | | | ",
    "end_group | | | | ",
    "integer | total2 | Et ici ? | | /essai/menage/total div 2 > 1",
)


def test_a_path_is_the_question_it_leads_to() -> None:
    found = {question.key: question for question in read(*PATHS, headers=EXPRESSIONS).questions()}
    assert found["actifs"].constraint == ". <= ${total}"
    assert found["actifs"].relevant == "${total} > 0"
    assert found["cadres"].constraint == ". <= ${actifs} and . != '../total'"
    assert found["libre"].relevant == "${cadres} > 2"
    assert found["total2"].relevant == "${total} div 2 > 1"


def test_a_path_says_which_of_two_questions_of_one_name() -> None:
    rows = (
        "begin_group | a | A | | ",
        "integer | n | N | | ",
        "end_group | | | | ",
        "begin_group | b | B | | ",
        "integer | n | N | | ",
        "text | t | T | | ../n > 1",
        "text | u | U | | ../../a/n > 1",
        "end_group | | | | ",
    )
    found = {question.key: question for question in read(*rows, headers=EXPRESSIONS).questions()}
    assert found["t"].relevant == "${b_n} > 1"
    assert found["u"].relevant == "${n} > 1"


def test_a_path_in_a_loop_stays_in_its_turn() -> None:
    rows = (
        "begin loop over couleurs | pots | Pots | | ",
        "integer | total | Combien ? | | ",
        "integer | pleins | Combien de pleins ? | . <= ../total | ",
        "end loop | | | | ",
    )
    result = form(*rows, headers=EXPRESSIONS)
    found = by_key(result)
    assert found["r_pleins"].constraint == ". <= ${r_total}"
    assert found["v_pleins"].constraint == ". <= ${v_total}"


def test_a_path_from_a_row_of_a_repeated_group() -> None:
    rows = (
        "integer | plafond | Plafond ? | | ",
        "begin_repeat | ligne | Ligne | | ",
        "integer | part | Part ? | . <= ../../plafond | ",
        "text | mot | Mot | | position(..) > 1 and ../part > 1",
        "end_repeat | | | | ",
        "note | fin | Fin | | count(/data/ligne) > 2 and sum(/data/ligne/part) > 10",
    )
    found = {question.key: question for question in read(*rows, headers=EXPRESSIONS).questions()}
    assert found["part"].constraint == ". <= ${plafond}"
    assert found["mot"].relevant == "position(..) > 1 and ${part} > 1"
    assert found["fin"].relevant == "count(${ligne}) > 2 and sum(${part}) > 10"


def test_a_filter_reads_the_question_by_current() -> None:
    choices = CHOICES + (
        "|         | tons      | clair  | Clair  | r |\n|         | tons      | sombre | Sombre | v |\n"
    )
    choices = choices.replace("| name | label   |", "| name | label   | teinte |")
    rows = (
        "select_one couleurs | couleur | Couleur ? | ",
        "select_one tons | ton | Ton ? | teinte = current()/../couleur",
    )
    result = form(*rows, headers="type | name | label | choice_filter", choices=choices)
    assert by_key(result)["ton"].choice_filter == "teinte = ${couleur}"
    wrong = (rows[0], "select_one tons | ton | Ton ? | teinte = ../couleur")
    refused = form(*wrong, headers="type | name | label | choice_filter", choices=choices)
    assert refusals(refused) == ["survey:4:choice_filter"]


@pytest.mark.parametrize("path", ["../absente", "../../../a", "/data/g/absente"])
def test_a_path_that_leads_nowhere_is_said(path: str) -> None:
    result = form("text | a | A | | ", f"text | q | Q | | {path} = 'x'", headers=EXPRESSIONS)
    assert refusals(result) == ["survey:4:relevant"]
    assert path in result.refusals[0].message_fr


def test_a_path_to_what_a_phone_knows() -> None:
    rows = ("today | jour | | | ", "date | q | Q | . <= ../jour | ")
    found = by_key(form(*rows, headers=EXPRESSIONS))
    assert found["q"].constraint == ". <= ${jour}"
    assert found["jour"].calculation == "today()"
