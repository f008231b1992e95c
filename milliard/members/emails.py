"""The mails of membership. None is written to somebody who left or died, but the one that says goodbye."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.urls import reverse

from french import format_date
from milliard.core.mail import MailKind, queue_mail
from milliard.members.models import Member

_MEMBER = "la personne qui adhère"
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
MAILS = (WELCOME, THANKS, GOODBYE, *REMINDERS.values())


def welcome(member: Member, *, ends_on: dt.date) -> None:
    _write(WELCOME, member, ends_on)


def thank(member: Member, *, ends_on: dt.date) -> None:
    _write(THANKS, member, ends_on)


def remind(member: Member, *, step: int, ends_on: dt.date) -> None:
    _write(REMINDERS[step], member, ends_on)


def acknowledge_resignation(member: Member) -> None:
    _write(GOODBYE, member, None)


def _write(kind: MailKind, member: Member, ends_on: dt.date | None) -> None:
    if not member.email:
        return
    context: dict[str, Any] = {
        "given_name": member.given_name,
        "until": format_date(ends_on) if ends_on else "",
        "card_url": _address("members:card", member),
        "home_url": _address("members:member", member),
        "profile_url": _address("members:profile", member),
    }
    queue_mail(kind, to=member.email, context=context)


def _address(name: str, member: Member) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[member.public_id])}"
