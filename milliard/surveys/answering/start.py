"""Into which response a page is saved: the one its key opens, its invitation's, or a new one.

One response per token, however often the first page is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.prepared import planned_cursor
from milliard.surveys import tokens
from milliard.surveys.answering.form import Submission
from milliard.surveys.enums import Origin
from milliard.surveys.errors import CollectionNotOpen, InvitationSpent, UnknownToken
from milliard.surveys.models import Collection, ConsentText, Invitation, Response
from milliard.surveys.policies import can_enter_paper
from milliard.surveys.services import consents, invitations
from milliard.surveys.services.access import Holder, holder_of, response_key
from milliard.surveys.version_change.responses import convert_response

_COLUMNS = (
    *("public_id", "collection_id", "version_id", "token_digest", "answers", "off_path", "sections"),
    *("revision", "furthest_section", "furthest_question", "origin", "entered_by_id", "resume_email"),
    *("started_at", "saved_at", "completed_at", "unseen_sections"),
)
_JSON = frozenset({"answers", "off_path", "sections"})
# One statement checks that the collection is open and inserts; the second of two equal posts inserts
# nothing, after having waited for the first.
_INSERT = f"""
INSERT INTO surveys_response ({", ".join(_COLUMNS)})
SELECT {", ".join(["%s"] * len(_COLUMNS))}
FROM surveys_collection AS c
WHERE c.id = %s AND c.opens_at <= %s AND c.closed_at IS NULL AND (c.closes_at IS NULL OR c.closes_at > %s)
ON CONFLICT (token_digest) DO NOTHING
RETURNING id
"""  # noqa: S608 (column names are the constant above)


class AlreadyBegun(Exception):
    """The token has already begun a response: this is the same page sent twice."""


@dataclass(slots=True)
class Begun:
    """The response to write into."""

    holder: Holder
    #: What opens it from now on.
    key: str
    #: Not in the database until `insert`.
    is_new: bool
    texts: Sequence[ConsentText] = ()
    invitation: Invitation | None = None


def hold_response(submission: Submission, token: str = "") -> Begun:
    """The response that the key of ``submission`` opens, locked; with ``token``, the one to begin.

    An invitation that already has its response leads to that one. Raises `CollectionNotOpen`,
    `UnknownToken`; of a response to begin also `ConsentNeeded`, `InvitationNeeded`, `InvitationSpent`,
    `BegunMeanwhile`.
    """
    collection = submission.collection
    begun = (
        _begin(submission, token)
        if token
        else Begun(holder_of(collection, submission.key, lock=True), submission.key, is_new=False)
    )
    if not begun.is_new:
        ensure_open(begun.holder.response.collection, submission.now)
        begun.holder = up_to_date(begun.holder)
    return begun


def _begin(submission: Submission, token: str) -> Begun:
    collection, by = submission.collection, submission.by
    authorize(by, can_enter_paper, collection)
    texts = consents.texts_of(collection)
    consents.ensure_required(texts, submission.consents or ())
    invitation = None
    if not by and (submission.invitation_key or collection.invitation_only):
        invitation = invitations.claim(collection=collection, invitation_key=submission.invitation_key)
    if invitation is not None and invitation.response_id is not None:
        return _begun_before(collection, invitation)
    started = collection.moment(submission.now)
    response = Response(
        collection=collection,
        version=collection.version,
        token_digest=tokens.digest(token),
        origin=Origin.PAPER if by else Origin.WEB,
        entered_by=by,
        started_at=started,
        saved_at=started,
    )
    return Begun(Holder(response), token, True, texts, invitation)


def _begun_before(collection: Collection, invitation: Invitation) -> Begun:
    """The response of an invitation, held; then whether it was finished or erased while we waited for it."""
    try:
        key = invited_key(invitation)
        begun = Begun(holder_of(collection, key, lock=True), key, is_new=False)
    except (Response.DoesNotExist, UnknownToken) as erased:
        raise InvitationSpent from erased
    invitations.ensure_not_spent(invitation)
    return begun


def insert(begun: Begun, submission: Submission) -> None:
    """Write the response, its consents and the invitation's link.

    Raises `AlreadyBegun`, `CollectionNotOpen`.
    """
    response, now = begun.holder.response, submission.now
    values = [getattr(response, name) for name in _COLUMNS]
    adapted: list[Any] = [
        Jsonb(value) if name in _JSON else value for name, value in zip(_COLUMNS, values, strict=True)
    ]
    with planned_cursor() as cursor:
        cursor.execute(_INSERT, [*adapted, response.collection_id, now, now])
        row = cursor.fetchone()
    if row is None:
        if Response.objects.filter(token_digest=response.token_digest).exists():
            raise AlreadyBegun
        raise CollectionNotOpen
    response.pk, response._state.adding, response._state.db = row[0], False, "default"
    if begun.texts:
        given = submission.consents or ()
        consents.store_consents(response=response, texts=begun.texts, given=given, at=response.started_at)
    if response.entered_by is not None:
        journal.record("surveys.paper.entered", response.collection, by=response.entered_by)
    if begun.invitation is not None:
        invitations.mark_begun(invitation=begun.invitation, response=response)


def invited_key(invitation: Invitation) -> str:
    """The key of the response an invitation has begun."""
    return response_key(Response.objects.only("pk", "token_digest").get(invitation=invitation))


def up_to_date(holder: Holder) -> Holder:
    """The same, on the version the collection follows now: what is saved is read by its questions."""
    response = holder.response
    if response.version_id == response.collection.version_id:
        return holder
    version = response.collection.version
    converted = convert_response(response=response, version=version, by=None)
    converted.collection = response.collection
    return replace(holder, response=converted)


def ensure_open(collection: Collection, now: datetime) -> None:
    """``collection`` as read under the shared lock: it cannot close before the commit."""
    if not collection.is_open(now):
        raise CollectionNotOpen
