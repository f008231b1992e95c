"""The page of one section, however one came to it: first visit, return, error, conflict, refusal."""

import secrets
import time
from collections.abc import Collection as Ids
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from engines.questionnaire.evaluation import Evaluation, evaluate
from engines.questionnaire.model import Kind, walk
from milliard.surveys import tokens
from milliard.surveys.answering.form import Path, PostedField, PostedSection
from milliard.surveys.answering.page import Showing, ShownSection, show_section, with_blank_rows
from milliard.surveys.models import ConsentText
from milliard.surveys.services.consents import texts_of
from milliard.surveys.views.older_page import OlderLine
from milliard.surveys.views.steps import section_url, step_of
from milliard.surveys.views.visits import Visit
from milliard.territories.models import Commune
from milliard.ui.component_records import Choice

_MARKS = {
    "csrf": "@@csrf-of-this-visitor@@",
    "fresh": "@@fresh-token@@",
    "page": "0pagemark0",
    "at": "@@now@@",
}
_PAGE_CACHE_S = 300
_PROPOSALS = 12


@dataclass(slots=True)
class Page:
    """What the page of section ``key`` is made of, besides the visit.

    answers: stored ones, or those a refused post would have given (then ``stored`` says which are). typed:
    what just came back and must be shown as it is. kept, added, removed: rows of repeated groups, see
    `milliard.surveys.answering.page.with_blank_rows`. given: consents ticked. notice: (kind, sentence) above
    the form. older: answers to questions that left the section. fresh: signed token, for who has no response
    yet. mark: of the response that the page belongs to, when it is not the visitor's.
    """

    key: str
    answers: Mapping[str, Any]
    typed: Mapping[Path, PostedField] = field(default_factory=dict)
    errors: Mapping[Path, str] = field(default_factory=dict)
    conflicts: Mapping[Path, Any] = field(default_factory=dict)
    other_author: str = ""
    kept: Mapping[Path, tuple[str, ...]] = field(default_factory=dict)
    added: str = ""
    removed: str = ""
    given: Ids[int] = ()
    notice: tuple[str, str] | None = None
    consent_error: str = ""
    fresh: str = ""
    page: str = ""
    opened_at: int = 0
    revision: int = 0
    is_preview: bool = False
    stored: Mapping[str, Any] | None = None
    older: Sequence[OlderLine] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class ShownConsent:
    """One consent to tick."""

    text: ConsentText
    name: str
    is_checked: bool
    error: str


def page_after(posted: PostedSection, key: str, answers: Mapping[str, Any], **more: Any) -> Page:
    """The page shown again after a post: same identity, so that its next save is recognised."""
    return Page(key, answers, kept=posted.rows, page=posted.page, opened_at=posted.opened_at, **more)


def section_page(request: HttpRequest, visit: Visit, page: Page, *, status: int = 200) -> HttpResponse:
    """Render the page of a section."""
    return render(request, "surveys/section.html", section_context(visit, page), status=status)


def section_context(visit: Visit, page: Page) -> dict[str, Any]:
    """What ``surveys/section.html`` and its fragments expect."""
    page.page = page.page or secrets.token_hex(4)
    evaluation = display_evaluation(visit, page)
    shown = shown_section(visit, page, evaluation)
    step = step_of(evaluation, visit.holder, page.key)
    is_first = not (visit.holder or page.is_preview or page.mark)
    consents = shown_consents(visit, page) if is_first else []
    summary = [(consent.name, consent.error) for consent in consents if consent.error]
    slug = visit.collection.slug
    return {
        "collection": visit.collection,
        "simulated": visit.collection.is_simulated,
        "section": shown,
        "summary": [*((f"id_{name}", error) for name, error in summary), *shown.summary],
        "errored": [anchor.removeprefix("id_").removeprefix("item-") for anchor, _ in shown.summary],
        "step": step,
        "url": section_url(slug, page.key),
        "previous_url": section_url(slug, step.previous) if step.previous else "",
        "consents": consents,
        "has_response": visit.holder is not None,
        "is_complete": bool(visit.holder and visit.response.completed_at),
        "is_contributor": bool(visit.holder and visit.holder.contributor),
        "saved_state": "saved" if visit.holder else "idle",
        "saved_at": _saved_at(visit),
        "is_preview": page.is_preview,
        "is_paper": visit.is_paper,
        "older": page.older,
        "older_shown": (),
        "asks_sharing": is_first and not visit.is_paper,
        "is_shared": visit.is_shared,
        "page": page,
        "mark": page.mark or visit.mark,
        "opened_at": page.opened_at or int(time.time()),
        "excluded": ",".join(shown.file_names),
    }


def display_evaluation(visit: Visit, page: Page, *, sections: Ids[str] | None = None) -> Evaluation:
    """The evaluation of what the page shows, blank rows of repeated groups included.

    sections: when only the look of these is asked for, and not the way through the others.
    """
    answers = with_blank_rows(
        visit.compiled,
        page.key,
        page.answers,
        page=page.page,
        kept=page.kept,
        added=page.added,
        removed=page.removed,
    )
    return evaluate(visit.compiled, answers, today=timezone.localdate(), sections=sections)


def shown_section(visit: Visit, page: Page, evaluation: Evaluation) -> ShownSection:
    """The section as its template needs it."""
    return show_section(
        Showing(
            evaluation=evaluation,
            section=page.key,
            typed=page.typed,
            errors=page.errors,
            conflicts=page.conflicts,
            other_author=page.other_author,
            communes=_commune_labels(evaluation, page),
            proposals=_proposals(page.typed.values()),
            stored=page.stored,
            seed=_seed(visit, page),
        )
    )


def shown_consents(visit: Visit, page: Page) -> list[ShownConsent]:
    """The consents asked of a newcomer."""
    return [
        ShownConsent(
            text,
            f"consent_{text.pk}",
            text.pk in page.given,
            page.consent_error if text.is_required and text.pk not in page.given else "",
        )
        for text in texts_of(visit.collection)
    ]


def blank_page(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """The first page of a newcomer: rendered once per version, theme and process, then only addressed.

    Nothing in it belongs to anybody but four marks, replaced here: the two tokens, the page's name, the
    time. A section with choices in random order is rendered each time.
    """
    fresh, page = tokens.fresh_token(visit.collection.slug), secrets.token_hex(4)
    if request.GET or visit.is_paper or visit.is_lost or _has_random_order(visit, key):
        return section_page(request, visit, Page(key, {}, fresh=fresh, page=page))
    collection, theme = visit.collection, request.COOKIES.get("theme", "")[:10]
    state = f"{collection.updated_at.timestamp()}:{collection.version.digest}"
    name = f"blank:{collection.pk}:{state}:{key}:{theme}:{visit.is_shared}"
    html = caches["process"].get(name)
    if html is None:
        context = section_context(visit, Page(key, {}, fresh=_MARKS["fresh"], page=_MARKS["page"]))
        context |= {"csrf_token": _MARKS["csrf"], "opened_at": _MARKS["at"]}
        context["messages"] = ()  # words meant for this visitor: they wait for a page that is not kept
        html = render_to_string("surveys/section.html", context, request=request)
        caches["process"].set(name, html, _PAGE_CACHE_S)
    own = {"csrf": get_token(request), "fresh": fresh, "page": page, "at": str(int(time.time()))}
    for mark, value in own.items():
        html = html.replace(_MARKS[mark], value)
    response = HttpResponse(html)
    response.headers["Cache-Control"] = "no-store"
    return response


def _has_random_order(visit: Visit, key: str) -> bool:
    return any(question.is_random_order for question in walk(visit.compiled.sections[key].section.items))


def _seed(visit: Visit, page: Page) -> str:
    """The same before and after the first save: both come from the token."""
    if visit.holder is not None:
        return bytes(visit.response.token_digest).hex()
    return tokens.digest(page.fresh.split(":")[0]).hex()


def _saved_at(visit: Visit) -> Any:
    return visit.response.saved_at if visit.holder and not visit.collection.is_anonymous else None


def _commune_labels(evaluation: Evaluation, page: Page) -> dict[str, str]:
    """Names of the communes answered in the section: one query, only when there are some."""
    codes = {
        str(place.answer)
        for place in evaluation.places.values()
        if place.question.kind is Kind.COMMUNE and place.is_answered and place.section == page.key
    }
    codes |= {str(theirs) for path, theirs in page.conflicts.items() if _is_commune(evaluation, path)}
    if not codes:
        return {}
    return {commune.code: commune.label for commune in Commune.objects.filter(code__in=codes)}


def _is_commune(evaluation: Evaluation, path: Path) -> bool:
    place = evaluation.places.get(path)
    return place is not None and place.question.kind is Kind.COMMUNE


def _proposals(typed: Iterable[PostedField]) -> dict[Path, tuple[Choice, ...]]:
    """Communes a typed text may mean, for who has no JavaScript."""
    found: dict[Path, tuple[Choice, ...]] = {}
    for field_ in typed:
        text = " ".join(field_.raw).strip()
        if field_.question.question.kind is Kind.COMMUNE and text:
            communes = Commune.objects.matching(text[:80]).select_related("department")[:_PROPOSALS]
            found[field_.path] = tuple(Choice(commune.label, commune.label) for commune in communes)
    return found
