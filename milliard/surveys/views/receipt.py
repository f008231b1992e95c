"""The receipt: what was given, when, how to change it or erase it."""

from collections.abc import Container, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html_join
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from milliard.core.access import public
from milliard.core.declarations import declared
from milliard.core.marked_pages import addressed_page, filled
from milliard.core.refusals import NotAllowed, Refused
from milliard.core.screens import screen_url
from milliard.surveys.enums import Origin, Purpose
from milliard.surveys.forms import EmailForm
from milliard.surveys.policies import can_enter_paper
from milliard.surveys.services.consents import decisions_of, record_consents, texts_of
from milliard.surveys.services.resume_links import send_receipt_of
from milliard.surveys.views.receipt_files import received_on
from milliard.surveys.views.review import ReadSection, read_again
from milliard.surveys.views.section_page import given_consents
from milliard.surveys.views.visits import (
    Visit,
    is_of_another,
    kept_name,
    page_context,
    to_landing,
    with_response,
)
from milliard.ui.templatetags.ui.filters import bound

_LINE, _SECTION = "surveys/_read_line.html", "surveys/_receipt_lines.html"
#: Marks of what is one's own.
_MARKS = {
    name: f"@@{name}@@" for name in ("number", "received", "openings", "page_mark", "csrf_token", "lines")
}


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_response
def receipt(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What was given, when, how to change or erase it. A post changes the consents, or mails the receipt."""
    slug = visit.collection.slug
    if request.method == "POST":
        if visit.is_contributor:
            raise NotAllowed
        if is_of_another(request, visit):
            return to_landing(visit)
        if "mail" in request.POST:
            return _mail(request, visit)
        given = given_consents(request, visit)
        record_consents(collection=visit.collection, key=visit.key, given=given)
        return redirect(reverse("surveys:receipt", args=[slug]) + "?accords=1#accords")
    if not visit.is_complete:
        return redirect("surveys:review", slug)
    return _receipt_page(request, visit, EmailForm())


def _mail(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = EmailForm(request.POST)
    if form.is_valid():
        try:
            address = form.cleaned_data["email"]
            send_receipt_of(collection=visit.collection, key=visit.key, email=address)
        except (Refused, ValidationError) as error:
            form.add_error("email", getattr(error, "message", "Cette adresse ne convient pas."))
        else:
            return redirect(reverse("surveys:receipt", args=[visit.collection.slug]) + "?envoye=1#copie")
    return _receipt_page(request, visit, form)


def _receipt_page(request: HttpRequest, visit: Visit, form: EmailForm) -> HttpResponse:
    collection, response = visit.collection, visit.response
    decisions = decisions_of(response)
    given = {purpose.value for purpose, row in decisions.items() if row.is_given}
    choices = {
        "is_counted": Purpose.STATISTICS not in decisions.keys() - given,
        "has_changed_consents": "accords" in request.GET,
        "is_paper": _is_typed_in(request, visit),
        "unseen": response.unseen_sections,
        "is_trial": False,
    }
    sent_to = response.resume_email if "envoye" in request.GET and not visit.is_contributor else ""

    def render(own: Mapping[str, Any]) -> str:
        asked = [(text, f"consent_{text.pk}", text.purpose in given) for text in texts_of(collection)]
        context = page_context(collection, visit=visit, consents=asked, form=form, sent_to=sent_to)
        if choices["is_paper"]:
            context["collection_url"] = screen_url(collection)
        return render_to_string("surveys/receipt.html", {**context, **choices, **own}, request=request)

    own = {
        "number": str(response.public_id)[:8],
        "received": received_on(visit),
        "openings": format_html_join("", "<p>{}</p>", ((note,) for note in _notes(visit))),
        "page_mark": visit.mark,
        "csrf_token": get_token(request),
        "lines": receipt_lines(visit),
    }
    if form.is_bound or sent_to:
        return HttpResponse(render(own), status=422 if form.errors else 200)
    states = (*sorted(given), *choices.values(), visit.is_open, visit.is_contributor)
    name = kept_name(request, visit, "receipt", *states)
    # Messages are meant for this person: they wait for a page that is not kept.
    page = addressed_page(
        name, lambda: render({**_MARKS, "messages": ()}), {_MARKS[key]: value for key, value in own.items()}
    )
    return HttpResponse(page)


def _notes(visit: Visit) -> Iterator[str]:
    """What higher apps say of this response."""
    return (note for tell in declared("receipt_note") if (note := tell(visit.response)))


def receipt_lines(visit: Visit) -> str:
    """The answers, as HTML rendered piece by piece."""
    kept = {one.question.label for one in visit.compiled.questions.values()}
    return "".join(_section(each, kept) for each in read_again(visit, with_hidden=False))


def _section(section: ReadSection, kept: Container[str]) -> str:
    lines = "".join(
        filled(_LINE, label=bound(line.label, kept), answer=linebreaksbr(line.answer), note=escape(line.note))
        for line in section.lines
    )
    return filled(_SECTION, title=bound(section.title, kept), lines=lines or filled(_LINE))


def _is_typed_in(request: HttpRequest, visit: Visit) -> bool:
    """Whether the reader is somebody of the team who types in forms: the thanks are not for them."""
    return visit.response.origin == Origin.PAPER and can_enter_paper(request.user, visit.collection)
