"""The one door into members, for a form, a file or the team: it lets natural persons through."""

import datetime as dt
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.db.models import BigIntegerField

from french.person_names import clean_name, is_of_an_organisation, is_written_as_a_name
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.prepared import PreparedQuery, Slot
from milliard.core.refusals import Refused
from milliard.members import policies
from milliard.members.enums import EntryKind, Source
from milliard.members.models import Member
from milliard.members.models.people import plain_name
from milliard.members.reads import members_of
from milliard.members.services.cards import draw_code
from milliard.members.services.entries import write_entry
from milliard.territories.models import Commune

#: Advisory lock of the door: who joins shares it, who imports a file holds it alone (`hold_door`).
_DOOR = 7_301
_LOCKED = PreparedQuery(
    lambda: User.objects.only("pk").filter(pk=Slot("pk", BigIntegerField())).select_for_update()
)


class NotANaturalPerson(Refused):
    """The name is an organisation's, or no name."""

    message = (
        "Ce nom est celui d’une organisation\u00a0: seules des personnes peuvent adhérer. Si c’est bien une"
        " personne, écrivez son nom en minuscules, avec une majuscule au début."
    )


class NotAName(Refused):
    """What was typed is no name of anybody."""

    message = "Un nom s’écrit avec des lettres, des traits d’union, des apostrophes."


class AlreadyInTheHousehold(Refused):
    """The account holds a member of that name."""

    message = "Une personne de ce nom est déjà dans votre compte."


class SameNameInAccount(Refused):
    """A change would give two present rows of an account one name: the account could not tell them apart."""

    message = "Ce compte porte déjà une personne de ce nom\u00a0: est-ce la même\u202f?"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a person is, as typed; cleaned by the door."""

    given_name: str
    family_name: str
    email: str = ""
    phone: str = ""
    commune: Commune | None = None
    country: str = "FR"


@transaction.atomic
def create_member(
    *,
    identity: Identity,
    source: Source,
    by: User | None,
    account: User | None = None,
    entered_on: dt.date | None = None,
    reason: str = "",
) -> Member:
    """Write a person down. With ``entered_on`` they are a member from that day, and the register says so.

    Without it (the form), they enter when their dues are paid. What was paid before the platform is written
    by `services.dues.give_period`.

    Raises
    ------
    NotAllowed, NotANaturalPerson, NotAName, ValidationError
    """
    authorize(by, policies.can_join if source == Source.FORM else policies.can_keep_register)
    member = _write_new(identity, source, account)
    if entered_on is not None:
        write_entry(member=member, kind=EntryKind.ENTERED, effective_on=entered_on, by=by, reason=reason)
    if source == Source.TEAM:
        journal.record("members.member.added", member, by=by)
    return member


@transaction.atomic
def join(*, account: User, identity: Identity, by: User | None) -> Member:
    """Begin, or go on: whoever began and did not pay corrects what they wrote, on whatever device.

    Who came by a file meanwhile, with the address proved here, is found and not written twice.

    Raises
    ------
    NotAllowed, NotANaturalPerson, NotAName, SameNameInAccount, ValidationError
    """
    authorize(by, policies.can_join_as, account)
    _enter(account)
    mine = members_of(account)
    begun = next((member for member in mine if not member.has_entered), None)
    known = _find_by_name(account, identity) if mine else None
    if known is not None and known != begun:
        return known
    if begun is None:
        return _write_new(identity, Source.FORM, account)
    member = Member.objects.select_for_update().get(pk=begun.pk)
    write_identity(member, identity)
    ensure_alone_in_account(member)
    save_member(member)
    return member


@transaction.atomic
def join_another(*, account: User, identity: Identity, by: User | None) -> Member:
    """Begin for another person of the household; the same form sent twice gives the same person.

    Raises
    ------
    NotAllowed, NotANaturalPerson, NotAName, AlreadyInTheHousehold, ValidationError
    """
    authorize(by, policies.can_join_as, account)
    _enter(account)
    known = _find_by_name(account, identity)
    if known is None:
        return _write_new(identity, Source.FORM, account)
    if known.register.exists():
        raise AlreadyInTheHousehold
    return known


@transaction.atomic
def claim_members(*, account: User) -> int:
    """Tie to an account the members without one whose address it has just proved; returns how many."""
    proved = EmailAddress.objects.filter(user=account, verified=True).values("email")
    unclaimed = list(Member.objects.present().filter(account__isnull=True, email__in=proved).order_by("pk"))
    if not unclaimed:
        return 0
    _lock(account)
    held = set(Member.objects.present().filter(account=account).values_list("search_name", flat=True))
    count = 0
    for member in unclaimed:
        if member.search_name not in held:  # else a double, which the team will see and join
            held.add(member.search_name)
            count += Member.objects.filter(pk=member.pk, account__isnull=True).update(account=account)
    return count


@transaction.atomic
def follow_address(*, account: User, was: str, now: str) -> int:
    """The address of an account changed: its members are written to at the new one."""
    return Member.objects.filter(account=account, email=was.lower()).update(email=now.lower())


def _write_new(identity: Identity, source: Source, account: User | None) -> Member:
    member = Member(account=account, source=source, card_code=draw_code())
    write_identity(member, identity)
    save_member(member)
    return member


def save_member(member: Member) -> None:
    """Write a cleaned identity; what constraints hold was asked above, and the database asks again.

    Nor are the account and the commune asked for: they are rows that were just read.
    """
    member.clean_fields(exclude={"account", "commune"})
    member.save()


def ensure_natural_person(given_name: str, family_name: str) -> None:
    """What every entry asks of a name. Raises `NotANaturalPerson`, `NotAName`."""
    if is_of_an_organisation(given_name, family_name):
        raise NotANaturalPerson
    if not (is_written_as_a_name(given_name) and is_written_as_a_name(family_name)):
        raise NotAName


def ensure_alone_in_account(member: Member) -> None:
    """Whether the account may hold a member so named. Raises `SameNameInAccount`."""
    if member.account_id is None:
        return
    others = Member.objects.present().filter(account=member.account_id).exclude(pk=member.pk)
    if others.filter(search_name=plain_name(member.name)).exists():
        raise SameNameInAccount


def write_identity(member: Member, identity: Identity) -> None:
    """Put on a row what was typed, cleaned. Raises `NotANaturalPerson`, `NotAName`."""
    member.given_name = clean_name(identity.given_name)
    member.family_name = clean_name(identity.family_name)
    ensure_natural_person(member.given_name, member.family_name)
    member.email = identity.email.strip().lower()
    member.phone = identity.phone
    member.country = identity.country
    member.commune = identity.commune if identity.country == "FR" else None


def hold_door() -> None:
    """Nobody joins until the end of the transaction: who imports sees everybody, and is seen by all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_DOOR])


def _enter(account: User) -> None:
    """Wait for an import under way, then for the account's other devices; find who came by a file.

    In this order: who holds the door never waits for an account.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_DOOR])
    _lock(account)
    claim_members(account=account)


def _lock(account: User) -> None:
    """Two devices of one person join one after the other."""
    _LOCKED.rows(pk=account.pk)


def _find_by_name(account: User, identity: Identity) -> Member | None:
    name = f"{clean_name(identity.given_name)} {clean_name(identity.family_name)}"
    mine = Member.objects.present().filter(account=account)
    return mine.filter(search_name=plain_name(name)).first()
