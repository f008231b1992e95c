"""What members show on the home page: how many they are."""

from typing import Any

from django.conf import settings

from french import format_date, format_number
from milliard.core.declarations import HomeFigure
from milliard.members.models import MemberCount
from milliard.ui.component_records import KeyFigure


def number_of_members(page: Any) -> HomeFigure | None:
    """The last count; nothing while it is so small that it would tell who came yesterday."""
    last = MemberCount.objects.order_by("-counted_on").first()
    if last is None or last.members < settings.DISCLOSURE_THRESHOLD:
        return None
    figure = KeyFigure(
        value=format_number(last.members),
        label="membres, et autant de voix",
        base="Personnes à jour de leur cotisation ce jour-là, délai de renouvellement compris",
        date=f"au {format_date(last.counted_on)}",
        source="registre des membres de l’association",
        status="simulated" if settings.IS_DEMONSTRATION else "calculated",
    )
    return HomeFigure("members/_home_figure.html", {"figures": [figure]}, settings.IS_DEMONSTRATION)
