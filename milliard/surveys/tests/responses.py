"""Stored responses, made by the dozen."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from milliard.surveys.models import Collection, Response


def respond(
    collection: Collection,
    *answers: Mapping[str, Any],
    complete: bool = True,
    section: int | None = None,
    question: int = 0,
    **fields: Any,
) -> list[Response]:
    """One stored response per answers. Complete ones reached the end."""
    now = timezone.now()
    rows = [
        Response(
            collection=collection,
            version_id=fields.get("version_id", collection.version_id),
            token_digest=hashlib.sha256(uuid.uuid4().bytes).digest(),
            answers=dict(item),
            started_at=now - timedelta(hours=1),
            saved_at=now,
            completed_at=now if complete else None,
            furthest_section=99 if section is None and complete else section or 0,
            furthest_question=999 if complete else question,
        )
        for item in answers
    ]
    return Response.objects.bulk_create(rows)


def repeated(counts: Sequence[tuple[Mapping[str, Any], int]]) -> list[Mapping[str, Any]]:
    """``[(answers, how many times)]`` written out."""
    return [answers for answers, count in counts for _ in range(count)]
