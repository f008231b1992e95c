"""The links of the header and the footer: only to what exists."""

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page, Site

from milliard.surveys.models import Collection
from milliard.ui.component_records import NavLink, SiteLinks
from milliard.website.models import SiteDetails, StudyPage

_MEMORY = "_website_site_links"


def site_links(request: HttpRequest | None) -> SiteLinks:
    """Links for `ui`'s layouts (setting ``UI_SITE_LINKS``): five small queries, once a request."""
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
    home = site.root_page
    rows = list(
        Page.objects.live()
        .public()
        .descendant_of(home)
        .filter(Q(show_in_menus=True, depth=home.depth + 1) | Q(plainpage__in_footer=True))
        .order_by("path")
        .values_list("title", "url_path", "show_in_menus", "plainpage__in_footer")
    )
    # The address of a page is its path below the site's root: no need to load the page to know it.
    places = [
        (title, f"/{path[len(home.url_path) :]}", in_menu, bool(in_footer))
        for title, path, in_menu, in_footer in rows
    ]
    main = [(title, url) for title, url, in_menu, _ in places if in_menu]
    footer = [NavLink(title, url) for title, url, _, in_footer in places if in_footer]
    return SiteLinks(
        main=tuple(_main(request, main)),
        account=_account(request),
        footer=(*footer, *_details(site)),
        home_url="/",
        search_url=reverse("website:search"),
        card_url=f"{settings.SITE_URL}{reverse('website:home_card')}",
    )


def _main(request: HttpRequest, places: list[tuple[str, str]]) -> list[NavLink]:
    has_studies = StudyPage.objects.live().exists()
    links = [(title, url) for title, url in places if has_studies or url != "/etudes/"]
    if Collection.objects.open().filter(invitation_only=False).exists():
        links.append(("Les questionnaires", reverse("surveys:index")))
    links.append(("Agir", reverse("participation:agir")))
    links.append(("Annuaire", reverse("organisations:organisations")))
    return [NavLink(title, url, is_current=request.path.startswith(url)) for title, url in links]


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
