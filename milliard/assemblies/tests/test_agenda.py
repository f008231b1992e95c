"""From a proposal that members supported to a resolution and its amendments."""

import pytest

from milliard.assemblies.enums import AssemblyState, ResolutionState
from milliard.assemblies.services.agenda import ProposalTaken, take_proposal
from milliard.assemblies.services.resolutions import amended
from milliard.assemblies.tests.factories import make_assembly
from milliard.proposals.enums import ProposalState
from milliard.proposals.services.amendments import leave_amendment
from milliard.proposals.services.ending import NotSupportedYet
from milliard.proposals.tests.factories import make_amendment, make_proposal, make_supported

pytestmark = pytest.mark.django_db


def test_a_supported_proposal_becomes_a_resolution_with_its_amendments() -> None:
    proposal = make_supported()
    amendment = make_amendment(proposal)
    leave_amendment(amendment=amendment, by=proposal.author.account)
    assembly = make_assembly(state=AssemblyState.DRAFT)
    resolution = take_proposal(assembly=assembly, proposal=proposal, by=None)
    assert (resolution.title, resolution.text) == (proposal.title, proposal.text)
    (change,) = resolution.amendments.all()
    assert change.state == ResolutionState.DRAFT
    assert amended(resolution.text, change) == proposal.text.replace(amendment.passage, amendment.replacement)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.sent_to) == (ProposalState.SENT, assembly.title)
    with pytest.raises(ProposalTaken):  # pressed twice
        take_proposal(assembly=assembly, proposal=proposal, by=None)
    assert assembly.resolutions.count() == 2


def test_a_proposal_without_its_threshold_stays_where_it_is() -> None:
    with pytest.raises(NotSupportedYet):
        take_proposal(assembly=make_assembly(state=AssemblyState.DRAFT), proposal=make_proposal(), by=None)
