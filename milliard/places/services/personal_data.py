"""What places know of a person, and what becomes of it."""

from typing import Any

from django.db.models import QuerySet

from milliard.accounts.models import User
from milliard.core.declarations import PersonData
from milliard.members.models import Member
from milliard.places.models import Host


def _export(members: QuerySet[Member]) -> list[dict[str, Any]]:
    hosts = Host.objects.filter(member__in=members).select_related("place").order_by("pk")
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


def _erase(members: QuerySet[Member]) -> None:
    """The person leaves every team, the last one of a place included: a place without host is the team's."""
    Host.objects.filter(member__in=list(members.values_list("pk", flat=True))).delete()


PERSON_DATA = PersonData(
    label="lieux",
    purpose="Les lieux dont vous faites partie de l’équipe.",
    kept="La page du lieu, sans votre nom.",
    export=lambda user: _export(_of(user)),
    erase=lambda user: _erase(_of(user)),
)
#: The same of members without an account: the functions get a QuerySet of members.
MEMBER_DATA = PersonData(
    label=PERSON_DATA.label,
    purpose=PERSON_DATA.purpose,
    kept=PERSON_DATA.kept,
    export=_export,
    erase=_erase,
)


def _of(user: User) -> QuerySet[Member]:
    return Member.objects.filter(account=user)
