"""Draw the sizes of pictures beside requests; keep those that published studies show."""

from typing import Any

from wagtail.images import get_image_model
from wagtail.images.models import Filter

from milliard.core.refusals import Refused
from milliard.website.models import Edition
from milliard.website.pictures import specs


class PictureIsPublished(Refused):
    """An edition of a study shows it, and an edition never changes."""

    message = (
        "Cette image est dans une étude publiée, qu’on a pu citer\u00a0: elle reste telle quelle. "
        "Ajoutez-en une autre, et changez-la dans l’étude."
    )


def draw_sizes(*, image_id: int) -> int:
    """Draw every size of an image that is not drawn yet; returns how many there are. Safe to run twice."""
    image = get_image_model().objects.filter(pk=image_id).first()
    if image is None:
        return 0
    filters = [Filter(spec=spec) for spec in specs()]
    known = image.find_existing_renditions(*filters)
    for wanted in filters:
        if wanted not in known:
            _draw(image, wanted)
    return len(filters)


def _draw(image: Any, wanted: Filter) -> None:
    """One size. Not by Wagtail's `get_renditions`, which leaves open the file it draws into."""
    drawn = image.generate_rendition_file(wanted)
    try:
        image.renditions.get_or_create(
            filter_spec=wanted.spec,
            focal_point_key=wanted.get_cache_key(image),
            defaults={"file": drawn},
        )
    finally:
        drawn.close()


def is_in_an_edition(image_id: int) -> bool:
    """Whether a study shows this image in one of its editions."""
    shown = {"body": [{"type": "picture", "value": {"image": image_id}}]}
    return Edition.objects.filter(words__contains=shown).exists()


def refuse_to_lose(image: Any) -> None:
    """Raise `PictureIsPublished` when an edition shows the image."""
    if image.pk and is_in_an_edition(image.pk):
        raise PictureIsPublished
