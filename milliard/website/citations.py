"""Which studies show a dataset: as they are, in a draft, or in an edition that was published."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from wagtail.models import Revision

from milliard.figures.models import Dataset
from milliard.website.models import PublishedFigure, StudyPage


def studies_citing(dataset: Dataset) -> list[str]:
    """Titles of the studies with a block on a dataset: as they are, in a draft, or in an edition.

    A draft is found by its text, where a block names its dataset by number.
    """
    block = f'"dataset": {dataset.pk}[,}}\\s]'
    of_studies = Revision.objects.filter(content_type=ContentType.objects.get_for_model(StudyPage))
    drafts = of_studies.annotate(body=KeyTextTransform("body", "content")).filter(body__regex=block)
    published = PublishedFigure.objects.filter(dataset=dataset).values("edition__study")
    studies = StudyPage.objects.annotate(text=Cast("body", TextField()))
    ids = [int(pk) for pk in drafts.values_list("object_id", flat=True)]
    found = studies.filter(Q(text__regex=block) | Q(pk__in=ids) | Q(pk__in=published))
    return list(found.order_by("title").values_list("title", flat=True))
