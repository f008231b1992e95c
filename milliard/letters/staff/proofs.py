"""Proof of sending of legal notices: for each person, when it left and what became of it."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.lookups import Contains
from django.forms import SearchInput
from django.http import QueryDict
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from milliard.core.staff import StaffViewSet
from milliard.letters.enums import DeliveryState, Lane
from milliard.letters.models import Delivery, Letter
from milliard.letters.policies import can_write_letters
from milliard.letters.services import recipients
from milliard.letters.staff.menu import letters_menu
from milliard.members.lookup import few_named
from milliard.members.models.people import plain_name
from milliard.ui.component_records import Column

#: People whose rows are looked for one by one.
_FEW = 1_000
_WHY = {
    recipients.NO_ADDRESS: "pas d’adresse e-mail\u00a0: à envoyer sur papier",
    recipients.DEAD_ADDRESS: "adresse morte\u00a0: à envoyer sur papier",
    recipients.GONE: "la personne n’est plus parmi nous",
    recipients.NO_LONGER_WANTED: "désinscrit·e entre-temps",
    recipients.CANCELLED: "envoi arrêté par l’équipe",
}


def _notices() -> QuerySet[Letter]:
    return Letter.objects.filter(lane=Lane.LEGAL, frozen_at__isnull=False).order_by("-pk")


class ProofFilters(FilterSet):  # type: ignore[misc]
    """One notice at a time, the last one first: all of all of them would be a list without an end."""

    q = CharFilter(label="Nom", max_length=200, method="named", widget=SearchInput)
    letter = ModelChoiceFilter(label="Avis", queryset=lambda request: _notices(), empty_label=None)
    state = ChoiceFilter(label="État", choices=DeliveryState.choices, empty_label="Tous")

    def named(self, found: QuerySet[Delivery], name: str, value: str) -> QuerySet[Delivery]:
        """Of few people: their rows; of many: those of the list who bear the name, soon enough for a page."""
        numbers = few_named(value, _FEW)
        if numbers is not None:
            return found.filter(member__in=numbers)
        for word in value.split():
            found = found.filter(Contains(F("member__search_name"), plain_name(word)))
        return found

    def __init__(self, data: QueryDict, *args: Any, **options: Any) -> None:
        last = _notices().values_list("pk", flat=True).first()
        if last is not None and not data.get("letter"):
            data = data.copy()
            data["letter"] = str(last)
        super().__init__(data, *args, **options)


def _of_notices() -> QuerySet[Delivery]:
    """One row for each person and each legal notice."""
    rows = Delivery.objects.filter(letter__lane=Lane.LEGAL).select_related("member", "letter")
    return rows.prefetch_related("events")


def _reply(row: Delivery) -> str:
    return _WHY.get(row.reply, row.reply)


def _came_back(row: Delivery) -> str:
    return ", ".join(f"{event.get_kind_display()} ({event.cause})" for event in row.events.all())


_COLUMNS = [
    Column("Personne", "member.name", note="member.number"),
    Column("Adresse ce jour-là", "address"),
    Column("Remis le", "settled_at", "moment"),
    Column("État", "get_state_display"),
    Column("Réponse du serveur, ou raison", _reply),
    Column("Revenu ensuite", _came_back),
]
#: The same for every row of a page, or said there beside the name.
_IN_THE_FILE = [
    Column("Numéro", "member.number"),
    Column("Avis", "letter.subject"),
    Column("Mis en file le", "letter.frozen_at", "moment"),
]

proof_screens = StaffViewSet(
    model=Delivery,
    title="Preuves d’envoi",
    one="proof",
    url_prefix="preuves-d-envoi",
    policy=can_write_letters,
    found=_of_notices,
    order=["-letter_id", "-member_id"],
    filters=ProofFilters,
    columns=_COLUMNS,
    key="",
    is_exported=True,
    file_columns=_IN_THE_FILE,
    empty="Aucun avis statutaire n’est encore parti.",
    nothing_found="Personne ne correspond\u00a0: vérifiez le nom, ou choisissez un autre avis.",
    icon="mail",
    menu_hook=letters_menu.register_hook_name,
    menu_order=300,
)
