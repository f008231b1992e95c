"""«Agir avec vous»: one page of what one can do now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from milliard.core.access import public
from milliard.participation.agir import pieces_for
from milliard.participation.filters import TimeFilter
from milliard.participation.suggestions import suggest_missions
from milliard.participation.views.own import my_members


@public
@require_safe
def agir(request: HttpRequest) -> HttpResponse:
    """What one can do, near home and in the time one has."""
    filters = TimeFilter(request.GET)
    pieces = pieces_for(filters.department, filters.minutes)
    mine = my_members(request)
    today = timezone.localdate()
    suggested = suggest_missions(mine[0], on=today, minutes=filters.minutes) if mine else []
    context = {
        "filters": filters,
        "suggested": suggested,
        "oldest": min(piece.read_at for piece in pieces.values()),
        "is_empty": not any(piece.rows for piece in pieces.values()),
        **{name: piece.rows for name, piece in pieces.items()},
        # Said once, with its reason.
        "missions": [
            one for one in pieces["missions"].rows if one.pk not in {own.mission.pk for own in suggested}
        ],
    }
    return render(request, "participation/agir.html", context)
