"""Our own verifier over the whole archive, as anybody runs it; what it said is kept."""

from typing import Any

from django.db import transaction

from engines.ballots import ENGINE_NAME, ENGINE_VERSION, ArchiveVerdict, verify_archive
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.clock import database_now
from milliard.elections import policies
from milliard.elections.models import SecretElection
from milliard.elections.services.archives import archive_file
from milliard.elections.tasks import verify_archive_of

_MOST_REFUSALS = 20


def verify_election(*, election: SecretElection, by: User | None) -> dict[str, Any]:
    """Verify the archive from the first key to the last number, and keep the verdict. Raises `NotAllowed`."""
    authorize(by, policies.can_run_election, election)
    verdict = verify_only(election)
    keep_verdict(election, verdict, by)
    return verdict


@transaction.atomic
def ask_verification(*, election: SecretElection, by: User | None) -> None:
    """Have the archive verified by tasks: nobody waits for thousands of proofs. Raises `NotAllowed`."""
    authorize(by, policies.can_run_election, election)
    verify_archive_of.enqueue(election.pk)


@transaction.atomic
def keep_verdict(election: SecretElection, verdict: dict[str, Any], by: User | None) -> None:
    """What the page will show of it, and a line of the journal."""
    row = SecretElection.objects.select_for_update(of=("self",)).get(pk=election.pk)
    row.verdict, row.verified_at = verdict, database_now()
    row.save(update_fields=["verdict", "verified_at", "updated_at"])
    journal.record("elections.election.verified", row, by=by, data={"stands": verdict["stands"]})


def verify_only(election: SecretElection) -> dict[str, Any]:
    """The verdict, kept nowhere."""
    with archive_file(election) as stream:
        return as_json(verify_archive(stream))


def as_json(verdict: ArchiveVerdict) -> dict[str, Any]:
    """What is kept of a verdict: the engine, how far the archive had come, the first refusals."""
    return {
        "engine": f"{ENGINE_NAME} {ENGINE_VERSION}",
        "stands": verdict.stands,
        "stage": verdict.stage.value if verdict.stage else "",
        "head": verdict.tip.last_event if verdict.tip else "",
        "fingerprint": verdict.fingerprint,
        "ballots": verdict.ballots,
        "counted": verdict.count.ballots if verdict.count else 0,
        "refusals": [str(refusal) for refusal in verdict.refusals[:_MOST_REFUSALS]],
    }
