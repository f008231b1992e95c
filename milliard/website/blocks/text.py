"""Blocks of words: headings, text, quotes, notes, links. No raw HTML, no embed, no foreign picture."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

#: All an editor may do in a text. Headings are blocks of their own, so that levels never skip.
TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]
SENTENCE_FEATURES = ["bold", "italic", "link"]


class TextBlock(blocks.RichTextBlock):
    """Paragraphs and lists."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"features": TEXT_FEATURES, **options})

    class Meta:
        label = "Texte"
        icon = "pilcrow"
        template = "website/blocks/text.html"


def anchor_of(text: str) -> str:
    """The address of a part within its page, from its title."""
    return slugify(text)[:60] or "partie"


class HeadingValue(blocks.StructValue):
    @property
    def anchor(self) -> str:
        return anchor_of(self["text"])


class HeadingBlock(blocks.StructBlock):
    """A part of the page; appears in its table of contents."""

    text = blocks.CharBlock(label="Titre de la partie", max_length=120)

    class Meta:
        label = "Titre de partie"
        icon = "title"
        template = "website/blocks/heading.html"
        value_class = HeadingValue


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, with who said them."""

    text = blocks.TextBlock(label="Parole", max_length=600)
    author = blocks.CharBlock(label="De qui", max_length=120)
    role = blocks.CharBlock(label="En tant que", max_length=160, required=False)

    class Meta:
        label = "Parole citée"
        icon = "openquote"
        template = "website/blocks/quote.html"


class CalloutBlock(blocks.StructBlock):
    """What must not be missed."""

    title = blocks.CharBlock(label="Titre", max_length=120)
    text = blocks.RichTextBlock(label="Texte", features=SENTENCE_FEATURES)

    class Meta:
        label = "À retenir"
        icon = "pin"
        template = "website/blocks/callout.html"


class MethodBlock(blocks.StructBlock):
    """How it was done, and what it does not say."""

    title = blocks.CharBlock(label="Titre", max_length=120, default="Note de méthode")
    text = blocks.RichTextBlock(label="Texte", features=TEXT_FEATURES)

    class Meta:
        label = "Note de méthode"
        icon = "clipboard-list"
        template = "website/blocks/method.html"


class PublisherBlock(blocks.StaticBlock):
    """Who publishes and hosts the site, from the site's details."""

    class Meta:
        label = "Qui publie ce site"
        icon = "info-circle"
        admin_text = "Vient des coordonnées du site (Configuration, Coordonnées du site)."
        template = "website/blocks/publisher.html"


class KeptDataBlock(blocks.StaticBlock):
    """Every kind of data kept about people, as the apps declare it."""

    class Meta:
        label = "Ce que le site garde des personnes"
        icon = "lock"
        admin_text = "Écrit par le site lui-même\u00a0: chaque sorte de données, pourquoi, jusqu’à quand."
        template = "website/blocks/kept_data.html"


class ComparisonValue(blocks.StructValue):
    @property
    def sentence(self) -> str:
        """What stands beside the number: its subject first, unless the words already begin with it."""
        label, base = str(self.get("label") or ""), str(self.get("base") or "")
        return label if self.is_whole_sentence else f"{base} {label}".strip()

    @property
    def is_whole_sentence(self) -> bool:
        return str(self.get("label") or "").lower().startswith(("des ", "de ", "du ", "d’", "d'"))


class ComparisonBlock(blocks.StructBlock):
    """A figure of somebody else's, about other people: only ever a comparison."""

    value = blocks.CharBlock(label="Chiffre", max_length=30, help_text="Par exemple\u00a0: 43\u00a0%")
    label = blocks.CharBlock(
        label="Ce qu’il dit",
        max_length=200,
        help_text="La suite de «\u00a0part de quoi\u00a0», par exemple\u00a0: ont des fonds propres fragiles",
    )
    base = blocks.CharBlock(
        label="Part de quoi",
        max_length=200,
        help_text="Le sujet, écrit en grand avec le chiffre, par exemple\u00a0: des associations employeuses",
    )
    date = blocks.CharBlock(label="Date", max_length=60)
    source = blocks.CharBlock(label="Source", max_length=200)
    source_url = blocks.URLBlock(label="Adresse de la source", required=False)
    caution = blocks.CharBlock(
        label="Ce qui diffère",
        max_length=300,
        help_text="Pourquoi ce chiffre n’est pas directement comparable aux nôtres.",
    )

    class Meta:
        label = "Chiffre d’ailleurs, pour comparer"
        icon = "link-external"
        template = "website/blocks/comparison.html"
        value_class = ComparisonValue


class LinkValue(blocks.StructValue):
    @property
    def href(self) -> str:
        """Where the link goes; empty when there is none, or its page is no longer published."""
        page = self.get("page")
        if page is not None:
            return (page.url or "") if page.live else ""
        return str(self.get("url") or "")


def _check_address(page: Any, url: str) -> None:
    """Raise unless there is one destination: a page, a path of the site, or an https address."""
    if bool(page) == bool(url):
        message = "Choisissez une page ou écrivez une adresse : l’une des deux."
    elif url and (url.startswith("//") or not url.startswith(("/", "https://"))):
        message = "L’adresse doit commencer par / (page du site) ou par https://."
    else:
        return
    raise StructBlockValidationError(block_errors={"url": ValidationError(message)})


ADDRESS_HELP = "Un chemin du site (/questionnaires/) ou une adresse complète (https://…)."


class LinkBlock(blocks.StructBlock):
    """A link to a page of the site, or to an address."""

    label = blocks.CharBlock(label="Mots du lien", max_length=60)
    page = blocks.PageChooserBlock(label="Page du site", required=False)
    url = blocks.CharBlock(label="ou adresse", required=False, max_length=300, help_text=ADDRESS_HELP)

    class Meta:
        label = "Lien"
        icon = "link"
        value_class = LinkValue

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        _check_address(cleaned.get("page"), cleaned.get("url") or "")
        return cleaned


class PillarBlock(blocks.StructBlock):
    """One of the movement's three ways to act, with a link if there is somewhere to go."""

    kicker = blocks.CharBlock(label="Pilier", max_length=30)
    title = blocks.CharBlock(label="Titre", max_length=80)
    text = blocks.TextBlock(label="Texte", max_length=300)
    link_label = blocks.CharBlock(label="Mots du lien", required=False, max_length=60)
    page = blocks.PageChooserBlock(label="Page du site", required=False)
    url = blocks.CharBlock(label="ou adresse", required=False, max_length=300, help_text=ADDRESS_HELP)

    class Meta:
        label = "Pilier"
        icon = "folder-open-inverse"
        value_class = LinkValue

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned.get("link_label") or cleaned.get("page") or cleaned.get("url"):
            _check_address(cleaned.get("page"), cleaned.get("url") or "")
        return cleaned

    def get_searchable_content(self, value: Any) -> list[str]:
        """Its words: an address is none."""
        return [value[name] for name in ("kicker", "title", "text", "link_label") if value[name]]
