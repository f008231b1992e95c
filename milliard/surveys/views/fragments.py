"""What a page gets back from its saves in the background: only what must change on it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from engines.questionnaire.answers import Answers, look_up
from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.model import Kind
from milliard.surveys.answering import Saved
from milliard.surveys.answering.form import PostedSection, base_of
from milliard.surveys.answering.page import (
    SectionPage,
    ShownSection,
    changed_items,
    show_section,
)
from milliard.surveys.answering.verdict import Verdict
from milliard.surveys.views.section_page import numbers_of, page_seed, section_context, shown_answers
from milliard.surveys.views.visits import Visit
from milliard.territories.days import days_in_france


def saved_fragments(request: HttpRequest, visit: Visit, saved: Saved) -> HttpResponse:
    """Saved mark, hidden state and every item that changed, to be put in place by their ids."""
    if saved.is_gone:
        return _gone_fragment(request, visit, saved)
    return section_fragments(request, visit, _page_kept(saved), saved.before, saved.older_shown)


def page_again(saved: Saved) -> SectionPage:
    """The page that was just saved, with what it left to mend."""
    return SectionPage(
        section=saved.posted.section,
        answers=saved.verdict.answers,
        posted=saved.posted,
        verdict=saved.verdict,
        other_author=saved.other_author,
    )


def keep_errors_of_fields(verdict: Verdict, posted: PostedSection) -> None:
    """Groups and what is elsewhere wait until the person goes on."""
    verdict.errors = {path: error for path, error in verdict.errors.items() if path in posted.fields}


def section_fragments(
    request: HttpRequest, visit: Visit, page: SectionPage, before: Answers, older_shown: Sequence[str] = ()
) -> HttpResponse:
    """What changes on a page that was sent in the background. ``before``: the answers until then."""
    posted, verdict = page.posted, page.verdict
    assert verdict is not None
    is_partial = not verdict.is_clean
    keep_errors_of_fields(verdict, posted)
    context = section_context(visit, page)
    shown: ShownSection = context["section"]
    context["changed"] = changed_items(
        _section_before(visit, posted, before),
        shown,
        typed=set(posted.fields),
        errored=[*request.POST.getlist("errored"), *_names_of_others(posted, verdict)],
    )
    bases = {field.name: field.base for field in posted.fields.values()}
    sent_again = {question.name for item in context["changed"] for question in item.questions()}
    context["rebased"] = [
        question
        for question in shown.questions
        if question.name not in sent_again and bases.get(question.name, question.base) != question.base
    ]
    context["older_shown"] = older_shown
    if is_partial:
        context["saved_state"] = "partly"
    return render(request, "surveys/_saved.html", context)


def _names_of_others(section: PostedSection, verdict: Verdict) -> Iterator[str]:
    """Names of the boxes that hold another answer than the one stored, without anything left to say of it."""
    for path, posted in section.fields.items():
        is_said = path in verdict.errors or path in verdict.conflicts
        is_file = posted.question.question.kind is Kind.FILE
        if not (is_said or is_file) and base_of(posted.value) != base_of(look_up(verdict.answers, path)):
            yield posted.name


def _section_before(visit: Visit, posted: PostedSection, before: Answers) -> ShownSection:
    """The section as its answers were until this save; nothing else is evaluated."""
    page = SectionPage(
        section=posted.section, answers=before, posted=posted, id=posted.page, numbers=numbers_of(visit)
    )
    page.seed = page_seed(visit, page)
    answers = shown_answers(visit, page)
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
