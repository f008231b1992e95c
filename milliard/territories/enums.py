"""Stored values of the app: reviewed like an API."""

from django.db import models


class Density(models.IntegerChoices):
    """INSEE's seven-level density grid of communes (2022)."""

    LARGE_CENTRE = 1, "grand centre urbain"
    MEDIUM_CENTRE = 2, "centre urbain intermédiaire"
    SMALL_TOWN = 3, "petite ville"
    URBAN_BELT = 4, "ceinture urbaine"
    RURAL_TOWN = 5, "bourg rural"
    SCATTERED_RURAL = 6, "rural à habitat dispersé"
    VERY_SCATTERED_RURAL = 7, "rural à habitat très dispersé"
