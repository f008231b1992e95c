"""How many members live where, said only where it tells nothing of anybody.

A count below the threshold is hidden; so is another beside it, lest a subtraction from the total of the
level above find it. What is hidden is told at the level above.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count
from django.utils import timezone

from milliard.members.models import Member
from milliard.members.services.dues import JoiningClosed, rates_in_force
from milliard.territories.models import Department

_KEPT_S = 26 * 3600


@dataclass(frozen=True, slots=True)
class MemberCounts:
    """Code of a region or department -> members, None: hidden; of a commune, when told. As of one day."""

    regions: Mapping[str, int | None]
    departments: Mapping[str, int | None]
    communes: Mapping[str, int]
    on: dt.date


def member_counts() -> MemberCounts:
    """The counts of today, counted once a day: two days' difference is then never one hour's."""
    today = timezone.localdate()
    key = f"places.member_counts.communes:{today.isoformat()}:{settings.DISCLOSURE_THRESHOLD}"
    known = cache.get(key)
    if not isinstance(known, MemberCounts):
        known = _counted(today)
        cache.set(key, known, _KEPT_S)
    return known


def _counted(today: dt.date) -> MemberCounts:
    region_of = dict(Department.objects.exclude(region=None).values_list("code", "region"))
    found = dict.fromkeys(region_of, 0)
    try:
        voters = Member.objects.with_right_to_vote(rates_in_force(), today)
    except JoiningClosed:
        voters = Member.objects.none()
    by_commune = voters.exclude(commune=None).order_by().values("commune", "commune__department")
    inside: dict[str, dict[str, int]] = defaultdict(dict)
    for commune, department, count in by_commune.annotate(count=Count("pk")).values_list(
        "commune", "commune__department", "count"
    ):
        if department in found:
            found[department] += count
            inside[department][commune] = count
    threshold = settings.DISCLOSURE_THRESHOLD
    regions, departments = shown_counts(found, region_of, threshold)
    communes = {
        code: count
        for department, counts in inside.items()
        if departments[department] is not None
        for code, count in hide(counts, threshold).items()
        if count is not None
    }
    return MemberCounts(regions, departments, communes, today)


def shown_counts(
    found: Mapping[str, int], region_of: Mapping[str, str], threshold: int
) -> tuple[dict[str, int | None], dict[str, int | None]]:
    """What may be said of regions and of departments.

    A hidden region hides all its departments, which would add up to it.
    """
    inside: dict[str, dict[str, int]] = defaultdict(dict)
    for department, region in region_of.items():
        inside[region][department] = found[department]
    regions = hide({region: sum(counts.values()) for region, counts in inside.items()}, threshold)
    departments: dict[str, int | None] = {}
    for region, counts in inside.items():
        departments |= dict.fromkeys(counts) if regions[region] is None else hide(counts, threshold)
    return regions, departments


def hide(counts: Mapping[str, int], threshold: int) -> dict[str, int | None]:
    """The counts without those below the threshold, and without the next smallest ones.

    Hidden together, there are two at least, and as many people as the threshold at least: their sum, which
    whoever knows the total can work out, says nothing of one of them.
    """
    ordered = sorted(counts, key=lambda code: (counts[code], code))
    hidden = [code for code in ordered if counts[code] < threshold]
    others = ordered[len(hidden) :]
    while hidden and others and (len(hidden) < 2 or sum(counts[code] for code in hidden) < threshold):
        hidden.append(others.pop(0))
    return {code: None if code in hidden else counts[code] for code in counts}
