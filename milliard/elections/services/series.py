"""A series prepared: written, trustees chosen, voters numbered, observers noted, ended."""

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from engines.ballots import new_uuid
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.clock import database_now
from milliard.core.refusals import Refused
from milliard.elections import emails, policies
from milliard.elections.enums import CodeSource, ElectionState, KeySharing, SeriesState, TrusteeState
from milliard.elections.models import (
    MOST_TRUSTEES,
    SPARES,
    ElectionSeries,
    Observer,
    SeriesTrustee,
    SeriesVoter,
    SpareElection,
)
from milliard.elections.services.locks import SeriesMovedOn, lock_series
from milliard.letters.segments import still_here
from milliard.members.models import Member
from milliard.members.models.states import paid_up
from milliard.members.services.dues import rates_in_force


class RegistrarMissing(Refused):
    message = "Dites qui remet les codes\u00a0: son nom paraît sur chaque page de la série."


class TrusteesUnfit(Refused):
    message = "Il faut autant de dépositaires que le seuil au moins, et quinze au plus, chacun·e une fois."


class RegistrarAmongTrustees(Refused):
    """One person would know both who voted and a part of what opens the sums."""

    message = "La personne responsable des codes ne peut pas être dépositaire aussi."


class CodesAlreadyOut(Refused):
    message = "Les codes sont déjà remis\u00a0: la liste des votant·es ne change plus."


class NobodyToVote(Refused):
    message = "Personne ne peut voter à cette date."


class ElectionsStillGoing(Refused):
    message = "Un scrutin de cette série n’est pas fini\u00a0: attendez son résultat, ou abandonnez-le."


class NotAskedAnyMore(Refused):
    message = "Cette réponse n’est plus attendue."


@transaction.atomic
def write_series(
    *,
    title: str,
    description: str,
    sharing: KeySharing,
    threshold: int,
    code_source: CodeSource,
    registrar_name: str = "",
    registrar: User | None = None,
    series: ElectionSeries | None = None,
    by: User | None,
) -> ElectionSeries:
    """Write a series with its spare elections, or rewrite one whose ceremony has not begun.

    Raises `NotAllowed`, `SeriesMovedOn`, `RegistrarMissing`, `RegistrarAmongTrustees`, `CodesAlreadyOut`,
    ``ValidationError``.
    """
    authorize(by, policies.can_organise_elections)
    series = lock_series(series, SeriesState.PREPARING) if series else ElectionSeries()
    if code_source == CodeSource.REGISTRAR and not registrar_name.strip():
        raise RegistrarMissing
    if series.has_codes and series.code_source != code_source:
        raise CodesAlreadyOut
    if registrar and series.pk and series.trustees.filter(account=registrar).exists():
        raise RegistrarAmongTrustees
    is_new = series.pk is None
    series.title, series.description = title, description
    series.sharing, series.threshold, series.code_source = sharing, threshold, code_source
    by_registrar = code_source == CodeSource.REGISTRAR
    series.registrar_name = registrar_name if by_registrar else ""
    series.registrar = registrar if by_registrar else None
    series.full_clean()
    series.save()
    if is_new:
        SpareElection.objects.bulk_create(
            SpareElection(series=series, position=position, uuid=new_uuid(secrets.randbelow))
            for position in range(1, SPARES + 1)
        )
    journal.record("elections.series.written", series, by=by)
    return series


@transaction.atomic
def name_trustees(
    *, series: ElectionSeries, trustees: Sequence[tuple[User, str]], by: User | None
) -> list[SeriesTrustee]:
    """Choose the trustees, (account, public name) in their order; each is asked by mail, and accepts or not.

    Those chosen before and again keep their answer. Raises `NotAllowed`, `SeriesMovedOn`, `TrusteesUnfit`,
    `RegistrarAmongTrustees`, ``ValidationError``.
    """
    authorize(by, policies.can_run_series, series)
    series = lock_series(series, SeriesState.PREPARING)
    accounts = [account.pk for account, _ in trustees]
    needed = series.threshold if series.sharing == KeySharing.THRESHOLD else 1
    if not max(1, needed) <= len(accounts) <= MOST_TRUSTEES or len(set(accounts)) != len(accounts):
        raise TrusteesUnfit
    if series.registrar_id in accounts:
        raise RegistrarAmongTrustees
    known = {row.account_id: row for row in series.trustees.all()}
    series.trustees.all().delete()
    rows = []
    for index, (account, name) in enumerate(trustees, start=1):
        before = known.get(account.pk)
        row = SeriesTrustee(series=series, index=index, account=account, name=name.strip() or str(account))
        if before is not None:
            row.state, row.answered_at = before.state, before.answered_at
        row.full_clean()
        row.save()
        rows.append(row)
        if before is None:
            emails.ask_trustee(row)
    journal.record("elections.series.trustees_named", series, by=by, data={"trustees": len(rows)})
    return rows


@transaction.atomic
def answer_as_trustee(*, trustee: SeriesTrustee, accepts: bool, by: User) -> SeriesTrustee:
    """Accept to keep a part of the key, or decline; before the ceremony.

    Raises `NotAllowed`, `NotAskedAnyMore`.
    """
    authorize(by, policies.can_answer_as_trustee, trustee)
    try:
        lock_series(trustee.series, SeriesState.PREPARING)
    except SeriesMovedOn:
        raise NotAskedAnyMore from None
    row = SeriesTrustee.objects.select_for_update().filter(pk=trustee.pk).first()
    if row is None:  # another list was made meanwhile
        raise NotAskedAnyMore
    row.state = TrusteeState.ACCEPTED if accepts else TrusteeState.DECLINED
    row.answered_at = database_now()
    row.save()
    return row


@transaction.atomic
def set_voters(*, series: ElectionSeries, members: Iterable[Member], by: User | None) -> int:
    """Write who may vote, each under a number drawn at random; how many. Possible until codes are out.

    Raises `NotAllowed`, `SeriesMovedOn`, `CodesAlreadyOut`, `NobodyToVote`.
    """
    authorize(by, policies.can_run_series, series)
    series = _before_codes(series)
    keys = [member.pk for member in members]
    if not keys:
        raise NobodyToVote
    _write_voters(series, keys)
    journal.record("elections.series.voters_set", series, by=by, data={"voters": len(keys)})
    return len(keys)


@transaction.atomic
def set_voters_of_day(*, series: ElectionSeries, reference_on: dt.date, by: User | None) -> int:
    """Write as voters all members whose dues are paid on a day.

    Raises as `set_voters`, and `JoiningClosed`.
    """
    authorize(by, policies.can_run_series, series)
    series = _before_codes(series)
    found = still_here().filter(paid_up(rates_in_force(reference_on), reference_on))
    keys = list(found.order_by().values_list("pk", flat=True))
    if not keys:
        raise NobodyToVote
    _write_voters(series, keys)
    journal.record(
        "elections.series.voters_set", series, by=by, data={"voters": len(keys), "on": str(reference_on)}
    )
    return len(keys)


def _before_codes(series: ElectionSeries) -> ElectionSeries:
    series = lock_series(series, SeriesState.PREPARING, SeriesState.CEREMONY, SeriesState.READY)
    if series.has_codes:
        raise CodesAlreadyOut
    return series


def _write_voters(series: ElectionSeries, members: list[int]) -> None:
    """One statement: numbers say nothing of a name, nor of how long somebody has been a member."""
    SeriesVoter.objects.filter(series=series).delete()
    table = SeriesVoter._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (series_id, member_id, number)"  # noqa: S608 (our own table)
            " SELECT %s, one, row_number() OVER (ORDER BY random()) FROM unnest(%s::bigint[]) AS one",
            [series.pk, members],
        )


@transaction.atomic
def set_observers(*, series: ElectionSeries, addresses: Sequence[str], by: User | None) -> None:
    """Note which addresses receive the hash of each board at its opening, closing and result.

    Raises `NotAllowed`, `SeriesMovedOn`.
    """
    authorize(by, policies.can_run_series, series)
    series = lock_series(series, SeriesState.PREPARING, SeriesState.CEREMONY, SeriesState.READY)
    wanted = {address.strip().lower() for address in addresses if address.strip()}
    series.observers.exclude(email__in=wanted).delete()
    known = set(series.observers.values_list("email", flat=True))
    for address in sorted(wanted - known):
        row = Observer(series=series, email=address)
        row.full_clean()
        row.save()
    journal.record("elections.series.observers_set", series, by=by, data={"observers": len(wanted)})


@transaction.atomic
def end_series(*, series: ElectionSeries, by: User | None) -> ElectionSeries:
    """End a series: nothing opens in it any more, and trustees may destroy their keys.

    Raises `NotAllowed`, `SeriesMovedOn`, `ElectionsStillGoing`.
    """
    authorize(by, policies.can_run_series, series)
    series = lock_series(series, SeriesState.PREPARING, SeriesState.CEREMONY, SeriesState.READY)
    going = (ElectionState.OPEN, ElectionState.COUNTING, ElectionState.DECRYPTING)
    if series.elections.filter(state__in=going).exists():
        raise ElectionsStillGoing
    series.state = SeriesState.ENDED
    series.save()
    journal.record("elections.series.ended", series, by=by)
    return series
