"""Counting links, never readers."""

from django.db.models import F

from milliard.letters.models import LetterLink


def count_link(*, link: LetterLink) -> None:
    """One more time: a number, without date or person."""
    LetterLink.objects.filter(pk=link.pk).update(clicks=F("clicks") + 1)
