"""What members know of a person who has an account, and what becomes of it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core.declarations import PersonData
from milliard.members.models import Exclusion, Member, MemberProfile, Merge, PossibleDuplicate


def _export(user: User) -> list[dict[str, Any]]:
    members = Member.objects.filter(account=user).select_related("profile", "commune")
    return [_export_member(member) for member in members.order_by("pk")]


def _export_member(member: Member) -> dict[str, Any]:
    profile = MemberProfile.objects.filter(member=member).first()
    return {
        "numéro": member.number,
        "prénom": member.given_name,
        "nom": member.family_name,
        "adresse e-mail": member.email,
        "téléphone": member.phone,
        "commune": member.commune.label if member.commune else "",
        "pays": member.country,
        "venu·e par": member.get_source_display(),
        "fichiers qui parlaient de vous": [
            [row.member_import.created_at.date().isoformat(), row.member_import.origin]
            for row in member.imported_rows.select_related("member_import").order_by("pk")
        ],
        "profil": {
            "année de naissance": profile.birth_year,
            "genre": profile.get_gender_display(),
            "groupe professionnel": profile.get_occupation_display(),
            "savoir-faire": profile.skills,
            "temps": profile.times,
            "tirage au sort": profile.wants_lot,
        }
        if profile
        else None,
        "périodes": [[row.starts_on.isoformat(), row.ends_on.isoformat()] for row in member.periods.all()],
        "accords": [
            [row.recorded_at.isoformat(), row.get_purpose_display(), row.is_given, row.wording]
            for row in member.consents.order_by("pk")
        ],
        "registre": [
            [row.effective_on.isoformat(), row.get_kind_display(), row.reason]
            for row in member.register.order_by("pk")
        ],
    }


_FORGOTTEN = {"email": "", "phone": "", "given_name": "", "family_name": "", "commune": None, "card_code": ""}


def _erase(user: User) -> None:
    """Forget the members of an account, with the rows merged into them."""
    own = Member.objects.filter(account=user).values_list("pk", flat=True)
    mine = Member.objects.filter(Q(pk__in=own) | Q(merged_into__in=own))
    forget_members(list(mine.values_list("pk", flat=True)))


def forget_members(numbers: Sequence[int]) -> None:
    """Forget who persons are; the rows stay, empty, for the dates of the register and the accounts.

    With them what a merge would give back, the pairs they look alike in, every text written about them.
    """
    MemberProfile.objects.filter(member__in=numbers).delete()
    PossibleDuplicate.objects.filter(Q(first__in=numbers) | Q(second__in=numbers)).delete()
    merges = Merge.objects.filter(Q(kept__in=numbers) | Q(absorbed__in=numbers))
    merges.update(sealed_before="", undone_at=Coalesce("undone_at", Now()))  # nothing is left to give back
    Exclusion.objects.filter(member__in=numbers).update(grounds="", answer="", decision="")
    for event in Member.pgh_event_models.values():  # type: ignore[attr-defined]
        event.objects.filter(pgh_obj__in=numbers).update(**_FORGOTTEN, account=None)
    forgotten = Member.objects.filter(pk__in=numbers)
    forgotten.update(**_FORGOTTEN, account=None, erased_at=timezone.now())


PERSON_DATA = PersonData(
    label="adhésion",
    purpose="Votre adhésion et ce que vous avez choisi de dire de vous.",
    kept="Des dates d’entrée et de sortie sans votre nom.",
    export=_export,
    erase=_erase,
)
