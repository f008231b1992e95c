"""Files of members that were imported: the list, and one of them with what it wrote, taken back."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest
from django.urls import reverse

from milliard.core.staff import Act, Crumb, StaffViewSet
from milliard.members.models import ImportedRow, MemberImport
from milliard.members.policies import can_keep_register, can_see_members
from milliard.members.services.import_undo import undo_import
from milliard.members.staff.menu import members_menu
from milliard.ui.component_records import Column

TITLE = "Importer des membres"
#: Rows shown on one page.
MANY = 200


def _buttons(request: HttpRequest) -> list[Crumb]:
    if not can_keep_register(request.user):
        return []
    return [(TITLE, reverse("members_staff:import_choose"))]


def _context(request: HttpRequest, done: MemberImport) -> Mapping[str, Any]:
    """The first persons of an import, and the money its file speaks of."""
    rows = ImportedRow.objects.filter(member_import=done)
    shown = rows.select_related("member", "period").order_by("line")[:MANY]
    return {
        "row_columns": _ROWS,
        "rows": shown,
        "rows_left": max(0, done.periods_written - MANY) if done.undone_at is None else 0,
        "said_cents": rows.aggregate(cents=Sum("amount_cents"))["cents"],
    }


def _may_undo(person: Any, done: object) -> bool:
    return can_keep_register(person)


_ROWS = [
    Column("Qui", "member.name", note="member.number"),
    Column("Ligne", "line"),
    Column("Écrit", lambda row: "la personne et son adhésion" if row.is_new_member else "une adhésion"),
    Column("Du", "period.starts_on", "date_longue"),
    Column("Au", "period.ends_on", "date_longue"),
]
import_screens = StaffViewSet(
    model=MemberImport,
    title="Imports de membres",
    one="member_import",
    name="imports",
    url_prefix="membres/imports",
    policy=can_see_members,
    found=lambda: MemberImport.objects.select_related("imported_by"),
    order=["-pk"],
    search=["file_name", "origin"],
    columns=[
        Column("Fichier", "file_name", note="origin"),
        Column("Le", "created_at", "date_longue"),
        Column("Personnes", "members_written", "entier"),
        Column("Adhésions", "periods_written", "entier"),
        Column("État", lambda done: "défait" if done.undone_at else "en place"),
    ],
    facts=[
        Column("Fichier", "file_name"),
        Column("D’où viennent ces personnes", "origin"),
        Column("Importé le", "created_at", "date_longue"),
        Column("Importé par", lambda done: done.imported_by or "la plateforme"),
        Column("Lignes lues", "rows_read", "entier"),
        Column("Personnes écrites", "members_written", "entier"),
        Column("Adhésions écrites", "periods_written", "entier"),
        Column("Défait le", "undone_at", "date_longue"),
        Column("Défait par", lambda done: done.undone_by or ""),
    ],
    template="members/staff/import.html",
    context=_context,
    buttons=_buttons,
    acts=[
        Act(
            "undo",
            "defaire",
            "Défaire cet import",
            effects=[
                "Les adhésions écrites par cet import ne comptent plus pour aucun jour.",
                "Les personnes qu’il a écrites sont oubliées\u00a0: il ne reste que des numéros, sans nom.",
                "Le registre garde ses lignes, avec une de plus qui dit que l’import est défait.",
                "Si quelque chose en dépend déjà (un compte, une lettre, un paiement), rien n’est défait.",
            ],
            done="Import défait.",
            service=undo_import,
            policy=_may_undo,
            is_offered=lambda done: done.undone_at is None,
        )
    ],
    empty="Aucun import pour l’instant.",
    empty_hint="Si le mouvement a déjà des membres ailleurs, importez leur fichier ici.",
    icon="upload",
    menu_hook=members_menu.register_hook_name,
    menu_order=700,
)
