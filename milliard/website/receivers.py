"""What follows when Wagtail publishes a page, and when tables are migrated. Connected by `apps.py`."""

from functools import partial
from typing import Any

from django.apps import AppConfig
from django.db import transaction
from wagtail.models import Page, Revision
from wagtail.search.index import insert_or_update_object

from milliard.accounts.permissions import is_last
from milliard.core.models import SearchEntry
from milliard.core.search_index import rebuild, sources
from milliard.figures.models import Dataset
from milliard.surveys.models import Collection
from milliard.surveys.reports.outcomes import Results
from milliard.website.citations import studies_citing
from milliard.website.models import StudyPage
from milliard.website.search import SOURCES, refresh_page
from milliard.website.services import pin_figures
from milliard.website.services.pictures import refuse_to_lose
from milliard.website.studies import studies_of
from milliard.website.tasks import draw_picture, make_study_pdf


def results_of(collection: Collection, **kwargs: Any) -> list[Results]:
    """The public studies that show figures of a collection, for its own page."""
    return studies_of(collection)


def citations_of(dataset: Dataset, **kwargs: Any) -> list[str]:
    """The studies that show a dataset, drafts included, and those one of whose editions did."""
    return [f"étude «\u00a0{title}\u00a0»" for title in studies_citing(dataset)]


def study_published(sender: type, instance: StudyPage, revision: Revision, **kwargs: Any) -> None:
    """Pin the figures with the words, then have the PDF made."""
    if not instance.live:
        return  # scheduled for later: Wagtail publishes, and calls us, on that day
    edition = pin_figures(study=instance, by=revision.user)
    make_study_pdf.enqueue(edition.pk)


def page_changed(sender: type, instance: Page, **kwargs: Any) -> None:
    """Let search read the page as it is published, after the figures of a study were pinned; or forget it."""
    refresh_page(instance)


def picture_added(sender: type, instance: Any, created: bool, **kwargs: Any) -> None:
    """Have the sizes of a new image drawn before somebody asks for its page."""
    if created and not kwargs.get("raw"):
        transaction.on_commit(partial(draw_picture.enqueue, instance.pk))


def picture_goes(sender: type, instance: Any, **kwargs: Any) -> None:
    """Keep the images of published studies. Raises `PictureIsPublished`."""
    refuse_to_lose(instance)


def page_moved(sender: type, instance: Page, **kwargs: Any) -> None:
    """What is below a page has its address in its own."""
    refresh_page(instance, with_those_below=True)


def index_written_pages(sender: AppConfig, **kwargs: Any) -> None:
    """Receiver of post_migrate: let search read every page again, and all that it never read.

    It was not told of those that migrations wrote, and a new version may read the others otherwise.
    """
    if not is_last(sender):
        return
    for page in Page.objects.filter(depth__gt=1):
        insert_or_update_object(page.specific)
    known = set(SearchEntry.objects.values_list("source", flat=True).distinct())
    rebuild(source for source in sources() if source in SOURCES or source.code not in known)
