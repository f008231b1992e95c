"""The mails of this app: text only, short, one link.

The queue keeps row numbers only: a link and an address are read or made at the moment of sending, and nothing
is sent for a row erased since.
"""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from french import format_date, plural
from milliard.core.mail import AddressRefused, MailKind, send_mail, write_mail
from milliard.surveys import tokens
from milliard.surveys.duration import duration_of
from milliard.surveys.invitation_words import LINK, fill_words, has_link
from milliard.surveys.models import Collection, Contributor, Invitation, InvitationWords, Response
from milliard.surveys.services.questionnaires import compiled_version
from milliard.surveys.tokens import LinkKind

_COLLECTION = Collection(
    title="Questionnaire d’exemple",
    introduction="Quelques lignes inventées, pour l’exemple.",
    organiser="la Coopérative d’exemple",
    aim="Savoir de quoi les lieux inventés ont besoin.",
    preparation="Vos comptes inventés.",
    closes_at=datetime(2030, 6, 30, 12, tzinfo=UTC),
)
_LINK = "https://exemple.invalid/questionnaires/lien-invente/"
_EXAMPLE = {"collection": _COLLECTION, "url": _LINK, "duration": plural(5, "minute")}
#: Of a mail in the platform's own words.
_STANDARD = {
    "stop_url": "https://exemple.invalid/questionnaires/ne-plus-recevoir/lien-invente/",
    "subject": "",
    "words": "",
    "has_link": False,
}

RESUME_LINK = MailKind(
    code="surveys.resume_link",
    label="Lien pour retrouver ses réponses",
    sent_when="Quand une personne le demande en répondant, ou écrit à l’équipe pour corriger sa réponse.",
    recipient="la personne qui répond",
    template="surveys/email/resume_link.txt",
    subject="Votre lien pour continuer\u00a0: {{ collection.title }}",
    example=_EXAMPLE,
)
CONTRIBUTOR_LINK = MailKind(
    code="surveys.contributor_link",
    label="Lien pour répondre à plusieurs",
    sent_when="Quand quelqu’un d’une organisation confie une partie des réponses à une autre personne.",
    recipient="la personne à qui une partie est confiée",
    template="surveys/email/contributor_link.txt",
    subject="{{ person.asked_by|default:'On' }} compte sur vous\u00a0: {{ collection.title }}",
    example={
        **_EXAMPLE,
        "person": Contributor(name="Camille", asked_by="Dominique", organisation="Les Ateliers inventés"),
        "sections": ["Vos besoins", "Vos comptes"],
    },
)
INVITATION = MailKind(
    code="surveys.invitation",
    label="Invitation à répondre",
    sent_when="Quand l’équipe invite une liste d’adresses.",
    recipient="chaque adresse invitée",
    template="surveys/email/invitation.txt",
    subject="{% if subject %}{{ subject }}{% else %}Invitation\u00a0: {{ collection.title }}{% endif %}",
    example={**_EXAMPLE, **_STANDARD, "name": "Camille"},
)
REMINDER = MailKind(
    code="surveys.reminder",
    label="Relance",
    sent_when="Quand l’équipe relance\u00a0: trois fois au plus, à trois jours d’écart au moins.",
    recipient="les personnes invitées qui n’ont pas terminé",
    template="surveys/email/reminder.txt",
    subject="{% if subject %}{{ subject }}{% else %}Il est encore temps\u00a0: {{ collection.title }}"
    "{% endif %}",
    example={**_EXAMPLE, **_STANDARD, "name": "Camille", "is_begun": True},
)
RECEIPT = MailKind(
    code="surveys.receipt",
    label="Reçu d’une réponse",
    sent_when="Quand une personne qui a terminé le demande, sur son reçu.",
    recipient="la personne qui a répondu",
    template="surveys/email/receipt.txt",
    subject="Votre reçu\u00a0: {{ collection.title }}",
    example={
        **_EXAMPLE,
        "number": "0a1b2c3d",
        "received": "le 3\u00a0mai\u00a02030",
        "consents": [("Oui", "J’accepte un usage inventé.")],
    },
)
RETENTION_NOTICE = MailKind(
    code="surveys.retention_notice",
    label="Réponses bientôt effacées",
    sent_when="Quand les réponses et les adresses d’une collecte seront effacées dans trente jours.",
    recipient="l’adresse de contact de la collecte, sinon celle du site",
    template="surveys/email/retention_notice.txt",
    subject="Bientôt effacées\u00a0: les réponses à {{ collection.title }}",
    example=_EXAMPLE,
)
MAILS = (RETENTION_NOTICE, RECEIPT, RESUME_LINK, CONTRIBUTOR_LINK, INVITATION, REMINDER)


def resume_url(response: Response) -> str:
    """The absolute address that leads back to a response."""
    return _url("surveys:resume", LinkKind.RESPONSE, response)


@task()  # type: ignore[untyped-decorator]
def send_resume_link(response_id: int) -> None:
    """Send the link back to one's answers."""
    response = Response.objects.select_related("collection").filter(pk=response_id).first()
    if response is not None and response.resume_email:
        _send(RESUME_LINK, response.collection, to=response.resume_email, url=resume_url(response))


@task()  # type: ignore[untyped-decorator]
def send_receipt(response_id: int) -> None:
    """Send the receipt of a finished response: number, date, consents, the way back; no answer."""
    response = Response.objects.select_related("collection__version").filter(pk=response_id).first()
    if response is None or not response.resume_email or response.completed_at is None:
        return
    consents = response.consents.select_related("text").order_by("purpose")
    _send(
        RECEIPT,
        response.collection,
        to=response.resume_email,
        url=resume_url(response),
        number=str(response.public_id)[:8],
        received=f"le {format_date(timezone.localdate(response.completed_at))}",
        consents=[("Oui" if row.is_given else "Non", row.text.text) for row in consents],
    )


@task()  # type: ignore[untyped-decorator]
def send_contributor_link(contributor_id: int) -> None:
    """Send somebody of the organisation their own link."""
    found = Contributor.objects.select_related("response__collection", "response__version")
    person = found.filter(pk=contributor_id).first()
    if person is not None:
        url = _url("surveys:resume", LinkKind.CONTRIBUTOR, person)
        titles = compiled_version(person.response.version).sections
        sections = [titles[key].section.title for key in person.sections if key in titles]
        _send(
            CONTRIBUTOR_LINK,
            person.response.collection,
            to=person.email,
            url=url,
            person=person,
            sections=sections,
        )


# Sent by the thousand: a code to sign in, a link back to one's answers, pass before.
@task(priority=-10)  # type: ignore[untyped-decorator]
def send_invitation(invitation_id: int, is_reminder: bool = False) -> None:
    """Send an invitation or its reminder, then note when it was first sent.

    None to somebody who has finished since it was queued.
    """
    invitation = Invitation.objects.select_related("collection").filter(pk=invitation_id).first()
    if invitation is None or invitation.is_spent or not invitation.collection.is_open():
        return
    if invitation.sent_at is not None and not is_reminder:
        return
    try:
        _send_words(invitation, is_reminder=is_reminder)
    except AddressRefused:
        Invitation.objects.filter(pk=invitation.pk).update(is_refused=True)
    if invitation.sent_at is None:
        Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())


def _send_words(invitation: Invitation, *, is_reminder: bool) -> None:
    collection, stop_url = invitation.collection, _url("surveys:unwanted", LinkKind.INVITATION, invitation)
    _send(
        REMINDER if is_reminder else INVITATION,
        collection,
        to=invitation.email,
        unsubscribe=stop_url,
        stop_url=stop_url,
        is_begun=invitation.is_opened,
        name=invitation.given_name,
        **written_words(
            InvitationWords.objects.filter(collection=collection).first(),
            invitation,
            url=_url("surveys:invitation", LinkKind.INVITATION, invitation),
            is_reminder=is_reminder,
        ),
    )


def written_words(
    words: InvitationWords | None, invitation: Invitation, *, url: str, is_reminder: bool
) -> dict[str, Any]:
    """What a mail says in the team's own words, filled for one person; blank for the platform's."""
    collection = invitation.collection
    values = {
        "prénom": invitation.given_name,
        "nom": invitation.family_name,
        "structure": invitation.organisation,
        "titre": collection.title,
        "durée": duration_of(collection.version),
        "fin": format_date(timezone.localdate(collection.closes_at)) if collection.closes_at else "",
        LINK: url,
    }
    subject = text = ""
    if words is not None:
        subject = words.reminder_subject if is_reminder else words.subject
        text = words.reminder_text if is_reminder else words.text
    return {
        "url": url,
        "subject": fill_words(subject, values),
        "words": fill_words(text, values),
        "has_link": has_link(text),
    }


def write_invitation(
    words: InvitationWords | None, invitation: Invitation, *, is_reminder: bool
) -> EmailMessage:
    """The mail as it would be sent, with links that lead nowhere: a preview."""
    collection = invitation.collection
    own = written_words(words, invitation, url=_LINK, is_reminder=is_reminder)
    context = {**_STANDARD, **own, "collection": collection, "duration": duration_of(collection.version)}
    return write_mail(
        REMINDER if is_reminder else INVITATION,
        to=invitation.email,
        context={**context, "name": invitation.given_name, "is_begun": False},
        reply_to=collection.contact_email,
    )


def _url(name: str, kind: LinkKind, row: Response | Contributor | Invitation) -> str:
    link = tokens.make_link(kind, row.pk, row.token_digest)
    return settings.SITE_URL + reverse(name, args=[link])


def _send(kind: MailKind, collection: Collection, *, to: str, unsubscribe: str = "", **context: Any) -> None:
    context |= {"collection": collection, "duration": duration_of(collection.version)}
    send_mail(kind, to=to, context=context, reply_to=collection.contact_email, unsubscribe=unsubscribe)
