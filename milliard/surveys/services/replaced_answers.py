"""Answers put aside: those of somebody else, and those a later version has no place for."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import Truncator

from milliard.surveys.models import Collection, ReplacedAnswer, Response
from milliard.surveys.services.anonymity import moment


def moved_apart(
    response: Response, path: Sequence[str], value: Any, *, number: int, reason: str
) -> ReplacedAnswer:
    """The row, not yet stored, of an answer to version ``number`` that has no place now, and why (French)."""
    return ReplacedAnswer(
        response=response,
        section_key=f"{ReplacedAnswer.MOVED_FROM}{number}",
        path="/".join(path)[:240],
        value=value,
        replaced_by=Truncator(reason).chars(80),
    )


def keep_rows(rows: list[ReplacedAnswer], collection: Collection) -> None:
    """Store answers put aside; of an anonymous collection, with the day only."""
    made = ReplacedAnswer.objects.bulk_create(rows)
    if made and collection.is_anonymous:
        day = moment(collection)
        ReplacedAnswer.objects.filter(pk__in=[row.pk for row in made]).update(created_at=day, updated_at=day)
