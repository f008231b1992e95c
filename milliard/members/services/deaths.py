"""A death that was written by mistake, undone: the person never left.

Nothing of the register goes: a correction is written beside the line that was wrong. The departure stays too,
closed on the day it began, so that it counts on no day.
"""

from django.db import transaction

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.members import policies
from milliard.members.consents import ON_LEAVING
from milliard.members.enums import ConsentPurpose, DepartureKind, EntryKind
from milliard.members.models import Departure, Member
from milliard.members.services.entries import write_entry
from milliard.members.services.following import follow_requests
from milliard.members.services.profiles import record_consent
from milliard.payments.services.requests import lock_requests, unchanged

#: Kept with the answer that holds again: the person gave it before, and nobody asked them anew.
GIVEN_BEFORE = "Accord donné auparavant, rétabli\u00a0: un décès avait été noté par erreur."


class NoDeathRecorded(Refused):
    message = "Aucun décès n’est noté pour cette personne."


@transaction.atomic
def undo_death(*, member: Member, reason: str, by: User | None) -> Departure:
    """Say that a death was recorded by mistake: letters resume, and the state is right on every day.

    What was said of oneself is gone and may be said again. Dues paid meanwhile, held for nobody, count. A
    person who had resigned before has still resigned.

    Raises
    ------
    NotAllowed, NoDeathRecorded
    """
    authorize(by, policies.can_keep_register)
    requests = lock_requests(list(member.dues_requests.values_list("payment_request", flat=True)))
    member = Member.objects.select_for_update().get(pk=member.pk)
    left = member.departures.filter(kind=DepartureKind.DECEASED, returned_on=None).first()
    if left is None:
        raise NoDeathRecorded
    left.returned_on = left.effective_on
    left.save(update_fields=["returned_on", "updated_at"])
    _reopen_departure_before(left)
    write_entry(
        member=member,
        kind=EntryKind.CORRECTED,
        effective_on=left.effective_on,
        by=by,
        reason=f"décès noté par erreur, {reason}"[:300],
    )
    follow_requests(Member, changes=[unchanged(one) for one in requests])
    _write_to_them_again(member, left)
    journal.record("members.death.undone", member, by=by)
    return left


def _reopen_departure_before(death: Departure) -> None:
    """The one that gave way to the death, if any: its person had left by themselves and did not return."""
    earlier = death.member.departures.filter(pk__lt=death.pk).exclude(kind=DepartureKind.DECEASED)
    last = earlier.order_by("-pk").first()
    if last is None or last.returned_on != max(death.effective_on, last.effective_on):
        return
    if not death.member.register.filter(kind=EntryKind.RETURNED, effective_on=last.returned_on).exists():
        last.returned_on = None
        last.save(update_fields=["returned_on", "updated_at"])


def _write_to_them_again(member: Member, death: Departure) -> None:
    """News, when the death is what ended them."""
    news = member.consents.filter(purpose=ConsentPurpose.NEWSLETTER).order_by("-pk").first()
    if news is not None and news.wording == ON_LEAVING and news.recorded_at >= death.created_at:
        record_consent(
            member=member,
            purpose=ConsentPurpose.NEWSLETTER,
            is_given=True,
            by=None,
            wording=GIVEN_BEFORE,
            is_restored=True,
        )
