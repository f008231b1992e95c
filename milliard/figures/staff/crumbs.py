"""The ways back of the team's screens."""

from django.urls import reverse

from milliard.core.staff import Crumb


def datasets() -> Crumb:
    return "Jeux de données", reverse("figures_staff:datasets")
