"""Several people of one organisation: who helps, with which sections."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engines.questionnaire.model import Kind, Question
from milliard.core.access import public
from milliard.core.identifiers import posted_uuid
from milliard.core.rate_limit import limited
from milliard.core.refusals import Refused
from milliard.surveys import errors
from milliard.surveys.forms import ContributorForm
from milliard.surveys.models import Contributor
from milliard.surveys.services.contributors import add_contributor, remove_contributor
from milliard.surveys.views.visits import (
    Visit,
    ensure_same_response,
    page_context,
    page_mark,
    shown_sections,
    with_response,
)
from milliard.surveys.views.way_back import MAIL_LIMIT


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(MAIL_LIMIT, methods={"POST"})
@with_response
def contributors(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The people of the organisation; whoever began adds and removes them."""
    choices = _sections(visit)
    form = ContributorForm(sections=choices, initial={"organisation": _organisation(visit)})
    refusal = ""
    if request.method == "POST":
        form = ContributorForm(request.POST, sections=choices)
        try:
            ensure_same_response(request, visit)
            done = _act(request, visit, form)
            if done is not None:
                return redirect(reverse("surveys:contributors", args=[visit.collection.slug]) + done)
        except errors.TooManyMails as error:
            form.add_error("email", error.message)
        except Refused as error:
            refusal = error.message
    return _contributors_page(request, visit, form, refusal)


def _act(request: HttpRequest, visit: Visit, form: ContributorForm) -> str | None:
    """Remove or add, and what the next page has to say; None when the form is to be shown again."""
    if "remove" in request.POST:
        person = _person(visit, request.POST["remove"])
        if person is not None:
            remove_contributor(collection=visit.collection, key=visit.key, person=person)
        return ""
    if not form.is_valid():
        return None
    person = add_contributor(collection=visit.collection, key=visit.key, **form.cleaned_data)
    return f"?envoye={person.public_id}"


def _person(visit: Visit, identifier: str) -> Contributor | None:
    return visit.response.contributors.filter(public_id=posted_uuid(identifier)).first()


def _organisation(visit: Visit) -> str:
    """What the first box of the questionnaire holds, most often its name: a proposal."""
    for section in visit.compiled.questionnaire.sections:
        for item in section.items:
            if isinstance(item, Question) and item.kind is Kind.TEXT:
                return str(visit.answers.get(item.key) or "")[:200]
    return ""


def _contributors_page(
    request: HttpRequest, visit: Visit, form: ContributorForm, refusal: str
) -> HttpResponse:
    names = dict(_sections(visit))
    people = [
        (person, [names[key] for key in person.sections if key in names])
        for person in visit.response.contributors.order_by("pk")
    ]
    context = page_context(
        visit.collection,
        visit=visit,
        mark=page_mark(request, visit),
        people=people,
        form=form,
        refusal=refusal,
        sent_to=_person(visit, request.GET.get("envoye", "")),
        leaving=_person(visit, request.GET.get("retirer", "")),
    )
    status = 422 if form.errors or refusal else 200
    return render(request, "surveys/contributors.html", context, status=status)


def _sections(visit: Visit) -> list[tuple[str, str]]:
    titles = visit.compiled.sections
    return [(key, titles[key].section.title) for key in shown_sections(visit.evaluation, None)]
