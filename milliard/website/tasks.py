"""Work done beside the request."""

from django_tasks import task

from milliard.website.models import Edition
from milliard.website.pdf.document import render_edition
from milliard.website.services import store_pdf
from milliard.website.services.pictures import draw_sizes
from milliard.website.studies import draw_figures


@task()
def make_study_pdf(edition_id: int) -> None:
    """Draw the PDF of an edition and keep it, and its figures for the first reader. Safe to run twice."""
    edition = Edition.objects.get(pk=edition_id)
    if not edition.pdf_digest:
        store_pdf(edition=edition, content=render_edition(edition))
    draw_figures(edition)


@task()
def draw_picture(image_id: int) -> None:
    """Draw the sizes of an image that pages show. Safe to run twice."""
    draw_sizes(image_id=image_id)
