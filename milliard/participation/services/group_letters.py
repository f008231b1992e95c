"""A group's letter: its referents write to those in it, by the lanes and rhythms of every letter.

It is news: it goes to those of the group who asked for news, at the rhythm they chose, with the link that
stops them. Nobody sees an address, and the frame says which group wrote.
"""

import datetime as dt
import re

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.letters.enums import Lane
from milliard.letters.models import Letter, Segment
from milliard.letters.services.letters import draft_letter, schedule_letter
from milliard.letters.services.recipients import Frozen, expect_recipients
from milliard.letters.writing import check_placeholders, site_url
from milliard.members.facts import ReadySegment
from milliard.participation import policies
from milliard.participation.enums import SeatState
from milliard.participation.facts import GROUP
from milliard.participation.models import GroupLetter, WorkingGroup
from milliard.participation.services.groups import GroupEnded, lock_group

#: Between two letters of one group.
REST = dt.timedelta(days=1)
#: What Markdown, or the words between braces of a letter, would read in a name.
_SIGNS = re.compile(r"([\\\[\]()*_`<>#])")


class WroteToday(Refused):
    message = (
        "Ce groupe a déjà écrit depuis hier\u00a0: une lettre par jour au plus. Gardez la vôtre pour demain."
    )


@transaction.atomic
def send_group_letter(*, group: WorkingGroup, subject: str, source: str, by: User) -> Frozen:
    """Write to those in the group; it leaves at once. How many it goes to now, and with their digest.

    Raises
    ------
    NotAllowed, GroupEnded, WroteToday, NobodyToWrite, UnknownPlaceholder
    """
    authorize(by, policies.leads_group, group)
    group = lock_group(group)
    if group.ended_on is not None:
        raise GroupEnded
    if GroupLetter.objects.filter(group=group, created_at__gt=timezone.now() - REST).exists():
        raise WroteToday
    letter = draft_letter(
        subject=subject,
        source=_signed(group, source, by),
        lane=Lane.NEWS,
        segment=_segment_of(group),
        written_by=by,
        by=None,
    )
    frozen = schedule_letter(letter=letter, by=None)
    GroupLetter.objects.create(group=group, letter=letter)
    data = {"queued": frozen.queued, "waiting": frozen.waiting}
    journal.record("participation.group.letter_sent", group, by=by, data=data)
    return frozen


def preview_group_letter(
    *, group: WorkingGroup, subject: str, source: str, by: User
) -> tuple[Letter, Frozen]:
    """The letter as it would leave, and how many would receive it; nothing is written.

    Raises `NotAllowed`, `UnknownPlaceholder`.
    """
    authorize(by, policies.leads_group, group)
    check_placeholders(subject + source)
    ready = _segment_of(group)
    segment = Segment(name=ready.name, conditions=[dict(row) for row in ready.conditions])
    letter = Letter(
        subject=subject, source=_signed(group, source, by), lane=Lane.NEWS, segment=segment, written_by=by
    )
    return letter, expect_recipients(letter=letter, by=None)


def _segment_of(group: WorkingGroup) -> ReadySegment:
    """By the address, which never changes: a name may."""
    conditions = [{"fact": GROUP.code, "is": True, "values": [group.slug]}]
    return ReadySegment(f"participation.group.{group.slug}", f"Groupe «\u00a0{group.slug}\u00a0»", conditions)


def _signed(group: WorkingGroup, source: str, by: User) -> str:
    seats = group.seats.filter(member__account=by, state=SeatState.IN).select_related("member")
    writer = seats.order_by("-is_referent", "pk").first()
    who = _plain(writer.member.given_name) if writer is not None else "l’équipe"
    address = site_url("participation:group", group.slug)
    return (
        f"{source.rstrip()}\n\n---\n\nLettre du groupe [{_plain(group.name)}]({address}), écrite par {who}."
    )


def _plain(name: str) -> str:
    return _SIGNS.sub(r"\\\1", name.replace("{", "(").replace("}", ")"))
