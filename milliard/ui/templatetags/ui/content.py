"""Blocks of content: buttons, cards, tags, lists, disclosure, sharing."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from milliard.ui.component_records import SectionLink
from milliard.ui.sharing import AddressCode
from milliard.ui.templatetags.ui._register import register


@register.inclusion_tag("ui/components/button.html")
def button(
    label: str,
    *,
    url: str = "",
    kind: str = "primary",
    icon: str = "",
    icon_after: str = "",
    name: str = "",
    value: str = "",
    is_wide: bool = False,
    description: str = "",
    is_download: bool = False,
) -> dict[str, Any]:
    """Draw a link when `url` is given, else a button that sends its form.

    `kind`: primary (the one act of a screen), secondary, quiet, text, danger. `description` is added for
    screen readers («Retirer : Besoin 2»).
    """
    return {
        "label": label,
        "url": url,
        "kind": kind,
        "icon_before": icon,
        "icon_after": icon_after,
        "name": name,
        "value": value,
        "is_wide": is_wide,
        "description": description,
        "is_download": is_download,
    }


@register.simple_block_tag(end_name="endcard")
def card(
    content: SafeString,
    *,
    title: str = "",
    url: str = "",
    link_label: str = "",
    level: int = 2,
) -> SafeString:
    """Draw a sheet of paper: title, the content between the tags, one link."""
    return _render(
        "card",
        {"content": content, "title": title, "url": url, "link_label": link_label, "heading": f"h{level}"},
    )


@register.simple_block_tag(end_name="enddisclosure")
def disclosure(content: SafeString, *, summary: str, is_open: bool = False) -> SafeString:
    """Fold the content under one sentence (`details`): needs no JavaScript."""
    return _render("disclosure", {"content": content, "summary": summary, "is_open": is_open})


@register.inclusion_tag("ui/components/tag.html")
def tag(label: str, *, kind: str = "", icon: str = "") -> dict[str, Any]:
    """Draw a short word on a thing. `kind`: "", forest, sun, sky, leaf, poppy; the text alone is enough."""
    return {"label": label, "kind": kind, "icon_name": icon}


@register.inclusion_tag("ui/components/avatar.html")
def avatar(name: str) -> dict[str, Any]:
    """Draw the initials of a person or organisation; decorative, the name must be beside it."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    initials = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
    return {"initials": initials or "?", "tone": sum(map(ord, name)) % 4}


@register.inclusion_tag("ui/components/section_list.html")
def section_list(sections: Sequence[SectionLink]) -> dict[str, Any]:
    """List the sections of a questionnaire with their state in words."""
    return {"sections": sections}


@register.inclusion_tag("ui/components/copy_link.html")
def copy_link(*, url: str, label: str = "Lien à garder", id: str = "copy-link") -> dict[str, Any]:  # noqa: A002
    """Draw a link to keep: a read-only box one can select; with JavaScript, a button that copies it."""
    return {"url": url, "label": label, "id": id}


@register.inclusion_tag("ui/components/address_code.html")
def address_code(
    *,
    url: str,
    name: str,
    code: AddressCode,
    id: str = "address-code",  # noqa: A002
) -> dict[str, Any]:
    """Draw a public address to pass on: a link to copy, its code on screen and as files called ``name``."""
    return {"url": url, "name": name, "code": code, "id": id}


@register.inclusion_tag("ui/components/share_card.html")
def share_card(
    *, url: str, title: str, text: str = "", image: str = "", image_alt: str = "", download_url: str = ""
) -> dict[str, Any]:
    """Pass a page on: its picture, the link to copy, an e-mail ready to send. No social network's script."""
    return {
        "url": url,
        "title": title,
        "text": text,
        "image": image,
        "image_alt": image_alt,
        "download_url": download_url,
    }


def _render(component: str, context: dict[str, Any]) -> SafeString:
    rendered: SafeString = render_to_string(f"ui/components/{component}.html", context)
    return rendered
