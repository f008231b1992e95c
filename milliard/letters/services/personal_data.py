"""What letters know of a person, and what becomes of it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse

from milliard.accounts.models import User
from milliard.core.declarations import PersonAct, PersonData, Right
from milliard.letters.enums import DeliveryState, Lane
from milliard.letters.models import AddressState, Delivery, Subscription
from milliard.letters.services.retention import kept_until
from milliard.members.models import Member

_FORGOTTEN = "personne effacée"
#: Nothing was said to a server yet, or never will be.
_NOT_SENT = (DeliveryState.QUEUED, DeliveryState.WAITING, DeliveryState.SKIPPED)


def _export(members: QuerySet[Member]) -> dict[str, Any]:
    deliveries = Delivery.objects.filter(member__in=members).select_related("letter").order_by("-pk")
    subscriptions = Subscription.objects.filter(member__in=members).order_by("pk")
    addresses = AddressState.objects.filter(address__in=members.exclude(email="").values("email"))
    return {
        "abonnement": [{"rythme": row.get_rhythm_display(), "abonné·e": row.is_on} for row in subscriptions],
        "état des adresses": [
            {"adresse": row.address, "état": row.get_trouble_display(), "depuis le": row.since.isoformat()}
            for row in addresses.order_by("pk")
        ],
        "lettres": [
            {
                "lettre": delivery.letter.subject,
                "adresse": delivery.address,
                "état": delivery.get_state_display(),
                "le": delivery.settled_at.isoformat() if delivery.settled_at else "",
                "gardé jusqu’au": day.isoformat() if (day := kept_until(delivery)) else "",
            }
            for delivery in deliveries
        ],
    }


def _erase(members: QuerySet[Member]) -> None:
    """Forget the rhythm, the state of addresses and where news went; nothing more leaves.

    A notice that left keeps its proof, address included.
    """
    numbers = list(members.values_list("pk", flat=True))
    Subscription.objects.filter(member__in=numbers).delete()
    mine = Delivery.objects.filter(member__in=numbers)
    mine.filter(Q(letter__lane=Lane.NEWS) | Q(state__in=_NOT_SENT)).update(address="")
    mine.filter(state__in=_NOT_SENT).update(state=DeliveryState.SKIPPED, reply=_FORGOTTEN)
    addresses = Member.objects.filter(pk__in=numbers).exclude(email="").values_list(Lower("email"), flat=True)
    shared = Member.objects.present().exclude(pk__in=numbers).filter(email__in=addresses)
    states = AddressState.objects.annotate(lower=Lower("address")).filter(lower__in=list(addresses))
    states.exclude(lower__in=shared.values(lower=Lower(F("email")))).delete()


def _acts(user: User) -> Iterator[PersonAct]:
    if _of(user).exists():
        yield PersonAct(
            Right.OBJECT,
            "Recevoir moins de nouvelles, ou plus du tout",
            reverse("letters:my_subscription"),
            "Les convocations, dues à chaque membre, continuent d’arriver.",
        )


PERSON_DATA = PersonData(
    label="lettres",
    purpose="Les lettres envoyées, pour ne pas écrire deux fois et prouver qu’une convocation est partie.",
    kept="L’adresse où une convocation est partie, cinq ans\u00a0: c’est la preuve de son envoi.",
    export=lambda user: _export(_of(user)),
    erase=lambda user: _erase(_of(user)),
    acts=_acts,
)
#: The same of members without an account: the functions get a QuerySet of members.
MEMBER_DATA = PersonData(
    label=PERSON_DATA.label,
    purpose=PERSON_DATA.purpose,
    kept=PERSON_DATA.kept,
    export=_export,
    erase=_erase,
)


def _of(user: User) -> QuerySet[Member]:
    return Member.objects.filter(account=user)
