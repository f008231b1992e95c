"""Saved lists of members."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.letters.models import Segment
from milliard.letters.policies import can_write_letters
from milliard.letters.segments import read_conditions
from milliard.members.facts import ReadySegment


@transaction.atomic
def keep_ready_segment(*, ready: ReadySegment, by: User | None) -> Segment:
    """The saved list of a ready one: made the first time it is written to. Raises `NotAllowed`."""
    conditions = [dict(row) for row in ready.conditions]
    known = Segment.objects.filter(name=ready.name, conditions=conditions).order_by("pk").first()
    return known or save_segment(name=ready.name, conditions=conditions, by=by)


@transaction.atomic
def save_segment(
    *, segment: Segment | None = None, name: str, conditions: Sequence[dict[str, Any]], by: User | None
) -> Segment:
    """Make a list or change its question. Letters already confirmed keep theirs.

    Raises `NotAllowed`, `UnknownFact`, `ValidationError`.
    """
    authorize(by, can_write_letters)
    read_conditions(conditions)
    if segment is None:
        segment, code = Segment(created_by=by), "letters.segment.made"
    else:
        segment, code = Segment.objects.select_for_update().get(pk=segment.pk), "letters.segment.changed"
    segment.name, segment.conditions = name, list(conditions)
    segment.full_clean(exclude=["conditions"])
    segment.save()
    journal.record(code, segment, by=by)
    return segment
