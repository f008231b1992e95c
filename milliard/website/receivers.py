"""What follows when Wagtail publishes a page. Connected by the app's configuration."""

from typing import Any

from wagtail.models import Revision

from milliard.website.models import StudyPage
from milliard.website.services import pin_figures
from milliard.website.tasks import make_study_pdf


def study_published(sender: type, instance: StudyPage, revision: Revision, **kwargs: Any) -> None:
    """Pin the figures with the words, then have the PDF made."""
    if not instance.live:
        return  # scheduled for later: Wagtail publishes, and calls us, on that day
    edition = pin_figures(study=instance, by=revision.user)
    make_study_pdf.enqueue(edition.pk)
