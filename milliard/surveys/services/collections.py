"""The life of a collection: drafted, opened, closed, sometimes reopened.

Saving an answer takes a shared advisory lock on the collection, closing it takes the exclusive one:
an answer is accepted before the closing or refused after it, never acknowledged then left out.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.surveys.enums import Audience
from milliard.surveys.errors import CollectionCannotOpen
from milliard.surveys.models import Collection, ConsentText, Version
from milliard.surveys.policies import can_manage_questionnaires
from milliard.surveys.services.locks import lock_for_change
from milliard.surveys.signals import collection_ended
from milliard.surveys.tasks import convert_responses_left
from milliard.surveys.version_change.responses import responses_to_convert

_EDITABLE = frozenset(
    {
        "title",
        "introduction",
        "organiser",
        "aim",
        "preparation",
        "note",
        "contact_email",
        "closes_at",
        "kept_until",
        "is_simulated",
        "audience",
        "invitation_only",
        "is_anonymous",
        "version",
    }
)
#: What respondents were promised: fixed once answers may have come in.
_FIXED_ONCE_OPEN = frozenset({"audience", "invitation_only", "is_anonymous", "version"})


@transaction.atomic
def create_collection(
    *,
    slug: str,
    title: str,
    version: Version,
    by: User | None,
    introduction: str = "",
    organiser: str = "",
    aim: str = "",
    preparation: str = "",
    audience: Audience = Audience.ORGANISATION,
    closes_at: datetime | None = None,
    kept_until: date | None = None,
    consent_texts: Iterable[ConsentText] = (),
    invitation_only: bool = False,
    is_anonymous: bool = False,
    is_simulated: bool = False,
    note: str = "",
    contact_email: str = "",
) -> Collection:
    """A draft: nobody sees it until :func:`open_collection`. Raises ``ValidationError``, ``NotAllowed``.

    In a demonstration every collection is simulated, so that its pages, datasets and files all say so.
    """
    authorize(by, can_manage_questionnaires)
    collection = Collection(
        slug=slug,
        title=title,
        version=version,
        introduction=introduction,
        organiser=organiser,
        aim=aim,
        preparation=preparation,
        audience=audience,
        closes_at=closes_at,
        kept_until=kept_until,
        invitation_only=invitation_only,
        is_anonymous=is_anonymous,
        is_simulated=is_simulated or settings.IS_DEMONSTRATION,
        note=note,
        contact_email=contact_email,
    )
    collection.full_clean()
    collection.save()
    collection.consent_texts.set(consent_texts)
    journal.record("surveys.collection.created", collection, by=by, data={"version": version.number})
    return collection


@transaction.atomic
def open_collection(
    *, collection: Collection, by: User | None, opens_at: datetime | None = None
) -> Collection:
    """Let answers in from ``opens_at`` (now by default); the version can no longer change.

    Raises :class:`CollectionCannotOpen` when it is already open, was closed, or would end before it opens.
    """
    authorize(by, can_manage_questionnaires)
    locked = _locked(collection)
    if locked.opens_at is not None:
        raise CollectionCannotOpen("Cette collecte est déjà ouverte ou l’a déjà été.")
    _ensure_in_use(locked)
    locked.opens_at = opens_at or timezone.now()
    _check_period(locked)
    locked.full_clean()
    locked.save()
    _freeze_version(locked)
    journal.record("surveys.collection.opened", locked, by=by)
    return _refresh(collection)


@transaction.atomic
def close_collection(*, collection: Collection, by: User | None) -> Collection:
    """Accept no answer any more, and queue the freezing of what was answered.

    Waits for the answers being saved. Closing twice changes nothing.
    """
    authorize(by, can_manage_questionnaires)
    locked = _locked(collection)
    if locked.opens_at is None:
        raise CollectionCannotOpen("Cette collecte n’a jamais été ouverte.")
    if locked.closed_at is None:
        locked.closed_at = timezone.now()
        locked.save()
        journal.record("surveys.collection.closed", locked, by=by)
        collection_ended.send(sender=Collection, collection=locked)
    return _refresh(collection)


@transaction.atomic
def reopen_collection(
    *, collection: Collection, by: User | None, closes_at: datetime | None = None
) -> Collection:
    """Accept answers again, until ``closes_at`` or until somebody closes; kept a year after that."""
    authorize(by, can_manage_questionnaires)
    locked = _locked(collection)
    if not locked.has_ended():
        raise CollectionCannotOpen("Seule une collecte fermée peut être rouverte.")
    _ensure_in_use(locked)
    if closes_at is not None and closes_at <= timezone.now():
        raise CollectionCannotOpen("La nouvelle date de fermeture est déjà passée.")
    locked.closed_at = locked.kept_until = locked.purged_at = locked.retention_announced_on = None
    locked.closes_at = closes_at
    locked.full_clean()
    locked.save()
    journal.record("surveys.collection.reopened", locked, by=by)
    return _refresh(collection)


@transaction.atomic
def update_collection(
    *,
    collection: Collection,
    by: User | None,
    consent_texts: Iterable[ConsentText] | None = None,
    **changes: Any,
) -> Collection:
    """Change words and dates; once opened, what respondents were promised stays.

    changes: among the fields of a collection; others raise ``ValueError``.
    """
    authorize(by, can_manage_questionnaires)
    unknown = changes.keys() - _EDITABLE
    if unknown:
        raise ValueError(f"not editable: {', '.join(sorted(unknown))}")
    locked = _locked(collection)
    fixed = {name for name in changes.keys() & _FIXED_ONCE_OPEN if getattr(locked, name) != changes[name]}
    if locked.opens_at is not None and fixed:
        raise CollectionCannotOpen("Cela ne change plus une fois la collecte ouverte.")
    if changes.get("is_simulated") and not locked.is_simulated and locked.responses.exists():
        raise CollectionCannotOpen("Des réponses sont arrivées\u00a0: elles ne deviennent pas simulées.")
    was_kept = locked.kept_until, locked.closes_at
    for name, value in changes.items():
        setattr(locked, name, value)
    if was_kept != (locked.kept_until, locked.closes_at):
        locked.retention_announced_on = None  # announced again: another day
    locked.is_simulated = locked.is_simulated or settings.IS_DEMONSTRATION
    locked.full_clean()
    locked.save()
    if consent_texts is not None:
        locked.consent_texts.set(consent_texts)
    journal.record("surveys.collection.changed", locked, by=by, data={"fields": sorted(changes)})
    return _refresh(collection)


@transaction.atomic
def adopt_version(*, collection: Collection, version: Version, by: User | None) -> Collection:
    """Make every response follow another version of the same questionnaire.

    New ones do at once; the others are converted by a task queued in the same transaction, see
    `milliard.surveys.version_change.responses`.
    """
    authorize(by, can_manage_questionnaires)
    locked = _locked(collection)
    if version.questionnaire_id != locked.version.questionnaire_id:
        raise CollectionCannotOpen("Cette version est celle d’un autre questionnaire.")
    locked.version = version
    locked.save()
    if locked.opens_at is not None:
        _freeze_version(locked)
    journal.record("surveys.version.adopted", locked, by=by, data={"version": version.number})
    if responses_to_convert(locked).exists():
        convert_responses_left.enqueue(locked.pk)
    return _refresh(collection)


def close_due_collections(*, at: datetime | None = None) -> list[Collection]:
    """Close, in the journal's eyes too, those whose announced end has passed. Safe to run twice."""
    due = due_collections(at or timezone.now())
    return [close_collection(collection=collection, by=None) for collection in due]


def due_collections(at: datetime) -> QuerySet[Collection]:
    """Collections whose announced end has passed and that nobody has closed."""
    return Collection.objects.filter(opens_at__isnull=False, closed_at__isnull=True, closes_at__lte=at)


def _locked(collection: Collection) -> Collection:
    lock_for_change(collection.pk)
    return (
        Collection.objects.select_for_update(of=("self",), no_key=True)
        .select_related("version__questionnaire")
        .get(pk=collection.pk)
    )


def _ensure_in_use(collection: Collection) -> None:
    """What is put away takes no answer."""
    if collection.archived_at or collection.version.questionnaire.archived_at:
        raise CollectionCannotOpen("Cette collecte est archivée\u00a0: sortez-la d’abord des archives.")


def _check_period(collection: Collection) -> None:
    if collection.closes_at and collection.opens_at and collection.closes_at <= collection.opens_at:
        raise CollectionCannotOpen("La fermeture précède l’ouverture\u00a0: changez l’une des deux dates.")


def _freeze_version(collection: Collection) -> None:
    """From now on the database itself refuses to change the definition."""
    Version.objects.filter(pk=collection.version_id, opened_at__isnull=True).update(opened_at=timezone.now())


def _refresh(collection: Collection) -> Collection:
    """Bring the caller's object up to date."""
    collection.refresh_from_db()
    return collection
