"""Several people of one organisation: who helps, who is in charge of which sections."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from milliard.surveys import tokens
from milliard.surveys.emails import send_contributor_link
from milliard.surveys.errors import NoMailHere, TooManyPeople, UnknownSection
from milliard.surveys.models import Collection, Contributor, Response
from milliard.surveys.services.access import Holder, holder_of
from milliard.surveys.services.locks import lock_for_answer
from milliard.surveys.services.mail_limits import TEAM_OF_A_RESPONSE, ensure_may_mail
from milliard.surveys.services.questionnaires import compiled_version

MAX_PEOPLE = 20
_SHARE = "Ce questionnaire est anonyme\u00a0: partagez votre lien, nous ne gardons aucune adresse."


@transaction.atomic
def add_contributor(
    *,
    collection: Collection,
    key: str,
    name: str,
    email: str,
    sections: Sequence[str] = (),
    asked_by: str = "",
    organisation: str = "",
) -> Contributor:
    """Give somebody of the organisation a link of their own, mailed to them.

    sections: those this person is in charge of; empty for the whole. asked_by, organisation: who asks, for
    the mail. An address already there has its
    name and sections changed and receives its link again. A person removed still counts among the
    MAX_PEOPLE: nobody writes to one stranger after another. Raises ``ValidationError``, ``UnknownSection``,
    ``TooManyPeople``, ``TooManyMails``, ``NotYourSection`` (a contributor adds nobody), ``NoMailHere`` (an
    anonymous collection would hold an address beside answers).
    """
    if collection.is_anonymous:
        raise NoMailHere(_SHARE)
    holder = _owner(collection, key)
    unknown = set(sections) - compiled_version(holder.response.version).sections.keys()
    if unknown:
        raise UnknownSection
    response, address = holder.response, email.strip().lower()
    person = response.contributors.filter(email=address).first()
    is_new = person is None
    if person is None:
        if response.people_invited >= MAX_PEOPLE:
            raise TooManyPeople
        person = Contributor(response=response, email=address, token_digest=tokens.new_digest())
    person.name, person.sections = name.strip(), list(sections)
    person.asked_by, person.organisation = asked_by.strip(), organisation.strip()
    person.full_clean()
    person.save()
    if is_new:
        Response.objects.filter(pk=response.pk).update(people_invited=F("people_invited") + 1)
    ensure_may_mail(response=response, address=address, limit=TEAM_OF_A_RESPONSE)
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
    holder.ensure_began("Seule la personne qui a commencé peut inviter ou retirer quelqu’un.")
    return holder
