"""The receipt: what was given, when, how to change it or erase it."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from french import format_date, format_time
from milliard.core.access import public
from milliard.core.marked_pages import addressed_page
from milliard.core.refusals import NotAllowed
from milliard.surveys.enums import Origin, Purpose
from milliard.surveys.policies import can_enter_paper
from milliard.surveys.services.consents import decisions_of, record_consents, texts_of
from milliard.surveys.views.review import read_again
from milliard.surveys.views.section_page import given_consents
from milliard.surveys.views.visits import Visit, is_of_another, page_context, to_landing, with_response

#: Marks of what is one's own; the answers are put in last, since they may hold anything.
_CSRF, _NUMBER, _RECEIVED, _MARK = "@@csrf-of-this-visitor@@", "@@number@@", "@@received@@", "@@page-mark@@"
_LINES = "@@lines@@"


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_response
def receipt(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What was given, when, how to change it or erase it. A post changes the consents."""
    slug = visit.collection.slug
    if request.method == "POST":
        if visit.is_contributor:
            raise NotAllowed
        if is_of_another(request, visit):
            return to_landing(visit)
        given = given_consents(request, visit)
        record_consents(collection=visit.collection, key=visit.key, given=given)
        return redirect(reverse("surveys:receipt", args=[slug]) + "?accords=1#accords")
    if not visit.is_complete:
        return redirect("surveys:review", slug)
    return _receipt_page(request, visit)


def _receipt_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    collection, response = visit.collection, visit.response
    decisions = decisions_of(response)
    given = {purpose.value for purpose, row in decisions.items() if row.is_given}
    is_paper = _is_typed_in(request, visit)
    choices = {
        "is_counted": Purpose.STATISTICS not in decisions.keys() - given,
        "has_changed_consents": "accords" in request.GET,
        "is_paper": is_paper,
        "unseen": response.unseen_sections,
    }

    def render() -> str:
        asked = [(text, f"consent_{text.pk}", text.purpose in given) for text in texts_of(collection)]
        marked = {"number": _NUMBER, "received": _RECEIVED, "page_mark": _MARK, "csrf_token": _CSRF}
        context = page_context(collection, visit=visit, consents=asked, lines=_LINES, **marked, **choices)
        return render_to_string("surveys/receipt.html", context | {"messages": ()}, request=request)

    own = {_NUMBER: str(response.public_id)[:8], _RECEIVED: _received(visit), _CSRF: get_token(request)}
    own |= {_MARK: visit.mark, _LINES: _lines(visit)}
    states = (*sorted(given), *choices.values(), visit.is_open, visit.is_contributor, visit.is_shared)
    theme = request.COOKIES.get("theme", "")[:10]
    state = f"{collection.updated_at.timestamp()}:{collection.version.digest}"
    name = f"receipt:{collection.pk}:{state}:{theme}:{':'.join(map(str, states))}"
    return HttpResponse(addressed_page(name, render, own))


def _received(visit: Visit) -> str:
    """When it was sent; in an anonymous collection only the day."""
    sent = timezone.localtime(visit.response.completed_at)
    day = format_date(sent.date())
    return day if visit.collection.is_anonymous else f"{day} à {format_time(sent)}"


def _lines(visit: Visit) -> str:
    return render_to_string(
        "surveys/_receipt_lines.html", {"sections": list(read_again(visit, with_hidden=False))}
    )


def _is_typed_in(request: HttpRequest, visit: Visit) -> bool:
    """Whether the reader is somebody of the team who types in forms: the thanks are not for them."""
    return visit.response.origin == Origin.PAPER and can_enter_paper(request.user, visit.collection)
