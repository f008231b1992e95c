"""Work of the queue. Running twice changes nothing more."""

from django_tasks import task

from milliard.core.batches import run_steps

#: How long one task forgets before it makes place for others.
_SLICE_S = 20.0


@task(priority=-20)  # type: ignore[untyped-decorator]
def forget_old_members() -> None:
    """Forget for a while what is kept no longer, then queue the rest."""
    from milliard.members.services import retention  # it queues this task

    if run_steps(retention.STEPS, seconds=_SLICE_S):
        forget_old_members.enqueue()
