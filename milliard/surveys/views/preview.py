"""For the team: try a version before it opens."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from engines.questionnaire.expressions import CompiledQuestionnaire
from engines.questionnaire.review import review
from milliard.core.access import authorize
from milliard.surveys.answering.form import read_section
from milliard.surveys.answering.page import SectionPage
from milliard.surveys.answering.verdict import judge
from milliard.surveys.duration import estimate
from milliard.surveys.models import Collection, Version
from milliard.surveys.policies import can_preview
from milliard.surveys.services.questionnaires import compiled_version
from milliard.surveys.views.section_page import section_context
from milliard.surveys.views.visits import Visit
from milliard.territories.days import days_in_france


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
    page = _page(request, compiled, key)
    here = reverse("surveys:preview", args=[code, number])
    visit = Visit(Collection(slug="apercu", title=version.questionnaire.title, version=version))
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


def _page(request: HttpRequest, compiled: CompiledQuestionnaire, key: str) -> SectionPage:
    if request.method != "POST":
        return SectionPage(section=key, answers={}, is_preview=True)
    posted, removed = read_section(compiled, key, request.POST), request.POST.get("remove", "")
    verdict = judge(compiled, {}, posted, today=days_in_france(), removed_row=removed)
    return SectionPage(
        section=key,
        answers=verdict.answers,
        stored={},
        posted=posted,
        verdict=verdict,
        added=request.POST.get("add", ""),
        removed=removed,
        is_preview=True,
    )
