"""What a page gets back from its saves in the background: only what must change on it."""

from collections.abc import Iterator
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.model import Kind
from milliard.surveys.answering import Saved
from milliard.surveys.answering.form import base_of
from milliard.surveys.answering.page import (
    SectionPage,
    ShownSection,
    changed_items,
    show_section,
    with_blank_rows,
)
from milliard.surveys.answering.verdict import look_up
from milliard.surveys.views.section_page import page_seed, section_context
from milliard.surveys.views.visits import Visit
from milliard.territories.days import days_in_france


def saved_fragments(request: HttpRequest, visit: Visit, saved: Saved) -> HttpResponse:
    """Saved mark, hidden state and every item that changed, to be put in place by their ids."""
    return (
        _gone_fragment(request, visit, saved) if saved.is_gone else _section_fragments(request, visit, saved)
    )


def page_again(saved: Saved) -> SectionPage:
    """The page that was just saved, with what it left to mend."""
    return SectionPage(
        section=saved.posted.section,
        answers=saved.verdict.answers,
        posted=saved.posted,
        verdict=saved.verdict,
        other_author=saved.other_author,
    )


def keep_errors_of_fields(saved: Saved) -> None:
    """Groups and what is elsewhere wait until the person goes on."""
    errors = saved.verdict.errors
    saved.verdict.errors = {path: error for path, error in errors.items() if path in saved.posted.fields}


def _section_fragments(request: HttpRequest, visit: Visit, saved: Saved) -> HttpResponse:
    is_partial = not saved.verdict.is_clean
    keep_errors_of_fields(saved)
    context = section_context(visit, _page_kept(saved))
    shown: ShownSection = context["section"]
    context["changed"] = changed_items(
        _section_before(visit, saved),
        shown,
        typed=set(saved.posted.fields),
        errored=[*request.POST.getlist("errored"), *_names_of_others(saved)],
    )
    bases = {field.name: field.base for field in saved.posted.fields.values()}
    sent_again = {question.name for item in context["changed"] for question in item.questions()}
    context["rebased"] = [
        question
        for question in shown.questions
        if question.name not in sent_again and bases.get(question.name, question.base) != question.base
    ]
    context["older_shown"] = saved.older_shown
    if is_partial:
        context["saved_state"] = "partly"
    return render(request, "surveys/_saved.html", context)


def _names_of_others(saved: Saved) -> Iterator[str]:
    """Names of the boxes that hold another answer than the one stored, without anything left to say of it."""
    verdict = saved.verdict
    for path, posted in saved.posted.fields.items():
        is_said = path in verdict.errors or path in verdict.conflicts
        is_file = posted.question.question.kind is Kind.FILE
        if not (is_said or is_file) and base_of(posted.value) != base_of(look_up(verdict.answers, path)):
            yield posted.name


def _section_before(visit: Visit, saved: Saved) -> ShownSection:
    """The section as its answers were until this save; nothing else is evaluated."""
    page = SectionPage(
        section=saved.posted.section, answers=saved.before, posted=saved.posted, id=saved.posted.page
    )
    page.seed = page_seed(visit, page)
    answers = with_blank_rows(visit.compiled, page)
    sections = {page.section}
    return show_section(evaluate(visit.compiled, answers, today=days_in_france(), sections=sections), page)


def _gone_fragment(request: HttpRequest, visit: Visit, saved: Saved) -> HttpResponse:
    """After a save in the background on a section that no longer exists: saved, and sent again as such."""
    page = _page_kept(saved)
    page.mark = visit.mark
    context = {
        "page": page,
        "section": ShownSection(page.section, "", "", ()),
        "summary": (),
        "saved_state": "saved",
        "saved_at": None,
        "older_shown": saved.older_shown,
        "changed": (),
        "rebased": (),
    }
    return render(request, "surveys/_saved.html", context)


def _page_kept(saved: Saved) -> SectionPage:
    """The same, where the browser keeps its page."""
    return replace(page_again(saved), id=saved.posted.page, opened_at=saved.posted.opened_at)
