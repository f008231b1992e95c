"""Statutes, as the team writes them question by question, and as admins adopt them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest

from milliard.core.staff import Act, StaffViewSet, posted
from milliard.statutes.forms.statutes import StatutesForm
from milliard.statutes.models import Statutes
from milliard.statutes.policies import can_adopt_statutes, can_rewrite_statutes, can_write_statutes
from milliard.statutes.reports import unanswered
from milliard.statutes.services import adopt_statutes, write_statutes
from milliard.statutes.staff.menu import assemblies_menu
from milliard.ui.component_records import Column


def _is_draft(statutes: Statutes) -> bool:
    return statutes.adopted_on is None


def _state(statutes: Statutes) -> str:
    return "brouillon" if _is_draft(statutes) else "adoptés"


def _form(request: HttpRequest, statutes: Statutes | None) -> BaseForm:
    first = StatutesForm.first_values(statutes) if statutes else {}
    return StatutesForm(posted(request), initial=first)


def _context(request: HttpRequest, statutes: Statutes) -> Mapping[str, Any]:
    """What the version answers, and what it does not answer yet."""
    return {"missing": unanswered(statutes), "majorities": statutes.majorities.order_by("pk")}


def _adoption(statutes: Statutes) -> Sequence[str]:
    lines = [f"Sans réponse\u00a0: {name}. Il faut y répondre avant." for name in unanswered(statutes)]
    return [
        *lines,
        "Les assemblées pourront se tenir sous ces règles.",
        "Elles ne changent plus\u00a0: une modification est une nouvelle version.",
    ]


def _days(name: str) -> Column:
    field = Statutes._meta.get_field(name)
    return Column(str(field.verbose_name).capitalize(), name, "entier")  # type: ignore[union-attr]


def _share(numerator: int | None, denominator: int | None) -> str:
    if not denominator:
        return ""
    return f"{numerator}/{denominator}" if numerator else "aucun"


def _yes(answer: bool | None) -> str:
    return {True: "oui", False: "non", None: ""}[answer]


statutes_screens = StaffViewSet(
    model=Statutes,
    title="Statuts",
    one="statutes",
    name="statutes_list",
    url_prefix="assemblees/statuts",
    policy=can_write_statutes,
    key="<uuid:public_id>",
    order=["-valid_from"],
    search=["title"],
    columns=[
        Column("Version", "title"),
        Column("Valent à partir du", "valid_from", "date_longue"),
        Column("État", _state),
        Column("Adoptés le", "adopted_on", "date_longue"),
    ],
    facts=[
        Column("État", _state),
        Column("Valent à partir du", "valid_from", "date_longue"),
        Column("Adoptés le", "adopted_on", "date_longue"),
        Column("Qui vote", "get_voters_display"),
        _days("seniority_days"),
        _days("notice_days"),
        Column("Quorum", lambda one: _share(one.quorum_numerator, one.quorum_denominator)),
        Column("Le quorum compte", "get_quorum_counts_display"),
        Column("Seconde convocation", lambda one: _yes(one.second_call_allowed)),
        _days("second_notice_days"),
        Column(
            "Quorum de la seconde",
            lambda one: _share(one.second_quorum_numerator, one.second_quorum_denominator),
        ),
        Column("On peut donner pouvoir", lambda one: _yes(one.proxies_allowed)),
        _days("proxy_cap"),
        _days("proxy_until_hours"),
        Column("Pouvoirs sans nom", "get_blank_proxies_display"),
        Column("Présence à distance", lambda one: _yes(one.remote_allowed)),
        Column("Vote électronique", lambda one: _yes(one.electronic_voting)),
    ],
    template="statutes/staff/statutes.html",
    context=_context,
    empty="Les règles des statuts ne sont pas encore écrites.",
    empty_hint="Écrivez-les\u00a0: aucune assemblée ne se tient sans elles.",
    create=Act(
        "write",
        "ecrire",
        "Écrire les règles des statuts",
        submit="Garder le brouillon",
        lead="Répondez d’après vos statuts, article par article. La plateforme n’a aucune règle à elle\u00a0:"
        " ce qui reste sans réponse empêche seulement d’adopter.",
        done="Règles écrites. Relisez-les avec vos statuts sous les yeux.",
        form=_form,
        service=write_statutes,
        policy=can_write_statutes,
        template="statutes/staff/statutes_form.html",
    ),
    acts=[
        Act(
            "rewrite",
            "changer",
            "Changer les règles",
            submit="Enregistrer",
            lead="Répondez d’après vos statuts, article par article.",
            done="Règles changées.",
            form=_form,
            service=write_statutes,
            policy=can_rewrite_statutes,
            is_offered=_is_draft,
            template="statutes/staff/statutes_form.html",
        ),
        Act(
            "adopt",
            "adopter",
            "Adopter ces règles",
            submit="Adopter",
            effects=_adoption,
            done="Règles adoptées.",
            service=adopt_statutes,
            policy=can_adopt_statutes,
            is_offered=_is_draft,
            is_primary=True,
        ),
    ],
    icon="list-ul",
    menu_hook=assemblies_menu.register_hook_name,
    menu_order=60,
)
