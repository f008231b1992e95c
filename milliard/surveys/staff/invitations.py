"""Invitations: addresses in, mails out, reminders to those who have not finished."""

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from french import format_number, plural
from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.staff import attempt, posted_files, press, show, status_of
from milliard.surveys import policies
from milliard.surveys.models import Collection
from milliard.surveys.services.invitations import (
    MAX_REMINDERS,
    REMINDER_GAP,
    BadAddresses,
    Invited,
    invite,
    reminders_due,
    send_reminders,
)
from milliard.surveys.staff.collections import collection_screens, get_collection
from milliard.surveys.staff.forms import InvitationForm


@require_http_methods(["GET", "POST"])
def invitations(request: HttpRequest, slug: str) -> HttpResponse:
    """Counts, a place to paste addresses, and the reminder button. No address is listed."""
    item = get_collection(slug)
    authorize(request.user, policies.can_invite, item)
    form = InvitationForm(*posted_files(request))
    wrong = []
    if form.is_valid():
        try:
            sent = attempt(form, lambda: invite(collection=item, emails=form.text, by=actor(request)))
        except BadAddresses as error:
            wrong = error.errors
        else:
            if sent is not None:
                messages.success(request, _sent(sent))
                return redirect("surveys_staff:invitations", slug=slug)
    due = reminders_due(item).count()
    return show(
        request,
        "surveys/staff/invitations.html",
        title="Invitations",
        crumbs=collection_screens.way(item),
        icon="mail",
        status=422 if wrong else status_of(form),
        collection=item,
        form=form,
        wrong=wrong,
        counts=_counts(item),
        due=due,
        remind=f"Relancer {plural(due, 'personne')}",
        gap_days=REMINDER_GAP.days,
        max_reminders=MAX_REMINDERS,
    )


@require_POST
def reminders(request: HttpRequest, slug: str) -> HttpResponse:
    """Remind those who have not finished."""
    item = get_collection(slug)
    authorize(request.user, policies.can_invite, item)
    return press(
        request,
        lambda: send_reminders(collection=item, by=actor(request)),
        done=_reminded,
        back=reverse("surveys_staff:invitations", args=[slug]),
    )


def _counts(item: Collection) -> dict[str, object]:
    return item.invitations.aggregate(
        all=Count("pk"),
        sent=Count("pk", Q(sent_at__isnull=False)),
        waiting=Count("pk", Q(is_waiting=True, is_spent=False)),
        opened=Count("pk", Q(is_opened=True)),
        finished=Count("pk", Q(is_spent=True)),
        reminded=Count("pk", Q(reminders__gt=0)),
        last=Max("reminded_at"),
    )


def _sent(sent: Invited) -> str:
    more = (
        f" Déjà invitées\u00a0: {format_number(sent.known)}." if sent.known else "",
        f" Ne veulent plus d’invitation\u00a0: {format_number(sent.unwanted)}." if sent.unwanted else "",
    )
    return f"{plural(sent.created, 'invitation')} en route.{''.join(more)}"


def _reminded(count: int) -> str:
    if not count:
        return "Il n’y a personne à relancer pour l’instant."
    return f"{plural(count, 'relance')} en route."
