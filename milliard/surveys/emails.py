"""The mails of this app: text only, short, one link, made at the moment of sending."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from milliard.core.tasks import deliver
from milliard.surveys import tokens
from milliard.surveys.models import Collection, Contributor, Invitation, Response


def resume_url(response: Response) -> str:
    """The absolute address that leads back to a response."""
    return _resume(tokens.make_link(tokens.LinkKind.RESPONSE, response.pk, response.token_digest))


def send_resume_link(response: Response) -> None:
    _send(
        "surveys/email/resume_link.txt",
        f"Votre lien pour continuer\u00a0: {response.collection.title}",
        response.resume_email,
        response.collection,
        {"url": resume_url(response)},
    )


def send_contributor_link(person: Contributor) -> None:
    link = tokens.make_link(tokens.LinkKind.CONTRIBUTOR, person.pk, person.token_digest)
    collection = person.response.collection
    _send(
        "surveys/email/contributor_link.txt",
        f"On compte sur vous\u00a0: {collection.title}",
        person.email,
        collection,
        {"url": _resume(link), "name": person.name},
    )


def send_invitation(invitation: Invitation, *, is_reminder: bool) -> None:
    """Send, then note when it was first sent."""
    collection = invitation.collection
    link = tokens.make_link(tokens.LinkKind.INVITATION, invitation.pk, invitation.token_digest)
    subject = (
        f"Il est encore temps\u00a0: {collection.title}"
        if is_reminder
        else f"Invitation\u00a0: {collection.title}"
    )
    url = settings.SITE_URL + reverse("surveys:invitation", args=[link])
    name = "surveys/email/reminder.txt" if is_reminder else "surveys/email/invitation.txt"
    _send(name, subject, invitation.email, collection, {"url": url})
    if invitation.sent_at is None:
        Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())


def _resume(link: str) -> str:
    return settings.SITE_URL + reverse("surveys:resume", args=[link])


def _send(template: str, subject: str, address: str, collection: Collection, context: dict[str, Any]) -> None:
    body = render_to_string(template, {"collection": collection, **context})
    reply_to = [collection.contact_email] if collection.contact_email else None
    deliver(EmailMessage(" ".join(subject.split()), body, to=[address], reply_to=reply_to))
