"""Answering a section: shown, saved at every answer, moved on from."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.request import UnreadablePostError
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from milliard.accounts.models import User
from milliard.core.access import is_htmx, public
from milliard.core.bodies import takes_files
from milliard.core.rate_limit import Limit, is_exceeded, is_exceeded_here, too_many_requests
from milliard.core.refusals import Refused
from milliard.core.views import csrf_failure
from milliard.surveys.answering import Saved, Submission, save_section
from milliard.surveys.answering.page import SectionPage
from milliard.surveys.answering.revealed import revealed
from milliard.surveys.version_change.older_pages import had_section
from milliard.surveys.views.blank_page import blank_page
from milliard.surveys.views.fragments import keep_errors_of_fields, page_again, saved_fragments
from milliard.surveys.views.older_page import older_lines, older_page
from milliard.surveys.views.refusals import StalePage, TooManySaves, refused_page
from milliard.surveys.views.section_page import given_consents, section_page
from milliard.surveys.views.steps import step_of
from milliard.surveys.views.visits import (
    Visit,
    ensure_same_response,
    find_visit,
    first_section,
    invitation_cookie,
    remember,
    remember_sharing,
    section_url,
    to_landing,
)
from milliard.surveys.views.way_on import LEFT, left_behind, left_mark

#: Buttons that only show the page again, with what was saved.
_STAYING = frozenset({"add", "remove", "move", "search"})
#: Buttons that leave the section as done.
_ONWARD = frozenset({"next", "review", "finish"})
#: How Django begins to say that a form was sent from elsewhere.
_ELSEWHERE = ("Origin", "Referer")


@public
@takes_files(25_000_000)
@never_cache
@csrf_exempt  # checked in _save, which shows again what was typed instead of the page of the refusal
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One section. A read writes nothing; a post saves what is right and reports what is not."""
    if request.method == "POST" and not _is_whole(request):
        return csrf_failure(request)
    visit = find_visit(request, slug)
    is_gone = key not in visit.compiled.sections
    if is_gone and not had_section(visit.version, key):
        raise Http404
    if request.method == "POST":
        return _save(request, visit, key)
    if not visit.is_open or (not visit.holder and not visit.may_begin):
        return to_landing(visit)
    if visit.holder is None:
        first = first_section(visit)
        return blank_page(request, visit, key) if key == first else redirect(section_url(slug, first))
    # Each save leads to a page, and people look back.
    reads = Limit("surveys.read", 3 * settings.PUBLIC_FORM_RATE)
    if is_exceeded_here(request, reads):
        return too_many_requests(request, reads)
    if is_gone or not visit.holder.may_answer(key):
        return redirect("surveys:review", slug)
    page = SectionPage(section=key, answers=visit.answers)
    page.left = left_behind(visit, request.GET.get(LEFT, ""))
    return section_page(request, visit, page)


def _save(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    if visit.is_paper and request.POST.get("fresh"):
        visit = replace(visit, key="", holder=None)  # two sheets opened side by side are two people
    try:
        _ensure_rate(request, visit)
        if not _is_own_form(request):
            raise StalePage
        ensure_same_response(request, visit)
        saved = save_section(_submission(request, visit, key))
    except _ForeignForm:
        return csrf_failure(request)
    except Refused as refusal:
        return refused_page(request, visit, _submission(request, visit, key), refusal)
    response = _after(request, visit, saved)
    _remember(request, response, visit, saved.key)
    return response


def _ensure_rate(request: HttpRequest, visit: Visit) -> None:
    if visit.key:
        limit = Limit("surveys.save", settings.PUBLIC_FORM_RATE)
    else:
        limit = Limit("surveys.begin", settings.NEW_RESPONSE_RATE)
    if is_exceeded(request, limit):
        raise TooManySaves


def _submission(request: HttpRequest, visit: Visit, key: str) -> Submission:
    data: QueryDict = request.POST
    uploads = {name: file for name, file in request.FILES.items() if isinstance(file, UploadedFile)}
    if is_htmx(request):  # presses no button
        data = request.POST.copy()
        for name in (*_STAYING, "go"):
            data.pop(name, None)
    return Submission(
        collection=visit.collection,
        section_key=key,
        data=data,
        key=visit.key,
        fresh=request.POST.get("fresh", ""),
        invitation_key=visit.invitation_key,
        consents=given_consents(request, visit) if "consents_shown" in request.POST else None,
        uploads=uploads,
        taken_away=[name.removeprefix("forget__") for name in request.POST if name.startswith("forget__")],
        removed_row=data.get("remove", ""),
        finish=data.get("go") == "finish",
        moves_on=data.get("go") in ("next", "review"),
        is_background=is_htmx(request),
        by=_typist(request, visit),
    )


def _typist(request: HttpRequest, visit: Visit) -> User | None:
    """The organiser typing in a paper form; the account is only looked up in that case."""
    if not visit.is_paper or visit.key or isinstance(request.user, AnonymousUser):
        return None
    return request.user


def _remember(request: HttpRequest, response: HttpResponse, visit: Visit, key: str) -> None:
    """Make the cookies live on from this save."""
    slug = visit.collection.slug
    remember(request, response, slug, key)
    if visit.invitation_key:
        remember(request, response, slug, visit.invitation_key, name=invitation_cookie(slug))
    remember_sharing(request, response)


def _after(request: HttpRequest, visit: Visit, saved: Saved) -> HttpResponse:
    """What to show once a section was saved."""
    visit = replace(visit, key=saved.key, holder=saved.holder)
    if is_htmx(request):
        return saved_fragments(request, visit, saved)
    go, verdict, key = request.POST.get("go", ""), saved.verdict, saved.posted.section
    stays = bool(_STAYING & request.POST.keys()) or go == "refresh"
    if saved.is_gone:
        return older_page(request, visit, saved, reverse("surveys:review", args=[visit.collection.slug]))
    new = revealed(verdict.evaluation, saved.posted) if go in _ONWARD else []
    if verdict.is_clean and not stays and not new:
        next_page = _next_page(visit, key, go, saved)
        return older_page(request, visit, saved, next_page.url) if saved.older else next_page
    if go == "finish" and not new and any(place not in saved.posted.fields for place in verdict.errors):
        return redirect(reverse("surveys:review", args=[visit.collection.slug]) + "?manque=1")
    if stays or new:
        keep_errors_of_fields(saved.verdict, saved.posted)
    page = page_again(saved)
    page.added, page.removed = request.POST.get("add", ""), request.POST.get("remove", "")
    page.searched, page.revealed = request.POST.get("search", ""), new
    page.older = older_lines(visit, verdict.evaluation, saved.older)
    is_right = stays or (new and verdict.is_clean)
    status = 200 if is_right else (409 if verdict.conflicts else 422)
    return section_page(request, visit, page, status=status)


def _next_page(visit: Visit, key: str, go: str, saved: Saved) -> HttpResponseRedirect:
    slug = visit.collection.slug
    step = step_of(saved.verdict.evaluation, visit.holder, key)
    if go == "finish":
        return redirect("surveys:review" if saved.older_shown else "surveys:receipt", slug)
    if go == "next" and step.next:
        return redirect(section_url(slug, step.next) + left_mark(saved.verdict.evaluation, key))
    if go == "previous" and step.previous:
        return redirect(section_url(slug, step.previous))
    if go in ("next", "review"):
        return redirect("surveys:review", slug)
    if go in ("leave", "quit"):
        return redirect("surveys:link" if go == "leave" else "surveys:leave", slug)
    return redirect(section_url(slug, key) + "?enregistre=1")


class _ForeignForm(Exception):
    """Sent from another site: nothing of it is shown."""


class _Check(CsrfViewMiddleware):
    """Django's own check, whose answer we read.

    Its own page is without the form: whoever typed for an hour before the token went stale would find nothing
    of it. A form sent from another site gets that page in any case.
    """

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def _is_own_form(request: HttpRequest) -> bool:
    """Whether the token of the form is the browser's. Raises `_ForeignForm`."""
    check: Any = _Check(lambda request: HttpResponse())
    refusal = check.process_view(request, HttpResponse, (), {})
    if refusal is not None and refusal.content.decode().startswith(_ELSEWHERE):
        raise _ForeignForm
    return refusal is None


def _is_whole(request: HttpRequest) -> bool:
    """Whether the form came to its end: of one cut on its way nothing is read."""
    try:
        _ = request.POST
    except UnreadablePostError:
        return False
    return True
