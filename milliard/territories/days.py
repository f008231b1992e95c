"""Which days are today in France: it is tomorrow in Wallis while it is still yesterday in Tahiti."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

#: Where the day begins first and where it ends last, of all the places where people vote in France.
_FIRST, _LAST = ZoneInfo("Pacific/Wallis"), ZoneInfo("Pacific/Tahiti")


def days_in_france(now: datetime | None = None) -> tuple[date, ...]:
    """The day of the installation's own clock (Paris), then the others current somewhere in France."""
    now = now or timezone.now()
    here = timezone.localdate(now)
    return (here, *sorted({now.astimezone(zone).date() for zone in (_FIRST, _LAST)} - {here}))
