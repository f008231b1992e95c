"""Who gets what from the addresses of proposals."""

from typing import Any

from milliard.accounts.enums import Role
from milliard.proposals.enums import RoundPhase, RoundResult
from milliard.proposals.models import ProposalRules
from milliard.proposals.services import amendments, consent
from milliard.proposals.tests.factories import (
    add_amendments,
    add_comments,
    add_proposals,
    add_versions,
    add_words,
    at_objections,
    make_amendment,
    make_round,
    make_rules,
    make_supported,
    object_to,
    say,
    the_one,
)
from tests.harness.addresses import (
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


def proposal() -> dict[str, Any]:
    return {"public_id": the_one().public_id}


def comment() -> dict[str, Any]:
    row = say(the_one())
    return {"public_id": row.proposal.public_id, "comment_id": row.public_id}


def comment_alone() -> dict[str, Any]:
    return {"public_id": say(the_one()).public_id}


def hidden() -> dict[str, Any]:
    from milliard.proposals.services.moderation import hide_comment

    return {"public_id": hide_comment(comment=say(the_one()), why="Une insulte.", by=None).public_id}


def amendment() -> dict[str, Any]:
    row = make_amendment(the_one())
    return {"public_id": row.proposal.public_id, "number": row.number}


def left() -> dict[str, Any]:
    row = amendments.leave_amendment(amendment=make_amendment(the_one()), by=None)
    return {"public_id": row.public_id}


def a_round() -> dict[str, Any]:
    item = the_one()
    row = item.rounds.first() or make_round(item)
    return {"public_id": item.public_id, "number": row.number}


def objected() -> dict[str, Any]:
    current = at_objections(make_round())
    number = object_to(current).number
    consent.move_round(current=current, phase=RoundPhase.INTEGRATE, by=None)
    return {"public_id": current.proposal.public_id, "number": current.number, "objection": number}


def decided() -> dict[str, Any]:
    current = make_round()
    consent.conclude_round(current=current, result=RoundResult.GIVEN_UP, by=None)
    return {"public_id": current.proposal.public_id, "number": current.number}


def supported() -> dict[str, Any]:
    return {"public_id": make_supported().public_id}


def rules() -> dict[str, Any]:
    return {"pk": (ProposalRules.objects.first() or make_rules()).pk}


#: Proposals of the demonstration.
_DISCUSSED, _HELD = "Prêter sans garantie personnelle", "Lire un bilan avant chaque financement"
#: Of its author alone, who is none of these people.
_AUTHORS = only([], 403, others=403)

PAGES = [
    Page(
        "proposals:proposals",
        everyone(200),
        budget=Budget(add_proposals, queries=11),
        axe=[Walk("/propositions/"), Walk("/propositions/?etat=reached&ordre=proches")],
    ),
    Page("proposals:write", signed_in(302), post=signed_in(302)),
    Page(
        "proposals:proposal",
        everyone(200),
        post=everyone(302),
        arguments=proposal,
        budget=Budget(add_comments, queries=12),
        axe=[Walk("/propositions/", link=_DISCUSSED, wide=True)],
    ),
    Page("proposals:rewrite", _AUTHORS, post=_AUTHORS, arguments=proposal),
    Page("proposals:open", only([], 405, others=405), post=_AUTHORS, arguments=proposal),
    Page("proposals:withdraw", _AUTHORS, post=_AUTHORS, arguments=proposal),
    Page(
        "proposals:versions",
        everyone(200),
        arguments=proposal,
        budget=Budget(add_versions, queries=10),
        axe=[Walk("/propositions/", link=(_DISCUSSED, "Voir ce qui a changé"))],
    ),
    Page(
        "proposals:discussion",
        everyone(200),
        post=everyone(302),
        arguments=proposal,
        budget=Budget(add_comments, queries=8),
        axe=[Walk("/propositions/", link=(_DISCUSSED, "Lire et participer"))],
    ),
    Page("proposals:comment", everyone(200), post=everyone(302), arguments=comment),
    Page(
        "proposals:amendments",
        everyone(200),
        arguments=proposal,
        budget=Budget(add_amendments, queries=8),
        axe=[Walk("/propositions/", link=(_DISCUSSED, "2\u00a0amendements"))],
    ),
    Page("proposals:amend", signed_in(302), post=signed_in(302), arguments=proposal),
    Page("proposals:amendment", everyone(200), post=everyone(302), arguments=amendment),
    Page("proposals:open_round", only(TEAM, 200), post=only(TEAM, 422), arguments=proposal),
    Page(
        "proposals:round",
        everyone(200),
        post=everyone(302),
        arguments=a_round,
        budget=Budget(add_words, queries=16),
        axe=[Walk("/propositions/", link=(_HELD, "Tour"), wide=True)],
    ),
    Page(
        "proposals:lead_round",
        only([], 405, others=405),
        post=only(TEAM, 302),
        arguments=a_round,
    ),
    Page("proposals:integrate", only(TEAM, 200), post=only(TEAM, 422), arguments=objected),
    Page("proposals:minutes", everyone(200), arguments=decided),
    staff_list(
        "proposals_staff:proposals",
        TEAM,
        add_proposals,
        role=Role.ORGANISER,
        axe=[staff_walk("propositions/liste/")],
    ),
    Page("proposals_staff:proposals_export", staff_only(TEAM, 200), arguments=lambda: ["csv"]),
    Page("proposals_staff:proposal", staff_only(TEAM, 200), arguments=proposal),
    staff_form("proposals_staff:proposal_send", TEAM, supported),
    staff_form("proposals_staff:proposal_close", TEAM, proposal),
    staff_form("proposals_staff:proposal_hide", TEAM, proposal),
    staff_form("proposals_staff:proposal_unhide", TEAM, proposal),
    staff_list(
        "proposals_staff:comments",
        TEAM,
        add_comments,
        role=Role.ORGANISER,
        axe=[staff_walk("propositions/commentaires/")],
    ),
    Page("proposals_staff:comment", staff_only(TEAM, 200), arguments=comment_alone),
    staff_form("proposals_staff:comment_hide", TEAM, comment_alone),
    staff_form("proposals_staff:comment_keep", TEAM, comment_alone, empty=302),
    staff_form("proposals_staff:comment_show", TEAM, hidden, empty=302),
    staff_list("proposals_staff:amendments", TEAM, add_amendments, role=Role.ORGANISER),
    Page("proposals_staff:amendment", staff_only(TEAM, 200), arguments=left),
    staff_form("proposals_staff:amendment_place", TEAM, left),
    Page("proposals_staff:rules_list", staff_only(TEAM, 200), axe=[staff_walk("propositions/regles/")]),
    staff_form("proposals_staff:rules_set", TEAM),
    Page("proposals_staff:rules", staff_only(TEAM, 200), arguments=rules),
]
