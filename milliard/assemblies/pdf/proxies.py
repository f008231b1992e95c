"""The form of a proxy."""

from pathlib import Path

from django.utils import timezone

from french import format_date, format_time, plural
from milliard.assemblies.models import Assembly
from milliard.assemblies.pdf.sheets import heading_of
from milliard.statutes.enums import BlankProxyRule
from milliard.ui.documents import compile_pdf

_TEMPLATE = Path(__file__).parent / "proxy.typ"


def print_proxy_form(assembly: Assembly) -> bytes:
    """One sheet, the same for everybody. Raises `FontsMissing`."""
    data = {**heading_of(assembly), "title": "Pouvoir", "rules": list(_rules(assembly))}
    return compile_pdf(_TEMPLATE, data, at=timezone.now())


def _rules(assembly: Assembly) -> list[str]:
    """What the statutes say, in the words of whoever fills the form."""
    statutes, until = assembly.statutes, assembly.proxies_until
    if until is not None:
        local = until.astimezone(assembly.clock)
        when = f"avant le {format_date(local.date())} à {format_time(local)}"
    else:
        when = "avant l’ouverture de la séance"
    blank = (
        "Ce papier doit nommer quelqu’un."
        if statutes.blank_proxies == BlankProxyRule.REFUSED
        else f"S’il ne nomme personne, il va\u00a0{statutes.get_blank_proxies_display()}."
    )
    return [
        f"À remettre à l’accueil, {when}, signé par vous et par la personne qui vous représente.",
        f"Une personne porte {plural(statutes.proxy_cap or 0, 'pouvoir')} au plus.",
        blank,
        "Si vous venez, vous votez vous-même\u00a0: ce pouvoir tombe.",
    ]
