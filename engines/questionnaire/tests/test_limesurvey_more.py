"""What LimeSurvey's real files hold beyond the plain types: units, bounds, cells, filters, computed texts."""

from __future__ import annotations

import pytest

from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.expressions import compile_questionnaire
from engines.questionnaire.files.limesurvey.reader.texts import plain_text
from engines.questionnaire.files.limesurvey.writer import write_limesurvey
from engines.questionnaire.files.reader import (
    ReadResult,
    capped,
    describe,
    read_questionnaire,
    read_without_refused,
)
from engines.questionnaire.model import Choice, Definition, Group, Kind, Question, walk
from engines.questionnaire.problems import Problem
from engines.questionnaire.tests.builders import TODAY, choices, question, questionnaire
from engines.questionnaire.tests.test_limesurvey_read import AB, SUBS, Fields, items, survey


def attributes(**values: str) -> tuple[Fields, ...]:
    return tuple({"qid": "1", "attribute": name, "value": value} for name, value in values.items())


def read(data: bytes) -> Definition:
    result = read_questionnaire(data, "a.lss")
    assert result.questionnaire is not None, describe(result)
    return result.questionnaire


def warned(result: ReadResult) -> list[str]:
    return [f"{problem.column}: {problem.message_fr}" for problem in result.warnings]


def cells(data: bytes) -> list[Question]:
    (group,) = items(data)
    assert isinstance(group, Group)
    return list(walk(group.items))


COLUMNS = (
    {"parent_qid": "1", "title": "C1", "text": "Hier", "scale_id": "1"},
    {"parent_qid": "1", "title": "C2", "text": "Demain", "scale_id": "1"},
)


def test_the_unit_of_a_number_stays_beside_it() -> None:
    (asked,) = items(
        survey({"title": "Q1", "type": "N"}, attributes=attributes(prefix="environ", suffix="k€"))
    )
    assert isinstance(asked, Question)
    assert asked.hint == "Réponse : environ … k€"


def test_a_slider_keeps_its_bounds_and_a_text_of_numbers_is_a_number() -> None:
    slider = attributes(slider_layout="1", slider_min="0", slider_max="10", max_num_value_n="8")
    found = cells(survey({"title": "Q1", "type": "K"}, children=SUBS, attributes=slider))
    assert [(row.minimum, row.maximum) for row in found] == [("0", "8")] * 2
    numbers = cells(
        survey({"title": "Q1", "type": "Q"}, children=SUBS, attributes=attributes(numbers_only="1"))
    )
    assert {row.kind for row in numbers} == {Kind.DECIMAL}
    one = read_questionnaire(survey({"title": "CP", "type": "S"}, attributes=attributes(numbers_only="1")))
    (said,) = warned(one)
    assert said.startswith("CP: texte de chiffres seuls, repris comme un nombre")


def test_cells_of_an_array_are_questions_under_limesurveys_names() -> None:
    texts = cells(survey({"title": "Q1", "type": ";"}, children=(*SUBS, *COLUMNS)))
    assert [(cell.key, cell.label) for cell in texts[:2]] == [
        ("Q1_S1_C1", "Premier – Hier"),
        ("Q1_S1_C2", "Premier – Demain"),
    ]
    numbers = cells(survey({"title": "Q1", "type": ":"}, children=(*SUBS, *COLUMNS)))
    assert {(cell.kind, cell.minimum, cell.maximum) for cell in numbers} == {(Kind.INTEGER, "1", "10")}
    boxes = attributes(multiflexible_checkbox="1")
    ticked = cells(survey({"title": "Q1", "type": ":"}, children=(*SUBS, *COLUMNS), attributes=boxes))
    assert [(cell.key, cell.kind) for cell in ticked] == [("Q1_S1", Kind.MANY), ("Q1_S2", Kind.MANY)]


def test_filtered_rows_and_answers_follow_what_is_ticked() -> None:
    second = {"title": "Q2", "type": "F"}
    third = {"title": "Q3", "type": "M"}
    children = (
        *SUBS,
        *({**row, "parent_qid": "2"} for row in SUBS),
        *({**row, "parent_qid": "3"} for row in SUBS),
        {"parent_qid": "2", "title": "S9", "text": "Toujours"},
    )
    filters = (
        {"qid": "2", "attribute": "array_filter", "value": "Q1"},
        {"qid": "3", "attribute": "array_filter_exclude", "value": "Q1"},
    )
    data = survey(
        {"title": "Q1", "type": "M"},
        second,
        third,
        children=children,
        answers=tuple({**answer, "qid": "2"} for answer in AB),
        attributes=filters,
    )
    run = evaluate(compile_questionnaire(read(data)), {"Q1": ["S1"]}, today=TODAY)
    shown = [path[0] for path, place in run.places.items() if place.is_relevant]
    assert shown == ["Q1", "Q2_S1", "Q2_S9", "Q3"]
    assert [choice.value for choice in run.places[("Q3",)].choices] == ["S2"]


def test_bounds_and_sums_that_other_answers_decide_become_constraints() -> None:
    first = {"title": "N0", "type": "N"}
    total = {"title": "Q1", "type": "K"}
    rules = (
        {"qid": "2", "attribute": "max_num_value", "value": "{N0}"},
        {"qid": "2", "attribute": "min_num_value_n", "value": "{N0 / 10}"},
    )
    children = tuple({**row, "parent_qid": "2"} for row in SUBS)
    definition = read(survey(first, total, children=children, attributes=rules))
    compiled = compile_questionnaire(definition)

    def wrong(answers: dict[str, object]) -> set[str]:
        errors = evaluate(compiled, answers, today=TODAY).check_all()
        return {path[0] for path, said in errors.items() if said}

    assert wrong({"N0": "50", "Q1_S1": "20", "Q1_S2": "30"}) == set()
    assert wrong({"N0": "50", "Q1_S1": "20", "Q1_S2": "40"}) == {"Q1_S1", "Q1_S2"}
    assert wrong({"N0": "50", "Q1_S1": "2"}) == {"Q1_S1"}
    assert wrong({"Q1_S1": "2"}) == {"Q1_S1"}  # a sum compared with nothing is none


def test_a_ranking_of_an_activated_survey_reads_back() -> None:
    whole = attributes(max_subquestions="2")
    (asked,) = items(survey({"title": "Q1", "type": "R"}, answers=AB, attributes=whole))
    assert isinstance(asked, Question)
    assert asked.constraint == ""
    (asked,) = items(
        survey({"title": "Q1", "type": "R"}, answers=AB, attributes=attributes(max_subquestions="1"))
    )
    assert isinstance(asked, Question)
    assert asked.constraint == "count-selected(.) <= 1"


def test_a_hidden_question_is_its_default_and_is_said() -> None:
    data = survey(
        {"title": "Q1", "type": "S"},
        {"title": "Q2", "type": "S", "relevance": 'Q1.NAOK == "tract"'},
        attributes=attributes(hidden="1"),
        defaults=({"qid": "1", "sqid": "0", "defaultvalue": "tract"},),
    )
    result = read_questionnaire(data)
    assert result.questionnaire is not None, describe(result)
    assert [(item.key, item.kind) for item in result.questionnaire.questions()] == [
        ("Q1", Kind.CALCULATE),
        ("Q2", Kind.TEXT),
    ]
    assert evaluate(compile_questionnaire(result.questionnaire), {}, today=TODAY).places[("Q2",)].is_relevant
    assert any("cachée" in line for line in warned(result))


def test_a_computed_text_is_a_calculation_shown_in_the_text() -> None:
    text = "Bonjour {if(Q1.NAOK == 'Y', 'vous', 'toi')} !"
    definition = read(survey({"title": "Q1", "type": "Y"}, {"title": "Q2", "type": "S", "text": text}))
    shown = {item.key: item for item in definition.questions()}
    assert shown["Q2"].label == "Bonjour ${Q2_texte1} !"
    run = evaluate(compile_questionnaire(definition), {"Q1": "yes"}, today=TODAY)
    assert run.text(shown["Q2"].label) == "Bonjour vous !"


def test_links_keep_their_address_and_cells_their_breaks() -> None:
    link = '<a class="x" href="https://exemple.org/a?b=1&amp;c=2">la charte</a>'
    html = f"<p>Lisez {link}<p>ici<td>un</td><td>deux</td>"
    assert plain_text(html) == "Lisez la charte (https://exemple.org/a?b=1&c=2)\nici\nun\ndeux"
    assert plain_text('<a href="https://exemple.org">https://exemple.org</a>') == "https://exemple.org"
    assert plain_text('<a href="javascript:alert(1)">ici</a>') == "ici"


def test_a_text_without_translation_is_the_next_languages_and_is_said() -> None:
    data = survey({"title": "Q1", "type": "L", "text": ""}, answers=AB, languages="en")
    english = (
        "<row><qid>1</qid><question>How?</question><language>en</language></row></rows></question_l10ns>"
    )
    result = read_questionnaire(data.replace(b"</rows></question_l10ns>", english.encode()))
    assert result.questionnaire is not None
    assert [item.label for item in result.questionnaire.questions()] == ["How?"]
    assert any(line.startswith("Q1: pas de texte en") for line in warned(result))


def test_what_is_lost_of_a_survey_is_said() -> None:
    data = survey(
        {"title": "Q1", "type": "L", "text": "<p></p>"}, answers=({**AB[0], "assessment_value": "3"},)
    )
    notice = b"<surveyls_policy_notice>Vos donn\xc3\xa9es</surveyls_policy_notice><surveyls_title>"
    result = read_questionnaire(data.replace(b"<surveyls_title>", notice))
    said = " / ".join(warned(result))
    assert result.questionnaire is not None
    assert "consentements" in said
    assert "points" in said
    assert "sans libellé" in said


def test_two_same_codes_are_refused_at_the_second_question() -> None:
    twice = read_questionnaire(survey({"title": "Q1", "type": "S"}, {"title": "Q1", "type": "S"}))
    assert [str(problem)[:15] for problem in twice.refusals] == ["questions:2:Q1:"]
    assert twice.refused_questions == ()


def test_a_place_on_a_map_is_a_place_without_one_and_that_is_said() -> None:
    result = read_questionnaire(
        survey({"title": "Q1", "type": "S"}, attributes=attributes(location_mapservice="100"))
    )
    assert result.questionnaire is not None, describe(result)
    assert [item.kind for item in result.questionnaire.questions()] == [Kind.GEOPOINT]
    assert any("pas de carte ici" in line for line in warned(result))


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        ("dd/mm/yyyy", Kind.DATE),
        ("mm.yyyy", Kind.DATE),
        ("dd/mm/yyyy HH:MM", Kind.DATETIME),
        ("yyyy-mm-dd h:i", Kind.DATETIME),
        ("HH:MM", Kind.TIME),
    ],
)
def test_a_date_is_what_its_format_shows(shown: str, kind: Kind) -> None:
    result = read_questionnaire(
        survey({"title": "Q1", "type": "D"}, attributes=attributes(date_format=shown))
    )
    assert result.questionnaire is not None, describe(result)
    assert [item.kind for item in result.questionnaire.questions()] == [kind]


def test_bounds_of_a_moment_are_days_that_it_respects() -> None:
    bounds = {"date_format": "dd/mm/yyyy HH:MM", "date_min": "2026-01-01", "date_max": "2026-12-31"}
    result = read_questionnaire(survey({"title": "Q1", "type": "D"}, attributes=attributes(**bounds)))
    assert result.questionnaire is not None, describe(result)
    compiled = compile_questionnaire(result.questionnaire)

    def errors(answer: str) -> tuple[str, ...]:
        return evaluate(compiled, {"Q1": answer}, today=TODAY).places[("Q1",)].errors

    assert [bool(errors(text)) for text in ("2025-12-31T23:59", "2026-01-01T00:00")] == [True, False]
    assert [bool(errors(text)) for text in ("2026-12-31T23:59", "2027-01-01T00:00")] == [False, True]


def test_the_choice_of_a_language_is_the_one_kept() -> None:
    result = read_questionnaire(
        survey(
            {"title": "Q1", "type": "I"},
            {"title": "Q2", "type": "S", "relevance": "Q1.NAOK == 'fr'"},
        )
    )
    assert result.questionnaire is not None, describe(result)
    language, asked = result.questionnaire.questions()
    assert (language.kind, language.calculation) == (Kind.CALCULATE, "'fr'")
    assert asked.relevant == "${Q1} = 'fr'"
    assert any("la langue ne se choisit pas ici" in line for line in warned(result))


def test_what_refuses_is_left_out_with_what_cannot_be_read_without_it() -> None:
    data = survey(
        {"title": "Q1", "type": "?"},
        {"title": "Q2", "type": "S", "relevance": "Q1.NAOK == 'fr'"},
        {"title": "Q3", "type": "S"},
    )
    refused = read_questionnaire(data)
    assert [(item.code, item.named_by) for item in refused.refused_questions] == [("Q1", ("Q2",))]
    result = read_without_refused(data)
    assert result.questionnaire is not None
    assert result.without == ("Q1", "Q2")
    assert [item.key for item in result.questionnaire.questions()] == ["Q3"]
    assert [line.split(":")[0] for line in warned(result) if "de côté" in line] == ["Q1", "Q2"]


def test_rows_of_a_workbook_are_left_out_the_same_way() -> None:
    form = (
        "| survey |\n| | type | name | label | relevant |\n| | text | a | A | |\n"
        "| | geoshape | b | B | |\n| | begin group | g | G | |\n| | text | c | C | |\n| | end group | | | |\n"
    )
    refused = read_questionnaire(form.encode())
    assert [item.code for item in refused.refused_questions] == ["b"]
    result = read_questionnaire(form.encode(), without=["b", "g"])
    assert result.questionnaire is not None, describe(result)
    assert [item.key for item in result.questionnaire.questions()] == ["a"]


def test_a_remark_repeated_is_printed_ten_times_then_counted() -> None:
    lines = capped([Problem("questions", row, "Q", "la même") for row in range(1, 41)])
    assert len(lines) == 11
    assert "30 fois" in lines[-1]


def test_dates_and_other_are_shown_in_texts_as_people_read_them() -> None:
    lists = {"q": choices("a", "b")}
    asked = (
        question("q", Kind.ONE, choice_list="q"),
        question("j", Kind.DATE),
        question("p", Kind.DECIMAL),
        question("t", label="Le ${j}, ${q}, ${p}"),
    )
    written = write_limesurvey(questionnaire(*asked, **lists))
    assert b"Le {j.shown}, {q.shown}, {p.NAOK}" in written.content
    assert [remark.key for remark in written.losses] == ["t"]


def test_what_was_typed_as_other_is_what_a_text_shows() -> None:
    lists = {"q": (*choices("a"), Choice("other", "Autre", is_other=True))}
    asked = (
        question("q", Kind.ONE, choice_list="q"),
        question("q_other", label="Précisez", relevant="${q} = 'other'"),
        question("t", label="Votre statut : ${q}"),
    )
    written = write_limesurvey(questionnaire(*asked, **lists))
    assert b'{if(q.NAOK == "-oth-", q_other.NAOK, q.shown)}' in written.content


def test_a_choice_that_is_drawn_with_the_others_is_said() -> None:
    lists = {"q": (*choices("a", "b"), Choice("none", "Rien", is_exclusive=True))}
    asked = question("q", Kind.MANY, choice_list="q", is_random_order=True)
    (said,) = write_limesurvey(questionnaire(asked, **lists)).losses
    assert (said.key, "réponses exclusives" in said.message_fr) == ("q", True)


def test_how_a_number_is_typed_there_is_written_beside_it() -> None:
    asked = (question("s", Kind.AMOUNT), question("o", Kind.ORGANISATION))
    written = write_limesurvey(questionnaire(*asked)).content.decode()
    assert "En euros, sans espace\u00a0: 1500,50." in written
    assert "SIREN (neuf chiffres)" in written


def test_a_code_that_is_ours_for_other_is_refused_by_its_question() -> None:
    answers = (AB[0], {"qid": "1", "code": "other", "text": "Divers"})
    result = read_questionnaire(survey({"title": "Q1", "type": "L", "other": "Y"}, answers=answers))
    (problem,) = result.refusals
    assert str(problem).startswith("questions:1:Q1: une réponse a pour code «\u00a0other\u00a0»")
