"""What members proposed and supported, put on the agenda of an assembly."""

from django.db import transaction

from milliard.accounts.models import User
from milliard.assemblies import policies
from milliard.assemblies.enums import Electorate, Secrecy, VotingMethod
from milliard.assemblies.models import Assembly, Resolution
from milliard.assemblies.services.resolutions import write_resolution
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.proposals.enums import ProposalState
from milliard.proposals.models import MemberProposal, TextAmendment
from milliard.proposals.services.ending import mark_sent
from milliard.proposals.services.standing import lock_proposal
from milliard.statutes.enums import ResolutionKind


class ProposalTaken(Refused):
    """Pressed twice: it is a resolution already."""

    message = "Cette proposition est déjà portée à une assemblée."


@transaction.atomic
def take_proposal(*, assembly: Assembly, proposal: MemberProposal, by: User | None) -> Resolution:
    """Make a resolution of a supported proposal, word for word, with the amendments left to the assembly.

    An amendment whose passage is no longer found once in the text stays on the proposal's page. The proposal
    says where it went.

    Raises
    ------
    NotAllowed, AssemblyMovedOn, ProposalTaken, NotSupportedYet, RoundUnderWay, ValidationError
    """
    authorize(by, policies.can_run_session, assembly)
    if lock_proposal(proposal).state == ProposalState.SENT:
        raise ProposalTaken
    proposal = mark_sent(proposal=proposal, by=by, where=assembly.title, url=assembly.get_absolute_url())
    fields = {
        "title": proposal.title,
        "text": proposal.text,
        "kind": ResolutionKind.ORDINARY,
        "method": VotingMethod.MOTION,
        "secrecy": Secrecy.OPEN,
        "electorate": Electorate.SESSION,
    }
    resolution = write_resolution(assembly=assembly, fields=fields, by=by)
    for amendment in proposal.amendments.left_to_assembly():
        if proposal.text.count(amendment.passage) == 1:
            told = {**fields, **_amending(amendment, resolution)}
            write_resolution(assembly=assembly, fields=told, by=by)
    return resolution


def _amending(amendment: TextAmendment, resolution: Resolution) -> dict[str, object]:
    return {
        "title": f"Amendement {amendment.number}\u00a0: {resolution.title}"[:160],
        "text": amendment.replacement,
        "passage": amendment.passage,
        "amends": resolution,
        "distance": amendment.distance or 0,
    }
