"""Cards of «Agir avec vous», written by the team."""

from django.http import HttpRequest

from milliard.core.staff import Act, StaffViewSet, posted
from milliard.participation.forms import CardForm
from milliard.participation.models import EditorialCard
from milliard.participation.policies import can_organise
from milliard.participation.services.cards import withdraw_card, write_card
from milliard.participation.staff.menu import acting_menu
from milliard.ui.component_records import Column


def _where(card: EditorialCard) -> str:
    return card.department.name if card.department else "Toute la France"


def _form(request: HttpRequest, card: EditorialCard) -> CardForm:
    return CardForm(posted(request), initial=CardForm.first_values(card))


_SAID = [
    Column("Sorte", "kind"),
    Column("Où", _where),
    Column("Durée", "duration"),
    Column("Du", "starts_on", "date_longue"),
    Column("Au", "ends_on", "date_longue"),
]
card_screens = StaffViewSet(
    model=EditorialCard,
    title="Cartes",
    one="card",
    policy=can_organise,
    key="<uuid:public_id>",
    url_prefix="agir/cartes",
    found=lambda: EditorialCard.objects.select_related("department"),
    order=["rank", "-starts_on"],
    search=["title", "kind", "text"],
    columns=[Column("Carte", "title"), *_SAID],
    facts=[*_SAID, Column("Texte", "text"), Column("Mène à", "url"), Column("Rang", "rank", "entier")],
    empty="Aucune carte. «\u00a0Agir avec vous\u00a0» montre les missions, les rencontres et les groupes.",
    empty_hint="Une carte y ajoute ce qui n’est rien de tout cela\u00a0: une page à lire, un appel.",
    create=Act(
        "write",
        "ecrire",
        "Écrire une carte",
        submit="Montrer la carte",
        lead="Elle paraît sur «\u00a0Agir avec vous\u00a0» dans les deux minutes.",
        done="Carte écrite.",
        form=CardForm,
        service=write_card,
        policy=can_organise,
    ),
    acts=[
        Act(
            "rewrite",
            "changer",
            "Changer la carte",
            submit="Enregistrer",
            done="Carte changée.",
            form=_form,
            service=write_card,
            policy=lambda person, card: can_organise(person),
            is_primary=True,
        ),
        Act(
            "withdraw",
            "retirer",
            "Retirer la carte",
            effects=["Elle quitte la page dans les deux minutes. On pourra la montrer à nouveau."],
            done="Carte retirée.",
            service=withdraw_card,
            policy=lambda person, card: can_organise(person),
        ),
    ],
    icon="doc-full-inverse",
    menu_hook=acting_menu.register_hook_name,
    menu_order=35,
)
