"""A page that was open while its questionnaire changed: what was typed, and where it is now."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from engines.questionnaire.evaluation import Evaluation
from milliard.surveys.answering import Saved
from milliard.surveys.answering.form import PostedData, PostedSection
from milliard.surveys.version_change.older_pages import OlderAnswer, read_older_page
from milliard.surveys.views.answer_lines import AnswerLine
from milliard.surveys.views.visits import Visit, page_context, section_url


def older_lines(visit: Visit, evaluation: Evaluation, answers: Sequence[OlderAnswer]) -> list[AnswerLine]:
    """The answers in words, each with its place of today."""
    sections, slug = evaluation.compiled.sections, visit.collection.slug
    return [
        AnswerLine(
            evaluation.text(answer.label, answer.path),
            answer.typed or "laissée sans réponse",
            answer.reason,
            section_url(slug, answer.section) if answer.section else "",
            evaluation.text(sections[answer.section].section.title) if answer.section else "",
        )
        for answer in answers
    ]


def older_page(request: HttpRequest, visit: Visit, saved: Saved, next_url: str) -> HttpResponse:
    """After the save of such a page: what was typed, where it went, how to go on."""
    context = _context(visit, older_lines(visit, saved.verdict.evaluation, saved.older))
    context |= {"is_gone": saved.is_gone, "is_saved": True, "next_url": next_url}
    return render(request, "surveys/older_page.html", context)


def refused_older_page(
    request: HttpRequest, visit: Visit, lines: Sequence[AnswerLine], notice: str, *, status: int
) -> HttpResponse:
    """A section that no longer exists, and a save that was refused: everything typed, to be copied."""
    context = _context(visit, lines) | {"is_gone": True, "is_saved": False, "notice": notice}
    context["next_url"] = reverse("surveys:landing", args=[visit.collection.slug])
    return render(request, "surveys/older_page.html", context, status=status)


def typed_lines(visit: Visit, posted: PostedSection, data: PostedData) -> list[AnswerLine]:
    """What a refused page held in questions that its section no longer has."""
    page = read_older_page(
        version=visit.version, compiled=visit.compiled, posted=posted, data=data, uploads={}
    )
    return older_lines(visit, visit.evaluation, page.typed_only()) if page else []


def _context(visit: Visit, lines: Sequence[AnswerLine]) -> dict[str, Any]:
    review_url = reverse("surveys:review", args=[visit.collection.slug])
    return page_context(visit.collection, lines=lines, notice="", review_url=review_url)
