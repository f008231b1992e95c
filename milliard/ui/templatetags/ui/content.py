"""Blocks of content: buttons, cards, tags, lists, disclosure, sharing."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from milliard.ui.component_records import NavLink, Section
from milliard.ui.templatetags.ui._register import register


@register.inclusion_tag("ui/components/button.html")
def button(
    label: str,
    *,
    url: str = "",
    kind: str = "primary",
    icon: str = "",
    icon_after: str = "",
    type: str = "submit",  # noqa: A002
    name: str = "",
    value: str = "",
    form: str = "",
    is_disabled: bool = False,
    is_wide: bool = False,
    is_small: bool = False,
    description: str = "",
    no_validate: bool = False,
    is_download: bool = False,
) -> dict[str, Any]:
    """A link when ``url`` is given, else a button. ``kind``: primary (the one act of a screen), secondary,
    quiet,
    text, danger. ``description`` is added for screen readers («Retirer : Besoin 2»)."""
    return {
        "label": label,
        "url": url,
        "kind": kind,
        "icon_before": icon,
        "icon_after": icon_after,
        "type": type,
        "name": name,
        "value": value,
        "form": form,
        "is_disabled": is_disabled,
        "is_wide": is_wide,
        "is_small": is_small,
        "description": description,
        "no_validate": no_validate,
        "is_download": is_download,
    }


@register.simple_block_tag(end_name="endcard")
def card(
    content: SafeString,
    *,
    title: str = "",
    kicker: str = "",
    url: str = "",
    link_label: str = "",
    level: int = 2,
    kind: str = "",
) -> SafeString:
    """A sheet of paper: kicker, title, the content between the tags, one link. ``kind``: "", quiet, panel."""
    return _render(
        "card",
        {
            "content": content,
            "title": title,
            "kicker": kicker,
            "url": url,
            "link_label": link_label,
            "heading": f"h{level}",
            "kind": kind,
        },
    )


@register.simple_block_tag(end_name="enddisclosure")
def disclosure(content: SafeString, *, summary: str, is_open: bool = False, icon: str = "") -> SafeString:
    """Something folded under one sentence (``details``): needs no JavaScript."""
    return _render(
        "disclosure", {"content": content, "summary": summary, "is_open": is_open, "icon_name": icon}
    )


@register.inclusion_tag("ui/components/tag.html")
def tag(label: str, *, kind: str = "", icon: str = "", url: str = "") -> dict[str, Any]:
    """A short word on a thing. ``kind``: "", forest, sun, sky, leaf, poppy. Its text says all; colour only
    helps."""
    return {"label": label, "kind": kind, "icon_name": icon, "url": url}


@register.inclusion_tag("ui/components/avatar.html")
def avatar(name: str, *, size: str = "") -> dict[str, Any]:
    """The initials of a person or organisation; decorative, the name must stand beside it."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    initials = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
    return {"initials": initials or "?", "tone": sum(map(ord, name)) % 4, "size": size}


@register.inclusion_tag("ui/components/description_list.html")
def description_list(items: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Term and value pairs: «Statut : association»."""
    return {"items": items}


@register.inclusion_tag("ui/components/steps.html")
def steps(items: Sequence[tuple[str, str]], *, level: int = 3) -> dict[str, Any]:
    """What will happen, in order: numbered (title, sentence) pairs."""
    return {"items": items, "heading": f"h{level}"}


@register.inclusion_tag("ui/components/section_list.html")
def section_list(sections: Sequence[Section], *, label: str = "Les sections") -> dict[str, Any]:
    """The sections of a questionnaire with their state in words."""
    return {"sections": sections, "label": label}


@register.inclusion_tag("ui/components/stepper.html")
def stepper(sections: Sequence[Section], *, label: str = "Les étapes") -> dict[str, Any]:
    """The same as one thin line of marks, for the top of a page."""
    return {"sections": sections, "label": label}


@register.inclusion_tag("ui/components/copy_link.html")
def copy_link(*, url: str, label: str = "Lien à garder", id: str = "copy-link") -> dict[str, Any]:  # noqa: A002
    """A link to keep: a read-only box one can select; with JavaScript, a button that copies it."""
    return {"url": url, "label": label, "id": id}


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


@register.inclusion_tag("ui/components/footnotes.html")
def footnotes(notes: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Notes under a study: (mark, text) pairs. Refer to one with ``{% note_mark "1" %}``."""
    return {"notes": notes}


@register.inclusion_tag("ui/components/note_mark.html")
def note_mark(mark: str) -> dict[str, Any]:
    """The raised mark that leads to a footnote of the same page."""
    return {"mark": mark}


@register.inclusion_tag("ui/components/link_list.html")
def link_list(links: Sequence[NavLink]) -> dict[str, Any]:
    """Links one under another, each with its arrow."""
    return {"links": links}


def _render(component: str, context: dict[str, Any]) -> SafeString:
    rendered: SafeString = render_to_string(f"ui/components/{component}.html", context)
    return rendered
