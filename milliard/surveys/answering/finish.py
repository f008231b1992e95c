"""Ending a response: once, with nothing required missing, its invitation spent with it.

Every way to an end asks `ending_of` first, under the lock of the response.
"""

from collections.abc import Collection as Keys
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.evaluation.ending import Ending, ending_of
from milliard.accounts.policies import Person
from milliard.core.access import authorize
from milliard.surveys.answering.start import ensure_open, up_to_date
from milliard.surveys.errors import ResponseIncomplete, SectionsUnseen
from milliard.surveys.models import Collection, Response
from milliard.surveys.policies import can_leave_blanks
from milliard.surveys.services import invitations
from milliard.surveys.services.access import holder_of
from milliard.surveys.services.locks import lock_for_answer
from milliard.surveys.services.questionnaires import compiled_version
from milliard.territories.days import days_in_france


def finish_response(
    *,
    collection: Collection,
    key: str,
    invitation_key: str = "",
    leaves_blanks: bool = False,
    leaves_unseen: Keys[str] = (),
    by: Person | None = None,
    now: datetime | None = None,
) -> Response:
    """End a response from the review page; its invitation is spent in the same transaction.

    leaves_blanks: an organiser, ``by``, finishes a paper form on which required questions were left blank:
    they stay without an answer, nothing is invented. leaves_unseen: keys of the sections that were never
    opened and that the person said to leave so; the response is then sent without seeing everything.

    Raises `ResponseIncomplete` when something required is missing or an answer is wrong, `SectionsUnseen`
    when other sections were never opened, ``NotYourSection`` for a contributor, ``NotAllowed``.
    """
    now = now or timezone.now()
    with transaction.atomic():
        lock_for_answer(collection.pk)
        holder = holder_of(collection, key, lock=True)
        holder.ensure_began("Seule la personne qui a commencé peut terminer et envoyer.")
        ensure_open(holder.response.collection, now)
        holder = up_to_date(holder)
        response = holder.response
        evaluation = evaluate(compiled_version(response.version), response.answers, today=days_in_france(now))
        if leaves_blanks:
            authorize(by, can_leave_blanks, response)
        ending = ending_of(evaluation, response.sections)
        if ending.wrong if leaves_blanks else ending.errors:
            raise ResponseIncomplete
        if response.completed_at is None and set(ending.unseen) - set(leaves_unseen):
            raise SectionsUnseen
        if complete(collection, response, ending, now):
            response.save(update_fields=["completed_at", "saved_at", "unseen_sections"])
            spend(collection, response, invitation_key)
    return response


def complete(collection: Collection, response: Response, ending: Ending, now: datetime) -> bool:
    """Date the end and count what was not seen; False when it had ended already."""
    if response.completed_at is not None:
        return False
    response.unseen_sections = len(ending.unseen)
    response.completed_at = response.saved_at = collection.moment(now)
    return True


def spend(collection: Collection, response: Response, invitation_key: str) -> None:
    """Spend the invitation of a response just completed."""
    invitations.spend(collection=collection, response=response, invitation_key=invitation_key)
