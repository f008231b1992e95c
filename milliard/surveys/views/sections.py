"""Answering a section: shown, saved at every answer, moved on from."""

from collections.abc import Collection as Ids
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from engines.questionnaire.evaluation import Evaluation, evaluate
from milliard.accounts.models import User
from milliard.core.access import is_htmx, public
from milliard.core.rate_limit import Limit, is_exceeded
from milliard.core.refusals import Refused
from milliard.core.views import csrf_failure
from milliard.surveys import errors
from milliard.surveys.answering import Saved, Submission, save_section
from milliard.surveys.answering.form import read_section
from milliard.surveys.answering.verdict import judge
from milliard.surveys.services.access import Holder
from milliard.surveys.services.consents import texts_of
from milliard.surveys.version_change.older_pages import had_section
from milliard.surveys.views.csrf import ForeignForm, is_own_form
from milliard.surveys.views.fragments import failed_fragment, saved_fragments
from milliard.surveys.views.older_page import (
    older_fragment,
    older_lines,
    older_page,
    refused_page,
    typed_lines,
)
from milliard.surveys.views.pages import Page, blank_page, page_after, section_page
from milliard.surveys.views.refusals import (
    PAGE_MARK,
    AnotherResponse,
    StalePage,
    TooManySaves,
    ensure_same_response,
    fresh_again,
    words_of,
)
from milliard.surveys.views.steps import section_url, shown_sections, step_of
from milliard.surveys.views.visits import (
    Visit,
    find_visit,
    invitation_cookie,
    remember,
    remember_sharing,
    to_landing,
)

#: Buttons that only show the page again, with what was saved.
_STAYING = frozenset({"add", "remove", "move", "search"})


@public
@never_cache
@csrf_exempt  # checked in _save, which shows again what was typed instead of the page of the refusal
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One section. A read writes nothing; a post saves what is right and says what is not."""
    visit = find_visit(request, slug)
    is_gone = key not in visit.compiled.sections
    if is_gone and not had_section(visit.version, key):
        raise Http404
    if request.method == "POST":
        return _save(request, visit, key)
    if not visit.is_open or (not visit.holder and not may_begin(visit)):
        return to_landing(visit)
    if visit.holder is None:
        first = first_section(visit)
        return blank_page(request, visit, key) if key == first else redirect(section_url(slug, first))
    if is_gone or not visit.holder.may_answer(key):
        return redirect("surveys:review", slug)
    return section_page(request, visit, Page(key, visit.response.answers, revision=visit.response.revision))


def may_begin(visit: Visit) -> bool:
    """Whether a newcomer may see the first page."""
    return bool(visit.invitation_key) or visit.is_paper or not visit.collection.invitation_only


def first_section(visit: Visit) -> str:
    """Where a newcomer starts."""
    shown = shown_sections(_now(visit, {}), None)
    return shown[0] if shown else next(iter(visit.compiled.sections))


def _save(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    if visit.is_paper and request.POST.get("fresh"):
        visit = replace(visit, key="", holder=None)  # two sheets opened side by side are two people
    try:
        _ensure_rate(request, visit)
        if not is_own_form(request):
            raise StalePage
        ensure_same_response(request, visit)
        saved = save_section(_submission(request, visit, key))
    except ForeignForm:
        return csrf_failure(request)
    except Refused as refusal:
        return _refused(request, visit, key, refusal)
    response = _after(request, visit, key, saved)
    _remember(request, response, visit, saved.key)
    return response


def _submission(request: HttpRequest, visit: Visit, key: str) -> Submission:
    data = _posted(request)
    return Submission(
        collection=visit.collection,
        section_key=key,
        data=data,
        key=visit.key,
        fresh=request.POST.get("fresh", ""),
        invitation_key=visit.invitation_key,
        consents=given_consents(request, visit) if "consents_shown" in request.POST else None,
        uploads=_uploads(request),
        taken_away=_taken_away(request),
        removed_row=data.get("remove", ""),
        finish=data.get("go") == "finish",
        by=_typist(request, visit),
    )


def _remember(request: HttpRequest, response: HttpResponse, visit: Visit, key: str) -> None:
    """The cookies live on from this save."""
    slug = visit.collection.slug
    remember(request, response, slug, key)
    if visit.invitation_key:
        remember(request, response, slug, visit.invitation_key, name=invitation_cookie(slug))
    remember_sharing(request, response)


def _posted(request: HttpRequest) -> QueryDict:
    """The form; without its buttons in a background save, since htmx adds the button that has the focus."""
    if not is_htmx(request):
        return request.POST
    data = request.POST.copy()
    for name in (*_STAYING, "go"):
        data.pop(name, None)
    return data


def _ensure_rate(request: HttpRequest, visit: Visit) -> None:
    if visit.key:
        limit = Limit("surveys.save", settings.PUBLIC_FORM_RATE)
    else:
        limit = Limit("surveys.begin", settings.NEW_RESPONSE_RATE)
    if is_exceeded(request, limit):
        raise TooManySaves


def given_consents(request: HttpRequest, visit: Visit) -> set[int]:
    """Ids of the consents ticked in the form."""
    return {text.pk for text in texts_of(visit.collection) if f"consent_{text.pk}" in request.POST}


def _uploads(request: HttpRequest) -> dict[str, UploadedFile]:
    """Files by form name; saves in the background carry none."""
    if is_htmx(request):
        return {}
    return {name: file for name, file in request.FILES.items() if isinstance(file, UploadedFile)}


def _taken_away(request: HttpRequest) -> Ids[str]:
    return [name.removeprefix("forget__") for name in request.POST if name.startswith("forget__")]


def _typist(request: HttpRequest, visit: Visit) -> User | None:
    """The organiser typing in a paper form; the account is only looked up in that case."""
    if not visit.is_paper or visit.key or isinstance(request.user, AnonymousUser):
        return None
    return request.user


def _after(request: HttpRequest, visit: Visit, key: str, saved: Saved) -> HttpResponse:
    """What follows a save: fragments, the same page, or the next one."""
    visit = _visit_of(visit, saved.holder, saved.key)
    if is_htmx(request):
        return (
            older_fragment(request, saved, visit.mark)
            if saved.is_gone
            else saved_fragments(request, visit, key, saved)
        )
    go = request.POST.get("go", "")
    stays = bool(_STAYING & request.POST.keys()) or go == "refresh"
    if saved.is_gone:
        return older_page(request, visit, saved, reverse("surveys:review", args=[visit.collection.slug]))
    if saved.verdict.is_clean and not stays:
        moved = _move_on(visit, key, go, saved)
        return older_page(request, visit, saved, moved.url) if saved.older else moved
    if any(place not in saved.posted.fields for place in saved.verdict.errors) and go == "finish":
        return redirect(reverse("surveys:review", args=[visit.collection.slug]) + "?manque=1")
    shown = (
        saved.verdict.errors
        if not stays
        else {path: e for path, e in saved.verdict.errors.items() if path in saved.posted.fields}
    )
    again = [
        path for path in (*saved.verdict.errors, *saved.verdict.conflicts) if path in saved.posted.fields
    ]
    page = page_after(
        saved.posted,
        key,
        saved.response.answers,
        typed={path: saved.posted.fields[path] for path in again},
        errors=shown,
        conflicts=saved.verdict.conflicts,
        other_author=saved.other_author,
        revision=saved.response.revision,
        added=request.POST.get("add", ""),
        removed=request.POST.get("remove", ""),
        older=older_lines(visit, saved.verdict.evaluation, saved.older),
    )
    status = 200 if stays else (409 if saved.verdict.conflicts else 422)
    return section_page(request, visit, page, status=status)


def _move_on(visit: Visit, key: str, go: str, saved: Saved) -> HttpResponseRedirect:
    slug = visit.collection.slug
    step = step_of(saved.verdict.evaluation, visit.holder, key)
    if go == "finish":
        return redirect("surveys:review" if saved.older_shown else "surveys:receipt", slug)
    if go == "next" and step.next:
        return redirect(section_url(slug, step.next))
    if go == "previous" and step.previous:
        return redirect(section_url(slug, step.previous))
    if go in ("next", "review"):
        return redirect("surveys:review", slug)
    if go in ("leave", "quit"):
        return redirect("surveys:link" if go == "leave" else "surveys:leave", slug)
    return redirect(section_url(slug, key) + "?enregistre=1")


def _refused(request: HttpRequest, visit: Visit, key: str, refusal: Refused) -> HttpResponse:
    """The page again with everything that was typed, what happened, and what to do."""
    status, notice = words_of(request, visit, refusal)
    if is_htmx(request):
        return failed_fragment(request, notice)
    mark = ""
    if isinstance(refusal, AnotherResponse):  # nothing of that other response is shown
        visit, mark = replace(visit, holder=None), request.POST[PAGE_MARK]
    stored = visit.response.answers if visit.holder else {}
    older = typed_lines(visit, key, _posted(request), _now(visit, stored))
    if key not in visit.compiled.sections:
        return refused_page(request, visit, older, notice, status=status)
    posted = read_section(visit.compiled, key, _posted(request))
    posted = posted if visit.holder else posted.unsaved()
    verdict = judge(visit.compiled, stored, posted, today=timezone.localdate())
    is_consent = isinstance(refusal, errors.ConsentNeeded)
    page = page_after(
        posted,
        key,
        verdict.answers,
        typed=posted.fields,
        errors=verdict.errors,
        given=given_consents(request, visit),
        notice=None if is_consent else ("warning", notice),
        consent_error=notice if is_consent else "",
        mark=mark,
        fresh="" if visit.holder or mark else fresh_again(request, visit, refusal),
        revision=posted.revision,
        stored=stored,
        older=older,
    )
    response = section_page(request, visit, page, status=status)
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response


def _now(visit: Visit, answers: Mapping[str, Any]) -> Evaluation:
    return evaluate(visit.compiled, answers, today=timezone.localdate())


def _visit_of(visit: Visit, holder: Holder, key: str) -> Visit:
    return replace(visit, key=key, holder=holder)
