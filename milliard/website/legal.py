"""The legal notice, made of what the team wrote in the site's details; what is not there is not invented."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from milliard.core.declarations import KeptData, declared
from milliard.website.models import PlainPage, SiteDetails
from milliard.website.site_of_request import site_of

MISSING = "À compléter"


@dataclass(frozen=True, slots=True)
class LegalLine:
    """One line of the notice; ``is_missing`` when nobody has written it yet."""

    label: str
    text: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class LegalNotice:
    """The legal notice of the site."""

    lines: tuple[LegalLine, ...]
    #: Where a person of the team completes it, empty for everybody else.
    edit_url: str
    #: An invented country, in which nobody publishes: one sentence instead of eight lines.
    is_nobody: bool

    @property
    def is_complete(self) -> bool:
        return not any(line.is_missing for line in self.lines)


def plain_context(page: PlainPage, request: HttpRequest) -> dict[str, Any]:
    """The variables of a page of words: the notice, the data kept, where a block asks for it."""
    kinds = {raw["type"] for raw in page.body.raw_data}
    context: dict[str, Any] = {}
    if "publisher" in kinds:
        context["notice"] = notice_of(request)
    if "kept_data" in kinds:
        context["kept"] = kept_data()
    return context


def kept_data() -> list[KeptData]:
    """Every kind of data the apps declare, what concerns most people first."""
    found = [kind for kinds in reversed(list(declared("kept_data"))) for kind in kinds]
    return sorted(found, key=lambda kind: kind.is_of_team)


def notice_of(request: HttpRequest) -> LegalNotice:
    """The notice the law asks for: who publishes the site, who hosts it."""
    site = site_of(request)
    # Not `for_site`, which writes a row when there is none: reads never write.
    details = SiteDetails.objects.filter(site=site).first() or SiteDetails()
    told = (
        ("Éditeur", details.publisher),
        ("Adresse", details.publisher_address),
        ("Immatriculation", details.publisher_registration),
        ("Téléphone", details.publisher_phone),
        ("E-mail", settings.CONTACT_EMAIL),
        ("Directeur·rice de la publication", details.publication_director),
        ("Hébergeur", details.host_name),
        ("Adresse de l’hébergeur", details.host_address),
    )
    lines = tuple(LegalLine(label, text or MISSING, is_missing=not text) for label, text in told)
    is_nobody = settings.IS_DEMONSTRATION and not details.publisher
    may_edit = request.user.has_perm("website.change_sitedetails")
    address = reverse("wagtailsettings:edit", args=["website", "sitedetails"]) if may_edit else ""
    return LegalNotice(lines, address, is_nobody)
