"""Amendments left to an assembly, in the order it would vote."""

from django.urls import reverse

from milliard.core.staff import Act, StaffViewSet
from milliard.proposals.enums import AmendmentState
from milliard.proposals.forms import DistanceForm
from milliard.proposals.models import TextAmendment
from milliard.proposals.policies import can_moderate, can_set_distance
from milliard.proposals.services.amendments import set_distance
from milliard.proposals.staff.menu import proposing_menu
from milliard.ui.component_records import Column


def _page(amendment: TextAmendment) -> str:
    return reverse("proposals:amendment", args=[amendment.proposal.public_id, amendment.number])


_COLUMNS = [
    Column("Éloignement", "distance", "entier"),
    Column("Soutiens", "support_count", "entier"),
]
amendment_screens = StaffViewSet(
    model=TextAmendment,
    title="Amendements laissés à l’assemblée",
    one="amendment",
    policy=can_moderate,
    key="<uuid:public_id>",
    url_prefix="propositions/amendements",
    found=lambda: TextAmendment.objects.filter(state=AmendmentState.LEFT).select_related("proposal"),
    order=["-distance", "-support_count"],
    search=["proposal__title", "passage", "replacement"],
    columns=[Column("Amendement", "number", note="proposal.title"), *_COLUMNS],
    facts=[
        Column("Proposition", "proposal.title"),
        Column("Passage", "passage"),
        Column("Remplacé par", lambda amendment: amendment.replacement or "(supprimé)"),
        Column("Pourquoi", "reason"),
        *_COLUMNS,
        Column("Sa page", lambda amendment: "Le lire", url=_page),
    ],
    called=lambda amendment: f"Amendement {amendment.number}, {amendment.proposal.title}",
    empty="Aucun amendement n’est laissé à une assemblée.",
    acts=[
        Act(
            "place",
            "eloignement",
            "Dire son éloignement du texte",
            lead="L’assemblée vote d’abord les plus éloignés.",
            done="Éloignement noté.",
            form=DistanceForm,
            service=set_distance,
            policy=can_set_distance,
            is_primary=True,
        )
    ],
    icon="order",
    menu_hook=proposing_menu.register_hook_name,
    menu_order=30,
)
