"""Proposals in a browser: their pages are accessible at both widths, in light and dark, and can be used."""

from collections.abc import Callable
from typing import Any

import pytest

from milliard.members.models import Member
from milliard.participation.tests.factories import make_group
from milliard.proposals.enums import CommentKind, RoundPhase, RoundResult
from milliard.proposals.models import MemberProposal
from milliard.proposals.services import consent, discussion, moderation
from milliard.proposals.tests.factories import (
    at_objections,
    back,
    make_amendment,
    make_current,
    make_proposal,
    make_round,
    make_rules,
    object_to,
    rewrite,
    say,
)
from tests.browser.signing_in import sign_in
from tests.harness.browser import faults_of, photograph
from tests.harness.faults import assert_none

_TEXT = """## Ce que nous proposons

Le mouvement prête à taux nul aux lieux qui n’ont pas de garanties. Il demande un bilan par an.

- Un prêt va de 5 000 à 50 000 €.
- Il se rembourse en sept ans.

Rien d’autre n’est demandé."""


def written() -> tuple[Member, MemberProposal]:
    """A proposal of a group, much talked about."""
    make_rules(count=40)
    author = make_current(given_name="Camille")
    group = make_group(author, name="Lecture de comptes, Ille-et-Vilaine")
    proposal = make_proposal(
        author, title="Prêter à taux nul aux lieux sans garanties", text=_TEXT, group=group
    )
    for name in ("Dominique", "Sacha", "Alix", "Noa"):
        back(proposal, make_current(given_name=name))
    dominique = make_current(given_name="Dominique")
    first = say(proposal, dominique, "Qui décide du montant, et sur quoi\u00a0?")
    say(proposal, author, "Le comité, sur le bilan de l’année.", parent=first, kind=CommentKind.FOR)
    gone = say(proposal, dominique, "Je retire.", kind=CommentKind.AGAINST)
    discussion.delete_comment(comment=gone, by=None)
    rude = say(proposal, make_current(), "Un gros mot.", kind=CommentKind.AGAINST)
    moderation.hide_comment(comment=rude, why="On ne s’insulte pas.", by=None)
    say(proposal, dominique, "Et si l’on commençait par trois lieux\u00a0?", kind=CommentKind.IDEA)
    make_amendment(proposal, dominique, passage="sept ans", replacement="dix ans")
    text = _TEXT.replace("un bilan par an", "un bilan par an, et une rencontre")
    return author, rewrite(proposal, text, reason="Une rencontre s’ajoute au bilan.")


def rounds(author: Member, proposal: MemberProposal) -> None:
    """One decided, one with an objection to integrate."""
    first = at_objections(make_round(proposal, author))
    object_to(first, author)
    consent.conclude_round(current=first, result=RoundResult.STANDS, by=None)
    second = at_objections(make_round(proposal, author))
    object_to(second, author)
    consent.move_round(current=second, phase=RoundPhase.INTEGRATE, by=None)


@pytest.fixture
def reader(open_page: Callable[..., Any]) -> Callable[..., Any]:
    """Opens a page as a member."""

    def open_as(member: Member, path: str) -> Any:
        page = open_page("/propositions/")
        sign_in(page, member.email)
        page.goto(path)
        return page

    return open_as


def test_pages_of_a_proposal_are_accessible(
    open_page: Callable[..., Any], reader: Callable[..., Any]
) -> None:
    author, proposal = written()
    rounds(author, proposal)
    start, faults = f"/propositions/{proposal.public_id}/", []
    visited = [
        "",
        "versions/",
        "discussion/",
        "amendements/",
        "consentement/1/",
        "consentement/1/compte-rendu/",
    ]
    for path in ("/propositions/", *(start + end for end in visited)):
        page = open_page(path)
        photograph(page, "visitor-" + (path.removeprefix(start).replace("/", "-") or "proposal"))
        faults += [f"{path}: {fault}" for fault in faults_of(page, wide=True)]
    comment = proposal.comments.order_by("pk")[0]
    for end in (
        "",
        "modifier/",
        "retirer/",
        f"discussion/{comment.public_id}/",
        "amendements/1/",
        "amendements/proposer/",
        "consentement/",
        "consentement/2/",
        "consentement/2/objections/1/",
    ):
        page = reader(author, start + end)
        assert page.title(), end
        photograph(
            page, "author-" + (end.replace(str(comment.public_id), "c").replace("/", "-") or "proposal")
        )
        faults += [f"{end}: {fault}" for fault in faults_of(page)]
    assert_none(faults)


def test_a_member_supports_speaks_and_changes_their_mind(reader: Callable[..., Any]) -> None:
    _, proposal = written()
    member = make_current(given_name="Claude")
    page = reader(member, f"/propositions/{proposal.public_id}/")
    page.click("text=Je soutiens")
    assert "vous soutenez la version 2" in page.inner_text(".taking__box").replace("\u00a0", " ")
    page.click("text=Lire et participer")
    page.select_option("[name=kind]", "for")
    page.fill("[name=text]", "C’est ce qui nous manquait.")
    page.click("button:has-text('Publier')")
    assert "C’est ce qui nous manquait." in page.inner_text("main")
    page.goto(f"/propositions/{proposal.public_id}/")
    page.click("text=Reprendre mon soutien")
    assert proposal.supports.filter(member=member).count() == 0
    proposal.refresh_from_db()
    assert proposal.support_count == 4
