"""Where a person's data came from, when they did not give it here: said to them (GDPR, article 14)."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from french import format_date
from milliard.members.enums import Source
from milliard.members.models import Member


def origin_of(member: Member) -> str:
    """What a letter says to who came by a file and never signed in; "" for everybody else."""
    if member.source != Source.IMPORT or member.account_id is not None:
        return ""
    row = member.imported_rows.select_related("member_import").order_by("pk").first()
    if row is None:
        return ""
    done = row.member_import
    day = format_date(timezone.localdate(done.created_at))
    return (
        f"Vos coordonnées nous ont été confiées par un fichier (origine\u00a0: {done.origin}), importé le"
        f" {day}. Pour les voir, les corriger ou les effacer, connectez-vous"
        f" avec cette adresse\u00a0: {settings.SITE_URL}{reverse('members:membership')}"
    )
