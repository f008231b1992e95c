"""What the site's search finds here."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from milliard.core.declarations import SearchDocument, SearchSource
from milliard.proposals.models import MemberProposal

_TEXT = "Ce que des membres proposent au mouvement\u00a0: lire, discuter, amender, soutenir."


def _front(_: Any) -> Iterator[SearchDocument]:
    yield SearchDocument("Propositions", reverse("proposals:proposals"), _TEXT, "", _TEXT)


def _proposal(row: MemberProposal) -> Iterator[SearchDocument]:
    url = reverse("proposals:proposal", args=[row.public_id])
    yield SearchDocument(row.title, url, row.why[:300], "Proposition", f"{row.why} · {row.text}")


SOURCES = (
    SearchSource(
        "proposals.memberproposal", "Propositions", _proposal, public=lambda: MemberProposal.objects.public()
    ),
    SearchSource("proposals.pages", "Pages", _front, weight=2),
)
