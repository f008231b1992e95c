"""Replaced answers: those of somebody else, and those set aside by a change of version."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import Truncator

from milliard.surveys.models import Collection, ReplacedAnswer, Response


def answer_set_aside(
    response: Response, path: Sequence[str], value: Any, *, number: int, reason: str
) -> ReplacedAnswer:
    """The row, not yet stored, of an answer to version ``number`` set aside, and why (French)."""
    return ReplacedAnswer(
        response=response,
        section_key=f"{ReplacedAnswer.SET_ASIDE_FROM}{number}",
        path="/".join(path)[:240],
        value=value,
        replaced_by=Truncator(reason).chars(80),
    )


def without_known(rows: list[ReplacedAnswer]) -> list[ReplacedAnswer]:
    """``rows``, all of one response, without those kept before: a page is sent more than once."""
    if not rows:
        return []
    paths = [row.path for row in rows]
    known = ReplacedAnswer.objects.filter(response=rows[0].response, path__in=paths)
    kept = [(row.section_key, row.path, row.value) for row in known]
    return [row for row in rows if (row.section_key, row.path, row.value) not in kept]


def store_replaced(rows: list[ReplacedAnswer], collection: Collection) -> None:
    """Store these answers; of an anonymous collection, with the day only."""
    made = ReplacedAnswer.objects.bulk_create(rows)
    if made and collection.is_anonymous:
        day = collection.moment()
        ReplacedAnswer.objects.filter(pk__in=[row.pk for row in made]).update(created_at=day, updated_at=day)
