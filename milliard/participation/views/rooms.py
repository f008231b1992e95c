"""What a group keeps for itself: its page, its documents, its letter."""

import hashlib
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from french import plural
from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.refusals import NotAllowed, Refused
from milliard.core.staff import posted, posted_files
from milliard.letters.services.recipients import Frozen
from milliard.letters.writing import for_person, write_letter
from milliard.members.models import Member
from milliard.participation.forms import DocumentForm, GroupLetterForm, GroupPageForm
from milliard.participation.models import GroupDocument, WorkingGroup
from milliard.participation.policies import can_remove_document, is_in_group, is_inside, leads_group
from milliard.participation.services.group_letters import preview_group_letter, send_group_letter
from milliard.participation.services.rooms import (
    PageChangedMeanwhile,
    add_document,
    remove_document,
    write_group_page,
)
from milliard.participation.views.own import my_members, try_act

_METHODS = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(_METHODS)
def group_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the page of those inside."""
    group = get_object_or_404(WorkingGroup, slug=slug)
    authorize(request.user, leads_group, group)
    first = {"source": group.page_source, "revision": group.page_revision}
    form = GroupPageForm(posted(request), initial=first)
    theirs = ""
    if form.is_valid():
        try:
            write_group_page(group=group, **form.cleaned_data, by=actor(request))
        except PageChangedMeanwhile as refusal:
            form.add_error(None, refusal.message)
            theirs = group.page_source
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Page enregistrée.")
            return redirect("participation:group", group.slug)
    context = {"group": group, "form": form, "theirs": theirs, "revision": group.page_revision}
    return render(request, "participation/group_page.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(_METHODS)
def documents(request: HttpRequest, slug: str) -> HttpResponse:
    """The documents of a group, for those inside; a post adds one."""
    group = get_object_or_404(WorkingGroup, slug=slug)
    authorize(request.user, is_inside, group)
    member = _seated(request, group)
    form = DocumentForm(*posted_files(request))
    if form.is_valid():
        if member is None:
            raise NotAllowed
        said = form.cleaned_data
        try:
            add_document(
                group=group, member=member, title=said["title"], upload=said["file"], by=actor(request)
            )
        except Refused as refusal:
            form.add_error("file", refusal.message)
        else:
            messages.success(request, "Document ajouté\u00a0: seules les personnes du groupe l’ouvrent.")
            return redirect("participation:documents", group.slug)
    context = {"group": group, "form": form, "member": member, "documents": _listed(request, group)}
    return render(request, "participation/documents.html", context, status=422 if form.errors else 200)


def _listed(request: HttpRequest, group: WorkingGroup) -> list[GroupDocument]:
    """The documents, each knowing whether this person may remove it."""
    rows = list(group.documents.select_related("added_by").order_by("-pk"))
    may_lead = leads_group(request.user, group)
    mine = {member.pk for member in my_members(request)}
    for row in rows:
        row.may_remove = may_lead or row.added_by_id in mine  # type: ignore[attr-defined]
    return rows


def _seated(request: HttpRequest, group: WorkingGroup) -> Member | None:
    """The member of this account who is in the group."""
    inside = {seat.member_id for seat in group.seats.filter(state="in", member__in=my_members(request))}
    return next((member for member in my_members(request) if member.pk in inside), None)


@require_safe
def document(request: HttpRequest, slug: str, public_id: UUID) -> FileResponse:
    """A document, downloaded by those in the group and never shown in the page's place."""
    row = get_object_or_404(_documents(slug), public_id=public_id)
    authorize(request.user, is_in_group, row.group)
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content,
        as_attachment=True,
        filename=row.file_name,
        content_type="application/octet-stream",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def remove_document_page(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Take a document away, for good; one that is gone already, nothing more."""
    row = _documents(slug).filter(public_id=public_id).first()
    if row is None:
        authorize(request.user, is_inside, get_object_or_404(WorkingGroup, slug=slug))
        return redirect("participation:documents", slug)
    authorize(request.user, can_remove_document, row)
    if try_act(request, lambda: remove_document(document=row, by=actor(request))):
        messages.success(request, "Document retiré.")
    return redirect("participation:documents", slug)


def _documents(slug: str) -> QuerySet[GroupDocument]:
    return GroupDocument.objects.filter(group__slug=slug).select_related("group", "added_by")


@never_cache
@require_http_methods(_METHODS)
def group_letter(request: HttpRequest, slug: str) -> HttpResponse:
    """Write to those of the group: seen first as they will receive it, then sent."""
    group = get_object_or_404(WorkingGroup.objects.with_size(), slug=slug)
    authorize(request.user, leads_group, group)
    form = GroupLetterForm(posted(request))
    context = {"group": group, "form": form, "seen": None}
    if form.is_valid():
        try:
            if "send" in request.POST and request.POST.get("read") == _read(form):
                frozen = send_group_letter(group=group, **form.cleaned_data, by=actor(request))
                messages.success(request, _sent(frozen))
                return redirect("participation:group", group.slug)
            context |= _seen(group, form, request)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return render(request, "participation/group_letter.html", context, status=422 if form.errors else 200)


def _read(form: GroupLetterForm) -> str:
    """What stands for the words that were shown: others typed since are shown again before they leave."""
    return hashlib.sha256("\n".join(form.cleaned_data.values()).encode()).hexdigest()


def _seen(group: WorkingGroup, form: GroupLetterForm, request: HttpRequest) -> dict[str, object]:
    """The letter as somebody receives it, and how many do."""
    letter, expected = preview_group_letter(group=group, **form.cleaned_data, by=actor(request))
    mine = my_members(request)
    message = for_person(write_letter(letter), mine[0] if mine else Member(given_name="Camille"), to="")
    html = str(message.alternatives[0][0]).partition("<body>")[2].partition("</body>")[0]
    return {"seen": message.subject, "html": html, "expected": expected, "read": _read(form)}


def _sent(frozen: Frozen) -> str:
    told = f"Votre lettre part à {plural(frozen.queued, 'personne', 'personnes')}."
    if frozen.waiting:
        told += f" {plural(frozen.waiting, 'autre la lira', 'autres la liront')} dans leur lettre groupée."
    return told
