"""Corrections of who a person is: the register says which fields, never their values."""

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.members import policies
from milliard.members.enums import EntryKind
from milliard.members.models import Member
from milliard.members.services.entries import write_entry
from milliard.members.services.joining import (
    Identity,
    ensure_alone_in_account,
    save_member,
    write_identity,
)

#: Name in the register -> attribute of the row.
_FIELDS = {name: name for name in ("given_name", "family_name", "email", "phone", "country")} | {
    "commune": "commune_id"
}


@transaction.atomic
def correct_identity(*, member: Member, identity: Identity, by: User | None, reason: str = "") -> Member:
    """Change what was wrong; nothing is written when nothing changes.

    Raises
    ------
    NotAllowed, NotANaturalPerson, NotAName, SameNameInAccount, ValidationError
    """
    authorize(by, policies.can_change_member, member)
    member = Member.objects.select_for_update().get(pk=member.pk)
    before = {name: getattr(member, column) for name, column in _FIELDS.items()}
    write_identity(member, identity)
    changed = [name for name, column in _FIELDS.items() if getattr(member, column) != before[name]]
    if not changed:
        return member
    ensure_alone_in_account(member)
    save_member(member)
    if member.register.exists():
        write_entry(
            member=member,
            kind=EntryKind.CORRECTED,
            effective_on=timezone.localdate(),
            by=by,
            reason=reason,
            fields=changed,
        )
    if by is not None and not policies.is_own(by, member):
        journal.record("members.member.corrected", member, by=by, data={"fields": changed})
    return member
