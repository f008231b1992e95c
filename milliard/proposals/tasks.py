"""Work of the queue. Arguments are row numbers only."""

from django.db import transaction
from django_tasks import task

from milliard.proposals import emails
from milliard.proposals.models import MemberProposal, Support

#: Mails queued in one transaction.
_SLICE = 500


@task(priority=-5)  # type: ignore[untyped-decorator]
def write_to_supporters(proposal_id: int, version: int, after: int) -> None:
    """Queue «the text changed» to those who support an older version, after a row number; then go on.

    The slice and the task that goes on are written together: a worker that dies writes neither. Once the
    text has changed again nobody is told of this change alone: the next one's mail says more.
    """
    with transaction.atomic():
        proposal = MemberProposal.objects.get(pk=proposal_id)
        if proposal.version != version:
            return
        found = Support.objects.filter(proposal=proposal, version__lt=version, pk__gt=after)
        rows = list(found.select_related("member").order_by("pk")[:_SLICE])
        emails.write_text_changed(proposal, rows)
        if len(rows) == _SLICE:
            write_to_supporters.enqueue(proposal_id, version, rows[-1].pk)
