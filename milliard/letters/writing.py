"""From one Markdown source: the text, the HTML and the subject of each person's message."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

import nh3
from django.conf import settings
from django.core import signing
from django.core.mail.message import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from markdown_it import MarkdownIt

from milliard.core.refusals import Refused
from milliard.letters.enums import Lane
from milliard.letters.models import Delivery, Letter
from milliard.members.models import Member

_SALT = "letters.unsubscribe"
_UNSUBSCRIBE = "désabonnement"
#: What a letter may say of who receives it; the words between braces are French.
PLACEHOLDERS: Mapping[str, Callable[[Member], str]] = {
    "prénom": lambda member: member.given_name,
    "nom": lambda member: member.family_name,
    "numéro": lambda member: member.number,
    "mon adhésion": lambda member: site_url("members:membership"),
}
_PLACEHOLDER = re.compile(r"\{([^{}\n]{1,40})\}")
_TAGS = {"p", "br", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "blockquote", "hr"}


class UnknownPlaceholder(Refused):
    """The text has braces around a word that means nothing."""

    message = "Un mot entre accolades ne veut rien dire ici."


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """A letter read once; `for_person` only fills in."""

    letter: Letter
    subject: str
    text: str
    html: str
    #: Where each link leads, in order: what is counted, never by whom.
    links: tuple[str, ...] = field(default=())


def check_placeholders(text: str) -> None:
    """Raise `UnknownPlaceholder`, which names the first one that means nothing."""
    for name in _PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            known = ", ".join(f"{{{known}}}" for known in PLACEHOLDERS)
            raise UnknownPlaceholder(
                f"«\u00a0{{{name}}}\u00a0» ne veut rien dire ici. On peut écrire {known}."
            )


def write_letter(letter: Letter) -> WrittenLetter:
    """Render the source once for everybody."""
    markdown = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})
    body = nh3.clean(markdown.render(letter.source), tags=_TAGS, attributes={"a": {"href"}})
    links = tuple(dict.fromkeys(html.unescape(url) for url in re.findall(r'href="(https?://[^"]+)"', body)))
    context = {"letter": letter, "body": body, "is_legal": letter.lane == Lane.LEGAL}
    context["contact"] = settings.CONTACT_EMAIL
    return WrittenLetter(
        letter,
        letter.subject,
        render_to_string("letters/message.txt", context),
        render_to_string("letters/message.html", context),
        links,
    )


def for_person(
    written: WrittenLetter, member: Member, *, to: str, delivery: Delivery | None = None
) -> EmailMultiAlternatives:
    """The message of one person. Its Message-ID is the same whenever it is written again."""
    unsubscribe = unsubscribe_url(member)
    message = EmailMultiAlternatives(
        _fill(written.subject, member, unsubscribe),
        _fill(written.text, member, unsubscribe),
        settings.DEFAULT_FROM_EMAIL,
        [to],
        reply_to=[settings.CONTACT_EMAIL],
        headers=_headers(written.letter, unsubscribe, delivery),
    )
    message.attach_alternative(_fill(written.html, member, unsubscribe, escape=html.escape), "text/html")
    return message


def _fill(text: str, member: Member, unsubscribe: str, *, escape: Callable[[str], str] = str) -> str:
    def value(found: re.Match[str]) -> str:
        if found.group(1) == _UNSUBSCRIBE:
            return escape(unsubscribe)
        placeholder = PLACEHOLDERS.get(found.group(1))
        return escape(placeholder(member)) if placeholder else found.group()

    return _PLACEHOLDER.sub(value, text)


def _headers(letter: Letter, unsubscribe: str, delivery: Delivery | None) -> dict[str, str]:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    name = f"{letter.public_id.hex}.{delivery.pk}" if delivery else f"essai.{letter.public_id.hex}"
    headers = {"Message-ID": f"<{name}@{domain}>"}
    if letter.lane == Lane.NEWS:  # RFC 8058: one click, by POST
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def unsubscribe_url(member: Member) -> str:
    """One address for each person, which needs no account and does nothing by being opened."""
    token = signing.Signer(salt=_SALT).sign(member.public_id.hex)
    return site_url("letters:unsubscribe", token)


def member_of_token(token: str) -> Member | None:
    """Who an unsubscribe address is of; None for one nobody gave."""
    try:
        public_id = signing.Signer(salt=_SALT).unsign(token)
    except signing.BadSignature:
        return None
    return Member.objects.filter(public_id=public_id).first()


def site_url(name: str, *args: object) -> str:
    """The full address of a page."""
    return urljoin(settings.SITE_URL, reverse(name, args=args))
