"""Work of the queue. Arguments are row numbers only; running twice changes nothing more."""

import datetime as dt

from django_tasks import default_task_backend, task

from milliard.core.refusals import Refused
from milliard.elections.models import ElectionSeries, SecretElection


@task(priority=20)  # type: ignore[untyped-decorator]
def close_due_election(election_id: int) -> None:
    """Close an election whose announced end has come; ballots were refused from that moment on anyway."""
    from milliard.elections.services.elections import close_election  # its services queue this task

    election = SecretElection.objects.due().filter(pk=election_id).first()
    if election is not None:
        close_election(election=election, by=None)


@task(priority=10)  # type: ignore[untyped-decorator]
def add_part(partial_id: int) -> None:
    """Add the ballots of one slice."""
    from milliard.elections.models import PartialCount
    from milliard.elections.services.counting import count_part

    if PartialCount.objects.filter(pk=partial_id).exists():  # joined already
        count_part(partial_id=partial_id)


@task(priority=-5)  # type: ignore[untyped-decorator]
def verify_archive_of(election_id: int) -> None:
    """Verify a whole archive, and keep the verdict; a large one is cut, each slice a task for any machine."""
    from milliard.elections.services.slices import begin_verification

    begin_verification(election=SecretElection.objects.get(pk=election_id))


@task(priority=-5)  # type: ignore[untyped-decorator]
def check_slice_of(slice_id: int) -> None:
    """Verify the ballots of one slice."""
    from milliard.elections.services.slices import check_one

    check_one(slice_id=slice_id)


@task()  # type: ignore[untyped-decorator]
def mail_codes_of(series_id: int) -> None:
    """Make the codes of a series and send each to its voter; nothing of them is kept."""
    from milliard.elections.services.codes import make_and_mail_codes

    try:
        make_and_mail_codes(series=ElectionSeries.objects.get(pk=series_id))
    except Refused:  # done by another run, or an election opened meanwhile
        return


def close_election_at(election: SecretElection, moment: dt.datetime) -> None:
    """Queue the closing. What is lost, `manage.py close_elections` finds again."""
    if default_task_backend.supports_defer:
        close_due_election.using(run_after=moment).enqueue(election.pk)
