"""Assemblies, from the draft to the day: the list, the screen of one with its rehearsal."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from milliard.assemblies.enums import AssemblyState, ResolutionState
from milliard.assemblies.models import Assembly, Resolution
from milliard.assemblies.policies import can_organise_assemblies, can_run_session
from milliard.assemblies.reports.rehearsal import rehearse
from milliard.assemblies.staff.assembly_acts import ACTS, BEFORE_THE_DAY, WRITE
from milliard.assemblies.staff.filters import AssemblyFilters
from milliard.core.staff import StaffViewSet
from milliard.statutes.staff.menu import assemblies_menu
from milliard.ui.component_records import Column

_CONVENED = (AssemblyState.CONVENED, AssemblyState.OPEN, AssemblyState.CLOSED, AssemblyState.SIGNED)


def _context(request: HttpRequest, assembly: Assembly) -> Mapping[str, Any]:
    """One assembly: its rehearsal, its agenda, its resolutions, the ways to the desk and to the console."""
    where = urlencode({"assembly": str(assembly.public_id)})
    proofs = urlencode({"letter": str(assembly.letter_id)})
    resolutions = Resolution.objects.filter(assembly=assembly).order_by("position").select_related("amends")
    return {
        "rehearsal": rehearse(assembly) if assembly.state in BEFORE_THE_DAY else None,
        "agenda": list(assembly.agenda.order_by("position")),
        "resolutions": list(resolutions),
        "resolution_columns": _RESOLUTIONS,
        "lists": f"?{where}",
        "proofs": f"{reverse('letters_staff:proofs')}?{proofs}" if assembly.letter_id else "",
        "has_roll": assembly.rolled_at is not None,
        "is_convened": assembly.state in _CONVENED,
        "may_run": can_run_session(request.user, assembly),
    }


def resolution_url(resolution: Resolution) -> str:
    return reverse("assemblies_staff:resolution", args=[resolution.public_id])


def _amends(resolution: Resolution) -> str:
    return f"amende «\u00a0{resolution.amends.title}\u00a0»" if resolution.amends else ""


_RESOLUTIONS = [
    Column("Résolution", "title", url=resolution_url, note=_amends),
    Column("Nature", "get_kind_display"),
    Column("Vote", "get_method_display", note="get_secrecy_display"),
    Column("État", lambda one: ResolutionState(one.state).label),
]


def _where(assembly: Assembly) -> str:
    return ", ".join(filter(None, (str(assembly.place or ""), assembly.address_line)))


def _named(entry: Any) -> str:
    return f"{entry.member.name} (n°\u00a0{entry.number})" if entry else ""


def _series(assembly: Assembly) -> str:
    """What carries the secret votes: of all, and of each college that has its own."""
    of_all = [assembly.series.title] if assembly.series is not None else []
    rows = assembly.college_series.select_related("college", "series").order_by("college__position")
    return "\u202f; ".join([*of_all, *(f"{row.college.name}\u00a0: {row.series.title}" for row in rows)])


def _public_url(assembly: Assembly) -> str:
    return assembly.get_absolute_url() if assembly.convened_at else ""


assembly_screens = StaffViewSet(
    model=Assembly,
    title="Assemblées",
    name="assemblies",
    url_prefix="assemblees",
    policy=can_organise_assemblies,
    key="<uuid:public_id>",
    found=lambda: Assembly.objects.select_related(
        "statutes", "place", "chair__member", "secretary__member", "letter", "second_call_of", "series"
    ),
    order=["-held_at"],
    filters=AssemblyFilters,
    columns=[
        Column("Assemblée", "title", note=_where),
        Column("Commence le", "wall_held", "moment"),
        Column("Votant·es", "roll_count", "entier"),
        Column("État", "get_state_display"),
    ],
    facts=[
        Column("État", "get_state_display"),
        Column(
            "Commence le",
            "wall_held",
            "moment",
            note=lambda one: one.get_zone_display() if one.is_elsewhere else "",
        ),
        Column("Lieu", _where),
        Column("Visioconférence", "online_url"),
        Column("Règles", "statutes.title"),
        Column("Date de référence", "reference_on", "date_longue"),
        Column("Membres sur la liste", "roll_count", "entier"),
        Column("Scrutins secrets", _series),
        Column("Présidence de séance", lambda one: _named(one.chair)),
        Column("Secrétariat de séance", lambda one: _named(one.secretary)),
        Column("Convoquée le", "convened_at", "moment"),
        Column("Ouverte le", "opened_at", "moment"),
        Column("Close le", "closed_at", "moment"),
        Column("Procès-verbal signé le", "signed_at", "moment"),
        Column("Seconde convocation de", lambda one: one.second_call_of or ""),
        Column("Pourquoi annulée", "cancelled_why"),
        Column("Page publique", lambda one: "La voir" if one.convened_at else "", url=_public_url),
    ],
    template="assemblies/staff/assembly.html",
    context=_context,
    quiet_codes=["assemblies.attendance.marked", "assemblies.roll.opened"],
    empty="Aucune assemblée.",
    empty_hint="Adoptez les règles des statuts, puis préparez la première.",
    create=WRITE,
    acts=ACTS,
    icon="group",
    menu_hook=assemblies_menu.register_hook_name,
    menu_order=10,
)
