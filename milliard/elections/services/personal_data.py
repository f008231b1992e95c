"""What the app knows of a person, and what becomes of it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core.declarations import PersonData
from milliard.elections.enums import SeriesState
from milliard.elections.models import ElectionSeries, Observer, SeriesTrustee, SeriesVoter
from milliard.members.models import Member

#: How long addresses of observers stay after a series ended.
OBSERVERS_KEPT = dt.timedelta(days=90)


def tidy() -> Sequence[tuple[str, int]]:
    """Forget the addresses of those who observed what ended long ago."""
    before = timezone.now() - OBSERVERS_KEPT
    ended = ElectionSeries.objects.filter(state=SeriesState.ENDED, updated_at__lt=before)
    return [("adresses d’observation oubliées", Observer.objects.filter(series__in=ended).delete()[0])]


def _export_account(user: User) -> dict[str, Any]:
    observed = Observer.objects.filter(email=user.email.lower()).order_by("pk")
    trusted = SeriesTrustee.objects.filter(account=user).select_related("series").order_by("pk")
    return {
        "dépositaire": [
            {
                "série": row.series.title,
                "nom public": row.name,
                "réponse": row.get_state_display(),
                "répondu le": row.answered_at.isoformat() if row.answered_at else "",
            }
            for row in trusted
        ],
        "responsable des codes": list(
            ElectionSeries.objects.filter(registrar=user).order_by("pk").values_list("title", flat=True)
        ),
        "observation": list(observed.values_list("series__title", flat=True)),
        **_export_members(Member.objects.filter(account=user)),
    }


def _export_members(members: QuerySet[Member]) -> dict[str, Any]:
    rows = SeriesVoter.objects.filter(member__in=members).select_related("series").order_by("pk")
    return {"listes de scrutins secrets": [{"série": row.series.title, "numéro": row.number} for row in rows]}


def _erase_account(user: User) -> None:
    """Public keys stay, under a number: an archive is verified with them for ever."""
    SeriesTrustee.objects.filter(account=user).update(account=None, name="")
    ElectionSeries.objects.filter(registrar=user).update(registrar=None)
    Observer.objects.filter(email=user.email.lower()).delete()


def _erase_members(members: QuerySet[Member]) -> None:
    """Nothing: a place on a roll is a number, and the name goes with the member."""


_KEPT = "Votre numéro sur la liste d’un scrutin, sans votre nom\u00a0: rien ne le relie à un bulletin."
PERSON_DATA = PersonData(
    label="scrutins secrets",
    purpose="Les listes où vous pouvez voter, les clés que vous gardez, les scrutins que vous observez.",
    kept=_KEPT,
    export=_export_account,
    erase=_erase_account,
)
#: The same of members without an account: the functions get a QuerySet of members.
MEMBER_DATA = PersonData(
    label=PERSON_DATA.label,
    purpose=PERSON_DATA.purpose,
    kept=_KEPT,
    export=_export_members,
    erase=_erase_members,
)
