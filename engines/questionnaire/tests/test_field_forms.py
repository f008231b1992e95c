"""Forms as people write them, read for what they say: each was dropped, changed or blamed wrongly once."""

from __future__ import annotations

import pytest

from engines.questionnaire.files.reader import ReadResult, describe
from engines.questionnaire.model import Group, Kind
from engines.questionnaire.tests.test_xlsform_read import CHOICES, form, only, refusals

APPEARANCE = "type | name | label | appearance"


def warnings(result: ReadResult) -> list[str]:
    assert result.questionnaire is not None, describe(result)
    unused = "ne sert à aucune question"
    said = [problem for problem in result.warnings if unused not in problem.message_fr]
    return [f"{problem.sheet}:{problem.row}:{problem.column}" for problem in said]


def test_a_search_in_a_file_is_one_refusal_and_no_noise() -> None:
    call = "minimal search('fruits', 'matches', 'rayon', ${q})"
    result = form(f"select_one couleurs | q | Q | {call}", headers=APPEARANCE)
    assert refusals(result) == ["survey:3:appearance"]
    assert "search('fruits', 'matches', 'rayon', ${q})" in result.refusals[0].message_fr
    said = [problem.message_fr for problem in result.warnings if problem.sheet == "survey"]
    assert said == ["présentation «\u00a0minimal\u00a0» sans effet ici"]


@pytest.mark.parametrize(
    "row", ["select_multiple couleurs | q | Q | w4 multiline", "integer | q | Q | multiline"]
)
def test_a_box_of_several_lines_changes_nothing_on_another_question(row: str) -> None:
    result = form(row, headers=APPEARANCE)
    assert "survey:3:appearance" in warnings(result)


@pytest.mark.parametrize(
    ("row", "calculation"),
    [
        ("text | canal | Canal | hidden | affiche | ", "'affiche'"),
        ("hidden | canal | | | affiche | ", "'affiche'"),
        ("hidden | canal | | | l'affiche | ", '"l\'affiche"'),
        ("hidden | canal | | | | 1 + 1", "1 + 1"),
        ("hidden | canal | | | | ", "''"),
    ],
)
def test_a_hidden_field_is_a_value_nobody_is_asked_for(row: str, calculation: str) -> None:
    headers = "type | name | label | appearance | default | calculation"
    result = form(row, "text | nom | Votre nom ? | | | ", headers=headers)
    assert result.questionnaire is not None, describe(result)
    canal, nom = result.questionnaire.questions()
    assert (canal.kind, canal.calculation, nom.kind) == (Kind.CALCULATE, calculation, Kind.TEXT)


def test_a_bar_code_is_typed_and_that_is_said() -> None:
    result = form("barcode | q | Le code du sac ?")
    assert warnings(result) == ["survey:3:type"]
    assert result.questionnaire is not None
    assert next(result.questionnaire.questions()).kind is Kind.TEXT


def test_once_is_read_and_refused_where_it_would_grow() -> None:
    headers = "type | name | label | calculation"
    assert warnings(form("integer | n | N | ", "calculate | c | | once(${n} + 1)", headers=headers)) == []
    assert warnings(form("calculate | c | | once(today())", "text | t | T | ", headers=headers)) == []
    assert refusals(
        form("calculate | c | | concat('a', once(now()))", "text | t | T | ", headers=headers)
    ) == ["survey:3:calculation"]


def test_a_hidden_group_is_refused() -> None:
    rows = ["begin_group | g | G | hidden", "text | a | A | ", "end_group | | | "]
    assert refusals(form(*rows, headers=APPEARANCE)) == ["survey:3:appearance"]


def test_pictures_and_guidance_of_groups_are_read_or_said() -> None:
    headers = "type | name | label | hint | guidance_hint | image"
    result = form(
        "begin_group | g | G | aide | conseil | plan.png",
        "begin_group | h | H | | dedans | ",
        "text | a | A | | | ",
        "end_group | | | | | ",
        "end_group | | | | | ",
        headers=headers,
    )
    assert warnings(result) == ["survey:3:image"]
    assert "plan.png" in result.warnings[0].message_fr
    assert result.questionnaire is not None
    section = result.questionnaire.sections[0]
    inner = section.items[0]
    assert isinstance(inner, Group)
    assert (section.intro, inner.hint) == ("aide\nconseil", "dedans")


def test_a_picture_is_said_and_a_code_stands_for_a_choice_that_has_nothing_else() -> None:
    rows = ("select_one l | q | Q | logo.png",)
    lists = (
        "| choices | list_name | name | label | image |\n| | l | a | A | a.png |\n| | l | b | {} | b.png |\n"
    )
    headers = "type | name | label | image"
    result = form(*rows, headers=headers, choices=lists.format("B"))
    assert warnings(result) == ["survey:3:image", "choices:5:image", "choices:6:image"]
    alone = form(*rows, headers=headers, choices=lists.format(""))
    assert warnings(alone) == ["survey:3:image", "choices:5:image", "choices:6:image"]
    assert "son code « b »" in alone.warnings[-1].message_fr.replace("\u00a0", " ")
    assert alone.questionnaire is not None
    assert [choice.label for choice in alone.questionnaire.choice_lists["l"]] == ["A", "b"]


def test_two_titles_typed_in_one_cell_are_said_at_that_title() -> None:
    title = "required_message::French (fr)required_message::English (en)"
    result = form("text | nom | Nom ? | Il le faut", headers=f"type | name | label | {title}")
    assert refusals(result) == [f"survey:2:{title}"]
    assert "deux titres de colonne" in result.refusals[0].message_fr


def test_a_crash_of_pyxform_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    from engines.questionnaire.files.xlsform.reader import pyxform

    def crash(given: dict[str, object], **_: object) -> None:
        if any("hint" in header for header in given["survey_header"]):  # type: ignore[attr-defined]
            raise TypeError("unhashable type: 'dict'")

    monkeypatch.setattr(pyxform, "convert", crash)
    result = form("text | nom | Nom ? | aide", headers="type | name | label | hint")
    assert refusals(result) == ["survey:2:hint"]
    assert "TypeError" not in result.refusals[0].message_fr


@pytest.mark.parametrize("word", ["vrai", "x", "obligatoire"])
def test_a_word_for_required_is_told_what_to_write(word: str) -> None:
    result = form(f"text | q | Q | {word}", headers="type | name | label | required")
    assert refusals(result) == ["survey:3:required"]
    assert "écrivez yes (ou oui)" in result.refusals[0].message_fr


def test_a_forgotten_end_names_the_group_that_lacks_it() -> None:
    result = form(
        "begin_group | g | G",
        "begin_repeat | r | R",
        "text | a | A",
        "end_group | | ",
        "text | b | B",
    )
    assert refusals(result) == ["survey:4:type"]
    assert "end_repeat" in result.refusals[0].message_fr
    assert "avant la ligne 6" in result.refusals[0].message_fr


def test_a_note_outside_any_group_is_said_to_make_a_page() -> None:
    result = form("note | n | Bonjour", "begin_group | g | G", "text | a | A", "end_group | | ")
    assert warnings(result) == ["survey:3:type"]
    assert "Partie 1" in result.warnings[0].message_fr
    assert not warnings(form("note | n | Bonjour", "text | a | A"))


SPACED = """
| choices |           |             |             |
|         | list_name | name        | label       |
|         | l         | ne sait pas | Ne sait pas |
|         | l         | oui         | Oui         |
"""


def test_a_code_with_a_space_is_one_choice_and_not_two() -> None:
    question = only("select_one l | q | Q", choices=SPACED)
    assert question.kind is Kind.ONE
    assert "choices:7:name" in refusals(form("select_multiple l | q | Q", choices=SPACED))
    assert "choices:7:name" in refusals(form("rank l | q | Q", choices=SPACED))


EXTERNAL = """
| choices          |           |      |        |
|                  | list_name | name | label  |
|                  | l         | a    | A      |
| external_choices |           |      |        |  |
|                  | list_name | name | label  | dept |
|                  | l         | 75   | Paris  | idf  |
|                  | l         | 93   | Bobigny | idf |
"""


def test_external_choices_are_choices_of_the_workbook() -> None:
    headers = "type | name | label | choice_filter"
    rows = ("select_one l | d | D | ", "select_one_external l | q | Q | dept = 'idf'")
    result = form(*rows, headers=headers, choices=EXTERNAL)
    assert result.questionnaire is not None, describe(result)
    first, second = result.questionnaire.questions()
    assert [choice.value for choice in result.questionnaire.choices(first)] == ["a"]
    assert [choice.value for choice in result.questionnaire.choices(second)] == ["75", "93"]
    unused = form(rows[0], headers=headers, choices=EXTERNAL)
    assert [problem.sheet for problem in unused.warnings] == ["external_choices"]
    absent = form("select_one_external autre | q | Q | dept = 'idf'", headers=headers, choices=EXTERNAL)
    assert "survey:3:type" in refusals(absent)
    assert "external_choices" in absent.refusals[0].message_fr


def test_another_address_to_send_to_is_said_and_encryption_refused() -> None:
    more = "| settings | |\n| | {} |\n| | https://exemple.org |\n"
    result = form("text | q | Q", more=more.format("submission_url"))
    assert warnings(result) == ["settings:13:submission_url"]
    assert result.questionnaire is not None
    assert result.questionnaire.questions()
    assert form("text | q | Q", more=more.format("public_key")).questionnaire is None


def test_a_filter_on_what_no_choice_holds_is_said() -> None:
    lists = CHOICES.replace("| label   |", "| label   | teinte |").replace(
        "| Rouge   |", "| Rouge   | chaude |"
    )
    headers = "type | name | label | choice_filter"
    result = form("select_one couleurs | q | Q | teinte = 'chaudes'", headers=headers, choices=lists)
    assert warnings(result)[0] == "survey:3:choice_filter"
    assert "«\u00a0chaude\u00a0»" in result.warnings[0].message_fr
    right = form("select_one couleurs | q | Q | teinte = 'chaude'", headers=headers, choices=lists)
    assert not warnings(right)
