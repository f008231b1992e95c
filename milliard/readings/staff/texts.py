"""Free texts: how many of each question wait, those of one question, one to cut."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engines.questionnaire.exposure import Exposure, exposure_of
from engines.questionnaire.expressions import CompiledQuestion
from french import format_date, plural
from milliard.accounts.actor import actor
from milliard.core import exports
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.core.staff import form_screen, posted, show
from milliard.fieldwork.staff.collections import get_collection
from milliard.readings import policies
from milliard.readings.enums import RefusalReason, TextState
from milliard.readings.forms import BulkReviewForm, TextFilterForm, TextReviewForm
from milliard.readings.reports import free_texts
from milliard.readings.reports.quotations import quotations_of
from milliard.readings.reports.text_records import TextPage, TextQuestion, words_of_question
from milliard.readings.services.openings import record_quotations_export, record_texts_read
from milliard.readings.services.text_reviews import review_texts
from milliard.readings.staff.presentation import tabs, way
from milliard.surveys.models import Collection
from milliard.ui.component_records import Column

_COLUMNS = ("reference", "question", "citation", "qui", "decide_le")


@require_safe
def texts(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions answered by texts, and how many of each are to read, quotable or not."""
    item = get_collection(slug)
    authorize(request.user, policies.can_read, item)
    is_closed = free_texts.too_few_to_read(item)
    sees_identity = policies.can_see_identity(request.user, item)
    found = [] if is_closed else free_texts.count_texts(item, with_identity=sees_identity)
    columns = [
        Column("Question", "label", url=lambda row: _url("question_texts", item, row.key), note=_note),
        Column("Textes", "total", "entier"),
        Column("À lire", "to_read", "entier"),
        Column("Citables", "quotable", "entier"),
        Column("Non citables", "refused", "entier"),
    ]
    return show(
        request,
        "readings/staff/texts.html",
        title="Textes",
        crumbs=way(item),
        collection=item,
        tabs=tabs(request.user, item, "texts"),
        is_closed=is_closed,
        questions=found,
        columns=columns,
        has_quotable=any(row.quotable for row in found),
    )


def _note(row: TextQuestion) -> str:
    return "dit qui répond\u00a0: ne se cite pas" if row.is_identity else ""


def _url(name: str, item: Collection, *more: str) -> str:
    return reverse(f"readings_staff:{name}", args=[item.slug, *more])


@require_safe
def question_texts(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The texts given to one question, a page at a time; reading them is journaled."""
    item, question = _question(request, slug, key)
    if free_texts.too_few_to_read(item):
        return redirect("readings_staff:texts", slug)
    filters = TextFilterForm(request.GET)
    state, words = filters.chosen("state"), filters.chosen("words")
    page = free_texts.texts_of(item, question, state=state, words=words, cursor=request.GET.get("page", ""))
    record_texts_read(collection=item, question_key=key, by=actor(request))
    return show(
        request,
        "readings/staff/question_texts.html",
        title=words_of_question(question.question.label),
        crumbs=[*way(item), ("Textes", _url("texts", item))],
        collection=item,
        question=question.question,
        can_quote=exposure_of(question.question) is Exposure.WORDS,
        filters=filters,
        is_filtered=bool(state or words),
        page=page,
        form=BulkReviewForm(),
        to_read=TextState.TO_READ,
        reasons=dict(RefusalReason.choices),
        **_page_urls(request, page),  # type: ignore[arg-type]
    )


@require_POST
def texts_review(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Decide on the texts that were ticked on a page."""
    item, question = _question(request, slug, key)
    authorize(request.user, policies.can_review_texts, item)
    form = BulkReviewForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choisissez une décision.")
        return redirect(_back(request, item, key))
    try:
        count = review_texts(
            collection=item,
            question=question,
            marks=request.POST.getlist("text"),
            state=TextState(form.cleaned_data["state"]),
            reason=form.cleaned_data["reason"],
            by=actor(request),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        left = len(request.POST.getlist("text")) - count
        changed = f" {plural(left, 'autre reste', 'autres restent')}\u00a0: changé depuis, ou sans accord."
        messages.success(request, f"C’est noté pour {plural(count, 'texte')}.{changed if left else ''}")
    return redirect(_back(request, item, key))


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, slug: str, key: str, handle: str) -> HttpResponse:
    """One text, and the decision on it, with the words kept after a cut."""
    item, question = _question(request, slug, key)
    if free_texts.too_few_to_read(item):
        return redirect("readings_staff:texts", slug)
    one = free_texts.find_texts(item, question, [handle]).get(handle)
    if one is None:
        raise Http404
    record_texts_read(collection=item, question_key=key, by=actor(request))
    first = {"state": one.state.value, "quotation": one.cut_words or one.text, "reason": one.reason}
    form = TextReviewForm(posted(request), initial=first)

    def decide() -> int:
        return review_texts(
            collection=item,
            question=question,
            marks=[request.POST.get("mark", "")],
            **{**form.cleaned_data, "state": TextState(form.cleaned_data["state"])},
            by=actor(request),
        )

    return form_screen(
        request,
        form,
        act=decide,
        done="C’est noté.",
        back=_url("question_texts", item, key),
        title="Décider d’un texte",
        crumbs=[
            *way(item),
            ("Textes", _url("texts", item)),
            (words_of_question(question.question.label), _url("question_texts", item, key)),
        ],
        template="readings/staff/text.html",
        submit="Enregistrer la décision",
        collection=item,
        question=question.question,
        asked=words_of_question(question.question.label),
        text=one,
    )


@require_safe
def quotations_export(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The quotable texts of a collection as a CSV file, without the number of their responses."""
    item = get_collection(slug)
    authorize(request.user, policies.can_read, item)
    if free_texts.too_few_to_read(item):
        return redirect("readings_staff:texts", slug)
    record_quotations_export(collection=item, by=actor(request))
    about = exports.About(
        title=f"Textes citables, {item.title}",
        is_simulated=item.is_simulated,
        notes=(
            ("Base", "textes relus et déclarés citables, des réponses envoyées"),
            ("Relevé le", format_date(timezone.localdate())),
            ("À savoir", "Une citation retirée ou effacée depuis ce relevé ne doit plus paraître."),
        ),
    )
    return exports.respond(exports.Table(_COLUMNS, _rows(item), about), format="csv", name=f"{slug}-citables")


def _rows(item: Collection) -> Iterator[tuple[Any, ...]]:
    for one in quotations_of(item):
        yield str(one.reference), one.question, one.text, one.who, timezone.localdate(one.decided_at)


def _question(request: HttpRequest, slug: str, key: str) -> tuple[Collection, CompiledQuestion]:
    item = get_collection(slug)
    authorize(request.user, policies.can_read, item)
    sees_identity = policies.can_see_identity(request.user, item)
    found = {one.key: one for one in free_texts.text_questions(item, with_identity=sees_identity)}
    if key not in found:
        raise Http404
    return item, found[key]


def _page_urls(request: HttpRequest, page: TextPage) -> dict[str, str]:
    def url(cursor: str) -> str:
        query = request.GET.copy()
        query.pop("page", None)
        if cursor:
            query["page"] = cursor
        return f"{request.path}?{query.urlencode()}"

    return {
        "next_url": url(page.next) if page.next else "",
        "previous_url": url(page.previous) if page.previous else "",
        "first_url": url("") if page.previous else "",
        "here": request.GET.urlencode(),
    }


def _back(request: HttpRequest, item: Collection, key: str) -> str:
    """The page the texts were ticked on."""
    query = request.POST.get("here", "")
    return _url("question_texts", item, key) + (f"?{query}" if query else "")
