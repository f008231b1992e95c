"""What people read and do on the pages of proposals."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.members.models import Member
from milliard.members.tests.factories import make_joined
from milliard.participation.tests.factories import make_group
from milliard.proposals.enums import CommentKind, ObjectionState, RoundPhase, RoundResult, ShownName
from milliard.proposals.models import ConsentRound, MemberProposal, ProposalComment, TextAmendment
from milliard.proposals.panels import to_support
from milliard.proposals.services import consent, ending, moderation
from milliard.proposals.tests.factories import (
    at_objections,
    back,
    make_amendment,
    make_current,
    make_draft,
    make_proposal,
    make_round,
    make_rules,
    object_to,
    rewrite,
    say,
)

pytestmark = pytest.mark.django_db


def client_of(member: Member) -> Client:
    return signed_in(member.account)


def url(name: str, proposal: MemberProposal, *args: Any) -> str:
    return reverse(f"proposals:{name}", args=[proposal.public_id, *args])


def page(client: Client, address: str, data: dict[str, Any] | None = None) -> str:
    """The page that follows, as text."""
    ask = client.get if data is None else client.post
    response = ask(address, data, follow=True)
    return re.sub(r"\s+", " ", response.content.decode())


def test_from_a_draft_nobody_sees_to_a_supported_proposal() -> None:
    make_rules()
    author = make_current(given_name="Camille")
    client, visitor = client_of(author), Client()
    typed = {"title": "Prêter", "text": "À taux nul.", "why": "Parce que.", "shown_name": "first"}
    assert client.post(reverse("proposals:write"), {**typed, "why": ""}).status_code == 422
    assert "Brouillon enregistré" in page(client, reverse("proposals:write"), typed)
    draft = MemberProposal.objects.get()
    assert visitor.get(url("proposal", draft)).status_code == 404
    assert "Camille" in page(client, url("open", draft), {})
    read = page(visitor, url("proposal", draft))
    assert "0 sur 3" in read
    assert "Camille" in read
    assert author.family_name not in read
    supporter = make_current(given_name="Dominique")
    assert "votre soutien est compté" in page(client_of(supporter), url("proposal", draft), {})
    assert "Dominique" not in page(visitor, url("proposal", draft))
    assert "1 sur 3" in page(visitor, reverse("proposals:proposals"))
    assert [card.title for card in to_support()] == ["Prêter"]
    rewrite(draft, "À taux nul, un an.")
    seen = page(client_of(supporter), url("proposal", draft))
    assert "vous soutenez la version 1" in seen
    assert "Votre soutien reste compté" in seen or "votre soutien reste compté" in seen
    assert "repris" in page(client_of(supporter), url("proposal", draft), {"take_back": "1"})


def test_a_new_version_tells_what_changed_in_words_and_marks() -> None:
    author = make_current()
    proposal = make_proposal(author)
    client = client_of(author)
    typed = {"title": proposal.title, "why": proposal.why, "reason": "Deux bilans.", "read_version": "1"}
    text = proposal.text.replace("un bilan", "deux bilans").replace(". ", ".\r\n", 1)
    assert "enregistré" in page(client, url("rewrite", proposal), {**typed, "text": text})
    stale = client.post(url("rewrite", proposal), {**typed, "text": "x"})
    assert stale.status_code == 422
    assert "a changé pendant que vous écriviez" in stale.content.decode()
    proposal.refresh_from_db()
    assert "\r" not in proposal.text
    read = page(Client(), url("versions", proposal))
    assert re.search(r"<del>.*supprimé.*un.*</del>", read)
    assert re.search(r"<ins>.*ajouté.*deux.*</ins>", read)
    assert "De la version 1 à la version 2" in read
    assert page(Client(), url("versions", proposal) + "?de=9&a=zzz")


def test_names_are_for_members_and_signatures_are_kept() -> None:
    author, speaker = make_current(given_name="Camille"), make_current(given_name="Dominique")
    proposal = make_proposal(author, shown_name=ShownName.NONE)
    say(proposal, speaker)
    say(proposal, author)
    outside, inside = (
        page(Client(), url("discussion", proposal)),
        page(client_of(make_current(given_name="Ursule")), url("discussion", proposal)),
    )
    assert "Dominique" not in outside
    assert "Dominique" in inside
    assert "Camille" not in inside + outside
    unpaid = client_of(make_joined(given_name="Whoever"))
    assert "Dominique" not in page(unpaid, url("discussion", proposal))
    assert "auteur·rice de la proposition" in outside


def test_a_discussion_is_read_by_pages_the_oldest_thread_first() -> None:
    proposal = make_proposal()
    people = [make_current() for _ in range(4)]
    first = say(proposal, people[0], "Le premier fil.")
    for number in range(1, 31):
        say(proposal, people[number % 4], f"Parole {number}.", kind=CommentKind.FOR)
    say(proposal, text="Réponse au premier.", parent=first)
    one = Client().get(url("discussion", proposal))
    text = one.content.decode()
    assert text.index("Le premier fil.") < text.index("Réponse au premier.") < text.index("Parole 1.")
    rest = Client().get(one.context["next_url"]).content.decode()
    assert "Parole 30." in rest
    assert "Parole 1." not in rest


def test_one_comment_answered_corrected_reported_taken_away() -> None:
    author = make_current()
    comment = say(make_proposal(), author)
    address = url("comment", comment.proposal, comment.public_id)
    mine, other = client_of(author), client_of(make_current())
    assert "réponse est publiée" in page(other, address, {"act": "reply", "kind": "for", "text": "Oui."})
    assert other.post(address, {"act": "reply", "kind": "for", "text": ""}).status_code == 422
    assert "corrigé" in page(mine, address, {"act": "edit", "text": "Et la durée ?"})
    assert other.post(address, {"act": "edit", "text": "x"}).status_code == 403
    assert "va lire" in page(other, address, {"act": "report", "reason": "Hors sujet."})
    assert "Effacé par" in page(mine, address, {"act": "delete"})
    assert mine.post(address, {"act": "nothing"}).status_code == 422


def test_hidden_words_are_nowhere_but_with_the_team() -> None:
    comment = say(make_proposal(), text="Une insulte rare.")
    moderation.hide_comment(comment=comment, why="On ne s’insulte pas.", by=None)
    for address in (
        url("discussion", comment.proposal),
        url("comment", comment.proposal, comment.public_id),
    ):
        read = page(client_of(comment.author), address)
        assert "Une insulte rare." not in read
        assert "On ne s’insulte pas." in read
    team = signed_in(Role.ORGANISER)
    screen = reverse("proposals_staff:comment", args=[comment.public_id])
    assert "Une insulte rare." in page(team, screen)
    assert "montré" in page(team, f"{screen}montrer/", {})


def test_a_proposal_that_must_not_be_read_is_not() -> None:
    author = make_current()
    proposal = make_proposal(author, title="Un appel à la haine")
    make_round(proposal)  # nothing holds moderation back
    team, visitor = signed_in(Role.ORGANISER), Client()
    screen = reverse("proposals_staff:proposal", args=[proposal.public_id])
    assert "Proposition masquée" in page(team, f"{screen}masquer/", {"why": "La loi l’interdit."})
    for name in ("proposal", "versions", "discussion", "amendments"):
        assert visitor.get(url(name, proposal)).status_code == 404
    assert proposal.title not in page(visitor, reverse("proposals:proposals"))
    assert "La loi l’interdit." in page(client_of(author), url("proposal", proposal))
    assert page(team, f"{screen}montrer/", {"why": "Erreur de notre part."})
    assert "Erreur de notre part." in page(visitor, url("proposal", proposal))


def test_an_amendment_from_its_form_to_its_answer() -> None:
    author, other = make_current(), make_current()
    proposal = make_proposal(author)
    mine, theirs = client_of(author), client_of(other)
    typed = {"passage": "un bilan", "replacement": "deux bilans", "reason": "On suit mieux."}
    wrong = theirs.post(url("amend", proposal), {**typed, "passage": "rien de tel"})
    assert wrong.status_code == 422
    assert theirs.post(url("amend", proposal), {**typed, "replacement": "un bilan"}).status_code == 422
    assert "est proposé" in page(theirs, url("amend", proposal), typed)
    address = url("amendment", proposal, TextAmendment.objects.get().number)
    assert "1 soutien" in page(theirs, address, {"act": "support"})
    assert mine.post(address, {"act": "refuse", "answer": ""}).status_code == 422
    assert theirs.post(address, {"act": "accept"}).status_code == 403
    assert "Accepté" in page(mine, address, {"act": "accept"})
    second = make_amendment(MemberProposal.objects.get(pk=proposal.pk), passage="deux bilans", replacement="")
    address = url("amendment", proposal, second.number)
    assert "Trop tôt." in page(mine, address, {"act": "refuse", "answer": "Trop tôt."})
    third = make_amendment(MemberProposal.objects.get(pk=proposal.pk), passage="taux nul")
    rewrite(proposal, "Rien.")
    assert "Le texte a changé depuis" in page(mine, url("amendment", proposal, third.number))


def test_a_round_from_its_opening_to_its_minutes() -> None:
    referent, member = make_current(given_name="Camille"), make_current(given_name="Dominique")
    proposal = make_proposal(referent)
    team = signed_in(Role.ORGANISER)
    leader = Member.objects.create(
        given_name="Orga", family_name="Exemple", account_id=team.session["_auth_user_id"]
    )
    assert team.post(url("open_round", proposal), {"threshold": "1/2"}).status_code == 422
    assert "le tour est ouvert" in page(team, url("open_round", proposal), {"threshold": "2/3"}).lower()
    current = ConsentRound.objects.get()
    assert current.facilitator == leader
    here, lead = url("round", proposal, 1), url("lead_round", proposal, 1)
    client = client_of(member)
    assert client.post(here, {"act": "speak", "text": ""}).status_code == 422
    assert "Dominique (participant·e 1)" in page(client, here, {"act": "speak", "text": "Combien ?"})
    assert "Dominique" not in page(Client(), here)
    for act in ("react", "object"):
        page(team, lead, {"act": act})
    assert client.post(here, {"act": "object", "name": "Trop", "argument": ""}).status_code == 422
    typed = {"act": "object", "name": "Sans taux", "argument": "On ne sait pas."}
    assert "Objection 1" in page(client, here, typed)
    assert "Une objection demeure" in page(team, lead, {"act": "consent"})
    page(team, lead, {"act": "integrate"})
    fixed = {"text": "À taux nul, dit ici.", "read_version": "1"}
    assert "intégrée" in page(team, url("integrate", proposal, 1, 1), fixed)
    page(team, lead, {"act": "object"})
    page(client, here, {"act": "consent"})
    assert "se met en retrait" not in page(client_of(referent), here, {"act": "consent"})
    assert "Le compte rendu ne change plus" in page(team, lead, {"act": "consent"})
    minutes = page(Client(), url("minutes", proposal, 1))
    assert "Consentement" in minutes or "consentement" in minutes
    assert "À taux nul, dit ici." in minutes
    assert "Dominique" not in minutes


def test_an_objection_is_lifted_and_a_vote_is_cast_from_the_page() -> None:
    current = at_objections(make_round())
    objection = object_to(current)
    second = object_to(current)
    client = client_of(objection.seat.member)
    here = url("round", current.proposal, 1)
    page(client, here, {"act": "lift", "objection": "2"})
    second.refresh_from_db()
    assert second.state == ObjectionState.STANDING  # somebody else's
    page(client, here, {"act": "lift", "objection": "1"})
    consent.move_round(current=current, phase=RoundPhase.INTEGRATE, by=None)
    consent.open_fallback(current=current, by=None)
    assert "Votre vote : pour" in page(client, here, {"act": "vote", "choice": "for"}).replace("\u00a0", " ")
    consent.conclude_round(current=current, result=RoundResult.STANDS, by=None)
    assert "adoptée par le vote" in page(Client(), here).lower()


def test_a_round_of_a_group_is_followed_by_others() -> None:
    referent = make_current()
    group = make_group(referent, name="Lire")
    proposal = make_proposal(referent, group=group)
    make_round(proposal, referent)
    assert "celui de ce qui porte" in page(client_of(make_current()), url("round", proposal, 1))
    listed = page(Client(), reverse("proposals:proposals") + "?groupe=" + group.slug)
    assert proposal.title in listed


def test_the_list_by_state_and_nearest() -> None:
    near, far = make_proposal(title="Proche"), make_proposal(title="Loin")
    ended = make_proposal(title="Retirée")
    for _ in range(2):
        back(near)
    ending.withdraw_proposal(proposal=ended, why="Déjà fait.", by=None)
    address = reverse("proposals:proposals")
    found = Client().get(address).context["page"].rows
    assert [row.title for row in found] == ["Retirée", "Loin", "Proche"]
    found = Client().get(f"{address}?ordre=proches").context["page"].rows
    assert found == [near, far]
    found = Client().get(f"{address}?etat=gone").context["page"].rows
    assert found == [ended]
    assert "Déjà fait." in page(Client(), url("proposal", ended))


def test_the_member_page_tells_what_one_wrote_and_supports() -> None:
    member = make_current()
    make_draft(member, title="Mon brouillon")
    back(make_proposal(title="Celle d’une autre"), member)
    read = page(client_of(member), reverse("members:membership"))
    assert "Mon brouillon" in read
    assert "Celle d’une autre" in read


def test_the_team_writes_rules_sends_and_closes() -> None:
    team = signed_in(Role.ORGANISER)
    rules = reverse("proposals_staff:rules_set")
    typed = {"valid_from": "2026-01-01", "days_open": "30"}
    assert team.post(rules, {**typed, "count": "2", "share": "1/2"}).status_code == 422
    assert team.post(rules, {**typed, "share": "3/2"}).status_code == 422
    assert "Règle écrite" in page(team, rules, {**typed, "share": "1/20"})
    proposal = make_proposal()
    back(proposal)
    screen = reverse("proposals_staff:proposal", args=[proposal.public_id])
    assert team.post(f"{screen}porter/", {"where": "AG", "url": "https://ailleurs"}).status_code == 422
    assert "portée" in page(team, f"{screen}porter/", {"where": "AG 2031", "url": "/assemblees/"})
    other = make_proposal()
    screen = reverse("proposals_staff:proposal", args=[other.public_id])
    assert "Proposition close" in page(team, f"{screen}clore/", {"why": "Deux fois la même."})
    assert ProposalComment.objects.count() == 0
