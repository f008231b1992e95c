"""Several people of one organisation: who helps, who is in charge of which sections."""

from collections.abc import Sequence

from django.db import transaction

from milliard.surveys import tokens
from milliard.surveys.errors import NotYourSection, Refused, UnknownSection
from milliard.surveys.models import Collection, Contributor
from milliard.surveys.services.holders import Holder, holder_of
from milliard.surveys.services.locks import lock_for_answer
from milliard.surveys.services.moments import hide_moment
from milliard.surveys.services.questionnaires import compiled_version
from milliard.surveys.tasks import send_contributor_link

MAX_PEOPLE = 20


class TooManyPeople(Refused):
    """More people than a team filling one form has."""

    message = "Vingt personnes au plus peuvent répondre ensemble."


@transaction.atomic
def add_contributor(
    *, collection: Collection, key: str, name: str, email: str, sections: Sequence[str] = ()
) -> Contributor:
    """Give somebody of the organisation a link of their own, mailed to them.

    sections: those this person is in charge of; empty for the whole. An address already there has its
    name and sections changed and receives its link again. Raises ``ValidationError``,
    :class:`UnknownSection`, :class:`TooManyPeople`, ``NotYourSection`` (a contributor adds nobody).
    """
    holder = _owner(collection, key)
    unknown = set(sections) - compiled_version(holder.response.version).sections.keys()
    if unknown:
        raise UnknownSection
    person = holder.response.contributors.filter(email=email.strip().lower()).first()
    if person is None:
        if holder.response.contributors.count() >= MAX_PEOPLE:
            raise TooManyPeople
        person = Contributor(
            response=holder.response, email=email.strip().lower(), token_digest=tokens.new_digest()
        )
    person.name, person.sections = name.strip(), list(sections)
    person.full_clean()
    person.save()
    hide_moment(person, collection)
    send_contributor_link.enqueue(person.pk)
    return person


@transaction.atomic
def remove_contributor(*, collection: Collection, key: str, person: Contributor) -> None:
    """Take the person's link away; what they answered stays."""
    holder = _owner(collection, key)
    holder.response.contributors.filter(pk=person.pk).delete()


def _owner(collection: Collection, key: str) -> Holder:
    lock_for_answer(collection.pk)
    holder = holder_of(collection, key, lock=True)
    if holder.contributor is not None:
        raise NotYourSection("Seule la personne qui a commencé peut inviter ou retirer quelqu’un.")
    return holder
