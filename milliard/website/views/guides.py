"""«Aide»: the guides, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from milliard.core.access import public
from milliard.website.guides import file_beside, guide_or_404
from milliard.website.guides import guides as all_guides


@public
@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """Every guide by what one wants to do: what everybody may do, then what the team does."""
    found = list(all_guides().values())
    parts = [
        ("Pour toutes et tous", "everybody", [guide for guide in found if not guide.is_for_team]),
        ("Pour l’équipe du mouvement", "team", [guide for guide in found if guide.is_for_team]),
    ]
    return render(request, "website/guides.html", {"parts": parts})


@public
@require_safe
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """One guide."""
    return render(request, "website/guide.html", {"guide": guide_or_404(name)})


@public
@require_safe
def guide_file(request: HttpRequest, name: str) -> HttpResponse:
    """An example that a guide gives to take."""
    content, kind = file_beside(name)
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
