"""How many responses a later version concerns, before it is adopted: one SQL statement per earlier version.

What becomes of each answer comes from the two definitions (`effects_of`); the database only counts who gave
one. At most ``MAX_LINES`` effects are counted: more than that is another questionnaire.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import connection

from engines.questionnaire.version_change import Effect, EffectKind, compare, effects_of
from engines.questionnaire.version_change.wording import words_of_effect
from milliard.surveys.models import Collection, Response, Version
from milliard.surveys.services.questionnaires import definition_of

#: PostgreSQL holds at most 1,664 columns in one result.
MAX_LINES = 1_500


@dataclass(frozen=True, slots=True)
class EffectLine:
    """What becomes of the answers to one question, or of one choice of it."""

    label: str
    choice: str
    what: str
    #: Responses that gave it.
    count: int


@dataclass(frozen=True, slots=True)
class VersionEffects:
    """What becomes of the responses to one earlier version."""

    #: Of that version.
    number: int
    total: int
    #: Responses with at least one answer set aside, or that may be (it depends on the answer).
    touched: int
    #: Questions whose answers stay as they are.
    same: int
    lines: tuple[EffectLine, ...]
    #: A choice no longer exists, or only changed its code.
    loses_choices: bool

    @property
    def untouched(self) -> int:
        return self.total - self.touched


def effects_on_collection(collection: Collection, version: Version) -> list[VersionEffects]:
    """For each other version somebody answered in this collection, what adopting ``version`` does."""
    found = Response.objects.filter(collection=collection).exclude(version=version)
    used = found.order_by().values_list("version_id", flat=True).distinct()
    olds = Version.objects.filter(pk__in=used).order_by("-number")
    return [_effects(old, version, collection) for old in olds]


def effects_of_version(version: Version) -> list[VersionEffects]:
    """What ``version`` does to the responses to the one before it, in all collections; [] for the first."""
    olds = Version.objects.filter(questionnaire=version.questionnaire_id, number=version.number - 1)
    return [_effects(old, version, None) for old in olds]


def _effects(old: Version, new: Version, collection: Collection | None) -> VersionEffects:
    effects = effects_of(compare(definition_of(old), definition_of(new)))
    listed = [effect for effect in effects if effect.kind is not EffectKind.SAME][:MAX_LINES]
    aside = [_path(effect) for effect in listed if effect.kind in (EffectKind.SET_ASIDE, EffectKind.DEPENDS)]
    given = "jsonb_path_exists(answers, %s::jsonpath)"
    columns = ["count(*)", f"count(*) FILTER (WHERE {' OR '.join([given] * len(aside)) or 'false'})"]
    columns += [f"count(*) FILTER (WHERE {given})"] * len(listed)
    where, scope = ("version_id = %s", [old.pk])
    if collection is not None:
        where, scope = (f"{where} AND collection_id = %s", [*scope, collection.pk])
    statement = f"SELECT {', '.join(columns)} FROM surveys_response WHERE {where}"  # noqa: S608 (constants)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*aside, *(_path(effect) for effect in listed), *scope])
        total, touched, *counts = cursor.fetchone()
    lines = [
        EffectLine(effect.label, effect.code_label, words_of_effect(effect), count)
        for effect, count in zip(listed, counts, strict=True)
    ]
    same = sum(effect.kind is EffectKind.SAME for effect in effects)
    loses_choices = any(effect.kind is EffectKind.SET_ASIDE and effect.code for effect in effects)
    return VersionEffects(old.number, total, touched, same, tuple(lines), loses_choices)


def _path(effect: Effect) -> str:
    """The answer as a JSON path; lax mode looks into the rows of repeated groups and into lists."""
    path = "".join(f".{json.dumps(key, ensure_ascii=False)}" for key in effect.path)
    wanted = f" ? (@ == {json.dumps(effect.code, ensure_ascii=False)})" if effect.code else ""
    return f"${path}{wanted}"
