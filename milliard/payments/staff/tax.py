"""Tax receipts: the ruling that turns them on, the list, cancelling and replacing, the yearly numbers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from milliard.core.access import authorize
from milliard.core.staff import Act, StaffViewSet
from milliard.payments.models import TaxReceipt, TaxRuling
from milliard.payments.policies import can_keep_books, can_see_payments
from milliard.payments.reports import yearly_declaration
from milliard.payments.services.tax_receipts import (
    cancel_tax_receipt,
    enter_ruling,
    issue_receipt_of,
    replace_tax_receipt,
    withdraw_ruling,
)
from milliard.payments.staff.forms import CancelForm, DonorForm, ReplacementForm, RulingForm
from milliard.payments.staff.menu import money_menu
from milliard.ui.component_records import Column


@require_safe
def tax_receipt_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The document as it was handed out, until it is forgotten."""
    authorize(request.user, can_see_payments)
    receipt = get_object_or_404(TaxReceipt.objects.exclude(pdf=b""), public_id=public_id)
    response = HttpResponse(bytes(receipt.pdf), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="recu-fiscal-{receipt}.pdf"'
    return response


def _books(person: Any, item: object) -> bool:
    return can_keep_books(person)


def _facts_of_year(request: HttpRequest, ruling: TaxRuling) -> Mapping[str, Any]:
    this_year = timezone.localdate().year
    return {"declarations": [yearly_declaration(year) for year in (this_year, this_year - 1)]}


ruling_screens = StaffViewSet(
    model=TaxRuling,
    title="Rescrits",
    one="ruling",
    name="rulings",
    url_prefix="rescrits",
    policy=can_see_payments,
    order=["-valid_from"],
    columns=[
        Column("Référence", "reference"),
        Column("Valable à partir du", "valid_from", "date_longue"),
        Column("Retiré le", "withdrawn_on", "date_longue"),
    ],
    facts=[
        Column("Date du rescrit", "ruled_on", "date_longue"),
        Column("Reçus pour ce qui est versé à partir du", "valid_from", "date_longue"),
        Column("Cotisations comprises", lambda row: "oui" if row.covers_dues else "non"),
        Column("Retiré le", "withdrawn_on", "date_longue"),
    ],
    template="payments/staff/ruling.html",
    context=_facts_of_year,
    empty="Aucun rescrit\u00a0: le mouvement n’émet pas de reçu fiscal.",
    empty_hint="Rien ne dit encore que les dons ouvrent droit à une réduction d’impôt. Entrez le rescrit le"
    " jour où l’administration aura répondu.",
    create=Act(
        "enter",
        "entrer",
        "Entrer un rescrit",
        submit="Entrer le rescrit",
        lead="À partir de là, des reçus fiscaux peuvent être émis.",
        done="Rescrit entré.",
        form=RulingForm,
        service=enter_ruling,
        policy=can_keep_books,
    ),
    acts=[
        Act(
            "withdraw",
            "retirer",
            "Retirer le rescrit",
            effects=["Plus aucun reçu n’est émis.", "Les reçus déjà émis restent."],
            done="Rescrit retiré.",
            service=withdraw_ruling,
            policy=_books,
            is_offered=lambda ruling: ruling.withdrawn_on is None,
        ),
    ],
    icon="clipboard-list",
    menu_hook=money_menu.register_hook_name,
    menu_order=500,
)
tax_receipt_screens = StaffViewSet(
    model=TaxReceipt,
    title="Reçus fiscaux",
    one="receipt",
    name="tax_receipts",
    url_prefix="recus-fiscaux",
    policy=can_see_payments,
    key="<uuid:public_id>",
    found=lambda: TaxReceipt.objects.defer("pdf"),
    order=["-year", "-number"],
    search=["content__donor__name"],
    columns=[
        Column("Numéro", str),
        Column("Au nom de", lambda row: row.content["donor"]["name"]),
        Column("Montant", "amount_cents", "euros"),
        Column("Émis le", "issued_on", "date_longue"),
        Column("Annulé le", "cancelled_on", "date_longue"),
    ],
    facts=[
        Column("Au nom de", lambda row: row.content["donor"]["name"]),
        Column("Montant", "amount_cents", "euros"),
        Column("Émis le", "issued_on", "date_longue"),
        Column("Remplace", "replaces"),
        Column("Annulé le", "cancelled_on", "date_longue"),
        Column("Raison", "cancel_reason"),
        Column("Empreinte du document (SHA-256)", "pdf_digest"),
    ],
    template="payments/staff/tax_receipt.html",
    empty="Aucun reçu fiscal. Il s’émet depuis un paiement, une fois le rescrit entré.",
    acts=[
        Act(
            "replace",
            "remplacer",
            "Remplacer le reçu",
            submit="Annuler et remplacer",
            lead="Le reçu est annulé, un autre porte le numéro suivant et dit qu’il le remplace.",
            done="Reçu remplacé.",
            form=ReplacementForm,
            service=replace_tax_receipt,
            policy=_books,
            is_offered=lambda receipt: receipt.cancelled_on is None,
        ),
        Act(
            "cancel",
            "annuler",
            "Annuler le reçu",
            submit="Annuler le reçu",
            lead="Son numéro reste pris. La personne ne doit plus s’en servir\u00a0: prévenez-la.",
            done="Reçu annulé.",
            form=CancelForm,
            service=cancel_tax_receipt,
            policy=_books,
            is_offered=lambda receipt: receipt.cancelled_on is None,
        ),
    ],
    icon="clipboard-list",
    menu_hook=money_menu.register_hook_name,
    menu_order=600,
)
issue_act = Act(
    "issue_receipt",
    "recu-fiscal",
    "Émettre un reçu fiscal",
    submit="Émettre le reçu",
    done=lambda receipt: f"Reçu fiscal {receipt} émis.",
    form=DonorForm,
    service=issue_receipt_of,
    policy=_books,
    is_offered=lambda payment: TaxRuling.objects.in_force() is not None,
)
