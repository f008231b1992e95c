"""Rows as the engine of ballots reads them, and its refusals in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from engines.ballots import (
    BallotQuestion,
    CyclicGroup,
    Election,
    RefusalCode,
    RefusedError,
    Trustees,
    choose,
    group_of,
    motion,
    read_election,
    read_roll,
    read_trustees,
)
from milliard.core.refusals import Refused
from milliard.elections.enums import ElectionKind
from milliard.elections.models import MOST_APPROVALS, ElectionSeries, SecretElection
from milliard.elections.words import GRADE_WORDS, MOTION_ANSWERS

_SENTENCES = {
    RefusalCode.TOO_LARGE: "Ce message est trop lourd pour ce scrutin.",
    RefusalCode.OTHER_ELECTION: "Ce bulletin a été fait pour un autre scrutin.",
    RefusalCode.UNREGISTERED: "Ce code n’est pas sur la liste de ce scrutin\u00a0: vérifiez chaque signe.",
    RefusalCode.SIGNATURE: "La signature de ce bulletin n’est pas la bonne\u00a0: il n’est pas compté.",
    RefusalCode.SHARE_PROOF: "La preuve de ce déchiffrement n’est pas juste\u00a0: rien n’est enregistré.",
    RefusalCode.CEREMONY: "Ce message ne suit pas la cérémonie en cours\u00a0: il n’est pas enregistré.",
    RefusalCode.TRUSTEE_PROOF: "La preuve de cette clé n’est pas juste\u00a0: elle n’est pas enregistrée.",
    RefusalCode.CREDENTIAL_TWICE: "Un même code public paraît deux fois.",
    RefusalCode.BAD_ELEMENT: "Une valeur de ce message n’est pas un élément du groupe.",
}


class ProtocolRefused(Refused):
    """The engine says no: ``code`` is its published name, ``place`` where it met it."""

    message = "Ce message n’est pas celui du protocole\u00a0: il n’est pas enregistré."

    def __init__(self, error: RefusedError) -> None:
        refusal = error.refusal
        self.code, self.place = refusal.code.value, refusal.place
        super().__init__(_SENTENCES.get(refusal.code, ""))


class BadQuestions(Refused):
    message = "Ces réponses ne font pas un bulletin\u00a0: vérifiez leur nombre, et combien on en choisit."


@dataclass(frozen=True, slots=True)
class OpenedElection:
    """What never changes once an election is open: kept by each process that takes its ballots."""

    pk: int
    election: Election
    weights: dict[str, int]


def group_of_series(series: ElectionSeries) -> CyclicGroup:
    return group_of(series.group_name)


def trustees_of_series(series: ElectionSeries) -> Trustees:
    """Public keys, checked when the ceremony ended."""
    return read_trustees(group_of_series(series), series.trustees_json.encode())


def protocol_of(election: SecretElection) -> Election:
    """The public description, as the archive holds it."""
    return _election(bytes(election.raw))


@lru_cache(maxsize=16)
def _election(raw: bytes) -> Election:
    return read_election(raw)


@lru_cache(maxsize=16)
def opened_election(uuid: str) -> OpenedElection:
    """The election of an address, read once by each process. Raises `SecretElection.DoesNotExist`."""
    row = SecretElection.objects.select_related("spare").get(uuid=uuid)
    roll = bytes(row.spare.roll)
    weights = read_roll(roll, limit=len(roll)).weights
    return OpenedElection(row.pk, protocol_of(row), weights)


def questions_of(
    kind: ElectionKind, *, title: str, labels: Sequence[str], at_most: int | None, blank: bool
) -> tuple[BallotQuestion, ...]:
    """The questions of a kind of ballot.

    A motion has one answer; a choice up to ``at_most``; judgment one grade a proposal; approval of projects
    at most five. Raises `BadQuestions`.
    """
    try:
        if kind == ElectionKind.MOTION:
            return (motion(title, answers=labels or MOTION_ANSWERS, blank=blank),)
        if kind == ElectionKind.JUDGMENT:
            return tuple(
                choose(label, answers=GRADE_WORDS, at_least=1, at_most=1, blank=blank)
                for label in _distinct(labels)
            )
        most = at_most if at_most is not None else min(len(labels), MOST_APPROVALS)
        if kind == ElectionKind.APPROVAL and most > MOST_APPROVALS:
            raise BadQuestions(f"On approuve {MOST_APPROVALS} projets au plus.")
        # Who may vote blank chooses nothing by it, and by it alone.
        return (choose(title, answers=_distinct(labels), at_least=int(blank), at_most=most, blank=blank),)
    except RefusedError:
        raise BadQuestions from None


def _distinct(labels: Sequence[str]) -> Sequence[str]:
    if len(labels) < 1 or len(set(labels)) != len(labels) or not all(label.strip() for label in labels):
        raise BadQuestions
    return labels
