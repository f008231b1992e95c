"""Addresses of the static pages (booth, verification, trustees, registrar), with the fragment each reads.

A fragment is sent to no server. The static pages send no cookie: a trustee is known there by a pass, given by
their own page, where they signed in. One module, so that what is expected is said in one place.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core import signing
from django.templatetags.static import static
from django.urls import reverse

from milliard.elections.models import ElectionSeries, SecretElection, SeriesTrustee

_SALT = "elections.trustee"
#: A pass is for one sitting.
PASS_SECONDS = 6 * 3_600


@dataclass(frozen=True, slots=True)
class TrusteePass:
    """For whom a static page of trustees reads and posts; for which election, or "" for the ceremony."""

    trustee_id: int
    account_id: int
    uuid: str


def booth_url(election: SecretElection) -> str:
    """Where one votes."""
    return _page(
        "booth.html",
        election=reverse("elections:description", args=[election.uuid]),
        cast=reverse("elections:cast", args=[election.uuid]),
        archive=_archive(election),
        credentials=reverse("elections:roll", args=[election.uuid]),
        fingerprint=election.fingerprint,
    )


def verification_url(election: SecretElection, tracker: str = "") -> str:
    """Where one verifies the archive in the browser, and finds one's ballot again."""
    told = {"archive": _archive(election)}
    return _page("verify.html", **(told | ({"tracker": tracker} if tracker else {})))


def trustee_page_url(trustee: SeriesTrustee, election: SecretElection | None = None) -> str:
    """Where a trustee makes keys, or opens the sums of an election; good for one sitting."""
    given = write_pass(trustee, election)
    return _page(
        "trustee.html",
        state=reverse("elections:trustee_state", args=[given]),
        post=reverse("elections:trustee_message", args=[given]),
    )


def registrar_url() -> str:
    """The registrar's tool, which works without a network once loaded."""
    return _page("registrar.html")


_KEPT_TOOL = "single/registrar.html"


def registrar_file() -> tuple[str, str]:
    """The same tool in one file, to be saved: its address, and its SHA-256 as the manifest publishes it."""
    manifest = finders.find("elections/manifest.json")
    files: dict[str, str] = json.loads(Path(str(manifest)).read_text())["files"]
    return static(f"elections/{_KEPT_TOOL}"), files[_KEPT_TOOL]


def write_pass(trustee: SeriesTrustee, election: SecretElection | None = None) -> str:
    told = [trustee.pk, trustee.account_id, election.uuid if election else ""]
    return signing.dumps(told, salt=_SALT)


def read_pass(text: str) -> TrusteePass | None:
    """What a pass says; None when it is not ours, or of another sitting."""
    try:
        return TrusteePass(*signing.loads(text, salt=_SALT, max_age=PASS_SECONDS))
    except signing.BadSignature:
        return None


def public_address(election: SecretElection) -> str:
    """The archive, as one writes it to somebody."""
    return f"{settings.SITE_URL}{_archive(election)}"


def series_address(series: ElectionSeries) -> str:
    """The page of a series, as one writes it on paper."""
    return f"{settings.SITE_URL}{series.get_absolute_url()}"


def _archive(election: SecretElection) -> str:
    return reverse("elections:board", args=[election.uuid])


def _page(name: str, **read: str) -> str:
    address = static(f"elections/{name}")
    return f"{address}#{urlencode(read)}" if read else address
