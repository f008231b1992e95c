"""Stored values of the app: reviewed like an API."""

from django.db import models


class Role(models.TextChoices):
    """What a person was entrusted with. Visitors and respondents have no account, so no role."""

    MEMBER = "member", "membre"
    ORGANISER = "organiser", "organisateur·rice"
    ANALYST = "analyst", "analyste"
    TREASURER = "treasurer", "trésorier·e"
    ADMIN = "admin", "administrateur·rice"


#: Roles that see other people's data: a second factor is required of them.
STAFF_ROLES = frozenset({Role.ORGANISER, Role.ANALYST, Role.TREASURER, Role.ADMIN})
