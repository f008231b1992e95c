"""Who may see a page, who may act. Closed by default: only a view that says `@public` is open to all.

What a person may do is decided by the app's `policies.py`; views and services ask with `authorize`. Each app
declares in `tests/pages.py` who gets what from each of its addresses; an address nobody declared fails.
"""

from collections.abc import Callable
from typing import Any, TypeVarTuple

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest

from milliard.core.refusals import NotAllowed

Objects = TypeVarTuple("Objects")

#: The view may be seen by anyone.
public = login_not_required


def authorize(by: object | None, policy: Callable[[Any, *Objects], bool], *objects: *Objects) -> None:
    """Raise `NotAllowed` unless ``policy(by, *objects)`` says yes.

    ``by`` None is the platform itself (a command, a task), which may. A view passes ``request.user``,
    never None.
    """
    if by is not None and not policy(by, *objects):
        raise NotAllowed


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks for a fragment (and not for a whole page restored from its history)."""
    details = getattr(request, "htmx", None)
    return details is not None and bool(details) and not details.history_restore_request
