"""The first page that comes back from a newcomer: one response per token, however often it is sent."""

from collections.abc import Collection as Ids
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.surveys import tokens
from milliard.surveys.enums import Origin
from milliard.surveys.errors import CollectionNotOpen, InvitationSpent, UnknownToken
from milliard.surveys.models import Collection, ConsentText, Invitation, Response
from milliard.surveys.policies import can_enter_paper
from milliard.surveys.services import consents, invitations
from milliard.surveys.services.access import Holder, holder_of, response_key
from milliard.surveys.services.anonymity import moment

_COLUMNS = (
    "public_id",
    "collection_id",
    "version_id",
    "token_digest",
    "answers",
    "off_path",
    "sections",
    "revision",
    "furthest_section",
    "furthest_question",
    "origin",
    "entered_by_id",
    "resume_email",
    "started_at",
    "saved_at",
    "completed_at",
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
    """The response to write into. ``is_new``: not in the database until :func:`insert`."""

    holder: Holder
    key: str
    is_new: bool
    texts: Sequence[ConsentText] = field(default=())
    given: Ids[int] = field(default=())
    invitation: Invitation | None = None


def begin(
    *,
    collection: Collection,
    token: str,
    invitation_key: str,
    texts: Sequence[ConsentText],
    given: Ids[int],
    now: datetime,
    by: User | None = None,
) -> Begun:
    """What a first page writes into. An invitation that already has its response leads to that one.

    by: the organiser who types in a paper form. Raises ``ConsentNeeded``, ``InvitationNeeded``,
    ``InvitationSpent``, ``UnknownToken``, :class:`~.invitations.BegunMeanwhile`.
    """
    authorize(by, can_enter_paper, collection)
    consents.ensure_required(texts, given)
    invitation = None if by else invitations.claim(collection=collection, invitation_key=invitation_key)
    if invitation is not None and invitation.response_id is not None:
        return _begun_before(collection, invitation)
    started = moment(collection, now)
    response = Response(
        collection=collection,
        version=collection.version,
        token_digest=tokens.digest(token),
        origin=Origin.PAPER if by else Origin.WEB,
        entered_by=by,
        started_at=started,
        saved_at=started,
    )
    return Begun(Holder(response), token, True, texts, given, invitation)


def _begun_before(collection: Collection, invitation: Invitation) -> Begun:
    """The response of an invitation, held; then whether it was finished or erased while we waited for it."""
    try:
        key = invited_key(invitation)
        begun = Begun(holder_of(collection, key, lock=True), key, is_new=False)
    except (Response.DoesNotExist, UnknownToken) as erased:
        raise InvitationSpent from erased
    invitations.ensure_not_spent(invitation)
    return begun


def insert(begun: Begun, *, now: datetime) -> None:
    """Write the response, its consents and the invitation's link. Raises :class:`AlreadyBegun`,
    :class:`CollectionNotOpen`."""
    response = begun.holder.response
    values = [getattr(response, name) for name in _COLUMNS]
    adapted: list[Any] = [
        Jsonb(value) if name in _JSON else value for name, value in zip(_COLUMNS, values, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [*adapted, response.collection_id, now, now])
        row = cursor.fetchone()
    if row is None:
        if Response.objects.filter(token_digest=response.token_digest).exists():
            raise AlreadyBegun
        raise CollectionNotOpen
    response.pk, response._state.adding, response._state.db = row[0], False, "default"
    if begun.texts:
        at = response.started_at
        consents.store_consents(response=response, texts=begun.texts, given=begun.given, at=at)
    if response.entered_by is not None:
        journal.record("surveys.paper.entered", response.collection, by=response.entered_by)
    if begun.invitation is not None:
        invitations.mark_begun(invitation=begun.invitation, response=response)


def invited_key(invitation: Invitation) -> str:
    """The key of the response an invitation has begun."""
    return response_key(Response.objects.only("pk", "token_digest").get(invitation=invitation))
