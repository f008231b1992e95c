"""Deposit slips: prepared by one, counted by another, on paper for the bank."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from milliard.core.access import authorize
from milliard.core.staff import Act, StaffViewSet
from milliard.payments.models import DepositSlip
from milliard.payments.pdf.documents import deposit_slip_pdf
from milliard.payments.policies import can_receive_at_place
from milliard.payments.services.deposits import close_slip, prepare_slip
from milliard.payments.staff.forms import CountForm, SlipForm
from milliard.payments.staff.menu import money_menu
from milliard.ui.component_records import Column

_PIECES = [
    Column("De", "payer_name", note="label"),
    Column("Montant", "amount_cents", "euros"),
    Column("Reçu le", "received_on", "date_longue"),
]


def _context(request: HttpRequest, slip: DepositSlip) -> Mapping[str, Any]:
    pieces = list(slip.payments.order_by("pk"))
    return {
        "piece_columns": _PIECES,
        "pieces": pieces,
        "total_cents": sum(piece.amount_cents for piece in pieces),
    }


@require_safe
def slip_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The slip on paper."""
    authorize(request.user, can_receive_at_place)
    slip = get_object_or_404(DepositSlip, public_id=public_id)
    content = deposit_slip_pdf(slip, at=slip.closed_at or timezone.now())
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="bordereau-{slip.number}.pdf"'
    return response


def _state(slip: DepositSlip) -> str:
    if slip.bank_line_id:
        return "trouvé sur le relevé"
    return "compté à deux" if slip.closed_at else "à compter par une autre personne"


slip_screens = StaffViewSet(
    model=DepositSlip,
    title="Bordereaux de remise",
    one="slip",
    name="slips",
    url_prefix="bordereaux",
    policy=can_receive_at_place,
    key="<uuid:public_id>",
    order=["-prepared_at"],
    search=["number", "place"],
    columns=[
        Column("Numéro", "number"),
        Column("Moyen", "get_means_display"),
        Column("Lieu", "place"),
        Column("Préparé le", "prepared_at", "date_longue"),
        Column("État", _state),
    ],
    facts=[
        Column("Moyen", "get_means_display"),
        Column("Lieu", "place"),
        Column("Préparé par", "prepared_by"),
        Column("Compté par", "countersigned_by"),
        Column("État", _state),
    ],
    template="payments/staff/slip.html",
    context=_context,
    empty="Aucun bordereau pour l’instant. On en prépare un quand des pièces vont à la banque.",
    create=Act(
        "prepare",
        "preparer",
        "Préparer un bordereau",
        submit="Préparer",
        lead="Cochez les pièces que vous avez sous les yeux. Une autre personne les comptera.",
        done="Bordereau préparé\u00a0: une autre personne doit maintenant compter.",
        form=SlipForm,
        service=prepare_slip,
        policy=can_receive_at_place,
    ),
    acts=[
        Act(
            "close",
            "compter",
            "Compter et clore",
            submit="Clore le bordereau",
            lead="Comptez vous-même les pièces, sans regarder le total, puis écrivez ce que vous trouvez.",
            done="Bordereau clos. Imprimez-le pour la banque.",
            form=CountForm,
            service=close_slip,
            policy=lambda person, slip: can_receive_at_place(person),
            is_offered=lambda slip: slip.closed_at is None,
            is_primary=True,
        ),
    ],
    icon="clipboard-list",
    menu_hook=money_menu.register_hook_name,
    menu_order=300,
)
