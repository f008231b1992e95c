"""Who may do what with proposals. That dues are paid is asked by the services, which say so."""

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.policies import Person, holds
from milliard.members.models import Member
from milliard.members.policies import is_own
from milliard.participation.policies import leads_group
from milliard.places.policies import can_edit_place
from milliard.proposals.enums import PUBLIC_STATES, ProposalState
from milliard.proposals.models import ConsentRound, MemberProposal, ProposalComment, TextAmendment


def can_moderate(person: Person) -> bool:
    """Hide comments, answer reports, close proposals, send them to an assembly."""
    return holds(person, Role.ORGANISER, Role.ADMIN)


def can_close_proposal(person: Person, proposal: MemberProposal) -> bool:
    return can_moderate(person)


def can_set_rules(person: Person) -> bool:
    """Write the dated rules of the threshold."""
    return holds(person, Role.ORGANISER, Role.ADMIN)


def can_speak(person: Person, member: Member) -> bool:
    """Propose, support, comment, amend: a member, for themselves."""
    return is_own(person, member)


def is_author(person: Person, proposal: MemberProposal) -> bool:
    return proposal.author is not None and is_own(person, proposal.author)


def can_see_proposal(person: Person, proposal: MemberProposal) -> bool:
    """Anybody once it is open; a draft is its author's, one that is hidden its author's and the team's."""
    if proposal.state in PUBLIC_STATES or is_author(person, proposal):
        return True
    return proposal.state == ProposalState.HIDDEN and can_moderate(person)


def wrote_comment(person: Person, comment: ProposalComment) -> bool:
    return comment.author is not None and is_own(person, comment.author)


def can_hide_comment(person: Person, comment: ProposalComment) -> bool:
    return can_moderate(person)


def wrote_amendment(person: Person, amendment: TextAmendment) -> bool:
    return amendment.author is not None and is_own(person, amendment.author)


def answers_amendment(person: Person, amendment: TextAmendment) -> bool:
    """The author of the proposal."""
    return is_author(person, amendment.proposal)


def can_set_distance(person: Person, amendment: TextAmendment) -> bool:
    return can_moderate(person)


def can_open_round(person: Person, proposal: MemberProposal) -> bool:
    """The referents of the group that carries it, the hosts of the place, the team."""
    if can_moderate(person):
        return True
    if not isinstance(person, User):
        return False
    by_group = proposal.group is not None and leads_group(person, proposal.group)
    return by_group or (proposal.place is not None and can_edit_place(person, proposal.place))


def can_lead_round(person: Person, current: ConsentRound) -> bool:
    """Its facilitator, and whoever may open one."""
    leads = current.facilitator is not None and is_own(person, current.facilitator)
    return leads or can_open_round(person, current.proposal)
