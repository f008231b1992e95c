"""What payments know of a person, and what becomes of it."""

from typing import Any

from django.db.models import QuerySet

from milliard.accounts.models import User
from milliard.core.declarations import PersonData
from milliard.payments.models import PaymentRequest
from milliard.payments.purposes import purpose_of
from milliard.payments.references import spell


def export_requests(requests: QuerySet[PaymentRequest]) -> list[dict[str, Any]]:
    """What was asked and paid, as JSON values."""
    return [
        {
            "référence": spell(request.reference),
            "objet": purpose_of(request.purpose).label,
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
        for request in requests.prefetch_related("parts__allocations__payment").order_by("pk")
    ]


def forget_payers(requests: QuerySet[PaymentRequest]) -> None:
    """Forget accounts and addresses; a name goes too where no money ever came.

    Where some did, the name, the amounts and the dates are accounting documents. The caller has asked its own
    policy; its transaction is this one's.
    """
    numbers = list(requests.values_list("pk", flat=True))
    moneyless = [
        *requests.filter(received_cents=0, payments=None, parts__allocations=None)
        .values_list("pk", flat=True)
        .distinct()
    ]
    events = PaymentRequest.pgh_event_models.values()  # type: ignore[attr-defined]
    # The rows first: each change writes what was there before among the events.
    PaymentRequest.objects.filter(pk__in=moneyless).update(payer_name="")
    PaymentRequest.objects.filter(pk__in=numbers).update(payer_email="", payer=None)
    for event in events:
        event.objects.filter(pgh_obj__in=moneyless).update(payer_name="")
        event.objects.filter(pgh_obj__in=numbers).update(payer_email="", payer=None)


def _export(user: User) -> list[dict[str, Any]]:
    return export_requests(PaymentRequest.objects.filter(payer=user))


def _erase(user: User) -> None:
    forget_payers(PaymentRequest.objects.filter(payer=user))


PERSON_DATA = PersonData(
    label="versements",
    purpose="Ce que vous avez versé, pour le compter une fois et tenir les comptes.",
    kept="Votre nom, dix ans après l’exercice, comme la loi le demande des pièces comptables\u00a0; les"
    " montants et les dates, sans votre nom, au-delà.",
    export=_export,
    erase=_erase,
)
