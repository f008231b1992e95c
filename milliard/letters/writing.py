"""From one Markdown source: the text, the HTML and the subject of each person's message."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import unquote, urljoin
from uuid import uuid4

import nh3
from django.conf import settings
from django.core import signing
from django.core.mail.message import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from markdown_it import MarkdownIt

from milliard.core.refusals import Refused
from milliard.letters.enums import Lane
from milliard.letters.models import Delivery, Letter
from milliard.members.models import Member
from milliard.members.origins import origin_of

_SALT = "letters.unsubscribe"
_UNSUBSCRIBE = "désabonnement"
#: Of the frame of legal notices: what the law wants said to who came by a file.
_ORIGIN = "origine des données"
#: What a letter may say of who receives it; the words between braces are French.
PLACEHOLDERS: Mapping[str, Callable[[Member], str]] = {
    "prénom": lambda member: member.given_name,
    "nom": lambda member: member.family_name,
    "numéro": lambda member: member.number,
    "mon adhésion": lambda member: site_url("members:membership"),
}
#: Those whose value is an address: a link in the HTML.
_ADDRESSES = {"mon adhésion"}
_PLACEHOLDER = re.compile(r"\{([^{}\n]{1,40})\}")
#: The same, with the beginning of an address it is the whole of.
_FILLED = re.compile(r'(href=")?\{([^{}\n]{1,40})\}')
_LINKED = re.compile(r"\]\((\{[^{}\n]{1,40}\})\)")
_MESSAGE_SALT = "letters.message"
_MESSAGE_NAME = re.compile(r"([0-9a-f]{32})\.([0-9]{1,18})\.[0-9a-f]{16}")
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


def check_placeholders(text: str) -> None:
    """Raise `UnknownPlaceholder`, which names the first one that means nothing."""
    for name in _PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            known = ", ".join(f"{{{known}}}" for known in PLACEHOLDERS)
            raise UnknownPlaceholder(
                f"«\u00a0{{{name}}}\u00a0» ne veut rien dire ici. On peut écrire {known}."
            )


def write_letter(letter: Letter) -> WrittenLetter:
    """Render the source once for everybody. Links of news that are counted lead through the site."""
    body = _html_of(letter)
    for link in letter.links.all() if letter.pk else ():
        counted = html.escape(site_url("letters:link", letter.public_id, link.position))
        body = body.replace(f'href="{html.escape(link.url)}"', f'href="{counted}"')
    context = {"letter": letter, "body": body, "is_legal": letter.lane == Lane.LEGAL}
    context["contact"] = settings.CONTACT_EMAIL
    return WrittenLetter(
        letter,
        letter.subject,
        render_to_string("letters/message.txt", context),
        render_to_string("letters/message.html", context),
    )


def links_of(letter: Letter) -> list[str]:
    """Where the letter's links lead, each once, in order."""
    found = re.findall(r'href="(https?://[^"]+)"', _html_of(letter))
    return list(dict.fromkeys(html.unescape(url) for url in found))


def markdown_html(text: str) -> str:
    """What people write in Markdown, as safe HTML without a title of the first level."""
    markdown = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})
    body: str = nh3.clean(markdown.render(text), tags=_TAGS, attributes={"a": {"href"}})
    return body


def _html_of(letter: Letter) -> str:
    # An address with a space in it, as «{mon adhésion}», is one for Markdown between angle brackets only.
    body = markdown_html(_LINKED.sub(r"](<\1>)", letter.source))
    # Markdown writes the braces of an address as «%7B…%7D».
    return re.sub(r'href="(%7B[^"]+%7D)"', lambda found: f'href="{unquote(found.group(1))}"', body)


def for_person(
    written: WrittenLetter,
    member: Member,
    *,
    to: str,
    delivery: Delivery | None = None,
    is_test: bool = False,
) -> EmailMultiAlternatives:
    """The message of one person. Its Message-ID is the same whenever it is written again.

    What is no delivery is read by somebody else (a preview, a trial): its link to stop news is of nobody.
    """
    unsubscribe = unsubscribe_url(member if delivery is not None else Member())
    subject = " ".join(_fill(written.subject, member, unsubscribe).split())
    message = EmailMultiAlternatives(
        f"[Essai] {subject}" if is_test else subject,
        _fill(written.text, member, unsubscribe),
        settings.DEFAULT_FROM_EMAIL,
        [to],
        reply_to=[settings.CONTACT_EMAIL],
        headers=_headers(written.letter, unsubscribe, delivery),
    )
    message.attach_alternative(_fill(written.html, member, unsubscribe, is_html=True), "text/html")
    if delivery is not None:
        # What a provider of django-anymail gives back with its news of the message.
        message.metadata = {"delivery": str(delivery.pk)}  # type: ignore[attr-defined]
    return message


def _fill(text: str, member: Member, unsubscribe: str, *, is_html: bool = False) -> str:
    def value(found: re.Match[str]) -> str:
        name, is_href = found.group(2), bool(found.group(1))
        if name == _UNSUBSCRIBE:
            written = unsubscribe
        elif name == _ORIGIN:
            written = origin_of(member)
        elif placeholder := PLACEHOLDERS.get(name):
            written = placeholder(member)
        else:
            return found.group()
        written = html.escape(written) if is_html else written
        if is_html and name in _ADDRESSES and not is_href:
            return f'<a href="{written}">{written}</a>'
        return f"{found.group(1) or ''}{written}"

    return _FILLED.sub(value, text)


def _headers(letter: Letter, unsubscribe: str, delivery: Delivery | None) -> dict[str, str]:
    domain = domain_of(settings.DEFAULT_FROM_EMAIL)
    name = _message_name(letter, delivery) if delivery else f"essai.{uuid4().hex}"
    headers = {"Message-ID": f"<{name}@{domain}>"}
    if letter.lane == Lane.NEWS:  # RFC 8058: one click, by POST
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _message_name(letter: Letter, delivery: Delivery) -> str:
    """Signed: whoever forges a bounce would have to know it."""
    name = f"{letter.public_id.hex}.{delivery.pk}"
    return f"{name}.{salted_hmac(_MESSAGE_SALT, name, algorithm='sha256').hexdigest()[:16]}"


def delivery_of_message(message_id: str) -> Delivery | None:
    """The delivery whose message has this Message-ID; None when we did not write it."""
    found = _MESSAGE_NAME.fullmatch(message_id.strip().strip("<>").partition("@")[0])
    if found is None:
        return None
    rows = Delivery.objects.select_related("letter", "member").filter(letter__public_id=found.group(1))
    delivery = rows.filter(pk=int(found.group(2))).first()
    is_ours = delivery is not None and constant_time_compare(
        _message_name(delivery.letter, delivery), found.group()
    )
    return delivery if is_ours else None


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


def domain_of(address: str) -> str:
    """«example.org» of «Milliard <bonjour@example.org>»."""
    return parseaddr(address)[1].rpartition("@")[2].lower()


def site_url(name: str, *args: object) -> str:
    """The full address of a page."""
    return urljoin(settings.SITE_URL, reverse(name, args=args))
