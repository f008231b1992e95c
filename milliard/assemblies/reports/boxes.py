"""How full a box is, wherever it stands: here, or in the election that carries a secret vote."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from milliard.assemblies.enums import Secrecy
from milliard.assemblies.models import OpenBallot, Resolution, RollEntry, VotingRight
from milliard.elections.models import SecretElection
from milliard.elections.reports.boards import codes_that_voted


@dataclass(frozen=True, slots=True)
class BoxCount:
    """Ballots in the box, papers among them, and how many there may be."""

    mandates: int = 0
    cast: int = 0
    on_paper: int = 0


def box_counts(resolutions: Iterable[Resolution]) -> Mapping[int, BoxCount]:
    """Of each vote by its key; of a secret one, codes that voted and codes handed out.

    One query, and two more when a vote is secret.
    """
    votes = list(resolutions)
    rights = VotingRight.objects.filter(resolution__in=[one.pk for one in votes]).order_by()
    counted = rights.values("resolution").annotate(
        mandates=Count("pk"),
        cast=Count("pk", filter=Q(has_voted=True)),
        on_paper=Count("pk", filter=Q(is_paper=True)),
    )
    found = {row.pop("resolution"): BoxCount(**row) for row in counted}
    secret = {one.pk: one.election_id for one in votes if one.election_id is not None}
    if secret:
        codes = dict(
            SecretElection.objects.filter(pk__in=secret.values()).values_list("pk", "roll_count").order_by()
        )
        voted = codes_that_voted(secret.values())
        for key, election in secret.items():
            found[key] = BoxCount(codes[election], voted.get(election, 0))
    return {one.pk: found.get(one.pk, BoxCount()) for one in votes}


def came_in_time(resolution: Resolution, entry: RollEntry, key: UUID | None) -> bool:
    """Whether a form that comes after the closing is one the box holds: a network sent it twice.

    ``key``: of the form. Of a confidential vote no ballot is anybody's: all of theirs are in the box, or not.
    """
    mine = VotingRight.objects.filter(resolution=resolution, voter=entry)
    if resolution.secrecy == Secrecy.OPEN:
        return key is not None and OpenBallot.objects.filter(right__in=mine, key=key).exists()
    return mine.exists() and not mine.filter(has_voted=False).exists()
