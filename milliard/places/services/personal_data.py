"""What places know of a person who has an account, and what becomes of it."""

from typing import Any

from milliard.accounts.models import User
from milliard.core.declarations import PersonData
from milliard.places.models import Host


def _export(user: User) -> list[dict[str, Any]]:
    hosts = Host.objects.filter(member__account=user).select_related("place").order_by("pk")
    return [
        {
            "lieu": host.place.name,
            "rôle": host.get_role_display(),
            "depuis": host.since.isoformat(),
            "jusqu’au": host.until.isoformat() if host.until else "",
            "prénom affiché": host.is_named,
        }
        for host in hosts
    ]


def _erase(user: User) -> None:
    """The person leaves every team, the last one of a place included: a place without host is the team's."""
    Host.objects.filter(member__account=user).delete()


PERSON_DATA = PersonData(
    label="lieux",
    purpose="Les lieux dont vous faites partie de l’équipe.",
    kept="La page du lieu, sans votre nom.",
    export=_export,
    erase=_erase,
)
