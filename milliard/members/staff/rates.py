"""The rules of dues, for whoever keeps the money."""

from typing import Any

from french import format_euros
from milliard.core.staff import Act, StaffViewSet
from milliard.members.forms.rates import RatesForm
from milliard.members.models import DuesRates
from milliard.members.policies import can_see_members, can_set_dues
from milliard.members.services.rates import set_rates, withdraw_rates
from milliard.payments.staff.menu import money_menu
from milliard.ui.component_records import Column


def _may_set(person: Any, rates: object) -> bool:
    return can_set_dues(person)


def _amounts(rates: DuesRates) -> str:
    return ", ".join(format_euros(cents) for cents in rates.suggested_cents)


rates_screens = StaffViewSet(
    model=DuesRates,
    title="Règles de cotisation",
    one="rates",
    name="rates_list",
    url_prefix="cotisations/regles",
    policy=can_see_members,
    order=["-valid_from"],
    columns=[
        Column("À partir du", "valid_from", "date_longue"),
        Column("Montants proposés", _amounts),
        Column("Une adhésion dure", "get_period_rule_display"),
    ],
    facts=[
        Column("À partir du", "valid_from", "date_longue"),
        Column("Montants proposés", _amounts),
        Column("Prix solidaire", "solidarity_cents", "euros"),
        Column("Montant libre à partir de", "floor_cents", "euros"),
        Column("Une adhésion dure", "get_period_rule_display"),
        Column("Début de l’année", "year_starts"),
        Column("Jours de grâce", "grace_days"),
        Column("Jours d’annonce", "due_soon_days"),
    ],
    empty="Aucune règle\u00a0: les adhésions ne sont pas ouvertes.",
    empty_hint="Écrivez les premières règles\u00a0: on pourra adhérer dès la date choisie.",
    create=Act(
        "set",
        "ecrire",
        "Écrire des règles de cotisation",
        submit="Écrire ces règles",
        lead="Elles valent à partir de la date choisie. Ce qui est déjà demandé ne change pas.",
        done="Règles écrites.",
        form=RatesForm,
        service=set_rates,
        policy=can_set_dues,
    ),
    acts=[
        Act(
            "withdraw",
            "retirer",
            "Retirer ces règles",
            effects=["Celles d’avant continuent de valoir."],
            done="Règles retirées.",
            service=withdraw_rates,
            policy=_may_set,
        ),
    ],
    icon="calendar-alt",
    menu_hook=money_menu.register_hook_name,
    menu_order=600,
)
