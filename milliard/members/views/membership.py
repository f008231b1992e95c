"""One's own pages: where I stand, what I gave, what I said of myself, leaving and coming back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from milliard.core.declarations import MemberPanel, declared
from milliard.core.refusals import Refused
from milliard.members.forms import IdentityForm, ProfileForm
from milliard.members.models import DuesRequest, Member
from milliard.members.reads import members_of
from milliard.members.services.corrections import correct_identity
from milliard.members.services.leaving import come_back, resign
from milliard.members.services.profiles import agreed_to, save_profile
from milliard.members.standing import standing_of
from milliard.members.views.own import me, own_household, own_member
from milliard.payments.models import PaymentRequest


@never_cache
@require_GET
def membership(request: HttpRequest) -> HttpResponse:
    """My membership; whose, when the account holds several."""
    mine = members_of(me(request))
    if len(mine) == 1:
        return redirect("members:member", mine[0].public_id)
    if not mine:
        return render(request, "members/none.html")
    return render(request, "members/choose.html", {"standings": [standing_of(member) for member in mine]})


@never_cache
@require_GET
def member(request: HttpRequest, public_id: object) -> HttpResponse:
    """Where I stand and what is next; everything of mine from here."""
    one, mine = own_household(request, public_id)
    standing = standing_of(one)
    context = {
        "standing": standing,
        "gifts": _what_was_given(standing.member),
        "panels": _panels(request, standing.member),
        "is_household": len(mine) > 1,
    }
    return render(request, "members/member.html", context)


def _what_was_given(member: Member) -> list[PaymentRequest]:
    """Requests that hold money, the latest first."""
    mine = DuesRequest.objects.filter(member=member, payment_request__received_cents__gt=0)
    rows = mine.select_related("payment_request").prefetch_related("payment_request__parts")
    return [row.payment_request for row in rows.order_by("-asked_on", "-pk")]


def _panels(request: HttpRequest, member: Member) -> list[MemberPanel]:
    """What the apps above add to the page (`member_panel` in their `AppConfig`)."""
    made = (panel(request, member) for panel in declared("member_panel"))
    return [panel for panel in made if panel is not None]


@never_cache
@require_GET
def paid(request: HttpRequest, public_id: object) -> HttpResponse:
    """Back from paying, which proves nothing: the page says what has arrived."""
    dues = get_object_or_404(
        DuesRequest.objects.select_related("payment_request", "member"),
        payment_request__public_id=public_id,
        member__account=me(request),
    )
    standing = standing_of(dues.member)
    context = {
        "standing": standing,
        "request_paid": dues.payment_request,
        "is_in": standing.has_card,
        "is_renewal": dues.member.periods.filter(cancelled_on__isnull=True).count() > 1,
    }
    return render(request, "members/paid.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, public_id: object) -> HttpResponse:
    """What I say of myself, if I want; with what I agreed to, and when."""
    mine = own_member(request, public_id)
    if mine.departures.filter(returned_on__isnull=True).exists():
        raise Http404
    form = ProfileForm(request.POST) if request.method == "POST" else ProfileForm.of(mine, agreed_to(mine))
    if form.is_valid():
        save_profile(member=mine, said=form.said(), by=me(request))
        messages.success(request, "C’est noté, merci.")
        return redirect("members:profile", mine.public_id)
    consents = mine.consents.order_by("-pk")
    context = {"form": form, "member": mine, "consents": consents}
    return render(request, "members/profile.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest, public_id: object) -> HttpResponse:
    """Correct my name, or where I live."""
    mine = own_member(request, public_id)
    form = IdentityForm.read(request.POST) if request.method == "POST" else IdentityForm.of(mine)
    if form.is_valid():
        said = form.identity(email=mine.email, phone=mine.phone)
        try:
            correct_identity(member=mine, identity=said, by=me(request))
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "C’est corrigé.")
            return redirect("members:member", mine.public_id)
    status = 422 if form.errors else 200
    return render(request, "members/identity.html", {"form": form, "member": mine}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, public_id: object) -> HttpResponse:
    """Leave, effective at once, after one more page."""
    standing = standing_of(own_member(request, public_id))
    if request.method == "POST":
        resign(member=standing.member, by=me(request))
        messages.success(request, "Votre départ est noté. Merci pour le chemin fait ensemble.")
        return redirect("members:member", standing.member.public_id)
    if not standing.may_resign:
        return redirect("members:member", standing.member.public_id)
    return render(request, "members/leave.html", {"standing": standing})


@require_POST
def come_back_act(request: HttpRequest, public_id: object) -> HttpResponse:
    """Return while what was paid still counts."""
    mine = own_member(request, public_id)
    come_back(member=mine, by=me(request))
    messages.success(request, "Vous revoilà\u202f! C’est une joie.")
    return redirect("members:member", mine.public_id)
