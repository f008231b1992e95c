"""The session as it goes: on a member's phone, and on the wall of the hall.

What pages ask for again and again is the same for everybody: drawn once a second by each process, kept a
moment by whatever stands in front, and answered 304 as long as nothing moved.
"""

import hashlib
from typing import Any
from uuid import UUID

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from milliard.assemblies.models import Assembly
from milliard.assemblies.policies import can_run_session
from milliard.assemblies.reports.session import session_view
from milliard.assemblies.views.assemblies import of_seat, public_assembly
from milliard.assemblies.views.own import seat_of
from milliard.core.access import authorize, public

#: How long a process answers with what it drew, in seconds.
_KEPT_S = 1


@public
@never_cache
@require_safe
def live(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The session on a phone: what is voted now, where the quorum stands, who speaks; one's own acts."""
    item = public_assembly(public_id)
    context = {**_drawn_of(item, has_names=False), **of_seat(request, item, seat_of(request, item))}
    return render(request, "assemblies/live.html", context)


@public
@require_safe
def live_state(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The part of it that moves."""
    return _fragment(request, public_id, "assemblies/_live_state.html")


@public
@never_cache
@require_safe
def screen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The wall of the hall, in big type; names of speakers where the bureau or the team shows it."""
    item = public_assembly(public_id)
    has_names = can_run_session(request.user, item)
    return render(request, "assemblies/screen.html", _drawn_of(item, has_names=has_names))


@public
@require_safe
def screen_state(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The part of it that moves, without a name."""
    return _fragment(request, public_id, "assemblies/_screen_state.html")


@never_cache
@require_safe
def screen_names(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same with names, for the bureau and the team: nobody keeps it."""
    item = public_assembly(public_id)
    authorize(request.user, can_run_session, item)
    return render(request, "assemblies/_screen_state.html", _drawn_of(item, has_names=True))


def _drawn_of(item: Assembly, *, has_names: bool) -> dict[str, Any]:
    return {"assembly": item, "session": session_view(item), "has_names": has_names}


def _fragment(request: HttpRequest, public_id: UUID, template: str) -> HttpResponseBase:
    key = f"{template}:{public_id}"
    html = caches["process"].get(key)
    if html is None:
        html = render_to_string(template, _drawn_of(public_assembly(public_id), has_names=False))
        caches["process"].set(key, html, _KEPT_S)
    etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:24]}"'
    response = HttpResponse(html, headers={"ETag": etag})
    patch_cache_control(response, public=True, max_age=_KEPT_S)
    return get_conditional_response(request, etag=etag, response=response) or response
