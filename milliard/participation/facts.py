"""What segments of members are made of here: missions finished, groups, events."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q

from milliard.members.facts import Fact, Position, either
from milliard.participation.enums import MissionKind, RsvpState, SeatState
from milliard.participation.models import Assignment, GroupSeat, Rsvp, WorkingGroup

_ANY = "any"


def _groups() -> dict[str, str]:
    return dict(WorkingGroup.objects.alive().order_by("name", "pk").values_list("slug", "name"))


def _finished(values: Sequence[str], on: dt.date) -> Q:
    done = Assignment.objects.finished().filter(done_at__date__lte=on)
    if _ANY not in values:
        done = done.filter(mission__kind__in=values)
    return Q(pk__in=done.values("member"))


def _inside(values: Sequence[str], on: dt.date) -> Q:
    """Now, whatever the day: when somebody entered is not kept."""
    seats = GroupSeat.objects.filter(group__slug__in=values, state=SeatState.IN)
    return Q(pk__in=seats.values("member"))


def _came(values: Sequence[str], on: dt.date) -> Q:
    since = on - dt.timedelta(days=max(map(int, values)))
    came = Rsvp.objects.filter(
        state=RsvpState.GOING, has_come=True, event__starts_at__date__range=(since, on)
    )
    return Q(pk__in=came.values("member"))


FINISHED = Fact(
    code="participation.finished",
    label="Mission finie",
    position=Position.CLAUSE,
    choices=lambda: {
        _ANY: "une mission",
        **{kind.value: f"une mission «\u00a0{kind.label}\u00a0»" for kind in MissionKind},
    },
    condition=_finished,
    words=lambda labels: f"ont fini {either(labels)}",
    words_not=lambda labels: f"n’ont pas fini {either(labels)}",
)
GROUP = Fact(
    code="participation.group",
    label="Groupe",
    position=Position.CLAUSE,
    choices=_groups,
    condition=_inside,
    words=lambda labels: f"sont dans le groupe {either(labels)}",
    words_not=lambda labels: f"ne sont pas dans le groupe {either(labels)}",
)
CAME = Fact(
    code="participation.came",
    label="Venue à un évènement",
    position=Position.CLAUSE,
    choices=lambda: {"31": "depuis un mois", "366": "depuis un an"},
    condition=_came,
    words=lambda labels: f"sont venu·es à un évènement {either(labels)}",
    words_not=lambda labels: f"ne sont venu·es à aucun évènement {either(labels)}",
)
FACTS = (FINISHED, GROUP, CAME)
