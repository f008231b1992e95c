"""What is over and is forgotten every day."""

import datetime as dt

from django.utils import timezone

from milliard.organisations.enums import BatchState, ClaimState
from milliard.organisations.models import ROWS_KEPT_FOR, Claim, ImportBatch, ImportRow

#: A file read and not decided about; a code nobody typed.
_ABANDONED, _UNPROVED = dt.timedelta(days=14), dt.timedelta(days=7)


def forget_what_is_over() -> list[tuple[str, int]]:
    """Files nobody decided about, claims nobody proved, rows of imports that nobody will undo any more."""
    now = timezone.now()
    prepared = ImportBatch.objects.filter(state=BatchState.PREPARED, created_at__lt=now - _ABANDONED)
    abandoned = prepared.count()
    prepared.delete()
    unproved = Claim.objects.filter(state=ClaimState.ASKED, updated_at__lt=now - _UNPROVED)
    rows = ImportRow.objects.filter(batch__applied_at__lt=now - ROWS_KEPT_FOR).exclude(cells=[])
    return [
        ("fichiers d’organisations abandonnés", abandoned),
        ("demandes sur des fiches jamais prouvées", unproved.delete()[0]),
        ("lignes d’imports anciens vidées", rows.update(cells=[], values={}, problems=[], before={})),
    ]
