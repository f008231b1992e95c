"""The register at a date: as the statutes ask, and as a court would; searched, paged, taken away."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from french import format_date
from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.fields import DayField
from milliard.core.staff import export, listing, show
from milliard.members.enums import DepartureKind, MembershipState
from milliard.members.models import DuesRates, Member
from milliard.members.policies import can_keep_register, can_see_members
from milliard.members.register import as_they_were, was_corrected
from milliard.members.services.openings import record_export
from milliard.members.staff.filters import RegisterFilters
from milliard.ui.component_records import Column

TITLE = "Le registre à une date"
FORMATS = ("csv", "json")


def _name_then(row: Any) -> str:
    return str(row.then.name or row.number)


def _number_and_now(row: Any) -> str:
    return f"{row.number}, aujourd’hui {row.name}" if was_corrected(row) else str(row.number)


def _state(row: Any) -> str:
    return str(MembershipState(row.state).label)


def _left(row: Any) -> str:
    return str(DepartureKind(row.left_kind).label) if row.left_kind else ""


def _how_they_left(row: Any) -> str:
    return f"{_left(row)}, le {format_date(row.left_on)}" if row.left_kind else ""


_COLUMNS = [
    Column(
        "Qui",
        _name_then,
        note=_number_and_now,
        url=lambda row: reverse("members_staff:member", args=[row.public_id]),
    ),
    Column("Entré·e le", "entered_on", "date_longue"),
    Column("Ce jour-là", _state, note=_how_they_left),
    Column("Réglé jusqu’au", "paid_until", "date_longue"),
    Column("Commune ou pays", "then.place"),
]
_FILE = [
    Column("Numéro", "number"),
    Column("Nom", "then.family_name"),
    Column("Prénom", "then.given_name"),
    Column("Commune ou pays", "then.place"),
    Column("Entrée le", "entered_on"),
    Column("Ce jour-là", _state),
    Column("Réglé jusqu’au", "paid_until"),
    Column("Sortie le", "left_on"),
    Column("Raison de la sortie", _left),
]


def _day_of(request: HttpRequest) -> dt.date:
    """The day asked for; today when it is none, or is to come: the filter says so beside its box."""
    today = timezone.localdate()
    try:
        asked = DayField(required=False).clean(request.GET.get("jour"))
    except ValidationError:
        asked = None
    return min(asked or today, today)


def _filters(request: HttpRequest, day: dt.date, *, is_whole: bool = False) -> RegisterFilters:
    rates = DuesRates.objects.to_read(day)
    people = Member.objects.present().select_related("commune")
    return RegisterFilters(request.GET, people, rates=rates, day=day, is_whole=is_whole)


@require_safe
def register_page(request: HttpRequest) -> HttpResponse:
    """One page of the register as it was at the end of a day."""
    authorize(request.user, can_see_members)
    day = _day_of(request)
    filters = _filters(request, day)
    shown = listing(request, filters, order=["sort_name"])
    as_they_were(shown["page"].rows, filters.rates, day)
    return show(
        request,
        "members/staff/register.html",
        title=TITLE,
        icon="history",
        day=day,
        columns=_COLUMNS,
        files=_files(request) if can_keep_register(request.user) else [],
        **shown,
    )


@require_safe
def register_file(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
    """The register of a day as a file, by the same filters; that it was taken is journaled."""
    authorize(request.user, can_keep_register)
    if format not in FORMATS:
        raise Http404
    day = _day_of(request)
    filters = _filters(request, day, is_whole=True)
    if not filters.is_valid():
        return redirect(f"{reverse('members_staff:register')}?{request.GET.urlencode()}")
    record_export(what="members", on=day, by=actor(request))
    return export(
        filters.qs.order_by("sort_name", "pk"),
        _FILE,
        format=format,
        title=f"Registre des membres au {format_date(day)}",
        name=f"registre-{day.isoformat()}",
        simulated="",
        prepare=lambda rows: as_they_were(rows, filters.rates, day),
    )


def _files(request: HttpRequest) -> list[tuple[str, str]]:
    """(format, address) of the files of this register."""
    query = request.GET.copy()
    query.pop("page", None)
    end = f"?{query.urlencode()}" if query else ""
    return [(one.upper(), f"{reverse('members_staff:register_file', args=[one])}{end}") for one in FORMATS]
