"""What follows when Wagtail publishes a page, and when tables are migrated. Connected by `apps.py`."""

from typing import Any

from django.apps import AppConfig
from wagtail.models import Page, Revision
from wagtail.search.index import insert_or_update_object

from milliard.accounts.permissions import is_last
from milliard.surveys.models import Collection
from milliard.surveys.reports.outcomes import Results
from milliard.website.models import StudyPage
from milliard.website.services import pin_figures
from milliard.website.studies import studies_of
from milliard.website.tasks import make_study_pdf


def results_of(collection: Collection, **kwargs: Any) -> list[Results]:
    """The public studies that show figures of a collection, for its own page."""
    return studies_of(collection)


def study_published(sender: type, instance: StudyPage, revision: Revision, **kwargs: Any) -> None:
    """Pin the figures with the words, then have the PDF made."""
    if not instance.live:
        return  # scheduled for later: Wagtail publishes, and calls us, on that day
    edition = pin_figures(study=instance, by=revision.user)
    make_study_pdf.enqueue(edition.pk)


def index_written_pages(sender: AppConfig, **kwargs: Any) -> None:
    """Receiver of post_migrate: let search find the pages that migrations wrote, which it is not told of.

    They are those nobody saved in the editor yet: a handful, indexed again at each migration.
    """
    if is_last(sender):
        for page in Page.objects.filter(latest_revision__isnull=True).specific():
            insert_or_update_object(page)
