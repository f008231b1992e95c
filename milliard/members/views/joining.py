"""Join: an address, a name and a commune, an amount; each step is kept as soon as it is sent."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from milliard.accounts.codes import send_code
from milliard.accounts.forms import WelcomeForm
from milliard.accounts.models import User
from milliard.core.access import public
from milliard.core.refusals import Refused
from milliard.members.forms import DuesForm, IdentityForm
from milliard.members.models import Member
from milliard.members.reads import members_of
from milliard.members.services.dues import JoiningClosed, ask_dues, rates_in_force
from milliard.members.services.joining import Identity, join, join_another
from milliard.members.standing import Standing, standing_of
from milliard.members.views.kept_pages import kept_page
from milliard.members.views.own import me, own_household
from milliard.payments.enums import PartKind

Door = Callable[..., Member]
#: Stands in a page that is kept for the identifier of whoever sees it.
_NOBODY = UUID("00000000-0000-4000-8000-000000000000")


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """What the movement is, what one does, what dues pay for; then a code by e-mail."""
    account = request.user if isinstance(request.user, User) else None
    form = WelcomeForm(request.POST if request.method == "POST" else None)
    after = reverse("members:join")
    if request.method == "POST":
        if account is not None:
            return redirect(after)
        if form.is_valid():
            return send_code(request, form.cleaned_data["email"], after=after)
    try:
        rates = rates_in_force()
    except JoiningClosed:
        rates = None
    mine = members_of(account) if account is not None else []
    context = {"form": form, "rates": rates, "mine": mine, "after": after}
    return render(request, "members/welcome.html", context, status=422 if form.errors else 200)


@public
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """An organisation cannot join: what it can do, and whom to write to."""
    return render(request, "members/organisations.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_page(request: HttpRequest) -> HttpResponse:
    """My name, and where I live. Begun before: where I was."""
    rates_in_force()
    mine = members_of(me(request))
    begun = next((member for member in mine if not member.has_entered), None)
    if mine and begun is None:
        return render(request, "members/already.html", {"mine": mine})
    return _identity_page(request, begun, join, is_another=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_another_page(request: HttpRequest) -> HttpResponse:
    """The name of somebody else of the household."""
    rates_in_force()
    return _identity_page(request, None, join_another, is_another=True)


def _identity_page(
    request: HttpRequest, begun: Member | None, door: Door, *, is_another: bool
) -> HttpResponse:
    if request.method == "POST":
        form = IdentityForm.read(request.POST)
    elif begun is not None:
        form = IdentityForm.of(begun)
    else:
        first = {"form": IdentityForm(), "is_another": is_another}
        return kept_page(request, "members/join.html", first, name=f"members.join:{is_another}")
    if form.is_valid():
        identity = form.identity(email=me(request).email, phone=begun.phone if begun else "")
        try:
            member = _through(door, request, identity)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("members:dues", member.public_id)
    status = 422 if form.errors else 200
    context = {"form": form, "is_another": is_another}
    return render(request, "members/join.html", context, status=status)


def _through(door: Door, request: HttpRequest, identity: Identity) -> Member:
    return door(account=me(request), identity=identity, by=me(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def dues(request: HttpRequest, public_id: object) -> HttpResponse:
    """How much; then on to paying."""
    member, mine = own_household(request, public_id)
    standing = standing_of(member)
    if not standing.may_pay:
        return redirect("members:member", standing.member.public_id)
    is_sent = request.method == "POST"
    form = DuesForm(request.POST, rates=standing.rates) if is_sent else _dues_form(standing)
    if is_sent and form.is_valid():
        try:
            asked = ask_dues(
                member=standing.member,
                dues_cents=form.dues_cents,
                gift_cents=form.gift_cents,
                by=me(request),
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("payments:request", asked.payment_request.public_id)
    context = {"form": form, "standing": standing, "is_household": len(mine) > 1}
    if not is_sent and len(mine) == 1 and standing.asked is None and standing.paid_until is None:
        return _first_dues_page(request, standing, context)
    return render(request, "members/dues.html", context, status=422 if form.errors else 200)


def _first_dues_page(request: HttpRequest, standing: Standing, context: dict[str, Any]) -> HttpResponse:
    """What whoever never paid sees: the same for all but the address of their own page."""
    rates = standing.rates
    return kept_page(
        request,
        "members/dues.html",
        context,
        name=f"members.dues:{rates.pk}:{rates.updated_at.timestamp()}",
        marks={"standing": replace(standing, member=Member(public_id=_NOBODY))},
        own={str(_NOBODY): str(standing.member.public_id)},
    )


def _dues_form(standing: Standing) -> DuesForm:
    if standing.asked is None:
        return DuesForm(rates=standing.rates)
    parts = dict(standing.asked.payment_request.parts.values_list("kind", "amount_cents"))
    return DuesForm.of(
        rates=standing.rates,
        dues_cents=parts.get(PartKind.DUES, 0),
        gift_cents=parts.get(PartKind.GIFT, 0),
    )
