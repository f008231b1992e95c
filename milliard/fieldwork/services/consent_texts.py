"""The wordings people agree to. A new wording is a new row: what somebody agreed to never changes."""

from django.db import connection, transaction

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.surveys.enums import Purpose
from milliard.surveys.models import ConsentText
from milliard.surveys.policies import can_manage_questionnaires


@transaction.atomic
def write_consent_text(*, purpose: Purpose, text: str, is_required: bool, by: User | None) -> ConsentText:
    """The next version of the consent for ``purpose``; the same words again give the row that has them.

    Raises ``ValidationError`` (an empty text), ``NotAllowed``.
    """
    authorize(by, can_manage_questionnaires)
    with connection.cursor() as cursor:
        # Numbers follow one another even when two people write at once. Allows reads.
        cursor.execute("LOCK TABLE surveys_consenttext IN SHARE ROW EXCLUSIVE MODE")
    earlier = ConsentText.objects.filter(purpose=purpose).order_by("-version")
    words = text.strip()
    same = earlier.filter(text=words, is_required=is_required).first()
    if same is not None:
        return same
    latest = earlier.first()
    written = ConsentText(
        purpose=purpose,
        version=latest.version + 1 if latest else 1,
        text=words,
        is_required=is_required,
    )
    written.full_clean()
    written.save()
    journal.record("surveys.consent_text.written", written, by=by, data={"version": written.version})
    return written
