"""Everything read again before finishing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engines.questionnaire.evaluation import Evaluation, QuestionPlace, Reason
from engines.questionnaire.evaluation.ending import Ending
from engines.questionnaire.model import Group
from milliard.core.access import public
from milliard.core.rate_limit import Limit, is_exceeded, too_many_requests
from milliard.core.refusals import Refused
from milliard.surveys import errors
from milliard.surveys.answering import finish_response
from milliard.surveys.answering.form import Path, name_of
from milliard.surveys.answering.page import communes_answered
from milliard.surveys.policies import can_leave_blanks
from milliard.surveys.views.answer_lines import AnswerLine, answer_in_words
from milliard.surveys.views.replaced_answers import replaced_lines
from milliard.surveys.views.visits import (
    Visit,
    ensure_same_response,
    page_context,
    section_url,
    shown_sections,
    with_response,
)
from milliard.surveys.views.way_on import WayOn, ending, way_on
from milliard.ui.component_records import SectionLink

SAVE_LIMIT = "surveys.save"
_WORDS = {
    Reason.NOT_REACHED: "pas encore vu",
    Reason.NO_ANSWER: "laissé sans réponse",
    Reason.NOT_ASKED: "sans objet",
}


@dataclass(frozen=True, slots=True)
class ReadSection:
    """One section read again, with its counts."""

    key: str
    title: str
    url: str
    lines: tuple[AnswerLine, ...]
    answered: int
    shown: int
    missing: int
    may_answer: bool


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_response
def review(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everything answered, left blank or not applicable; finish from here."""
    if request.method == "POST":
        return _finish(request, visit)
    return _review_page(request, visit, shows_errors="manque" in request.GET)


def _finish(request: HttpRequest, visit: Visit) -> HttpResponse:
    limit = Limit(SAVE_LIMIT, settings.PUBLIC_FORM_RATE)
    if is_exceeded(request, limit):
        return too_many_requests(request, limit)
    leaves_blanks = "blanks" in request.POST
    try:
        ensure_same_response(request, visit)
        finish_response(
            collection=visit.collection,
            key=visit.key,
            invitation_key=visit.invitation_key,
            leaves_blanks=leaves_blanks,
            leaves_unseen=request.POST.getlist("unseen"),
            by=request.user if leaves_blanks else None,
        )
    except errors.ResponseIncomplete:
        return _review_page(request, visit, shows_errors=True, status=422)
    except errors.SectionsUnseen:
        return _review_page(request, visit, asks_to_leave=True, status=422)
    except Refused as refusal:
        return _review_page(request, visit, refusal=refusal.message, status=403)
    return redirect("surveys:receipt", visit.collection.slug)


def _review_page(
    request: HttpRequest,
    visit: Visit,
    *,
    shows_errors: bool = False,
    asks_to_leave: bool = False,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = review_context(visit, shows_errors=shows_errors)
    context |= {
        "replaced": replaced_lines(visit),
        "asks_to_leave": asks_to_leave,
        "may_leave_blanks": bool(context["summary"])
        and not context["ending"].wrong
        and can_leave_blanks(request.user, visit.response),
        "refusal": refusal,
    }
    return render(request, "surveys/review.html", context, status=status)


def review_context(visit: Visit, *, shows_errors: bool) -> dict[str, Any]:
    """What ``surveys/review.html`` expects of the answers themselves, and nothing asked or refused."""
    sections, left, goes_on = list(read_again(visit)), ending(visit), way_on(visit)
    return page_context(
        visit.collection,
        visit=visit,
        sections=sections,
        replaced=(),
        leads_back=True,
        links=[_link(section, left, goes_on) for section in sections],
        way_on=goes_on,
        ending=left,
        unseen=[section for section in sections if section.key in left.unseen],
        asks_to_leave=False,
        summary=things_to_mend(visit, left) if shows_errors else [],
        may_leave_blanks=False,
        refusal="",
        progress=visit.evaluation.progress(),
        questions=visit.compiled.questionnaire.asked_count,
    )


def _link(section: ReadSection, left: Ending, goes_on: WayOn | None) -> SectionLink:
    detail = f"{section.answered} sur {section.shown}" if section.shown else "rien à remplir"
    if section.missing and section.key not in left.unseen:
        detail += f", dont {section.missing} obligatoire{'s' if section.missing > 1 else ''} à remplir"
    is_current = goes_on is not None and goes_on.key == section.key
    return SectionLink(
        section.title,
        "current" if is_current else _state(section),
        section.url if section.may_answer else "",
        detail,
        _word(section, left),
    )


def _state(section: ReadSection) -> Literal["done", "started", "todo"]:
    if section.answered == section.shown:
        return "done"
    return "started" if section.answered else "todo"


def _word(section: ReadSection, left: Ending) -> str:
    """What is said of a section instead of the word of its state."""
    if not section.may_answer:
        return "confiée à quelqu’un d’autre"
    return "pas encore ouverte" if section.key in left.unseen else ""


def things_to_mend(visit: Visit, left: Ending) -> list[tuple[str, str]]:
    """(address, sentence) of everything that keeps the response from being finished."""
    slug, evaluation = visit.collection.slug, visit.evaluation
    lines = []
    for path, sentence in left.errors.items():
        place = evaluation.places.get(path)
        group = evaluation.groups.get(path)
        label = place.question.label if place else (group.group.label if group else "")
        section = place.section if place else (group.section if group else "")
        asked = evaluation.text(label, path).rstrip(" \u00a0\u202f.?!:…")  # «? :» reads badly
        lines.append((_anchor(slug, section, path), f"{asked}\u00a0: {sentence}"))
    return lines


def _anchor(slug: str, section: str, path: Path) -> str:
    return f"{section_url(slug, section)}#item-{name_of(path)}"


def read_again(visit: Visit, *, with_hidden: bool = True) -> Iterator[ReadSection]:
    """The sections shown to this person with their questions, answers and states."""
    evaluation, holder = visit.evaluation, visit.holder
    communes = communes_answered(evaluation)
    for key in shown_sections(evaluation, None):
        progress = evaluation.progress(key)
        lines = [
            _line(visit, place, communes)
            for place in evaluation.places.values()
            if place.section == key
            and place.question.is_answerable
            and (place.is_relevant or (with_hidden and place.is_answered))
        ]
        yield ReadSection(
            key,
            evaluation.text(evaluation.compiled.sections[key].section.title),
            section_url(visit.collection.slug, key),
            tuple(lines),
            progress.answered,
            progress.shown,
            progress.required_missing,
            holder is None or holder.may_answer(key),
        )


def _line(visit: Visit, place: QuestionPlace, communes: Mapping[str, str]) -> AnswerLine:
    evaluation, question, note = visit.evaluation, place.question, ""
    choices = evaluation.compiled.questionnaire.choices(question)
    if not place.is_relevant:
        note = "sans objet d’après vos autres réponses, gardé mais pas compté"
    elif not place.is_answered:
        reason = evaluation.reason_missing(place.path, visit.response.sections.keys())
        note = _WORDS.get(reason, "laissé sans réponse") if reason else ""
    return AnswerLine(
        _label(evaluation, place),
        answer_in_words(question, place.answer, choices, communes),
        note,
        _anchor(visit.collection.slug, place.section, place.path),
    )


def _label(evaluation: Evaluation, place: QuestionPlace) -> str:
    """The question, with its row and its group when it needs them to be understood."""
    label = evaluation.text(place.question.label, place.path)
    if len(place.path) > 1:
        group = evaluation.groups.get(place.path[:-2])
        if group is not None:
            return f"{group.group.label} {group.rows.index(place.path[-2]) + 1}\u00a0: {label}"
    parent = evaluation.compiled.questions[place.question.key].parent
    around = getattr(parent, "group", None)
    is_table = isinstance(around, Group) and around.layout != "plain" and not around.repeats
    return f"{around.label} · {label}" if is_table and around is not None else label
