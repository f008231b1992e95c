"""Bank statements: the list, and one of them with what became of its lines."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from milliard.core.staff import Crumb, StaffViewSet
from milliard.payments.models import BankLine, BankStatement
from milliard.payments.models.bank import BankLineState
from milliard.payments.policies import can_keep_books, can_see_payments
from milliard.payments.staff.menu import money_menu
from milliard.ui.component_records import Column

RECONCILES = {
    True: "Le compte est juste",
    False: "Le compte n’est pas juste",
    None: "Rien à vérifier\u00a0: pas de soldes",
}
LINE_COLUMNS = [
    Column("Qui", lambda row: row.counterparty or "sans nom", note="label"),
    Column("Montant", "amount_cents", "euros"),
    Column("Le", "booked_on", "date_longue"),
    Column("État", "get_state_display"),
]
_FEW = 20


def _found() -> QuerySet[BankStatement]:
    """The statements imported, the last first, with their account."""
    return BankStatement.objects.select_related("account", "imported_by")


def _buttons(request: HttpRequest) -> list[Crumb]:
    if not can_keep_books(request.user):
        return []
    return [("Importer un relevé", reverse("payments_staff:statement_import"))]


def _context(request: HttpRequest, statement: BankStatement) -> Mapping[str, Any]:
    """Whether it is right, and how many of its lines wait."""
    lines = BankLine.objects.filter(statement=statement)
    states = dict(lines.values_list("state").annotate(count=Count("pk")))
    gap = None
    if statement.opening_cents is not None and statement.closing_cents is not None:
        gap = statement.closing_cents - statement.opening_cents - statement.sum_cents
    address = reverse("payments_staff:bank_lines")
    return {
        "verdict": RECONCILES[statement.reconciles],
        "gap_cents": gap,
        "states": [
            (label, states.get(state, 0), f"{address}?releve={statement.pk}&etat={state}")
            for state, label in BankLineState.choices
        ],
        "line_columns": LINE_COLUMNS,
        "lines": lines.order_by("-booked_on", "-pk")[:_FEW],
        "all_lines_url": f"{address}?releve={statement.pk}&etat=",
    }


statement_screens = StaffViewSet(
    model=BankStatement,
    title="Relevés de banque",
    one="statement",
    policy=can_see_payments,
    found=_found,
    order=["-pk"],
    search=["file_name", "identifier"],
    columns=[
        Column("Relevé", lambda row: row.identifier or row.file_name, note="account"),
        Column("Du", "from_on", "date_longue"),
        Column("Au", "to_on", "date_longue"),
        Column("Lignes", "entries", "entier"),
        Column("Somme", "sum_cents", "euros"),
        Column("Compte", lambda row: RECONCILES[row.reconciles]),
    ],
    facts=[
        Column("Compte", "account"),
        Column("Fichier", "file_name"),
        Column("Du", "from_on", "date_longue"),
        Column("Au", "to_on", "date_longue"),
        Column("Solde de départ", "opening_cents", "euros"),
        Column("Somme des lignes", "sum_cents", "euros"),
        Column("Solde d’arrivée", "closing_cents", "euros"),
        Column("Lignes", "entries", "entier"),
        Column("Lignes en attente à la banque, non comptées", "pending", "entier"),
        Column("Importé par", lambda row: row.imported_by or "la plateforme"),
    ],
    template="payments/staff/bank_statement.html",
    context=_context,
    buttons=_buttons,
    empty="Aucun relevé pour l’instant.",
    empty_hint="Téléchargez-en un sur le site de votre banque (camt.053 de préférence). Importez-le ici.",
    icon="list-ul",
    menu_hook=money_menu.register_hook_name,
    menu_order=200,
)
