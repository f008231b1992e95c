"""The page of one section, as its templates expect it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from engines.questionnaire.evaluation import Evaluation, evaluate
from engines.questionnaire.evaluation.defaults import with_defaults
from engines.questionnaire.model import Kind
from engines.questionnaire.paper import numbers_on_paper
from milliard.core.middleware import PERMISSIONS, permissions
from milliard.surveys import tokens
from milliard.surveys.answering.form import Path, name_of
from milliard.surveys.answering.page import SectionPage, show_section, with_blank_rows
from milliard.surveys.models import ConsentText
from milliard.surveys.services.consents import texts_of
from milliard.surveys.views.steps import step_of
from milliard.surveys.views.visits import Visit, page_context, section_url
from milliard.territories.days import days_in_france


@dataclass(frozen=True, slots=True)
class ShownConsent:
    """One consent to tick."""

    text: ConsentText
    name: str
    is_checked: bool
    error: str


def section_page(request: HttpRequest, visit: Visit, page: SectionPage, *, status: int = 200) -> HttpResponse:
    """Render the page of a section."""
    response = render(request, "surveys/section.html", section_context(visit, page), status=status)
    return with_permissions(response, visit, page.section)


def with_permissions(response: HttpResponse, visit: Visit, section: str) -> HttpResponse:
    """The page, which may ask the browser where it is when a question of the section asks for a place.

    On a press only, and the browser asks the person first.
    """
    if asks_places(visit, section):
        response.headers[PERMISSIONS] = permissions("geolocation")
    return response


def asks_places(visit: Visit, section: str) -> bool:
    """Whether a question of the section asks for a place, shown or not yet."""
    return any(item.question.kind is Kind.GEOPOINT for item in visit.compiled.questions_of(section))


def section_context(visit: Visit, page: SectionPage) -> dict[str, Any]:
    """What ``surveys/section.html`` and its fragments expect."""
    page.seed = page_seed(visit, page)
    page.numbers = numbers_of(visit)
    answers = shown_answers(visit, page)
    evaluation = evaluate(visit.compiled, answers, today=days_in_france())
    section = show_section(evaluation, page)
    is_first = page.begins if page.is_preview else not (visit.holder or page.mark)
    page.mark = page.mark or visit.mark
    consents = shown_consents(visit, page) if is_first else []
    return page_context(
        visit.collection,
        visit=visit,
        page=page,
        section=section,
        step=step_of(evaluation, visit.holder, page.section),
        url=section_url(visit.collection.slug, page.section),
        is_first=is_first,
        consents=consents,
        summary=[
            *((f"id_{consent.name}", consent.error) for consent in consents if consent.error),
            *section.summary,
        ],
        asks_places=asks_places(visit, page.section),
        saved_state="saved" if visit.holder else "idle",
        saved_at=visit.saved_at,
        revealed=[_link_to(evaluation, path) for path in page.revealed],
        older_shown=(),
    )


def shown_answers(visit: Visit, page: SectionPage) -> Mapping[str, Any]:
    """What the boxes of the page hold: the answers, its blank rows and, for what is new to them, defaults.

    A form filled on paper holds what the person wrote, and nothing else.
    """
    answers = with_blank_rows(visit.compiled, page, days_in_france())
    if visit.is_paper:
        return answers
    return with_defaults(visit.compiled, answers, page.section, days_in_france())


def numbers_of(visit: Visit) -> Mapping[str, int]:
    """The numbers of the sheet that the team types in: the eye goes from one to the other by them."""
    return numbers_on_paper(visit.compiled.questionnaire) if visit.is_paper else {}


def _link_to(evaluation: Evaluation, path: Path) -> tuple[str, str]:
    """(anchor, label) of a question or a group of the page."""
    place = evaluation.places.get(path)
    label = place.question.label if place else evaluation.groups[path].group.label
    return f"item-{name_of(path)}", evaluation.text(label, path)


def page_seed(visit: Visit, page: SectionPage) -> str:
    """The same before and after the first save: both come from the token."""
    if visit.holder is not None:
        return bytes(visit.response.token_digest).hex()
    return tokens.digest(page.fresh.split(":")[0]).hex()


def given_consents(request: HttpRequest, visit: Visit) -> set[int]:
    """Ids of the consents ticked in the form."""
    return {text.pk for text in texts_of(visit.collection) if f"consent_{text.pk}" in request.POST}


def shown_consents(visit: Visit, page: SectionPage) -> list[ShownConsent]:
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
