"""What the app knows of a person, and what becomes of it."""

from typing import Any

from django.db.models import QuerySet

from milliard.accounts.models import User
from milliard.core.declarations import PersonData
from milliard.members.models import Member
from milliard.proposals.enums import ProposalState
from milliard.proposals.models import (
    AmendmentSupport,
    CommentReport,
    ConsentRound,
    MemberProposal,
    ProposalComment,
    ProposalVersion,
    RoundSeat,
    Support,
    TextAmendment,
)
from milliard.proposals.services.amendments import forget_amendment_supports
from milliard.proposals.services.supports import forget_supports


def _export(members: QuerySet[Member]) -> dict[str, Any]:
    proposals = MemberProposal.objects.filter(author__in=members).order_by("pk")
    supports = Support.objects.filter(member__in=members).select_related("proposal").order_by("pk")
    comments = ProposalComment.objects.filter(author__in=members).select_related("proposal").order_by("pk")
    amendments = TextAmendment.objects.filter(author__in=members).select_related("proposal").order_by("pk")
    backed = AmendmentSupport.objects.filter(member__in=members).select_related("amendment__proposal")
    reports = CommentReport.objects.filter(member__in=members).order_by("pk")
    return {
        "propositions": [
            [one.title, one.get_state_display(), one.text, one.why, one.get_shown_name_display()]
            for one in proposals
        ],
        "soutiens": [[one.proposal.title, one.version] for one in supports],
        "commentaires": [
            [one.proposal.title, one.get_kind_display(), one.text, one.created_at.isoformat()]
            for one in comments
        ],
        "amendements": [
            [one.proposal.title, one.passage, one.replacement, one.reason, one.get_state_display()]
            for one in amendments
        ],
        "amendements soutenus": [[one.amendment.proposal.title, one.amendment.number] for one in backed],
        "signalements": [[one.reason, one.created_at.isoformat()] for one in reports],
        "tours de consentement": [_seat(seat) for seat in _seats(members)],
        "tours facilités": [
            [one.proposal.title, one.number]
            for one in ConsentRound.objects.filter(facilitator__in=members).select_related("proposal")
        ],
    }


def _seats(members: QuerySet[Member]) -> QuerySet[RoundSeat]:
    found = RoundSeat.objects.filter(member__in=members).select_related("round__proposal", "vote")
    return found.prefetch_related("words", "objections").order_by("pk")


def _seat(seat: RoundSeat) -> dict[str, Any]:
    vote = getattr(seat, "vote", None)
    return {
        "proposition": seat.round.proposal.title,
        "numéro": seat.number,
        "paroles": [[word.get_phase_display(), word.text] for word in seat.words.all()],
        "objections": [[one.name, one.argument, one.get_state_display()] for one in seat.objections.all()],
        "consent": bool(seat.consents_at),
        "retrait": seat.stands_aside_why if seat.stands_aside_at else None,
        "vote": vote.get_choice_display() if vote else None,
    }


def _erase(members: QuerySet[Member]) -> None:
    """Drafts and supports go; what was public stays, of nobody."""
    mine = list(members.values_list("pk", flat=True))
    forget_supports(mine)
    forget_amendment_supports(mine)
    MemberProposal.objects.filter(author__in=mine, state=ProposalState.DRAFT).delete()
    for model, name in (
        (MemberProposal, "author"),
        (ProposalVersion, "author"),
        (ProposalComment, "author"),
        (TextAmendment, "author"),
        (CommentReport, "member"),
        (ConsentRound, "facilitator"),
        (RoundSeat, "member"),
    ):
        rows: Any = model._default_manager
        rows.filter(**{f"{name}__in": mine}).update(**{name: None})


_KEPT = (
    "Vos propositions ouvertes, vos commentaires, vos amendements et ce que vous avez dit dans un tour de"
    " consentement restent lisibles, signés «\u00a0un·e ancien·ne membre\u00a0»."
)
PERSON_DATA = PersonData(
    label="propositions",
    purpose="Ce que vous proposez, soutenez et dites avant les assemblées.",
    kept=_KEPT,
    export=lambda user: _export(_of(user)),
    erase=lambda user: _erase(_of(user)),
)
#: The same of members without an account: the functions get a QuerySet of members.
MEMBER_DATA = PersonData(
    label=PERSON_DATA.label, purpose=PERSON_DATA.purpose, kept=_KEPT, export=_export, erase=_erase
)


def _of(user: User) -> QuerySet[Member]:
    return Member.objects.filter(account=user)
