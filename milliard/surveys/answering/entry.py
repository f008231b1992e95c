"""Into which response a page is saved: the one its key opens, the invitation's, or a new one."""

from collections.abc import Collection as Ids
from dataclasses import replace
from datetime import datetime

from milliard.accounts.models import User
from milliard.surveys.answering import start as beginnings
from milliard.surveys.errors import CollectionNotOpen
from milliard.surveys.models import Collection
from milliard.surveys.services.access import Holder, holder_of
from milliard.surveys.services.consents import texts_of
from milliard.surveys.version_change.responses import move_response_to_version


def enter_existing(*, collection: Collection, key: str, now: datetime) -> beginnings.Begun:
    """The response ``key`` opens, locked. Raises :class:`CollectionNotOpen`, ``UnknownToken``."""
    holder = holder_of(collection, key, lock=True)
    ensure_open(holder.response.collection, now)
    return beginnings.Begun(up_to_date(holder), key, is_new=False)


def enter_new(
    *,
    collection: Collection,
    token: str,
    invitation_key: str,
    given: Ids[int],
    now: datetime,
    by: User | None,
) -> beginnings.Begun:
    """A response not yet in the database, or that of the invitation; see :func:`beginnings.begin`."""
    begun = beginnings.begin(
        collection=collection,
        token=token,
        invitation_key=invitation_key,
        texts=texts_of(collection),
        given=given,
        now=now,
        by=by,
    )
    if not begun.is_new:
        ensure_open(begun.holder.response.collection, now)
        begun.holder = up_to_date(begun.holder)
    return begun


def up_to_date(holder: Holder) -> Holder:
    """The same, on the version the collection follows now: what is saved is read by its questions."""
    response = holder.response
    if response.version_id == response.collection.version_id:
        return holder
    version = response.collection.version
    moved = move_response_to_version(response=response, version=version, by=None)
    moved.collection = response.collection
    return replace(holder, response=moved)


def ensure_open(collection: Collection, now: datetime) -> None:
    """``collection`` as read under the shared lock: it cannot close before the commit."""
    if not collection.is_open(now):
        raise CollectionNotOpen
