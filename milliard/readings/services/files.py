"""Files received, taken out one by one."""

from typing import IO, Any

from django.db import transaction

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.core.received_files import REFUSED_TYPES, type_of_bytes
from milliard.core.refusals import Refused
from milliard.readings.policies import can_read_files
from milliard.readings.services.openings import record_download
from milliard.surveys.models import Attachment

_HEAD_BYTES = 8_192


class DangerousFile(Refused):
    """Its bytes are of a type that runs, or makes a browser run something: it stays where it is."""

    message = (
        "Ce fichier n’est pas de ceux que l’on reçoit\u00a0: il pourrait faire agir votre ordinateur. "
        "Il ne se télécharge pas."
    )


@transaction.atomic
def open_file(*, attachment: Attachment, by: User) -> IO[Any] | None:
    """The bytes of a file, one journal line each time; None when the disk has lost it.

    Typed again by its bytes: what was once taken may be refused by now. Raises `DangerousFile`,
    ``NotAllowed``.
    """
    authorize(by, can_read_files, attachment.response.collection)
    try:
        opened: IO[Any] = attachment.file.open("rb")
    except FileNotFoundError:
        return None
    head = opened.read(_HEAD_BYTES)
    opened.seek(0)
    if REFUSED_TYPES & {attachment.content_type, type_of_bytes(attachment.name, head)}:
        opened.close()
        raise DangerousFile
    record_download(attachment=attachment, by=by)
    return opened
