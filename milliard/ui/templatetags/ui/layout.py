"""The page around the content: icons, logo, header, footer, theme switch."""

from typing import Any

from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html, format_html_join
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from milliard.ui.component_records import SiteLinks
from milliard.ui.icons import ICONS
from milliard.ui.templatetags.ui._register import register
from milliard.ui.themes import chosen_theme


@register.simple_tag
def icon(name: str, *, size: str = "") -> SafeString:
    """Draw `{% icon "check" %}` from the sprite; decorative, words say the same. `size`: s, l, xl."""
    if name not in ICONS:
        raise ValueError(f"No icon named {name!r}; see milliard/ui/icons.py")
    href = f"{static('ui/icons.svg')}#{name}"
    css = f"icon icon--{size}" if size else "icon"
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false" width="24" height="24">'
        '<use href="{}"></use></svg>',
        css,
        href,
    )


#: The style sheets of every page, in cascade order; each file names its own layer. Requested in parallel: no
#: @import chain.
STYLES = ("tokens", "base", "layout", "components", "forms", "figures", "utilities")


#: The two fonts of every first view: asked for at once, not after the style sheets were read.
FONTS = ("atkinson-roman", "fraunces-roman")


@register.simple_tag
def ui_styles() -> SafeString:
    """The links to the style sheets and to the fonts every first view needs."""
    fonts = format_html_join(
        "\n  ",
        '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>',
        ((static(f"ui/fonts/{name}.woff2"),) for name in FONTS),
    )
    styles = format_html_join(
        "\n  ", '<link rel="stylesheet" href="{}">', ((static(f"ui/css/{name}.css"),) for name in STYLES)
    )
    paper = static("ui/css/print.css")
    return format_html('{}\n  {}\n  <link rel="stylesheet" href="{}" media="print">', fonts, styles, paper)


@register.inclusion_tag("ui/components/logo.html")
def logo() -> dict[str, Any]:
    """Draw the round poppy badge with its path, and the name."""
    return {}


def site_links(context: Context) -> SiteLinks:
    """The links of header and footer: the view's ``site_links``, else the provider named in settings.

    ``UI_SITE_LINKS`` is the dotted path of ``function(request) -> SiteLinks``: so a higher layer fills the
    header without this one knowing it.
    """
    given = context.get("site_links")
    if isinstance(given, SiteLinks):
        return given
    provider = getattr(settings, "UI_SITE_LINKS", "")
    links: SiteLinks = import_string(provider)(context.get("request")) if provider else SiteLinks()
    return links


@register.inclusion_tag("ui/components/site_header.html", takes_context=True)
def site_header(context: Context) -> dict[str, Any]:
    """Show logo, main links, account links; a menu to unfold on a phone."""
    return {"links": site_links(context)}


@register.inclusion_tag("ui/components/site_footer.html", takes_context=True)
def site_footer(context: Context) -> dict[str, Any]:
    """Show footer links, licence, theme switch."""
    return {"links": site_links(context), **contact_line(context), **_theme_context(context)}


@register.inclusion_tag("ui/components/site_search.html", takes_context=True)
def site_search(context: Context) -> dict[str, Any]:
    """Draw the box to look for words, where the site has a search."""
    return {"address": site_links(context).search_url}


@register.simple_tag(takes_context=True)
def site_card(context: Context) -> SafeString:
    """Name the picture of the site, for pages passed on that have none of their own."""
    address = site_links(context).card_url
    if not address:
        return SafeString("")
    return format_html(
        '<meta property="og:image" content="{}">\n  <meta property="og:image:width" content="1200">\n  '
        '<meta property="og:image:height" content="630">',
        address,
    )


@register.simple_tag(takes_context=True)
def page_card(context: Context, alternative: str) -> SafeString:
    """Name the picture of this very page, drawn from its title; the site's where pages have none."""
    links, request = site_links(context), context.get("request")
    if not links.page_cards_url or request is None:
        return site_card(context)
    return format_html(
        '<meta property="og:image" content="{}{}.png">\n  <meta property="og:image:width" content="1200">\n  '
        '<meta property="og:image:height" content="630">\n  <meta property="og:image:alt" content="{}">',
        links.page_cards_url,
        iri_to_uri(request.path.rstrip("/")),
        alternative,
    )


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> SafeString:
    """Name the one address of this page, without what the query string filters or continues."""
    links, request = site_links(context), context.get("request")
    if not links.site_url or request is None:
        return SafeString("")
    address = links.site_url + iri_to_uri(request.path)
    return format_html(
        '<link rel="canonical" href="{0}">\n    <meta property="og:url" content="{0}">', address
    )


@register.inclusion_tag("ui/components/contact_line.html", takes_context=True)
def contact_line(context: Context) -> dict[str, Any]:
    """Say where to write: to the view's ``contact_email`` when it has one, else to the site's (settings)."""
    return {"email": context.get("contact_email") or settings.CONTACT_EMAIL}


@register.inclusion_tag("ui/components/theme_switch.html", takes_context=True)
def theme_switch(context: Context) -> dict[str, Any]:
    """Show three buttons: automatic, light, dark. Works without JavaScript (a form that sets a cookie)."""
    return _theme_context(context)


def _theme_context(context: Context) -> dict[str, Any]:
    request = context.get("request")
    return {
        "theme": chosen_theme(request),
        "next": request.get_full_path() if request is not None else "/",
        "csrf_token": context.get("csrf_token", ""),
        "options": (("", "Auto", "device"), ("light", "Clair", "sun"), ("dark", "Sombre", "moon")),
    }
