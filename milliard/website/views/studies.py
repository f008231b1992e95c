"""Files of a whole study: its PDF, its sharing picture, the dictionary of its data."""

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from milliard.core import exports
from milliard.core.access import public
from milliard.website.card import study_card_png
from milliard.website.dictionary import dictionary_of
from milliard.website.models import Edition
from milliard.website.pdf.document import render_edition
from milliard.website.views.published import as_file, not_modified, picture, public_edition

#: How long a PDF drawn on demand is kept, until the task has stored it.
PDF_CACHE_S = 3600


@public
@require_safe
def study_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The study on paper: the stored file, or, while the task has not run yet, one drawn now."""
    edition = public_edition(slug)
    tag = f"{edition.public_id.hex}-{edition.pdf_digest[:16]}"
    if (unchanged := not_modified(request, tag)) is not None:
        return unchanged
    response = HttpResponse(_pdf_bytes(edition), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{slug}.pdf"'
    return as_file(response, tag)


def _pdf_bytes(edition: Edition) -> bytes:
    if edition.pdf_digest:
        return bytes(edition.pdf or b"")
    key = f"website-pdf-{edition.public_id.hex}"
    content: bytes | None = caches["process"].get(key)
    if content is None:
        content = render_edition(edition)
        caches["process"].set(key, content, PDF_CACHE_S)
    return content


@public
@require_safe
def study_card(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The sharing picture of the study, 1200 by 630."""
    edition = public_edition(slug)
    tag = f"{edition.public_id.hex}-card"
    if (unchanged := not_modified(request, tag)) is not None:
        return unchanged
    return picture(study_card_png(edition), "image/png", f"{slug}.png", tag)


@public
@require_safe
def study_dictionary(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What each variable of the study's datasets means: its question, its codes."""
    edition = public_edition(slug)
    tag = f"{edition.public_id.hex}-dictionary"
    if (unchanged := not_modified(request, tag)) is not None:
        return unchanged
    table = dictionary_of(edition)
    return as_file(exports.respond(table, format="csv", name=f"{slug}-dictionnaire"), tag)
