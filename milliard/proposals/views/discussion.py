"""The discussion of a proposal, thread by thread, and one comment with what can be done about it."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from milliard.accounts.actor import actor
from milliard.core.access import public
from milliard.core.staff import attempt, posted, status_of
from milliard.core.tables import page_of, page_urls
from milliard.participation.views.own import try_act
from milliard.proposals.forms import CommentEditForm, CommentForm, CommentReportForm
from milliard.proposals.models import MemberProposal, ProposalComment
from milliard.proposals.policies import wrote_comment
from milliard.proposals.services.discussion import comment_proposal, delete_comment, edit_comment
from milliard.proposals.services.moderation import report_comment
from milliard.proposals.views.found import find_proposal, frame_of, sees_names, speaker

PAGE_SIZE = 30
_METHODS = ["GET", "HEAD", "POST"]


@public
@require_http_methods(_METHODS)
def discussion(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Comments in the order threads began, the oldest first; a post adds one."""
    item = find_proposal(request, public_id)
    frame = frame_of(request, item)
    form = CommentForm(posted(request))
    if request.method == "POST" and frame["member"] is None:
        return redirect("members:welcome")
    if form.is_valid():
        said = {**form.cleaned_data, "member": frame["member"], "by": actor(request)}
        made = attempt(form, lambda: comment_proposal(proposal=item, **said))
        if made is not None:
            messages.success(request, "Votre commentaire est publié.")
            return redirect("proposals:comment", item.public_id, made.public_id)
    found = item.comments.select_related("author")
    page = page_of(request, found, order=["thread", "pk"], size=PAGE_SIZE)
    name_speakers(page.rows, item, is_for_members=sees_names(frame["mine"]))
    context = {**frame, "form": form, "page": page, **page_urls(request, page)}
    return render(request, "proposals/discussion.html", context, status=status_of(form))


def name_speakers(rows: Sequence[ProposalComment], proposal: MemberProposal, *, is_for_members: bool) -> None:
    """Give each comment ``speaker``, as this reader may know them."""
    for row in rows:
        row.speaker = speaker(  # type: ignore[attr-defined]
            row.author, proposal, is_for_members=is_for_members
        )


@public
@require_http_methods(_METHODS)
def comment(request: HttpRequest, public_id: UUID, comment_id: UUID) -> HttpResponse:
    """One comment; a post answers it, corrects it, takes it away or reports it."""
    item = find_proposal(request, public_id)
    found = item.comments.select_related("author", "parent__author", "proposal")
    row = get_object_or_404(found, public_id=comment_id)
    frame = frame_of(request, item)
    if request.method == "POST" and frame["member"] is None:
        return redirect("members:welcome")
    forms = _forms(request, row)
    asked = request.POST.get("act", "")
    if asked == "delete":
        if try_act(request, lambda: delete_comment(comment=row, by=actor(request))):
            messages.info(request, "Votre commentaire est effacé.")
        return redirect(request.path)
    form = forms.get(asked)
    if form is not None and form.is_valid():
        acts = _acts(request, row, frame, form.cleaned_data)
        attempt(form, acts[asked])
        if not form.errors:
            messages.success(request, _DONE[asked])
            return redirect(request.path)
    rows = [row, row.parent] if row.parent else [row]
    name_speakers(rows, item, is_for_members=sees_names(frame["mine"]))
    context = {**frame, "comment": row, "is_mine": wrote_comment(request.user, row), "forms": forms}
    status = status_of(form) if form is not None else (422 if request.method == "POST" else 200)
    return render(request, "proposals/comment.html", context, status=status)


_DONE = {
    "reply": "Votre réponse est publiée.",
    "edit": "Votre commentaire est corrigé.",
    "report": "Merci\u00a0: l’équipe va lire ce commentaire.",
}


def _forms(request: HttpRequest, row: ProposalComment) -> dict[str, BaseForm]:
    """The forms of the page by act; the one that was sent is filled."""
    data, asked = posted(request), request.POST.get("act", "")
    return {
        "reply": CommentForm(data if asked == "reply" else None, auto_id="reply_%s"),
        "edit": CommentEditForm(
            data if asked == "edit" else None, initial={"text": row.text}, auto_id="edit_%s"
        ),
        "report": CommentReportForm(data if asked == "report" else None, auto_id="report_%s"),
    }


def _acts(
    request: HttpRequest, row: ProposalComment, frame: dict[str, Any], said: dict[str, Any]
) -> dict[str, Callable[[], object]]:
    member, by = frame["member"], actor(request)
    return {
        "reply": lambda: comment_proposal(proposal=row.proposal, parent=row, **said, member=member, by=by),
        "edit": lambda: edit_comment(comment=row, **said, by=by),
        "report": lambda: report_comment(comment=row, **said, member=member, by=by),
    }
