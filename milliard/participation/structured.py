"""Events as search engines read them: schema.org, inside the page. A block of data, which no policy runs."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from milliard.participation.enums import EventState
from milliard.participation.models import Event

_SCHEMA = "https://schema.org/"
#: Characters that would end the block, or the line for old readers.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def event_in_schema(event: Event) -> SafeString:
    """The event as JSON-LD; its link is for those who come, so never in it."""
    url = f"{settings.SITE_URL}{reverse('participation:event', args=[event.public_id])}"
    state = "EventCancelled" if event.state == EventState.CANCELLED else "EventScheduled"
    data: dict[str, Any] = {
        "@context": _SCHEMA.rstrip("/"),
        "@type": "Event",
        "name": event.title,
        "description": event.summary,
        "startDate": event.starts_at.astimezone(event.clock).isoformat(),
        "endDate": event.ends_at.astimezone(event.clock).isoformat(),
        "eventStatus": f"{_SCHEMA}{state}",
        "eventAttendanceMode": f"{_SCHEMA}{_attendance(event)}",
        "location": _locations(event, url),
        "organizer": {
            "@type": "Organization",
            "name": event.group.name if event.group else "Milliard",
            "url": settings.SITE_URL,
        },
        "isAccessibleForFree": True,
        "url": url,
    }
    if event.capacity is not None:
        data["maximumAttendeeCapacity"] = event.capacity
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(text)  # noqa: S308 (escaped above)


def _attendance(event: Event) -> str:
    if not event.is_online:
        return "OfflineEventAttendanceMode"
    return "MixedEventAttendanceMode" if event.commune else "OnlineEventAttendanceMode"


def _locations(event: Event, url: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if event.commune is not None:
        address = {
            "@type": "PostalAddress",
            "streetAddress": event.address_line or (event.place.address_line if event.place else ""),
            "addressLocality": event.commune.name,
            "addressCountry": "FR",
        }
        name = event.place.name if event.place else event.commune.name
        found.append({"@type": "Place", "name": name, "address": address})
    if event.is_online:
        found.append({"@type": "VirtualLocation", "url": url})
    return found
