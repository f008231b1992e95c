"""What a LimeSurvey file holds and we do not read is said, at its row."""

from engines.questionnaire.files.reader import read_questionnaire
from engines.questionnaire.tests.test_limesurvey_read import rows, survey


def with_table(data: bytes, table: str) -> bytes:
    return data.replace(b"</document>", table.encode() + b"</document>")


def test_quotas_left_out_are_said() -> None:
    data = survey({"title": "Q1", "type": "S", "relevance": "1"})
    result = read_questionnaire(with_table(data, rows("quota", {"id": "1", "name": "Femmes"})), "a.lss")
    assert result.questionnaire is not None
    assert any(problem.sheet == "quota" and problem.row == 1 for problem in result.warnings)


def old_condition(value: str, method: str = "==") -> str:
    fields = {"cid": "1", "qid": "2", "cqid": "1", "scenario": "1", "cfieldname": "7X1X1"}
    return rows("conditions", {**fields, "method": method, "value": value})


def test_an_old_condition_without_relevance_is_read_from_its_table() -> None:
    data = survey({"title": "Q1", "type": "S"}, {"title": "Q2", "type": "S", "relevance": "1"})
    result = read_questionnaire(with_table(data, old_condition("oui")), "a.lss")
    assert result.questionnaire is not None, result.problems
    assert [question.relevant for question in result.questionnaire.questions()] == ["", "(${Q1} = 'oui')"]


def test_an_old_condition_that_has_no_translation_is_refused_at_its_question() -> None:
    data = survey({"title": "Q1", "type": "S"}, {"title": "Q2", "type": "S", "relevance": "1"})
    result = read_questionnaire(with_table(data, old_condition("^a", "RX")), "a.lss")
    assert result.questionnaire is None
    assert [(problem.sheet, problem.row, problem.column) for problem in result.refusals] == [
        ("questions", 2, "Q2")
    ]


def test_an_old_condition_also_written_as_relevance_is_read_there() -> None:
    data = survey({"title": "Q1", "type": "S"}, {"title": "Q2", "type": "S", "relevance": 'Q1 == "a"'})
    result = read_questionnaire(with_table(data, rows("conditions", {"cid": "1", "qid": "2"})), "a.lss")
    assert result.questionnaire is not None
