"""Staff must have a second factor before they see anything of others."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

Handler = Callable[[HttpRequest], HttpResponse]
# Where a person without a second factor may still go: to sign in or out, to set it up, to static files.
_OPEN_PREFIXES = ("/compte/", "/static/", "/mon-compte/")


def staff_second_factor(get_response: Handler) -> Handler:
    """Send staff without a second factor to the page that sets one up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        has_session = "sessionid" in request.COOKIES
        if (
            has_session
            and request.user.is_authenticated
            and request.user.needs_second_factor
            and not request.path.startswith(_OPEN_PREFIXES)
            and not is_mfa_enabled(request.user)
        ):
            return redirect("mfa_index")
        return get_response(request)

    return middleware
