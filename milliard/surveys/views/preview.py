"""For the team: try a version before it opens, the whole way through. Nothing is stored.

What was answered so far travels in the form itself, signed: conditions between sections, the review and the
end are those that respondents meet. Their script sends what is typed here too, so that questions come as one
answers.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from engines.questionnaire.evaluation.ending import ending_of
from engines.questionnaire.expressions import CompiledQuestionnaire
from engines.questionnaire.review import review
from milliard.core.access import authorize, is_htmx
from milliard.surveys.answering.form import PostedSection, read_section
from milliard.surveys.answering.page import SectionPage
from milliard.surveys.answering.revealed import revealed
from milliard.surveys.answering.verdict import Verdict, judge
from milliard.surveys.duration import estimate
from milliard.surveys.errors import ConsentNeeded
from milliard.surveys.models import Collection, Response, Version
from milliard.surveys.policies import can_preview
from milliard.surveys.services.access import Holder
from milliard.surveys.services.consents import ensure_required, texts_of
from milliard.surveys.services.questionnaires import compiled_version
from milliard.surveys.views.fragments import section_fragments
from milliard.surveys.views.review import read_again, things_to_mend
from milliard.surveys.views.section_page import given_consents, section_context
from milliard.surveys.views.steps import step_of
from milliard.surveys.views.visits import Visit
from milliard.territories.days import days_in_france

_SALT = "surveys.trial"
#: Begins the value of a button that leads to one section.
_TO = "section:"


@dataclass
class _Trial:
    """One walk through a version: the answers so far, and the sections gone through."""

    version: Version
    key: str
    answers: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)

    @property
    def compiled(self) -> CompiledQuestionnaire:
        return compiled_version(self.version)

    @cached_property
    def collection(self) -> Collection:
        """The last one of this version, with its consents; without any, one that does not exist."""
        found = Collection.objects.filter(version=self.version).order_by("-pk").first()
        found = found or Collection(slug="apercu", title=self.version.questionnaire.title)
        found.version = self.version
        return found

    @property
    def visit(self) -> Visit:
        """Of somebody new."""
        return Visit(self.collection)

    @property
    def reader(self) -> Visit:
        """The same person with the answers so far, for who reads them again."""
        response = Response(
            collection=self.collection, version=self.version, answers=self.answers, sections=self.seen
        )
        return Visit(self.collection, holder=Holder(response))

    def asks_consents(self, request: HttpRequest) -> bool:
        """On the first page, until somebody goes on from it."""
        is_first = self.key == next(iter(self.compiled.sections)) and self.collection.pk is not None
        return is_first and ("consents_shown" in request.POST if self.seen else True)

    @property
    def signed(self) -> str:
        return signing.dumps([self.answers, [*self.seen]], salt=_SALT, compress=True)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Any version, the whole way through, as respondents will meet it; nothing is stored."""
    authorize(request.user, can_preview)
    version = get_object_or_404(
        Version.objects.select_related("questionnaire"), questionnaire__code=code, number=number
    )
    trial = _trial(request, version)
    if request.method != "POST":
        return _section(request, trial, SectionPage(section=trial.key, answers={}, is_preview=True))
    if "page" not in request.POST:  # from the review
        return _go(request, trial, request.POST.get("go", ""))
    posted, removed = read_section(trial.compiled, trial.key, request.POST), request.POST.get("remove", "")
    verdict = judge(trial.compiled, trial.answers, posted, today=days_in_france(), removed_row=removed)
    before, trial.answers = trial.answers, verdict.answers
    trial.seen[trial.key] = {"revision": 0}
    page, go = _page_again(request, trial, posted, verdict), request.POST.get("go", "")
    if is_htmx(request):
        page.id, page.opened_at, page.trial = posted.page, posted.opened_at, trial.signed
        return section_fragments(request, trial.visit, page, before)
    page.revealed = revealed(verdict.evaluation, posted) if go == "next" else []
    is_staying = go in ("", "refresh")
    page.consent_error = "" if is_staying else _missing_consent(request, trial)
    if is_staying or page.revealed or page.consent_error or (go == "next" and not verdict.is_clean):
        return _section(request, trial, page)
    return _go(request, trial, _after(go, trial, verdict))


def _missing_consent(request: HttpRequest, trial: _Trial) -> str:
    """What is said when a consent without which nothing is kept was asked here and not given."""
    if "consents_shown" not in request.POST or not trial.asks_consents(request):
        return ""
    try:
        ensure_required(texts_of(trial.collection), given_consents(request, trial.visit))
    except ConsentNeeded as refusal:
        return refusal.message
    return ""


def _trial(request: HttpRequest, version: Version) -> _Trial:
    compiled = compiled_version(version)
    key = request.GET.get("section", "")
    trial = _Trial(version, key if key in compiled.sections else next(iter(compiled.sections)))
    try:
        trial.answers, seen = signing.loads(request.POST.get("trial", ""), salt=_SALT)
        trial.seen = {key: {"revision": 0} for key in seen}
    except signing.BadSignature:
        pass  # a first page, or one of another installation: from the beginning
    return trial


def _page_again(request: HttpRequest, trial: _Trial, posted: PostedSection, verdict: Verdict) -> SectionPage:
    return SectionPage(
        section=trial.key,
        answers=verdict.answers,
        posted=posted,
        verdict=verdict,
        added=request.POST.get("add", ""),
        removed=request.POST.get("remove", ""),
        searched=request.POST.get("search", ""),
        is_preview=True,
    )


def _after(go: str, trial: _Trial, verdict: Verdict) -> str:
    """Where a button of a section leads: another section, or the review."""
    step = step_of(verdict.evaluation, None, trial.key)
    near = {"next": step.next, "previous": step.previous}.get(go, "")
    return f"{_TO}{near}" if near else go


def _go(request: HttpRequest, trial: _Trial, go: str) -> HttpResponse:
    key = go.removeprefix(_TO)
    if go.startswith(_TO) and key in trial.compiled.sections:
        trial.key = key
        return _section(request, trial, SectionPage(section=key, answers=trial.answers, is_preview=True))
    return _review(request, trial, is_sent=go == "finish", leaves="leave" in request.POST)


def _section(request: HttpRequest, trial: _Trial, page: SectionPage) -> HttpResponse:
    page.trial, page.begins = trial.signed, trial.asks_consents(request)
    page.given = given_consents(request, trial.visit) if page.begins else ()
    context = section_context(trial.visit, page) | _around(trial) | {"url": _url(trial, page.section)}
    return render(request, "surveys/preview.html", context)


def _review(request: HttpRequest, trial: _Trial, *, is_sent: bool, leaves: bool) -> HttpResponse:
    reader = trial.reader
    ending = ending_of(reader.evaluation, trial.seen)
    sections = list(read_again(reader))
    context = {
        "collection": reader.collection,
        "page": SectionPage(section="", answers={}, is_preview=True, trial=trial.signed),
        "url": _url(trial, ""),
        "sections_read": sections,
        "to_mend": [line for _, line in things_to_mend(reader, ending)],
        "unseen": [section.title for section in sections if section.key in ending.unseen],
        "is_sent": is_sent and not ending.errors and (leaves or not ending.unseen),
        "asks": is_sent,
    }
    trial.key = ""
    return render(request, "surveys/preview_review.html", _around(trial) | context)


def _url(trial: _Trial, key: str) -> str:
    here = reverse("surveys:preview", args=[trial.version.questionnaire.code, trial.version.number])
    return f"{here}?section={key}" if key else here


def _around(trial: _Trial) -> dict[str, Any]:
    """What stands around every page of the trial: the way about, and remarks on the wording."""
    return {
        "version": trial.version,
        "remarks": review(trial.compiled.questionnaire),
        "estimate": estimate(trial.compiled),
        "sections": [
            (item.section.title, f"{_TO}{key}", key == trial.key)
            for key, item in trial.compiled.sections.items()
        ],
    }
