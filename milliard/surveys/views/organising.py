"""For the team: try a version before it opens, type in a form filled on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from engines.questionnaire.review import review
from milliard.core.access import authorize
from milliard.surveys.answering.form import read_section
from milliard.surveys.answering.verdict import judge
from milliard.surveys.models import Collection, Version
from milliard.surveys.policies import can_enter_paper, can_preview
from milliard.surveys.services.questionnaires import compiled_version
from milliard.surveys.views.pages import Page, page_after, section_context
from milliard.surveys.views.sections import first_section
from milliard.surveys.views.steps import estimate, section_url
from milliard.surveys.views.visits import Visit, find_collection, forget, paper_cookie, remember


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Any version, section by section, as respondents will see it; nothing is stored."""
    authorize(request.user, can_preview)
    version = get_object_or_404(
        Version.objects.select_related("questionnaire"), questionnaire__code=code, number=number
    )
    compiled = compiled_version(version)
    key = request.GET.get("section", "")
    key = key if key in compiled.sections else next(iter(compiled.sections))
    collection = Collection(slug="apercu", title=version.questionnaire.title, version=version)
    visit = Visit(collection, "", "", None, is_paper=False)
    page = Page(key, {}, is_preview=True)
    if request.method == "POST":
        posted = read_section(compiled, key, request.POST)
        removed = request.POST.get("remove", "")
        verdict = judge(compiled, {}, posted, today=timezone.localdate(), removed_row=removed)
        added = request.POST.get("add", "")
        page = page_after(posted, key, verdict.answers, typed=posted.fields, errors=verdict.errors)
        page.is_preview, page.added, page.removed = True, added, removed
    here = reverse("surveys:preview", args=[code, number])
    context = section_context(visit, page) | {
        "url": f"{here}?section={key}",
        "version": version,
        "remarks": review(compiled.questionnaire),
        "estimate": estimate(compiled),
        "sections": [
            (item.section.title, f"{here}?section={name}", name == key)
            for name, item in compiled.sections.items()
        ],
    }
    return render(request, "surveys/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """Start typing in a paper form: the next pages of this collection are for it, until it is finished."""
    collection = find_collection(slug)
    authorize(request.user, can_enter_paper, collection)
    visit = Visit(collection, "", "", None, is_paper=True)
    if request.method != "POST":
        context = {"collection": collection, "simulated": collection.is_simulated, "is_open": visit.is_open}
        return render(request, "surveys/paper.html", context)
    if "stop" in request.POST:
        response = redirect("surveys:landing", slug)
        forget(response, slug, name=paper_cookie(slug))
        forget(response, slug)
        return response
    response = redirect(section_url(slug, first_section(visit)))
    forget(response, slug)
    remember(request, response, slug, "1", name=paper_cookie(slug))
    return response
