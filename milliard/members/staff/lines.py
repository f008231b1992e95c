"""Lines of the register: entries, exits and corrections, with who and why; taken away, it is journaled."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from milliard.accounts.actor import actor
from milliard.core.staff import Crumb, StaffViewSet, export
from milliard.members.models import Member, RegisterEntry
from milliard.members.policies import can_keep_register, can_see_members
from milliard.members.services.openings import record_export
from milliard.members.staff.filters import LineFilters
from milliard.members.staff.menu import members_menu
from milliard.ui.component_records import Column


def what_changed(line: RegisterEntry) -> str:
    """The fields a correction touched, in words; never their values."""
    fields = {field.name: str(field.verbose_name) for field in Member._meta.fields}
    return ", ".join(fields[name] for name in line.fields)


def reason_of(line: RegisterEntry) -> str:
    """Why, where it says more than the line itself."""
    return line.reason if line.reason != line.get_kind_display() else ""


_FILE = [
    Column("Numéro", "member.number"),
    Column("Qui", "member.name"),
    Column("À compter du", "effective_on"),
    Column("Ligne", "get_kind_display"),
    Column("Champs corrigés", what_changed),
    Column("Raison", "reason"),
    Column("Écrite le", "recorded_at"),
    Column("Par", lambda line: str(line.recorded_by or "la plateforme")),
]


class LineScreens(StaffViewSet):
    """Whoever reads the lines may not all take them away."""

    def file(self, request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
        """The lines as a file, by the same filters."""
        filters = self._filtered(request)
        if not filters.is_valid():
            return redirect(f"{self.menu_url}?{request.GET.urlencode()}")
        record_export(what="lines", on=timezone.localdate(), by=actor(request))
        return export(
            filters.qs.order_by(*self.order, "-pk"),
            _FILE,
            format=format,
            title=self.title,
            name="registre-lignes",
            simulated="",
            prepare=self.prepare,
        )

    def _files(self, request: HttpRequest) -> list[Crumb]:
        return super()._files(request) if can_keep_register(request.user) else []


def _url(line: Any) -> str:
    return reverse("members_staff:member", args=[line.member.public_id])


line_screens = LineScreens(
    model=RegisterEntry,
    title="Lignes du registre",
    one="line",
    url_prefix="registre/lignes",
    policy=can_see_members,
    key="",
    found=lambda: RegisterEntry.objects.select_related("member", "recorded_by"),
    order=["-effective_on"],
    filters=LineFilters,
    is_exported=True,
    columns=[
        Column("Qui", lambda line: line.member.name or line.member.number, url=_url, note="member.number"),
        Column("À compter du", "effective_on", "date_longue"),
        Column("Ligne", "get_kind_display", note=what_changed),
        Column("Raison", reason_of),
        Column("Écrite le", "recorded_at", "date_longue"),
        Column("Par", lambda line: str(line.recorded_by or "la plateforme")),
    ],
    empty="Rien d’écrit pour l’instant\u00a0: la première adhésion payée écrira la première ligne.",
    buttons=lambda request: [("Le registre à une date", reverse("members_staff:register"))],
    icon="list-ul",
    menu_hook=members_menu.register_hook_name,
    menu_order=40,
)
