"""The menu and the foot of every page, as the team arranges them in Wagtail."""

from typing import Any, ClassVar

from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from milliard.website.blocks import FOOT, MENU


def _links(*links: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"label": label, "page": None, "url": url} for label, url in links]


def first_menu() -> list[tuple[str, Any]]:
    """What the menu is until somebody changes it. A link that leads to nothing yet is not shown."""
    movement = _links(
        ("Le récit", "/le-recit/"),
        ("Les trois piliers", "/les-trois-piliers/"),
        ("Le plan d’action", "/plan-d-action/"),
        ("La gouvernance", "/gouvernance/"),
        ("À l’image de la société", "/a-l-image-de-la-societe/"),
        ("Questions fréquentes", "/questions/"),
    )
    acting = _links(
        ("Agir avec vous", "/agir/"),
        ("Les questionnaires", "/questionnaires/"),
        ("Les lieux", "/lieux/"),
        ("La carte", "/carte/"),
        ("Près de chez vous", "/territoires/"),
        ("L’annuaire des organisations", "/organisations/"),
    )
    deciding = _links(
        ("Les assemblées", "/assemblees/"),
        ("Les propositions", "/propositions/"),
        ("Les scrutins secrets", "/scrutins/"),
        ("Les tirages au sort", "/tirages/"),
    )
    return [
        ("group", {"label": "Le mouvement", "links": movement}),
        ("group", {"label": "Agir", "links": acting}),
        ("group", {"label": "Décider", "links": deciding}),
        *(("link", link) for link in _links(("Études", "/etudes/"), ("Actualités", "/actualites/"))),
    ]


def first_foot() -> list[tuple[str, Any]]:
    """What stands at the foot of every page until somebody changes it."""
    links = _links(
        ("Nous écrire", "/contact/"),
        ("Adhérer", "/adherer/"),
        ("Statuts", "/statuts/"),
    )
    return [("link", link) for link in links]


@register_setting(icon="list-ul")
class SiteMenu(BaseSiteSetting):
    """Links of the header, alone or grouped under a word, and links of the footer."""

    header = StreamField(
        MENU,
        verbose_name="menu",
        blank=True,
        default=first_menu,
        help_text="Un lien vers une page qui n’est pas publiée ne se montre pas. Quatre ou cinq entrées"
        " tiennent sur une ligne\u00a0; groupez les autres.",
    )
    footer = StreamField(FOOT, verbose_name="pied de page", blank=True, default=first_foot)

    panels: ClassVar = [FieldPanel("header"), FieldPanel("footer")]

    class Meta:
        verbose_name = "menu et pied de page"
        verbose_name_plural = "menus et pieds de page"
