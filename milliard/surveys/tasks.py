"""Mails sent by the queue. Arguments are row numbers only: no address, no link, is ever kept in it."""

from django_tasks import task

from milliard.surveys import emails
from milliard.surveys.models import Contributor, Invitation, Response


@task()  # type: ignore[untyped-decorator]
def send_resume_link(response_id: int) -> None:
    """The link back to one's answers. Nothing is sent for a response erased since."""
    response = Response.objects.select_related("collection").filter(pk=response_id).first()
    if response is not None and response.resume_email:
        emails.send_resume_link(response)


@task()  # type: ignore[untyped-decorator]
def send_contributor_link(contributor_id: int) -> None:
    """The own link of somebody of the organisation."""
    person = Contributor.objects.select_related("response__collection").filter(pk=contributor_id).first()
    if person is not None:
        emails.send_contributor_link(person)


@task()  # type: ignore[untyped-decorator]
def send_invitation(invitation_id: int, is_reminder: bool = False) -> None:
    """An invitation or its reminder; none to somebody who has finished since it was queued."""
    invitation = Invitation.objects.select_related("collection").filter(pk=invitation_id).first()
    if invitation is None or invitation.spent_at is not None or not invitation.collection.is_open():
        return
    if invitation.sent_at is not None and not is_reminder:
        return
    emails.send_invitation(invitation, is_reminder=is_reminder)
