"""The sheet of who comes to an event: what its form says, and the file one prints."""

from collections.abc import Iterator, Mapping

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils import timezone

from french import format_date
from milliard.core import exports
from milliard.participation.emails import when_in_words
from milliard.participation.models import Event

_CAME = {True: "oui", False: "non", None: ""}


def marks_in(posted: Mapping[str, str]) -> dict[int, bool]:
    """Keys of `Rsvp` -> whether they came; what is left open is not there."""
    said = {
        name.removeprefix("came-"): value
        for name, value in posted.items()
        if name.startswith("came-") and value in ("yes", "no")
    }
    return {int(key): value == "yes" for key, value in said.items() if key.isascii() and key.isdigit()}


def attendance_file(event: Event) -> HttpResponseBase:
    """Who comes and who waits, as a CSV: names and numbers, no address."""
    rows = event.rsvps.exclude(state="withdrawn").select_related("member")
    found = rows.order_by("state", "member__family_name", "member__given_name", "pk")
    about = exports.About(
        title=f"Feuille de présence\u00a0: {event.title}",
        is_simulated=settings.IS_DEMONSTRATION,
        notes=(("Quand", when_in_words(event)), ("Relevé le", format_date(timezone.localdate()))),
    )
    lines: Iterator[list[exports.Value]] = (
        [
            one.member.number,
            one.member.given_name,
            one.member.family_name,
            one.get_state_display(),
            one.guests,
            _CAME[one.has_come],
        ]
        for one in found
    )
    columns = ["Numéro", "Prénom", "Nom", "État", "Accompagnant·es", "Est venu·e"]
    return exports.respond(exports.Table(columns, lines, about), format="csv", name="presences")
