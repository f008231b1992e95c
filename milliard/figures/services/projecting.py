"""From the responses of a collection, as they stand, to the columns of a dataset: to freeze them or look."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, QuerySet
from django.db.models.fields.json import KeyTransform
from django.utils import timezone

from engines.questionnaire.expressions import CompiledQuestionnaire
from engines.questionnaire.model import Kind
from milliard.figures.datasets.derived import Derived
from milliard.figures.datasets.errors import NothingToFreeze
from milliard.figures.datasets.plan import Places, plan_dataset
from milliard.figures.datasets.projection import ResponseRow, VersionPlan
from milliard.surveys.enums import Purpose
from milliard.surveys.models import COMPLETE, Collection, Consent, Response, Version
from milliard.surveys.services.questionnaires import compiled_version
from milliard.surveys.version_change.responses import UNSEEN
from milliard.territories.models import Commune, Department, Region

_COLUMNS = (
    "public_id",
    "version_id",
    "answers",
    "is_complete",
    "furthest_section",
    "furthest_question",
    "saved_at",
    "unseen",
    "off_path",
)
#: Told of a response: its identifier, its version, its answers, the paths that routing hides.
Beside = Callable[[str, int, Mapping[str, Any], Sequence[str]], None]


def countable_responses(collection: Collection) -> QuerySet[Response]:
    """The responses whose author did not refuse statistics."""
    refused = Consent.objects.filter(response=OuterRef("pk"), purpose=Purpose.STATISTICS, is_given=False)
    return Response.objects.filter(~Exists(refused), collection=collection)


def response_rows(responses: QuerySet[Response], beside: Beside | None = None) -> Iterator[ResponseRow]:
    """What the columns are made of; ``beside`` is told of each response as it is read."""
    found = responses.annotate(
        unseen=KeyTransform(UNSEEN, "sections"), is_complete=ExpressionWrapper(COMPLETE, BooleanField())
    )
    for row in found.order_by("pk").values_list(*_COLUMNS).iterator(chunk_size=2_000):
        public_id, version, answers, is_complete, section, question, saved_at, unseen, off_path = row
        if beside is not None:
            beside(str(public_id), version, answers, off_path)
        yield ResponseRow(
            str(public_id),
            version,
            answers,
            is_complete,
            section,
            question,
            timezone.localdate(saved_at),
            tuple(unseen or ()),
        )


def version_plans(
    collection: Collection, responses: QuerySet[Response], derived: Sequence[Derived]
) -> dict[int, VersionPlan]:
    """One plan per version that was answered, the collection's own always among them."""
    used = set(responses.order_by().values_list("version_id", flat=True).distinct())
    if not used:
        raise NothingToFreeze
    versions = Version.objects.filter(pk__in=used | {collection.version_id})
    compiled = {version.pk: compiled_version(version) for version in versions}
    places = _places(compiled.values())
    plans = {}
    for pk, item in compiled.items():
        wanted = derived if pk == collection.version_id else _possible(item, derived)
        made = plan_dataset(item, respondents=collection.audience, derived=wanted, places=places)
        plans[pk] = VersionPlan(item, made)
    return plans


def _possible(compiled: CompiledQuestionnaire, derived: Sequence[Derived]) -> list[Derived]:
    """Derived variables an older version can also give; the others are «not asked» there."""
    keys = {*compiled.questions, ""}
    return [
        item
        for item in derived
        if item.group in compiled.groups
        and {item.question, item.where_question} <= keys
        and (
            not item.where_question
            or set(item.where_values) <= set(compiled.questions[item.where_question].choice_by_value)
        )
    ]


def _places(compiled: Any) -> Places | None:
    """All communes with their department and region, when some question asks for one."""
    kinds = {question.question.kind for item in compiled for question in item.questions.values()}
    if Kind.COMMUNE not in kinds:
        return None
    area_of: Mapping[str, tuple[str, str]] = {
        code: (department or "", region or "")
        for code, department, region in Commune.objects.values_list(
            "code", "department_id", "department__region_id"
        )
    }
    return Places(
        list(Department.objects.order_by("code").values_list("code", "name")),
        list(Region.objects.order_by("code").values_list("code", "name")),
        area_of,
    )


def ordering_key(collection: Collection) -> bytes:
    """A secret of this installation and collection: the order of the rows tells nothing to others."""
    return hashlib.sha256(f"dataset-order|{settings.SECRET_KEY}|{collection.public_id}".encode()).digest()
