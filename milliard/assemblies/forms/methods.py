"""Which way of voting a form of resolution asks about: links between forms, no script."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from milliard.assemblies.enums import VotingMethod

_PARAMETER = "facon"


def asked_method(request: HttpRequest, usual: VotingMethod = VotingMethod.MOTION) -> VotingMethod:
    """The method in the address, else the usual one."""
    asked = request.GET.get(_PARAMETER, "")
    return VotingMethod(asked) if asked in VotingMethod.values else usual


def method_links(request: HttpRequest, now: VotingMethod) -> list[tuple[str, str, bool]]:
    """(label, address, whether it is the one shown) of each form."""
    links = []
    for method in VotingMethod:
        query = request.GET.copy()
        query[_PARAMETER] = method.value
        links.append((str(method.label), f"?{query.urlencode()}", method is now))
    return links


def methods_shown(request: HttpRequest, item: object, form: Any) -> Mapping[str, Any]:
    """What the screen of a form of resolution (`Act.context`) shows of them."""
    return {"methods": method_links(request, form.method), "method": form.method}
