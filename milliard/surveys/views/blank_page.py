"""The first page of somebody new, rendered once per version, theme and process, then only addressed.

Nothing in it belongs to anybody but four marks: the two tokens, the name of the page, the time. Rendered each
time in any case: a random order, a notice.
"""

import time

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from engines.questionnaire.model import walk
from milliard.core.marked_pages import addressed_page
from milliard.surveys import tokens
from milliard.surveys.answering.page import SectionPage
from milliard.surveys.views.section_page import section_context, section_page, with_permissions
from milliard.surveys.views.visits import Visit, kept_name

_CSRF, _FRESH, _PAGE, _NOW = "@@csrf-of-this-visitor@@", "@@fresh-token@@", "0pagemark0", "@@now@@"


def blank_page(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Section ``key`` before any answer."""
    page = SectionPage(section=key, answers={}, fresh=tokens.fresh_token(visit.collection.slug))
    items = visit.compiled.sections[key].section.items
    has_random_order = any(question.is_random_order for question in walk(items))
    if request.GET or visit.is_paper or visit.is_lost or has_random_order:
        return section_page(request, visit, page)

    def render() -> str:
        marked = SectionPage(section=key, answers={}, fresh=_FRESH, id=_PAGE, opened_at=_NOW)
        # Messages are meant for this visitor: they wait for a page that is not kept.
        context = section_context(visit, marked) | {"csrf_token": _CSRF, "messages": ()}
        return render_to_string("surveys/section.html", context, request=request)

    name = kept_name(request, visit, "blank", key)
    own = {_CSRF: get_token(request), _FRESH: page.fresh, _PAGE: page.id, _NOW: str(int(time.time()))}
    return with_permissions(HttpResponse(addressed_page(name, render, own)), visit, key)
