"""One figure alone: its page, its files, its sharing picture. Nothing is computed: all was pinned."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from milliard.core import exports
from milliard.core.access import public
from milliard.figures.display import alternative_of, pictures
from milliard.figures.exports import export_figure
from milliard.website.models import PublishedFigure
from milliard.website.studies import figure_url, view_of
from milliard.website.views.published import (
    FigureGone,
    as_file,
    not_modified,
    picture,
    public_figure,
)

PICTURES = {"svg": "image/svg+xml", "png": "image/png"}


@public
@require_safe
def figure(request: HttpRequest, slug: str, block_id: UUID) -> HttpResponse:
    """The figure on a page of its own: the address to quote. Once removed, the way to its study."""
    try:
        pinned = public_figure(slug, block_id)
    except FigureGone as gone:
        context = {"study": gone.study, "simulated": settings.IS_DEMONSTRATION}
        return render(request, "website/figure_gone.html", context, status=404)
    study, shown = pinned.edition.study, pinned.shown()
    context = {
        "study": study,
        "edition": pinned.edition,
        "view": view_of(shown, study),
        "simulated": settings.IS_DEMONSTRATION or shown.is_simulated,
        "absolute_url": f"{settings.SITE_URL}{figure_url(study, shown)}",
        "site_url": settings.SITE_URL,
        "card_alternative": alternative_of(shown),
    }
    return render(request, "website/figure.html", context)


@public
@require_safe
def figure_download(request: HttpRequest, slug: str, block_id: UUID, extension: str) -> HttpResponseBase:
    """The table (csv, xlsx, json) or the picture (svg, png) of a figure: the numbers of the page."""
    if extension not in exports.CONTENT_TYPES and extension not in PICTURES:
        raise Http404("No such format")
    pinned = public_figure(slug, block_id)
    tag = _tag(pinned, extension)
    if (unchanged := not_modified(request, tag)) is not None:
        return unchanged
    shown, name = pinned.shown(), f"{slug}-{slugify(pinned.title)[:60].strip('-') or 'chiffre'}"
    if extension in PICTURES:
        content = pictures.file_svg(shown) if extension == "svg" else pictures.file_png(shown)
        return picture(content, PICTURES[extension], f"{name}.{extension}", tag)
    address = f"{settings.SITE_URL}{figure_url(pinned.edition.study, shown)}"
    table = export_figure(shown, study_title=pinned.edition.study.title, address=address)
    return as_file(exports.respond(table, format=extension, name=name), tag)  # type: ignore[arg-type]


@public
@require_safe
def figure_card(request: HttpRequest, slug: str, block_id: UUID) -> HttpResponseBase:
    """The sharing picture of one figure."""
    pinned = public_figure(slug, block_id)
    tag = _tag(pinned, "card")
    if (unchanged := not_modified(request, tag)) is not None:
        return unchanged
    return picture(pictures.card_png(pinned.shown()), "image/png", f"{slug}.png", tag)


def _tag(pinned: PublishedFigure, what: str) -> str:
    """A file is known by its edition: random, so that it tells nothing of the answers behind it."""
    return f"{pinned.edition.public_id.hex}-{pinned.block_id.hex}-{what}"
