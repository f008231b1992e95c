"""What payments know of a person who has an account, and what becomes of it."""

from typing import Any

from milliard.accounts.models import User
from milliard.core.declarations import PersonData
from milliard.payments.models import PaymentRequest


def _export(user: User) -> list[dict[str, Any]]:
    requests = PaymentRequest.objects.filter(payer=user).prefetch_related("parts__allocations__payment")
    return [
        {
            "objet": request.purpose,
            "référence": request.reference,
            "demandé le": request.asked_on.isoformat(),
            "montant en centimes": request.amount_cents,
            "état": request.get_state_display(),
            "au nom de": request.payer_name,
            "adresse e-mail": request.payer_email,
            "versements": [
                {
                    "le": allocation.payment.received_on.isoformat(),
                    "moyen": allocation.payment.get_means_display(),
                    "part": part.get_kind_display(),
                    "centimes": allocation.amount_cents,
                }
                for part in request.parts.all()
                for allocation in part.allocations.all()
            ],
        }
        for request in requests.order_by("pk")
    ]


def _erase(user: User) -> None:
    """Forget the address; the name and the amounts are accounting documents."""
    mine = PaymentRequest.objects.filter(payer=user)
    history = PaymentRequest.pgh_event_models  # type: ignore[attr-defined]
    for event in history.values():
        event.objects.filter(pgh_obj__in=mine).update(payer_email="", payer=None)
    mine.update(payer_email="", payer=None)


PERSON_DATA = PersonData(
    label="versements",
    purpose="Ce que vous avez versé, pour le compter une fois et tenir les comptes.",
    kept="Votre nom, les montants et les dates, dix ans après l’exercice, comme pièces comptables.",
    export=_export,
    erase=_erase,
)
