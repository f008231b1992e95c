"""Where the booth posts a ballot: no account, no cookie, nothing kept but the ballot itself."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from milliard.core.access import public
from milliard.core.rate_limit import Limit, is_exceeded
from milliard.core.refusals import Refused
from milliard.elections.models import SecretElection
from milliard.elections.services.casting import cast_ballot
from milliard.elections.services.protocol import ProtocolRefused, opened_election
from milliard.elections.views.answers import from_anywhere, refusal, too_large

#: A hall of three thousand votes from one address, twice each, in ten minutes.
_LIMIT = Limit("elections.cast", hits=6_000)


@csrf_exempt  # no session is looked at: a booth served by another host casts as well
@public
@require_http_methods(["POST", "OPTIONS"])
def cast(request: HttpRequest, uuid: str) -> HttpResponse:
    """Take the raw ballot of the body: `{tracker, position, head}`; the same again is acknowledged again."""
    if request.method == "OPTIONS":
        return from_anywhere(HttpResponse(status=204))
    return from_anywhere(_cast(request, uuid))


def _cast(request: HttpRequest, uuid: str) -> HttpResponse:
    if is_exceeded(request, _LIMIT):
        headers = {"Retry-After": str(_LIMIT.window_s)}
        return JsonResponse({"code": "too-many-requests"}, status=429, headers=headers)
    try:
        # Known before the body is read.
        if int(request.META.get("CONTENT_LENGTH") or 0) > opened_election(uuid).election.largest_ballot:
            return too_large()
        found = cast_ballot(uuid=uuid, raw=request.body)
    except SecretElection.DoesNotExist:
        raise Http404 from None
    except ProtocolRefused as refused:
        return refusal(refused.message, code=refused.code, place=refused.place, status=422)
    except Refused as refused:
        return refusal(refused.message, code="ballot-after-end", status=409)
    return JsonResponse(
        {"tracker": found.tracker, "position": found.position, "head": found.head},
        headers={"Cache-Control": "no-store"},
    )
