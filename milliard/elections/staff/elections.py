"""Elections, as the team follows and closes them."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django_filters import ChoiceFilter, FilterSet

from milliard.core.staff import Act, StaffViewSet
from milliard.core.staff.lists import SearchFilter
from milliard.elections.enums import ElectionState
from milliard.elections.forms import ReasonForm
from milliard.elections.models import SecretElection
from milliard.elections.policies import can_organise_elections, can_run_election
from milliard.elections.reports.boards import board_figures
from milliard.elections.services.elections import abandon_election, close_election
from milliard.elections.services.verifying import ask_verification
from milliard.elections.staff.menu import voting_menu
from milliard.ui.component_records import Column


class ElectionFilters(FilterSet):  # type: ignore[misc]
    """By words, by state."""

    q = SearchFilter("title")
    etat = ChoiceFilter(label="État", field_name="state", choices=ElectionState.choices, empty_label="Tous")


def _details(request: HttpRequest, election: SecretElection) -> Mapping[str, Any]:
    """Ballots received, shares of trustees: nothing that the public page does not say."""
    return {"figures": board_figures(election)}


election_screens = StaffViewSet(
    model=SecretElection,
    one="election",
    name="elections",
    title="Scrutins",
    policy=can_organise_elections,
    key="<str:uuid>",
    url_prefix="scrutins/scrutins",
    found=lambda: SecretElection.objects.light(),
    order=["-opened_at"],
    filters=ElectionFilters,
    columns=[
        Column("Scrutin", "title", note="series.title"),
        Column("Ouvert le", "opened_at", "moment"),
        Column("État", "get_state_display"),
        Column("Bulletins comptés", "counted", "entier"),
    ],
    facts=[
        Column("État", "get_state_display"),
        Column("Série", "series.title"),
        Column("Sorte de bulletin", "get_kind_display"),
        Column("Ouvert le", "opened_at", "moment"),
        Column("Se ferme le", "closes_at", "moment"),
        Column("Fermé le", "closed_at", "moment"),
        Column("Codes remis", "roll_count", "entier"),
        Column("Bulletins comptés", "counted", "entier"),
        Column("Empreinte de l’urne", "tip.last_event"),
        Column("Dépouillé le", "decided_at", "moment"),
        Column("Vérifié le", "verified_at", "moment"),
        Column("Abandonné", "abandoned_why"),
    ],
    template="elections/staff/election.html",
    context=_details,
    empty="Aucun scrutin.",
    acts=[
        Act(
            "close",
            "fermer",
            "Fermer le scrutin",
            effects=[
                "Plus aucun bulletin n’entre.",
                "Les bulletins chiffrés s’additionnent sans qu’aucun s’ouvre.",
                "Les dépositaires sont appelé·es à ouvrir les sommes. Sous dix bulletins, rien ne s’ouvre.",
            ],
            done="Scrutin fermé.",
            service=close_election,
            policy=can_run_election,
            is_offered=lambda election: election.is_open,
            is_primary=True,
        ),
        Act(
            "verify",
            "verifier",
            "Vérifier l’archive",
            effects=[
                "Toute l’archive est refaite, de la première clé au dernier nombre, et le verdict publié."
            ],
            done="Vérification demandée\u00a0: son verdict paraît sur la page du scrutin dès qu’il est là.",
            service=ask_verification,
            policy=can_run_election,
        ),
        Act(
            "abandon",
            "abandonner",
            "Abandonner le scrutin",
            effects=["Il n’aura pas de résultat. Sa page et son archive restent, et disent pourquoi."],
            done="Scrutin abandonné.",
            form=ReasonForm,
            service=abandon_election,
            policy=can_run_election,
            is_offered=lambda election: not election.is_over,
        ),
    ],
    icon="tick",
    menu_hook=voting_menu.register_hook_name,
    menu_order=20,
)
