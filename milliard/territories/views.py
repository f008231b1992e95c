"""The search behind every «commune» box."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from milliard.core.access import public
from milliard.core.rate_limit import Limit, limited
from milliard.territories.proposals import propose

#: A village hall types behind one address: generous, and each answer is cached by the browser.
SEARCH_LIMIT = Limit("territories.commune_search", hits=1_200)


@public
@require_GET
@limited(SEARCH_LIMIT)
@cache_control(public=True, max_age=86_400)
def commune_search(request: HttpRequest) -> HttpResponse:
    """Rows to choose from, under the box that asks: its name and what is typed are the first parameter."""
    name, typed = next(iter(request.GET.items()), ("", ""))
    # Without the request: the answer is the same for everyone, so that any cache may keep it.
    context = {"name": name, "proposals": propose(str(typed))}
    return HttpResponse(render_to_string("territories/commune_search.html", context))
