"""The gallery of components, and the choice of a theme."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from milliard.core.access import public
from milliard.ui.gallery import gallery_context
from milliard.ui.themes import remember_theme


@public
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state: for those who build pages, and for the accessibility tests."""
    return render(request, "ui/gallery.html", gallery_context())


@public
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme in a cookie, then go back to the page; a cookie is all it writes."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    remember_theme(response, request.POST.get("theme", ""), is_secure=request.is_secure())
    return response
