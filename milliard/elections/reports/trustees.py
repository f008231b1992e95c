"""What a trustee's machine is asked: the state that the static page of trustees reads, none of it secret.

``{"kind": "milliard-trustee-state", "version": 1, "step", "uuid", "name", …}``. ``uuid`` names what the key
is for, a series: one key opens all its elections. ``election`` names the one to open.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from milliard.elections.enums import CeremonyStep, ElectionState, SeriesState, TrusteeState
from milliard.elections.models import ArchivePiece, ElectionSeries, SecretElection, SeriesTrustee
from milliard.elections.services.ceremony import CeremonyStanding, last_run, standing_of

WAIT, DONE, DECRYPT = "wait", "done", "decrypt"


@dataclass(frozen=True, slots=True)
class CeremonyView:
    """A ceremony as one trustee sees it. ``step``: what it awaits of all, "" when nothing."""

    run: int
    step: str
    is_awaited: bool
    missing: int


def ceremony_of(trustee: SeriesTrustee) -> CeremonyView | None:
    """None before it began."""
    found = _standing(trustee)
    if found is None:
        return None
    number, standing, size = found
    done = len(standing.sent.get(standing.step, {})) if standing.step else size
    awaited = not standing.has_sent(trustee.index)
    return CeremonyView(number, standing.step.value if standing.step else "", awaited, size - done)


def ceremony_state(trustee: SeriesTrustee) -> dict[str, Any]:
    """What the ceremony asks of a trustee now."""
    found = _standing(trustee)
    if found is None:
        return _state(trustee.series, WAIT)
    _, standing, size = found
    if standing.step is None:
        return _state(trustee.series, DONE)
    if standing.has_sent(trustee.index):
        return _state(trustee.series, WAIT)
    told: dict[str, Any] = {}
    if standing.step == CeremonyStep.CERTIFICATE:
        told = {"index": trustee.index, "threshold": trustee.series.threshold, "size": size}
    elif standing.step in (CeremonyStep.POLYNOMIAL, CeremonyStep.VOUTPUT):
        told = {"certificates": [raw.decode() for raw in standing.bodies(CeremonyStep.CERTIFICATE)]}
    if standing.step == CeremonyStep.VOUTPUT:
        told["vinput"] = standing.sent[CeremonyStep.VINPUT][trustee.index]
    return _state(trustee.series, standing.step.value, **told)


def opening_state(trustee: SeriesTrustee, election: SecretElection) -> dict[str, Any]:
    """What the sums of an election ask of a trustee."""
    if has_share(trustee, election) or election.is_over:
        return _state(trustee.series, DONE)
    if election.state != ElectionState.DECRYPTING:
        return _state(trustee.series, WAIT)
    told = {"election": election.uuid, "archive": reverse("elections:board", args=[election.uuid])}
    if trustee.share_letter:
        told["letter"] = trustee.share_letter
    return _state(trustee.series, DECRYPT, **told)


def has_share(trustee: SeriesTrustee, election: SecretElection) -> bool:
    return ArchivePiece.objects.filter(election=election, owner=trustee.index).exists()


def elections_to_open(series: ElectionSeries) -> list[SecretElection]:
    """Those that await their trustees, the oldest first."""
    found = SecretElection.objects.filter(series=series, state=ElectionState.DECRYPTING)
    return list(found.order_by("closed_at").defer("raw", "encrypted_sums"))


def _standing(trustee: SeriesTrustee) -> tuple[int, CeremonyStanding, int] | None:
    series = trustee.series
    if series.state == SeriesState.PREPARING or trustee.state != TrusteeState.ACCEPTED:
        return None
    run = last_run(series)
    size = series.trustees.count()
    return None if run is None else (run.number, standing_of(run, size), size)


def _state(series: ElectionSeries, step: str, **told: Any) -> dict[str, Any]:
    head = {"kind": "milliard-trustee-state", "version": 1, "step": step}
    return {**head, "uuid": str(series.public_id), "name": series.title, **told}
