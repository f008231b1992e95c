"""Who comes back with which cookie or link: the response they may see, and as whom."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, BinaryField, Field, SlugField

from milliard.core.prepared import PreparedQuery, Slot
from milliard.surveys import tokens
from milliard.surveys.errors import NotYourSection, UnknownToken
from milliard.surveys.models import Collection, Contributor, Invitation, Response
from milliard.surveys.models.responses import ResponseQuerySet


@dataclass(frozen=True, slots=True)
class Holder:
    """A response and the person who holds its key; ``contributor`` None for whoever began it."""

    response: Response
    contributor: Contributor | None = None

    @property
    def author(self) -> str:
        """What is written beside a save, to say later whose answer it is; empty for whoever began."""
        return self.contributor.public_id.hex if self.contributor else ""

    def may_answer(self, section_key: str) -> bool:
        """A contributor in charge of some sections answers those only."""
        return (
            self.contributor is None
            or not self.contributor.sections
            or section_key in self.contributor.sections
        )

    def ensure_may_answer(self, section_key: str) -> None:
        """Raise `NotYourSection` otherwise."""
        if not self.may_answer(section_key):
            raise NotYourSection

    def ensure_began(self, message: str) -> None:
        """Raise `NotYourSection` with ``message`` for a contributor: it is not theirs to decide."""
        if self.contributor is not None:
            raise NotYourSection(message)


def _responses(field: str, kind: "Field[Any, Any]", *, lock: bool) -> PreparedQuery[Response]:
    """Of a collection, by the value of a unique field."""

    def build() -> ResponseQuerySet:
        slots = {"collection_id": Slot("collection", BigIntegerField()), field: Slot("value", kind)}
        found = Response.objects.with_versions().filter(**slots)
        return found.select_for_update(of=("self",)) if lock else found

    return PreparedQuery(build)


_AT_SLUG = PreparedQuery(
    lambda: Response.objects.with_versions().filter(
        collection__slug=Slot("slug", SlugField()),
        collection__opens_at__isnull=False,
        token_digest=Slot("value", BinaryField()),
    )
)
_BY_TOKEN = {lock: _responses("token_digest", BinaryField(), lock=lock) for lock in (False, True)}
_BY_PK = {lock: _responses("id", BigIntegerField(), lock=lock) for lock in (False, True)}


def holder_of(collection: Collection, key: str, *, lock: bool = False) -> Holder:
    """The holder of ``key`` (a token, or a link to a response or a contributor), in one or two queries.

    lock: inside a transaction, wait for whoever is saving the same response. Raises `UnknownToken` when
    forged, foreign to the collection or erased, `ExpiredToken` when too old.
    """
    if not tokens.is_link(key):
        return Holder(_one(_BY_TOKEN[lock], collection=collection.pk, value=tokens.digest(key)))
    link = tokens.read_link(key)
    if link.kind is tokens.LinkKind.CONTRIBUTOR:
        contributor = Contributor.objects.filter(pk=link.pk).first()
        if contributor is None or not link.matches(contributor.token_digest):
            raise UnknownToken
        return Holder(
            _one(_BY_PK[lock], collection=collection.pk, value=contributor.response_id), contributor
        )
    if link.kind is not tokens.LinkKind.RESPONSE:
        raise UnknownToken
    response = _one(_BY_PK[lock], collection=collection.pk, value=link.pk)
    if not link.matches(response.token_digest):
        raise UnknownToken
    return Holder(response)


def began_at(slug: str, key: str) -> Holder | None:
    """Who began a response in the collection of this address, both read by one query; None for a link."""
    is_token = bool(key) and not tokens.is_link(key)
    response = _AT_SLUG.first(slug=slug, value=tokens.digest(key)) if is_token else None
    return Holder(response) if response else None


def collection_of_link(link: tokens.Link) -> Collection:
    """The collection a link leads into. Raises `UnknownToken` when its row is gone."""
    if link.kind is tokens.LinkKind.RESPONSE:
        found = Response.objects.select_related("collection").filter(pk=link.pk).first()
        return _checked(link, found, found.collection if found else None)
    if link.kind is tokens.LinkKind.CONTRIBUTOR:
        person = Contributor.objects.select_related("response__collection").filter(pk=link.pk).first()
        return _checked(link, person, person.response.collection if person else None)
    invitation = Invitation.objects.select_related("collection").filter(pk=link.pk).first()
    return _checked(link, invitation, invitation.collection if invitation else None)


def invitation_of(key: str) -> Invitation:
    """The invitation a link of a mail names. Raises `UnknownToken` when forged, of another kind or gone."""
    link = tokens.read_link(key)
    if link.kind is tokens.LinkKind.INVITATION:
        found = Invitation.objects.filter(pk=link.pk).first()
        if found is not None and link.matches(found.token_digest):
            return found
    raise UnknownToken


def response_key(response: Response) -> str:
    """A link good as a cookie, for whoever proved otherwise that the response is theirs."""
    return tokens.make_link(tokens.LinkKind.RESPONSE, response.pk, response.token_digest)


def _one(query: PreparedQuery[Response], **values: Any) -> Response:
    """Raise `UnknownToken` when there is none."""
    found = query.first(**values)
    if found is None:
        raise UnknownToken
    return found


def _checked(
    link: tokens.Link, row: Response | Contributor | Invitation | None, collection: Collection | None
) -> Collection:
    if row is None or collection is None or not link.matches(row.token_digest):
        raise UnknownToken
    return collection
