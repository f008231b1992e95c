"""Completing a response: once, with nothing missing, its invitation spent with it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from engines.questionnaire.evaluation import evaluate
from milliard.accounts.policies import Person
from milliard.core.access import authorize
from milliard.surveys.answering.start import ensure_open, up_to_date
from milliard.surveys.answering.verdict import remaining_errors
from milliard.surveys.errors import ResponseIncomplete
from milliard.surveys.models import Collection, Response
from milliard.surveys.policies import can_leave_blanks
from milliard.surveys.services import invitations
from milliard.surveys.services.access import holder_of
from milliard.surveys.services.locks import lock_for_answer
from milliard.surveys.services.questionnaires import compiled_version


def finish_response(
    *,
    collection: Collection,
    key: str,
    invitation_key: str = "",
    leaves_blanks: bool = False,
    by: Person | None = None,
    now: datetime | None = None,
) -> Response:
    """Complete a response from the review page; its invitation is spent in the same transaction.

    leaves_blanks: an organiser, ``by``, finishes a paper form on which required questions were left blank:
    they stay without an answer, nothing is invented.

    Raises `ResponseIncomplete` when something required is missing or an answer is wrong,
    ``NotYourSection`` for a contributor, ``NotAllowed``.
    """
    now = now or timezone.now()
    with transaction.atomic():
        lock_for_answer(collection.pk)
        holder = holder_of(collection, key, lock=True)
        holder.ensure_began("Seule la personne qui a commencé peut terminer et envoyer.")
        ensure_open(holder.response.collection, now)
        holder = up_to_date(holder)
        response = holder.response
        evaluation = evaluate(
            compiled_version(response.version), response.answers, today=timezone.localdate(now)
        )
        if leaves_blanks:
            authorize(by, can_leave_blanks, response)
        if remaining_errors(evaluation, with_blanks=not leaves_blanks):
            raise ResponseIncomplete
        if complete(collection, response, now):
            response.save(update_fields=["completed_at", "saved_at"])
            spend(collection, response, invitation_key)
    return response


def complete(collection: Collection, response: Response, now: datetime) -> bool:
    """Date the completion; False when it already was."""
    if response.completed_at is not None:
        return False
    response.completed_at = response.saved_at = collection.moment(now)
    return True


def spend(collection: Collection, response: Response, invitation_key: str) -> None:
    """Spend the invitation of a response just completed."""
    invitations.spend(collection=collection, response=response, invitation_key=invitation_key)
