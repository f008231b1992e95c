"""Where HelloAsso posts: checked as far as it can be, kept, answered; read by a worker."""

import hashlib
import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from milliard.core.access import public
from milliard.core.rate_limit import Limit, client_address, is_exceeded
from milliard.payments.services.notifications import NotANotification, receive_notification

#: An order with a dozen lines weighs less than ten.
_MOST_BYTES = 64_000
#: For whoever may be anybody; what is surely theirs comes as fast as people pay.
_LIMIT = Limit("payments.notifications", hits=6_000)


@csrf_exempt
@public
@require_POST
def notification(request: HttpRequest) -> HttpResponse:
    """Keep a notification. 200: it is kept; anything else, and HelloAsso says it again."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _MOST_BYTES:
        return HttpResponse(status=413)
    if not _is_theirs(request):
        return HttpResponse(status=403)
    is_sure = settings.HELLOASSO_ADDRESSES or settings.HELLOASSO_SIGNATURE_KEY
    if not is_sure and is_exceeded(request, _LIMIT):
        return HttpResponse(status=429)
    try:
        receive_notification(body=request.body)
    except NotANotification:
        return HttpResponse(status=400)
    return HttpResponse(status=200)


def _is_theirs(request: HttpRequest) -> bool:
    """Whether it comes from where, and signed as, the settings say; they may say nothing."""
    addresses, key = settings.HELLOASSO_ADDRESSES, settings.HELLOASSO_SIGNATURE_KEY
    if addresses and client_address(request) not in addresses:
        return False
    expected = hmac.new(key.encode(), request.body, hashlib.sha256).hexdigest()
    given = request.headers.get("x-ha-signature", "").lower()
    return not key or hmac.compare_digest(expected.encode(), given.encode())
