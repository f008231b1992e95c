"""The rights of members who ask the team: by letter, by mail, at a place, without an account or with one.

The request is recorded in the journal by codes alone, how it came and how the person was known, so that the
journal never holds what they asked to forget.
"""

import datetime as dt
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.accounts.policies import is_active_admin
from milliard.accounts.services import erase_account
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.erasures import ErasureList, remember_erasure
from milliard.core.refusals import Refused
from milliard.members import policies
from milliard.members.models import DuesRequest, Member
from milliard.members.services.forgetting import forget_members, members_of_person, parts_of
from milliard.members.services.personal_data import export_member
from milliard.payments.models import PaymentRequest
from milliard.payments.services.personal_data import export_requests


class Channel(models.TextChoices):
    """How a request came."""

    LETTER = "letter", "par lettre"
    EMAIL = "email", "par e-mail"
    PHONE = "phone", "par téléphone"
    PLACE = "place", "en personne"


class ProofOfIdentity(models.TextChoices):
    """How the team made sure that it was the person."""

    ADDRESS = "address", "la demande vient de l’adresse e-mail ou postale connue"
    CALLED_BACK = "called_back", "nous avons rappelé le numéro connu"
    KNOWN = "known", "nous connaissons la personne"
    DOCUMENT = "document", "elle a montré une pièce d’identité, dont rien n’est gardé"


class AlreadyErased(Refused):
    message = "Cette fiche est déjà effacée."


class HasAnAccount(Refused):
    """Whoever has an account erases it, or an administrator does."""

    message = (
        "Cette personne a un compte\u00a0: elle peut tout effacer elle-même depuis «\u00a0Mes données et mes"
        " droits\u00a0». Si elle ne le peut pas, une personne qui administre le site le fera."
    )


class AskedTomorrow(Refused):
    message = "La demande ne peut pas dater de demain."


@transaction.atomic
def export_on_request(
    *, member: Member, channel: str, proof: str, asked_on: dt.date, by: User
) -> dict[str, Any]:
    """Everything known of a member who asked, as JSON values. Raises `NotAllowed`, `AlreadyErased`."""
    authorize(by, policies.can_keep_register)
    member = _asked(member, asked_on)
    data = export_known(member)
    _record("members.member.exported", member, channel, proof, asked_on, by)
    return data


def export_known(member: Member) -> dict[str, Any]:
    """Each app's part under its label: the row, those merged into it, what was paid, what was sent."""
    rows = members_of_person(Member.objects.filter(pk=member.pk))
    asked = DuesRequest.objects.filter(member__in=rows).values("payment_request")
    return {
        "adhésion": [export_member(row) for row in rows.select_related("commune").order_by("pk")],
        "versements": export_requests(PaymentRequest.objects.filter(pk__in=asked)),
        **dict(parts_of(rows)),
    }


@transaction.atomic
def erase_on_request(*, member: Member, channel: str, proof: str, asked_on: dt.date, by: User) -> Member:
    """Forget a member who asked; with their account, when it is theirs alone and an administrator acts.

    Raises
    ------
    NotAllowed, AlreadyErased, AskedTomorrow, HasAnAccount
    """
    authorize(by, policies.can_keep_register)
    member = _asked(member, asked_on)
    account = member.account
    if account is not None and not is_active_admin(by):
        raise HasAnAccount
    forget_members(numbers=[member.pk], by=by)
    remember_erasure("member", member.public_id)
    _record("members.member.erased", member, channel, proof, asked_on, by)
    if account is not None and not account.members.present().exists():
        erase_account(user=account, by=by)
    member.refresh_from_db()
    return member


def erase_members_again(erased: ErasureList) -> list[tuple[str, int]]:
    """Those of the list that a restored backup brought back."""
    rows = Member.objects.present().only("pk", "public_id").order_by("pk")
    back = [row.pk for row in rows.iterator() if erased.holds("member", row.public_id)]
    if back:
        forget_members(numbers=back)
    return [("membres effacé·es de nouveau", len(back))]


def _asked(member: Member, asked_on: dt.date) -> Member:
    member = Member.objects.select_for_update(of=("self",)).select_related("account").get(pk=member.pk)
    if member.erased_at is not None:
        raise AlreadyErased
    if asked_on > timezone.localdate():
        raise AskedTomorrow
    return member


def _record(code: str, member: Member, channel: str, proof: str, asked_on: dt.date, by: User) -> None:
    data = {
        "channel": Channel(channel).value,
        "proof": ProofOfIdentity(proof).value,
        "asked_on": asked_on.isoformat(),
    }
    journal.record(code, member, by=by, data=data)
