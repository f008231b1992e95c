"""Who visits which collection, by the cookies of that collection, and how far their answers are."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache, wraps
from typing import Any

from django.conf import settings
from django.db.models import SlugField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from engines.questionnaire.evaluation import Evaluation, evaluate
from engines.questionnaire.expressions import CompiledQuestionnaire
from milliard.core.prepared import PreparedQuery, Slot
from milliard.surveys.errors import AnotherResponse, UnknownToken
from milliard.surveys.models import Collection, Response, Version
from milliard.surveys.policies import can_enter_paper
from milliard.surveys.services.access import Holder, began_at, holder_of
from milliard.surveys.services.questionnaires import compiled_version
from milliard.territories.days import days_in_france
from milliard.ui.themes import chosen_theme

#: A cookie only saves looking for one's link again: 60 days after the last save is longer than people take to
#: come back to a questionnaire, and the link itself is good for much longer.
COOKIE_AGE_S = 60 * 24 * 3600
#: On a shared computer, after the last save: nobody stays that long without writing.
SHARED_AGE_S = 2 * 3600
#: Says that this computer is shared, whoever sits at it: sent to all questionnaires, names nobody.
SHARED_COOKIE = "ordinateur_partage"
_LONGEST_KEY = 200
#: Name, in a page's form, of the mark of the response it belongs to.
PAGE_MARK = "page__of"


@dataclass(frozen=True)
class Visit:
    """A collection and what the visitor's cookies say."""

    collection: Collection
    key: str = ""
    invitation_key: str = ""
    #: None for somebody new.
    holder: Holder | None = None
    #: Somebody of the team types in a paper form.
    is_paper: bool = False
    #: A cookie came, but it opens nothing any more (erased, forged, revoked).
    is_lost: bool = False
    #: Somebody told us that this computer is used by several people.
    is_shared: bool = False

    @property
    def response(self) -> Response:
        """The visitor's response; only after a check that there is one."""
        assert self.holder is not None
        return self.holder.response

    @property
    def compiled(self) -> CompiledQuestionnaire:
        """The version being answered: the response's own, or the collection's for a newcomer."""
        return compiled_version(self.version)

    @property
    def version(self) -> Version:
        return self.holder.response.version if self.holder else self.collection.version

    @property
    def answers(self) -> Mapping[str, Any]:
        """As stored; none for a newcomer."""
        return self.holder.response.answers if self.holder else {}

    @cached_property
    def evaluation(self) -> Evaluation:
        """Of the answers stored."""
        return evaluate(self.compiled, self.answers, today=days_in_france())

    @property
    def mark(self) -> str:
        """Written in the visitor's pages, so that none is saved in another response; "" for a newcomer."""
        if self.holder is None:
            return ""
        return hashlib.sha256(self.response.public_id.bytes).hexdigest()[:16]

    @property
    def saved_at(self) -> datetime | None:
        """When the response was last saved; an anonymous collection does not know."""
        return self.response.saved_at if self.holder and not self.collection.is_anonymous else None

    @property
    def is_open(self) -> bool:
        return self.collection.is_open()

    @property
    def is_complete(self) -> bool:
        return self.holder is not None and self.response.completed_at is not None

    @property
    def is_contributor(self) -> bool:
        """Whether the visitor was given a part of somebody else's response."""
        return self.holder is not None and self.holder.contributor is not None

    @property
    def may_begin(self) -> bool:
        """Whether a newcomer may see the first page."""
        return bool(self.invitation_key) or self.is_paper or not self.collection.invitation_only


_BY_SLUG = PreparedQuery(
    lambda: Collection.objects.opened().with_version().filter(slug=Slot("slug", SlugField()))
)


def find_collection(slug: str) -> Collection:
    """A collection that was opened, or the page that tells it is not found."""
    collection = _BY_SLUG.first(slug=slug)
    if collection is None:
        raise Http404
    return collection


def find_visit(request: HttpRequest, slug: str) -> Visit:
    """The visit of this request: mostly one query. Never fails on a bad cookie."""
    key = request.COOKIES.get(cookie_name(slug), "")[:_LONGEST_KEY]
    holder = began_at(slug, key)
    collection = holder.response.collection if holder else find_collection(slug)
    invitation_key = request.COOKIES.get(invitation_cookie(slug), "")[:_LONGEST_KEY]
    # The cookie alone would let anybody see a questionnaire by invitation: who sends it must be of the team.
    is_paper = bool(request.COOKIES.get(paper_cookie(slug))) and can_enter_paper(request.user, collection)
    is_lost = False
    if key and holder is None:
        try:
            holder = holder_of(collection, key)
        except UnknownToken:
            key, is_lost = "", True
    return Visit(collection, key, invitation_key, holder, is_paper, is_lost, is_shared(request))


def with_response(view: Callable[[HttpRequest, Visit], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view its visit; send who has no response to the landing page."""

    @wraps(view)
    def visited(request: HttpRequest, slug: str) -> HttpResponse:
        visit = find_visit(request, slug)
        return view(request, visit) if visit.holder else to_landing(visit)

    return visited


def page_context(collection: Collection, **more: Any) -> dict[str, Any]:
    """What every page of a collection expects, and ``more``; its foot gives the collection's own address."""
    return {
        "collection": collection,
        "simulated": collection.is_simulated,
        "contact_email": collection.contact_email,
        **more,
    }


def kept_name(request: HttpRequest, visit: Visit, *parts: object) -> str:
    """Name of a page alike for many (`core.marked_pages`): all that it depends on."""
    collection = visit.collection
    state = (collection.pk, collection.updated_at.timestamp(), collection.version.digest, visit.is_shared)
    return ":".join(map(str, (*parts, *state, chosen_theme(request))))


def page_mark(request: HttpRequest, visit: Visit) -> str:
    """Of the response that the page belongs to, when the form tells; else of the visitor's."""
    return request.POST.get(PAGE_MARK, "") or visit.mark


def is_of_another(request: HttpRequest, visit: Visit) -> bool:
    """Whether the form was left open, or is sent late, by whoever was here before."""
    mark = request.POST.get(PAGE_MARK, "")
    return bool(mark and visit.holder and mark != visit.mark)


def ensure_same_response(request: HttpRequest, visit: Visit) -> None:
    """Raise `AnotherResponse` for such a form."""
    if is_of_another(request, visit):
        raise AnotherResponse


def shown_sections(evaluation: Evaluation, holder: Holder | None) -> list[str]:
    """Keys of the sections routing shows, those of the contributor only when there is one in charge."""
    return [
        key
        for key, is_relevant in evaluation.section_relevance.items()
        if is_relevant and (holder is None or holder.may_answer(key))
    ]


def first_section(visit: Visit) -> str:
    """Where a newcomer starts."""
    return next(iter(shown_sections(visit.evaluation, None)), "") or next(iter(visit.compiled.sections))


@lru_cache(maxsize=4_096)
def section_url(slug: str, key: str) -> str:
    return reverse("surveys:section", args=[slug, key])


def cookie_name(slug: str) -> str:
    return f"reponse_{slug}"


def invitation_cookie(slug: str) -> str:
    return f"invitation_{slug}"


def paper_cookie(slug: str) -> str:
    return f"papier_{slug}"


def is_shared(request: HttpRequest) -> bool:
    """Whether the computer is shared: by the form just posted, else by its cookie."""
    if "shared_shown" in request.POST:
        return "shared" in request.POST
    return SHARED_COOKIE in request.COOKIES


def remember(request: HttpRequest, response: HttpResponse, slug: str, key: str, *, name: str = "") -> None:
    """Put a key in the cookie of this collection; for two hours when the computer is shared."""
    max_age = SHARED_AGE_S if is_shared(request) else COOKIE_AGE_S
    _set_cookie(response, name or cookie_name(slug), key, max_age=max_age)


def remember_sharing(request: HttpRequest, response: HttpResponse) -> None:
    """Keep what the form tells of the computer; nothing when it did not ask."""
    if "shared_shown" not in request.POST or is_shared(request) == (SHARED_COOKIE in request.COOKIES):
        return
    if is_shared(request):
        _set_cookie(response, SHARED_COOKIE, "1", max_age=COOKIE_AGE_S)
    else:
        response.delete_cookie(SHARED_COOKIE, path=_path())


def _set_cookie(response: HttpResponse, name: str, value: str, *, max_age: int) -> None:
    response.set_cookie(
        name, value, max_age=max_age, path=_path(), secure=settings.IS_HTTPS, httponly=True, samesite="Lax"
    )


def _path() -> str:
    """All the pages of questionnaires: those of links, too, must know whose answers are open here."""
    return reverse("surveys:index")


def forget(response: HttpResponse, slug: str, *, name: str = "") -> None:
    """Take the cookie away."""
    response.delete_cookie(name or cookie_name(slug), path=_path())


def forget_person(response: HttpResponse, slug: str) -> None:
    """Take away all that this computer knew of whoever was answering."""
    for name in (cookie_name(slug), invitation_cookie(slug), paper_cookie(slug)):
        forget(response, slug, name=name)


def to_landing(visit: Visit) -> HttpResponse:
    """Where visitors without a response are sent: the landing page says why."""
    suffix = "?perdu=1" if visit.is_lost else ""
    return redirect(reverse("surveys:landing", args=[visit.collection.slug]) + suffix)
