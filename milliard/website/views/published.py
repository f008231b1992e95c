"""Find what is public: a study anyone may read, its last edition, one of its figures."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

from milliard.website.models import Edition, PublishedFigure, StudyPage

#: A new edition may replace a file at the same address: keep it a while, then ask again with its ETag.
FILE_MAX_AGE_S = 300
#: Raise it when files hold more, or pictures are drawn otherwise: an ETag names the edition, and a browser
#: that kept the former file would get «not modified».
DRAWING = 3


class FigureGone(Http404):
    """No such figure in the last edition of a study that anyone may read: ``study``."""

    def __init__(self, study: StudyPage) -> None:
        super().__init__("No such figure in this study")
        self.study = study


def public_edition(slug: str) -> Edition:
    """The last edition of a study that is live and not restricted; else 404, as for any unknown address."""
    return public_editions(slug)[0]


def public_editions(slug: str) -> list[Edition]:
    """All the editions of such a study, the last first; never empty."""
    study = StudyPage.objects.live().public().filter(slug=slug).first()
    editions = list(Edition.objects.of_study(study.pk)) if study else []
    if not editions:
        raise Http404("No such published study")
    for edition in editions:
        edition.study = study
    return editions


def public_edition_number(slug: str, number: int) -> tuple[Edition, list[Edition]]:
    """The edition of that number, and all of them, the last first; 404 when there is none."""
    editions = public_editions(slug)
    for edition in editions:
        if edition.number == number:
            return edition, editions
    raise Http404("No such edition")


def public_figure(slug: str, block_id: UUID) -> PublishedFigure:
    """One figure of the last edition; raises `FigureGone`."""
    edition = public_edition(slug)
    found = edition.figures.filter(block_id=block_id).first()
    if found is None:
        raise FigureGone(edition.study)
    found.edition = edition
    return found


def not_modified(request: HttpRequest, tag: str) -> HttpResponseBase | None:
    """304 when the browser already has this very file."""
    response = get_conditional_response(request, etag=_etag(tag))
    if response is None or response.status_code != 304:
        return None
    return as_file(response, tag)


def as_file(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """Mark a response as a public file that its ETag identifies. Says nothing of who asked."""
    response.headers["ETag"] = _etag(tag)
    response.headers["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, public=True, max_age=FILE_MAX_AGE_S)
    return response


def _etag(tag: str) -> str:
    return quote_etag(f"{tag}-{DRAWING}")


def picture(content: bytes | str, content_type: str, name: str, tag: str) -> HttpResponseBase:
    """A picture, shown in the page or downloaded under ``name``."""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return as_file(response, tag)
