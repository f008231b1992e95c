"""The organiser's desk: the first entry of «Membres»."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from milliard.core.access import authorize
from milliard.core.declarations import declared
from milliard.core.staff import show
from milliard.members import desk, facts
from milliard.members.models import DuesRates, Member
from milliard.members.policies import can_keep_register, can_see_members
from milliard.ui.component_records import Column

TITLE = "Cette semaine"


def _url(row: Any) -> str:
    """The page of the member a row is of, or is."""
    member = row if isinstance(row, Member) else row.member
    return reverse("members_staff:member", args=[member.public_id])


_NEW = [
    Column("Qui", "member.name", note="member.number", url=_url),
    Column("Commune", lambda row: row.member.commune or ""),
    Column("Depuis le", "effective_on", "date_longue"),
]
_ENDING = [
    Column("Qui", "member.name", note="member.number", url=_url),
    Column("Commune", lambda row: row.member.commune or ""),
    Column("Finit le", "ends_on", "date_longue"),
    Column("Écrire", lambda row: row.member.email or "pas d’adresse"),
]
_BEGAN = [
    Column("Qui", "name", url=_url),
    Column("Commune", lambda row: row.commune or ""),
    Column("Le", "created_at", "date_longue"),
    Column("Écrire", lambda row: row.email or "pas d’adresse"),
]
_REMINDERS = {1: "avant la fin", 2: "à la fin", 3: "pendant les jours de grâce"}


@require_safe
def organiser_desk(request: HttpRequest) -> HttpResponse:
    """Who came, who lapses soon, who began and stopped, what waits."""
    authorize(request.user, can_see_members)
    today = timezone.localdate()
    rates = DuesRates.objects.filter(valid_from__lte=today).order_by("-valid_from").first()
    counts = desk.desk_counts(rates, today)
    return show(
        request,
        "members/staff/desk.html",
        title=TITLE,
        icon="group",
        today=today,
        since=today - desk.WEEK,
        counts=counts,
        new=list(desk.entries(today)[: desk.SHOWN]),
        new_columns=_NEW,
        ending=list(desk.ending(rates, today)[: desk.SHOWN]),
        ending_columns=_ENDING,
        rates=rates,
        began=list(desk.began(today)[: desk.SHOWN]),
        began_columns=_BEGAN,
        write_to_new=_writing_to(request, facts.NEWCOMERS),
        write_to_ending=_writing_to(request, facts.ENDING),
        write_to_began=_writing_to(request, facts.STOPPED),
        may_keep=can_keep_register(request.user),
        reminders=[(_REMINDERS[step], count) for step, count in counts.reminders.shares],
    )


def _writing_to(request: HttpRequest, segment: facts.ReadySegment) -> str:
    """Where this person may write to those of a ready list; "" when no app above offers it to them."""
    found = (address(request, segment.code) for address in declared("writing_screen"))
    return next(filter(None, found), "")
