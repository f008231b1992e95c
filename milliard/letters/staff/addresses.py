"""Addresses that are not written to, or not for news, and why."""

from django_filters import ChoiceFilter, FilterSet

from milliard.core.staff import Act, SearchFilter, StaffViewSet
from milliard.letters.enums import AddressTrouble
from milliard.letters.models import AddressState
from milliard.letters.policies import can_write_letters
from milliard.letters.services.addresses import clear_bounces
from milliard.letters.staff.menu import letters_menu
from milliard.ui.component_records import Column

_COLUMNS = [
    Column("Adresse", "address"),
    Column("État", "get_trouble_display"),
    Column("Depuis le", "since", "moment"),
    Column("Cause", "cause"),
    Column("Fois de suite", "times", "entier"),
]


class AddressFilters(FilterSet):  # type: ignore[misc]
    q = SearchFilter("address")
    trouble = ChoiceFilter(label="État", choices=AddressTrouble.choices, empty_label="Tous")


address_screens = StaffViewSet(
    model=AddressState,
    title="Adresses en difficulté",
    one="address",
    name="addresses",
    url_prefix="adresses",
    policy=can_write_letters,
    order=["-since"],
    filters=AddressFilters,
    columns=_COLUMNS,
    facts=_COLUMNS,
    empty="Aucune adresse en difficulté\u00a0: tout ce qui est parti semble arrivé.",
    acts=[
        Act(
            "clear",
            "remettre-en-service",
            "Remettre l’adresse en service",
            effects=[
                "Nous écrirons à nouveau à cette adresse, nouvelles et avis.",
                "À faire quand la personne l’a réparée ou dit qu’elle marche. Si elle en a une autre,"
                " changez plutôt l’adresse dans sa fiche.",
            ],
            done="L’adresse est à nouveau en service.",
            service=clear_bounces,
            policy=lambda person, address: can_write_letters(person),
            is_offered=lambda address: (
                address.trouble in (AddressTrouble.HARD_BOUNCE, AddressTrouble.SOFT_BOUNCE)
            ),
        )
    ],
    icon="mail",
    menu_hook=letters_menu.register_hook_name,
    menu_order=400,
)
