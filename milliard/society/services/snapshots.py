"""Counting groups at night, for a page that counts nobody.

Two publications a few people apart would tell, by their difference, who came in between: a group is published
again only when ten people or more (twice the threshold) came or left since, or when nothing changed at all.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from milliard.core.declarations import SocietyGroup, declared
from milliard.society.models import GroupSnapshot
from milliard.society.pictures import picture_of
from milliard.society.reports.compared import compare, from_json, to_json


@transaction.atomic
def take_snapshots(*, on: dt.date | None = None) -> int:
    """Count every group the apps declare, and publish those that may be; how many were. Safe to run twice.

    The cost is of one GROUP BY a trait a group, at night, and of none when somebody reads.
    """
    on = on or timezone.localdate()
    groups = [group for groups in declared("society_groups") for group in groups(on)]
    last = {row.code: row for row in GroupSnapshot.objects.select_for_update().order_by("pk")}
    published = [row for group in groups if (row := _publish(group, last.get(group.code)))]
    transaction.on_commit(lambda: _draw(published))
    return len(published)


def tidy() -> list[tuple[str, int]]:
    """The same, every night. Nothing is forgotten: nothing is counted as such."""
    take_snapshots()
    return []


def _draw(rows: Sequence[GroupSnapshot]) -> None:
    """Draw the charts now: the first reader waits for none."""
    for row in rows:
        for trait in from_json(row.figures):
            if trait.has_numbers:
                picture_of(trait, row.label)


def _publish(group: SocietyGroup, last: GroupSnapshot | None) -> GroupSnapshot | None:
    if last is not None and _is_too_close(group, last):
        return None
    row = last or GroupSnapshot(code=group.code)
    row.label, row.base, row.source = group.label, group.base, group.source
    row.counted_on, row.size, row.is_simulated = group.counted_on, group.size, group.is_simulated
    row.counts = {trait: dict(counts) for trait, counts in group.counts.items()}
    row.figures = to_json(compare(group))
    row.full_clean()
    row.save()
    return row


def _is_too_close(group: SocietyGroup, last: GroupSnapshot) -> bool:
    if not last.figures:  # nothing was said yet
        return False
    least = 2 * settings.DISCLOSURE_THRESHOLD
    if abs(group.size - last.size) >= least:
        return False
    return group.size != last.size or any(
        _without_zeros(counts) != _without_zeros(last.counts.get(trait, {}))
        for trait, counts in group.counts.items()
    )


def _without_zeros(counts: Any) -> dict[str, int]:
    return {value: count for value, count in dict(counts).items() if count}
