"""Several people of one organisation: who helps, with which sections."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engines.questionnaire.evaluation import evaluate
from milliard.core.access import public
from milliard.core.rate_limit import Limit, limited
from milliard.core.refusals import Refused
from milliard.surveys import errors
from milliard.surveys.forms import ContributorForm
from milliard.surveys.services.contributors import add_contributor, remove_contributor
from milliard.surveys.views.refusals import PAGE_MARK, ensure_same_response
from milliard.surveys.views.steps import shown_sections
from milliard.surveys.views.visits import Visit, find_visit, to_landing

LIMIT = Limit("surveys.mails", hits=settings.NEW_RESPONSE_RATE)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(LIMIT, methods={"POST"})
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """The people of the organisation; whoever began adds and removes them."""
    visit = find_visit(request, slug)
    if visit.holder is None:
        return to_landing(visit)
    choices = _sections(visit)
    form = ContributorForm(sections=choices)
    refusal = ""
    if request.method == "POST":
        form = ContributorForm(request.POST, sections=choices)
        try:
            ensure_same_response(request, visit)
            if _act(request, visit, form):
                return redirect("surveys:team", slug)
        except errors.TooManyMails as error:
            form.add_error("email", error.message)
        except Refused as error:
            refusal = error.message
    return _team_page(request, visit, form, refusal)


def _act(request: HttpRequest, visit: Visit, form: ContributorForm) -> bool:
    """Remove or add; False when the form is to be shown again."""
    if "remove" in request.POST:
        person = visit.response.contributors.filter(public_id=_uuid(request.POST["remove"])).first()
        if person is not None:
            remove_contributor(collection=visit.collection, key=visit.key, person=person)
        return True
    if not form.is_valid():
        return False
    add_contributor(collection=visit.collection, key=visit.key, **form.cleaned_data)
    return True


def _team_page(request: HttpRequest, visit: Visit, form: ContributorForm, refusal: str) -> HttpResponse:
    names = dict(_sections(visit))
    people = [
        (person, [names[key] for key in person.sections if key in names])
        for person in visit.response.contributors.order_by("pk")
    ]
    context = {
        "collection": visit.collection,
        "simulated": visit.collection.is_simulated,
        "mark": request.POST.get(PAGE_MARK, "") or visit.mark,
        "people": people,
        "form": form,
        "refusal": refusal,
        "may_change": visit.holder is not None and visit.holder.contributor is None,
    }
    return render(request, "surveys/team.html", context, status=422 if form.errors or refusal else 200)


def _sections(visit: Visit) -> list[tuple[str, str]]:
    evaluation = evaluate(visit.compiled, visit.response.answers, today=timezone.localdate())
    titles = visit.compiled.sections
    return [(key, titles[key].section.title) for key in shown_sections(evaluation, None)]


def _uuid(text: str) -> UUID:
    """The identifier posted by a button; one that nobody has when it is no identifier."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
