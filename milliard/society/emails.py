"""The mails of draws. The call goes by a task, a slice at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from french import format_date, format_percent
from milliard.core.mail import MailKind, queue_mails
from milliard.members.models import Member
from milliard.society.enums import EntryState
from milliard.society.models import Draw, DrawEntry, DrawRound

_EXAMPLE = {
    "given_name": "Camille",
    "title": "Panel inventé sur les priorités",
    "purpose": "Choisir ensemble trois priorités.",
    "asked": "Deux samedis, à Rennes.",
    "closes_on": "12 juin 2031",
    "number": "0042",
    "chance": "34\u00a0%",
    "public_source": "les numéros du Loto du 20 juin 2031, dans l’ordre croissant",
    "public_on": "20 juin 2031",
    "is_replacement": False,
    "url": "https://exemple.invalid/tirages/exemple/",
}
_VOLUNTEER = "les volontaires du tirage"


def _kind(template: str, label: str, sent_when: str, subject: str, recipient: str = _VOLUNTEER) -> MailKind:
    code = f"society.{template.rpartition('/')[2].removesuffix('.txt')}"
    return MailKind(code, label, sent_when, recipient, template, subject, _EXAMPLE)


CALL = _kind(
    "society/email/draw_call.txt",
    "Appel à volontaires pour un tirage au sort",
    "Quand l’appel d’un tirage au sort s’ouvre.",
    "Un tirage au sort s’ouvre\u00a0: {{ title }}",
    "les membres du territoire qui souhaitent être tiré·es au sort",
)
FROZEN = _kind(
    "society/email/draw_frozen.txt",
    "Volontaires arrêté·es",
    "Quand la liste des volontaires est arrêtée et la loterie prête.",
    "Votre numéro et votre chance\u00a0: {{ title }}",
)
DRAWN = _kind(
    "society/email/draw_named.txt",
    "Le sort vous désigne",
    "Quand le sort désigne la personne.",
    "Le sort vous désigne\u00a0: {{ title }}",
    "les personnes tirées au sort",
)
NOT_DRAWN = _kind(
    "society/email/draw_not_named.txt",
    "Le sort ne vous désigne pas",
    "Quand le tirage a eu lieu sans désigner la personne.",
    "Le tirage a eu lieu\u00a0: {{ title }}",
    "les volontaires que le sort ne désigne pas",
)
MAILS = (CALL, FROZEN, DRAWN, NOT_DRAWN)


def call_volunteers(draw: Draw) -> None:
    from milliard.society.tasks import write_to_whoever_wished  # it writes these mails

    write_to_whoever_wished.enqueue(draw.pk, 0)


def write_call(draw: Draw, members: Sequence[Member]) -> None:
    queue_mails(CALL, [(member.email, _about(draw, member)) for member in members])


def tell_frozen(draw: Draw, made: DrawRound) -> None:
    told = {"public_source": made.public_source, "public_on": format_date(made.public_on)}
    entries = draw.entries.filter(state=EntryState.IN).exclude(number="")
    _write(FROZEN, draw, entries, told)


def tell_result(draw: Draw, panel: Sequence[str], *, is_first: bool) -> None:
    """To those named; after the first round, to the others too."""
    entries = draw.entries.exclude(number="")
    named = entries.filter(number__in=panel, state=EntryState.DRAWN)
    _write(DRAWN, draw, named, {"is_replacement": not is_first})
    if is_first:
        _write(NOT_DRAWN, draw, entries.filter(state=EntryState.NOT_DRAWN), {})


def _write(kind: MailKind, draw: Draw, entries: QuerySet[DrawEntry], told: Mapping[str, Any]) -> None:
    rows = entries.select_related("member").order_by("pk")
    addressed = [
        (entry.member.email, {**_about(draw, entry.member), **told, **_own(entry)})
        for entry in rows
        if entry.member.email
    ]
    queue_mails(kind, addressed)


def _own(entry: DrawEntry) -> dict[str, str]:
    return {"number": entry.number, "chance": "" if entry.chance is None else format_percent(entry.chance, 1)}


def _about(draw: Draw, member: Member) -> dict[str, Any]:
    return {
        "given_name": member.given_name,
        "title": draw.title,
        "purpose": draw.purpose,
        "asked": draw.asked,
        "closes_on": format_date(draw.closes_on),
        "url": settings.SITE_URL + reverse("society:draw", args=[draw.public_id]),
    }
