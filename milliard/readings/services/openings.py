"""Who read what: each reading leaves one line in the journal, never what was read."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import registry

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.readings import policies
from milliard.surveys.models import Attachment, Collection, Response

#: The same person at the same thing within this time is one reading.
ONE_VISIT = dt.timedelta(hours=1)
OPENED = "readings.response.opened"


class WholeResponseClosed(Refused):
    """Nobody reads a whole response of an anonymous collection."""

    message = (
        "Cette collecte est anonyme\u00a0: une réponse entière, lue d’un bout à l’autre, laisserait souvent "
        "reconnaître qui l’a donnée. Elle ne s’ouvre pour personne."
    )


class TooFewToRead(Refused):
    """An anonymous collection with so few responses that to read anything is to read somebody."""

    message = (
        "Cette collecte est anonyme et compte trop peu de réponses envoyées\u00a0: rien ne s’y lit encore, "
        "car chacun·e y serait reconnaissable."
    )


@transaction.atomic
def record_opening(*, response: Response, by: User) -> bool:
    """Write that somebody of the team opened a response; False within the same visit.

    Raises `WholeResponseClosed`, ``NotAllowed``.
    """
    if response.collection.is_anonymous:
        authorize(by, policies.can_read, response.collection)
        raise WholeResponseClosed
    authorize(by, policies.can_read_response, response)
    lines = registry.get_logs_for_instance(response).filter(action=OPENED, user=by)
    if lines.filter(timestamp__gte=timezone.now() - ONE_VISIT).exists():
        return False
    journal.record(
        OPENED, response, by=by, data={"collection": response.collection.slug, "role": role_of(by)}
    )
    return True


@transaction.atomic
def record_texts_read(*, collection: Collection, question_key: str, by: User) -> bool:
    """Write that somebody read the texts of a question; False within the same visit."""
    authorize(by, policies.can_read, collection)
    return _once(collection, "readings.texts.read", by, {"question": question_key})


@transaction.atomic
def record_files_listed(*, collection: Collection, by: User) -> bool:
    """Write that somebody opened the list of the files received; False within the same visit."""
    authorize(by, policies.can_read_files, collection)
    return _once(collection, "readings.files.listed", by, {})


@transaction.atomic
def record_download(*, attachment: Attachment, by: User) -> None:
    """Write that somebody takes a file away: every time; of an anonymous collection, not which response's."""
    collection = attachment.response.collection
    authorize(by, policies.can_read_files, collection)
    data = {"file": str(attachment.public_id)[:8], "type": attachment.content_type}
    if not collection.is_anonymous:
        data["response"] = str(attachment.response.public_id)[:8]
    journal.record("readings.file.downloaded", collection, by=by, data=data)


@transaction.atomic
def record_contacts_read(*, collection: Collection, purpose: str, by: User) -> bool:
    """Write that somebody read the contacts of those who agreed to a use; False within the same visit."""
    authorize(by, policies.can_read_contacts, collection)
    return _once(collection, "readings.contacts.read", by, {"purpose": purpose})


@transaction.atomic
def record_contacts_export(
    *, collection: Collection, purpose: str, count: int, reason: str, by: User
) -> None:
    """Write that somebody takes contacts away, how many and what for."""
    authorize(by, policies.can_read_contacts, collection)
    data = {"purpose": purpose, "count": count, "reason": reason}
    journal.record("readings.contacts.exported", collection, by=by, data=data)


@transaction.atomic
def record_quotations_export(*, collection: Collection, by: User) -> None:
    """Write that somebody takes the quotable texts away."""
    authorize(by, policies.can_read, collection)
    journal.record("readings.quotations.exported", collection, by=by)


def role_of(person: User) -> str:
    """The role by which somebody reads, the widest first."""
    return next((role for role in (Role.ADMIN, Role.ORGANISER, Role.ANALYST) if person.has_role(role)), "")


def _once(collection: Collection, code: str, by: User, data: dict[str, Any]) -> bool:
    lines = registry.get_logs_for_instance(collection).filter(action=code, user=by)
    if lines.filter(timestamp__gte=timezone.now() - ONE_VISIT, data__contains=data).exists():
        return False
    journal.record(code, collection, by=by, data={**data, "role": role_of(by)})
    return True
