"""What stands under an object's own facts: its journal, and what higher apps add."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.module_loading import import_string
from wagtail.log_actions import registry

from milliard.core.declarations import our_apps
from milliard.core.staff.screens import Crumb

JOURNAL_LINES = 12


def journal_of(obj: Model, *, without: Sequence[str] = ()) -> list[tuple[Any, str, str]]:
    """The last journal lines about ``obj``: (when, what, who).

    without: codes written by the hundred, which would hide the others. The journal of the site has them.
    """
    found = registry.get_logs_for_instance(obj).exclude(action__in=without).select_related("user")
    lines = found.order_by("-timestamp")[:JOURNAL_LINES]
    return [
        (line.timestamp, registry.get_action_label(line.action), str(line.user or "la plateforme"))
        for line in lines
    ]


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
