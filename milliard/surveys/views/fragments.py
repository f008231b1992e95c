"""What a save in the background sends back: the parts of the page that look different now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from milliard.surveys.answering import Saved
from milliard.surveys.answering.page import changed_items
from milliard.surveys.views.pages import display_evaluation, page_after, section_context, shown_section
from milliard.surveys.views.visits import Visit


def saved_fragments(request: HttpRequest, visit: Visit, key: str, saved: Saved) -> HttpResponse:
    """Saved mark, hidden state and every item that changed, to be put in place by their ids."""
    again = [
        path for path in (*saved.verdict.errors, *saved.verdict.conflicts) if path in saved.posted.fields
    ]
    errors = {
        path: sentence for path, sentence in saved.verdict.errors.items() if path in saved.posted.fields
    }
    page = page_after(
        saved.posted,
        key,
        saved.response.answers,
        typed={path: saved.posted.fields[path] for path in again},
        errors=errors,
        conflicts=saved.verdict.conflicts,
        other_author=saved.other_author,
        revision=saved.response.revision,
    )
    context = section_context(visit, page)
    before = page_after(saved.posted, key, saved.before)
    earlier = shown_section(visit, before, display_evaluation(visit, before, sections={key}))
    context["changed"] = changed_items(
        earlier,
        context["section"],
        typed=set(saved.posted.fields),
        errored=request.POST.getlist("errored"),
    )
    context["older_shown"] = saved.older_shown
    if saved.verdict.errors or saved.verdict.conflicts:
        context["saved_state"] = "partly"
    return render(request, "surveys/_saved.html", context)


def failed_fragment(request: HttpRequest, sentence: str) -> HttpResponse:
    """The saved mark says that nothing was saved, and why."""
    return render(request, "surveys/_not_saved.html", {"sentence": sentence})
