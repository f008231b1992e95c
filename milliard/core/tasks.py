"""Work done after the answer, by a worker on any machine. Safe to run twice."""

from django.core.mail import EmailMessage
from django_tasks import task


@task()  # type: ignore[untyped-decorator]
def send_mail_task(*, to: str, subject: str, body: str, reply_to: str = "") -> None:
    """Send one text mail. Running twice sends it twice: a second code or receipt harms nobody."""
    EmailMessage(subject, body, to=[to], reply_to=[reply_to] if reply_to else None).send()
