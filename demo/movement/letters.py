"""Lists of members, and letters to them: a draft, one that left, a legal notice."""

import datetime as dt

from django.utils import timezone

from milliard.accounts.models import User
from milliard.letters.enums import AddressTrouble, DeliveryState, Lane, LetterState
from milliard.letters.models import AddressState, Delivery, Letter, Segment
from milliard.letters.services.recipients import freeze_recipients
from milliard.members.models import Member

_HERE = ["current", "due_soon"]
_SEGMENTS = (
    ("Membres à jour", [{"fact": "members.state", "is": True, "values": _HERE}]),
    (
        "Membres du Finistère libres le samedi",
        [
            {"fact": "members.state", "is": True, "values": _HERE},
            {"fact": "members.department", "is": True, "values": ["29"]},
            {"fact": "members.time", "is": True, "values": ["saturday"]},
        ],
    ),
    ("À renouveler bientôt", [{"fact": "members.state", "is": True, "values": ["due_soon"]}]),
    (
        "D’accord pour le tirage au sort",
        [
            {"fact": "members.state", "is": True, "values": _HERE},
            {"fact": "members.lot", "is": True, "values": ["yes"]},
        ],
    ),
)
_NEWS = """Bonjour {prénom},

Le Grand Recueil reprend : les organisations disent de quel argent elles ont besoin.

## Ce qui vient

- une soirée à la Maison inventée de Brest, samedi ;
- cinq questions sur un fonds décidé ensemble.

Votre numéro de membre est {numéro}. Tout est dans [votre espace]({mon adhésion}).
"""
_NOTICE = """Bonjour {prénom},

Vous êtes invité·e à l’assemblée générale inventée, à la Maison inventée de Brest.

À l’ordre du jour : le rapport moral, les comptes, le prix des cotisations.

Cette convocation vous est due comme membre : elle part même à qui ne reçoit pas les nouvelles.
"""
_DRAFT = """Bonjour {prénom},

Votre adhésion finit bientôt. La renouveler prend une minute, depuis [votre espace]({mon adhésion}).
"""


def write_letters(*, today: dt.date, by: User) -> None:
    """Segments, three letters, and addresses that no longer answer."""
    _write_troubles()
    segments = [
        Segment.objects.create(name=name, conditions=conditions, created_by=by)
        for name, conditions in _SEGMENTS
    ]
    Letter.objects.create(
        subject="Votre adhésion finit bientôt", source=_spaced(_DRAFT), segment=segments[2], written_by=by
    )
    everybody = segments[0]
    _sent("Le Grand Recueil reprend", _NEWS, Lane.NEWS, everybody, today - dt.timedelta(days=6), by)
    _sent(
        "Convocation à l’assemblée générale",
        _NOTICE,
        Lane.LEGAL,
        everybody,
        today - dt.timedelta(days=15),
        by,
    )


def _write_troubles() -> None:
    addresses = Member.objects.exclude(email="").filter(account=None).order_by("pk")
    causes = {AddressTrouble.HARD_BOUNCE: "5.1.1 boîte inconnue", AddressTrouble.OPTED_OUT: "désabonnement"}
    chosen = list(addresses.values_list("email", flat=True)[:16])
    AddressState.objects.bulk_create(
        AddressState(address=address, trouble=trouble, since=timezone.now(), cause=cause)
        for start, (trouble, cause) in enumerate(causes.items())
        for address in chosen[start::2]
    )


def _sent(subject: str, source: str, lane: Lane, segment: Segment, on: dt.date, by: User) -> None:
    """Frozen by the service; its deliveries are then settled as an invented mail server did."""
    letter = Letter.objects.create(
        subject=subject, source=_spaced(source), lane=lane, segment=segment, written_by=by
    )
    freeze_recipients(letter=letter, by=by)
    at = timezone.make_aware(dt.datetime.combine(on, dt.time(18)))
    queued = letter.deliveries.filter(state=DeliveryState.QUEUED)
    refused = list(queued.order_by("pk").values_list("pk", flat=True)[5::97])
    settled = {"attempts": 1, "settled_at": at}
    Delivery.objects.filter(pk__in=refused).update(
        state=DeliveryState.REFUSED, reply="550 5.1.1 boîte inventée inconnue", **settled
    )
    queued.update(state=DeliveryState.ACCEPTED, reply="250 2.0.0 Ok: message inventé", **settled)
    Letter.objects.filter(pk=letter.pk).update(
        state=LetterState.SENT, frozen_at=at, scheduled_at=at, sent_at=at
    )


def _spaced(text: str) -> str:
    """The source as one types it; what French typography wants stands before the double signs."""
    return text.replace(" :", "\u00a0:").replace(" ;", "\u00a0;")
