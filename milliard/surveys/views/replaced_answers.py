"""Answers that lost against another person's, shown again to those who hold the response."""

from collections.abc import Mapping
from typing import Any

from engines.questionnaire.expressions import CompiledQuestionnaire
from engines.questionnaire.model import Kind, Question
from milliard.surveys.answering.page import commune_labels
from milliard.surveys.models import ReplacedAnswer, Version
from milliard.surveys.services.questionnaires import compiled_version
from milliard.surveys.views.answer_lines import AnswerLine, answer_in_words
from milliard.surveys.views.visits import Visit

_GONE = "Une question qui n’est plus posée"


def replaced_lines(visit: Visit) -> list[AnswerLine]:
    """All of this response, the latest first; [] for most responses, in one query."""
    rows = list(ReplacedAnswer.objects.filter(response=visit.response))
    read = {name: _version_of(visit, name) for name in {row.section_key for row in rows}}
    found = [(row, _question(read[row.section_key], row.path)) for row in rows]
    kinds = [(row.value, question.kind if question else None) for row, question in found]
    communes = commune_labels(value for value, kind in kinds if kind is Kind.COMMUNE)
    return [
        AnswerLine(
            visit.evaluation.text(question.label, tuple(row.path.split("/"))) if question else _GONE,
            _answer(read[row.section_key], question, row.value, communes) or "laissée sans réponse",
            _why(row),
            at=row.created_at,
            file=_file_id(row.value),
        )
        for row, question in found
    ]


def _version_of(visit: Visit, section_key: str) -> CompiledQuestionnaire:
    """The wording the answer was given to: an earlier one for what a change of version set aside."""
    number = section_key.removeprefix(ReplacedAnswer.SET_ASIDE_FROM)
    if number == section_key or not number.isdecimal():
        return visit.compiled
    version = Version.objects.filter(
        questionnaire_id=visit.collection.version.questionnaire_id, number=int(number)
    ).first()
    return compiled_version(version) if version else visit.compiled


def _question(compiled: CompiledQuestionnaire, path: str) -> Question | None:
    found = compiled.questions.get(path.rsplit("/", 1)[-1])
    return found.question if found else None


def _answer(
    compiled: CompiledQuestionnaire, question: Question | None, value: Any, communes: Mapping[str, str]
) -> str:
    if _file_id(value):
        return str(value["name"])
    if question is None:
        return str(value) if isinstance(value, str | int | float) else ""
    return answer_in_words(question, value, compiled.questionnaire.choices(question), communes)


def _file_id(value: Any) -> str:
    """Of the stored answer of a file question; "" for any other."""
    return str(value["id"]) if isinstance(value, dict) and {"id", "name", "size"} <= value.keys() else ""


def _why(row: ReplacedAnswer) -> str:
    if row.section_key.startswith(ReplacedAnswer.SET_ASIDE_FROM):
        return "Mise de côté quand le questionnaire a changé"
    who = "quelqu’un de votre équipe" if row.replaced_by in ("", ReplacedAnswer.SOMEONE) else row.replaced_by
    return f"Remplacée par la réponse de {who}"
