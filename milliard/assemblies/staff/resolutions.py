"""Resolutions and amendments, before their vote."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse

from milliard.assemblies.enums import ResolutionState, VotingMethod
from milliard.assemblies.forms.methods import asked_method, methods_shown
from milliard.assemblies.forms.resolutions import PARTS, ResolutionForm
from milliard.assemblies.models import Resolution, ResolutionChoice
from milliard.assemblies.policies import can_organise_assemblies, can_run_vote
from milliard.assemblies.services.resolutions import withdraw_resolution, write_resolution
from milliard.assemblies.staff.filters import ResolutionFilters
from milliard.core.staff import Act, StaffViewSet, posted
from milliard.statutes.staff.menu import assemblies_menu
from milliard.ui.component_records import Column


def _found() -> QuerySet[Resolution]:
    return Resolution.objects.select_related(
        "assembly__statutes", "assembly__chair__member", "assembly__secretary__member", "amends", "result"
    )


def _is_draft(resolution: Resolution) -> bool:
    return resolution.state == ResolutionState.DRAFT


def _form(request: HttpRequest, resolution: Resolution) -> BaseForm:
    return ResolutionForm(
        posted(request),
        initial=ResolutionForm.first_values(resolution),
        method=asked_method(request, VotingMethod(resolution.method)),
        assembly=resolution.assembly,
        resolution=resolution,
    )


_CHOICE_COLUMNS = {
    "cost_cents": Column("Coût", "cost_cents", "euros"),
    "gender": Column("Genre", lambda one: {"woman": "femme", "man": "homme"}.get(one.gender, one.gender)),
    "region": Column("Région", "region"),
}


def _context(request: HttpRequest, resolution: Resolution) -> Mapping[str, Any]:
    """One resolution: its text, its choices, its amendments in the order they are voted."""
    shown = [
        _CHOICE_COLUMNS[name] for name in PARTS[VotingMethod(resolution.method)] if name in _CHOICE_COLUMNS
    ]
    add = reverse("assemblies_staff:assembly_resolve", args=[resolution.assembly.public_id])
    may_amend = _is_draft(resolution) and resolution.method == VotingMethod.MOTION
    return {
        "choices": list(ResolutionChoice.objects.filter(resolution=resolution).order_by("number")),
        "choice_columns": [Column("N°", "number", "entier"), Column("Choix", "label", note="text"), *shown],
        "amendments": list(resolution.amendments.order_by("-distance", "position")),
        "amendment_columns": _AMENDMENTS,
        "amend_url": f"{add}?amende={resolution.public_id}" if may_amend else "",
    }


def _url(resolution: Resolution) -> str:
    return reverse("assemblies_staff:resolution", args=[resolution.public_id])


def _assembly_url(resolution: Resolution) -> str:
    return reverse("assemblies_staff:assembly", args=[resolution.assembly.public_id])


_AMENDMENTS = [
    Column("Amendement", "title", url=_url),
    Column("Éloignement", "distance", "entier"),
    Column("État", "get_state_display"),
]


def _regions(one: Resolution) -> str:
    """«Bretagne : de 1 à 2», one after the other."""
    rules = sorted(one.rules.get("regions", {}).items())
    return "\u00a0; ".join(f"{region}\u00a0: de {low} à {high}" for region, (low, high) in rules)


def _result(resolution: Resolution) -> str:
    return str(resolution.result) if hasattr(resolution, "result") else ""


def _amended_url(resolution: Resolution) -> str:
    return _url(resolution.amends) if resolution.amends else ""


resolution_screens = StaffViewSet(
    model=Resolution,
    title="Résolutions",
    policy=can_organise_assemblies,
    see=can_run_vote,
    key="<uuid:public_id>",
    url_prefix="assemblees/resolutions",
    found=_found,
    order=["position"],
    filters=ResolutionFilters,
    columns=[
        Column(
            "Résolution", "title", note=lambda one: f"amende «\u00a0{one.amends}\u00a0»" if one.amends else ""
        ),
        Column("Nature", "get_kind_display"),
        Column("Vote", "get_method_display", note="get_secrecy_display"),
        Column("État", "get_state_display"),
        Column("Issue", _result),
    ],
    facts=[
        Column("Assemblée", "assembly.title", url=_assembly_url),
        Column("État", "get_state_display"),
        Column("Amende", lambda one: one.amends or "", url=_amended_url),
        Column("Passage remplacé", "passage"),
        Column("Éloignement du texte", lambda one: one.distance if one.amends else ""),
        Column("Nature", "get_kind_display"),
        Column("Façon de voter", "get_method_display"),
        Column("Vote", "get_secrecy_display"),
        Column("Qui vote", "get_electorate_display"),
        Column("Sièges", lambda one: one.seats or ""),
        Column("Choix par bulletin, au plus", lambda one: one.max_chosen or ""),
        Column("Parité", lambda one: "oui" if one.rules.get("parity") else ""),
        Column("Sièges par région", _regions),
        Column("Somme à répartir", "budget_cents", "euros"),
        Column("Vote ouvert le", "opened_at", "moment"),
        Column("Vote clos le", "closed_at", "moment"),
        Column("Issue", _result),
    ],
    template="assemblies/staff/resolution.html",
    context=_context,
    empty="Aucune résolution.",
    empty_hint="",
    acts=[
        Act(
            "rewrite",
            "changer",
            "Changer la résolution",
            submit="Enregistrer",
            done="Résolution changée.",
            form=_form,
            service=write_resolution,
            policy=can_run_vote,
            is_offered=_is_draft,
            template="assemblies/staff/resolution_form.html",
            context=methods_shown,
        ),
        Act(
            "withdraw",
            "retirer",
            "Retirer la résolution",
            submit="Retirer",
            effects=[
                "Elle ne sera pas votée\u00a0; le procès-verbal le dit.",
                "Ses amendements tombent avec elle.",
            ],
            done="Résolution retirée.",
            service=withdraw_resolution,
            policy=can_run_vote,
            is_offered=_is_draft,
        ),
    ],
    icon="doc-full",
    menu_hook=assemblies_menu.register_hook_name,
    menu_order=20,
)
