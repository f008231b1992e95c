"""The threshold, the supports, and how a proposal ends."""

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from milliard.accounts.services import erase_account
from milliard.core.refusals import NotAllowed
from milliard.members.tests.factories import make_joined
from milliard.participation.tests.factories import make_group
from milliard.proposals import signals, tasks
from milliard.proposals.enums import AmendmentState, ProposalState, ShownName
from milliard.proposals.models import MemberProposal, ProposalRules, Support
from milliard.proposals.services import ending, supports, writing
from milliard.proposals.services.standing import DuesUnpaid, ProposalEnded
from milliard.proposals.tests.factories import (
    back,
    make_amendment,
    make_current,
    make_draft,
    make_proposal,
    make_round,
    make_rules,
    make_supported,
    rewrite,
)
from tests.harness import properties  # noqa: F401  (its profile)

pytestmark = pytest.mark.django_db


def test_the_threshold_is_an_exact_share_of_the_members_of_the_day() -> None:
    rules = ProposalRules(numerator=1, denominator=3)
    assert [rules.needed(members) for members in (0, 1, 3, 4, 300, 301)] == [1, 1, 1, 2, 100, 101]
    make_rules(numerator=1, denominator=2)
    author, *_ = (make_current() for _ in range(5))
    make_joined()  # who did not pay
    proposal = make_proposal(author)
    assert (proposal.members_then, proposal.needed) == (5, 3)
    make_current()
    proposal.refresh_from_db()
    assert proposal.needed == 3


@given(st.integers(1, 1000), st.integers(1, 1000), st.integers(0, 2_000_000))
def test_needed_is_the_smallest_count_that_reaches_the_share(top: int, bottom: int, members: int) -> None:
    rules = ProposalRules(numerator=min(top, bottom), denominator=bottom)
    needed, share = rules.needed(members), Fraction(min(top, bottom), bottom)
    assert needed >= share * members
    assert needed == 1 or needed - 1 < share * members


def test_rules_say_a_number_or_a_share_and_stay_once_used() -> None:
    for wrong in ({"count": None}, {"count": 3, "numerator": 1, "denominator": 2}):
        fields = {"valid_from": dt.date(2024, 1, 1), "days_open": 30, **wrong}
        with pytest.raises(ValidationError):
            ProposalRules(**fields).full_clean()
    make_rules()
    make_rules(count=5)  # nobody rests on it: written again
    make_proposal()
    with pytest.raises(ValidationError):
        make_rules(count=6)


def test_only_members_whose_dues_are_paid_propose_and_support() -> None:
    proposal, unpaid = make_proposal(), make_joined()
    with pytest.raises(DuesUnpaid):
        make_draft(unpaid)
    with pytest.raises(DuesUnpaid):
        back(proposal, unpaid)
    with pytest.raises(NotAllowed):
        supports.support_proposal(proposal=proposal, member=make_current(), by=unpaid.account)


def test_the_threshold_is_crossed_once(django_capture_on_commit_callbacks: Any, mailoutbox: Any) -> None:
    seen = []
    signals.proposal_supported.connect(
        lambda proposal, **_: seen.append(proposal.support_count), weak=False, dispatch_uid="seen"
    )
    try:
        with django_capture_on_commit_callbacks(execute=True):
            proposal = make_supported()
            last = Support.objects.filter(proposal=proposal).last()
            assert last is not None
            supports.take_back_support(proposal=proposal, member=last.member, by=last.member.account)
            back(proposal)
            back(proposal)
    finally:
        signals.proposal_supported.disconnect(dispatch_uid="seen")
    proposal.refresh_from_db()
    assert seen == [3]
    assert (proposal.state, proposal.support_count) == (ProposalState.SUPPORTED, 4)
    assert [mail.subject for mail in mailoutbox] == ["Le seuil est atteint\u00a0: Prêter à taux nul"]


def test_a_support_stays_when_the_text_changes_and_says_of_which_version(
    django_capture_on_commit_callbacks: Any, mailoutbox: Any
) -> None:
    proposal = make_proposal()
    early, late = back(proposal), make_current()
    with django_capture_on_commit_callbacks(execute=True):
        rewrite(proposal, "Un autre texte.")
    back(proposal, late)
    proposal.refresh_from_db()
    versions = dict(Support.objects.filter(proposal=proposal).values_list("member", "version"))
    assert (proposal.support_count, versions) == (2, {early.pk: 1, late.pk: 2})
    assert [mail.to for mail in mailoutbox] == [[early.email]]
    assert "Plus clair." in mailoutbox[0].body
    back(proposal, early)
    proposal.refresh_from_db()
    assert proposal.support_count == 2
    assert Support.objects.get(member=early).version == 2


def test_supporters_are_written_to_by_slices_each_once(
    django_capture_on_commit_callbacks: Any, mailoutbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_SLICE", 2)
    proposal = make_proposal()
    members = [back(proposal) for _ in range(5)]
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        rewrite(proposal, "Un autre texte.")
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(member.email for member in members)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        tasks.write_to_supporters.enqueue(proposal.pk, 1, 0)  # an older change: the last one was told
    assert mailoutbox == []


def test_after_the_last_day_nobody_supports_and_it_closes() -> None:
    proposal, worked_on, done = make_proposal(), make_proposal(), make_supported()
    make_round(worked_on)
    MemberProposal.objects.update(closes_on=timezone.localdate() - dt.timedelta(1))
    with pytest.raises(ProposalEnded):
        back(proposal)
    assert ending.close_overdue() == 1
    states = [MemberProposal.objects.get(pk=one.pk).state for one in (proposal, worked_on, done)]
    assert states == [ProposalState.CLOSED, ProposalState.OPEN, ProposalState.SUPPORTED]
    assert ending.close_overdue() == 0


def test_sent_to_an_assembly_once_supported() -> None:
    proposal = make_proposal()
    with pytest.raises(ending.NotSupportedYet):
        ending.mark_sent(proposal=proposal, by=None, where="AG 2031")
    for _ in range(3):
        back(proposal)
    amendment = make_amendment(proposal)
    ending.mark_sent(proposal=proposal, by=None, where="AG 2031", url="/assemblees/x/")
    sent = ending.mark_sent(proposal=proposal, by=None, where="AG 2031")
    amendment.refresh_from_db()
    assert (sent.state, sent.sent_to, sent.sent_url) == (ProposalState.SENT, "AG 2031", "/assemblees/x/")
    assert amendment.state == AmendmentState.LEFT
    with pytest.raises(ProposalEnded):
        back(proposal)


def test_who_supported_is_forgotten_and_the_count_stays() -> None:
    proposal = make_supported()
    ending.mark_sent(proposal=proposal, by=None, where="AG 2031")
    assert dict(ending.forget_opinions())["soutiens oubliés"] == 0
    long_ago = timezone.now() - dt.timedelta(ending.SUPPORTS_KEPT_DAYS + 1)
    MemberProposal.objects.update(ended_at=long_ago)
    assert dict(ending.forget_opinions())["soutiens oubliés"] == 3
    proposal.refresh_from_db()
    assert (proposal.support_count, Support.objects.count()) == (3, 0)


def test_whoever_leaves_is_counted_no_more_and_signs_no_more() -> None:
    proposal = make_proposal(shown_name=ShownName.FULL)
    author = proposal.author
    assert author is not None
    member = back(proposal)
    back(proposal, author)
    assert proposal.signature == author.name
    draft = make_draft(author)
    erase_account(user=member.account, by=member.account)
    erase_account(user=author.account, by=author.account)
    proposal = MemberProposal.objects.get(pk=proposal.pk)
    assert (proposal.support_count, proposal.signature) == (0, "un·e ancien·ne membre")
    assert not MemberProposal.objects.filter(pk=draft.pk).exists()
    assert proposal.versions.get().author is None


def test_a_group_carries_what_somebody_inside_writes() -> None:
    inside, outside = make_current(), make_current()
    group = make_group(inside, name="Lire des comptes")
    assert make_proposal(inside, group=group).signature == "Ada, pour le groupe Lire des comptes"
    with pytest.raises(writing.NotCarriedByYou):
        make_draft(outside, group=group)


def test_every_text_that_was_public_is_kept() -> None:
    proposal = rewrite(make_proposal(), "Un texte.")
    rows = list(proposal.versions.order_by("number"))
    assert [row.number for row in rows] == [1, 2]
    assert rows[1].digest == writing.text_digest(proposal.title, "Un texte.", proposal.why)
    rows[0].text = "Autre chose."
    with pytest.raises(Exception, match="version_unchanged"):
        rows[0].save()


def test_two_who_write_at_once_do_not_undo_one_another() -> None:
    proposal = make_proposal()
    rewrite(proposal, "Un texte.")
    with pytest.raises(writing.TextChangedMeanwhile):
        writing.rewrite_proposal(
            proposal=proposal, title="t", text="x", why="w", reason="r", read_version=1, by=None
        )
    with pytest.raises(writing.NothingChanged):
        rewrite(proposal, "Un texte.")
    make_round(proposal)
    with pytest.raises(writing.RoundUnderWay):
        rewrite(proposal, "Encore un.")


ACTS = st.lists(st.tuples(st.sampled_from(["give", "take", "change"]), st.integers(0, 3)), max_size=12)


class TestSupportCounts(TestCase):
    """Whatever is done in whatever order, the count is that of the people who support now."""

    @settings(max_examples=15, deadline=None)
    @given(ACTS)
    def test_counts_follow_a_set_of_people(self, acts: list[tuple[str, int]]) -> None:
        proposal = make_proposal()
        people = [make_current() for _ in range(4)]
        backing: dict[int, int] = {}
        version, has_crossed = 1, False
        for act, who in acts:
            member = people[who]
            if act == "give":
                back(proposal, member)
                backing[who] = version
            elif act == "take":
                gone = supports.take_back_support(proposal=proposal, member=member, by=member.account)
                assert gone == (backing.pop(who, None) is not None)
            elif version < 8:
                version += 1
                rewrite(proposal, f"Texte {version}.")
            has_crossed |= len(backing) >= 3
            proposal.refresh_from_db()
            assert proposal.support_count == len(backing) == proposal.supports.count()
            assert proposal.missing == max(3 - len(backing), 0)
            assert (proposal.supported_at is not None) == has_crossed
            assert (proposal.state == ProposalState.SUPPORTED) == has_crossed
        found = dict(proposal.supports.values_list("member", "version"))
        assert found == {people[who].pk: of for who, of in backing.items()}
