"""Why a page was not saved: the sentences people read, and what their page needs to be sent again."""

import time
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from milliard.core.access import is_htmx
from milliard.core.refusals import Refused
from milliard.surveys import errors, tokens
from milliard.surveys.answering import Submission
from milliard.surveys.answering.form import read_section
from milliard.surveys.answering.page import SectionPage
from milliard.surveys.answering.verdict import judge
from milliard.surveys.views.older_page import refused_older_page, typed_lines
from milliard.surveys.views.section_page import section_page
from milliard.surveys.views.visits import PAGE_MARK, Visit
from milliard.territories.days import days_in_france

_SOON = (
    "Beaucoup d’envois sont partis de votre connexion. Attendez une minute, puis enregistrez\u00a0: "
    "rien n’est perdu, tout est encore ici."
)
_LATE = (
    "Cette page est restée ouverte longtemps, elle n’a pas été enregistrée. Vérifiez vos réponses, "
    "puis envoyez-la de nouveau."
)
_STALE = (
    "Cette page est restée ouverte longtemps, elle n’a pas été enregistrée. Vérifiez vos réponses, puis "
    "envoyez-la de nouveau. Si cela recommence, acceptez les cookies de ce site."
)
_LOST = (
    "Cet appareil ne retrouve plus vos réponses\u00a0: cette page n’a pas été enregistrée. Vous avez "
    "un lien pour reprendre\u202f? Copiez ce que vous venez d’écrire, puis ouvrez ce lien. Sinon, envoyez la "
    "page de nouveau\u00a0: elle commencera une nouvelle réponse. Si cela recommence, acceptez les cookies."
)
_CLOSED = (
    "Ce questionnaire est fermé\u00a0: cette page n’a pas été enregistrée. Vos réponses restent affichées, "
    "pour que vous puissiez les copier."
)
_OTHER = (
    "Une autre réponse a été ouverte depuis sur cet appareil\u00a0: cette page n’a pas été enregistrée, pour "
    "ne pas mélanger les deux. Copiez ce que vous venez d’écrire, puis rouvrez la vôtre par son lien."
)


class StalePage(Refused):
    """The form's token is not the browser's: the page is old, or not ours."""

    message = _STALE


class TooManySaves(Refused):
    """The rate limit of public forms is reached."""

    message = _SOON


def refused_page(
    request: HttpRequest, visit: Visit, submission: Submission, refusal: Refused
) -> HttpResponse:
    """The page again with everything that was typed, what happened, and what to do."""
    status, notice = _words(request, visit, refusal)
    if is_htmx(request):
        return render(request, "surveys/_not_saved.html", {"sentence": notice}, status=status)
    mark = ""
    if isinstance(refusal, errors.AnotherResponse):  # nothing of that other response is shown
        visit, mark = replace(visit, holder=None), request.POST[PAGE_MARK]
    key, data = submission.section_key, submission.data
    posted = read_section(visit.compiled, key, data)
    older = typed_lines(visit, posted, data)
    if key not in visit.compiled.sections:
        return refused_older_page(request, visit, older, notice, status=status)
    posted = posted if visit.holder else posted.unsaved()
    verdict = judge(visit.compiled, visit.answers, posted, today=days_in_france())
    is_consent = isinstance(refusal, errors.ConsentNeeded)
    page = SectionPage(
        section=key,
        answers=verdict.answers,
        stored=visit.answers,
        posted=posted,
        verdict=verdict,
        opened_at=posted.opened_at or int(time.time()),
        mark=mark,
        fresh="" if visit.holder or mark else _fresh_again(request, visit, refusal),
        given=submission.consents or (),
        consent_error=notice if is_consent else "",
        notice=None if is_consent else ("warning", notice),
        older=older,
    )
    response = section_page(request, visit, page, status=status)
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response


def _words(request: HttpRequest, visit: Visit, refusal: Refused) -> tuple[int, str]:
    """The status of the answer, and what to say on the page."""
    if isinstance(refusal, TooManySaves):
        return 429, _SOON
    if isinstance(refusal, errors.CollectionNotOpen):
        return 403, _CLOSED
    if isinstance(refusal, errors.UnknownToken):
        return 422, _LOST if _is_orphan(request, visit) else _LATE
    if isinstance(refusal, StalePage) and _is_orphan(request, visit):
        return 403, _LOST
    if isinstance(refusal, errors.AnotherResponse):
        return 409, _OTHER
    return (422 if isinstance(refusal, errors.ConsentNeeded) else 403), refusal.message


def _fresh_again(request: HttpRequest, visit: Visit, refusal: Refused) -> str:
    """The same token, so that sending again stays one response; a new one when there was none, or no good."""
    if isinstance(refusal, errors.UnknownToken) or _is_orphan(request, visit):
        return tokens.fresh_token(visit.collection.slug)
    return request.POST.get("fresh", "")


def _is_orphan(request: HttpRequest, visit: Visit) -> bool:
    """Whether the page belongs to a response whose cookie is gone: it does not say «I am a new one»."""
    return not visit.holder and not request.POST.get("fresh")
