"""Draws, as the team writes them, calls, freezes, draws, replaces."""

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django_filters import ChoiceFilter, FilterSet

from milliard.core.staff import Act, StaffViewSet
from milliard.core.staff.lists import SearchFilter
from milliard.participation.staff.menu import acting_menu
from milliard.society.enums import NAMED, DrawState, EntryState, RoundState
from milliard.society.forms import DrawForm, GivingUpForm, PublicValueForm, RedrawForm, RevealForm
from milliard.society.models import Draw
from milliard.society.policies import can_organise_draws, can_run_draw
from milliard.society.reports.published import standing_panel
from milliard.society.services.draws import cancel_draw, create_draw, open_call, redraw
from milliard.society.services.lottery import freeze_pool, replace_absent, reveal
from milliard.society.words import TITLES
from milliard.ui.component_records import Column


class DrawFilters(FilterSet):  # type: ignore[misc]
    """By words, by state."""

    q = SearchFilter("title")
    etat = ChoiceFilter(label="État", field_name="state", choices=DrawState.choices, empty_label="Tous")


def _rewrite_form(request: HttpRequest, draw: Draw) -> BaseForm:
    data = request.POST if request.method == "POST" else None
    return DrawForm(data, initial={name: getattr(draw, name) for name in DrawForm.base_fields})


def _is_ready(draw: Draw) -> bool:
    last = draw.last_round
    return last is not None and last.state == RoundState.READY


def _has_absent(draw: Draw) -> bool:
    last = draw.last_round
    is_over = last is not None and last.state in (RoundState.DRAWN, RoundState.FAILED)
    return draw.state == DrawState.DRAWN and is_over and bool(standing_panel(draw).absent)


def _details(request: HttpRequest, draw: Draw) -> Mapping[str, Any]:
    """Who was named, with names: for the team alone."""
    named = draw.entries.filter(state__in=NAMED).select_related("member__commune__department")
    counts = {
        "volunteers": draw.entries.exclude(state__in=(EntryState.WITHDRAWN, EntryState.ASIDE)).count(),
        "aside": draw.entries.filter(state=EntryState.ASIDE).count(),
    }
    absent = len(standing_panel(draw).absent) if draw.state == DrawState.DRAWN else 0
    rounds = list(draw.rounds.light().order_by("number"))
    return {
        **counts,
        "absent": absent,
        "rounds": rounds,
        "named": named.order_by("number"),
        "columns": _NAMED,
    }


_NAMED = [
    Column("Membre", "member.name", note="member.number"),
    Column("Numéro", "number"),
    Column("Commune", "member.place"),
    Column("Écrire", "member.email", note="member.phone"),
    Column("Réponse", "get_state_display"),
    Column("Noter sa réponse", template="society/staff/_answer.html"),
]

draw_screens = StaffViewSet(
    model=Draw,
    title="Tirages au sort",
    policy=can_organise_draws,
    key="<uuid:public_id>",
    url_prefix="tirages",
    found=lambda: Draw.objects.select_related("region", "department", "redraw_of"),
    order=["-created_at"],
    filters=DrawFilters,
    columns=[
        Column("Tirage", "title", note="territory"),
        Column("Places", "seats", "entier"),
        Column("Volontaires jusqu’au", "closes_on", "date_longue"),
        Column("État", "get_state_display"),
    ],
    facts=[
        Column("État", "get_state_display"),
        Column("Pour quoi faire", "purpose"),
        Column("Ce qui est demandé", "asked"),
        Column("Places", "seats", "entier"),
        Column("Territoire", "territory"),
        Column(
            "Critères", lambda draw: ", ".join(TITLES[trait] for trait in TITLES if trait in draw.features)
        ),
        Column("Une personne par foyer", lambda draw: "oui" if draw.one_by_household else "non"),
        Column("Mandat donné", "get_mandate_kind_display"),
        Column("Mandat jusqu’au", "mandate_until", "date_longue"),
        Column("Volontaires jusqu’au", "closes_on", "date_longue"),
        Column("Fait suite à", lambda draw: draw.redraw_of or "", note="redraw_reason"),
        Column("Abandonné", "cancelled_why"),
    ],
    template="society/staff/draw.html",
    context=_details,
    empty="Aucun tirage.",
    empty_hint="Écrivez le premier\u00a0: il reste un brouillon jusqu’à ce que vous ouvriez l’appel.",
    create=Act(
        "write",
        "ecrire",
        "Préparer un tirage",
        submit="Garder le brouillon",
        lead="Les cibles seront proposées d’après l’INSEE\u00a0: vous les ajusterez ensuite.",
        done="Tirage écrit. Relisez ses cibles.",
        form=DrawForm,
        service=create_draw,
        policy=can_organise_draws,
    ),
    acts=[
        Act(
            "rewrite",
            "changer",
            "Changer le tirage",
            submit="Enregistrer",
            lead="Les cibles seront proposées à nouveau d’après l’INSEE.",
            done="Tirage changé. Relisez ses cibles.",
            form=_rewrite_form,
            service=create_draw,
            policy=can_run_draw,
            is_offered=lambda draw: draw.state == DrawState.DRAFT,
        ),
        Act(
            "open",
            "ouvrir",
            "Ouvrir l’appel",
            effects=[
                "La page du tirage est publique, avec ses cibles.",
                "Les membres du territoire qui souhaitent être tiré·es au sort reçoivent un e-mail.",
                "Le texte ne change plus\u00a0; les cibles s’ajustent jusqu’à l’arrêt de la liste.",
            ],
            done="Appel ouvert.",
            service=open_call,
            policy=can_run_draw,
            is_offered=lambda draw: draw.state == DrawState.DRAFT,
            is_primary=True,
        ),
        Act(
            "freeze",
            "arreter",
            "Arrêter la liste des volontaires",
            effects=[
                "Plus personne n’entre ni ne sort. Chaque volontaire reçoit un numéro tiré au hasard.",
                "L’empreinte de la liste et celle d’une graine secrète sont publiées.",
                "La loterie se prépare\u00a0: chacun·e saura sa chance.",
                "Le jour dit, la valeur publique et la graine décident ensemble. Il n’y a pas de"
                " second essai.",
            ],
            done="Liste arrêtée. La loterie se prépare.",
            form=PublicValueForm,
            service=freeze_pool,
            policy=can_run_draw,
            is_offered=lambda draw: draw.state == DrawState.OPEN and not draw.is_calling,
            is_primary=True,
        ),
        Act(
            "reveal",
            "tirer",
            "Tirer au sort",
            submit="Tirer",
            effects=[
                "La graine est révélée\u00a0; avec la valeur publique, elle désigne le panel.",
                "Le rapport est publié. Chaque volontaire reçoit un e-mail.",
                "C’est définitif\u00a0: refaire demande un nouveau tirage public, avec sa raison.",
            ],
            done="Le sort a parlé.",
            form=RevealForm,
            service=reveal,
            policy=can_run_draw,
            is_offered=_is_ready,
            is_primary=True,
        ),
        Act(
            "replace",
            "remplacer",
            "Remplacer qui manque",
            effects=[
                "Une loterie plus petite se prépare, autour de celles et ceux qui restent, avec les"
                " mêmes cibles.",
                "Elle a sa graine, sa valeur publique et son rapport.",
            ],
            done="Les remplacements se préparent.",
            form=PublicValueForm,
            service=replace_absent,
            policy=can_run_draw,
            is_offered=_has_absent,
            is_primary=True,
        ),
        Act(
            "cancel",
            "abandonner",
            "Abandonner ce tirage",
            effects=["Sa page reste, et dit pourquoi.", "Personne ne sera tiré."],
            done="Tirage abandonné.",
            form=GivingUpForm,
            service=cancel_draw,
            policy=can_run_draw,
            is_offered=lambda draw: draw.state in (DrawState.DRAFT, DrawState.OPEN, DrawState.FROZEN),
        ),
        Act(
            "redraw",
            "refaire",
            "Préparer un nouveau tirage",
            effects=[
                "Un nouveau tirage s’écrit, avec un nouvel appel. Celui-ci garde sa page, son rapport"
                " et son panel.",
                "Les deux pages disent pourquoi.",
            ],
            done="Nouveau tirage écrit.",
            form=RedrawForm,
            service=redraw,
            policy=can_run_draw,
            is_offered=lambda draw: draw.state in (DrawState.DRAWN, DrawState.CANCELLED),
        ),
    ],
    icon="group",
    menu_hook=acting_menu.register_hook_name,
    menu_order=60,
)


def draw_url(draw: Draw) -> str:
    return reverse("society_staff:draw", args=[draw.public_id])
