"""The links of the header and the footer: as the team arranged them, and only to what exists."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, DateTimeField, Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.query import PageQuerySet

from milliard.core.prepared import PreparedQuery, Slot
from milliard.surveys.models import Collection as Questionnaire
from milliard.ui.component_records import NavLink, SiteLinks
from milliard.website.guides import help_link
from milliard.website.models import SiteDetails, SiteMenu
from milliard.website.site_of_request import site_of

_MEMORY = "_website_site_links"
_QUESTIONNAIRES = "/questionnaires/"


@dataclass(frozen=True, slots=True)
class _Place:
    """A public page below the home page."""

    pk: int
    title: str
    url: str
    in_menu: bool
    in_footer: bool


@dataclass(frozen=True, slots=True)
class _Written:
    """A link as the team wrote it: to a page, or to an address."""

    label: str
    page: int | None
    url: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """One of the menu: links under a word, or a link alone."""

    label: str
    links: tuple[_Written, ...]


def site_links(request: HttpRequest | None) -> SiteLinks:
    """Links for `ui`'s layouts (setting ``UI_SITE_LINKS``): a few small queries, once a request."""
    site = site_of(request) if request is not None else None
    if request is None or site is None:
        return SiteLinks()
    known = getattr(request, _MEMORY, None)
    if known is None:
        known = _read_links(request, site)
        setattr(request, _MEMORY, known)
    links: SiteLinks = known
    return links


def _read_links(request: HttpRequest, site: Site) -> SiteLinks:
    # Not `for_site`, which writes a row when there is none: reads never write.
    menu = _MENU.first(site=site.pk)
    header, footer_entries = _entries_of(menu) if menu else _first_entries()
    places = _Places(site, [link for entry in (*header, *footer_entries) for link in entry.links])
    main = [*_header(header, places, request.path)]
    footer = [NavLink(link.label, url) for link, url in _leading(footer_entries, places)]
    shown = {link.url for link in main} | {one.url for link in main for one in link.links}
    known = {link.url for link in footer}
    for one in places:
        if one.in_menu and one.url not in shown:
            main.append(_link(one.title, one.url, request.path))
        if one.in_footer and one.url not in known:
            footer.append(NavLink(one.title, one.url))
    return SiteLinks(
        main=tuple(main),
        account=_account(request),
        footer=(*footer, help_link(request), *_details(site)),
        home_url="/",
        search_url=reverse("website:search"),
        card_url=f"{settings.SITE_URL}{reverse('website:home_card')}",
        page_cards_url=f"{settings.SITE_URL}/carte",
        site_url=settings.SITE_URL,
    )


def _listed_pages() -> PageQuerySet:
    """Pages below a home that a path asks for or that ask for a place, and that anybody may read; no empty
    list. The places of an address, for every page of the site asks it.
    """
    below = Page.objects.live().filter(path__startswith=OuterRef("path"), depth=OuterRef("depth") + 1)
    is_list = Q(studyindexpage__isnull=False) | Q(newsindexpage__isnull=False)
    asked = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    kept_from = PageViewRestriction.objects.annotate(asked=asked).filter(asked__startswith=F("page__path"))
    wanted = Q(url_path__any=Slot("paths", ArrayField(CharField())))
    wanted |= Q(pk__any=Slot("pages", ArrayField(IntegerField())))
    in_place = Q(show_in_menus=True, depth=Slot("first", IntegerField())) | Q(plainpage__in_footer=True)
    found: PageQuerySet = (
        Page.objects.live()
        .filter(path__startswith=Slot("home", CharField()), depth__gte=Slot("first", IntegerField()))
        .filter(wanted | in_place, ~is_list | Exists(below), ~Exists(kept_from))
        .annotate(in_footer=F("plainpage__in_footer"))
        .only("title", "url_path", "depth", "show_in_menus")
        .order_by("path")
    )
    return found


_SITE = Slot("site", IntegerField())
_LISTED: PreparedQuery[Page] = PreparedQuery(_listed_pages)
_MENU = PreparedQuery(lambda: SiteMenu.objects.filter(site=_SITE))
_OPEN = PreparedQuery(
    lambda: (
        Questionnaire.objects.open(Slot("now", DateTimeField())).filter(invitation_only=False).only("pk")[:1]
    )
)
_DETAILS = PreparedQuery(lambda: SiteDetails.objects.filter(site=_SITE))


class _Places:
    """Public pages of ``site``: those that links lead to, those that ask for a place."""

    def __init__(self, site: Site, links: Collection[_Written]) -> None:
        home = site.root_page
        first = home.depth + 1
        paths = [f"{home.url_path}{_path(link.url)[1:]}" for link in links if link.page is None]
        pages = [link.page for link in links if link.page is not None]
        found = _LISTED.rows(home=home.path, first=first, paths=paths, pages=pages)
        # The address of a page is its path below the site's root: no need to load the page to know it.
        self._all = [
            _Place(
                page.pk,
                page.title,
                f"/{page.url_path[len(home.url_path) :]}",
                page.show_in_menus and page.depth == first,
                bool(page.in_footer),
            )
            for page in found
        ]
        self._urls = {place.pk: place.url for place in self._all}
        self._known = {"/", *self._urls.values()}
        self._home = home.pk

    def __iter__(self) -> Iterator[_Place]:
        return iter(self._all)

    def address_of(self, link: _Written) -> str:
        """Where a link leads; empty when there is nothing, or nothing that anybody may read."""
        if link.page is not None:
            return "/" if link.page == self._home else self._urls.get(link.page, "")
        path = _path(link.url)
        leads = not link.url.startswith("/") or path in self._known or not _is_page(path)
        return link.url if leads else ""


def _entries_of(menu: SiteMenu) -> tuple[list[_Entry], list[_Entry]]:
    """Of the header, and of the footer."""
    return _entries(menu.header), _entries(menu.footer)


@lru_cache(maxsize=1)
def _first_entries() -> tuple[list[_Entry], list[_Entry]]:
    """Those of a site whose team arranged nothing yet."""
    return _entries_of(SiteMenu())


def _entries(stream: Any) -> list[_Entry]:
    """What is written in a stream of links, read from its JSON: its blocks would cost every page 5 ms."""
    return [_entry(block["value"]) for block in stream.get_prep_value()]


def _entry(value: Any) -> _Entry:
    if "links" in value:
        return _Entry(value["label"], tuple(_written(one["value"]) for one in value["links"]))
    return _Entry("", (_written(value),))


def _written(value: Any) -> _Written:
    return _Written(value["label"], value.get("page"), value.get("url") or "")


def _header(entries: Collection[_Entry], places: _Places, path: str) -> Iterator[NavLink]:
    """Links, and groups of links; a group that holds one is that one."""
    has_questionnaires = None
    for entry in entries:
        links = [_link(link.label, url, path) for link, url in _leading([entry], places)]
        if any(link.url == _QUESTIONNAIRES for link in links):
            if has_questionnaires is None:
                has_questionnaires = bool(_OPEN.rows(now=timezone.now()))
            links = [link for link in links if link.url != _QUESTIONNAIRES or has_questionnaires]
        if entry.label and len(links) > 1:
            is_current = any(link.is_current for link in links)
            yield NavLink(entry.label, "", is_current=is_current, links=tuple(links))
        else:
            yield from links


def _leading(entries: Collection[_Entry], places: _Places) -> Iterator[tuple[_Written, str]]:
    """The links that lead somewhere, with where."""
    for entry in entries:
        for link in entry.links:
            if url := places.address_of(link):
                yield link, url


def _link(label: str, url: str, path: str) -> NavLink:
    return NavLink(label, url, is_current=url != "/" and path.startswith(url))


def _path(url: str) -> str:
    return url.partition("#")[0].partition("?")[0]


@lru_cache(maxsize=512)
def _is_page(path: str) -> bool:
    """Whether an address is left to Wagtail: none of the apps' own."""
    try:
        return resolve(path).url_name == "wagtail_serve"
    except Resolver404:
        return True


def _details(site: Site) -> list[NavLink]:
    # Not `for_site`, which writes a row when there is none: reads never write.
    details = _DETAILS.first(site=site.pk) or SiteDetails()
    links = [
        NavLink("Chercher", reverse("website:search")),
        NavLink("Ce qui est effacé, ce qui est gardé", reverse("accounts:erased_or_kept")),
    ]
    if details.source_code_url:
        links.append(NavLink("Code source", details.source_code_url))
    return links


def _account(request: HttpRequest) -> tuple[NavLink, ...]:
    """Join or sign in, or one's own pages."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return (
            NavLink("Adhérer", reverse("members:welcome")),
            NavLink("Se connecter", reverse("account_login"), icon="person"),
        )
    membership = NavLink("Mon adhésion", reverse("members:membership"))
    mine = NavLink("Mon compte", settings.LOGIN_REDIRECT_URL, icon="person")
    staff = (
        (NavLink("Gestion", reverse("wagtailadmin_home")),)
        if user.is_staff and user.has_perm("wagtailadmin.access_admin")  # the first is read with the person
        else ()
    )
    return (membership, mine, *staff)
