"""The mails of assemblies. The convocation is a letter (`services.convening`)."""

from typing import Any

from django.conf import settings

from milliard.assemblies.models import Proxy
from milliard.core.mail import MailKind, queue_mail

_EXAMPLE = {
    "name": "Camille Exemple",
    "title": "Assemblée inventée",
    "url": "https://exemple.invalid/assemblees/exemple/",
}

PROXY_OFFERED = MailKind(
    code="assemblies.proxy_offered",
    label="Pouvoir proposé",
    sent_when="Quand un membre propose son pouvoir à un autre.",
    recipient="la personne à qui le pouvoir est proposé",
    template="assemblies/email/proxy_offered.txt",
    subject="Voulez-vous voter au nom de {{ name }}\u202f?",
    example=_EXAMPLE,
)
PROXY_REFUSED = MailKind(
    code="assemblies.proxy_refused",
    label="Pouvoir refusé",
    sent_when="Quand la personne choisie refuse un pouvoir, ou le rend.",
    recipient="la personne qui a donné le pouvoir",
    template="assemblies/email/proxy_refused.txt",
    subject="Votre pouvoir n’est pas porté\u00a0: {{ title }}",
    example=_EXAMPLE,
)
MAILS = (PROXY_OFFERED, PROXY_REFUSED)


def _context(proxy: Proxy, name: str) -> dict[str, Any]:
    assembly = proxy.assembly
    url = f"{settings.SITE_URL}{assembly.get_absolute_url()}"
    return {"name": name, "title": assembly.title, "url": url}


def tell_proxy_offered(proxy: Proxy) -> None:
    """Write to whoever is asked to vote in somebody's name; silent without an address."""
    if proxy.holder is not None and proxy.holder.member.email:
        context = _context(proxy, proxy.giver.member.name)
        queue_mail(PROXY_OFFERED, to=proxy.holder.member.email, context=context)


def tell_proxy_refused(proxy: Proxy) -> None:
    """Write to the giver: they can choose somebody else, or come."""
    if proxy.holder is not None and proxy.giver.member.email:
        context = _context(proxy, proxy.holder.member.name)
        queue_mail(PROXY_REFUSED, to=proxy.giver.member.email, context=context)
