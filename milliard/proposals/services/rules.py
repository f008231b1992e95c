"""The dated rules of the threshold."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.proposals import policies
from milliard.proposals.models import MemberProposal, ProposalRules


@transaction.atomic
def set_proposal_rules(
    *,
    valid_from: dt.date,
    days_open: int,
    count: int | None = None,
    numerator: int | None = None,
    denominator: int | None = None,
    by: User | None,
) -> ProposalRules:
    """Write the rules from a day on; those of the same day are replaced unless a proposal rests on them.

    Raises `NotAllowed`, ``ValidationError``.
    """
    authorize(by, policies.can_set_rules)
    rules = ProposalRules.objects.filter(valid_from=valid_from).first() or ProposalRules()
    if rules.pk and MemberProposal.objects.filter(rules=rules).exists():
        raise ValidationError(
            {
                "valid_from": "Des propositions sont déjà ouvertes sous la règle de ce jour\u00a0:"
                " choisissez-en un autre."
            }
        )
    rules.valid_from, rules.days_open = valid_from, days_open
    rules.count, rules.numerator, rules.denominator = count, numerator, denominator
    rules.full_clean()
    rules.save()
    journal.record("proposals.rules.written", rules, by=by, data={"threshold": rules.threshold_said})
    return rules
