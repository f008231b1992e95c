"""The mails of secret votes. A mail with a code is written and sent by one task, and never waits anywhere."""

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.urls import reverse

from milliard.core.mail import MailKind, queue_mail, queue_mails, send_mail
from milliard.elections.models import ElectionSeries, SecretElection, SeriesTrustee

_EXAMPLE = {
    "title": "Assemblée inventée",
    "name": "Camille Exemple",
    "election": "Adopter le budget inventé",
    "url": "https://exemple.invalid/scrutins/exemple/",
    "board_url": "https://exemple.invalid/scrutins/exemple.bel",
    "head": "0" * 64,
    "stage": "vient de s’ouvrir",
    "number": 42,
    "code": "HyQ6r-bx17xV-PHsTf-Ec4vbJ",
    "by_platform": True,
}


class Stage(StrEnum):
    """Of a board, when observers are written to: after the title of the election."""

    OPENED = "vient de s’ouvrir"
    CLOSED = "vient de se fermer"
    DECIDED = "est dépouillé"


def _kind(template: str, label: str, sent_when: str, recipient: str, subject: str) -> MailKind:
    code = f"elections.{template.rpartition('/')[2].removesuffix('.txt')}"
    return MailKind(code, label, sent_when, recipient, template, subject, _EXAMPLE)


TRUSTEE_ASKED = _kind(
    "elections/email/trustee_asked.txt",
    "Garder une clé d’un scrutin",
    "Quand l’équipe choisit une personne comme dépositaire d’une clé.",
    "la personne choisie",
    "Voulez-vous garder une clé\u202f? {{ title }}",
)
CEREMONY_CALLED = _kind(
    "elections/email/ceremony_called.txt",
    "Cérémonie des clés",
    "Quand la cérémonie des clés commence, ou recommence.",
    "les dépositaires",
    "La cérémonie des clés commence\u00a0: {{ title }}",
)
SUMS_WAITING = _kind(
    "elections/email/sums_waiting.txt",
    "Sommes à ouvrir",
    "Quand les bulletins d’un scrutin fermé sont additionnés.",
    "les dépositaires",
    "Un scrutin attend votre clé\u00a0: {{ election }}",
)
BOARD_HEAD = _kind(
    "elections/email/board_head.txt",
    "Empreinte d’une urne",
    "Quand un scrutin s’ouvre, se ferme ou est dépouillé.",
    "les observateurs et observatrices de la série",
    "Empreinte de l’urne\u00a0: {{ election }} {{ stage }}",
)
CODE = _kind(
    "elections/email/code.txt",
    "Code de vote",
    "Quand la plateforme fabrique les codes d’une série.",
    "chaque personne qui peut voter",
    "Votre code de vote\u00a0: {{ title }}",
)
MAILS = (TRUSTEE_ASKED, CEREMONY_CALLED, SUMS_WAITING, BOARD_HEAD, CODE)


def ask_trustee(trustee: SeriesTrustee) -> None:
    if trustee.account is not None:
        queue_mail(TRUSTEE_ASKED, to=trustee.account.email, context=_of_trustee(trustee.series))


def call_to_ceremony(series: ElectionSeries) -> None:
    addresses = _addresses(series)
    queue_mails(CEREMONY_CALLED, [(address, _of_trustee(series)) for address in addresses])


def call_trustees(election: SecretElection) -> None:
    context = {**_of_trustee(election.series), "election": election.title}
    queue_mails(SUMS_WAITING, [(address, context) for address in _addresses(election.series)])


def tell_observers(election: SecretElection, head: str, stage: Stage) -> None:
    context = {
        "election": election.title,
        "title": election.series.title,
        "head": head,
        "stage": stage.value,
        "url": _absolute("elections:election", election.uuid),
        "board_url": _absolute("elections:board", election.uuid),
    }
    addresses = election.series.observers.order_by("pk").values_list("email", flat=True)
    queue_mails(BOARD_HEAD, [(address, context) for address in addresses])


def send_code(series: ElectionSeries, address: str, number: int, code: str) -> None:
    """Send a code now. Raises `MailNotSent`."""
    context = {
        "title": series.title,
        "number": number,
        "code": code,
        "url": _absolute("elections:series", series.public_id),
    }
    send_mail(CODE, to=address, context=context)


def _of_trustee(series: ElectionSeries) -> dict[str, Any]:
    return {"title": series.title, "url": _absolute("elections:trustee", series.public_id)}


def _addresses(series: ElectionSeries) -> list[str]:
    found = series.trustees.filter(account__isnull=False).order_by("index")
    return list(found.values_list("account__email", flat=True))


def _absolute(name: str, key: Any) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[key])}"
