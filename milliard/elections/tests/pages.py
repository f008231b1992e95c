"""Who gets what from the addresses of the app."""

from typing import Any

from milliard.accounts.enums import Role
from milliard.elections import services
from milliard.elections.addresses import write_pass
from milliard.elections.enums import CodeSource
from milliard.elections.models import ElectionSeries
from milliard.elections.tests.factories import (
    a_busy_election,
    add_ballot_rows,
    add_elections,
    add_series,
    add_voters,
    hold_ceremony,
    make_open,
    make_ready,
    make_series,
)
from tests.harness.addresses import (
    ORGANISER,
    STAFF,
    TEAM,
    Budget,
    Page,
    Walk,
    everyone,
    only,
    signed_in,
    staff_form,
    staff_list,
    staff_only,
    staff_walk,
)

#: The series of the demonstration, from the team's list.
_SERIES, _OF_TEAM = "Assemblée générale de la démonstration", "scrutins/series/"
_ELECTION = "Faire confiance au conseil"


def a_series() -> dict[str, Any]:
    return {"public_id": make_series().public_id}


def with_voters() -> dict[str, Any]:
    made = make_series(code_source=CodeSource.PLATFORM)
    add_voters(made, 2)
    return {"public_id": made.public_id}


def in_ceremony() -> dict[str, Any]:
    return {"public_id": hold_ceremony(make_series()).series.public_id}


def ready() -> dict[str, Any]:
    return {"public_id": make_ready(voters=2).series.public_id}


def an_election() -> dict[str, Any]:
    return {"uuid": make_open(make_ready(voters=2)).uuid}


def a_closed_one() -> dict[str, Any]:
    election = make_open(make_ready(voters=2))
    services.close_election(election=election, by=None)
    return {"uuid": election.uuid}


def a_pass() -> dict[str, Any]:
    made: ElectionSeries = make_series()
    return {"given": write_pass(made.trustees.get(index=1))}


PAGES = [
    Page(
        "elections:elections",
        everyone(200),
        budget=Budget(add_elections, queries=8),
        axe=[Walk("/scrutins/")],
    ),
    Page(
        "elections:series",
        everyone(200),
        arguments=a_series,
        axe=[Walk(f"/gestion/{_OF_TEAM}", ORGANISER, link=(_SERIES, "Voir la page"), wide=True)],
    ),
    Page(
        "elections:election",
        everyone(200),
        arguments=an_election,
        axe=[Walk("/scrutins/", link=_ELECTION, wide=True)],
    ),
    Page("elections:board", everyone(200), arguments=an_election),
    Page("elections:description", everyone(200), arguments=an_election),
    Page("elections:roll", everyone(200), arguments=an_election),
    Page(
        "elections:trackers",
        everyone(200),
        arguments=a_busy_election,
        budget=Budget(add_ballot_rows, queries=8),
        axe=[Walk("/scrutins/", link=(_ELECTION, "Retrouver un numéro de suivi"))],
    ),
    Page("elections:cast", everyone(405), post=everyone(422), arguments=an_election),
    # Nobody else's page: for whoever is no trustee of the series there is none.
    Page(
        "elections:trustee",
        signed_in(404),
        post=signed_in(404),
        arguments=a_series,
        axe=[
            Walk(f"/gestion/{_OF_TEAM}", ORGANISER, link=(_SERIES, "Voir la page", "Ma page de dépositaire"))
        ],
    ),
    Page("elections:trustee_state", everyone(200), arguments=a_pass),
    Page("elections:trustee_message", everyone(405), post=everyone(400), arguments=a_pass),
    Page("elections:codes", only(TEAM, 200), post=only(TEAM, 422), arguments=a_series),
    Page("elections:numbers", only(TEAM, 200), arguments=a_series),
    staff_list(
        "elections_staff:all_series",
        TEAM,
        add_series,
        role=Role.ORGANISER,
        queries=14,
        axe=[staff_walk(_OF_TEAM)],
    ),
    staff_form("elections_staff:series_write", TEAM, axe=[staff_walk(f"{_OF_TEAM}ecrire/")]),
    Page(
        "elections_staff:series",
        staff_only(TEAM, 200),
        arguments=ready,
        axe=[staff_walk(_OF_TEAM, link=_SERIES)],
    ),
    staff_form("elections_staff:series_rewrite", TEAM, a_series),
    staff_form("elections_staff:series_trustees", TEAM, a_series),
    staff_form("elections_staff:series_voters", TEAM, a_series),
    staff_form("elections_staff:series_observers", TEAM, a_series, empty=302),
    Page(
        "elections_staff:series_start",
        staff_only(TEAM, 200),
        post={**staff_only(TEAM, 302), "admin": 422},  # the organiser did it
        arguments=a_series,
    ),
    staff_form("elections_staff:series_restart", TEAM, in_ceremony),
    staff_form("elections_staff:series_mail", TEAM, with_voters),
    staff_form("elections_staff:series_open", TEAM, ready),
    Page(
        "elections_staff:series_end",
        staff_only(TEAM, 200),
        post={**staff_only(TEAM, 302), "admin": 422},
        arguments=a_series,
    ),
    Page(
        "elections_staff:print_codes",
        staff_only(STAFF, 405),
        post=staff_only(TEAM, 200),
        arguments=with_voters,
    ),
    Page("elections_staff:names", staff_only(STAFF, 405), post=staff_only(TEAM, 200), arguments=with_voters),
    staff_list(
        "elections_staff:elections",
        TEAM,
        add_elections,
        role=Role.ORGANISER,
        queries=14,
        axe=[staff_walk("scrutins/scrutins/")],
    ),
    Page("elections_staff:election", staff_only(TEAM, 200), arguments=an_election),
    staff_form("elections_staff:election_close", TEAM, an_election, empty=302),
    staff_form("elections_staff:election_verify", TEAM, a_closed_one, empty=302),
    staff_form("elections_staff:election_abandon", TEAM, an_election),
]
