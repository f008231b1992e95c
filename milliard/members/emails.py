"""The mails of membership. None is written to somebody who left or died, but the one that says goodbye."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from french import format_date
from milliard.core.mail import MailKind, queue_mail, queue_mails
from milliard.members.models import Exclusion, Member, MembershipPeriod

_MEMBER = "la personne qui adhère"
_day = lru_cache(maxsize=64)(format_date)
_NOBODY = "00000000-0000-4000-8000-000000000000"
_EXAMPLE = {
    "given_name": "Camille",
    "until": "30 juin 2031",
    "card_url": "https://exemple.invalid/mon-adhesion/",
    "home_url": "https://exemple.invalid/mon-adhesion/",
    "profile_url": "https://exemple.invalid/mon-adhesion/",
}


def _kind(template: str, label: str, sent_when: str, subject: str) -> MailKind:
    name = template.rpartition("/")[2].removesuffix(".txt")
    return MailKind(f"members.{name}", label, sent_when, _MEMBER, template, subject, _EXAMPLE)


WELCOME = _kind(
    "members/email/welcome.txt",
    "Bienvenue, avec la carte",
    "Quand la première cotisation est reçue, ou celle d’une personne qui revient.",
    "Bienvenue parmi nous, {{ given_name }}",
)
THANKS = _kind(
    "members/email/thanks.txt",
    "Merci pour le renouvellement",
    "Quand la cotisation suivante est reçue.",
    "Merci, votre adhésion continue",
)
GOODBYE = _kind(
    "members/email/goodbye.txt",
    "Départ confirmé",
    "Quand un membre quitte le mouvement.",
    "Votre départ est noté",
)
REMINDERS = {
    1: _kind(
        "members/email/reminder_before.txt",
        "Rappel avant la fin",
        "Quand la période payée finit bientôt.",
        "Votre adhésion court jusqu’au {{ until }}",
    ),
    2: _kind(
        "members/email/reminder_at.txt",
        "Rappel à la fin",
        "Quand la période payée finit, le jour même.",
        "Votre adhésion finit aujourd’hui\u00a0: on continue ensemble\u202f?",
    ),
    3: _kind(
        "members/email/reminder_after.txt",
        "Dernier rappel",
        "Quand la moitié des jours de grâce est passée\u00a0; c’est le dernier.",
        "Dernier mot sur votre adhésion",
    ),
}
_GROUNDS_EXAMPLE = {
    "given_name": "Camille",
    "grounds": "Propos injurieux pendant une réunion.",
    "answer_by": "30 juin 2031",
    "answer_url": "https://exemple.invalid/mon-adhesion/",
}
_DECISION_EXAMPLE = {
    "given_name": "Camille",
    "is_excluded": False,
    "decision": "Les faits ne sont pas établis.",
}
GROUNDS = MailKind(
    "members.exclusion_opened",
    "Procédure d’exclusion\u00a0: motifs",
    "Quand l’équipe ouvre une procédure\u00a0: les motifs, et comment répondre.",
    _MEMBER,
    "members/email/exclusion_opened.txt",
    "Nous avons besoin de vous entendre",
    _GROUNDS_EXAMPLE,
)
DECISION = MailKind(
    "members.exclusion_decided",
    "Procédure d’exclusion\u00a0: décision",
    "Quand la procédure est décidée, avec la décision motivée.",
    _MEMBER,
    "members/email/exclusion_decided.txt",
    "Décision sur votre adhésion",
    _DECISION_EXAMPLE,
)
MAILS = (WELCOME, THANKS, GOODBYE, *REMINDERS.values(), GROUNDS, DECISION)


class Addressee(NamedTuple):
    """What is read of a member to write to them, by the thousand."""

    pk: int
    given_name: str
    email: str
    public_id: UUID
    card_code: str


def welcome(people: Sequence[tuple[Addressee, dt.date]]) -> None:
    _write(WELCOME, people)


def thank(people: Sequence[tuple[Addressee, dt.date]]) -> None:
    _write(THANKS, people)


def remind(periods: Sequence[MembershipPeriod], *, step: int) -> None:
    _write(REMINDERS[step], [(period.member, period.ends_on) for period in periods])


def acknowledge_resignation(member: Member) -> None:
    _write(GOODBYE, [(member, None)])


def tell_grounds(exclusion: Exclusion) -> None:
    """Grounds, and how to answer them."""
    context = {
        "given_name": exclusion.member.given_name,
        "grounds": exclusion.grounds,
        "answer_by": format_date(exclusion.answer_by),
        "answer_url": _address("members:answer", exclusion.member),
    }
    _queue(GROUNDS, exclusion.member, context)


def tell_decision(exclusion: Exclusion) -> None:
    context = {
        "given_name": exclusion.member.given_name,
        "is_excluded": exclusion.is_excluded,
        "decision": exclusion.decision,
    }
    _queue(DECISION, exclusion.member, context)


def _queue(kind: MailKind, member: Member, context: Mapping[str, Any]) -> None:
    if member.email:
        queue_mail(kind, to=member.email, context=context)


def _write(kind: MailKind, people: Sequence[tuple[Member | Addressee, dt.date | None]]) -> None:
    """The same mail to each who has an address, queued at once."""
    queue_mails(kind, [(one.email, _words(one, ends_on)) for one, ends_on in people if one.email])


def _words(member: Member | Addressee, ends_on: dt.date | None) -> dict[str, Any]:
    return {
        "given_name": member.given_name,
        "until": _day(ends_on) if ends_on else "",
        "card_url": _address("members:card", member),
        "home_url": _address("members:member", member),
        "profile_url": _address("members:profile", member),
    }


def _address(name: str, member: Member | Addressee) -> str:
    return f"{settings.SITE_URL}{_path(name).replace(_NOBODY, str(member.public_id))}"


@cache
def _path(name: str) -> str:
    """Of nobody's page: addresses are written by the thousand."""
    return reverse(name, args=[_NOBODY])
