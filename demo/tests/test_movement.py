"""The invented movement: books that add up, states of every kind, rows the services would have written."""

import datetime as dt

import pytest
from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from demo.movement import crowd, people
from demo.movement.loading import ensure_movement
from milliard.letters.models import Delivery, Letter
from milliard.members.enums import EntryKind
from milliard.members.models import Departure, DuesRequest, Member, MembershipPeriod, RegisterEntry
from milliard.members.models.states import paid_up
from milliard.members.periods import period_paid
from milliard.members.services.dues import rates_in_force
from milliard.members.services.following import follow_requests
from milliard.organisations.models import (
    ChangeProposal,
    Claim,
    FieldProvenance,
    ImportBatch,
    Organisation,
)
from milliard.participation.models import EditorialCard, Mission, WorkingGroup
from milliard.payments.enums import Hold, Means, PaymentState, ReversalKind
from milliard.payments.models import Allocation, BankLine, BankStatement, DepositSlip, Payment, PaymentRequest
from milliard.payments.services.requests import refresh_request, unchanged
from milliard.society.enums import DrawState
from milliard.society.models import Draw, GroupSnapshot
from milliard.society.reports.published import replayed, shown_lottery

pytestmark = pytest.mark.usefixtures("demo_country")


def test_every_state_has_its_people() -> None:
    today = timezone.localdate()
    members = Member.objects.present().with_state(rates_in_force(), today)
    is_paid = set(
        Member.objects.present().filter(paid_up(rates_in_force(), today)).values_list("pk", flat=True)
    )
    assert is_paid == {one.pk for one in members if one.state in ("current", "due_soon")}
    counts = dict(members.values_list("state").annotate(count=Count("pk")))
    assert counts["due_soon"] >= 170
    assert counts["lapsed"] >= 200
    assert counts["left"] == people.STORIES["left"] + people.STORIES["deceased"]
    assert counts["pending"] >= 25
    assert counts["never"] >= people.STORIES["began"]
    assert 1_500 <= sum(counts.values()) - crowd.COUNT <= 1_550
    assert Departure.objects.filter(kind="deceased").count() == people.STORIES["deceased"]


def test_books_add_up() -> None:
    shared = Allocation.objects.values("payment").annotate(cents=Sum("amount_cents"))
    by_payment = {row["payment"]: row["cents"] for row in shared}
    for pk, allocated in Payment.objects.values_list("pk", "allocated_cents"):
        assert by_payment.get(pk, 0) == allocated
    by_request = dict(Allocation.objects.values_list("part__request").annotate(cents=Sum("amount_cents")))
    for pk, received in PaymentRequest.objects.values_list("pk", "received_cents"):
        assert by_request.get(pk, 0) == received
    unlike = PaymentRequest.objects.annotate(parted=Sum("parts__amount_cents"))
    assert not unlike.exclude(parted=F("amount_cents")).exists()
    for slip in DepositSlip.objects.exclude(closed_at=None):
        assert slip.total_cents == slip.payments.aggregate(cents=Sum("amount_cents"))["cents"]


def test_services_that_count_again_change_nothing() -> None:
    def rows() -> list[object]:
        return [
            *PaymentRequest.objects.order_by("pk").values_list("state", "received_cents", "settled_on"),
            *DuesRequest.objects.order_by("pk").values_list("closed_on"),
            *MembershipPeriod.objects.order_by("pk").values_list("starts_on", "ends_on", "cancelled_on"),
            RegisterEntry.objects.count(),
        ]

    before = rows()
    with transaction.atomic():
        for request in PaymentRequest.objects.select_for_update().order_by("pk")[::8]:
            refresh_request(request)
            change = unchanged(request)
            follow_requests(PaymentRequest, changes=[change])
    assert rows() == before


def test_periods_follow_the_rule_of_dues() -> None:
    rule = rates_in_force().rule
    ends: dict[int, dt.date] = {}
    paid = MembershipPeriod.objects.filter(cancelled_on=None).order_by("member", "starts_on")
    for period in paid:
        assert period.opened_on
        expected = period_paid(rule, paid_on=period.opened_on, last_end=ends.get(period.member_id))
        assert (period.starts_on, period.ends_on) == expected
        ends[period.member_id] = period.ends_on
    entered = RegisterEntry.objects.filter(kind=EntryKind.ENTERED).values("member").distinct().count()
    assert entered == MembershipPeriod.objects.values("member").distinct().count()


def test_money_waits_in_every_way() -> None:
    assert set(Payment.objects.values_list("means", flat=True)) == set(Means.values)
    assert set(Payment.objects.values_list("hold", flat=True)) >= {
        Hold.OVERPAID,
        Hold.ORGANISATION,
        Hold.UNKNOWN_STATE,
        Hold.UNMATCHED,
    }
    states = set(Payment.objects.values_list("state", flat=True))
    assert states == set(PaymentState.values)
    kinds = set(Payment.objects.exclude(reversals=None).values_list("reversals__kind", flat=True))
    assert {ReversalKind.CONTESTED, ReversalKind.REFUNDED, ReversalKind.MISRECORDED} <= kinds
    assert DepositSlip.objects.filter(closed_at=None).count() == 1
    assert [*BankStatement.objects.order_by("pk").values_list("reconciles", flat=True)] == [True, False]
    assert set(BankLine.objects.values_list("state", flat=True)) == {"matched", "to_match", "set_aside"}


def test_letters_left_and_one_is_a_draft() -> None:
    states = dict(Letter.objects.values_list("subject", "state"))
    assert sorted(states.values()) == ["draft", *["sent"] * 5]
    of_news = Delivery.objects.filter(letter__lane="news")
    assert of_news.filter(state="accepted").count() > 400
    assert of_news.filter(state="refused").exists()
    assert Delivery.objects.filter(letter__lane="legal", state="skipped", reply="no_address").exists()
    assert not Delivery.objects.filter(member__departures__kind="deceased").exists()


def test_a_group_has_a_room_and_the_page_of_what_to_do_its_cards() -> None:
    group = WorkingGroup.objects.exclude(page_source="").get()
    assert group.documents.get().content_type == "text/csv"
    assert group.letters.get().letter.state == "sent"
    assert EditorialCard.objects.count() == 3
    assert Mission.objects.filter(team_size__gt=1).exists()


def test_everybody_is_plainly_invented_and_the_second_load_writes_nothing() -> None:
    invented = Q(family_name__icontains="exemple") | Q(account__isnull=False) | Q(family_name="مثال")
    assert not Member.objects.exclude(invented).exists()
    assert not Member.objects.exclude(email="").exclude(email__endswith="@exemple.fr").exists()
    count = Member.objects.count()
    assert ensure_movement() == count == Member.objects.count()


def test_who_signs_in_is_a_member_whose_year_ends_soon() -> None:
    member = Member.objects.get(account__email="maxime.membre@exemple.fr")
    now = Member.objects.with_state(rates_in_force(), timezone.localdate()).get(pk=member.pk)
    assert now.state == "due_soon"
    assert now.paid_until is not None
    assert now.paid_until > timezone.localdate()
    assert Member.objects.filter(account__email="camille.organisatrice@exemple.fr").count() == 2


def test_a_panel_of_a_hundred_was_drawn_and_a_call_is_open() -> None:
    draw = Draw.objects.get(state=DrawState.DRAWN)
    report = draw.rounds.get(number=0).report
    assert replayed(report) == ()
    shown = shown_lottery(report)
    assert shown is not None
    assert draw.seats == sum(quota.reached or 0 for quota in shown.quotas if quota.feature == "Genre") == 100
    assert all(quota.low <= (quota.reached or 0) <= quota.high for quota in shown.quotas)
    assert draw.mandates.count() > 80
    assert Draw.objects.calling().get().entries.count() == 47
    snapshots = GroupSnapshot.objects.in_bulk(field_name="code")
    assert {"members.current", "places.hosts", "society.drawn", "society.spokespersons"} <= set(snapshots)
    assert all(row.is_simulated for row in snapshots.values())
    assert any(code.startswith("figures.") for code in snapshots)


def test_the_directory_says_that_it_is_invented_and_every_kind_of_case_waits() -> None:
    published = Organisation.objects.published()
    assert published.count() > 60
    assert not published.exclude(siren="", siret="", rna="").exists()  # any number is, or will be, somebody's
    assert not published.exclude(contact_email="").exists()
    sources = set(FieldProvenance.objects.values_list("source", flat=True))
    assert sources >= {"team", "import", "survey", "suggestion"}
    assert set(ImportBatch.objects.values_list("state", flat=True)) == {"applied", "prepared"}
    assert set(Claim.objects.values_list("state", flat=True)) == {"accepted", "proved"}
    assert ChangeProposal.objects.waiting().exists()
    assert Organisation.objects.filter(state="awaiting").count() >= 2
