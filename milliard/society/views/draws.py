"""Draws, for everybody; one's own part in them."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from milliard.accounts.actor import actor
from milliard.core.access import public
from milliard.core.tables import page_of, page_urls
from milliard.members.enums import Trait
from milliard.members.models import Member
from milliard.participation.views.own import acting_member, my_members, try_act
from milliard.society.consents import VOLUNTEERING
from milliard.society.enums import EntryState, RoundState
from milliard.society.models import Draw, DrawEntry, DrawRound
from milliard.society.pictures import histogram_of
from milliard.society.reports.pools import eligible
from milliard.society.reports.published import shown_lottery
from milliard.society.services.entries import answer_draw, missing_traits, volunteer, withdraw
from milliard.society.words import TITLES, words_of

_PAGE_SIZE = 20


@public
@require_safe
def draws(request: HttpRequest) -> HttpResponse:
    """All the draws ever announced, the last first."""
    found = Draw.objects.public().select_related("region", "department")
    page = page_of(request, found, order=["-opened_at"], size=_PAGE_SIZE)
    return render(request, "society/draws.html", {"page": page, **page_urls(request, page)})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One draw: its call, its targets, its result; a post volunteers, withdraws or answers."""
    found = Draw.objects.public().select_related("region", "department", "redraw_of")
    item = get_object_or_404(found, public_id=public_id)
    mine = my_members(request)
    member = acting_member(request, mine)
    if request.method == "POST":
        if member is None:
            return redirect("members:welcome")
        try_act(request, lambda: _act(request, item, member))
        return redirect(f"{item.get_absolute_url()}?pour={member.public_id}")
    context = {**_of_draw(item), **_of_member(item, mine, member)}
    return render(request, "society/draw.html", context)


def _act(request: HttpRequest, item: Draw, member: Member) -> None:
    wanted, by = request.POST.get("act", ""), actor(request)
    if wanted == "volunteer":
        volunteer(draw=item, member=member, by=by)
        messages.success(request, "Vous êtes volontaire. Merci\u202f!")
    elif wanted == "withdraw":
        withdraw(draw=item, member=member, by=by)
        messages.info(request, "C’est noté\u00a0: vous n’êtes plus volontaire.")
    elif wanted in ("accept", "decline"):
        entry = get_object_or_404(DrawEntry, draw=item, member=member)
        answer_draw(entry=entry, accepts=wanted == "accept", by=by)
        messages.success(request, "Votre réponse est enregistrée.")


def _of_draw(item: Draw) -> dict[str, Any]:
    """What everybody sees: a lottery is read from what is published, and holds no name."""
    rounds = list(item.rounds.light().order_by("number"))
    texts = item.rounds.filter(number=0).values_list("report", "lottery").first()
    lottery = shown_lottery(texts[0] or texts[1]) if texts else None
    count = item.entries.filter(state=EntryState.IN).count() if item.is_calling else 0
    return {
        "draw": item,
        "rounds": rounds,
        "first": rounds[0] if rounds else None,
        "lottery": lottery,
        "histogram": histogram_of(lottery) if lottery else "",
        "targets": [
            [words[one.value].label, one.low, one.high]
            for trait in item.features
            for words in [words_of(Trait(trait))]
            for one in item.targets.all()
            if one.trait == trait
        ],
        "features": [TITLES[Trait(trait)] for trait in item.features],
        "volunteers": count if count >= settings.DISCLOSURE_THRESHOLD else None,
        "redraws": list(item.redraws.public()),
        "simulated": settings.IS_DEMONSTRATION,
    }


def _of_member(item: Draw, mine: list[Member], member: Member | None) -> dict[str, Any]:
    """What whoever reads sees of their own part."""
    entry = DrawEntry.objects.filter(draw=item, member=member).first() if member else None
    is_in = entry is not None and entry.state == EntryState.IN
    asks = member if item.is_calling and not is_in else None
    return {
        "mine": mine,
        "member": member,
        "entry": entry,
        "is_eligible": asks is not None and eligible(item).filter(pk=asks.pk).exists(),
        "missing": [TITLES[trait] for trait in missing_traits(item, asks)] if asks else [],
        "wording": VOLUNTEERING,
    }


@public
@require_safe
def report(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """The lottery once it is made, then the report: what anyone replays."""
    made = get_object_or_404(
        DrawRound,
        draw__public_id=public_id,
        draw__opened_at__isnull=False,
        number=number,
        state__in=(RoundState.READY, RoundState.DRAWN),
    )
    name = f"tirage-{public_id}-{number}.json"
    return HttpResponse(
        made.report or made.lottery,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
