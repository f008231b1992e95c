"""Payments: the list, one of them with what it pays, taking back, cheques and cash received."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from french import format_euros
from milliard.core.staff import Act, StaffViewSet
from milliard.payments.enums import HELLOASSO, PaymentState
from milliard.payments.models import Payment
from milliard.payments.policies import (
    can_keep_books,
    can_receive_at_place,
    can_see_payment,
    can_see_payments,
)
from milliard.payments.references import spell
from milliard.payments.services.deposits import receive_at_place
from milliard.payments.services.ledger import count_payment, reverse_payment
from milliard.payments.staff.filters import PaymentFilters
from milliard.payments.staff.forms import CountedForForm, ReceivedAtPlaceForm, ReversalForm
from milliard.payments.staff.menu import money_menu
from milliard.payments.staff.tax import issue_act
from milliard.ui.component_records import Column

_SHARES = [
    Column("Demande", lambda row: spell(row.part.request.reference)),
    Column("Part", "part.get_kind_display"),
    Column("Montant", "amount_cents", "euros"),
    Column("Le", "created_at", "date_longue"),
]
_REVERSALS = [
    Column("Raison", "get_kind_display"),
    Column("Montant", "amount_cents", "euros"),
    Column("Le", "occurred_on", "date_longue"),
    Column("Précision", "note"),
]


def _context(request: HttpRequest, payment: Payment) -> Mapping[str, Any]:
    return {
        "share_columns": _SHARES,
        "shares": payment.allocations.select_related("part__request").order_by("pk"),
        "reversal_columns": _REVERSALS,
        "reversals": payment.reversals.order_by("pk"),
        "is_by_helloasso": payment.means in HELLOASSO,
        "receipt_url": _receipt_url(payment),
    }


def _meant_for(payment: Payment) -> str:
    """The request it came with, and where that one stands."""
    request = payment.meant_for
    if request is None:
        return ""
    return f"{request}, {request.payer_name or 'sans nom'}, {request.get_state_display()}"


def _receipt_url(payment: Payment) -> str:
    """The receipt of the request it came for; "" while it counts for nothing."""
    if payment.meant_for is None or not payment.allocated_cents:
        return ""
    return reverse("payments:receipt", args=[payment.meant_for.public_id])


def _said_of_receiving(payment: Payment) -> str:
    if payment.allocated_cents:
        return "Enregistré. Imprimez le reçu, et remettez-le à la personne."
    return "Enregistré. L’argent attend que la trésorerie dise ce qu’il paie."


def _can_go_back(payment: Payment) -> bool:
    """Whether a person may write that it went back: HelloAsso tells of its own."""
    if payment.means in HELLOASSO:
        return False
    return payment.state == PaymentState.SETTLED and payment.amount_cents > payment.reversed_cents


def _can_be_counted(payment: Payment) -> bool:
    """Whether some of it is here and counts for nothing; of an organisation, it never will."""
    is_here = payment.state == PaymentState.SETTLED and payment.unallocated_cents > 0
    return is_here and not payment.payer_company


def _said_of_counting(payment: Payment) -> str:
    if payment.unallocated_cents:
        return f"Compté. Il reste {format_euros(payment.unallocated_cents)} à décider."
    return "Compté : plus rien n’attend sur ce paiement."


payment_screens = StaffViewSet(
    model=Payment,
    title="Paiements",
    policy=can_see_payments,
    see=can_see_payment,
    key="<uuid:public_id>",
    order=["-received_on"],
    filters=PaymentFilters,
    is_exported=True,
    columns=[
        Column("Payé par", lambda row: row.payer_company or row.payer_name or "sans nom", note="label"),
        Column("Montant", "amount_cents", "euros"),
        Column("Reçu le", "received_on", "date_longue"),
        Column("Moyen", "get_means_display"),
        Column("À décider", lambda row: row.get_hold_display() if row.hold else ""),
    ],
    facts=[
        Column("Payé par", "payer_name"),
        Column("Organisation", "payer_company"),
        Column("Montant", "amount_cents", "euros"),
        Column("Rapproché", "allocated_cents", "euros"),
        Column("Repris", "reversed_cents", "euros"),
        Column("Reçu le", "received_on", "date_longue"),
        Column("Pour", _meant_for),
        Column("Moyen", "get_means_display"),
        Column("État", "get_state_display"),
        Column("À décider", lambda row: row.get_hold_display() if row.hold else "rien"),
        Column("Libellé", "label"),
        Column("État chez le prestataire", "external_state"),
    ],
    template="payments/staff/payment.html",
    context=_context,
    empty="Aucun paiement pour l’instant. Ce que HelloAsso et la banque reçoivent s’écrit ici.",
    create=Act(
        "receive",
        "recevoir",
        "Recevoir un chèque ou des espèces",
        submit="Enregistrer",
        done=_said_of_receiving,
        form=ReceivedAtPlaceForm,
        service=receive_at_place,
        policy=can_receive_at_place,
    ),
    acts=[
        Act(
            "count",
            "compter",
            "Compter pour une demande",
            submit="Compter",
            lead="Écrivez la référence de la demande que cet argent paie. Ce qui dépasse attendra encore.",
            done=_said_of_counting,
            form=CountedForForm,
            service=count_payment,
            policy=lambda person, payment: can_keep_books(person),
            is_offered=_can_be_counted,
            is_primary=True,
        ),
        Act(
            "reverse",
            "reprendre",
            "Reprendre de l’argent",
            label="Remboursé, contesté, saisi par erreur…",
            submit="Écrire la reprise",
            lead="Rien n’est effacé\u00a0: une reprise liée dit ce qui est reparti, et pourquoi.",
            done="Reprise écrite.",
            form=ReversalForm,
            service=reverse_payment,
            policy=lambda person, payment: can_keep_books(person),
            is_offered=_can_go_back,
        ),
        issue_act,
    ],
    icon="table",
    menu_hook=money_menu.register_hook_name,
    menu_order=100,
)
