"""The hours given in a year, for the yearly report."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from french import format_date, format_number
from milliard.core import exports
from milliard.core.access import authorize
from milliard.core.staff import show
from milliard.participation.policies import can_see_volunteering
from milliard.participation.volunteering import GivenTime, time_given, years
from milliard.ui.component_records import Column

TITLE = "Heures données"
_BASE = "missions dites faites dans l’année, temps dit par chaque personne"
_SOURCE = "registre des missions de la plateforme"
COLUMNS = [
    Column("Sorte de mission", lambda row: row.kind.label),
    Column("Missions faites", "times", "entier"),
    Column("Heures", lambda row: format_number(row.hours, 1), is_number=True),
    Column("Euros de l’heure", "hour_cents", "euros", is_number=True),
    Column("Valeur", "cents", "euros", is_number=True),
    Column("Règle", "source"),
]


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """The hours of a year, valued by the rules in force."""
    authorize(request.user, can_see_volunteering)
    year = _year(request.GET.get("annee", ""))
    rows = time_given(year)
    minutes = sum(row.minutes for row in rows)
    return show(
        request,
        "participation/staff/volunteering.html",
        title=TITLE,
        icon="history",
        year=year,
        years=years(),
        rows=rows,
        columns=COLUMNS,
        hours=round(minutes / 60),
        cents=_total(rows),
        base=_BASE,
        source=_SOURCE,
        today=timezone.localdate(),
    )


@require_GET
def report_file(request: HttpRequest, year: int) -> HttpResponseBase:
    """The same as a CSV, with the source and status of each line."""
    authorize(request.user, can_see_volunteering)
    if not 2000 <= year <= 2200:
        raise Http404
    about = exports.About(
        title=f"{TITLE} en {year}",
        is_simulated=settings.IS_DEMONSTRATION,
        notes=(
            ("Statut", "calculé"),
            ("Base", _BASE),
            ("Source", _SOURCE),
            ("Relevé le", format_date(timezone.localdate())),
        ),
    )
    lines = (
        [
            row.kind.label,
            row.times,
            round(row.hours, 2),
            None if row.hour_cents is None else row.hour_cents / 100,
            None if row.cents is None else row.cents / 100,
            row.source,
            "calculé",
        ]
        for row in time_given(year)
    )
    table = exports.Table([*(column.label for column in COLUMNS), "Statut"], lines, about)
    return exports.respond(table, format="csv", name=f"heures-donnees-{year}")


def _total(rows: list[GivenTime]) -> int:
    return sum(row.cents or 0 for row in rows)


def _year(text: str) -> int:
    """The year asked for, or this one."""
    is_year = text.isascii() and text.isdigit() and len(text) == 4 and 2000 <= int(text) <= 2200
    return int(text) if is_year else timezone.localdate().year
