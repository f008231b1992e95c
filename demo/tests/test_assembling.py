"""What the invented assembly decides with: a secret vote under way, proposals of members; all of it real."""

import pytest

from engines.ballots import check_ballot, credential_of_code, read_archive
from milliard.assemblies.enums import Secrecy
from milliard.assemblies.models import Resolution
from milliard.assemblies.reports.quorums import quorum_of_sums
from milliard.core.models import OutboxMail
from milliard.elections.models import ArchivePiece, SecretElection
from milliard.elections.services.archives import archive_file, first_content
from milliard.elections.services.protocol import opened_election, protocol_of
from milliard.proposals.enums import AmendmentState, ObjectionState, ProposalState, RoundPhase
from milliard.proposals.models import ConsentRound, MemberProposal, Support
from milliard.proposals.services.standing import current_members

pytestmark = pytest.mark.usefixtures("demo_country")


def secret_vote() -> tuple[Resolution, SecretElection]:
    resolution = Resolution.objects.select_related("assembly__statutes", "election").get(
        secrecy=Secrecy.SECRET
    )
    assert resolution.election is not None
    return resolution, resolution.election


def test_a_secret_vote_is_under_way_with_real_ballots_beyond_its_quorum() -> None:
    resolution, election = secret_vote()
    pieces = ArchivePiece.objects.filter(election=election, kind="Ballot").order_by("position")
    count = pieces.count()
    assert quorum_of_sums(resolution.assembly, count).is_reached
    assert pieces.values("credential").distinct().count() == count
    opened = opened_election(election.uuid)
    for piece in pieces[:: count // 15]:
        ballot = check_ballot(opened.election, first_content(piece), roll=opened.weights)
        assert ballot.credential_text == piece.credential
    with archive_file(election) as stream:
        contents = read_archive(stream)
    assert contents.tip.last_event == election.tip.last_event
    assert contents.tip.size == election.tip.size


def test_nobody_that_one_can_play_has_voted() -> None:
    _, election = secret_vote()
    described = protocol_of(election)
    used = set(ArchivePiece.objects.filter(election=election).values_list("credential", flat=True))
    mails = OutboxMail.objects.filter(body__contains="Voter au nom de").values_list("body", flat=True)
    codes = [
        line.rpartition("\u00a0: ")[2] for body in mails for line in body.splitlines() if "Voter au" in line
    ]
    assert len(codes) > 12
    assert not {credential_of_code(described.group, described.uuid, code) for code in codes} & used


def test_proposals_stand_in_each_stage_and_rest_on_current_members_alone() -> None:
    current = current_members()
    by_state = {one.title: one.state for one in MemberProposal.objects.all()}
    assert sorted(by_state.values()) == [ProposalState.OPEN] * 3 + [ProposalState.SUPPORTED]
    for proposal in MemberProposal.objects.all():
        backers = Support.objects.filter(proposal=proposal)
        assert proposal.support_count == backers.count()
        assert not backers.exclude(member__in=current).exists()
        assert proposal.author in current
    reached = MemberProposal.objects.get(state=ProposalState.SUPPORTED)
    assert reached.place is not None
    assert reached.support_count == reached.needed
    (held,) = ConsentRound.objects.under_way()
    assert held.proposal.group is not None
    assert held.phase == RoundPhase.OBJECT
    assert held.objections.get().state == ObjectionState.STANDING
    discussed = MemberProposal.objects.get(version=2)
    assert discussed.comments.count() > 4
    states = set(discussed.amendments.values_list("state", flat=True))
    assert states == {AmendmentState.ACCEPTED, AmendmentState.PROPOSED}
