"""Answering a section: shown, saved at every answer, moved on from."""

from dataclasses import replace

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from milliard.accounts.models import User
from milliard.core.access import is_htmx, public
from milliard.core.rate_limit import Limit, is_exceeded
from milliard.core.refusals import Refused
from milliard.core.views import csrf_failure
from milliard.surveys import tokens
from milliard.surveys.answering import Submission, save_section
from milliard.surveys.answering.page import Page
from milliard.surveys.version_change.older_pages import had_section
from milliard.surveys.views.after_save import STAYING, after_save
from milliard.surveys.views.csrf import ForeignForm, is_own_form
from milliard.surveys.views.refusals import StalePage, TooManySaves, ensure_same_response, refused_page
from milliard.surveys.views.section_page import given_consents, section_page
from milliard.surveys.views.steps import first_section, section_url
from milliard.surveys.views.visits import (
    Visit,
    find_visit,
    invitation_cookie,
    remember,
    remember_sharing,
    to_landing,
)


@public
@never_cache
@csrf_exempt  # checked in _save, which shows again what was typed instead of the page of the refusal
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One section. A read writes nothing; a post saves what is right and reports what is not."""
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
        if key != first:
            return redirect(section_url(slug, first))
        page = Page(section=key, answers={}, fresh=tokens.fresh_token(slug))
        return section_page(request, visit, page)
    if is_gone or not visit.holder.may_answer(key):
        return redirect("surveys:review", slug)
    page = Page(section=key, answers=visit.answers, revision=visit.response.revision)
    return section_page(request, visit, page)


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
        return refused_page(request, visit, _submission(request, visit, key), refusal)
    response = after_save(request, visit, saved)
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
    if is_htmx(request):  # carries no file; htmx adds the button that has the focus
        data, uploads = request.POST.copy(), {}
        for name in (*STAYING, "go"):
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
