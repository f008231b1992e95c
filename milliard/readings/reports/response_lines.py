"""One response whole: question by question, in the order of its path, as somebody of the team reads it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engines.questionnaire.evaluation import Evaluation, QuestionPlace, Reason, evaluate
from engines.questionnaire.exposure import Exposure, exposure_of
from engines.questionnaire.expressions import CompiledQuestionnaire
from engines.questionnaire.model import Group, Kind, Question
from engines.questionnaire.parsing import format_answer
from milliard.surveys.answering.page import commune_labels, communes_answered
from milliard.surveys.models import ReplacedAnswer, Response, Version
from milliard.surveys.services.questionnaires import compiled_version
from milliard.territories.days import days_in_france

HIDDEN = "non montré avec votre rôle"
_WORDS = {
    Reason.NOT_REACHED: "pas encore vu",
    Reason.NO_ANSWER: "laissé sans réponse",
    Reason.NOT_ASKED: "sans objet",
}
_GONE = "Une question qui n’est plus posée"


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One answer beside its question. ``file``: public id of the file that is the answer."""

    label: str
    answer: str
    note: str = ""
    file: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReadPart:
    """One section of the questionnaire and what was answered there."""

    title: str
    lines: tuple[ReadLine, ...]


@dataclass(frozen=True, slots=True)
class WholeResponse:
    """``off_path``: answered, then hidden by a later answer; ``replaced``: what was there before."""

    parts: tuple[ReadPart, ...]
    off_path: tuple[ReadLine, ...]
    replaced: tuple[ReadLine, ...]


def read_response(response: Response, *, with_identity: bool) -> WholeResponse:
    """The whole of a response; without what says who answers, its files included, unless with_identity."""
    compiled = compiled_version(response.version)
    evaluation = evaluate(compiled, response.answers, today=days_in_france())
    communes = communes_answered(evaluation)
    parts, off_path = [], []
    for key, section in compiled.sections.items():
        places = [place for place in evaluation.places.values() if place.section == key]
        shown = [place for place in places if place.question.is_answerable]
        off_path += [place for place in shown if not place.is_relevant and place.is_answered]
        lines = tuple(
            _line(evaluation, place, communes, response, with_identity)
            for place in shown
            if place.is_relevant
        )
        if lines:
            parts.append(ReadPart(_words(evaluation, section.section.title, (), with_identity), lines))
    return WholeResponse(
        tuple(parts),
        tuple(_line(evaluation, place, communes, response, with_identity) for place in off_path),
        tuple(_replaced(response, compiled, with_identity)),
    )


def _line(
    evaluation: Evaluation,
    place: QuestionPlace,
    communes: Mapping[str, str],
    response: Response,
    with_identity: bool,
) -> ReadLine:
    label = _label(evaluation, place, with_identity)
    if not place.is_answered:
        reason = evaluation.reason_missing(place.path, response.sections.keys())
        return ReadLine(label, "", (_WORDS.get(reason, "") if reason else "") or "laissé sans réponse")
    choices = evaluation.compiled.questionnaire.choices(place.question)
    return _answer(label, place.question, place.answer, choices, communes, with_identity)


def _answer(
    label: str,
    question: Question,
    value: Any,
    choices: Any,
    communes: Mapping[str, str],
    with_identity: bool,
) -> ReadLine:
    if not with_identity and exposure_of(question) in (Exposure.IDENTITY, Exposure.FILE):
        return ReadLine(label, "", HIDDEN)
    if question.kind is Kind.FILE:
        is_file = isinstance(value, dict) and {"id", "name"} <= value.keys()
        return ReadLine(label, str(value["name"]), file=str(value["id"])) if is_file else ReadLine(label, "")
    commune = communes.get(str(value), "") if question.kind is Kind.COMMUNE else ""
    return ReadLine(label, commune or format_answer(question, value, tuple(choices)))


def _words(evaluation: Evaluation, template: str, path: tuple[str, ...], with_identity: bool) -> str:
    """A title or a question; an answer repeated in it is left out for those who may not see all answers."""
    return evaluation.text(template, path) if with_identity else re.sub(r"\$\{[^{}]*\}", "…", template)


def _label(evaluation: Evaluation, place: QuestionPlace, with_identity: bool) -> str:
    """The question, with its group and its row when it needs them to be understood."""
    label = _words(evaluation, place.question.label, place.path, with_identity)
    if len(place.path) > 1:
        group = evaluation.groups.get(place.path[:-2])
        if group is not None:
            return f"{group.group.label} {group.rows.index(place.path[-2]) + 1}\u00a0: {label}"
    around = getattr(evaluation.compiled.questions[place.question.key].parent, "group", None)
    is_table = isinstance(around, Group) and around.layout != "plain" and not around.repeats
    return f"{around.label} · {label}" if is_table and around is not None else label


def _replaced(response: Response, compiled: CompiledQuestionnaire, with_identity: bool) -> Iterator[ReadLine]:
    rows = list(response.replaced_answers.all())
    versions = _versions(response, rows, compiled)
    communes = commune_labels(row.value for row in rows if isinstance(row.value, str))
    for row in rows:
        wording = versions.get(row.section_key, compiled)
        found = wording.questions.get(row.path.rsplit("/", 1)[-1])
        why = _why(row)
        if found is None:
            yield ReadLine(_GONE, HIDDEN if not with_identity else _plain(row.value), why, at=row.created_at)
            continue
        choices = wording.questionnaire.choices(found.question)
        line = _answer(found.question.label, found.question, row.value, choices, communes, with_identity)
        answer = line.answer or ("" if line.note else "laissée sans réponse")
        yield ReadLine(
            line.label, answer, f"{line.note}\u00a0; {why}" if line.note else why, line.file, row.created_at
        )


def _versions(
    response: Response, rows: list[ReplacedAnswer], compiled: CompiledQuestionnaire
) -> dict[str, CompiledQuestionnaire]:
    """The wording each answer was given to: an earlier one for what a change of version set aside."""
    numbers = {
        row.section_key: int(row.section_key.removeprefix(ReplacedAnswer.SET_ASIDE_FROM))
        for row in rows
        if row.section_key.removeprefix(ReplacedAnswer.SET_ASIDE_FROM).isdecimal()
        and row.section_key.startswith(ReplacedAnswer.SET_ASIDE_FROM)
    }
    if not numbers:
        return {}
    questionnaire = response.version.questionnaire_id
    found = Version.objects.filter(questionnaire_id=questionnaire, number__in=set(numbers.values()))
    known = {version.number: compiled_version(version) for version in found}
    return {key: known.get(number, compiled) for key, number in numbers.items()}


def _why(row: ReplacedAnswer) -> str:
    if row.section_key.startswith(ReplacedAnswer.SET_ASIDE_FROM):
        return (
            f"mise de côté au changement de version\u00a0: {row.replaced_by}"
            if row.replaced_by
            else "mise de côté"
        )
    return "remplacée par quelqu’un d’autre de la même réponse"


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) else ""
