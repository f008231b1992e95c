"""The ways back of the team's screens."""

from django.urls import reverse

from milliard.core.staff import Crumb
from milliard.surveys.models import Collection, Version


def questionnaires() -> Crumb:
    return "Questionnaires", reverse("surveys_staff:questionnaires")


def version(item: Version) -> Crumb:
    return str(item), reverse("surveys_staff:version", args=[item.questionnaire.code, item.number])


def collections() -> Crumb:
    return "Collectes", reverse("surveys_staff:collections")


def collection(item: Collection) -> Crumb:
    return item.title, reverse("surveys_staff:collection", args=[item.slug])
