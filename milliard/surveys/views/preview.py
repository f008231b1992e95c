"""For the team: try a version before it opens, the whole way through. Nothing is stored.

What was answered so far travels in the form itself, signed: no row, no file, no mail is made, so that no
count, dataset or quota has anything to leave out. The pages are those that respondents meet, from the
consents to the receipt; their script sends what is typed here too, so that questions come as one answers.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from engines.questionnaire.evaluation.ending import ending_of
from engines.questionnaire.expressions import CompiledQuestionnaire
from engines.questionnaire.review import review
from milliard.core.access import authorize, is_htmx
from milliard.core.bodies import takes_files
from milliard.core.screens import screen_url
from milliard.surveys.answering.form import PostedSection, read_section
from milliard.surveys.answering.page import SectionPage
from milliard.surveys.answering.revealed import revealed
from milliard.surveys.answering.verdict import Verdict, judge
from milliard.surveys.duration import estimate
from milliard.surveys.enums import Purpose
from milliard.surveys.errors import ConsentNeeded
from milliard.surveys.forms import EmailForm
from milliard.surveys.models import Collection, Response, Version
from milliard.surveys.policies import can_preview
from milliard.surveys.services.access import Holder
from milliard.surveys.services.attachments import weigh_files
from milliard.surveys.services.consents import ensure_required, texts_of
from milliard.surveys.services.questionnaires import compiled_version
from milliard.surveys.views.fragments import section_fragments
from milliard.surveys.views.receipt import receipt_lines
from milliard.surveys.views.receipt_files import received_on
from milliard.surveys.views.review import review_context
from milliard.surveys.views.section_page import given_consents, section_context, with_permissions
from milliard.surveys.views.steps import step_of
from milliard.surveys.views.visits import Visit, page_context
from milliard.territories.days import days_in_france

_SALT = "surveys.trial"
#: Begins the value of a button that leads to one section.
_TO = "section:"


class _TrialVisit(Visit):
    """Of a collection that may not be open yet, or that does not exist."""

    @property
    def is_open(self) -> bool:
        return True


@dataclass
class _Trial:
    """One walk through a version: the answers so far, and the sections gone through."""

    version: Version
    key: str
    answers: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)
    #: Ids of the consents given.
    given: set[int] = field(default_factory=set)

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
        return _TrialVisit(self.collection)

    def reader(self, **fields: Any) -> Visit:
        """The same person with the answers so far, for who reads them again; ``fields`` of the response."""
        response = Response(
            collection=self.collection,
            version=self.version,
            answers=self.answers,
            sections=self.seen,
            **fields,
        )
        return _TrialVisit(self.collection, holder=Holder(response))

    def asks_consents(self, request: HttpRequest) -> bool:
        """On the first page, until somebody goes on from it."""
        is_first = self.key == next(iter(self.compiled.sections)) and self.collection.pk is not None
        return is_first and ("consents_shown" in request.POST if self.seen else True)

    @property
    def signed(self) -> str:
        return signing.dumps([self.answers, [*self.seen], [*self.given]], salt=_SALT, compress=True)


@takes_files(25_000_000)
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
    files, file_errors = weigh_files(
        posted=posted,
        uploads={name: file for name, file in request.FILES.items() if isinstance(file, UploadedFile)},
        taken_away=[name.removeprefix("forget__") for name in request.POST if name.startswith("forget__")],
    )
    verdict = judge(
        trial.compiled,
        trial.answers,
        posted,
        today=days_in_france(),
        files=files,
        file_errors=file_errors,
        removed_row=removed,
    )
    before, trial.answers = trial.answers, verdict.answers
    trial.seen[trial.key] = {"revision": 0}
    go = request.POST.get("go", "")
    if go == "finish" and verdict.is_clean:  # a page alone: what keeps it from its end is told on it
        verdict.errors = dict(ending_of(verdict.evaluation, trial.seen).errors)
    page = _page_again(request, trial, posted, verdict)
    if "consents_shown" in request.POST:
        trial.given = given_consents(request, trial.visit)
    if is_htmx(request):
        page.id, page.opened_at, page.trial = posted.page, posted.opened_at, trial.signed
        return section_fragments(request, trial.visit, page, before)
    page.revealed = revealed(verdict.evaluation, posted) if go in ("next", "finish") else []
    is_staying = go in ("", "refresh")
    page.consent_error = "" if is_staying else _missing_consent(request, trial)
    if (
        is_staying
        or page.revealed
        or page.consent_error
        or (go in ("next", "finish") and not verdict.is_clean)
    ):
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
        trial.answers, seen, given = signing.loads(request.POST.get("trial", ""), salt=_SALT)
        trial.seen, trial.given = {key: {"revision": 0} for key in seen}, set(given)
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
    page.given = trial.given if page.begins else ()
    context = section_context(trial.visit, page) | _around(trial) | {"url": _url(trial, page.section)}
    response = render(request, "surveys/preview.html", context)
    return with_permissions(response, trial.visit, page.section)


def _review(request: HttpRequest, trial: _Trial, *, is_sent: bool, leaves: bool) -> HttpResponse:
    context = review_context(trial.reader(), shows_errors=is_sent)
    ending = context["ending"]
    if is_sent and not ending.errors and (leaves or not ending.unseen):
        return _receipt(request, trial, unseen=len(ending.unseen))
    page = SectionPage(section="", answers={}, is_preview=True, trial=trial.signed)
    trial.key = ""
    context |= {
        "page": page,
        "url": _url(trial, ""),
        "leads_back": False,
        "asks_to_leave": is_sent and not ending.errors,
        "links": [replace(link, url="") for link in context["links"]],
    }
    return render(request, "surveys/preview_review.html", context | _around(trial))


def _receipt(request: HttpRequest, trial: _Trial, *, unseen: int) -> HttpResponse:
    """What the person would have in hand."""
    reader = trial.reader(completed_at=timezone.now(), unseen_sections=unseen)
    texts = texts_of(trial.collection) if trial.collection.pk else []
    refused = {text.purpose for text in texts if text.pk not in trial.given}
    trial.key = ""
    context = page_context(
        trial.collection,
        visit=reader,
        number="essai",
        received=received_on(reader),
        unseen=unseen,
        lines=mark_safe(receipt_lines(reader)),  # noqa: S308 (rendered by templates)
        consents=[(text, f"consent_{text.pk}", text.pk in trial.given) for text in texts],
        is_counted=Purpose.STATISTICS not in refused,
        has_changed_consents=False,
        is_paper=False,
        is_trial=True,
        openings="",  # nobody opens what is kept nowhere
        form=EmailForm(),
        sent_to="",
        page=SectionPage(section="", answers={}, is_preview=True, trial=trial.signed),
        url=_url(trial, ""),
    )
    return render(request, "surveys/preview_receipt.html", context | _around(trial))


def _url(trial: _Trial, key: str) -> str:
    here = reverse("surveys:preview", args=[trial.version.questionnaire.code, trial.version.number])
    return f"{here}?section={key}" if key else here


def _around(trial: _Trial) -> dict[str, Any]:
    """What stands around every page of the trial: the way about, and remarks on the wording."""
    return {
        "version": trial.version,
        "version_url": screen_url(trial.version),
        "remarks": review(trial.compiled.questionnaire),
        "estimate": estimate(trial.compiled),
        "trial_sections": [
            (item.section.title, f"{_TO}{key}", key == trial.key)
            for key, item in trial.compiled.sections.items()
        ],
    }
