"""What stands under an object's own facts: its journal, and what higher apps add."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Max, Model, QuerySet
from django.db.models.functions import TruncDay
from django.http import HttpRequest
from django.utils.module_loading import import_string
from wagtail.log_actions import registry

from milliard.core.declarations import our_apps
from milliard.core.staff.screens import Crumb

JOURNAL_LINES = 12
#: Of the codes written by the dozen, told once a day and person.
COUNTED_LINES = 6


def journal_of(obj: Model, *, without: Sequence[str] = ()) -> list[tuple[Any, str, str]]:
    """The last journal lines about ``obj``: (when, what, who).

    Codes an app declares as counted are told once a day and person, with how many times. without: codes
    written by the hundred, which would hide the others. The journal of the site has them all.
    """
    counted = [code for config in our_apps() for code in config.counted_codes]
    about = registry.get_logs_for_instance(obj).exclude(action__in=without)
    found = about.exclude(action__in=counted).select_related("user").order_by("-timestamp")[:JOURNAL_LINES]
    lines = [(line.timestamp, registry.get_action_label(line.action), _who(line.user)) for line in found]
    lines += _counted(about.filter(action__in=counted))
    return sorted(lines, key=lambda line: line[0], reverse=True)


def _counted(lines: QuerySet[Any]) -> list[tuple[Any, str, str]]:
    days = lines.annotate(day=TruncDay("timestamp")).values("action", "user", "day").order_by()
    found = list(days.annotate(last=Max("timestamp"), times=Count("pk")).order_by("-last")[:COUNTED_LINES])
    people = get_user_model()._default_manager.in_bulk({line["user"] for line in found if line["user"]})
    return [
        (
            line["last"],
            registry.get_action_label(line["action"])
            + (f" ({line['times']} fois)" if line["times"] > 1 else ""),
            _who(people.get(line["user"])),
        )
        for line in found
    ]


def _who(user: object) -> str:
    return str(user or "la plateforme")


@dataclass(frozen=True, slots=True)
class StaffPanel:
    """What a higher app adds to the screen of an object: acts among its buttons, then a part of the page."""

    title: str
    template: str
    context: Mapping[str, Any]
    acts: Sequence[Crumb] = field(default=())


def panels_of(screen: str, request: HttpRequest, obj: Model) -> list[StaffPanel]:
    """The panels that apps declare for ``screen`` («surveys.collection»), lowest app first."""
    makers = (config.staff_panels.get(screen) for config in our_apps())
    found = (import_string(maker)(request, obj) for maker in makers if maker)
    return [panel for panel in found if panel is not None]
