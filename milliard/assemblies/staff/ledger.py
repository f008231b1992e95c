"""Read only: proxies, the roll with its names, the ledger of attendance. Opening them leaves a trace."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from milliard.accounts.actor import actor
from milliard.assemblies.models import AttendanceMark, Proxy, RollEntry
from milliard.assemblies.policies import can_organise_assemblies
from milliard.assemblies.reports.people import at_desk
from milliard.assemblies.services.desk import record_roll_export, record_roll_opening
from milliard.assemblies.staff.filters import MarkFilters, ProxyFilters, RollFilters
from milliard.core.access import authorize
from milliard.core.staff import StaffViewSet
from milliard.statutes.staff.menu import assemblies_menu
from milliard.ui.component_records import Column


def _holder(proxy: Proxy) -> str:
    return proxy.holder.member.name if proxy.holder else "sans nom"


def _holder_number(proxy: Proxy) -> str:
    return str(proxy.holder) if proxy.holder else ""


class NamedScreens(StaffViewSet):
    """A list that names members of an assembly: opening it and taking it away are journaled."""

    def index(self, request: HttpRequest) -> HttpResponse:
        """One page of the list, by the filters asked for; typed wrong, back to the last assembly's."""
        authorize(request.user, self.policy)
        form = self._filtered(request).form
        if not form.is_valid():
            return redirect(self.menu_url)  # a filter typed wrong would let all names through, unseen
        if assembly := form.cleaned_data.get("assembly"):
            record_roll_opening(assembly=assembly, by=actor(request))
        return super().index(request)

    def file(self, request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
        """The whole list as a file, by the same filters."""
        authorize(request.user, self.policy)
        form = self._filtered(request).form
        assembly = form.cleaned_data.get("assembly") if form.is_valid() else None
        if assembly is None:
            return redirect(self.menu_url)
        record_roll_export(assembly=assembly, what=self.name, by=actor(request))
        return super().file(request, format)


def _complete(rows: Any) -> None:
    """Say of each entry whether the person is there, and what they hold."""
    for row, person in zip(rows, at_desk(rows), strict=True):
        row.person = person


def _presence(row: Any) -> str:
    if row.person.is_present:
        return "à distance" if row.person.is_remote else "dans la salle"
    return "parti·e" if row.person.has_left else ""


def _given_to(row: Any) -> str:
    proxy = row.person.given
    return f"pouvoir {proxy.get_state_display()}\u00a0: {_holder(proxy)}" if proxy else ""


proxy_screens = NamedScreens(
    model=Proxy,
    title="Pouvoirs",
    name="proxies",
    policy=can_organise_assemblies,
    key="",
    url_prefix="assemblees/pouvoirs",
    found=lambda: Proxy.objects.select_related("giver__member", "holder__member", "entered_by"),
    order=["-created_at"],
    filters=ProxyFilters,
    is_exported=True,
    columns=[
        Column("De", "giver.member.name", note=lambda one: str(one.giver)),
        Column("À", _holder, note=_holder_number),
        Column("État", "get_state_display"),
        Column("Venu", "get_source_display"),
        Column("Donné le", "created_at", "moment"),
        Column("Accepté le", "accepted_at", "moment"),
    ],
    file_columns=[Column("Fini le", "ended_at"), Column("Numéro de qui donne", "giver.number")],
    empty="Aucun pouvoir.",
    icon="tasks",
    menu_hook=assemblies_menu.register_hook_name,
    menu_order=30,
)
roll_screens = NamedScreens(
    model=RollEntry,
    title="Liste des votant·es",
    one="entry",
    name="roll",
    policy=can_organise_assemblies,
    key="",
    url_prefix="assemblees/liste",
    found=lambda: RollEntry.objects.select_related("member"),
    order=["number"],
    filters=RollFilters,
    prepare=_complete,
    is_exported=True,
    columns=[
        Column("N°", "number", "entier"),
        Column("Membre", "member.name", note="member.number"),
        Column("Présence", _presence),
        Column("Porte", lambda row: row.person.held_words.removeprefix("porte ")),
        Column("A donné", _given_to),
    ],
    empty="Aucune liste n’est arrêtée.",
    icon="list-ol",
    menu_hook=assemblies_menu.register_hook_name,
    menu_order=40,
)
mark_screens = NamedScreens(
    model=AttendanceMark,
    title="Présences",
    one="mark",
    name="marks",
    policy=can_organise_assemblies,
    key="",
    url_prefix="assemblees/presences",
    found=lambda: AttendanceMark.objects.select_related("entry__member", "by"),
    order=["-pk"],
    filters=MarkFilters,
    is_exported=True,
    columns=[
        Column("Membre", "entry.member.name", note=lambda one: str(one.entry)),
        Column("Ligne", "get_kind_display"),
        Column("Comment", "get_mode_display"),
        Column("Le", "marked_at", "moment"),
        Column("Noté hors connexion le", "claimed_at", "moment"),
        Column("Par", lambda one: str(one.by or "la personne elle-même")),
    ],
    empty="Personne n’est encore arrivé.",
    icon="history",
    menu_hook=assemblies_menu.register_hook_name,
    menu_order=50,
)
