"""The queue of moderation: comments reported, and those already hidden."""

from django.db.models import QuerySet
from django.urls import reverse
from django_filters import ChoiceFilter, FilterSet

from milliard.core.staff import Act, StaffViewSet
from milliard.core.staff.lists import SearchFilter
from milliard.proposals.forms import HidingForm
from milliard.proposals.models import ProposalComment
from milliard.proposals.policies import can_hide_comment, can_moderate
from milliard.proposals.services.moderation import hide_comment, keep_comment, show_comment
from milliard.proposals.staff.menu import proposing_menu
from milliard.ui.component_records import Column

_WAITING, _HIDDEN = "signales", "masques"
_REPORTS = 20


class CommentFilters(FilterSet):  # type: ignore[misc]
    """By words; those that wait, those hidden."""

    q = SearchFilter("text", "proposal__title")
    lesquels = ChoiceFilter(
        label="Lesquels",
        choices=[(_WAITING, "signalés, sans réponse"), (_HIDDEN, "masqués")],
        empty_label="Tous",
        method="narrow",
    )

    def narrow(
        self, found: "QuerySet[ProposalComment]", name: str, value: str
    ) -> "QuerySet[ProposalComment]":
        if value == _WAITING:
            return found.filter(open_reports__gt=0)
        return found.exclude(hidden_at=None)


def _page(comment: ProposalComment) -> str:
    return reverse("proposals:comment", args=[comment.proposal.public_id, comment.public_id])


def _reports(comment: ProposalComment) -> str:
    reasons = comment.reports.filter(answered_at=None).order_by("pk").values_list("reason", flat=True)
    return " · ".join(reasons[:_REPORTS])


def _state(comment: ProposalComment) -> str:
    if comment.deleted_at:
        return "effacé par son auteur·rice"
    return "masqué" if comment.hidden_at else "lisible"


comment_screens = StaffViewSet(
    model=ProposalComment,
    title="Modération",
    one="comment",
    policy=can_moderate,
    key="<uuid:public_id>",
    url_prefix="propositions/commentaires",
    found=lambda: ProposalComment.objects.select_related("proposal", "author"),
    order=["-open_reports", "-pk"],
    filters=CommentFilters,
    columns=[
        Column("Commentaire", lambda comment: comment.text[:120] or "(effacé)", note="proposal.title"),
        Column("Signalements", "open_reports", "entier"),
        Column("État", _state),
        Column("Écrit le", "created_at", "moment"),
    ],
    facts=[
        Column("Texte", "text"),
        Column("Sorte", "get_kind_display"),
        Column("État", _state),
        Column("Signalé pour", _reports),
        Column("Masqué le", "hidden_at", "moment"),
        Column("Raison", "hidden_why"),
        Column("Proposition", "proposal.title"),
        Column("Sa page", lambda comment: "Le voir dans la discussion", url=_page),
    ],
    empty="Aucun commentaire.",
    acts=[
        Act(
            "hide",
            "masquer",
            "Masquer le commentaire",
            effects=[
                "Il est remplacé par «\u00a0masqué par la modération\u00a0» et votre raison.",
                "Son auteur·rice reçoit la raison et son texte\u00a0; l’équipe en garde une copie.",
            ],
            done="Commentaire masqué.",
            form=HidingForm,
            service=hide_comment,
            policy=can_hide_comment,
            is_offered=lambda comment: comment.is_shown,
            is_primary=True,
        ),
        Act(
            "keep",
            "garder",
            "Le laisser lisible",
            effects=["Les signalements sont traités\u00a0; le commentaire reste tel quel."],
            done="Signalements traités.",
            service=keep_comment,
            policy=can_hide_comment,
            is_offered=lambda comment: comment.open_reports > 0,
        ),
        Act(
            "show",
            "montrer",
            "Montrer à nouveau",
            effects=["Le commentaire reparaît dans la discussion."],
            done="Commentaire montré.",
            service=show_comment,
            policy=can_hide_comment,
            is_offered=lambda comment: comment.hidden_at is not None,
        ),
    ],
    icon="warning",
    menu_hook=proposing_menu.register_hook_name,
    menu_order=20,
)
