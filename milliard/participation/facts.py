"""What segments of members are made of here: missions finished, groups, events."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet

from milliard.members.facts import clause
from milliard.participation.enums import MissionKind, RsvpState, SeatState
from milliard.participation.models import Assignment, GroupSeat, Rsvp, WorkingGroup

_ANY = "any"


def _groups() -> dict[str, str]:
    return dict(WorkingGroup.objects.alive().order_by("name", "pk").values_list("slug", "name"))


def _finished(values: Sequence[str], on: dt.date) -> QuerySet[Assignment]:
    done = Assignment.objects.finished().filter(done_at__date__lte=on)
    return done if _ANY in values else done.filter(mission__kind__in=values)


def _inside(values: Sequence[str], on: dt.date) -> QuerySet[GroupSeat]:
    """Now, whatever the day: when somebody entered is not kept."""
    return GroupSeat.objects.filter(group__slug__in=values, state=SeatState.IN)


def _came(values: Sequence[str], on: dt.date) -> QuerySet[Rsvp]:
    since = on - dt.timedelta(days=max(map(int, values)))
    days = (since, on)
    return Rsvp.objects.filter(state=RsvpState.GOING, has_come=True, event__starts_at__date__range=days)


FINISHED = clause(
    "participation.finished",
    "Mission finie",
    choices=lambda: {
        _ANY: "une mission",
        **{kind.value: f"une mission «\u00a0{kind.label}\u00a0»" for kind in MissionKind},
    },
    rows=_finished,
    says="ont fini",
    says_not="n’ont pas fini",
)
GROUP = clause(
    "participation.group",
    "Groupe",
    choices=_groups,
    rows=_inside,
    says="sont dans le groupe",
    says_not="ne sont pas dans le groupe",
)
CAME = clause(
    "participation.came",
    "Venue à un évènement",
    choices=lambda: {"31": "depuis un mois", "366": "depuis un an"},
    rows=_came,
    says="sont venu·es à un évènement",
    says_not="ne sont venu·es à aucun évènement",
)
FACTS = (FINISHED, GROUP, CAME)
