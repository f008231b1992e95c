"""Inviting: a list in, its columns and rows shown, then mails out; reminders to who has not finished.

In an anonymous collection nothing is counted here that one person's answer changes: whoever is written to
again, or removed, would be told from the others by the difference.
"""

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from french import format_number, plural
from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.core.staff import posted, posted_files, press, show, status_of
from milliard.fieldwork.services.invitation_drafts import (
    InvitationDraft,
    InvitationPlan,
    forget_list,
    keep_list,
    open_list,
    plan_invitations,
    say_places,
)
from milliard.fieldwork.staff.collections import collection_screens, get_collection
from milliard.fieldwork.staff.invitation_forms import InvitationColumnsForm, InvitationForm
from milliard.surveys import policies
from milliard.surveys.models import Collection
from milliard.surveys.services.invitations import (
    MAX_REMINDERS,
    REMINDER_GAP,
    Invited,
    invite_people,
    reminders_due,
    send_reminders,
)
from milliard.ui.component_records import Column

_FEW, _MANY = 8, 200
_WRITTEN = [
    Column("Adresse", "email"),
    Column("Nom", lambda person: person.name or "—"),
    Column("Structure", lambda person: person.organisation or "—"),
]
_QUIETLY = "Les relances partent à qui n’a pas terminé, trois jours au moins après le dernier message."
_WRONG = [Column("Ligne", "0"), Column("Ce qui y est écrit", "1"), Column("Pourquoi", "2")]


@require_http_methods(["GET", "POST"])
def invitations(request: HttpRequest, slug: str) -> HttpResponse:
    """Counts, a place for a list, the reminder button. A list sent is read and shown: nothing leaves yet."""
    item = get_collection(slug)
    authorize(request.user, policies.can_invite, item)
    form = InvitationForm(*posted_files(request))
    if form.is_valid():
        if not item.is_open():
            form.add_error(None, "Ouvrez la collecte avant d’inviter.")
        else:
            draft = keep_list(collection=item, upload=form.upload, by=actor(request))
            try:
                draft.read()
            except Refused as refusal:
                forget_list(draft=draft)
                form.add_error("file" if form.cleaned_data["file"] else "emails", refusal.message)
            else:
                return redirect("surveys_staff:invitation_check", slug, draft.ticket)
    counts = _counts(item)
    due = reminders_due(item).count() if item.is_open() and not item.is_anonymous else 0
    return show(
        request,
        "fieldwork/staff/invitations.html",
        title="Invitations",
        crumbs=collection_screens.way(item),
        icon="mail",
        status=status_of(form),
        collection=item,
        is_open=item.is_open(),
        form=form,
        counts=counts,
        may_remind=bool(due) or (item.is_anonymous and bool(counts["sent"])),
        remind="Relancer" if item.is_anonymous else f"Relancer {plural(due, 'personne')}",
        gap_days=REMINDER_GAP.days,
        max_reminders=MAX_REMINDERS,
    )


@require_http_methods(["GET", "POST"])
def invitation_check(request: HttpRequest, slug: str, ticket: str) -> HttpResponse:
    """Who would be invited, which column is what, which rows are wrong; sent back, the mails leave."""
    item = get_collection(slug)
    authorize(request.user, policies.can_invite, item)
    try:
        draft = open_list(collection=item, ticket=ticket, by=actor(request))
        file = draft.read()
        form = InvitationColumnsForm(posted(request) if "read" in request.POST else None, file=file)
        if form.is_valid():
            draft = say_places(collection=item, draft=draft, places=form.places, by=actor(request))
            return redirect("surveys_staff:invitation_check", slug, draft.ticket)
        plan = plan_invitations(collection=item, file=file)
        if request.method == "POST" and "read" not in request.POST:
            return _invite(request, item, draft, plan)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("surveys_staff:invitations", slug)
    return show(
        request,
        "fieldwork/staff/invitation_check.html",
        title="Vérifier la liste",
        crumbs=[*collection_screens.way(item), ("Invitations", _url(item))],
        icon="mail",
        status=status_of(form),
        collection=item,
        name=draft.held.name,
        file=file,
        form=form,
        plan=plan,
        invite_label=f"Inviter {plural(len(plan.new), 'personne')}",
        written_columns=_WRITTEN,
        written=plan.new[:_FEW],
        written_left=max(0, len(plan.new) - _FEW),
        wrong_columns=_WRONG,
        wrong=_wrong(plan)[:_MANY],
        wrong_left=max(0, len(_wrong(plan)) - _MANY),
    )


@require_POST
def reminders(request: HttpRequest, slug: str) -> HttpResponse:
    """Remind those who have not finished."""
    item = get_collection(slug)
    authorize(request.user, policies.can_invite, item)
    return press(
        request,
        lambda: send_reminders(collection=item, by=actor(request)),
        done=_QUIETLY if item.is_anonymous else _reminded,
        back=reverse("surveys_staff:invitations", args=[slug]),
    )


def _invite(
    request: HttpRequest, item: Collection, draft: InvitationDraft, plan: InvitationPlan
) -> HttpResponse:
    sent = invite_people(collection=item, people=plan.file.people, by=actor(request))
    forget_list(draft=draft)
    messages.success(request, _sent(sent))
    return redirect("surveys_staff:invitations", item.slug)


def _wrong(plan: InvitationPlan) -> list[tuple[str, str, str]]:
    """Every row from which no new invitation comes, and why, in the order of the list."""
    told = [(error.line, error.text, error.message) for error in plan.problems]
    for people, why in (
        (plan.file.repeated, "Écrite deux fois\u00a0: invitée une seule."),
        (plan.known, "Déjà invitée à cette collecte."),
        (plan.unwanted, "Ne veut plus recevoir d’invitations."),
    ):
        told += [(person.line, person.email, why) for person in people]
    return [(str(line or "—"), text, why) for line, text, why in sorted(told)]


def _url(item: Collection) -> str:
    return reverse("surveys_staff:invitations", args=[item.slug])


def _counts(item: Collection) -> dict[str, object]:
    written = {
        "all": Count("pk"),
        "sent": Count("pk", Q(sent_at__isnull=False)),
        "refused": Count("pk", Q(is_refused=True)),
    }
    if item.is_anonymous:
        return item.invitations.aggregate(**written)
    return item.invitations.aggregate(
        **written,
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
