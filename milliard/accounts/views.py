"""One's own account, and the demonstration's mail box."""

from typing import cast
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from milliard.accounts import demonstration, services
from milliard.accounts import reauthentication as proving
from milliard.accounts.enums import Role
from milliard.accounts.forms import EraseForm, NameForm, ProofForm
from milliard.accounts.models import User
from milliard.core.access import public
from milliard.core.models import OutboxMail
from milliard.core.refusals import NotAllowed, Refused

_SHOWN_MAILS = 50


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """What the platform knows about me, and what I can do about it."""
    return render(
        request, "accounts/account.html", _account_context(request, NameForm(instance=_me(request)))
    )


@require_http_methods(["GET", "POST"])
def account_edit(request: HttpRequest) -> HttpResponse:
    """Change what I want to be called; opened again, the page it is part of."""
    if request.method == "GET":
        return redirect("accounts:account")
    form = NameForm(request.POST, instance=_me(request))
    if not form.is_valid():
        return render(request, "accounts/account.html", _account_context(request, form), status=422)
    services.rename_person(user=_me(request), display_name=form.cleaned_data["display_name"], by=_me(request))
    messages.success(request, "C’est noté.")
    return redirect("accounts:account")


@require_http_methods(["GET", "POST"])
def account_erase(request: HttpRequest) -> HttpResponse:
    """Erase my account, after one word typed."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "accounts/account_erase.html", {"form": form}, status=status)
    try:
        services.erase_account(user=_me(request), by=_me(request))
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return render(request, "accounts/account_erase.html", {"form": form}, status=422)
    logout(request)
    messages.success(request, "Votre compte est effacé. Merci d’avoir fait un bout de chemin avec nous.")
    return redirect("/")


@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """«C’est bien vous ?», for those who have neither password nor second factor: a code by mail."""
    after, other = proving.url_after(request), proving.other_ways(request)
    if other:
        return redirect(f"{other[0]}?{urlencode({'next': after})}")
    is_asking = "send" in request.POST
    form = ProofForm(request.POST if request.method == "POST" and not is_asking else None)
    refused = ""
    try:
        if is_asking:
            proving.send_code(request)
            return redirect(f"{request.path}?{urlencode({'next': after})}")
        if form.is_valid():
            proving.check_code(request, form.cleaned_data["code"])
            return redirect(after)
    except proving.WrongCode as refusal:
        form.add_error("code", refusal.message)
    except Refused as refusal:
        refused = refusal.message
    context = {"form": form, "address": _me(request).email, "next": after, "refusal": refused}
    context["is_waiting"] = proving.is_waiting(request)
    return render(request, "accounts/prove.html", context, status=422 if refused or form.errors else 200)


@public
@require_GET
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """The last mails of the demonstration, and the codes of its staff. Elsewhere this page does not exist."""
    if not settings.IS_DEMONSTRATION:
        raise Http404
    context = {
        "mails": OutboxMail.objects.all()[:_SHOWN_MAILS],
        "codes": demonstration.current_codes(),
        "simulated": True,
    }
    return render(request, "accounts/outbox.html", context)


@public
@never_cache
def entrance(request: HttpRequest) -> HttpResponse:
    """Where Wagtail sends who may not pass: to sign in or, signed in already, to a plain refusal."""
    if request.user.is_authenticated and "next" in request.GET:
        raise NotAllowed  # the sign-in page would send them back, and so on without end
    query = request.META["QUERY_STRING"]
    return redirect(f"{reverse('account_login')}{'?' if query else ''}{query}")


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)


def _account_context(request: HttpRequest, form: NameForm) -> dict[str, object]:
    me = User.objects.get(pk=_me(request).pk)
    kinds = set(Authenticator.objects.filter(user=me).values_list("type", flat=True))
    return {
        "form": form,
        "person": me,
        "roles": [Role(grant.role).label for grant in me.role_grants.current().order_by("granted_at")],
        "address": EmailAddress.objects.filter(user=me, primary=True).first(),
        "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
        "has_totp": Authenticator.Type.TOTP in kinds,
        "has_password": me.has_usable_password(),
        "session_count": UserSession.objects.filter(user=me).count(),
    }
