"""Proposals, as the team follows, sends and closes them."""

from django.urls import reverse
from django_filters import ChoiceFilter, FilterSet

from milliard.core.staff import Act, StaffViewSet
from milliard.core.staff.lists import SearchFilter
from milliard.proposals.enums import PUBLIC_STATES, ProposalState
from milliard.proposals.forms import ClosingForm, SendingForm
from milliard.proposals.models import MemberProposal
from milliard.proposals.policies import can_close_proposal, can_moderate
from milliard.proposals.services.ending import close_proposal, hide_proposal, mark_sent, unhide_proposal
from milliard.proposals.staff.menu import proposing_menu
from milliard.ui.component_records import Column


class ProposalStateFilters(FilterSet):  # type: ignore[misc]
    """By words, by state."""

    q = SearchFilter("title", "group__name", "place__name")
    etat = ChoiceFilter(
        label="État",
        field_name="state",
        choices=[(one.value, one.label) for one in (*PUBLIC_STATES, ProposalState.HIDDEN)],
        empty_label="Tous",
    )


def _page(proposal: MemberProposal) -> str:
    return reverse("proposals:proposal", args=[proposal.public_id])


_COLUMNS = [
    Column("État", "get_state_display"),
    Column("Soutiens", "support_count", "entier"),
    Column("Nécessaires", "needed", "entier"),
    Column("Dernier jour", "closes_on", "date_longue"),
]
proposal_screens = StaffViewSet(
    model=MemberProposal,
    title="Propositions",
    one="proposal",
    policy=can_moderate,
    key="<uuid:public_id>",
    url_prefix="propositions/liste",
    found=lambda: MemberProposal.objects.seen_by_team().with_carrier(),
    order=["-opened_at"],
    filters=ProposalStateFilters,
    columns=[Column("Proposition", "title", note="carrier"), *_COLUMNS],
    is_exported=True,
    facts=[
        *_COLUMNS,
        Column("Portée par", "carrier"),
        Column("Règle", "rules"),
        Column("Version", "version", "entier"),
        Column("Seuil atteint le", "supported_at", "moment"),
        Column("Portée à", "sent_to"),
        Column("Pourquoi", "ended_why"),
        Column("Sa page", lambda proposal: "La lire", url=_page),
    ],
    empty="Aucune proposition n’est ouverte.",
    acts=[
        Act(
            "send",
            "porter",
            "Porter à une assemblée",
            lead="Les amendements sans réponse sont laissés à l’assemblée. L’auteur·rice reçoit un e-mail.",
            done="Proposition portée à l’assemblée.",
            form=SendingForm,
            service=mark_sent,
            policy=can_close_proposal,
            is_offered=lambda proposal: proposal.state == ProposalState.SUPPORTED,
            is_primary=True,
        ),
        Act(
            "close",
            "clore",
            "Clore la proposition",
            effects=[
                "On ne la soutient ni ne la discute plus.",
                "Sa page reste, avec votre raison\u00a0; l’auteur·rice la reçoit.",
            ],
            done="Proposition close.",
            form=ClosingForm,
            service=close_proposal,
            policy=can_close_proposal,
            is_offered=lambda proposal: proposal.takes_words,
        ),
        Act(
            "hide",
            "masquer",
            "Masquer la proposition",
            effects=[
                "Sa page, ses versions et sa discussion ne se lisent plus\u00a0: l’équipe et son"
                " auteur·rice les voient encore.",
                "L’auteur·rice reçoit votre raison.",
            ],
            done="Proposition masquée.",
            form=ClosingForm,
            service=hide_proposal,
            policy=can_close_proposal,
            is_offered=lambda proposal: proposal.state in PUBLIC_STATES,
        ),
        Act(
            "unhide",
            "montrer",
            "Montrer à nouveau",
            effects=["Elle se lit à nouveau, close, avec ce que vous écrivez ici."],
            done="Proposition montrée.",
            form=ClosingForm,
            service=unhide_proposal,
            policy=can_close_proposal,
            is_offered=lambda proposal: proposal.state == ProposalState.HIDDEN,
        ),
    ],
    icon="edit",
    menu_hook=proposing_menu.register_hook_name,
    menu_order=10,
)
