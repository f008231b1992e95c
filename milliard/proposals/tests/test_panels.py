"""Proposals on pages of the places and territories whose groups and places carry them."""

import pytest
from django.test import Client
from django.urls import reverse

from milliard.participation.tests.factories import make_group
from milliard.places.tests.factories import make_place
from milliard.proposals.enums import ProposalState
from milliard.proposals.models import MemberProposal
from milliard.proposals.panels import place_panel
from milliard.proposals.tests.factories import make_draft, make_proposal

pytestmark = pytest.mark.django_db


def test_a_place_shows_what_it_carries_supportable_first_and_no_draft() -> None:
    place, other = make_place(), make_place()
    ended, live, hidden, elsewhere = (make_proposal(title=f"Proposition {word}") for word in "ABCD")
    draft = make_draft(title="Proposition E")
    here = MemberProposal.objects.filter(pk__in=[ended.pk, live.pk, hidden.pk, draft.pk])
    here.update(place=place)
    MemberProposal.objects.filter(pk=elsewhere.pk).update(place=other)
    MemberProposal.objects.filter(pk=ended.pk).update(state=ProposalState.CLOSED, ended_at=ended.opened_at)
    MemberProposal.objects.filter(pk=hidden.pk).update(state=ProposalState.HIDDEN, ended_at=ended.opened_at)
    page = Client().get(reverse("places:place", args=[place.slug])).content.decode()
    assert "Propositions portées ici" in page
    assert page.index("Proposition B") < page.index("Proposition A")
    assert not any(f"Proposition {word}" in page for word in "CDE")


def test_a_group_that_meets_there_counts_and_a_place_without_any_says_nothing() -> None:
    place = make_place()
    assert place_panel(None, place) is None
    proposal = make_proposal(title="Du groupe")
    MemberProposal.objects.filter(pk=proposal.pk).update(group=make_group(place=place))
    panel = place_panel(None, place)
    assert panel is not None
    assert panel.part["proposals"] == [proposal]
