"""What follows a save: the next page, the same one with what is left to mend, or the parts that changed."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from engines.questionnaire.evaluation import evaluate
from milliard.core.access import is_htmx
from milliard.surveys.answering import Saved
from milliard.surveys.answering.page import Page, ShownSection, changed_items, show_section, with_blank_rows
from milliard.surveys.views.older_page import older_lines, older_page
from milliard.surveys.views.section_page import page_seed, section_context, section_page
from milliard.surveys.views.steps import section_url, step_of
from milliard.surveys.views.visits import Visit

#: Buttons that only show the page again, with what was saved.
STAYING = frozenset({"add", "remove", "move", "search"})


def after_save(request: HttpRequest, visit: Visit, saved: Saved) -> HttpResponse:
    """What to show once a section was saved."""
    visit = replace(visit, key=saved.key, holder=saved.holder)
    if is_htmx(request):
        return _gone_fragment(request, visit, saved) if saved.is_gone else _fragments(request, visit, saved)
    go, verdict, key = request.POST.get("go", ""), saved.verdict, saved.posted.section
    stays = bool(STAYING & request.POST.keys()) or go == "refresh"
    if saved.is_gone:
        return older_page(request, visit, saved, reverse("surveys:review", args=[visit.collection.slug]))
    if verdict.is_clean and not stays:
        next_page = _next_page(visit, key, go, saved)
        return older_page(request, visit, saved, next_page.url) if saved.older else next_page
    if go == "finish" and any(place not in saved.posted.fields for place in verdict.errors):
        return redirect(reverse("surveys:review", args=[visit.collection.slug]) + "?manque=1")
    if stays:
        _keep_errors_of_fields(saved)
    page = _page_again(saved)
    page.added, page.removed = request.POST.get("add", ""), request.POST.get("remove", "")
    page.older = older_lines(visit, verdict.evaluation, saved.older)
    return section_page(request, visit, page, status=200 if stays else (409 if verdict.conflicts else 422))


def _next_page(visit: Visit, key: str, go: str, saved: Saved) -> HttpResponseRedirect:
    slug = visit.collection.slug
    step = step_of(saved.verdict.evaluation, visit.holder, key)
    if go == "finish":
        return redirect("surveys:review" if saved.older_shown else "surveys:receipt", slug)
    if go == "next" and step.next:
        return redirect(section_url(slug, step.next))
    if go == "previous" and step.previous:
        return redirect(section_url(slug, step.previous))
    if go in ("next", "review"):
        return redirect("surveys:review", slug)
    if go in ("leave", "quit"):
        return redirect("surveys:link" if go == "leave" else "surveys:leave", slug)
    return redirect(section_url(slug, key) + "?enregistre=1")


def _page_again(saved: Saved) -> Page:
    """The page that was just saved, with what it left to mend."""
    return Page(
        section=saved.posted.section,
        answers=saved.verdict.answers,
        posted=saved.posted,
        verdict=saved.verdict,
        other_author=saved.other_author,
        revision=saved.response.revision,
    )


def _keep_errors_of_fields(saved: Saved) -> None:
    """Groups and what is elsewhere wait until the person goes on."""
    errors = saved.verdict.errors
    saved.verdict.errors = {path: error for path, error in errors.items() if path in saved.posted.fields}


def _fragments(request: HttpRequest, visit: Visit, saved: Saved) -> HttpResponse:
    """Saved mark, hidden state and every item that changed, to be put in place by their ids."""
    is_partial = not saved.verdict.is_clean
    _keep_errors_of_fields(saved)
    context = section_context(visit, _page_again(saved))
    context["changed"] = changed_items(
        _section_before(visit, saved),
        context["section"],
        typed=set(saved.posted.fields),
        errored=request.POST.getlist("errored"),
    )
    context["older_shown"] = saved.older_shown
    if is_partial:
        context["saved_state"] = "partly"
    return render(request, "surveys/_saved.html", context)


def _section_before(visit: Visit, saved: Saved) -> ShownSection:
    """The section as its answers were until this save; nothing else is evaluated."""
    page = Page(section=saved.posted.section, answers=saved.before, posted=saved.posted)
    page.seed = page_seed(visit, page)
    answers = with_blank_rows(visit.compiled, page)
    sections = {page.section}
    return show_section(
        evaluate(visit.compiled, answers, today=timezone.localdate(), sections=sections), page
    )


def _gone_fragment(request: HttpRequest, visit: Visit, saved: Saved) -> HttpResponse:
    """After a save in the background on a section that no longer exists: saved, and sent again as such."""
    page = _page_again(saved)
    page.mark = visit.mark
    context = {
        "page": page,
        "section": ShownSection(page.section, "", "", ()),
        "summary": (),
        "saved_state": "saved",
        "saved_at": None,
        "older_shown": saved.older_shown,
        "changed": (),
    }
    return render(request, "surveys/_saved.html", context)


def failed_fragment(request: HttpRequest, sentence: str) -> HttpResponse:
    """The saved mark tells that nothing was saved, and why."""
    return render(request, "surveys/_not_saved.html", {"sentence": sentence})
