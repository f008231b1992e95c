"""How many responses a later version concerns, before it is adopted: one SQL statement per earlier version.

What becomes of each answer comes from the two definitions (:func:`fates_of`); the database only counts who
gave one. At most ``MAX_LINES`` fates are counted: more than that is another questionnaire.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import connection

from engines.questionnaire.version_change import Fate, FateKind, compare, fates_of
from milliard.surveys.models import Collection, Response, Version
from milliard.surveys.services.questionnaires import definition_of

#: PostgreSQL holds at most 1,664 columns in one result.
MAX_LINES = 1_500


@dataclass(frozen=True, slots=True)
class CarryLine:
    """What becomes of one question, or one ``choice`` of it; ``count``: responses that gave it."""

    label: str
    choice: str
    what: str
    count: int


@dataclass(frozen=True, slots=True)
class Carrying:
    """What becomes of the responses to version ``number``. ``same``: questions kept as they are.

    ``touched``: responses with at least one answer kept apart, or that may be (it depends on the answer).
    ``loses_choices``: a choice is no more, which may only be one whose code was changed.
    """

    number: int
    total: int
    touched: int
    same: int
    lines: tuple[CarryLine, ...]
    loses_choices: bool

    @property
    def untouched(self) -> int:
        return self.total - self.touched


def collection_carrying(collection: Collection, version: Version) -> list[Carrying]:
    """For each other version somebody answered in this collection, what adopting ``version`` does."""
    found = Response.objects.filter(collection=collection).exclude(version=version)
    used = found.order_by().values_list("version_id", flat=True).distinct()
    olds = Version.objects.filter(pk__in=used).order_by("-number")
    return [_carrying(old, version, collection) for old in olds]


def version_carrying(version: Version) -> list[Carrying]:
    """What ``version`` does to the responses to the one before it, in all collections; [] for the first."""
    olds = Version.objects.filter(questionnaire=version.questionnaire_id, number=version.number - 1)
    return [_carrying(old, version, None) for old in olds]


def _carrying(old: Version, new: Version, collection: Collection | None) -> Carrying:
    fates = fates_of(compare(definition_of(old), definition_of(new)))
    listed = [fate for fate in fates if fate.kind is not FateKind.SAME][:MAX_LINES]
    apart = [_path(fate) for fate in listed if fate.kind in (FateKind.APART, FateKind.DEPENDS)]
    given = "jsonb_path_exists(answers, %s::jsonpath)"
    columns = ["count(*)", f"count(*) FILTER (WHERE {' OR '.join([given] * len(apart)) or 'false'})"]
    columns += [f"count(*) FILTER (WHERE {given})"] * len(listed)
    where, scope = ("version_id = %s", [old.pk])
    if collection is not None:
        where, scope = (f"{where} AND collection_id = %s", [*scope, collection.pk])
    statement = f"SELECT {', '.join(columns)} FROM surveys_response WHERE {where}"  # noqa: S608 (constants)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*apart, *(_path(fate) for fate in listed), *scope])
        total, touched, *counts = cursor.fetchone()
    lines = [
        CarryLine(fate.label, fate.code_label, _what(fate), count)
        for fate, count in zip(listed, counts, strict=True)
    ]
    same = sum(fate.kind is FateKind.SAME for fate in fates)
    loses_choices = any(fate.kind is FateKind.APART and fate.code for fate in fates)
    return Carrying(old.number, total, touched, same, tuple(lines), loses_choices)


def _path(fate: Fate) -> str:
    """The answer as a JSON path; lax mode looks into the rows of repeated groups and into lists."""
    path = "".join(f".{json.dumps(key, ensure_ascii=False)}" for key in fate.path)
    wanted = f" ? (@ == {json.dumps(fate.code, ensure_ascii=False)})" if fate.code else ""
    return f"${path}{wanted}"


def _what(fate: Fate) -> str:
    if fate.kind is FateKind.CARRIED:
        return f"Reprise dans «\u00a0{fate.after}\u00a0»."
    if fate.kind is FateKind.DEPENDS:
        return f"Reprise dans «\u00a0{fate.after}\u00a0» si elle y tient, sinon mise de côté."
    return f"Mise de côté\u00a0: {fate.reason[0].lower()}{fate.reason[1:]}"
