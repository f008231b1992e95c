"""Its former editions, and files of a whole study: PDF, sharing picture, dictionary of its data."""

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from milliard.core import exports
from milliard.core.access import public
from milliard.website.archive import archive_name, edition_archive
from milliard.website.card import study_card_png
from milliard.website.dictionary import dictionary_of
from milliard.website.models import Edition, SiteDetails
from milliard.website.pdf.document import render_edition
from milliard.website.site_of_request import site_of
from milliard.website.studies import edition_context, edition_url
from milliard.website.views.published import (
    as_file,
    not_modified,
    picture,
    public_edition,
    public_edition_number,
)

#: How long a PDF drawn on demand is kept, until the task has stored it.
PDF_CACHE_S = 3600


@public
@require_safe
def study_edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A former edition, as it was published; the last one has the study's own address."""
    edition, editions = public_edition_number(slug, number)
    if edition == editions[0]:
        return redirect(edition.study.url)
    then = edition.study_then()
    context = edition_context(then, edition, editions)
    return render(request, "website/study_page.html", {"page": then, **context})


@public
@require_safe
def study_edition_pdf(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """An edition on paper; a former one says that it was replaced."""
    edition, editions = public_edition_number(slug, number)
    return _pdf_response(request, edition, None if edition == editions[0] else editions[0])


@public
@require_safe
def study_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The study on paper: the stored file, or, while the task has not run yet, one drawn now."""
    return _pdf_response(request, public_edition(slug), None)


def _pdf_response(request: HttpRequest, edition: Edition, replaced_by: Edition | None) -> HttpResponseBase:
    mark = f"-{replaced_by.number}" if replaced_by else edition.pdf_digest[:16]
    tag = f"{edition.public_id.hex}-{mark}"
    if (unchanged := not_modified(request, tag)) is not None:
        return unchanged
    response = HttpResponse(_pdf_bytes(edition, replaced_by), content_type="application/pdf")
    name = f"{edition.study.slug}-edition-{edition.number}" if replaced_by else edition.study.slug
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return as_file(response, tag)


def _pdf_bytes(edition: Edition, replaced_by: Edition | None) -> bytes:
    if edition.pdf_digest and replaced_by is None:
        return bytes(edition.pdf or b"")
    key = f"website-pdf-{edition.public_id.hex}-{replaced_by.number if replaced_by else ''}"
    content: bytes | None = caches["process"].get(key)
    if content is None:
        content = render_edition(edition, replaced_by=replaced_by)
        caches["process"].set(key, content, PDF_CACHE_S)
    return content


@public
@require_safe
def study_archive(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Every figure of an edition in one file, which recomputes them when it is run."""
    edition, _ = public_edition_number(slug, number)
    given = "-".join(",".join(names) for names in edition.given_rows().values())
    tag = f"{edition.public_id.hex}-archive{given}"
    if (unchanged := not_modified(request, tag)) is not None:
        return unchanged
    # Not `for_site`, which writes a row when there is none: reads never write.
    details = SiteDetails.objects.filter(site=site_of(request)).first() or SiteDetails()
    address = f"{settings.SITE_URL}{edition_url(edition)}"
    content = edition_archive(edition, licence=details.content_licence, address=address)
    response = HttpResponse(content, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{archive_name(edition)}"'
    return as_file(response, tag)


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
