"""Finding a response by its number, or what is known of somebody by their address.

An address is looked for where it is an address: the link back somebody asked for, people who answer together,
an invitation, an answer to a question that asks for one. Never in an anonymous collection.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.lookups import IExact

from engines.questionnaire.model import Kind
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.readings.policies import can_read, can_search_people, can_see_identity
from milliard.surveys.models import Collection, Invitation, Response
from milliard.surveys.services.questionnaires import compiled_version

_NUMBER = re.compile(r"[0-9a-f]{8,32}")
MOST_FOUND = 50


class UnknownNumber(Refused):
    """No response of this collection has that number, or several do."""

    message = "Aucune réponse de cette collecte ne porte ce numéro."


class NoSearchByAddress(Refused):
    """An anonymous collection knows no address of a response."""

    message = (
        "Cette collecte est anonyme\u00a0: rien n’y relie une adresse à une réponse, et rien ne s’y "
        "cherche par "
        "adresse. Demandez à la personne le numéro écrit sur son reçu."
    )


class NeitherNumberNorAddress(Refused):
    """What was typed is neither."""

    message = (
        "Écrivez une adresse e-mail, ou un numéro de réponse\u00a0: huit chiffres ou lettres "
        "de a à f, au moins."
    )


@dataclass(slots=True)
class FoundResponse:
    """A response, and where the address was found: «lien de reprise», «équipe», «invitation», «réponse»."""

    response: Response
    through: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PersonFound:
    """What one search found. ``invited``: invitations of the address that began no response."""

    responses: tuple[FoundResponse, ...]
    invited: tuple[Invitation, ...] = ()


@transaction.atomic
def find_in_collection(*, collection: Collection, typed: str, by: User) -> PersonFound:
    """A response by its number, or all that an address is known by, in one collection.

    Raises `UnknownNumber`, `NoSearchByAddress`, `NeitherNumberNorAddress`, ``NotAllowed``.
    """
    authorize(by, can_read, collection)
    if "@" in typed:
        authorize(by, can_see_identity, collection)
        if collection.is_anonymous:
            raise NoSearchByAddress
        journal.record("readings.person.searched", collection, by=by)
        return _by_address(typed, [collection])
    return PersonFound(
        (FoundResponse(find_by_number(collection=collection, number=typed, by=by), ["numéro"]),)
    )


@transaction.atomic
def find_everywhere(*, email: str, by: User) -> PersonFound:
    """All that an address is known by, in every collection that is not anonymous."""
    authorize(by, can_search_people)
    journal.record("readings.person.searched", by, by=by)
    return _by_address(email, Collection.objects.filter(is_anonymous=False).with_version())


def find_by_number(*, collection: Collection, number: str, by: User) -> Response:
    """The response of this number, without its answers.

    number: the identifier in whole or at least its first eight characters, as on the receipt. Raises
    `UnknownNumber`, `NeitherNumberNorAddress`, ``NotAllowed``.
    """
    authorize(by, can_read, collection)
    wanted = re.sub(r"[\s\-]", "", number).lower()
    if not _NUMBER.fullmatch(wanted):
        raise NeitherNumberNorAddress
    found = list(_starting_with(collection, wanted)[:2])
    if len(found) > 1:
        raise UnknownNumber("Plusieurs réponses commencent ainsi\u00a0: demandez le numéro en entier.")
    if not found:
        raise UnknownNumber
    return found[0]


def _starting_with(collection: Collection, digits: str) -> QuerySet[Response]:
    """Identifiers between the lowest and the highest that begin so: no text comparison, no cast."""
    low, high = digits.ljust(32, "0"), digits.ljust(32, "f")
    found = Response.objects.filter(collection=collection, public_id__gte=low, public_id__lte=high)
    return found.defer("answers", "off_path").select_related("version", "collection")


def _by_address(typed: str, collections: Iterable[Collection]) -> PersonFound:
    address, known = typed.strip().lower(), {collection.pk: collection for collection in collections}
    within = Response.objects.filter(collection__in=known).defer("answers", "off_path")
    within = within.select_related("version", "collection").order_by("-pk")
    ways = {
        "lien de reprise ou reçu": Q(resume_email__iexact=address),
        "personne qui répond avec d’autres": Q(contributors__email__iexact=address),
        "invitation": Q(invitation__email__iexact=address),
    }
    found: dict[int, FoundResponse] = {}
    for through, condition in ways.items():
        _add(found, within.filter(condition), through)
    answered = _answered(known.values(), address)
    if answered:
        _add(found, within.filter(answered), "réponse donnée")
    invited = Invitation.objects.filter(collection__in=known, email__iexact=address, response=None)
    return PersonFound(
        tuple(sorted(found.values(), key=lambda one: -one.response.pk)),
        tuple(invited.select_related("collection")[:MOST_FOUND]),
    )


def _add(found: dict[int, FoundResponse], responses: QuerySet[Response], through: str) -> None:
    for response in responses[:MOST_FOUND]:
        found.setdefault(response.pk, FoundResponse(response)).through.append(through)


def _answered(collections: Iterable[Collection], address: str) -> Q:
    """Answers to the questions that ask for an e-mail address, outside repeated groups."""
    wanted = Q()
    for collection in collections:
        keys = [
            question.key
            for question in compiled_version(collection.version).questions.values()
            if question.question.kind is Kind.EMAIL and not question.chain
        ]
        for key in keys:
            wanted |= Q(collection=collection.pk) & Q(
                IExact(KeyTextTransform(key, "answers"), Value(address))
            )
    return wanted
