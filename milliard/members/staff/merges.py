"""Rows that were joined: what changed hands, and the way back."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse

from milliard.core.staff import Act, StaffViewSet
from milliard.members.models import Merge
from milliard.members.policies import can_keep_register
from milliard.members.services.merging import unmerge_members
from milliard.members.staff.menu import members_menu
from milliard.ui.component_records import Column


def _moved(merge: Merge) -> list[tuple[str, int]]:
    """(what, how many) changed hands; labels are «app.model.field»."""
    counts: dict[str, int] = {}
    for label, numbers in merge.moved.items():
        words = str(apps.get_model(label.rpartition(".")[0])._meta.verbose_name_plural)
        counts[words] = counts.get(words, 0) + len(numbers)
    return sorted(counts.items())


def _context(request: HttpRequest, merge: Merge) -> Mapping[str, Any]:
    return {
        "moved": [[words, str(count)] for words, count in _moved(merge)],
    }


def _way_to(name: str) -> Any:
    return lambda merge: reverse("members_staff:member", args=[getattr(merge, name).public_id])


def _undoing(merge: Merge) -> list[str]:
    return [
        f"{merge.absorbed.number} redevient une fiche à part, avec ce qu’elle avait, sa carte comprise.",
        f"{merge.kept.number} reprend le nom, l’adresse et le compte d’avant la réunion\u00a0: une correction"
        " faite depuis est à refaire.",
        "Ce qui est arrivé depuis (paiements, accords) reste avec la fiche gardée.",
        "Une demande de cotisation abandonnée lors de la réunion le reste.",
    ]


merge_screens = StaffViewSet(
    model=Merge,
    title="Fiches réunies",
    url_prefix="reunions",
    policy=can_keep_register,
    found=lambda: Merge.objects.select_related("kept", "absorbed", "merged_by", "undone_by"),
    called=lambda merge: f"{merge.absorbed.number} dans {merge.kept.number}",
    order=["-pk"],
    columns=[
        Column("Fiche gardée", lambda merge: merge.kept.name or merge.kept.number, note="kept.number"),
        Column("Fiche réunie", "absorbed.number"),
        Column("Le", "created_at", "date_longue"),
        Column("Par", lambda merge: merge.merged_by or "la plateforme"),
        Column("Défaite le", "undone_at", "date_longue"),
    ],
    facts=[
        Column("Fiche gardée", lambda merge: f"{merge.kept.name}, {merge.kept.number}", url=_way_to("kept")),
        Column(
            "Fiche réunie",
            lambda merge: f"{merge.absorbed.name}, {merge.absorbed.number}",
            url=_way_to("absorbed"),
        ),
        Column("Réunies le", "created_at", "moment"),
        Column("Par", lambda merge: merge.merged_by or "la plateforme"),
        Column("Défaite le", "undone_at", "moment"),
        Column("Défaite par", lambda merge: merge.undone_by or ""),
    ],
    template="members/staff/merge.html",
    context=_context,
    empty="Aucune fiche n’a été réunie.",
    acts=[
        Act(
            "undo",
            "defaire",
            "Défaire la réunion",
            done="Réunion défaite\u00a0: les deux fiches sont de nouveau là.",
            effects=_undoing,
            service=unmerge_members,
            policy=lambda person, merge: can_keep_register(person),
            is_offered=lambda merge: merge.undone_at is None,
        )
    ],
    icon="resubmit",
    menu_hook=members_menu.register_hook_name,
    menu_order=60,
)
