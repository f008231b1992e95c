"""What each app declares of its addresses in `tests/pages.py`: rights, query budgets, what axe walks.

An app's module holds ``PAGES``, a list of `Page`; the tests of `tests/pages` and the walk of axe read all.
To add a page: one `Page(name, get, post, …)`. ``get`` and ``post`` are expectations made with `everyone`,
`only`, `staff_only`, `signed_in` or `visitors_only`; ``post`` answers an empty form (None: it takes none).
"""

import importlib
import importlib.util
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from demo import accounts as demo
from milliard.accounts.enums import Role
from milliard.core.declarations import our_apps

#: The columns. A visitor has no account; staff have their second factor.
VISITOR = "visitor"
ROLES: tuple[str, ...] = (VISITOR, *(role.value for role in Role))
STAFF = ("organiser", "analyst", "treasurer", "admin")
READERS = ("organiser", "analyst", "admin")
TEAM = ("organiser", "admin")
STAFF_PREFIX = "gestion/"
#: Three persons of the demonstration.
ORGANISER, MEMBER, TREASURER = demo.ORGANISER, "maxime.membre@exemple.fr", "claude.tresorerie@exemple.fr"

Expectation = Mapping[str, int]


def everyone(status: int) -> Expectation:
    """The same answer for all, account or not."""
    return dict.fromkeys(ROLES, status)


def signed_in(status: int) -> Expectation:
    """Any account; a visitor is sent to sign in (302)."""
    return {**everyone(status), VISITOR: 302}


def only(roles: Iterable[str], status: int, *, others: int = 403) -> Expectation:
    """These roles; the other accounts are refused, a visitor is sent to sign in."""
    return {**everyone(others), VISITOR: 302, **dict.fromkeys(roles, status)}


def staff_only(roles: Iterable[str], status: int) -> Expectation:
    """These roles on a screen of the team; Wagtail sends the others home or to sign in (302)."""
    return only(roles, status, others=302)


def visitors_only(status: int) -> Expectation:
    """Pages of sign-in: who is signed in already is sent on."""
    return {**everyone(302), VISITOR: status}


@dataclass(frozen=True, slots=True)
class Budget:
    """How many queries a list takes, whatever its length."""

    #: ``grow(count)`` adds so many rows to the list.
    grow: Callable[[int], object]
    #: Queries allowed, frame and person included.
    queries: int
    #: Who asks; None: a visitor.
    role: Role | None = None
    #: Query string, with its «?».
    query: str = ""
    #: Whether it is a list of the team, by pages with a way to the next and back.
    is_paged: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """One address of the demonstration, as one reader sees it, for axe.

    It is read once with every rule, at a phone's width in light.
    """

    path: str
    #: Who is signed in, by address; a visitor otherwise.
    reader: str = ""
    #: Walk the page behind the link of ``path`` with these words (the last of them); or link after link.
    link: str | tuple[str, ...] = ""
    #: Also at a desk's width: something there is shown, hidden or placed otherwise by a style sheet.
    wide: bool = False
    #: A screen of the team: our part of it alone, at a desk's width; what stands around is Wagtail's.
    staff: bool = False

    @property
    def links(self) -> tuple[str, ...]:
        """The words of each link to follow, in order."""
        return tuple(filter(None, (self.link,) if isinstance(self.link, str) else self.link))


def staff_walk(path: str, reader: str = ORGANISER, *, link: str | tuple[str, ...] = "") -> Walk:
    """A screen of the team, as an organiser sees it unless somebody else is named."""
    return Walk(f"/{STAFF_PREFIX}{path}", reader, link=link, staff=True)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a post does, of those that leave nothing for the next role: objects are made again for each."""

    #: Whose post does it; nobody else's does anything.
    roles: Iterable[str]
    #: What the post changes, read before and after: a count, a set of codes.
    watch: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Page:
    """One address: what each role gets, and what else is asked of it."""

    name: str
    get: Expectation
    post: Expectation | None = None
    #: Makes the objects the address needs; returns the arguments of `reverse`.
    arguments: Callable[[], Any] | None = None
    budget: Budget | None = None
    axe: Sequence[Walk] = ()
    effect: Effect | None = None

    def url(self) -> str:
        """Its address, on objects made for it."""
        made = self.arguments() if self.arguments else {}
        return reverse(self.name, args=made) if isinstance(made, list) else reverse(self.name, kwargs=made)


def staff_list(
    name: str,
    roles: Iterable[str],
    grow: Callable[[int], object],
    *,
    role: Role,
    queries: int = 12,
    axe: Sequence[Walk] = (),
) -> Page:
    """A list of the team, by pages: who sees it, and what it costs ``role`` whatever its length."""
    budget = Budget(grow, queries=queries, role=role, is_paged=True)
    return Page(name, staff_only(roles, 200), budget=budget, axe=axe)


def staff_form(
    name: str,
    roles: Iterable[str],
    arguments: Callable[[], Any] | None = None,
    *,
    empty: int = 422,
    axe: Sequence[Walk] = (),
) -> Page:
    """A form of the team; ``empty``: what who sends nothing gets (302: an act that asks nothing)."""
    seen = list(roles)
    return Page(name, staff_only(seen, 200), post=staff_only(seen, empty), arguments=arguments, axe=axe)


def staff_act(
    name: str,
    roles: Iterable[str],
    arguments: Callable[[], Any],
    watch: Callable[[], object],
    *,
    axe: Sequence[Walk] = (),
) -> Page:
    """An act of the team that asks nothing but to be confirmed: what it changes, it changes for ``roles``."""
    seen = list(roles)
    return Page(
        name,
        staff_only(seen, 200),
        post=staff_only(seen, 302),
        arguments=arguments,
        axe=axe,
        effect=Effect(seen, watch),
    )


def declared_pages() -> list[Page]:
    """Every page of every app, lowest app first."""
    return [page for config in our_apps() for page in _pages_of(config.name)]


def _pages_of(app: str) -> list[Page]:
    name = f"{app}.tests.pages"
    if importlib.util.find_spec(name) is None:
        return []
    pages: list[Page] = importlib.import_module(name).PAGES
    return pages


def patterns(
    resolver: URLResolver | None = None, path: str = "", names: str = ""
) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """(path, name, view) of every URL, namespaces included."""
    for found in (resolver or get_resolver()).url_patterns:
        here = path + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from patterns(found, here, f"{names}{found.namespace}:" if found.namespace else names)
        elif isinstance(found, URLPattern):
            yield here, f"{names}{found.name}", found.callback


def is_ours(view: Callable[..., Any]) -> bool:
    """Whether the view, whatever decorates it, is code of the platform."""
    view = getattr(view, "__wrapped__", view)
    return getattr(view, "view_class", view).__module__.startswith("milliard.")
