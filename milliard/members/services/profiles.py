"""What members choose to say of themselves, each with its own consent."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.members import policies
from milliard.members.consents import ON_LEAVING, WORDINGS
from milliard.members.enums import ConsentPurpose
from milliard.members.models import Member, MemberConsent, MemberProfile
from milliard.members.signals import consent_recorded


@dataclass(frozen=True, slots=True)
class Said:
    """Everything the profile asks; what is empty is not said."""

    birth_year: int | None = None
    gender: str = ""
    occupation: str = ""
    priority_area: str = ""
    skills: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    wants_lot: bool = False
    phone: str = ""
    wants_news: bool = False

    def given(self) -> Iterator[tuple[ConsentPurpose, bool]]:
        """What is agreed to by saying it."""
        yield ConsentPurpose.NEWSLETTER, self.wants_news
        yield ConsentPurpose.PHONE, bool(self.phone)
        yield ConsentPurpose.BIRTH_YEAR, self.birth_year is not None
        yield ConsentPurpose.GENDER, bool(self.gender)
        yield ConsentPurpose.OCCUPATION, bool(self.occupation)
        yield ConsentPurpose.PRIORITY_AREA, bool(self.priority_area)
        yield ConsentPurpose.SKILLS, bool(self.skills)
        yield ConsentPurpose.TIME, bool(self.times)
        yield ConsentPurpose.LOT, self.wants_lot


@transaction.atomic
def save_profile(*, member: Member, said: Said, by: User | None) -> MemberProfile:
    """Keep what is said, forget what is no longer, and record each change of mind. Raises `NotAllowed`."""
    authorize(by, policies.can_change_member, member)
    member = Member.objects.select_for_update().get(pk=member.pk)
    profile = MemberProfile.objects.filter(member=member).first() or MemberProfile(member=member)
    profile.birth_year, profile.gender, profile.occupation = said.birth_year, said.gender, said.occupation
    profile.priority_area = said.priority_area
    profile.skills, profile.times, profile.wants_lot = list(said.skills), list(said.times), said.wants_lot
    profile.full_clean()
    profile.save()
    if member.phone != said.phone:
        member.phone = said.phone
        member.full_clean()
        member.save()
    for purpose, is_given in said.given():
        record_consent(member=member, purpose=purpose, is_given=is_given, by=by)
    return profile


@transaction.atomic
def record_consent(
    *,
    member: Member,
    purpose: ConsentPurpose,
    is_given: bool,
    by: User | None,
    wording: str = "",
    is_restored: bool = False,
) -> MemberConsent | None:
    """Write an answer down with the words read; nothing when it changes neither. Raises `NotAllowed`.

    ``is_restored``: it was given before and ended by a mistake of ours; what followed from it is as it was.
    """
    authorize(by, policies.can_change_member, member)
    wording = wording or WORDINGS[purpose]
    last = member.consents.filter(purpose=purpose).order_by("-pk").first()
    if last is None and not is_given:
        return None
    if last is not None and last.is_given == is_given and (last.wording == wording or not is_given):
        return None
    consent = MemberConsent(member=member, purpose=purpose, is_given=is_given, wording=wording)
    consent.full_clean()
    consent.save()
    consent_recorded.send(Member, member=member, purpose=purpose, is_given=is_given, is_restored=is_restored)
    return consent


def agreed_to(member: Member) -> frozenset[str]:
    """The purposes a member agrees to now."""
    last = member.consents.order_by("purpose", "-pk").distinct("purpose")
    return frozenset(consent.purpose for consent in last if consent.is_given)


def forget_profile(member: Member) -> None:
    """A locked member leaves: what they said of themselves goes, and what they had agreed to ends."""
    MemberProfile.objects.filter(member=member).delete()
    if member.phone:
        member.phone = ""
        member.save(update_fields=["phone", "updated_at"])
    for purpose in sorted(agreed_to(member)):
        record_consent(
            member=member, purpose=ConsentPurpose(purpose), is_given=False, by=None, wording=ON_LEAVING
        )
