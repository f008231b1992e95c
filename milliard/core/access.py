"""Who may see a page. Closed by default: a view is for signed-in people unless it says `@public`.

What a person may do is decided by the app's `policies.py`; a view asks with :func:`require`. The table
of every URL and role in `tests/pages/` fails for a URL nobody listed.
"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

#: The view may be seen by anyone.
public = login_not_required


def require(allowed: bool) -> None:
    """Raise the 403 page unless a policy said yes."""
    if not allowed:
        raise PermissionDenied


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks for a fragment (and not for a whole page restored from its history)."""
    details = getattr(request, "htmx", None)
    return details is not None and bool(details) and not details.history_restore_request
