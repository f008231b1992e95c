"""Comments, moderation, amendments."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.proposals.enums import AmendmentState
from milliard.proposals.models import ProposalComment
from milliard.proposals.services import amendments, discussion, ending, moderation, writing
from milliard.proposals.services.standing import ProposalEnded
from milliard.proposals.tests.factories import (
    make_amendment,
    make_current,
    make_proposal,
    make_round,
    rewrite,
    say,
)

pytestmark = pytest.mark.django_db


def test_two_levels_and_no_third() -> None:
    proposal = make_proposal()
    first, second = say(proposal), say(proposal)
    answer = say(proposal, parent=first)
    with pytest.raises(discussion.NoThirdLevel):
        say(proposal, parent=answer)
    with pytest.raises(discussion.CommentGone):
        say(make_proposal(), parent=first)
    in_order = list(proposal.comments.order_by("thread", "pk"))
    assert in_order == [first, answer, second]


def test_a_comment_is_corrected_for_a_quarter_of_an_hour_by_its_author() -> None:
    comment = say(make_proposal())
    assert comment.author is not None
    with pytest.raises(NotAllowed):
        discussion.edit_comment(comment=comment, text="x", by=make_current().account)
    edited = discussion.edit_comment(comment=comment, text="Mieux dit.", by=comment.author.account)
    assert (edited.text, edited.edited_at is not None) == ("Mieux dit.", True)
    ProposalComment.objects.update(created_at=timezone.now() - dt.timedelta(minutes=16))
    with pytest.raises(discussion.TooLateToEdit):
        discussion.edit_comment(comment=comment, text="Trop tard.", by=comment.author.account)


def test_deleted_leaves_a_hole_and_its_answers() -> None:
    comment = say(make_proposal())
    assert comment.author is not None
    say(comment.proposal, parent=comment)
    moderation.report_comment(comment=comment, reason="Bof.", member=make_current(), by=None)
    gone = discussion.delete_comment(comment=comment, by=comment.author.account)
    assert (gone.text, gone.replies.count(), gone.open_reports) == ("", 1, 0)
    with pytest.raises(discussion.CommentGone):
        say(comment.proposal, parent=comment)
    with pytest.raises(moderation.NothingToHide):
        moderation.hide_comment(comment=comment, why="Trop tard.", by=None)


def test_ten_comments_in_ten_minutes_are_enough() -> None:
    proposal, member = make_proposal(), make_current()
    for _ in range(10):
        say(proposal, member)
    with pytest.raises(writing.TooMuchAtOnce):
        say(proposal, member)
    say(proposal)  # somebody else


def test_nothing_is_said_of_what_ended() -> None:
    proposal = make_proposal()
    amendment = make_amendment(proposal)
    ending.close_proposal(proposal=proposal, why="Deux fois la même.", by=None)
    with pytest.raises(ProposalEnded):
        say(proposal)
    with pytest.raises(ProposalEnded):
        make_amendment(proposal)
    with pytest.raises(ProposalEnded):
        amendments.accept_amendment(amendment=amendment, by=None)


def test_a_report_waits_once_for_the_team_which_hides_and_tells_why(
    django_capture_on_commit_callbacks: Any, mailoutbox: Any
) -> None:
    comment, member = say(make_proposal(), text="Une insulte."), make_current()
    for _ in range(2):
        moderation.report_comment(comment=comment, reason="Insulte.", member=member, by=member.account)
    comment.refresh_from_db()
    assert list(ProposalComment.objects.reported()) == [comment]
    assert comment.open_reports == 1
    with pytest.raises(NotAllowed):
        moderation.hide_comment(comment=comment, why="Non.", by=member.account)
    team = make_person(role=Role.ORGANISER)
    with django_capture_on_commit_callbacks(execute=True):
        hidden = moderation.hide_comment(comment=comment, why="On ne s’insulte pas.", by=team)
    assert (hidden.is_shown, hidden.text, hidden.open_reports) == (False, "Une insulte.", 0)
    assert comment.author is not None
    assert [mail.to for mail in mailoutbox] == [[comment.author.email]]
    assert "On ne s’insulte pas." in mailoutbox[0].body
    kept = discussion.delete_comment(comment=comment, by=comment.author.account)
    assert kept.text == "Une insulte."  # the team's to keep
    assert moderation.show_comment(comment=comment, by=team).is_shown
    assert moderation.report_comment(comment=comment, reason="x", member=member, by=None) is not None


def test_a_passage_is_found_once_or_refused() -> None:
    proposal = make_proposal(text="Un an. Deux ans. Un an.")
    with pytest.raises(amendments.PassageMissing):
        make_amendment(proposal, passage="Trois ans")
    with pytest.raises(amendments.PassageNotUnique):
        make_amendment(proposal, passage="Un an.")
    assert make_amendment(proposal, passage="Deux ans.").number == 1


def test_accepted_it_is_a_new_version_and_what_no_longer_fits_says_so() -> None:
    proposal = make_proposal()
    first, second = make_amendment(proposal), make_amendment(proposal, passage="demande un bilan par an")
    with pytest.raises(NotAllowed):
        amendments.accept_amendment(amendment=first, by=make_current().account)
    amendments.accept_amendment(amendment=first, by=proposal.author.account)
    proposal.refresh_from_db()
    assert "deux bilans par an" in proposal.text
    assert proposal.versions.get(number=2).reason == "Amendement 1 accepté."
    with pytest.raises(amendments.PassageChanged):
        amendments.accept_amendment(amendment=second, by=proposal.author.account)
    with pytest.raises(amendments.AmendmentAnswered):
        amendments.refuse_amendment(amendment=first, answer="Non.", by=proposal.author.account)
    make_round(proposal)
    third = make_amendment(proposal, passage="Rien d’autre.")
    with pytest.raises(writing.RoundUnderWay):
        amendments.accept_amendment(amendment=third, by=proposal.author.account)


def test_left_to_the_assembly_the_farthest_come_first() -> None:
    proposal = make_proposal()
    rows = [make_amendment(proposal) for _ in range(3)]
    for row in rows:
        amendments.leave_amendment(amendment=row, by=None)
    amendments.set_distance(amendment=rows[1], distance=80, by=None)
    amendments.set_distance(amendment=rows[2], distance=10, by=None)
    member = make_current()
    for given in (True, True, False, True):
        amendments.support_amendment(amendment=rows[0], member=member, is_given=given, by=member.account)
    left = list(proposal.amendments.left_to_assembly())
    assert left == [rows[1], rows[2], rows[0]]
    assert left[2].support_count == 1
    refused = make_amendment(proposal)
    refused = amendments.refuse_amendment(amendment=refused, answer="C’est l’inverse.", by=None)
    assert refused.state == AmendmentState.REFUSED
    with pytest.raises(ProposalEnded):
        amendments.support_amendment(amendment=refused, member=member, is_given=True, by=None)


def test_a_text_changed_since_takes_the_amendment_out() -> None:
    proposal = make_proposal()
    amendment = make_amendment(proposal)
    assert amendment.fits(proposal.text)
    assert not amendment.fits(rewrite(proposal, "Tout autre chose.").text)
