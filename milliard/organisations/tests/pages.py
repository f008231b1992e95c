"""Who gets what from the addresses of organisations."""

from collections.abc import Callable
from typing import Any

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.organisations.enums import ClaimState, ImportVerdict
from milliard.organisations.models import ChangeProposal, ImportBatch, ImportRow, Partner
from milliard.organisations.tests import factories as made
from tests.harness.addresses import (
    TEAM,
    Budget,
    Page,
    Walk,
    everyone,
    only,
    signed_in,
    staff_only,
    staff_walk,
)

_DIRECTORY = "/organisations/"


def organisation() -> dict[str, Any]:
    return {"public_id": made.make_organisation().public_id}


def claim() -> dict[str, Any]:
    item = made.make_claim(make_person(), made.make_organisation(), ClaimState.PROVED)
    return {"public_id": item.public_id}


def proposal() -> dict[str, Any]:
    item = ChangeProposal.objects.create(
        organisation=made.make_organisation(), field="website", value="https://exemple.invalid", before=""
    )
    return {"public_id": item.public_id}


def network() -> dict[str, Any]:
    return {"public_id": made.make_network(f"Réseau {made.Network.objects.count()}").public_id}


def partner() -> dict[str, Any]:
    return {
        "public_id": Partner.objects.create(name=f"Banque {Partner.objects.count()}", kind="bank").public_id
    }


def batch() -> dict[str, Any]:
    made.add_batches(1)
    return {"public_id": ImportBatch.objects.latest("pk").public_id}


def row() -> dict[str, Any]:
    key = batch()
    item = ImportBatch.objects.get(**key)
    ImportRow.objects.create(
        batch=item, number=2, cells=["x"], verdict=ImportVerdict.REFUSED, decision="skip"
    )
    return {**key, "number": 2}


def one_batch() -> dict[str, Any]:
    """The same at each call: a list and what makes it grow speak of one file."""
    if not ImportBatch.objects.exists():
        made.add_batches(1)
    return {"public_id": ImportBatch.objects.earliest("pk").public_id}


def add_rows_of_one_file(count: int) -> None:
    item = ImportBatch.objects.get(**one_batch())
    first = item.rows.count()
    ImportRow.objects.bulk_create(
        ImportRow(batch=item, number=2 + first + n, cells=["x"], verdict=ImportVerdict.NEW, decision="add")
        for n in range(count)
    )


def _list(name: str, grow: Callable[[int], object], queries: int = 15) -> Page:
    budget = Budget(grow, queries=queries, role=Role.ORGANISER, is_paged=True)
    return Page(f"organisations_staff:{name}", staff_only(TEAM, 200), budget=budget)


def _one(name: str, arguments: Callable[[], Any]) -> Page:
    return Page(f"organisations_staff:{name}", staff_only(TEAM, 200), arguments=arguments)


def _act(name: str, post: int, arguments: Callable[[], Any] | None = None) -> Page:
    page, posted = staff_only(TEAM, 200), staff_only(TEAM, post)
    return Page(f"organisations_staff:{name}", page, post=posted, arguments=arguments)


def _once(name: str, arguments: Callable[[], Any]) -> Page:
    """An act that only the first to press does: the organiser, then the administrator is told so."""
    posted = {**staff_only(TEAM, 302), "admin": 422}
    return Page(f"organisations_staff:{name}", staff_only(TEAM, 200), post=posted, arguments=arguments)


PAGES = [
    Page(
        "organisations:organisations",
        everyone(200),
        budget=Budget(made.add_organisations, queries=14),
        axe=[Walk(_DIRECTORY, wide=True), Walk(_DIRECTORY, link="Ferme")],
    ),
    Page(
        "organisations:export",
        everyone(200),
        arguments=lambda: {"format": "geojson"},
        budget=Budget(made.add_organisations, queries=6),
    ),
    Page("organisations:networks", everyone(200), budget=Budget(made.add_networks, queries=10)),
    Page("organisations:suggest", everyone(200), post=everyone(422), axe=[Walk(f"{_DIRECTORY}proposer/")]),
    Page("organisations:organisation", everyone(200), arguments=organisation),
    Page("organisations:card", everyone(200), arguments=organisation),
    Page("organisations:correct", signed_in(200), post=signed_in(422), arguments=organisation),
    # Nobody of these keeps the page.
    Page("organisations:needs", only([], 200), arguments=organisation),
    Page("organisations:claim", signed_in(200), post=signed_in(422), arguments=organisation),
    # Nobody of these was sent a code.
    Page("organisations:claim_code", signed_in(404), arguments=organisation),
    _list("organisations", made.add_organisations),
    _one("organisation", organisation),
    _act("organisation_add", 422),
    _act("organisation_publish", 422, organisation),
    _act("organisation_change", 422, organisation),
    _once("organisation_withdraw", organisation),
    _list("claims", made.add_claims),
    _one("claim", claim),
    _once("claim_accept", claim),
    _once("claim_refuse", claim),
    _list("proposals", made.add_proposals),
    _one("proposal", proposal),
    _once("proposal_accept", proposal),
    _once("proposal_refuse", proposal),
    _list("networks", made.add_networks),
    _one("network", network),
    _act("network_add", 422),
    _act("network_change", 422, network),
    _act("network_contact", 422, network),
    _act("network_affiliate", 422, network),
    _list("partners", made.add_partners),
    _one("partner", partner),
    _act("partner_add", 422),
    _act("partner_change", 422, partner),
    _act("partner_contact", 422, partner),
    _list("batches", made.add_batches),
    _one("batch", batch),
    _once("batch_apply", batch),
    _act("batch_columns", 422, batch),
    _act("batch_undo", 422, batch),
    _act("import_file", 422),
    Page(
        "organisations_staff:import_rows",
        staff_only(TEAM, 200),
        arguments=one_batch,
        budget=Budget(add_rows_of_one_file, queries=15, role=Role.ORGANISER, is_paged=True),
        axe=[staff_walk("organisations/annuaire/"), staff_walk("organisations/imports/")],
    ),
    _act("import_row", 422, row),
]
