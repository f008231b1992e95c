"""Freezing: what every published figure is computed from. Frozen again is a new row, never an update."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.text import slugify

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.figures.datasets import parquet, storage
from milliard.figures.datasets.codebook import Codebook, CodebookVariable, VariableKind
from milliard.figures.datasets.derived import Derived
from milliard.figures.datasets.errors import NothingToFreeze
from milliard.figures.datasets.plan import Plan, plan_dataset
from milliard.figures.datasets.projection import Projected, VersionPlan, project
from milliard.figures.datasets.storage import open_dataset
from milliard.figures.enums import DatasetSource
from milliard.figures.models import Dataset
from milliard.figures.policies import can_freeze
from milliard.figures.services.nearness import refuse_if_close_to_another
from milliard.figures.services.projecting import (
    countable_responses,
    ordering_key,
    response_rows,
    version_plans,
)
from milliard.surveys.models import Collection
from milliard.surveys.services.locks import lock_for_answer
from milliard.surveys.services.questionnaires import compiled_version
from milliard.surveys.version_change.responses import convert_batch

__all__ = ["countable_responses", "free_slug", "freeze_collection", "open_dataset", "save_dataset"]

#: Responses read to preview a derived variable.
PREVIEWED = 2_000


@transaction.atomic
def freeze_collection(
    *,
    collection: Collection,
    by: User | None,
    title: str = "",
    derived: Sequence[Derived] = (),
    source_note: str = "",
) -> Dataset:
    """Freeze what was answered so far, complete (sent, every section seen) or not, into a new dataset.

    Responses still on an earlier version are moved first: an answer whose choice was dropped is kept apart
    with its reason, and stops nothing. ``by`` None: the platform (a command, the closing).
    Raises ``NotAllowed``, ``NothingToFreeze``, ``AnswersDoNotFit``, ``UnknownDerivation``,
    ``TooCloseToAnotherFreeze``.
    """
    authorize(by, can_freeze, collection)
    lock_for_answer(collection.pk)  # no other version is adopted meanwhile
    while convert_batch(collection=collection):  # before the collection is locked: saves lock in this order
        pass
    locked = Collection.objects.select_for_update(of=("self",), no_key=True).get(pk=collection.pk)
    responses = countable_responses(locked)
    period = responses.aggregate(first=Min("started_at"), last=Max("saved_at"))
    plans = version_plans(locked, responses, derived)
    projected = project(
        response_rows(responses), plans=plans, main_version_id=locked.version_id, key=ordering_key(locked)
    )
    refuse_if_close_to_another(locked, projected.arrays)
    name = title.strip() or locked.title
    return save_dataset(
        slug=free_slug(locked.slug),
        title=name,
        projected=projected,
        by=by,
        code="figures.dataset.frozen",
        collection=locked,
        source=DatasetSource.COLLECTION,
        source_note=source_note,
        collected_from=timezone.localdate(period["first"]),
        # Once closed, the day it closed: nobody answered later, and a page says one end, not two.
        collected_to=timezone.localdate(_end_of(locked, period["last"])),
        is_simulated=locked.is_simulated,
    )


def _end_of(collection: Collection, last: datetime) -> datetime:
    """When a collection ended: its closing when that is past, else the last answer."""
    closing = collection.closes_at
    return closing if closing and last <= closing <= timezone.now() else last


@dataclass(frozen=True, slots=True)
class DerivedPreview:
    """A derived variable before it is frozen, and how many of the ``read`` responses would have a value.

    concerned: rounded to a multiple of ``threshold``, None under it, and 0 for none: analysts choose the
    rows freely, and exact counts subtracted from one another would single out somebody.
    """

    label: str
    note: str
    concerned: int | None
    read: int
    threshold: int


def preview_derived(
    *, collection: Collection, derived: Sequence[Derived], by: User | None
) -> list[DerivedPreview]:
    """What these variables would hold, counted on at most ``PREVIEWED`` responses. Nothing is written.

    Counts only: no value is given, so that no answer shows. Raises ``NotAllowed``, ``AnswersDoNotFit``,
    ``UnknownDerivation``.
    """
    authorize(by, can_freeze, collection)
    compiled = compiled_version(collection.version)
    whole = plan_dataset(compiled, respondents=collection.audience, derived=derived)
    variables = whole.codebook.variables[len(whole.codebook.variables) - len(derived) :]
    book = Codebook(variables, collection.audience)
    only = VersionPlan(compiled, Plan(book, whole.fields[len(whole.fields) - len(derived) :]))
    rows = islice(
        response_rows(countable_responses(collection).filter(version=collection.version_id)), PREVIEWED
    )
    try:
        found = project(
            rows, plans={collection.version_id: only}, main_version_id=collection.version_id, key=b""
        )
    except NothingToFreeze:
        return [_preview(item, 0, 0) for item in variables]
    return [
        _preview(item, int((found.arrays[f"{item.name}/missing"] == 0).sum()), found.row_count)
        for item in variables
    ]


def _preview(variable: CodebookVariable, count: int, read: int) -> DerivedPreview:
    threshold = settings.DISCLOSURE_THRESHOLD
    about = None if 0 < count < threshold else min(threshold * round(count / threshold), read)
    return DerivedPreview(variable.label, variable.note, about, read, threshold)


def save_dataset(
    *,
    slug: str,
    title: str,
    projected: Projected,
    by: User | None,
    code: str,
    source: DatasetSource,
    collection: Collection | None = None,
    source_note: str = "",
    collected_from: date | None = None,
    collected_to: date | None = None,
    is_simulated: bool = False,
) -> Dataset:
    """Write the row, its bytes and its journal line. Call inside a transaction, policy already asked.

    Everything frozen in a demonstration is simulated.
    """
    data = parquet.write_arrays(projected.codebook, projected.arrays)
    weight = projected.codebook.of_kind(VariableKind.WEIGHT)
    dataset = Dataset(
        slug=slug,
        title=title[:200],
        source=source,
        collection=collection,
        source_note=source_note,
        collected_from=collected_from,
        collected_to=collected_to,
        frozen_at=timezone.now(),
        frozen_by=by,
        row_count=projected.row_count,
        complete_count=projected.complete_count,
        codebook=projected.codebook.to_json(),
        weight_column=weight.name if weight is not None else "",
        is_simulated=is_simulated or settings.IS_DEMONSTRATION,
    )
    storage.keep_bytes(dataset, data)
    dataset.full_clean(exclude=["parquet"])
    dataset.save()
    journal.record(
        code,
        dataset,
        by=by,
        data={"rows": dataset.row_count, "complete": dataset.complete_count},
    )
    return dataset


def free_slug(base: str) -> str:
    """``base``, or ``base-2``, ``base-3``… The caller holds the lock that makes it safe."""
    start = slugify(base)[:70] or "donnees"
    taken = set(Dataset.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    number = 1
    while (slug := start if number == 1 else f"{start}-{number}") in taken:
        number += 1
    return slug
