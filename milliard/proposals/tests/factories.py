"""The smallest valid proposals, opened by the service."""

import datetime as dt
from typing import Any

from django.utils import timezone

from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person
from milliard.members.models import Member
from milliard.members.tests.factories import make_joined, make_period, make_rates
from milliard.proposals.enums import CommentKind, FallbackChoice, RoundPhase
from milliard.proposals.models import (
    CommentReport,
    ConsentRound,
    MemberProposal,
    ProposalComment,
    ProposalRules,
    TextAmendment,
)
from milliard.proposals.services import amendments, consent, discussion, supports, taking_part, writing
from milliard.proposals.services.rules import set_proposal_rules
from tests.harness.bulk import add_rows

TEXT = "Le mouvement prête à taux nul. Il demande un bilan par an. Rien d’autre."


def make_current(account: User | None = None, **fields: Any) -> Member:
    """A member with an account, whose dues are paid."""
    make_rates()
    member = make_joined(account, **fields)
    make_period(member, timezone.localdate())
    return member


def make_rules(**fields: Any) -> ProposalRules:
    known = {"valid_from": dt.date(2024, 1, 1), "days_open": 30, "count": 3}
    if "numerator" in fields:
        del known["count"]
    return set_proposal_rules(**{**known, **fields}, by=None)


def make_draft(author: Member | None = None, **fields: Any) -> MemberProposal:
    author = author or make_current()
    said = {"title": "Prêter à taux nul", "text": TEXT, "why": "Les lieux n’ont pas de garanties."}
    details = writing.ProposalDetails(**{**said, **fields})
    return writing.write_proposal(details=details, member=author, by=author.account)


def make_proposal(author: Member | None = None, **fields: Any) -> MemberProposal:
    """Open to supports: three are needed, unless rules were written."""
    if not ProposalRules.objects.exists():
        make_rules()
    draft = make_draft(author, **fields)
    return writing.open_proposal(proposal=draft, by=draft.author.account if draft.author else None)


def rewrite(proposal: MemberProposal, text: str, **fields: Any) -> MemberProposal:
    proposal.refresh_from_db()
    said = {"title": proposal.title, "why": proposal.why, "reason": "Plus clair."}
    return writing.rewrite_proposal(
        proposal=proposal, text=text, read_version=proposal.version, **{**said, **fields}, by=None
    )


def back(proposal: MemberProposal, member: Member | None = None) -> Member:
    """Support it, as somebody new unless said."""
    member = member or make_current()
    supports.support_proposal(proposal=proposal, member=member, by=member.account)
    return member


def make_supported(author: Member | None = None) -> MemberProposal:
    """One whose threshold is reached."""
    proposal = make_proposal(author)
    for _ in range(proposal.needed):
        back(proposal)
    proposal.refresh_from_db()
    return proposal


def say(
    proposal: MemberProposal, member: Member | None = None, text: str = "Et le taux\u00a0?", **fields: Any
) -> ProposalComment:
    member = member or make_current()
    kind = fields.pop("kind", CommentKind.QUESTION)
    return discussion.comment_proposal(
        proposal=proposal, kind=kind, text=text, member=member, **fields, by=member.account
    )


def make_amendment(
    proposal: MemberProposal, member: Member | None = None, passage: str = "un bilan", **fields: Any
) -> TextAmendment:
    member = member or make_current()
    said = {"replacement": "deux bilans", "reason": "On suit mieux."}
    return amendments.amend_proposal(
        proposal=proposal, passage=passage, **{**said, **fields}, member=member, by=member.account
    )


def make_round(proposal: MemberProposal | None = None, facilitator: Member | None = None) -> ConsentRound:
    """Open, in its first phase; two thirds overrule."""
    proposal = proposal or make_proposal()
    facilitator = facilitator or make_current()
    return consent.open_round(proposal=proposal, facilitator=facilitator, numerator=2, denominator=3, by=None)


def at_objections(current: ConsentRound) -> ConsentRound:
    for phase in (RoundPhase.REACT, RoundPhase.OBJECT):
        current = consent.move_round(current=current, phase=phase, by=None)
    return current


def object_to(current: ConsentRound, member: Member | None = None) -> Any:
    member = member or make_current()
    return taking_part.object_in_round(
        current=current, member=member, name="Sans taux", argument="On ne sait pas.", by=member.account
    )


def rows_of_a_person(user: User) -> None:
    """Everything proposals may hold of somebody."""
    mine = Member.objects.filter(account=user).first() or make_joined(user)
    if not mine.periods.exists():
        make_rates()
        make_period(mine, timezone.localdate())
    make_draft(mine)
    proposal = make_proposal(mine)
    back(proposal, mine)
    comment = say(proposal, mine)
    CommentReport.objects.create(comment=comment, member=mine, reason="Un mot de trop.")
    amendment = make_amendment(proposal, mine)
    amendments.support_amendment(amendment=amendment, member=mine, is_given=True, by=user)
    current = make_round(proposal, mine)
    taking_part.speak_in_round(current=current, member=mine, text="Une question.", by=user)
    object_to(at_objections(current), mine)


_PROPOSALS = """
INSERT INTO proposals_memberproposal (public_id, title, text, why, shown_name, state, version, rules_id,
    members_then, needed, support_count, opened_at, closes_on, author_id, ended_why, sent_to, sent_url,
    created_at, updated_at)
SELECT gen_random_uuid(), 'Proposition ' || number, 'Un texte.', 'Pour voir.', 'first', 'open', 1, {rules},
    10, 100, number %% 90, now() - number * interval '1 minute', current_date + 20, {author}, '', '', '',
    now(), now()
FROM generate_series(%(first)s, %(last)s) AS number
"""
_COMMENTS = """
INSERT INTO proposals_proposalcomment (public_id, proposal_id, parent_id, kind, text, author_id, version,
    hidden_why, open_reports, created_at, updated_at)
SELECT gen_random_uuid(), {proposal}, {parent}, 'question', 'Question ' || number, {author}, 1, '', 1,
    now(), now()
FROM generate_series(%(first)s, %(last)s) AS number
"""
_VERSIONS = """
INSERT INTO proposals_proposalversion (proposal_id, number, title, text, why, digest, reason, author_id,
    created_at, updated_at)
SELECT {proposal}, number + 1000, 'Titre', 'Texte ' || number, 'Pour', repeat('0', 64), 'Mieux', {author},
    now(), now()
FROM generate_series(%(first)s, %(last)s) AS number
"""
_AMENDMENTS = """
INSERT INTO proposals_textamendment (public_id, proposal_id, number, author_id, version, passage, replacement,
    reason, state, answer, support_count, created_at, updated_at)
SELECT gen_random_uuid(), {proposal}, number + 1000, {author}, 1, 'un bilan', 'bilan ' || number, 'Mieux',
    'left', '', 0, now(), now()
FROM generate_series(%(first)s, %(last)s) AS number
"""
_WORDS = """
INSERT INTO proposals_roundword (seat_id, phase, text, created_at, updated_at)
SELECT {seat}, 'clarify', 'Parole ' || number, now(), now()
FROM generate_series(%(first)s, %(last)s) AS number
"""


def add_proposals(count: int) -> None:
    first = make_proposal()
    add_rows(_PROPOSALS.format(rules=first.rules_id, author=first.author_id), count)


def the_one() -> MemberProposal:
    """The first proposal there is: what long pages are about."""
    return MemberProposal.objects.public().order_by("pk").first() or make_proposal()


def add_comments(count: int) -> None:
    """Half of them answers."""
    proposal = the_one()
    parent = say(proposal)
    for of in ("NULL", parent.pk):
        made = _COMMENTS.format(proposal=proposal.pk, parent=of, author=parent.author_id)
        add_rows(made, count // 2)


def add_versions(count: int) -> None:
    proposal = the_one()
    add_rows(_VERSIONS.format(proposal=proposal.pk, author=proposal.author_id), count)


def add_amendments(count: int) -> None:
    proposal = the_one()
    add_rows(_AMENDMENTS.format(proposal=proposal.pk, author=proposal.author_id), count)


def add_words(count: int) -> None:
    proposal = the_one()
    current = proposal.rounds.first() or make_round(proposal)
    member = make_current(make_person())
    seat = consent.seat_of(current, member)
    add_rows(_WORDS.format(seat=seat.pk), count)


def vote(current: ConsentRound, member: Member, choice: FallbackChoice) -> None:
    taking_part.vote_in_round(current=current, member=member, choice=choice, by=member.account)
