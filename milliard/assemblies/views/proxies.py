"""One's proxies: the one given, those offered, those held."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from milliard.accounts.actor import actor
from milliard.assemblies.enums import AssemblyState
from milliard.assemblies.models import Proxy, RollEntry
from milliard.assemblies.reports.roll import is_too_short, narrowed
from milliard.assemblies.reports.session import on_wall
from milliard.assemblies.services import proxies as services
from milliard.assemblies.views.assemblies import of_seat, public_assembly
from milliard.assemblies.views.own import seat_of
from milliard.core.clock import database_now
from milliard.core.identifiers import posted_uuid
from milliard.participation.views.own import try_act
from milliard.statutes.enums import BlankProxyRule

#: A name typed lists so many people, no more: the list is no directory.
_FOUND = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proxies(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give one's proxy, take it back, answer those one is offered."""
    item = public_assembly(public_id)
    seat = seat_of(request, item)
    if request.method == "POST":
        entry = seat.entry
        done = entry is None or try_act(request, lambda: _act(request, entry))
        own = f"{reverse('assemblies:proxies', args=[public_id])}{seat.query}"
        # Refused, the names that were found stay.
        return redirect(own if done else request.get_full_path())
    context = {"assembly": item, **of_seat(request, item, seat), **_of_giving(request, seat.entry)}
    return render(request, "assemblies/proxies.html", context)


def _of_giving(request: HttpRequest, entry: RollEntry | None) -> dict[str, Any]:
    if entry is None:
        return {"wanted": "", "found": [], "takes_proxies": False}
    item, wanted = entry.assembly, request.GET.get("q", "").strip()
    until = item.proxies_until
    others = RollEntry.objects.filter(assembly=item).exclude(pk=entry.pk)
    is_short = is_too_short(wanted)
    by_name = narrowed(others, wanted).select_related("member")
    by_name = by_name.order_by("member__family_name", "member__given_name", "number")
    found = [] if is_short else list(by_name[: _FOUND + 1])
    statutes = item.statutes
    return {
        "wanted": wanted,
        "is_too_short": bool(wanted) and is_short,
        "found": found[:_FOUND],
        "has_more": len(found) > _FOUND,
        "until_wall": on_wall(item, until),
        "takes_proxies": bool(statutes.proxies_allowed)
        and item.state == AssemblyState.CONVENED
        and (until is None or database_now() <= until),
        "search_hint": "Son nom, au moins trois lettres, ou son numéro.",
        "takes_blank": statutes.blank_proxies != BlankProxyRule.REFUSED,
    }


def _act(request: HttpRequest, entry: RollEntry) -> None:
    wanted, by = request.POST.get("act", ""), actor(request)
    if wanted == "give":
        number = request.POST.get("holder", "")
        if not (number.isascii() and number.isdecimal() and len(number) < 9):
            messages.warning(request, "Choisissez d’abord une personne.")
            return
        rows = RollEntry.objects.select_related("member")
        holder = get_object_or_404(rows, assembly=entry.assembly, number=int(number))
        services.give_proxy(giver=entry, holder=holder, by=by)
        name = holder.member.name
        messages.success(
            request, f"Votre pouvoir est proposé à {name}\u00a0: il compte dès qu’il est accepté."
        )
    elif wanted == "blank":
        services.give_proxy(giver=entry, holder=None, by=by)
        messages.success(request, "Votre pouvoir sans nom est enregistré.")
    elif wanted in ("revoke", "accept", "refuse"):
        _answer(request, entry, wanted)


def _answer(request: HttpRequest, entry: RollEntry, wanted: str) -> None:
    """Act on a proxy the entry gave or was offered; any other does not exist."""
    mine = {"giver": entry} if wanted == "revoke" else {"holder": entry}
    rows = Proxy.objects.select_related("assembly__statutes", "giver__member", "holder__member")
    proxy = get_object_or_404(rows, public_id=posted_uuid(request.POST.get("proxy", "")), **mine)
    by = actor(request)
    if wanted == "revoke":
        services.revoke_proxy(proxy=proxy, by=by)
        messages.info(request, "Votre pouvoir est repris\u00a0: votre voix est à vous.")
    elif wanted == "accept":
        services.accept_proxy(proxy=proxy, by=by)
        messages.success(request, f"Vous voterez au nom de {proxy.giver.member.name}. Merci.")
    else:
        services.refuse_proxy(proxy=proxy, by=by)
        messages.info(request, f"C’est noté, et {proxy.giver.member.name} en est averti·e.")
