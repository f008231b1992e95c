"""How a collection is going, live: a fixed number of SQL aggregates, remembered for a few seconds.

These are not published figures: they are for the team that runs the collection. A complete response
counts in every section and question it went through; one sent without having seen everything stops where it
stopped.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from engines.questionnaire.expressions import CompiledQuestion, CompiledQuestionnaire
from engines.questionnaire.joint_counts import counted_together, values_of
from engines.questionnaire.model import QuestionRole
from engines.questionnaire.stops import QuestionProgress, count_questions
from milliard.surveys.models import Collection, Quota
from milliard.surveys.services.questionnaires import compiled_version

CACHE_SECONDS = 15
MAX_MARGINS = 8

_COUNTS = """
SELECT furthest_section, furthest_question, completed_at IS NOT NULL AND unseen_sections = 0,
    count(*), count(*) FILTER (WHERE completed_at IS NOT NULL AND unseen_sections > 0)
FROM surveys_response WHERE collection_id = %s GROUP BY 1, 2, 3
"""
_DAYS = """
SELECT (started_at AT TIME ZONE %s)::date,
    CASE WHEN unseen_sections = 0 THEN (completed_at AT TIME ZONE %s)::date END, origin, count(*)
FROM surveys_response WHERE collection_id = %s GROUP BY 1, 2, 3
"""
_SECONDS = """
SELECT place.key, percentile_disc(0.5) WITHIN GROUP (ORDER BY (place.value ->> 'seconds')::float8)
FROM (
    SELECT sections FROM surveys_response
    WHERE collection_id = %s AND sections <> '{}'::jsonb ORDER BY id DESC LIMIT 20000
) AS recent, jsonb_each(recent.sections) AS place
WHERE jsonb_typeof(place.value -> 'seconds') = 'number' AND (place.value ->> 'seconds')::float8 > 0
GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """``reached``: responses that saved it or a later one. ``median_seconds``: of the last 20,000."""

    key: str
    title: str
    reached: int
    median_seconds: int | None


@dataclass(frozen=True, slots=True)
class QuotaProgress:
    """Responses by one answer to one question. ``target`` None: nothing was promised."""

    question_key: str
    question_label: str
    value: str
    label: str
    begun: int
    complete: int
    target: int | None


@dataclass(frozen=True, slots=True)
class DayProgress:
    day: datetime.date
    begun: int
    completed: int


@dataclass(frozen=True, slots=True)
class Following:
    """The whole picture at ``at``.

    ``complete``: sent, every section seen; ``sent_unseen``: sent without; ``never_answered``: begun, and not
    one question answered.
    """

    at: datetime.datetime
    begun: int
    complete: int
    sent_unseen: int
    never_answered: int
    by_origin: dict[str, int]
    sections: tuple[SectionProgress, ...]
    questions: tuple[QuestionProgress, ...]
    quotas: tuple[QuotaProgress, ...]
    days: tuple[DayProgress, ...]

    @property
    def partial(self) -> int:
        return self.begun - self.complete - self.sent_unseen


def follow(collection: Collection) -> Following:
    """The progress of a collection, at most ``CACHE_SECONDS`` old."""
    key = f"surveys.following:{collection.pk}"
    known: Following | None = caches["process"].get(key)
    if known is None:
        known = compute_following(collection)
        caches["process"].set(key, known, timeout=CACHE_SECONDS)
    return known


def compute_following(collection: Collection) -> Following:
    """The same, counted now. The number of queries does not depend on the number of responses."""
    compiled = compiled_version(collection.version)
    zone = timezone.get_default_timezone_name()
    rows = _rows(_COUNTS, [collection.pk])
    counts = [row[:4] for row in rows]
    days = _rows(_DAYS, [zone, zone, collection.pk])
    seconds = dict(_rows(_SECONDS, [collection.pk]))
    origins: dict[str, int] = {}
    for _, _, origin, count in days:
        origins[origin] = origins.get(origin, 0) + count
    return Following(
        at=timezone.now(),
        begun=sum(count for *_, count in counts),
        complete=sum(count for _, _, is_complete, count in counts if is_complete),
        sent_unseen=sum(row[4] for row in rows),
        never_answered=sum(count for _, question, done, count in counts if not question and not done),
        by_origin=origins,
        sections=_sections(compiled, counts, seconds),
        questions=_questions(compiled, counts),
        quotas=_quotas(collection, compiled),
        days=_days(days),
    )


def _rows(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _sections(
    compiled: CompiledQuestionnaire, counts: list[tuple[Any, ...]], seconds: dict[str, float]
) -> tuple[SectionProgress, ...]:
    found = []
    for place, (key, section) in enumerate(compiled.sections.items(), start=1):
        reached = sum(count for furthest, _, done, count in counts if done or furthest >= place)
        median = seconds.get(key)
        found.append(
            SectionProgress(key, section.section.title, reached, None if median is None else round(median))
        )
    return tuple(found)


def _questions(
    compiled: CompiledQuestionnaire, counts: list[tuple[Any, ...]]
) -> tuple[QuestionProgress, ...]:
    size = len(compiled.questions)
    stopped = [0] * (size + 1)
    complete = 0
    for _, furthest, done, count in counts:
        if done:
            complete += count
        else:
            stopped[min(furthest, size)] += count
    return count_questions(compiled, stopped, complete)


def _quotas(collection: Collection, compiled: CompiledQuestionnaire) -> tuple[QuotaProgress, ...]:
    """Counts by answer of the questions with a target or the role of margin."""
    rows = Quota.objects.filter(collection=collection).values_list("question_key", "value", "target")
    targets = {(key, value): target for key, value, target in rows}
    wanted = {key for key, _ in targets}
    questions = [
        question
        for key, question in compiled.questions.items()
        if question.choices
        and not question.chain
        and (key in wanted or question.question.role is QuestionRole.MARGIN)
    ][:MAX_MARGINS]
    found: list[QuotaProgress] = []
    for batch in counted_together(questions):
        tallies = _tallies(collection, batch)
        for question in batch:
            found += _progress(question, tallies[question.key], targets)
    return tuple(found)


def _tallies(collection: Collection, questions: list[CompiledQuestion]) -> dict[str, dict[str, list[int]]]:
    """key -> answer -> [begun, complete]."""
    columns = ", ".join(f"answers ->> %s AS a{place}" for place in range(len(questions)))
    names = ", ".join(f"a{place}" for place in range(len(questions)))
    statement = (
        f"SELECT {names}, count(*), count(done) FROM (SELECT {columns}, "  # noqa: S608
        "CASE WHEN unseen_sections = 0 THEN completed_at END AS done "
        f"FROM surveys_response WHERE collection_id = %s) AS given GROUP BY {names}"
    )
    tallies: dict[str, dict[str, list[int]]] = {question.key: {} for question in questions}
    for *answers, begun, complete in _rows(statement, [*(item.key for item in questions), collection.pk]):
        for question, answer in zip(questions, answers, strict=True):
            for value in values_of(question, answer):
                tally = tallies[question.key].setdefault(value, [0, 0])
                tally[0] += begun
                tally[1] += complete
    return tallies


def _progress(
    question: CompiledQuestion, tally: dict[str, list[int]], targets: dict[tuple[str, str], int]
) -> Iterator[QuotaProgress]:
    for choice in question.choices:
        begun, complete = tally.get(choice.value, (0, 0))
        yield QuotaProgress(
            question.key,
            question.question.label,
            choice.value,
            choice.label,
            begun,
            complete,
            targets.get((question.key, choice.value)),
        )


def _days(rows: list[tuple[Any, ...]]) -> tuple[DayProgress, ...]:
    """Every day something began or was completed, in order."""
    begun: dict[datetime.date, int] = {}
    completed: dict[datetime.date, int] = {}
    for started, done, _, count in rows:
        begun[started] = begun.get(started, 0) + count
        if done is not None:
            completed[done] = completed.get(done, 0) + count
    return tuple(
        DayProgress(day, begun.get(day, 0), completed.get(day, 0)) for day in sorted({*begun, *completed})
    )
