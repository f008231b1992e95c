"""The mails of taking part. Those of a whole event go by a task, a slice at a time."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from french import format_date
from milliard.core.mail import MailKind, queue_mail
from milliard.members.models import Member
from milliard.participation.enums import HOLDING, RsvpState, SeatState
from milliard.participation.models import Assignment, Event, GroupSeat, Mission, Rsvp
from milliard.places.enums import HostRole

_MEMBER = "la personne inscrite"
_EVENT_EXAMPLE = {
    "given_name": "Camille",
    "title": "Lire un bilan à plusieurs",
    "when": "le 12 juin 2031 à 18\u00a0h\u00a030 (heure de l’Hexagone)",
    "where": "La Grange inventée, Rennes",
    "online_url": "",
    "is_waiting": False,
    "guests": 1,
    "why": "La salle n’est plus libre.",
    "url": "https://exemple.invalid/agir/evenements/exemple/",
}
_GROUP_EXAMPLE = {
    "given_name": "Camille",
    "group": "Lecture de comptes, Ille-et-Vilaine",
    "words": "J’ai tenu les comptes d’une association.",
    "is_welcome": True,
    "url": "https://exemple.invalid/agir/groupes/exemple/",
}
_MISSION_EXAMPLE = {
    "given_name": "Camille",
    "title": "Appeler trois organisations",
    "thanks": "Grâce à vous, trois besoins sont mieux compris.",
    "url": "https://exemple.invalid/agir/missions/exemple/",
}


def _kind(
    template: str,
    label: str,
    sent_when: str,
    subject: str,
    example: Mapping[str, Any],
    recipient: str = _MEMBER,
) -> MailKind:
    code = f"participation.{template.rpartition('/')[2].removesuffix('.txt')}"
    return MailKind(code, label, sent_when, recipient, template, subject, example)


RSVP = _kind(
    "participation/email/rsvp.txt",
    "Inscription à un évènement",
    "Quand un membre s’inscrit, ou attend une place.",
    "{% if is_waiting %}Vous êtes sur la liste d’attente{% else %}Votre place est gardée{% endif %}"
    "\u00a0: {{ title }}",
    _EVENT_EXAMPLE,
)
SEAT_FREE = _kind(
    "participation/email/seat_free.txt",
    "Une place s’est libérée",
    "Quand la liste d’attente avance.",
    "Une place s’est libérée pour vous\u00a0: {{ title }}",
    _EVENT_EXAMPLE,
)
MOVED = _kind(
    "participation/email/event_moved.txt",
    "Évènement déplacé",
    "Quand la date, l’heure ou le lieu change.",
    "Changement\u00a0: {{ title }}",
    _EVENT_EXAMPLE,
)
CANCELLED = _kind(
    "participation/email/event_cancelled.txt",
    "Évènement annulé",
    "Quand un évènement n’a pas lieu.",
    "Annulé\u00a0: {{ title }}",
    _EVENT_EXAMPLE,
)
REMINDER = _kind(
    "participation/email/event_reminder.txt",
    "Rappel d’un évènement",
    "Quand l’évènement approche, une fois.",
    "C’est bientôt\u00a0: {{ title }}",
    _EVENT_EXAMPLE,
)
AT_THE_DOOR = _kind(
    "participation/email/group_request.txt",
    "Demande d’entrée dans un groupe",
    "Quand un membre demande à entrer.",
    "{{ given_name }} demande à entrer dans {{ group }}",
    _GROUP_EXAMPLE,
    "les référent·es du groupe",
)
ANSWER = _kind(
    "participation/email/group_answer.txt",
    "Réponse à une demande d’entrée",
    "Quand une référente ou un référent répond.",
    "Votre demande\u00a0: {{ group }}",
    _GROUP_EXAMPLE,
    "la personne qui a demandé",
)
THANKS = _kind(
    "participation/email/mission_thanks.txt",
    "Merci pour une mission",
    "Quand l’équipe remercie.",
    "Merci\u00a0: {{ title }}",
    _MISSION_EXAMPLE,
    "la personne qui a fait la mission",
)
GIVEN_UP = _kind(
    "participation/email/mission_given_up.txt",
    "Mission rendue",
    "Quand quelqu’un rend une mission d’un groupe ou d’un lieu.",
    "À reprendre\u00a0: {{ title }}",
    {**_MISSION_EXAMPLE, "is_open": True, "missing": 1},
    "les référent·es du groupe, ou les hôtes du lieu",
)
MAILS = (RSVP, SEAT_FREE, MOVED, CANCELLED, REMINDER, AT_THE_DOOR, ANSWER, THANKS, GIVEN_UP)
#: Those written to everybody of an event: code -> kind.
TO_ALL = {kind.code: kind for kind in (MOVED, CANCELLED, REMINDER)}


def confirm_rsvp(rsvp: Rsvp) -> None:
    write_about_event(RSVP, rsvp)


def tell_seat_free(rsvp: Rsvp) -> None:
    write_about_event(SEAT_FREE, rsvp)


def tell_moved(event: Event) -> None:
    _to_everybody(MOVED, event)


def tell_cancelled(event: Event) -> None:
    _to_everybody(CANCELLED, event)


def remind(event: Event) -> None:
    _to_everybody(REMINDER, event)


def _to_everybody(kind: MailKind, event: Event) -> None:
    from milliard.participation.tasks import write_to_everybody  # it writes these mails

    write_to_everybody.enqueue(event.pk, kind.code, 0)


def write_about_event(kind: MailKind, rsvp: Rsvp) -> None:
    """One mail to one person about one event; the link is for those who come."""
    event = rsvp.event
    is_waiting = rsvp.state == RsvpState.WAITING
    context = {
        "title": event.title,
        "when": when_in_words(event),
        "where": where_in_words(event),
        "online_url": "" if is_waiting else event.online_url,
        "is_waiting": is_waiting,
        "guests": rsvp.guests,
        "why": event.cancelled_why,
        "url": _address("participation:event", event.public_id),
    }
    _queue(kind, rsvp.member.email, {"given_name": rsvp.member.given_name, **context})


def when_in_words(event: Event) -> str:
    """«le 12 juin 2031 à 18 h 30 (heure de l’Hexagone)»."""
    start = timezone.localtime(event.starts_at, event.clock)
    minutes = f"\u00a0{start:%M}" if start.minute else ""
    zone = event.get_zone_display()
    return f"le {format_date(start.date())} à {start.hour}\u00a0h{minutes} ({zone})"


def where_in_words(event: Event) -> str:
    place = event.place.name if event.place else ""
    commune = event.commune.label if event.commune else ""
    parts = [part for part in (place, event.address_line, commune) if part]
    return ", ".join(parts) or ("en ligne" if event.is_online else "")


def tell_referents(seat: GroupSeat) -> None:
    referents = seat.group.seats.filter(is_referent=True, state=SeatState.IN).select_related("member")
    _about_group(AT_THE_DOOR, seat, (one.member.email for one in referents), is_welcome=False)


def tell_answer(seat: GroupSeat) -> None:
    _about_group(ANSWER, seat, [seat.member.email], is_welcome=seat.state == SeatState.IN)


def _about_group(kind: MailKind, seat: GroupSeat, to: Iterable[str], *, is_welcome: bool) -> None:
    context = {
        "given_name": seat.member.given_name,
        "group": seat.group.name,
        "words": seat.words,
        "is_welcome": is_welcome,
        "url": _address("participation:group", seat.group.slug),
    }
    for address in to:
        _queue(kind, address, context)


def thank(assignment: Assignment) -> None:
    context = {
        "given_name": assignment.member.given_name,
        "title": assignment.mission.title,
        "thanks": assignment.thanks,
        "url": _address("participation:mission", assignment.mission.public_id),
    }
    _queue(THANKS, assignment.member.email, context)


def tell_given_up(assignment: Assignment) -> None:
    """To those who run the mission: its slot is free again."""
    mission = assignment.mission
    held = mission.assignments.filter(state__in=HOLDING).count()
    context = {
        "given_name": assignment.member.given_name,
        "title": mission.title,
        "is_open": mission.is_open,
        "missing": mission.missing_from_team(held),
        "url": _address("participation:mission", mission.public_id),
    }
    for member in _who_runs(mission):
        if member.pk != assignment.member_id:
            _queue(GIVEN_UP, member.email, context)


def _who_runs(mission: Mission) -> list[Member]:
    if mission.group is not None:
        referents = mission.group.seats.filter(is_referent=True, state=SeatState.IN).select_related("member")
        return [seat.member for seat in referents.order_by("pk")]
    if mission.place is not None:
        hosts = mission.place.hosts.filter(until=None, role__in=(HostRole.LEAD, HostRole.HOST))
        return [host.member for host in hosts.select_related("member").order_by("pk")]
    return []


def _queue(kind: MailKind, to: str, context: Mapping[str, Any]) -> None:
    if to:
        queue_mail(kind, to=to, context=context)


def _address(name: str, key: object) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[key])}"
