"""The ceremony of the keys: messages of trustees, each checked when it comes, until the public keys stand.

Nobody sends for another; nothing sent is changed. What a step needs of the steps before is computed here from
the stored messages, so that a trustee keeps nothing but a seed.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from engines.ballots import (
    CyclicGroup,
    RefusedError,
    Trustees,
    check_certificate,
    check_polynomial,
    check_voutput,
    make_threshold_keys,
    make_vinputs,
    read_trustees,
    receive_trustee_key,
    trustees_bytes,
)
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.clock import database_now
from milliard.core.refusals import Refused
from milliard.elections import emails, policies
from milliard.elections.enums import CeremonyStep, KeySharing, SeriesState, TrusteeState
from milliard.elections.models import CeremonyMessage, CeremonyRun, ElectionSeries, SeriesTrustee
from milliard.elections.services.locks import lock_series
from milliard.elections.services.protocol import ProtocolRefused, group_of_series

_LARGEST = 1 << 20


class TrusteesNotReady(Refused):
    message = "Chaque dépositaire doit d’abord accepter, et le seuil être atteint."


class NotThisStep(Refused):
    message = "La cérémonie n’attend pas ce message maintenant\u00a0: rechargez la page."


class AlreadySent(Refused):
    message = "Votre message de cette étape est déjà reçu\u00a0: il ne se change pas."


class ElectionsOnTheseKeys(Refused):
    message = (
        "Des scrutins se sont ouverts avec ces clés\u00a0: elles ne se refont pas. Préparez une autre série."
    )


@dataclass(frozen=True, slots=True)
class CeremonyStanding:
    """Where a ceremony stands: the step whose messages are awaited (None: done), and what was sent."""

    step: CeremonyStep | None
    #: Step -> index -> message.
    sent: dict[str, dict[int, str]]

    def bodies(self, step: CeremonyStep) -> list[bytes]:
        """All messages of a step, in the order of the trustees."""
        return [body.encode() for _, body in sorted(self.sent.get(step, {}).items())]

    def has_sent(self, index: int) -> bool:
        """Whether this trustee did what the step asks."""
        return self.step is None or index in self.sent.get(self.step, {})


@transaction.atomic
def start_ceremony(*, series: ElectionSeries, by: User | None) -> CeremonyRun:
    """Begin the ceremony: trustees are called to their page.

    Raises `NotAllowed`, `SeriesMovedOn`, `TrusteesNotReady`.
    """
    authorize(by, policies.can_run_series, series)
    series = lock_series(series, SeriesState.PREPARING)
    states = list(series.trustees.values_list("state", flat=True))
    too_few = series.sharing == KeySharing.THRESHOLD and len(states) < series.threshold
    if not states or too_few or any(state != TrusteeState.ACCEPTED for state in states):
        raise TrusteesNotReady
    run = _begin(series, number=1)
    journal.record("elections.series.ceremony_started", series, by=by)
    return run


@transaction.atomic
def restart_ceremony(*, series: ElectionSeries, why: str, by: User | None) -> CeremonyRun:
    """Begin again, for a reason that is kept: a lost seed, a letter that does not fit.

    Raises `NotAllowed`, `SeriesMovedOn`, `ElectionsOnTheseKeys`, ``ValidationError``.
    """
    authorize(by, policies.can_run_series, series)
    series = lock_series(series, SeriesState.CEREMONY, SeriesState.READY)
    if series.elections.exists():
        raise ElectionsOnTheseKeys
    last = series.runs.select_for_update().order_by("-number")[0]
    last.ended_at, last.ended_why = last.ended_at or database_now(), why
    last.full_clean()
    last.save()
    series.trustees.update(share_letter="")
    run = _begin(series, number=last.number + 1)
    journal.record("elections.series.ceremony_restarted", series, by=by, data={"number": run.number})
    return run


def _begin(series: ElectionSeries, *, number: int) -> CeremonyRun:
    run = CeremonyRun.objects.create(series=series, number=number, started_at=database_now())
    series.state, series.trustees_json, series.trustees_digest = SeriesState.CEREMONY, "", ""
    series.keys_at = None
    series.save()
    emails.call_to_ceremony(series)
    return run


def last_run(series: ElectionSeries) -> CeremonyRun | None:
    """The ceremony going on, or the one that made the keys."""
    return CeremonyRun.objects.select_related("series").filter(series=series).order_by("-number").first()


def standing_of(run: CeremonyRun, size: int) -> CeremonyStanding:
    """What a ceremony awaits, of ``size`` trustees."""
    sent: dict[str, dict[int, str]] = {}
    for step, index, body in run.messages.values_list("step", "index", "body"):
        sent.setdefault(step, {})[index] = body
    awaited = (step for step in _steps(run.series) if len(sent.get(step, {})) < size)
    return CeremonyStanding(next(awaited, None), sent)


def _steps(series: ElectionSeries) -> tuple[CeremonyStep, ...]:
    """Those that trustees send."""
    if series.sharing == KeySharing.ALL:
        return (CeremonyStep.KEY,)
    return (CeremonyStep.CERTIFICATE, CeremonyStep.POLYNOMIAL, CeremonyStep.VOUTPUT)


@transaction.atomic
def receive_message(*, trustee: SeriesTrustee, step: CeremonyStep, body: str, by: User) -> CeremonyStanding:
    """Take what one trustee sends at a step, check it, and go on when it was the last one awaited.

    The same message twice is taken once.

    Raises
    ------
    NotAllowed, SeriesMovedOn, NotThisStep, AlreadySent, ProtocolRefused
    """
    authorize(by, policies.can_act_as_trustee, trustee)
    series = lock_series(trustee.series, SeriesState.CEREMONY, SeriesState.READY)
    run = last_run(series)
    size = series.trustees.count()
    if run is None:
        raise NotThisStep
    standing = standing_of(run, size)
    known = standing.sent.get(step, {}).get(trustee.index)
    if known is not None:
        if known != body:
            raise AlreadySent
        return standing
    if standing.step != step or len(body) > _LARGEST:
        raise NotThisStep
    _check(series, standing, trustee.index, size, body.encode())
    _keep(run, trustee.index, step, body)
    standing = standing_of(run, size)
    if standing.step == CeremonyStep.VOUTPUT and step == CeremonyStep.POLYNOMIAL:
        _sort_letters(run, standing)
    elif standing.step is None:
        _finish(series, run, standing)
    return standing_of(run, size)


def _keep(run: CeremonyRun, index: int, step: CeremonyStep, body: str) -> None:
    CeremonyMessage.objects.create(run=run, index=index, step=step, body=body, received_at=database_now())


def _check(series: ElectionSeries, standing: CeremonyStanding, index: int, size: int, raw: bytes) -> None:
    group = group_of_series(series)
    certificates = standing.bodies(CeremonyStep.CERTIFICATE)
    polynomials = standing.bodies(CeremonyStep.POLYNOMIAL)
    checks: dict[CeremonyStep, Callable[[], object]] = {
        # One key a message: two would number those of the others wrongly.
        CeremonyStep.KEY: lambda: receive_trustee_key(group, raw),
        CeremonyStep.CERTIFICATE: lambda: check_certificate(
            group, raw, index=index, threshold=series.threshold, size=size
        ),
        CeremonyStep.POLYNOMIAL: lambda: check_polynomial(group, certificates, index, raw),
        CeremonyStep.VOUTPUT: lambda: check_voutput(group, certificates, polynomials, index, raw),
    }
    try:
        if standing.step is not None:
            checks[standing.step]()
    except RefusedError as error:
        raise ProtocolRefused(error) from None


def _single(group: CyclicGroup, keys: list[bytes]) -> Trustees:
    """Keys of one trustee each, checked when they came, as the archive lists them."""
    listed = b",".join(b'["Single",' + raw + b"]" for raw in keys)
    return read_trustees(group, b"[" + listed + b"]")


def _sort_letters(run: CeremonyRun, standing: CeremonyStanding) -> None:
    group = group_of_series(run.series)
    certificates = standing.bodies(CeremonyStep.CERTIFICATE)
    found = make_vinputs(group, certificates, standing.bodies(CeremonyStep.POLYNOMIAL))
    for index, raw in enumerate(found, start=1):
        _keep(run, index, CeremonyStep.VINPUT, raw.decode())


def _finish(series: ElectionSeries, run: CeremonyRun, standing: CeremonyStanding) -> None:
    group = group_of_series(series)
    if series.sharing == KeySharing.ALL:
        trustees: Trustees = _single(group, standing.bodies(CeremonyStep.KEY))
    else:
        keys, letters = make_threshold_keys(
            group,
            standing.bodies(CeremonyStep.CERTIFICATE),
            standing.bodies(CeremonyStep.POLYNOMIAL),
            standing.bodies(CeremonyStep.VOUTPUT),
        )
        trustees = (keys,)
        for index, letter in enumerate(letters, start=1):
            series.trustees.filter(index=index).update(share_letter=letter)
    raw = trustees_bytes(group, trustees)
    now = database_now()
    series.trustees_json, series.trustees_digest = raw.decode(), hashlib.sha256(raw).hexdigest()
    series.state, series.keys_at = SeriesState.READY, now
    series.full_clean()
    series.save()
    run.ended_at = now
    run.save()
    journal.record("elections.series.keys_made", series, by=None, data={"digest": series.trustees_digest})
