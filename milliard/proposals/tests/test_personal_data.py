"""What is known of a person is exported, then forgotten; what was public stays, of nobody."""

import pytest

from milliard.accounts.reports import export_account
from milliard.accounts.services import erase_account
from milliard.accounts.tests.factories import make_person
from milliard.proposals import models as rows
from milliard.proposals.tests.factories import rows_of_a_person


@pytest.mark.django_db
def test_a_person_is_exported_then_forgotten() -> None:
    person = make_person()
    rows_of_a_person(person)
    known = export_account(user=person, by=person)["propositions"]
    assert [one[0] for one in known["propositions"]] == ["Prêter à taux nul"] * 2
    assert known["soutiens"] == [["Prêter à taux nul", 1]]
    assert known["tours de consentement"][0]["paroles"] == [["clarifier", "Une question."]]
    assert all(known.values()), [name for name, value in known.items() if not value]
    erase_account(user=person, by=person)
    proposal = rows.MemberProposal.objects.get()  # the draft is gone
    assert (proposal.author, proposal.support_count) == (None, 0)
    for model in (rows.ProposalVersion, rows.ProposalComment, rows.TextAmendment):
        assert model.objects.get().author is None
    assert not rows.Support.objects.exists()
    assert not rows.AmendmentSupport.objects.exists()
    assert rows.CommentReport.objects.get().member is None
    assert rows.ConsentRound.objects.get().facilitator is None
    assert rows.RoundSeat.objects.get().member is None
