"""The links of the header and the footer: as the team arranged them, and only to what exists."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.query import PageQuerySet

from milliard.core.prepared import PreparedQuery, Slot
from milliard.surveys.models import Collection as Questionnaire
from milliard.ui.component_records import NavLink, SiteLinks
from milliard.website.guides import help_link
from milliard.website.models import SiteDetails, SiteMenu

_MEMORY = "_website_site_links"
_QUESTIONNAIRES = "/questionnaires/"


@dataclass(frozen=True, slots=True)
class _Place:
    """A public page below the home page."""

    title: str
    url: str
    in_menu: bool
    in_footer: bool


def site_links(request: HttpRequest | None) -> SiteLinks:
    """Links for `ui`'s layouts (setting ``UI_SITE_LINKS``): a few small queries, once a request."""
    site = Site.find_for_request(request) if request is not None else None
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
    menu = SiteMenu.objects.filter(site=site).first() or SiteMenu()
    wanted = [_path(value.href) for stream in (menu.header, menu.footer) for value in _values(stream)]
    places = {place.url: place for place in _public_pages(site, wanted)}
    main = [*_header(menu, places, request.path)]
    footer = [NavLink(link["label"], link.href) for link in _links_of(menu.footer, places)]
    shown = {link.url for link in main} | {one.url for link in main for one in link.links}
    known = {link.url for link in footer}
    for one in places.values():
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
    wanted = Q(url_path__any=Slot("wanted", ArrayField(CharField())))
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


_LISTED: PreparedQuery[Page] = PreparedQuery(_listed_pages)


def _public_pages(site: Site, wanted: Collection[str]) -> Iterator[_Place]:
    home = site.root_page
    first = home.depth + 1
    paths = [f"{home.url_path}{path[1:]}" for path in wanted]
    for page in _LISTED.rows(home=home.path, first=first, wanted=paths):
        # The address of a page is its path below the site's root: no need to load the page to know it.
        url = f"/{page.url_path[len(home.url_path) :]}"
        yield _Place(page.title, url, page.show_in_menus and page.depth == first, bool(page.in_footer))


def _header(menu: SiteMenu, places: Mapping[str, _Place], path: str) -> Iterator[NavLink]:
    """Links, and groups of links; a group that holds one is that one."""
    has_questionnaires = None
    for block in menu.header:
        links = [
            _link(value["label"], value.href, path)
            for value in _values([block])
            if _leads(value.href, places)
        ]
        if any(link.url == _QUESTIONNAIRES for link in links):
            if has_questionnaires is None:
                has_questionnaires = Questionnaire.objects.open().filter(invitation_only=False).exists()
            links = [link for link in links if link.url != _QUESTIONNAIRES or has_questionnaires]
        if block.block_type == "group" and len(links) > 1:
            is_current = any(link.is_current for link in links)
            yield NavLink(block.value["label"], "", is_current=is_current, links=tuple(links))
        else:
            yield from links


def _values(stream: Any) -> Iterator[Any]:
    """Every link of it, those of groups too."""
    for block in stream:
        yield from ([block.value] if block.block_type == "link" else block.value["links"])


def _link(label: str, url: str, path: str) -> NavLink:
    return NavLink(label, url, is_current=url != "/" and path.startswith(url))


def _links_of(stream: Any, places: Mapping[str, _Place]) -> Iterator[Any]:
    return (value for value in _values(stream) if _leads(value.href, places))


def _path(url: str) -> str:
    return url.partition("#")[0].partition("?")[0]


def _leads(url: str, places: Mapping[str, _Place]) -> bool:
    """Whether there is something at the end of a link: of our pages, only those anybody may read."""
    path = _path(url)
    return bool(url) and (not url.startswith("/") or path == "/" or path in places or not _is_page(path))


@lru_cache(maxsize=512)
def _is_page(path: str) -> bool:
    """Whether an address is left to Wagtail: none of the apps' own."""
    try:
        return resolve(path).url_name == "wagtail_serve"
    except Resolver404:
        return True


def _details(site: Site) -> list[NavLink]:
    # Not `for_site`, which writes a row when there is none: reads never write.
    details = SiteDetails.objects.filter(site=site).first() or SiteDetails()
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
        if user.has_perm("wagtailadmin.access_admin")
        else ()
    )
    return (membership, mine, *staff)
