"""Mandates, as the team keeps them."""

from django.utils import timezone
from django_filters import ChoiceFilter, FilterSet

from milliard.core.staff import Act, StaffViewSet
from milliard.core.staff.lists import SearchFilter
from milliard.participation.staff.menu import acting_menu
from milliard.society.enums import MandateKind
from milliard.society.forms import EndMandateForm, MandateForm
from milliard.society.models import Mandate
from milliard.society.policies import can_end_mandate, can_keep_mandates
from milliard.society.services.mandates import end_mandate, give_mandate
from milliard.ui.component_records import Column


class MandateFilters(FilterSet):  # type: ignore[misc]
    """By name, by kind."""

    q = SearchFilter("member__family_name", "member__given_name", "department__name")
    mandat = ChoiceFilter(label="Mandat", field_name="kind", choices=MandateKind.choices, empty_label="Tous")


def _is_running(mandate: Mandate) -> bool:
    return mandate.ends_on is None or mandate.ends_on >= timezone.localdate()


_COLUMNS = [
    Column("Mandat", "get_kind_display"),
    Column("Département", lambda one: one.department or ""),
    Column("Depuis le", "starts_on", "date_longue"),
    Column("Jusqu’au", lambda one: one.ends_on or "", "date_longue"),
]
mandate_screens = StaffViewSet(
    model=Mandate,
    title="Mandats",
    policy=can_keep_mandates,
    key="<uuid:public_id>",
    found=lambda: Mandate.objects.select_related("member", "department", "draw"),
    order=["-starts_on"],
    filters=MandateFilters,
    is_exported=True,
    columns=[Column("Membre", "member.name", note="member.number"), *_COLUMNS],
    called=lambda one: f"{one.get_kind_display()}, {one.member.name}",
    facts=[
        Column("Membre", "member.name", note="member.number"),
        *_COLUMNS,
        Column("Tirage", lambda one: one.draw or ""),
        Column("Pourquoi fini", "ended_why"),
    ],
    empty="Personne n’a encore de mandat.",
    empty_hint="Donnez le premier, par un numéro de membre.",
    create=Act(
        "give",
        "donner",
        "Donner un mandat",
        lead="Porte-parole, ambassade, panel\u00a0: un rôle daté, que la page publique compte sans"
        " nommer personne.",
        done="Mandat donné.",
        form=MandateForm,
        service=give_mandate,
        policy=can_keep_mandates,
    ),
    acts=[
        Act(
            "end",
            "finir",
            "Finir ce mandat",
            effects=["Le mandat reste dans la liste, avec son dernier jour et la raison."],
            done="Mandat fini.",
            form=EndMandateForm,
            service=end_mandate,
            policy=can_end_mandate,
            is_offered=_is_running,
        )
    ],
    icon="user",
    menu_hook=acting_menu.register_hook_name,
    menu_order=70,
)
