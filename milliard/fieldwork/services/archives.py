"""Putting away what is no longer used, and deleting what nothing depends on.

Deleting says beforehand what it takes, and is refused with the reason as soon as somebody's answers, a
dataset or a page depends on the row. What is archived leaves the lists and nothing else: it comes back at a
press.
"""

from typing import TypeVar

import pgtrigger
from django.db import transaction
from django.utils import timezone

from french import plural
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.dependents import dependents
from milliard.core.refusals import Refused
from milliard.surveys.enums import CollectionState
from milliard.surveys.models import Collection, Questionnaire, Version
from milliard.surveys.policies import can_manage_questionnaires
from milliard.surveys.services.locks import lock_for_change
from milliard.surveys.services.retention import delete_answers

Row = TypeVar("Row", Collection, Questionnaire)


class StillNeeded(Refused):
    """Something depends on what somebody wants to delete or put away."""

    message = "Quelque chose en dépend\u00a0: rien n’a été supprimé."


def obstacles_to_collection(collection: Collection) -> list[str]:
    """Why this collection cannot be deleted; nothing when it can."""
    found = []
    count = 0 if collection.is_simulated else collection.responses.count()
    if count:
        found.append(f"Elle a reçu {plural(count, 'réponse')}\u00a0: elles sont à qui les a données.")
    if collection.purged_at is not None:
        found.append("Ses réponses ont été effacées à la date dite\u00a0: il faut pouvoir le montrer.")
    found += [f"En dépend\u00a0: {words}." for words in dependents(collection, but={"Response"})]
    return found


def obstacles_to_version(version: Version) -> list[str]:
    """The same of a version. Those that follow one say what has changed since it: only the last one goes."""
    found = [f"La suit\u00a0: {words}." for words in dependents(version)]
    if version.questionnaire.versions.filter(number__gt=version.number).exists():
        found.append(
            "Une version plus récente dit ce qui a changé depuis elle\u00a0: commencez par la dernière."
        )
    return found


def obstacles_to_questionnaire(questionnaire: Questionnaire) -> list[str]:
    """The same of a questionnaire with all its versions."""
    count = Collection.objects.filter(version__questionnaire=questionnaire).count()
    found = [f"Le suit\u00a0: {plural(count, 'collecte')}."] if count else []
    return found + [f"En dépend\u00a0: {words}." for words in dependents(questionnaire, but={"Version"})]


@transaction.atomic
def delete_collection(*, collection: Collection, by: User | None) -> None:
    """Delete a collection nobody really answered, with its invented answers and its invitations.

    Waits for the answers being saved. Raises `StillNeeded` with the first reason, ``NotAllowed``.
    """
    authorize(by, can_manage_questionnaires)
    locked = _locked(collection)
    _refuse(obstacles_to_collection(locked))
    counts = delete_answers(locked)
    journal.record("surveys.collection.deleted", locked, by=by, data={**counts, "slug": locked.slug})
    locked.delete()


@transaction.atomic
def delete_version(*, version: Version, by: User | None) -> None:
    """Delete the last version of a questionnaire, that nothing follows; the questionnaire with its only one.

    Raises `StillNeeded`, ``NotAllowed``.
    """
    authorize(by, can_manage_questionnaires)
    locked = _held(version.questionnaire)
    _refuse(obstacles_to_version(version))
    journal.record("surveys.version.deleted", version, by=by, data={"number": version.number})
    # A version once opened is kept by the database, for its answers: here there are none left.
    with pgtrigger.ignore("surveys.Version:opened_is_kept"):
        version.delete()
    if not locked.versions.exists():
        locked.delete()


@transaction.atomic
def delete_questionnaire(*, questionnaire: Questionnaire, by: User | None) -> None:
    """Delete a questionnaire that no collection follows, with its versions.

    Raises `StillNeeded`, ``NotAllowed``.
    """
    authorize(by, can_manage_questionnaires)
    locked = _held(questionnaire)
    _refuse(obstacles_to_questionnaire(locked))
    data = {"code": locked.code, "versions": locked.versions.count()}
    journal.record("surveys.questionnaire.deleted", locked, by=by, data=data)
    with pgtrigger.ignore("surveys.Version:opened_is_kept"):
        locked.versions.all().delete()
    locked.delete()


@transaction.atomic
def archive_collection(*, collection: Collection, by: User | None) -> Collection:
    """Take a collection out of the lists; its page and its links stay.

    Raises `StillNeeded` while it is open.
    """
    authorize(by, can_manage_questionnaires)
    locked = _locked(collection)
    if locked.state() in (CollectionState.OPEN, CollectionState.PLANNED):
        raise StillNeeded("Fermez d’abord cette collecte\u00a0: des réponses peuvent encore arriver.")
    return _put(locked, "surveys.collection.archived", by, is_archived=True)


@transaction.atomic
def restore_collection(*, collection: Collection, by: User | None) -> Collection:
    """Bring a collection back in the lists."""
    authorize(by, can_manage_questionnaires)
    return _put(_locked(collection), "surveys.collection.restored", by, is_archived=False)


@transaction.atomic
def archive_questionnaire(*, questionnaire: Questionnaire, by: User | None) -> Questionnaire:
    """Take a questionnaire and its collections out of the lists and of the choices of a new collection.

    Raises `StillNeeded` while one of its collections is open.
    """
    authorize(by, can_manage_questionnaires)
    locked = _held(questionnaire)
    followed = Collection.objects.filter(version__questionnaire=locked)
    for state in (CollectionState.OPEN, CollectionState.PLANNED):
        if (open_one := followed.in_state(state).first()) is not None:
            raise StillNeeded(
                f"La collecte «\u00a0{open_one}\u00a0» est encore ouverte\u00a0: fermez-la d’abord."
            )
    return _put(locked, "surveys.questionnaire.archived", by, is_archived=True)


@transaction.atomic
def restore_questionnaire(*, questionnaire: Questionnaire, by: User | None) -> Questionnaire:
    """Bring a questionnaire back in the lists."""
    authorize(by, can_manage_questionnaires)
    return _put(_held(questionnaire), "surveys.questionnaire.restored", by, is_archived=False)


def _put(row: Row, code: str, by: User | None, *, is_archived: bool) -> Row:
    """Written and journalled once: a second press changes nothing."""
    if (row.archived_at is not None) != is_archived:
        row.archived_at = timezone.now() if is_archived else None
        row.save(update_fields=["archived_at", "updated_at"])
        journal.record(code, row, by=by)
    return row


def _refuse(obstacles: list[str]) -> None:
    if obstacles:
        raise StillNeeded(obstacles[0])


def _locked(collection: Collection) -> Collection:
    lock_for_change(collection.pk)
    return Collection.objects.select_for_update(of=("self",)).get(pk=collection.pk)


def _held(questionnaire: Questionnaire) -> Questionnaire:
    return Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
