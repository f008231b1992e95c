"""The mails of proposals. Those to supporters go by a task, a slice at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from milliard.core.mail import MailKind, queue_mail, queue_mails
from milliard.members.models import Member
from milliard.proposals.models import (
    MemberProposal,
    ProposalComment,
    RoundObjection,
    Support,
    TextAmendment,
)

_AUTHOR = "l’auteur·rice de la proposition"
_EXAMPLE = {
    "given_name": "Camille",
    "title": "Un prêt sans garantie pour les lieux inventés",
    "count": 120,
    "needed": 120,
    "version": 3,
    "read": 2,
    "reason": "Le montant est dit plus clairement.",
    "number": 4,
    "state": "accepté",
    "answer": "Merci, c’est plus clair ainsi.",
    "passage": "un prêt",
    "name": "Le taux n’est pas dit",
    "argument": "Sans taux, personne ne sait ce qu’il rembourse.",
    "text": "Un commentaire inventé.",
    "url": "https://exemple.invalid/propositions/exemple/",
}


def _kind(template: str, label: str, sent_when: str, subject: str, recipient: str = _AUTHOR) -> MailKind:
    code = f"proposals.{template.rpartition('/')[2].removesuffix('.txt')}"
    return MailKind(code, label, sent_when, recipient, template, subject, _EXAMPLE)


SUPPORTED = _kind(
    "proposals/email/supported.txt",
    "Seuil de soutiens atteint",
    "Quand une proposition réunit assez de soutiens, une fois.",
    "Le seuil est atteint\u00a0: {{ title }}",
)
TEXT_CHANGED = _kind(
    "proposals/email/text_changed.txt",
    "Texte d’une proposition changé",
    "Quand le texte d’une proposition change.",
    "Le texte a changé\u00a0: {{ title }}",
    "les membres qui la soutiennent",
)
HIDDEN = _kind(
    "proposals/email/comment_hidden.txt",
    "Commentaire masqué",
    "Quand l’équipe masque un commentaire.",
    "Votre commentaire a été masqué\u00a0: {{ title }}",
    "l’auteur·rice du commentaire",
)
OBJECTION = _kind(
    "proposals/email/objection.txt",
    "Objection posée",
    "Quand quelqu’un pose une objection dans un tour de consentement.",
    "Une objection\u00a0: {{ title }}",
    "la personne qui facilite le tour",
)
AMENDED = _kind(
    "proposals/email/amended.txt",
    "Amendement proposé",
    "Quand un membre propose un amendement.",
    "Un amendement à votre proposition\u00a0: {{ title }}",
)
AMENDMENT_ANSWERED = _kind(
    "proposals/email/amendment_answered.txt",
    "Réponse à un amendement",
    "Quand l’auteur·rice de la proposition répond à un amendement.",
    "Votre amendement\u00a0: {{ title }}",
    "l’auteur·rice de l’amendement",
)
ENDED = _kind(
    "proposals/email/proposal_ended.txt",
    "Fin d’une proposition",
    "Quand une proposition est close, ou portée à une assemblée.",
    "Votre proposition est {{ state }}\u00a0: {{ title }}",
)
MAILS = (SUPPORTED, TEXT_CHANGED, HIDDEN, OBJECTION, AMENDED, AMENDMENT_ANSWERED, ENDED)


def tell_supported(proposal: MemberProposal) -> None:
    _tell(SUPPORTED, proposal.author, proposal, {"count": proposal.support_count, "needed": proposal.needed})


def tell_text_changed(proposal: MemberProposal) -> None:
    from milliard.proposals.tasks import write_to_supporters  # it writes these mails

    write_to_supporters.enqueue(proposal.pk, proposal.version, 0)


def write_text_changed(proposal: MemberProposal, supports: Sequence[Support]) -> None:
    """One mail to each of some supporters."""
    version = proposal.versions.get(number=proposal.version)
    shared = {"version": version.number, "reason": version.reason, **_about(proposal)}
    queue_mails(
        TEXT_CHANGED,
        [
            (one.member.email, {**shared, "given_name": one.member.given_name, "read": one.version})
            for one in supports
            if one.member.email
        ],
    )


def tell_hidden(comment: ProposalComment) -> None:
    said = {"text": comment.text, "reason": comment.hidden_why}
    _tell(HIDDEN, comment.author, comment.proposal, said)


def tell_objection(objection: RoundObjection) -> None:
    said = {"number": objection.number, "name": objection.name, "argument": objection.argument}
    address = reverse("proposals:round", args=[objection.round.proposal.public_id, objection.round.number])
    said["url"] = f"{settings.SITE_URL}{address}"
    _tell(OBJECTION, objection.round.facilitator, objection.round.proposal, said)


def tell_amended(amendment: TextAmendment) -> None:
    said = {"number": amendment.number, "reason": amendment.reason, "url": _amendment_url(amendment)}
    _tell(AMENDED, amendment.proposal.author, amendment.proposal, said)


def tell_amendment_answered(amendment: TextAmendment) -> None:
    said = {
        "number": amendment.number,
        "state": amendment.get_state_display(),
        "answer": amendment.answer,
        "url": _amendment_url(amendment),
    }
    _tell(AMENDMENT_ANSWERED, amendment.author, amendment.proposal, said)


def tell_ended(proposal: MemberProposal) -> None:
    said = {"state": proposal.get_state_display(), "reason": proposal.ended_why or proposal.sent_to}
    _tell(ENDED, proposal.author, proposal, said)


def _tell(kind: MailKind, member: Member | None, proposal: MemberProposal, said: Mapping[str, Any]) -> None:
    if member is not None and member.email:
        context = {"given_name": member.given_name, **_about(proposal), **said}
        queue_mail(kind, to=member.email, context=context)


def _about(proposal: MemberProposal) -> dict[str, str]:
    address = reverse("proposals:proposal", args=[proposal.public_id])
    return {"title": proposal.title, "url": f"{settings.SITE_URL}{address}"}


def _amendment_url(amendment: TextAmendment) -> str:
    key = [amendment.proposal.public_id, amendment.number]
    return f"{settings.SITE_URL}{reverse('proposals:amendment', args=key)}"
