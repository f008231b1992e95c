"""Where the links of letters lead: the address of the site, the page that stops news."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from milliard.letters.mail_checks.findings import Finding, broken, by_hand, works
from milliard.letters.writing import site_url, unsubscribe_url
from milliard.members.models import Member


def check_pages() -> Iterator[Finding]:
    """Asked of the site itself, in this process, as its visitors would ask."""
    yield _base()
    yield from _unsubscribing()
    if (news := _provider_address()) is not None:
        yield news


def _base() -> Finding:
    site = urlsplit(settings.SITE_URL)
    if site.scheme == "https":
        return works(f"Les liens mènent à {settings.SITE_URL}.")
    if settings.IS_DEMONSTRATION:
        return works(f"Les liens mènent à {settings.SITE_URL}, cette démonstration.")
    return broken(
        f"Les liens mènent à {settings.SITE_URL}, sans https.",
        "Mettez dans SITE_URL l’adresse publique du site. Le désabonnement d’un appui (RFC 8058) n’est pris"
        " qu’en https.",
    )


def _unsubscribing() -> Iterator[Finding]:
    """The page of somebody invented: by GET it asks back, by POST it answers at once, without a session."""
    site, path = urlsplit(settings.SITE_URL), urlsplit(unsubscribe_url(Member(pk=0))).path
    client = Client(enforce_csrf_checks=True, raise_request_exception=False, headers={"host": site.netloc})
    opened = client.get(path, secure=site.scheme == "https")
    if opened.status_code == 400:
        yield broken(
            f"Le site ne répond pas au nom de {site.hostname}.",
            "Ce nom doit être dans ALLOWED_HOSTS, et SITE_URL être l’adresse publique.",
        )
        return
    pressed = client.post(
        path, {"List-Unsubscribe": "One-Click"}, secure=site.scheme == "https", follow=False
    )
    if (opened.status_code, pressed.status_code) != (200, 200):
        answers = f"GET {opened.status_code}, POST {pressed.status_code}"
        yield broken(f"La page de désabonnement ne répond pas comme il faut ({answers}).")
        return
    yield works(
        "Le désabonnement répond\u00a0: ouvrir le lien ne fait que demander, l’appui d’un programme de"
        " courrier"
        " (POST, sans compte) suffit."
    )


def _provider_address() -> Finding | None:
    """Where a provider tells what became of messages."""
    found = re.fullmatch(r"anymail\.backends\.(\w+)\.EmailBackend", settings.MAIL_CARRIER)
    if found is None:
        return None
    address = site_url("letters:provider_news", found.group(1))
    if not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        return by_hand(
            "Les nouvelles du fournisseur ne sont crues que s’il les signe lui-même.",
            f"Adresse à lui donner\u00a0: {address}",
            "S’il ne les signe pas, ajoutez WEBHOOK_SECRET à ANYMAIL.",
        )
    return by_hand(
        "Le fournisseur doit connaître l’adresse où il dit ce que deviennent les messages.",
        f"{address}, avec le secret WEBHOOK_SECRET devant le nom du site.",
    )
