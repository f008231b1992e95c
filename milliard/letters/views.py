"""Pages of people who receive letters, and where mail providers tell what became of them."""

import re
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from milliard.accounts.models import User
from milliard.core.access import public
from milliard.core.declarations import MemberPanel
from milliard.core.prepared import PreparedQuery
from milliard.core.refusals import Refused
from milliard.letters.forms import RhythmForm
from milliard.letters.models import LetterLink, Subscription
from milliard.letters.services.links import count_link
from milliard.letters.services.subscriptions import (
    choose_rhythm,
    confirm_subscription,
    read_confirmation,
    subscribe_again,
)
from milliard.letters.services.subscriptions import unsubscribe as stop_news
from milliard.members.models import Member
from milliard.members.reads import OF_MEMBER


@public
@never_cache
@csrf_exempt  # RFC 8058: a mail program posts «List-Unsubscribe=One-Click», without a page of ours
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET (programs open links to look at them), stop on POST; the same answer for a wrong address."""
    done = ""
    if request.method == "POST" and "again" in request.POST:
        subscribe_again(token=token)
        done = "again"
    elif request.method == "POST":
        stop_news(token=token)
        done = "stopped"
    return render(request, "letters/unsubscribe.html", {"done": done})


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, subscribe on POST: the yes of an address nobody had proved."""
    context: dict[str, Any] = {"is_done": request.method == "POST", "refusal": "", "member": None}
    try:
        if request.method == "POST":
            context["member"] = confirm_subscription(token=token)
        else:
            context["member"], _rhythm = read_confirmation(token)
    except Refused as refusal:
        context["refusal"] = refusal.message
    return render(request, "letters/confirm.html", context, status=409 if context["refusal"] else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_subscription(request: HttpRequest) -> HttpResponse:
    """How often one is written to: each person of the account chooses."""
    user = cast(User, request.user)
    mine = Member.objects.present().filter(account=user).select_related("subscription").order_by("pk")
    posted = request.POST if request.method == "POST" else None
    whose = posted.get("member", "") if posted is not None else ""
    forms = [RhythmForm(posted if whose == str(one.public_id) else None, member=one) for one in mine]
    if posted is not None:
        chosen = next((form for form in forms if form.is_bound), None)
        if chosen is None:
            raise Http404
        if chosen.is_valid() and (said := _choose(chosen, user)):
            messages.success(request, said)
            return redirect("letters:my_subscription")
    status = 422 if any(form.is_bound for form in forms) else 200
    return render(request, "letters/my_subscription.html", {"forms": forms}, status=status)


_SUBSCRIBED = PreparedQuery(lambda: Subscription.objects.filter(**OF_MEMBER, is_on=True))


def subscription_panel(request: HttpRequest, member: Member) -> MemberPanel:
    """What the page of somebody's membership says of the letters they receive."""
    row = _SUBSCRIBED.first(member=member.pk)
    return MemberPanel("letters/_subscription_panel.html", {"subscription": row})


def _choose(form: RhythmForm, user: User) -> str:
    """What was done, in words; "" when it was refused, and the form says why."""
    try:
        is_done = choose_rhythm(member=form.member, rhythm=form.rhythm_chosen, by=user)
    except Refused as refusal:
        form.add_error("rhythm", refusal.message)
        return ""
    if not is_done:
        return f"Il reste un geste\u00a0: dites oui dans le message que nous envoyons à {form.member.email}."
    return "C’est noté." if form.rhythm_chosen else "C’est noté\u00a0: vous ne recevrez plus les nouvelles."


@public
@require_safe
def link(request: HttpRequest, public_id: UUID, position: int) -> HttpResponse:
    """Count a link of a letter, without knowing who follows it, and lead where the letter said."""
    followed = get_object_or_404(LetterLink, letter__public_id=public_id, position=position)
    if request.method == "GET":
        count_link(link=followed)
    return redirect(followed.url)


@public
@csrf_exempt  # posted by a server; its signature or secret is checked instead
@require_http_methods(["HEAD", "POST"])
def provider_news(request: HttpRequest, provider: str) -> HttpResponse:
    """What the mail provider tells of messages, if it is ours and proves who it is (django-anymail)."""
    ours = re.fullmatch(r"anymail\.backends\.(\w+)\.EmailBackend", settings.MAIL_CARRIER)
    view = _provider_views().get(provider)
    if view is None or ours is None or ours.group(1) != provider:
        raise Http404
    if provider not in _ALWAYS_SIGNED and not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404  # nothing would prove who posts
    return cast(HttpResponse, view(request))


#: Providers whose news django-anymail refuses without a signature; the others give the secret of `ANYMAIL`.
_ALWAYS_SIGNED = frozenset({"mailgun", "mandrill", "mailersend", "unisender_go"})


def _provider_views() -> dict[str, Any]:
    """Provider -> django-anymail's view of its news."""
    from anymail import urls as anymail_urls  # few requests need it: see `config.server`

    found = {}
    for pattern in anymail_urls.urlpatterns:
        name = pattern.name or ""
        if name.endswith("_tracking_webhook") or name == "mandrill_webhook":
            found[name.removesuffix("_webhook").removesuffix("_tracking")] = pattern.callback
    return found
