"""Voting codes: handed out by a registrar, of whom only public credentials come; or made by the platform.

A code is never stored. Which credential is whose is known to nobody here: credentials are kept sorted, by
election, all written by one transaction.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction

from engines.ballots import (
    CyclicGroup,
    RefusedError,
    Roll,
    credential_of_code,
    make_roll,
    new_code,
    read_roll,
)
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.clock import database_now
from milliard.core.mail import MailDelayed, MailNotSent
from milliard.core.rate_limit import Limit, is_once_too_often
from milliard.core.refusals import Refused
from milliard.elections import emails, policies
from milliard.elections.enums import CodeSource, SeriesState
from milliard.elections.models import ElectionSeries, SeriesVoter, SpareElection
from milliard.elections.services.locks import lock_series
from milliard.elections.services.protocol import ProtocolRefused, group_of_series
from milliard.elections.services.series import NobodyToVote
from milliard.elections.tasks import mail_codes_of

Written = TypeVar("Written")

#: 30 elections of 50,000 voters.
_LARGEST_FILE = 120_000_000
_SENDING = Limit("elections.mail_codes", hits=1)
_KIND = "milliard-public-credentials"
_STATES = (SeriesState.PREPARING, SeriesState.CEREMONY, SeriesState.READY)


class CodesFromRegistrar(Refused):
    message = (
        "Les codes de cette série viennent d’une personne extérieure\u00a0: la plateforme n’en fabrique pas."
    )


class CodesFromPlatform(Refused):
    message = "Les codes de cette série sont fabriqués par la plateforme\u00a0: rien n’est à recevoir."


class CodesInUse(Refused):
    message = "Un scrutin s’est ouvert avec ces codes\u00a0: ils ne changent plus."


class CredentialsUnfit(Refused):
    message = "Ce fichier n’est pas celui qui est attendu."


class VotersWithoutAddress(Refused):
    message = "Des votant·es n’ont pas d’adresse e-mail\u00a0: imprimez les codes."


class CodesOnTheirWay(Refused):
    """Pressed twice: every voter would get two codes, of which the first is void."""

    message = "Les codes partent déjà\u00a0: attendez dix minutes avant de les envoyer à nouveau."


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code on its way to one voter: in memory only."""

    number: int
    name: str
    code: str


@transaction.atomic
def voters_with_names(*, series: ElectionSeries, by: User | None) -> list[tuple[int, str, str]]:
    """(number, name, address) of each voter, for whoever hands out the codes; the journal says who took it.

    Raises `NotAllowed`, `NobodyToVote`.
    """
    authorize(by, policies.can_run_series, series)
    rows = _voters(series)
    if not rows:
        raise NobodyToVote
    journal.record("elections.series.names_taken", series, by=by, data={"voters": len(rows)})
    return [(row.number, row.member.name, row.member.email) for row in rows]


@transaction.atomic
def import_credentials(*, series: ElectionSeries, raw: bytes, by: User | None) -> ElectionSeries:
    """Take the public credentials a registrar computed, of every spare election, and publish their digest.

    ``raw``: JSON ``{"kind":"milliard-public-credentials","version":1,"lists":{uuid: text of its roll}}``, as
    the registrar's page writes it. As many in each election as voters, all of them elements of the group,
    none twice. Possible until an election opens on them.

    Raises
    ------
    NotAllowed, SeriesMovedOn, CodesFromPlatform, CodesInUse, CredentialsUnfit, ProtocolRefused
    """
    authorize(by, policies.can_register_codes, series)
    series = lock_series(series, *_STATES)
    if series.code_source != CodeSource.REGISTRAR:
        raise CodesFromPlatform
    found = _read_credentials(raw)
    spares = _free_spares(series)
    if set(found) != {spare.uuid for spare in spares}:
        raise CredentialsUnfit("Ce fichier ne porte pas les scrutins de cette série, tous et eux seuls.")
    voters = series.voters.count()
    for spare in spares:
        if len(found[spare.uuid]) != voters:
            raise CredentialsUnfit(
                f"Il y a {voters} votant·es, et {len(found[spare.uuid])} codes publics pour un scrutin."
            )
    _write_rolls(series, spares, found)
    journal.record("elections.series.codes_imported", series, by=by, data={"digest": series.codes_digest})
    return series


def _read_credentials(raw: bytes) -> dict[str, list[str]]:
    if len(raw) > _LARGEST_FILE:
        raise CredentialsUnfit("Ce fichier est trop lourd.")
    try:
        value = json.loads(raw)
        known = (value["kind"], value["version"]) == (_KIND, 1)
        texts = {uuid: text.encode() for uuid, text in value["lists"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise CredentialsUnfit from None
    if not known:
        raise CredentialsUnfit
    try:
        rows = {uuid: list(read_roll(text, limit=len(text)).entries) for uuid, text in texts.items()}
    except RefusedError as error:
        raise ProtocolRefused(error) from None
    if any("," in one for row in rows.values() for one in row):
        raise CredentialsUnfit("Une personne, une voix\u00a0: ce fichier donne des poids.")
    return rows


def _free_spares(series: ElectionSeries) -> list[SpareElection]:
    if series.elections.exists():
        raise CodesInUse
    return list(series.spares.order_by("position"))


def _write_rolls(
    series: ElectionSeries, spares: Sequence[SpareElection], credentials: Mapping[str, Sequence[str]]
) -> None:
    group = group_of_series(series)
    digest = hashlib.sha256()
    for spare in spares:
        roll = _checked_roll(group, credentials[spare.uuid])
        spare.roll = roll.to_bytes()
        spare.roll_digest = hashlib.sha256(spare.roll).hexdigest()
        digest.update(f"{spare.uuid} {spare.roll_digest}\n".encode())
    SpareElection.objects.bulk_update(spares, ["roll", "roll_digest"])
    series.codes_digest, series.codes_at = digest.hexdigest(), database_now()
    series.codes_count = len(credentials[spares[0].uuid])
    series.save()


def _checked_roll(group: CyclicGroup, credentials: Sequence[str]) -> Roll:
    roll = make_roll((credential, 1) for credential in credentials)
    try:
        roll.check(group)
    except RefusedError as error:
        raise ProtocolRefused(error) from None
    return roll


@transaction.atomic
def print_codes(
    *, series: ElectionSeries, write: Callable[[list[IssuedCode]], Written], by: User | None
) -> Written:
    """Make the codes of all voters, written on paper now by ``write``: they are in what it returns alone.

    Paper that cannot be written changes nothing. Made again before any election opens, the former codes are
    void.

    Raises `NotAllowed`, `SeriesMovedOn`, `CodesFromRegistrar`, `CodesInUse`, `NobodyToVote`.
    """
    authorize(by, policies.can_run_series, series)
    series, voters = _lock_for_codes(series)
    codes = [IssuedCode(row.number, row.member.name, new_code(secrets.randbelow)) for row in voters]
    _publish_codes(series, codes)
    journal.record("elections.series.codes_issued", series, by=by, data={"codes": len(codes), "how": "print"})
    return write(codes)


@transaction.atomic
def mail_codes(*, series: ElectionSeries, by: User | None) -> None:
    """Have a task make the codes and send each to its voter.

    Raises `NotAllowed`, `SeriesMovedOn`, `CodesFromRegistrar`, `CodesInUse`, `NobodyToVote`,
    `VotersWithoutAddress`, `CodesOnTheirWay`.
    """
    authorize(by, policies.can_run_series, series)
    series, voters = _lock_for_codes(series)
    without = sum(not row.member.email for row in voters)
    if without:
        raise VotersWithoutAddress(
            f"{without} votant·es n’ont pas d’adresse e-mail\u00a0: imprimez les codes de tout le monde."
        )
    if is_once_too_often(str(series.public_id), _SENDING):
        raise CodesOnTheirWay
    journal.record("elections.series.codes_issued", series, by=by, data={"codes": len(voters), "how": "mail"})
    mail_codes_of.enqueue(series.pk)


@transaction.atomic
def make_and_mail_codes(*, series: ElectionSeries) -> int:
    """Make the codes, send each mail, and keep public credentials alone; how many voters were reached.

    Credentials of all are written together at the end: neither order nor moment tells whose they are. Run
    again before any election opens, the former codes are void.

    Raises `SeriesMovedOn`, `CodesFromRegistrar`, `CodesInUse`, `NobodyToVote`.
    """
    series, voters = _lock_for_codes(series)
    drawn = [
        (row.member.email, IssuedCode(row.number, row.member.name, new_code(secrets.randbelow)))
        for row in voters
    ]
    reached, delayed = _send_codes(series, drawn)
    # A server that is busy takes a mail a moment later, and a code is kept nowhere that could send it then.
    reached += _send_codes(series, delayed)[0]
    if reached:
        _publish_codes(series, reached)
    return len(reached)


def _send_codes(
    series: ElectionSeries, drawn: Sequence[tuple[str, IssuedCode]]
) -> tuple[list[IssuedCode], list[tuple[str, IssuedCode]]]:
    """Those that left, and those to try again; an address that is refused is in neither: it has no code."""
    reached, delayed = [], []
    for address, code in drawn:
        try:
            emails.send_code(series, address, code.number, code.code)
        except MailDelayed:
            delayed.append((address, code))
        except MailNotSent:
            continue
        else:
            reached.append(code)
    return reached, delayed


def _lock_for_codes(series: ElectionSeries) -> tuple[ElectionSeries, list[SeriesVoter]]:
    series = lock_series(series, *_STATES)
    if series.code_source != CodeSource.PLATFORM:
        raise CodesFromRegistrar
    if series.elections.exists():
        raise CodesInUse
    voters = _voters(series)
    if not voters:
        raise NobodyToVote
    return series, voters


def _voters(series: ElectionSeries) -> list[SeriesVoter]:
    return list(series.voters.select_related("member").order_by("number"))


def _publish_codes(series: ElectionSeries, codes: Sequence[IssuedCode]) -> None:
    group, spares = group_of_series(series), _free_spares(series)
    found = {
        spare.uuid: [credential_of_code(group, spare.uuid, each.code) for each in codes] for spare in spares
    }
    _write_rolls(series, spares, found)
