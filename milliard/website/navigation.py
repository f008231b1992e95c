"""The links of the header and the footer: only to what exists."""

from django.http import HttpRequest
from wagtail.models import Page, Site

from milliard.surveys.models import Collection
from milliard.ui.options import NavLink, SiteLinks
from milliard.website.links import account_links, collection_list_url
from milliard.website.models import PlainPage, SiteDetails, StudyPage


def site_links(request: HttpRequest | None) -> SiteLinks:
    """Links for `ui`'s layouts (setting ``UI_SITE_LINKS``). A few queries, all on small indexed tables."""
    site = Site.find_for_request(request) if request is not None else None
    if request is None or site is None:
        return SiteLinks()
    home = site.root_page
    return SiteLinks(
        main=tuple(_main(request, home)),
        account=account_links(request),
        footer=tuple(_footer(request, home)),
        home_url="/",
    )


def _link(request: HttpRequest, label: str, url: str) -> NavLink:
    return NavLink(label, url, is_current=bool(url) and request.path.startswith(url) and url != "/")


def _main(request: HttpRequest, home: Page) -> list[NavLink]:
    # One query for all pages shown in menus; their address is known from the site's root.
    pages = Page.objects.live().public().in_menu().descendant_of(home).filter(depth=home.depth + 1)
    links = [_link(request, page.title, page.get_url(request) or "") for page in pages.order_by("path")]
    if not StudyPage.objects.live().exists():
        links = [link for link in links if link.url != "/etudes/"]
    questionnaires = collection_list_url()
    if questionnaires and Collection.objects.open().filter(invitation_only=False).exists():
        links.append(_link(request, "Les questionnaires", questionnaires))
    return [link for link in links if link.url]


def _footer(request: HttpRequest, home: Page) -> list[NavLink]:
    pages = PlainPage.objects.live().public().descendant_of(home).filter(in_footer=True).order_by("path")
    links = [NavLink(page.title, page.get_url(request) or "") for page in pages]
    details = SiteDetails.for_request(request)
    if details.source_code_url:
        links.append(NavLink("Code source", details.source_code_url))
    if details.contact_email:
        links.append(NavLink("Nous écrire", f"mailto:{details.contact_email}"))
    links.append(NavLink("Chercher", "/recherche/"))
    return [link for link in links if link.url]
