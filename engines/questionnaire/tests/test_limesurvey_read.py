"""LimeSurvey structures: what each type becomes, conditions, and refusals at their row."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.questionnaire.files.limesurvey.reader.expressions import (
    NamedAnswer,
    UntranslatableError,
    translate,
)
from engines.questionnaire.files.limesurvey.reader.texts import plain_text
from engines.questionnaire.files.reader import ReadResult, describe, read_questionnaire
from engines.questionnaire.files.xlsform.writer import write_xlsform
from engines.questionnaire.model import Group, Kind, Layout, Question

Fields = dict[str, str]


def rows(table: str, *records: Fields) -> str:
    inside = "".join(
        "<row>" + "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in record.items()) + "</row>"
        for record in records
    )
    return f"<{table}><rows>{inside}</rows></{table}>"


def survey(
    *questions: Fields,
    children: tuple[Fields, ...] = (),
    answers: tuple[Fields, ...] = (),
    attributes: tuple[Fields, ...] = (),
    defaults: tuple[Fields, ...] = (),
    languages: str = "",
) -> bytes:
    """A one-group survey. A question's ``text`` is its label; ``qid`` is its place, from 1."""
    full = [
        {"qid": str(number), "parent_qid": "0", "gid": "1", "question_order": str(number), **question}
        for number, question in enumerate(questions, start=1)
    ]
    subs = [
        {"qid": str(100 + n), "scale_id": "0", "question_order": str(n), **c} for n, c in enumerate(children)
    ]
    replies = [
        {"aid": str(n), "sortorder": str(n), "scale_id": "0", **answer} for n, answer in enumerate(answers)
    ]
    texts = [
        {"qid": q["qid"], "question": q.get("text", "Question ?"), "language": "fr"} for q in [*full, *subs]
    ]
    labels = [{"aid": r["aid"], "answer": r.get("text", r["code"]), "language": "fr"} for r in replies]
    body = (
        rows("groups", {"gid": "1", "group_order": "1"})
        + rows("group_l10ns", {"gid": "1", "group_name": "Le groupe", "language": "fr"})
        + rows("questions", *full)
        + rows("subquestions", *subs)
        + rows("question_l10ns", *texts)
        + rows("answers", *replies)
        + rows("answer_l10ns", *labels)
        + rows("question_attributes", *attributes)
        + rows("defaultvalues", *defaults)
        + rows("surveys", {"sid": "7", "language": "fr", "additional_languages": languages})
        + rows("surveys_languagesettings", {"surveyls_language": "fr", "surveyls_title": "Titre"})
    )
    return f"<document><LimeSurveyDocType>Survey</LimeSurveyDocType>{body}</document>".encode()


def items(data: bytes) -> tuple[Question | Group, ...]:
    result = read_questionnaire(data, "a.lss")
    assert result.questionnaire is not None, describe(result)
    # What is read can be published as an XLSForm that pyxform accepts.
    again = read_questionnaire(write_xlsform(result.questionnaire), "a.xlsx")
    assert again.questionnaire is not None, describe(again)
    return result.questionnaire.sections[0].items


def refusals(result: ReadResult) -> list[str]:
    assert result.questionnaire is None
    return [f"{problem.sheet}:{problem.row}:{problem.column}" for problem in result.refusals]


AB = ({"qid": "1", "code": "A1", "text": "Un"}, {"qid": "1", "code": "A2", "text": "Deux"})
SUBS = (
    {"parent_qid": "1", "title": "S1", "text": "Premier"},
    {"parent_qid": "1", "title": "S2", "text": "Second"},
)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("L", Kind.ONE),
        ("!", Kind.ONE),
        ("5", Kind.ONE),
        ("G", Kind.ONE),
        ("M", Kind.MANY),
        ("R", Kind.RANK),
        ("Y", Kind.YES_NO),
        ("N", Kind.DECIMAL),
        ("D", Kind.DATE),
        ("S", Kind.TEXT),
        ("T", Kind.LONG_TEXT),
        ("U", Kind.LONG_TEXT),
        ("|", Kind.FILE),
        ("X", Kind.NOTE),
    ],
)
def test_each_simple_type_becomes_its_kind(code: str, kind: Kind) -> None:
    (question,) = items(
        survey({"title": "Q1", "type": code, "text": "<b>Oui</b> ?"}, children=SUBS, answers=AB)
    )
    assert isinstance(question, Question)
    assert (question.kind, question.label) == (kind, "Oui ?")


@pytest.mark.parametrize("code", ["F", "H", "A", "B", "C", "E"])
def test_each_array_becomes_a_grid(code: str) -> None:
    (group,) = items(survey({"title": "Q1", "type": code, "mandatory": "Y"}, children=SUBS, answers=AB))
    assert isinstance(group, Group)
    assert group.layout is Layout.GRID
    assert [item.key for item in group.items] == ["Q1_S1", "Q1_S2"]
    assert all(isinstance(item, Question) and item.required == "yes" for item in group.items)


def test_a_dual_scale_becomes_two_grids_under_limesurveys_own_names() -> None:
    answers = (*AB, {"qid": "1", "code": "B1", "scale_id": "1"})
    first, second = items(survey({"title": "Q1", "type": "1"}, children=SUBS, answers=answers))
    assert isinstance(first, Group)
    assert isinstance(second, Group)
    assert [item.key for item in (*first.items, *second.items)] == [
        "Q1_S1_0",
        "Q1_S2_0",
        "Q1_S1_1",
        "Q1_S2_1",
    ]


def test_a_list_with_comment_and_other_keeps_both() -> None:
    found = items(survey({"title": "Q1", "type": "O", "other": "Y"}, answers=AB))
    assert [item.key for item in found] == ["Q1", "Q1_other", "Q1_comment"]


def test_multiple_numbers_that_sum_to_a_hundred_are_a_split() -> None:
    attributes = (
        {"qid": "1", "attribute": "num_value_int_only", "value": "1"},
        {"qid": "1", "attribute": "equals_num_value", "value": "100"},
    )
    (group,) = items(survey({"title": "Q1", "type": "K"}, children=SUBS, attributes=attributes))
    assert isinstance(group, Group)
    assert group.layout is Layout.SPLIT


def test_rules_written_as_attributes_are_kept() -> None:
    attributes = (
        {"qid": "1", "attribute": "exclude_all_others", "value": "S2"},
        {"qid": "1", "attribute": "max_answers", "value": "2"},
        {"qid": "1", "attribute": "random_order", "value": "1"},
        {"qid": "1", "attribute": "cssclass", "value": "joli"},
    )
    defaults = ({"qid": "1", "sqid": "100", "defaultvalue": "Y"},)
    data = survey({"title": "Q1", "type": "M"}, children=SUBS, attributes=attributes, defaults=defaults)
    (question,) = items(data)
    assert isinstance(question, Question)
    assert question.constraint == "count-selected(.) <= 2"
    assert question.is_random_order
    assert question.default == "S1"
    questionnaire = read_questionnaire(data).questionnaire
    assert questionnaire is not None
    assert [choice.is_exclusive for choice in questionnaire.choices(question)] == [False, True]


def test_several_files_become_a_repeated_group() -> None:
    attributes = (
        {"qid": "1", "attribute": "max_num_of_files", "value": "3"},
        {"qid": "1", "attribute": "allowed_filetypes", "value": "pdf, png"},
    )
    (group,) = items(survey({"title": "Q1", "type": "|", "mandatory": "Y"}, attributes=attributes))
    assert isinstance(group, Group)
    assert (group.repeats, group.min_rows, group.max_rows) == (True, 1, 3)
    file = group.items[0]
    assert isinstance(file, Question)
    assert file.accept == ("application/pdf", "image/png")


def test_a_condition_is_translated_and_runs() -> None:
    first = {"title": "Q1", "type": "M"}
    second = {"title": "Q2", "type": "S", "relevance": '((Q1_S1.NAOK == "Y"))'}
    question = items(survey(first, second, children=SUBS))[1]
    assert isinstance(question, Question)
    assert question.relevant == "(selected(${Q1}, 'S1'))"


VARIABLES = {
    "Q1": NamedAnswer("Q1"),
    "M_S1": NamedAnswer("M", "S1"),
    "O": NamedAnswer("O", is_yes_no=True),
    "N": NamedAnswer("N", is_number=True),
    "7X1X1": NamedAnswer("Q1"),
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ""),
        ("1", ""),
        ("0", "false()"),
        ('Q1.NAOK == "A1"', "${Q1} = 'A1'"),
        ("7X1X1.NAOK != 3", "${Q1} != 3"),
        ("!is_empty(Q1)", "not(${Q1} = '')"),
        ("is_empty(M_S1.NAOK)", "not(selected(${M}, 'S1'))"),
        ('M_S1 != "Y"', "not(selected(${M}, 'S1'))"),
        ('O == "Y" and Q1 gt 2', "${O} = 'yes' and ${Q1} > 2"),
        ('Q1 == "a" || Q1 == "b" && Q1 != ""', "(${Q1} = 'a' or ${Q1} = 'b' and ${Q1} != '')"),
        ("!is_empty(N) and N < 10", "${N} < 10"),
        ("is_empty(N) or N != 0", "${N} != 0"),
        ("N + N > 4", "(coalesce(${N}, 0) + coalesce(${N}, 0)) > 4"),
        ("Q1", "(${Q1} != '' and ${Q1} != '0')"),
        ("!Q1 and N", "not((${Q1} != '' and ${Q1} != '0')) and ${N}"),
        ("html_entity_decode(Q1) == 'été'", "${Q1} = 'été'"),
        ("count(Q1, M_S1) == 2", "sum(if(${Q1} != '', 1, 0), if(selected(${M}, 'S1'), 1, 0)) = 2"),
        ("sum(N, N) >= 3", "sum(${N}, ${N}) >= 3"),
        ("Q1 / 2 - 1 >= -3", "(${Q1} div 2 - 1) >= -3"),
        ("if(Q1 == 1, strlen(Q1), 0) > 0", "if(${Q1} = 1, string-length(${Q1}), 0) > 0"),
    ],
)
def test_conditions_are_translated(source: str, expected: str) -> None:
    assert translate(source, VARIABLES) == expected


@pytest.mark.parametrize(
    "source",
    [
        "count(3)",
        "stddev(Q1)",
        "Q1 + 2",
        "Q1.shown",
        "absent",
        "Q1 +",
        "(Q1",
        "Q1 = 2",
        "M_S1 == 'Q'",
        "Q1 Q1",
        "@",
        "'a",
        "(" * 500,
        "!" * 500,
    ],
)
def test_what_has_no_translation_is_refused_whole(source: str) -> None:
    with pytest.raises(UntranslatableError):
        translate(source, VARIABLES)


@given(st.text("Q1M_S()!<>=&|\"' .,+-*/andor0NAOK", max_size=60))
def test_translation_never_crashes(source: str) -> None:
    with contextlib.suppress(UntranslatableError):
        assert isinstance(translate(source, VARIABLES), str)


@pytest.mark.parametrize(
    ("question", "attribute", "place"),
    [
        ({"title": "Q1", "type": "?"}, None, "questions:1:Q1"),
        ({"title": "Q1", "type": "S", "relevance": "stddev(Q1) > 1"}, None, "questions:1:Q1"),
        ({"title": "Q1", "type": "S", "text": '<img src="a.png"> ?'}, None, "question_l10ns:1:Q1"),
        ({"title": "Q1", "type": "S", "text": "Bonjour {TOKEN:FIRSTNAME}"}, None, "question_l10ns:1:Q1"),
        ({"title": "Q1", "type": "S", "preg": "/a/i"}, None, "questions:1:Q1"),
        ({"title": "Q1", "type": "L"}, None, "questions:1:Q1"),
        ({"title": "Q1", "type": "M"}, ("array_filter", "Q0"), "questions:1:Q1"),
        ({"title": "Q1", "type": "N"}, ("min_num_value_n", "{Q2}"), "questions:1:Q1"),
        ({"title": "Q1", "type": "S"}, ("hidden", "1"), "questions:1:Q1"),
        ({"title": "Q1", "type": "|"}, ("allowed_filetypes", "qqq"), "questions:1:Q1"),
        ({"title": "Q 1", "type": "S"}, None, "questions:1:Q 1"),
    ],
)
def test_what_is_not_supported_is_refused_at_its_row(
    question: Fields, attribute: tuple[str, str] | None, place: str
) -> None:
    attributes = ({"qid": "1", "attribute": attribute[0], "value": attribute[1]},) if attribute else ()
    children = SUBS if question["type"] == "M" else ()
    result = read_questionnaire(survey(question, children=children, attributes=attributes))
    assert refusals(result) == [place]


def test_a_pattern_that_limesurvey_looks_for_anywhere_matches_anywhere() -> None:
    (question,) = items(survey({"title": "Q1", "type": "S", "preg": "/[0-9]{5}/"}))
    assert isinstance(question, Question)
    assert question.constraint == r"regex(., '(.|\n)*([0-9]{5})(.|\n)*')"
    (question,) = items(survey({"title": "Q1", "type": "S", "preg": "/^[0-9]{5}$/"}))
    assert isinstance(question, Question)
    assert question.constraint == "regex(., '^[0-9]{5}$')"


def test_html_becomes_plain_text() -> None:
    html = "<p>Bonjour&nbsp;!</p><script>alert(1)</script><ul><li>un</li><li>deux &lt; trois</li></ul>"
    assert plain_text(html) == "Bonjour\u00a0!\nun\ndeux < trois"


def test_other_languages_are_named() -> None:
    result = read_questionnaire(survey({"title": "Q1", "type": "S"}, languages="en de"))
    assert result.questionnaire is not None
    assert [str(problem).split("»")[0] for problem in result.problems] == [
        "surveys:1:language: traduction «\u00a0en\u00a0",
        "surveys:1:language: traduction «\u00a0de\u00a0",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<document><LimeSurveyDocType>Label set</LimeSurveyDocType></document>", "Label set"),
        (b"<document>", "abîmé"),
        (b"<html><body>Bonjour</body></html>", "pas une structure"),
        (b'<!DOCTYPE d [<!ENTITY a "b">]><document>&a;</document>', "entités"),
        (b"<a>" * 5_000, "imbriqué"),
        (b'<?xml version="1.0" encoding="nimporte"?><document/>', "illisible"),
    ],
)
def test_hostile_or_foreign_xml_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    result = read_questionnaire(data)
    assert len(result.problems) == 1
    assert said in result.problems[0].message_fr


@pytest.mark.parametrize("name", ["survey.lss", "answers.lss"])
def test_damaged_real_files_never_crash(shared_data: Path, name: str) -> None:
    whole = (shared_data / "surveys" / "limesurvey" / name).read_bytes()
    rng = random.Random(7)
    for _ in range(30):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 4)):
            start = rng.randrange(len(data))
            data[start : start + rng.randint(0, 40)] = rng.randbytes(rng.randint(0, 3))
        result = read_questionnaire(bytes(data), name)
        assert (result.questionnaire is None) == bool(result.refusals)
